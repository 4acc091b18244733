"""A stream of UTF-16 as one of UTF-8, for files that Windows programs saved."""

import codecs
from io import BufferedReader, RawIOBase

from segue.ingest.json_stream import CHUNK


class _Utf8(RawIOBase):
    def __init__(self, stream: BufferedReader) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-16")()
        self._held = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        into = memoryview(buffer)  # type: ignore[arg-type]
        while not self._held:
            data = self._stream.read(CHUNK)
            try:
                self._held = self._decoder.decode(data, final=not data).encode("utf-8", "surrogatepass")
            except UnicodeDecodeError as wrong:
                raise OSError("it ends in the middle of a UTF-16 character") from wrong
            if not data and not self._held:
                return 0
        count = min(len(into), len(self._held))
        into[:count] = self._held[:count]
        self._held = self._held[count:]
        return count


def as_utf8(stream: BufferedReader) -> BufferedReader:
    """The text of a UTF-16 stream, which begins with its mark, as UTF-8."""
    return BufferedReader(_Utf8(stream), CHUNK)
