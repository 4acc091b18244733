"""One listener across devices: what counts for whom, and that taking it back leaves no trace."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from segue.accounts.links import How
from segue.app import App, build
from segue.domain.consent import Purpose, Refused
from segue.domain.event import Event, EventKind, ListenerId, Offset, TrackRef
from segue.domain.listener import Listener
from segue.domain.slate import Request
from segue.flows.dataset import dataset
from segue.settings import Settings

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
TV = "tv-7f0c2b1e-55aa-4c1b-9d3e-000000000001"


@pytest.fixture
def app(tmp_path):
    app = build(Settings(home=tmp_path / "home"))
    for name in ("anna", "ben", "household"):
        app.accounts.add(name, "UTC", NOW)
    yield app
    app.close()


def named(app: App, name: str) -> Listener:
    listener = app.accounts.named(name)
    assert listener is not None
    return listener


def anonymous(app: App, device: str = TV) -> Listener:
    _, token = app.accounts.add_anonymous(device, "UTC", NOW, 1000)
    listener = app.accounts.by_token(token)
    assert listener is not None
    return listener


def event(key: str, minutes: float = 0, kind: EventKind = EventKind.COMPLETE, device: str | None = TV, **more) -> Event:
    track = None if kind in (EventKind.LOGIN, EventKind.LOGOUT) else TrackRef(title=key, artist="Björk")
    return Event(key, kind, NOW + timedelta(minutes=minutes), track=track, device=device, **more)


def tell(app: App, who: Listener, *events: Event) -> None:
    app.recorder.submit(who, events).result(10)


def counts_for(app: App, who: ListenerId) -> list[str]:
    found = [b for one in app.accounts.links.ids(who) for b in app.log.read(Offset(0), 1000, one)]
    return [e.event_id for b in sorted(found, key=lambda b: b.offset) for e in b.events]


def test_adopting_brings_history_and_future_and_undoing_takes_both_back(app):
    anna, nobody = named(app, "anna"), anonymous(app, "phone")
    tell(app, nobody, event("before"))
    link = app.accounts.links.link(nobody.id, anna.id, How.LOGIN, NOW)
    tell(app, nobody, event("after"))
    tell(app, anna, event("own"))
    assert counts_for(app, anna.id) == ["before", "after", "own"]
    assert counts_for(app, nobody.id) == []
    assert app.unlink(link.id, NOW)
    assert counts_for(app, anna.id) == ["own"]
    assert counts_for(app, nobody.id) == ["before", "after"]


def test_an_adopted_token_tells_and_a_linked_one_acts(app):
    anna, ben = named(app, "anna"), named(app, "ben")
    token = app.accounts.issue(ben.id, NOW)
    link = app.accounts.links.link(ben.id, anna.id, How.EXPLICIT, NOW)
    acting = app.accounts.by_token(token)
    assert (acting.id, acting.name, acting.log_id) == (anna.id, "anna", ben.id)
    tell(app, acting, event("x"))
    app.unlink(link.id, NOW)
    assert app.accounts.by_token(token) == ben
    assert (counts_for(app, anna.id), counts_for(app, ben.id)) == ([], ["x"])


def test_the_persons_consent_counts_for_what_an_adopted_id_tells(app):
    anna, nobody = named(app, "anna"), anonymous(app)
    app.accounts.links.link(nobody.id, anna.id, How.LOGIN, NOW)
    app.accounts.withdraw(anna.id, Purpose.RECORD)
    with pytest.raises(Refused):
        app.recorder.submit(nobody, [event("x")])


def test_between_login_and_logout_a_shared_device_is_one_persons(app):
    anna, ben = named(app, "anna"), named(app, "ben")
    tv = anonymous(app)
    tell(app, anna, event("in-a", 10, EventKind.LOGIN))
    tell(app, tv, event("1-before", 5), event("2-anna", 11))
    tell(app, ben, event("in-b", 20, EventKind.LOGIN))
    tell(app, tv, event("3-ben", 21), event("4-late-anna", 15))
    tell(app, tv, event("out", 30, EventKind.LOGOUT))
    tell(app, ben, event("out-b", 30, EventKind.LOGOUT))
    tell(app, tv, event("5-nobody", 31))
    assert counts_for(app, anna.id) == ["in-a", "2-anna", "4-late-anna"]
    assert counts_for(app, ben.id) == ["in-b", "3-ben", "out-b"]
    assert [k for k in counts_for(app, tv.id) if k != "out"] == ["1-before", "5-nobody"]


def test_somebody_elses_token_ends_a_login_and_a_month_does(app):
    anna, ben, tv = named(app, "anna"), named(app, "ben"), anonymous(app)
    tell(app, anna, event("in-a", 0, EventKind.LOGIN))
    tell(app, tv, event("1", 1))
    tell(app, ben, event("bens", 2))
    tell(app, tv, event("2", 3))
    tell(app, anna, event("in-a2", 4, EventKind.LOGIN))
    tell(app, tv, event("3", 5), event("4", 31 * 1440))
    assert counts_for(app, anna.id) == ["in-a", "1", "in-a2", "3"]
    assert counts_for(app, ben.id) == ["bens"]
    assert counts_for(app, tv.id) == ["2", "4"]


@pytest.mark.parametrize("device", ["phone", "Living Room TV in the 2nd floor", "the-kitchen-speaker-of-us"])
def test_a_name_that_many_devices_have_gives_nothing_away(app, device):
    anna, nobody = named(app, "anna"), anonymous(app, device)
    tell(app, anna, event("in", 0, EventKind.LOGIN, device))
    tell(app, nobody, event("x", 1, device=device))
    assert counts_for(app, nobody.id) == ["x"]


def test_an_anonymous_id_of_another_device_cannot_claim_this_one(app):
    anna, other = named(app, "anna"), anonymous(app, "tv-7f0c2b1e-55aa-4c1b-9d3e-000000000002")
    tell(app, anna, event("in", 0, EventKind.LOGIN))
    tell(app, other, event("x", 1))
    assert counts_for(app, other.id) == ["x"]


def test_undoing_what_a_device_told_is_not_made_again(app):
    anna, tv = named(app, "anna"), anonymous(app)
    tell(app, anna, event("in", 0, EventKind.LOGIN))
    tell(app, tv, event("1", 1))
    ((link, part),) = app.accounts.links.of(anna.id)
    assert (link.how, part.device) == (How.DEVICE, TV)
    app.unlink(link.id, NOW)
    tell(app, tv, event("2", 2))
    assert counts_for(app, tv.id) == ["1", "2"]
    assert counts_for(app, anna.id) == ["in"]


def test_voices_of_a_speaker_are_the_households_until_they_are_linked(app):
    home, anna = named(app, "household"), named(app, "anna")

    def said(key, who, device="kitchen"):
        return event(key, device=device, context={"person": who} if who else {})

    tell(app, home, said("1", "Anna"), said("2", None), said("3", "Ben"), said("4", "Anna", "bath"))
    assert sorted(counts_for(app, home.id)) == ["1", "2", "3", "4"]
    voices = app.accounts.links.voices(home.id)
    assert [(v.device, v.person) for v in voices] == [("bath", "Anna"), ("kitchen", "Anna"), ("kitchen", "Ben")]
    link = app.accounts.links.link(voices[1].id, anna.id, How.EXPLICIT, NOW)
    tell(app, home, said("5", "Anna"), said("6", "Ben"))
    assert counts_for(app, anna.id) == ["1", "5"]
    assert sorted(counts_for(app, home.id)) == ["2", "3", "4", "6"]
    app.accounts.withdraw(anna.id, Purpose.RECORD)
    tell(app, home, said("7", "Anna"), said("8", None))
    assert sorted(counts_for(app, home.id)) == ["2", "3", "4", "6", "8"]
    app.unlink(link.id, NOW)
    assert sorted(counts_for(app, home.id)) == ["1", "2", "3", "4", "5", "6", "8"]


def test_a_batch_of_several_people_again_adds_nothing(app):
    home = named(app, "household")
    events = [event(str(n), context={"person": "Anna"} if n % 2 else {}) for n in range(6)]
    first = app.recorder.submit(home, events).result(10)
    again = app.recorder.submit(home, events).result(10)
    assert (first.fresh, again.fresh, again.offset) == (6, 0, first.offset)


def test_erasing_a_person_erases_what_was_linked_to_them_and_leaves_the_rest(app):
    anna, tv, home = named(app, "anna"), anonymous(app), named(app, "household")
    phone = anonymous(app, "phone")
    tell(app, tv, event("tv"))
    tell(app, anna, event("in", 1, EventKind.LOGIN))
    tell(app, tv, event("tv-anna", 2))
    tell(app, phone, event("phone"))
    tell(app, home, event("voice", context={"person": "Anna"}), event("radio"))
    links = app.accounts.links
    links.link(phone.id, anna.id, How.LOGIN, NOW)
    links.link(links.voices(home.id)[0].id, anna.id, How.EXPLICIT, NOW)
    removed = app.forget(anna.id).removed
    assert removed["log"] == 4
    assert links.of(anna.id) == []
    assert [b.events[0].event_id for b in app.log.read(Offset(0), 100)] == ["tv", "radio"]
    assert app.accounts.get(phone.id) is None
    assert app.accounts.get(tv.id) is not None


def test_a_linked_voice_outlives_the_household_and_goes_with_its_link(app):
    home, anna = named(app, "household"), named(app, "anna")
    tell(app, home, event("voice", context={"person": "Anna"}))
    link = app.accounts.links.link(app.accounts.links.voices(home.id)[0].id, anna.id, How.EXPLICIT, NOW)
    app.forget(home.id)
    assert counts_for(app, anna.id) == ["voice"]
    app.unlink(link.id, NOW)
    assert app.log.read(Offset(0), 100) == []


def test_those_who_never_told_anything_make_room(app, monkeypatch):
    monkeypatch.setattr("segue.accounts.anonymous._UNUSED", 3)
    speaking = anonymous(app)
    tell(app, speaking, event("x"))
    tokens = [app.accounts.add_anonymous(TV, "UTC", NOW + timedelta(seconds=n), 1000)[1] for n in range(5)]
    assert [app.accounts.by_token(t) is None for t in tokens] == [True, True, False, False, False]
    assert app.accounts.get(speaking.id) is not None


def values(app: App, who: ListenerId) -> dict[str, object]:
    """Everything that a profile says, but for places in the log."""
    app.follower.sweep()
    with app.follower.use(who) as profile:
        found = {name: profile.read(name, NOW + timedelta(days=1)) for name in profile.states}
    found["recent"] = [msgspec.structs.replace(m, offset=Offset(0)) for m in found["recent"]]
    return found


_KINDS = st.sampled_from([EventKind.PLAY, EventKind.SKIP, EventKind.COMPLETE, EventKind.LIKE, EventKind.STOP])
_told = st.lists(st.tuples(st.integers(0, 2), _KINDS, st.integers(0, 300)), min_size=1, max_size=12)


@settings(max_examples=12, deadline=None)
@given(_told, _told, st.booleans())
@example([(1, EventKind.PLAY, 0)], [(0, EventKind.PLAY, 0)], True)  # never saved before the link
def test_linked_is_as_if_one_had_told_all_and_undone_as_if_never_linked(tmp_path_factory, first, second, reopened):
    """Three listeners hear the same: linked in time, linked and unlinked, never linked."""
    home = tmp_path_factory.mktemp("home")
    app = build(Settings(home=home))
    try:
        for name in ("me", "phone", "whole", "apart"):
            app.accounts.add(name, "UTC", NOW)
        who = {name: named(app, name) for name in ("me", "phone", "whole", "apart")}

        def hear(moments, key, *tellers):
            for n, (which, kind, minute) in enumerate(moments):
                for teller in tellers:
                    where = "phone" if which else "desk"
                    told = event(f"{key}-{n}", minute, kind, where, position_ms=20_000, duration_ms=200_000)
                    tell(app, who[teller], told)

        hear([m for m in first if m[0] == 0], "a", "me", "whole")
        hear([m for m in first if m[0] != 0], "b", "phone", "whole", "apart")
        values(app, who["me"].id), values(app, who["phone"].id)
        link = app.accounts.links.link(who["phone"].id, who["me"].id, How.EXPLICIT, NOW)
        hear(second, "c", "phone", "whole", "apart")
        if reopened:
            app.follower.save()
            app.close()
            app = build(Settings(home=home))
        one, whole = values(app, who["me"].id), values(app, who["whole"].id)
        assert one == whole
        assert [x.id for x in app.history.listens(who["me"].id)] == [x.id for x in app.history.listens(who["whole"].id)]
        assert values(app, who["phone"].id)["recent"] == []
        if reopened:
            app.close()
            app = build(Settings(home=home))
        app.unlink(link.id, NOW)
        assert values(app, who["phone"].id) == values(app, who["apart"].id)
        alone = build(Settings(home=home / "alone"))
        try:
            alone.accounts.add("me", "UTC", NOW)
            me = named(alone, "me")
            for b in app.log.read(Offset(0), 1000, who["me"].id):
                alone.recorder.submit(me, b.events).result(10)
            assert values(alone, me.id) == values(app, who["me"].id)
        finally:
            alone.close()
    finally:
        app.close()


def test_nothing_told_between_two_reads_is_overtaken(app, monkeypatch):
    """While the ids of one listener are read in turn, news come in for the one that was read already."""
    anna, ben = named(app, "anna"), named(app, "ben")
    app.accounts.links.link(ben.id, anna.id, How.LOGIN, NOW)
    read, told = app.log.read, []

    def interrupted(after, limit, listener=None):
        found = read(after, limit, listener)
        if listener == anna.id and len(told) < 5:
            told.append(len(told))
            tell(app, anna, event(f"a{len(told)}", kind=EventKind.LIKE))
            tell(app, ben, event(f"b{len(told)}", kind=EventKind.LIKE))
        return found

    monkeypatch.setattr(app.log, "read", interrupted)
    for _ in range(6):
        with app.follower.use(anna.id) as profile:
            liked = profile.read("ratings", NOW).liked
    assert len(liked) == 10
    told.clear()
    for _ in range(6):
        app.history.count(anna.id)
    app.follower.sweep()
    with app.follower.use(anna.id) as profile:
        assert profile.read("devices", NOW)[TV][0] == 10  # the same ids again are nothing new


def test_an_adopted_token_reads_nothing_of_the_person(app):
    anna, nobody = named(app, "anna"), anonymous(app, "phone")
    tell(app, anna, event("secret"))
    tell(app, nobody, event("own"))
    app.accounts.links.link(nobody.id, anna.id, How.LOGIN, NOW)
    app.follower.sweep()
    assert app.history.count(anna.id) == 2
    assert app.history.count(nobody.id) == 0
    with app.follower.use(nobody.id) as profile:
        assert profile.read("taste", NOW) == {}
    slate = app.server.answer(nobody, Request(nobody.id, NOW))
    assert all(not track.reason.evidence for track in slate.tracks)


def test_models_learn_from_a_person_once(app):
    anna, ben = named(app, "anna"), named(app, "ben")
    tell(app, anna, event("x"))
    tell(app, ben, event("y"))

    def learnt():
        return dataset(app.accounts, app.catalog, app.follower, app.log.end(), NOW)

    before = learnt()
    link = app.accounts.links.link(ben.id, anna.id, How.EXPLICIT, NOW)
    app.follower.sweep()
    joined = learnt()
    assert joined.listeners == before.listeners - 1
    assert joined.data.histories.liked.nnz == before.data.histories.liked.nnz == 2
    app.unlink(link.id, NOW)
    app.follower.sweep()
    assert learnt().listeners == before.listeners


def test_a_new_voice_is_in_the_next_answer_and_rebuilds_nothing(app, monkeypatch):
    home = named(app, "household")
    tell(app, home, event("first"))
    with app.follower.use(home.id) as profile:
        assert len(profile.read("taste", NOW)) == 1
    rebuilt = []
    monkeypatch.setattr(app.follower, "rebuild", rebuilt.append)
    for n, who in enumerate(("Anna", "Ben", "Anna")):
        tell(app, home, event(f"voice{n}", n + 1, context={"person": who}))
        with app.follower.use(home.id) as profile:
            assert len(profile.read("taste", NOW)) == n + 2
    app.follower.sweep()
    assert rebuilt == []
