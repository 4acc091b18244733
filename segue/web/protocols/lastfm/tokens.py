"""Request tokens of the web flow: given to anybody, worth something once a signed-in listener has allowed one.

A token says when it was made and is signed, so tokens that nobody allows take no memory. A restart forgets those
under way; the program asks for another.
"""

import hmac
import re
import secrets
from collections import OrderedDict

from segue.domain.event import ListenerId
from segue.web.protocols.lastfm.answer import Failed

_LIVES_S = 3600
_MOST = 1_000  # allowed and not yet fetched
_TOKEN = re.compile(r"[0-9a-f]{32}")


class Tokens:
    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._allowed: OrderedDict[str, ListenerId] = OrderedDict()

    def make(self, now_s: int) -> str:
        body = f"{now_s:08x}{secrets.token_hex(4)}"
        return body + self._mac(body)

    def check(self, token: str, now_s: int) -> str:
        """The token as it was made.

        Raises:
            Failed: 4 for one that is not ours, 15 for an old one.
        """
        token = token.strip().lower()
        if not _TOKEN.fullmatch(token) or not hmac.compare_digest(self._mac(token[:16]), token[16:]):
            raise Failed(4, "Invalid authentication token supplied")
        if now_s - int(token[:8], 16) > _LIVES_S:
            raise Failed(15, "This token has expired")
        return token

    def allow(self, token: str, listener: ListenerId, now_s: int) -> None:
        """Raises Failed."""
        self._allowed[self.check(token, now_s)] = listener
        while len(self._allowed) > _MOST:
            self._allowed.popitem(last=False)

    def fetch(self, token: str, now_s: int) -> ListenerId:
        """Who allowed it; works once.

        Raises:
            Failed: 4, 14 or 15.
        """
        listener = self._allowed.pop(self.check(token, now_s), None)
        if listener is None:
            raise Failed(14, "This token has not been authorized")
        return listener

    def _mac(self, body: str) -> str:
        return hmac.digest(self._key, body.encode(), "sha256").hex()[:16]
