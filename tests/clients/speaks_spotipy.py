"""A program of its own that knows nothing of Segue: spotipy with another address. Prints JSON.

    python speaks_spotipy.py URL TOKEN NAME APP_PASSWORD

spotipy is under the MIT licence; it is run here, in a process of its own, as the others are.
"""

import json
import logging
import sys
import warnings
from typing import Any

import spotipy
from spotipy.cache_handler import MemoryCacheHandler
from spotipy.oauth2 import SpotifyClientCredentials, SpotifyOAuth, SpotifyOauthError

warnings.simplefilter("ignore", DeprecationWarning)  # of what Spotify closed, which is what this is about
logging.disable(logging.ERROR)  # spotipy logs each refusal that is asked for here
url, token, name, password = sys.argv[1:]
found: dict[str, Any] = {}

sp = spotipy.Spotify(auth=token)
sp.prefix = f"{url}/v1/"


def names(items: list[Any]) -> list[str]:
    return [one["name"] for one in items]


def of(page: Any) -> list[str]:
    return [one["track"]["name"] for one in page["items"]]


def refused(call: Any, *arguments: Any, **named: Any) -> Any:
    try:
        return call(*arguments, **named)
    except spotipy.SpotifyException as error:
        return [error.http_status, error.msg.partition("\n ")[2]]


def recommended() -> None:
    found["genres"] = sp.recommendation_genre_seeds()["genres"]
    by_genre = sp.recommendations(seed_genres=["metal"], limit=5, country="KR", min_tempo=150, target_energy=0.9)
    found["by genre"] = names(by_genre["tracks"])
    found["tempos"] = [one["tempo"] for one in sp.audio_features([t["id"] for t in by_genre["tracks"]])]
    first = by_genre["tracks"][0]
    found["by track"] = names(sp.recommendations(seed_tracks=[first["uri"]], limit=3)["tracks"])
    found["by artist"] = names(sp.recommendations(seed_artists=[first["artists"][0]["id"]], limit=3)["tracks"])
    found["unknown seed"] = refused(sp.recommendations, seed_tracks=["4iV5W9uYEdYUVa79Axb7Rh"])
    found["analysis"] = sp.audio_analysis(first["id"])["track"]["tempo"]
    found["no analysis"] = refused(sp.audio_analysis, "0" * 32)
    found["no features"] = sp.audio_features("0" * 32)


def browsed() -> None:
    hit = sp.search("metal 2 song 1", limit=1, type="track,artist,album,playlist")
    (track,) = hit["tracks"]["items"]
    found["found"] = track["name"]
    found["same"] = [sp.track(track["uri"])["id"] == track["id"], names(sp.tracks([track["id"]])["tracks"])]
    artist = track["artists"][0]["id"]
    found["artist"] = sp.artist(artist)["genres"]
    found["artists"] = names(sp.artists([artist])["artists"])
    found["top"] = sorted(names(sp.artist_top_tracks(artist)["tracks"]))
    found["related"] = sorted(names(sp.artist_related_artists(artist)["artists"]))
    page = sp.artist_albums(artist, include_groups="album", limit=1)
    found["albums"] = sorted(names(page["items"]) + names(sp.next(page)["items"]))
    album = sp.album(track["album"]["id"])
    found["album"] = [album["name"], album["total_tracks"], len(sp.album_tracks(album["id"])["items"])]
    found["several albums"] = names(sp.albums([album["id"]])["albums"])
    found["no track"] = refused(sp.track, "0" * 32)
    found["no market"] = refused(sp.available_markets)
    found["by field"] = names(sp.search("artist:metal year:1991", type="track")["tracks"]["items"])


def own() -> None:
    found["me"] = [sp.me()["id"], sp.current_user()["display_name"]]
    found["recent"] = of(sp.current_user_recently_played(limit=2))
    found["top tracks"] = names(sp.current_user_top_tracks(time_range="short_term")["items"])
    found["top artists"] = names(sp.current_user_top_artists()["items"])
    ids = [one["track"]["id"] for one in sp.current_user_recently_played(limit=2)["items"]]
    sp.current_user_saved_tracks_add(ids)
    found["saved"] = sorted(of(sp.current_user_saved_tracks()))
    sp.current_user_saved_tracks_delete(ids[:1])
    found["still saved"] = sp.current_user_saved_tracks_contains(ids)
    found["playing"] = sp.current_user_playing_track()


def playlists() -> None:
    ids = [one["id"] for one in sp.search("ambient 1 song", limit=5, type="track")["tracks"]["items"]]
    titles = dict(zip(ids, names(sp.tracks(ids)["tracks"]), strict=True))
    made = sp.current_user_playlist_create("봄 설레임", public=False, description="for the tram")
    key = made["id"]
    sp.playlist_add_items(key, ids[:3])
    sp.playlist_add_items(key, ids[3:4], position=0)
    sp.playlist_reorder_items(key, range_start=0, insert_before=4)
    found["filled"] = of(sp.playlist_items(key)) == [titles[one] for one in ids[:4]]
    sp.playlist_remove_all_occurrences_of_items(key, ids[:1])
    sp.playlist_remove_specific_occurrences_of_items(key, [{"uri": ids[1], "positions": [0]}])
    found["emptied"] = of(sp.playlist_items(key)) == [titles[one] for one in ids[2:4]]
    sp.playlist_replace_items(key, ids[4:])
    sp.playlist_change_details(key, name="여름", description="")
    whole = sp.playlist(key, fields="name,tracks.items(track(name))")
    found["whole"] = [whole["name"], whole["owner"]["id"], of(whole["tracks"]) == [titles[one] for one in ids[4:]]]
    found["by user"] = names(sp.user_playlists(name)["items"])
    sp.user_playlist_create(name, "a second one")
    listed = sp.current_user_playlists()["items"]
    mixes = [one for one in listed if one["owner"]["id"] == "Segue"]
    found["mixes"] = sorted(names(mixes))
    found["a mix"] = len(of(sp.playlist_items(mixes[0]["id"]))) > 0
    found["into a mix"] = refused(sp.playlist_add_items, mixes[0]["id"], ids[:1])[0]
    sp.current_user_unfollow_playlist(key)
    found["left"] = [one["name"] for one in sp.current_user_playlists()["items"] if one["owner"]["id"] == name]


def tokens() -> None:
    SpotifyClientCredentials.OAUTH_TOKEN_URL = SpotifyOAuth.OAUTH_TOKEN_URL = f"{url}/api/token"
    for what, client, secret in (("by token", "any", token), ("by password", name, password)):
        manager = SpotifyClientCredentials(client, secret, cache_handler=MemoryCacheHandler())
        other = spotipy.Spotify(auth_manager=manager)
        other.prefix = sp.prefix
        found[what] = other.me()["id"]
    oauth = SpotifyOAuth("any", "any", "http://127.0.0.1/", cache_handler=MemoryCacheHandler(), open_browser=False)
    fresh = oauth.refresh_access_token(token)
    again = spotipy.Spotify(auth=fresh["access_token"])
    again.prefix = sp.prefix
    found["refreshed"] = again.me()["id"]
    try:
        SpotifyClientCredentials("any", "wrong", cache_handler=MemoryCacheHandler()).get_access_token(as_dict=False)
    except SpotifyOauthError as error:
        found["wrong secret"] = error.error
    stranger = spotipy.Spotify(auth="00000000-0000-0000-0000-000000000000")
    stranger.prefix = sp.prefix
    found["stranger"] = refused(stranger.me)


recommended()
browsed()
own()
playlists()
tokens()
json.dump(found, sys.stdout)
