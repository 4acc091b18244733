"""What the DJ says, aloud: by espeak-ng, by any command, by a server; as loud as the music."""

import io
import json
import re
import shutil
import subprocess
import wave
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from typing import Any

import numpy as np
import pytest

from segue.adapters.embedded.speech import SpeechEngine, pronounceable
from segue.domain.sound import Sound
from segue.domain.track import Track
from segue.flows.speech import Speeches
from segue.ports import Unavailable
from segue.settings import Settings
from tests.local_server import LocalServer, say

BOTH = pytest.mark.skipif(
    shutil.which("espeak-ng") is None or shutil.which("ffmpeg") is None, reason="espeak-ng and ffmpeg are not installed"
)
LINES = {"en": "In May 2024 you played “Creep” by Radiohead on twelve evenings.", "ko": "오랜 친구 같은 곡이죠."}


def loudness(sound: bytes) -> float:
    """Of a sound file, LUFS."""
    command = ["ffmpeg", "-hide_banner", "-nostats", "-i", "pipe:0", "-af", "ebur128", "-f", "null", "-"]
    told = subprocess.run(command, input=sound, capture_output=True, check=True).stderr.decode()
    return float(re.findall(r"I: +(-?[\d.]+) LUFS", told)[-1])


def beep(seconds: float = 2.0) -> bytes:
    tone = 0.05 * np.sin(np.arange(int(16_000 * seconds)) * 2 * np.pi * 440 / 16_000)
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(16_000)
        out.writeframes((tone * 32_767).astype("<i2").tobytes())
    return file.getvalue()


def _hear(place: Any, person: Any, line: Any) -> Any:
    return place.client.get(line["speech"], headers=person.headers)


def _line(person: Any) -> Any:
    return person.client.get("/api/v1/dj/next", params={"talk": 1}, headers=person.headers).json()["line"]


def _with(place: Any, **settings: Any) -> None:
    chosen = replace(place.app.settings, **settings)
    place.app.dj.speeches = Speeches(chosen, SpeechEngine(chosen))


@BOTH
@pytest.mark.parametrize(("lang", "lufs"), [("en", -20.0), ("ko", -12.0)])
def test_espeak_is_brought_to_the_loudness_that_is_wanted(lang: str, lufs: float) -> None:
    spoken = SpeechEngine(Settings.example()).speak(LINES[lang], lang, lufs)
    assert loudness(spoken.sound) == pytest.approx(lufs, abs=1.5)
    assert spoken.lufs == pytest.approx(loudness(spoken.sound), abs=0.5)
    assert spoken.note == ""
    with wave.open(io.BytesIO(spoken.sound)) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        assert 1 < file.getnframes() / file.getframerate() < 15
    assert np.abs(samples.astype(int)).max() < 32_000  # nothing is cut off


@BOTH
def test_a_line_can_be_heard_by_whom_it_was_said_to(place: Any) -> None:
    line = _line(place.ann)
    assert line["mute"] == ""
    heard = _hear(place, place.ann, line)
    assert heard.status_code == 200
    assert heard.headers["content-type"] == "audio/wav"
    assert heard.headers["cache-control"] == "private, no-store"
    assert loudness(heard.content) == pytest.approx(-16, abs=1.5)
    assert _hear(place, place.bob, line).status_code == 404
    assert place.client.get(line["speech"]).status_code == 401
    for person, status in ((place.ann, 200), (place.bob, 404)):  # as an audio element on the page asks
        cookie = {"Cookie": f"segue_token={person.token}"}
        assert place.client.get(line["speech"], headers=cookie).status_code == status
    assert place.client.get(line["speech"], headers={"Cookie": "segue_token=x"}).status_code == 401
    place.app.dj.forget(place.app.accounts.named("ann").id)
    assert _hear(place, place.ann, line).status_code == 404


class _Engine:
    """Says nothing, and keeps what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, float]] = []

    def missing(self) -> str:
        return ""

    def speak(self, text: str, lang: str, lufs: float) -> Any:
        self.asked.append((text, lang, lufs))
        raise Unavailable("nothing")


@pytest.mark.parametrize(("known", "wanted"), [(None, -16), (-14.0, -14), (-5.0, -12), (-40.0, -24)])
def test_the_music_says_how_loud(known: float | None, wanted: float) -> None:
    engine, track = _Engine(), Track("t", "Song", "Band", sound=Sound(loudness_db=known))  # type: ignore[arg-type]
    for lufs, expected in ((None, wanted), (-18.0, -18.0)):
        speeches = Speeches(replace(Settings.example(), dj_lufs=lufs), engine)
        with pytest.raises(Unavailable):
            speeches.spoken("ann", speeches.offer("ann", "hello", "en", track))  # type: ignore[arg-type]
        assert engine.asked.pop() == ("hello", "en", expected)


def test_after_ten_minutes_it_is_gone() -> None:
    now = [0.0]
    speeches = Speeches(Settings.example(), _Engine(), lambda: now[0])
    track = Track("t", "Song", "Band")  # type: ignore[arg-type]
    name = speeches.offer("ann", "hello", "en", track)  # type: ignore[arg-type]
    now[0] = 601
    assert speeches.spoken("ann", name) is None  # type: ignore[arg-type]
    speeches.offer("bob", "hello", "en", track)  # type: ignore[arg-type]
    assert speeches.forget("ann") == 0  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("speech", "why"),
    [("", "speech is switched off"), ("no-such-program -v {lang}", "no-such-program is not installed")],
)
def test_without_an_engine_the_line_says_why(place: Any, speech: str, why: str) -> None:
    _with(place, dj_speech=speech)
    line = _line(place.ann)
    assert (line["speech"], line["mute"]) == (None, why)
    with pytest.raises(Unavailable, match=why.split()[0]):
        SpeechEngine(replace(Settings.example(), dj_speech=speech)).speak("x", "en", -16)


@pytest.mark.parametrize("speech", ["false", "true", "sleep 9", "sh -c 'exit 3'"])
def test_a_command_that_fails_is_told(place: Any, speech: str) -> None:
    _with(place, dj_speech=speech, dj_speech_timeout_s=0.2)
    assert _hear(place, place.ann, _line(place.ann)).status_code == 503


def test_without_ffmpeg_it_is_as_the_engine_makes_it() -> None:
    engine = SpeechEngine(replace(Settings.example(), dj_speech="cat"), ffmpeg="no-ffmpeg-here")
    spoken = engine.speak("RIFF and so on", "en", -16)
    assert spoken.sound == b"RIFF and so on"
    assert spoken.lufs is None
    assert spoken.note == "ffmpeg is not installed: as loud as the engine makes it"


def test_what_is_spoken_holds_no_orders() -> None:
    text = pronounceable("<speak>“[[h@'loU]] & <break/>” by -v\n--stdout {x}")
    assert not set(text) & set("<>[]{}|&\n")


class _Server(LocalServer):
    """A real server with OpenAI's `audio/speech`."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str | None, dict[str, Any]]] = []
        self.reply: tuple[int, bytes] = (200, beep())
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                server.asked.append((self.path, self.headers.get("Authorization"), told))
                say(self, *server.reply)

        super().__init__(Handler, "/v1")


@pytest.fixture
def server() -> Iterator[_Server]:
    with _Server() as one:
        yield one


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
def test_a_server_may_speak(place: Any, server: _Server) -> None:
    _with(
        place, dj_speech=server.url, dj_speech_model="tts", dj_speech_voice="amy", dj_speech_key="secret", dj_lufs=-18.0
    )
    line = _line(place.ann)
    heard = _hear(place, place.ann, line)
    assert loudness(heard.content) == pytest.approx(-18, abs=1.5)
    assert _hear(place, place.ann, line).content == heard.content
    ((path, key, told),) = server.asked
    assert (path, key) == ("/v1/audio/speech", "Bearer secret")
    wanted = {"model": "tts", "voice": "amy", "input": pronounceable(line["text"]), "response_format": "wav"}
    assert told == wanted


@pytest.mark.parametrize("reply", [(500, b""), (302, b""), (200, b"")])
def test_a_server_that_fails_is_told(place: Any, server: _Server, reply: tuple[int, bytes]) -> None:
    _with(place, dj_speech=server.url)
    server.reply = reply
    line = _line(place.ann)
    assert _hear(place, place.ann, line).status_code == 503
    server.reply = (200, beep())
    assert _hear(place, place.ann, line).status_code == 200


@pytest.mark.parametrize("url", ["http://", "https:///v1"])
def test_an_address_without_a_host_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="want an address"):
        SpeechEngine(replace(Settings.example(), dj_speech=url))
