"""Words of the page, in the languages of the answers; `words/ko.py` holds those for `ko`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from litestar import Request
from markupsafe import Markup, escape
from sqlalchemy.exc import OperationalError

from segue.discovery import discover
from segue.recommend.message import DEFAULT, Text, filled, languages, spoken
from segue.web.auth import COOKIE, app_of

_MARK = "\ue000{}\ue001"  # stands for a value that is markup, until the text around it is escaped


@dataclass(frozen=True, slots=True)
class Words:
    """One file in `words/`. moment: how a time is written, of `strftime` and {day}, {month}, {hour}, {minute}."""

    texts: Mapping[str, Text]
    moment: str
    days: tuple[str, ...]  # Monday first, short
    months: tuple[str, ...]


@cache
def words() -> Mapping[str, Words]:
    return discover("segue.web.pages.words", Words)


def tell(lang: str, key: str, n: int | None = None, **values: Any) -> str:
    """As `segue.recommend.message.say`, of these texts. Markup among the values stays markup, and the answer is.

    Raises:
        KeyError: no such key, or a place without a value.
    """
    known = lang if lang in words() else DEFAULT
    marked = {name: value for name, value in values.items() if isinstance(value, Markup)}
    plain = values | {name: _MARK.format(name) for name in marked}
    text = filled(languages()[known], words()[known].texts[key], n, plain)
    if not marked:
        return text
    whole = str(escape(text))
    for name, value in marked.items():
        whole = whole.replace(_MARK.format(name), value)
    return Markup(whole)  # noqa: S704 - the text is escaped, the rest was markup


def moment(lang: str, at: datetime) -> str:
    """ "3 Nov 2026, 08:12"."""
    known = words()[lang if lang in words() else DEFAULT]
    return known.moment.format(
        day=at.day, month=known.months[at.month - 1], year=at.year, clock=f"{at.hour:02d}:{at.minute:02d}"
    )


def lang_of(request: Request[Any, Any, Any]) -> str:
    """What the listener chose, else what their browser likes best."""
    accounts, token = app_of(request).accounts, request.cookies.get(COOKIE)
    try:
        listener = accounts.by_token(token) if token else None
        chosen = accounts.languages.of(listener.id) if listener else None
    except OperationalError:  # that the records cannot be read is told, too
        chosen = None
    told = chosen or spoken(request.headers.get("accept-language", "")) or DEFAULT
    return told if told in words() else DEFAULT
