"""What OpenAPI says of `GET /api/v1/search`."""

from dataclasses import dataclass

from litestar.openapi.spec import OpenAPIType, Schema

from segue.web.documented import TEXT, WHOLE, Told, list_of, object_of

_MAYBE_TEXT = Schema(type=[OpenAPIType.STRING, OpenAPIType.NULL])
_MAYBE_WHOLE = Schema(type=[OpenAPIType.INTEGER, OpenAPIType.NULL])
_TRACK = object_of(
    id=TEXT, title=TEXT, artist=TEXT, artist_id=TEXT, release=_MAYBE_TEXT, format=TEXT, duration_ms=_MAYBE_WHOLE,
    year=_MAYBE_WHOLE,
)  # fmt: skip
_ARTIST = object_of(artist_id=TEXT, artist=TEXT, tracks=WHOLE)
_ALBUM = object_of(album_id=TEXT, album=TEXT, artist=TEXT, artist_id=TEXT, tracks=WHOLE, year=_MAYBE_WHOLE)
_PLAYLIST = object_of(id=TEXT, name=TEXT, title=TEXT)


def _or_null(what: str) -> Schema:
    return Schema(type=[OpenAPIType.OBJECT, OpenAPIType.NULL], description=what)


@dataclass
class SearchOperation(Told):
    QUERY = {  # noqa: RUF012 - ClassVar in the base class
        "q": ("what is searched for; any text", TEXT),
        "n": ("most of each kind", Schema(type=OpenAPIType.INTEGER, minimum=1, maximum=50, default=10)),
        "typing": ("true: the query is not finished, and not recorded", Schema(type=OpenAPIType.BOOLEAN)),
        "profiled": ("false: the order is the same for everybody", Schema(type=OpenAPIType.BOOLEAN, default=True)),
        "device": ("where it was searched", TEXT),
        "lang": ("of what is offered instead of nothing: en, ko", TEXT),
    }
    GOOD = {  # noqa: RUF012
        200: object_of(
            query=TEXT,
            tracks=list_of(_TRACK),
            artists=list_of(_ARTIST),
            albums=list_of(_ALBUM),
            episodes=list_of(_TRACK),
            playlists=list_of(_PLAYLIST),
            total=Schema(type=OpenAPIType.OBJECT, additional_properties=WHOLE, description="how many of each kind"),
            top=_or_null("list and rank of what stands before everything else"),
            offered=_or_null("instead of nothing: names, moods and a prompt"),
            search_id=_MAYBE_TEXT,
            refines=_MAYBE_TEXT,
        )
    }
    BAD = (400, 401, 429, 503)
