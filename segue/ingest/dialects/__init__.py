"""One file per dialect."""

from functools import cache

from segue.discovery import discover
from segue.ingest.dialect import Dialect


@cache
def all_dialects() -> dict[str, Dialect]:
    """Name -> dialect."""
    return discover(__name__, Dialect)
