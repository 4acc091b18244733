"""Call: what a player asks of the server, as far as it concerns us."""

from dataclasses import dataclass, field
from typing import Any

from segue.ingest.dialects.subsonic import TELLING
from segue.web.protocols.subsonic.params import Params
from segue.web.proxy import headers

_PROOF = ("u", "p", "t", "s", "apiKey", "jwt", "v", "c")
_SOUND = {"stream": ("id", "timeOffset"), "getTranscodeStream": ("mediaId", "offset")}
_TELLS = TELLING - set(_SOUND)


@dataclass(frozen=True, slots=True)
class Call:
    method: str
    verb: str  # GET, POST, HEAD
    params: Params = field(repr=False)
    by_form: bool  # the credentials came in a body
    agent: str  # the player's User-Agent
    address: str  # where it says it comes from: only to tell devices of one listener apart
    other: str = ""  # a user name that a single sign-on in between put into the headers

    @property
    def credentials(self) -> list[tuple[str, str]]:
        """To ask the server something in the player's name."""
        return [(name, value) for name in _PROOF if (value := self.params.one(name)) is not None]

    @property
    def user(self) -> str | None:
        """Whose call it is by its own account; None when it names several, of whom the server believes but one."""
        names = {*self.params.many("u"), *([self.other] if self.other else [])}
        if len(names) != 1 or self.params.one("apiKey") is not None:
            return None
        return names.pop()

    @property
    def key(self) -> str | None:
        """An API key that comes alone."""
        keys = set(self.params.many("apiKey"))
        return keys.pop() if len(keys) == 1 and not self.params.many("u") and not self.other else None

    @property
    def client(self) -> str:
        """The name by which the player calls itself."""
        return (self.params.one("c") or "").strip()[:256]

    @property
    def tells(self) -> bool:
        """It says something of listening, once the server said yes."""
        return self.method in _TELLS and not self._copies()

    def _copies(self) -> bool:
        """An empty search, by which players copy the library: large, and better left compressed."""
        named = self.params.one("query") or self.params.one("any") or ""
        return self.method.startswith("search") and not named.strip('" ')

    @property
    def sound(self) -> str | None:
        """The song whose bytes it asks for. A `download` is for later, and no sign of listening."""
        names = _SOUND.get(self.method) if self.verb in ("GET", "POST") else None
        return self.params.one(names[0]) if names else None

    @property
    def offset_ms(self) -> int:
        """Place in the song that it asks to begin at."""
        value = self.params.one(_SOUND[self.method][1]) or ""
        return min(int(value), 10**6) * 1000 if value.isdecimal() and len(value) < 10 else 0


def read_call(scope: Any, params: Params, by_form: bool) -> Call:
    path = scope["raw_path"].decode("latin-1")
    client = scope.get("client")
    return Call(
        path.removeprefix("/rest/").removesuffix(".view"),
        scope["method"],
        params,
        by_form,
        headers.of(scope["headers"], b"user-agent"),
        headers.of(scope["headers"], b"x-forwarded-for").partition(",")[0].strip() or (client[0] if client else ""),
        headers.of(scope["headers"], b"remote-user"),
    )
