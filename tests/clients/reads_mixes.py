"""What a program that knows nothing of Segue reads of its mixes. Prints JSON: title -> [artist, title] of each track.

    python reads_mixes.py liblistenbrainz URL TOKEN USER
    python reads_mixes.py opensonic PORT USER PASSWORD
    python reads_mixes.py spotipy URL TOKEN

Two of them are under the GPL: each is run in a process of its own, and never imported by anything else.
"""

import json
import sys

Mixes = dict[str, list[list[str]]]


def liblistenbrainz(url: str, token: str, user: str) -> Mixes:
    from liblistenbrainz import ListenBrainz

    client = ListenBrainz(api_base_url=url)
    client.set_auth_token(token)
    mixes: Mixes = {}
    for one in client._get(f"/1/user/{user}/playlists/createdfor")["playlists"]:
        key = one["playlist"]["identifier"].rpartition("/")[2]
        whole = client._get(f"/1/playlist/{key}")["playlist"]
        mixes[whole["title"]] = [[track["creator"], track["title"]] for track in whole["track"]]
    return mixes


def opensonic(port: str, user: str, password: str) -> Mixes:
    from libopensonic import Connection

    client = Connection("http://127.0.0.1", username=user, password=password, port=int(port), app_name="py-opensonic")
    found = [client.get_playlist(one.id) for one in client.get_playlists() if one.readonly]
    return {one.name: [[song.artist, song.title] for song in one.entry] for one in found}


def spotipy(url: str, token: str) -> Mixes:
    from spotipy import Spotify

    client = Spotify(auth=token)
    client.prefix = f"{url}/v1/"
    mixes: Mixes = {}
    for one in client.current_user_playlists()["items"]:
        if one["owner"]["id"] == "Segue":
            tracks = [item["track"] for item in client.playlist_items(one["id"])["items"]]
            mixes[one["name"]] = [[track["artists"][0]["name"], track["name"]] for track in tracks]
    return mixes


programs = {"liblistenbrainz": liblistenbrainz, "opensonic": opensonic, "spotipy": spotipy}
json.dump(programs[sys.argv[1]](*sys.argv[2:]), sys.stdout)
