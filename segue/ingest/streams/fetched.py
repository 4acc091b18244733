"""Fetched: which bytes of one song a player has, and whether a further request continues or jumps."""

from dataclasses import dataclass, field

from segue.ingest.streams.facts import Opened

_INDEX = 16 * 1024  # bytes at the end where containers and tags keep their index, or
_INDEX_SHARE = 0.02  # of a long song
_SEAM = 64 * 1024  # bytes between two requests that are still one run: players count frames, not bytes
_BEHIND_MS = 10_000  # a request this far behind the sound goes back; nearer than that the clock may be wrong


@dataclass(slots=True)
class Fetched:
    """Ranges by transfer: first byte, and one past the last that went out or was promised."""

    size: int | None = None
    ranges: dict[int, tuple[int, int]] = field(default_factory=dict)
    bounded: set[int] = field(default_factory=set)

    def open(self, request: Opened) -> None:
        self.size = request.size or self.size
        end = request.first if request.last is None else request.last + 1
        self.ranges[request.transfer] = (request.first, end)
        if request.last is not None:
            self.bounded.add(request.transfer)

    def sent(self, transfer: int, count: int) -> None:
        first, end = self.ranges[transfer]
        self.ranges[transfer] = (first, max(end, first + count) if transfer in self.bounded else first + count)

    def closed(self, transfer: int, count: int) -> None:
        """What was promised and did not go out is not there."""
        first, _ = self.ranges[transfer]
        self.ranges[transfer] = (first, first + count)

    def complete(self) -> bool:
        """From the first byte to the last."""
        return self.size is not None and self._run_from(0) >= self.size

    def heard_at_most_ms(self, duration_ms: int | None) -> int | None:
        """Sound that has not arrived was not heard; None where bytes do not tell a place in the song."""
        if not self.size or not duration_ms or not self.ranges:
            return None
        furthest = max(end for _, end in self.ranges.values())
        return min(duration_ms, furthest * duration_ms // self.size)

    def place_ms(self, first: int, duration_ms: int | None) -> int | None:
        """Place in the song of a byte: exact for constant bit rates, near for others."""
        return first * duration_ms // self.size if self.size and duration_ms else None

    def begin_ms(self, request: Opened) -> int:
        """Place at which a first request begins the song; a look at the index at the end is no beginning there."""
        if self._is_index(request.first):
            return 0
        return self.place_ms(request.first, request.song.duration_ms) or 0

    def jumps(self, request: Opened, heard_ms: int | None) -> bool:
        """Whether a further request for this song is a seek.

        It is not when it asks for the index at the end, when it goes on where another request ended, or when it
        fetches again what is there and has not been heard yet.
        """
        if request.first == 0 or not self.size or self._is_index(request.first):
            return False
        there = any(first <= request.first <= end + _SEAM for first, end in self.ranges.values())
        if not there:
            return True
        place = self.place_ms(request.first, request.song.duration_ms)
        return place is not None and heard_ms is not None and place < heard_ms - _BEHIND_MS

    def _is_index(self, first: int) -> bool:
        return first > 0 and self.size is not None and first >= self.size - max(_INDEX, self.size * _INDEX_SHARE)

    def _run_from(self, start: int) -> int:
        end = start
        for first, last in sorted(self.ranges.values()):
            if first > end:
                break
            end = max(end, last)
        return end
