"""Jellyfin's reports and its plugin's notices over HTTP: who may send them, and what is made of them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from segue.domain.event import EventKind

ITEM = "6b0c8e5e0f2b4a3f9d5e3b8a9d1c2f47"
SONG = {"Name": 'The "Best" Song', "Artists": ["Band"], "Album": "LP", "Type": "Audio", "RunTimeTicks": 2_000_000_000}
REPORT: dict[str, Any] = {
    "ItemId": ITEM, "Item": SONG, "IsPaused": False, "IsMuted": False, "CanSeek": True, "PlayMethod": "Transcode",
    "PlaySessionId": "p-1", "PositionTicks": 0,
}  # fmt: skip
NOTICE: dict[str, Any] = {
    "NotificationType": "PlaybackStart", "ItemType": "Audio", "ItemId": ITEM, "Name": 'The \\"Best\\" Song',
    "Artist": "Band", "Album": "LP", "RunTimeTicks": 2_000_000_000, "PlaybackPositionTicks": 0, "IsPaused": False,
    "DeviceName": "Firefox", "DeviceId": "d1", "ClientName": "Jellyfin Web", "NotificationUsername": "ann",
    "RemoteEndPoint": "192.0.2.7", "ServerUrl": "http://jf.example",
}  # fmt: skip


def said(person: Any, scheme: str = "MediaBrowser") -> dict[str, str]:
    parts = f'Client="Finamp", Device="Pixel%208", DeviceId="x1", Version="0.9", Token="{person.token}"'
    return {"Authorization": f"{scheme} {parts}"}


def test_a_client_reports_a_play(place: Any) -> None:
    headers = said(place.ann)
    for path, more in (
        ("Playing", {}),
        ("Playing/Progress", {"PositionTicks": 100_000_000, "EventName": "timeupdate"}),
        ("Playing/Progress", {"PositionTicks": 150_000_000, "EventName": "pause", "IsPaused": True}),
        ("Playing/Progress", {"PositionTicks": 150_000_000, "EventName": "unpause"}),
        ("Playing/Stopped", {"PositionTicks": 1_995_000_000}),
    ):
        for _ in range(2):  # the same report again changes nothing
            answer = place.client.post(f"/Sessions/{path}", json={**REPORT, **more}, headers=headers)
            assert (answer.status_code, answer.content) == (204, b"")
    told = place.ann.recorded()
    assert [e.kind.value for e in told] == ["play", "progress", "pause", "resume", "complete"]
    assert {(e.device, e.context["app"], e.play_id, e.dialect) for e in told} == {
        ("Pixel 8", "Finamp", "p-1", "jellyfin")
    }
    assert [e.position_ms for e in told] == [0, 10_000, 15_000, 15_000, 199_500]
    assert told[0].track is not None
    assert (told[0].track.title, told[0].track.uri) == ('The "Best" Song', f"jellyfin:{ITEM}")
    assert len({e.track_id for e in told}) == 1


def test_the_plugin_tells_of_a_play_and_a_favourite(place: Any) -> None:
    now = datetime.now(UTC) - timedelta(minutes=5)
    notices = [
        {},
        {"NotificationType": "PlaybackProgress", "PlaybackPositionTicks": 200_000_000},
        {"NotificationType": "PlaybackStop", "PlaybackPositionTicks": 400_000_000, "PlayedToCompletion": True},
        {"NotificationType": "UserDataSaved", "SaveReason": "PlaybackFinished", "Favorite": False, "PlayCount": 1},
        {"NotificationType": "UserDataSaved", "SaveReason": "UpdateUserRating", "Favorite": True, "Rating": 0},
        {"NotificationType": "PlaybackStart", "ItemType": "Movie"},
    ]
    for number, more in enumerate(notices):
        at = f"{now + timedelta(seconds=20 * number):%Y-%m-%dT%H:%M:%S}.1234567Z"
        answer = place.client.post("/jellyfin/webhook", json={**NOTICE, "UtcTimestamp": at, **more},
                                   headers={**place.ann.headers, "Content-Type": "text/plain"})  # fmt: skip
        assert answer.status_code == 204
    told = place.ann.recorded()
    assert [e.kind for e in told] == [EventKind.PLAY, EventKind.PROGRESS, EventKind.STOP, EventKind.LIKE]
    assert told[2].position_ms == 40_000, "a stop in the middle is no end, whatever the plugin thinks"
    assert told[0].track is not None
    assert told[0].track.title == 'The "Best" Song'
    assert told[0].at == (now + timedelta()).replace(microsecond=123457)
    (listen,) = place.app.history.listens(told_by(place, "ann"), limit=None)
    assert (listen.played_ms // 1000, listen.device) == (40, "Firefox")
    kept = repr(told)
    assert "192.0.2.7" not in kept
    assert "jf.example" not in kept


def told_by(place: Any, name: str) -> Any:
    return place.app.accounts.named(name).id


@pytest.mark.parametrize("header", ["X-Emby-Token", "X-MediaBrowser-Token"])
def test_the_other_headers_with_a_token(place: Any, header: str) -> None:
    answer = place.client.post("/Sessions/Playing", json=REPORT, headers={header: place.bob.token})
    assert answer.status_code == 204
    assert len(place.bob.recorded()) == 1
    for path in ("Capabilities", "Capabilities/Full", "Playing/Ping"):
        assert place.client.post(f"/Sessions/{path}", json={}, headers={header: place.bob.token}).status_code == 204
        assert place.client.post(f"/Sessions/{path}", json={}).status_code == 401


@pytest.mark.parametrize(
    ("body", "position", "words"),
    [
        (b"{", "", "not JSON"),
        (b"[]", "", "must be a JSON object"),
        (b"{}", "ItemId", "is missing"),
        ({"ItemId": "../x"}, "ItemId", "must be a UUID"),
        ({**REPORT, "PositionTicks": -90_000_000_000}, "PositionTicks", "before the beginning"),
        ({**REPORT, "PositionTicks": 9_000_000_000}, "PositionTicks", "after the end"),
        ({**REPORT, "PositionTicks": "soon"}, "PositionTicks", "must be a number"),
        ({**REPORT, "Item": 3}, "Item", "must be an object"),
    ],
)
def test_what_cannot_be_read_is_named_and_kept(place: Any, body: Any, position: str, words: str) -> None:
    how = {"content": body} if isinstance(body, bytes) else {"json": body}
    answer = place.client.post("/Sessions/Playing", headers=said(place.ann), **how)
    assert answer.status_code == 400
    assert words in answer.json()["detail"]
    assert answer.json().get("position", "") == position
    (held,) = place.app.quarantine.list()
    assert held.dialect == "jellyfin"
    assert place.ann.recorded() == []


def test_nobodys_token(place: Any) -> None:
    assert place.client.post("/jellyfin/webhook", json=NOTICE).status_code == 401
    wrong = {"Authorization": 'MediaBrowser Token="nobody"'}
    assert place.client.post("/Sessions/Playing", json=REPORT, headers=wrong).status_code == 401
