"""RP3beta: three steps of a random walk from the history over listeners to items, popular items damped.

    score(j) = d_j^-.3 sum over i in history, v of both: d_i^-.57 d_v^-.57

B. Paudel, F. Christoffel, C. Newell, A. Bernstein, "Updatable, Accurate, Diverse, and Scalable Recommendations for
Interactive Applications", ACM TiiS 7(1), 2016: alpha .57, beta .3, and nothing pruned. It stands beside other models as
what is well known; in a blend it says what the graph filter and item neighbours say already (`segue prove ablations`).
"""

from segue.learning.neighbours import Neighbours

RP3BETA = Neighbours(item_power=0.57, listener_power=0.57, popularity_power=0.3)
