"""Columns: what a learned ranker knows of a candidate. Logged with what was shown, so that it trains on what it saw.

`layout` names the list: what was logged under another one is not learnt from.
"""

import base64
import binascii
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from segue.learning.skips import columns as skips
from segue.recommend.past import known
from segue.recommend.situation import Situation

_SCORES = ("total", "blended", "familiar", "intent", "nearness", "fame", "liked")
_FITS = ("hour_fit", "device_fit", "activity_fit", "location_fit")
_PARTS = (
    "ials", "item_ease", "listener_ease", "listener_neighbours", "item_neighbours", "graph_filter", "content", "text",
    "sound", "content_ease", "popularity", "friends", "next_item", "session_neighbours",
)  # fmt: skip
NAMES = (*_SCORES, *_FITS, *(f"z {part}" for part in _PARTS), *skips.ALL)
TOTAL = NAMES.index("total")
SKIPS = slice(len(NAMES) - len(skips.ALL), len(NAMES))  # those of `segue.learning.skips.columns.ALL`
LAYOUT = blake2b("|".join(NAMES).encode(), digest_size=6).hexdigest()


def columns(situation: Situation, rows: NDArray[np.int32]) -> NDArray[np.float32]:
    """(n, len(NAMES)) float32, NaN = unknown. rows: (n,) of the model's items."""
    out = np.full((len(rows), len(NAMES)), np.nan, np.float32)
    if not len(rows):
        return out
    model = situation.model
    for i, score in enumerate((situation.total, situation.blended, situation.familiar, situation.intent)):
        out[:, i] = score[rows]
    if situation.nearness is not None:
        out[:, 4] = situation.nearness[rows]
    out[:, 5] = model.fame[rows]
    hand = [model.row_of[track] for track in situation.rated.liked if track in model.row_of]
    out[:, 6] = np.isin(rows, hand)
    at = len(_SCORES)
    out[:, at : at + len(_FITS)] = fits(situation, rows)
    at += len(_FITS)
    parts = [i for i, name in enumerate(model.blend.names) if name in _PARTS]
    out[:, [at + _PARTS.index(model.blend.names[i]) for i in parts]] = situation.parts[:, rows][parts].T
    out[:, SKIPS] = known(situation, rows)
    return out


def fits(situation: Situation, rows: NDArray[np.int32]) -> NDArray[np.float32]:
    """(n, 4) float32: how candidates fit hour, device, activity and location; 0 = nothing known."""
    found: NDArray[np.float32] = situation.model.space[rows] @ situation.around.T
    return found


def packed(known: NDArray[np.float32]) -> str:
    """As text, in 16 bits each: what an impression carries."""
    with np.errstate(over="ignore"):
        return base64.b64encode(known.astype("<f2").tobytes()).decode("ascii")


def unpacked(text: str, tracks: int) -> NDArray[np.float32] | None:
    """(tracks, len(NAMES)) float32; None when it is not of so many tracks and columns."""
    try:
        found = np.frombuffer(base64.b64decode(text, validate=True), "<f2")
    except (binascii.Error, ValueError):
        return None
    if len(found) != tracks * len(NAMES):
        return None
    return found.astype(np.float32).reshape(tracks, len(NAMES))
