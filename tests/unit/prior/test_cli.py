"""`segue prior`: what a person does with it, and what they are told when it goes wrong."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from segue.app import build
from segue.domain.event import Event, EventKind, TrackRef
from segue.prior.file import VERSION
from segue.settings import Settings
from tests.unit.cli.conftest import Run
from tests.unit.prior.conftest import histories, name, style

NOW = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.fixture(scope="module")
def built(listens, tmp_path_factory) -> Path:
    from segue.prior.build import build as made
    from segue.prior.learn import Size
    from segue.prior.prior import Manifest

    out = tmp_path_factory.mktemp("built") / "music.prior"
    made(listens, out, Manifest("a test", "2026-11-21", "CC0-1.0", 0, 0, 0), Size(), 1)
    return out


def test_built_installed_shown_and_removed(segue: Run, listens, tmp_path):
    out = tmp_path / "music.prior"
    ran = segue("prior", "build", listens, out, "--licence", "CC0-1.0")
    assert ran.code == 0, ran.err
    assert "60 artists and 59 recordings heard by 120 listeners" in ran.out
    assert f"segue prior install {out}" in ran.out
    catalogue = tmp_path / "tracks.jsonl"
    catalogue.write_text("".join(json.dumps({"title": "t", "artist": a}) + "\n" for a in (name(0), name(1), "Other")))
    assert segue("catalog", "import", catalogue).code == 0
    assert "knows 2 of the 3 artists in this library, 67%" in segue("prior", "install", out).out
    shown = segue("prior", "show", name(0).upper(), "-n", 5, "--json").json
    assert [style(one["name"]) for one in shown["near"]] == [0] * 5
    assert "heard with it" in segue("prior", "show", name(0)).out
    assert [one["title"] for one in shown["recordings"]] == ["A song"]
    song = segue("prior", "show", f"{name(0)} - a song", "-n", 3, "--json").json
    assert (song["recording"], song["listeners"]) == (f"{name(0)} – A song", shown["listeners"])
    assert song["near"][0]["name"].startswith("Artist 0-")
    assert segue("prior", "show", "--json").json["licence"] == "CC0-1.0"
    assert segue("prior", "remove").code == 0
    missing = segue("prior", "show", name(0))
    assert (missing.code, "segue prior build" in missing.err) == (1, True)


@pytest.mark.slow
def test_another_run_of_the_same_build_says_the_same(segue: Run, listens, tmp_path):
    told = [segue("prior", "build", listens, tmp_path / f"{i}.prior", "--json").json for i in range(2)]
    assert {**told[0], "out": ""} == {**told[1], "out": ""}
    assert (told[0]["listeners"], told[0]["refused"]) == (120, 0)


def _cut(path: Path) -> str:
    path.write_bytes(path.read_bytes()[:-100])
    return "it was cut off, copy it again"


def _other_version(path: Path) -> str:
    raw = bytearray(path.read_bytes())
    raw[8] = VERSION + 1
    path.write_bytes(raw)
    return f"is a prior of format {VERSION + 1}, this Segue reads format {VERSION}; build it anew"


def _rotten(path: Path) -> str:
    raw = bytearray(path.read_bytes())
    raw[-2_000] ^= 0xFF
    path.write_bytes(raw)
    return "are not what was written; copy it again"


def _no_prior(path: Path) -> str:
    path.write_text('{"user_name": "a"}')
    return "is no prior; `segue prior build` makes one"


@pytest.mark.parametrize("spoil", [_cut, _other_version, _rotten, _no_prior])
def test_what_cannot_be_used_is_told_and_the_last_good_one_stays(spoil, segue: Run, built, tmp_path):
    assert segue("prior", "install", built).code == 0
    bad = tmp_path / "bad.prior"
    shutil.copy(built, bad)
    reason = spoil(bad)
    ran = segue("prior", "install", bad)
    assert (ran.code, ran.err) == (1, ran.err)
    assert str(bad) in ran.err
    assert reason in ran.err
    assert segue("prior", "show", name(0)).code == 0


def test_recordings_are_left_out_where_none_are_wanted_or_listeners_are_hidden(segue: Run, listens, tmp_path):
    for asked in (("--recordings", 0), ("--epsilon", 50)):
        built = segue("prior", "build", listens, tmp_path / "a.prior", *asked, "--json").json
        assert built["recordings"] == 0, asked
        assert built["artists"] > 10, asked


def test_a_source_that_is_none_is_told(segue: Run, tmp_path):
    (tmp_path / "empty").mkdir()
    folder = segue("prior", "build", tmp_path / "empty", tmp_path / "a.prior")
    assert (folder.code, "holds no log.db, so it is no home folder of a Segue" in folder.err) == (1, True)
    missing = segue("prior", "build", tmp_path / "nothing", tmp_path / "a.prior")
    assert (missing.code, "nothing" in missing.err) == (1, True)
    nowhere = segue("prior", "build", tmp_path / "nothing", tmp_path / "no" / "a.prior")
    assert (nowhere.code, "there is no such folder" in nowhere.err) == (1, True)
    (tmp_path / "l.jsonl").write_text("x\n" * 8)
    refused = segue("prior", "build", tmp_path / "l.jsonl", tmp_path / "a.prior")
    assert "l.jsonl line 1: not a listen in JSON" in refused.err
    assert "8 lines refused, 5 of them told above" in refused.err
    assert "there is nothing to learn" in refused.err


def test_an_artist_it_does_not_know(segue: Run, built):
    ran = segue("prior", "show", "Nobody", "--prior", built)
    assert (ran.code, "does not know 'Nobody'; it knows 60 artists" in ran.err) == (1, True)


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory) -> Path:
    """A Segue of 12 listeners, one of whom does not allow learning."""
    from segue.domain.consent import Purpose

    home = tmp_path_factory.mktemp("elsewhere") / "home"
    app = build(Settings(home=home))
    for listener, row in enumerate(histories(12, 8)):
        app.accounts.add(f"somebody-{listener}", "UTC", NOW)
        who = app.accounts.named(f"somebody-{listener}")
        heard = [TrackRef(title="t", artist=name(i)) for i in range(len(row)) if row[i]]
        heard.append(TrackRef(title="c", artist="A host", format="podcast"))
        events = [Event(f"e{i}", EventKind.COMPLETE, NOW, track=ref) for i, ref in enumerate(heard)]
        app.recorder.submit(who, events).result()
    app.accounts.withdraw(app.accounts.named("somebody-0").id, Purpose.TRAIN)
    app.follower.sweep()
    app.close()
    return home


def test_a_small_segue_is_told_that_nobody_can_be_hidden_in_it(segue: Run, elsewhere, tmp_path):
    ran = segue("prior", "build", elsewhere, tmp_path / "a.prior")
    assert (ran.code, "too few listeners to hide one among the others" in ran.err) == (1, True)
    assert not (tmp_path / "a.prior").exists()


def test_a_segue_is_a_source_whose_listeners_are_hidden(segue: Run, elsewhere, tmp_path, monkeypatch):
    """With twelve listeners only without a bar: what is asked is who is read, and what is said of it."""
    from segue.prior import build as builds
    from segue.prior.private import Noise

    seen = []

    def hidden(heard, noise, rng):
        seen.append(heard)
        return hide(heard, Noise(0.5, 0.1, 0.0), rng)

    hide = builds.hide
    monkeypatch.setattr(builds, "hide", hidden)
    ran = segue("prior", "build", elsewhere, tmp_path / "a.prior", "--json")
    assert ran.code == 0, ran.err
    assert ran.json["private"] == "at most 30 artists of each listener; epsilon 1, delta 1e-06"
    assert "A host" not in seen[0].names
    wanted = {name(i): int(n) for i, n in enumerate(histories(12, 8)[1:].sum(axis=0)) if n}
    counts = {one: int(n) for one, n in zip(seen[0].names, seen[0].pairs.sum(axis=0), strict=True) if n}
    assert counts == wanted
