"""AudioScrobbler 1.2 as its clients speak it; mpdscribble itself is in tests/clients."""

import time
from hashlib import md5
from typing import Any
from urllib.parse import urlencode

import pytest

from segue.domain.consent import Purpose
from segue.domain.event import EventKind

_AT = 1_772_349_330


def _md5(text: str) -> str:
    return md5(text.encode()).hexdigest()


def _greet(place: Any, name: str = "ann", *, at: int | None = None, **other: str) -> Any:
    accounts, when = place.app.accounts, str(int(time.time()) if at is None else at)
    listener = accounts.named(name)
    password = (accounts.passwords.of(listener.id) or accounts.passwords.renew(listener.id)) if listener else ""
    told = {"hs": "true", "p": "1.2", "c": "mdc", "v": "0.24", "u": name, "t": when, "a": _md5(_md5(password) + when)}
    return place.client.get("/audioscrobbler/", params={**told, **other})


def _session(place: Any, name: str = "ann") -> str:
    session: str = _greet(place, name).text.split("\n")[1]
    return session


def _send(place: Any, path: str, *pairs: tuple[str, str], **more: str) -> Any:
    return place.client.post(f"/audioscrobbler/{path}", content=urlencode([*pairs, *more.items()]).encode())


def _track(place_in_it: int, title: str, at: int = _AT, **more: str) -> list[tuple[str, str]]:
    told = {
        "a": "Radiohead",
        "t": title,
        "l": "238",
        "i": str(at + 300 * place_in_it),
        "o": "P",
        "r": "",
        "b": "",
        "n": "",
        "m": "",
    }
    return [(f"{name}[{place_in_it}]", value) for name, value in {**told, **more}.items()]


def test_the_handshake_gives_session_and_addresses_each_on_its_line(place: Any) -> None:
    answer = _greet(place)
    assert answer.headers["content-type"].startswith("text/plain")
    ok, session, playing, submit, end = answer.text.split("\n")
    assert (ok, len(session), end) == ("OK", 32, "")
    assert playing.endswith("/audioscrobbler/nowplaying")
    assert submit.endswith("/audioscrobbler/submit")
    assert _session(place) == session, "a client goes on with it after a restart of the server"
    assert _session(place, "bob") != session


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"a": "0" * 32}, "BADAUTH"),
        ({"a": "é"}, "BADAUTH"),
        ({"u": "nobody"}, "BADAUTH"),
        ({"u": "x\0y"}, "BADAUTH"),
        ({"u": ""}, "FAILED the handshake lacks u"),
        ({"p": "1.1"}, "FAILED protocol '1.1' is not spoken here, 1.2 is"),
        ({"hs": "no"}, "FAILED this is AudioScrobbler 1.2; a handshake says hs=true"),
    ],
)
def test_a_handshake_that_is_not_right(place: Any, changed: dict[str, str], says: str) -> None:
    assert _greet(place, **changed).text == f"{says}\n"


def test_without_arguments_it_says_what_it_is(place: Any) -> None:
    answer = place.client.get("/audioscrobbler")
    assert (answer.status_code, answer.text.split()[0]) == (200, "FAILED")


@pytest.mark.parametrize("off_s", [-7_200, 7_200])
def test_a_clock_that_is_hours_off_is_told(place: Any, off_s: int) -> None:
    assert _greet(place, at=int(time.time()) + off_s).text == "BADTIME\n"
    assert _greet(place, at=int(time.time()) + off_s, a="0" * 32).text == "BADAUTH\n", "only to who has the password"


def test_submissions_are_recorded(place: Any) -> None:
    session = _session(place)
    answer = _send(place, "submit", ("s", session), *_track(0, "Creep"), *_track(1, "Just", b="The Bends", n="7"))
    assert (answer.status_code, answer.text) == (200, "OK\n")
    creep, just = place.ann.recorded()
    assert (creep.kind, creep.track.title, creep.duration_ms, creep.dialect) == (
        EventKind.COMPLETE,
        "Creep",
        238_000,
        "audioscrobbler",
    )
    assert (just.track.release, just.extra) == ("The Bends", {"n": "7"})
    _send(place, "submit", ("s", session), *_track(0, "Creep"))
    assert len(place.ann.recorded()) == 2, "the same again changes nothing"


def test_mpdscribble_sends_the_rating_twice_and_the_love_counts(place: Any) -> None:
    loved = [*_track(0, "Creep"), ("r[0]", "L")]
    assert _send(place, "submit", ("s", _session(place)), *loved, *_track(1, "Just")).text == "OK\n"
    assert [(e.kind, e.track.title) for e in place.ann.recorded()] == [
        (EventKind.COMPLETE, "Creep"),
        (EventKind.LIKE, "Creep"),
        (EventKind.COMPLETE, "Just"),
    ]


def test_ban_skip_and_radio(place: Any) -> None:
    tracks = [*_track(0, "Creep", r="B"), *_track(1, "Just", r="S", o="L12345"), *_track(2, "Lucky", o="E")]
    _send(place, "submit", ("s", _session(place)), *tracks)
    told = [(e.kind, e.context.get("source")) for e in place.ann.recorded()]
    assert told == [
        (EventKind.COMPLETE, None),
        (EventKind.BAN, None),
        (EventKind.SKIP, "lastfm"),
        (EventKind.COMPLETE, "recommendation"),
    ]


def test_now_playing(place: Any) -> None:
    told = {"s": _session(place), "a": "Radiohead", "t": "Creep", "l": "238", "b": "", "n": "", "m": ""}
    assert _send(place, "nowplaying", **told).text == "OK\n"
    (event,) = place.ann.recorded()
    assert (event.kind, event.duration_ms) == (EventKind.PLAY, 238_000)


@pytest.mark.parametrize("session", ["", "x", "0" * 32])
def test_a_session_that_is_none(place: Any, session: str) -> None:
    assert _send(place, "submit", ("s", session), *_track(0, "Creep")).text == "BADSESSION\n"
    assert _send(place, "nowplaying", s=session, a="x", t="y").text == "BADSESSION\n"
    assert _send(place, "submit", *_track(0, "Creep")).text == "BADSESSION\n"


def test_after_a_new_app_password_the_client_has_to_greet_again(place: Any) -> None:
    before = _session(place)
    place.app.accounts.passwords.renew(place.app.accounts.named("ann").id)
    assert _send(place, "submit", ("s", before), *_track(0, "Creep")).text == "BADSESSION\n"
    assert _send(place, "submit", ("s", _session(place)), *_track(0, "Creep")).text == "OK\n"


def test_a_session_of_last_fm_opens_nothing_here(place: Any) -> None:
    ann = place.app.accounts.named("ann")
    place.app.accounts.passwords.renew(ann.id)
    assert _send(place, "submit", s=place.app.accounts.sessions.open(ann.id, "lastfm")).text == "BADSESSION\n"


def test_a_bad_track_is_kept_aside_and_does_not_hold_up_the_queue(place: Any) -> None:
    tracks = [*_track(0, "Creep"), *_track(1, ""), *_track(2, "Just", i="5"), *_track(3, "Lucky", i="soon")]
    assert _send(place, "submit", ("s", _session(place)), *tracks).text == "OK\n"
    assert [e.track.title for e in place.ann.recorded()] == ["Creep"]
    held = place.app.quarantine.list()
    assert {(one.dialect, one.field) for one in held} == {("audioscrobbler", "t"), ("audioscrobbler", "i")}
    assert len(held) == 3


def test_too_many_and_none(place: Any) -> None:
    session = ("s", _session(place))
    many = [pair for i in range(51) for pair in _track(i, f"Song {i}")]
    assert _send(place, "submit", session, *many).text == "FAILED 51 tracks, at most 50 are taken\n"
    assert _send(place, "submit", session).text == "FAILED there is no track in it\n"
    assert _send(place, "submit", session, ("a[x]", "b"), ("a[", "c"), ("a[9999999]", "d")).text.startswith("FAILED")
    assert _send(place, "submit", session, *many[:450]).text == "OK\n"
    assert len(place.ann.recorded()) == 50


@pytest.mark.parametrize("body", [b"%ff=%ff", b"\xff", b"&" * 5_000])
def test_a_body_that_is_no_form(place: Any, body: bytes) -> None:
    for path in ("submit", "nowplaying"):
        answer = place.client.post(f"/audioscrobbler/{path}", content=body)
        assert answer.text.startswith(("FAILED", "BADSESSION"))


def test_who_does_not_allow_recording(place: Any) -> None:
    session = _session(place)
    place.app.accounts.withdraw(place.app.accounts.named("ann").id, Purpose.RECORD)
    answer = _send(place, "submit", ("s", session), *_track(0, "Creep"))
    assert answer.text == "FAILED this listener has not allowed: record\n"
