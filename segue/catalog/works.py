"""Works: the song behind its recordings. Live takes, remasters, remixes, acoustic and radio versions are one work."""

import re
from functools import lru_cache

from segue.catalog.names import title_key

_KIND = (
    r"live|acoustic|unplugged|demos?|remix(?:ed)?|mix|remaster(?:ed)?|version|edit|instrumental|karaoke|rehearsals?"
    r"|sessions?|takes? \d+|alternate(?: take)?|extended|outtakes?|re ?recorded|stripped|orchestral|bootleg|dub|reprise"
    r"|sped up|slowed(?: (?:and|\+|&) reverb)?|a ?cappella|mono|stereo"
)
_NOTE = re.compile(rf"\b(?:{_KIND})\b", re.IGNORECASE)
_BRACKETS = re.compile(r"[(\[{（【][^()\[\]{}（）【】]*[)\]}）】]")
_TAIL = re.compile(r"\s+[-–—―~]+\s+(?P<note>[^-–—―~]+)$")


@lru_cache(1 << 16)
def work_key(title: str) -> str:
    """A title without the notes that tell its recordings apart; never "" for a title that has a key."""
    bare = _BRACKETS.sub(lambda note: " " if _NOTE.search(note[0]) else note[0], title)
    while (tail := _TAIL.search(bare)) and _NOTE.search(tail["note"]) and bare[: tail.start()].strip():
        bare = bare[: tail.start()]
    return title_key(bare) or title_key(title)
