"""What OpenAPI says of prompts."""

from dataclasses import dataclass

from litestar.openapi.spec import OpenAPIType, Schema

from segue.playlists.prompt.concepts import MOODS, TONGUES
from segue.playlists.prompt.plain import LONGEST
from segue.playlists.prompt.query import CHOICES, LISTS, MOST_MINUTES, MOST_TRACKS, SPANS
from segue.recommend.formats import FORMATS
from segue.web.documented import TEXT, WHOLE, WITH_BODY, RecommendationsOperation, Told, list_of, object_of

_ENUMS = {"moods": list(MOODS), "languages": list(TONGUES), "formats": list(FORMATS)}
_SPAN = Schema(type=OpenAPIType.ARRAY, items=WHOLE, min_items=2, max_items=2, description="from and to, both inside")
_QUERY = Schema(
    type=OpenAPIType.OBJECT,
    description="what was understood; slots that ask for nothing are left out",
    properties={
        **{
            slot: list_of(Schema(type=OpenAPIType.STRING, enum=_ENUMS.get(slot.removeprefix("not_")))) for slot in LISTS
        },
        **{slot: list_of(_SPAN) for slot in SPANS},
        "tempo": _SPAN,
        "not_tempo": _SPAN,
        **{slot: Schema(type=OpenAPIType.STRING, enum=list(some)) for slot, some in CHOICES.items()},
        "minutes": Schema(type=OpenAPIType.INTEGER, minimum=1, maximum=MOST_MINUTES),
        "tracks": Schema(type=OpenAPIType.INTEGER, minimum=1, maximum=MOST_TRACKS),
    },
)
_ASKED = Schema(
    type=OpenAPIType.OBJECT,
    properties={
        "prompt": Schema(type=OpenAPIType.STRING, min_length=1, max_length=LONGEST, description="the listener's words"),
        "query": _QUERY,
        "without": list_of(Schema(type=OpenAPIType.STRING, description="the id of a chip")),
        "lang": Schema(type=OpenAPIType.STRING, description="of the answer: en, ko; else that of the words"),
        "seed": Schema(type=OpenAPIType.INTEGER, minimum=0, description="for randomness; 0 = none"),
        "profiled": Schema(type=OpenAPIType.BOOLEAN, default=True, description="false: nothing of you is read"),
    },
)


@dataclass
class PromptOperation(Told):
    BODY = _ASKED
    GOOD = {  # noqa: RUF012 - ClassVar in the base class
        200: object_of(
            understood=Schema(type=OpenAPIType.STRING, description="one sentence"),
            chips=list_of(object_of(id=TEXT, slot=TEXT, text=TEXT)),
            gave=list_of(Schema(type=OpenAPIType.STRING, description="id of a chip that not every track fits")),
            left_out=list_of(object_of(field=TEXT, reason=TEXT)),
            query=_QUERY,
            by=Schema(type=OpenAPIType.STRING, enum=["lexicon", "endpoint", "query"]),
            slate=RecommendationsOperation.GOOD[200],
            duration_ms=WHOLE,
        )
    }
    BAD = (*WITH_BODY, 429)
