"""What OpenAPI says of the ListenBrainz routes."""

from dataclasses import dataclass

from litestar.openapi.spec import OpenAPIType, Schema

from segue.web.documented import TEXT, WHOLE, WITH_BODY, Told, list_of, object_of

_OBJECT = Schema(type=OpenAPIType.OBJECT)
_STATUS = {200: object_of(status=TEXT)}
_COUNT = Schema(type=OpenAPIType.INTEGER, minimum=0, maximum=1000, default=25)
_SCORE = Schema(type=OpenAPIType.INTEGER, enum=[-1, 0, 1], description="1 love, -1 hate, 0 neither")


@dataclass
class _Spoken(Told):
    """Refusals are `{"code": …, "error": …}`."""

    BAD_SCHEMA = object_of(code=WHOLE, error=TEXT)
    BAD_KINDS = ("application/json",)


@dataclass
class SubmitListensOperation(_Spoken):
    BODY = object_of(
        listen_type=Schema(type=OpenAPIType.STRING, enum=["single", "import", "playing_now"]),
        payload=Schema(type=OpenAPIType.ARRAY, items=_OBJECT, min_items=1, max_items=1000),
    )
    QUERY = {"return_msid": ("true: the answer names the recording", TEXT)}  # noqa: RUF012 - ClassVar in the base
    GOOD = _STATUS
    BAD = WITH_BODY


@dataclass
class ValidateTokenOperation(_Spoken):
    QUERY = {"token": ("where there is no Authorization header", TEXT)}  # noqa: RUF012
    GOOD = {  # noqa: RUF012
        200: object_of(code=WHOLE, message=TEXT, valid=Schema(type=OpenAPIType.BOOLEAN))
    }
    BAD = (400,)


@dataclass
class DeleteListenOperation(_Spoken):
    BODY = object_of(listened_at=WHOLE, recording_msid=TEXT)
    GOOD = _STATUS
    BAD = WITH_BODY


@dataclass
class ListensOperation(_Spoken):
    QUERY = {  # noqa: RUF012
        "max_ts": ("only listens before this, in seconds", WHOLE),
        "min_ts": ("only listens after this, in seconds", WHOLE),
        "count": ("at most so many", _COUNT),
    }
    GOOD = {200: object_of(payload=object_of(count=WHOLE, user_id=TEXT, listens=list_of(_OBJECT)))}  # noqa: RUF012
    BAD = (400, 401, 403)


@dataclass
class ListenCountOperation(_Spoken):
    GOOD = {200: object_of(payload=object_of(count=WHOLE))}  # noqa: RUF012
    BAD = (401, 403)


@dataclass
class PlayingNowOperation(_Spoken):
    GOOD = {200: object_of(payload=object_of(count=WHOLE, user_id=TEXT, listens=list_of(_OBJECT)))}  # noqa: RUF012
    BAD = (401, 403)


@dataclass
class FeedbackOperation(_Spoken):
    BODY = Schema(
        type=OpenAPIType.OBJECT,
        required=["score"],
        properties={"recording_mbid": TEXT, "recording_msid": TEXT, "score": _SCORE},
    )
    GOOD = _STATUS
    BAD = (*WITH_BODY, 404)


@dataclass
class GetFeedbackOperation(_Spoken):
    QUERY = {  # noqa: RUF012
        "score": ("1 or -1: only those", WHOLE),
        "count": ("at most so many", _COUNT),
        "offset": ("leave out the first so many", WHOLE),
        "metadata": ("true: with names", TEXT),
    }
    GOOD = {  # noqa: RUF012
        200: object_of(count=WHOLE, total_count=WHOLE, offset=WHOLE, feedback=list_of(_OBJECT))
    }
    BAD = (400, 401, 403)


_PAGE = {
    "count": ("at most so many", _COUNT),
    "offset": ("leave out the first so many", WHOLE),
}


@dataclass
class PlaylistsOperation(_Spoken):
    QUERY = _PAGE
    GOOD = {  # noqa: RUF012
        200: object_of(count=WHOLE, offset=WHOLE, playlist_count=WHOLE, playlists=list_of(object_of(playlist=_OBJECT)))
    }
    BAD = (400, 401, 403)


@dataclass
class PlaylistOperation(_Spoken):
    QUERY = {"fetch_metadata": ("false: without the tracks", TEXT)}  # noqa: RUF012
    GOOD = {200: object_of(playlist=_OBJECT)}  # noqa: RUF012
    BAD = (400, 401, 404)


@dataclass
class RecommendedOperation(_Spoken):
    QUERY = {  # noqa: RUF012
        "artist_type": (
            "top: of what you know; similar: new to you; raw: both",
            Schema(type=OpenAPIType.STRING, enum=["top", "similar", "raw"]),
        ),
        **_PAGE,
    }
    GOOD = {  # noqa: RUF012
        200: object_of(
            payload=object_of(
                mbids=list_of(object_of(recording_mbid=TEXT, score=Schema(type=OpenAPIType.NUMBER))),
                count=WHOLE,
                total_mbid_count=WHOLE,
                user_name=TEXT,
            )
        ),
        204: TEXT,
    }
    BAD = (400, 401, 403)


@dataclass
class RecordingsOperation(_Spoken):
    QUERY = {"recording_mbids": ("recordings of MusicBrainz, with commas", TEXT), "inc": ("taken, not needed", TEXT)}  # noqa: RUF012
    GOOD = {200: _OBJECT}  # noqa: RUF012
    BAD = (400, 401)


@dataclass
class StatsOperation(_Spoken):
    QUERY = {  # noqa: RUF012
        "range": ("week, month, quarter, half_yearly, year: the last whole one; this_week, …; all_time", TEXT),
        **_PAGE,
    }
    GOOD = {200: object_of(payload=_OBJECT), 204: TEXT}  # noqa: RUF012
    BAD = (400, 401, 403, 404)
