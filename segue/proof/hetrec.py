"""The tags of HetRec 2011 for the artists of LightGCN's Last.fm split, which numbers artists in an order of its own.

Both sets come from the same play counts: the listener with the n-th lowest id is listener n of the split, and an
artist is the one whose count with each of its listeners is the same. That tells 4,485 of 4,489 artists apart.
"""

from collections import Counter, defaultdict
from pathlib import Path

from segue.catalog.names import derived_id
from segue.domain.track import Track
from segue.proof.read import lines_of, whole_numbers


def tags_of(folder: Path, split: Path, n_artists: int, without: set[int]) -> list[tuple[str, ...]]:
    """Tags of each artist, the most given first. without: listeners (from 0) whose own tags must not be known.

    Raises ValueError when the files cannot be read.
    """
    found: list[Counter[str]] = [Counter() for _ in range(n_artists)]
    listener, artist = _numbers(folder, split)
    path = folder / "user_taggedartists.dat"
    for position, line in enumerate(lines_of(path)[1:], start=2):
        who, whom, tag = whole_numbers(path, position, " ".join(line.split()[:3]), lowest=0)
        if whom in artist and listener.get(who) not in without:
            found[artist[whom]][str(tag)] += 1
    return [tuple(tag for tag, _ in sorted(one.items(), key=lambda t: (-t[1], int(t[0])))) for one in found]


def _numbers(folder: Path, split: Path) -> tuple[dict[int, int], dict[int, int]]:
    """HetRec's id -> number in the split from 0, of listeners and of artists."""
    path = folder / "user_artists.dat"
    plays = [whole_numbers(path, at, line, lowest=0) for at, line in enumerate(lines_of(path)[1:], start=2)]
    listener = {one: number for number, one in enumerate(sorted({row[0] for row in plays}))}
    with_count: defaultdict[tuple[int, float], set[int]] = defaultdict(set)
    for who, whom, count in plays:
        with_count[listener[who], float(count)].add(whom)
    candidates: dict[int, set[int]] = {}
    for name in ("data1.txt", "test1.txt"):
        for line in lines_of(split / name):
            words = line.split()
            at, same = int(words[1]) - 1, with_count.get((int(words[0]) - 1, float(words[2])), set())
            candidates[at] = same & candidates[at] if at in candidates else set(same)
    return listener, {next(iter(same)): at for at, same in candidates.items() if len(same) == 1}


def tracks(tags: list[tuple[str, ...]]) -> list[Track]:
    """One track for each artist, as a catalogue would name it."""
    named = [(f"song {i}", f"artist {i}") for i in range(len(tags))]
    return [Track(derived_id(t, a), t, a, tags=tags[i]) for i, (t, a) in enumerate(named)]
