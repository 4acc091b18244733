"""What is liked beside what was liked: item co-occurrence, busy listeners and popular items damped.

M. Deshpande, G. Karypis, "Item-Based Top-N Recommendation Algorithms", ACM TOIS 2004.
"""

from segue.learning.neighbours import Neighbours

ITEM_NEIGHBOURS = Neighbours(item_power=0.7, listener_power=0.5, popularity_power=0.3)
