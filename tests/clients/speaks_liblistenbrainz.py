"""A program of its own that knows nothing of Segue: liblistenbrainz with another address. Prints JSON.

    python speaks_liblistenbrainz.py URL TOKEN USER NOW
    python speaks_liblistenbrainz.py URL TOKEN USER playlists

liblistenbrainz is under the GPL: it is run here, in a process of its own, and never imported by anything else.
"""

import json
import sys
from typing import Any

from liblistenbrainz import Listen, ListenBrainz
from liblistenbrainz.errors import InvalidAuthTokenException, ListenBrainzAPIException

url, token, user, started = sys.argv[1:]
found: dict[str, Any] = {}

stranger = ListenBrainz(api_base_url=url)
try:
    stranger.set_auth_token("00000000-0000-0000-0000-000000000000")
    found["stranger is valid"] = True
except InvalidAuthTokenException:
    found["stranger is valid"] = False
stranger.set_auth_token("00000000-0000-0000-0000-000000000000", check_validity=False)

client = ListenBrainz(api_base_url=url)
client.set_auth_token(token)  # asks whether it is valid
found["valid"] = True

if started == "playlists":  # it has methods for some of these routes, and asks the others as it asks those
    page = client._get(f"/1/user/{user}/playlists/createdfor")
    found["created for"] = [one["playlist"] for one in page["playlists"]]
    (weekly,) = [one for one in found["created for"] if '"weekly-exploration"' in json.dumps(one)]
    found["weekly"] = client._get(f"/1/playlist/{weekly['identifier'].rpartition('/')[2]}")["playlist"]
    found["own"] = [one["playlist"]["title"] for one in client._get(f"/1/user/{user}/playlists")["playlists"]]
    found["recommended"] = client.get_user_recommendation_recordings(user, "raw", count=10)
    found["recordings"] = client.get_user_recordings(user, count=5)
    found["artists"] = client.get_user_artists(user, time_range="all_time")
    found["releases"] = client.get_user_releases(user, time_range="this_week")
    found["release groups"] = client.get_user_release_groups(user)
    json.dump(found, sys.stdout)
    sys.exit()

now = int(started)
full = Listen(
    track_name="Hyperballad",
    artist_name="Björk",
    release_name="Post",
    listened_at=now - 900,
    recording_mbid="6b0c8e5e-0f2b-4a3f-9d5e-3b8a9d1c2f47",
    tags=["art pop", "electronic"],
    tracknumber=2,
    isrc="GBAHT9500204",
    listening_from="liblistenbrainz",
)
plain = [
    Listen(track_name=name, artist_name="선우정아", listened_at=now - 600 + i)
    for i, name in enumerate(("봄 설레임", "도망가자"))
]
found["single"] = client.submit_single_listen(full)
found["single again"] = client.submit_single_listen(full)
found["multiple"] = client.submit_multiple_listens(plain)
found["playing now"] = client.submit_playing_now(Listen(track_name="Army of Me", artist_name="Björk"))

for who, listen in (("stranger", full), ("too old", Listen("Old", "Song", listened_at=1))):
    try:
        (stranger if who == "stranger" else client).submit_single_listen(listen)
    except ListenBrainzAPIException as error:
        found[who] = error.status_code


def heard(listens: list[Any]) -> list[tuple[int, str, str]]:
    return [(one.listened_at, one.artist_name, one.track_name) for one in listens]


read = client.get_listens(user)
found["listens"] = heard(read)
found["album"] = [one.release_name for one in read]
found["after the first"] = heard(client.get_listens(user, min_ts=now - 900))
found["the last"] = heard(client.get_listens(user, count=1))
found["before the last"] = heard(client.get_listens(user, max_ts=now - 599))
found["count"] = client.get_user_listen_count(user)
playing = client.get_playing_now(user)
found["playing"] = (playing.artist_name, playing.track_name)

found["loved"] = client.submit_user_feedback(1, full.recording_mbid)
found["hated and not"] = [
    client.submit_user_feedback(score, "c1f2e4b0-5a4e-4a6b-9a53-0d3c8f2f5a11") for score in (-1, 0)
]
found["feedback"] = [
    (one["recording_mbid"], one["score"], one["track_metadata"]["track_name"])
    for one in client.get_user_feedback(user, score=1, metadata=True)["feedback"]
]
(unwanted,) = [one for one in read if one.track_name == "도망가자"]
found["deleted"] = client.delete_listen(unwanted)
found["what is left"] = heard(client.get_listens(user))
try:
    stranger.get_listens(user)
    found["stranger reads"] = True
except ListenBrainzAPIException as error:
    found["stranger reads"] = error.status_code
json.dump(found, sys.stdout)
