"""Every route of the page, under error answers that a person can read."""

from litestar import Router
from litestar.exceptions import HTTPException
from litestar.types import ControllerRouterHandler

from segue.domain.consent import Refused
from segue.ports import Unavailable
from segue.web.pages import (
    dj,
    language,
    listening,
    login,
    mixes,
    portrait,
    profile,
    prompt,
    render,
    search,
    starter,
    static,
)
from segue.web.problems import Problem

_MOST_BYTES = 64 * 1024  # of a form


def pages() -> list[ControllerRouterHandler]:
    return [
        Router(
            path="/",
            route_handlers=[
                listening.home,
                listening.act,
                listening.slate,
                listening.turn,
                mixes.cards,
                mixes.mix,
                mixes.live,
                mixes.picture,
                mixes.act,
                dj.ask,
                dj.go_on,
                dj.choose,
                prompt.ask,
                prompt.answer,
                search.ask,
                search.act,
                search.play,
                starter.ask,
                starter.choose,
                profile.held,
                portrait.shown,
                portrait.unlink,
                language.choose,
                login.sign_in,
                login.sign_out,
                static.static_file,
            ],
            exception_handlers={
                Problem: render.on_problem,
                Refused: render.on_refused,
                Unavailable: render.on_unavailable,
                HTTPException: render.on_http,
                Exception: render.on_failure,
            },
            include_in_schema=False,
            request_max_body_size=_MOST_BYTES,
        )
    ]
