"""What a button of a list tells: events, from the fields of its form."""

from datetime import datetime, timedelta
from typing import Any

import numpy as np

from segue.app import App
from segue.domain.ban import Scope
from segue.domain.event import Event, EventKind, TrackId, TrackRef
from segue.domain.track import Track, parse_track_id
from segue.flows.starter import chosen
from segue.listening.live import unix_ms
from segue.web.pages.button import SKIPPED_AT_MS, event_id
from segue.web.pages.tell import tell
from segue.web.problems import Problem

DEVICE = "segue-web"
_KINDS = frozenset(
    {EventKind.COMPLETE, EventKind.SKIP, EventKind.LIKE, EventKind.UNLIKE, EventKind.BAN, EventKind.UNBAN}
)
_BANS = (EventKind.BAN, EventKind.UNBAN)
_UNTIL = {"": None, "ever": None, "month": timedelta(days=30), "day": timedelta(days=1)}
_LIKED = frozenset({Scope.TRACK, Scope.ALBUM, Scope.ARTIST})
_MOST = 100  # tracks of an album that are liked at once
_LONGEST = 200  # characters of a genre


def pressed(app: App, fields: dict[str, str], now: datetime, lang: str) -> list[Event]:
    """One event; several where a whole album is liked.

    Raises:
        Problem: 400.
    """
    kind, slate_id, of = fields.get("kind", ""), fields.get("slate", ""), fields.get("of", "")
    seen = fields.get("seen") or slate_id  # where it was pressed: there, pressing twice counts once
    scope, until = fields.get("scope") or Scope.TRACK, fields.get("until", "")
    if (
        kind not in _KINDS
        or len(slate_id) > 64
        or len(seen) > 64
        or len(of) > 128
        or scope not in list(Scope)
        or until not in _UNTIL
    ):
        raise Problem(400, tell(lang, "no_such.button"))
    known = track_of(app, fields.get("track", ""), lang)
    if kind == EventKind.LIKE and scope != Scope.TRACK:
        return _liked(app, known, Scope(scope), slate_id, seen, now, lang)
    extra: dict[str, Any] = {}
    if kind in _BANS and scope != Scope.TRACK:
        extra["scope"] = scope
        if scope == Scope.GENRE:
            extra["genre"] = fields.get("genre", "").strip()[:_LONGEST] or next(iter(known.tags), "")
        if (scope == Scope.GENRE and not extra["genre"]) or (scope == Scope.ALBUM and not known.release):
            raise Problem(400, tell(lang, "no_such.wide"))
    lasts = _UNTIL[until]
    if kind == EventKind.BAN and lasts is not None:
        extra["until"] = unix_ms(now + lasts)
    return [_event(app, known, EventKind(kind), (slate_id, seen), of, now, extra)]


def track_of(app: App, text: str, lang: str) -> Track:
    """Raises Problem 400."""
    try:
        track = parse_track_id(text)
    except ValueError as error:
        raise Problem(400, str(error)) from None
    known = app.catalog.get(track)
    if known is None:
        raise Problem(400, tell(lang, "no_such.track"))
    return known


def _liked(app: App, known: Track, scope: Scope, slate_id: str, seen: str, now: datetime, lang: str) -> list[Event]:
    """An artist is followed; of an album every track is liked."""
    model = app.models.current()
    row = model.row_of.get(known.id)
    if scope not in _LIKED:
        raise Problem(400, tell(lang, "no_such.button"))
    if row is None:
        raise Problem(400, tell(lang, "no_such.wide"))
    if scope is Scope.ARTIST:
        return chosen([model.artist_ids[int(model.artists[row])]], model, now, DEVICE)
    release = int(model.lineage.release[row])
    if not model.lineage.named[release]:
        raise Problem(400, tell(lang, "no_such.wide"))
    rows = np.flatnonzero(model.lineage.release == release)[:_MOST].tolist()
    rows.sort(key=lambda one: one != row)  # the track that was pressed first
    return [_event(app, model.items[one], EventKind.LIKE, (slate_id, seen), "", now, {}) for one in rows]


def _event(
    app: App, known: Track, kind: EventKind, where: tuple[str, str], of: str, now: datetime, extra: dict[str, Any]
) -> Event:
    slate_id, seen = where
    track: TrackId = app.catalog.canonical(known.id)
    position = {EventKind.SKIP: SKIPPED_AT_MS, EventKind.COMPLETE: known.duration_ms}
    meant = ":".join((kind.value, str(extra.get("scope", "")), str(extra.get("until", "")))).rstrip(":")
    return Event(
        event_id=event_id(seen, track, meant, of),
        kind=kind,
        at=now,
        track=TrackRef(id=track),
        device=DEVICE,
        position_ms=position.get(kind),
        slate_id=slate_id or None,
        extra=extra,
    )
