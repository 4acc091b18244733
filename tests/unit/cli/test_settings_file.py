"""`settings.toml`: every setting without code, and what cannot be one."""

from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import pytest

from segue.cli.output import Failure
from segue.cli.settings_file import _SHARES, said
from segue.settings import Settings


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return str(list(value)).replace("'", '"')
    return repr(value).replace("'", '"')


def test_every_default_may_stand_there(tmp_path: Path) -> None:
    defaults = {name: value for name, value in asdict(Settings(home=tmp_path)).items() if name != "home"}
    told = {name: value for name, value in defaults.items() if value is not None}
    (tmp_path / "settings.toml").write_text("\n".join(f"{name} = {_toml(value)}" for name, value in told.items()))
    assert said(tmp_path) == told
    assert Settings(home=tmp_path, **said(tmp_path)) == Settings(home=tmp_path)
    assert said(tmp_path / "elsewhere") == {}
    assert {field.name for field in fields(Settings)} >= _SHARES


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("artist_caps = 1", "artist_caps: there is no such setting"),
        ('home = "/"', "home: there is no such setting"),
        ('artist_cap = "one"', "artist_cap: Expected `int`, got `str`"),
        ("artist_cap = 1.5", "artist_cap: Expected `int`, got `float`"),
        ("diversity = 7", "diversity: want a share from 0 to 1, got 7"),
        ("freshness = -1", "freshness: want a number from 0 up, got -1"),
        ("freshness = nan", "freshness: want a finite number, got nan"),
        ("skips_count = 1", "skips_count: Expected `bool`, got `int`"),
        ("artist_cap = one", "settings.toml: Invalid value (at line 1, column 14)"),
    ],
)
def test_what_cannot_be_is_said_with_file_field_and_reason(tmp_path: Path, line: str, why: str) -> None:
    (tmp_path / "settings.toml").write_text(line)
    with pytest.raises(Failure) as refused:
        said(tmp_path)
    assert why in str(refused.value)
    assert str(tmp_path / "settings.toml") in str(refused.value)


def test_a_verb_follows_it(segue: Any, home: Path) -> None:
    home.mkdir()
    (home / "settings.toml").write_text("artist_cap = -1")
    ran = segue("listener", "add", "me")
    assert (ran.code, "artist_cap: want a number from 0 up" in ran.err) == (1, True)
    (home / "settings.toml").write_text('log_url = "moon://nowhere"')
    assert "moon" in segue("listener", "add", "me").err
