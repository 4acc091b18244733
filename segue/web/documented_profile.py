"""What OpenAPI says of `GET /api/v1/profile`."""

from dataclasses import dataclass

from litestar.openapi.spec import OpenAPIType, Schema

from segue.portrait.conclusion import conclusions
from segue.web.documented import TEXT, WHOLE, Told, list_of, object_of

_DATA = Schema(type=OpenAPIType.OBJECT, description="the numbers behind the words; docs/profile.md names them")


@dataclass
class ProfileOperation(Told):
    QUERY = {"lang": ("of titles and words: en, ko; else your setting, else Accept-Language", TEXT)}  # noqa: RUF012
    GOOD = {  # noqa: RUF012 - ClassVar in the base class
        200: object_of(
            offset=WHOLE,
            conclusions=object_of(
                **{name: object_of(title=TEXT, words=list_of(TEXT), data=_DATA) for name in conclusions()}
            ),
        )
    }
    BAD = (400, 401, 403, 503)
