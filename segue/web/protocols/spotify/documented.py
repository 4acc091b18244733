"""What OpenAPI says of the Spotify routes."""

from dataclasses import dataclass

from litestar.openapi.spec import OpenAPIType, Schema

from segue.web.documented import TEXT, WHOLE, Told, list_of, object_of

_OBJECT = Schema(type=OpenAPIType.OBJECT)
_LIMIT = Schema(type=OpenAPIType.INTEGER, minimum=1, maximum=100, default=20)


@dataclass
class SpokenOperation(Told):
    """Refusals are `{"error": {"status": …, "message": …}}`."""

    GOOD = {200: _OBJECT}  # noqa: RUF012 - ClassVar in the base class
    BAD = (400, 401, 403, 404, 503)
    BAD_SCHEMA = object_of(error=object_of(status=WHOLE, message=TEXT))
    BAD_KINDS = ("application/json",)


@dataclass
class RecommendationsOperation(SpokenOperation):
    QUERY = {  # noqa: RUF012
        "limit": ("how many tracks", _LIMIT),
        "seed_tracks": ("ids with commas", TEXT),
        "seed_artists": ("ids with commas", TEXT),
        "seed_genres": ("genres or tags with commas", TEXT),
        "target_energy": ("and min_, max_, target_ of every attribute", Schema(type=OpenAPIType.NUMBER)),
    }
    GOOD = {200: object_of(seeds=list_of(_OBJECT), tracks=list_of(_OBJECT))}  # noqa: RUF012


@dataclass
class GenresOperation(SpokenOperation):
    GOOD = {200: object_of(genres=list_of(TEXT))}  # noqa: RUF012
