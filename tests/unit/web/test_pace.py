"""429 is for a client over its own limit, on our own API; players of other protocols never hear it."""

import json
from pathlib import Path
from typing import Any

from litestar.testing import TestClient

from segue.app import build
from segue.settings import Settings
from segue.web.pace import Pace
from segue.web.server import front, litestar
from tests.unit.web.conftest import Person


def test_a_burst_then_a_steady_rate_for_each_token() -> None:
    now = [0.0]
    pace = Pace(2.0, lambda: now[0])
    assert [pace.take("a") for _ in range(20)] == [0] * 20
    assert pace.take("a") == 1
    assert pace.take("b") == 0
    now[0] += 0.5
    assert [pace.take("a"), pace.take("a")] == [0, 1]
    now[0] += 3600
    assert [pace.take("a") for _ in range(21)] == [0] * 20 + [1]


def test_a_slow_rate_says_how_long() -> None:
    pace = Pace(0.05, lambda: 0.0)
    assert [pace.take("a"), pace.take("a")] == [0, 20]


def test_no_limit() -> None:
    pace = Pace(0.0)
    assert not any(pace.take("a") for _ in range(10_000))


def test_ours_is_paced_and_listenbrainz_is_not(tmp_path: Path) -> None:
    from datetime import UTC, datetime

    app = build(Settings(home=tmp_path / "home", requests_per_s=0.1))
    token = app.accounts.add("ann", "UTC", datetime.now(UTC))
    whole = front(app)
    with TestClient(litestar(app)) as long, TestClient(whole._rest.app) as short:  # type: ignore[attr-defined]
        short._transport.app = whole  # type: ignore[attr-defined]
        for client in (long, short):
            ann = Person("ann", token, client, app, 100 if client is long else 200)
            assert ann.tell(ann.event("login")).status_code == 202
            answer: Any = ann.tell(ann.event("login"))
            assert (answer.status_code, answer.json()["status"]) == (429, 429)
            assert int(answer.headers["retry-after"]) in (9, 10)
            assert ann.slate().status_code == 429
        listen = {"listened_at": 1_772_000_000, "track_metadata": {"artist_name": "a", "track_name": "b"}}
        for i in range(30):
            listen["listened_at"] = 1_772_000_000 + 600 * i
            body = json.dumps({"listen_type": "single", "payload": [listen]}).encode()
            headers = {"Authorization": f"Token {token}"}
            assert short.post("/1/submit-listens", content=body, headers=headers).status_code == 200
    app.close()
