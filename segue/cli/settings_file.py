"""`settings.toml` in the home folder: any field of `Settings` but the home itself."""

import math
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any, get_type_hints

from segue.cli.output import Failure
from segue.settings import Settings

NAME = "settings.toml"
_SHARES = frozenset(
    {
        "unknown_skip_weight", "inferred_weight", "finished_share", "stopped_weight", "progress_weight",
        "tasted_weight", "asleep_weight", "diversity", "familiar_share", "calibration", "niche_share", "explore_share",
        "dj_talk",
    }
)  # fmt: skip
_BELOW_ZERO = frozenset({"dj_lufs"})


def said(home: Path) -> dict[str, Any]:
    """What the file says, empty without one. Raises Failure with file, field and reason."""
    path = home / NAME
    try:
        found = tomllib.loads(path.read_text())
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise Failure(f"{path}: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Failure(f"{path}: {error}") from error
    kinds = get_type_hints(Settings)
    known = {field.name for field in fields(Settings)} - {"home"}
    for name, value in found.items():
        if name not in known:
            raise Failure(f"{path}: {name}: there is no such setting; docs/settings.md has them all")
        found[name] = _checked(f"{path}: {name}", name, value, kinds[name])
    return found


def _checked(where: str, name: str, value: Any, kind: Any) -> Any:
    import msgspec

    try:
        read = msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise Failure(f"{where}: {error}") from error
    if isinstance(read, float | int) and not isinstance(read, bool):
        if not math.isfinite(read):
            raise Failure(f"{where}: want a finite number, got {read}")
        if read < 0 and name not in _BELOW_ZERO:
            raise Failure(f"{where}: want a number from 0 up, got {read}")
        if read > 1 and name in _SHARES:
            raise Failure(f"{where}: want a share from 0 to 1, got {read}")
    return read
