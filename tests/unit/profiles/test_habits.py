"""What the habits of a small, known history come to."""

from datetime import UTC, datetime, timedelta

import pytest

from segue.domain.event import Event, EventKind, ListenerId, TrackId, TrackRef
from segue.domain.listen import Listen, Passage, Pause
from segue.profiles.device_kind import kind_of
from segue.profiles.features import sessions
from segue.profiles.lexicon import sentiment
from segue.profiles.mark import mark, mark_of
from segue.profiles.profile import features

START = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)  # a Monday
A, B, C = (TrackId(f"00000000-0000-0000-0000-00000000000{i}") for i in range(3))
MINUTE = 60_000


def listen(minute, track=A, device="phone", minutes=3.0, **more):
    start = START + timedelta(minutes=minute)
    played = round(minutes * MINUTE)
    done = {"outcome": "finished", "like": 1.0, "reason_end": "trackdone", "position_ms": played, **more}
    return Listen(
        f"l{minute}-{device}", ListenerId("me"), track, start, start + timedelta(minutes=minutes), played,
        duration_ms=200_000, device=device, **done,
    )  # fmt: skip


def read(name, *listens, now=START + timedelta(hours=5)):
    feature = features()[name]
    state = feature.state()
    for one in listens:
        feature.heard(state, mark_of(one, UTC), one)
    return feature.read(state, now)


def told(name, *said):
    feature = features()[name]
    state = feature.state()
    for i, (kind, extra) in enumerate(said):
        at = START + timedelta(minutes=i)
        event = Event(f"e{i}", kind, at, A, TrackRef(id=A), extra=extra)
        feature.update(state, mark(event, UTC))
    return feature.read(state, START)


def test_a_session_ends_with_half_an_hour_of_silence():
    skipped = {"outcome": "skipped", "like": 0.0, "skip": 0.8, "reason_end": "fwdbtn", "position_ms": 9_000}
    habit = read(
        "sessions", listen(0), listen(3, B), listen(6, A), listen(9, C, minutes=0.15, **skipped),
        listen(45, B), listen(120, C), listen(123, C),
    )  # fmt: skip
    assert (habit.gap_ms, habit.count) == (30 * MINUTE, 3)
    assert habit.tracks == pytest.approx(7 / 3)
    assert habit.skip_share == pytest.approx(1 / 7)
    assert habit.repeat_share == pytest.approx(2 / 7)  # A in the first, C in the last
    assert habit.single_share == pytest.approx(1 / 3)
    assert habit.goes_on == pytest.approx(4 / 7)
    assert habit.mean_minutes == pytest.approx((9.15 + 3 + 6) / 3)


def test_the_gap_is_fitted_where_silences_have_two_humps():
    """Seconds between tracks, twelve minutes between the halves of a radio show, hours between evenings."""
    feature = features()["sessions"]
    state, at = feature.state(), 0.0
    for i in range(600):
        one = listen(round(at, 3), (A, B, C)[i % 3])
        feature.heard(state, mark_of(one, UTC), one)
        at += 3 + (0.1 if i % 8 else 11 if i % 16 else 9 * 60)
    fitted = feature.read(state, START + timedelta(days=9))
    assert 15 * MINUTE <= fitted.gap_ms <= 4 * 60 * MINUTE
    assert fitted.tracks == pytest.approx(16, rel=0.05)
    short = sessions.with_gap(state, 5 * MINUTE)
    assert short.tracks == pytest.approx(8, rel=0.05)


def test_a_journey_over_three_devices():
    went = read(
        "journeys", listen(0), listen(3, B), listen(6, C, minutes=1), listen(7, C, "Kitchen speaker"),
        listen(11, A, "CarPlay"), listen(200, A), listen(204, B),
    )  # fmt: skip
    assert (went.count, went.across, went.carried) == (2, 1, 1)
    assert went.moves == {("mobile", "smart_speaker"): 1, ("smart_speaker", "car"): 1}
    assert went.devices == {("phone", "Kitchen speaker"): 1, ("Kitchen speaker", "CarPlay"): 1}
    assert went.starts == {"mobile": 2}
    assert went.ends == {"car": 1, "mobile": 1}


def test_what_is_liked_where():
    taste = read("device_taste", listen(0), listen(3), listen(10, B, "CarPlay"), listen(20, C, None))
    assert taste.liked == {"mobile": {A: 2.0}, "car": {B: 1.0}, "other": {C: 1.0}}
    assert taste.used["mobile"] == [2, 6 * MINUTE, 0]
    assert next(iter(taste.used)) == "mobile"


@pytest.mark.parametrize(
    ("device", "dialects", "kind"),
    [
        ("x", ("car_v2",), "car"),
        ("x", ("listenbrainz", "smart_speaker"), "smart_speaker"),
        ("iPhone von Zoë", (), "mobile"),
        ("Android OS 13 API 33 (Google, Pixel 7)", (), "mobile"),
        ("Android Auto", (), "car"),
        ("Web Player (windows 10;chrome)", (), "web"),
        ("Windows 10 (10.0.19045; x64)", (), "desktop"),
        ("LG webOS TV", (), "tv"),
        ("Partner android_tv Sony;BRAVIA 4K", (), "tv"),
        ("Partner amazon_salmon Amazon;Echo_Dot", (), "smart_speaker"),
        ("Windows Phone 8", (), "mobile"),
        ("Echo Dot", (), "smart_speaker"),
        ("segue-web", (), "web"),
        ("거실", (), "other"),
        (None, ("native",), "other"),
    ],
)
def test_kinds_of_devices(device, dialects, kind):
    assert kind_of(device, dialects) == kind


def test_pauses_and_what_is_left_at_one():
    paused = read(
        "pauses",
        listen(0, pauses=(Pause(100_000, 20_000, True),)),
        listen(9, pauses=(Pause(20_000, 40_000, True), Pause(190_000, 0, False))),
        listen(20),
        listen(30),
    )
    assert (paused.share, paused.pauses, paused.dropped) == (0.5, 3, 0.5)
    assert 16 <= paused.seconds <= 64
    assert paused.places == [0, 1, 0, 0, 0, 1, 0, 0, 0, 1]


def test_where_songs_are_left():
    gone = {"outcome": "skipped", "like": 0.0, "skip": 1.0, "reason_end": "fwdbtn", "position_ms": 5_000}
    stays = read("leaving", listen(0), listen(3), listen(9, **gone), listen(12, **gone))["music"]
    assert stays[0] == 1.0
    assert stays[1:] == [0.5] * 20


def test_the_hook_is_the_passage_heard_again_most():
    again = (Passage(60_000, 75_000),)
    hooks = read(
        "hooks", listen(0, replayed=again), listen(5, replayed=(Passage(65_000, 90_000),)),
        listen(9, B, replayed=(Passage(0, 5_000),)),
    )  # fmt: skip
    assert list(hooks) == [A]
    assert (hooks[A].passage, hooks[A].times) == (Passage(65_000, 75_000), 2)


def test_days_are_those_of_the_listener():
    from zoneinfo import ZoneInfo

    for zone in (ZoneInfo("Pacific/Kiritimati"), ZoneInfo("Pacific/Pago_Pago"), UTC):
        feature = features()["days"]
        state = feature.state()
        for hour in range(0, 96, 5):
            one = listen(hour * 60, minutes=1)
            feature.heard(state, mark_of(one, zone), one)
        now = (START + timedelta(hours=96)).astimezone(zone)
        ends = [(START + timedelta(hours=h, minutes=1)).astimezone(zone).date() for h in range(0, 96, 5)]
        expected = {}
        for day in ends:
            ago = (now.date() - day).days
            expected[ago] = expected.get(ago, 0) + 1
        assert {ago: sums[0] for ago, sums in feature.read(state, now).items()} == expected


def test_what_was_heard_lately_forgets_what_was_not():
    old, new = listen(0), listen(60 * 24 * 40, B)
    assert list(read("lately", old, new, now=START + timedelta(days=40, hours=2))) == [B]
    assert list(read("lately", new, old, now=START + timedelta(days=10))) == [A]


def test_searches_that_found_were_put_anew_and_led_somewhere():
    search, select = EventKind.SEARCH, EventKind.SELECT
    found = told(
        "searches",
        (search, {"query": "a", "results": 0}),
        (search, {"query": "ab", "results": 5, "refines": "e0"}),
        (select, {"search": "e1", "rank": 2}),
        (select, {"search": "e1", "rank": 0}),
        (select, {"search": "gone", "rank": 9}),
        (search, {"query": "c", "results": "many"}),
    )
    assert (found.count, found.nothing) == (3, 0.5)
    assert (found.refined, found.answered) == (pytest.approx(1 / 3), pytest.approx(1 / 3))
    assert found.rank == 1.0


def test_what_is_kept_is_the_latest_word():
    kept = told(
        "kept",
        (EventKind.SAVE, {}),
        (EventKind.UNSAVE, {}),
        (EventKind.PLAYLIST_ADD, {}),
        (EventKind.PLAYLIST_ADD, {}),
        (EventKind.PLAYLIST_REMOVE, {}),
        (EventKind.SHARE, {}),
    )
    assert (kept.saved, kept.listed, kept.shared) == ({}, {A: 1}, {A: 1})


def test_the_tone_of_comments():
    tone = told(
        "comments", (EventKind.COMMENT, {"text": "love it"}), (EventKind.COMMENT, {"text": "so langweilig"}),
        (EventKind.COMMENT, {"text": "bridge at 2:10"}), (EventKind.COMMENT, {"text": 7}), (EventKind.COMMENT, {}),
    )  # fmt: skip
    assert (tone.glad, tone.displeased, tone.plain) == (1, 1, 1)
    assert tone.tracks == {A: 0.0}


@pytest.mark.parametrize(
    ("text", "tone"),
    [
        ("I love this", 1),
        ("not good at all", -1),
        ("don’t love it", -1),
        ("I can't say I hate it", 1),
        ("terrible, but I love the chorus", 0),
        ("das ist nicht schlecht", 1),
        ("das mag ich nicht", -1),
        ("J'aime", 1),
        ("je n'aime pas ce morceau", -1),
        ("j'aime pas", -1),
        ("me encanta", 1),
        ("no me gusta, aburrido", -1),
        ("não é chato", 1),
        ("не люблю", -1),
        ("最高！", 1),
        ("不喜欢", -1),
        ("好きじゃない", -1),
        ("최고예요", 1),
        ("안 좋아", -1),
        ("🔥🔥", 1),
        ("What a song", 0),
        ("", 0),
    ],
)
def test_sentiment(text, tone):
    assert sentiment(text) == tone
