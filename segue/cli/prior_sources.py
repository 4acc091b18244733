"""What `segue prior build` reads, each kind of source by a function of its own."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from segue.cli.home import opened
from segue.cli.output import Failure, note
from segue.prior.build import Built, build, learnt
from segue.prior.file import write
from segue.prior.home import heard_at
from segue.prior.learn import Progress, Size
from segue.prior.prior import Manifest
from segue.prior.private import Budget

if TYPE_CHECKING:
    from segue.app import App

_DATABASE = b"SQLite format 3\0"


@dataclass(frozen=True, slots=True)
class Wanted:
    """How it was asked for. made: today; budget: None = listeners are not hidden."""

    out: Path
    size: Size
    seed: int
    name: str
    licence: str
    made: str
    budget: Budget | None

    def manifest(self, name: str, licence: str = "") -> Manifest:
        return Manifest(self.name or name, self.made, self.licence or licence, 0, 0, 0)

    def hidden(self, epsilon: float) -> "Wanted":
        """With this epsilon, where none was asked for."""
        return self if self.budget else replace(self, budget=Budget(epsilon))


def file(source: Path, wanted: Wanted, progress: Progress) -> Built:
    """A listen dump, or any file of listens."""
    if source.is_dir():
        raise Failure(f"{source}: holds no log.db, so it is no home folder of a Segue; a dump is given as its file")
    with open(source, "rb") as head:
        if head.read(len(_DATABASE)) == _DATABASE:
            raise Failure(f"{source}: is a database; give the home folder of the Segue it belongs to")
    manifest = wanted.manifest(source.name)
    return build(source, wanted.out, manifest, wanted.size, wanted.seed, progress, budget=wanted.budget)


def home(source: Path, wanted: Wanted, progress: Progress) -> Built:
    """Another Segue, or this one: what its listeners, those who allow learning, heard to the end."""
    from segue.app import build as put_together
    from segue.flows.dataset import dataset
    from segue.settings import Settings

    app: App = put_together(Settings(home=source.expanduser().resolve()))
    try:
        progress("reading the log", 0.0)
        app.follower.sweep()
        told = dataset(app.accounts, app.catalog, app.follower, app.log.end(), datetime.now(UTC))
        tracks = [track for one in told.items if (track := app.catalog.get(one)) is not None]
    finally:
        app.close()
    progress("who heard whom", 0.6)
    heard = heard_at(told.data.histories.liked, tracks)
    prior = learnt(heard, wanted.size, wanted.manifest("a Segue"), wanted.seed, progress, wanted.budget)
    write(prior, wanted.out)
    return Built(prior, 0, (), 0)


def service(context: typer.Context, source: str, wanted: Wanted, online: bool, token: str, progress: Progress) -> Built:
    """ListenBrainz, asked about the artists of this library and nothing else."""
    from segue.prior.asker import Asker
    from segue.prior.similar import Places, learn_similar, wanted_of

    places = Places.of(source)
    with opened(context) as app:
        artists = wanted_of(app.catalog)
        cache = app.settings.home / "listenbrainz.db"
    if not online:
        raise Failure(
            f"this asks {places} about the {len(artists):,} artists of this library, one by one: their MusicBrainz "
            "ids, and for those without one the name of the artist and of one track. Nothing is told of listeners. "
            "Say --online to do it"
        )
    with Asker(cache, token, datetime.now(UTC)) as asker:
        manifest = wanted.manifest("ListenBrainz similar artists", "CC0-1.0")
        prior, found = learn_similar(artists, places, asker, wanted.size, manifest, wanted.seed, progress)
    write(prior, wanted.out)
    note(f"{found.known:,} of {len(artists):,} artists found there; {asker.asked:,} questions asked, "
         f"{asker.remembered:,} answered from {cache.name}")  # fmt: skip
    return Built(prior, 0, (), 0)
