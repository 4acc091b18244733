"""Headers on their way through: those that belong to one hop stay behind (RFC 9110, 7.6.1)."""

from collections.abc import Iterable
from typing import Any

Pairs = Iterable[tuple[bytes, bytes]]
_HOP = frozenset(
    {
        b"connection", b"keep-alive", b"proxy-authenticate", b"proxy-authorization", b"proxy-connection", b"te",
        b"expect", b"trailer", b"transfer-encoding", b"upgrade",
    }
)  # fmt: skip
_FORWARDED = frozenset({b"x-forwarded-for", b"x-forwarded-host", b"x-forwarded-proto"})


def of(pairs: Pairs, name: bytes) -> str:
    """The first value; "" when there is none."""
    return next((value.decode("latin-1") for key, value in pairs if key.lower() == name), "")


def to_upstream(scope: Any, *, plain: bool) -> list[tuple[str, str]]:
    """The player's headers; with `plain` the answer must not be compressed, because it is to be read here."""
    given: list[tuple[bytes, bytes]] = list(scope["headers"])
    left_out = (
        _HOP | _named(given) | _FORWARDED | {b"host", b"content-length"} | ({b"accept-encoding"} if plain else set())
    )
    kept = [(k.decode("latin-1"), v.decode("latin-1")) for k, v in given if k.lower() not in left_out]
    if plain:
        kept.append(("accept-encoding", "identity"))
    client = scope.get("client")
    way = ", ".join(part for part in (of(given, b"x-forwarded-for"), client[0] if client else "") if part)
    host = of(given, b"x-forwarded-host") or of(given, b"host")
    proto = of(given, b"x-forwarded-proto") or scope.get("scheme", "http")
    told = (("x-forwarded-for", way), ("x-forwarded-host", host), ("x-forwarded-proto", proto))
    return kept + [(name, value) for name, value in told if value]


def to_player(pairs: Pairs) -> list[tuple[bytes, bytes]]:
    """The server's headers; our own HTTP server writes the date."""
    given = list(pairs)
    left_out = _HOP | _named(given) | {b"date"}
    return [(k.lower(), v) for k, v in given if k.lower() not in left_out]


def _named(pairs: Pairs) -> set[bytes]:
    """What `Connection` names belongs to the hop, too."""
    return {
        name.strip().lower()
        for key, value in pairs
        if key.lower() == b"connection"
        for name in value.split(b",")
        if name.strip()
    }
