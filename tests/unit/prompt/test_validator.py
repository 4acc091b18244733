"""The boundary: whatever is sent as a query, only a query comes in."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.playlists.prompt.concepts import MOODS
from segue.playlists.prompt.query import MOST_MINUTES, MOST_TRACKS, MOST_VALUES, SLOTS, Query
from segue.playlists.prompt.validator import MOST_BYTES, Refused, decoded, validated


def _find(name: str) -> str | None:
    return {"radiohead": "Radiohead"}.get(name.lower())


def _read(**fields: object) -> tuple[Query, list[tuple[str, str]]]:
    return validated(fields, _find, {"zeuhl": "zeuhl"})


def test_a_query_comes_back_as_it_went_out() -> None:
    query = Query(
        moods=("calm",), not_moods=("sad",), genres=("jazz", "zeuhl"), years=((1990, 1999), (2020, 9999)),
        tempo=(90, 120), languages=("ko",), by=("Radiohead",), novelty="new", minutes=40, shape="rising",
    )  # fmt: skip
    import msgspec

    assert validated(json.loads(msgspec.json.encode(query)), _find, {"zeuhl": "zeuhl"}) == (query, [])


def test_what_does_not_count_is_left_out_and_said() -> None:
    query, left = _read(moods=["calm", "evil<script>"], sql="drop table", minutes=True, tempo=[200, 100], by=["Nobody"])
    assert query == Query(moods=("calm",))
    assert {field for field, _ in left} == {"", "moods[1]", "minutes", "tempo", "by[0]"}
    assert "script" not in str(left)
    assert "drop" not in str(left)


def test_numbers_are_bounded() -> None:
    assert _read(minutes=10**9, tracks=10**9)[0] == Query(minutes=MOST_MINUTES, tracks=MOST_TRACKS)
    assert _read(minutes=-1, tracks=0)[0] == Query()
    assert _read(years=[[None, 1990]])[0] == Query(years=((0, 1990),))
    assert len(_read(moods=list(MOODS))[0].moods) == MOST_VALUES


@pytest.mark.parametrize(
    "text",
    [
        '{"moods": ["calm"], "moods": ["sad"]}', '{"minutes": NaN}', "[[[[[[]]]]]]", "[]", '"x"', "{", "", "\ud83d",
        " " * MOST_BYTES + "{}",
    ],
)  # fmt: skip
def test_what_is_no_query_at_all_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        decoded(text.encode(errors="surrogatepass"))


_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.sampled_from(list(MOODS)),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=10), inner, max_size=5),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(SLOTS) | st.text(max_size=10), _ANY, max_size=10))
def test_whatever_comes_only_values_of_the_lists_get_in(raw: dict[str, object]) -> None:
    query, _ = validated(raw, _find, {})
    assert {*query.moods, *query.not_moods} <= set(MOODS)
    assert {*query.by, *query.like, *query.not_artists} <= {"Radiohead"}
    assert query.minutes is None or (type(query.minutes) is int and 1 <= query.minutes <= MOST_MINUTES)
    assert query.shape in (None, "rising", "falling", "steady")
