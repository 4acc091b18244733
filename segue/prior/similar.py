"""ListenBrainz's similar artists as a source, asked for just the artists of one library.

    POST {data}/1/metadata/recording/    recording MBIDs -> their artists
    POST {data}/1/metadata/lookup/       names of an artist and a track -> the artist, where there is no MBID
    GET  {similar}/similar-artists/json  an artist -> who is heard in the same sessions, and in how many
    POST {data}/1/popularity/artist      artists -> how many listen to them

Sessions are another scale than listeners, so they are put on it: an artist is heard together with its neighbours
`TOGETHER` for each of its listeners, as in listens whose histories are known.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

import numpy as np
from scipy.sparse import csr_array

from segue.catalog.names import artist_key
from segue.domain.track import Track
from segue.prior.asker import Asker
from segue.prior.keys import artist_hash, mbid_halves
from segue.prior.learn import Progress, Size, silent
from segue.prior.pairs import Pairs, learn_pairs
from segue.prior.prior import Manifest, Prior

ALGORITHM = "session_based_days_7500_session_300_contribution_5_threshold_10_limit_100_filter_True_skip_30"
TOGETHER, ITSELF = 1.9, 0.16  # per listener: with the neighbours told, and with itself; medians of Last.fm's artists
_LOOKUPS, _RECORDINGS, _POPULARITIES = 50, 100, 500  # in one question; the service takes 50, 1,000 and 1,000
_LONGEST = 250  # characters of a lookup


class Artist(NamedTuple):
    """An artist of the library. recording: MBID of one of the tracks, where one has any; title: of that track."""

    name: str
    title: str
    recording: str | None


@dataclass(frozen=True, slots=True)
class Places:
    """Where the two services are."""

    similar: str = "https://labs.api.listenbrainz.org"
    data: str = "https://api.listenbrainz.org"

    @classmethod
    def of(cls, source: str) -> "Places":
        """`listenbrainz`, or the address of a server that answers for both. Raises ValueError."""
        if source == "listenbrainz":
            return cls()
        parts = urlsplit(source)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{source}: is no address of a service, as https://labs.api.listenbrainz.org")
        return cls(source.rstrip("/"), source.rstrip("/"))

    def __str__(self) -> str:
        return " and ".join(dict.fromkeys((self.similar, self.data)))


@dataclass(frozen=True, slots=True)
class Found:
    """known: artists of the library that the service knows; near: of those, with neighbours."""

    known: int
    near: int


def wanted_of(tracks: Iterable[Track]) -> list[Artist]:
    """One track for each artist, in the order of the catalogue; rather one with an MBID."""
    found: dict[int, Artist] = {}
    for track in tracks:
        key = artist_hash(track.artist)
        if track.format == "music" and (key not in found or (track.mbid and not found[key].recording)):
            found[key] = Artist(track.artist, track.title, track.mbid)
    return list(found.values())


def learn_similar(
    artists: Sequence[Artist],
    places: Places,
    asker: Asker,
    size: Size,
    manifest: Manifest,
    seed: int,
    progress: Progress = silent,
) -> tuple[Prior, Found]:
    """Raises ValueError when the service refuses, or knows too little."""
    mbids = _mbids(artists, places, asker, progress)
    near: dict[str, list[tuple[str, str, int]]] = {}
    for at, mbid in enumerate(sorted(set(mbids.values()))):
        progress(f"similar artists, {at:,} of {len(mbids):,}", 0.1 + 0.45 * at / len(mbids))
        near[mbid] = _similar(mbid, places, asker)
    named = {mbid: name for rows in near.values() for mbid, name, _ in rows}
    named |= {mbid: name for name, mbid in mbids.items()}
    progress("how many listen to them", 0.6)
    listeners = _listeners(sorted(named), places, asker)
    found = Found(len(mbids), sum(bool(rows) for rows in near.values()))
    return learn_pairs(_pairs(named, near, listeners), size, manifest, seed, progress), found


def _mbids(artists: Sequence[Artist], places: Places, asker: Asker, progress: Progress) -> dict[str, str]:
    """Artist's name -> MBID, of those that are one artist there."""
    by_code = {one.recording: one for one in artists if one.recording and mbid_halves(one.recording)}
    told = asker.known("artist", by_code)
    for some in _parts([code for code in by_code if code not in told], _RECORDINGS):
        progress("which artists these are", 0.02)
        body = {"recording_mbids": some, "inc": "artist"}
        answer = asker.ask(f"{places.data}/1/metadata/recording/", body, identified=True)
        fresh = {code: _only_artist(_at(answer, code, "artist", "artists")) for code in some}
        asker.keep("artist", fresh)
        told |= fresh
    found = {by_code[code].name: mbid for code, mbid in told.items() if mbid}
    by_name = {f"{one.name}\x1f{one.title}": one for one in artists if one.name not in found and _short(one)}
    told = asker.known("lookup", by_name)
    for some in _parts([name for name in by_name if name not in told], _LOOKUPS):
        progress("which artists these are", 0.06)
        asked = [{"artist_name": by_name[n].name, "recording_name": by_name[n].title} for n in some]
        answer = asker.ask(f"{places.data}/1/metadata/lookup/", {"recordings": asked}, identified=True)
        fresh = dict.fromkeys(some)
        for row in answer if isinstance(answer, list) else []:
            at = _at(row, "index")
            if isinstance(at, int) and 0 <= at < len(some):
                fresh[some[at]] = _looked_up(row, by_name[some[at]].name)
        asker.keep("lookup", fresh)
        told |= fresh
    return found | {by_name[name].name: mbid for name, mbid in told.items() if mbid}


def _similar(mbid: str, places: Places, asker: Asker) -> list[tuple[str, str, int]]:
    """(MBID, name, sessions in common) of each."""
    told = asker.known("similar", [mbid])
    if mbid not in told:
        asked = urlencode({"artist_mbids": mbid, "algorithm": ALGORITHM})
        answer = asker.ask(f"{places.similar}/similar-artists/json?{asked}")
        if not isinstance(answer, list):
            raise ValueError(f"{places.similar}: answers no list of similar artists; has its form changed?")
        rows = [(_at(row, "artist_mbid"), _at(row, "name"), _at(row, "score")) for row in answer]
        told[mbid] = [
            (code.lower(), name, int(score))
            for code, name, score in rows
            if isinstance(code, str) and mbid_halves(code) and code.lower() != mbid
            and isinstance(name, str) and name.strip() and isinstance(score, int | float) and score > 0
        ]  # fmt: skip
        asker.keep("similar", told)
    return [(code, name, score) for code, name, score in told[mbid]]


def _listeners(mbids: Sequence[str], places: Places, asker: Asker) -> dict[str, int]:
    told = asker.known("listeners", mbids)
    for some in _parts([mbid for mbid in mbids if mbid not in told], _POPULARITIES):
        answer = asker.ask(f"{places.data}/1/popularity/artist", {"artist_mbids": some}, identified=True)
        counts = {_at(row, "artist_mbid"): _at(row, "total_user_count") for row in answer or []}
        fresh = {mbid: count if isinstance(count := counts.get(mbid), int) else 0 for mbid in some}
        asker.keep("listeners", fresh)
        told |= fresh
    return told


def _pairs(named: dict[str, str], near: dict[str, list[tuple[str, str, int]]], listeners: dict[str, int]) -> Pairs:
    """Two artists are together as much as either of them says; who has no listeners told has as many as need be."""
    row: dict[int, int] = {}  # two artists of one name are one row: a library knows them by their names
    codes: list[str] = []
    place: dict[str, int] = {}
    for mbid in sorted(named, key=lambda code: (-listeners.get(code, 0), code)):
        key = artist_hash(named[mbid])
        if key not in row:
            row[key] = len(codes)
            codes.append(mbid)
        place[mbid] = row[key]
    shape = (len(codes), len(codes))
    told = [(place[a], place[b], score) for a, rows in near.items() for b, _, score in rows]
    i, j, score = (np.array([one[part] for one in told], np.int64) for part in range(3))
    one_way = csr_array((score.astype(np.float32), (i, j)), shape=shape)
    sessions = csr_array(one_way.maximum(one_way.T)).astype(np.float32)
    sessions.setdiag(0)
    sessions.eliminate_zeros()
    sessions.sort_indices()
    reach = np.asarray(sessions.sum(axis=1), np.float64).ravel()
    heard = np.array([listeners.get(mbid, 0) for mbid in codes], np.float64)
    asked = np.array([mbid in near for mbid in codes]) & (heard > 0) & (reach > 0)
    scale = float(np.median(TOGETHER * heard[asked] / reach[asked])) if asked.any() else 1.0
    heard = np.where(heard > 0, heard, np.maximum(1.0, scale * reach / TOGETHER))
    halves = {at: code for at, mbid in enumerate(codes) if (code := mbid_halves(mbid))}
    names, keys = [named[mbid] for mbid in codes], np.array(list(row), np.uint64)
    population = 2.0 * float(heard.max(initial=1))  # nobody tells it; the most heard artist is heard by half of them
    together = csr_array(sessions * np.float32(scale))
    count = heard.astype(np.float32)
    return Pairs(keys, names, halves, count, np.float32(ITSELF) * count, together, population)


def _looked_up(row: Any, name: str) -> str | None:
    """The service guesses; only an artist of the same name is taken."""
    credit = _at(row, "artist_credit_name")
    if not isinstance(credit, str) or artist_key(credit) != artist_key(name):
        return None
    mbids = _at(row, "artist_mbids")
    return mbids[0].lower() if isinstance(mbids, list) and len(mbids) == 1 and mbid_halves(mbids[0]) else None


def _only_artist(artists: Any) -> str | None:
    """Of a credit of several none: the name is of all of them."""
    mbid = _at(artists[0], "artist_mbid") if isinstance(artists, list) and len(artists) == 1 else None
    return str(mbid).lower() if mbid_halves(mbid) else None


def _short(artist: Artist) -> bool:
    return bool(artist.name.strip() and artist.title.strip()) and len(artist.name) + len(artist.title) <= _LONGEST


def _at(told: Any, *path: str) -> Any:
    for step in path:
        told = told.get(step) if isinstance(told, dict) else None
    return told


def _parts(some: list[str], size: int) -> Iterable[list[str]]:
    return (some[start : start + size] for start in range(0, len(some), size))
