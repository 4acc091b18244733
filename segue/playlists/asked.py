"""Asked: the name of a mix, taken apart."""

from collections.abc import Collection
from typing import NamedTuple

_LONGEST = 200  # characters of a name


class NoMix(Exception):  # noqa: N818 - becomes a 404 with what there is
    """There is no mix of this name; says which there are."""


class Named(NamedTuple):
    """name: as it is asked for; recipe: its file's; argument: 3 of daily_mix_3, jazz of genre:jazz"""

    name: str
    recipe: str
    argument: str


def named(name: str, known: Collection[str]) -> Named:
    """known: the names of all recipes.

    Raises:
        NoMix: it is none of them.
    """
    recipe, colon, argument = name.partition(":")
    if len(name) <= _LONGEST and not colon and recipe not in known:
        head, _, number = recipe.rpartition("_")
        if number.isdecimal() and head in known:
            recipe, argument = head, str(int(number))
    if recipe not in known or len(name) > _LONGEST:
        raise NoMix(f"there is no mix {name[:80]!r}; there are {', '.join(sorted(known))}")
    return Named(name, recipe, argument)


def joined(recipe: str, argument: str) -> str:
    """A name to ask with."""
    if not argument:
        return recipe
    return f"{recipe}_{argument}" if argument.isdecimal() and len(argument) == 1 else f"{recipe}:{argument}"
