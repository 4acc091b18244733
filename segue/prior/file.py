"""A prior on disk: one file of aligned arrays behind a head of JSON, read by mapping it into memory.

    8 bytes "SEGUEPRI", uint32 format version, uint32 length of the head, head (UTF-8 JSON: the manifest, and for
    each array dtype, shape, offset from the end of the head's page, CRC-32), then the arrays, each at a multiple of 64

Loading checks the head and the length; `verify` also reads every byte.
"""

import json
import os
import struct
import zlib
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from segue.prior.prior import Array, Manifest, Prior

VERSION = 1
_MAGIC = b"SEGUEPRI"
_HEAD = struct.Struct("<8sII")
_ALIGN = 64
_MOST_HEAD = 1 << 20  # bytes
_WANTED = (
    "name_key", "name_row", "mbid_key", "mbid_row", "name_start", "names", "listeners", "mass",
    "near_start", "near", "near_weight", "near_scale", "vector", "vector_scale", "item_gram", "listener_gram", "outer",
)  # fmt: skip
_TYPES = {"<u8", "<i8", "<i4", "<f4", "|u1", "|i1"}


class BadPrior(ValueError):  # noqa: N818 - a file that is none, told to a person
    """A file that cannot be used as a prior, and why."""


def write(prior: Prior, path: Path) -> None:
    """Whole or not at all. Raises OSError."""
    parts: dict[str, dict[str, Any]] = {}
    at, arrays = 0, {name: np.ascontiguousarray(prior.arrays[name]) for name in _WANTED}
    for name, array in arrays.items():
        little = array.dtype.newbyteorder("<")
        arrays[name] = array = array.astype(little, copy=False)
        raw = array.tobytes()
        parts[name] = {"dtype": array.dtype.str, "shape": array.shape, "at": at, "crc": zlib.crc32(raw)}
        at = _aligned(at + len(raw))
    head = json.dumps({"manifest": asdict(prior.manifest), "arrays": parts, "bytes": at}).encode()
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(fresh, "wb") as file:
            file.write(_HEAD.pack(_MAGIC, VERSION, len(head)) + head)
            start = _aligned(_HEAD.size + len(head))
            for name, array in arrays.items():
                file.write(b"\0" * (start + parts[name]["at"] - file.tell()))
                file.write(array.tobytes())
            file.write(b"\0" * (start + at - file.tell()))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def read(path: Path, *, verify: bool = False) -> Prior:
    """The prior, mapped; raises BadPrior when it is none, truncated, damaged or of another version."""
    try:
        with open(path, "rb") as file:
            first = file.read(_HEAD.size)
            if len(first) < _HEAD.size or not first.startswith(_MAGIC):
                raise BadPrior(f"{path}: is no prior; `segue prior build` makes one")
            _, version, length = _HEAD.unpack(first)
            if version != VERSION:
                raise BadPrior(
                    f"{path}: is a prior of format {version}, this Segue reads format {VERSION}; build it anew"
                )
            raw = file.read(min(length, _MOST_HEAD))
            if len(raw) < length:
                raise BadPrior(f"{path}: ends at byte {_HEAD.size + len(raw)}, inside its head; copy it again")
            manifest, parts, total = _head(path, raw)
            start = _aligned(_HEAD.size + length)
            size = os.fstat(file.fileno()).st_size
            if size != start + total:
                raise BadPrior(f"{path}: has {size:,} bytes, wants {start + total:,}; it was cut off, copy it again")
            whole = np.memmap(file, np.uint8, "r") if size else np.empty(0, np.uint8)
    except OSError as error:
        raise BadPrior(f"{path}: cannot be read: {error.strerror or error}") from error
    arrays = {name: _array(path, name, parts.get(name), whole[start:], verify) for name in _WANTED}
    prior = Prior(manifest, arrays)
    _check(path, prior)
    return prior


def _head(path: Path, raw: bytes) -> tuple[Manifest, dict[str, Any], int]:
    try:
        head = json.loads(raw)
        return Manifest(**head["manifest"]), dict(head["arrays"]), int(head["bytes"])
    except (ValueError, KeyError, TypeError) as error:
        raise BadPrior(f"{path}: its head is damaged: {error}; copy it again") from error


def _array(path: Path, name: str, part: Any, body: Array, verify: bool) -> Array:
    try:
        dtype, shape, at = np.dtype(part["dtype"]), tuple(int(n) for n in part["shape"]), int(part["at"])
        if dtype.str not in _TYPES or min(shape, default=0) < 0 or at < 0:
            raise ValueError(f"{dtype.str} {shape}")
        raw = body[at : at + dtype.itemsize * int(np.prod(shape, dtype=np.int64))]
        if verify and zlib.crc32(raw.tobytes()) != part["crc"]:
            raise BadPrior(f"{path}: the bytes of {name} are not what was written; copy it again")
        found: Array = raw.view(dtype).reshape(shape)
        return found
    except (KeyError, TypeError, ValueError) as error:
        if isinstance(error, BadPrior):
            raise
        raise BadPrior(f"{path}: its array {name} is damaged: {error}; copy it again") from error


def _check(path: Path, prior: Prior) -> None:
    """That the arrays fit together, so that no row leads outside."""
    a, n = prior.arrays, len(prior)
    d = a["vector"].shape[1] if a["vector"].ndim == 2 else -1
    fits = (
        a["name_key"].shape == a["name_row"].shape == a["mass"].shape == a["near_scale"].shape == (n,)
        and a["vector"].shape == (n, d)
        and a["vector_scale"].shape == (n,)
        and a["name_start"].shape == a["near_start"].shape == (n + 1,)
        and a["mbid_key"].shape == (*a["mbid_row"].shape, 2)
        and a["near"].shape == a["near_weight"].shape == (int(a["near_start"][-1]),)
        and all(a[gram].shape == (d, d) for gram in ("item_gram", "listener_gram", "outer"))
        and bool((np.diff(a["near_start"]) >= 0).all() and (np.diff(a["name_start"]) >= 0).all())
        and _inside(a["near"], n)
        and _inside(a["name_row"], n)
        and _inside(a["mbid_row"], n)
    )
    if not fits:
        raise BadPrior(f"{path}: its arrays do not fit together; build it anew")


def _inside(rows: Array, n: int) -> bool:
    return len(rows) == 0 or (int(rows.min()) >= 0 and int(rows.max()) < n)


def _aligned(at: int) -> int:
    return -(-at // _ALIGN) * _ALIGN
