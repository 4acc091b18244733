"""Measured: how one recording sounds, and why where that is not told. A guess is worse than nothing."""

import math
from pathlib import Path
from shutil import which

from msgspec import Struct

from segue.catalog.audio import key as keys
from segue.catalog.audio import tempo as tempos
from segue.catalog.audio.chroma import chroma
from segue.catalog.audio.decode import Decoded, decoded
from segue.catalog.audio.fingerprint import fingerprint
from segue.catalog.audio.onsets import onsets
from segue.catalog.audio.spoken import spoken
from segue.domain.sound import Sound

VERSION = 1  # of what is measured: files of an older one are measured again
_LEAST_AHEAD = 0.01  # in correlation, of the key next to it
_LEAST_FIT = 0.5


class Tools(Struct, frozen=True):
    """Programs of this machine, "" where one is missing."""

    ffmpeg: str
    fpcalc: str

    @classmethod
    def here(cls) -> "Tools":
        return cls(which("ffmpeg") or "", which("fpcalc") or "")

    @property
    def level(self) -> int:
        """What they measure, as a number that grows with more tools and newer versions."""
        return VERSION * 4 + 2 * bool(self.ffmpeg) + bool(self.fpcalc)


class Measured(Struct, frozen=True):
    """unknown: field of `Sound`, or "fingerprint" -> why it is not told"""

    sound: Sound | None
    fingerprint: bytes | None  # little-endian uint32 each
    duration_s: float | None  # of what could be decoded; None where it was cut, or nothing was
    unknown: dict[str, str]


def measured(path: Path, duration_s: float | None, format_: str, tools: Tools) -> Measured:
    """Raises Unreadable: it is no audio."""
    unknown: dict[str, str] = {}
    marks = fingerprint(path, tools.fpcalc) if tools.fpcalc else None
    if marks is None:
        unknown["fingerprint"] = "fpcalc finds none" if tools.fpcalc else "fpcalc is not on this machine"
    bits = marks.astype("<u4").tobytes() if marks is not None else None
    if not tools.ffmpeg:
        unknown |= dict.fromkeys(("tempo_bpm", "key", "loudness_db"), "ffmpeg is not on this machine")
        return Measured(None, bits, None, unknown)
    heard = decoded(path, duration_s, tools.ffmpeg)
    if heard.loudness_db is None:
        unknown["loudness_db"] = "silence"
    told = {"loudness_db": heard.loudness_db, **_music(heard, format_, unknown)}
    known = {field: value for field, value in told.items() if value is not None}
    whole = heard.seconds if not heard.cut else None
    return Measured(Sound(**known) if known else None, bits, whole, unknown)  # type: ignore[arg-type]


def _music(heard: Decoded, format_: str, unknown: dict[str, str]) -> dict[str, float | int | None]:
    """Tempo and key, of what is music and long enough."""
    if (why := _no_music(heard, format_)) is not None:
        unknown |= dict.fromkeys(("tempo_bpm", "key"), why)
        return {}
    beat, found = tempos.tempo(onsets(heard.samples)), keys.key(chroma(heard.samples))
    if spoken(heard.samples, beat.agreement if beat else 0.0, found.fit if found else 0.0):
        unknown |= dict.fromkeys(("tempo_bpm", "key"), "speech")
        return {}
    told: dict[str, float | int | None] = {}
    if beat is None or beat.agreement < tempos.STEADY:
        unknown["tempo_bpm"] = "no steady beat"
    else:
        told["tempo_bpm"] = round(beat.bpm, 1)
    if found is None or found.fit < _LEAST_FIT or found.ahead < _LEAST_AHEAD:
        unknown["key"] = "no key stands out"
    else:
        told |= {"key": found.tonic, "mode": int(found.major)}
    return told


def _no_music(heard: Decoded, format_: str) -> str | None:
    if heard.loudness_db is None or not math.isfinite(heard.loudness_db):
        return "silence"
    if format_ != "music":
        return "speech"
    if heard.seconds < tempos.LEAST_S:
        return f"shorter than {tempos.LEAST_S:.0f} s"
    return None
