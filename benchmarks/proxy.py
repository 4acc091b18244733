"""Songs through the proxy: 100 MB a stream, against the same bytes without it.

    python -m benchmarks proxy

The music server is a loop over `sendall`, the fastest there can be, in a process of its own; the player reads and
throws away. Both share the machine's cores with Segue. Memory is the most that `segue serve` had resident, over what
it had before the first byte; a slow player takes 2 MB a second while the others go on.
"""

import hashlib
import multiprocessing
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
from http.client import HTTPConnection
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

SIZE = 100 * 2**20
STREAMS = 3
_PROOF = hashlib.md5(b"secretsalt").hexdigest()
_CALL = urlencode({"u": "me", "t": _PROOF, "s": "salt", "v": "1.16.1", "c": "bench", "f": "json", "id": "s" * 32})
_SONG = b'{"subsonic-response":{"status":"ok","song":{"title":"S","artist":"A","duration":300}}}'


def main() -> None:
    ours, theirs = multiprocessing.Pipe()
    music = multiprocessing.Process(target=_music_server, args=(theirs,), daemon=True)
    music.start()
    direct = ours.recv()
    with TemporaryDirectory() as folder:
        segue = [sys.executable, "-m", "segue", "--home", f"{folder}/home"]
        subprocess.run([*segue, "listener", "add", "me"], check=True, stdout=subprocess.DEVNULL)
        options = ["serve", "--port", "0", "--refresh-every", "0", "--subsonic-upstream", f"http://127.0.0.1:{direct}"]
        with subprocess.Popen([*segue, *options], stderr=subprocess.PIPE, text=True) as server:
            assert server.stderr is not None
            found = next(m for line in server.stderr if (m := re.search(r"listens on http://[\d.]+:(\d+)/", line)))
            threading.Thread(target=server.stderr.read, daemon=True).start()
            try:
                _measure(direct, int(found[1]), server.pid)
            finally:
                server.terminate()
    music.terminate()


def _measure(direct: int, through: int, pid: int) -> None:
    for _ in range(2):  # whatever is made at the first request, and when the first play is taken in
        _stream(through, 2**20)
        time.sleep(3)
    before = _resident(pid)
    rates = {name: statistics.median(_stream(port) for _ in range(STREAMS)) for name, port in
             (("direct", direct), ("through", through))}  # fmt: skip
    print(f"one stream, direct        {rates['direct']:8,.0f} MB/s")
    share = rates["through"] / rates["direct"]
    print(f"one stream, through Segue {rates['through']:8,.0f} MB/s ({share:.0%})")
    slow = threading.Thread(target=_stream, args=(through, 12 * 2**20, 2 * 2**20))
    slow.start()
    most, start = before, time.perf_counter()
    players = [threading.Thread(target=_stream, args=(through,)) for _ in range(4)]
    for player in players:
        player.start()
    while any(player.is_alive() for player in players):
        most = max(most, _resident(pid))
        time.sleep(0.02)
    took = time.perf_counter() - start
    slow.join()
    print(f"four streams at once      {4 * SIZE / took / 1e6:8,.0f} MB/s, memory +{(most - before) / 2**20:.1f} MiB")
    for name, port in (("direct", direct), ("through Segue", through)):
        print(f"getSong, {name:16} {_latency(port) * 1000:8.2f} ms (median of 300)")


def _stream(port: int, limit: int = SIZE, rate: float | None = None) -> float:
    """Read up to `limit` bytes, no faster than `rate` a second; returns MB/s."""
    with socket.create_connection(("127.0.0.1", port)) as player:
        player.sendall(f"GET /rest/stream?{_CALL} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        count, start, buffer = 0, time.perf_counter(), bytearray(256 * 1024)
        while count < limit and (got := player.recv_into(buffer)):
            count += got
            if rate is not None:
                time.sleep(max(0.0, start + count / rate - time.perf_counter()))
        assert count >= limit, "cut off"
        return count / (time.perf_counter() - start) / 1e6


def _latency(port: int) -> float:
    connection = HTTPConnection("127.0.0.1", port)
    took = []
    for _ in range(300):
        start = time.perf_counter()
        connection.request("GET", f"/rest/getSong?{_CALL}")
        connection.getresponse().read()
        took.append(time.perf_counter() - start)
    return statistics.median(took)


def _resident(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096


def _music_server(told: "Connection[int, int]") -> None:
    listening = socket.create_server(("127.0.0.1", 0), backlog=64)
    told.send(listening.getsockname()[1])
    while True:
        threading.Thread(target=_serve, args=(listening.accept()[0],), daemon=True).start()


def _serve(player: socket.socket) -> None:
    block = memoryview(b"\xff" * (1 << 20))
    try:
        while request := player.recv(65_536):
            if b"/rest/stream" in request[:100]:
                head = f"Content-Length: {SIZE}\r\nContent-Type: audio/flac\r\nAccept-Ranges: bytes"
                player.sendall(f"HTTP/1.1 200 OK\r\n{head}\r\n\r\n".encode())
                for _ in range(SIZE >> 20):
                    player.sendall(block)
            else:
                head = f"Content-Length: {len(_SONG)}\r\nContent-Type: application/json"
                player.sendall(f"HTTP/1.1 200 OK\r\n{head}\r\n\r\n".encode() + _SONG)
    except OSError:
        pass
    finally:
        player.close()


if __name__ == "__main__":
    main()
