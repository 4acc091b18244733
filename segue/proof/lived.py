"""Lived: somebody of a synthetic world, whose history is told as a download, and what nobody else can know of it."""

from datetime import UTC, timedelta

import numpy as np

from segue.ingest.dialects import all_dialects
from segue.learning.skips.plays import SHORT_MS
from segue.proof.played import Played, Row, columns, of_export
from segue.world.exposure import Exposure
from segue.world.history import END, TRACKS_A_SESSION, starts
from segue.world.listener import Listener
from segue.world.reaction import Reaction, react
from segue.world.telling import plays as plays_of
from segue.world.telling import spotify_export
from segue.world.week import part_of
from segue.world.world import World

PATIENCE = 1.5  # logits, standard deviation between sessions: on some days nothing is right
_SKIPS = 0.94  # share of plays that are not completed whose track was left, and not the music; of `react`


def from_world(seed: int, plays: int) -> Played:
    """Somebody of a synthetic world whose history is told as a Spotify download, about so many plays long.

    Patience is drawn anew for every session, the one thing that the session so far can tell and taste cannot.
    """
    world = World(seed=seed, listeners=40, tracks=3_000)
    person = max(world.population(), key=lambda one: min(one.activity, 3.0) - abs(one.skip_share - 0.4))
    rng = world.rng("skips", person.name)
    exposure = Exposure(person, rng)
    days = round(plays / (person.activity * TRACKS_A_SESSION))
    now = END - timedelta(days=days)
    parse = all_dialects()["spotify"].parse
    found: dict[str, Row] = {}
    truth: dict[str, tuple[float, float]] = {}
    usual = person.skip_bias
    for start in starts(now, days, person.activity, rng):
        person.skip_bias = usual + PATIENCE * float(rng.standard_normal())
        now = max(now + timedelta(minutes=1), start)
        part = part_of(now)
        device, shuffle = person.device(now, rng), bool(rng.random() < 0.3)
        reactions = []
        for row in exposure.draw(part, int(rng.geometric(1 / TRACKS_A_SESSION)), rng).tolist():
            reaction = react(person, row, now, rng)
            reactions.append(reaction)
            now += timedelta(milliseconds=reaction.wall_ms + 500)
            if reaction.stopped:
                break
        told = plays_of(reactions, person.catalogue)
        for row_told, reaction in zip(spotify_export.rows(told, device, shuffle=shuffle), reactions, strict=True):
            for event in parse(row_told):
                found[event.event_id] = of_export(event)
                truth[event.event_id] = (_SKIPS * (1 - reaction.p_complete), _short_chance(reaction, person))
    order = sorted(found, key=lambda one: found[one].end_ms)
    known = np.array([truth[one] for one in order])
    name = f"Synthetic world, {person.name}, seed {seed}, told as a Spotify download"
    lived = columns((found[one] for one in order), UTC)
    return Played(name, lived, 0, {"skipped": known[:, 0], "short": known[:, 1]})


def _short_chance(reaction: Reaction, person: Listener) -> float:
    """The chance that less than 30 s are heard, by how `react` ends a play that is not completed."""
    duration_ms = int(person.catalogue.duration_ms[reaction.row])
    fit = (reaction.p_complete - person.noise / 2) / (1 - person.noise)
    early = min(1.0, (SHORT_MS / (0.92 * duration_ms)) ** (1 / (7 - 6 * fit)))
    return float((1 - reaction.p_complete) * early)
