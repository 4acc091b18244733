"""Summary: what became of an import, counted while it runs."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

from segue.domain.event import Event, EventKind

_PLAYED = ("skip", "complete", "stop")
_SHOWN = 50  # refusals and files kept by name


@dataclass(slots=True)
class Summary:
    """`accepted` events are those that could be read; `new` of them were not in the log before."""

    read: int = 0
    accepted: int = 0
    new: int = 0
    merged: int = 0  # new ones that tell of a play which another route told of already
    refused: int = 0
    private: int = 0  # plays in a private session
    reasons: Counter[str] = field(default_factory=Counter)
    refusals: list[tuple[str, str]] = field(default_factory=list)  # the first ones: where, why
    passed: list[tuple[str, str]] = field(default_factory=list)  # files that are no history: which, why
    kinds: Counter[str] = field(default_factory=Counter)
    forms: Counter[str] = field(default_factory=Counter)  # what the files were found to be -> messages
    formats: Counter[str] = field(default_factory=Counter)  # music, podcast, audiobook -> plays
    first: datetime | None = None
    last: datetime | None = None

    @property
    def known(self) -> int:
        """Events that were in the log before, or came twice."""
        return self.accepted - self.new

    @property
    def plays(self) -> int:
        return sum(self.kinds[kind] for kind in _PLAYED)

    @property
    def skip_share(self) -> float:
        return self.kinds["skip"] / self.plays if self.plays else 0.0

    def refuse(self, where: str, reason: str) -> None:
        self.refused += 1
        self.reasons[reason] += 1
        if len(self.refusals) < _SHOWN:
            self.refusals.append((where, reason))

    def pass_over(self, source: str, reason: str) -> None:
        if len(self.passed) < _SHOWN:
            self.passed.append((source, reason))

    def count(self, event: Event) -> None:
        self.accepted += 1
        self.kinds[event.kind.value] += 1
        if event.whole is not None or event.kind is EventKind.COMPLETE:
            self.formats[(event.track and event.track.format) or "music"] += 1
            self.private += event.extra.get("incognito_mode") is True
        at = event.at
        if self.first is None or at < self.first:
            self.first = at.astimezone(UTC)
        if self.last is None or at > self.last:
            self.last = at.astimezone(UTC)
