"""Protocol: how one kind of existing player speaks to us."""

from collections.abc import Sequence
from dataclasses import dataclass

from litestar import Router
from litestar.handlers import HTTPRouteHandler


@dataclass(frozen=True, slots=True)
class Protocol:
    """One file in `protocols/`. What its messages mean stands in the dialect of the same name."""

    title: str
    routes: Sequence[HTTPRouteHandler | Router]
