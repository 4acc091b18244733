"""What an issue of a mix is called and what is said of it, in the listener's language."""

from collections import Counter
from collections.abc import Sequence

from segue.domain.event import TrackId
from segue.domain.slate import SlateTrack
from segue.playlists.briefing import Briefing
from segue.playlists.issue import part_of_day
from segue.playlists.recipe import Recipe
from segue.playlists.words import listed, tell, texts
from segue.recommend.message import DEFAULT, languages
from segue.recommend.owned import BOTH
from segue.recommend.words import title as track_title

_NAMED = 3  # artists in a description


def described(name: str, recipe: Recipe, briefing: Briefing, tracks: Sequence[SlateTrack]) -> tuple[str, str, bool]:
    """Title, description, and whether there was little to go on."""
    mix, lang = recipe.mix, briefing.request.lang
    assert mix is not None
    values = _values(briefing, tracks, lang)
    if mix.texts is not None:
        title, about = mix.texts.get(lang) or mix.texts[""]
        title, about = _plain(title, values), _plain(about, values)
    else:
        key = name.partition(":")[0].rstrip("0123456789").rstrip("_")
        title = _title(key, lang, values)
        about = tell(lang, _about(key, values) if tracks else _empty(key, briefing), **values)
    little = bool(tracks) and briefing.finished < mix.needs
    if little:
        return tell(lang, "first_try", title=title), tell(lang, "little"), True
    return title, about, little


def _title(key: str, lang: str, values: dict[str, str]) -> str:
    if key == "daylist" and not values["tag"]:
        return tell(lang, "daylist.plain", **values)
    title = tell(lang, f"{key}.title", **values)
    return title[:1].upper() + title[1:]


def _about(key: str, values: dict[str, str]) -> str:
    return "artist_radio.alone" if key == "artist_radio" and not values["others"] else f"{key}.about"


def _empty(key: str, briefing: Briefing) -> str:
    known, library = texts()[DEFAULT].texts, briefing.request.library
    if not len(briefing.model):
        return "nothing.empty"
    if library != BOTH:
        return f"{library}.empty"
    return f"{key}.empty" if f"{key}.empty" in known else "mood.empty"


def _values(briefing: Briefing, tracks: Sequence[SlateTrack], lang: str) -> dict[str, str]:
    model, now = briefing.model, briefing.request.now
    artists = list(dict.fromkeys(t.artist for t in tracks))
    tags = Counter(tag for t in tracks for tag in model.items[model.row_of[t.id]].tags[:2])
    row = model.row_of.get(TrackId(briefing.argument))
    named = model.by_artist.named(briefing.argument)
    artist = model.items[int(named[0])].artist if len(named) else briefing.argument
    others = [one for one in artists if one != artist][: _NAMED - 1]
    first = tell(lang, "comma").join(artists[:_NAMED])
    language = languages().get(lang) or languages()[DEFAULT]
    return {
        "argument": briefing.argument.removesuffix("s") if briefing.argument[:4].isdecimal() else briefing.argument,
        "artists": listed(lang, artists[:_NAMED]),
        "names": listed(lang, artists) if len(artists) <= _NAMED else tell(lang, "others", some=first),
        "artist": artist,
        "others": tell(lang, "comma").join(others),
        "track": track_title(model.items[row], lang) if row is not None else briefing.argument,
        "tag": next((tag for tag, count in tags.most_common(1) if count > len(tracks) / 4), ""),
        "weekday": language.weekdays[now.weekday()],
        "part": tell(lang, f"part_{part_of_day(now)}"),
    }


def _plain(text: str, values: dict[str, str]) -> str:
    """A text of an operator: places that are known are filled, and nothing else is looked into."""
    for key, value in values.items():
        text = text.replace(f"{{{key}}}", value)
    return text
