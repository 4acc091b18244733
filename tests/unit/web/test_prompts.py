"""`POST /api/v1/prompts`: words to a playlist, chips that can be taken away, and whose names may be known."""

from typing import Any

import pytest


def _ask(person: Any, **body: Any) -> Any:
    return person.client.post("/api/v1/prompts", json=body, headers=person.headers)


def _tags(place: Any, answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [place.app.catalog.get(t["id"]).tags[0] for t in answer.json()["slate"]["tracks"]]


def test_a_prompt_becomes_a_playlist(place: Any) -> None:
    answer = _ask(place.ann, prompt="ten ambient songs, no metal")
    assert _tags(place, answer) == ["ambient"] * 10
    found = answer.json()
    assert found["understood"] == "Understood: ambient, no metal, ten tracks."
    assert found["query"] == {"genres": ["ambient"], "not_genres": ["metal"], "tracks": 10}
    assert [chip["id"] for chip in found["chips"]] == ["genres:ambient", "not_genres:metal", "tracks:10"]
    assert found["by"] == "lexicon"
    assert found["duration_ms"] == 10 * 180_000


def test_it_answers_in_the_language_of_the_words(place: Any) -> None:
    found = _ask(place.ann, prompt="메탈 다섯 곡").json()
    assert found["understood"] == "이렇게 이해했습니다: 메탈, 다섯 곡."
    assert found["query"] == {"genres": ["metal"], "tracks": 5}


def test_a_chip_is_taken_away_in_two_ways(place: Any) -> None:
    first = _ask(place.ann, prompt="ten ambient songs, 9 minutes").json()
    query = first["query"]
    shorter = _ask(place.ann, query={k: v for k, v in query.items() if k != "genres"}).json()
    named = _ask(place.ann, query=query, without=["genres:ambient"]).json()
    assert shorter["query"] == named["query"] == {"minutes": 9, "tracks": 10}
    assert shorter["by"] == "query"
    assert [t["id"] for t in shorter["slate"]["tracks"]] == [t["id"] for t in named["slate"]["tracks"]]


def test_what_had_to_give_is_said(place: Any) -> None:
    answer = _ask(place.ann, prompt="sad ambient from the 80s, 5 songs")
    assert _tags(place, answer) == ["ambient"] * 5
    found = answer.json()
    assert found["gave"] == ["moods:sad", "years:1980-1989"]
    assert found["understood"].endswith("so this had to give: sad, the 1980s.")


def test_somebody_whom_nobody_knows_is_said_without_the_name(place: Any) -> None:
    for words, said in (
        ("ambient, something like Bobs Own Secret", "An artist it names is not known here."),
        ("밥비밀이랑 비슷한 앰비언트", "말씀하신 아티스트 가운데 여기에 없는 이름이 있습니다."),
    ):
        answer = _ask(place.ann, prompt=words)
        found = answer.json()
        assert said in found["understood"]
        assert found["left_out"] == [{"field": "like", "reason": "names somebody whom nobody here knows"}]
        assert found["query"] == {"genres": ["ambient"]}
        assert "Secret" not in answer.text
        assert "밥비밀" not in answer.text
    assert _ask(place.ann, prompt="something like Metal 0").json()["left_out"] == []


def test_new_and_known_are_this_listeners(place: Any) -> None:
    heard = place.tracks["pop"][:6]
    place.ann.tell(*[place.ann.event("complete", t, position_ms=180_000) for t in heard])
    ids = {t.id for t in heard}
    known = _ask(place.ann, query={"novelty": "known", "genres": ["pop"]}).json()["slate"]["tracks"]
    new = _ask(place.ann, query={"novelty": "new", "genres": ["pop"]}).json()["slate"]["tracks"]
    assert known == [] or {t["id"] for t in known} <= ids  # what was just played rests
    assert not ids & {t["id"] for t in new}
    assert len(new) == 14


def test_names_that_only_others_told_are_nobodys_business(place: Any) -> None:
    place.bob.tell(
        place.bob.event("complete", {"title": "Secret Tape", "artist": "Hidden Cousin"}, position_ms=180_000)
    )
    place.app.models.current()
    theirs = _ask(place.bob, prompt="songs by Hidden Cousin")
    mine = _ask(place.ann, prompt="songs by Hidden Cousin")
    assert theirs.json()["query"] == {"by": ["Hidden Cousin"]}
    assert mine.json()["query"] == {}
    assert "Hidden" not in mine.text
    everything = _ask(place.ann, query={"tracks": 200})
    assert "Secret" not in everything.text


def test_nothing_looks_like_markup(place: Any, catalogue: Any) -> None:
    from msgspec.structs import replace

    nasty = replace(
        catalogue[0], id="11111111-1111-5111-8111-111111111111", title="<script>alert(1)</script>",
        artist="<img src=x onerror=alert(2)>", tags=("<b>evil</b>", "ambient"),
    )  # fmt: skip
    place.app.catalog.add([nasty])
    answer = _ask(place.ann, query={"by": ["img src x onerror alert 2"]})
    assert answer.json()["query"] == {"by": ["<img src=x onerror=alert(2)>"]}
    assert answer.json()["understood"] == "Understood: by img src=x onerror=alert(2)."
    assert answer.json()["slate"]["tracks"][0]["title"] == nasty.title
    assert not {"<", ">", "&"} & set(answer.text)


@pytest.mark.parametrize(
    ("body", "position"),
    [
        ({}, "prompt"),
        ({"prompt": "jazz", "query": {}}, "prompt"),
        ({"prompt": ""}, "prompt"),
        ({"prompt": "x" * 1001}, "prompt"),
        ({"prompt": 7}, "prompt"),
        ({"query": []}, "query"),
        ({"prompt": "jazz", "without": "genres:jazz"}, "without"),
        ({"prompt": "jazz", "lang": "xx"}, "lang"),
        ({"prompt": "jazz", "seed": -1}, "seed"),
        ({"prompt": "jazz", "profiled": "no"}, "profiled"),
    ],
)
def test_what_cannot_be_understood_is_refused_with_its_place(place: Any, body: Any, position: str) -> None:
    answer = _ask(place.ann, **body)
    assert answer.status_code == 400
    assert answer.json()["position"] == position


def test_of_a_query_what_does_not_count_is_named(place: Any) -> None:
    found = _ask(place.ann, query={"genres": ["ambient"], "moods": ["no such"], "listener": "bob"}).json()
    assert found["query"] == {"genres": ["ambient"]}
    assert [one["field"] for one in found["left_out"]] == ["", "moods[0]"]
