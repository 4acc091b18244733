"""What OpenAPI says of routes that read their bodies themselves (Litestar cannot see those)."""

from dataclasses import dataclass, field
from typing import Any

from litestar.openapi.spec import (
    OpenAPIMediaType,
    OpenAPIType,
    Operation,
    Parameter,
    RequestBody,
    Schema,
)

from segue.domain.event import EventKind

_TEXT = Schema(type=OpenAPIType.STRING)
_WHOLE = Schema(type=OpenAPIType.INTEGER)
_TRACK = Schema(
    type=OpenAPIType.OBJECT,
    description="an id of this catalogue, or names and any of mbid, isrc, uri",
    properties={
        name: _TEXT for name in ("id", "title", "artist", "release", "mbid", "isrc", "uri", "format")
    },
)
_EVENT = Schema(
    type=OpenAPIType.OBJECT,
    required=["event_id", "kind", "at"],
    description="unknown fields are kept",
    properties={
        "event_id": Schema(type=OpenAPIType.STRING, max_length=128, description="idempotency key"),
        "kind": Schema(type=OpenAPIType.STRING, enum=[kind.value for kind in EventKind]),
        "at": Schema(one_of=[_TEXT, _WHOLE], description="ISO 8601 with offset, or epoch milliseconds"),
        "device": _TEXT,
        "track": _TRACK,
        "position_ms": _WHOLE,
        "duration_ms": _WHOLE,
        "context": Schema(type=OpenAPIType.OBJECT, description="activity, location, shuffle, ..."),
        "slate_id": _TEXT,
    },
)
_EVENTS = Schema(type=OpenAPIType.ARRAY, items=_EVENT, min_items=1, max_items=1000)
_REQUEST = Schema(
    type=OpenAPIType.OBJECT,
    properties={
        "n": Schema(type=OpenAPIType.INTEGER, minimum=1, maximum=100, default=10),
        "recipe": _TEXT,
        "seeds": Schema(type=OpenAPIType.ARRAY, items=_TEXT, description="track ids"),
        "seed": Schema(type=OpenAPIType.INTEGER, minimum=0, description="for randomness; 0 = none"),
        "context": Schema(type=OpenAPIType.OBJECT),
    },
)


def _json(schema: Schema) -> RequestBody:
    return RequestBody(content={"application/json": OpenAPIMediaType(schema=schema)}, required=True)


def _object(**properties: Schema) -> Schema:
    return Schema(type=OpenAPIType.OBJECT, required=list(properties), properties=properties)


@dataclass
class EventsOperation(Operation):
    def __post_init__(self) -> None:
        self.request_body = _json(_object(events=_EVENTS))


@dataclass
class NextOperation(Operation):
    def __post_init__(self) -> None:
        self.request_body = _json(_object(events=_EVENTS, request=_REQUEST))


@dataclass
class RecommendationsOperation(Operation):
    parameters: Any = field(default_factory=list)

    def __post_init__(self) -> None:
        named = {
            "n": "1 to 100, how many tracks",
            "recipe": "the mix, `for_you` unless said",
            "seeds": "track ids to start from, with commas",
            "seed": "a whole number for randomness, 0 = none",
            "after": "an offset the answer must hold",
        }
        self.parameters = [
            Parameter(name=name, param_in="query", description=what, required=False, schema=_TEXT)
            for name, what in named.items()
        ]


@dataclass
class SubmitListensOperation(Operation):
    def __post_init__(self) -> None:
        listens = Schema(type=OpenAPIType.ARRAY, items=Schema(type=OpenAPIType.OBJECT))
        kinds = Schema(type=OpenAPIType.STRING, enum=["single", "import", "playing_now"])
        self.request_body = _json(_object(listen_type=kinds, payload=listens))
