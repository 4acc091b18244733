"""The linear low-pass filter of the normalised listener-item graph.

The closed form GF-CF starts from: Y. Shen et al., "How Powerful is Graph Convolution for Recommendation?",
CIKM 2021.
"""

from segue.learning.neighbours import Neighbours

GRAPH_FILTER = Neighbours(item_power=0.5, listener_power=1.0, popularity_power=0.5)
