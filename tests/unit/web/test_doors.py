"""Tokens, methods, paths, headers, health and the description of it all."""

from typing import Any

import pytest

from segue.domain.event import EventKind
from segue.domain.slate import Change, Slate, SlateTrack
from segue.flows.record import Receipt

_ROUTES = {
    "/api/v1/events": "post",
    "/api/v1/next": "post",
    "/api/v1/recommendations": "get",
    "/1/submit-listens": "post",
    "/1/validate-token": "get",
    "/health/live": "get",
    "/health/ready": "get",
}
_OURS = ("/api/v1/events", "/api/v1/next", "/api/v1/recommendations")


@pytest.mark.parametrize("path", _OURS)
def test_without_a_valid_token_nothing_is_said(place: Any, path: str) -> None:
    ask = getattr(place.client, _ROUTES[path])
    mine, nobodys = place.ann.token, "00000000-0000-0000-0000-000000000000"
    for said in (None, "", "Bearer", "Bearer ", f"Bearer {nobodys}", f"Basic {mine}", mine, "Bearer é"):
        headers = {} if said is None else {"Authorization": said.encode()}
        answer = ask(path, headers=headers)
        assert answer.status_code == 401, said
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["www-authenticate"].startswith("Bearer")
        assert answer.json()["status"] == 401


@pytest.mark.parametrize("word", ["Bearer", "Token", "bearer", "TOKEN"])
def test_either_word_before_the_token(place: Any, word: str) -> None:
    headers = {"Authorization": f"{word} {place.ann.token}"}
    assert place.client.get("/api/v1/recommendations", headers=headers).status_code == 200


def test_unknown_paths_and_wrong_methods_are_problems_too(place: Any) -> None:
    for path in ("/api/v1/nothing", "/api/v2/events", "/apis/web/v1/stats", "/../etc/passwd"):
        answer = place.client.get(path)
        assert answer.status_code == 404, path
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["title"] == "Nothing here"
    for path, method in _ROUTES.items():
        answer = place.client.put(path)
        assert answer.status_code == 405, path
        assert method.upper() in answer.headers["allow"]
        assert answer.json()["code" if path.startswith("/1/") else "status"] == 405


def test_every_answer_has_the_safe_headers(place: Any) -> None:
    for path in ("/health/live", "/nothing", "/schema", "/api/v1/recommendations"):
        headers = place.client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"


def test_health(place: Any) -> None:
    assert place.client.get("/health/live").json() == {"status": "live"}
    place.ann.tell(place.ann.event("login"))
    ready = place.client.get("/health/ready").json()
    assert ready == {"status": "ready", "offset": 1, "lag_batches": 1, "model": "cold", "tracks": 60}


def test_the_schema_describes_every_route(place: Any) -> None:
    answer = place.client.get("/schema")
    assert "json" in answer.headers["content-type"]
    schema = answer.json()
    assert schema == place.client.get("/schema/openapi.json").json()
    assert _ROUTES.items() <= {p: next(iter(methods)) for p, methods in schema["paths"].items()}.items()
    for path, method in _ROUTES.items():
        told = schema["paths"][path][method]
        assert told["description"], path
        assert ("requestBody" in told) == (method == "post"), path
        for status, response in told["responses"].items():
            assert response["description"], (path, status)
            assert response["content"], (path, status)
        good = next(iter(told["responses"].values()))
        assert good["content"]["application/json"]["schema"]["properties"], path
    for path in _OURS:
        told = schema["paths"][path][_ROUTES[path]]
        assert told["security"] == [{"token": []}]
        for status in ("400", "401", "503"):
            assert "application/problem+json" in told["responses"][status]["content"], (path, status)
        if _ROUTES[path] == "post":
            assert {"403", "408", "413", "415"} <= told["responses"].keys()
    events = schema["paths"]["/api/v1/events"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert set(events["properties"]) == {"events", "sent_at", "dialect"}
    event = events["properties"]["events"]["items"]
    assert event["properties"]["kind"]["enum"] == [k.value for k in EventKind]
    answer = schema["paths"]["/api/v1/next"]["post"]["responses"]["200"]["content"]["application/json"]["schema"]
    for name, struct in (("tracks", SlateTrack), ("changes", Change)):
        assert set(answer["properties"][name]["items"]["properties"]) == set(struct.__struct_fields__)
    assert set(answer["properties"]) == {*Slate.__struct_fields__, *Receipt.__struct_fields__}
    query = {p["name"] for p in schema["paths"]["/api/v1/recommendations"]["get"]["parameters"]}
    asked = {"n", "recipe", "seeds", "seed", "profiled", "lang", "format", "library", "explain", "after"}
    assert query == asked | {"activity", "location", "device"}


def test_the_schema_needs_no_other_site(place: Any) -> None:
    for path in ("/schema", "/schema/openapi.json"):
        assert "http://" not in place.client.get(path).text
        assert "https://" not in place.client.get(path).text


def test_answers_have_the_shape_the_schema_says(place: Any) -> None:
    paths = place.client.get("/schema").json()["paths"]

    def said(path: str, status: int) -> set[str]:
        content = paths[path][_ROUTES[path]]["responses"][str(status)]["content"]
        return set(next(iter(content.values()))["schema"]["required"])

    track = place.tracks["pop"][0]
    receipt = place.ann.tell(place.ann.event("like", track))
    answers = {
        ("/api/v1/events", 202): receipt,
        ("/api/v1/next", 200): place.ann.next(place.ann.event("skip", track)),
        ("/api/v1/recommendations", 200): place.ann.slate(),
        ("/1/validate-token", 200): place.client.get("/1/validate-token", headers=place.ann.headers),
        ("/health/live", 200): place.client.get("/health/live"),
        ("/health/ready", 200): place.client.get("/health/ready"),
        ("/api/v1/events", 400): place.ann.post("/api/v1/events", b"x"),
        ("/1/submit-listens", 400): place.ann.post("/1/submit-listens", b"x"),
    }
    for (path, status), answer in answers.items():
        assert answer.status_code == status
        assert said(path, status) <= answer.json().keys(), path
