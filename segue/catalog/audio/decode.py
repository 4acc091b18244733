"""Decoding: one run of ffmpeg gives the samples and how loud the recording is.

Nothing but the file itself is opened, whatever it says of other addresses.
"""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE = 22_050  # samples a second
MOST_S = 300.0  # of a longer recording, so much of its middle
_SILENT_LUFS = -69.9  # ebur128 has no lower number
_TIMEOUT_S = 60.0  # and as long again as the recording takes to hear
_LOUDNESS = re.compile(rb"Integrated loudness:\s+I:\s+(-?\d+(?:\.\d+)?) LUFS")
_MEANINGS = {"matches no streams": "there is no sound in it", "Conversion failed": "most of it cannot be decoded"}
_QUIET = re.compile(rb"^\[[^\]]*\]\s*|\s+$")


class Unreadable(Exception):  # noqa: N818 - a fact about a file, in words for a person
    """Why nothing can be heard in it."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """samples: (n,) float32, -1 to 1; loudness_db: LUFS of the whole recording (EBU R 128), None = silence;
    cut: there is more of it than the samples"""

    samples: NDArray[np.float32]
    loudness_db: float | None
    cut: bool

    @property
    def seconds(self) -> float:
        return len(self.samples) / RATE


def decoded(path: Path, duration_s: float | None, ffmpeg: str = "ffmpeg") -> Decoded:
    """The middle of the recording. duration_s: what its tags say, if anything.

    Raises:
        Unreadable: ffmpeg cannot decode it.
    """
    start = max(0.0, ((duration_s or 0.0) - MOST_S) / 2)
    graph = (
        "[0:a:0]asplit=2[whole][middle];[whole]ebur128=framelog=verbose[heard];"
        f"[middle]atrim=start={start:.3f}:duration={MOST_S},aresample={RATE},aformat=sample_fmts=flt:channel_layouts=mono[out]"
    )
    command = [
        ffmpeg, "-nostdin", "-hide_banner", "-nostats", "-protocol_whitelist", "file,pipe", "-threads", "1",
        "-i", f"file:{path}", "-filter_complex", graph,
        "-map", "[out]", "-f", "f32le", "pipe:1", "-map", "[heard]", "-f", "null", "-",
    ]  # fmt: skip
    try:
        ran = subprocess.run(  # noqa: S603 - the path is an argument, never a shell's word
            command, capture_output=True, timeout=_TIMEOUT_S + (duration_s or 0.0), check=False
        )
    except subprocess.TimeoutExpired:
        raise Unreadable("ffmpeg did not come to an end with it") from None
    if ran.returncode:
        raise Unreadable(_why(ran.stderr, path))
    samples = np.frombuffer(ran.stdout[: len(ran.stdout) // 4 * 4], "<f4")
    if not len(samples):
        raise Unreadable("there is no sound in it")
    if not np.isfinite(samples).all():
        raise Unreadable("its sound is no numbers")
    found = _LOUDNESS.findall(ran.stderr)
    loudness = float(found[-1]) if found else None
    cut = start > 0 or len(samples) >= round(MOST_S * RATE) - 1
    return Decoded(samples, loudness if loudness is not None and loudness > _SILENT_LUFS else None, cut)


def _why(told: bytes, path: Path) -> str:
    """ffmpeg's own words, the last of them, without the path."""
    lines = [_QUIET.sub(b"", line) for line in told.splitlines() if line.strip()]
    said = lines[-1].decode("utf-8", "replace") if lines else "ffmpeg failed"
    for sign, meaning in _MEANINGS.items():
        if sign in said:
            return meaning
    return said.replace(f"file:{path}", "").replace(str(path), "").lstrip(": ")[:200] or "ffmpeg failed"
