"""Listeners like this one, the closest counting more than in proportion (power 1.5).

F. Aiolli, "Efficient Top-N Recommendation for Very Large Scale Binary Rated Datasets", RecSys 2013, sharpens
similarities in the same way.
"""

from segue.learning.neighbours import Neighbours

LISTENER_NEIGHBOURS = Neighbours(item_power=0.5, listener_power=0.5, popularity_power=0.3, sharpness=1.5)
