"""The forms of the page without a browser: nothing from other sites, nothing unreadable, and no way out of here."""

from typing import Any
from uuid import UUID

import pytest

from tests.unit.web.test_pages import HERE, app, client, inside, token  # noqa: F401 - fixtures

PATHS = ("/dial", "/language", "/prompt", "/search/act", "/search/play", "/dj", "/dj/talk")


@pytest.mark.parametrize("path", PATHS)
def test_a_form_from_elsewhere_is_refused(inside: Any, path: str) -> None:  # noqa: F811
    answer = inside.post(path, data={"share": "10", "lang": "ko", "q": "x"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/dial", {"share": "101"}),
        ("/dial", {"share": "-1"}),
        ("/dial", {"share": "٣x"}),
        ("/dial", {}),
        ("/language", {"lang": "xx"}),
        ("/prompt", {"prompt": " "}),
        ("/prompt", {"prompt": "x" * 5000}),
        ("/prompt", {"query": "{"}),
        ("/prompt", {"query": '{"moods": NaN}'}),
        ("/prompt", {"query": "[" * 9000}),
        ("/search/play", {"q": "x", "rank": "0", "track": str(UUID(int=999))}),
        ("/search/play", {"q": "x", "rank": "x", "track": str(UUID(int=1))}),
        ("/search/play", {"q": "x", "rank": "0", "artist": "nobody"}),
        ("/search/act", {"q": "x" * 501}),
        ("/search/act", {"q": "x", "kind": "ban", "track": str(UUID(int=1)), "scope": "everything"}),
        ("/search/act", {"q": "x", "kind": "ban", "track": str(UUID(int=1)), "scope": "album"}),
        ("/search/act", {"q": "x", "kind": "ban", "track": str(UUID(int=1)), "until": "tomorrow"}),
        ("/search/act", {"q": "x", "kind": "like", "track": str(UUID(int=1)), "scope": "genre"}),
        ("/dj", {"kind": "skip", "track": "nonsense"}),
        ("/dj/talk", {"talk": "loudly"}),
    ],
)
def test_what_cannot_be_is_a_no_in_words(inside: Any, path: str, form: dict[str, str]) -> None:  # noqa: F811
    answer = inside.post(path, data=form, headers=HERE)
    assert answer.status_code == 400
    assert "<h2>This cannot be understood</h2>" in answer.text


@pytest.mark.parametrize(
    ("back", "there"),
    [
        ("/search?q=%EB%B4%84&typing=1", "/search?q=%EB%B4%84&typing=1"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example/", "/"),
        ("/x\r\nSet-Cookie: a=b", "/"),
        ("", "/"),
    ],
)
def test_a_chosen_language_leads_back_to_this_server_only(inside: Any, back: str, there: str) -> None:  # noqa: F811
    answer = inside.post("/language", data={"lang": "ko", "back": back}, headers=HERE)
    assert (answer.status_code, answer.headers["location"]) == (303, there)
    assert '<html lang="ko">' in inside.get("/").text


def test_the_dial_is_kept_and_erased(inside: Any, app: Any) -> None:  # noqa: F811
    listener = app.accounts.named("Zoë").id
    assert inside.post("/dial", data={"share": "35"}, headers=HERE).status_code == 303
    assert app.accounts.dials.of(listener) == 0.35
    with pytest.raises(ValueError, match="from 0 to 1"):
        app.accounts.dials.turn(listener, 1.5)
    inside.post("/dial", data={"learn": "1", "share": "35"}, headers=HERE)
    assert app.accounts.dials.of(listener) is None
    inside.post("/dial", data={"share": "0"}, headers=HERE)
    app.forget(listener)
    assert app.accounts.dials.of(listener) is None


def test_who_is_not_signed_in_gets_the_form(client: Any) -> None:  # noqa: F811
    for path in ("/prompt", "/search", "/dj", "/mixes"):
        assert 'name="token"' in client.get(path).text
    korean = client.get("/", headers={"Accept-Language": "ko-KR,ko;q=0.9"})
    assert '<html lang="ko">' in korean.text
    assert "Accept-Language" in korean.headers["vary"]
