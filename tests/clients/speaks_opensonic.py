"""py-opensonic with another address. Prints JSON.

    python speaks_opensonic.py all PORT USER PASSWORD APIKEY     every method that Segue answers
    python speaks_opensonic.py playlists PORT USER PASSWORD      looks around, makes a playlist, reads mixes
    python speaks_opensonic.py evening PORT USER PASSWORD SONG SONG SONG
                                                                 an evening with sound: hear out, skip, play

py-opensonic is under the GPL: it is run here, in a process of its own, and never imported by anything else.
"""

import asyncio
import json
import sys
import time
from typing import Any

from libopensonic import Connection, errors

what, port, user, password, *rest = sys.argv[1:]
found: dict[str, Any] = {}


def connect(**more: Any) -> Connection:
    given = {"username": user, "password": password, **more}
    return Connection("http://127.0.0.1", port=int(port), app_name="py-opensonic", **given)


def wait_for(client: Connection, query: str) -> str:
    """The id of the first song that the search finds; the catalogue may still be on its way."""
    for _ in range(100):
        if songs := client.search3(query).song:
            return str(songs[0].id)
        time.sleep(0.1)
    raise SystemExit(f"there is no {query}")


def everything() -> None:
    client = connect()
    found["ping"] = [
        connect(**more).ping() for more in ({}, {"legacy_auth": True}, {"use_get": True}, {"use_views": False})
    ]
    try:
        connect(password="wrong").ping()
    except errors.SonicError as error:
        found["wrong password"] = type(error).__name__
    key = Connection("http://127.0.0.1", port=int(port), api_key=rest[0], app_name="py-opensonic")
    found["key"] = key.token_info().username
    found["extensions"] = sorted(e.name for e in client.get_open_subsonic_extensions())
    found["license"] = client.get_license()["license"]["valid"]
    found["user"] = client.get_user(user).username

    one, two = wait_for(client, "hyperballad"), wait_for(client, "army of me")
    found["song"] = client.get_song(one).title
    found["random"] = len(client.get_random_songs(2))
    now = int(time.time())
    found["scrobble"] = client.scrobble(one, True, now - 4000)
    found["again"] = client.scrobble(one, True, now - 4000)
    client.scrobble(two, True, now - 3000)
    client.star([one, two])
    client.unstar([two])
    found["starred"] = [s.title for s in client.get_starred2().song]
    client.set_rating(two, 5)
    found["rating"] = client.get_song(two).user_rating
    client.create_bookmark(one, 61_000, "the hook")
    found["bookmarks"] = [(b.entry.title, b.position, b.comment) for b in client.get_bookmarks()]
    client.delete_bookmark(one)
    found["bookmarks after"] = len(client.get_bookmarks())
    client.save_play_queue([one, two], current=two, position=9000)
    queue = client.get_play_queue()
    found["queue"] = [[e.title for e in queue.entry], queue.current == two, queue.position, queue.changed_by]
    client.save_play_queue_by_index([one, two, one], current_index=2, position=1)
    found["index"] = client.get_play_queue_by_index().current_index
    for state, position in (("starting", 0), ("playing", 1000), ("paused", 2000), ("playing", 2000)):
        client.report_playback(one, "song", position, state)
    found["now playing"] = [(e.title, e.player_name) for e in client.get_now_playing()]
    client.report_playback(one, "song", 3000, "stopped")
    try:
        client.get_song("f" * 32)
    except errors.SonicError as error:
        found["no such song"] = type(error).__name__


def playlists() -> None:
    """Whatever the catalogue is: by its own lists to a song, then a playlist of three."""
    client = connect()
    artists = [artist for index in client.get_artists().index for artist in index.artist]
    found["artists"] = len(artists)
    by = client.get_artist(artists[0].id)
    album = client.get_album(by.album[0].id)
    found["album"] = [album.name, album.song_count == len(album.song), album.song[0].artist == artists[0].name]
    found["albums"] = len(client.get_album_list2("alphabeticalByName", size=5))
    folders = [artist for index in client.get_indexes().index for artist in index.artist]
    inside = client.get_music_directory(folders[0].id).child
    below = client.get_music_directory(inside[0].id).child
    found["folders"] = [len(folders), inside[0].is_dir, [one.id for one in below] == [one.id for one in album.song]]
    found["like an artist"] = len(client.get_artist_info2(artists[0].id, count=3).similar_artist)
    songs = [song.id for song in client.search3("song", song_count=20).song]
    found["song"] = client.get_song(songs[0]).id == songs[0]

    found["made"] = client.create_playlist(name="봄 설레임", song_ids=songs[:3])
    (mine,) = [one for one in client.get_playlists() if one.name == "봄 설레임"]
    found["mine"] = [one.id for one in client.get_playlist(mine.id).entry] == songs[:3]
    client.update_playlist(mine.id, name="Tram", song_ids_to_add=[songs[3]], song_indices_to_remove=[0])
    changed = client.get_playlist(mine.id)
    found["changed"] = [changed.name, [one.id for one in changed.entry] == songs[1:4]]
    client.create_playlist(playlist_id=mine.id, song_ids=songs[4:6])
    found["written anew"] = [one.id for one in client.get_playlist(mine.id).entry] == songs[4:6]
    client.delete_playlist(mine.id)
    found["deleted"] = mine.id not in [one.id for one in client.get_playlists()]

    mixes = [one for one in client.get_playlists() if one.readonly]
    found["mixes"] = [one.name for one in mixes]
    read = {one.name: client.get_playlist(one.id) for one in mixes}
    found["entries"] = {name: len(one.entry or []) == one.song_count > 0 for name, one in read.items()}
    found["radio"] = [one.title for one in max(read.values(), key=lambda one: one.song_count).entry]
    found["cover"] = len(_bytes(client, client.get_cover_art(mixes[0].cover_art))) > 500
    try:
        client.delete_playlist(mixes[0].id)
    except errors.SonicError as error:
        found["delete a mix"] = type(error).__name__
    found["similar"] = len(client.get_similar_songs(songs[0], count=5))
    found["similar to an artist"] = len(client.get_similar_songs2(artists[0].id, count=5))
    found["top"] = {one.artist for one in client.get_top_songs(artists[0].name, count=3)} == {artists[0].name}
    found["random"] = len(client.get_random_songs(4))
    found["sounds"] = "sonicSimilarity" in {one.name for one in client.get_open_subsonic_extensions()}
    found["sonic"] = len(client.get_sonic_similar_tracks(songs[0], count=4)) if found["sounds"] else 0


def evening() -> None:
    """The first song is short and heard out, the second left after two seconds, the third still plays."""
    client = connect()
    one, two, three = (wait_for(client, title) for title in rest)
    began = int(time.time())
    client.scrobble(one, False)
    found["first"] = len(_read(client, one))
    found["second"] = len(_read(client, two, "bytes=0-999999"))  # fetched ahead
    time.sleep(5)
    client.scrobble(one, True, began)
    client.scrobble(two, False)
    time.sleep(2)
    client.scrobble(three, False)
    found["third"] = len(_read(client, three))
    found["transcoded"] = len(_read(client, three, max_bit_rate=64, tformat="mp3")) > 1000
    client.star([three])
    client.set_rating(three, 4)
    found["plays"] = client.get_song(one).play_count


def _read(client: Connection, song: str, part: str | None = None, **more: Any) -> bytes:
    answer = client.stream(song, byte_range=part, **more)
    return _bytes(client, answer)


def _bytes(client: Connection, answer: Any) -> bytes:
    whole: bytes = asyncio.run_coroutine_threadsafe(answer.read(), client._loop).result()
    return whole


{"all": everything, "playlists": playlists, "evening": evening}[what]()
json.dump(found, sys.stdout)
