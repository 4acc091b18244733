"""Asking a web service politely: who asks is said, its limits are kept, no question is asked twice.

Answers lie in a small SQLite file, so what was asked before a stop, a failure or another build is not asked again
for `KEPT`. The pace follows X-RateLimit-Remaining, X-RateLimit-Reset-In and Retry-After, as
https://listenbrainz.readthedocs.io/en/latest/users/api/index.html#rate-limiting asks, and is never above `PACE_S`.
"""

import json
import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from pathlib import Path
from typing import Any, Self
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from segue import __version__

KEPT = timedelta(days=30)
PACE_S = 0.25  # between two questions
AGENT = f"segue/{__version__} (a self-hosted music server; asks about the artists of one library)"
_TRIES = 5
_LONGEST_S = 300.0  # a service that wants a longer pause is asked another day
_MOST = 16 << 20  # bytes of an answer
_TIMEOUT_S = 30.0


class Asker:
    """asked: questions that went out; remembered: of those not asked because the answer was there."""

    def __init__(
        self,
        cache: Path,
        token: str,
        now: datetime,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """token: sent where `ask` is told to. Raises OSError when the cache cannot be used."""
        self._cache, self._token, self._now = cache, token, now
        self._sleep, self._clock = sleep, clock
        self._next = 0.0  # by the clock: not before
        self.asked = self.remembered = 0
        self._db = self._opened()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def _opened(self) -> sqlite3.Connection:
        for fresh in (False, True):
            if fresh:
                self._cache.unlink(missing_ok=True)  # answers can be had again
            db = sqlite3.connect(self._cache)
            try:
                db.execute("create table if not exists answers(key text primary key, body text, at text)")
                db.execute("delete from answers where at < ?", [(self._now - KEPT).isoformat()])
                db.commit()
                return db
            except sqlite3.DatabaseError:
                db.close()
        raise OSError(f"{self._cache}: cannot be used")

    def known(self, kind: str, ids: Iterable[str]) -> dict[str, Any]:
        """What is remembered of these."""
        found: dict[str, Any] = {}
        for one in ids:
            row = self._db.execute("select body from answers where key = ?", [f"{kind}:{one}"]).fetchone()
            if row is not None:
                found[one] = json.loads(row[0])
        self.remembered += len(found)
        return found

    def keep(self, kind: str, answers: Mapping[str, Any]) -> None:
        rows = [(f"{kind}:{one}", json.dumps(body), self._now.isoformat()) for one, body in answers.items()]
        self._db.executemany("insert or replace into answers values (?, ?, ?)", rows)
        self._db.commit()

    def ask(self, url: str, body: object = None, *, identified: bool = False) -> Any:
        """What the service answers, as JSON. identified: with the token, where there is one.

        Raises ValueError with what it said when it refuses, cannot be reached or makes no sense.
        """
        head = {"User-Agent": AGENT, "Accept": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        if data is not None:
            head["Content-Type"] = "application/json"
        if identified and self._token:
            head["Authorization"] = f"Token {self._token}"
        why = ""
        for attempt in range(_TRIES):
            self._wait()
            self.asked += 1
            try:
                with urlopen(Request(url, data, head), timeout=_TIMEOUT_S) as answer:  # noqa: S310 - http(s), see Places
                    raw = answer.read(_MOST + 1)
                    self._pace(answer.headers, 0.0)
                if len(raw) > _MOST:
                    raise ValueError(f"{url}: answers more than {_MOST >> 20} MB")
                return json.loads(raw)
            except HTTPError as error:
                with error:
                    why = f"{error.code} {_said(error)}"
                if error.code not in (429, 500, 502, 503, 504):
                    hint = "; give your token with --token" if error.code in (401, 403) else ""
                    raise ValueError(f"{url}: refuses: {why}{hint}") from error
                self._pace(error.headers, 2.0**attempt)
            except (URLError, HTTPException, TimeoutError, ConnectionError) as error:
                why = str(getattr(error, "reason", error))
                self._next = self._clock() + 2.0**attempt
            except (json.JSONDecodeError, UnicodeDecodeError) as error:
                raise ValueError(f"{url}: answers what is no JSON: {error}") from error
        raise ValueError(f"{url}: {why}, {_TRIES} times; give the command again later, what was answered is kept")

    def _wait(self) -> None:
        pause = self._next - self._clock()
        if pause > _LONGEST_S:
            raise ValueError(f"the service wants to be asked again in {pause:,.0f} s; what was answered is kept")
        if pause > 0:
            self._sleep(pause)

    def _pace(self, head: "Message[str, str]", otherwise: float) -> None:
        """When the next question may go out."""
        pause = max(PACE_S, otherwise)
        remaining, reset = (_number(head.get(f"X-RateLimit-{one}")) for one in ("Remaining", "Reset-In"))
        after = self._after(head.get("Retry-After"))
        if after is not None:
            pause = max(PACE_S, after)
        elif reset is not None and (otherwise or (remaining is not None and remaining <= 0)):
            pause = max(PACE_S, reset)
        self._next = self._clock() + pause

    def _after(self, told: str | None) -> float | None:
        """Retry-After: seconds, or a date."""
        seconds = _number(told)
        if seconds is not None or not told:
            return seconds
        try:
            return max(0.0, (parsedate_to_datetime(told) - datetime.now(UTC)).total_seconds())
        except (TypeError, ValueError):
            return None


def _number(told: str | None) -> float | None:
    try:
        return max(0.0, float(told)) if told is not None else None
    except ValueError:
        return None


def _said(error: HTTPError) -> str:
    """Its own words, the first of them."""
    text = error.read(2_000).decode("utf-8", "replace")
    try:
        told = json.loads(text)
        text = str(told.get("error", told)) if isinstance(told, dict) else str(told)
    except json.JSONDecodeError:
        pass
    return " ".join(text.split())[:200] or str(error.reason)
