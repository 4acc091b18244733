"""One engine for all flow tests: filled and fitted once."""

import pytest

from segue.world import World
from tests.flows.engine import NOW, Engine


@pytest.fixture(scope="session")
def _filled(tmp_path_factory):
    engine = Engine(tmp_path_factory.mktemp("engine"), World(seed=3, listeners=80, tracks=1200, genres=12), 30)
    engine.app.refresher.run(NOW, seed=1)
    yield engine
    engine.app.close()


@pytest.fixture
def engine(_filled):
    """The shared engine with its clock set back; each test brings listeners of its own."""
    _filled.now = NOW
    return _filled


@pytest.fixture
def someone(engine, request):
    """A listener nobody else uses."""
    return engine.listener(request.node.name[:90])
