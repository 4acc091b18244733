"""Fact: one true thing that can be told, without words for it yet."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct


class Fact(Struct, frozen=True):
    """kind: whose wordings fit; values: what the places of these are filled with, in no language

    A value is a Track, a name, a number, a (year, month), or a moment in Unix ms, by the name of its place.
    """

    kind: str
    group: str  # link: with the track before, own: this listener's past, work: the catalogue, why: the engine's reason
    weight: float  # how much it is worth telling, 0 to 1
    values: Mapping[str, Any]
    n: int | None = None  # the number that decides between forms
    own: bool = False  # it is about the listener
