"""The silence after which a new session begins in the tables: one for everybody, so that sessions stay comparable."""

import os
from math import log2
from pathlib import Path

import numpy as np

from segue.listening.sessions import GAP_MS, fitted_gap
from segue.ports import Lake
from segue.settings import Settings

_NEWS = 0.25  # octaves: a smaller change is not worth numbering every session anew
_SQL = """
    select epoch_ms(start) - max(epoch_ms("end")) over (
      partition by listener order by start rows between unbounded preceding and 1 preceding) as gap
    from listens
"""


class SessionGap:
    """Kept in a small file of the home, fitted by `segue maintain`; a setting has the word when there is one."""

    def __init__(self, settings: Settings) -> None:
        self._set_ms = round(settings.session_gap_s * 1000)
        self._path: Path = settings.home / "session_gap_ms"

    def read(self) -> int:
        """Milliseconds."""
        if self._set_ms:
            return self._set_ms
        try:
            return int(self._path.read_text())
        except (OSError, ValueError):
            return GAP_MS

    def refit(self, lake: Lake) -> bool:
        """Fit it to the silences between all listens; whether it is another one now."""
        if self._set_ms:
            return False
        gaps = np.array(lake.query(f"select gap from ({_SQL}) where gap is not null")["gap"], np.int64)  # noqa: S608
        fitted, held = fitted_gap(gaps), self.read()
        if abs(log2(fitted / held)) <= _NEWS:
            return False
        new = self._path.with_suffix(".new")
        with new.open("w") as file:
            file.write(str(fitted))
            file.flush()
            os.fsync(file.fileno())
        new.replace(self._path)
        return True
