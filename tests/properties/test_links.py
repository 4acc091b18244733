"""Links against the plainest model of them: a list of who is under whom."""

from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine

from segue.accounts.links import How, Links
from segue.accounts.tables import metadata
from segue.domain.event import ListenerId

NOW = datetime(2026, 11, 20, tzinfo=UTC)
IDS = [ListenerId(f"{i:032x}") for i in range(5)]
_id = st.sampled_from(IDS)
_moves = st.lists(
    st.one_of(
        st.tuples(st.just("link"), _id, _id),
        st.tuples(st.just("undo"), st.integers(0, 30), st.just(0)),
        st.tuples(st.just("part"), _id, st.sampled_from(["Anna", "Ben"])),
        st.tuples(st.just("give"), _id, _id),
        st.tuples(st.just("erase"), _id, st.just(0)),
    ),
    max_size=25,
)


class Plain:
    """Link id -> (source, target) in force; part -> of."""

    def __init__(self):
        self.links: dict[str, tuple[str, str]] = {}
        self.parts: dict[str, str] = {}

    def person(self, one):
        above = dict(self.links.values())
        while one in above or one in self.parts:
            one = above.get(one) or self.parts[one]
        return one


def engine_at(path: Path):
    engine = create_engine(f"sqlite:///{path}")
    metadata.create_all(engine)
    return engine


@settings(max_examples=60, deadline=None)
@given(_moves)
def test_who_belongs_to_whom(tmp_path_factory, moves):
    engine = engine_at(tmp_path_factory.mktemp("links") / "a.db")
    links, other, plain, made = Links(engine), Links(engine), Plain(), []
    for what, one, two in moves:
        before = links.version()
        if what == "part":
            plain.parts[links.part(one, "voice", "kitchen", two)] = one
        elif what == "undo" and made:
            link = made[one % len(made)]
            assert links.undo(link, NOW) == (plain.links.pop(link, None) is not None)
        elif what == "erase":
            links.erase(one)
            plain.links = {k: v for k, v in plain.links.items() if one not in v}
            plain.parts = {k: v for k, v in plain.parts.items() if one != v}
        elif what in ("link", "give"):
            source = one
            if what == "give":  # a part that is linked from its first moment
                source = links.part(one, "login", "tv", two, belongs=(two, NOW))
                if source not in plain.parts:
                    plain.parts[source] = one
                    plain.links[next(x.id for x, _ in links.of(one) if x.source == source)] = (source, two)
            try:
                link = links.link(source, two, How.EXPLICIT, NOW).id
            except ValueError:
                assert (
                    source in dict(plain.links.values())
                    or plain.person(two) == source
                    or source == two
                    or (_leads_to(plain, two, source))
                )
            else:
                plain.links[link] = (source, two)
                made.append(link)
        assert links.version() >= before
    other._looked = 0.0  # half a second later
    everybody = {*IDS, *plain.parts, *(source for source, _ in plain.links.values())}
    for view in (links, other, Links(engine)):
        owned = [view.ids(one) for one in everybody]
        for one, ids in zip(everybody, owned, strict=True):
            assert view.person(one) == plain.person(one)
            assert set(ids) == {x for x in everybody if plain.person(x) == one}
            assert not ids or ids[0] == one
        assert sorted(x for ids in owned for x in ids) == sorted(everybody)  # each belongs to exactly one
    assert links.version() == other.version()
    engine.dispose()


def _leads_to(plain, one, source):
    above = dict(plain.links.values())
    while one != source and (one in above or one in plain.parts):
        one = above.get(one) or plain.parts[one]
    return one == source


def test_a_link_survives_the_process_and_can_be_read_with_its_history(tmp_path):
    engine = engine_at(tmp_path / "a.db")
    first, second = IDS[:2]
    link = Links(engine).link(first, second, How.LOGIN, NOW)
    again = Links(engine)
    assert again.link(first, second, How.LOGIN, NOW) == link  # the same one, not another
    assert again.undo(link.id, NOW)
    assert not again.undo(link.id, NOW)
    (held, part) = again.of(first)[0]
    assert (held.id, held.undone, part) == (link.id, NOW.isoformat(), None)
    assert again.ids(first) == (first,)
    engine.dispose()


def test_only_links_by_hand_let_a_token_act(tmp_path):
    engine = engine_at(tmp_path / "a.db")
    links = Links(engine)
    a, b, c = IDS[:3]
    links.link(a, b, How.LOGIN, NOW)
    links.link(b, c, How.EXPLICIT, NOW)
    assert [links.acts_for(one) for one in (a, b, c)] == [a, c, c]
    assert [links.person(one) for one in (a, b, c)] == [c, c, c]
    engine.dispose()
