"""Each protocol answers, unless it is switched off."""

from pathlib import Path

import pytest
from litestar.testing import TestClient

from segue.app import build
from segue.settings import Settings
from segue.web.server import litestar

ASKED = {
    "listenbrainz": "/1/validate-token?token=x",
    "lastfm": "/2.0/?method=auth.getToken",
    "subsonic": "/rest/ping",
    "jellyfin": "/Sessions/Playing",
    "spotify": "/v1/recommendations",
}


def statuses(home: Path, off: tuple[str, ...]) -> dict[str, int]:
    app = build(Settings(home=home, protocols_off=off))
    with TestClient(litestar(app)) as client:
        found = {name: client.get(path).status_code for name, path in ASKED.items()}
    app.close()
    return found


def test_a_protocol_that_is_switched_off_is_not_there(tmp_path: Path) -> None:
    spoken = statuses(tmp_path, ())
    assert 404 not in spoken.values()
    for name in spoken:
        assert [n for n, status in statuses(tmp_path, (name,)).items() if status == 404] == [name]


def test_one_that_does_not_exist_is_named(tmp_path: Path) -> None:
    app = build(Settings(home=tmp_path, protocols_off=("gopher",)))
    with pytest.raises(ValueError, match="there is no gopher; there are audioscrobbler"):
        litestar(app)
    app.close()
