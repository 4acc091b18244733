"""One file per service or program whose exports Segue reads; its name is the verb: `segue import NAME`."""

from functools import cache

from segue.discovery import discover
from segue.ingest.export import Export


@cache
def all_exports() -> dict[str, Export]:
    """Name -> export."""
    return discover(__name__, Export)
