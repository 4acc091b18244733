"""py-sonic with another address. Prints JSON.

    python speaks_sonic.py PORT USER PASSWORD

py-sonic is under the GPL: it is run here, in a process of its own, and never imported by anything else.
"""

import json
import sys
import time
from typing import Any

import libsonic

port, user, password = sys.argv[1:]
found: dict[str, Any] = {}


def connect(**more: Any) -> libsonic.Connection:
    return libsonic.Connection("http://127.0.0.1", user, more.pop("secret", password), port=int(port), **more)


client = connect(appName="py-sonic")
found["ping"] = [connect(appName="py-sonic", **more).ping() for more in ({}, {"legacyAuth": True})]
try:
    connect(secret="wrong").ping()
except libsonic.errors.CredentialError as error:
    found["wrong password"] = type(error).__name__
found["folders"] = [f["name"] for f in client.getMusicFolders()["musicFolders"]["musicFolder"]]
songs: list[dict[str, Any]] = []
for _ in range(100):
    songs = client.search3("hyperballad")["searchResult3"].get("song", [])
    if songs:
        break
    time.sleep(0.1)
song = songs[0]["id"]
found["song"] = client.getSong(song)["song"]["title"]
client.scrobble(song, True, int(time.time()) - 2000)
client.scrobble(song, submission=False)
client.star([song])
client.setRating(song, 4)
client.createBookmark(song, 5000, "here")
found["bookmark"] = client.getBookmarks()["bookmarks"]["bookmark"][0]["position"]
client.savePlayQueue([song], song, 7000)
found["queue"] = client.getPlayQueue()["playQueue"]["position"]
found["starred"] = [s["title"] for s in client.getStarred2()["starred2"]["song"]]
found["playing"] = [e["title"] for e in client.getNowPlaying()["nowPlaying"]["entry"]]
json.dump(found, sys.stdout)
