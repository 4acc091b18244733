"""A Slate as a person reads it: places, arrows, reasons, and the events behind them in words."""

from dataclasses import dataclass
from datetime import datetime

from segue.catalog.store import Catalog
from segue.domain.event import Event, EventKind
from segue.domain.slate import Change, Slate
from segue.profiles.profile import Profile
from segue.recommend import words
from segue.web.pages.evidence import Told, told
from segue.web.pages.how import How, how
from segue.web.pages.tell import tell


@dataclass(frozen=True, slots=True)
class Row:
    """One track of the list. `moved` is "", "new", "up" or "down"; places count from 1."""

    place: int
    id: str
    title: str
    artist: str
    reason: str
    evidence: list[Told]
    sources: list[tuple[str, str]]  # name, what it means
    liked: str | None  # the event that says so
    moved: str
    was: int | None
    because: str
    because_evidence: list[Told]
    by_itself: bool  # it moved for a reason of its own, not only to make room
    how: How | None


@dataclass(frozen=True, slots=True)
class Left:
    title: str
    artist: str
    was: int
    because: str
    evidence: list[Told]


@dataclass(frozen=True, slots=True)
class View:
    slate_id: str
    model: str
    rows: list[Row]
    left: list[Left]
    did: str  # what was just done, "" on a plain look
    counts: str  # "1 new, 3 up, 1 left", "" when nothing changed
    dropped: list[tuple[str, int]]
    said: str  # the news for people who listen to the page


def view(slate: Slate, profile: Profile, catalog: Catalog, now: datetime, event: Event | None, lang: str) -> View:
    ids = {e for t in slate.tracks for e in t.reason.evidence}
    ids |= {e for c in slate.changes for e in c.because.evidence}
    proof = told(profile, catalog, ids, now, lang)
    liked = profile.read("ratings", now).liked
    changed = {c.id: c for c in slate.changes if c.after is not None}
    rows = []
    for place, track in enumerate(slate.tracks, 1):
        change = changed.get(track.id)
        because = change.because if change else None
        rows.append(
            Row(
                place=place,
                id=track.id,
                title=track.title,
                artist=track.artist,
                reason=track.reason.text,
                evidence=_proof(proof, track.reason.evidence),
                sources=[(tell(lang, f"source.{name}"), tell(lang, f"source.{name}.tip")) for name in track.sources],
                liked=liked.get(track.id),
                moved=_moved(change),
                was=None if change is None or change.before is None else change.before + 1,
                because=because.text if because else "",
                because_evidence=_proof(proof, because.evidence) if because else [],
                by_itself=because is not None and because.code not in ("displaced", "time", "model"),
                how=how(track.trace, lang) if track.trace else None,
            )
        )
    left = [
        Left(c.title, c.artist, c.before + 1, c.because.text, _proof(proof, c.because.evidence))
        for c in slate.changes
        if c.after is None and c.before is not None
    ]
    dropped = [(tell(lang, f"stage.{name}"), n) for name, n in slate.dropped.items() if n]
    did, counts = done(event, catalog, lang), _counts(rows, left, lang)
    said = f"{did}: {counts or tell(lang, 'stays.said')}." if did else ""
    return View(slate.slate_id, slate.model, rows, left, did, counts, dropped, said)


def _proof(proof: dict[str, Told], ids: tuple[str, ...]) -> list[Told]:
    return [proof[e] for e in ids if e in proof]


def _moved(change: Change | None) -> str:
    if change is None or change.after is None:
        return ""
    if change.before is None:
        return "new"
    return "up" if change.after < change.before else "down"


def done(event: Event | None, catalog: Catalog, lang: str) -> str:
    """ "You skipped “X” after 5 s"; "" for no event."""
    if event is None:
        return ""
    if event.kind is EventKind.FOLLOW:
        return tell(lang, "did.follow", artist=event.extra["artist"])
    track = catalog.get(catalog.resolve(event.track)) if event.track is not None and event.track.id else None
    return tell(lang, f"did.{event.kind.value}", track=words.title(track, lang)) if track else ""


def _counts(rows: list[Row], left: list[Left], lang: str) -> str:
    tally = [
        (sum(r.moved == "new" for r in rows), "new"),
        (sum(r.moved == "up" for r in rows), "up"),
        (sum(r.moved == "down" for r in rows), "down"),
        (len(left), "left"),
    ]
    return tell(lang, "counts.comma").join(tell(lang, f"count.{what}", count=n) for n, what in tally if n)
