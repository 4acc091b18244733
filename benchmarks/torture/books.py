"""The books of a lake: its tables against the log and against one derivation of everything."""

from collections import Counter

import pyarrow as pa

from segue.app import App
from segue.domain.event import Event, ListenerId, Offset
from segue.domain.shown import shown_of
from segue.flows.session_gap import SessionGap
from segue.lake.derived import Deriving
from segue.lake.tables import tables
from segue.listening.derive import derive
from segue.listening.schema import EVENTS
from segue.listening.sessions import GAP_MS


class Books:
    """Of an app whose keeper has swept to the end of the log."""

    def __init__(self, app: App) -> None:
        self._app = app

    def faults(self) -> list[str]:
        return [*self._facts(), *self._shown(), *self._derived()]

    def _logged(self) -> list[tuple[ListenerId, Event]]:
        found, after = [], Offset(0)
        while batches := self._app.log.read(after, 256):
            found += [(b.listener, e) for b in batches for e in b.events]
            after = batches[-1].offset
        return found

    def _facts(self) -> list[str]:
        held = self._app.lake.query("select listener, event_id from events")
        in_lake = Counter(zip(held["listener"].to_pylist(), held["event_id"].to_pylist(), strict=True))
        in_log = Counter((who, event.event_id) for who, event in self._logged())
        faults = []
        if lost := in_log - in_lake:
            faults.append(f"{lost.total()} events of the log are not in the lake")
        if more := in_lake - in_log:
            faults.append(f"{more.total()} events of the lake are not in the log, or twice")
        return faults

    def _shown(self) -> list[str]:
        shown = ((event.slate_id, shown_of(event)) for _, event in self._logged())
        wanted = Counter({slate: len(one.tracks) for slate, one in shown if one is not None})
        held = Counter(self._app.lake.query("select slate_id from slates")["slate_id"].to_pylist())
        return (
            [] if wanted == held else [f"{(wanted - held).total()} shown tracks lost, {(held - wanted).total()} more"]
        )

    def _derived(self) -> list[str]:
        app = self._app
        links = app.accounts.links
        deriving = Deriving(
            app.settings, SessionGap(app.settings).read(), app.lake, links.person, links.ids, app.catalog.format_of
        )
        events = deriving._formatted(deriving._theirs(app.lake.query("select * from events"))).select(EVENTS.names)
        made = derive(events, app.settings, round(app.settings.session_gap_s * 1000) or GAP_MS)
        return [
            f"{name}: {difference}"
            for name, rows in (("listens", made.listens), ("sessions", made.sessions))
            if (difference := self._difference(name, rows))
        ]

    def _difference(self, name: str, made: pa.Table) -> str:
        table = tables()[name]
        order = [("listener", "ascending"), (table.key, "ascending")]
        held = self._app.lake.query(f"select * from {name}").select(made.column_names).cast(made.schema).sort_by(order)
        made = made.sort_by(order)
        if held.equals(made):
            return ""
        ours, theirs = ({(r["listener"], r[table.key]): r for r in t.to_pylist()} for t in (held, made))
        unlike = [key for key in ours.keys() & theirs.keys() if ours[key] != theirs[key]]
        lack, more = len(theirs.keys() - ours.keys()), len(ours.keys() - theirs.keys())
        if not (unlike or lack or more) and len(held) == len(made):
            return ""
        say = "".join(f"; {ours[key]} should be {theirs[key]}" for key in unlike[:1])
        return f"{lack} missing, {more} too many, {len(unlike)} other, {len(held)} rows of {len(made)}{say}"
