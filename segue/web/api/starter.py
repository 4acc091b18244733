"""`GET` and `POST /api/v1/starter`: a new listener is asked about a few artists, and the next answer is personal."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import msgspec
from litestar import Request, Response, get, post

from segue.flows.starter import MOST, Unknown, chosen
from segue.recommend.serving import ServingModel
from segue.recommend.starter import choices
from segue.web.api.asking import whole
from segue.web.api.recommendations import PRIVATE
from segue.web.auth import app_of, listener_of
from segue.web.body import read_object
from segue.web.documented_starter import ChosenOperation, StarterOperation
from segue.web.problems import Problem

ASKED = 24  # half a minute's worth
_MOST_SHOWN = 1000
_MOST_DEVICE = 500  # characters


@get("/api/v1/starter", operation_class=StarterOperation, tags=["listening"])
async def get_starter(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Artists to choose from, the most telling first: known, spread over the catalogue, and splitting tastes.

    Ask again with `shown` for further ones. It needs no listening at all: on a new server the catalogue is enough.
    """
    app, _ = app_of(request), listener_of(request)
    query = dict(request.query_params)
    n, seed = whole(query, "n"), whole(query, "seed") or 0
    n = ASKED if n is None else n
    if not 1 <= n <= MOST:
        raise Problem(400, f"want a whole number from 1 to {MOST}", "n")
    if not 0 <= seed < 2**63:
        raise Problem(400, "want a whole number from 0 to 2^63 - 1", "seed")
    shown = [one for one in query.get("shown", "").split(",") if one]
    if len(shown) > _MOST_SHOWN:
        raise Problem(400, f"want at most {_MOST_SHOWN} artist ids", "shown")
    model = app.models.current()
    body = {"artists": await asyncio.to_thread(asked_about, model, n, seed, shown), "model": model.id}
    return Response(msgspec.json.encode(body), media_type="application/json", headers=PRIVATE)


@post(
    "/api/v1/starter",
    status_code=202,
    operation_class=ChosenOperation,
    tags=["listening"],
    request_max_body_size=None,
)
async def post_starter(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The artists that were chosen. Each becomes a `follow` of this listener, on disk before it is answered."""
    app, listener = app_of(request), listener_of(request)
    told = await read_object(request, app.settings)
    picked, device = told.get("picked"), told.get("device")
    if not isinstance(picked, list) or not all(isinstance(one, str) for one in picked) or len(picked) > MOST:
        raise Problem(400, f"want a list of at most {MOST} artist ids", "picked")
    if device is not None and (not isinstance(device, str) or len(device) > _MOST_DEVICE):
        raise Problem(400, f"want a text of at most {_MOST_DEVICE} characters", "device")
    try:
        events = chosen(picked, app.models.current(), datetime.now(UTC), device)
    except Unknown as unknown:
        raise Problem(400, str(unknown), f"picked[{unknown.index}]") from None
    done = await asyncio.wrap_future(app.recorder.submit(listener, events))
    receipt = {"accepted": len(events), "offset": done.offset}
    return Response(msgspec.json.encode(receipt), status_code=202, media_type="application/json")


def asked_about(model: ServingModel, n: int, seed: int, shown: list[str]) -> list[dict[str, Any]]:
    """The artists as the answer has them."""
    found = []
    for one in choices(model, n, seed, shown):
        tracks = [model.items[model.row_of[t]] for t in one.tracks]
        named = [{"id": t.id, "title": t.title, "artist": t.artist} for t in tracks]
        found.append({"artist_id": one.artist_id, "artist": one.artist, "tags": one.tags, "tracks": named})
    return found
