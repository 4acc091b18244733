"""Holdings: what somebody here has, however its parts are read."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine

from segue.catalog.holdings import Holdings
from segue.catalog.libraries import Reading, Row
from segue.catalog.scan.files import Kept
from segue.domain.event import TrackId

SONG, FILE = (TrackId(f"00000000-0000-4000-8000-{n:012}") for n in (1, 2))


@pytest.mark.parametrize("also", ["libraries", "files", "nobody"])
def test_what_is_saved_is_held_after_a_reload_whoever_read_a_part_before(tmp_path: Path, also: str) -> None:
    """The proxy and `segue push` read the libraries again, too: what they take in must not be lost for the whole."""
    url = f"sqlite:///{tmp_path / 'records.db'}"
    here, other = Holdings(create_engine(url)), Holdings(create_engine(url))
    assert here.tracks() == frozenset()
    other.libraries.save("music.home", [Row("1", SONG, "")], Reading())
    other.files.save([Kept(b"/music/a.flac", 1, 1, "f", FILE, None, {}, 0)])
    if also != "nobody":
        getattr(here, also).reload()
    here.reload()
    held = here.tracks()
    assert held == {SONG, FILE}
    here.reload()
    assert here.tracks() is held
    here.libraries.drop("music.home")
    here.reload()
    assert here.tracks() == {FILE}
