"""Laws of covers, over any texts."""

import re
import unicodedata
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from segue.playlists.cover import cover
from segue.playlists.cover.colours import MOODS, READABLE, contrast, least_contrast, mood_of, palette
from segue.playlists.cover.drawing import MARGIN
from segue.playlists.cover.lettering import clean, clusters, fit
from segue.playlists.cover.patterns import PATTERNS, SIDE
from segue.playlists.cover.widths import width

LAW = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])  # a busy or fresh machine
_SVG = "{http://www.w3.org/2000/svg}"
WORDS = st.sampled_from(
    [
        *("봄 설레임", "夜の海、", "「冬」", "أغاني", "שלום", "W" * 60, "한" * 40, "海" * 50, "…", " ", "mix"),
        *("👨\u200d👩\u200d👧\u200d👦", "🇰🇷🇯🇵", "❤️", "👍🏽", "a\u0301" * 9, "Z\u0360\u0361\u0362\u0363\u0364\u0365"),
        *("<b>&amp;\"'", "\u202e", "می\u200cخواهم", "\x00\x1b", "\ud800", "\n\t", "\ufdfd"),
    ]
)
TEXTS = st.one_of(
    st.text(max_size=60), st.lists(WORDS, max_size=8).map(" ".join), st.lists(WORDS, max_size=8).map("".join)
)


def _hex(colour: str) -> tuple[float, float, float]:
    return tuple(int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))  # type: ignore[return-value]


@LAW
@given(TEXTS, TEXTS, TEXTS, st.sampled_from([*MOODS, "", "workout", "?"]))
@example("", "", "", "")
def test_it_is_xml_alone_and_its_text_stays_inside(title: str, subtitle: str, seed: str, mood: str) -> None:
    drawn = cover(title, subtitle, seed, mood)
    root = ElementTree.fromstring(drawn)
    assert root.tag == f"{_SVG}svg"
    assert root.get("width") == root.get("height") == str(SIDE)
    assert {element.tag for element in root.iter()} <= {
        _SVG + tag
        for tag in ("svg", "title", "defs", "linearGradient", "stop", "rect", "circle", "path", "polygon", "g", "text")
    }
    assert not re.search(r"href|url\((?!#)|script|\bon\w+=|style=", re.sub(r">[^<]*<", "><", drawn))
    written = list(root.iter(f"{_SVG}text"))
    for text in written:
        assert text.text
        size, x, y = (float(text.get(name, "")) for name in ("font-size", "x", "y"))
        room = x - MARGIN if text.get("direction") == "rtl" else SIDE - MARGIN - x
        assert size * width(text.text) <= room + 1e-6
        assert size <= y <= SIDE - MARGIN
    assert drawn == cover(title, subtitle, seed, mood)


@LAW
@given(TEXTS)
def test_what_fits_is_said_whole_and_what_does_not_ends_in_an_ellipsis(text: str) -> None:
    set_ = fit(text, (512, 360), (104, 62, 42))
    said = "".join(set_.lines).replace(" ", "")
    wanted = clean(text).replace(" ", "")
    if said != wanted:
        assert said.endswith("…")
        kept = clusters(said[:-1])
        assert all(cluster in clusters(wanted) for cluster in kept), "a letter was torn"
        assert sum(map(width, wanted)) > 2 * 512 / 42
    assert set_.width <= 512
    assert len(set_.lines) * set_.size * 1.3 <= 360


@LAW
@given(TEXTS)
def test_cleaning_is_done_once_and_leaves_nothing_unseen(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert not [c for c in cleaned if unicodedata.category(c)[0] == "C" and c not in "\u200c\u200d"]
    assert "".join(clusters(cleaned)) == cleaned


def test_words_stay_whole_where_a_smaller_size_holds_them() -> None:
    assert fit("Conversation Pieces", (512, 360), (104, 62, 42)).lines == ("Conversation", "Pieces")
    assert fit("봄바람 휘날리며 흩날리는", (512, 420), (104,)).lines == ("봄바람", "휘날리며", "흩날리는")
    lines = fit("静かな夜、のための音楽。" * 2, (400, 900), (80,)).lines
    assert all(line[0] not in "、。" for line in lines)
    assert max(len(line) for line in lines) == 5


def test_a_language_from_right_to_left_begins_on_the_right() -> None:
    root = ElementTree.fromstring(cover("أغاني الصباح", "Fairuz", "seed"))
    assert [text.get("direction") for text in root.iter(f"{_SVG}text")][-1] is None
    assert next(root.iter(f"{_SVG}text")).get("direction") == "rtl"


@pytest.mark.parametrize("mood", [*MOODS, ""])
def test_text_can_be_read_on_every_colour(mood: str) -> None:
    for seed in range(30):
        made = palette(np.random.default_rng(seed), mood_of(mood))
        behind = [made.ground, made.ground_end, *made.shapes]
        assert least_contrast(made.text, behind) >= READABLE


def test_the_colours_in_the_file_are_those_that_were_measured() -> None:
    for seed in range(40):
        drawn = cover("Mix", "of songs", f"{seed}")
        text, others = re.findall(r'<g fill="(#\w{6})" font', drawn), re.findall(r'"(#\w{6})"', drawn)
        assert len(text) == 1
        assert min(contrast(_hex(text[0]), _hex(one)) for one in set(others) - {text[0]}) >= READABLE


def test_contrast_is_that_of_wcag() -> None:
    assert contrast((0, 0, 0), (1, 1, 1)) == pytest.approx(21)
    assert contrast(_hex("#777777"), (1, 1, 1)) == pytest.approx(4.48, abs=0.005)
    assert contrast(_hex("#0000ff"), (1, 1, 1)) == pytest.approx(8.59, abs=0.005)


def test_covers_differ() -> None:
    drawn = [cover("Daily Mix", "", f"listener/daily_mix_{i}") for i in range(100)]
    assert len(set(drawn)) == 100
    grounds = {re.search(r'stop-color="(#\w{6})"', one)[1] for one in drawn}  # type: ignore[index]
    assert len(grounds) > 90
    shapes = {tuple(sorted({element.tag for element in ElementTree.fromstring(one).iter()})) for one in drawn}
    assert len(shapes) >= 4
    assert len(PATTERNS) >= 8
    assert cover("A", "", "1", "sad") != cover("A", "", "1", "happy")
