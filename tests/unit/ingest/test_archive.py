"""Archives as people have them: whole, broken, hostile."""

import json
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest

from segue.ingest.archive import Broken, Message, members, messages
from segue.ingest.dialect import Malformed
from segue.ingest.dialects import all_dialects

SPOTIFY = all_dialects()["spotify"]
SONG: dict[str, Any] = dict(SPOTIFY.examples[0])
NAME = "Spotify Extended Streaming History/Streaming_History_Audio_2019-2020_3.json"


def rows(n: int, start: int = 0) -> list[dict[str, Any]]:
    return [{**SONG, "ms_played": i} for i in range(start, start + n)]


def zipped(path: Path, **files: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def split(path: Path, **options: Any) -> tuple[list[Message], list[Broken]]:
    found = list(messages(path, **options))
    return [f for f in found if isinstance(f, Message)], [f for f in found if isinstance(f, Broken)]


def test_a_download_as_it_is(tmp_path: Path) -> None:
    path = zipped(
        tmp_path / "my.zip",
        **{
            NAME: json.dumps(rows(3)).encode(),
            "MyData/endsong_0.json": json.dumps(rows(2, 10), indent=2).encode(),
            "MyData/ReadMe.pdf": b"%PDF-1.4 ...",
            "MyData/Userdata.json": json.dumps({"username": "me"}, indent=1).encode(),
            "MyData/Marquee.json": json.dumps([{"artistName": "x", "segment": "y"}] * 80).encode(),
            "__MACOSX/MyData/._endsong_0.json": b"\x00\x05\x16\x07",
        },
    )
    good, bad = split(path)
    assert [m.value["ms_played"] for m in good] == [0, 1, 2, 10, 11]
    assert good[0].source == f"my.zip!/{NAME}"
    assert [m.index for m in good] == [0, 1, 2, 0, 1]
    assert all(json.loads(m.raw) == m.value for m in good)
    assert [b.source.rsplit("/", 1)[1] for b in bad] == ["Userdata.json", "Marquee.json"]
    assert all("no listening history in it" in b.reason for b in bad)
    assert 0 < good[0].consumed < good[-1].consumed <= sum(m.size for m in members(path))


def test_a_folder_with_a_zip_in_it(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    (folder / "sub").mkdir(parents=True)
    zipped(folder / "my.zip", **{NAME: json.dumps(rows(2)).encode()})
    (folder / "sub" / "b.jsonl").write_text("\n".join(json.dumps(r) for r in rows(2, 5)))
    (folder / "c.json").symlink_to("/etc/hostname")
    good, bad = split(folder)
    assert [m.value["ms_played"] for m in good] == [0, 1, 5, 6]
    assert [b.reason for b in bad] == ["it is a symbolic link or no plain file"]


def test_positions_are_bytes_and_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    data = json.dumps([{"a": "봄"}, {"a": 2}, {"a": "é"}], ensure_ascii=False).encode()
    path.write_bytes(b"\xef\xbb\xbf \n" + data)
    good, bad = split(path)
    assert not bad
    for message in good:
        at = int(message.position.removeprefix("byte "))
        assert path.read_bytes()[at : at + len(message.raw)] == message.raw
    path.write_bytes(b'\xef\xbb\xbf{"a": 1}\r\n\r\n{"a": 2}\r\n')
    assert [m.position for m in split(path)[0]] == ["line 1", "line 3"]


def test_one_object_over_many_lines(tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    path.write_text(json.dumps(SONG, indent=4) + "\n")
    good, bad = split(path)
    assert [m.value for m in good] == [SONG]
    assert not bad


@pytest.mark.parametrize("cut", [1, 5_000, 400_000, -1, -40])
def test_a_list_that_is_cut_off(tmp_path: Path, cut: int) -> None:
    data = json.dumps(rows(1500)).encode()
    path = tmp_path / "a.json"
    path.write_bytes(data[:cut])
    good, bad = split(path)
    assert [m.value["ms_played"] for m in good] == list(range(len(good)))
    assert abs(len(good) - len(data[:cut]) * 1500 // len(data)) <= 1
    assert len(bad) == 1
    assert "cut off" in bad[0].reason
    assert bad[0].position.startswith("byte ")


def test_a_bad_row_does_not_cost_the_others(tmp_path: Path) -> None:
    one = json.dumps(SONG)
    path = tmp_path / "a.json"
    deep = "[" * 100_000 + "]" * 100_000
    for wrong, reason in [
        ('{"a": tru}', "not JSON"),
        ('{"a": NaN}', "NaN is not"),
        ('{"a": "x\ny}{"}', "not JSON"),
        ("7", "not an object"),
        ("[1, 2]", "not an object"),
        ('{"a" 1, "b": {"c": "}"}}', "not JSON"),
        (f'{{"a": {"9" * 5000}}}', "too long"),
        (f'{{"a": {deep}}}', "nested too deeply"),
    ]:
        path.write_text(f"[{one}, {wrong}, {one}]")
        good, bad = split(path)
        assert len(good) == 2, wrong[:40]
        assert len(bad) == 1
        assert reason in bad[0].reason
        assert bad[0].raw.decode() == wrong
    path.write_text(f"{one}\n{{nonsense\n{one}\n")
    good, bad = split(path)
    assert len(good) == 2
    assert (bad[0].position, bad[0].raw) == ("line 2", b"{nonsense")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is empty"),
        (b"%PDF-1.4", "not JSON"),
        (json.dumps(rows(2)).encode("utf-16"), "UTF-16"),
        (b"[" + b"x" * 3_000_000, "not JSON"),
        (b"[1} ", "expected , or ]"),
        (b"[{}] more", "after the end"),
        (b'[{"a": "' + b"x" * 3_000_000, "no end of it"),
    ],
)
def test_a_file_that_is_none(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(data)
    assert reason in split(path)[1][-1].reason


def test_not_utf8_has_a_place_and_the_rows_before_count(tmp_path: Path) -> None:
    data = json.dumps([SONG, {**SONG, "x": "HERE"}, SONG]).encode()
    path = tmp_path / "a.json"
    path.write_bytes(data.replace(b"HERE", b"a\xffbc"))
    good, bad = split(path)
    assert len(good) == 1
    assert [(b.reason, b.position) for b in bad] == [("not UTF-8", f"byte {data.index(b'HERE') + 1}")]
    path.write_bytes(b"\n".join([json.dumps(SONG).encode(), b'{"a":"\xff"}', json.dumps(SONG).encode()]))
    good, bad = split(path)
    assert len(good) == 2
    assert [(b.reason, b.position) for b in bad] == [("not UTF-8", "line 2")]


def test_a_truncated_zip(tmp_path: Path) -> None:
    path = zipped(tmp_path / "my.zip", **{NAME: json.dumps(rows(300)).encode()})
    path.write_bytes(path.read_bytes()[:-30])
    good, bad = split(path)
    assert not good
    assert "cut off or damaged" in bad[0].reason


def test_a_damaged_member_is_reported_and_the_next_one_read(tmp_path: Path) -> None:
    path = zipped(tmp_path / "my.zip", a=json.dumps(rows(300)).encode(), b=json.dumps(rows(2)).encode())
    data = bytearray(path.read_bytes())
    data[200:220] = bytes(20)
    path.write_bytes(data)
    good, bad = split(path)
    assert [m.value["ms_played"] for m in good if m.source.endswith("b")] == [0, 1]
    assert any("damaged" in b.reason and b.source == "my.zip!/a" for b in bad)


def test_a_hostile_zip(tmp_path: Path) -> None:
    path = tmp_path / "evil.zip"
    body = json.dumps(rows(1)).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("../up.json", "a/../../up.json", "/etc/up.json", "C:\\up.json", "..\\up.json"):
            archive.writestr(name, body)
        link = zipfile.ZipInfo("link.json")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("bomb.json", b"[" + b" " * (65 << 20))
        archive.writestr("fine/..name.json", body)
    before = {p.name for p in tmp_path.iterdir()}
    good, bad = split(path)
    assert [m.source for m in good] == ["evil.zip!/fine/..name.json"]
    reasons = [b.reason for b in bad]
    assert reasons[:6] == ["its name leads out of the archive"] * 5 + ["it is a symbolic link"]
    assert reasons[6].endswith("a bomb")
    assert {p.name for p in tmp_path.iterdir()} == before


def test_mixed_formats_and_missing_fields(tmp_path: Path) -> None:
    short = {"endTime": "2023-01-01 10:00", "artistName": "a", "trackName": "t", "msPlayed": 1}
    lacking = {k: v for k, v in SONG.items() if k != "ms_played"}
    path = zipped(
        tmp_path / "my.zip",
        **{
            "a.json": json.dumps(rows(2)).encode(),
            "b.json": json.dumps([short]).encode(),
            "c.json": json.dumps([lacking] * 100).encode(),
            "d.json": json.dumps([lacking, *rows(1)]).encode(),
        },
    )
    good, bad = split(path)
    assert [b.source for b in bad] == ["my.zip!/c.json"]
    assert "ms_played" in bad[0].reason
    told, refused = 0, []
    for message in good:
        try:
            told += len(list(SPOTIFY.parse(message.value)))
        except Malformed as wrong:
            refused.append(str(wrong))
    assert told == 3
    assert any("extended streaming history" in r for r in refused)
    assert any(r.startswith("ms_played: is missing") for r in refused)


def test_no_such_path(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        list(messages(tmp_path / "none.zip"))


def test_numbered_files_come_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    names = ["a_2015-2016_2.json", "a_2016_10.json", "user.json", "a_2016_9.json", "b/3.json", "b/12.json", "z.json"]
    path = zipped(tmp_path / "my.zip", **{name: json.dumps(rows(1, i)).encode() for i, name in enumerate(names)})
    wanted = ["a_2015-2016_2.json", "a_2016_9.json", "a_2016_10.json", "user.json", "b/3.json", "b/12.json", "z.json"]
    assert [m.source.split("!/")[1] for m in split(path)[0]] == wanted
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "folder")
    assert [m.source.removeprefix("folder/") for m in split(tmp_path / "folder")[0]] == [
        *wanted[:3], "user.json", "z.json", "b/3.json", "b/12.json",
    ]  # fmt: skip
