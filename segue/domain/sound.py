"""Sound: how a recording sounds, as far as somebody measured it. Names and meanings as in Spotify's audio features."""

from msgspec import Struct


class Sound(Struct, frozen=True, omit_defaults=True, gc=False):
    """None = not known. Where no unit is said: 0 to 1, 1 = most."""

    tempo_bpm: float | None = None  # beats a minute; a half or a double of it may be as true
    key: int | None = None  # 0 = C, 1 = C sharp, … 11 = B
    mode: int | None = None  # 1 = major, 0 = minor
    time_signature: int | None = None  # beats a bar
    loudness_db: float | None = None  # of the whole track: LUFS, or decibels below full scale
    energy: float | None = None
    danceability: float | None = None
    valence: float | None = None  # 0 = sad, angry; 1 = happy, euphoric
    acousticness: float | None = None
    instrumentalness: float | None = None
    speechiness: float | None = None
    liveness: float | None = None  # how likely an audience is heard


LIMITS: dict[str, tuple[float, float]] = {
    "tempo_bpm": (1, 1000), "key": (0, 11), "mode": (0, 1), "time_signature": (1, 32), "loudness_db": (-120, 30),
}  # fmt: skip
"""Least and most of each field, both allowed; 0 and 1 for those that are not here."""
WHOLE = frozenset({"key", "mode", "time_signature"})


def fuller(sound: Sound | None, other: Sound | None) -> Sound | None:
    """The first, and what only the other one knows."""
    if sound is None or other is None:
        return sound if sound is not None else other
    own, theirs = (
        {f: value for f in Sound.__struct_fields__ if (value := getattr(of, f)) is not None} for of in (sound, other)
    )
    return Sound(**{**theirs, **own})
