"""Sources -> merge -> filters -> ranker -> rerankers. The only loop over stages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from segue.discovery import discover
from segue.recommend.candidates import Candidates
from segue.recommend.situation import Situation
from segue.recommend.stages import CandidateSource, Filter, Ranker, Reranker

Watch = Callable[[str, Candidates], None]


def _nobody(stage: str, ranked: Candidates) -> None:
    return None


@cache
def stages() -> Mapping[str, Mapping[str, Any]]:
    """Every stage there is, by kind and file name."""
    return {
        "sources": discover("segue.recommend.sources", CandidateSource),
        "filters": discover("segue.recommend.filters", Filter),
        "rankers": discover("segue.recommend.rankers", Ranker),
        "rerankers": discover("segue.recommend.rerankers", Reranker),
    }


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Names of stages, in the order in which they run."""

    sources: tuple[str, ...] = ("learned", "intent", "familiar", "seeds", "resume", "of_format", "within")
    filters: tuple[str, ...] = ("banned", "format", "owned", "heard_out", "just_played", "just_skipped")
    ranker: str = "learned"
    rerankers: tuple[str, ...] = (
        "fatigue", "freshness", "diversity", "one_version", "calibration", "familiar_share", "artist_cap", "spacing",
        "going_on",
    )  # fmt: skip

    def run(self, situation: Situation, watch: Watch = _nobody) -> tuple[Candidates, dict[str, int]]:
        """The ordered candidates, and how many each filter removed. watch: told the list after each ordering."""
        kinds = stages()
        pool = Candidates.merge([kinds["sources"][s].propose(situation) for s in self.sources])
        dropped: dict[str, int] = {}
        for name in self.filters:
            stage: Filter = kinds["filters"][name]
            mask = stage.keep(situation, pool)
            if stage.soft and not mask.any():
                mask[:] = True
            dropped[name] = len(pool) - int(np.count_nonzero(mask))
            pool = pool.take(mask)
        ranked = pool.scored(kinds["rankers"][self.ranker].score(situation, pool)).ranked()
        watch("ranker", ranked)
        for name in self.rerankers:
            ranked = kinds["rerankers"][name].rerank(situation, ranked)
            watch(name, ranked)
        return ranked, dropped
