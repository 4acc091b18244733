"""An HTTP server in a thread of the test: whoever needs one writes the handler only.

with LocalServer(Handler) as server:
    server.url
"""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self


def say(hand: BaseHTTPRequestHandler, status: int, body: bytes, **head: str) -> None:
    """A whole answer."""
    hand.send_response(status)
    for name, value in {**head, "Content-Length": str(len(body))}.items():
        hand.send_header(name, value)
    hand.end_headers()
    hand.wfile.write(body)


class LocalServer:
    """Runs from the beginning until it is closed, and writes no log; path: the rest of `url`."""

    def __init__(self, hand: type[BaseHTTPRequestHandler], path: str = "") -> None:
        quiet = type("Quiet", (hand,), {"log_message": lambda *_: None})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), quiet)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}{path}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
