"""Recipes that an operator writes: TOML files in the home's `recipes/`, `rainy.toml` is asked for as `rainy`.

title = "Rainy day"
about = "Rain on the window: {names}."
length = 40
every = "day"                     # week, day, part (of a day) or time (it is asked for)
heard = "both"                    # new, known or both
tags = ["trip-hop", "jazz"]
without = ["metal"]
years = [1990, 2009]
shape = "fall"
mood = "calm"
months = [10, 11]                 # of the north
dates = [2026-12-01, 2026-12-26]  # a campaign: the first and the last day it is out
[sound]
energy = [0.0, 0.5]
[in.ko]                           # what it is called in another language
title = "비 오는 {weekday}"
"""

import math
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct, field

from segue.domain.sound import Sound
from segue.playlists.issue import Every
from segue.playlists.recipe import Mix, Recipe, mixing, recipes
from segue.playlists.sequence.shapes import SHAPES
from segue.playlists.wanted import Wanted
from segue.recommend.message import languages

_MOST_BYTES = 64 * 1024
_Text = Annotated[str, Meta(min_length=1, max_length=200)]
_Tag = Annotated[str, Meta(min_length=1, max_length=64)]
_Year = Annotated[int, Meta(ge=1, le=9999)]
_HEARD = {"new": ("never_heard",), "known": ("only_heard",), "both": ()}


class Faulty(Exception):  # noqa: N818 - told to the operator
    """A file that is no recipe; says which, where and why."""


class _Called(Struct, forbid_unknown_fields=True):
    title: _Text
    about: _Text = "{artists}"


class _Written(_Called, forbid_unknown_fields=True):
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
    dates: tuple[date, date] | None = None
    languages: dict[str, _Called] = field(default_factory=dict, name="in")


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
    if file.stem in recipes():
        raise Faulty(f"{file.name}: there is a mix of this name already; call the file otherwise")
    if not file.stem.replace("_", "").isalnum() or file.stem[-1].isdigit():
        raise Faulty(f"{file.name}: a name has only letters, digits and _, and no digit at its end")
    try:
        if not file.is_file():  # a pipe would be waited for
            raise Faulty(f"{file.name}: not a file")
        if file.stat().st_size > _MOST_BYTES:
            raise Faulty(f"{file.name}: larger than {_MOST_BYTES // 1024} KiB")
        told = msgspec.convert(tomllib.loads(file.read_text("utf-8")), _Written)
    except OSError as wrong:
        raise Faulty(f"{file.name}: {wrong.strerror}") from None
    except RecursionError:
        raise Faulty(f"{file.name}: brackets within brackets, too deep to read") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as wrong:
        raise Faulty(f"{file.name}: {wrong}") from None
    if (wrong_one := next(_wrong(told), None)) is not None:
        raise Faulty(f"{file.name}: {wrong_one}")
    tags = tuple(tag.lower() for tag in told.tags), tuple(tag.lower() for tag in told.without)
    return Recipe(
        title=told.title,
        pipeline=mixing("learned", "familiar", filters=_HEARD[told.heard]),
        familiar_share={"new": 0.0, "known": 1.0, "both": None}[told.heard],
        mix=Mix(
            length=told.length, every=Every(told.every), wanted=Wanted(*tags, told.sound, told.years),
            shape=told.shape, mood=told.mood, months=frozenset(told.months), dates=told.dates,
            texts={"": (told.title, told.about)} | {lang: (o.title, o.about) for lang, o in told.languages.items()},
        ),
    )  # fmt: skip


def _wrong(told: _Written) -> Iterator[str]:
    """What no type says."""
    for name, (least, most) in told.sound.items():
        if name not in Sound.__struct_fields__:
            yield f"sound has no {name!r}; it has {', '.join(Sound.__struct_fields__)}"
        elif not (math.isfinite(least) and math.isfinite(most) and least <= most):
            yield f"sound.{name}: want the least and the most, got [{least}, {most}]"
    if told.years is not None and told.years[0] > told.years[1]:
        yield f"years: want the first and the last, got [{told.years[0]}, {told.years[1]}]"
    if told.dates is not None and told.dates[0] > told.dates[1]:
        yield f"dates: want the first and the last day, got [{told.dates[0]}, {told.dates[1]}]"
    if told.shape not in SHAPES:
        yield f"there is no shape {told.shape!r}; there are {', '.join(SHAPES)}"
    for lang in told.languages:
        if lang not in languages():
            yield f"in.{lang}: there is no language {lang!r}; there are {', '.join(languages())}"
    for where, one in (("", told), *((f"in.{lang}.", one) for lang, one in told.languages.items())):
        for name in ("title", "about"):
            if not getattr(one, name).isprintable():
                yield f"{where}{name}: a line, without characters that cannot be printed"
