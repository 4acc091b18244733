"""What kind of device something is: told by the dialect it speaks, else guessed from its name."""

import re
from collections.abc import Iterable
from functools import lru_cache

KINDS = ("mobile", "desktop", "web", "tv", "smart_speaker", "car")
OTHER = "other"
# the first one that fits: "Web Player (Windows)" is a page, "Android Auto" a car, "Android TV" a television
_NAMES = (
    ("car", r"\bcar\b|android.?auto|carplay|automotive|tesla|\bauto\b|infotainment|head.?unit"),
    (
        "smart_speaker",
        r"speaker|sonos|(?<![a-z])echo(?![a-z])|alexa|homepod|google.?(home|nest)|nest (mini|hub)|cast_audio|_salmon",
    ),
    (
        "tv",
        r"\btv\b|_tv\b|television|chromecast|cast[ _]|roku|bravia|webos|tizen|playstation|xbox|\bps[345]\b|fire ?stick",
    ),
    ("web", r"\bweb(?!os)|browser|chrome\b|firefox|safari|segue-web"),
    ("mobile", r"phone|mobile|android|\bios\b|ipad|ipod|tablet|pixel|galaxy|symfonium|dsub|ultrasonic|tempo\b"),
    ("desktop", r"desktop|laptop|windows|os ?x|mac|linux|feishin|sonixd|supersonic|mpd|mpdscribble|\bpc\b"),
)
_PATTERNS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _NAMES)


def kind_of(device: str | None, dialects: Iterable[str] = ()) -> str:
    """One of KINDS, or "other"."""
    for dialect in dialects:
        if (kind := _spoken(dialect)) is not None:
            return kind
    return _guessed(device) if device else OTHER


@lru_cache(1_000)
def _spoken(dialect: str) -> str | None:
    return next((kind for kind in KINDS if dialect == kind or dialect.startswith(f"{kind}_v")), None)


@lru_cache(10_000)
def _guessed(device: str) -> str:
    return next((kind for kind, pattern in _PATTERNS if pattern.search(device)), OTHER)
