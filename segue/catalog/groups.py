"""Artists and releases: what tracks have in common. Their ids come from their names, as those of tracks do."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from segue.catalog.names import artist_id, release_id
from segue.domain.track import Artist, Release, Track


def artists(tracks: Iterable[Track]) -> dict[str, Artist]:
    """Every artist by id."""
    groups: defaultdict[str, list[Track]] = defaultdict(list)
    for track in tracks:
        groups[artist_id(track.artist)].append(track)
    return {
        found: Artist(found, _most(t.artist for t in group), tuple(t.id for t in group))
        for found, group in groups.items()
    }


def releases(tracks: Iterable[Track]) -> dict[str, Release]:
    """Every release by id; tracks without one are in none."""
    groups: defaultdict[str, list[Track]] = defaultdict(list)
    for track in tracks:
        if track.release:
            groups[release_id(track.release, track.artist)].append(track)
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
