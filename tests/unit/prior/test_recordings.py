"""Recordings in a prior: counted, told apart from their artist where enough people heard them, found again."""

import io
import json
import tarfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from scipy.sparse import csr_array

from segue.catalog.names import derived_id
from segue.domain.track import Track
from segue.prior import recordings as module
from segue.prior.build import build, learnt
from segue.prior.file import read, write
from segue.prior.home import heard_at
from segue.prior.keys import artist_hash, recording_hash
from segue.prior.learn import Heard, Size, learn
from segue.prior.listens_dump import Source
from segue.prior.place import place, rows_of
from segue.prior.prior import Manifest, Prior
from segue.prior.private import Budget
from segue.prior.recordings import DASH, Recordings
from segue.prior.show import nearest, recordings_of, row_of
from segue.prior.tally import Play, Tally
from tests.unit.prior.conftest import ARTISTS, heard_of, histories, name, style

MADE = Manifest("a test", "2026-11-21", "", 0, 0, 0)
CODE = "0a0a0a0a-0000-4000-8000-000000000000"
FACES = "Two Faces"  # sings ballads for the listeners of style 0 and roars for those of style 1
SIZE = Size(recordings=1000, often=5)


def faces(listeners: int, seed: int) -> Heard:
    """Everybody's artists, and Two Faces: half of the listeners of styles 0 and 1 hear their side of them."""
    rows, rng = histories(listeners, seed), np.random.default_rng(seed)
    of = np.stack([rows[:, s * ARTISTS : (s + 1) * ARTISTS].sum(axis=1) for s in range(4)]).argmax(axis=0)
    likes = rng.random(listeners) < 0.5
    sides = np.stack([likes & (of == 0), likes & (of == 1)], axis=1)
    heard = heard_of(np.concatenate([rows, sides.any(axis=1, keepdims=True)], axis=1))
    titles = ["Ballad", "Roar"]
    told = Recordings(
        csr_array(sides.astype(np.float32)),
        np.array([recording_hash(t, FACES) for t in titles], np.uint64),
        titles,
        np.full(2, rows.shape[1], np.int32),
        {1: (0x0A0A0A0A00004000, 0x8000000000000000)},
    )
    names = [*heard.names[:-1], FACES]
    keys = heard.keys.copy()
    keys[-1] = artist_hash(FACES)
    return Heard(heard.pairs, keys, names, {}, heard.plays, told)


@pytest.fixture(scope="module")
def prior() -> Prior:
    return learn(faces(400, 1), SIZE, MADE, 1)


def track(artist: str, title: str, mbid: str | None = None) -> Track:
    return Track(derived_id(title, artist, mbid=mbid), title, artist, mbid=mbid)


def test_artists_are_as_without_recordings(prior: Prior) -> None:
    alone = learn(faces(400, 1), Size(), MADE, 1)
    assert (alone.manifest.recordings, prior.manifest.recordings) == (0, 2)
    n = prior.manifest.artists
    assert n == len(alone) == len(prior) - 2
    rows = np.arange(n, dtype=np.int32)
    assert np.array_equal(prior.vectors(rows), alone.vectors(rows))
    for row in (0, n - 1):
        assert all(np.array_equal(a, b) for a, b in zip(prior.near(row), alone.near(row), strict=True))


def test_each_side_of_an_artist_is_heard_with_its_own_kind(prior: Prior) -> None:
    for title, kind in (("Ballad", 0), ("Roar", 1)):
        row = row_of(prior, f"{FACES}{DASH}{title.upper()}")
        assert row is not None
        near = [one.name for one in nearest(prior, row, 12)]
        assert FACES in near
        others = [style(one) for one in near if one.startswith("Artist")]
        assert others.count(kind) >= len(others) - 1
        vectors = prior.vectors(np.arange(len(prior), dtype=np.int32))
        alike = vectors[: prior.manifest.artists] @ vectors[row]
        of = [style(prior.name(i)) if prior.name(i) != FACES else -1 for i in range(prior.manifest.artists)]
        assert np.mean(alike[np.equal(of, kind)]) > 3 * np.mean(alike[np.equal(of, 1 - kind)])


def test_with_few_listeners_a_recording_is_its_artist() -> None:
    heard = faces(400, 1)
    told = heard.recordings
    assert told is not None
    vectors = np.ones((61, 3), np.float32)
    tastes = np.random.default_rng(0).normal(0, 0.3, (400, 3)).astype(np.float32)
    tastes[:, 0] += told.pairs.toarray() @ [1, -1]  # who hears one side is not like who hears the other
    away = []
    for listeners in (20, 100, 400):
        dense = told.pairs.toarray()
        dense[listeners:] = 0
        found = module.moved(replace(told, pairs=csr_array(dense)), heard.pairs, vectors, tastes, 0.02)
        away.append(float((1 - found @ vectors[60] / np.linalg.norm(found, axis=1) / 3**0.5).max()))
    assert 0 <= away[0] < away[1] < away[2]
    assert away[0] < 0.01


def test_tracks_are_found_by_name_and_mbid_and_others_stand_with_their_artist(prior: Prior, tmp_path: Path) -> None:
    write(prior, tmp_path / "a.prior")
    again = read(tmp_path / "a.prior", verify=True)
    tracks = [track(FACES, "ballad (2011 Remaster)"), track("Somebody", "Else", CODE), track(FACES, "B-side"),
              track(name(0), "x"), track("Nobody", "y")]  # fmt: skip
    rows = rows_of(again, tracks).tolist()
    ballad, roar, artist = (row_of(again, one) for one in (f"{FACES} - Ballad", CODE, FACES))
    assert rows == [ballad, roar, artist, row_of(again, name(0)), -1]
    laid = place(again, tracks, None).prior
    own = [int(laid.row_of[i]) for i in range(3)]
    assert len(set(own)) == 3
    assert laid.together[own[0], own[2]] > 0  # from the side and from the artist
    assert laid.together[own[2], own[0]] > 0
    assert laid.items == len(again)
    assert laid.listeners[own[2]] == min(laid.listeners[own[:2]])  # what is left of the artist is above neither
    assert recordings_of(again, artist or 0, 5) == sorted(recordings_of(again, artist or 0, 5), key=lambda one: -one[1])
    assert {title for title, _ in recordings_of(again, artist or 0, 5)} == {"Ballad", "Roar"}


def test_a_home_without_its_recordings_is_as_with_artists_alone() -> None:
    heard = faces(400, 1)
    tracks = [track(name(i), f"song {i}") for i in range(20)]
    with_them, alone = (place(learn(heard, size, MADE, 1), tracks, None).prior for size in (SIZE, Size()))
    assert np.array_equal(with_them.vectors, alone.vectors)
    assert np.array_equal(with_them.listeners, alone.listeners)
    assert (with_them.items, alone.items) == (61, 61)


def test_a_recording_needs_its_listeners_and_its_artist() -> None:
    heard = faces(60, 2)
    assert learn(heard, Size(recordings=10, often=500), MADE, 1).manifest.recordings == 0
    assert learn(heard, Size(recordings=1, often=1), MADE, 1).manifest.recordings == 1
    assert heard.recordings is not None
    rare = int(np.bincount(heard.pairs.indices).argmin())  # not among the most heard
    of_a_rare = replace(heard, recordings=replace(heard.recordings, artists=np.full(2, rare, np.int32)))
    found = learn(of_a_rare, Size(recordings=10, often=1, artists=5), MADE, 1)
    assert (found.manifest.artists, found.manifest.recordings) == (5, 0)


def test_counting_keeps_listeners_of_artists_and_of_recordings_in_line(tmp_path: Path) -> None:
    plays = [Play(1, "A", None, "x"), Play(1, "A", None, " X "), Play(2, "A", None, "y"), Play(3, "B", None, None),
             Play(4, "B", None, "z", CODE), Play(4, "A", None, "x")]  # fmt: skip
    with Tally(tmp_path / "t", "s", recordings=True) as tally:
        tally.add(plays[:3], 3, 0)
        tally.add(plays[3:], 6, 0)
        heard = tally.heard(Size(fewest=1, recordings=10, often=1))
        assert tally.heard(Size(fewest=1)).recordings is None
    told = heard.recordings
    assert told is not None
    assert (heard.names, told.titles[0], set(told.titles)) == (["A", "B"], "x", {"x", "y", "z"})
    assert heard.pairs.todense().tolist() == [[1, 0], [1, 0], [0, 1], [1, 1]]
    assert told.pairs[:, [0]].todense().ravel().tolist() == [1, 0, 0, 1]
    z = list(told.titles).index("z")
    assert (told.artists[z], told.mbids) == (1, {z: (0x0A0A0A0A00004000, 0x8000000000000000)})


def test_titles_in_every_form_of_a_listen(tmp_path: Path) -> None:
    forms: list[dict[str, object]] = [
        {"user_name": "a", "track_metadata": {"artist_name": "B", "track_name": "T",
                                              "mbid_mapping": {"recording_mbid": CODE}}},
        {"user_id": 7, "track_metadata": {"artist_name": "B", "track_name": "T",
                                          "additional_info": {"recording_mbid": CODE}}},
        {"listener": "a", "artist": "B", "title": "T", "recording_mbid": CODE},
        {"listener": "a", "artist": "B", "track": "T", "recording_mbid": CODE},
        {"listener": "a", "track": {"artist": "B", "title": "T", "mbid": CODE}},
    ]  # fmt: skip
    path = tmp_path / "l.jsonl"
    path.write_text("\n".join(json.dumps(one) for one in [*forms, {"listener": "a", "artist": "B", "title": 7}]))
    plays = [one.play for one in Source(path).read(0)]
    assert [(p.title, p.recording) for p in plays if p] == [("T", CODE)] * 5 + [(None, None)]
    columns = {"user_id": [1, 2], "artist_name": ["B", "B"], "artist_credit_mbids": [None, None]}
    packed = tmp_path / "spark.tar"
    with tarfile.open(packed, "w") as tar:
        for i, more in enumerate(({}, {"recording_name": ["T", None], "recording_mbid": [CODE, None]})):
            body = io.BytesIO()
            parquet.write_table(pa.table({**columns, **more}), body)
            info = tarfile.TarInfo(f"{i}.parquet")
            info.size = len(body.getvalue())
            tar.addfile(info, io.BytesIO(body.getvalue()))
    found = [(one.play.title, one.play.recording) for one in Source(packed).read(0) if one.play]
    assert found == [(None, None), (None, None), ("T", CODE), (None, None)]


def test_a_file_of_listens_becomes_a_prior_with_recordings(tmp_path: Path) -> None:
    path, rows = tmp_path / "l.jsonl", histories(60, 4)
    pairs = np.argwhere(rows).tolist()
    told = [{"listener": u, "artist": name(a), "title": f"Song {u % 2}"} for u, a in pairs]
    path.write_text("\n".join(map(json.dumps, told)))
    found = build(path, tmp_path / "a.prior", MADE, Size(recordings=40, often=2), 1).prior
    assert (found.manifest.artists, found.manifest.recordings) == (60, 40)
    row = row_of(found, name(0))
    assert row is not None
    heard = float(found.arrays["listeners"][row])
    assert sum(listeners for _, listeners in recordings_of(found, row, 9)) <= heard
    assert found.manifest.plays == len(told)


def test_another_segue_tells_its_tracks_and_hides_its_listeners_all_the_same() -> None:
    rows = histories(3000, 5)
    tracks = [track(name(i), "Hit", CODE if i == 0 else None) for i in range(60)] + [track(name(0), "HIT ", None)]
    liked = csr_array(np.concatenate([rows, rows[:, :1]], axis=1).astype(np.float32))
    heard = heard_at(liked, tracks)
    assert heard.recordings is not None
    assert (len(heard.recordings), heard.recordings.mbids) == (60, {0: (0x0A0A0A0A00004000, 0x8000000000000000)})
    assert heard.recordings.pairs.data.max() == 1
    hidden = learnt(heard, Size(recordings=60), MADE, 1, budget=Budget(20.0))
    told = hidden.manifest
    assert told.artists == 60
    assert told.recordings > 30
    assert (hidden.arrays["listeners"] >= 1).all()
    row = row_of(hidden, f"{name(0)} – Hit")
    assert row is not None
    kinds = [style(one.name) for one in nearest(hidden, row, 8)]
    assert kinds.count(0) >= 6
    assert learnt(heard, Size(), MADE, 1, budget=Budget(20.0)).manifest.recordings == 0
