"""Protocol: how one kind of existing player speaks to us."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from litestar import Request, Response, Router
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler

SayNo = Callable[[Request[Any, Any, Any], HTTPException], Response[bytes]]


@dataclass(frozen=True, slots=True)
class Protocol:
    """One file in `protocols/`. What its messages mean stands in the dialect of the same name."""

    title: str
    routes: Sequence[HTTPRouteHandler | Router]
    missing: Mapping[str, SayNo] = field(default_factory=dict)
    """Beginning of a path -> how it is said there that this path or method is not answered."""
