"""What OpenAPI says of the Spotify routes."""

from dataclasses import dataclass
from typing import ClassVar

from litestar.openapi.spec import OpenAPIType, Schema

from segue.web.documented import TEXT, WHOLE, WITH_BODY, Told, list_of, object_of

_OBJECT = Schema(type=OpenAPIType.OBJECT)
_LIMIT = Schema(type=OpenAPIType.INTEGER, minimum=1, maximum=100, default=20)
_PAGE = Schema(type=OpenAPIType.INTEGER, minimum=1, maximum=50, default=20)
_OR_NULL = Schema(type=[OpenAPIType.OBJECT, OpenAPIType.NULL])


@dataclass
class SpokenOperation(Told):
    """Refusals are `{"error": {"status": …, "message": …}}`."""

    GOOD = {200: _OBJECT}  # noqa: RUF012 - ClassVar in the base class
    BAD: ClassVar[tuple[int, ...]] = (400, 401, 403, 404, 503)
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


@dataclass
class SeveralOperation(SpokenOperation):
    QUERY = {"ids": ("with commas between them", TEXT)}  # noqa: RUF012


@dataclass
class ManyFeaturesOperation(SeveralOperation):
    GOOD = {200: object_of(audio_features=list_of(_OR_NULL))}  # noqa: RUF012


@dataclass
class PagedOperation(SpokenOperation):
    QUERY = {  # noqa: RUF012
        "limit": ("at most so many", _PAGE),
        "offset": ("leave out the first so many", WHOLE),
    }


@dataclass
class SearchOperation(PagedOperation):
    QUERY = {  # noqa: RUF012
        **PagedOperation.QUERY,
        "q": ("any text; fields as artist:, album:, track:, year:, genre:, isrc:", TEXT),
        "type": ("album, artist, playlist, track, episode, with commas", TEXT),
    }


@dataclass
class RecentOperation(SpokenOperation):
    QUERY = {  # noqa: RUF012
        "limit": ("at most so many", _PAGE),
        "after": ("only what came later, in Unix ms", WHOLE),
        "before": ("only what came earlier, in Unix ms", WHOLE),
    }


@dataclass
class PlayingOperation(SpokenOperation):
    GOOD = {200: _OBJECT, 204: TEXT}  # noqa: RUF012


@dataclass
class ContainsOperation(SpokenOperation):
    QUERY = {  # noqa: RUF012
        "ids": ("with commas between them", TEXT),
        "uris": ("with commas between them", TEXT),
    }
    GOOD = {200: list_of(Schema(type=OpenAPIType.BOOLEAN))}  # noqa: RUF012


@dataclass
class _Written(SpokenOperation):
    BAD = (*WITH_BODY, 404)


_NOTHING: tuple[str, ...] = ()  # kinds of an empty body


@dataclass
class SavedOperation(_Written):
    BODY = object_of(ids=list_of(TEXT))
    QUERY = {"ids": ("instead of a body", TEXT)}  # noqa: RUF012
    GOOD = {200: TEXT}  # noqa: RUF012
    GOOD_KINDS = _NOTHING


@dataclass
class LibraryOperation(SpokenOperation):
    QUERY = {"uris": ("with commas between them", TEXT)}  # noqa: RUF012
    GOOD = {200: TEXT}  # noqa: RUF012
    GOOD_KINDS = _NOTHING


_DETAILS = Schema(
    type=OpenAPIType.OBJECT,
    properties={"name": TEXT, "description": TEXT, "public": Schema(type=OpenAPIType.BOOLEAN)},
)
_SNAPSHOT = object_of(snapshot_id=TEXT)
_URI = object_of(uri=TEXT)


@dataclass
class MakeOperation(_Written):
    BODY = _DETAILS
    GOOD = {201: _OBJECT}  # noqa: RUF012


@dataclass
class PlaylistOperation(_Written):
    BODY = _DETAILS
    GOOD = {200: TEXT}  # noqa: RUF012
    GOOD_KINDS = _NOTHING


@dataclass
class AddItemsOperation(_Written):
    BODY = list_of(TEXT)
    QUERY = {"position": ("from 0; else at the end", WHOLE)}  # noqa: RUF012
    GOOD = {201: _SNAPSHOT}  # noqa: RUF012


@dataclass
class SetItemsOperation(_Written):
    BODY = Schema(
        type=OpenAPIType.OBJECT,
        properties={
            "uris": list_of(TEXT),
            **dict.fromkeys(("range_start", "range_length", "insert_before"), WHOLE),
        },
    )
    GOOD = {200: _SNAPSHOT}  # noqa: RUF012


@dataclass
class RemoveItemsOperation(_Written):
    BODY = object_of(items=list_of(_URI))
    GOOD = {200: _SNAPSHOT}  # noqa: RUF012


@dataclass
class TokenOperation(Told):
    BODY = object_of(grant_type=TEXT)
    GOOD = {200: object_of(access_token=TEXT, token_type=TEXT, expires_in=WHOLE, scope=TEXT)}  # noqa: RUF012
    BAD = (400,)
    BAD_SCHEMA = object_of(error=TEXT, error_description=TEXT)
    BAD_KINDS = ("application/json",)
    NEEDS_TOKEN = False


@dataclass
class FollowOperation(SpokenOperation):
    GOOD = {200: TEXT}  # noqa: RUF012
    GOOD_KINDS = _NOTHING


@dataclass
class ImagesOperation(SpokenOperation):
    GOOD = {200: list_of(_OBJECT)}  # noqa: RUF012
