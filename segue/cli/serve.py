"""`segue serve`: the server."""

import gc
import logging
import os
import resource
import ssl
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from segue.cli import dj
from segue.cli.home import opened, settings
from segue.cli.output import Failure, note
from segue.cli.prompt import ENDPOINT, MODEL, reader

_FILES = 16_384
_LOOK_S = 0.5  # how soon a program behind this one ends with it
_NICE = 10  # of a refresh beside a server: whoever waits for an answer goes first
_SWITCH_S = 0.001  # how long the consumer may keep the interpreter from those who wait for an answer


def serve(
    context: typer.Context,
    port: Annotated[int, typer.Option(min=0, max=65535, help="TCP port; 0 takes a free one.")] = 4242,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    refresh_every: Annotated[
        float, typer.Option(min=0, help="Minutes between refits when there is news; 0 = never.")
    ] = 60.0,
    sync_every: Annotated[
        float, typer.Option(min=0, help="Minutes between readings of the music servers that are known; 0 = never.")
    ] = 60.0,
    lake_every: Annotated[
        float, typer.Option(min=0.1, help="Seconds between two times that the log goes into the lake.")
    ] = 30.0,
    tls_cert: Annotated[
        Path | None, typer.Option(help="Certificate with its chain, PEM; with --tls-key it speaks https.")
    ] = None,
    tls_key: Annotated[Path | None, typer.Option(help="Private key of the certificate, PEM.")] = None,
    subsonic_upstream: Annotated[
        str, typer.Option(metavar="URL", help="Stand before this Subsonic server: /rest/ passes through to it.")
    ] = "",
    without: Annotated[
        list[str] | None, typer.Option(metavar="PROTOCOL", help="Do not speak it: lastfm, subsonic, jellyfin, …")
    ] = None,
    page_origin: Annotated[
        list[str] | None, typer.Option(metavar="URL", help="Let pages of this other site tell and ask with segue.js.")
    ] = None,
    prompt_endpoint: ENDPOINT = "",
    prompt_model: MODEL = "",
    dj_endpoint: dj.ENDPOINT = "",
    dj_model: dj.MODEL = "",
    dj_speech: dj.SPEECH = None,
) -> None:
    """Take events, give answers and the page, on one port, until Ctrl-C."""
    import socket

    import uvicorn

    from segue.web.connections import configured
    from segue.web.proxy.upstream import Upstream
    from segue.web.server import beside

    _check_tls(tls_cert, tls_key)
    _check_protocols(without or ())
    host_of_dj = dj.host(dj_endpoint, dj_model, dj_speech)
    if subsonic_upstream:
        try:
            Upstream(subsonic_upstream)
        except ValueError as wrong:
            raise Failure(f"--subsonic-upstream: {wrong}") from wrong
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(2048)  # from now on nobody is refused: what comes before the first answer waits
    except OSError as error:
        raise Failure(f"port {port} on {host} cannot be used: {error.strerror}") from error
    home = settings(context).home

    def refresh() -> None:
        command = [sys.executable, "-m", "segue", "--home", str(home), "refresh", "--json"]
        behind(command)

    def sync(stop: threading.Event) -> None:
        behind([sys.executable, "-m", "segue", "--home", str(home), "catalog", "sync", "--json"], stop)

    def push(stop: threading.Event) -> None:
        behind([sys.executable, "-m", "segue", "--home", str(home), "push", "--json"], stop)

    chosen = {
        "refresh_every_s": refresh_every * 60,
        "sync_every_s": sync_every * 60,
        "lake_every_s": lake_every,
        "protocols_off": tuple(without or ()),
        "subsonic_upstream": subsonic_upstream,
        **reader(prompt_endpoint, prompt_model),
        **host_of_dj,
        "page_origins": tuple(_origin(one) for one in page_origin or ()),
    }
    _make_room()
    with opened(context, **chosen) as app, listening:
        app.server.warm(datetime.now(UTC))
        threading.Thread(target=app.prompter.warm, name="prompter", daemon=True).start()
        _settle()
        config = configured(app, tls_cert, tls_key)
        where = f"[{host}]" if ":" in host else host
        scheme = "https" if tls_cert else "http"
        note(f"Segue listens on {scheme}://{where}:{listening.getsockname()[1]}/  (home: {home})")
        if subsonic_upstream:
            note(f"Subsonic players speak to {subsonic_upstream} through it.")
        if not app.accounts.all():
            note("Nobody listens here yet: `segue listener add NAME` prints a token.")
        with beside(app, refresh, sync, push):
            uvicorn.Server(config).run(sockets=[listening])
    gc.unfreeze()  # DuckDB complains at exit of what the collector may not take away


def behind(command: Sequence[str], stop: threading.Event | None = None) -> int:
    """Run a program of ours that yields to this one wherever both want the processor; its exit status. It is ended
    when `stop` is set."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as running:  # noqa: S603 - our own program
        if hasattr(os, "setpriority"):
            with suppress(OSError):  # it has ended already
                os.setpriority(os.PRIO_PROCESS, running.pid, os.getpriority(os.PRIO_PROCESS, 0) + _NICE)
        while stop is not None and running.poll() is None:
            if stop.wait(_LOOK_S):
                running.terminate()
                break
        return running.wait()


def _check_tls(cert: Path | None, key: Path | None) -> None:
    """Raises Failure for what no server could speak https with."""
    if (cert is None) != (key is None):
        raise Failure("--tls-cert and --tls-key belong together: give both")
    if cert is None or key is None:
        return
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(cert, key, password="")
    except OSError as error:  # SSLError is one
        raise Failure(f"{cert} and {key} are no certificate and its key: {error}") from error


def _origin(url: str) -> str:
    """Raises Failure: only scheme, host and port make an origin."""
    parts = urlsplit(url.strip().lower())
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/") or parts.query:
        raise Failure(f"--page-origin {url}: an origin is like https://music.example or http://192.168.1.7:8080")
    return f"{parts.scheme}://{parts.netloc}"


def _make_room() -> None:
    """Every connection is an open file, and the usual limit is 1,024 of those."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _settle() -> None:
    """What is in memory now stays: the collector need not walk catalogue and model again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    sys.setswitchinterval(_SWITCH_S)


def _check_protocols(without: Sequence[str]) -> None:
    from segue.discovery import discover
    from segue.web.protocol import Protocol

    known = discover("segue.web.protocols", Protocol)
    for name in without:
        if name not in known:
            raise Failure(f"--without {name}: there is no such protocol; there are {', '.join(known)}")
