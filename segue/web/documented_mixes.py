"""What OpenAPI says of the routes of mixes."""

from dataclasses import dataclass

from litestar.openapi.spec import OpenAPIType, Schema

from segue.web.documented import ASKED_NEWS, RECEIPT, SLATE_TRACK, TEXT, WHOLE, WITH_BODY, Told, list_of, object_of

_YES = Schema(type=OpenAPIType.BOOLEAN)
_HEAD = {
    "id": Schema(type=OpenAPIType.STRING, description="a UUID that stays the same from issue to issue"),
    "name": Schema(type=OpenAPIType.STRING, description="as it is asked for: daily_mix_2, genre:jazz"),
    "title": TEXT,
    "about": Schema(type=OpenAPIType.STRING, description="one sentence"),
    "period": Schema(type=OpenAPIType.STRING, description="which issue: 2026-W47"),
    "made": TEXT,
    "until": Schema(
        type=[OpenAPIType.STRING, OpenAPIType.NULL],
        description="when the next issue comes; null = it is made whenever it is asked for",
    ),
    "little": Schema(type=OpenAPIType.BOOLEAN, description="made with little to go on"),
    "duration_ms": WHOLE,
}
_LIBRARY = {"library": ("owned, new or both: what is in a library here, or is not", TEXT)}
_LANG = {"lang": ("of title and description: en, ko", TEXT)}
_MIX = {**_HEAD, "tracks": list_of(SLATE_TRACK), "changed": WHOLE}


@dataclass
class MixesOperation(Told):
    QUERY = {**_LANG, **_LIBRARY}  # noqa: RUF012
    GOOD = {200: object_of(mixes=list_of(object_of(**_HEAD, length=WHOLE)))}  # noqa: RUF012
    BAD = (400, 401, 403, 503)


@dataclass
class MixOperation(Told):
    QUERY = {**_LANG, **_LIBRARY}  # noqa: RUF012
    GOOD = {200: object_of(**_MIX)}  # noqa: RUF012
    BAD = (400, 401, 403, 404, 503)


@dataclass
class CoverOperation(Told):
    QUERY = _LANG
    GOOD = {200: TEXT}  # noqa: RUF012
    GOOD_KINDS = ("image/svg+xml",)
    BAD = (401, 403, 404, 503)


@dataclass
class MixNextOperation(Told):
    BODY = ASKED_NEWS
    GOOD = {200: object_of(**_MIX, **RECEIPT)}  # noqa: RUF012
    BAD = (404, *WITH_BODY)
