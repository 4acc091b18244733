"""Playlists that people make: whose they are, what of them is told, and what they cannot be."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from segue.app import App, build
from segue.domain.consent import Purpose
from segue.domain.event import EventKind, Offset, TrackId
from segue.domain.track import Track
from segue.flows.lists import NoList
from segue.playlists.own import MOST_LISTS, MOST_TRACKS, NotSo
from segue.settings import Settings

NOW = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
A, B, C = (TrackId(f"0000000{n}-0000-4000-8000-000000000000") for n in (1, 2, 3))


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    app = build(Settings(home=tmp_path / "home"))
    app.catalog.add([Track(t, f"Song {t[7]}", "Band") for t in (A, B, C)])
    for name in ("ann", "bob"):
        app.accounts.add(name, "UTC", NOW)
    app.accounts.add("silent", "UTC", NOW, purposes=[Purpose.PERSONALISE])
    yield app
    app.close()


def _who(app: App, name: str) -> Any:
    return app.accounts.named(name)


def _told(app: App, name: str) -> list[tuple[str, str | None]]:
    batches = app.log.read(Offset(0), 1000, _who(app, name).id)
    return [(e.kind.value, e.track_id) for batch in batches for e in batch.events]


def test_what_is_added_and_removed_is_told_once(app: App) -> None:
    ann = _who(app, "ann")
    made = app.lists.make(ann, " 봄 설레임 ", [A, B, A], NOW, by="Symfonium")
    later = NOW + timedelta(minutes=5)
    after = app.lists.change(ann, made.id, later, lambda one: replace(one, tracks=(C, A)))
    again = app.lists.change(ann, made.id, later + timedelta(minutes=1), lambda one: replace(one, tracks=(C, A)))
    assert (made.name, after.tracks, after.made, after.changed) == ("봄 설레임", (C, A), NOW, later)
    assert again == after == app.lists.get(ann, made.id)
    create, add, remove = (
        kind.value for kind in (EventKind.PLAYLIST_CREATE, EventKind.PLAYLIST_ADD, EventKind.PLAYLIST_REMOVE)
    )
    assert _told(app, "ann") == [(create, None), (add, A), (add, B), (add, C), (remove, B)]


def test_others_read_what_is_open_and_change_nothing(app: App) -> None:
    ann, bob = _who(app, "ann"), _who(app, "bob")
    hers = app.lists.make(ann, "hers", [A], NOW)
    shared = app.lists.make(ann, "for all", [B], NOW + timedelta(seconds=1), public=True)
    his = app.lists.make(bob, "his", [], NOW)
    assert [one.name for one in app.lists.shown(bob)] == ["his", "for all"]
    assert app.lists.get(bob, shared.id).tracks == (B,)
    assert app.lists.owner(shared) == "ann"
    with pytest.raises(NoList):
        app.lists.get(bob, hers.id)
    for one in (hers, shared):
        with pytest.raises(NoList):
            app.lists.change(bob, one.id, NOW, lambda held: replace(held, name="mine now"))
        with pytest.raises(NoList):
            app.lists.remove(bob, one.id)
    app.lists.remove(bob, his.id)
    assert [one.name for one in app.lists.of(ann)] == ["hers", "for all"]
    assert app.lists.of(bob) == []


def test_an_edit_cannot_move_a_playlist_to_somebody_else(app: App) -> None:
    ann, bob = _who(app, "ann"), _who(app, "bob")
    made = app.lists.make(ann, "hers", [A], NOW)
    after = app.lists.change(ann, made.id, NOW, lambda one: replace(one, listener=bob.id, id="x", name="still hers"))
    assert (after.id, after.listener, after.name) == (made.id, ann.id, "still hers")


def test_who_is_not_recorded_keeps_playlists_all_the_same(app: App) -> None:
    silent = _who(app, "silent")
    made = app.lists.make(silent, "quiet", [A], NOW)
    assert app.lists.get(silent, made.id).tracks == (A,)
    assert _told(app, "silent") == []


def test_two_who_change_one_playlist_at_once_lose_nothing(app: App) -> None:
    ann = _who(app, "ann")
    made = app.lists.make(ann, "both", [], NOW)

    def first(one: Any) -> Any:
        if not one.tracks:  # the other comes between reading and writing
            app.lists.change(ann, made.id, NOW, lambda held: replace(held, tracks=(*held.tracks, B)))
        return replace(one, tracks=(*one.tracks, A))

    assert app.lists.change(ann, made.id, NOW, first).tracks == (B, A)
    assert sorted(t for kind, t in _told(app, "ann") if t) == [A, B]


def test_what_a_playlist_cannot_be(app: App) -> None:
    ann = _who(app, "ann")
    for name in ("", "  ", "x" * 201, "two\nlines"):
        with pytest.raises(NotSo, match="1 to 200 printable"):
            app.lists.make(ann, name, [], NOW)
    with pytest.raises(NotSo, match="10,000 tracks"):
        app.lists.make(ann, "long", [A] * (MOST_TRACKS + 1), NOW)
    with pytest.raises(NotSo, match="2,000 characters"):
        app.lists.make(ann, "told", [], NOW, about="x" * 2001)
    assert app.lists.of(ann) == []


def test_a_listener_who_leaves_takes_them_along(app: App) -> None:
    ann = _who(app, "ann")
    shared = app.lists.make(ann, "for all", [B], NOW, public=True)
    removed = app.forget(ann.id).removed
    assert removed["lists"] == 1
    with pytest.raises(NoList):
        app.lists.get(_who(app, "bob"), shared.id)


def test_no_more_than_a_thousand(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("segue.playlists.own.MOST_LISTS", 2)
    ann = _who(app, "ann")
    for n in range(2):
        app.lists.make(ann, f"{n}", [], NOW)
    with pytest.raises(NotSo, match="no more are kept"):
        app.lists.make(ann, "one more", [], NOW)
    assert MOST_LISTS == 1_000
