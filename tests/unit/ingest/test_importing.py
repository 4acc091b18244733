"""What the quarantine keeps of a message of an import."""

import json

import pytest

from segue.ingest.archive import Message
from segue.ingest.importing import raw_of


@pytest.mark.parametrize("odd", ["\ud800", 2**70, 1, "봄", None])
def test_a_row_that_was_made_is_kept_whatever_is_in_it(odd: object) -> None:
    made = Message("x.json", 0, "row 1", b"", {"track": odd}, 10, "lastfm_export", "Last.fm")
    assert json.loads(raw_of(made)) == {"track": odd}


def test_what_stood_in_the_file_is_kept_as_it_stood() -> None:
    assert raw_of(Message("x.json", 0, "row 1", b'{"a" : 1}', {"a": 1}, 10, "spotify", "Spotify")) == b'{"a" : 1}'
