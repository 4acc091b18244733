"""The fast reader of JSON arrays says the same as the careful one, whatever is in them."""

import io
import json
from typing import Any

import numpy as np
import pytest

from segue.ingest.json_chunks import array_objects
from segue.ingest.json_list import list_start
from segue.ingest.json_stream import CHUNK, Found, array_rest


def fast(data: bytes) -> list[Found]:
    return list(array_objects(io.BytesIO(data)))


def careful(data: bytes) -> list[Found]:
    start = data.index(b"[") + 1
    return list(array_rest(b"", io.BytesIO(data[start:]), start, alone=True))


def same(data: bytes) -> list[Found]:
    quick = fast(data)
    assert [(f.position, f.raw, f.value, f.reason) for f in quick] == [
        (f.position, f.raw, f.value, f.reason) for f in careful(data)
    ]
    return quick


def rows(count: int, seed: int = 1) -> list[dict[str, Any]]:
    """Rows full of what looks like the border between two objects."""
    rng = np.random.default_rng(seed)
    texts = ["plain", '"},{"', "}, {", "봄 \U0001f3b5", "\\", '\\"', "a\nb", "]", "[{", "}]"]
    return [
        {
            "n": i,
            texts[int(rng.integers(len(texts)))]: [texts[int(rng.integers(len(texts)))], {"x": {"y": [{}, {}]}}],
            "t": texts[int(rng.integers(len(texts)))] * 60,
        }
        for i in range(count)
    ]


@pytest.mark.parametrize("indent", [None, 0, 2])
@pytest.mark.parametrize("ascii_only", [True, False])
def test_over_many_chunks(indent: int | None, ascii_only: bool) -> None:
    data = json.dumps(rows(4000), indent=indent, ensure_ascii=ascii_only).encode()
    assert len(data) > 3 * CHUNK
    found = same(data)
    assert [f.value and f.value["n"] for f in found] == list(range(4000))
    for one in found[::97]:
        at = int(one.position.removeprefix("byte "))
        assert data[at : at + len(one.raw)] == one.raw
        assert json.loads(one.raw) == one.value


@pytest.mark.parametrize(
    "wrong", ['{"a": tru}', '{"a": NaN}', "7", '"text"', "[{}, {}]", '{"a": "\\ud800"}', '{"a" 1}', '{"big": 1e999}']
)
@pytest.mark.parametrize("where", [0, 1000, 1999])
def test_a_wrong_one_costs_only_itself(wrong: str, where: int) -> None:
    told = [json.dumps(row) for row in rows(2000)]
    told[where] = wrong
    found = same(f"[{','.join(told)}]".encode())
    assert len(found) == 2000
    assert sum(f.value is not None for f in found) >= 1999


@pytest.mark.parametrize("cut", [1, 2, 100, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK + 17, -1, -3])
def test_cut_off(cut: int) -> None:
    found = same(json.dumps(rows(2000)).encode()[:cut])
    assert "cut off" in found[-1].reason


@pytest.mark.parametrize("data", [b"[]", b"[ ]", b"[]x", b"[{}]", b'\xef\xbb\xbf [ {"a": 1} ] ', b"[{},]", b"[{} {}]"])
def test_small_ones(data: bytes) -> None:
    same(data)


def test_an_object_of_many_chunks() -> None:
    long = {"track": [{"n": i, "t": "x" * 100} for i in range(6000)]}
    assert len(json.dumps(long)) > 2 * CHUNK
    found = same(json.dumps([long, {"b": 1}, long]).encode())
    assert [f.value for f in found] == [long, {"b": 1}, long]


def test_memory_does_not_grow_with_a_file_without_a_border() -> None:
    found = fast(b"[" + b"{" * (5 << 20))
    assert len(found) == 1
    assert found[0].value is None


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b'{"maloja": {"export_time": 1}, "scrobbles": [{', "scrobbles"),
        (b' {"status":"ok","list":[', "list"),
        (b'{"recenttracks":{"@attr":{"user":"me"},"track":[', "track"),
        (b'{"payload":{"count":2,"listens":[', "listens"),
        (b'{"Items":[', "Items"),
        (b'\xef\xbb\xbf{"name": "\\u00e9 [{", "scrobbles": [', "scrobbles"),
        (b'{"events": [{"kind": "play"}]}', None),
        (b'{"track_metadata": {"track": ["x"]}, "listened_at": 5}', None),
        (b'{"a": 1', None),
        (b"{", None),
        (b"{}", None),
        (b'{"scrobbles" [', None),
    ],
)
def test_where_a_list_begins(head: bytes, name: str | None) -> None:
    start = list_start(head)
    assert (start is None) == (name is None)
    if start is not None and name is not None:
        assert head[start : start + 1] == b"["
        assert name.encode() in head[:start]
