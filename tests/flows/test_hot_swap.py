"""Answers go on while models change: promoted, rolled back, damaged, of another version, shared by processes."""

import json
import shutil
import subprocess
import sys
import threading
from datetime import timedelta

import numpy as np
import pytest

from segue.app import build
from segue.domain.slate import Request
from segue.ports import Unavailable
from segue.settings import Settings
from segue.world import World
from tests.flows.engine import NOW, Engine


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    engine = Engine(tmp_path_factory.mktemp("swap"), World(seed=5, listeners=6, tracks=120, genres=5), 10)
    engine.app.refresher.run(NOW, seed=1)
    yield engine
    engine.app.close()


@pytest.fixture
def home(filled):
    """With the model in service that it had, whatever a test before did."""
    registry = filled.app.registry
    good = filled.app.models.current().id
    registry.promote(good)
    yield filled
    registry.promote(good)
    while filled.app.models.current().id != good:
        pass
    for folder in (filled.app.settings.home / "models").glob("zz-*"):
        shutil.rmtree(folder)


def _copied(registry, name: str) -> str:
    """The model in service under another name."""
    manifest, arrays = registry.load(registry.current())
    registry.save(name, {**manifest, "id": name}, arrays)
    return name


def test_answers_go_on_while_models_are_promoted_and_rolled_back(home):
    app, me = home.app, home.listener("me")
    first = app.registry.current()
    second = _copied(app.registry, "aa-second")
    app.registry.promote(second)
    other = build(Settings(home=app.settings.home))  # another process stands behind the same files
    served, failed, done = set(), [], threading.Event()

    def ask() -> None:
        try:
            while not done.is_set():
                slate = app.server.answer(me, Request(me.id, NOW, 5))
                assert len(slate.tracks) == 5
                served.add(slate.model)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for one in threads:
        one.start()
    for _ in range(6):
        wanted = other.registry.rollback()
        while app.models.current().id != wanted and not failed:
            pass
    done.set()
    for one in threads:
        one.join()
    other.close()
    assert not failed
    assert served == {first, second}


@pytest.mark.parametrize("damage", ["truncated", "emptied", "missing", "another version", "half a manifest", "renamed"])
def test_what_cannot_be_read_is_named_and_the_last_good_model_serves_on(home, damage, caplog):
    app, me = home.app, home.listener("me")
    good = home.ask(me).model
    bad = _copied(app.registry, name := "zz-" + damage.replace(" ", "-"))
    folder = app.settings.home / "models" / bad
    file, manifest = folder / "blend.ials.vectors.npy", folder / "manifest.json"
    if damage == "truncated":
        file.write_bytes(file.read_bytes()[:-100])
    elif damage == "emptied":
        file.write_bytes(b"")
    elif damage == "missing":
        file.unlink()
    elif damage == "another version":
        manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "format": 99}))
    elif damage == "half a manifest":
        manifest.write_text(manifest.read_text()[:-40])
    else:
        manifest.write_text(manifest.read_text().replace('"space"', '"spice"'))
    app.registry.promote(bad)
    for _ in range(200):
        assert home.ask(me).model == good
        if name in caplog.text:
            break
    (said,) = [r.getMessage() for r in caplog.records if name in r.getMessage()]
    assert "not taken into service" in said
    assert home.ask(me).model == good
    assert not [r for r in caplog.records if r.exc_info]
    with pytest.raises(Unavailable, match=name):
        app.registry.load(bad)


@pytest.mark.parametrize("part", ["blend.ials.vectors", "blend.weights", "space", "blend.names"])
def test_a_model_of_what_are_no_numbers_or_no_models_is_refused_and_replaced(home, part, caplog):
    app, me = home.app, home.listener("me")
    good = home.ask(me).model
    bad = _copied(app.registry, "zz-odd-" + part.rpartition(".")[2])
    file = app.settings.home / "models" / bad / f"{part}.npy"
    array = np.load(file)
    array.flat[0] = "one of tomorrow" if part == "blend.names" else np.nan
    np.save(file, array)
    app.registry.promote(bad)
    for _ in range(200):
        assert home.ask(me).model == good
        if bad in caplog.text:
            break
    (said,) = [r.getMessage() for r in caplog.records if bad in r.getMessage()]
    assert "not taken into service" in said
    assert ("another version" if part == "blend.names" else "no numbers") in said
    assert not [r for r in caplog.records if r.exc_info]
    app.registry.rollback()


def test_a_server_that_starts_with_a_damaged_model_goes_back_to_the_one_before(home):
    app = home.app
    good = app.registry.current()
    bad = _copied(app.registry, "zz-bad")
    app.registry.promote(bad)
    (app.settings.home / "models" / bad / "space.npy").write_bytes(b"nothing")
    fresh = build(Settings(home=app.settings.home))
    assert fresh.models.current().id == good
    assert fresh.models.current().id == good
    fresh.close()


def test_a_refresh_replaces_a_model_that_cannot_be_read(home):
    app = home.app
    bad = _copied(app.registry, "zz-bad")
    app.registry.promote(bad)
    (app.settings.home / "models" / bad / "manifest.json").write_text("{")
    found = app.refresher.run(NOW + timedelta(minutes=1), seed=2)
    assert found.promoted
    assert app.registry.current() == found.model_id


def test_processes_share_the_pages_of_a_model(tmp_path):
    """What two processes have read of a model is in memory once, and who writes to it writes to a copy."""
    app = build(Settings(home=tmp_path))
    size = 4_000_000
    app.registry.save("m1", {}, {"v": np.ones(size, np.float32)})
    _, arrays = app.registry.load("m1")
    assert arrays["v"].flags.writeable
    assert arrays["v"].sum() == size
    code = (
        "import sys, numpy as np; from pathlib import Path\n"
        "from segue.adapters.embedded.model_registry import FolderModelRegistry\n"
        "v = FolderModelRegistry(Path(sys.argv[1])).load('m1')[1]['v']; assert v.sum() == len(v)\n"
        "parts = Path('/proc/self/smaps').read_text().split('VmFlags')\n"
        "(own,) = [p for p in parts if p.count('v.npy')]\n"
        "kb = {l.split(':')[0]: int(l.split()[1]) for l in own.splitlines() if l.endswith('kB')}\n"
        "print(kb['Shared_Clean'] + kb['Shared_Dirty'], kb['Private_Clean'] + kb['Private_Dirty'], flush=True)\n"
        "v[:] = 7; print(v[0])"
    )
    run = subprocess.run([sys.executable, "-c", code, str(tmp_path / "models")], capture_output=True, check=True)
    shared, private, written = map(float, run.stdout.split())
    assert shared > 0.9 * size * 4 / 1024
    assert private < 0.1 * size * 4 / 1024
    assert (written, arrays["v"][0]) == (7, 1)
    app.close()
