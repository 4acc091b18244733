"""A program of its own that knows nothing of Segue: pylast with another server. Prints JSON.

SSL_CERT_FILE=cert.pem python speaks_pylast.py HOST:PORT USER PASSWORD STARTED
"""

import json
import sys
from typing import Any

import pylast

server, user, password, started = sys.argv[1:]
at = int(started)
found: dict[str, Any] = {}


def network(**proof: str) -> pylast.LastFMNetwork:
    made = pylast.LastFMNetwork(api_key="a" * 32, api_secret="b" * 32)
    made.ws_server = (server, "/2.0/")
    made.username = proof.get("username", "")
    if "password_hash" in proof:
        keys = pylast.SessionKeyGenerator(made)
        made.session_key = keys.get_session_key(proof["username"], proof["password_hash"])
    return made


def code(ask: Any) -> str:
    try:
        ask()
    except pylast.WSError as error:
        return str(error.status)
    return "ok"


found["wrong password"] = code(lambda: network(username=user, password_hash=pylast.md5("wrong")))
me = network(username=user, password_hash=pylast.md5(password))

me.update_now_playing("Björk", "Army of Me", album="Post", duration=234)
me.scrobble("Björk", "Hyperballad", at, album="Post", track_number=2, duration=321)
me.scrobble_many(
    [
        {"artist": "선우정아", "title": f"도망가자 {i}", "timestamp": at + 400 + 300 * i, "duration": 250}
        for i in range(60)
    ]
)
me.scrobble("Björk", "Hyperballad", at, album="Post", track_number=2, duration=321)  # again, as after a lost answer

track = me.get_track("Björk", "Hyperballad")
track.love()
me.get_track("선우정아", "도망가자 1").love()
me.get_track("선우정아", "도망가자 1").unlove()

own = me.get_user(user)
found["playcount"] = own.get_playcount()
found["recent"] = [
    (int(one.timestamp), str(one.track.artist), one.track.title) for one in own.get_recent_tracks(limit=None)
]
found["playing"] = str(own.get_now_playing())
found["loved"] = [str(one.track) for one in own.get_loved_tracks(limit=None)]
found["top"] = [(str(one.item), one.weight) for one in own.get_top_tracks(limit=1)]

stranger = network()
stranger.session_key = "0" * 32
found["stranger"] = code(lambda: stranger.scrobble("Björk", "Jóga", at))
found["someone else"] = code(me.get_user("somebody").get_playcount)
json.dump(found, sys.stdout)
