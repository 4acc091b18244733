"""Prompts that a model reads: the same validator, and the lexicon on any trouble."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from segue.flows.prompt import Prompter
from tests.unit.prompt.test_endpoint import Model, said


@pytest.fixture
def model(place: Any) -> Iterator[Model]:
    one = Model()
    app = place.app
    settings = replace(app.settings, prompt_endpoint=one.url, prompt_model="small", prompt_timeout_s=5.0)
    reading = Prompter(settings, app.accounts, app.log, app.follower, app.models)
    object.__setattr__(app, "prompter", reading)
    yield one
    one.close()


def _ask(place: Any, words: str) -> Any:
    answer = place.client.post("/api/v1/prompts", json={"prompt": words}, headers=place.ann.headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_what_the_model_says_is_validated(place: Any, model: Model) -> None:
    model.reply = lambda: said(
        '{"genres": ["Metal", "<b>x</b>"], "by": ["Metal 1", "bob"], "tracks": 100000, "listener": "bob", '
        '"moods": "sad"}'
    )
    found = _ask(place, "whatever I say")
    assert found["by"] == "endpoint"
    assert found["query"] == {"genres": ["metal"], "by": ["Metal 1"], "tracks": 200, "moods": ["sad"]}
    assert {t["artist"] for t in found["slate"]["tracks"]} == {"Metal 1"}


def test_on_trouble_the_lexicon_reads(place: Any, model: Model, caplog: Any) -> None:
    model.reply = lambda: (500, b"")
    found = _ask(place, "five ambient songs for nobody's ears")
    assert found["by"] == "lexicon"
    assert found["query"] == {"genres": ["ambient"], "tracks": 5}
    assert "nobody" not in caplog.text


def test_an_empty_answer_is_no_answer(place: Any, model: Model) -> None:
    model.reply = lambda: said('{"moods": null, "evil": true}')
    assert _ask(place, "five ambient songs")["by"] == "lexicon"


def test_it_is_told_nothing_of_anybody(place: Any, model: Model) -> None:
    place.ann.tell(*[place.ann.event("complete", t, position_ms=180_000) for t in place.tracks["pop"][:5]])
    _ask(place, "more of that")
    told = str(model.asked)
    assert "more of that" in told
    for secret in ("Pop 0", "Song 0", "ambient-1", place.ann.token, place.app.accounts.named("ann").id):
        assert secret not in told
