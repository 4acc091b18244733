"""ModelRegistry in a folder: one directory per model, a pointer file that names the one in service."""

import json
import os
import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segue.ports import Unavailable

_KEPT = 3  # models besides the one in service and its predecessor
_FORMAT = 1
_LOOK_S = 0.05  # how late another process is heard at most; a look may cost half a millisecond


class FolderModelRegistry:
    """See `segue.ports.ModelRegistry`. The pointer holds two lines: in service, and the one before."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._pointer = root / "current"
        self._seen: tuple[int, int] | None = None
        self._ids: list[str] = []
        self._looked = -1.0

    def save(self, model_id: str, manifest: Mapping[str, Any], arrays: Mapping[str, Any]) -> None:
        self._root.mkdir(parents=True, exist_ok=True)
        building = self._root / f".{model_id}.{os.getpid()}"
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir()
        try:
            for name, array in arrays.items():
                np.save(building / f"{name}.npy", array, allow_pickle=False)
            listed = {"format": _FORMAT, "arrays": sorted(arrays), **manifest}
            (building / "manifest.json").write_text(json.dumps(listed, indent=1, ensure_ascii=False))
            for file in building.iterdir():
                _sync(file)
            building.rename(self._root / model_id)
            _sync(self._root)
        except OSError as error:
            shutil.rmtree(building, ignore_errors=True)
            raise Unavailable(f"the model cannot be saved: {error}") from error
        self._forget_old()

    def load(self, model_id: str) -> tuple[dict[str, Any], dict[str, Any]]:
        folder = self._root / model_id
        try:
            manifest = json.loads((folder / "manifest.json").read_text())
            if manifest.get("format") != _FORMAT:
                raise Unavailable(f"model {model_id} has format {manifest.get('format')}, not {_FORMAT}")
            arrays = {name: _mapped(folder / f"{name}.npy") for name in manifest["arrays"]}
        except (OSError, ValueError, KeyError) as error:
            raise Unavailable(f"model {model_id} cannot be read: {error}") from error
        return manifest, arrays

    def current(self) -> str | None:
        ids = self._read_pointer()
        return ids[0] if ids else None

    def before(self) -> str | None:
        ids = self._read_pointer()
        return ids[1] if len(ids) > 1 else None

    def promote(self, model_id: str, *, alone: bool = False) -> None:
        if not (self._root / model_id / "manifest.json").is_file():
            raise Unavailable(f"there is no model {model_id}")
        before = [] if alone else [i for i in self._read_pointer() if i != model_id]
        self._write_pointer([model_id, *before][:2])
        for folder in self._root.iterdir() if alone else ():
            if folder.is_dir() and folder.name != model_id:
                shutil.rmtree(folder, ignore_errors=True)

    def rollback(self) -> str:
        ids = self._read_pointer()
        if len(ids) < 2:
            raise Unavailable("there is no earlier model to go back to")
        self._write_pointer([ids[1], ids[0]])
        return ids[1]

    def _read_pointer(self) -> list[str]:
        now = time.monotonic()
        if 0 <= now - self._looked < _LOOK_S:
            return self._ids
        try:
            stat = self._pointer.stat()
        except FileNotFoundError:
            return []
        if self._seen != (stat.st_mtime_ns, stat.st_ino):
            self._ids = self._pointer.read_text().split()
            self._seen = (stat.st_mtime_ns, stat.st_ino)
        self._looked = now
        return self._ids

    def _write_pointer(self, ids: list[str]) -> None:
        fresh = self._pointer.with_name(f".current.{os.getpid()}")
        fresh.write_text("\n".join(ids) + "\n")
        _sync(fresh)
        fresh.replace(self._pointer)
        _sync(self._root)
        self._looked = -1.0

    def _forget_old(self) -> None:
        kept = set(self._read_pointer())
        old = sorted((p for p in self._root.iterdir() if p.is_dir() and p.name not in kept), reverse=True)
        for folder in old[_KEPT:]:
            shutil.rmtree(folder, ignore_errors=True)


def _mapped(file: Path) -> NDArray[Any]:
    """As it lies on disk: processes that serve the same model share its pages.

    Copy on write, because compiled code takes a read-only array for another type; nobody writes, and who did would
    change neither the file nor what another process sees.
    """
    try:
        return np.asarray(np.load(file, mmap_mode="c", allow_pickle=False))
    except (ValueError, EOFError) as error:
        raise ValueError(f"{file.name} is truncated or damaged") from error


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
