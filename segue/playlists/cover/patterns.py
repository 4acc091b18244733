"""What is drawn behind the text: one function for each kind, all of them plain opaque shapes."""

import math
from collections.abc import Callable

import numpy as np

SIDE = 600
"""Of the square, in units of the drawing."""
Draw = np.random.Generator
Pattern = Callable[[Draw, tuple[str, ...]], str]


def rings(draw: Draw, colours: tuple[str, ...]) -> str:
    """Around one point, smaller and smaller."""
    x, y, gap = draw.uniform(100, 500), draw.uniform(60, 330), draw.uniform(34, 58)
    return "".join(
        f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{gap * k:.0f}" fill="{colours[k % len(colours)]}"/>'
        for k in range(int(draw.integers(5, 9)), 0, -1)
    )


def discs(draw: Draw, colours: tuple[str, ...]) -> str:
    """Strewn about."""
    return "".join(
        f'<circle cx="{draw.uniform(0, SIDE):.0f}" cy="{draw.uniform(0, SIDE):.0f}" r="{draw.uniform(20, 130):.0f}"'
        f' fill="{colours[k % len(colours)]}"/>'
        for k in range(int(draw.integers(7, 13)))
    )


def waves(draw: Draw, colours: tuple[str, ...]) -> str:
    """Hills, one before the other."""
    found = []
    count = int(draw.integers(3, 6))
    for k in range(count):
        base = 180 + 380 * k / count
        height, length, phase = draw.uniform(25, 75), draw.uniform(170, 420), draw.uniform(0, 6.3)
        points = " ".join(
            f"L{x} {base + height * math.sin(phase + 2 * math.pi * x / length):.0f}" for x in range(0, SIDE + 1, 20)
        )
        found.append(f'<path d="M0 {SIDE}{points}L{SIDE} {SIDE}Z" fill="{colours[k % len(colours)]}"/>')
    return "".join(found)


def stripes(draw: Draw, colours: tuple[str, ...]) -> str:
    """Slanted."""
    angle, found, x = draw.uniform(-60, 60), [], -300.0
    while x < 900:
        wide = draw.uniform(14, 80)
        colour = colours[int(draw.integers(len(colours)))]
        found.append(f'<rect x="{x:.0f}" y="-300" width="{wide:.0f}" height="1200" fill="{colour}"/>')
        x += wide + draw.uniform(20, 110)
    return f'<g transform="rotate({angle:.0f} 300 300)">{"".join(found)}</g>'


def facets(draw: Draw, colours: tuple[str, ...]) -> str:
    """A net of triangles."""
    cells = int(draw.integers(3, 6))
    step = SIDE / cells
    found = []
    for row in range(cells):
        for column in range(cells):
            x, y, half = column * step, row * step, int(draw.integers(4))
            corners = [(x, y), (x + step, y), (x + step, y + step), (x, y + step)]
            kept = " ".join(f"{a:.0f},{b:.0f}" for i, (a, b) in enumerate(corners) if i != half)
            if draw.random() < 0.75:
                found.append(f'<polygon points="{kept}" fill="{colours[int(draw.integers(len(colours)))]}"/>')
    return "".join(found)


def beads(draw: Draw, colours: tuple[str, ...]) -> str:
    """A grid of dots that grow towards a corner."""
    cells = int(draw.integers(6, 11))
    step, right, down = SIDE / cells, bool(draw.integers(2)), bool(draw.integers(2))
    found = []
    for row in range(cells):
        for column in range(cells):
            share = ((column if right else cells - 1 - column) + (row if down else cells - 1 - row)) / (2 * cells - 2)
            cx, cy, r = (column + 0.5) * step, (row + 0.5) * step, step * (0.08 + 0.4 * share)
            colour = colours[(row + column) % len(colours)]
            found.append(f'<circle cx="{cx:.0f}" cy="{cy:.0f}" r="{r:.0f}" fill="{colour}"/>')
    return "".join(found)


def bars(draw: Draw, colours: tuple[str, ...]) -> str:
    """As of a spectrum, from the top."""
    count = int(draw.integers(9, 22))
    wide = SIDE / count
    level, found = draw.uniform(120, 400), []
    for k in range(count):
        level = min(520.0, max(60.0, level + draw.normal(0, 90)))
        colour = colours[k % len(colours)]
        found.append(f'<rect x="{k * wide:.0f}" y="0" width="{0.72 * wide:.0f}" height="{level:.0f}" fill="{colour}"/>')
    return "".join(found)


def quarters(draw: Draw, colours: tuple[str, ...]) -> str:
    """Tiles with a quarter of a disc each."""
    cells = int(draw.integers(3, 6))
    step = SIDE / cells
    found = []
    for row in range(cells):
        for column in range(cells):
            x, y = column * step, row * step
            corner, colour = int(draw.integers(5)), colours[int(draw.integers(len(colours)))]
            if corner == 4:
                found.append(
                    f'<circle cx="{x + step / 2:.0f}" cy="{y + step / 2:.0f}" r="{step / 4:.0f}" fill="{colour}"/>'
                )
                continue
            cx, cy = x + step * (corner % 2), y + step * (corner // 2)
            sx, sy = step * (1 - 2 * (corner % 2)), step * (1 - 2 * (corner // 2))
            sweep = int((corner % 2) == (corner // 2))
            arc = f"M{cx:.0f} {cy:.0f}l{sx:.0f} 0a{step:.0f} {step:.0f} 0 0 {sweep} {-sx:.0f} {sy:.0f}z"
            found.append(f'<path d="{arc}" fill="{colour}"/>')
    return "".join(found)


PATTERNS: tuple[Pattern, ...] = (rings, discs, waves, stripes, facets, beads, bars, quarters)
