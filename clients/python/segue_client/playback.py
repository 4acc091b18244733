"""Playback: one play of one track. Its moments carry the same `play_id`, so the server never has to guess."""

from typing import TYPE_CHECKING, Unpack

from segue_client.kinds import Named, Told

if TYPE_CHECKING:
    from segue_client.client import Client


class Playback:
    """What `Client.play` returns. Every method returns the id of its event."""

    def __init__(self, client: "Client", track: Named, play_id: str, about: Told) -> None:
        self._client = client
        self.track = track
        self.play_id = play_id
        self._about = about

    def pause(self, position_ms: int, **told: Unpack[Told]) -> str:
        return self._client.pause(self.track, position_ms, **self._with(told))

    def resume(self, position_ms: int, **told: Unpack[Told]) -> str:
        return self._client.resume(self.track, position_ms, **self._with(told))

    def seek(self, position_ms: int, from_ms: int | None = None, **told: Unpack[Told]) -> str:
        return self._client.seek(self.track, position_ms, from_ms, **self._with(told))

    def progress(self, position_ms: int, **told: Unpack[Told]) -> str:
        return self._client.progress(self.track, position_ms, **self._with(told))

    def stop(self, position_ms: int, **told: Unpack[Told]) -> str:
        return self._client.stop(self.track, position_ms, **self._with(told))

    def skip(self, position_ms: int, **told: Unpack[Told]) -> str:
        return self._client.skip(self.track, position_ms, **self._with(told))

    def complete(self, position_ms: int | None = None, **told: Unpack[Told]) -> str:
        return self._client.complete(self.track, position_ms, **self._with(told))

    def like(self, **told: Unpack[Told]) -> str:
        return self._client.like(self.track, **self._with(told))

    def _with(self, told: Told) -> Told:
        whole: Told = {**self._about, **told, "play_id": self.play_id}
        return whole
