"""Playlists and mixes on the OpenSubsonic side, and what is like something, in process."""

import struct
from typing import Any
from uuid import uuid4
from xml.etree import ElementTree

import pytest
from msgspec.structs import replace

from segue.domain.event import EventKind
from segue.domain.sound import Sound
from segue.domain.track import hex_id
from tests.unit.web.subsonic_caller import asker, ids

_NS = "{http://subsonic.org/restapi}"


@pytest.fixture
def ask(place: Any) -> Any:
    return asker(place, "ann")


def _entries(told: Any) -> list[str]:
    return [one["id"] for one in told["playlist"]["entry"]]


def _lists(told: Any) -> dict[str, Any]:
    return {one["name"]: one for one in told["playlists"]["playlist"]}


def test_a_playlist_is_made_changed_and_deleted(place: Any, ask: Any) -> None:
    one, two, three = ids(place)
    made = ask("createPlaylist", name="봄 설레임", songId=[one, two])["playlist"]
    assert (made["owner"], made["songCount"], made["readonly"], made["public"]) == ("ann", 2, False, False)
    assert made["duration"] == 360
    changes = {"songIdToAdd": [three, one], "songIndexToRemove": ["0"], "comment": "tram", "public": "True"}
    assert ask("updatePlaylist", playlistId=made["id"], name="Tram", **changes)["status"] == "ok"
    read = ask("getPlaylist", id=made["id"])
    assert _entries(read) == [two, three, one]
    assert (read["playlist"]["name"], read["playlist"]["comment"], read["playlist"]["public"]) == ("Tram", "tram", True)
    again = ask("createPlaylist", playlistId=made["id"], songId=[three, three])
    assert _entries(again) == [three, three]
    assert ask("deletePlaylist", id=made["id"])["status"] == "ok"
    assert ask("getPlaylist", id=made["id"])["error"]["code"] == 70
    told = [(e.kind, hex_id(e.track_id)) for e in place.ann.recorded() if e.track_id]
    assert told == [
        (EventKind.PLAYLIST_ADD, one),
        (EventKind.PLAYLIST_ADD, two),
        (EventKind.PLAYLIST_ADD, three),
        (EventKind.PLAYLIST_REMOVE, two),
        (EventKind.PLAYLIST_REMOVE, one),
    ]
    assert {e.device for e in place.ann.recorded()} == {"Test"}


def test_mixes_stand_among_the_playlists_and_are_only_read(place: Any, ask: Any) -> None:
    ask("createPlaylist", name="mine", songId=ids(place))
    lists = _lists(ask("getPlaylists"))
    assert lists["mine"]["readonly"] is False
    mixes = [one for one in lists.values() if one["readonly"]]
    assert len(mixes) > 4
    assert {one["owner"] for one in mixes} == {"Segue"}
    radio = lists[place.ann.client.get("/api/v1/mixes/library_radio", headers=place.ann.headers).json()["title"]]
    assert radio["validUntil"].endswith("Z")
    whole = ask("getPlaylist", id=radio["id"])
    assert len(_entries(whole)) == radio["songCount"] > 10
    for method, params in (
        ("updatePlaylist", {"playlistId": radio["id"], "name": "x"}),
        ("createPlaylist", {"playlistId": radio["id"], "songId": ids(place)}),
        ("deletePlaylist", {"id": radio["id"]}),
    ):
        assert ask(method, **params)["error"]["code"] == 50
    cover = ask("getCoverArt", raw=True, id=radio["coverArt"], size=300)
    assert cover.headers["content-type"] == "image/png"
    assert cover.content[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", cover.content[16:24]) == (300, 300)
    large = ask("getCoverArt", raw=True, id=radio["coverArt"], size=90_000)
    assert struct.unpack(">II", large.content[16:24]) == (600, 600)
    assert cover.headers["cache-control"] == "private, max-age=300"
    assert cover.content != ask("getCoverArt", raw=True, id=lists["mine"]["coverArt"]).content


def test_a_mix_goes_on_differently_after_a_skip(place: Any, ask: Any) -> None:
    name = place.ann.client.get("/api/v1/mixes/library_radio", headers=place.ann.headers).json()["title"]
    key = _lists(ask("getPlaylists"))[name]["id"]
    before = ask("getPlaylist", id=key)
    first, second = _entries(before)[:2]
    skip = place.ann.event(EventKind.SKIP, {"id": first}, position_ms=3_000)
    assert place.ann.tell(skip).status_code == 202
    after = ask("getPlaylist", id=key)
    assert first not in _entries(after)
    assert second in _entries(after)
    assert _entries(after) != _entries(before)[1:]
    assert after["playlist"]["changed"] > before["playlist"]["changed"]
    assert _entries(ask("getPlaylist", id=key)) == _entries(after)


def test_what_others_opened_is_read_and_not_changed(place: Any, ask: Any) -> None:
    made = ask("createPlaylist", name="for all", songId=ids(place))["playlist"]
    bob = asker(place, "bob")
    assert bob("getPlaylist", id=made["id"])["error"]["code"] == 70
    assert bob("deletePlaylist", id=made["id"])["error"]["code"] == 70
    ask("updatePlaylist", playlistId=made["id"], public="true")
    shown = _lists(bob("getPlaylists"))["for all"]
    assert (shown["owner"], shown["readonly"]) == ("ann", True)
    assert _entries(bob("getPlaylist", id=made["id"])) == ids(place)
    assert bob("updatePlaylist", playlistId=made["id"], name="mine now")["error"]["code"] == 50
    assert bob("deletePlaylist", id=made["id"])["error"]["code"] == 50
    assert bob("getPlaylists", username="ann")["error"]["code"] == 50


NONSENSE: list[tuple[str, dict[str, str], int]] = [
    ("createPlaylist", {}, 10),
    ("createPlaylist", {"name": ""}, 0),
    ("createPlaylist", {"name": "x" * 300}, 0),
    ("createPlaylist", {"name": "x", "songId": "f" * 32}, 70),
    ("createPlaylist", {"name": "x", "songId": "nonsense"}, 70),
    ("getPlaylist", {}, 10),
    ("getPlaylist", {"id": "nonsense"}, 70),
    ("updatePlaylist", {"playlistId": str(uuid4())}, 70),
    ("updatePlaylist", {"playlistId": "MINE", "songIndexToRemove": "7"}, 0),
    ("updatePlaylist", {"playlistId": "MINE", "songIndexToRemove": "-1"}, 0),
    ("updatePlaylist", {"playlistId": "MINE", "public": "perhaps"}, 0),
    ("deletePlaylist", {"id": str(uuid4())}, 70),
    ("getCoverArt", {"id": "pl-" + "f" * 32}, 70),
    ("getCoverArt", {"id": "al-3"}, 70),
    ("getSimilarSongs", {"id": "f" * 32}, 70),
    ("getSonicSimilarTracks", {"id": "f" * 32}, 70),
    ("getTopSongs", {}, 10),
]


def test_what_makes_no_sense_is_said(place: Any, ask: Any) -> None:
    mine = ask("createPlaylist", name="mine", songId=ids(place))["playlist"]["id"]
    for method, params, code in NONSENSE:
        params = {name: mine if value == "MINE" else value for name, value in params.items()}
        assert ask(method, **params)["error"]["code"] == code, (method, params)
    assert _entries(ask("getPlaylist", id=mine)) == ids(place)


def test_xml_has_the_shape_of_the_protocol(place: Any, ask: Any) -> None:
    made = ask("createPlaylist", name="a & b", songId=ids(place))["playlist"]
    root = ElementTree.fromstring(ask("getPlaylist", raw=True, id=made["id"], f="xml").content)
    found = root.find(f"{_NS}playlist")
    assert found is not None
    assert (found.get("name"), found.get("songCount")) == ("a & b", "3")
    assert [one.get("id") for one in found.findall(f"{_NS}entry")] == ids(place)


def test_what_is_like_a_song_an_artist_an_album(place: Any, ask: Any) -> None:
    seed = place.tracks["metal"][0]
    albums = [replace(t, release="Anvil") for t in place.tracks["metal"][:4]]
    place.app.catalog.add(albums)
    song = ask("getSong", id=seed.id)["song"]
    for method, key in (
        ("getSimilarSongs", song["id"]),
        ("getSimilarSongs2", song["artistId"]),
        ("getSimilarSongs", song["albumId"]),
    ):
        found = ask(method, id=key, count=6)[method.removeprefix("get")[0].lower() + method.removeprefix("get")[1:]]
        assert len(found["song"]) == 6
        assert [one["genre"] for one in found["song"]].count("metal") >= 5
    assert song["id"] not in [one["id"] for one in ask("getSimilarSongs", id=song["id"])["similarSongs"]["song"]]
    banned = ask("getSimilarSongs", id=song["id"], count=1)["similarSongs"]["song"][0]["id"]
    place.ann.tell(place.ann.event(EventKind.BAN, {"id": banned}))
    assert banned not in [one["id"] for one in ask("getSimilarSongs", id=song["id"])["similarSongs"]["song"]]


def test_the_best_known_of_an_artist(place: Any, ask: Any) -> None:
    top = ask("getTopSongs", artist="metal 0", count=3)["topSongs"]["song"]
    assert [one["artist"] for one in top] == ["Metal 0"] * 3
    assert ask("getTopSongs", artist="Nobody")["topSongs"]["song"] == []


def test_sounds_where_they_are_known(place: Any, ask: Any) -> None:
    tracks = place.tracks["pop"]
    named = {one["name"] for one in ask("getOpenSubsonicExtensions")["openSubsonicExtensions"]}
    assert "sonicSimilarity" not in named
    assert ask("getSonicSimilarTracks", id=tracks[0].id)["sonicMatch"] == []
    place.app.catalog.add(
        [replace(t, sound=Sound(tempo_bpm=60 + 6 * n, energy=n / 20, valence=n / 20)) for n, t in enumerate(tracks)]
    )
    place.app.models._cold_size = -1  # what is in service was made before anybody listened closely
    assert {one["name"] for one in ask("getOpenSubsonicExtensions")["openSubsonicExtensions"]} - named == {
        "sonicSimilarity"
    }
    found = ask("getSonicSimilarTracks", id=tracks[0].id, count=5)["sonicMatch"]
    likeness = [one["similarity"] for one in found]
    assert likeness == sorted(likeness, reverse=True)
    assert 0 < likeness[-1] <= likeness[0] <= 1
    nearest = {hex_id(t.id) for t in tracks[1:8]}
    assert {one["entry"]["id"] for one in found} <= nearest
    way = ask("findSonicPath", startSongId=tracks[0].id, endSongId=tracks[19].id, count=12)["sonicMatch"]
    assert [way[0]["entry"]["id"], way[-1]["entry"]["id"]] == [hex_id(tracks[0].id), hex_id(tracks[19].id)]
    every = ask("getSonicSimilarTracks", id=tracks[0].id, count=100)["sonicMatch"]
    direct = {one["entry"]["id"]: one["similarity"] for one in every}.get(hex_id(tracks[19].id), 0.0)
    assert min(one["similarity"] for one in way[1:]) > direct + 0.2, "no step is as far as the way without them"
    assert 4 < len({one["entry"]["id"] for one in way}) == len(way) <= 12
    two = ask("findSonicPath", startSongId=tracks[0].id, endSongId=tracks[19].id, count=2)["sonicMatch"]
    assert [one["entry"]["id"] for one in two] == [hex_id(tracks[0].id), hex_id(tracks[19].id)]


def test_albums_in_every_order_and_genres(place: Any, ask: Any) -> None:
    genres = ("pop", "metal", "ambient")
    for n, genre in enumerate(genres):
        place.app.catalog.add([replace(t, release=f"{genre} album", year=2000 + n) for t in place.tracks[genre][:4]])
    ann, one = place.ann, place.tracks["ambient"][0]
    ann.tell(ann.event(EventKind.COMPLETE, one, position_ms=180_000, duration_ms=180_000))

    def names(kind: str, **params: Any) -> list[str]:
        return [a["name"].split()[0] for a in ask("getAlbumList2", type=kind, **params)["albumList2"]["album"]]

    every = names("alphabeticalByName")
    assert every[:3] == sorted(genres)
    assert set(every[3:]) == {"[Unknown"}, "songs without an album, of each artist"
    assert names("newest") == ["ambient", "metal", "pop"]
    assert names("byYear", fromYear=2000, toYear=2001) == ["pop", "metal"]
    assert names("byYear", fromYear=2001, toYear=2000) == ["metal", "pop"]
    assert names("byGenre", genre="Metal") == ["metal"]
    assert sorted(names("random")) == sorted(genres)
    assert names("recent") == names("frequent") == ["ambient"]
    assert names("alphabeticalByName", size=1, offset=1) == ["metal"]
    assert names("starred") == []
    assert ask("getAlbumList2", type="nonsense")["error"]["code"] == 0
    assert ask("getAlbumList2", type="byGenre")["error"]["code"] == 10
    old = ask("getAlbumList", type="newest")["albumList"]["album"][0]
    assert (old["title"], old["isDir"]) == ("ambient album", True)
    told = {one["value"]: one for one in ask("getGenres")["genres"]["genre"]}
    assert (told["pop"]["songCount"], told["pop"]["albumCount"]) == (20, 1)
    songs = ask("getSongsByGenre", genre="POP", count=7, offset=15)["songsByGenre"]["song"]
    assert len(songs) == 5
    assert {one["genre"] for one in songs} == {"pop"}


def test_a_song_has_its_tempo_where_it_is_known(place: Any, ask: Any) -> None:
    track = place.tracks["pop"][0]
    assert "bpm" not in ask("getSong", id=track.id)["song"]
    place.app.catalog.add([replace(track, sound=Sound(tempo_bpm=127.6, key=1))])
    assert ask("getSong", id=track.id)["song"]["bpm"] == 128
    told = place.client.get(f"/api/v1/tracks/{track.id}", headers=place.ann.headers).json()["track"]
    assert told["sound"] == {"tempo_bpm": 127.6, "key": 1}
