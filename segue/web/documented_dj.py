"""What OpenAPI says of the routes of the DJ."""

from dataclasses import dataclass

from litestar.openapi.spec import OpenAPIFormat, OpenAPIType, Schema

from segue.web.documented import SLATE_TRACK, TEXT, WITH_BODY, Told, list_of, object_of

_YES = Schema(type=OpenAPIType.BOOLEAN)
_TALK = Schema(type=OpenAPIType.NUMBER, minimum=0, maximum=1)
_MAYBE_TALK = Schema(type=[OpenAPIType.NUMBER, OpenAPIType.NULL], minimum=0, maximum=1)
_LINE = Schema(
    type=[OpenAPIType.OBJECT, OpenAPIType.NULL],
    description="what is said before the track; null = nothing",
    properties={
        "text": TEXT,
        "lang": TEXT,
        "by": Schema(type=OpenAPIType.STRING, enum=["template", "endpoint"]),
        "facts": list_of(Schema(type=OpenAPIType.STRING, description="the kind of a fact that is told")),
        "own": Schema(type=OpenAPIType.BOOLEAN, description="something in it is about you"),
        "speech": Schema(type=[OpenAPIType.STRING, OpenAPIType.NULL], description="the route that speaks it, a while"),
        "mute": Schema(type=OpenAPIType.STRING, description="why there is none"),
    },
)


@dataclass
class DjNextOperation(Told):
    QUERY = {  # noqa: RUF012 - ClassVar in the base class
        "talk": ("how talkative this time, 0 to 1; else your setting", _TALK),
        "new": ("true: a new session begins", _YES),
        "lang": ("of what is said: en, ko; else your setting, else Accept-Language", TEXT),
        "profiled": ("false: from the catalogue only, nothing of you is read", _YES),
        "library": ("both, owned: what is in a library here, or new: the rest", TEXT),
        "seed": ("for randomness; 0 = none", Schema(type=OpenAPIType.INTEGER, minimum=0, default=0)),
    }
    GOOD = {  # noqa: RUF012
        200: object_of(
            track=Schema(type=[OpenAPIType.OBJECT, OpenAPIType.NULL], properties=SLATE_TRACK.properties),
            slate_id=Schema(type=[OpenAPIType.STRING, OpenAPIType.NULL], description="send it back with the events"),
            line=_LINE,
            talk=_TALK,
        )
    }
    BAD = (400, 401, 403, 429, 503)


@dataclass
class DjSpeechOperation(Told):
    GOOD = {200: Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY)}  # noqa: RUF012
    GOOD_KINDS = ("audio/wav",)
    BAD = (401, 404, 429, 503)


@dataclass
class DjTalkOperation(Told):
    BODY = object_of(talk=_MAYBE_TALK)
    GOOD = {200: object_of(talk=_TALK)}  # noqa: RUF012
    BAD = (*WITH_BODY, 429)
