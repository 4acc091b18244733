"""`segue recommend`: an answer in the terminal."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from segue.cli.home import check_language, listener_named, opened
from segue.cli.output import Failure, note, print_json, print_table, progress

if TYPE_CHECKING:
    from segue.domain.slate import Slate, Trace


def recommend(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The listener's name.")],
    n: Annotated[int, typer.Option("-n", min=1, max=100, help="How many tracks.")] = 10,
    recipe: Annotated[str, typer.Option(help="The mix.")] = "for_you",
    seed: Annotated[int, typer.Option(min=0, help="For randomness; 0 = none.")] = 0,
    no_profile: Annotated[
        bool, typer.Option("--no-profile", help="From context and catalogue only: nothing of NAME is read.")
    ] = False,
    kind: Annotated[str, typer.Option("--format", help="music, podcast, audiobook, any or auto.")] = "auto",
    library: Annotated[
        str, typer.Option(help="owned: only what is in a library here; new: only what is not; both.")
    ] = "both",
    activity: Annotated[str, typer.Option(metavar="WORD", help="What NAME is doing: running, working, …")] = "",
    location: Annotated[str, typer.Option(metavar="WORD", help="Where NAME is, coarsely: home, train, …")] = "",
    device: Annotated[str, typer.Option(metavar="WORD", help="What it will play on; else what played last.")] = "",
    lang: Annotated[str, typer.Option("--lang", help="Language of the reasons; else the listener's.")] = "",
    explain: Annotated[bool, typer.Option("--explain", help="Sources, reasons, evidence, changes.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """What NAME should hear next. The first time, a model is fitted before the answer."""
    from segue.domain.slate import Request
    from segue.playlists.recipe import ways
    from segue.recommend.formats import ASKED
    from segue.recommend.message import DEFAULT
    from segue.recommend.owned import LIBRARY

    if recipe not in ways():
        raise Failure(f"there is no recipe {recipe!r}; there are {', '.join(ways())}")
    if kind not in ASKED:
        raise Failure(f"there is no format {kind!r}; there are {', '.join(ASKED)}")
    if library not in LIBRARY:
        raise Failure(f"--library is one of {', '.join(LIBRARY)}")
    if lang:
        check_language(lang)
    with opened(context) as app:
        listener = listener_named(app, name)
        app.follower.sweep()
        now = datetime.now(UTC)
        if app.registry.current() is None and len(app.catalog):
            note("No model yet: fitting the first one.")
            with progress(quiet=as_json) as bar:
                app.refresher.run(now, 1, bar)
        told = lang or app.accounts.languages.of(listener.id) or DEFAULT
        around = {"activity": activity, "location": location, "device": device}
        asked = Request(
            listener.id, now.astimezone(listener.zone), n, recipe, (), seed, {k: v for k, v in around.items() if v},
            profiled=not no_profile, lang=told, format=kind, explain=explain, library=library,
        )  # fmt: skip
        slate = app.server.answer(listener, asked)
    if as_json:
        print_json(slate)
    elif not slate.tracks:
        note("There is nothing to propose yet: `segue catalog import FILE` or `segue import spotify …` first.")
    else:
        _show(slate, explain)


def _show(slate: "Slate", explain: bool) -> None:
    columns = ["", "title", "artist", "why"]
    rows = [[i + 1, t.title, t.artist, t.reason.text] for i, t in enumerate(slate.tracks)]
    if explain:
        columns += ["score", "sources", "evidence"]
        for row, t in zip(rows, slate.tracks, strict=True):
            row += [t.score, ", ".join(t.sources), " ".join(t.reason.evidence)]
    print_table(columns, rows)
    if explain:
        for at, t in enumerate(slate.tracks, 1):
            print(f"\n{at:3}. {t.title}")
            for line in _how(t.trace) if t.trace else []:
                print(f"     {line}")
        dropped = ", ".join(f"{name} {count}" for name, count in slate.dropped.items())
        print(f"\nmodel {slate.model} · log offset {slate.offset} · removed: {dropped}")
        for c in slate.changes:
            print(f"  {c.change:8}{_place(c.before)} → {_place(c.after)}  {c.title}: {c.because.text}")


def _how(trace: "Trace") -> Iterator[str]:
    """What the score is made of, and where each stage put the track."""
    yield "score   " + _sums(trace.terms)
    yield "taste   " + _sums(trace.models)
    if trace.features:
        yield "ranker  " + _sums(trace.features)
    yield "places  " + " → ".join(f"{stage} {at + 1}" for stage, at in trace.places.items())


def _sums(of: "Mapping[str, float]") -> str:
    largest = sorted(of.items(), key=lambda one: -abs(one[1]))
    return "  ".join(f"{name} {value:+.2f}" for name, value in largest) or "–"


def _place(at: int | None) -> str:
    return "  –" if at is None else f"{at + 1:3}"
