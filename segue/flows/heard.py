"""Heard: how one track is heard, by the listener who asks and by everybody who lets it be counted."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from segue.accounts.store import Accounts
from segue.catalog.store import Catalog
from segue.domain.consent import Purpose
from segue.domain.event import ListenerId, TrackId
from segue.ports import Lake

if TYPE_CHECKING:
    import pyarrow as pa

    from segue.listening.facts import Facts

_SQL = """
select * from (
  select *,
    lead(listen_id) over (partition by listener, session_id order by start, listen_id) is not null as went_on,
    row_number() over (partition by listener, session_id, track_id in ({tracks}) order by start, listen_id) > 1 as again
  from listens
  where session_id in (select session_id from listens where track_id in ({tracks}))
) where track_id in ({tracks})
"""


@dataclass(frozen=True, slots=True)
class Heard:
    """everybody: None while fewer than `least_listeners` of those who allow it have heard the track."""

    own: "Facts"
    everybody: "Facts | None"


def heard(
    lake: Lake, accounts: Accounts, catalog: Catalog, listener: ListenerId, track: TrackId, least_listeners: int
) -> Heard:
    """What the lake holds; the last half minute may be missing.

    Raises:
        Refused: the listener does not allow personal answers.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    from segue.listening.facts import facts

    accounts.consent(listener).require(Purpose.PERSONALISE)
    track = catalog.canonical(track)
    ids = [track, *(old for old, new in catalog.signposts().items() if new == track)]
    rows = lake.query(_SQL.format(tracks=", ".join(f"'{one}'" for one in ids)))

    def of(who: list[ListenerId]) -> "pa.Table":
        return rows.filter(pc.is_in(rows["listener"], pa.array(who, pa.string())))

    present = [ListenerId(one) for one in pc.unique(rows["listener"]).to_pylist()]
    counted = of([one for one in present if accounts.consent(one).permits(Purpose.TRAIN)])
    everybody = facts(counted)
    enough = everybody.listeners >= least_listeners
    return Heard(facts(of([listener])), everybody if enough else None)
