"""Spotify: the extended streaming history; the short one is known, and refused with what to ask for."""

from segue.ingest.dialect import Raw
from segue.ingest.export import Export, Shape

_HISTORY = Shape("Spotify extended streaming history", "spotify")


def _shape(row: Raw) -> Shape | None:
    return _HISTORY if "ms_played" in row or "msPlayed" in row or ("ts" in row and "spotify_track_uri" in row) else None


export = Export(
    title="a Spotify streaming history",
    shape=_shape,
    wanted="ask Spotify for your *extended streaming history* (account, privacy settings)",
)
