"""The kernel: columns of events -> columns of listens. Pure: no clock, no disk, no randomness."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segue.listening import order, sessions, touch
from segue.listening.columns import MUSIC, REPLACED, UNKNOWN, Details, Events, Plays
from segue.listening.ends import infer_ends
from segue.listening.merge import fuse, pair
from segue.listening.runs import runs
from segue.listening.verdict import Floats, Heard, verdicts
from segue.settings import Settings

DELETED_MS = 2_000  # how far the time of a deletion may be off


@dataclass(frozen=True, slots=True)
class Texts:
    """What of the events is needed beside their columns.

    ids: (n,) uint64 hashes of the event ids; format: (n,) MUSIC, ...; by_hand: begun by somebody
    deletions: (d, 3) listener, track, time of listens to be taken back
    """

    ids: NDArray[np.uint64]
    format: NDArray[np.int8]
    by_hand: NDArray[np.bool_]
    plays: NDArray[np.int64]
    deletions: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Found:
    """(m,) listens by listener and start.

    details: pauses and replays, their `..._play` being rows of listens
    owner: (n,) listen of each event, -1 = of none; session: (m,) from 0
    waiting: (m,) a route that told of its start may yet tell of its end
    """

    plays: Plays
    details: Details
    owner: NDArray[np.int64]
    waiting: NDArray[np.bool_]
    session: NDArray[np.int64]
    fraction: Floats
    count: NDArray[np.int64]
    format: NDArray[np.int8]
    again: NDArray[np.bool_]
    titles: list[str]
    outcome: NDArray[np.int8]
    like: Floats
    skip: Floats
    weight: Floats


def find(events: Events, texts: Texts, settings: Settings, gap_ms: int) -> Found:
    """Everything from raw events to judged listens."""
    e = events
    most = int(e.play.max(initial=-1)) + 2
    run = e.route.astype(np.int64) * most + e.play + 1 if most > 1 else e.route.astype(np.int64)
    rows, original = order.once(order.by_run(run, e.at, e.kind, texts.ids), e.listener, texts.ids)
    plays, details, owner = _canonical(*runs(e, rows), texts.ids)
    key = texts.ids[plays.first]  # settles ties: codes of tracks and routes depend on the order of the input
    if len(rows) < len(e):
        owner = owner[original]
    by_route = order.by_run(plays.route, plays.start, plays.whole, key)
    infer_ends(plays, by_route)
    again = _begun_again(plays, by_route)
    track_of = plays.listener.astype(np.int64) * (int(plays.track.max(initial=0)) + 1) + plays.track
    best, group = fuse(plays, pair(plays, order.by_run(track_of, plays.start, plays.whole, key)))
    best, group = _without(best, group, plays, texts.deletions)
    if len(best) < len(plays):  # else everything stands where it should
        sorting = order.by_run(plays.listener[best], plays.start[best], plays.whole[best], key[best])
        place = np.empty(len(best) + 1, np.int64)
        place[sorting] = np.arange(len(best))
        place[-1] = -1
        best, group = best[sorting], place[group]  # a group that was deleted is -1, and stays it
    owner = np.where(owner >= 0, group[owner], -1) if len(group) else owner
    waiting = np.zeros(len(best) + 1, bool)
    waiting[group[(plays.ending == UNKNOWN) & (plays.whole == 0)]] = True
    told = plays.take(best) if len(best) < len(plays) else plays
    details = _details_of(best, group, plays, details)
    return _judged(told, details, owner, waiting[:-1], again[best], texts, settings, gap_ms)


def _canonical(
    plays: Plays, details: Details, owner: NDArray[np.int64], ids: NDArray[np.uint64]
) -> tuple[Plays, Details, NDArray[np.int64]]:
    """The same by listener and start, whatever order the events came in.

    Points come last among plays that begin at once, so that a span is there to hold them.
    """
    p, d = plays, details
    sorting = order.by_run(p.listener, p.start, p.whole, ids[p.first])
    place = np.empty(len(p) + 1, np.int64)
    place[sorting] = np.arange(len(p))
    place[-1] = -1
    c = np.int32
    moved = Details(
        place[d.pause_play].astype(c), d.pause_at, d.pause_length, d.pause_resumed,
        place[d.replay_play].astype(c), d.replay_from, d.replay_to,
    )  # fmt: skip
    return p.take(sorting), moved, place[owner]


def _begun_again(p: Plays, by_route: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Plays that the next one on the same route begins anew."""
    again = np.zeros(len(p), bool)
    if len(p) > 1:
        this, following = by_route[:-1], by_route[1:]
        same = (p.route[this] == p.route[following]) & (p.track[this] == p.track[following])
        soon = p.start[following] - p.end[this] <= 5_000
        again[this] = same & soon & (p.ending[this] == REPLACED)
    return again


def _without(
    best: NDArray[np.int64], group: NDArray[np.int64], p: Plays, deletions: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Leave out the listens that were taken back: the nearest of that track to each deletion's time."""
    gone: set[int] = set()
    for listener, track, at in np.unique(deletions, axis=0).tolist():
        mine = np.flatnonzero((p.listener == listener) & (p.track == track))
        off = np.minimum(np.abs(p.start[mine] - at), np.abs(p.end[mine] - at))
        for i in mine[np.argsort(off, kind="stable")].tolist():
            if min(abs(p.start[i] - at), abs(p.end[i] - at)) > DELETED_MS:
                break
            if int(group[i]) not in gone:
                gone.add(int(group[i]))
                break
    if not gone:
        return best, group
    kept = np.array([i for i in range(len(best)) if i not in gone], np.int64)
    new = np.full(len(best), -1, np.int64)
    new[kept] = np.arange(len(kept))
    return best[kept], new[group]


def _details_of(best: NDArray[np.int64], group: NDArray[np.int64], p: Plays, details: Details) -> Details:
    """Pauses and replays of each listen, from the one of its plays that is believed most and has any."""
    chosen = np.zeros(len(p), bool)
    chosen[best] = True
    runs_of = np.flatnonzero(p.whole[best] != 0)  # a whole play knows no pauses: a run beside it may
    if len(runs_of):
        beside = np.flatnonzero((p.whole == 0) & np.isin(group, runs_of))
        _, first = np.unique(group[beside], return_index=True)
        chosen[beside[first]] = True
    d = details
    pauses, replays = chosen[d.pause_play], chosen[d.replay_play]
    return Details(
        group[d.pause_play[pauses]].astype(np.int32),
        d.pause_at[pauses],
        d.pause_length[pauses],
        d.pause_resumed[pauses],
        group[d.replay_play[replays]].astype(np.int32),
        d.replay_from[replays],
        d.replay_to[replays],
    )


def _judged(
    plays: Plays,
    details: Details,
    owner: NDArray[np.int64],
    waiting: NDArray[np.bool_],
    again: NDArray[np.bool_],
    texts: Texts,
    settings: Settings,
    gap_ms: int,
) -> Found:
    p = plays
    played = np.maximum(p.played, 0)
    duration = np.where(p.duration > 0, p.duration, np.nan)
    position = np.where(p.position >= 0, p.position, np.nan)
    format_ = texts.format[p.first]
    # what a song's sender counted as heard is where it was left; an episode may have been resumed half way
    position = np.where(np.isnan(position) & (format_ == MUSIC) & (p.played >= 0), played, position)
    fraction = np.clip(np.maximum(p.cover, 0) / duration, 0.0, 1.0)
    moved = p.seeks_forward > 0
    moved[details.pause_play] = True
    moved[details.replay_play] = True
    count = np.ones(len(p), np.int64)
    several = np.flatnonzero((texts.plays > 1) & (owner >= 0))
    count[owner[several]] = texts.plays[several]
    heard = Heard(
        listener=p.listener,
        start=p.start.astype(np.float64),
        end=p.end.astype(np.float64),
        played=played.astype(np.float64),
        position=position,
        duration=duration,
        fraction=fraction,
        plays=count.astype(np.float64),
        ending=p.ending,
        format=format_,
        whole=p.whole,
        again=again,
        untouched=touch.untouched(p, texts.by_hand[p.first], moved),
    )
    titles, outcome, like, skip, weight = verdicts(heard, settings)
    session = sessions.number(p, gap_ms)
    return Found(
        p, details, owner, waiting, session, fraction, count, heard.format, again, titles, outcome, like, skip, weight
    )  # fmt: skip
