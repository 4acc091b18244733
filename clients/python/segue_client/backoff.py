"""How long to wait before trying again: exponential with full jitter, so that many clients do not come back at once.

https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
"""

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from secrets import SystemRandom

_uniform = SystemRandom().uniform
_LONGEST_TOLD_S = 3600.0  # a server that says "in a year" is not believed


class Backoff:
    """`uniform(low, high)` is passed in by tests."""

    def __init__(
        self,
        first_s: float = 0.5,
        longest_s: float = 120.0,
        uniform: Callable[[float, float], float] = _uniform,
    ) -> None:
        self._first_s = first_s
        self._longest_s = longest_s
        self._uniform = uniform
        self._failures = 0

    def failed(self, told_s: float | None) -> float:
        """Seconds to wait now; never less than the server told, and a little more than that."""
        most = min(self._longest_s, self._first_s * 2.0 ** min(self._failures, 30))
        self._failures += 1
        return self._uniform(0.0, most) if told_s is None else told_s + self._uniform(0.0, self._first_s)

    def worked(self) -> None:
        self._failures = 0


def retry_after_s(header: str | None, now: datetime) -> float | None:
    """`Retry-After` as seconds from now: a number or an HTTP date; None for neither."""
    if not header:
        return None
    if header.strip().isdecimal():
        return min(float(header), _LONGEST_TOLD_S)
    try:
        when = parsedate_to_datetime(header)
    except ValueError:
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return min(max(0.0, (when - now).total_seconds()), _LONGEST_TOLD_S)
