"""Loudness: sound of any kind brought to a number of LUFS (ITU-R BS.1770, EBU R 128) by ffmpeg, peaks held below full
scale."""

import re
import shutil
import subprocess

RATE = 44_100  # samples a second of what comes out, mono, 16 bits
_NEAR = 0.5  # LU that are near enough
_TURNS = 6  # a limiter takes away from what a gain adds
_MOST_GAIN = 40.0  # dB; more would be of silence
_SILENT = -69.9  # ebur128 has no lower number
_TIMEOUT_S = 30.0
_HEARD = re.compile(rb"Integrated loudness:\s+I:\s+(-?\d+(?:\.\d+)?) LUFS")


class NotLevelled(Exception):  # noqa: N818 - a fact, in words for a person
    """Why it stays as it is."""


def levelled(sound: bytes, lufs: float, ffmpeg: str = "ffmpeg") -> tuple[bytes, float | None, str]:
    """Samples (16 bits, little-endian, mono, RATE a second), how loud they are now, and why that is not as wanted ("" =
    it is).

    Raises:
        NotLevelled: ffmpeg is not there, or cannot read it.
    """
    if shutil.which(ffmpeg) is None:
        raise NotLevelled("ffmpeg is not installed: as loud as the engine makes it")
    gain = 0.0
    pcm, heard = _run(sound, gain, ffmpeg)
    if heard is None:
        return pcm, None, "too short or silent: as loud as the engine makes it"
    for _ in range(_TURNS):
        if abs(heard - lufs) <= _NEAR:
            break
        gain = min(_MOST_GAIN, gain + (lufs - heard) * (1.5 if gain > 0 and lufs > heard else 1.0))
        pcm, now = _run(sound, gain, ffmpeg)
        heard = heard if now is None else now
    note = "" if abs(heard - lufs) <= 3 * _NEAR else f"it cannot be as loud as {lufs:g} LUFS"
    return pcm, heard, note


def _run(sound: bytes, gain: float, ffmpeg: str) -> tuple[bytes, float | None]:
    graph = (
        f"[0:a:0]aresample={RATE},aformat=sample_fmts=flt:channel_layouts=mono,volume={gain:.2f}dB,"
        "alimiter=limit=0.84:attack=5:release=50:level=disabled,asplit=2[out][all];[all]ebur128=framelog=verbose[heard]"
    )
    command = [
        ffmpeg, "-nostdin", "-hide_banner", "-nostats", "-protocol_whitelist", "pipe", "-i", "pipe:0",
        "-filter_complex", graph, "-map", "[out]", "-f", "s16le", "pipe:1", "-map", "[heard]", "-f", "null", "-",
    ]  # fmt: skip
    try:
        ran = subprocess.run(  # noqa: S603 - our own words
            command, input=sound, capture_output=True, timeout=_TIMEOUT_S, check=False
        )
    except subprocess.TimeoutExpired:
        raise NotLevelled("ffmpeg did not come to an end") from None
    found = _HEARD.findall(ran.stderr)
    if ran.returncode or not ran.stdout or not found:
        raise NotLevelled("ffmpeg cannot read what the engine makes")
    heard = float(found[-1])
    return ran.stdout, heard if heard > _SILENT else None
