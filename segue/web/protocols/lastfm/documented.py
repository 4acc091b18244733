"""What OpenAPI says of the Last.fm route."""

from dataclasses import dataclass

from litestar.openapi.spec import OpenAPIType, Schema

from segue.web.documented import TEXT, WHOLE, Told, object_of


@dataclass
class CallOperation(Told):
    QUERY = {  # noqa: RUF012 - ClassVar in the base class
        "method": ("auth.getMobileSession, track.scrobble, …", TEXT),
        "api_key": ("any", TEXT),
        "api_sig": ("of calls that need a session", TEXT),
        "sk": ("session key", TEXT),
        "format": ("json, else XML", TEXT),
    }
    GOOD = {200: Schema(type=OpenAPIType.OBJECT)}  # noqa: RUF012
    BAD = (400, 403, 404, 503)
    BAD_SCHEMA = object_of(error=WHOLE, message=TEXT)
    GOOD_KINDS = BAD_KINDS = ("application/json", "text/xml")
    NEEDS_TOKEN = False
