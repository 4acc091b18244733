"""`/health/live`: the process answers. `/health/ready`: it can take events and give answers."""

from typing import Any

import msgspec
from litestar import Request, Response, get

from segue.web.auth import app_of
from segue.web.documented import LiveOperation, ReadyOperation

_BEHIND = 20_000  # batches the consumer may lag before the server calls itself not ready


@get("/health/live", operation_class=LiveOperation, tags=["health"])
async def live() -> dict[str, str]:
    """The process answers."""
    return {"status": "live"}


@get("/health/ready", operation_class=ReadyOperation, tags=["health"])
async def ready(request: Request[Any, Any, Any]) -> Response[bytes]:
    """It can take events and give answers, and which model does."""
    app = app_of(request)
    lag = app.follower.lag()
    state = {
        "status": "ready" if lag < _BEHIND else "behind",
        "offset": app.log.end(),
        "lag_batches": lag,
        "model": app.models.current().id,
        "tracks": len(app.catalog),
    }
    status = 200 if lag < _BEHIND else 503
    return Response(msgspec.json.encode(state), status_code=status, media_type="application/json")
