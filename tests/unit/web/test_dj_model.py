"""A model that words what the DJ says, and lies: nothing that it makes up is heard."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from segue.playlists.chat import Chat
from tests.unit.prompt.test_endpoint import Model, said

LIES = (
    lambda text: text + " It won 3 Grammys.",
    lambda text: text.replace("Song", "Ballad"),
    lambda text: text.replace("Pop", "Muse").replace("Metal", "Muse").replace("Ambient", "Muse"),
    lambda text: "You played this every evening in May 2024.",
    lambda text: f"Not true: {text}",
    lambda text: text + " bob likes it, too.",
    lambda text: text + " <img src=x>",
    lambda text: "시작하기 전에 2019년 이야기",
    lambda text: text.upper() + "!!1",
    lambda text: "",
)


@pytest.fixture
def model(place: Any) -> Iterator[Model]:
    with Model() as one:
        place.app.dj.chat = Chat(one.url, "small", "", 5.0)
        yield one


def _line(place: Any, lang: str = "en") -> Any:
    query = {"talk": 1, "lang": lang}
    answer = place.client.get("/api/v1/dj/next", params=query, headers=place.ann.headers)
    assert answer.status_code == 200, answer.text
    return answer.json()["line"]


def _sentences(model: Model) -> list[str]:
    return list(json.loads(model.asked[-1]["messages"][1]["content"])["sentences"])


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_no_lie_is_heard(place: Any, model: Model, lang: str) -> None:
    heard = 0
    for lie in LIES:
        model.reply = lambda lie=lie: said(json.dumps({"lines": [lie(text) for text in _sentences(model)]}))  # type: ignore[misc]
        for _ in range(3):
            if (line := _line(place, lang)) is not None:
                heard += 1
                assert (line["by"], line["text"]) == ("template", " ".join(_sentences(model)))
    assert heard >= 2 * len(LIES)
    assert len(model.asked) >= heard


def test_what_holds_is_heard(place: Any, model: Model) -> None:
    model.reply = lambda: said(json.dumps({"lines": [f"Now, listen! {text}" for text in _sentences(model)]}))
    line = _line(place)
    assert line["by"] == "endpoint"
    assert line["text"].startswith("Now, listen! ")


@pytest.mark.parametrize(
    "reply",
    [(500, b""), said("no"), said('{"lines": "x"}'), said('{"lines": []}'), said('{"lines": [1, 2]}'), said("{}")],
)
def test_on_trouble_the_template_tells(place: Any, model: Model, reply: tuple[int, bytes], caplog: Any) -> None:
    model.reply = lambda: reply
    line = _line(place)
    assert (line["by"], line["text"]) == ("template", " ".join(_sentences(model)))
    assert "Song" not in caplog.text
    assert "ann" not in caplog.text


def test_the_model_hears_only_what_is_to_be_said(place: Any, model: Model) -> None:
    _line(place)
    told = str(model.asked)
    for secret in ("ann", place.ann.token, place.app.accounts.named("ann").id):
        assert secret not in told.replace("channel", "").replace("Another", "")
    assert set(json.loads(model.asked[0]["messages"][1]["content"])) == {"language", "sentences"}


def test_the_same_words_are_not_said_twice_by_a_model_either(place: Any, model: Model) -> None:
    model.reply = lambda: said(json.dumps({"lines": ["Oh, listen!" for _ in _sentences(model)]}))
    lines = [line["text"] for _ in range(8) if (line := _line(place)) is not None]
    assert len(lines) == len(set(lines))
    assert sum(text.count("Oh, listen!") for text in lines) == 1
