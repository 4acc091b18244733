"""The OpenSubsonic side, in process: what is searched for and found, from artists down to songs."""

from typing import Any

import pytest
from msgspec.structs import replace

from segue.domain.event import EventKind
from segue.domain.track import hex_id
from tests.unit.web.subsonic_caller import asker, heard, ids


@pytest.fixture
def ask(place: Any) -> Any:
    return asker(place, "ann")


def test_a_search_finds_and_is_itself_an_event(place: Any, ask: Any) -> None:
    found = ask("search3", query="pop 4", songCount=3)["searchResult3"]
    assert len(found["song"]) == 3
    assert all("of Pop 4" in s["title"] for s in found["song"])
    (event,) = heard(place)
    assert event.kind is EventKind.SEARCH
    assert event.extra == {"query": "pop 4", "results": 5, "song": 4, "album": 0, "artist": 1}
    assert ask("search3", query="zzz")["searchResult3"]["song"] == []
    assert heard(place)[-1].extra["results"] == 0


def test_a_further_search_refines_and_the_song_that_is_played_was_the_one(place: Any, ask: Any) -> None:
    ask("search3", query="po")
    found = ask("search3", query="pop 4")["searchResult3"]["song"]
    ask("scrobble", id=found[2]["id"], submission="false")
    ask("scrobble", id=found[1]["id"], submission="false")
    ask("search3", query="metal")
    first, second, _, select, _, third = heard(place)
    assert second.extra["refines"] == first.event_id
    assert select.kind is EventKind.SELECT
    assert select.extra == {"search": second.event_id, "rank": 2}
    assert hex_id(str(select.track_id)) == found[2]["id"]
    assert "refines" not in third.extra, "something was taken: this is another wish"


def test_copying_the_whole_catalogue_is_no_search(place: Any, ask: Any) -> None:
    seen = []
    for offset in (0, 40, 80):
        page = ask("search3", query='""', songCount=40, songOffset=offset, artistCount=0, albumCount=0)
        seen += [s["id"] for s in page["searchResult3"]["song"]]
    assert len(seen) == len(set(seen)) == 60
    assert heard(place) == []


def test_the_way_down_from_artists_to_songs(place: Any, ask: Any) -> None:
    index = ask("getArtists")["artists"]["index"]
    first = index[0]["artist"][0]
    assert ask("getArtist", id=first["id"])["artist"]["name"] == first["name"]
    assert len(ask("getRandomSongs", size=7)["randomSongs"]["song"]) == 7
    assert len(ask("getRandomSongs", size=70, genre="metal")["randomSongs"]["song"]) == 20
    assert ask("getAlbumList2", type="newest")["albumList2"]["album"] == []
    assert ask("getAlbum", id="x")["error"]["code"] == 70
    assert ask("getMusicFolders")["musicFolders"]["musicFolder"][0]["id"] == 1
    assert ask("getUser", username="ann")["user"]["username"] == "ann"


def _down(ask: Any, folders: bool) -> set[str]:
    """Every song that a player finds by opening everything, by tags or by folders."""
    found = set()
    top = ask("getIndexes")["indexes"] if folders else ask("getArtists")["artists"]
    for artist in [one for letter in top["index"] for one in letter["artist"]]:
        held = ask("getMusicDirectory", id=artist["id"])["directory"]["child"] if folders else None
        for album in held or ask("getArtist", id=artist["id"])["artist"]["album"]:
            opened = ask("getMusicDirectory", id=album["id"])["directory"] if folders else None
            songs = opened["child"] if opened else ask("getAlbum", id=album["id"])["album"]["song"]
            assert all((song["parent"], song["albumId"]) == (album["id"], album["id"]) for song in songs)
            found |= {song["id"] for song in songs}
    return found


@pytest.mark.parametrize("folders", [False, True])
def test_every_song_is_under_an_artist_also_one_without_an_album(place: Any, ask: Any, folders: bool) -> None:
    place.app.catalog.add([replace(t, release="Heavy") for t in place.tracks["metal"][:2]])
    every = {hex_id(track.id) for tracks in place.tracks.values() for track in tracks}
    assert len(every) == 60
    assert _down(ask, folders) == every


def test_who_is_like_an_artist(place: Any, ask: Any) -> None:
    metal = place.tracks["metal"][0]
    found = ask("search3", query=metal.artist, artistCount=1)["searchResult3"]["artist"][0]
    for method, key in (("getArtistInfo", "artistInfo"), ("getArtistInfo2", "artistInfo2")):
        for one in (found["id"], hex_id(metal.id)):
            names = [a["name"] for a in ask(method, id=one, count=3)[key]["similarArtist"]]
            assert len(names) == 3
            assert all(name.startswith("Metal") and name != metal.artist for name in names)
        assert ask(method, id="0" * 32)["error"]["code"] == 70
    assert ask("getAlbumInfo2", id=hex_id(metal.id))["albumInfo"] == {}
    assert ask("getAlbumInfo2", id="0" * 32)["error"]["code"] == 70
    assert ask("getMusicDirectory", id="0" * 32)["error"]["code"] == 70


def test_who_does_not_allow_recording_is_told_so(place: Any, ask: Any) -> None:
    from segue.domain.consent import Purpose

    place.app.accounts.withdraw(place.app.accounts.named("ann").id, Purpose.RECORD)
    assert ask("star", id=ids(place)[0])["error"]["code"] == 50
    assert ask("search3", query="song")["status"] == "ok"
    assert heard(place) == []
