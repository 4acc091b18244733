"""What OpenAPI says of the routes of `segue.web.api.identity`."""

from dataclasses import dataclass

from litestar.openapi.spec import OpenAPIType, Parameter, Schema

from segue.accounts.links import How
from segue.domain.consent import Purpose
from segue.web.documented import TEXT, Told, list_of, object_of

_HOW = Schema(type=OpenAPIType.STRING, enum=[how.value for how in How])
_PURPOSE = Schema(type=OpenAPIType.STRING, enum=[purpose.value for purpose in Purpose])
_LINK = object_of(
    id=TEXT,
    source=Schema(type=OpenAPIType.STRING, description="the id whose events count for `target`"),
    target=TEXT,
    how=_HOW,
    since=TEXT,
)
_VOICE = object_of(id=TEXT, of=TEXT, why=TEXT, device=TEXT, person=TEXT)


def _body(needed: list[str], **properties: Schema) -> Schema:
    return Schema(type=OpenAPIType.OBJECT, required=needed, properties={**properties}, additional_properties=False)


@dataclass
class AnonymousOperation(Told):
    BODY = _body(
        ["device"],
        device=Schema(type=OpenAPIType.STRING, max_length=500, description="the id its events will carry"),
        zone=Schema(type=OpenAPIType.STRING, default="UTC", description="time zone, like Asia/Seoul"),
        purposes=list_of(_PURPOSE),
    )
    GOOD = {201: object_of(listener=TEXT, token=TEXT)}  # noqa: RUF012 - ClassVar in the base class
    BAD = (400, 403, 408, 413, 415, 429)
    NEEDS_TOKEN = False


@dataclass
class AdoptOperation(Told):
    BODY = _body(["anonymous"], anonymous=Schema(type=OpenAPIType.STRING, description="the anonymous token"))
    GOOD = {200: _LINK}  # noqa: RUF012
    BAD = (400, 401, 408, 409, 413, 415)


@dataclass
class LinksOperation(Told):
    GOOD = {200: object_of(links=list_of(_LINK), voices=list_of(_VOICE))}  # noqa: RUF012
    BAD = (401,)


@dataclass
class LinkOperation(Told):
    BODY = _body(["token"], token=TEXT, device=TEXT, person=TEXT)
    GOOD = {200: _LINK}  # noqa: RUF012
    BAD = (400, 401, 408, 409, 413, 415)


@dataclass
class UnlinkOperation(Told):
    GOOD = {200: _LINK}  # noqa: RUF012
    BAD = (401, 404)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.parameters = [
            Parameter(name="link", param_in="path", description="id of the link", required=True, schema=TEXT)
        ]
