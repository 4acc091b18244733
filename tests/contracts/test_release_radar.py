"""The release radar promises more than the others: whom one hears most comes first."""

from collections import Counter

from msgspec.structs import replace

from segue.domain.event import TrackId
from segue.world import World
from tests.contracts.mix_home import fan_of
from tests.flows.engine import NOW, Engine


def test_release_radar_is_first_by_those_one_hears_most(tmp_path):
    engine = Engine(tmp_path / "home", World(seed=5, listeners=6, tracks=500, genres=8), 20)
    try:
        engine.now = NOW
        who = fan_of(engine)
        with engine.app.follower.use(who.id) as profile:
            finished = profile.read("taste", NOW)
        heard = Counter()
        for track, tally in finished.items():
            heard[engine.app.catalog.get(track).artist] += len(tally.finished)
        most = [artist for artist, _ in heard.most_common(6)]
        every = {t.artist: t for t in engine.world.catalogue.tracks}
        others = sorted(set(every) - set(most)) * 4
        engine.app.catalog.add(
            replace(every[artist], id=TrackId(f"00000000-0000-4000-8000-{i:012}"), title=f"New {i}", year=NOW.year)
            for i, artist in enumerate([*most, *others])
        )
        radar = engine.app.mixes.playlist(who, "release_radar", NOW).tracks
        assert len(radar) == 30
        assert {t.title for t in radar} >= {f"New {i}" for i in range(6)}
    finally:
        engine.app.close()
