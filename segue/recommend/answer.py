"""Answer: a situation to a Slate, with reasons and changes."""

from collections.abc import Sequence
from hashlib import blake2b

from msgspec.structs import replace

from segue.domain.event import Offset
from segue.domain.slate import Reason, Request, Slate, SlateTrack
from segue.profiles.mark import Mark
from segue.recommend.candidates import Candidates
from segue.recommend.changes import changes
from segue.recommend.explore import Explored
from segue.recommend.explore_slate import try_out
from segue.recommend.message import say
from segue.recommend.pipeline import Pipeline
from segue.recommend.reasons import Reasons
from segue.recommend.situation import Situation
from segue.recommend.trace import Trail, traces


def answer(
    situation: Situation, pipeline: Pipeline, before: Slate | None, news: Sequence[Mark], offset: Offset
) -> Slate:
    """before: the listener's previous slate of this recipe; news: marks of events since then."""
    trail = Trail()
    ranked, dropped = pipeline.run(situation, trail) if situation.request.explain else pipeline.run(situation)
    tried = try_out(situation, ranked)
    tracks = _tracks(situation, pipeline, ranked, tried)
    if situation.request.explain:
        how = traces(situation, trail, ranked.track[tried.places].tolist(), tried.tried)
        tracks = tuple(replace(track, trace=one) for track, one in zip(tracks, how, strict=True))
    request, model = situation.request, situation.model
    return Slate(
        slate_id=_slate_id(request, offset, model.id),
        recipe=request.recipe,
        tracks=tracks,
        changes=changes(situation, before, tracks, news),
        dropped=dropped,
        model=model.id,
        offset=offset,
    )


def _tracks(situation: Situation, pipeline: Pipeline, ranked: Candidates, tried: Explored) -> tuple[SlateTrack, ...]:
    reasons = Reasons(situation)
    resume = {one.row: one.resume_ms for one in situation.choice.going}
    found = []
    for at, propensity, by_chance in zip(tried.places, tried.propensity, tried.tried, strict=True):
        row, bits, score = ranked.track[at], ranked.sources[at], ranked.score[at]
        track = situation.model.items[row]
        sources = tuple(name for i, name in enumerate(pipeline.sources) if bits >> i & 1)
        why = Reason("explore", say(situation.request.lang, "tried")) if by_chance else reasons.why(int(row))
        artist = situation.model.artist_ids[situation.model.artists[row]]
        found.append(
            SlateTrack(
                track.id, track.title, track.artist, artist, round(float(score), 4), sources, why,
                resume.get(int(row)), round(propensity, 6),
            )
        )  # fmt: skip
    return tuple(found)


def _slate_id(request: Request, offset: Offset, model: str) -> str:
    key = f"{request.listener}|{request.recipe}|{request.now.isoformat()}|{request.seed}|{offset}|{model}"
    return blake2b(key.encode(), digest_size=12).hexdigest()
