"""The ListenBrainz API (https://listenbrainz.readthedocs.io): listens in and out, love and hate, and what comes of it:
playlists, recommendations, counts."""

from litestar import Router

from segue.web.protocol import Protocol
from segue.web.protocols.listenbrainz.answer import on_missing
from segue.web.protocols.listenbrainz.feedback import get_feedback, set_feedback
from segue.web.protocols.listenbrainz.listens import get_listen_count, get_listens, get_playing_now
from segue.web.protocols.listenbrainz.playlists import get_created_for, get_playlist, get_playlists
from segue.web.protocols.listenbrainz.recommended import get_recommended, get_recordings
from segue.web.protocols.listenbrainz.stats import get_stats
from segue.web.protocols.listenbrainz.submit import delete_listen, submit_listens, validate_token

_ROUTES = (
    submit_listens,
    validate_token,
    delete_listen,
    get_listens,
    get_listen_count,
    get_playing_now,
    set_feedback,
    get_feedback,
    get_playlists,
    get_created_for,
    get_playlist,
    get_recommended,
    get_recordings,
    get_stats,
)
_TWICE = Router("/1", route_handlers=_ROUTES, include_in_schema=False)
"""Some programs put a `/1/` of their own behind a base URL that ends in it."""

protocol = Protocol(title="ListenBrainz", routes=(*_ROUTES, _TWICE), missing={"/1/": on_missing})
