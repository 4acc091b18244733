"""Names: which listener of ours a player's user is."""

import time
from hashlib import sha256

from segue.accounts.store import Accounts
from segue.domain.listener import Listener
from segue.web.proxy.call import Call
from segue.web.proxy.upstream import Upstream

_LISTENER_S, _KEY_S = 2.0, 600.0
_MOST = 10_000


class Names:
    """The listener of the same name, spelt the same. Whoever is not a listener here passes unrecorded.

    It is not asked for a password: the server was, and a call counts only after it said yes.
    """

    def __init__(self, accounts: Accounts, upstream: Upstream) -> None:
        self._accounts = accounts
        self._upstream = upstream
        self._listeners: dict[str, tuple[float, Listener | None]] = {}
        self._keys: dict[str, tuple[float, str | None]] = {}

    async def listener(self, call: Call) -> Listener | None:
        name = call.user if call.key is None else await self._holder(call, call.key)
        return self._named(name) if name else None

    def _named(self, name: str) -> Listener | None:
        held = self._listeners.get(name)
        if held is None or held[0] < time.monotonic():
            if len(self._listeners) > _MOST:
                self._listeners.clear()
            held = self._listeners[name] = (time.monotonic() + _LISTENER_S, self._accounts.named(name[:200]))
        return held[1]

    async def _holder(self, call: Call, key: str) -> str | None:
        """Only the server knows whose key it is; asked once in a while, and the key itself is not kept."""
        digest = sha256(key.encode(errors="replace")).hexdigest()
        held = self._keys.get(digest)
        if held is None or held[0] < time.monotonic():
            told = await self._upstream.ask(call, "tokenInfo")
            info = told.get("tokenInfo") if told else None
            name = info.get("username") if isinstance(info, dict) else None
            if len(self._keys) > _MOST:
                self._keys.clear()
            held = self._keys[digest] = (time.monotonic() + _KEY_S, name if isinstance(name, str) else None)
        return held[1]
