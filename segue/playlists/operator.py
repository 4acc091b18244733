"""Recipes that an operator writes: TOML files in the home's `recipes/`, `rainy.toml` is asked for as `rainy`.

title = "Rainy day"
about = "Rain on the window: {artists} and others."
length = 40
every = "day"                     # week, day, part (of a day) or time (it is asked for)
heard = "both"                    # new, known or both
tags = ["trip-hop", "jazz"]
without = ["metal"]
years = [1990, 2009]
shape = "fall"
mood = "calm"
months = [10, 11]                 # of the north
[sound]
energy = [0.0, 0.5]
"""

import tomllib
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from segue.domain.sound import Sound
from segue.playlists.issue import Every
from segue.playlists.recipe import Mix, Recipe, mixing, recipes
from segue.playlists.sequence.shapes import SHAPES
from segue.playlists.wanted import Wanted

_Text = Annotated[str, Meta(min_length=1, max_length=200)]
_Tag = Annotated[str, Meta(min_length=1, max_length=64)]
_Year = Annotated[int, Meta(ge=1, le=9999)]
_HEARD = {"new": ("never_heard",), "known": ("only_heard",), "both": ()}


class Faulty(Exception):  # noqa: N818 - told to the operator
    """A file that is no recipe; says which, where and why."""


class _Written(Struct, forbid_unknown_fields=True):
    title: _Text
    about: _Text = "{artists}"
    length: Annotated[int, Meta(ge=1, le=500)] = 50
    every: Literal["week", "day", "part", "time"] = "day"
    heard: Literal["new", "known", "both"] = "both"
    tags: tuple[_Tag, ...] = ()
    without: tuple[_Tag, ...] = ()
    years: tuple[_Year, _Year] | None = None
    sound: dict[str, tuple[float, float]] = {}
    shape: str = "level"
    mood: _Tag = "calm"
    months: tuple[Annotated[int, Meta(ge=1, le=12)], ...] = ()


def written(folder: Path) -> tuple[dict[str, Recipe], list[str]]:
    """Recipes by name, and what is wrong with the files that are none."""
    found: dict[str, Recipe] = {}
    faults: list[str] = []
    for file in sorted(folder.glob("*.toml")) if folder.is_dir() else []:
        try:
            found[file.stem] = _recipe(file)
        except Faulty as fault:
            faults.append(str(fault))
    return found, faults


def _recipe(file: Path) -> Recipe:
    if file.stem in recipes() or not file.stem.replace("_", "").isalnum() or file.stem[-1].isdigit():
        raise Faulty(f"{file.name}: the name is taken, or has more than letters and _ in it; call the file otherwise")
    try:
        told = msgspec.convert(tomllib.loads(file.read_text("utf-8")), _Written)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError, msgspec.ValidationError) as wrong:
        raise Faulty(f"{file.name}: {wrong}") from None
    strange = [name for name in told.sound if name not in Sound.__struct_fields__]
    if strange:
        raise Faulty(f"{file.name}: sound has no {strange[0]!r}; it has {', '.join(Sound.__struct_fields__)}")
    if told.shape not in SHAPES:
        raise Faulty(f"{file.name}: there is no shape {told.shape!r}; there are {', '.join(SHAPES)}")
    tags = tuple(tag.lower() for tag in told.tags), tuple(tag.lower() for tag in told.without)
    return Recipe(
        title=told.title,
        pipeline=mixing("learned", "familiar", filters=_HEARD[told.heard]),
        familiar_share={"new": 0.0, "known": 1.0, "both": None}[told.heard],
        mix=Mix(
            length=told.length, every=Every(told.every), wanted=Wanted(*tags, told.sound, told.years),
            shape=told.shape, mood=told.mood, months=frozenset(told.months), texts=(told.title, told.about),
        ),
    )  # fmt: skip
