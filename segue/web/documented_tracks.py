"""What OpenAPI says of `GET /api/v1/tracks/{id}`."""

from dataclasses import dataclass

from litestar.openapi.spec import OpenAPIType, Schema

from segue.web.documented import WHOLE, Told, object_of

_TRACK = Schema(type=OpenAPIType.OBJECT, description="id, title, artist and what else the catalogue knows")
_FACTS = Schema(
    type=[OpenAPIType.OBJECT, OpenAPIType.NULL],
    description="listens, listeners, finished, skipped, fraction, pauses, dropped_in_pause, repeats, listens_each, "
    "stickiness, hook; shares are 0-1 or null",
)


@dataclass
class TrackOperation(Told):
    GOOD = {  # noqa: RUF012 - ClassVar in the base class
        200: object_of(track=_TRACK, own=_FACTS, everybody=_FACTS, least_listeners=WHOLE)
    }
    BAD = (400, 401, 403, 404, 503)
