"""Which tracks of an answer are tried: those that nearly stood in the slate, by artists it lacks."""

import numpy as np

from segue.recommend.candidates import Candidates
from segue.recommend.chance import seed_of
from segue.recommend.explore import Explored, explore, width
from segue.recommend.situation import Situation

EXPLORERS = 24  # at most; the best behind the slate


def try_out(situation: Situation, ranked: Candidates) -> Explored:
    """The places of the slate. The draws stand still for an hour, so that one answer after another shows the same."""
    request, settings, model = situation.request, situation.settings, situation.model
    n = min(request.n, len(ranked))
    artists = model.artists[ranked.track[: n + 4 * EXPLORERS]]
    behind = np.arange(n, len(artists))
    explorers = behind[~np.isin(artists[n:], artists[:n])][:EXPLORERS]
    outcomes = np.expm1(model.fame[ranked.track[: len(artists)]])
    known = np.isin(ranked.track[: len(artists)], situation.seen.rows)
    spread = width(outcomes + known, settings.explore_scale * float(ranked.score.std() if len(ranked) else 0.0))
    seed = seed_of("explore", situation.whose, request.recipe, request.seed, f"{request.now:%Y-%m-%dT%H}", model.id)
    score = ranked.score[: len(artists)]
    share = 0.0 if situation.choice.leads else settings.explore_share  # nothing comes between chapters
    return explore(ranked.track, score, spread, n, explorers, share, seed)
