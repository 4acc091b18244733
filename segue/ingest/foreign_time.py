"""Times as other programs write them, to ISO 8601 with an offset."""

import re
from datetime import UTC, datetime, timedelta, tzinfo

_WRITTEN = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?(\.\d+)? ?(Z|UTC|[+-]\d\d:?\d\d)?(?: UTC| [A-Z]{3,4})?", re.ASCII
)
_MONTHS = {"janfebmaraprmayjunjulaugsepoctnovdec"[3 * i : 3 * i + 3]: i + 1 for i in range(12)}
_NAMED = re.compile(r"(\d{1,2}) ([A-Za-z]{3})[a-z]* (\d{4}),? (\d{1,2}):(\d\d)(?::(\d\d))?", re.ASCII)


def iso(written: str, zone: tzinfo = UTC) -> str | None:
    """`2024-03-01 20:15:30.1234567`, `… +01:00`, `01 Mar 2024, 20:15`; without an offset it is a time in `zone`.

    None for what is no time. An hour that a zone has twice is taken for the first of the two.
    """
    try:
        when = _parsed(written.strip(), zone)
        return when.astimezone(UTC).isoformat() if when else None
    except (ValueError, OverflowError):
        return None


def _parsed(written: str, zone: tzinfo) -> datetime | None:
    if match := _WRITTEN.fullmatch(written):
        day, minute, second, fraction, offset = match.groups()
        offset = {"Z": "+00:00", "UTC": "+00:00", None: ""}.get(offset, offset)
        when = datetime.fromisoformat(
            f"{day}T{minute}{second or ':00'}{(fraction or '')[:7].ljust(7, '0') if fraction else ''}{offset}"
        )
        return when if when.tzinfo else when.replace(tzinfo=zone)
    if match := _NAMED.fullmatch(written):
        day, month, year, hour, minute, second = match.groups()
        number = _MONTHS.get(month.lower())
        if number is None:
            return None
        return datetime(int(year), number, int(day), int(hour), int(minute), int(second or 0), tzinfo=zone)
    return None


def seconds_earlier(written: str, seconds: int) -> str:
    """An ISO time moved back."""
    return (datetime.fromisoformat(written) - timedelta(seconds=seconds)).isoformat()
