"""Watch: what a call that the server has answered says of listening, and who said it."""

from datetime import UTC, datetime

from segue.domain.listener import Listener
from segue.ingest.streams.facts import Word
from segue.web.proxy.answer import Answer
from segue.web.proxy.call import Call
from segue.web.proxy.devices import Devices
from segue.web.proxy.names import Names
from segue.web.proxy.outbox import Outbox
from segue.web.proxy.songs import Songs

_SONGS = ("id", "mediaId", "songId", "songIdToAdd")
_MOST = 1_000  # songs that the server is asked about for one call
_NO = ("false", "0", "no")


class Watch:
    def __init__(self, names: Names, songs: Songs, devices: Devices, outbox: Outbox) -> None:
        self.names = names
        self.devices = devices
        self._songs = songs
        self._outbox = outbox

    async def told(self, listener: Listener, call: Call, answer: Answer) -> None:
        """Record a call to which the server said yes; returns when it is on disk."""
        now = datetime.now(UTC)
        word = _word(call)
        if call.method in ("scrobble", "reportPlayback"):
            for song in call.params.many("mediaId" if word is Word.REPORT else "id")[:_MOST]:
                await self.devices.told(listener, call, song, word, now, _position_ms(call))
        if word is Word.STARTED and call.method == "scrobble":
            return  # what plays now is concluded together with the requests for its bytes
        params = call.params.told()
        ids = [] if call.method == "savePlayQueue" or call.method == "savePlayQueueByIndex" else _songs(params)
        message = {
            "method": call.method,
            "at": now.isoformat(),
            "client": call.client,
            "params": params,
            "songs": await self._songs.many(ids[:_MOST], call),
        }
        if call.method in ("star", "unstar") and (artists := params.get("artistId")):
            message["artists"] = await self._songs.artists(artists[:_MOST], call)
        if answer.found is not None:
            message["found"] = answer.found
        await self._outbox.send(listener, message, now, answer.songs)

    async def tick(self) -> None:
        """Let time go by for the players, and try again what could not be recorded."""
        self.devices.passed(datetime.now(UTC))
        await self._outbox.again()


def _songs(params: dict[str, list[str]]) -> list[str]:
    return [one for name in _SONGS for one in params.get(name, [])]


def _word(call: Call) -> Word:
    if call.method == "reportPlayback":
        return Word.REPORT
    return Word.STARTED if (call.params.one("submission") or "").strip().lower() in _NO else Word.HEARD


def _position_ms(call: Call) -> int | None:
    """Navidrome's own parameter of a notice, in seconds."""
    value = call.params.one("position") or ""
    return int(value) * 1000 if value.isdecimal() and len(value) < 7 else None
