"""A Subsonic program in process: proves itself by token and asks."""

from hashlib import md5
from typing import Any

from segue.domain.event import Event
from segue.domain.track import hex_id

_SALT = "s" * 6


def asker(place: Any, name: str, password: str | None = None) -> Any:
    """`ask("star", id=[...])`: the reply as NAME; with `raw` the whole answer. password: theirs, else a new one."""
    secret = password or place.app.accounts.passwords.renew(place.app.accounts.named(name).id)

    def asking(method: str, raw: bool = False, **params: Any) -> Any:
        proof = md5((secret + _SALT).encode()).hexdigest()
        frame = {"u": name, "t": proof, "s": _SALT, "v": "1.16.1", "c": "Test", "f": "json"}
        answer = place.client.get(f"/rest/{method}", params={**frame, **params})
        assert answer.status_code == 200
        return answer if raw else answer.json()["subsonic-response"]

    return asking


def heard(place: Any) -> list[Event]:
    return list(place.ann.recorded())


def ids(place: Any, count: int = 3) -> list[str]:
    return [hex_id(t.id) for t in place.tracks["pop"][:count]]
