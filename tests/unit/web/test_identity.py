"""Anonymous tokens, adoption, links by hand and taking them back, over HTTP."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

DEVICE = "0c5f0f3e-6a52-4d7e-9a3e-5d0b0c1f2a77"


def _headers(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _nobody(place: Any, **more: Any) -> dict[str, str]:
    answer = place.client.post("/api/v1/anonymous", json={"device": DEVICE, "zone": "Asia/Seoul", **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


def _event(key: str) -> dict[str, Any]:
    at = "2026-03-04T05:06:07Z"
    return {"event_id": key, "kind": "like", "at": at, "device": DEVICE, "track": {"title": key, "artist": "b"}}


def _tell(place: Any, token: str, key: str) -> int:
    body = {"events": [_event(key)]}
    return place.client.post("/api/v1/events", json=body, headers=_headers(token)).status_code


def test_before_login_and_after(place: Any) -> None:
    nobody = _nobody(place)
    assert place.app.accounts.get(nobody["listener"]).zone.key == "Asia/Seoul"
    assert _tell(place, nobody["token"], "1") == 202
    adopted = place.client.post("/api/v1/adopt", json={"anonymous": nobody["token"]}, headers=place.ann.headers)
    assert adopted.status_code == 200
    link = adopted.json()
    assert (link["source"], link["how"], link["device"]) == (nobody["listener"], "login", DEVICE)
    again = place.client.post("/api/v1/adopt", json={"anonymous": nobody["token"]}, headers=place.ann.headers)
    assert again.json() == link
    assert _tell(place, nobody["token"], "2") == 202
    assert place.client.get("/api/v1/links", headers=place.ann.headers).json() == {"links": [link], "voices": []}
    ann = place.app.accounts.named("ann").id
    assert place.app.accounts.links.ids(ann) == (ann, nobody["listener"])
    undone = place.client.delete(f"/api/v1/links/{link['id']}", headers=place.ann.headers)
    assert undone.status_code == 200
    assert undone.json()["undone"]
    assert place.app.accounts.links.ids(ann) == (ann,)


def test_what_one_listener_adopted_no_other_can_have_or_undo(place: Any) -> None:
    nobody = _nobody(place)
    body = {"anonymous": nobody["token"]}
    link = place.client.post("/api/v1/adopt", json=body, headers=place.ann.headers).json()
    assert place.client.post("/api/v1/adopt", json=body, headers=place.bob.headers).status_code == 409
    for token in (place.bob.token, nobody["token"]):
        assert place.client.delete(f"/api/v1/links/{link['id']}", headers=_headers(token)).status_code == 404


def test_a_listener_with_a_name_is_joined_by_hand(place: Any) -> None:
    refused = place.client.post("/api/v1/adopt", json={"anonymous": place.bob.token}, headers=place.ann.headers)
    assert (refused.status_code, refused.json()["position"]) == (400, "anonymous")
    joined = place.client.post("/api/v1/links", json={"token": place.bob.token}, headers=place.ann.headers)
    assert joined.json()["how"] == "explicit"
    assert place.app.accounts.by_token(place.bob.token).name == "ann"
    back = place.client.post("/api/v1/links", json={"token": place.ann.token}, headers=place.bob.headers)
    assert back.status_code == 409  # bob's token is ann's by now


def test_a_voice_is_joined_by_device_and_person(place: Any) -> None:
    body = {"token": place.bob.token, "device": "kitchen", "person": "Änne"}
    joined = place.client.post("/api/v1/links", json=body, headers=place.ann.headers).json()
    assert (joined["device"], joined["person"]) == ("kitchen", "Änne")
    told = {**_event("1"), "device": "kitchen", "context": {"person": "Änne"}}
    place.client.post("/api/v1/events", json={"events": [told, _event("2")]}, headers=place.bob.headers)
    links = place.app.accounts.links
    ann, bob = (place.app.accounts.named(n).id for n in ("ann", "bob"))
    assert links.ids(ann) == (ann, joined["source"])
    assert [b.events[0].event_id for b in place.app.log.read(0, 9, joined["source"])] == ["1"]
    assert [b.events[0].event_id for b in place.app.log.read(0, 9, bob)] == ["2"]
    voices = place.client.get("/api/v1/links", headers=place.bob.headers).json()["voices"]
    assert [(v["device"], v["person"]) for v in voices] == [("kitchen", "Änne")]
    # the household may take it back, too
    assert place.client.delete(f"/api/v1/links/{joined['id']}", headers=place.bob.headers).status_code == 200


def test_so_many_an_hour_and_none_where_there_are_none(place: Any) -> None:
    object.__setattr__(place.app.settings, "anonymous_per_hour", 2)
    for _ in range(2):
        _nobody(place)
    refused = place.client.post("/api/v1/anonymous", json={"device": DEVICE})
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "600")
    object.__setattr__(place.app.settings, "anonymous_per_hour", 0)
    assert place.client.post("/api/v1/anonymous", json={"device": DEVICE}).status_code == 403


def test_purposes_are_those_that_the_device_names(place: Any) -> None:
    nobody = _nobody(place, purposes=["record"])
    assert place.app.accounts.consent(nobody["listener"]).purposes == {"record"}
    silent = _nobody(place, purposes=[])
    assert _tell(place, silent["token"], "1") == 403


@pytest.mark.parametrize(
    ("path", "body", "position"),
    [
        ("anonymous", {}, ""),
        ("anonymous", {"device": ""}, "device"),
        ("anonymous", {"device": "a\nb"}, "device"),
        ("anonymous", {"device": 7}, "device"),
        ("anonymous", {"device": "x", "zone": "Mars/Olympus"}, "zone"),
        ("anonymous", {"device": "x", "purposes": ["sell"]}, "purposes[0]"),
        ("anonymous", {"device": "x", "name": "y"}, ""),
        ("adopt", {"anonymous": "nothing"}, "anonymous"),
        ("links", {"token": "nothing"}, "token"),
        ("links", [], ""),
    ],
)
def test_what_is_wrong_is_said_where(place: Any, path: str, body: Any, position: str) -> None:
    answer = place.client.post(f"/api/v1/{path}", json=body, headers=place.ann.headers)
    assert answer.status_code == 400
    assert answer.json().get("position", "") == position


def test_a_voice_needs_both_words(place: Any) -> None:
    for half in ({"device": "kitchen"}, {"person": "Anna"}, {"device": " ", "person": "Anna"}):
        answer = place.client.post("/api/v1/links", json={"token": place.bob.token, **half}, headers=place.ann.headers)
        assert answer.status_code == 400


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["anonymous", "adopt", "links"]),
    st.dictionaries(
        st.sampled_from(["device", "zone", "purposes", "anonymous", "token", "person"]),
        st.one_of(st.none(), st.integers(), st.text(max_size=30), st.lists(st.text(max_size=5), max_size=2)),
    ),
)
def test_whatever_is_sent_is_no_failure(place: Any, path: str, body: Any) -> None:
    answer = place.client.post(f"/api/v1/{path}", json=body, headers=place.ann.headers)
    assert answer.status_code in (201, 400, 409, 429), answer.text


def test_a_voice_heard_by_a_speaker_counts_for_whom_it_is_linked_to(place: Any) -> None:
    from segue.ingest.dialects.smart_speaker import dialect

    told = dialect.examples[0]
    headers = {**place.bob.headers, "Segue-Dialect": "smart_speaker"}
    assert place.client.post("/api/v1/events", json=told, headers=headers).json()["rejected"] == []
    voices = place.client.get("/api/v1/links", headers=place.bob.headers).json()["voices"]
    (person,) = {voice["person"] for voice in voices}
    body = {"token": place.bob.token, "device": voices[0]["device"], "person": person}

    def heard(who: Any) -> int:
        told = place.client.get("/api/v1/profile", headers=who.headers).json()["conclusions"]
        return sum(one["listens"] for one in told["formats"]["data"].values())

    before = heard(place.bob)
    link = place.client.post("/api/v1/links", json=body, headers=place.ann.headers).json()
    place.app.follower.sweep()
    assert (heard(place.ann), heard(place.bob)) == (before, 0)
    place.client.delete(f"/api/v1/links/{link['id']}", headers=place.bob.headers)
    place.app.follower.sweep()
    assert (heard(place.ann), heard(place.bob)) == (0, before)
    assert before > 0
