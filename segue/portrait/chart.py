"""Charts as data. Whoever shows them draws them; `text` says the same to whoever cannot see them."""

from msgspec import Struct

from segue.portrait.message import DEFAULT
from segue.portrait.words import percent


class Bar(Struct, frozen=True):
    name: str
    share: float  # 0-1, of the longest
    text: str  # the amount, for people


class Bars(Struct, frozen=True, tag="bars"):
    title: str
    bars: list[Bar]
    text: str


class Cell(Struct, frozen=True):
    level: int  # 0 (little) to 4 (much), -1 = nothing
    text: str


class Grid(Struct, frozen=True, tag="grid"):
    """The week: 168 cells, 0 = Monday 00:00."""

    title: str
    cells: list[Cell]
    text: str


class Curve(Struct, frozen=True, tag="curve"):
    """Shares, 0-1, at even steps from `first` to `last`."""

    title: str
    points: list[float]
    first: str
    last: str
    text: str


Chart = Bars | Grid | Curve


def bars(
    title: str, amounts: dict[str, float], told: dict[str, str] | None = None, most: int = 8, lang: str = DEFAULT
) -> Bars:
    """The largest first; `told`: the amounts in words, else they are shares of the whole."""
    whole = sum(amounts.values())
    top = sorted(amounts.items(), key=lambda item: (-item[1], item[0]))[:most]
    longest = max((amount for _, amount in top), default=0.0)
    rows = [
        Bar(name, amount / longest, told[name] if told else percent(amount / whole, lang))
        for name, amount in top
        if amount > 0
    ]
    return Bars(title, rows, "; ".join(f"{bar.name}: {bar.text}" for bar in rows))
