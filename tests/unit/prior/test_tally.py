"""Counting on disk: over batches, with what is told later, and by one build at a time."""

import pytest

from segue.prior import tally as module
from segue.prior.keys import artist_hash
from segue.prior.learn import Size
from segue.prior.tally import Play, Tally

MBID = "00000001-0000-4000-8000-000000000000"


def test_plays_of_many_batches_are_one_pair_and_names_learn_their_mbid(tmp_path):
    with Tally(tmp_path / "t", "a source") as tally:
        tally.add([Play(1, "Björk", None), Play(1, "BJORK", None), Play(2, "Björk", None)], 3, 0)
        tally.add([Play(1, "bjork", MBID), Play(2, "Blur", None)], 6, 1)
        heard = tally.heard(Size(fewest=1))
        state = tally.state()
    assert (heard.names, heard.plays) == (["Björk", "Blur"], 5)
    assert heard.keys.tolist() == [artist_hash("Björk"), artist_hash("Blur")]
    assert heard.pairs.todense().tolist() == [[1, 0], [1, 1]]
    assert heard.mbids == {0: (0x0000000100004000, 0x8000000000000000)}
    assert tuple(state) == (6, 5, 1)


def test_of_a_listener_the_most_played_artists_count(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "MOST_ARTISTS", 2)
    with Tally(tmp_path / "t", "a source") as tally:
        tally.add([Play(1, name, None) for name in "abbbcc"] + [Play(2, "a", None)], 7, 0)
        heard = tally.heard(Size(fewest=1))
    assert {heard.names[i] for i in heard.pairs[[0]].indices} == {"b", "c"}


def test_what_a_batch_that_failed_told_is_not_counted(tmp_path, monkeypatch):
    with Tally(tmp_path / "t", "a source") as tally:
        tally.add([Play(1, "a", None)], 1, 0)

        def full(*_: object) -> None:
            raise OSError("No space left on device")

        with monkeypatch.context() as broken:
            broken.setattr(Tally, "_insert", full)
            with pytest.raises(OSError, match="No space"):
                tally.add([Play(1, "b", None)], 2, 0)
        assert tuple(tally.state()) == (1, 1, 0)
        tally.add([Play(1, "b", None)], 2, 0)
        assert tuple(tally.state()) == (2, 2, 0)


def test_another_source_begins_anew(tmp_path):
    with Tally(tmp_path / "t", "a source") as tally:
        tally.add([Play(1, "a", None)], 1, 0)
    with Tally(tmp_path / "t", "another") as tally:
        assert tuple(tally.state()) == (0, 0, 0)
        assert tally.heard(Size(fewest=1)).pairs.nnz == 0
