"""Lines over a common axis as one SVG file that stands alone: light or dark, it brings its own paper."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import NamedTuple

import numpy as np

_WIDE, _HIGH, _LEFT, _TOP, _RIGHT, _BOTTOM = 760, 400, 56, 48, 170, 48
_COLOURS = ("#c2185b", "#1565c0", "#2e7d32", "#ef6c00", "#6a1b9a", "#616161", "#000000", "#00838f", "#9e9d24")
_TICKS = 5
Points = Sequence[tuple[float, float]]


class _Scale(NamedTuple):
    """From the bottom to the top of a picture."""

    low: float
    high: float

    @classmethod
    def of(cls, values: Iterable[float]) -> "_Scale":
        """With a little room around them; NaN = not told."""
        known = [float(value) for value in values if not math.isnan(value)]
        low, high = (min(known), max(known)) if known else (0.0, 1.0)
        spare = (high - low) * 0.05 or 0.05
        return cls(low - spare, high + spare)

    def y(self, value: float) -> float:
        return _TOP + (self.high - value) * (_HIGH - _TOP - _BOTTOM) / (self.high - self.low)

    def levels(self) -> Iterator[float]:
        return map(float, np.linspace(self.low, self.high, _TICKS))


def _paper(title: str) -> list[str]:
    return [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_HIGH}" role="img" font-family="sans-serif" '
        f'font-size="12"><title>{escape(title)}</title><rect width="100%" height="100%" fill="#fff"/>',
        f'<text x="{_LEFT}" y="24" font-size="15">{escape(title)}</text>',
    ]


def _upwards(what: str) -> str:
    return f'<text transform="translate(14 {_HIGH / 2}) rotate(-90)" text-anchor="middle">{escape(what)}</text>'


def _colour(number: int) -> str:
    return _COLOURS[number % len(_COLOURS)]


def lines(title: str, across: str, up: str, labels: Sequence[str], values: Mapping[str, Sequence[float]]) -> str:
    """labels: of the places on the axis; values: by the name of each line, NaN = a gap."""
    scale = _Scale.of(v for line in values.values() for v in line)
    y = scale.y

    def x(place: float) -> float:
        return _LEFT + place * (_WIDE - _LEFT - _RIGHT) / max(len(labels) - 1, 1)

    parts = _paper(title)
    for value in scale.levels():
        parts.append(f'<path d="M{_LEFT} {y(value):.1f}H{_WIDE - _RIGHT}" stroke="#ddd"/>')
        parts.append(f'<text x="{_LEFT - 6}" y="{y(value) + 4:.1f}" text-anchor="end">{value:.2f}</text>')
    for place, label in enumerate(labels):
        parts.append(f'<text x="{x(place):.1f}" y="{_HIGH - 28}" text-anchor="middle">{escape(label)}</text>')
    middle = (_LEFT + _WIDE - _RIGHT) / 2
    parts.append(f'<text x="{middle}" y="{_HIGH - 8}" text-anchor="middle">{escape(across)}</text>')
    parts.append(_upwards(up))
    names = sorted(values, key=lambda name: -_last(values[name]))
    free = float(_TOP)
    for number, line in enumerate(values.values()):
        points = [(x(place), y(v)) for place, v in enumerate(line) if not np.isnan(v)]
        wide = 3 if number == 0 else 1.8
        parts.append(f'<path d="{_path(points)}" fill="none" stroke="{_colour(number)}" stroke-width="{wide}"/>')
    for name in names:
        colour = _colour(list(values).index(name))
        free = max(free + 16, y(_last(values[name])))
        parts.append(f'<text x="{_WIDE - _RIGHT + 8}" y="{free:.1f}" fill="{colour}">{escape(name)}</text>')
    return "".join(parts) + "</svg>\n"


def _last(line: Sequence[float]) -> float:
    told = [v for v in line if not np.isnan(v)]
    return float(told[-1]) if told else 0.0


def _path(points: Points) -> str:
    return "M" + "L".join(f"{a:.1f} {b:.1f}" for a, b in points)


def panels(title: str, up: str, across: Mapping[str, Mapping[str, Points]]) -> str:
    """Side by side, over one common height: lines through points (x, y), x above 0 on a scale of powers of ten.

    across: panels by what their x is; in each, points in order of x by the name of the line
    """
    scale = _Scale.of(value for panel in across.values() for line in panel.values() for _, value in line)
    names = list(dict.fromkeys(name for panel in across.values() for name in panel))
    each = (_WIDE - _LEFT - _RIGHT) / len(across)
    parts = [*_paper(title), _upwards(up)]
    parts += [
        f'<text x="{_LEFT - 6}" y="{scale.y(v) + 4:.1f}" text-anchor="end">{v:.3f}</text>' for v in scale.levels()
    ]
    for place, (label, panel) in enumerate(across.items()):
        parts.extend(_panel(label, panel, names, _LEFT + place * each, each - 36, scale))
    for place, name in enumerate(names):
        at = f'x="{_WIDE - _RIGHT + 8}" y="{_TOP + 16 * (place + 1)}"'
        parts.append(f'<text {at} fill="{_colour(place)}">{escape(name)}</text>')
    return "".join(parts) + "</svg>\n"


def _panel(
    label: str, panel: Mapping[str, Points], names: Sequence[str], left: float, wide: float, scale: _Scale
) -> Iterator[str]:
    seen = [math.log10(at) for line in panel.values() for at, _ in line]
    first, last = math.floor(min(seen)), max(math.ceil(max(seen)), math.floor(min(seen)) + 1)

    def x(at: float) -> float:
        return left + (math.log10(at) - first) * wide / (last - first)

    for value in scale.levels():
        yield f'<path d="M{left:.1f} {scale.y(value):.1f}h{wide:.1f}" stroke="#ddd"/>'
    for power in range(first, last + 1):
        yield f'<path d="M{x(10.0**power):.1f} {_TOP}V{_HIGH - _BOTTOM}" stroke="#eee"/>'
        yield f'<text x="{x(10.0**power):.1f}" y="{_HIGH - 30}" text-anchor="middle">{10.0**power:g}</text>'
    yield f'<text x="{left + wide / 2:.1f}" y="{_HIGH - 8}" text-anchor="middle">{escape(label)}</text>'
    for name, line in panel.items():
        colour = _colour(names.index(name))
        points = [(x(at), scale.y(value)) for at, value in line]
        yield f'<path d="{_path(points)}" fill="none" stroke="{colour}"/>'
        yield "".join(f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3" fill="{colour}"/>' for a, b in points)
