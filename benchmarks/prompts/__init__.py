"""How well prompts are understood without a model, on the kept-apart part of the labelled ones.

python -m benchmarks prompts
python -m benchmarks.prompts development     (with the prompts that went wrong, for whoever works on a lexicon)
"""

from benchmarks.prompts.labels import TODAY, Score, catalogued, labelled, values
from segue.playlists.prompt.parse import parse


def main(part: str = "kept_apart") -> None:
    names = catalogued()
    scores = {"en": Score(), "ko": Score()}
    for one in labelled(part):
        query = parse(one.text, TODAY, names)
        if not scores[one.lang].add(one, query) and part == "development":
            said = {slot: sorted(some, key=str) for slot, some in values(query).items() if some}
            want = {slot: sorted(some, key=str) for slot, some in one.wanted.items()}
            print(f"{one.text}\n   said   {said}\n   wanted {want}")
    print(f"{part}: {scores['en'].prompts} English and {scores['ko'].prompts} Korean prompts")
    print(f"{'slot':15} {'English':>32} {'Korean':>32}")
    print(f"{'':15} " + f"{'precision':>12} {'recall':>9} {'labels':>9} " * 2)
    for slot in scores["en"].slots:
        _line(slot, [score.slots[slot] for score in scores.values()])
    _line("all slots", [score.all() for score in scores.values()])
    for lang, score in scores.items():
        print(f"{lang}: {score.whole / score.prompts:.3f} of the prompts without any mistake")


def _line(name: str, tallies: list) -> None:  # type: ignore[type-arg]
    print(f"{name:15} " + "".join(f"{t.precision:12.3f} {t.recall:9.3f} {t.wanted:9} " for t in tallies))
