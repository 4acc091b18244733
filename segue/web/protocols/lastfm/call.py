"""A call: its method, its parameters and whose session it names."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from segue.app import App
from segue.domain.listener import Listener
from segue.web.protocols.lastfm.answer import Failed

PROTOCOL = "lastfm"
_SIGNATURE = re.compile(r"[0-9a-fA-F]{32}")
_LATEST_S = 253_000_000_000


@dataclass(frozen=True, slots=True)
class Call:
    app: App
    method: str  # lower case
    parameters: Mapping[str, str]

    def get(self, name: str) -> str:
        """ "" when it is missing."""
        return self.parameters.get(name, "").strip()

    def need(self, name: str) -> str:
        """Raises Failed 6."""
        if not (value := self.get(name)):
            raise Failed(6, f"Your request is missing a required parameter: {name}")
        return value

    def whole(self, name: str, usual: int, most: int = _LATEST_S, least: int = 0) -> int:
        """A whole number, cut down to `most`. Raises Failed 6."""
        written = self.get(name)
        if not written:
            return usual
        if not written.isascii() or not written.isdigit() or int(written[:20]) < least:
            raise Failed(6, f"Invalid parameter: {name} must be a whole number from {least}")
        return min(int(written[:20]), most)

    def require_key(self) -> None:
        """Any API key will do: they name programs, not people. Raises Failed 10."""
        if not self.get("api_key"):
            raise Failed(10, "Invalid API key - You must be granted a valid key")

    def require_signature(self) -> None:
        """There has to be one; what it is worth says docs/decisions/0009-session-keys-not-signatures.md.

        Raises:
            Failed: 13.
        """
        if not _SIGNATURE.fullmatch(self.get("api_sig")):
            raise Failed(13, "Invalid method signature supplied")

    def listener(self) -> Listener:
        """Whose session key it is. Raises Failed 9."""
        found = self.app.accounts.by_session(self.get("sk"), PROTOCOL)
        if found is None:
            raise Failed(9, "Invalid session key - Please re-authenticate")
        return found

    def own(self) -> Listener:
        """The listener of the session, who has to be the `user` asked for.

        Raises:
            Failed: 9, or 17 for anybody else, whether there is such a listener or not.
        """
        if not self.get("sk"):
            raise Failed(17, "Login: a listener's record is read with their own session key only")
        listener = self.listener()
        if (name := self.get("user")) and name.casefold() != listener.name.casefold():
            raise Failed(17, "Login: this session key reads the record of its own listener only")
        return listener
