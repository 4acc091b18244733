"""How long a listen counts for its format."""

from segue.domain.listen import Listen
from segue.profiles.mark import Mark

_LEAST_S, _MOST_S = 60, 3600  # that one listen counts: some players do not tell how long, some play into the night


def counted_s(m: Mark, listen: Listen) -> int:
    """A skipped song is listening to music; an episode that is left at once is not listening to podcasts."""
    if m.skip and listen.format != "music":
        return 0
    return round(m.weight * min(max(listen.played_ms // 1000, _LEAST_S), _MOST_S))
