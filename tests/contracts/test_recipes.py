"""What every mix promises, asked of every recipe there is, on a world whose sounds and tastes are known."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest

from segue.catalog.works import work_key
from segue.domain.consent import Purpose
from segue.domain.event import Event, EventKind, TrackRef
from segue.playlists.asked import NoMix
from segue.playlists.recipe import recipes
from segue.recommend.message import languages
from tests.contracts.mix_home import fan_of, full_home, mix_for, name_for, smaller_home, tracks_in
from tests.flows.engine import NOW

NAMES = sorted(name for name, one in recipes().items() if one.mix is not None)
FEW_ARTISTS = {"artist_radio", "track_radio", "genre", "decade", "on_repeat"}  # what they are about decides
OF_THE_PAST = {"daily_mix", "on_repeat", "rediscover", "resume"}  # nothing to go back to, nothing in it
SPRING = datetime(2026, 4, 14, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Dear, so it is made once."""
    yield from full_home(tmp_path_factory.mktemp("mixes") / "home")


@pytest.fixture(scope="module")
def smaller(tmp_path_factory):
    yield from smaller_home(tmp_path_factory.mktemp("smaller") / "home")


@pytest.fixture(scope="module")
def fan(home):
    return fan_of(home)


@pytest.mark.parametrize("recipe", NAMES)
@pytest.mark.parametrize("whose", ["new", "few", "fan", "much"])
def test_it_works_for_anybody_and_says_when_there_is_little_to_go_on(home, fan, recipe, whose):
    who = fan if whose == "fan" else home.listener(whose)
    playlist, mix = mix_for(home, who, recipe), recipes()[recipe].mix
    tracks = tracks_in(home, playlist)
    assert playlist.title
    assert playlist.about
    assert "{" not in playlist.title + playlist.about
    assert len(tracks) <= mix.length
    assert len({t.id for t in tracks}) == len(tracks)
    works = Counter((t.artist, work_key(t.title)) for t in tracks)
    assert max(works.values(), default=1) == 1, "two recordings of one song"
    assert tracks or recipe in OF_THE_PAST
    if whose == "new" and tracks:
        assert playlist.little == (mix.needs > 0)
    if whose in ("fan", "much"):
        assert not playlist.little
    if whose == "much":  # little came out this year, and nobody is in the middle of a book
        assert len(tracks) == mix.length or recipe in ("release_radar", "resume")
    if recipe not in FEW_ARTISTS and len(tracks) >= 8:
        per_artist = Counter(t.artist for t in tracks)
        assert max(per_artist.values()) <= max(2, mix.length // 8)
        assert sum(a.artist == b.artist for a, b in pairwise(tracks)) <= len(tracks) // 10


@pytest.mark.parametrize("recipe", NAMES)
@pytest.mark.parametrize("lang", sorted(languages()))
def test_it_has_words_in_every_language(home, fan, recipe, lang):
    with home.app.follower.use(fan.id) as profile:
        named = home.app.mixes.named(f"{recipe}:jazz" if recipe == "genre" else recipe)
        briefing = home.app.mixes._briefing(fan, NOW, named, profile, lang)
    from segue.playlists.describe import described

    for tracks in ((), home.app.mixes.playlist(fan, "library_radio", NOW).tracks):
        title, about, _ = described(recipe, recipes()[recipe], briefing, tracks)
        assert title
        assert about
        assert "{" not in title + about


@pytest.mark.parametrize("recipe", NAMES)
def test_nothing_that_is_banned(home, recipe):
    who = home.listener(f"bans {recipe}")
    home.hear(who, home.genre(home.world.catalogue.genres[1])[:30], EventKind.COMPLETE, 200_000)
    home.now = NOW
    before = tracks_in(home, mix_for(home, who, recipe))
    if len(before) < 2:
        return
    banned = before[0]
    home.tell(who, [
        Event(f"ban {recipe}", EventKind.BAN, NOW, track=TrackRef(id=banned.id)),
        Event(f"ban artist {recipe}", EventKind.BAN, NOW, track=TrackRef(id=before[1].id), extra={"scope": "artist"}),
    ])  # fmt: skip
    after = tracks_in(home, mix_for(home, who, recipe, NOW + timedelta(minutes=1)))
    assert banned.id not in {t.id for t in after}
    assert before[1].artist not in {t.artist for t in after}


@pytest.mark.parametrize("recipe", NAMES)
def test_it_stands_still_within_its_period_and_is_another_in_the_next(home, fan, recipe):
    mix = recipes()[recipe].mix
    first = mix_for(home, fan, recipe)
    if first.until is None or not first.tracks:
        return
    again = home.app.mixes.playlist(fan, first.name, min(NOW + timedelta(hours=1), first.until - timedelta(seconds=1)))
    assert again == first
    later = home.app.mixes.playlist(fan, first.name, first.until + timedelta(hours=1))
    assert later.id == first.id
    assert later.period != first.period
    if recipe != "on_repeat":  # which changes with what is heard, not with the day
        assert [t.id for t in later.tracks] != [t.id for t in first.tracks] or len(first.tracks) < mix.length
    if mix.remembers and not mix.returns:
        assert not {t.id for t in first.tracks} & {t.id for t in later.tracks}


@pytest.mark.parametrize("recipe", NAMES)
def test_without_consent_nothing_of_the_listener_is_read_or_kept(home, recipe):
    who = home.listener(f"silent {recipe}")
    heard = home.genre(home.world.catalogue.genres[2])[:20]
    home.hear(who, heard, EventKind.COMPLETE, 200_000)
    home.now = NOW
    home.app.accounts.withdraw(who.id, Purpose.PERSONALISE)
    playlist = mix_for(home, who, recipe)
    assert not any(t.reason.evidence for t in playlist.tracks)
    assert home.app.mixes.store.latest(who.id) == []
    stranger = mix_for(home, home.listener("new"), recipe)
    if playlist.name == stranger.name:
        assert [t.id for t in playlist.tracks] == [t.id for t in stranger.tracks]


def test_discover_weekly_was_never_heard(home, fan):
    with home.app.follower.use(fan.id) as profile:
        heard = set(profile.read("taste", NOW))
    tracks = mix_for(home, fan, "discover_weekly").tracks
    assert len(tracks) == 30
    assert not {t.id for t in tracks} & heard


@pytest.mark.parametrize("whose", ["fan", "much"])
def test_discover_weekly_goes_on_for_weeks_by_others_than_last_time(home, fan, whose):
    """Where few tracks are left that were never heard, artists come again before the list gets short."""
    who = fan if whose == "fan" else home.listener("much")
    mondays = [NOW + timedelta(weeks=n) for n in range(20, 26)]
    issues = [home.app.mixes.playlist(who, "discover_weekly", monday).tracks for monday in mondays]
    given = [t.id for issue in issues for t in issue]
    assert len(set(given)) == len(given)
    if whose == "fan":
        assert [len(issue) for issue in issues] == [30] * 6
        shares = [len({t.artist for t in a} & {t.artist for t in b}) / 30 for a, b in pairwise(issues)]
        assert max(shares) < 0.2, shares


def test_on_repeat_and_rediscover_are_known_and_apart(home, fan):
    with home.app.follower.use(fan.id) as profile:
        last = {t: tally.finished[-1][0] for t, tally in profile.read("taste", NOW).items() if tally.finished}
    repeat, rested = (mix_for(home, fan, name).tracks for name in ("on_repeat", "rediscover"))
    assert repeat
    assert rested
    month = NOW.timestamp() * 1000 - 30 * 86_400_000
    assert all(last[t.id] > month for t in repeat)
    assert np.median([last[t.id] for t in rested]) < np.median([last[t.id] for t in repeat])


def test_daily_mixes_are_sides_of_a_taste_and_keep_their_numbers(home, fan):
    def mixes(now: datetime) -> dict[str, set[str]]:
        names = [n for n in home.app.mixes.offered(fan, now) if n.startswith("daily_mix")]
        return {n: {t.id for t in home.app.mixes.playlist(fan, n, now).tracks} for n in names}

    today, tomorrow = mixes(NOW), mixes(NOW + timedelta(days=1))
    assert len(today) >= 3
    for name, one in today.items():
        others = set().union(*(o for n, o in today.items() if n != name))
        assert len(one & others) <= len(one) // 10
        overlap = {other: len(one & held) for other, held in tomorrow.items()}
        assert max(overlap, key=lambda n: overlap[n]) == name, "tomorrow it is still the same side"


@pytest.mark.parametrize("recipe", ["daily_mix", "focus", "party", "genre", "daylist", "artist_radio"])
def test_mixes_that_promise_nothing_else_follow_the_dial(home, fan, recipe):
    with home.app.follower.use(fan.id) as profile:
        heard = set(profile.read("taste", NOW))
    known = {}
    for share in (0.0, 1.0):
        home.app.accounts.dials.turn(fan.id, share)
        home.app.mixes.store.erase(fan.id)  # what was given would not come again
        later = NOW + timedelta(days=60 + share)
        tracks = mix_for(home, fan, recipe, later).tracks
        known[share] = sum(t.id in heard for t in tracks) / len(tracks)
    home.app.accounts.dials.turn(fan.id, None)
    assert known[0.0] < known[1.0] - 0.03, "where one kind runs out, the other fills up"


def test_the_dial_moves_no_promise(home, fan):
    home.app.accounts.dials.turn(fan.id, 1.0)
    with home.app.follower.use(fan.id) as profile:
        heard = set(profile.read("taste", NOW))
    later = NOW + timedelta(days=70)
    assert not {t.id for t in mix_for(home, fan, "discover_weekly", later).tracks} & heard
    home.app.accounts.dials.turn(fan.id, 0.0)
    assert {t.id for t in mix_for(home, fan, "on_repeat", NOW + timedelta(days=1)).tracks} <= heard
    home.app.accounts.dials.turn(fan.id, None)


@pytest.mark.parametrize(
    ("recipe", "field", "least", "most"),
    [
        ("workout", "energy", 0.6, 1.0), ("sleep", "energy", 0.0, 0.35), ("focus", "energy", 0.0, 0.65),
        ("happy", "valence", 0.6, 1.0), ("blue", "valence", 0.0, 0.35), ("party", "danceability", 0.6, 1.0),
        ("chill", "energy", 0.1, 0.55), ("commute", "valence", 0.3, 1.0), ("morning", "valence", 0.35, 1.0),
        ("autumn_leaves", "valence", 0.1, 0.6),
    ],
)  # fmt: skip
def test_moods_sound_as_they_promise(home, fan, recipe, field, least, most):
    known = [t for t in tracks_in(home, mix_for(home, fan, recipe)) if t.sound is not None]
    assert len(known) >= 10
    assert all(least <= getattr(t.sound, field) <= most for t in known)


def test_a_workout_is_fast_or_twice_as_slow(home, fan):
    tempi = [t.sound.tempo_bpm for t in tracks_in(home, mix_for(home, fan, "workout")) if t.sound]
    assert all(any(120 <= tempo * by <= 185 for by in (0.5, 1, 2)) for tempo in tempi)


def test_genre_decade_and_release_radar_hold_what_they_are_called(home, fan):
    genre = mix_for(home, fan, "genre")
    assert all(genre.name.partition(":")[2] in t.tags for t in tracks_in(home, genre))
    decade = mix_for(home, fan, "decade")
    first = int(decade.name.partition(":")[2])
    assert all(first <= t.year < first + 10 for t in tracks_in(home, decade))
    assert {t.year for t in tracks_in(home, mix_for(home, fan, "release_radar"))} == {2026}


def test_a_daylist_is_what_one_hears_at_this_hour(home):
    who = home.listener("two lives")
    first, other = home.world.catalogue.genres[0], home.world.catalogue.genres[2]
    told = [
        Event(f"{hour}.{day}.{i}", EventKind.COMPLETE, at, track=TrackRef(id=tracks[(8 * day + i) % 20].id))
        for hour, tracks in ((8, home.genre(first)[:20]), (20, home.genre(other)[:20]))
        for day in range(1, 15)
        for i in range(8)
        for at in [NOW.replace(hour=hour) - timedelta(days=day) + timedelta(minutes=5 * i)]
    ]
    home.tell(who, told)
    for hour, genre, part in ((8, first, "morning"), (20, other, "evening")):
        playlist = home.app.mixes.playlist(who, "daylist", NOW.replace(hour=hour))
        tags = Counter(tag for t in tracks_in(home, playlist) for tag in t.tags[:1])
        assert tags[genre] > len(playlist.tracks) / 2
        assert playlist.title == f"{genre.capitalize()} Friday {part}"


def test_seasons_come_with_the_months_of_each_half_of_the_earth(home):
    app = home.app
    for zone, name in (("Europe/Berlin", "north"), ("Australia/Melbourne", "south")):
        app.accounts.add(name, zone, NOW)
    north, south = app.accounts.named("north"), app.accounts.named("south")
    assert "spring_flutter" in app.mixes.offered(north, SPRING)
    assert "spring_flutter" not in app.mixes.offered(south, SPRING)
    assert "autumn_leaves" in app.mixes.offered(south, SPRING)
    assert "봄 설레임" in app.mixes.playlist(north, "spring_flutter", SPRING, "en").title
    assert app.mixes.playlist(home.listener("new"), "spring_flutter", SPRING, "ko").title == "봄 설레임 · 첫 만남"


def test_an_issue_is_called_in_the_language_that_is_asked_for_and_stays_the_same(home, fan):
    first = home.app.mixes.playlist(fan, "focus", NOW, "en")
    other = home.app.mixes.playlist(fan, "focus", NOW, "ko")
    assert (first.title, other.title) == ("Focus", "집중")
    assert [t.id for t in other.tracks] == [t.id for t in first.tracks]
    assert home.app.mixes.playlist(fan, "focus", NOW, "en") == first


def test_the_day_turns_by_the_listeners_own_clock(home):
    app = home.app
    app.accounts.add("seoul", "Asia/Seoul", NOW)
    seoul = app.accounts.named("seoul")
    late = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)  # half past one the next morning in Seoul
    assert app.mixes.playlist(seoul, "focus", late).period == "2026-11-21"
    assert app.mixes.playlist(home.listener("new"), "focus", late).period == "2026-11-20"
    assert app.mixes.playlist(seoul, "daylist", late).period == "2026-11-20.night"


def test_after_a_skip_the_mix_goes_on_otherwise_and_what_is_seen_stays(home, fan):
    app, name = home.app, "genre:" + home.world.catalogue.genres[3]
    before = app.mixes.playlist(fan, name, NOW)
    ids = [t.id for t in before.tracks]
    home.now = NOW + timedelta(minutes=1)
    home.hear(fan, [app.catalog.get(ids[0])], EventKind.COMPLETE, 200_000)
    home.hear(fan, [app.catalog.get(ids[1])], EventKind.SKIP)
    after = app.mixes.turned(fan, name, home.now, playing=ids[2])
    told = [t.id for t in after.tracks]
    home.now = NOW
    assert (after.id, after.period, after.changed) == (before.id, before.period, 1)
    assert told[0] == ids[2]
    assert not {ids[0], ids[1]} & set(told)
    model = app.models.current()
    skipped = model.space[model.row_of[ids[1]]]
    seen = [t for t in ids[3:6] if float(model.space[model.row_of[t]] @ skipped) < 0.35]  # the others are like it
    assert told[1 : 1 + len(seen)] == seen
    assert told[len(seen) + 1 :] != ids[len(seen) + 3 :]
    assert app.mixes.playlist(fan, name, NOW + timedelta(minutes=2)) == after


def test_what_there_is_no_mix_of_is_told(home, fan):
    for name in ("nonsense", "daily_mixx_1", "focus_", "x" * 500, "daily_mix_" + "9" * 5000, "../../etc/passwd"):
        with pytest.raises(NoMix, match="there are"):
            home.app.mixes.playlist(fan, name, NOW)
    assert home.app.mixes.playlist(fan, "daily_mix_99", NOW).tracks == ()
    assert home.app.mixes.playlist(fan, "genre:there is no such thing", NOW).tracks == ()
    assert not {"daily_mix_99", "genre:there is no such thing"} & set(home.app.mixes.store.names(fan.id))


def test_what_is_due_is_made_once(home, fan):
    assert not list(home.app.mixes.make_due(NOW + timedelta(days=40))), "nobody has listened for a month"
    now = NOW + timedelta(days=16)
    made = list(home.app.mixes.make_due_of(fan, now))
    assert {"discover_weekly", "daily_mix_1", "focus"} <= set(made)
    assert "autoplay" not in made
    assert not list(home.app.mixes.make_due_of(fan, now))


def test_nobody_is_looked_over_again_before_their_day_goes_on(home, fan, monkeypatch):
    mixes, looked = home.app.mixes, []
    monkeypatch.setattr(home.app.accounts, "all", lambda: [fan])
    monkeypatch.setattr(mixes, "_rests", {})  # other tests were here on later days
    monkeypatch.setattr(mixes, "due", lambda who, now: looked.append(now) or [])
    morning = NOW + timedelta(days=3)  # eight o'clock; the morning ends at nine
    for minutes in (0, 1, 59, 60, 61):
        list(mixes.make_due(morning + timedelta(minutes=minutes)))
    assert looked == [morning, morning + timedelta(minutes=60)]


def test_an_operator_writes_a_recipe_without_code(home, fan):
    folder = home.app.settings.recipes_path
    folder.mkdir(exist_ok=True)
    (folder / "rainy.toml").write_text(
        'title = "Rainy {weekday}"\nabout = "{artists}"\ntags = ["Melancholic"]\nlength = 12\nheard = "new"\n'
        "[sound]\nenergy = [0.0, 0.6]\n", "utf-8",
    )  # fmt: skip
    (folder / "broken.toml").write_text('title = "x"\nspeed = 9\n', "utf-8")
    (folder / "focus.toml").write_text('title = "x"\n', "utf-8")
    home.app.mixes.reread()
    playlist = home.app.mixes.playlist(fan, "rainy", NOW)
    assert playlist.title == "Rainy Friday"
    assert len(playlist.tracks) == 12
    assert all(t.sound.energy <= 0.6 if t.sound else "melancholic" in t.tags for t in tracks_in(home, playlist))
    assert len(home.app.mixes.faults) == 2
    assert any("broken.toml" in fault and "speed" in fault for fault in home.app.mixes.faults)


def test_a_campaign_is_out_on_its_days_by_each_listeners_clock(home):
    app, folder = home.app, home.app.settings.recipes_path
    folder.mkdir(exist_ok=True)
    (folder / "fireworks.toml").write_text(
        'title = "Fireworks {weekday}"\ndates = [2026-12-30, 2026-12-31]\n[in.ko]\ntitle = "불꽃놀이 {weekday}"\n',
        "utf-8",
    )
    app.mixes.reread()
    app.accounts.add("early", "Asia/Seoul", NOW)
    early, here = app.accounts.named("early"), home.listener("new")
    eve = datetime(2026, 12, 29, 20, tzinfo=UTC)  # the next day in Seoul
    for now, (there, in_seoul) in {
        eve: (False, True), eve + timedelta(days=1): (True, True), eve + timedelta(days=2): (True, False),
    }.items():  # fmt: skip
        assert ("fireworks" in app.mixes.offered(here, now)) is there
        assert ("fireworks" in app.mixes.offered(early, now)) is in_seoul
    assert app.mixes.playlist(early, "fireworks", eve, "ko").title.startswith("불꽃놀이 수요일")
    assert app.mixes.playlist(early, "fireworks", eve, "en").title.startswith("Fireworks Wednesday")
    (folder / "fireworks.toml").unlink()
    app.mixes.reread()


@pytest.mark.parametrize("recipe", NAMES)
def test_what_the_model_in_service_does_not_know_any_more_is_no_failure(home, fan, recipe, smaller, monkeypatch):
    """As after a rollback, with issues that the newer model made."""
    later = NOW + timedelta(days=90)
    name = name_for(home, fan, recipe, later)
    before = home.app.mixes.playlist(fan, name, later, "en")
    monkeypatch.setattr(home.app.mixes, "_models", smaller.app.models)
    known = smaller.app.models.current().row_of
    other = home.app.mixes.playlist(fan, name, later, "ko")
    assert other.title
    home.now = later + timedelta(minutes=1)
    home.hear(fan, tracks_in(home, before)[:1], EventKind.SKIP)
    home.now = NOW
    turned = home.app.mixes.turned(fan, name, later + timedelta(minutes=2))
    assert all(t.id in known for t in turned.tracks)


def test_a_forgotten_listener_leaves_no_mix(home):
    who = home.listener("gone")
    home.hear(who, home.genre(home.world.catalogue.genres[0])[:12], EventKind.COMPLETE, 200_000)
    home.now = NOW
    assert home.app.mixes.playlist(who, "focus", NOW).tracks
    assert home.app.mixes.store.latest(who.id)
    home.app.forget(who.id)
    assert home.app.mixes.store.latest(who.id) == []
