"""Comments: whether what you write about tracks sounds glad or displeased. The words themselves are not kept here."""

from bisect import insort
from datetime import datetime

from msgspec import Struct, field

from segue.domain.event import EventKind, TrackId
from segue.profiles.feature import Feature
from segue.profiles.lexicon import sentiment
from segue.profiles.mark import Mark

_KEPT = 500  # the latest

Said = tuple[int, str, str, float]  # Unix ms, event id, track, sentiment


class Comments(Struct):
    said: list[Said] = field(default_factory=list)


class Tone(Struct, frozen=True):
    glad: int
    displeased: int
    plain: int
    tracks: dict[TrackId, float]  # mean sentiment, -1 to 1


def update(state: Comments, new: Mark) -> None:
    text = (new.told or {}).get("text")
    if new.kind is EventKind.COMMENT and isinstance(text, str):
        insort(state.said, (*new.order, new.track or "", sentiment(text)))
        del state.said[:-_KEPT]


def read(state: Comments, now: datetime) -> Tone:
    tones = [tone for *_, tone in state.said]
    by_track: dict[TrackId, list[float]] = {}
    for _, _, track, tone in state.said:
        if track:
            by_track.setdefault(TrackId(track), []).append(tone)
    return Tone(
        glad=sum(tone > 0 for tone in tones),
        displeased=sum(tone < 0 for tone in tones),
        plain=sum(tone == 0 for tone in tones),
        tracks={track: sum(tones) / len(tones) for track, tones in sorted(by_track.items())},
    )


feature = Feature(title="What you write", state=Comments, update=update, read=read)
