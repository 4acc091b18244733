"""A ListenBrainz listen dump as MetaBrainz publishes it, and any file of listens, one JSON object a line.

A dump is a tar, packed with zstandard, xz or gzip, of `…/listens/YEAR/MONTH.listens`: one listen a line, as
https://listenbrainz.readthedocs.io/en/latest/users/listenbrainz-dumps.html has it. The dump for Spark, a tar of
Parquet files, is read too. Nothing is unpacked to the disk and no more than a line (or one Parquet file) is held.
"""

import io
import tarfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple

import msgspec
import pyarrow as pa

from segue.prior.keys import listener_hash
from segue.prior.tally import Play

MAX_LINE = 1 << 20  # bytes
MAX_PARQUET = 1 << 30  # bytes of one file in a dump; MetaBrainz aims at 128 MB
_PACKED = {b"\x28\xb5\x2f\xfd": "zstd", b"\x1f\x8b": "gzip"}
_XZ = b"\xfd7zXZ\x00"
_COLUMNS = ("user_id", "artist_name", "artist_credit_mbids")
_TITLES = ("recording_name", "recording_mbid")  # where they are there


class Read(NamedTuple):
    """One line. play: None when it is refused; reason: "" then too, where it was passed over on the way back."""

    play: Play | None
    where: str
    reason: str


class _Listen(msgspec.Struct):
    """Fields that some dump has; whatever else they hold is looked at below."""

    user_name: Any = None
    user_id: Any = None
    listener: Any = None
    track_metadata: Any = None
    track: Any = None
    artist_name: Any = None
    artist: Any = None
    track_name: Any = None
    title: Any = None
    recording_mbid: Any = None


_decode = msgspec.json.Decoder(_Listen).decode


class Source:
    """A file. `share`: of its bytes read so far, 0-1."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._size = max(1, path.stat().st_size)
        self._file: IO[bytes] | None = None

    @property
    def share(self) -> float:
        return self._file.tell() / self._size if self._file and not self._file.closed else 0.0

    def read(self, skip: int) -> Generator[Read]:
        """Every line after the first `skip`, in the order of the file.

        Raises:
            ValueError: the file is damaged or holds no listens.
        """
        at = 0
        try:
            with open(self._path, "rb") as self._file:
                for where, line in _lines(self._file):
                    at += 1
                    if at > skip:
                        yield _read(line, where)
        except (tarfile.TarError, EOFError, OSError, pa.ArrowException) as error:
            raise ValueError(f"{self._path}: after line {at:,}: {error}; is the download complete?") from error


def is_packed_or_tar(path: Path) -> bool:
    """Whether it begins like a dump."""
    with open(path, "rb") as file:
        head = file.read(512)
    return head.startswith((_XZ, *_PACKED)) or head[257:262] == b"ustar"


def _lines(file: IO[bytes]) -> Iterator[tuple[str, bytes | Play]]:
    with _unpacked(file) as stream:
        head = stream.peek(512)[:512]
        if head[257:262] != b"ustar":
            yield from _text("", stream)
            return
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            for member in archive:
                body = archive.extractfile(member) if member.isfile() else None
                if body is None:
                    continue
                if member.name.endswith(".listens"):
                    yield from _text(member.name, body)
                elif member.name.endswith(".parquet") and member.size <= MAX_PARQUET:
                    yield from _parquet(member.name, body)


def _unpacked(file: IO[bytes]) -> io.BufferedReader:
    head = file.read(6)
    file.seek(0)
    if head == _XZ:
        import lzma

        return io.BufferedReader(lzma.LZMAFile(file), 1 << 20)
    for magic, codec in _PACKED.items():
        if head.startswith(magic):
            return io.BufferedReader(pa.CompressedInputStream(pa.PythonFile(file, "r"), codec), 1 << 20)
    return io.BufferedReader(file, 1 << 20)  # type: ignore[arg-type]


def _text(name: str, body: IO[bytes]) -> Iterator[tuple[str, bytes]]:
    number = 0
    start = f"{name} " if name else ""
    while line := body.readline(MAX_LINE):
        number += 1
        if line.strip():
            yield f"{start}line {number}", line
        while line and not line.endswith(b"\n"):  # the rest of a line that is far too long
            line = body.readline(MAX_LINE)


def _parquet(name: str, body: IO[bytes]) -> Iterator[tuple[str, Play | bytes]]:
    import pyarrow.parquet as pq

    number = 0
    file = pq.ParquetFile(pa.BufferReader(body.read()))
    if not set(_COLUMNS) <= set(file.schema_arrow.names):
        return
    titled = [name for name in _TITLES if name in file.schema_arrow.names]
    for batch in file.iter_batches(columns=[*_COLUMNS, *titled]):
        told = [batch.column(name).to_pylist() for name in (*_COLUMNS, *titled)]
        told += [[None] * batch.num_rows] * (len(_COLUMNS) + len(_TITLES) - len(told))
        for user, artist, mbids, title, recording in zip(*told, strict=True):
            number += 1
            whole = user is not None and isinstance(artist, str) and artist.strip()
            play = Play(listener_hash(user), artist, _one(mbids), _words(title), _code(recording)) if whole else b""
            yield f"{name} row {number}", play


def _read(line: bytes | Play, where: str) -> Read:
    if isinstance(line, Play):
        return Read(line, where, "")
    try:
        listen = _decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return Read(None, where, f"not a listen in JSON: {error}" if line else "user_id or artist_name: is missing")
    told = listen.track_metadata if isinstance(listen.track_metadata, dict) else {}
    track = listen.track if isinstance(listen.track, dict) else {}
    user = next((one for one in (listen.user_name, listen.user_id, listen.listener) if one not in (None, "")), None)
    named = (told.get("artist_name"), listen.artist_name, listen.artist, track.get("artist"))
    artist = next((one for one in named if isinstance(one, str) and one.strip()), None)
    if user is None:
        return Read(None, where, "user_name: is missing")
    if artist is None:
        return Read(None, where, "artist_name: is missing or empty")
    info, mapping = told.get("additional_info"), told.get("mbid_mapping")
    parts = [part for part in (mapping, info) if isinstance(part, dict)]
    mbid = next((m for part in parts if (m := _one(part.get("artist_mbids")))), None)
    titles = (told.get("track_name"), listen.track_name, listen.title, track.get("title"), listen.track)
    title = next((one for one in titles if _words(one)), None)
    codes = (*(part.get("recording_mbid") for part in parts), listen.recording_mbid, track.get("mbid"))
    recording = next((one for one in codes if _code(one)), None)
    return Read(Play(listener_hash(user), artist, mbid, title, recording), where, "")


def _words(title: object) -> str | None:
    return title if isinstance(title, str) and title.strip() else None


def _code(mbid: object) -> str | None:
    return mbid if isinstance(mbid, str) and mbid else None


def _one(mbids: object) -> str | None:
    """The artist's MBID; of a credit of several none, because the name then is of all of them."""
    if isinstance(mbids, str):
        mbids = [mbids]
    return mbids[0] if isinstance(mbids, list) and len(mbids) == 1 and isinstance(mbids[0], str) else None
