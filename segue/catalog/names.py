"""Names as keys: two spellings of one recording give one key, two recordings give two.

Unicode NFKC and full case folding; accents fold on Latin letters only, because elsewhere a mark is a letter
of its own (Hangul, kana, Indic); punctuation falls away; guests ("feat.") and notes that mean the same
recording ("2011 Remaster", "Radio Edit", "Deluxe Edition", "Mono") are taken out. Live takes, remixes and
acoustic versions stay: they are other recordings. The original name is kept wherever it stands; a key is only
for matching.
"""

import re
import unicodedata
from functools import lru_cache
from uuid import UUID, uuid5

from segue.domain.event import TrackId

_NAMESPACE = UUID("5e60e000-7a5e-5c0d-9b1e-a0d105e60e00")
_SEPARATOR = "\x1f"  # no key holds it
_SPECIAL = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "ŧ": "t"}
)
_MARKS_ON_LATIN = re.compile("(?<=[a-z])[\u0300-\u036f]+")
_SILENT = re.compile("['’‘ʼ`´′™®©\u200b-\u200f\u2060\ufeff\ufe0e\ufe0f\u00ad]")
_LETTER_SIGN = re.compile(r"(?<=[^\W\d_])!(?=[^\W\d_])")
_DOLLAR = re.compile(r"\$(?=[^\W\d_])|(?<=[^\W\d_])\$")
_AND = re.compile(r"&|(?<= )\+(?= )")
_BRACKETED = re.compile(r"[(\[{（【「『《〈]([^()\[\]{}（）【】「」『』《》〈〉]*)[)\]}）】」』》〉]")
_DASH = re.compile(r"\s+[-–—―~]+\s+")
_PART = re.compile(r"[/,;|]")
_GUEST = re.compile(r"\s[(\[]?(?:feat|ft|featuring)(?:\.|:|(?=\s))\s*\S.*$")
_GUEST_NOTE = re.compile(r"\s*(?:feat|ft|featuring|with|w/)(?:\.|:|(?=\s))\s*\S.*")
_YEAR = r"(?:19|20)\d\d"
_SAME = re.compile(
    rf"(?:the )?(?:{_YEAR} )?(?:\w+ )?(?:digital(?:ly)? )?re ?master(?:ed|ing)?"
    rf"(?: (?:version|edition|mix|track|single|album))?(?: (?:in |from )?{_YEAR})?(?: (?:version|edition))?"
    rf"|(?:{_YEAR} )?(?:mono|stereo)(?: (?:version|mix|single|recording))?(?: {_YEAR})?"
    rf"|(?:{_YEAR} )?(?:the )?(?:super )?(?:\d+(?:st|nd|rd|th) )?(?:anniversary )?"
    r"(?:deluxe|expanded|special|collectors|anniversary|bonus track|legacy|platinum|standard)"
    r"(?: (?:edition|version))+"
    r"|deluxe|(?:original |short |main )?(?:radio|single|album|lp|ep) (?:edit|version|mix)"
    r"|original (?:mix|version|recording)|bonus track|(?:explicit|clean)(?: version)?"
    r"|official(?: (?:music|lyrics?|hd))? (?:video|audio)|lyrics? video|hd|hq"
)


class _Fold(dict[int, str]):
    """What becomes of each character of a folded text: itself, its Latin base, or a blank."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        category = unicodedata.category(char)
        base = unicodedata.normalize("NFD", char)
        if category[0] in "LNM" or category == "So":
            out = base[0] if "a" <= base[0] <= "z" and len(base) > 1 else char
        elif category == "Cf":
            out = ""
        else:
            out = " "
        self[code] = out
        return out


_fold = _Fold()


def _caseless(text: str) -> str:
    """Canonical caseless form (Unicode 3.13, D146), with Latin marks and letters folded."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFD", text).casefold())
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFD", text).casefold())
    latin = [b[0] if "a" <= (b := unicodedata.normalize("NFD", c))[0] <= "z" else c for c in text]
    return unicodedata.normalize("NFC", _MARKS_ON_LATIN.sub("", "".join(latin).translate(_SPECIAL)))


def _words(text: str) -> str:
    """Words of a caseless text, one blank between; a name of signs alone keeps its signs."""
    flat = _AND.sub(" and ", _DOLLAR.sub("s", _LETTER_SIGN.sub("i", _SILENT.sub("", text))))
    if flat.isascii():
        words = re.sub(r"[^a-z0-9]+", " ", flat).strip()
    else:
        words = " ".join(unicodedata.normalize("NFC", flat.translate(_fold)).split())
    return words


def _signs(text: str) -> str:
    """The last resort: the signs themselves, or their numbers where nothing can be seen."""
    seen = " ".join("".join(" " if unicodedata.category(c)[0] == "C" else c for c in text).split())
    return seen or "".join(f"u{ord(c):x}" for c in text if not c.isspace())


def _is_same(note: str) -> bool:
    """Whether a note names the same recording: all of its parts do."""
    parts = [_words(part) for part in _PART.split(note)]
    return any(parts) and all(not part or _SAME.fullmatch(part) for part in parts)


def _trimmed(note: str) -> str:
    """A note without its parts that mean the same recording: "live / 2010 remaster" -> "live"."""
    if _GUEST_NOTE.fullmatch(note):
        return ""
    return " ".join(part for part in _PART.split(note) if not _is_same(part))


def _stripped(title: str) -> str:
    """A caseless title without guests and notes of the same recording."""
    if not any(sign in title for sign in "([{（【「『《〈-–—―~") and " f" not in title:
        return title
    bare = _BRACKETED.sub(lambda m: f" {_trimmed(m[1])} ", title) if not title.isalnum() else title
    head, *notes = _DASH.split(bare)
    bare = " ".join([head, *(_trimmed(note) for note in notes)]) if head.strip() else bare
    return _GUEST.sub("", bare) if bare.strip() else bare


def _settled(text: str, once: object) -> str:
    """Apply a rule until it changes nothing, so that the key of a key is itself."""
    for _ in range(8):
        after: str = once(text)  # type: ignore[operator]
        if after == text:
            break
        text = after
    return text


def _title_once(title: str) -> str:
    text = _caseless(title)
    return _words(_stripped(text)) or _words(text) or _signs(text)


def _artist_once(artist: str) -> str:
    text = _caseless(artist)
    bare = _GUEST.sub("", _BRACKETED.sub(lambda m: "" if _GUEST_NOTE.fullmatch(m[1]) else m[0], text))
    words = _words(bare) or _words(text)
    if words.endswith(" the") and text.rstrip().endswith(", the"):
        words = words[:-4]
    words = re.sub(r"(?<=\S) and (?=\S)", " ", words)
    while words.startswith("the ") and words != "the the":
        words = words[4:]
    return words or _signs(text)


@lru_cache(1 << 16)
def title_key(title: str) -> str:
    """A title for matching; "" only for a blank one."""
    return _settled(title, _title_once)


@lru_cache(1 << 16)
def artist_key(artist: str) -> str:
    """An artist for matching: without guests and a leading "The"; "and", "&" and commas alike."""
    return _settled(artist, _artist_once)


@lru_cache(1 << 16)
def name_key(title: str, artist: str) -> str:
    """One recording as people name it."""
    return f"{title_key(title)}{_SEPARATOR}{artist_key(artist)}"


def derived_id(
    title: str | None,
    artist: str | None,
    mbid: str | None = None,
    isrc: str | None = None,
    uri: str | None = None,
) -> TrackId:
    """The id of a track that nobody gave one: the same from the same MBID, else ISRC, else URI, else names.

    Raises:
        ValueError: none of them is there.
    """
    if mbid:
        name = f"mbid:{mbid.replace('-', '').lower()}"
    elif isrc:
        name = f"isrc:{isrc.replace('-', '').upper()}"
    elif uri:
        name = f"uri:{uri.strip()}"
    elif title or artist:
        name = f"name:{name_key(title or '', artist or '')}"
    else:
        raise ValueError("a track without id, names and codes")
    return TrackId(str(uuid5(_NAMESPACE, name)))


def artist_id(artist: str) -> str:
    """The id of an artist: the same for every spelling that `artist_key` takes for one."""
    return str(uuid5(_NAMESPACE, f"artist:{artist_key(artist)}"))


def release_id(release: str, artist: str) -> str:
    """The id of a release of an artist."""
    return str(uuid5(_NAMESPACE, f"release:{name_key(release, artist)}"))
