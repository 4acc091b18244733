"""The Web API in Spotify's shape: what belongs to a listener: plays, likes, playlists, and access tokens."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from segue.domain.consent import Purpose
from segue.domain.event import EventKind
from segue.domain.track import hex_id


def _ask(person: Any, path: str, **query: Any) -> Any:
    return person.client.get(f"/v1/{path}", params=query, headers=person.headers)


def _send(person: Any, method: str, path: str, body: Any = None, **query: Any) -> Any:
    return person.client.request(method, f"/v1/{path}", json=body, params=query or None, headers=person.headers)


def _uris(tracks: Any) -> list[str]:
    return [f"spotify:track:{hex_id(t.id)}" for t in tracks]


def _names(told: Any) -> list[str]:
    return [one["track"]["name"] for one in told["items"]]


@pytest.fixture
def heard(place: Any) -> Any:
    """Ann heard three metal tracks today, the first of them three times, one of ambient a hundred days ago and one of
    pop, which she left at once."""
    now = datetime.now(UTC)
    metal = place.tracks["metal"]
    for i, track in enumerate((metal[0], metal[0], metal[0], metal[1], metal[4])):
        at = (now - timedelta(minutes=30 - 5 * i)).isoformat()
        place.ann.tell(place.ann.event(EventKind.COMPLETE, track, at=at, position_ms=180_000, duration_ms=180_000))
    old = (now - timedelta(days=100)).isoformat()
    place.ann.tell(
        place.ann.event(EventKind.COMPLETE, place.tracks["ambient"][0], at=old, position_ms=180_000)
        | {"duration_ms": 180_000}
    )
    place.ann.tell(place.ann.event(EventKind.SKIP, place.tracks["pop"][0], position_ms=2_000, duration_ms=180_000))
    return place


def test_who_one_is(place: Any) -> None:
    told = _ask(place.ann, "me/").json()
    assert (told["id"], told["display_name"], told["type"]) == ("ann", "ann", "user")
    assert _ask(place.ann, "users/ann").json() == told
    assert _ask(place.ann, "users/segue").json()["display_name"] == "Segue"


def test_what_was_heard_most_in_three_stretches(heard: Any) -> None:
    metal = heard.tracks["metal"]
    short = _ask(heard.ann, "me/top/tracks", time_range="short_term").json()
    assert short["items"][0]["id"] == hex_id(metal[0].id)
    assert (short["total"], _ask(heard.ann, "me/top/tracks").json()["total"]) == (3, 4)
    artists = _ask(heard.ann, "me/top/artists", time_range="long_term", limit=2).json()
    assert artists["items"][0]["name"] == "Metal 0"
    assert (len(artists["items"]), artists["total"]) == (2, 3)
    assert artists["next"].startswith("http")
    rest = heard.ann.client.get(artists["next"], headers=heard.ann.headers).json()
    assert (len(rest["items"]), rest["next"]) == (1, None)
    assert _ask(heard.bob, "me/top/tracks").json()["total"] == 0


def test_what_was_heard_last_with_cursors(heard: Any) -> None:
    metal = heard.tracks["metal"]
    told = _ask(heard.ann, "me/player/recently-played", limit=2).json()
    assert _names(told) == [metal[4].title, metal[1].title]
    older = heard.ann.client.get(told["next"], headers=heard.ann.headers).json()
    assert _names(older) == [metal[0].title] * 2
    newer = _ask(heard.ann, "me/player/recently-played", after=older["cursors"]["after"]).json()
    assert _names(newer) == [metal[4].title, metal[1].title]
    assert _names(_ask(heard.ann, "me/player/recently-played", limit=1, after=older["cursors"]["after"]).json()) == [
        metal[1].title
    ]
    assert datetime.fromisoformat(told["items"][0]["played_at"]).tzinfo is not None
    assert _ask(heard.bob, "me/player/recently-played").json() == {
        "href": "http://testserver.local/v1/me/player/recently-played",
        "items": [], "limit": 20, "next": None, "cursors": None,
    }  # fmt: skip


def test_what_is_on(place: Any) -> None:
    assert _ask(place.ann, "me/player/currently-playing").status_code == 204
    place.ann.tell(place.ann.event(EventKind.PLAY, place.tracks["pop"][0], position_ms=0, duration_ms=180_000))
    told = _ask(place.ann, "me/player/currently-playing").json()
    assert told["item"]["name"] == place.tracks["pop"][0].title
    assert told["is_playing"] is True


def test_saving_is_liking(place: Any) -> None:
    one, two, three = place.tracks["pop"][:3]
    ids = [hex_id(t.id) for t in (one, two)]
    assert _send(place.ann, "PUT", "me/tracks", {"ids": ids}).status_code == 200
    assert _send(place.ann, "PUT", "me/tracks", ids=",".join(ids)).status_code == 200  # nothing new
    assert _send(place.ann, "PUT", "me/library", uris=_uris([three])[0]).status_code == 200
    assert [e.kind for e in place.ann.recorded()] == [EventKind.LIKE] * 3
    told = _ask(place.ann, "me/tracks", limit=2).json()
    assert told["total"] == 3
    assert _names(told)[0] == three.title
    assert _ask(place.ann, "me/tracks/contains", ids=f"{ids[0]},{uuid4().hex}").json() == [True, False]
    assert _send(place.ann, "DELETE", "me/tracks", {"ids": ids[:1]}).status_code == 200
    assert _send(place.ann, "DELETE", "me/library", uris=_uris([three])[0]).status_code == 200
    assert _ask(place.ann, "me/library/contains", uris=",".join(_uris((one, two, three)))).json() == [
        False, True, False,
    ]  # fmt: skip
    assert [e.kind for e in place.ann.recorded()][3:] == [EventKind.UNLIKE] * 2
    assert _ask(place.bob, "me/tracks").json()["total"] == 0


def test_what_cannot_be_saved_is_refused_as_a_whole(place: Any) -> None:
    good = hex_id(place.tracks["pop"][0].id)
    for body, status in (
        ({"ids": [good, uuid4().hex]}, 404),
        ({"ids": []}, 400),
        ({"ids": [1]}, 400),
        ({"ids": [good] * 51}, 400),
        ("x", 400),
        (None, 400),
    ):
        told = _send(place.ann, "PUT", "me/tracks", body)
        assert (told.status_code, told.json()["error"]["status"]) == (status, status)
    assert _send(place.ann, "PUT", "me/library", uris="spotify:album:a").status_code == 400
    broken = place.client.put("/v1/me/tracks", content=b"{", headers=place.ann.headers)
    assert broken.json() == {"error": {"status": 400, "message": "Error parsing JSON."}}
    assert place.ann.recorded() == []


def test_a_playlist_is_made_filled_ordered_and_deleted(place: Any) -> None:
    pop = place.tracks["pop"]
    made = _send(place.ann, "POST", "users/ann/playlists", {"name": "봄 설레임", "public": False}).json()
    assert (made["name"], made["owner"]["id"], made["public"]) == ("봄 설레임", "ann", False)
    items = f"playlists/{made['id']}/items"
    first = _send(place.ann, "POST", items, _uris(pop[:3]))  # a bare list, as spotipy has it
    assert first.status_code == 201
    more = _send(place.ann, "POST", f"playlists/{made['id']}/tracks", {"uris": _uris(pop[3:4]), "position": 1}).json()
    assert more["snapshot_id"] != first.json()["snapshot_id"]
    titles = [pop[i].title for i in (0, 3, 1, 2)]
    for path in ("items", "tracks"):
        told = _ask(place.ann, f"playlists/{made['id']}/{path}").json()
        assert _names(told) == [one["item"]["name"] for one in told["items"]] == titles
    _send(place.ann, "PUT", items, {"range_start": 0, "range_length": 2, "insert_before": 4})
    assert _names(_ask(place.ann, items).json()) == [titles[i] for i in (2, 3, 0, 1)]
    _send(place.ann, "PUT", items, {"range_start": 3, "insert_before": 0})
    assert _names(_ask(place.ann, items).json()) == [titles[i] for i in (1, 2, 3, 0)]
    _send(place.ann, "DELETE", items, {"tracks": [{"uri": _uris(pop)[1]}]})
    assert _names(_ask(place.ann, items).json()) == [titles[i] for i in (1, 3, 0)]
    _send(place.ann, "PUT", items, {"uris": _uris((pop[0], pop[5], pop[0]))})
    _send(place.ann, "DELETE", items, {"items": [{"uri": _uris(pop)[0], "positions": [2]}]})
    assert _names(_ask(place.ann, items).json()) == [pop[0].title, pop[5].title]
    assert _send(place.ann, "PUT", f"playlists/{made['id']}", {"name": "여름", "description": "d"}).status_code == 200
    whole = _ask(place.ann, f"playlists/{made['id']}").json()
    assert (whole["name"], whole["description"], whole["tracks"]["total"]) == ("여름", "d", 2)
    kinds = {e.kind for e in place.ann.recorded()}
    assert kinds == {EventKind.PLAYLIST_CREATE, EventKind.PLAYLIST_ADD, EventKind.PLAYLIST_REMOVE}
    assert _ask(place.ann, "users/ann/playlists").json()["total"] == 1
    assert _send(place.ann, "DELETE", f"playlists/{made['id']}/followers").status_code == 200
    assert _ask(place.ann, f"playlists/{made['id']}").status_code == 404


def test_only_its_maker_changes_a_playlist(place: Any) -> None:
    shut = _send(place.ann, "POST", "me/playlists", {"name": "shut", "public": False}).json()["id"]
    opened = _send(place.ann, "POST", "me/playlists", {"name": "open"}).json()["id"]
    for key, status in ((shut, 404), (opened, 403)):
        for method, path, body in (
            ("PUT", f"playlists/{key}", {"name": "mine"}),
            ("POST", f"playlists/{key}/items", _uris(place.tracks["pop"][:1])),
            ("PUT", f"playlists/{key}/items", {"uris": []}),
            ("DELETE", f"playlists/{key}/items", {"items": [{"uri": _uris(place.tracks["pop"])[0]}]}),
            ("DELETE", f"playlists/{key}/followers", None),
        ):
            told = _send(place.bob, method, path, body)
            assert (told.status_code, told.json()["error"]["status"]) == (status, status), (method, path)
    assert _ask(place.bob, f"playlists/{opened}").json()["owner"]["id"] == "ann"
    assert [one["name"] for one in _ask(place.bob, "users/ann/playlists").json()["items"]] == ["open"]
    assert _ask(place.bob, f"playlists/{shut}").status_code == 404
    assert _send(place.bob, "POST", "users/ann/playlists", {"name": "x"}).status_code == 403


def test_mixes_are_playlists_that_nobody_changes(heard: Any) -> None:
    listed = _ask(heard.ann, "me/playlists", limit=50).json()
    mixes = {one["id"]: one for one in listed["items"]}
    assert listed["total"] == len(mixes) > 5
    mix = heard.ann.client.get("/api/v1/mixes/library_radio", headers=heard.ann.headers).json()
    told = mixes[hex_id(mix["id"])]
    assert (told["name"], told["owner"]["display_name"]) == (mix["title"], "Segue")
    items = _ask(heard.ann, f"playlists/{told['id']}/items", fields="items(track(id))").json()
    assert [hex_id(t["id"]) for t in mix["tracks"]] == [one["track"]["id"] for one in items["items"]]
    no = _send(heard.ann, "POST", f"playlists/{told['id']}/items", _uris(heard.tracks["pop"][:1]))
    assert (no.status_code, no.json()["error"]["status"]) == (403, 403)
    assert _ask(heard.bob, f"playlists/{told['id']}").status_code == 404
    assert _send(heard.ann, "PUT", f"playlists/{told['id']}/followers", {}).status_code == 200
    assert _ask(heard.ann, f"playlists/{told['id']}/followers/contains", ids="ann,bob").json() == [True, False]


_NO: list[tuple[str, str, Any, int]] = [
    ("POST", "me/playlists", {}, 400),
    ("POST", "me/playlists", {"name": ""}, 400),
    ("POST", "me/playlists", [], 400),
    ("POST", "me/playlists", {"name": "x", "public": "yes"}, 400),
    ("PUT", "playlists/{}", {"name": 1}, 400),
    ("PUT", "playlists/{}", {"collaborative": True}, 400),
    ("POST", "playlists/{}/items", {}, 400),
    ("POST", "playlists/{}/items", ["spotify:track:0123456789abcdef0123456789abcdef"], 404),
    ("POST", "playlists/{}/items", [7], 400),
    ("POST", "playlists/{}/items?position=-1", [], 400),
    ("POST", "playlists/{}/items?position=9", [], 400),
    ("PUT", "playlists/{}/items", {"range_start": 0, "insert_before": 9}, 400),
    ("PUT", "playlists/{}/items", {"range_start": "a", "insert_before": 0}, 400),
    ("DELETE", "playlists/{}/items", {"items": [1]}, 400),
    ("DELETE", "playlists/nonsense/items", {"items": []}, 404),
]


def test_what_a_playlist_cannot_be(place: Any) -> None:
    key = _send(place.ann, "POST", "me/playlists", {"name": "one"}).json()["id"]
    for method, path, body, status in _NO:
        told = _send(place.ann, method, path.format(key), body)
        assert told.status_code == status, (method, path, body, told.text)
        assert told.json()["error"]["status"] == status
    whole = _ask(place.ann, f"playlists/{key}").json()
    assert (whole["name"], whole["items"]["total"]) == ("one", 0)


def _token(place: Any, basic: str = "", **form: str) -> Any:
    headers = {"Authorization": f"Basic {b64encode(basic.encode()).decode()}"} if basic else {}
    return place.client.post("/api/token", data=form, headers=headers)


def test_a_program_fetches_its_access_token(place: Any) -> None:
    listener = place.app.accounts.named("ann")
    password = place.app.accounts.passwords.renew(listener.id)
    given = [
        _token(place, f"anything:{place.ann.token}", grant_type="client_credentials"),
        _token(place, f"ann:{password}", grant_type="client_credentials"),
        _token(place, grant_type="client_credentials", client_id="x", client_secret=place.ann.token),
        _token(place, "a:b", grant_type="refresh_token", refresh_token=place.ann.token),
    ]
    for one in given:
        told = one.json()
        assert (told["token_type"], told["expires_in"]) == ("Bearer", 3600)
        asked = place.client.get("/v1/me", headers={"Authorization": f"Bearer {told['access_token']}"})
        assert asked.json()["id"] == "ann"
    again = _token(place, grant_type="refresh_token", refresh_token=told["access_token"])
    assert again.status_code == 200
    place.app.accounts.passwords.renew(listener.id)
    gone = place.client.get("/v1/me", headers={"Authorization": f"Bearer {told['access_token']}"})
    assert gone.status_code == 401
    other = place.client.get("/api/v1/recommendations", headers={"Authorization": f"Bearer {told['access_token']}"})
    assert other.status_code == 401


def test_nobody_gets_a_token_for_nothing(place: Any) -> None:
    for told, wrong in (
        (_token(place, "ann:wrong", grant_type="client_credentials"), "invalid_client"),
        (_token(place, grant_type="client_credentials"), "invalid_client"),
        (_token(place, "a:b", grant_type="refresh_token", refresh_token="x"), "invalid_grant"),
        (_token(place, "a:b", grant_type="authorization_code", code="x"), "unsupported_grant_type"),
        (place.client.post("/api/token", content=b"\xff=1"), "invalid_request"),
        (place.client.post("/api/token", headers={"Authorization": "Basic !"}), "unsupported_grant_type"),
    ):
        assert (told.status_code, told.json()["error"]) == (400, wrong)


def test_who_does_not_agree_is_answered_without_their_record(heard: Any) -> None:
    accounts = heard.app.accounts
    listener = accounts.named("ann")
    pop = heard.tracks["pop"]
    seeds = {"seed_genres": "metal", "limit": 20}
    heard.ann.tell(heard.ann.event(EventKind.BAN, heard.tracks["metal"][7]))
    own = [t["id"] for t in _ask(heard.ann, "recommendations", **seeds).json()["tracks"]]
    accounts.withdraw(listener.id, Purpose.PERSONALISE)
    everybody = [t["id"] for t in _ask(heard.ann, "recommendations", **seeds).json()["tracks"]]
    assert everybody == [t["id"] for t in _ask(heard.bob, "recommendations", **seeds).json()["tracks"]]
    banned = hex_id(heard.tracks["metal"][7].id)
    assert (banned in own, banned in everybody) == (False, True)
    accounts.withdraw(listener.id, Purpose.RECORD)
    before = len(heard.ann.recorded())
    told = _send(heard.ann, "PUT", "me/tracks", {"ids": [hex_id(pop[0].id)]})
    assert (told.status_code, told.json()["error"]["status"]) == (403, 403)
    kept = _send(heard.ann, "POST", "me/playlists", {"name": "asked to be kept"}).json()
    assert _send(heard.ann, "POST", f"playlists/{kept['id']}/items", _uris(pop[:2])).status_code == 201
    assert len(_ask(heard.ann, f"playlists/{kept['id']}/items").json()["items"]) == 2
    assert len(heard.ann.recorded()) == before
