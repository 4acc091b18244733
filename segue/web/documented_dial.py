"""What OpenAPI says of the routes of the dial between new and familiar."""

from dataclasses import dataclass

from litestar.openapi.spec import OpenAPIType, Schema

from segue.web.documented import WITH_BODY, Told, object_of

_SHARE = Schema(type=OpenAPIType.NUMBER, minimum=0, maximum=1)
_STANDS = object_of(familiar=_SHARE, chosen=Schema(type=OpenAPIType.BOOLEAN, description="false: learnt, or usual"))


@dataclass
class DialOperation(Told):
    GOOD = {200: _STANDS}  # noqa: RUF012 - ClassVar in the base class
    BAD = (401, 429)


@dataclass
class TurnDialOperation(Told):
    BODY = object_of(familiar=Schema(type=[OpenAPIType.NUMBER, OpenAPIType.NULL], minimum=0, maximum=1))
    GOOD = {200: _STANDS}  # noqa: RUF012
    BAD = (*WITH_BODY, 429)
