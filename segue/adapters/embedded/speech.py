"""Speech: text to sound, by a program on this machine or a server that speaks OpenAI's `audio/speech`."""

import asyncio
import io
import shlex
import shutil
import subprocess
import threading
import wave
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from segue.adapters.embedded.loudness import RATE, NotLevelled, levelled
from segue.ports import Spoken, Unavailable
from segue.settings import Settings

_AT_ONCE = 4
_MOST_BYTES = 20 * 2**20  # some minutes of sound
_UNSPOKEN = str.maketrans(dict.fromkeys("<>[]{}|\\^`~_*#", " ") | {"&": "+"})


class SpeechEngine:
    """`settings.dj_speech` says which: a command, whose input is the text, or an address; empty = none.

    What it makes is brought to a loudness by ffmpeg, where that is installed.
    """

    def __init__(self, settings: Settings, ffmpeg: str = "ffmpeg") -> None:
        """Raises ValueError for a command or address that cannot be."""
        self._settings = settings
        self._ffmpeg = ffmpeg
        self._url, self._command = "", [""]
        self._calls = threading.Semaphore(_AT_ONCE)
        if settings.dj_speech.startswith(("http://", "https://")):
            self._url = _address(settings.dj_speech)
        elif settings.dj_speech:
            self._command = shlex.split(settings.dj_speech)

    def missing(self) -> str:
        if not self._settings.dj_speech:
            return "speech is switched off"
        program = self._command[0]
        return f"{program} is not installed" if program and shutil.which(program) is None else ""

    def speak(self, text: str, lang: str, lufs: float) -> Spoken:
        if missing := self.missing():
            raise Unavailable(missing)
        if not self._calls.acquire(blocking=False):
            raise Unavailable("too many want to hear something at once")
        try:
            said = pronounceable(text)
            sound = self._asked(said) if self._url else self._run(said, lang)
            try:
                pcm, loud, note = levelled(sound, lufs, self._ffmpeg)
            except NotLevelled as why:
                return Spoken(_whole(sound), None, str(why))
        finally:
            self._calls.release()
        return Spoken(_wav(pcm), loud, note)

    def _asked(self, said: str) -> bytes:
        with ThreadPoolExecutor(1) as own:  # whoever asks may have a loop of theirs running
            return own.submit(asyncio.run, self._ask(said)).result()

    def _run(self, text: str, lang: str) -> bytes:
        command = [part.replace("{lang}", lang) for part in self._command]
        try:
            ran = subprocess.run(  # noqa: S603 - the operator's own command; the text is its input
                command,
                input=text.encode(),
                capture_output=True,
                timeout=self._settings.dj_speech_timeout_s,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise Unavailable(f"{command[0]} did not come to an end") from None
        except OSError as error:
            raise Unavailable(f"{command[0]} cannot be run: {error.strerror}") from None
        if ran.returncode or not ran.stdout:
            raise Unavailable(f"{command[0]} made no sound (status {ran.returncode})")
        return ran.stdout[:_MOST_BYTES]

    async def _ask(self, text: str) -> bytes:
        import aiohttp  # takes a while, and only those need it whose speech comes from a server

        settings = self._settings
        wanted = {"model": settings.dj_speech_model, "voice": settings.dj_speech_voice, "input": text}
        headers = {"Authorization": f"Bearer {settings.dj_speech_key}"} if settings.dj_speech_key else {}
        limit = aiohttp.ClientTimeout(total=settings.dj_speech_timeout_s)
        body = b""
        try:
            async with (
                aiohttp.ClientSession(timeout=limit) as session,
                session.post(
                    self._url, json={**wanted, "response_format": "wav"}, headers=headers, allow_redirects=False
                ) as reply,
            ):
                if reply.status != 200:
                    raise Unavailable(f"the speech server answers {reply.status}")
                async for chunk in reply.content.iter_chunked(65_536):
                    body += chunk
                    if len(body) > _MOST_BYTES:
                        raise Unavailable("the speech server does not come to an end")
        except TimeoutError:
            raise Unavailable("the speech server takes too long") from None
        except (aiohttp.ClientError, OSError, ValueError) as wrong:
            raise Unavailable(f"the speech server cannot be asked: {type(wrong).__name__}") from None
        if not body:
            raise Unavailable("the speech server sends nothing")
        return body


def pronounceable(text: str) -> str:
    """Without signs that an engine could take for orders: tags of SSML, espeak's [[phonemes]], line breaks."""
    return " ".join(text.translate(_UNSPOKEN).split())


def _address(url: str) -> str:
    """What is before /v1, that too, or the whole of it."""
    parts = urlsplit(url.strip())
    if not parts.hostname:
        raise ValueError(f"want an address like http://localhost:8880/v1, got {url[:80]!r}")
    path = parts.path.rstrip("/")
    if path in ("", "/v1"):
        path = "/v1/audio/speech"
    return parts._replace(path=path, fragment="").geturl()


def _whole(sound: bytes) -> bytes:
    """A WAV whose head tells its real length: a program that writes to a pipe did not know it yet."""
    if sound[:4] != b"RIFF" or sound[36:40] != b"data":
        return sound
    lengths = (len(sound) - 8).to_bytes(4, "little"), (len(sound) - 44).to_bytes(4, "little")
    return sound[:4] + lengths[0] + sound[8:40] + lengths[1] + sound[44:]


def _wav(pcm: bytes) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(pcm)
    return file.getvalue()
