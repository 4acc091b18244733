"""Folders of audio files: tags, what moved, what is gone, what cannot be read."""

import os
import wave
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace
from sqlalchemy import Engine, create_engine

from segue.catalog.audio.measured import Tools
from segue.catalog.scan.files import Files
from segue.catalog.scan.named import named
from segue.catalog.scan.scan import Scanned, scan
from segue.catalog.store import Catalog
from segue.domain.event import TrackId
from segue.domain.track import Track

_NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
_NONE = Tools("", "")


def _id3(**frames: str) -> bytes:
    """An ID3v2.4 tag; a frame named UFID is MusicBrainz's."""
    body = b""
    for name, text in frames.items():
        data = b"http://musicbrainz.org\0" + text.encode() if name == "UFID" else b"\x03" + text.encode()
        body += name.encode() + _syncsafe(len(data)) + b"\0\0" + data
    return b"ID3\x04\0\0" + _syncsafe(len(body)) + body


def _syncsafe(size: int) -> bytes:
    return bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))


def _mp3(path: Path, sound: int = 0, **frames: str) -> Path:
    """Two seconds of empty MPEG frames behind a tag; `sound` makes it another file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    frame = b"\xff\xfb\x90\x64" + bytes(413)
    path.write_bytes(_id3(**frames) + frame * 77 + bytes([sound]))
    return path


def _wav(path: Path, seconds: float, samples: np.ndarray | None = None) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(22_050)
        some = np.zeros(round(seconds * 22_050)) if samples is None else samples
        file.writeframes((some * 32767).astype("<i2").tobytes())
    return path


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = create_engine(f"sqlite:///{tmp_path}/records.db")
    yield made
    made.dispose()


@pytest.fixture
def music(tmp_path: Path) -> Path:
    folder = tmp_path / "music"
    folder.mkdir()
    return folder


def _scan(engine: Engine, folder: Path, tools: Tools = _NONE, now: datetime = _NOW) -> Scanned:
    return scan(Catalog(engine), Files(engine), folder, now, tools, 2)


def _tracks(engine: Engine) -> dict[str, Track]:
    return {track.title: track for track in Catalog(engine)}


def test_tags_become_tracks(engine: Engine, music: Path) -> None:
    mbid = "6b0c8e5e-0f2b-4a3f-9d5e-3b8a9d1c2f47"
    _mp3(music / "a.mp3", TIT2="봄 설레임", TPE1="선우정아", TALB="X", TDRC="2011-03-04", TCON="Indie; Jazz", UFID=mbid)
    _mp3(music / "b.mp3", 1, TIT2="Hyperballad", TPE1="Björk", TSRC="GB-AHT-95-00204", TCON="Podcast")
    found = _scan(engine, music)
    assert (found.files, found.read, found.problems) == (2, 2, [])
    tracks = _tracks(engine)
    spring = tracks["봄 설레임"]
    assert (spring.artist, spring.release, spring.year, spring.tags) == ("선우정아", "X", 2011, ("Indie", "Jazz"))
    assert spring.mbid == mbid
    assert spring.duration_ms == pytest.approx(2000, abs=60)
    assert (tracks["Hyperballad"].isrc, tracks["Hyperballad"].format) == ("GBAHT9500204", "podcast")


def test_a_file_is_the_track_that_is_known_already(engine: Engine, music: Path) -> None:
    known = Track(TrackId("5e60e000-0000-4000-8000-000000000001"), "Army of Me", "Björk", year=1995, tags=("art pop",))
    Catalog(engine).add([known])
    _mp3(music / "a.mp3", TIT2="Army Of Me (2015 Remaster)", TPE1="BJÖRK", TCON="Trip-Hop", TALB="Post")
    _scan(engine, music)
    (track,) = Catalog(engine)
    assert track.id == known.id
    assert (track.year, track.release, track.tags) == (1995, "Post", ("Trip-Hop", "art pop"))


def test_what_is_unchanged_is_not_read_again_and_what_is_changed_keeps_its_track(engine: Engine, music: Path) -> None:
    path = _mp3(music / "a.mp3", TIT2="Josephine", TPE1="Nobody", TCON="Rock")
    _scan(engine, music)
    (before,) = Catalog(engine)
    again = _scan(engine, music)
    assert (again.read, again.same) == (0, 1)
    _mp3(path, TIT2="Joséphine", TPE1="Somebody", TCON="Pop", TALB="Late")
    changed = _scan(engine, music)
    assert (changed.read, changed.same) == (1, 0)
    (after,) = Catalog(engine)
    assert after.id == before.id
    assert (after.title, after.artist, after.release, after.tags) == ("Joséphine", "Somebody", "Late", ("Pop",))


def test_a_file_that_moves_keeps_its_track_even_without_tags(engine: Engine, music: Path) -> None:
    path = _mp3(music / "Track 01.mp3")
    other = _mp3(music / "more" / "Track 01.mp3", 1)
    _scan(engine, music)
    before = {one.track for one in Files(engine)}
    assert len(before) == 2  # two files of one name are not one track
    (music / "Björk").mkdir()
    path.rename(music / "Björk" / "Hyperballad.mp3")
    moved = _scan(engine, music)
    assert (moved.read, moved.moved, moved.gone) == (0, 1, 0)
    assert {one.track for one in Files(engine)} == before
    assert sorted(os.fsdecode(one.path) for one in Files(engine)) == sorted(
        [str(music / "Björk" / "Hyperballad.mp3"), str(other)]
    )


def test_a_file_that_is_gone_is_marked_and_comes_back(engine: Engine, music: Path) -> None:
    path = _mp3(music / "a.mp3", TIT2="One", TPE1="Nobody")
    _mp3(music / "b.mp3", 1, TIT2="Two", TPE1="Nobody")
    _scan(engine, music)
    aside = path.rename(music.parent / "a.mp3")
    gone = _scan(engine, music)
    assert (gone.gone, gone.same) == (1, 1)
    assert len(Catalog(engine)) == 2
    files = Files(engine)
    assert [one.gone for one in files] == [_NOW.isoformat(), None]
    assert len(files.tracks()) == 1
    assert _scan(engine, music).gone == 0  # told once
    aside.rename(path)
    assert _scan(engine, music).read == 0
    assert len(Files(engine).tracks()) == 2


def test_a_disk_that_is_not_there_changes_nothing(engine: Engine, music: Path) -> None:
    path = _mp3(music / "a.mp3", TIT2="One", TPE1="Nobody")
    _scan(engine, music)
    path.unlink()
    with pytest.raises(ValueError, match="is the disk there"):
        _scan(engine, music)
    assert len(Files(engine).tracks()) == 1


def test_names_that_are_no_text_and_hidden_files(engine: Engine, music: Path) -> None:
    odd = os.fsencode(music) + b"/na\xefve.mp3"
    Path(os.fsdecode(odd)).write_bytes(_mp3(music / "a.mp3", TIT2="One", TPE1="Nobody").read_bytes())
    _mp3(music / "._a.mp3")
    _mp3(music / ".cache" / "b.mp3")
    (music / "cover.jpg").write_bytes(b"x")
    os.mkfifo(music / "pipe.mp3")
    found = _scan(engine, music)
    assert found.files == 2
    (track,) = Files(engine).tracks()  # two copies, one track
    assert Files(engine).path_of(track) == music / "a.mp3"
    assert odd in [one.path for one in Files(engine)]


def test_what_cannot_be_read_has_a_reason_and_the_rest_counts(engine: Engine, music: Path) -> None:
    _mp3(music / "a.mp3", TIT2="One", TPE1="Nobody")
    (music / "empty.flac").touch()
    (music / "dangling.ogg").symlink_to("nowhere")
    found = _scan(engine, music)
    reasons = {os.path.basename(path): why for path, why in found.problems}
    assert reasons == {b"empty.flac": "it is empty", b"dangling.ogg": "No such file or directory"}
    assert len(Catalog(engine)) == 1
    again = _scan(engine, music)
    assert {os.path.basename(path): why for path, why in again.problems} == reasons
    assert again.read == 0


def test_half_a_scan_is_kept(engine: Engine, music: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("segue.catalog.scan.scan._BATCH", 2)
    for n in range(5):
        _mp3(music / f"{n}.mp3", n, TIT2=f"Song {n}", TPE1="Nobody")

    def stop(done: int, of: int, audio_s: float) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        scan(Catalog(engine), Files(engine), music, _NOW, _NONE, 1, stop)
    assert len(Files(engine).tracks()) == 3
    rest = _scan(engine, music)
    assert (rest.same, rest.read) == (3, 2)


@pytest.mark.skipif(not Tools.here().ffmpeg, reason="needs ffmpeg")
def test_sound_is_measured_or_there_is_a_reason(engine: Engine, music: Path) -> None:
    time = np.arange(20 * 22_050) / 22_050
    clicks = np.sin(2 * np.pi * 500 * time) * np.exp(-((time % 0.5) * 40)) * 0.5
    _wav(music / "Clicks - At 120.wav", 20, clicks)
    _wav(music / "Nobody - Silence.wav", 20)
    _wav(music / "Nobody - Short.wav", 3, clicks[: 3 * 22_050])
    (music / "broken.mp3").write_bytes(b"this is no audio, " * 100)
    tools = replace(Tools.here(), fpcalc="")
    found = _scan(engine, music, tools)
    assert [os.path.basename(path) for path, _ in found.problems] == [b"broken.mp3"]
    tracks = _tracks(engine)
    sound = tracks["At 120"].sound
    assert sound is not None
    assert sound.tempo_bpm == pytest.approx(120, abs=1)
    assert sound.loudness_db is not None
    reasons = {Path(os.fsdecode(one.path)).name: one.unknown for one in Files(engine)}
    assert tracks["Silence"].sound is None
    assert reasons["Nobody - Silence.wav"]["loudness_db"] == "silence"
    assert reasons["Nobody - Short.wav"]["tempo_bpm"] == "shorter than 15 s"
    assert reasons["Clicks - At 120.wav"]["fingerprint"] == "fpcalc is not on this machine"


@pytest.mark.skipif(not Tools.here().ffmpeg, reason="needs ffmpeg")
def test_what_was_only_tagged_is_measured_when_the_tools_are_there(engine: Engine, music: Path) -> None:
    _wav(music / "Nobody - Noise.wav", 2, np.random.default_rng(1).normal(0, 0.1, 2 * 22_050))
    _scan(engine, music)
    assert _tracks(engine)["Noise"].sound is None
    assert _scan(engine, music, Tools.here()).read == 1
    assert _tracks(engine)["Noise"].sound is not None


@pytest.mark.skipif(not Tools.here().ffmpeg or not Tools.here().fpcalc, reason="needs ffmpeg and fpcalc")
def test_a_file_tagged_anew_and_moved_is_known_by_its_fingerprint(engine: Engine, music: Path) -> None:
    def song(path: Path, seed: int, artist: bytes) -> Path:
        rng = np.random.default_rng(seed)
        time = np.arange(22_050) / 22_050
        tones = [np.sin(2 * np.pi * rng.uniform(200, 2000) * time) * np.exp(-time * 2) for _ in range(24)]
        _wav(path, 24, 0.4 * np.concatenate(tones))
        raw = path.read_bytes()
        info = b"INFOIART" + (len(artist) + 1).to_bytes(4, "little") + artist + bytes(1 + (len(artist) + 1) % 2)
        path.write_bytes(raw + b"LIST" + len(info).to_bytes(4, "little") + info)
        return path

    old, other = song(music / "old.wav", 1, b"Nobody"), song(music / "other.wav", 2, b"Nobody")
    assert _scan(engine, music, Tools.here()).problems == []
    tracks = {Path(os.fsdecode(one.path)).name: one.track for one in Files(engine)}
    assert len(set(tracks.values())) == 2
    old.unlink()
    song(music / "new name.wav", 1, b"Somebody Else")
    found = _scan(engine, music, Tools.here())
    assert (found.read, found.moved, found.gone) == (1, 1, 0)
    after = {Path(os.fsdecode(one.path)).name: one.track for one in Files(engine)}
    assert after == {"new name.wav": tracks["old.wav"], "other.wav": tracks["other.wav"]}
    track = Catalog(engine).get(tracks["old.wav"] or TrackId(""))
    assert track is not None
    assert track.artist == "Somebody Else"
    song(other, 3, b"Another")  # another song in its place is another track
    _scan(engine, music, Tools.here())
    kept = {Path(os.fsdecode(one.path)).name: one.track for one in Files(engine)}
    assert kept["other.wav"] != tracks["other.wav"]


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("Björk/Post/02 Hyperballad.mp3", ("Hyperballad", "Björk", "Post")),
        ("Björk/Post/CD 1/1-02 - Hyperballad.flac", ("Hyperballad", "Björk", "Post")),
        ("Björk - Hyperballad.mp3", ("Hyperballad", "Björk", None)),
        ("07. Björk – Hyperballad – Live.ogg", ("Hyperballad - Live", "Björk", None)),
        ("Kevin_MacLeod_-_Vibe_Ace.ogg", ("Vibe Ace", "Kevin MacLeod", None)),
        ("99 Luftballons.mp3", ("99 Luftballons", None, None)),
        ("Nena/Nena/12 99 Luftballons.mp3", ("99 Luftballons", "Nena", "Nena")),
        ("music/downloads/x.mp3", ("x", None, None)),
        ("198-209-0000.ogg", ("198-209-0000", None, None)),
        ("...mp3", ("..", None, None)),
    ],
)
def test_a_path_names_what_tags_do_not(path: str, told: tuple[str, str | None, str | None]) -> None:
    assert named(Path("/m") / path, Path("/m"))[:3] == told
