"""The Web API in Spotify's shape: recommendations, sound, artists, albums, search, and how it says no."""

from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace

from segue.catalog.names import artist_id, release_id
from segue.domain.event import EventKind
from segue.domain.sound import Sound
from segue.domain.track import hex_id

_TEMPO = {"ambient": 70.0, "metal": 150.0, "pop": 110.0}


def _ask(person: Any, path: str, **query: Any) -> Any:
    return person.client.get(f"/v1/{path}", params=query, headers=person.headers)


@pytest.fixture
def sounding(place: Any) -> Any:
    """All but the last artist of each genre are measured: tempo by genre and title, energy by title alone."""
    known = []
    for genre, tracks in place.tracks.items():
        for i, track in enumerate(tracks):
            album = replace(track, release=f"Album {i % 4 // 2}", year=1990 + i % 4)
            sound = Sound(tempo_bpm=_TEMPO[genre] + i % 4, energy=i % 4 / 4, key=i % 12)
            known.append(replace(album, sound=sound if i < 16 else None))
    place.app.catalog.add(known)
    place.known = known
    return place


def _tags(place: Any, told: Any) -> list[str]:
    by_id = {hex_id(t.id): t.tags[0] for tracks in place.tracks.values() for t in tracks}
    return [by_id[track["id"]] for track in told["tracks"]]


def test_seeds_of_each_kind_lead_to_what_is_near(place: Any) -> None:
    metal = place.tracks["metal"]
    for seeds in (
        {"seed_genres": "metal"},
        {"seed_tracks": hex_id(metal[0].id)},
        {"seed_tracks": f"spotify:track:{hex_id(metal[0].id)}"},
        {"seed_tracks": metal[0].id},
        {"seed_artists": hex_id(artist_id(metal[0].artist))},
    ):
        told = _ask(place.ann, "recommendations", limit=8, market="KR", nonsense=1, **seeds).json()
        assert _tags(place, told) == ["metal"] * 8, seeds
        (seed,) = told["seeds"]
        assert seed["initialPoolSize"] >= seed["afterFilteringSize"] >= 8
        assert seed["type"] == next(iter(seeds)).removeprefix("seed_").rstrip("s").upper()
        of_track = "seed_tracks" in seeds
        assert not of_track or hex_id(metal[0].id) not in [track["id"] for track in told["tracks"]]


def test_several_seeds_are_all_there(place: Any) -> None:
    told = _ask(place.ann, "recommendations", seed_genres="metal,ambient", limit=20).json()
    assert set(_tags(place, told)) == {"metal", "ambient"}
    assert [seed["id"] for seed in told["seeds"]] == ["metal", "ambient"]


def test_genres_go_by_spotify_s_names_too(place: Any) -> None:
    pop, ambient = place.tracks["pop"], place.tracks["ambient"]
    place.app.catalog.add(replace(t, tags=("drum & bass",)) for t in pop)
    place.app.catalog.add(replace(t, tags=("gloomy",)) for t in ambient)
    for name, tracks in (("drum-and-bass", pop), ("dnb", pop), ("dark", ambient)):
        told = _ask(place.ann, "recommendations", seed_genres=name, limit=9).json()["tracks"]
        assert len(told) == 9
        assert {t["id"] for t in told} <= {hex_id(t.id) for t in tracks}, name
    genres = _ask(place.ann, "recommendations/available-genre-seeds").json()["genres"]
    assert genres == ["drum and bass", "metal"]


def test_limits_hold_for_every_track(sounding: Any) -> None:
    sound = {hex_id(t.id): t.sound for t in sounding.known}
    told = _ask(sounding.ann, "recommendations", seed_genres="metal,pop", min_tempo=111, max_energy=0.5).json()
    found = [sound[track["id"]] for track in told["tracks"]]
    assert found
    assert all(one and one.tempo_bpm >= 111 and one.energy <= 0.5 for one in found)
    none = _ask(sounding.ann, "recommendations", seed_genres="metal", max_tempo=60).json()
    assert none["tracks"] == []
    assert none["seeds"][0]["initialPoolSize"] > none["seeds"][0]["afterFilteringSize"] == 0


def test_targets_put_what_is_near_them_first(sounding: Any) -> None:
    sound = {hex_id(t.id): t.sound for t in sounding.known}
    for target in (0.0, 0.75):
        told = _ask(sounding.ann, "recommendations", seed_genres="metal", target_energy=target, limit=4).json()
        found = [one.energy if one else None for one in (sound[t["id"]] for t in told["tracks"])]
        assert found.count(target) >= 3, found
    told = _ask(sounding.ann, "recommendations", target_tempo=150, limit=5).json()
    assert _tags(sounding, told) == ["metal"] * 5


def test_what_was_banned_does_not_come(place: Any) -> None:
    before = _ask(place.ann, "recommendations", seed_genres="metal", limit=5).json()["tracks"]
    place.ann.tell(place.ann.event(EventKind.BAN, {"id": before[0]["id"]}))
    after = _ask(place.ann, "recommendations", seed_genres="metal", limit=5).json()["tracks"]
    assert before[0]["id"] not in [t["id"] for t in after]
    assert len(place.ann.recorded()) == 1  # fetching is not being shown


def test_a_track_has_everything_that_programs_read(sounding: Any) -> None:
    track = sounding.known[1]
    told = _ask(sounding.ann, f"tracks/{hex_id(track.id)}").json()
    assert (told["id"], told["uri"]) == (hex_id(track.id), f"spotify:track:{hex_id(track.id)}")
    assert (told["name"], told["duration_ms"], told["type"]) == (track.title, 180_000, "track")
    assert told["artists"][0]["name"] == track.artist
    assert told["album"]["release_date"] == "1991"
    assert _ask(sounding.ann, f"albums/{told['album']['id']}").json()["name"] == track.release
    assert _ask(sounding.ann, f"artists/{told['artists'][0]['id']}").json()["name"] == track.artist
    assert told["href"].endswith(f"/v1/tracks/{told['id']}")


def test_a_spotify_id_that_an_import_told_is_understood(place: Any) -> None:
    own = "1eyq8cjUQ2daFthW2PC2GM"
    place.app.catalog.add([replace(place.tracks["pop"][0], uri=f"spotify:track:{own}")])
    for written in (own, f"spotify:track:{own}"):
        assert _ask(place.ann, f"tracks/{written}").json()["name"] == place.tracks["pop"][0].title
    assert _ask(place.ann, "tracks/7eyq8cjUQ2daFthW2PC2GM").status_code == 404


def test_sound_is_told_as_far_as_it_is_known(sounding: Any) -> None:
    first, unmeasured = sounding.known[1], sounding.known[17]
    told = _ask(sounding.ann, f"audio-features/{hex_id(first.id)}").json()
    assert (told["tempo"], told["energy"], told["key"]) == (71.0, 0.25, 1)
    assert told["valence"] is None
    assert told["duration_ms"] == 180_000
    many = _ask(sounding.ann, "audio-features/", ids=f"{hex_id(first.id)},{hex_id(unmeasured.id)},{uuid4().hex}").json()
    assert many["audio_features"] == [told, None, None]
    analysis = _ask(sounding.ann, f"audio-analysis/{hex_id(first.id)}").json()
    assert (analysis["track"]["tempo"], analysis["track"]["duration"], analysis["beats"]) == (71.0, 180.0, None)
    for path in ("audio-features", "audio-analysis"):
        for key in (unmeasured.id, uuid4().hex):
            gone = _ask(sounding.ann, f"{path}/{hex_id(key)}")
            assert (gone.status_code, gone.json()["error"]["status"]) == (404, 404)


def test_artists_have_albums_top_tracks_and_others_like_them(sounding: Any) -> None:
    track = sounding.known[20]
    key = hex_id(artist_id(track.artist))
    told = _ask(sounding.ann, f"artists/{key}").json()
    assert (told["name"], told["genres"][0]) == ("Metal 0", "metal")
    top = _ask(sounding.ann, f"artists/{key}/top-tracks", country="US").json()["tracks"]
    assert {t["artists"][0]["name"] for t in top} == {"Metal 0"}
    assert len(top) == 4
    albums = _ask(sounding.ann, f"artists/{key}/albums", limit=1).json()
    assert (albums["total"], len(albums["items"]), albums["items"][0]["total_tracks"]) == (2, 1, 2)
    following = sounding.ann.client.get(albums["next"], headers=sounding.ann.headers).json()
    assert {one["items"][0]["name"] for one in (albums, following)} == {"Album 0", "Album 1"}
    assert following["next"] is None
    assert following["previous"] is not None
    related = _ask(sounding.ann, f"artists/{key}/related-artists").json()["artists"]
    assert {one["name"] for one in related[:4]} == {f"Metal {i}" for i in range(1, 5)}
    many = _ask(sounding.ann, "artists", ids=f"{key},{uuid4().hex}").json()["artists"]
    assert (many[0]["name"], many[1]) == ("Metal 0", None)
    assert _ask(sounding.ann, "artists", ids=f"{key},{uuid4().hex}").json()["artists"][0] == told


def test_albums_hold_their_tracks(sounding: Any) -> None:
    key = hex_id(release_id("Album 1", "Pop 2"))
    told = _ask(sounding.ann, f"albums/{key}", market="KR").json()
    assert (told["name"], told["total_tracks"], told["release_date"]) == ("Album 1", 2, "1992")
    tracks = _ask(sounding.ann, f"albums/{key}/tracks", limit=1, offset=1).json()
    assert tracks["items"][0]["id"] == told["tracks"]["items"][1]["id"]
    assert tracks["total"] == 2
    assert _ask(sounding.ann, "albums", ids=f"{uuid4().hex},{key}").json()["albums"] == [None, told]


def test_names_are_found_and_the_first_page_is_an_event(sounding: Any) -> None:
    sounding.app.search.follow()
    told = _ask(sounding.ann, "search", q="song 2 of metal", type="track,artist", limit=3).json()
    assert all("Song 2 of Metal" in t["name"] for t in told["tracks"]["items"])
    more = sounding.ann.client.get(told["tracks"]["next"], headers=sounding.ann.headers).json()["tracks"]
    assert not {t["id"] for t in more["items"]} & {t["id"] for t in told["tracks"]["items"]}
    assert [e.kind for e in sounding.ann.recorded()] == [EventKind.SEARCH]
    only = _ask(sounding.ann, "search", q='artist:"Metal 3" year:1991-1992', type="track").json()["tracks"]
    assert only["total"] == 2
    assert {t["name"] for t in only["items"]} == {"Song 1 of Metal 3", "Song 2 of Metal 3"}
    tagged = _ask(sounding.ann, "search", q="genre:ambient year:1990", type="track,artist").json()
    assert tagged["tracks"]["total"] == 5
    assert {a["name"] for a in tagged["artists"]["items"]} == {f"Ambient {i}" for i in range(5)}
    albums = _ask(sounding.ann, "search", q="album 1 metal 2", type="album").json()["albums"]["items"]
    assert _ask(sounding.ann, f"albums/{albums[0]['id']}").json()["artists"][0]["name"] == "Metal 2"
    assert _ask(sounding.ann, "search", q="nothing of the kind", type="show").json()["shows"]["items"] == []


_NO = [
    ("recommendations", {"limit": "0"}, 400),
    ("recommendations", {"limit": "many"}, 400),
    ("recommendations", {"seed_genres": "metal", "target_energy": "2"}, 400),
    ("recommendations", {"seed_genres": "metal", "min_tempo": "nan"}, 400),
    ("recommendations", {"seed_tracks": "not an id!"}, 400),
    ("recommendations", {"seed_tracks": "spotify:album:1eyq8cjUQ2daFthW2PC2GM"}, 400),
    ("recommendations", {"seed_tracks": "1eyq8cjUQ2daFthW2PC2GM"}, 404),
    ("recommendations", {"seed_genres": "polka"}, 404),
    ("recommendations", {"seed_genres": ",".join(map(str, range(101)))}, 400),
    ("tracks", {}, 400),
    ("tracks", {"ids": ",".join(["a"] * 51)}, 400),
    ("tracks/a", {}, 404),
    ("tracks/a%20b", {}, 400),
    ("albums/0123456789abcdef0123456789abcdef", {}, 404),
    ("artists/0123456789abcdef0123456789abcdef/albums", {}, 404),
    ("search", {"q": "x"}, 400),
    ("search", {"q": "", "type": "track"}, 400),
    ("search", {"q": "x", "type": "song"}, 400),
    ("search", {"q": "x", "type": "track", "offset": "990"}, 400),
    ("search", {"q": "x year:soon", "type": "track"}, 200),
    ("me/player/devices", {}, 404),
    ("browse/new-releases", {}, 404),
    ("me/top/albums", {}, 404),
    ("me/top/tracks", {"time_range": "for_ever"}, 400),
    ("me/player/recently-played", {"after": "1", "before": "2"}, 400),
    ("playlists/0123456789abcdef0123456789abcdef", {}, 404),
    ("users/bob", {}, 404),
]


def test_it_says_no_as_spotify_does(place: Any) -> None:
    for path, query, status in _NO:
        told = _ask(place.ann, path, **query)
        assert told.status_code == status, (path, query, told.text)
        if status != 200:
            assert told.json()["error"]["status"] == status
            assert told.json()["error"]["message"]


def test_what_is_not_there_is_said_in_the_same_form(place: Any) -> None:
    for path, status in (("me/player/devices", 404), ("markets", 404), ("artists/a/b/c", 404)):
        told = _ask(place.ann, path)
        assert (told.status_code, told.json()["error"]["status"]) == (status, status)
    told = place.client.post("/v1/recommendations", headers=place.ann.headers)
    assert (told.status_code, told.json()["error"]["status"]) == (405, 405)
    assert "detail" in place.client.get("/api/v1/nowhere", headers=place.ann.headers).json()


def test_without_a_token_nothing_is_told(place: Any) -> None:
    for headers in ({}, {"Authorization": "Bearer nobody"}):
        for path in ("me", "recommendations", "search?q=x&type=track", "audio-features/a", "me/tracks"):
            told = place.client.get(f"/v1/{path}", headers=headers)
            assert (told.status_code, told.json()["error"]["status"]) == (401, 401), path
