"""A seeded synthetic population with planted tastes that reacts to what it is played.

The demo listens to it where there is no real data, whole-engine tests check answers against its truth, and
the closed-loop benchmark lets an engine and an oracle play to the same people.
"""

from segue.world.catalogue import Catalogue
from segue.world.history import history, past
from segue.world.listener import Listener
from segue.world.reaction import Reaction, events_for, react, truth
from segue.world.week import PARTS, part_of
from segue.world.world import World

__all__ = [
    "PARTS", "Catalogue", "Listener", "Reaction", "World", "events_for", "history", "part_of",
    "past", "react", "truth",
]  # fmt: skip
