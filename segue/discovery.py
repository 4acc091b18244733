"""One file, one plugin: find the object of a given kind in every module of a folder."""

import pkgutil
from importlib import import_module
from typing import TypeVar

Kind = TypeVar("Kind")


def discover(package: str, kind: type[Kind]) -> dict[str, Kind]:
    """Map file name -> its single module-level `kind` instance.

    Raises:
        TypeError: a module that holds none or several.
    """
    found: dict[str, Kind] = {}
    for info in sorted(pkgutil.iter_modules(import_module(package).__path__), key=lambda i: i.name):
        module = import_module(f"{package}.{info.name}")
        objects = [value for value in vars(module).values() if isinstance(value, kind)]
        if len(objects) != 1:
            raise TypeError(f"{module.__file__}: want exactly one {kind.__name__}, got {len(objects)}")
        found[info.name] = objects[0]
    return found
