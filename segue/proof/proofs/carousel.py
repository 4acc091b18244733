"""A carousel of twelve playlists, learnt from what listeners stream: Deezer's 862 playlists, 100 rounds.

The setting of W. Bendada, G. Salha, T. Bontempelli, "Carousel Personalization in Music Streaming Apps with
Contextual Bandits", RecSys 2020: feedback in batches, seen is what the cascade says, regret is expected streams
missed against the best twelve of each listener. Two things differ, so its figures cannot be put beside these: the
listeners are drawn (`segue/proof/bandit_world.py`), and a round is 1,000 of them and not 20,000.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from segue.learning.bandit import (
    Counting,
    Floats,
    People,
    Policy,
    Rule,
    at_random,
    best,
    cascade,
    epsilon_greedy,
    explore_then_commit,
    greedy,
    kl_ucb,
    thompson,
)
from segue.learning.thompson import LinearThompson, Population
from segue.proof.bandit_world import KINDS, Carousel, load, streams
from segue.proof.measure import peak_mb
from segue.proof.picture import lines
from segue.proof.proof import Proof, Question
from segue.proof.report import Figures, Report

CARDS, AT_ONCE = 12, 3
_RATE = 0.01  # of streams before anything is known, for whoever has to guess; the paper's pessimistic start
_OURS, _KNOWN = "Segue: Thompson, population learnt", "Thompson, population known"


def policies(world: Carousel) -> dict[str, Policy]:
    n, features = len(world.weights), world.people.features
    guess = Population.guess(_RATE, features)
    known = Population.of(world.weights)
    rate = greedy(1 / _RATE, _RATE)

    def counting(rule: Rule, groups: int = KINDS) -> Counting:
        return Counting(n, groups, rule)

    return {
        _OURS: LinearThompson(n, guess, AT_ONCE, learns=True),
        _KNOWN: LinearThompson(n, known, CARDS),
        f"{_KNOWN}, tried where it is seen": LinearThompson(n, known, AT_ONCE),
        "Thompson per playlist, first guess kept": LinearThompson(n, guess, CARDS),
        "Thompson per segment, Beta(1, 99)": counting(thompson(1, 99)),
        "Thompson per segment, Beta(1, 1)": counting(thompson(1, 1)),
        "KL-UCB per segment": counting(kl_ucb),
        "explore then commit per segment, 20 views": counting(explore_then_commit(20)),
        "epsilon-greedy per segment, .1": counting(epsilon_greedy(0.1, rate, CARDS)),
        "epsilon-greedy for all alike, .1": counting(epsilon_greedy(0.1, rate, CARDS), 1),
        "top 12 per segment": counting(rate),
        "top 12 for all alike": counting(rate, 1),
        "random": counting(at_random),
    }


@dataclass(frozen=True, slots=True)
class Trial:
    rounds: int = 100
    a_round: int = 1_000
    listeners: int = 10_000
    seeds: int = 5

    def __call__(self, asked: Question) -> Report:
        assert asked.path is not None
        began = time.process_time()
        regrets: dict[str, list[Floats]] = {}
        for number in range(self.seeds):
            world, seed = load(asked.path, self.listeners, asked.seed + number), asked.seed + number

            def progress(share: float, number: int = number) -> None:
                asked.progress(f"world {number + 1} of {self.seeds}", (number + share) / self.seeds)

            for name, missed in self.lived(world, policies(world), seed, progress).items():
                regrets.setdefault(name, []).append(missed)
        asked.progress("done", 1.0)
        return self._report(asked, {name: np.array(rows) for name, rows in regrets.items()}, began)

    def lived(
        self,
        world: Carousel,
        chosen: Mapping[str, Policy],
        seed: int,
        progress: Callable[[float], None] = lambda _: None,
    ) -> dict[str, Floats]:
        """By policy, (rounds,) regret: streams missed, expected, by the mean listener of each round.

        The listeners of a round and their dice are the same for every policy.
        """
        missed, people = {name: np.empty(self.rounds) for name in chosen}, world.people
        for number in range(self.rounds):
            coming = np.random.default_rng([seed, number, 0])
            some = coming.integers(0, len(people.groups), self.a_round)
            here = People(people.features[some], people.groups[some])
            chances = world.chances(here.features)
            dice = coming.random(chances.shape)
            most = np.take_along_axis(chances, best(chances, CARDS), axis=1).sum()
            for name, policy in chosen.items():
                shown = policy.choose(here, CARDS, np.random.default_rng([seed, number, 1]))
                streamed = streams(chances, shown, dice)
                policy.learn(here, shown, streamed, cascade(streamed, AT_ONCE))
                missed[name][number] = (most - np.take_along_axis(chances, shown, axis=1).sum()) / self.a_round
            progress((number + 1) / self.rounds)
        return missed

    def _report(self, asked: Question, regrets: dict[str, Floats], began: float) -> Report:
        late = max(1, self.rounds // 10)
        measures: dict[str, Callable[[Floats], Floats]] = {
            "regret": lambda rows: rows.sum(axis=1),
            "regret of the last tenth": lambda rows: rows[:, -late:].sum(axis=1),
        }
        rows = [
            Figures(
                name,
                {m: float(of(row).mean()) for m, of in measures.items()},
                {m: between(of(row)) for m, of in measures.items()},
                note="knows the mean and covariance of the true weights" if name.startswith(_KNOWN) else "",
            )
            for name, row in regrets.items()
        ]
        paired = {name: regrets[_OURS].sum(axis=1) - row.sum(axis=1) for name, row in regrets.items() if name != _OURS}
        told = {name: "{:+.3f} [{:+.3f}, {:+.3f}]".format(d.mean(), *between(d)) for name, d in paired.items()}
        places = np.unique(np.linspace(0, self.rounds - 1, 11).astype(int))
        return Report(
            f"Deezer carousels: 862 playlists, {self.rounds} rounds of {self.a_round:,} drawn listeners, {CARDS} cards",
            tuple(measures),
            rows[0],
            tuple(rows[1:]),
            facts={
                "ours less": told,
                "regret": f"streams that one listener misses in {self.rounds} visits",
                "intervals": f"95 %, Student's t over {self.seeds} worlds",
                "listeners": "drawn around the nine that are published; the paper's figures are not comparable",
                "seeds": [asked.seed + i for i in range(self.seeds)],
                "cpu_seconds": round(time.process_time() - began, 1),
                "peak_mb": round(peak_mb()),
            },
            lower=frozenset(measures),
            pictures={
                "carousel": lines(
                    "Streams missed so far, per listener", "round", "regret", [str(p + 1) for p in places],
                    {name: row.mean(axis=0).cumsum()[places].tolist() for name, row in regrets.items()},
                )
            },
        )  # fmt: skip


def between(values: Floats) -> tuple[float, float]:
    """95 % interval of the mean of a few independent worlds."""
    n = len(values)
    if n < 2:
        return float("nan"), float("nan")
    half = float(student.ppf(0.975, n - 1) * values.std(ddof=1) / np.sqrt(n))
    return float(values.mean()) - half, float(values.mean()) + half


CAROUSEL = Proof("A carousel of playlists: regret of the bandit beside published ways", "deezer-carousel", Trial())
