"""Parameters of a Subsonic call: from the query and the form of a POST, any of them repeated."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

MISSING, GENERIC, NOT_FOUND = 10, 0, 70
_MOST = 20_000
SECRET = frozenset({"u", "p", "t", "s", "apiKey", "jwt", "v", "c", "f", "callback"})
"""What is about the call itself or proves who calls: never kept."""


class Fault(Exception):  # noqa: N818 - the error element of a reply
    """An answer that says no, with a code of the protocol; HTTP says 200 all the same."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Params:
    """Every value of every name, in order."""

    values: Mapping[str, list[str]] = field(repr=False)

    def many(self, name: str) -> list[str]:
        return self.values.get(name, [])

    def one(self, name: str) -> str | None:
        values = self.values.get(name)
        return values[0] if values else None

    def needed(self, name: str) -> str:
        value = self.one(name)
        if not value:
            raise Fault(MISSING, f"Required parameter '{name}' is missing.")
        return value

    def whole(self, name: str, otherwise: int, most: int) -> int:
        """From 0; more than `most` counts as `most`, as paging clients expect."""
        value = self.one(name)
        if value is None or value == "":
            return otherwise
        if not value.isdecimal() or len(value) > 18:
            raise Fault(GENERIC, f"Parameter '{name}' must be a whole number.")
        return min(int(value), most)

    def told(self) -> dict[str, list[str]]:
        """Without what authenticates."""
        return {name: list(values) for name, values in self.values.items() if name not in SECRET}


def read_params(query: str, form: str = "") -> Params:
    """The query first, then the form.

    Raises:
        Fault: more parameters than any client sends.
    """
    values: dict[str, list[str]] = {}
    try:
        for text in (query, form):
            for name, value in parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST, errors="replace"):
                values.setdefault(name, []).append(value)
    except ValueError:
        raise Fault(GENERIC, f"More than {_MOST:,} parameters.") from None
    return Params(values)
