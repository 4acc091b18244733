"""Maloja: `maloja export`, its backup page, or `/apis/mlj_1/scrobbles`."""

from segue.ingest.dialect import Raw
from segue.ingest.export import Export, Shape

_SCROBBLES = Shape("Maloja scrobbles", "maloja")


def _shape(row: Raw) -> Shape | None:
    track = row.get("track")
    return _SCROBBLES if "time" in row and isinstance(track, dict) and "artists" in track else None


export = Export(
    title="a Maloja export",
    shape=_shape,
    wanted="`maloja export` writes maloja_export_….json",
)
