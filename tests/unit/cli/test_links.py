"""`segue listener link`, `unlink`, `links`."""

from typing import Any


def _two(segue: Any) -> None:
    for name in ("old", "me"):
        segue("listener", "add", name)


def test_link_show_and_take_back(segue: Any) -> None:
    _two(segue)
    made = segue("listener", "link", "old", "me")
    assert made.code == 0
    (link,) = segue("listener", "links", "me", "--json").json["links"]
    assert (link["id"], link["from"], link["to"], link["how"]) == (made.out.strip(), "old", "me", "explicit")
    assert "old" in segue("listener", "links", "me").out
    assert segue("listener", "unlink", link["id"]).code == 0
    assert segue("listener", "links", "me", "--json").json["links"] == []
    assert len(segue("listener", "links", "old", "--all", "--json").json["links"]) == 1
    assert segue("listener", "unlink", link["id"]).code == 1


def test_a_voice(segue: Any) -> None:
    _two(segue)
    segue("listener", "link", "old", "me", "--device", "kitchen", "--person", "Änne")
    shown = segue("listener", "links", "old", "--json").json
    assert (shown["links"][0]["device"], shown["links"][0]["person"]) == ("kitchen", "Änne")
    assert [v["person"] for v in shown["voices"]] == ["Änne"]
    assert segue("listener", "link", "old", "me", "--device", "kitchen").code == 1


def test_what_cannot_be_linked_says_why(segue: Any) -> None:
    _two(segue)
    segue("listener", "link", "old", "me")
    for wrong in (("me", "old"), ("me", "me"), ("me", "nobody"), ("nobody", "me")):
        ran = segue("listener", "link", *wrong)
        assert (ran.code, ran.out) == (1, "")
        assert ran.err.count("\n") == 1


def test_those_without_a_name_are_not_listed_unless_asked_for(segue: Any, home: Any) -> None:
    from datetime import UTC, datetime

    from segue.app import build
    from segue.settings import Settings

    _two(segue)
    app = build(Settings(home=home))
    app.accounts.add_anonymous("phone", "UTC", datetime.now(UTC), 10)
    app.close()
    assert len(segue("listener", "list", "--json").json) == 2
    assert len(segue("listener", "list", "--all", "--json").json) == 3
