"""Moods and occasions: a closed list, each with what it is called in catalogues and what it sounds like."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Mood:
    """tags: say it; near: go with it. sound: field of `segue.domain.sound.Sound` -> least and most.

    Ranges are of what Spotify's audio features mean (0.5 is the middle); they were set by hand.
    """

    tags: tuple[str, ...]
    near: tuple[str, ...] = ()
    sound: Mapping[str, Range] = field(default_factory=dict)


def _mood(tags: str, near: str = "", **sound: Range) -> Mood:
    return Mood(
        tuple(t.strip() for t in tags.split(",")), tuple(t.strip() for t in near.split(",") if t.strip()), sound
    )


LOW, HIGH = (0.0, 0.45), (0.55, 1.0)

MOODS: Final[Mapping[str, Mood]] = {
    "happy": _mood("happy, cheerful, feel good, fun, positive, joyful, sunny, upbeat, good mood", valence=(0.6, 1.0)),
    "sad": _mood(
        "sad, melancholic, melancholy, miserable, heartbreak, depressive, sorrow, lonely, tears, breakup",
        "slowcore", valence=(0.0, 0.35), energy=(0.0, 0.6),
    ),
    "calm": _mood(
        "calm, relaxing, relax, mellow, soft, peaceful, chill, chillout, quiet, gentle, tranquil, soothing, chill zone",
        "ambient, acoustic, downtempo, lounge, easy listening, piano, lo-fi", energy=(0.0, 0.45),
    ),
    "energetic": _mood(
        "energetic, energy, powerful, exciting, hype, power, action, high energy", "edm, drum and bass, hardstyle",
        energy=(0.7, 1.0),
    ),
    "romantic": _mood("romantic, love, love songs, love song, sweet, inlove, wedding", "ballad", valence=(0.3, 0.9)),
    "dark": _mood(
        "dark, horror, gloomy, haunting, sinister, halloween, spooky, creepy", "darkwave, dark ambient, gothic",
        valence=(0.0, 0.4),
    ),
    "dreamy": _mood(
        "dreamy, dream, ethereal, atmospheric, hypnotic, space, floating", "dream pop, shoegaze, ambient",
        energy=(0.1, 0.6),
    ),
    "angry": _mood(
        "angry, aggressive, rage, anger, heavy, brutal", "hardcore, metalcore, thrash metal", energy=(0.8, 1.0),
        valence=(0.0, 0.5),
    ),
    "nostalgic": _mood("nostalgic, nostalgia, memories, retro, oldies, good old times", "80s, 90s"),
    "uplifting": _mood(
        "uplifting, inspiring, hopeful, motivational, inspirational, optimistic, positive", "gospel",
        valence=(0.5, 1.0),
    ),
    "epic": _mood(
        "epic, dramatic, cinematic, trailer, adventure, majestic, heroic", "soundtrack, symphonic metal",
        energy=(0.5, 1.0),
    ),
    "sensual": _mood("sensual, sexy, sex, seductive, hot, smooth", "r&b, neo soul", energy=(0.2, 0.7)),
    "playful": _mood(
        "playful, funny, fun, quirky, silly, comedy, children, cute", "comedy, children's music",
        valence=(0.6, 1.0),
    ),
    "groovy": _mood("groovy, groove, funky", "funk, disco, soul", danceability=(0.65, 1.0)),
    "cozy": _mood(
        "cozy, cosy, warm, comfort, intimate", "acoustic, indie folk", energy=(0.0, 0.5), acousticness=(0.4, 1.0),
    ),
    "emotional": _mood(
        "emotional, deep, touching, moving, sentimental, drama, passionate", "ballad", energy=(0.0, 0.6),
    ),
    "focus": _mood(
        "focus, study, concentration, for work, background, work, reading", "ambient, lo-fi, classical, minimal, piano",
        energy=(0.0, 0.6), speechiness=(0.0, 0.1), instrumentalness=(0.3, 1.0),
    ),
    "sleep": _mood(
        "sleep, sleeping, lullaby, sleepy, bedtime", "ambient, drone, new age, piano", energy=(0.0, 0.3),
        tempo_bpm=(40, 105),
    ),
    "workout": _mood(
        "workout, gym, running, sport, fitness, training", "edm, drum and bass, hardstyle", energy=(0.7, 1.0),
        tempo_bpm=(115, 190),
    ),
    "party": _mood(
        "party, club, dance, dancing", "house, disco, edm, eurodance, reggaeton", danceability=(0.65, 1.0),
        energy=(0.6, 1.0),
    ),
    "driving": _mood(
        "driving, road trip, roadtrip, drive, highway", "classic rock, synthwave, rock", energy=(0.5, 0.95),
    ),
    "commute": _mood("commute, commuting", "indie pop, pop", energy=(0.4, 0.85)),
    "morning": _mood(
        "morning, wake up, sunrise, coffee", "acoustic, indie folk", energy=(0.2, 0.65), valence=(0.4, 1.0),
    ),
    "evening": _mood("evening, sunset, dusk", "lounge, soul, downtempo, jazz", energy=(0.1, 0.6)),
    "night": _mood("night, late night, midnight, nocturnal", "downtempo, trip hop, synthwave", energy=(0.1, 0.65)),
    "rain": _mood("rain, rainy, rainy day", "acoustic, lo-fi, jazz", energy=(0.0, 0.5)),
    "summer": _mood(
        "summer, summer song, sunny, beach", "reggae, tropical house, surf rock", energy=(0.5, 1.0),
        valence=(0.5, 1.0),
    ),
    "winter": _mood("winter, snow, cold", "acoustic, neoclassical", energy=(0.0, 0.5)),
    "spring": _mood("spring, blossom, cherry blossom, fresh", "indie pop, acoustic", valence=(0.5, 1.0)),
    "autumn": _mood("autumn, fall, october", "folk, indie folk, jazz", energy=(0.0, 0.55), valence=(0.0, 0.6)),
    "travel": _mood("travel, journey, adventure, road trip, wanderlust", "world, indie folk", energy=(0.35, 0.85)),
    "cooking": _mood("cooking, kitchen", "soul, bossa nova, jazz, funk", energy=(0.3, 0.75), valence=(0.45, 1.0)),
    "cleaning": _mood("cleaning, housework, chores", "pop, disco, dance", energy=(0.6, 1.0), valence=(0.5, 1.0)),
    "dinner": _mood(
        "dinner, dinner party, lounge, dining", "jazz, bossa nova, soul, easy listening", energy=(0.1, 0.55),
    ),
    "walk": _mood("walk, walking, stroll, nature", "indie folk, folk, indie pop", energy=(0.25, 0.65)),
    "meditation": _mood(
        "meditation, meditative, yoga, mindfulness, spa, zen, healing", "ambient, new age, drone",
        energy=(0.0, 0.3),
    ),
    "gaming": _mood(
        "gaming, game, video game, games", "edm, soundtrack, drum and bass, synthwave", energy=(0.5, 1.0),
    ),
    "christmas": _mood("christmas, xmas, holiday, christmas songs, carol, noel"),
    "beach": _mood(
        "beach, ocean, sea, tropical, island, summer", "reggae, surf rock, tropical house", valence=(0.5, 1.0),
    ),
    "cafe": _mood("cafe, coffee, coffeehouse, coffee shop", "bossa nova, jazz, lounge, acoustic", energy=(0.1, 0.5)),
    "wedding": _mood("wedding, love songs, bridal", "soul, ballad", valence=(0.4, 1.0)),
}  # fmt: skip

OCCASIONS: Final = frozenset(list(MOODS)[list(MOODS).index("focus") :])
"""Those of them that are times, places and things to do; the ones before are how music feels."""

TONGUES: Final[Mapping[str, tuple[str, ...]]] = {
    "en": ("english", "american", "british", "usa", "uk", "australian", "irish", "scottish"),
    "ko": ("korean", "korea", "k-pop", "k-indie", "k-hip hop", "k-rock", "trot", "한국", "가요", "국내"),
    "ja": ("japanese", "japan", "j-pop", "j-rock", "visual kei", "enka", "anime", "city pop", "日本"),
    "fr": ("french", "france", "chanson", "francais", "chanson francaise"),
    "es": ("spanish", "spain", "mexican", "espanol", "latin pop", "flamenco", "reggaeton", "cumbia", "mariachi"),
    "pt": ("portuguese", "brazilian", "brazil", "brasil", "mpb", "fado", "bossa nova", "samba"),
    "de": ("german", "deutsch", "germany", "austrian", "neue deutsche welle"),
    "it": ("italian", "italy", "italo", "cantautore"),
    "ru": ("russian", "russia", "русский"),
    "pl": ("polish", "poland"),
    "sv": ("swedish", "sweden"),
    "fi": ("finnish", "finland"),
    "no": ("norwegian", "norway"),
    "is": ("icelandic", "iceland"),
    "tr": ("turkish", "turkey"),
    "ar": ("arabic", "arab", "egyptian", "lebanese"),
    "hi": ("hindi", "bollywood", "indian", "india"),
    "zh": ("chinese", "mandarin", "mandopop", "cantonese", "cantopop", "taiwanese", "c-pop"),
    "nl": ("dutch", "netherlands"),
    "el": ("greek", "greece", "rebetiko"),
    "th": ("thai", "thailand"),
    "vi": ("vietnamese", "vietnam"),
    "he": ("hebrew", "israeli"),
}  # fmt: skip
"""Languages that can be asked for, and the tags that say a song is in one."""

SCRIPTS: Final[Mapping[str, tuple[tuple[int, int], ...]]] = {
    "ko": ((0xAC00, 0xD7A3), (0x1100, 0x11FF)),
    "ja": ((0x3040, 0x30FF),),
    "zh": ((0x4E00, 0x9FFF),),
    "ru": ((0x0400, 0x04FF),),
    "el": ((0x0370, 0x03FF),),
    "ar": ((0x0600, 0x06FF),),
    "hi": ((0x0900, 0x097F),),
    "he": ((0x0590, 0x05FF),),
    "th": ((0x0E00, 0x0E7F),),
}
"""Letters that give a language away in a title, though not surely: Chinese characters are Japanese beside kana."""
