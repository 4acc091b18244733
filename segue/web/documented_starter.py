"""What OpenAPI says of the taste starter."""

from dataclasses import dataclass

from litestar.openapi.spec import OpenAPIType, Schema

from segue.web.documented import TEXT, WHOLE, WITH_BODY, Told, list_of, object_of

_ARTIST = object_of(
    artist_id=TEXT, artist=TEXT, tags=list_of(TEXT), tracks=list_of(object_of(id=TEXT, title=TEXT, artist=TEXT))
)
_CHOSEN = Schema(
    type=OpenAPIType.OBJECT,
    required=["picked"],
    properties={"picked": Schema(type=OpenAPIType.ARRAY, items=TEXT, description="artist ids"), "device": TEXT},
)


@dataclass
class StarterOperation(Told):
    QUERY = {  # noqa: RUF012 - ClassVar in the base class
        "n": ("how many artists", Schema(type=OpenAPIType.INTEGER, minimum=1, maximum=100, default=24)),
        "seed": ("for others that are as telling; 0 = the most telling", Schema(type=OpenAPIType.INTEGER, minimum=0)),
        "shown": ("artist ids that were asked about before, with commas", TEXT),
    }
    GOOD = {200: object_of(artists=list_of(_ARTIST), model=TEXT)}  # noqa: RUF012
    BAD = (400, 401, 429)


@dataclass
class ChosenOperation(Told):
    BODY = _CHOSEN
    GOOD = {202: object_of(accepted=WHOLE, offset=WHOLE)}  # noqa: RUF012
    BAD = (*WITH_BODY, 429)
