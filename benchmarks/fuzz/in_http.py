"""The half that speaks to the whole application: every route, many requests at a time, in one event loop."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from shutil import rmtree

from benchmarks.fuzz.calls import made
from benchmarks.fuzz.dice import Dice
from benchmarks.fuzz.exchange import exchanged
from benchmarks.fuzz.place import Complaints, Place, Route, opened
from benchmarks.fuzz.shapes import wrong
from benchmarks.fuzz.tally import Tally

NAME = "http"
_HOME = 4_000  # requests to one home: with more, reading it back takes the time
_SWEEP = 1_000  # requests between two sweeps of the consumers
_ABREAST = 8
_TELLING = ("/api/v1/events", "/api/v1/next", "/1/submit-listens", "/2.0", "/audioscrobbler/submit", "/rest/{name:str}",
            "/Sessions/Playing/Progress", "/jellyfin/webhook")  # fmt: skip
_SHARE = {"OPTIONS": 1, "GET": 4, "POST": 4, "PUT": 4, "DELETE": 4}
_MORE = 4  # times as many requests to those that take messages


class InHttp:
    """`send` by number: the same seed and number, the same request, to a home in another state."""

    def __init__(self, tally: Tally, folder: Path) -> None:
        self._tally = tally
        self._folder = folder
        self._place: Place | None = None
        self._complaints = Complaints()

    def send(self, numbers: range) -> None:
        with _listening(self._complaints):
            for first in range(numbers.start, numbers.stop, _SWEEP):
                if self._place is None or first % _HOME == 0:
                    self._open(first)
                last = min(first + _SWEEP, numbers.stop)
                _in_a_loop(self._requests, range(first, last))
                self._consume(last - 1)

    def finish(self) -> None:
        if self._place is not None:
            self._place.app.close()
            self._place = None
        rmtree(self._folder / "home", ignore_errors=True)

    def _open(self, number: int) -> None:
        self.finish()
        self._place = opened(self._folder / "home")
        self._routes = [r for r in self._place.routes for _ in range(_share(r))]

    async def _requests(self, numbers: range) -> None:
        waiting = iter(numbers)

        async def some() -> None:
            for number in waiting:
                await self._one(number)

        await asyncio.gather(*(some() for _ in range(_ABREAST)))

    async def _one(self, number: int) -> None:
        assert self._place is not None
        route = self._routes[number % len(self._routes)]
        call = made(Dice(self._tally.seed, 1, number), self._place, route)
        kind = f"{route.method} {route.path}"
        good = False
        try:
            answer = await exchanged(self._place.asgi, call)
            if answer is not None:
                good = answer.status < 400
                if said := wrong(call, answer):
                    self._tally.fault(kind, NAME, number, said)
        except Exception as error:
            self._tally.fault(f"{kind}, not answered", NAME, number, error)
        self._complain(kind, number)
        self._tally.count(kind, taken=good)

    def _consume(self, number: int) -> None:
        assert self._place is not None
        try:
            self._place.consume()
        except Exception as error:
            self._tally.fault("the consumers", NAME, number, error)
        self._complain("the consumers", number)

    def _complain(self, kind: str, number: int) -> None:
        for said in self._complaints.drained():
            self._tally.fault(f"{kind}, logged", NAME, number, said)


def _in_a_loop(requests: Callable[[range], Coroutine[None, None, None]], numbers: range) -> None:
    """In a thread of its own: the caller's may have a loop that runs already, as a browser's driver leaves one."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(requests(numbers))).result()


def _share(route: Route) -> int:
    return _SHARE[route.method] * (_MORE if route.path in _TELLING and route.method != "OPTIONS" else 1)


class _listening:  # noqa: N801 - a context manager
    """The errors that are logged, to one handler, and nowhere else."""

    def __init__(self, handler: logging.Handler) -> None:
        self._handler = handler

    def __enter__(self) -> None:
        root = logging.getLogger()
        self._before = root.handlers[:]
        root.handlers = [self._handler]

    def __exit__(self, *_: object) -> None:
        logging.getLogger().handlers = self._before
