"""Parameters of older protocols: of the query and of an urlencoded body, where the body has the last word."""

from typing import Any
from urllib.parse import parse_qsl

from litestar import Request

from segue.ingest.dialect import Malformed
from segue.settings import Settings
from segue.web.body import read_body

MAX_FIELDS = 4_000
Pairs = list[tuple[str, str]]


def query_pairs(request: Request[Any, Any, Any]) -> Pairs:
    """Raises Malformed."""
    return _pairs(request.scope["query_string"])


async def form_pairs(request: Request[Any, Any, Any], settings: Settings) -> Pairs:
    """Query and body, in this order. The Content-Type does not matter.

    Raises:
        Problem: the body is too large, too slow, or not what Content-Encoding says.
        Malformed: not a form.
    """
    return query_pairs(request) + _pairs(await read_body(request, settings))


def _pairs(written: bytes) -> Pairs:
    try:
        text = written.decode()
    except UnicodeDecodeError as wrong:
        raise Malformed("", f"not UTF-8 at byte {wrong.start}") from None
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS)
    except UnicodeDecodeError:
        raise Malformed("", "a value is not UTF-8") from None
    except ValueError:
        raise Malformed("", f"has more than {MAX_FIELDS:,} fields") from None
