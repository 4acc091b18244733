"""Artists and releases: what tracks have in common. Their ids come from their names, as those of tracks do."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from segue.catalog.names import artist_id, release_id
from segue.domain.track import Artist, Release, Track


def artists(tracks: Iterable[Track]) -> dict[str, Artist]:
    """Every artist by id."""
    groups: defaultdict[str, list[Track]] = defaultdict(list)
    ids: dict[str, str] = {}  # as written: names come again and again
    for track in tracks:
        if track.artist not in ids:
            ids[track.artist] = artist_id(track.artist)
        groups[ids[track.artist]].append(track)
    return {
        found: Artist(found, _most(t.artist for t in group), tuple(t.id for t in group))
        for found, group in groups.items()
    }


def releases(tracks: Iterable[Track]) -> dict[str, Release]:
    """Every release by id; tracks without one are in none."""
    groups: defaultdict[str, list[Track]] = defaultdict(list)
    ids: dict[tuple[str, str], str] = {}  # as written
    for track in tracks:
        if track.release:
            written = (track.release, track.artist)
            if written not in ids:
                ids[written] = release_id(*written)
            groups[ids[written]].append(track)
    return {
        found: Release(
            found,
            _most(t.release for t in group if t.release),
            _most(t.artist for t in group),
            tuple(t.id for t in group),
        )
        for found, group in groups.items()
    }


def _most(spellings: Iterable[str]) -> str:
    """The commonest spelling, the first one of several."""
    return Counter(spellings).most_common(1)[0][0]
