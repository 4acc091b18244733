"""The home that speed is measured on: the real Last.fm set where it is there (17,632 tracks), else a world."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from segue.app import build
from segue.demo.dataset import load
from segue.settings import Settings, data_dir


@contextmanager
def filled(listeners: int, most: int = 2000) -> Iterator[tuple[Path, list[str], list[str], str]]:
    """(home, tokens of new listeners, track ids, a sentence on the data), fitted; removed afterwards."""
    with TemporaryDirectory() as folder:
        home = Path(folder)
        data = load(data_dir())
        app = build(Settings(home=home))
        now = datetime.now(UTC)
        app.catalog.add(data.tracks)
        futures = []
        for i, (name, events) in enumerate(data.histories):
            if i == most:
                break
            app.accounts.add(name, "UTC", now)
            who = app.accounts.named(name)
            futures += [app.recorder.submit(who, events[s : s + 1000]) for s in range(0, len(events), 1000)]
            if len(futures) > 200:
                [f.result() for f in futures]
                futures = []
        [f.result() for f in futures]
        app.refresher.run(now, 1)
        tokens = [app.accounts.add(f"bench-{i}", "UTC", now) for i in range(listeners)]
        app.close()
        yield home, tokens, [t.id for t in data.tracks], data.sentence
