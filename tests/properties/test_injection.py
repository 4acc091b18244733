"""A slice of `make injection`: attacks as prompts, hidden in names, and through a malicious model."""

from itertools import islice

from benchmarks.injection.corpus import ENCODINGS, attacks
from benchmarks.injection.payloads import CARRIERS, FAMILIES
from benchmarks.injection.place import NOW, SECRET, VICTIM, place
from benchmarks.injection.run import run
from segue.domain.slate import Request

_SLICE = 40  # strings


def test_no_attack_gets_through() -> None:
    corpus = list(attacks(VICTIM, SECRET))
    assert len(corpus) >= 20_000
    assert {one.family for one in corpus} == set(FAMILIES)
    assert {one.lang for one in corpus} == set(CARRIERS)
    assert {one.encoding for one in corpus} == set(ENCODINGS)
    with place(fitted=False, nasty=100) as here:
        found = run(here, islice(corpus, 0, None, len(corpus) // _SLICE))
        own = here.lexicon.prompted(here.victim, f"songs by {SECRET}", Request(here.victim.id, NOW))
    assert not found.wrong, found.examples
    assert found.strings >= _SLICE
    assert set(found.by) == {"lexicon", "endpoint"}
    assert own.query.by == (SECRET,)  # whose it is may ask: what is looked for can be found
    assert {track.artist for track in own.slate.tracks} == {SECRET}
