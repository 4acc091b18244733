"""A program of its own that knows nothing of Segue: liblistenbrainz with another address. Prints JSON.

    python speaks_liblistenbrainz.py URL TOKEN

liblistenbrainz is under the GPL: it is run here, in a process of its own, and never imported by anything else.
"""

import json
import sys
import time
from typing import Any

from liblistenbrainz import Listen, ListenBrainz
from liblistenbrainz.errors import InvalidAuthTokenException, ListenBrainzAPIException

url, token = sys.argv[1:]
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

now = int(time.time())
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
json.dump(found, sys.stdout)
