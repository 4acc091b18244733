"""A model that reads prompts: asked once, in the agreed form, and believed only as far as it can be read."""

import json
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from segue.playlists.chat import address
from segue.playlists.prompt.endpoint import Endpoint, Trouble, schema
from segue.playlists.prompt.query import SLOTS
from tests.local_server import LocalServer


def said(text: str) -> tuple[int, bytes]:
    return 200, json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}).encode()


class Model(LocalServer):
    """A real server; `reply` is what it does with the next request."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.reply: Callable[[], tuple[int, bytes]] = lambda: said('{"moods": ["calm"]}')
        self.slow_s = 0.0
        model = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                model.keys.append(self.headers.get("Authorization"))
                model.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                status, body = model.reply()
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                if status == 302:
                    self.send_header("Location", "/elsewhere")
                self.end_headers()
                try:
                    step = 16 if model.slow_s else 1 << 20
                    for at in range(0, len(body), step):
                        self.wfile.write(body[at : at + step])
                        self.wfile.flush()
                        time.sleep(model.slow_s)
                except OSError:
                    pass

        super().__init__(Handler, "/v1")


@pytest.fixture
def model() -> Iterator[Model]:
    with Model() as one:
        yield one


class Hand:
    """A clock that the test turns."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_it_is_asked_once_with_the_words_and_nothing_else(model: Model) -> None:
    endpoint = Endpoint(model.url, "small", "secret", 5.0)
    assert endpoint.ask("something calm", 2026) == {"moods": ["calm"]}
    assert endpoint.ask("something calm", 2026) == {"moods": ["calm"]}
    assert model.keys == ["Bearer secret"]
    (asked,) = model.asked
    assert asked["model"] == "small"
    assert asked["temperature"] == 0
    assert [m["role"] for m in asked["messages"]] == ["system", "user"]
    assert json.loads(asked["messages"][1]["content"]) == {"words": "something calm"}
    assert asked["response_format"]["json_schema"]["strict"] is True
    assert set(asked) == {"model", "temperature", "max_tokens", "messages", "response_format"}


def test_the_schema_has_every_slot_and_nothing_else() -> None:
    said = schema()
    assert set(said["properties"]) == set(said["required"]) == set(SLOTS)
    assert said["additionalProperties"] is False


@pytest.mark.parametrize(
    "reply",
    [
        (500, b"{}"), (302, b""), (200, b""), (200, b"no json"), (200, b"[]"), (200, b'{"choices": []}'),
        (200, b'{"choices": [{"message": {"content": null}}]}'), (200, b"[" * 5000), (200, b" " * 70_000),
        said("I cannot do that"), said('```json\n{"moods": ["calm"]}\n```'), said('{"moods": ["calm"], "moods": []}'),
        said('{"minutes": NaN}'), said("[1]"), said('{"a": {"b": {"c": {"d": 1}}}}'), said("x" * 20_000),
    ],
    ids=range(16),
)  # fmt: skip
def test_what_cannot_be_read_is_trouble(model: Model, reply: tuple[int, bytes]) -> None:
    model.reply = lambda: reply
    with pytest.raises(Trouble):
        Endpoint(model.url, "small", "", 5.0).ask("anything", 2026)
    assert len(model.asked) == 1


def test_a_model_that_drips_is_left_in_time(model: Model) -> None:
    model.slow_s = 0.05
    with pytest.raises(Trouble, match=r"within 0\.2 s"):
        Endpoint(model.url, "small", "", 0.2).ask("anything", 2026)


def test_nobody_there_is_trouble() -> None:
    with pytest.raises(Trouble):
        Endpoint("http://127.0.0.1:9", "small", "", 5.0).ask("anything", 2026)


def test_after_three_failures_it_rests_and_then_one_tries(model: Model) -> None:
    hand = Hand()
    endpoint = Endpoint(model.url, "small", "", 5.0, hand)
    model.reply = lambda: (500, b"")
    for words in ("a", "b", "c", "d", "e"):
        with pytest.raises(Trouble):
            endpoint.ask(words, 2026)
    assert len(model.asked) == 3
    hand.now += 61
    for words in ("f", "g"):
        with pytest.raises(Trouble):
            endpoint.ask(words, 2026)
    assert len(model.asked) == 4
    hand.now += 61
    model.reply = lambda: said('{"moods": ["sad"]}')
    for words in ("h", "i"):
        assert endpoint.ask(words, 2026) == {"moods": ["sad"]}
    assert len(model.asked) == 6


def test_what_is_remembered_is_forgotten_after_an_hour(model: Model) -> None:
    hand = Hand()
    endpoint = Endpoint(model.url, "small", "", 5.0, hand)
    endpoint.ask("calm", 2026)
    hand.now += 3601
    endpoint.ask("calm", 2026)
    assert len(model.asked) == 2


@pytest.mark.parametrize(
    ("given", "called"),
    [
        ("http://localhost:11434/v1", "http://localhost:11434/v1/chat/completions"),
        ("http://localhost:11434/", "http://localhost:11434/v1/chat/completions"),
        ("https://x.example/v1/chat/completions", "https://x.example/v1/chat/completions"),
    ],
)
def test_addresses(given: str, called: str) -> None:
    assert address(given) == called


@pytest.mark.parametrize("url", ["", "localhost:11434", "ftp://x.example", "file:///etc/passwd", "http://"])
def test_addresses_that_cannot_be(url: str) -> None:
    with pytest.raises(ValueError, match="want an address"):
        address(url)
