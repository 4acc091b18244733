"""Lines over a common axis as one SVG file that stands alone: light or dark, it brings its own paper."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import escape

import numpy as np

_WIDE, _HIGH, _LEFT, _TOP, _RIGHT, _BOTTOM = 760, 400, 56, 48, 170, 48
_COLOURS = ("#c2185b", "#1565c0", "#2e7d32", "#ef6c00", "#6a1b9a", "#616161", "#000000", "#00838f", "#9e9d24")
_TICKS = 5


def lines(title: str, across: str, up: str, labels: Sequence[str], values: Mapping[str, Sequence[float]]) -> str:
    """labels: of the places on the axis; values: by the name of each line, NaN = a gap."""
    every = np.array([v for line in values.values() for v in line], np.float64)
    known = every[~np.isnan(every)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    spare = (high - low) * 0.05 or 0.05
    low, high = low - spare, high + spare

    def x(place: float) -> float:
        return _LEFT + place * (_WIDE - _LEFT - _RIGHT) / max(len(labels) - 1, 1)

    def y(value: float) -> float:
        return _TOP + (high - value) * (_HIGH - _TOP - _BOTTOM) / (high - low)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_HIGH}" role="img" font-family="sans-serif" '
        f'font-size="12"><title>{escape(title)}</title><rect width="100%" height="100%" fill="#fff"/>',
        f'<text x="{_LEFT}" y="24" font-size="15">{escape(title)}</text>',
    ]
    for value in np.linspace(low, high, _TICKS):
        parts.append(f'<path d="M{_LEFT} {y(value):.1f}H{_WIDE - _RIGHT}" stroke="#ddd"/>')
        parts.append(f'<text x="{_LEFT - 6}" y="{y(value) + 4:.1f}" text-anchor="end">{value:.2f}</text>')
    for place, label in enumerate(labels):
        parts.append(f'<text x="{x(place):.1f}" y="{_HIGH - 28}" text-anchor="middle">{escape(label)}</text>')
    middle = (_LEFT + _WIDE - _RIGHT) / 2
    parts.append(f'<text x="{middle}" y="{_HIGH - 8}" text-anchor="middle">{escape(across)}</text>')
    parts.append(f'<text transform="translate(14 {_HIGH / 2}) rotate(-90)" text-anchor="middle">{escape(up)}</text>')
    names = sorted(values, key=lambda name: -_last(values[name]))
    free = float(_TOP)
    for number, line in enumerate(values.values()):
        colour = _COLOURS[number % len(_COLOURS)]
        points = [(x(place), y(v)) for place, v in enumerate(line) if not np.isnan(v)]
        path = "M" + "L".join(f"{a:.1f} {b:.1f}" for a, b in points)
        parts.append(f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{3 if number == 0 else 1.8}"/>')
    for name in names:
        colour = _COLOURS[list(values).index(name) % len(_COLOURS)]
        free = max(free + 16, y(_last(values[name])))
        parts.append(f'<text x="{_WIDE - _RIGHT + 8}" y="{free:.1f}" fill="{colour}">{escape(name)}</text>')
    return "".join(parts) + "</svg>\n"


def _last(line: Sequence[float]) -> float:
    told = [v for v in line if not np.isnan(v)]
    return float(told[-1]) if told else 0.0


Points = Sequence[tuple[float, float]]


def panels(title: str, up: str, across: Mapping[str, Mapping[str, Points]]) -> str:
    """Side by side, over one common height: lines through points (x, y), x above 0 on a scale of powers of ten.

    across: panels by what their x is; in each, points in order of x by the name of the line
    """
    every = [point for panel in across.values() for line in panel.values() for point in line]
    low, high = min(y for _, y in every), max(y for _, y in every)
    spare = (high - low) * 0.05 or 0.05
    low, high = low - spare, high + spare
    names = list(dict.fromkeys(name for panel in across.values() for name in panel))
    each = (_WIDE - _LEFT - _RIGHT) / len(across)

    def y(value: float) -> float:
        return _TOP + (high - value) * (_HIGH - _TOP - _BOTTOM) / (high - low)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_HIGH}" role="img" font-family="sans-serif" '
        f'font-size="12"><title>{escape(title)}</title><rect width="100%" height="100%" fill="#fff"/>',
        f'<text x="{_LEFT}" y="24" font-size="15">{escape(title)}</text>',
        f'<text transform="translate(14 {_HIGH / 2}) rotate(-90)" text-anchor="middle">{escape(up)}</text>',
    ]
    levels = np.linspace(low, high, _TICKS)
    parts += [f'<text x="{_LEFT - 6}" y="{y(v) + 4:.1f}" text-anchor="end">{v:.3f}</text>' for v in levels]
    for place, (label, panel) in enumerate(across.items()):
        parts.extend(_panel(label, panel, names, _LEFT + place * each, each - 36, y, levels))
    for place, name in enumerate(names):
        colour = _COLOURS[place % len(_COLOURS)]
        parts.append(
            f'<text x="{_WIDE - _RIGHT + 8}" y="{_TOP + 16 * (place + 1)}" fill="{colour}">{escape(name)}</text>'
        )
    return "".join(parts) + "</svg>\n"


def _panel(
    label: str,
    panel: Mapping[str, Points],
    names: Sequence[str],
    left: float,
    wide: float,
    y: Callable[[float], float],
    levels: Iterable[float],
) -> Iterator[str]:
    seen = [math.log10(at) for line in panel.values() for at, _ in line]
    first, last = math.floor(min(seen)), max(math.ceil(max(seen)), math.floor(min(seen)) + 1)

    def x(at: float) -> float:
        return left + (math.log10(at) - first) * wide / (last - first)

    for value in levels:
        yield f'<path d="M{left:.1f} {y(value):.1f}h{wide:.1f}" stroke="#ddd"/>'
    for power in range(first, last + 1):
        yield f'<path d="M{x(10.0**power):.1f} {_TOP}V{_HIGH - _BOTTOM}" stroke="#eee"/>'
        yield f'<text x="{x(10.0**power):.1f}" y="{_HIGH - 30}" text-anchor="middle">{10.0**power:g}</text>'
    yield f'<text x="{left + wide / 2:.1f}" y="{_HIGH - 8}" text-anchor="middle">{escape(label)}</text>'
    for name, line in panel.items():
        colour = _COLOURS[names.index(name) % len(_COLOURS)]
        points = [(x(at), y(value)) for at, value in line]
        yield f'<path d="M{"L".join(f"{a:.1f} {b:.1f}" for a, b in points)}" fill="none" stroke="{colour}"/>'
        yield "".join(f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3" fill="{colour}"/>' for a, b in points)
