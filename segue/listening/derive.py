"""Arrow tables in, Arrow tables out: what the lake's writer and a distributed engine call.

One pure function over any number of listeners; an engine that shards by listener may call it once for each shard.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from segue.domain.event import EventKind
from segue.listening import kernel, sessions
from segue.listening.columns import FORMATS, KINDS, MUSIC, OTHER, WHOLES, Events
from segue.listening.order import hashes
from segue.listening.schema import EVENTS, LISTENS, SESSIONS, TIME
from segue.listening.touch import BY_HAND
from segue.listening.words import reason_of
from segue.settings import Settings


@dataclass(frozen=True, slots=True)
class Derived:
    """Tables in the schemas LISTENS and SESSIONS, by listener and start.

    owner: (n,) the listen of each event that was given, -1 = of none
    waiting: (m,) a route that told of its start may yet tell of its end
    """

    listens: pa.Table
    sessions: pa.Table
    owner: NDArray[np.int64]
    waiting: NDArray[np.bool_]


def derive(events: pa.Table, settings: Settings, gap_ms: int = sessions.GAP_MS) -> Derived:
    """`events` has the columns of EVENTS, in any order of rows; the same event twice counts once."""
    kinds = _codes_of(events["kind"], {k.value: code for k, code in KINDS.items()}, OTHER)
    known = events["track_id"].is_valid().to_numpy(zero_copy_only=False)
    about = (kinds != OTHER) & known
    deleting = pc.equal(events["kind"], EventKind.DELETE_LISTEN.value).to_numpy(zero_copy_only=False) & known
    listener, listeners = _coded(events["listener"])
    track, tracks = _coded(events["track_id"])
    at = _millis(events["at"])
    deletions = np.stack([listener[deleting], track[deleting], at[deleting]], axis=1).astype(np.int64)
    rows = np.flatnonzero(about)
    if not about.all():
        events = events.take(rows)
        kinds, listener, track, at = kinds[rows], listener[rows], track[rows], at[rows]
    dialect, dialects = _coded(events["dialect"])
    device, devices = _coded(events["device"])
    play, _ = _coded(events["play_id"])
    columns = Events(
        listener=listener,
        route=_routes(listener, device, dialect, len(devices), len(dialects)),
        play=play,
        track=track,
        kind=kinds,
        at=at,
        position=_whole(events["position_ms"]),
        duration=_whole(events["duration_ms"]),
        whole=_codes_of(events["whole"], {w.value: code for w, code in WHOLES.items()}, 0),
        played=_whole(events["played_ms"]),
        origin=_whole(events["from_ms"]),
    )
    texts = kernel.Texts(
        ids=_hashed(events["event_id"]),
        format=_codes_of(events["format"], FORMATS, MUSIC),
        by_hand=_codes_of(events["reason_start"], dict.fromkeys(BY_HAND, 1), 0) > 0,
        plays=_whole(events["plays"], 1),
        deletions=deletions,
    )
    found = kernel.find(columns, texts, settings, gap_ms)
    named = {"track_id": (track, tracks), "device": (device, devices)}
    named["listener"] = listener, listeners
    listens = _listens(events, found, named, dialect, dialects.to_pylist())
    owner = np.full(len(about), -1, np.int64)
    owner[rows] = found.owner
    return Derived(listens, _sessions(listens, found), owner, found.waiting)


def _coded(column: pa.ChunkedArray) -> tuple[NDArray[np.int32], pa.Array]:
    """Text as codes, -1 where there is none, and the text of each code."""
    encoded = pc.dictionary_encode(_one(column))
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
    return codes, encoded.dictionary


def _one(column: pa.ChunkedArray) -> pa.Array:
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return whole.chunk(0) if isinstance(whole, pa.ChunkedArray) else whole


def _codes_of(column: pa.ChunkedArray, codes: dict[str, int], other: int) -> NDArray[np.int8]:
    """Each text's code in `codes`."""
    found, words = _coded(column)
    by_code: NDArray[np.int8] = np.array([*(codes.get(w, other) for w in words.to_pylist()), other], np.int8)
    return by_code[found]


def _millis(column: pa.ChunkedArray) -> NDArray[np.int64]:
    return _one(column).cast(TIME).cast(pa.int64()).to_numpy() // 1000  # type: ignore[no-any-return]


def _whole(column: pa.ChunkedArray, missing: int = -1) -> NDArray[np.int64]:
    return _one(column).fill_null(missing).to_numpy(zero_copy_only=False).astype(np.int64)  # type: ignore[no-any-return]


def _hashed(column: pa.ChunkedArray) -> NDArray[np.uint64]:
    texts = _one(column).cast(pa.large_string())
    _, offsets, data = texts.buffers()
    ends = np.frombuffer(offsets, np.int64)[texts.offset : texts.offset + len(texts) + 1]
    return hashes(np.frombuffer(data, np.uint8) if data is not None else np.empty(0, np.uint8), ends)


def _routes(
    listener: NDArray[np.int32], device: NDArray[np.int32], dialect: NDArray[np.int32], n_devices: int, n_dialects: int
) -> NDArray[np.int32]:
    """A code for each listener's device and dialect."""
    packed = (listener.astype(np.int64) * (n_devices + 1) + device + 1) * (n_dialects + 1) + dialect + 1
    if len(packed) and packed.max() < 2**31 - 1:
        return packed.astype(np.int32)
    _, codes = np.unique(packed, return_inverse=True)
    routes: NDArray[np.int32] = codes.astype(np.int32)
    return routes


def _listens(
    events: pa.Table,
    found: kernel.Found,
    named: Mapping[str, tuple[NDArray[np.int32], pa.Array]],
    dialect: NDArray[np.int32],
    dialects: list[str],
) -> pa.Table:
    p, m = found.plays, len(found.plays)
    first = p.first
    by_first = {name: _texts(codes[first], words) for name, (codes, words) in named.items()}
    for name in ("event_id", "reason_start", "slate_id"):
        by_first[name] = _taken(events[name], first)
    told_end = _taken(events["reason_end"], np.where(p.last >= 0, p.last, first))
    ids = by_first["event_id"]
    session_first = np.searchsorted(found.session, np.arange(found.session[-1] + 1 if m else 0))
    formats = pa.array(list(FORMATS))
    titles = pa.array(found.titles)
    return pa.table(
        {
            "listener": by_first["listener"],
            "listen_id": ids,
            "track_id": by_first["track_id"],
            "start": _times(p.start),
            "end": _times(p.end),
            "played_ms": np.maximum(p.played, 0),
            "fraction": pa.array(found.fraction, mask=np.isnan(found.fraction)),
            "duration_ms": pa.array(p.duration, mask=p.duration <= 0),
            "position_ms": pa.array(p.position, mask=p.position < 0),
            "format": formats.take(pa.array(found.format)),
            "device": by_first["device"],
            "routes": _route_names(found.owner, dialect, dialects, m),
            "reason_start": _any_text(by_first["reason_start"], events["reason_start"], found.owner, m),
            "reason_end": _reasons(told_end, found),
            "pauses": _nested(LISTENS.field("pauses").type, found.details.pause_play, m, (
                found.details.pause_at, found.details.pause_length, found.details.pause_resumed.astype(bool))),
            "seeks_forward": p.seeks_forward.astype(np.int64),
            "replayed": _nested(LISTENS.field("replayed").type, found.details.replay_play, m, (
                found.details.replay_from, found.details.replay_to)),
            "plays": found.count,
            "slate_id": _any_text(by_first["slate_id"], events["slate_id"], found.owner, m),
            "outcome": titles.take(pa.array(found.outcome)),
            "like": found.like,
            "skip": found.skip,
            "session_id": ids.take(pa.array(session_first[found.session])),
        },
        schema=LISTENS,
    )  # fmt: skip


def _texts(codes: NDArray[np.int32], words: pa.Array) -> pa.Array:
    """The text of each code, null for -1."""
    return pa.DictionaryArray.from_arrays(pa.array(codes, mask=codes < 0), words).dictionary_decode()


def _taken(column: pa.ChunkedArray, rows: NDArray[Any]) -> pa.Array:
    if column.null_count == len(column):
        return pa.nulls(len(rows), pa.string())
    return _one(column).take(pa.array(rows))


def _times(ms: NDArray[np.int64]) -> pa.Array:
    return pa.array(ms * 1000).cast(TIME)


def _any_text(own: pa.Array, all_: pa.ChunkedArray, owner: NDArray[np.int64], m: int) -> pa.Array:
    """The opening event's text, else the first in the alphabet of what any event of the listen says."""
    if own.null_count == 0 or all_.null_count == len(all_):
        return own
    said = np.flatnonzero(all_.is_valid().to_numpy(zero_copy_only=False) & (owner >= 0))
    texts = _one(all_).take(pa.array(said))
    order = pc.sort_indices(texts, sort_keys=[("", "descending")]).to_numpy() if len(said) else said
    chosen = np.full(m, -1, np.int64)
    chosen[owner[said[order]]] = said[order]  # the last one written wins: the first in the alphabet
    picked = _one(all_).take(pa.array(np.maximum(chosen, 0), mask=chosen < 0))
    return pc.coalesce(own, picked)


def _reasons(told: pa.Array, found: kernel.Found) -> pa.Array:
    p = found.plays
    codes = p.ending.astype(np.int32) * 2 + found.again
    meant = pa.array([reason_of(c // 2, None, bool(c % 2)) for c in range(16)], pa.string()).take(pa.array(codes))
    own = pc.if_else(pa.array(p.last >= 0), told, pa.scalar(None, pa.string()))
    return pc.coalesce(own, meant)


def _route_names(owner: NDArray[np.int64], dialect: NDArray[np.int32], dialects: list[str], m: int) -> pa.Array:
    """Sorted names of the dialects that told of each listen."""
    names = sorted(dialects)
    rank = np.array([names.index(d) for d in dialects], np.int64)
    told = np.zeros((m, len(names)), bool)
    of = np.flatnonzero(owner >= 0)
    told[owner[of], rank[dialect[of]]] = True
    row, name = np.nonzero(told)
    return _lists(pa.array(names, pa.string()).take(pa.array(name)), row, m)


def _lists(values: pa.Array, row: NDArray[Any], m: int) -> pa.Array:
    """`values` as lists, by their `row`, which ascends."""
    offsets = np.searchsorted(row, np.arange(m + 1)).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), values)


def _nested(kind: pa.DataType, row: NDArray[np.int32], m: int, columns: Iterable[NDArray[Any]]) -> pa.Array:
    order = np.argsort(row, kind="stable")
    fields = list(kind.value_type)
    values = pa.StructArray.from_arrays([pa.array(c[order]) for c in columns], fields=fields)
    return _lists(values, row[order], m)


def _sessions(listens: pa.Table, found: kernel.Found) -> pa.Table:
    p, s = found.plays, found.session
    count = int(s[-1]) + 1 if len(s) else 0
    first = np.searchsorted(s, np.arange(count))
    rows = pa.array(first)
    device, devices = _coded(listens["device"])
    # devices in the order in which they took over: a row where the device differs from the one before it
    new = np.ones(len(s), bool)
    new[1:] = (s[1:] != s[:-1]) | (device[1:] != device[:-1])
    new &= device >= 0
    turns = np.flatnonzero(new)
    names = devices.take(pa.array(device[turns]))
    zero = np.zeros(0)
    return pa.table(
        {
            "listener": listens["listener"].take(rows),
            "session_id": listens["listen_id"].take(rows),
            "start": listens["start"].take(rows),
            "end": _times(np.maximum.reduceat(p.end, first) if count else zero.astype(np.int64)),
            "listens": np.bincount(s, minlength=count).astype(np.int64),
            "played_ms": np.bincount(s, np.maximum(p.played, 0), count).astype(np.int64),
            "skips": np.bincount(s, found.skip > 0, count).astype(np.int64),
            "devices": _lists(names, s[turns], count),
        },
        schema=SESSIONS,
    )


__all__ = ["EVENTS", "Derived", "derive"]
