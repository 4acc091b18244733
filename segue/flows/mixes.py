"""Mixes: which playlists a listener has, each made once for its period, and turned while it plays."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import numpy as np
from msgspec.structs import replace

from segue.accounts.store import Accounts
from segue.domain.consent import Purpose
from segue.domain.event import ListenerId, Offset, TrackId
from segue.domain.listener import Listener
from segue.domain.playlist import Playlist
from segue.domain.slate import Request, Slate, SlateTrack
from segue.domain.sound import Sound
from segue.domain.track import Track
from segue.flows.agreed import agreed
from segue.flows.follow import Follower
from segue.flows.models import COLD, Models
from segue.playlists.asked import Named, NoMix, joined, named
from segue.playlists.briefing import DAY_MS, Briefing
from segue.playlists.cover import cover
from segue.playlists.issue import Every, period, until
from segue.playlists.make import made
from segue.playlists.operator import written
from segue.playlists.recipe import Mix, Recipe, recipes
from segue.playlists.retell import retold
from segue.playlists.rows import by_their_artists, rows_of
from segue.playlists.season import month, southern
from segue.playlists.sequence import arranged
from segue.playlists.store import Playlists
from segue.playlists.turning import VISIBLE, carried, left, turn
from segue.profiles.profile import Profile
from segue.recommend.candidates import Candidates
from segue.recommend.chance import seed_of
from segue.recommend.filters.banned import banned
from segue.recommend.message import DEFAULT
from segue.recommend.owned import BOTH, OWNED
from segue.settings import Settings

_GOES_ON = timedelta(hours=6)  # what is made whenever it is asked for is turned, and not begun anew, for so long
_STILL_PLAYS = timedelta(days=8)  # the issue before, at most
_LAST = "last"  # the period under which that is kept


class Mixes:
    def __init__(
        self,
        settings: Settings,
        accounts: Accounts,
        follower: Follower,
        models: Models,
        store: Playlists,
        show: Callable[[Listener, Request, Slate], None],
    ) -> None:
        """show: hears what somebody was shown."""
        self._settings = settings
        self._accounts = accounts
        self._follower = follower
        self._models = models
        self.store = store
        self._show = show
        self._written: dict[str, Recipe] = {}
        self.faults: list[str] = []
        self._rests: dict[ListenerId, datetime] = {}  # whose mixes are made, and until when
        self.reread()

    def warm(self) -> None:
        """Load, or compile, what the first mix would have to wait for."""
        arranged([Track(TrackId(str(i)), str(i), str(i), sound=Sound(tempo_bpm=100 + i)) for i in range(4)], "rise")

    def reread(self) -> None:
        """Look into the operator's folder again."""
        self._written, self.faults = written(self._settings.recipes_path)

    def recipes(self) -> dict[str, Recipe]:
        """Every recipe that makes a playlist."""
        own = {name: one for name, one in recipes().items() if one.mix is not None}
        return {**own, **self._written}

    def named(self, name: str) -> Named:
        """Raises NoMix."""
        return named(name, self.recipes())

    def _asked(self, name: str) -> tuple[Named, Recipe, Mix]:
        """Raises NoMix."""
        known = self.recipes()
        asked = named(name, known)
        recipe = known[asked.recipe]
        assert recipe.mix is not None
        return asked, recipe, recipe.mix

    def out(self, listener: Listener, name: str, now: datetime) -> bool:
        """Whether there is a mix of this name, and now is its season."""
        try:
            _, _, mix = self._asked(name)
        except NoMix:
            return False
        return self._out(mix, listener, now)

    def offered(self, listener: Listener, now: datetime, lang: str = "") -> list[str]:
        """The names of the mixes that are out for this listener now."""
        names: list[str] = []
        with self._profile(listener) as profile:
            for recipe, one in self.recipes().items():
                mix = one.mix
                assert mix is not None
                if self._out(mix, listener, now):
                    briefing = self._briefing(listener, now, Named(recipe, recipe, ""), profile, lang)
                    names += [joined(recipe, argument) for argument in mix.offer(briefing)]
        return names

    def playlist(
        self, listener: Listener, name: str, now: datetime, lang: str = "", library: str = BOTH, *, why: bool = True
    ) -> Playlist:
        """The issue that is out; made if nobody has asked for it yet.

        library: of what is in a library here alone, or of what is not. It has issues of its own. why: the reasons of
        its tracks are read, too, and so have to be in that language.

        Raises:
            NoMix: there is none of this name.
        """
        asked, recipe, mix = self._asked(name)
        local = now.astimezone(listener.zone)
        held = None
        if mix.every is not Every.TIME:
            held = self._held(listener, asked, mix, local, library)
        if held is None or self._outgrown(listener, held, mix, local, library):
            return self._make(listener, asked, recipe, local, lang, (), library=library)
        gone = self._banned(listener, held, local)
        if not gone:
            return self._said_in(listener, held, asked, local, lang, why=why)
        stays = tuple(t for t in held.tracks if t.id not in gone)
        return self._make(listener, asked, recipe, local, lang, stays, of=held, library=library)

    def turned(
        self,
        listener: Listener,
        name: str,
        now: datetime,
        playing: TrackId | None = None,
        lang: str = "",
        library: str = BOTH,
        visible: int = VISIBLE,
    ) -> Playlist:
        """The issue after what the log has just brought: what was heard stays, the rest is refilled and put in order.

        playing: what is on. The next `visible` tracks, which the listener sees, stay, but for those that were just
        skipped or are like what was.

        Raises:
            NoMix: there is none of this name.
        """
        asked, recipe, mix = self._asked(name)
        local = now.astimezone(listener.zone)
        held = self._held(listener, asked, mix, local, library) or self.playlist(listener, name, now, lang, library)
        before = self._before(listener, held, playing, mix, local, library)
        if before is not None and playing is not None and (first := carried(before, playing, visible)):
            return self._make(listener, asked, recipe, local, lang, first, of=held, library=library)
        with self._profile(listener) as profile:
            recent = profile.read("recent", local)
        found = turn(held, recent, self._models.current(), playing, visible, self._banned(listener, held, local))
        if found is None:
            return self._said_in(listener, held, asked, local, lang)
        return self._make(listener, asked, recipe, local, lang, *found, held, library)

    def kept(self, listener: Listener, name: str, now: datetime, library: str = BOTH) -> Playlist | None:
        """What `turned` would go on from; nothing is made.

        Raises:
            NoMix: there is none of this name.
        """
        asked, _, mix = self._asked(name)
        return self._held(listener, asked, mix, now.astimezone(listener.zone), library)

    def _held(self, listener: Listener, asked: Named, mix: Mix, local: datetime, library: str) -> Playlist | None:
        """What is kept of the issue that is out; of a mix that is made whenever it is asked for, what was made not long
        ago."""
        if not self._personal(listener):
            return None
        held = self.store.get(listener.id, asked.name, _kept_as(mix, local), library)
        old = held is not None and mix.every is Every.TIME and local - held.made >= _GOES_ON
        return None if old else held

    def _before(
        self, listener: Listener, held: Playlist, playing: TrackId | None, mix: Mix, local: datetime, library: str
    ) -> Playlist | None:
        """The issue before this one, while it still plays."""
        if playing is None or playing in {track.id for track in held.tracks} or not self._personal(listener):
            return None
        last = self.store.last(listener.id, held.name, _kept_as(mix, local), library)
        return last if last is not None and local - last.made < _STILL_PLAYS else None

    def going(self, listener: Listener, name: str, now: datetime, lang: str = "", library: str = BOTH) -> Playlist:
        """The issue that is out, turned when something in it was skipped: for players that only read it again.

        Raises:
            NoMix: there is none of this name.
        """
        held = self.playlist(listener, name, now, lang, library)
        with self._profile(listener) as profile:
            recent = profile.read("recent", now.astimezone(listener.zone))
        return self.turned(listener, name, now, lang=lang, library=library) if left(held, recent) else held

    def shown(self, listener: Listener, playlist: Playlist, now: datetime, library: str = BOTH) -> None:
        """The listener sees this: an event like every other answer, once for each turn of an issue."""
        slate_id = f"{playlist.id}:{playlist.period}:{playlist.changed}" + ("" if library == BOTH else f":{library}")
        slate = Slate(slate_id, playlist.name, playlist.tracks, (), {}, playlist.model, Offset(0))
        request = Request(listener.id, now.astimezone(listener.zone), len(playlist.tracks), playlist.name)
        self._show(listener, request, slate)

    def due(self, listener: Listener, now: datetime) -> list[str]:
        """Names whose issue for this moment is not made yet; those that are made when asked for left out."""
        local, found = now.astimezone(listener.zone), []
        for name in self.offered(listener, now):
            _, _, mix = self._asked(name)
            if mix.every is not Every.TIME and self.store.get(listener.id, name, period(mix.every, local)) is None:
                found.append(name)
        return found

    def all(self, listener: Listener, now: datetime, lang: str = "", library: str = BOTH) -> list[Playlist]:
        """The issues that are out and hold something, in the order of their recipes."""
        names = self.offered(listener, now, lang)
        found = [self.playlist(listener, name, now, lang, library, why=False) for name in names]
        return [one for one in found if one.tracks]

    def make_due(self, now: datetime) -> Iterator[tuple[ListenerId, str]]:
        """Make what is due of everybody who listened lately, telling each as it is made.

        Nothing new is due before the next part of their day begins, so nobody is looked at again until then.
        """
        for listener in self._accounts.all():
            if now < self._rests.get(listener.id, now):
                continue
            self._rests[listener.id] = until(Every.PART, now.astimezone(listener.zone)) or now
            if self._personal(listener) and self._listened(listener, now):
                yield from ((listener.id, name) for name in self.make_due_of(listener, now))

    def make_due_of(self, listener: Listener, now: datetime) -> Iterator[str]:
        """The same for one listener: names as their mixes are made."""
        for name in self.due(listener, now):
            self.playlist(listener, name, now)
            if self._settings.subsonic_upstream:  # whose players are given what it has
                self.playlist(listener, name, now, library=OWNED)
            yield name

    def _listened(self, listener: Listener, now: datetime) -> bool:
        with self._profile(listener) as profile:
            recent = profile.read("recent", now)
        return bool(recent) and now.timestamp() * 1000 - recent[-1].at_ms < self._settings.mixes_for_days * DAY_MS

    def cover(self, playlist: Playlist) -> str:
        """The picture of a mix, an SVG."""
        artists = ", ".join(dict.fromkeys(track.artist for track in playlist.tracks[:3]))
        return cover(playlist.title, artists, playlist.name, self.mood(playlist.name))

    def mood(self, name: str) -> str:
        """Of a mix's cover. Raises NoMix."""
        return self._asked(name)[2].mood

    def forget(self, listener: ListenerId) -> int:
        self._rests.pop(listener, None)
        return self.store.erase(listener)

    def _make(
        self,
        listener: Listener,
        asked: Named,
        recipe: Recipe,
        local: datetime,
        lang: str,
        first: tuple[SlateTrack, ...],
        over: frozenset[TrackId | None] = frozenset(),
        of: Playlist | None = None,
        library: str = BOTH,
    ) -> Playlist:
        mix, wanted = recipe.mix, lang
        assert mix is not None
        if of is not None:  # an issue is kept in one language
            lang = of.lang
        personal, issue = self._personal(listener), period(mix.every, local)
        with self._profile(listener) as profile:
            briefing = self._briefing(listener, local, asked, profile, lang, library)
            given = self.store.given(listener.id, asked.name, mix.remembers, issue, library) if personal else set()
            given = {t for t in given if _chance(t, asked.name, issue) >= mix.returns}
            last = self.store.given(listener.id, asked.name, mix.artists_rest, issue, library) if personal else set()
            model = briefing.model  # the same to the end, whichever comes into service meanwhile
            barred, never, resting = rows_of(model, given | over), rows_of(model, over), by_their_artists(model, last)
            first = tuple(t for t in first if t.id in model.row_of)
            found = made(asked.name, recipe, briefing, self._settings, barred, first, never, resting)
        playlist = replace(found.playlist, heard=profile.offset)
        if of is not None:
            playlist = replace(playlist, period=of.period, made=of.made, until=of.until, changed=of.changed + 1)
            playlist = replace(playlist, title=of.title, about=of.about, little=of.little, lang=of.lang)
        if personal and (playlist.tracks or of or not asked.argument):  # not what somebody types behind genre:
            self.store.put(listener.id, playlist, asked.recipe, found.notes, _kept_as(mix, local), library)
        return playlist if of is None else self._said_in(listener, playlist, asked, local, wanted)

    def _outgrown(self, listener: Listener, held: Playlist, mix: Mix, local: datetime, library: str) -> bool:
        """Made when hardly anything was known, which has changed since; not while it plays."""
        if held.changed:
            return False
        if held.model == COLD and self._models.current().id != COLD:
            return True
        if held.tracks and not held.little:
            return False
        with self._profile(listener) as profile:
            if profile.offset == held.heard and library == BOTH:
                return False
            finished = self._briefing(listener, local, self.named(held.name), profile, "").finished
        return not held.tracks or finished >= mix.needs

    def _said_in(
        self, listener: Listener, held: Playlist, asked: Named, local: datetime, lang: str, *, why: bool = True
    ) -> Playlist:
        """The issue in the language that is asked for."""
        told = lang or self._accounts.languages.of(listener.id) or DEFAULT
        if told == held.lang:
            return held
        with self._profile(listener) as profile:
            briefing = self._briefing(listener, local, asked, profile, told)
            return retold(held, self.recipes()[asked.recipe], briefing, self._settings, why=why)

    def _banned(self, listener: Listener, held: Playlist, local: datetime) -> set[TrackId]:
        """Tracks of an issue that were banned since it was made."""
        model = self._models.current()
        rows = np.array([row for t in held.tracks if (row := model.row_of.get(t.id)) is not None], np.int32)
        with self._profile(listener) as profile:
            some = Candidates.merge([rows])
            gone = some.track[banned(model, profile.read("ratings", local), some)]
        return {model.items[row].id for row in gone.tolist()}

    def _briefing(
        self, listener: Listener, now: datetime, asked: Named, profile: Profile, lang: str, library: str = BOTH
    ) -> Briefing:
        local = now.astimezone(listener.zone)
        told = lang or self._accounts.languages.of(listener.id) or DEFAULT
        personal = self._personal(listener)
        dial = self._accounts.dials.of(listener.id) if personal else None
        request = Request(
            listener.id, local, recipe=asked.recipe, lang=told, profiled=personal, familiar_share=dial, library=library
        )
        noted: Mapping[str, object] = self.store.noted(listener.id, asked.recipe) if personal else {}
        return Briefing(request, asked.argument, profile, self._models.current(), noted)

    def _out(self, mix: Mix, listener: Listener, now: datetime) -> bool:
        local = now.astimezone(listener.zone)
        if mix.dates is not None and not mix.dates[0] <= local.date() <= mix.dates[1]:
            return False
        return not mix.months or month(local.month, south=southern(listener.zone.key)) in mix.months

    def _personal(self, listener: Listener) -> bool:
        return self._accounts.consent(listener.id).permits(Purpose.PERSONALISE)

    def _profile(self, listener: Listener) -> AbstractContextManager[Profile]:
        return agreed(self._accounts, self._follower, listener.id)


def _kept_as(mix: Mix, local: datetime) -> str:
    return _LAST if mix.every is Every.TIME else period(mix.every, local)


def _chance(track: TrackId, name: str, issue: str) -> float:
    return seed_of("returns", track, name, issue) / 2**64
