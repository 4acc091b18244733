"""Search: every name of a catalogue is found by itself, its beginning and with a slip, and no text is too odd."""

import unicodedata
from functools import cache

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine

from segue.catalog.search.build import build
from segue.catalog.search.find import Finder, found
from segue.catalog.search.index import Entries, SearchIndex
from segue.catalog.search.letters import initials, words
from segue.catalog.search.scripts import latin
from segue.catalog.search.segment import Segment, keys
from segue.catalog.search.wide import Wide
from segue.catalog.store import Catalog
from segue.domain.event import TrackRef
from segue.domain.track import Track
from segue.world import World

_NAMES = [
    ("하이", "에픽하이", "열꽃"),
    ("봄 설레임", "봄날의 곰", None),
    ("봄날", "방탄소년단", "You Never Walk Alone"),
    ("Blueming", "IU (아이유)", "Love poem"),
    ("Lilac", "IU", "LILAC"),
    ("Jóga", "Björk", "Homogenic"),
    ("Ænema", "TOOL", "Ænima"),
    ("Lemon", "米津玄師", "STRAY SHEEP"),
    ("ロックンロール県庁所在地", "森高千里", "ペパーランド"),
    ("Группа крови", "Кино", "Группа крови"),
    ("So What", "P!nk", "Funhouse"),
    ("🌸", "Emoji Artist", None),
    ("Don't Stop Me Now", "Queen", "Jazz"),
    ("The Sound of Silence", "Simon & Garfunkel", "Sounds of Silence"),
    ("(I Can't Get No) Satisfaction", "The Rolling Stones", "Out of Our Heads"),
    ("99 Luftballons", "Nena", "99 Luftballons"),
]


def _track(title: str, artist: str, release: str | None, kind: str = "music") -> Track:
    from segue.catalog.names import derived_id

    return Track(derived_id(f"{title}{release}", artist), title, artist, release=release, format=kind)


@pytest.fixture(scope="module")
def catalog(tmp_path_factory):
    engine = create_engine(f"sqlite:///{tmp_path_factory.mktemp('search')}/c.db")
    held = Catalog(engine)
    held.add(_track(*names) for names in _NAMES)
    held.add([_track("Episode 7: The Sea", "Deep Waters", "Deep Waters", "podcast")])
    held.add(World(seed=4, listeners=1, tracks=160, genres=6).catalogue.tracks)
    return held


@pytest.fixture(scope="module")
def index(catalog, tmp_path_factory):
    made = SearchIndex(tmp_path_factory.mktemp("index") / "search", catalog, catalog._engine)
    made.follow()
    return made


def _titles(found: Entries) -> list[str]:
    return [e.track.title for kind in ("track", "episode") for e in found.best[kind]]


def _artists(found: Entries) -> list[str]:
    return [e.track.artist for e in found.best["artist"]]


def test_every_title_is_found_first_by_its_name(catalog, index) -> None:
    for track in catalog:
        found = index.find(track.title, 10)
        best = found.best["track" if track.format == "music" else "episode"]
        same = [e.track.id for e in best if words(e.track.title) == words(track.title)]
        assert track.id in same, track
        assert words(best[0].track.title) == words(track.title), track


def test_every_artist_and_album_is_found_by_its_name(catalog, index) -> None:
    for track in catalog:
        assert words(track.artist) in [words(a) for a in _artists(index.find(track.artist, 10))]
        if track.release:
            albums = [words(e.track.release or "") for e in index.find(track.release, 10).best["album"]]
            assert words(track.release) in albums


def test_every_title_is_found_by_its_beginning(catalog, index) -> None:
    for track in list(catalog)[::7]:
        cut = max(3, len(track.title) * 2 // 3)
        assert track.title in _titles(index.find(f"{track.title[:cut]}", 50)), track.title[:cut]


@given(data=st.data())
@settings(max_examples=150)
def test_every_title_is_found_with_one_slip(catalog, index, data) -> None:
    track = data.draw(st.sampled_from([t for t in catalog if len(max(words(t.title), key=len)) >= 5]))
    at = data.draw(st.sampled_from([i for i, word in enumerate(words(track.title)) if len(word) >= 5]))
    told = list(words(track.title))
    word, place = told[at], data.draw(st.integers(1, len(told[at]) - 2))
    told[at] = data.draw(
        st.sampled_from(
            [
                word[:place] + word[place + 1 :],
                word[:place] + data.draw(st.sampled_from("aeiosnrt")) + word[place:],
                word[:place] + data.draw(st.sampled_from("aeiosnrt")) + word[place + 1 :],
                word[:place] + word[place + 1] + word[place] + word[place + 2 :],
            ]
        )
    )
    assert track.title in _titles(index.find(" ".join(told), 50)), told


@given(query=st.text(max_size=60) | st.text(st.characters(codec=None), max_size=30))
@example(query="")
@example(query='"quoted" AND (x OR y) NOT z* NEAR/2 col:a ^b -c')
@example(query="\0\0 \0x")
@example(query="\ud800 lone")
@example(query="🌸🌸👩‍👩‍👧‍👦")
@example(query="a" * 10_000)
@example(query="하" * 10_000)
@example(query="a b c d e f g h " * 700)
@example(query="'; drop table track; --")
@example(query="%_\\[]^$.|?*+()")
def test_no_query_is_too_odd(index, query) -> None:
    found = index.find(query, 10)
    assert all(found.counts[kind] >= len(best) for kind, best in found.best.items())


@given(text=st.text(max_size=40))
def test_composed_and_decomposed_are_one(text) -> None:
    assert words(unicodedata.normalize("NFC", text)) == words(unicodedata.normalize("NFD", text))


@given(text=st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=2, max_size=8))
def test_what_is_typed_of_hangul_begins_the_word(text) -> None:
    (whole,) = words(text)
    for i in range(1, len(text)):
        assert whole.startswith(words(text[:i])[0])
    assert len(initials(text)) == len(text)
    assert latin(text).isascii()


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("hai", "하이"),
        ("ㅎ", "하이"),
        ("항", "하이"),
        ("ㅂㅅㄹ", "봄 설레임"),
        ("봄설레임", "봄 설레임"),
        ("seolleim", "봄 설레임"),
        ("gkdl", "하이"),
        ("joga bjork", "Jóga"),
        ("bjork homogenic", "Jóga"),
        ("aenema", "Ænema"),
        ("玄師", "Lemon"),
        ("소년단", "봄날"),
        ("방탄 소년단", "봄날"),
        ("ロック", "ロックンロール県庁所在地"),
        ("rokku", "ロックンロール県庁所在地"),
        ("gruppa krovi", "Группа крови"),
        ("kino", "Группа крови"),
        ("pink so what", "So What"),
        ("🌸", "🌸"),
        ("dont stop me now", "Don't Stop Me Now"),
        ("simon and garfunkel", "The Sound of Silence"),
        ("simon garfunkel silence", "The Sound of Silence"),
        ("satisfaction rolling", "(I Can't Get No) Satisfaction"),
        ("luft ballons", "99 Luftballons"),
        ("아이유", "Lilac"),
        ("iu lilac", "Lilac"),
        ("garfunkle", "The Sound of Silence"),
        ("sound of silense", "The Sound of Silence"),
        ("queen dont stop me tonight", "Don't Stop Me Now"),
        ("the sea", "Episode 7: The Sea"),
    ],
)
def test_as_people_write_it(index, query, title) -> None:
    assert title in _titles(index.find(query, 20))


def test_an_added_track_is_found_and_a_renamed_one_only_by_its_new_name(tmp_path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/c.db")
    catalog = Catalog(engine)
    first = _track("Old Name Here", "Somebody", None)
    catalog.add([first])
    index = SearchIndex(tmp_path / "search", catalog, engine)
    index.follow()
    catalog.add([Track(first.id, "Another Title", "Somebody"), _track("Fresh", "Newcomer", "Debut")])
    index.follow()
    assert _titles(index.find("fresh", 5)) == ["Fresh"]
    assert _artists(index.find("newcomer", 5)) == ["Newcomer"]
    assert _titles(index.find("another title", 5)) == ["Another Title"]
    assert _titles(index.find("fresh nonsense", 5)) == ["Fresh"]
    assert _titles(index.find("another titel", 5)) == ["Another Title"]  # what is new is no worse an answer
    assert _titles(index.find("old name here", 5)) == []
    catalog.resolve(TrackRef(title="Only Heard", artist="Whoever"))
    catalog.save()
    index.follow()
    assert _titles(index.find("only heard", 5)) == ["Only Heard"]


def test_the_files_outlast_a_restart_and_are_made_anew_when_broken(tmp_path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/c.db")
    catalog = Catalog(engine)
    catalog.add(_track(*names) for names in _NAMES)
    folder = tmp_path / "search"
    SearchIndex(folder, catalog, engine).follow()
    manifest = (folder / "manifest.json").read_text()
    catalog.add([_track("Fresh", "Newcomer", "Debut")])
    again = SearchIndex(folder, catalog, engine)
    again.follow()
    again.follow()
    assert (folder / "manifest.json").read_text() == manifest  # read, not built
    assert _titles(again.find("fresh", 5)) == ["Fresh"]
    for spoil in (
        lambda: (folder / "manifest.json").write_text("{"),
        lambda: (folder / "manifest.json").write_text(manifest.replace('"version":', '"version":9')),
        lambda: next(folder.glob("at-*/rows.npy")).write_bytes(b"no"),
        lambda: (folder / "manifest.json").unlink(),
    ):
        spoil()
        anew = SearchIndex(folder, catalog, engine)
        assert _titles(anew.find("fresh", 5)) == ["Fresh"]
        assert len(list(folder.glob("at-*"))) == 1


def test_names_of_the_operators_file_mean_the_same(tmp_path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/c.db")
    catalog = Catalog(engine)
    catalog.add([_track("Dynamite", "BTS", None), _track("Nobody Like Me", "Someone", None)])
    index = SearchIndex(tmp_path / "search", catalog, engine)
    index.follow()
    assert _titles(index.find("방탄소년단", 5)) == []
    (tmp_path / "aliases.tsv").write_text("BTS\t방탄소년단\tBangtan Boys\n\n\t\nalone\n", "utf-8")
    again = SearchIndex(tmp_path / "search", catalog, engine)
    again.follow()
    for query in ("방탄소년단", "방탄", "bangtan boys", "bts"):
        assert _titles(again.find(query, 5)) == ["Dynamite"]
        assert _artists(again.find(query, 5)) == ["BTS"]


def test_of_equal_names_the_better_known_and_then_one_own_stand_first(tmp_path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/c.db")
    catalog = Catalog(engine)
    catalog.add(_track("Hello", f"Singer {i}", None) for i in range(200))
    index = SearchIndex(tmp_path / "search", catalog, engine)
    index.follow()
    known, own = (next(t for t in catalog if t.artist == name) for name in ("Singer 77", "Singer 150"))
    index.weigh(lambda segment: np.where(segment.keys == keys([known.id]), 0.2, 0).astype(np.float32))
    assert _titles(index.find("hello", 10))
    assert index.find("hello", 10).best["track"][0].track == known
    assert index.find("hello", 10, [own.id]).best["track"][0].track == own
    assert index.find("hello", 10).counts["track"] == 200


class _Narrow(Wide):
    """Nothing is put together, so that everything is counted for each query."""

    def is_wide(self, size: int) -> bool:
        return False


@given(letter=st.sampled_from("abcdefghilmnoprstuwyㅂㅅㅎ"), chosen=st.lists(st.integers(0, 10**6), max_size=8))
@settings(max_examples=40)
def test_what_is_kept_of_one_letter_is_what_counting_gives(catalog, letter, chosen) -> None:
    known = list(catalog)
    segment = _built(tuple(known))
    static = np.linspace(0, 0.3, len(segment), dtype=np.float32)
    static[7] = -np.inf
    own = segment.places([known[i % len(known)].id for i in chosen])
    kept = Wide(segment).letters()
    for _ in range(2):
        told = found([Finder(segment, static, own, wide) for wide in (kept, _Narrow(segment))], letter, 1)
        assert (told[0] is None) == (told[1] is None)
        if told[0] is not None:
            assert told[0].counts.tolist() == told[1].counts.tolist()
            np.testing.assert_allclose(told[0].scores, told[1].scores, atol=1e-5)


@cache
def _built(tracks: tuple[Track, ...]) -> Segment:
    return build(tracks, {})


def test_an_artist_is_called_as_mostly_written_and_found_by_every_spelling(tmp_path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/c.db")
    catalog = Catalog(engine)
    catalog.add(
        [_track("Gypsy", "SHAKIRA feat. Somebody", None), *(_track(f"Song {i}", "Shakira", None) for i in range(3))]
    )
    catalog.add([_track("Come Away", "E.S.G.", None), _track("The Voidz Theme", "The Voidz", None)])
    index = SearchIndex(tmp_path / "search", catalog, engine)
    index.follow()
    assert _artists(index.find("shakira", 5)) == ["Shakira"]
    assert _titles(index.find("somebody", 5)) == ["Gypsy"]
    assert _artists(index.find("esg", 5)) == ["E.S.G."]
    assert _artists(index.find("the vo", 5)) == ["The Voidz"]
    assert _artists(index.find("the shakira", 5)) == ["Shakira"]


def test_an_empty_catalogue_has_nothing_and_says_so(tmp_path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/c.db")
    catalog = Catalog(engine)
    index = SearchIndex(tmp_path / "search", catalog, engine)
    for _ in range(2):
        index.follow()
        assert not any(index.find("anything", 5).counts.values())
        assert index.near("anything", 5) == []
    again = SearchIndex(tmp_path / "search", catalog, engine)
    again.follow()
    catalog.add([_track("Anything", "Someone", None)])
    again.follow()
    assert _titles(again.find("anything", 5)) == ["Anything"]
