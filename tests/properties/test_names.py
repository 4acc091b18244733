"""Laws of the name keys, over any text."""

import unicodedata

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from segue.catalog.names import artist_key, name_key, title_key

LAW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy or fresh machine
WORDS = st.sampled_from(
    [
        *("The", "feat.", "ft", "(", ")", "[", "]", "-", "–", " ", "Live", "Remaster", "2011", "&", "and", "with", "!"),
        *(
            "Mono",
            "Radio Edit",
            "/",
            ",",
            "é",
            "É",
            "ß",
            "が",
            "किताब",
            "봄",
            "ø",
            "'",
            "Björk",
            "Ω",
            "й",
            "_",
            "+",
            "$",
        ),
    ]
)
NAMES = st.one_of(st.text(max_size=40), st.lists(WORDS, max_size=8).map(" ".join), st.lists(WORDS).map("".join))


@LAW
@given(NAMES)
def test_a_key_is_its_own_key_and_never_empty(name: str) -> None:
    for key in (title_key, artist_key):
        made = key(name)
        assert key(made) == made
        assert bool(made) == bool(name.strip())
        assert "\x1f" not in made
        assert made == made.strip()


@LAW
@given(NAMES)
def test_composition_and_case_do_not_matter(name: str) -> None:
    for key in (title_key, artist_key):
        for form in ("NFC", "NFD", "NFKC"):
            assert key(unicodedata.normalize(form, name)) == key(name)
        assert key(name.casefold()) == key(name)


@LAW
@given(NAMES, NAMES)
def test_a_name_key_is_made_of_keys(title: str, artist: str) -> None:
    assert name_key(title_key(title), artist_key(artist)) == name_key(title, artist)
