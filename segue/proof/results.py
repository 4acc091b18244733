"""The tables of `segue prove all` as one Markdown page."""

from collections.abc import Iterable, Sequence

from segue.proof.everything import Outcome
from segue.proof.report import Figures, Report

_KINDS = ("ours", "this run", "published")


def ordered(report: Report) -> list[tuple[Figures, str]]:
    """Rows with where they come from ("ours", "this run", "published"), the best by the first metric on top."""
    first = report.metrics[0]
    groups = ((report.ours,), report.beside, report.published)
    every = [(one, kind) for kind, group in zip(_KINDS, groups, strict=True) for one in group]
    sign = 1 if first in report.lower else -1
    return sorted(every, key=lambda row: sign * row[0].values[first] if first in row[0].values else float("inf"))


def cells(one: Figures, metrics: Iterable[str]) -> list[str]:
    """`value [low, high]` of each metric, "" where it has none."""
    said = []
    for metric in metrics:
        value, between = one.values.get(metric), one.intervals.get(metric)
        beside = f" [{between[0]:.4f}, {between[1]:.4f}]" if between else ""
        said.append("" if value is None else f"{value:.4f}{beside}")
    return said


def said(value: object) -> str:
    """A fact as text: numbers with commas, mappings in brackets."""
    if isinstance(value, dict):
        return "(" + ", ".join(f"{key} {said(one)}" for key, one in value.items()) + ")"
    return f"{value:,}" if isinstance(value, int) else str(value)


def page(outcomes: Sequence[Outcome], command: str, machine: str, day: str) -> str:
    """Everything found, everything that failed, and what was not asked."""
    done = [one for one in outcomes if one.report is not None]
    parts = [
        "# Results",
        f"Written by `{command}` on {day}; {machine}. Each proof ran alone in a process of its own; CPU seconds are\n"
        "user + system, brackets are 95 % intervals, *this run* stands for everything measured beside ours, and a\n"
        "note says what a reader has to know before comparing. [How](README.md) each is measured.",
        _table(
            ["proof", "", "CPU-s, all of it", "wall s", "peak MB"],
            [
                [f"`{one.name}`", "done" if one.report else f"**no figures**: {_line(one.why)}", *_cost(one)]
                for one in outcomes
            ],
        ),
        *(_section(one, one.report) for one in done if one.report),
    ]
    return "\n\n".join(parts) + "\n"


def _cost(one: Outcome) -> list[str]:
    if one.report is None:
        return ["", "", ""]
    return [f"{one.cpu_seconds:.0f}", f"{one.wall_seconds:.0f}", f"{one.peak_mb:.0f}"]


def _section(one: Outcome, report: Report) -> str:
    less = [f"*{metric}*" for metric in report.metrics if metric in report.lower]
    rows = [
        [f"**{_line(figures.name)}**" if kind == "ours" else _line(figures.name),
         *cells(figures, report.metrics), kind, _line(figures.note)]
        for figures, kind in ordered(report)
    ]  # fmt: skip
    facts = [f"{key.replace('_', ' ')} {_line(said(value))}" for key, value in report.facts.items()]
    parts = [
        f"## {one.name}",
        f"{one.title}. {report.dataset}." + (f" Less is better: {', '.join(less)}." if less else ""),
        _table(["", *report.metrics, "", "note"], rows),
        *(f"![{name}]({name}.svg)" for name in report.pictures),
        "; ".join(facts) + ("." if facts else ""),
    ]
    return "\n\n".join(part for part in parts if part)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    every = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(row) + " |" for row in every)


def _line(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
