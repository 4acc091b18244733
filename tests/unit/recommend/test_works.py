"""Recordings of one song share a code; others do not."""

import numpy as np

from segue.domain.event import TrackId
from segue.domain.track import Track
from segue.recommend.works import Works

TITLES = (
    ("Creep", "Radiohead"), ("Creep (2008 Remaster)", "Radiohead"), ("Creep - Live", "Radiohead"), ("Creep", "TLC"),
    ("Just", "Radiohead"),
)  # fmt: skip


def test_recordings_of_one_song_by_one_artist_share_a_code():
    tracks = [Track(TrackId(str(i)), title, artist) for i, (title, artist) in enumerate(TITLES)]
    works = Works(tracks, np.array([0, 0, 0, 1, 0], np.int32))
    codes = works.of(np.arange(5, dtype=np.int32))
    assert codes[0] == codes[1] == codes[2]
    assert len(set(codes.tolist())) == 3
    assert 0 not in codes
    assert works.of(np.array([4, 0], np.int32)).tolist() == codes[[4, 0]].tolist()
