"""Session keys of scrobblers: whose they are, what ends them, what does not."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from segue.accounts.store import Accounts
from segue.app import App, build
from segue.domain.event import ListenerId
from segue.settings import Settings


@pytest.fixture
def app(tmp_path: Path) -> Any:
    made = build(Settings(home=tmp_path))
    for name in ("ann", "bob"):
        made.accounts.add(name, "UTC", datetime.now(UTC))
    yield made
    made.close()


def _id(accounts: Accounts, name: str) -> ListenerId:
    listener = accounts.named(name)
    assert listener is not None
    return listener.id


def test_a_key_opens_for_its_listener_and_protocol_only(app: App) -> None:
    accounts = app.accounts
    ann, bob = (accounts.sessions.open(_id(accounts, name), "lastfm") for name in ("ann", "bob"))
    assert len(ann) == 32
    assert ann != bob
    found = accounts.by_session(ann, "lastfm")
    assert found is not None
    assert found.name == "ann"
    assert accounts.by_session(ann.upper(), "lastfm") == found
    assert accounts.by_session(ann, "audioscrobbler") is None


def test_it_outlives_a_restart_and_ends_with_the_password(tmp_path: Path) -> None:
    first = build(Settings(home=tmp_path))
    first.accounts.add("ann", "UTC", datetime.now(UTC))
    key = first.accounts.sessions.open(_id(first.accounts, "ann"), "lastfm")
    first.close()
    again = build(first.settings)
    try:
        found = again.accounts.by_session(key, "lastfm")
        assert found is not None
        again.accounts.passwords.renew(found.id)
        assert again.accounts.by_session(key, "lastfm") is None
        assert again.accounts.sessions.open(found.id, "lastfm") != key
    finally:
        again.close()


def test_it_ends_with_its_listener(app: App) -> None:
    ann = _id(app.accounts, "ann")
    key = app.accounts.sessions.open(ann, "lastfm")
    app.forget(ann)
    assert app.accounts.by_session(key, "lastfm") is None


@pytest.mark.parametrize("key", ["", "x", "%" * 32, "0" * 32, "g" * 32, "0" * 33, "٠" * 32])
def test_what_is_no_key_opens_nothing(app: App, key: str) -> None:
    app.accounts.sessions.open(_id(app.accounts, "ann"), "lastfm")
    assert app.accounts.by_session(key, "lastfm") is None


def test_a_key_with_any_digit_changed_opens_nothing(app: App) -> None:
    key = app.accounts.sessions.open(_id(app.accounts, "ann"), "lastfm")
    for i, digit in enumerate(key):
        other = key[:i] + ("0" if digit != "0" else "1") + key[i + 1 :]
        assert app.accounts.by_session(other, "lastfm") is None, i
