"""Colours of a cover: a few that go together, dark or light enough for its text."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Rgb = tuple[float, float, float]  # sRGB, 0 to 1
READABLE = 4.5
"""Least contrast of text (WCAG 2.2, success criterion 1.4.3)."""


@dataclass(frozen=True, slots=True)
class Mood:
    """Ranges of what a mood looks like: hue in degrees (OKLCH: 30 red, 110 yellow, 145 green, 260 blue), chroma."""

    hues: tuple[float, float]
    chroma: tuple[float, float]
    light: bool | None = None  # None = either


MOODS: dict[str, Mood] = {
    "calm": Mood((190, 260), (0.04, 0.09)),
    "sleep": Mood((250, 300), (0.05, 0.10), light=False),
    "focus": Mood((160, 230), (0.04, 0.10)),
    "sad": Mood((235, 285), (0.02, 0.07), light=False),
    "happy": Mood((60, 115), (0.12, 0.18), light=True),
    "energy": Mood((10, 60), (0.16, 0.22)),
    "party": Mood((310, 370), (0.17, 0.24)),
    "romance": Mood((340, 385), (0.08, 0.15)),
    "dark": Mood((270, 330), (0.03, 0.10), light=False),
    "spring": Mood((345, 375), (0.07, 0.13), light=True),
    "summer": Mood((75, 110), (0.12, 0.18), light=True),
    "autumn": Mood((35, 70), (0.09, 0.15)),
    "winter": Mood((210, 250), (0.02, 0.07), light=True),
    "morning": Mood((55, 100), (0.07, 0.13), light=True),
    "evening": Mood((285, 350), (0.08, 0.15), light=False),
    "night": Mood((255, 295), (0.06, 0.13), light=False),
}
_ALSO = {
    "relax": "calm", "chill": "calm", "ambient": "calm", "study": "focus", "sleepy": "sleep", "workout": "energy",
    "energetic": "energy", "running": "energy", "dance": "party", "love": "romance", "romantic": "romance",
    "melancholy": "sad", "joy": "happy", "angry": "dark", "afternoon": "summer", "commute": "focus",
}  # fmt: skip
_ANY = Mood((0, 360), (0.08, 0.17))


@dataclass(frozen=True, slots=True)
class Palette:
    """text: on all the others, and on whatever is between two of them, it can be read."""

    text: Rgb
    ground: Rgb
    ground_end: Rgb
    shapes: tuple[Rgb, ...]


def mood_of(word: str) -> Mood:
    word = word.strip().casefold()
    return MOODS.get(_ALSO.get(word, word), _ANY)


def palette(draw: np.random.Generator, mood: Mood) -> Palette:
    light = bool(draw.integers(2)) if mood.light is None else mood.light
    hue, chroma = draw.uniform(*mood.hues), draw.uniform(*mood.chroma)
    turn = draw.choice([25.0, -25.0, 60.0, -60.0, 150.0, 180.0], p=[0.2, 0.2, 0.2, 0.2, 0.1, 0.1])
    text = oklch(0.22, 0.03, hue) if light else oklch(0.985, 0.01, hue)
    if light:
        wanted = [(0.90, hue), (0.83, hue + turn / 2), (0.86, hue + turn), (0.80, hue + turn / 2), (0.93, hue)]
    else:
        wanted = [(0.46, hue), (0.34, hue + turn / 2), (0.56, hue + turn), (0.50, hue + turn / 2), (0.40, hue)]
    step = 0.01 if light else -0.01
    for moved in range(60):
        found = [oklch(min(max(at + step * moved, 0.05), 0.98), chroma, angle) for at, angle in wanted]
        if least_contrast(text, found) >= READABLE:
            break
    return Palette(text, found[0], found[1], tuple(found[2:]))


def least_contrast(text: Rgb, colours: Sequence[Rgb], steps: int = 8) -> float:
    """Of a text's colour with any of the colours, and with what lies between any two where one fades into the other."""
    stops, share = np.array(colours), np.linspace(0, 1, steps + 1)[:, None, None, None]
    between = luminance(stops[:, None] + share * (stops[None] - stops[:, None]))
    own = luminance(np.array(text))
    return float(((np.maximum(between, own) + 0.05) / (np.minimum(between, own) + 0.05)).min())


def contrast(a: Rgb, b: Rgb) -> float:
    """1 to 21, as WCAG has it."""
    return least_contrast(a, [b])


def luminance(colours: NDArray[np.float64]) -> NDArray[np.float64]:
    """(..., 3) sRGB to (...) relative luminance."""
    linear = np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
    found: NDArray[np.float64] = linear @ np.array([0.2126, 0.7152, 0.0722])
    return found


def oklch(lightness: float, chroma: float, hue: float) -> Rgb:
    """sRGB of a colour in OKLCH (Ottosson 2020, bottosson.github.io/posts/oklab), with less chroma where there is none
    so strong; rounded to what `hexed` writes."""
    while True:
        a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
        long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
        middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
        short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
        linear = (
            4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
            -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
            -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
        )
        if chroma < 0.001 or all(-1e-4 <= c <= 1 + 1e-4 for c in linear):
            return tuple(round(_gamma(min(1.0, max(0.0, c))) * 255) / 255 for c in linear)  # type: ignore[return-value]
        chroma *= 0.95


def _gamma(c: float) -> float:
    return 12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055


def hexed(colour: Rgb) -> str:
    return "#" + "".join(f"{round(c * 255):02x}" for c in colour)
