"""The demo's one screen: a first answer, three plays and two skips, and what each did to the next answer.

Nothing is staged: a real server process is asked over HTTP, and the listener plays or skips whatever stands
first in the answer. The loaded home is kept, so that a second demo starts at once.
"""

import sys
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn
from rich.text import Text

from segue.app import App, build
from segue.demo.dataset import DemoData, load, starter
from segue.demo.running import Client, running
from segue.domain.event import Event, EventKind, TrackRef
from segue.ports import Appended
from segue.settings import Settings, data_dir, default_home

_STEPS = ("play", "play", "skip", "play", "skip")
_SHOWN = 8  # tracks of an answer on the screen
_CHANGES = 2  # lines of a kind under each event
_LISTENER = "you"
_BATCH = 1000


def run(home: Path | None, data: Path | None, stay: bool | None, port: int) -> None:
    """Raises `segue.demo.running.NotStarted` when the server does not come up."""
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 100)
    home = home or default_home().with_name("segue-demo")
    found = load(data or data_dir())
    console.print(Text.assemble(("Segue demo", "bold"), f" on {found.sentence}"))
    token = _prepare(console, home, found)
    with running(home, port) as client:
        client.token = token
        _play(console, client)
        console.print(Text.assemble("\nThe same by hand: ", (client.address, "bold underline")))
        console.print(f"Sign in as “{_LISTENER}” with the token {token}")
        interactive = sys.stdin.isatty() and sys.stdout.isatty()
        if stay or (stay is None and interactive):
            console.print("The server runs until you press Enter.")
            with suppress(EOFError, KeyboardInterrupt):
                input()
        else:
            console.print(f"It was up for this run; bring it back with: segue --home {home} serve --port {port}")


def _prepare(console: Console, home: Path, found: DemoData) -> str:
    """Load the data once, then make the listener anew; returns their token."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn())
    app = build(Settings(home=home))
    try:
        with Progress(*columns, console=console, transient=True, disable=not sys.stdout.isatty()) as bar:
            task = bar.add_task("opening", total=1.0)

            def tell(what: str, share: float) -> None:
                bar.update(task, description=what, completed=share)

            marker = home / "demo-data"
            if not marker.is_file() or marker.read_text() != found.sentence or app.registry.current() is None:
                _fill(app, found, tell)
                marker.write_text(found.sentence)
        before = app.accounts.named(_LISTENER)
        if before is not None:
            app.forget(before.id)
        now = datetime.now(UTC)
        token = app.accounts.add(_LISTENER, "UTC", now)
        _record_starter(console, app, found, now)
        return token
    finally:
        app.close()


def _fill(app: App, found: DemoData, tell: Callable[[str, float], None]) -> None:
    now = datetime.now(UTC)
    tell(f"reading {len(found.tracks):,} tracks", 0.0)
    app.catalog.add(found.tracks)
    under_way: list[Future[Appended]] = []
    for i, (name, events) in enumerate(found.histories):
        if app.accounts.named(name) is None:
            app.accounts.add(name, "UTC", now)
        listener = app.accounts.named(name)
        assert listener is not None
        starts = range(0, len(events), _BATCH)
        under_way.extend(app.recorder.submit(listener, events[start : start + _BATCH]) for start in starts)
        if len(under_way) > 200:
            for future in under_way:
                future.result()
            under_way.clear()
        tell(f"telling what {i + 1:,} people listened to", min(0.4, i / 5000))
    for future in under_way:
        future.result()
    app.refresher.run(now, 1, lambda what, share: tell(f"learning: {what}", 0.4 + 0.6 * share))


def _record_starter(console: Console, app: App, found: DemoData, now: datetime) -> None:
    """The listener has finished a few tracks yesterday: what the first answer stands on."""
    listener = app.accounts.named(_LISTENER)
    assert listener is not None
    tracks = starter(found)
    events = [
        Event(f"starter-{i}", EventKind.COMPLETE, now - timedelta(hours=26, minutes=4 * i), track=TrackRef(id=track.id))
        for i, track in enumerate(tracks)
    ]
    app.recorder.submit(listener, events).result()
    names = ", ".join(track.title for track in tracks)
    console.print(Text(f"You are new here; yesterday you finished {names}."))


def _play(console: Console, client: Client) -> None:
    slate = client.get(f"/api/v1/recommendations?n={_SHOWN}")
    console.print(Text("\nYour first answer", style="bold"))
    for i, track in enumerate(slate["tracks"], 1):
        _line(console, f"{i:2}", track["title"], track["reason"]["text"])
    skips = []
    for step in _STEPS:
        track = slate["tracks"][0]
        events = _events(step, track, slate["slate_id"])
        slate, ms = client.timed("/api/v1/next", {"events": events, "request": {"n": _SHOWN}})
        sign, did, style = ("▶", "You finish", "green") if step == "play" else ("⏭", "You skip", "red")
        if step == "skip":
            skips.append(ms)
        console.print(
            Text.assemble("\n", (f"{sign} {did} “{track['title']}”", f"bold {style}"), (f"   {ms:.0f} ms", "dim"))
        )
        _changes(console, slate["changes"], track["id"])
    console.print(Text("\nYour answer now", style="bold"))
    for i, track in enumerate(slate["tracks"], 1):
        _line(console, f"{i:2}", track["title"], track["reason"]["text"])
    each = " and ".join(f"{ms:.0f} ms" for ms in skips)
    console.print(Text(f"\nFrom skip to changed answer, on disk before it was answered: {each}.", style="bold"))


def _changes(console: Console, changes: list[dict[str, Any]], itself: str) -> None:
    """What entered, what moved up, what left; the track of the event itself goes without saying."""
    groups: tuple[tuple[str, str, Callable[[dict[str, Any]], bool]], ...] = (
        ("↑", "in", lambda c: c["change"] == "entered"),
        ("↑", "up", lambda c: c["change"] == "moved" and c["after"] < c["before"]),
        ("↓", "out", lambda c: c["change"] == "left" and c["id"] != itself),
    )
    if not [c for c in changes if c["id"] != itself]:
        console.print("   nothing else changed")
    for arrow, word, chosen in groups:
        these = sorted((c for c in changes if chosen(c)), key=lambda c: c["after"] if c["after"] is not None else 0)
        for c in these[:_CHANGES]:
            where = f"to {c['after'] + 1}" if c["after"] is not None else f"was {c['before'] + 1}"
            _line(console, f" {arrow} {word:3} {where:6}", c["title"], c["because"]["text"])


def _line(console: Console, head: str, title: str, why: str) -> None:
    text = Text.assemble(f" {head} ", (f"{title[:34]:34} ", "bold"), (why, "dim"))
    text.truncate(console.width, overflow="ellipsis")
    console.print(text)


def _events(step: str, track: dict[str, Any], slate: str) -> list[dict[str, Any]]:
    now = datetime.now(UTC)
    shared = {"track": {"id": track["id"]}, "slate_id": slate, "device": "demo"}
    begin = {"event_id": uuid4().hex, "kind": "play", "at": now.isoformat(), "position_ms": 0, **shared}
    if step == "play":
        end = {"kind": "complete", "position_ms": 215_000, "duration_ms": 215_000}
    else:
        end = {"kind": "skip", "position_ms": 4_000, "duration_ms": 215_000}
    return [begin, {"event_id": uuid4().hex, "at": now.isoformat(), **end, **shared}]
