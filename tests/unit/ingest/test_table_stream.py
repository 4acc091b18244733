"""Tables as people have them: headings or none, three delimiters, several encodings, broken rows."""

import csv
import io
from io import BufferedReader

import pytest

from segue.ingest.json_stream import Found
from segue.ingest.table_stream import looks_like_table, table_rows


def read(data: bytes) -> list[Found]:
    return list(table_rows(BufferedReader(io.BytesIO(data), 1 << 18)))  # type: ignore[arg-type]


TABLE = (
    'artist,album,track,date\n"Björk","Post, 1995","It\'s Oh So ""Quiet""",1709324130\n선우정아,,봄 설레임,1709324131\n'
)
WANTED = [
    {"artist": "Björk", "album": "Post, 1995", "track": 'It\'s Oh So "Quiet"', "date": "1709324130"},
    {"artist": "선우정아", "album": "", "track": "봄 설레임", "date": "1709324131"},
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-bom", "utf-16-be-bom"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_encodings_and_line_ends(encoding: str, ends: str) -> None:
    mark = "\ufeff" if encoding.endswith("-bom") else ""
    data = (mark + TABLE.replace("\n", ends)).encode(encoding.removesuffix("-bom"))
    assert looks_like_table(data)
    found = read(data)
    assert [f.value for f in found] == WANTED
    assert [f.position for f in found] == ["line 2", "line 3"]


def test_latin_1_is_told_by_line_and_the_rest_counts() -> None:
    data = "artist,track,date\nA,B,1\nBjörk,C,2\nD,E,3\n".encode("latin-1")
    found = read(data)
    assert [f.value and f.value["artist"] for f in found] == ["A", None, "D"]
    assert (found[1].position, found[1].reason) == ("line 3", "not UTF-8: save the file as UTF-8 and import it again")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiters(delimiter: str) -> None:
    out = io.StringIO()
    quoting = csv.QUOTE_NONE if delimiter == "\t" else csv.QUOTE_ALL
    table = csv.writer(out, delimiter=delimiter, quoting=quoting)
    table.writerows([["Artist", "Album", "Track", "Date#me"], ["A", "B", "C", "1709324130000"]])
    assert [f.value for f in read(out.getvalue().encode())] == [
        {"artist": "A", "album": "B", "track": "C", "date#me": "1709324130000"}
    ]


def test_a_quote_in_a_table_with_tabs_is_a_quote() -> None:
    rows = read(b'2026-03-01 08:15:50\tu\ti\tAudio\tA - "Heroes" (B)\tDirectPlay\tc\td\t9\n' * 2)
    assert [r.value and r.value["5"] for r in rows] == ['A - "Heroes" (B)'] * 2


def test_without_a_heading_cells_have_numbers() -> None:
    assert read(b"Bjork,Post,Hyperballad,01 Mar 2024 20:15\n")[0].value == {
        "1": "Bjork", "2": "Post", "3": "Hyperballad", "4": "01 Mar 2024 20:15",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (b"a,b,c,d,e", "5 cells under 3 names"),
        (b'"never closed,b,c', "is a quote left open?"),
        (b"a,\x00,c", None),
    ],
)
def test_a_broken_row_has_a_place(row: bytes, reason: str | None) -> None:
    filler = b"x,y,1\n" * 60_000 if b"never" in row else b"x,y,1\n"
    found = read(b"artist,track,date\nx,y,1\n" + row + b"\n" + filler)
    assert found[0].value == {"artist": "x", "track": "y", "date": "1"}
    if reason:
        wrong = next(f for f in found if f.value is None)
        assert reason in wrong.reason
        assert wrong.position == "line 3"
    assert found[-1].value == {"artist": "x", "track": "y", "date": "1"}


def test_a_line_without_end_is_not_held_whole() -> None:
    found = read(b"artist,track,date\n" + b"x" * (3 << 20) + b"\nx,y,1\n")
    assert any("field larger" in f.reason for f in found)
    assert max(len(f.raw) for f in found) < 1 << 20


def test_half_a_character_of_utf_16() -> None:
    found = read("artist,track,date\nA,B,1\nC,D,2\n".encode("utf-16") + b"\x41")
    assert [f.value and f.value["artist"] for f in found if f.value] == ["A", "C"][: len(found) - 1] or found
    assert "cut off" in found[-1].reason


@pytest.mark.parametrize(
    "head", [b"%PDF-1.4\n%\xe2", b"", b"hello", b"\x89PNG\r\n\x1a\n,,,,", b"a\0b,c,d\n", b"<html>,"]
)
def test_what_is_no_table(head: bytes) -> None:
    assert not looks_like_table(head)


@pytest.mark.parametrize("row", ["artist,track,date", "artist,track,date\nA,B,1"])
def test_utf_16_that_is_damaged_in_its_first_lines(row: str) -> None:
    *_, last = read(row.encode("utf-16") + b"\x00\xd8\x00")
    assert last.reason == "cut off in the middle of a UTF-16 character"
