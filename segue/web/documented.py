"""What OpenAPI says of routes that read their bodies themselves (Litestar cannot see those)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from litestar.openapi.spec import (
    OpenAPIMediaType,
    OpenAPIResponse,
    OpenAPIType,
    Operation,
    Parameter,
    Reference,
    RequestBody,
    Schema,
    SecurityRequirement,
    SecurityScheme,
)

from segue.domain.event import EventKind

SECURITY: dict[str, SecurityScheme] = {
    "token": SecurityScheme(
        type="http", scheme="bearer", description="`segue listener add NAME` prints one; `Token` works too"
    )
}
TEXT = Schema(type=OpenAPIType.STRING)
WHOLE = Schema(type=OpenAPIType.INTEGER)
_TRACK = Schema(
    type=OpenAPIType.OBJECT,
    description="an id of this catalogue, or names and any of mbid, isrc, uri",
    properties=dict.fromkeys(("id", "title", "artist", "release", "mbid", "isrc", "uri", "format"), TEXT),
)
_EVENT = Schema(
    type=OpenAPIType.OBJECT,
    required=["event_id", "kind", "at"],
    description="unknown fields are kept",
    properties={
        "event_id": Schema(type=OpenAPIType.STRING, max_length=128, description="idempotency key"),
        "kind": Schema(type=OpenAPIType.STRING, enum=[kind.value for kind in EventKind]),
        "at": Schema(one_of=[TEXT, WHOLE], description="ISO 8601 with offset, or epoch milliseconds"),
        "device": TEXT,
        "track": _TRACK,
        "position_ms": WHOLE,
        "duration_ms": WHOLE,
        "context": Schema(type=OpenAPIType.OBJECT, description="activity, location, shuffle, ..."),
        "slate_id": TEXT,
    },
)
_EVENTS = Schema(type=OpenAPIType.ARRAY, items=_EVENT, min_items=1, max_items=1000)
_REQUEST = Schema(
    type=OpenAPIType.OBJECT,
    properties={
        "n": Schema(type=OpenAPIType.INTEGER, minimum=1, maximum=100, default=10),
        "recipe": TEXT,
        "seeds": Schema(type=OpenAPIType.ARRAY, items=TEXT, description="track ids"),
        "seed": Schema(type=OpenAPIType.INTEGER, minimum=0, description="for randomness; 0 = none"),
        "context": Schema(type=OpenAPIType.OBJECT),
        "profiled": Schema(type=OpenAPIType.BOOLEAN, default=True, description="false: nothing of you is read"),
        "lang": Schema(type=OpenAPIType.STRING, description="of the reasons: en, ko"),
        "format": Schema(type=OpenAPIType.STRING, enum=["auto", "any", "music", "podcast", "audiobook"]),
        "library": Schema(type=OpenAPIType.STRING, enum=["both", "owned", "new"], description="what is here, or not"),
        "explain": Schema(type=OpenAPIType.BOOLEAN, default=False, description="how it came about, too"),
    },
)
_SOME_EVENTS = Schema(type=OpenAPIType.ARRAY, items=_EVENT, max_items=1000)
_SENT_AT = Schema(one_of=[TEXT, WHOLE], description="when the body was sent, by the clock that wrote its events")
_DIALECT = Schema(
    type=OpenAPIType.STRING, description="of a device, which then has a shape of its own: mobile, car_v2, …"
)
_NATIVE = Schema(type=OpenAPIType.OBJECT, properties={"events": _EVENTS, "sent_at": _SENT_AT, "dialect": _DIALECT})
_ASKING = Schema(
    type=OpenAPIType.OBJECT,
    properties={"events": _SOME_EVENTS, "sent_at": _SENT_AT, "dialect": _DIALECT, "request": _REQUEST},
)


ASKED_NEWS = Schema(
    type=OpenAPIType.OBJECT,
    properties={
        "events": _SOME_EVENTS,
        "sent_at": _SENT_AT,
        "dialect": _DIALECT,
        "request": Schema(
            type=OpenAPIType.OBJECT,
            properties={
                "playing": Schema(type=OpenAPIType.STRING, description="a track id"),
                "visible": Schema(type=OpenAPIType.INTEGER, minimum=0, maximum=500, default=3),
                "library": Schema(type=OpenAPIType.STRING, enum=["both", "owned", "new"], default="both"),
            },
        ),
    },
)


def object_of(**properties: Schema) -> Schema:
    return Schema(type=OpenAPIType.OBJECT, required=list(properties), properties={**properties})


def list_of(of: Schema) -> Schema:
    return Schema(type=OpenAPIType.ARRAY, items=of)


def _content(schema: Schema, kind: str = "application/json") -> dict[str, OpenAPIMediaType]:
    return {kind: OpenAPIMediaType(schema=schema)}


_EVIDENCE = Schema(type=OpenAPIType.ARRAY, items=TEXT, description="event ids of this listener")
_REASON = object_of(code=TEXT, text=TEXT, evidence=_EVIDENCE)
_NUMBER = Schema(type=OpenAPIType.NUMBER)
_PLACE = Schema(type=[OpenAPIType.INTEGER, OpenAPIType.NULL], description="from 0; null = not in the slate")
SLATE_TRACK = object_of(
    id=TEXT,
    title=TEXT,
    artist=TEXT,
    artist_id=TEXT,
    score=_NUMBER,
    sources=list_of(TEXT),
    reason=_REASON,
    resume_ms=Schema(type=[OpenAPIType.INTEGER, OpenAPIType.NULL], description="where to go on, of what was begun"),
    propensity=_NUMBER,
    trace=Schema(
        type=[OpenAPIType.OBJECT, OpenAPIType.NULL],
        description="how it got its place, where `explain` asks: terms of the score, models of the taste, features of "
        "the ranker that mattered, places from 0 after each stage that moved it",
        properties={
            **{name: Schema(type=OpenAPIType.OBJECT, additional_properties=_NUMBER) for name in ("terms", "models")},
            "features": Schema(type=OpenAPIType.OBJECT, additional_properties=_NUMBER),
            "places": Schema(type=OpenAPIType.OBJECT, additional_properties=WHOLE),
        },
    ),
)
_CHANGE = object_of(
    id=TEXT,
    title=TEXT,
    artist=TEXT,
    change=Schema(type=OpenAPIType.STRING, enum=["entered", "left", "moved"]),
    before=_PLACE,
    after=_PLACE,
    because=_REASON,
)
_OFFSET = Schema(type=OpenAPIType.INTEGER, description="place in the log; for `after`")
RECEIPT = {
    "accepted": WHOLE,
    "rejected": list_of(object_of(index=WHOLE, field=TEXT, reason=TEXT)),
    "offset": _OFFSET,
}
_SLATE = {
    "slate_id": TEXT,
    "recipe": TEXT,
    "tracks": list_of(SLATE_TRACK),
    "changes": list_of(_CHANGE),
    "dropped": Schema(
        type=OpenAPIType.OBJECT,
        additional_properties=WHOLE,
        description="how many candidates each filter removed",
    ),
    "model": TEXT,
    "offset": _OFFSET,
}
_PROBLEM = Schema(
    type=OpenAPIType.OBJECT,
    required=["type", "title", "status", "detail"],
    description="RFC 9457",
    properties={
        "type": TEXT,
        "title": TEXT,
        "status": WHOLE,
        "detail": TEXT,
        "position": Schema(type=OpenAPIType.STRING, description="a byte, a JSON path or a parameter"),
    },
)
_READY = object_of(status=TEXT, offset=_OFFSET, lag_batches=WHOLE, model=TEXT, tracks=WHOLE)
_MEANING = {
    200: "done",
    201: "made",
    202: "on disk",
    204: "done; nothing to say",
    400: "cannot be understood",
    401: "no token, or nobody's",
    403: "the listener does not allow it",
    404: "nothing here",
    408: "the body came too slowly",
    409: "something else is so already",
    413: "too large, or too many events",
    415: "a Content-Encoding that is not gzip",
    429: "too many; try again later",
    503: "too busy or the disk is full; try again after Retry-After",
}


def _answers(told: Mapping[int, Schema], kinds: tuple[str, ...]) -> dict[str, OpenAPIResponse | Reference]:
    return {
        str(status): OpenAPIResponse(
            description=_MEANING[status],
            content=None if status == 204 else {k: v for kind in kinds for k, v in _content(schema, kind).items()},
        )
        for status, schema in told.items()
    }


WITH_BODY = (400, 401, 403, 408, 413, 415, 503)


@dataclass
class Told(Operation):
    """An operation whose class says what a handler over raw bytes cannot."""

    BODY: ClassVar[Schema | None] = None
    QUERY: ClassVar[Mapping[str, tuple[str, Schema]]] = {}
    HEADERS: ClassVar[Mapping[str, tuple[str, Schema]]] = {}
    GOOD: ClassVar[Mapping[int, Schema]] = {}
    GOOD_KINDS: ClassVar[tuple[str, ...]] = ("application/json",)
    BAD: ClassVar[tuple[int, ...]] = ()
    BAD_SCHEMA: ClassVar[Schema] = _PROBLEM
    BAD_KINDS: ClassVar[tuple[str, ...]] = ("application/problem+json",)
    NEEDS_TOKEN: ClassVar[bool] = True

    def __post_init__(self) -> None:
        if self.BODY is not None:
            self.request_body = RequestBody(content=_content(self.BODY), required=True)
        of_path = [one for one in self.parameters or () if isinstance(one, Parameter) and one.param_in == "path"]
        self.parameters = [
            *of_path,
            *(
                Parameter(name=name, param_in=place, description=what, required=False, schema=schema)
                for place, named in (("query", self.QUERY), ("header", self.HEADERS))
                for name, (what, schema) in named.items()
            ),
        ] or None
        no = dict.fromkeys(self.BAD, self.BAD_SCHEMA)
        self.responses = {**_answers(self.GOOD, self.GOOD_KINDS), **_answers(no, self.BAD_KINDS)}
        if self.NEEDS_TOKEN:
            needed: SecurityRequirement = {"token": []}
            self.security = [needed]


@dataclass
class EventsOperation(Told):
    BODY = _NATIVE
    HEADERS = {"Segue-Dialect": ("the dialect of a device, when its body does not name it", TEXT)}  # noqa: RUF012
    GOOD = {202: object_of(**RECEIPT)}  # noqa: RUF012 - ClassVar in the base class
    BAD = (*WITH_BODY, 429)


@dataclass
class NextOperation(Told):
    BODY = _ASKING
    HEADERS = {"Segue-Dialect": ("the dialect of a device, when its body does not name it", TEXT)}  # noqa: RUF012
    GOOD = {200: object_of(**_SLATE, **{k: v for k, v in RECEIPT.items() if k != "offset"})}  # noqa: RUF012
    BAD = (*WITH_BODY, 429)


@dataclass
class RecommendationsOperation(Told):
    QUERY = {  # noqa: RUF012
        "n": ("how many tracks", Schema(type=OpenAPIType.INTEGER, minimum=1, maximum=100, default=10)),
        "recipe": ("the mix", Schema(type=OpenAPIType.STRING, default="for_you")),
        "seeds": ("track ids to start from, with commas", TEXT),
        "seed": ("for randomness; 0 = none", Schema(type=OpenAPIType.INTEGER, minimum=0, default=0)),
        "profiled": ("false: from context and catalogue only", Schema(type=OpenAPIType.BOOLEAN, default=True)),
        "lang": ("of the reasons: en, ko; else your setting, else Accept-Language", TEXT),
        "format": ("auto, any, music, podcast or audiobook", Schema(type=OpenAPIType.STRING, default="auto")),
        "library": ("both, owned: what is in a library here, or new: the rest", Schema(type=OpenAPIType.STRING)),
        "explain": ("how it came about, too", Schema(type=OpenAPIType.BOOLEAN, default=False)),
        "activity": ("what you are doing: running, …", TEXT),
        "location": ("where you are, coarsely: home, …", TEXT),
        "device": ("what it will play on", TEXT),
        "after": ("an offset the answer must hold", Schema(type=OpenAPIType.INTEGER, minimum=0)),
    }
    GOOD = {200: object_of(**_SLATE)}  # noqa: RUF012
    BAD = (400, 401, 429, 503)


@dataclass
class LiveOperation(Told):
    GOOD = {200: object_of(status=TEXT)}  # noqa: RUF012
    NEEDS_TOKEN = False


@dataclass
class ReadyOperation(Told):
    GOOD = {200: _READY}  # noqa: RUF012
    BAD = (503,)
    BAD_SCHEMA = _READY
    BAD_KINDS = ("application/json",)
    NEEDS_TOKEN = False
