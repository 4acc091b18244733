"""Facts that may be told before a track: of the catalogue, of how it follows the one before, and of the listener's past
where they agreed to that."""

from collections.abc import Iterator

from segue.catalog.store import UNKNOWN
from segue.domain.slate import Reason
from segue.domain.track import Track
from segue.playlists.dj.fact import Fact
from segue.playlists.sequence import explain

_FAR_YEARS = 5
_OLD_YEARS = 10
_LONG_MS = 8 * 60_000
_SAME_BPM = 3.0
_LEAST_STEP, _MOST_STEP = 1.08, 1.6  # of tempo; what is beyond may be a half or double that somebody measured
_LEVEL = 0.2  # of energy, 0 to 1
_TOLD = frozenset({"alike", "artist", "tag", "followed", "near_followed", "taste", "listeners", "popular"})
_COMMON = frozenset({"popular"})  # reasons that say nothing of the listener


def work_facts(track: Track, year: int) -> Iterator[Fact]:
    """Of the catalogue; year: this one."""
    named = {"track": track, "artist": track.artist}
    if track.year is not None and 0 < track.year <= year:
        age = year - track.year
        if age >= _OLD_YEARS:
            yield Fact("ago", "work", 0.35, {**named, "year": str(track.year)}, age)
        elif age == 0:
            yield Fact("this_year", "work", 0.4, {**named, "year": str(track.year)})
        else:
            yield Fact("year", "work", 0.25, {**named, "year": str(track.year)})
    if track.release and track.release.casefold() != track.title.casefold():
        yield Fact("release", "work", 0.25, {**named, "release": track.release})
    if track.tags:
        yield Fact("tag", "work", 0.15, {**named, "tag": track.tags[0]})
    if (track.duration_ms or 0) >= _LONG_MS:
        yield Fact("long", "work", 0.4, named, (track.duration_ms or 0) // 60_000)


def link_facts(before: Track, track: Track) -> Iterator[Fact]:
    """What connects it with the one before, or sets it apart."""
    named = {"track": track, "artist": track.artist, "last": before}
    same_artist = before.artist.casefold() == track.artist.casefold() and track.artist != UNKNOWN
    if same_artist and before.release and before.release == track.release:
        yield Fact("same_release", "link", 0.6, {**named, "release": track.release})
    elif same_artist:
        yield Fact("same_artist", "link", 0.55, named)
    else:
        shared = next((tag for tag in track.tags if tag in before.tags), None)
        if shared is not None:
            yield Fact("shared_tag", "link", 0.3, {**named, "tag": shared})
    if before.year and track.year and not same_artist:
        apart = track.year - before.year
        if apart == 0:
            yield Fact("same_year", "link", 0.5, {**named, "year": str(track.year)})
        elif abs(apart) >= _FAR_YEARS:
            yield Fact(
                "later" if apart > 0 else "earlier", "link", 0.45, {**named, "year": str(track.year)}, abs(apart)
            )
    yield from _sound(before, track, named)


def _sound(before: Track, track: Track, named: dict[str, object]) -> Iterator[Fact]:
    if before.sound is None or track.sound is None:
        return
    was, now = explain((before, track), (0, 1)).steps
    if was.tempo_bpm and now.tempo_bpm:
        ratio, values = (
            now.tempo_bpm / was.tempo_bpm,
            {**named, "bpm": round(now.tempo_bpm), "from": round(was.tempo_bpm)},
        )
        if abs(now.tempo_bpm - was.tempo_bpm) <= _SAME_BPM:
            yield Fact("same_tempo", "link", 0.4, {**named, "bpm": round(now.tempo_bpm)})
        elif _LEAST_STEP <= ratio <= _MOST_STEP:
            yield Fact("faster", "link", 0.45, values)
        elif _LEAST_STEP <= 1 / ratio <= _MOST_STEP:
            yield Fact("slower", "link", 0.45, values)
    if was.key is not None and was.key == now.key:
        yield Fact("same_key", "link", 0.35, named)
    if before.sound.energy is not None and track.sound.energy is not None:
        step = track.sound.energy - before.sound.energy
        if abs(step) >= _LEVEL:
            yield Fact("livelier" if step > 0 else "calmer", "link", 0.5, named)


def why_fact(track: Track, reason: Reason) -> Fact | None:
    """The engine's own reason, where it says something that no other fact does."""
    if reason.code not in _TOLD:
        return None
    values = {"track": track, "artist": track.artist, "reason": reason.text}
    return Fact("why", "why", 0.4, values, own=reason.code not in _COMMON)
