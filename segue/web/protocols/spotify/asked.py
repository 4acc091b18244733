"""What is asked: numbers, ids and bodies, with Spotify's limits."""

import math
import re
from typing import Any

import msgspec
from litestar import Request

from segue.app import App
from segue.domain.event import TrackId, TrackRef
from segue.domain.track import Track, parse_track_id
from segue.web.body import read_body
from segue.web.problems import Problem

_ID = re.compile(r"(?:spotify:(?P<kind>[a-z]+):|(?:https?://)?open\.spotify\.com/(?:intl-\w\w/)?(?P<site>[a-z]+)/)?"
                 r"(?P<id>[0-9A-Za-z-]{1,64})(?:\?.*)?")  # fmt: skip
_DEEPEST = 100_000


def whole(request: Request[Any, Any, Any], name: str, usual: int, least: int, most: int) -> int:
    """A whole number of the query. Raises Problem 400 as Spotify words it."""
    written = request.query_params.get(name)
    if written is None or written == "":
        return usual
    sign, digits = written[:1] == "-", written.lstrip("-")
    if not digits.isascii() or not digits.isdigit() or len(digits) > 18 or not least <= int(written) <= most or sign:
        raise Problem(400, f"Invalid {name}: a whole number from {least:,} to {most:,}")
    return int(written)


def stretch(request: Request[Any, Any, Any], usual: int = 20, most: int = 50) -> tuple[int, int]:
    """limit and offset. Raises Problem 400."""
    return whole(request, "limit", usual, 1, most), whole(request, "offset", 0, 0, _DEEPEST)


def number(written: str, name: str) -> float:
    """Raises Problem 400."""
    try:
        value = float(written) if len(written) < 40 else math.nan
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise Problem(400, f"Invalid {name}: a number")
    return value


def several(request: Request[Any, Any, Any], name: str, most: int) -> list[str]:
    """Texts with commas between them. Raises Problem 400 for none and for too many."""
    found = [one.strip() for one in request.query_params.get(name, "").split(",") if one.strip()]
    if not found:
        raise Problem(400, f"Missing required field: {name}")
    if len(found) > most:
        raise Problem(400, f"Too many {name} requested: at most {most}")
    return found


def plain(written: str, kind: str) -> str:
    """An id out of an id, a `spotify:…` URI or an address, as it was written.

    Raises:
        Problem: 400 for anything else, and for a URI of another kind.
    """
    match = _ID.fullmatch(written)
    if match is None or (match["kind"] or match["site"] or kind) != kind:
        raise Problem(400, f"Invalid {kind} id: {written[:80]!a}")
    return match["id"]


def dashed(written: str, kind: str) -> str:
    """The same in Segue's spelling; what is no UUID stays as it is, and is nobody's. Raises Problem 400."""
    found = plain(written, kind)
    try:
        return parse_track_id(found)
    except ValueError:
        return found


def track_of(app: App, written: str) -> Track | None:
    """By Segue's id, or by Spotify's where an import has told it.

    Raises:
        Problem: 400, not an id.
    """
    scheme, _, rest = written.partition(":")
    kind = "episode" if scheme == "spotify" and rest.startswith("episode:") else "track"
    found = dashed(written, kind)
    if (known := app.catalog.get(TrackId(found))) is not None:
        return known
    key = app.catalog.find(TrackRef(uri=f"spotify:{kind}:{found}"))
    return app.catalog.get(key) if key is not None else None


async def read_json(request: Request[Any, Any, Any], app: App) -> Any:
    """The document of a body; None for an empty one. Raises Problem 400 or what `read_body` raises."""
    body = await read_body(request, app.settings)
    if not body.strip():
        return None
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Problem(400, "Error parsing JSON.") from None
