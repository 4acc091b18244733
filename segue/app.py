"""Composition root: settings -> adapters -> flows. The only importer of adapters."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, create_engine, event

from segue.accounts.passwords import secret_key
from segue.accounts.store import Accounts
from segue.adapters.embedded.compact import compact
from segue.adapters.embedded.event_log import SqliteEventLog
from segue.adapters.embedded.feature_store import SqliteFeatureStore
from segue.adapters.embedded.lake import DeltaLake
from segue.adapters.embedded.lake_lock import locked
from segue.adapters.embedded.model_registry import FolderModelRegistry
from segue.adapters.embedded.slate_store import SqliteSlateStore
from segue.adapters.embedded.speech import SpeechEngine
from segue.catalog.connections import Connections
from segue.catalog.holdings import Holdings
from segue.catalog.search.index import SearchIndex
from segue.catalog.store import Catalog
from segue.domain.event import ListenerId
from segue.flows.dj import Dj
from segue.flows.follow import Follower
from segue.flows.forget import Forgotten, forget
from segue.flows.history import History
from segue.flows.keep import Keeper
from segue.flows.lists import Lists
from segue.flows.mixes import Mixes
from segue.flows.models import Models
from segue.flows.near import Near
from segue.flows.prompt import Prompter
from segue.flows.push import Pusher
from segue.flows.record import Recorder
from segue.flows.refresh import Refresher
from segue.flows.search import Search
from segue.flows.serve import Server
from segue.flows.sheets import Sheets
from segue.flows.speech import Speeches
from segue.ingest.clock import Clocks
from segue.ingest.quarantine import Quarantine
from segue.playlists.own import OwnPlaylists
from segue.playlists.push.pushed import Pushed
from segue.playlists.store import Playlists
from segue.playlists.titles import Titles
from segue.ports import EventLog, FeatureStore, Lake, LakeTable, ModelRegistry, SlateStore
from segue.prior.shelf import Shelf
from segue.settings import Settings


@dataclass(frozen=True, slots=True)
class App:
    """Everything of one home, put together."""

    settings: Settings
    log: EventLog
    features: FeatureStore
    slates: SlateStore
    registry: ModelRegistry
    accounts: Accounts
    catalog: Catalog
    quarantine: Quarantine
    follower: Follower
    history: History
    models: Models
    recorder: Recorder
    server: Server
    refresher: Refresher
    engine: Engine
    lake: Lake
    keeper: Keeper
    shelf: Shelf
    search: Search
    prompter: Prompter
    mixes: Mixes
    lists: Lists
    sheets: Sheets
    near: Near
    pusher: Pusher
    dj: Dj
    holdings: Holdings
    connections: Connections
    clocks: Clocks = field(default_factory=Clocks)

    def forget(self, listener: ListenerId) -> Forgotten:
        """Remove a listener, and whatever is linked to them, from everything that holds data of theirs."""
        places = {
            "log": self.log.erase,
            "profile": self.follower.forget,
            "slates": self.server.forget,
            "mixes": self.mixes.forget,
            "lists": self.lists.forget,
            "pushed": self.pusher.forget,
            "history": self.history.forget,
            "dj": self.dj.forget,
            "quarantine": self.quarantine.erase,
            "libraries": self._disconnect,
            "account": self.accounts.erase,
            "lake": self.keeper.forget,  # last: whoever writes to it afterwards finds the account's mark
        }
        removed: Counter[str] = Counter()
        for one in reversed(
            self.accounts.links.ids(listener) or (listener,)
        ):  # the own id last: it leads to the others
            removed.update(forget(one, places).removed)
        if self.engine.dialect.name == "sqlite":
            with self.engine.connect() as db:
                compact(db.connection.driver_connection)  # type: ignore[arg-type]
        return Forgotten(listener, dict(removed))

    def _disconnect(self, listener: ListenerId) -> int:
        """The tokens of a listener's music servers, and what they marked there; the tracks stay known."""
        names = self.connections.erase(listener)
        return len(names) + sum(self.holdings.libraries.unsaid(name) for name in names)

    def unlink(self, link: str, now: datetime) -> bool:
        """Take a link back; what belongs to nobody then is erased. False: it is not in force."""
        links = self.accounts.links
        held = links.get(link)
        if held is None or not links.undo(link, now):
            return False
        if self.accounts.get(held.source) is None and links.part_of(held.source) is None:
            self.forget(held.source)
        return True

    def forget_again(self) -> None:
        """Erase what came in for a listener whom another process forgot while this one still knew their token."""
        known = {*self.follower.listeners(), *self.server.listeners(), *self.quarantine.listeners()}
        for listener in self.accounts.forgotten(sorted(known)):
            self.forget(listener)

    def close(self) -> None:
        """Finish what is under way, save, and let go of the files."""
        self.log.close()
        try:
            self.follower.save()
            self.server.save()
        finally:
            self.features.close()
            self.slates.close()
            self.engine.dispose()


def build(settings: Settings) -> App:
    """Raises OSError when the home folder cannot be made."""
    settings.home.mkdir(parents=True, exist_ok=True)
    settings.home.chmod(0o700)
    engine = _records(settings)
    log = _event_log(settings)
    features = _features(settings, log)
    slates = SqliteSlateStore(settings.state_path)
    registry = FolderModelRegistry(settings.models_path)
    accounts = Accounts(engine, secret_key(settings.key_path))
    catalog, quarantine = Catalog(engine), Quarantine(engine)

    def zone_of(listener: ListenerId) -> ZoneInfo:
        known = accounts.get(listener)
        return known.zone if known else ZoneInfo("UTC")

    follower = Follower(settings, log, features, catalog, accounts.links, zone_of)
    history = History(settings, log, catalog, accounts.links)
    shelf = Shelf(settings.prior_path)
    holdings = Holdings(engine)
    models = Models(registry, catalog, shelf, holdings.tracks)
    recorder = Recorder(log, accounts, catalog, quarantine)
    server = Server(settings, accounts, log, follower, models, slates)
    lake = DeltaLake(settings.lake_path, _lake_tables)
    index = SearchIndex(settings.search_path, catalog, engine)
    search = Search(index, accounts, follower, models, recorder, Titles(engine))
    refresher = Refresher(log, accounts, catalog, follower, registry, lake, shelf, settings.sequence_plays)
    mixes = Mixes(settings, accounts, follower, models, Playlists(engine), server.shown)
    lists = Lists(accounts, recorder, OwnPlaylists(engine))
    prompter = Prompter(settings, accounts, log, follower, models)
    sheets, connections = Sheets(mixes, lists, catalog), Connections(settings.connections_path)
    pushing = partial(locked, settings.home / ".push")
    pusher = Pusher(accounts, catalog, connections, holdings, sheets, Pushed(engine), pushing, models.anything)
    turn = partial(locked, settings.lake_path / ".sweep")
    keeper = Keeper(settings, log, lake, accounts, catalog, turn)
    return App(
        settings, log, features, slates, registry, accounts, catalog, quarantine, follower, history, models, recorder,
        server, refresher, engine, lake, keeper, shelf, search, prompter, mixes,
        lists, sheets, Near(settings, accounts, follower, models, prompter), pusher,
        Dj(settings, accounts, catalog, follower, models, history, server, Speeches(settings, SpeechEngine(settings))),
        holdings, connections,
    )  # fmt: skip


def _lake_tables() -> Mapping[str, LakeTable]:
    from segue.lake.tables import tables  # with pyarrow, which only those need who look into the lake

    return tables()


def _event_log(settings: Settings) -> EventLog:
    scheme, _, rest = settings.log_url.partition("://")
    if scheme in ("", "sqlite"):
        path = Path("/" + rest.lstrip("/")) if rest else settings.log_path
        return SqliteEventLog(path, settings.max_waiting_batches)
    raise ValueError(f"there is no event log for {scheme}://; there is sqlite://")


def _features(settings: Settings, log: EventLog) -> FeatureStore:
    """The profiles; begun anew when they know more than the log, because an older log was put back."""
    features = SqliteFeatureStore(settings.state_path)
    if features.consumed() <= log.end():
        return features
    features.close()
    for file in settings.home.glob(f"{settings.state_path.name}*"):
        file.unlink()
    return SqliteFeatureStore(settings.state_path)


def _records(settings: Settings) -> Engine:
    engine = create_engine(f"sqlite:///{settings.records_path}", connect_args={"timeout": 10})

    @event.listens_for(engine, "connect")
    def _pragmas(connection: object, _: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        cursor.execute("pragma journal_mode=wal")
        cursor.execute("pragma synchronous=full")
        cursor.execute("pragma foreign_keys=on")
        cursor.execute("pragma secure_delete=on")
        cursor.close()

    return engine
