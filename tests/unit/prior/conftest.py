"""Listens of a small world of styles, told as a ListenBrainz dump tells them; and the command line."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.sparse import csr_array

from segue.prior.keys import artist_hash
from segue.prior.learn import Heard
from tests.unit.cli.conftest import home, segue  # noqa: F401 - fixtures

STYLES, ARTISTS = 4, 15  # artists of each style


def histories(listeners: int, seed: int) -> NDArray[np.bool_]:
    """(listeners, STYLES * ARTISTS): everybody hears about half the artists of one style, and a few others."""
    rng = np.random.default_rng(seed)
    style = rng.integers(0, STYLES, listeners)
    near = np.repeat(np.arange(STYLES), ARTISTS)[None] == style[:, None]
    return rng.random(near.shape) < np.where(near, 0.5, 0.03)


def name(column: int) -> str:
    return f"Artist {column // ARTISTS}-{column % ARTISTS}"


def style(artist: str) -> int:
    return int(artist.split()[1].split("-")[0])


def heard_of(rows: NDArray[np.bool_]) -> Heard:
    names = [name(i) for i in range(rows.shape[1])]
    keys = np.array([artist_hash(one) for one in names], np.uint64)
    return Heard(csr_array(rows.astype(np.float32)), keys, names, {}, int(rows.sum()))


def lines(rows: NDArray[np.bool_]) -> Iterator[bytes]:
    """As in a dump: one listen a line."""
    for listener, column in zip(*np.nonzero(rows), strict=True):
        told = {
            "user_id": int(listener) + 1,
            "user_name": f"somebody-{listener}",
            "timestamp": 1_700_000_000 + int(column),
            "track_metadata": {
                "artist_name": name(int(column)),
                "track_name": "A song",
                "mbid_mapping": {"artist_mbids": [mbid(int(column))]},
                "additional_info": {"recording_msid": "9a1a1f3c-0000-4000-8000-000000000000"},
            },
        }
        yield json.dumps(told).encode() + b"\n"


def mbid(column: int) -> str:
    return f"{column + 1:08x}-0000-4000-8000-000000000000"


@pytest.fixture(scope="session")
def listens(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("listens") / "listens.jsonl"
    path.write_bytes(b"".join(lines(histories(120, 1))))
    return path
