"""A program of its own that knows nothing of Segue: spotipy with another address. Prints JSON.

    python speaks_spotipy.py URL TOKEN

spotipy is under the MIT licence; it is run here, in a process of its own, as the others are.
"""

import json
import sys
import warnings
from typing import Any

import spotipy

warnings.simplefilter("ignore", DeprecationWarning)  # of what Spotify closed, which is what this is about
url, token = sys.argv[1:]
found: dict[str, Any] = {}

sp = spotipy.Spotify(auth=token)
sp.prefix = f"{url}/v1/"

genres = sp.recommendation_genre_seeds()["genres"]
found["genres"] = genres
told = sp.recommendations(seed_genres=["metal"], limit=5, min_tempo=100, target_energy=0.9)
found["recommended"] = [track["name"] for track in told["tracks"]]
json.dump(found, sys.stdout)
