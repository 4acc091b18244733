"""Make the golden data set anew: `python -m tests.golden.make`. Do it only when the meaning itself has changed.

Two hundred plays of three listeners by several devices and routes, told with repairs to make: events as they came
in, and the listens and sessions they amount to. An engine that runs the kernel its own way must give the same.
"""

import json
from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa

from segue.listening.derive import derive
from segue.listening.schema import EVENTS
from segue.settings import Settings

FOLDER = Path(__file__).parent
FIRST_MS = 1_772_400_000_000
LENGTHS = {"music": (90_000, 400_000), "podcast": (900_000, 4_000_000), "audiobook": (600_000, 2_400_000)}


def events(seed: int = 5) -> list[dict[str, object]]:
    """Rows in the schema EVENTS, in the order in which they came in."""
    r = np.random.default_rng(seed)
    told: list[tuple[float, dict[str, object]]] = []
    for listener in ("ann", "bob", "çiğdem"):
        at = FIRST_MS
        for play in range(70):
            at = _play(r, told, listener, play, at)
            at += int(r.choice([0, 800, 25_000, 4_000_000, 50_000_000], p=[0.5, 0.3, 0.1, 0.07, 0.03]))
    told.sort(key=lambda one: one[0])
    return [row for _, row in told]


def _play(r: np.random.Generator, told: list[tuple[float, dict[str, object]]], who: str, play: int, at: int) -> int:
    format_ = str(r.choice(list(LENGTHS), p=[0.8, 0.12, 0.08]))
    length = int(r.integers(*LENGTHS[format_]))
    track = f"{format_}-{int(r.integers(8))}"
    device = str(r.choice(["phone", "car", "tv"]))
    heard = length if r.random() < 0.5 else int(length * r.random() ** 2)
    paused = int(r.integers(5_000, 900_000)) if r.random() < 0.15 else 0
    back = min(20_000, heard // 2) if r.random() < 0.1 else 0
    end = at + heard + paused + back

    def tell(kind: str, when: int, position: int | None, route: str = "native", **more: object) -> None:
        row = dict.fromkeys(EVENTS.names)
        row |= {
            "listener": who, "event_id": f"{who}-{play}-{route}-{kind}-{len(told)}", "kind": kind, "at": when,
            "track_id": track, "format": None if format_ == "music" else format_, "device": device, "dialect": route,
            "position_ms": position, "duration_ms": length,
        }  # fmt: skip
        row |= more
        late = 40_000_000 if r.random() < 0.05 else 0
        told.append((when + r.random() * 2_000 + late, row))
        if r.random() < 0.05:
            told.append((when + 9_000 + late, dict(row)))

    tell("play", at, 0, reason_start=str(r.choice(["clickrow", "trackdone", "voice"])))
    half = heard // 2
    if paused:
        tell("pause", at + half, half)
        if r.random() < 0.8:
            tell("resume", at + half + paused, half)
    if back:
        tell("seek", at + half + paused, half - back, from_ms=half)
    if device == "tv":
        for beat in range(30_000, heard, 30_000):
            if not paused and not back:
                tell("progress", at + beat, beat)
    if r.random() < 0.85:
        kind = "complete" if heard == length else str(r.choice(["skip", "stop"], p=[0.8, 0.2]))
        tell(kind, end, heard, slate_id="slate-1" if r.random() < 0.2 else None)
    if heard > length / 2 and r.random() < 0.5:
        tell("complete", at // 1000 * 1000, None, "listenbrainz", whole="either", device="navidrome")
    if heard > length / 2 and r.random() < 0.3:
        tell("complete", end // 1000 * 1000, None, "lastfm", whole="either", device="mpd")
    return end


def table(rows: list[dict[str, object]]) -> pa.Table:
    at = EVENTS.get_field_index("at")
    raw = pa.Table.from_pylist(rows, schema=EVENTS.set(at, pa.field("at", pa.int64())))
    return raw.set_column(at, EVENTS.field(at), pa.array(np.array(raw["at"]) * 1000).cast(EVENTS.field(at).type))


def plain(rows: pa.Table) -> list[dict[str, object]]:
    """As JSON can say it: times in Unix milliseconds, weights to six places, nothing where nothing is known."""
    return [{name: _plain(value) for name, value in row.items() if value not in (None, [])} for row in rows.to_pylist()]


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return round(value.timestamp() * 1000)
    return round(value, 6) if isinstance(value, float) else value


def write(name: str, rows: list[dict[str, object]]) -> None:
    lines = [json.dumps({k: v for k, v in row.items() if v is not None}, ensure_ascii=False) for row in rows]
    (FOLDER / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def read(name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    told = events()
    found = derive(table(told), Settings.example())
    write("events", told)
    write("listens", plain(found.listens))
    write("sessions", plain(found.sessions))
