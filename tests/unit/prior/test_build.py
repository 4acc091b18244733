"""Building: every form a dump comes in, what is refused and where, and a build that is killed goes on."""

import io
import json
import signal
import subprocess
import sys
import tarfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from segue.prior.build import BATCH, NothingHeard, build
from segue.prior.file import read
from segue.prior.learn import Size
from segue.prior.listens_dump import MAX_LINE, Source
from segue.prior.prior import Manifest, Prior
from segue.prior.show import nearest, row_of
from tests.unit.prior.conftest import histories, lines, mbid, name, style

MADE = Manifest("a test", "2026-11-21", "CC0-1.0", 0, 0, 0)


def built(source: Path, out: Path, **size: int) -> Prior:
    return build(source, out, MADE, Size(**size), seed=1).prior


def same(one: Prior, other: Prior) -> bool:
    return all(np.array_equal(one.arrays[key], other.arrays[key]) for key in one.arrays)


def dump(path: Path, mode: str, parts: int = 3) -> Path:
    """A tar as MetaBrainz makes it, a month a file, beside files that are no listens."""
    raw, every = io.BytesIO(), list(lines(histories(120, 1)))
    with tarfile.open(fileobj=raw, mode="w") as archive:
        bodies = {"COPYING": b"CC0", "TIMESTAMP": b"2026-11-01"}
        bodies |= {f"listens/2026/{i + 1}.listens": b"".join(every[i::parts]) for i in range(parts)}
        for member, body in bodies.items():
            info = tarfile.TarInfo(f"listenbrainz-listens-dump-1-20261101-000003-full/{member}")
            info.size = len(body)
            archive.addfile(info, io.BytesIO(body))
    if mode == "xz":
        import lzma

        path.write_bytes(lzma.compress(raw.getvalue()))
    else:
        with pa.CompressedOutputStream(str(path), mode) if mode != "tar" else open(path, "wb") as out:
            out.write(raw.getvalue())
    return path


@pytest.mark.parametrize("mode", ["zstd", *(pytest.param(m, marks=pytest.mark.slow) for m in ("gzip", "xz", "tar"))])
def test_a_dump_is_read_as_it_is_published(mode, listens, tmp_path):
    plain = built(listens, tmp_path / "plain.prior")
    packed = built(dump(tmp_path / "dump", mode), tmp_path / "packed.prior")
    assert same(plain, packed)
    assert (packed.manifest.listeners, packed.manifest.artists) == (120, 60)


def test_what_is_heard_together_is_near(listens, tmp_path):
    prior = built(listens, tmp_path / "a.prior")
    row = row_of(prior, name(0))
    assert row is not None
    assert [style(one.name) for one in nearest(prior, row, 8)] == [style(name(0))] * 8
    assert row_of(prior, mbid(0)) == row
    assert row_of(prior, "nobody at all") is None


def test_nobody_is_named_in_it(listens, tmp_path):
    built(listens, tmp_path / "a.prior")
    assert b"somebody-" not in (tmp_path / "a.prior").read_bytes()


def test_an_artist_of_few_listeners_is_left_out(tmp_path):
    rows = histories(40, 2)
    rows[:, 0] = False
    rows[:2, 0] = True
    path = tmp_path / "l.jsonl"
    path.write_bytes(b"".join(lines(rows)))
    assert row_of(built(path, tmp_path / "a.prior", fewest=3), name(0)) is None
    assert row_of(built(path, tmp_path / "b.prior", fewest=2), name(0)) is not None


def test_refused_lines_are_told_by_place_field_and_reason(listens, tmp_path):
    path = tmp_path / "l.jsonl"
    bad = [b"{not json\n", b'{"user_name": "a", "track_metadata": {}}\n', b'{"track_metadata": {"artist_name": "x"}}\n']
    long = b'{"user_name": "' + b"x" * (MAX_LINE + 10) + b'"}\n'
    path.write_bytes(b"".join(bad) + long + listens.read_bytes())
    found = build(path, tmp_path / "a.prior", MADE, Size(), seed=1)
    assert (found.refused, found.prior.manifest.artists) == (4, 60)
    assert [one.split(": ")[:2] for one in found.first] == [
        ["l.jsonl line 1", "not a listen in JSON"],
        ["l.jsonl line 2", "artist_name"],
        ["l.jsonl line 3", "user_name"],
        ["l.jsonl line 4", "not a listen in JSON"],
    ]


def test_other_shapes_of_listens_are_understood(tmp_path):
    told = [{"listener": f"l{i % 5}", "artist": f"A{i % 3}"} for i in range(30)]
    told += [{"user_id": 100 + i % 5, "track": {"artist": f"A{i % 3}", "title": "t"}} for i in range(30)]
    path = tmp_path / "l.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in told))
    assert built(path, tmp_path / "a.prior").manifest.listeners == 10


def test_a_download_that_broke_off_is_told_with_its_place(tmp_path):
    whole = dump(tmp_path / "dump.tar.zst", "zstd")
    whole.write_bytes(whole.read_bytes()[:-200])
    with pytest.raises(ValueError, match=r"after line [\d,]+: .*; is the download complete\?"):
        built(whole, tmp_path / "a.prior")


def test_a_file_without_listens_says_why(tmp_path):
    path = tmp_path / "l.csv"
    path.write_text("artist,track\na,b\n")
    with pytest.raises(NothingHeard) as told:
        built(path, tmp_path / "a.prior")
    assert (told.value.refused, "line 1" in told.value.first[0]) == (2, True)
    assert not (tmp_path / "a.prior").exists()


def test_the_same_source_and_seed_give_the_same_bytes(listens, tmp_path):
    for out in ("a.prior", "b.prior"):
        built(listens, tmp_path / out)
    assert (tmp_path / "a.prior").read_bytes() == (tmp_path / "b.prior").read_bytes()


_CHILD = """
import sys, time
from pathlib import Path
from segue.prior import build
from segue.prior.learn import Size
from segue.prior.prior import Manifest
build.BATCH = 200
def saved(position):
    print(position, flush=True)
    time.sleep(0.05)
build.build(Path(sys.argv[1]), Path(sys.argv[2]), Manifest("a test", "2026-11-21", "CC0-1.0", 0, 0, 0), Size(), 1,
            checkpoint=saved)
"""


def test_a_build_killed_with_9_goes_on_and_counts_nothing_twice(listens, tmp_path):
    whole, out = built(listens, tmp_path / "whole.prior"), tmp_path / "killed.prior"
    command = [sys.executable, "-c", _CHILD, str(listens), str(out)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        saved = [int(child.stdout.readline()) for _ in range(2)]
        child.send_signal(signal.SIGKILL)
    assert (child.returncode, saved) == (-signal.SIGKILL, [200, 400])
    assert not out.exists()
    found = build(listens, out, MADE, Size(), seed=1)
    assert 400 <= found.resumed < BATCH
    assert same(whole, found.prior)
    assert same(whole, read(out, verify=True))
    assert [path.name for path in tmp_path.iterdir() if "killed" in path.name] == ["killed.prior"]


def test_a_checkpoint_of_another_source_is_not_gone_on_with(listens, tmp_path):
    out, other = tmp_path / "a.prior", tmp_path / "other.jsonl"

    def stop(position: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(listens, out, MADE, Size(), 1, checkpoint=stop)
    other.write_bytes(b"".join(lines(histories(50, 9))))
    found = build(other, out, MADE, Size(), seed=1)
    assert (found.resumed, found.prior.manifest.listeners) == (0, 50)


def test_a_damaged_checkpoint_is_begun_anew(listens, tmp_path):
    (tmp_path / "a.prior.partial").write_bytes(b"no database" * 1000)
    assert built(listens, tmp_path / "a.prior").manifest.listeners == 120


@pytest.mark.slow
def test_memory_does_not_grow_with_the_dump(tmp_path):
    import tracemalloc

    peaks = []
    for times in (1, 20):
        path = tmp_path / "l.jsonl.zst"
        with pa.CompressedOutputStream(str(path), "zstd") as out:
            for _ in range(times):
                out.write(b"".join(lines(histories(400, 1))))
        tracemalloc.start()
        assert sum(1 for _ in Source(path).read(0)) > 3_000 * times
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 2 * peaks[0] + (1 << 20)
