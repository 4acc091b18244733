"""The cover as a PNG, for players that show no SVG: the same colours, rings for whatever pattern, and no letters,
because players write the name beside it."""

import struct
import zlib
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from segue.playlists.cover.colours import mood_of, palette

LEAST, MOST = 32, 600  # pixels
_FINER = 2  # each pixel is the mean of so many squared


def raster(seed: str, mood: str = "", side: int = 300) -> bytes:
    """seed, mood: as of `cover`; side: in pixels, brought between LEAST and MOST."""
    side = min(max(side, LEAST), MOST)
    told = blake2b(f"{seed}\x1f{mood}".encode(errors="replace"), digest_size=8)
    draw = np.random.default_rng(int.from_bytes(told.digest()))
    colours = palette(draw, mood_of(mood))
    (x0, y0), gap, rings = draw.uniform(0.15, 0.85, 2), draw.uniform(0.07, 0.13), int(draw.integers(4, 8))
    along = (np.arange(side * _FINER) + 0.5) / (side * _FINER)
    x, y = np.meshgrid(along, along)
    share = ((x + y) / 2)[..., None]
    square = (1 - share) * np.array(colours.ground) + share * np.array(colours.ground_end)
    ring = (np.hypot(x - x0, y - y0) / gap).astype(np.int64)
    shapes = np.array(colours.shapes)
    square = np.where((ring < rings)[..., None], shapes[ring % len(shapes)], square)
    fine = square.reshape(side, _FINER, side, _FINER, 3).mean(axis=(1, 3))
    return _png(np.round(fine * 255).astype(np.uint8))


def _png(pixels: NDArray[np.uint8]) -> bytes:
    """pixels: (h, w, 3) uint8. https://www.w3.org/TR/png-3/"""
    high, wide, _ = pixels.shape
    rows = np.zeros((high, 1 + wide * 3), np.uint8)  # each begins with its filter, 0 = none
    rows[:, 1:] = pixels.reshape(high, -1)
    head = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows.tobytes(), 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in parts
    )
