"""How a track got its place, as a person reads it: bars that add up, and the way through the stages."""

from dataclasses import dataclass

from segue.domain.slate import Trace
from segue.web.pages.tell import tell

_FEWEST = 0.05  # of the longest bar: shorter ones are left out


@dataclass(frozen=True, slots=True)
class Bar:
    """share: 0-100, of the longest bar beside it"""

    label: str
    value: float
    share: int


@dataclass(frozen=True, slots=True)
class How:
    terms: list[Bar]
    models: list[Bar]
    features: list[Bar]
    places: list[tuple[str, int]]  # what happened, the place after it, from 1


def how(trace: Trace, lang: str) -> How:
    return How(
        _bars({tell(lang, f"term.{name}"): value for name, value in trace.terms.items()}),
        _bars({name.replace("_", " "): value for name, value in trace.models.items()}),
        _bars({name.replace("_", " ").removeprefix("z "): value for name, value in trace.features.items()}),
        [(tell(lang, f"stage.{stage}"), at + 1) for stage, at in trace.places.items()],
    )


def _bars(of: dict[str, float]) -> list[Bar]:
    longest = max(map(abs, of.values()), default=0.0)
    ordered = sorted(of.items(), key=lambda one: -abs(one[1]))
    return [Bar(k, v, round(100 * abs(v) / longest)) for k, v in ordered if abs(v) >= _FEWEST * longest]
