"""`segue import spotify`, `segue ingest`, `segue events`: the good rest is kept, and what is wrong has a place."""

import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

_START = datetime(2024, 3, 1, 8, tzinfo=UTC)
_TRACKS = [("Hyperballad", "Björk"), ("Army of Me", "Björk"), ("봄 설레임", "선우정아"), ("Just", "Radiohead")]


def _row(number: int, **other: Any) -> dict[str, Any]:
    title, artist = _TRACKS[number % len(_TRACKS)]
    skipped = number % 3 == 0
    return {
        "ts": f"{_START + timedelta(minutes=4 * number):%Y-%m-%dT%H:%M:%SZ}",
        "platform": "android",
        "ms_played": 9_000 + number if skipped else 200_000 + number,
        "conn_country": "DE",
        "ip_addr": "192.0.2.7",
        "master_metadata_track_name": title,
        "master_metadata_album_artist_name": artist,
        "master_metadata_album_album_name": "Album",
        "spotify_track_uri": f"spotify:track:{number % len(_TRACKS):022d}",
        "episode_name": None,
        "episode_show_name": None,
        "spotify_episode_uri": None,
        "reason_start": "trackdone",
        "reason_end": "fwdbtn" if skipped else "trackdone",
        "shuffle": False,
        "skipped": skipped,
        "offline": False,
        "offline_timestamp": None,
        "incognito_mode": False,
        **other,
    }


def _episode(number: int) -> dict[str, Any]:
    names = ("master_metadata_track_name", "master_metadata_album_artist_name", "master_metadata_album_album_name")
    return _row(
        number,
        **dict.fromkeys((*names, "spotify_track_uri")),
        episode_name="The Bells",
        episode_show_name="Twenty Thousand Hertz",
        spotify_episode_uri="spotify:episode:5Qz1qKcBBNVw1bR1ZJPYkB",
    )


def _old(number: int) -> dict[str, Any]:
    """A row of an `endsong_0.json` of some years ago."""
    ts = f"{_START + timedelta(minutes=4 * number):%Y-%m-%d %H:%M:%S} UTC"
    return _row(number, ts=ts, username="someone", user_agent_decrypted="unknown", skipped=None)


def _download(folder: Path) -> Path:
    """A folder as the ZIP of Spotify unpacks: 30 rows in two files, a podcast, and what is no history."""
    inner = folder / "Spotify Extended Streaming History"
    inner.mkdir(parents=True)
    first = [_row(i) for i in range(20)] + [_episode(20)]
    (inner / "Streaming_History_Audio_2023-2024_0.json").write_text(json.dumps(first, indent=2))
    (inner / "endsong_1.json").write_text(json.dumps([_old(i) for i in range(21, 30)]))
    (inner / "ReadMeFirst_ExtendedStreamingHistory.pdf").write_bytes(b"%PDF-1.4 not JSON")
    return folder


def _zipped(folder: Path, to: Path) -> Path:
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.rglob("*")):
            archive.write(file, str(file.relative_to(folder)))
    return to


@pytest.fixture
def download(tmp_path: Path) -> Path:
    return _download(tmp_path / "my_spotify_data")


def _events(segue: Any, name: str = "me") -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = segue("events", name, "--json").json
    return rows


@pytest.mark.parametrize("form", ["zip", "folder"])
def test_a_download_goes_in_whole_and_once(segue: Any, download: Path, tmp_path: Path, form: str) -> None:
    source = _zipped(download, tmp_path / "my_spotify_data.zip") if form == "zip" else download
    first = segue("import", "spotify", source, "--listener", "me", "--json")
    assert first.code == 0
    told = first.json
    assert (told["read"], told["accepted"], told["refused"]) == (30, 30, 0)
    assert told["kinds"]["skip"] == 10
    assert told["first"].startswith("2024-03-01T08:00:00")
    assert "new here" in first.err
    rows = _events(segue)
    assert len(rows) == 30
    assert sum(row["event"]["track"].get("format") == "podcast" for row in rows) == 1
    assert "192.0.2.7" not in json.dumps(rows)
    assert segue("import", "spotify", source, "--listener", "me").code == 0
    assert len(_events(segue)) == 30


def test_one_file_of_it_and_then_all_of_it(segue: Any, download: Path) -> None:
    file = next(download.rglob("Streaming*.json"))
    assert segue("import", "spotify", file, "--listener", "me", "--json").json["accepted"] == 21
    segue("import", "spotify", download, "--listener", "me")
    assert len(_events(segue)) == 30


def test_what_a_person_reads(segue: Any, download: Path) -> None:
    ran = segue("import", "spotify", download, "--listener", "me")
    assert "30 of 30 messages read, 2024-03-01 to 2024-03-01, 0 refused" in ran.out
    assert "Next: segue recommend me --explain" in ran.out
    table = segue("events", "me").out
    assert "Björk – Hyperballad" in table
    assert "선우정아 – 봄 설레임" in table


def test_the_answer_knows_what_was_skipped(segue: Any, download: Path) -> None:
    segue("import", "spotify", download, "--listener", "me")
    slate = segue("recommend", "me", "--json").json
    assert {t["artist"] for t in slate["tracks"]} <= {artist for _, artist in _TRACKS} | {"Twenty Thousand Hertz"}
    assert slate["tracks"]
    assert any(t["reason"]["evidence"] for t in slate["tracks"])
    assert "removed:" in segue("recommend", "me", "--explain").out


def test_a_truncated_zip_is_told_and_leaves_nothing(segue: Any, download: Path, tmp_path: Path) -> None:
    file = _zipped(download, tmp_path / "cut.zip")
    file.write_bytes(file.read_bytes()[:-200])
    ran = segue("import", "spotify", file, "--listener", "me")
    assert ran.code == 1
    assert "cut.zip: the ZIP is cut off or damaged" in ran.err
    assert _events(segue) == []


def test_a_damaged_member_costs_only_itself(segue: Any, download: Path, tmp_path: Path) -> None:
    file = _zipped(download, tmp_path / "damaged.zip")
    with zipfile.ZipFile(file) as archive:
        start = archive.getinfo("Spotify Extended Streaming History/endsong_1.json").header_offset
    data = bytearray(file.read_bytes())
    data[start + 120 : start + 160] = b"\0" * 40
    file.write_bytes(data)
    ran = segue("import", "spotify", file, "--listener", "me", "--json")
    assert ran.code == 0
    assert ran.json["accepted"] >= 21
    assert "endsong_1.json" in ran.json["refusals"][0]["where"]
    assert "damaged" in ran.json["refusals"][0]["reason"]


@pytest.mark.parametrize(
    "name", ["../../outside.json", "/etc/outside.json", "a/../../outside.json", "..\\outside.json"]
)
def test_a_name_that_leads_out_is_not_followed(segue: Any, tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        archive.writestr(name, json.dumps([_row(1)]))
        archive.writestr("endsong_0.json", json.dumps([_row(2), _row(3)]))
    ran = segue("import", "spotify", tmp_path / "z.zip", "--listener", "me", "--json")
    assert (ran.code, ran.json["accepted"], ran.json["refused"]) == (0, 2, 1)
    assert "leads out" in ran.json["refusals"][0]["reason"]
    assert not list(tmp_path.parent.rglob("outside.json"))


def test_two_formats_in_one_zip(segue: Any, tmp_path: Path) -> None:
    short = {"endTime": "2024-03-01 08:15", "artistName": "Björk", "trackName": "Joga", "msPlayed": 11_400}
    with zipfile.ZipFile(tmp_path / "mixed.zip", "w") as archive:
        archive.writestr("endsong_0.json", json.dumps([_row(1), _row(2)]))
        archive.writestr("StreamingHistory_music_0.json", json.dumps([short, short]))
    ran = segue("import", "spotify", tmp_path / "mixed.zip", "--listener", "me", "--json")
    assert (ran.code, ran.json["accepted"], ran.json["refused"]) == (0, 2, 2)
    where = {one["where"].split()[0]: one["reason"] for one in ran.json["refusals"]}
    assert list(where) == ["mixed.zip!/StreamingHistory_music_0.json"]
    assert "extended streaming history" in ran.json["refusals"][0]["reason"]
    held = segue("quarantine", "list", "--json").json
    assert {one["source"].split("#")[0] for one in held} == {"mixed.zip!/StreamingHistory_music_0.json"}


def test_rows_without_ms_played_are_named_one_by_one(segue: Any, tmp_path: Path) -> None:
    rows = [_row(i) for i in range(4)]
    del rows[1]["ms_played"], rows[3]["ms_played"]
    file = tmp_path / "endsong_0.json"
    file.write_text("[" + ",\n".join(map(json.dumps, rows)) + "]")
    ran = segue("import", "spotify", file, "--listener", "me", "--json")
    assert (ran.json["accepted"], ran.json["refused"]) == (2, 2)
    for one in ran.json["refusals"]:
        assert one["where"].startswith("endsong_0.json byte ")
        assert one["where"].endswith(" ms_played")
    assert json.loads(segue("quarantine", "list", "--json").json[0]["raw"]) == rows[3]


def test_refusals_of_each_file_keep_their_file(segue: Any, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    for name in ("a", "b"):
        broken = {**_row(1), "ts": "yesterday"}
        (tmp_path / "data" / f"{name}.json").write_text(json.dumps([_row(2), broken]))
    segue("import", "spotify", tmp_path / "data", "--listener", "me")
    sources = {one["source"] for one in segue("quarantine", "list", "--json").json}
    assert sources == {"data/a.json#1", "data/b.json#1"}


@pytest.mark.parametrize(
    "content", [b"", b"not JSON", b"{}", b"[]", b"[" * 10_000, b"\xff\xfe", b'[{"ts": NaN}]', b"PK\x03\x04"]
)
def test_a_file_that_is_no_history_fails_without_a_trace(segue: Any, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "history.json"
    file.write_bytes(content)
    ran = segue("import", "spotify", file, "--listener", "me")
    assert ran.code == 1
    assert ran.err.splitlines()[-1].startswith("segue: ")
    assert _events(segue) == []


_NATIVE = [
    {
        "event_id": "a",
        "kind": "complete",
        "at": "2026-03-01T08:15:30Z",
        "track": {"title": "Creep", "artist": "Radiohead"},
    },
    {"event_id": "b", "kind": "dance", "at": "2026-03-01T08:16:30Z"},
    {"event_id": "c", "kind": "skip", "at": 1_772_349_330_250, "track": {"title": "Just", "artist": "Radiohead"}},
]


def _car(play: int, *told: str) -> dict[str, Any]:
    """A body with one record for each word."""
    log = [
        {"n": 10 * play + i, "boot": "b", "uptime_ms": 1000 * i, "clock_ms": 5, "what": what, "play": play, "pos_ms": 0,
         "item": {"name": "Creep", "by": "Radiohead"}}
        for i, what in enumerate(told)
    ]  # fmt: skip
    sent = {"clock_ms": 1_772_349_330_250, "uptime_ms": 60_000, "boot": "b"}
    return {"dialect": "car_v2", "unit": {"id": "u"}, "sent": sent, "log": log}


_LISTEN = {"listened_at": 1_772_349_330, "track_metadata": {"track_name": "Creep", "artist_name": "Radiohead"}}


@pytest.mark.parametrize(
    ("dialect", "messages", "accepted", "refused"),
    [
        ("native", _NATIVE, 2, 1),
        ("listenbrainz", [{"listen_type": "import", "payload": [_LISTEN]}, {**_LISTEN, "listened_at": 5}], 1, 1),
        ("spotify", [_row(1), _episode(2), {"ts": "2024-03-01T08:15:30Z"}], 2, 1),
        ("car_v2", [_car(1, "play", "tick", "honk", "next"), {"log": []}, _car(2, "play")], 4, 2),
    ],
)
@pytest.mark.parametrize("form", ["lines", "list"])
def test_ingest_in_each_dialect(
    segue: Any, tmp_path: Path, dialect: str, messages: list[Any], accepted: int, refused: int, form: str
) -> None:
    file = tmp_path / "messages"
    file.write_text("\n".join(map(json.dumps, messages)) if form == "lines" else json.dumps(messages))
    segue("listener", "add", "me")
    ran = segue("ingest", file, "--dialect", dialect, "--listener", "me", "--json")
    assert ran.code == 0
    assert (ran.json["accepted"], ran.json["refused"]) == (accepted, refused)
    segue("ingest", file, "--dialect", dialect, "--listener", "me")
    assert len(_events(segue)) == accepted
    assert {row["event"].get("dialect", "native") for row in _events(segue)} == {dialect}


def test_ingest_needs_a_dialect_and_a_listener_that_exist(segue: Any, tmp_path: Path) -> None:
    file = tmp_path / "messages"
    file.write_text(json.dumps(_NATIVE))
    assert "there is no listener" in segue("ingest", file, "--dialect", "native", "--listener", "me").err
    segue("listener", "add", "me")
    said = segue("ingest", file, "--dialect", "morse", "--listener", "me")
    assert said.code == 1
    assert "native" in said.err
    assert "spotify" in said.err
