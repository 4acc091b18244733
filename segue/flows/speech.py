"""What is said aloud: made when it is asked for, kept for minutes, by ids that say nothing."""

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from segue.domain.event import ListenerId
from segue.domain.track import Track
from segue.ports import Speech, Spoken
from segue.settings import Settings

_KEPT_S = 600.0
_MOST = 20_000  # texts
_SOUNDS = 64  # some hundred kilobytes each
_USUAL_LUFS = -16.0
_LEAST, _LOUDEST = -24.0, -12.0  # LUFS, where music is quieter or louder; speech would be lost or squeezed


@dataclass
class _Said:
    listener: ListenerId
    text: str
    lang: str
    lufs: float
    at: float
    spoken: Spoken | None = None
    making: threading.Lock = field(default_factory=threading.Lock)


class Speeches:
    def __init__(self, settings: Settings, engine: Speech, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._engine = engine
        self._clock = clock
        self._said: OrderedDict[str, _Said] = OrderedDict()
        self._sounds: OrderedDict[str, _Said] = OrderedDict()
        self._lock = threading.Lock()

    def missing(self) -> str:
        """Why there is no speech; "" = there is."""
        return self._engine.missing()

    def offer(self, listener: ListenerId, text: str, lang: str, before: Track) -> str:
        """An id by which this listener, and nobody else, can have it spoken for some minutes."""
        now, name = self._clock(), secrets.token_hex(16)
        with self._lock:
            self._said[name] = _Said(listener, text, lang, self._loudness(before), now)
            while len(self._said) > _MOST or next(iter(self._said.values())).at < now - _KEPT_S:
                self._drop(next(iter(self._said)))
        return name

    def spoken(self, listener: ListenerId, name: str) -> Spoken | None:
        """None: there is no such id, or none of this listener any more.

        Raises:
            Unavailable: no engine, or it fails.
        """
        with self._lock:
            said = self._said.get(name)
        if said is None or said.listener != listener or said.at < self._clock() - _KEPT_S:
            return None
        with said.making:
            if said.spoken is None:
                said.spoken = self._engine.speak(said.text, said.lang, said.lufs)
            spoken = said.spoken
        with self._lock:
            if name in self._said:
                self._sounds[name] = said
                self._sounds.move_to_end(name)
                while len(self._sounds) > _SOUNDS:
                    self._sounds.popitem(last=False)[1].spoken = None
        return spoken

    def forget(self, listener: ListenerId) -> int:
        with self._lock:
            names = [name for name, said in self._said.items() if said.listener == listener]
            for name in names:
                self._drop(name)
        return len(names)

    def _drop(self, name: str) -> None:
        self._said.pop(name, None)
        self._sounds.pop(name, None)

    def _loudness(self, before: Track) -> float:
        """As the track that it comes before."""
        if self._settings.dj_lufs is not None:
            return self._settings.dj_lufs
        known = before.sound.loudness_db if before.sound else None
        return _USUAL_LUFS if known is None else min(_LOUDEST, max(_LEAST, known))
