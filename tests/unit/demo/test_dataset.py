"""The demo's data: the real Last.fm set as it is, a small copy of its shape with its dirt, and the world."""

import os
from pathlib import Path

import pytest

from segue.demo.dataset import load, starter, synthetic
from segue.demo.hetrec import AT, Unreadable
from segue.domain.event import EventKind
from segue.world import World


@pytest.fixture
def small(tmp_path):
    """Three artists, two listeners, every oddity of the real files."""
    folder = tmp_path / "hetrec2011-lastfm-2k"
    folder.mkdir()
    names = "id\tname\turl\tpictureURL\n1\t浜崎あゆみ\tu\tp\n2\tSigur Rós\tu\tp\n3\tNobody\tu\t\n"
    (folder / "artists.dat").write_text(names)
    (folder / "tags.dat").write_bytes(
        b"tagID\ttagValue\r\n1\tJ-Pop \r\n2\trock fran\xe7ais\r\n3\tIce  LAND\r\n4\tj-pop\r\n"
    )
    (folder / "user_artists.dat").write_text("userID\tartistID\tweight\n2\t1\t13883\n2\t2\t7\n5\t2\t1\n")
    tagged = ["2 1 1 1 4 2009", "5 1 4 1 4 2009", "5 1 3 1 4 2009", "2 2 2 1 4 2009", "2 2 3 1 1 1956"]
    rows = "\n".join(row.replace(" ", "\t") for row in tagged)
    (folder / "user_taggedartists.dat").write_text(f"userID\tartistID\ttagID\tday\tmonth\tyear\n{rows}\n")
    return tmp_path


def test_the_shape_of_the_real_set(small):
    data = load(small)
    assert data.sentence.endswith("2 listeners, 3 artists, 3 play counts")
    assert (data.tracks[0].title, data.tracks[0].artist) == ("浜崎あゆみ", "浜崎あゆみ")
    assert [t.tags for t in data.tracks] == [("j-pop",), ("rock français",), ()]
    assert data.popularity.tolist() == [1, 2, 0]
    (name, events), (_, others) = data.histories
    assert name == "lastfm-2"
    assert [(e.event_id, e.kind, e.at, e.extra) for e in events] == [
        ("hetrec-1", EventKind.COMPLETE, AT, {"plays": 13883}),
        ("hetrec-2", EventKind.COMPLETE, AT, {"plays": 7}),
    ]
    assert others[0].track.id == data.tracks[1].id == load(small).tracks[1].id
    assert list(data.histories) == list(data.histories)


def test_a_broken_file_is_named_with_its_line(small):
    file = small / "hetrec2011-lastfm-2k" / "user_artists.dat"
    file.write_text("userID\tartistID\tweight\n2\t1\t5\n2\tone\t5\n")
    with pytest.raises(Unreadable, match=r"user_artists\.dat, line 3"):
        load(small)
    file.unlink()
    with pytest.raises(Unreadable, match=r"user_artists\.dat: No such file"):
        load(small)


@pytest.mark.parametrize("folder", [None, Path("nowhere")])
def test_without_the_set_there_is_a_world(folder):
    data = load(folder)
    assert data.name == "world"
    assert data.sentence == "the built-in synthetic world: 200 listeners, 2,000 tracks"
    assert len(data.tracks) == len(data.popularity) == 2000
    name, events = next(data.histories)
    assert name == "listener-0000"
    assert events


def test_a_starter_has_one_taste():
    data = synthetic(World(seed=1, listeners=2))
    chosen = starter(data)
    assert len(chosen) == 6
    assert len({track.tags[0] for track in chosen}) == 1
    assert len({track.artist for track in chosen}) == 6
    assert chosen == starter(data)


def test_a_starter_of_a_tiny_catalogue(small):
    assert [track.title for track in starter(load(small))] == ["Sigur Rós"]


@pytest.mark.data
def test_the_real_set():
    root = Path(os.environ.get("SEGUE_DATA") or Path(__file__).parents[3] / ".." / "shared" / "data")
    if not (root / "hetrec2011-lastfm-2k").is_dir():
        pytest.skip("the Last.fm set hetrec2011-lastfm-2k is absent: put it under SEGUE_DATA to run this test")
    data = load(root)
    assert data.sentence.endswith("1,892 listeners, 17,632 artists, 92,834 play counts")
    assert sum(len(events) for _, events in data.histories) == 92_834
    assert len({track.id for track in data.tracks}) == 17_632
    assert not any("�" in track.title for track in data.tracks)
    assert {track.tags[0] for track in starter(data)} == {"pop"}
