"""Opening the home folder that a verb works on."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from segue.cli.output import Failure
from segue.cli.settings_file import said
from segue.settings import Settings, default_home

if TYPE_CHECKING:
    from segue.app import App
    from segue.domain.listener import Listener


def settings(context: typer.Context, **changed: Any) -> Settings:
    """The file's, and before it what an option says other than by default."""
    home: Path = (context.obj or default_home()).expanduser().resolve()
    default = Settings(home=home)
    options = {name: value for name, value in changed.items() if value != getattr(default, name)}
    return Settings(home=home, **(said(home) | options))


@contextmanager
def opened(context: typer.Context, **changed: Any) -> "Iterator[App]":
    """The App over the home folder; closed, saved and with plain error messages."""
    from segue.app import build
    from segue.domain.consent import Refused
    from segue.ports import Unavailable

    chosen = settings(context, **changed)
    try:
        app = build(chosen)
    except OSError as error:
        raise Failure(f"the home folder {chosen.home} cannot be used: {error.strerror or error}") from error
    try:
        yield app
    except (Unavailable, Refused) as error:
        raise Failure(str(error)) from error
    finally:
        app.close()


def listener_named(app: "App", name: str) -> "Listener":
    listener = app.accounts.named(name)
    if listener is None:
        raise Failure(f"there is no listener {name!r}; `segue listener add` makes one")
    return listener


def check_language(lang: str, *also: str) -> None:
    """Raises Failure: neither a language that is spoken here nor one of `also`."""
    from segue.recommend.message import languages

    if lang not in also and lang not in languages():
        raise Failure(f"there is no language {lang!r}; there are {', '.join((*also, *languages()))}")


def local_zone() -> str:
    """The machine's own time zone by name, UTC where it does not tell."""
    import os

    named = os.environ.get("TZ", "").lstrip(":")
    path = str(Path("/etc/localtime").resolve()) if not named else ""
    name = named or (path.split("zoneinfo/", 1)[1] if "zoneinfo/" in path else "UTC")
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return "UTC"
    return name
