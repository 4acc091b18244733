"""`segue serve`: the server."""

import gc
import logging
import ssl
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from segue.cli.home import opened, settings
from segue.cli.output import Failure, note

_SWITCH_S = 0.001  # how long the consumer may keep the interpreter from those who wait for an answer


def serve(
    context: typer.Context,
    port: Annotated[int, typer.Option(min=0, max=65535, help="TCP port; 0 takes a free one.")] = 4242,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    refresh_every: Annotated[
        float, typer.Option(min=0, help="Minutes between refits when there is news; 0 = never.")
    ] = 60.0,
    tls_cert: Annotated[
        Path | None, typer.Option(help="Certificate with its chain, PEM; with --tls-key it speaks https.")
    ] = None,
    tls_key: Annotated[Path | None, typer.Option(help="Private key of the certificate, PEM.")] = None,
    subsonic_upstream: Annotated[
        str, typer.Option(metavar="URL", help="Stand before this Subsonic server: /rest/ passes through to it.")
    ] = "",
) -> None:
    """Take events, give answers and the page, on one port, until Ctrl-C."""
    import socket

    import uvicorn

    from segue.web.connections import configured
    from segue.web.proxy.upstream import Upstream
    from segue.web.server import beside

    _check_tls(tls_cert, tls_key)
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
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL)  # noqa: S603 - our own program

    chosen = {"refresh_every_s": refresh_every * 60, "subsonic_upstream": subsonic_upstream}
    with opened(context, **chosen) as app, listening:
        app.server.warm(datetime.now(UTC))
        _settle()
        config = configured(app, tls_cert, tls_key)
        where = f"[{host}]" if ":" in host else host
        scheme = "https" if tls_cert else "http"
        note(f"Segue listens on {scheme}://{where}:{listening.getsockname()[1]}/  (home: {home})")
        if subsonic_upstream:
            note(f"Subsonic players speak to {subsonic_upstream} through it.")
        if not app.accounts.all():
            note("Nobody listens here yet: `segue listener add NAME` prints a token.")
        with beside(app, refresh):
            uvicorn.Server(config).run(sockets=[listening])


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


def _settle() -> None:
    """What is in memory now stays: the collector need not walk catalogue and model again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    sys.setswitchinterval(_SWITCH_S)
