"""Texts as vectors: cut as BERT cuts them, packed in a byte a number, near where the meaning is near."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from segue.domain.event import TrackId
from segue.domain.track import Track
from segue.learning.model import Histories, Interactions
from segue.learning.models.text import TEXT
from segue.learning.rows import nothing
from segue.learning.text.pieces import Pieces, words
from segue.learning.text.table import TextTable, shipped
from segue.learning.text.tracks import described


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("Café del Mar", ["cafe", "del", "mar"]),
        ("drum'n'bass!", ["drum", "'", "n", "'", "bass", "!"]),
        ("夜に駆ける", ["夜", "に", "駆", "ける"]),
        ("  a\tb\n\x00c\u200b ", ["a", "b", "c"]),
        ("", []),
    ],
)
def test_words_are_cut_as_bert_cuts_them(text: str, cut: list[str]) -> None:
    assert words(text) == cut


def test_plain_letters_are_cut_as_all_others_are() -> None:
    """They go a shorter way; an accent at the end sends the same text the long one."""
    text = "".join(f"a{chr(code)}B" for code in range(128))
    assert words(text) == [*words(text + "é")[:-1], words(text)[-1]]
    assert words(text + "é")[-1] == words(text)[-1] + "e"


def test_the_longest_piece_comes_first_and_what_cannot_be_cut_is_left_out() -> None:
    pieces = Pieces({"shoe": 0, "##gaze": 1, "##ga": 3, "##ze": 4, "a": 5})
    assert pieces.of("shoegaze a") == [0, 1, 5]
    assert pieces.of("xylophone shoegazer a") == [5]
    assert pieces.of("a" * 200) == []


def test_a_table_comes_back_as_it_was_and_a_damaged_one_is_refused() -> None:
    rng = np.random.default_rng(0)
    table = TextTable.packed(("a", "b", "##c"), rng.standard_normal((3, 8)).astype(np.float32))
    data = table.to_bytes()
    again = TextTable.from_bytes(data)
    assert again.names == table.names
    assert np.array_equal(again.of(["a b", "bc"]), table.of(["a b", "bc"]))
    for damaged in (b"", b"PK", data[:-3], data[: len(data) // 2]):
        with pytest.raises(ValueError, match="word vectors"):
            TextTable.from_bytes(damaged)


def test_a_text_is_the_mean_of_its_pieces_of_length_one() -> None:
    vectors = np.array([[1.0, 0.0], [0.0, 1.0]], np.float32)
    table = TextTable.packed(("one", "two"), vectors)
    found = table.of(["one", "one two", "three", "", "two two two"])
    half = np.sqrt(0.5)
    assert found == pytest.approx(np.array([[1, 0], [half, half], [0, 0], [0, 0], [0, 1]]), abs=1e-6)


def test_near_in_meaning_is_near() -> None:
    table = shipped()
    kinds, other = (
        ["heavy metal", "hip hop", "classical piano", "sad songs"],
        ["thrash metal", "rap", "chopin", "melancholy"],
    )
    near = table.of(kinds) @ table.of(other).T
    assert near.argmax(axis=1).tolist() == [0, 1, 2, 3]
    assert not table.of(["夜", "♪♪"]).any(), "it does not pretend to read what it does not"


def test_a_track_without_any_words_is_a_row_of_zeros() -> None:
    rows = described([Track(TrackId("1"), "밤편지", "아이유"), Track(TrackId("2"), "Blue in Green", "Miles Davis")])
    assert np.linalg.norm(rows, axis=1) == pytest.approx([0, 1], abs=1e-6)


def test_a_new_track_is_found_by_words_alone() -> None:
    titles = ["shoegaze dreamy guitar", "dream pop ethereal", "thrash metal loud", "death metal brutal"]
    text = shipped().of(titles)
    liked = csr_array(np.array([[1.0, 0, 0, 0]], np.float32))
    data = Interactions(Histories(liked, nothing((1, 4))), text=text)
    scores = TEXT.fit(data, 0).score(data.histories)[0]
    assert np.argsort(-scores)[1] == 1
