"""Reading a Request: from a query string or from the JSON object of `/api/v1/next`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from segue.app import App
from segue.domain.event import TrackId
from segue.domain.listener import Listener
from segue.domain.slate import Request
from segue.domain.track import parse_track_id
from segue.ingest.checks import show
from segue.playlists.recipe import ways
from segue.recommend.formats import ASKED
from segue.recommend.message import DEFAULT, languages, spoken
from segue.recommend.owned import BOTH, LIBRARY
from segue.web.problems import Problem

MOST = 100  # tracks in a slate
CONTEXT = ("activity", "location", "device")  # of a query
YES_OR_NO = {"true": True, "1": True, "false": False, "0": False}  # in a query
_MOST_SEEDS = 100


def from_query(app: App, listener: Listener, query: Mapping[str, str], now: datetime, accepted: str = "") -> Request:
    """Raises Problem 400 with the parameter as position. `accepted`: the header Accept-Language."""
    known = ("recipe", "seeds", "n", "seed", "lang", "format", "library", "profiled", "explain")
    fields: dict[str, Any] = {k: query[k] for k in known if k in query}
    for name in ("profiled", "explain"):
        if name in fields:
            fields[name] = YES_OR_NO.get(fields[name].lower(), fields[name])
    for name in ("n", "seed"):
        if name in fields:
            fields[name] = _whole(fields[name], name)
    fields["context"] = {k: query[k] for k in CONTEXT if k in query}
    if "seeds" in fields:
        fields["seeds"] = [s for s in fields["seeds"].split(",") if s]
    return from_fields(app, listener, fields, now, "", accepted)


def from_fields(app: App, listener: Listener, fields: Any, now: datetime, path: str, accepted: str = "") -> Request:
    """Raises Problem 400 with the JSON path as position."""
    if not isinstance(fields, Mapping):
        raise Problem(400, "want an object", path.rstrip("."))
    n, recipe, seed = fields.get("n", 10), fields.get("recipe", "for_you"), fields.get("seed", 0)
    seeds, context = fields.get("seeds", ()), fields.get("context", {})
    if not _is_whole(n) or not 1 <= n <= MOST:
        raise Problem(400, f"want a whole number from 1 to {MOST}", f"{path}n")
    if not isinstance(recipe, str) or recipe not in ways():
        raise Problem(400, f"there is no recipe {show(recipe)}; there are {', '.join(ways())}", f"{path}recipe")
    if not _is_whole(seed) or not 0 <= seed < 2**63:
        raise Problem(400, "want a whole number from 0 to 2^63 - 1", f"{path}seed")
    if not isinstance(context, Mapping):
        raise Problem(400, "want an object", f"{path}context")
    profiled, explain = fields.get("profiled", True), fields.get("explain", False)
    for name, value in (("profiled", profiled), ("explain", explain)):
        if not isinstance(value, bool):
            raise Problem(400, "want true or false", f"{path}{name}")
    wanted = fields.get("format", "auto")
    if wanted not in ASKED:
        raise Problem(400, f"there is no format {show(wanted)}; there are {', '.join(ASKED)}", f"{path}format")
    library = fields.get("library", BOTH)
    if library not in LIBRARY:
        raise Problem(400, f"want one of {', '.join(LIBRARY)}, got {show(library)}", f"{path}library")
    lang = language(app, listener, fields.get("lang"), accepted, path)
    now = now.astimezone(listener.zone)
    ids = _tracks(app, seeds, f"{path}seeds")
    return Request(
        listener.id, now, n, recipe, ids, seed, dict(context),
        profiled=profiled, lang=lang, format=wanted, explain=explain, library=library,
    )  # fmt: skip


def language(app: App, listener: Listener, wanted: Any, accepted: str, path: str = "") -> str:
    """What is asked for, else what the listener chose, else what their program accepts."""
    if wanted is None:
        return app.accounts.languages.of(listener.id) or spoken(accepted) or DEFAULT
    if not isinstance(wanted, str) or wanted not in languages():
        raise Problem(400, f"there is no language {show(wanted)}; there are {', '.join(languages())}", f"{path}lang")
    return wanted


def share(told: Mapping[str, Any], name: str, want: str) -> float | None:
    """A number from 0 to 1, or null. Raises Problem 400 that wants `want`."""
    found = told.get(name, "")
    if found is not None and (isinstance(found, bool) or not isinstance(found, int | float) or not 0 <= found <= 1):
        raise Problem(400, f"{want}, or null", name)
    return found


def whole(query: Mapping[str, str], name: str) -> int | None:
    return _whole(query[name], name) if name in query else None


def _tracks(app: App, seeds: Any, path: str) -> tuple[TrackId, ...]:
    if not isinstance(seeds, list | tuple) or len(seeds) > _MOST_SEEDS:
        raise Problem(400, f"want a list of at most {_MOST_SEEDS} track ids", path)
    found = []
    for i, text in enumerate(seeds):
        try:
            track = parse_track_id(text if isinstance(text, str) else "")
        except ValueError as error:
            raise Problem(400, str(error), f"{path}[{i}]") from None
        if app.catalog.get(track) is None:
            raise Problem(400, "there is no such track", f"{path}[{i}]")
        found.append(app.catalog.canonical(track))
    return tuple(found)


def _whole(text: str, name: str) -> int:
    try:
        return int(text) if len(text) < 20 else int("refused")
    except ValueError:
        raise Problem(400, "want a whole number", name) from None


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
