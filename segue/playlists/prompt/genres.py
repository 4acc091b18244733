"""Genres: the names there are, with other spellings. Tags of the catalogue that are none of them count as they are."""

from collections.abc import Mapping
from typing import Final

from segue.playlists.prompt.plain import tag_key

_TABLE = """
acid jazz; acoustic = unplugged; acoustic rock; afrobeat; afrobeats = afropop, afro beats; alternative = alternative
music; alternative rock = alt rock, alt-rock; alternative metal; ambient = ambient music, ambiental; americana;
anime = anime songs, anisong, anime music; art rock; avant-garde = avantgarde, avant garde; ballad = ballade,
ballads; baroque; bebop = bop jazz; big band; black metal; bluegrass; blues = the blues; blues rock; boom bap; bossa
nova = bossa; breakbeat = breaks; britpop = brit pop; celtic; chamber pop; chanson = chansons, chanson francaise,
french chanson; chillout = chill out; chillwave; choral = choir, choir music; city pop = citypop; classic rock;
classical = classical music, classic music, orchestral, orchestra, symphonic, symphony; country = country music,
country and western; cumbia; dance = dance music, dance-pop; dancehall; dark ambient; darkwave = dark wave; death
metal; deathcore; deep house; delta blues; disco = disco music; doom metal; downtempo; dream pop = dreampop; drill =
uk drill, drill music; drone; drum and bass = dnb, d&b, drum n bass, drumnbass, jungle; dub; dub techno; dubstep;
easy listening = easylistening; ebm; edm = electronic dance music; electro; electro house; electro swing; electronic
= electronica, electronic music, electro music; electropop = electro pop; emo = emo music, emocore; enka; ethereal;
eurodance = euro dance, eurobeat; experimental = experimental music; fado; film music = film score; flamenco; folk =
folk music, folk songs; folk metal; folk rock; funk = funk music, funky; funk rock; fusion = jazz fusion; futurepop;
g-funk; gangsta rap; garage = uk garage; garage rock; glam rock = glam; glitch; gospel = gospel music; gothic =
goth; gothic metal; gothic rock; grime; groove metal; grunge; gqom; hair metal; hard rock = hardrock; hardcore;
hardcore punk; hardstyle; heavy metal; highlife; hip hop = hip-hop, hiphop, rap, rap music, rap and hip hop; house =
house music; hyperpop; idm; indie = indie music; indie folk; indie pop; indie rock; industrial; industrial metal;
industrial rock; instrumental hip hop; italo disco; j-pop = jpop, japanese pop; j-rock = jrock; jazz = jazz music,
jazzy; jazz rap; k-hip hop = khiphop; k-indie = kindie; k-pop = kpop, korean pop; k-rock = krock; klezmer; krautrock
= kraut; latin = latin music; latin pop; lo-fi = lofi, lo-fi beats, lofi hip hop, lo-fi hip hop, chillhop; lounge =
lounge music; madchester; mandopop; mariachi; math rock; melodic death metal; merengue; metal = metal music;
metalcore; midwest emo; minimal = minimalism; minimal techno; mpb = musica popular brasileira; neo soul = neosoul;
neoclassical; new age = newage; new wave = newwave; noise = noise music; noise rock; northern soul; nu disco; nu
jazz; nu metal = nu-metal; oldschool hip hop = old school hip hop; opera = operas, arias; outlaw country; phonk;
piano = piano music; polka; pop = pop music; pop folk; pop punk = poppunk; pop rock = poprock; post-hardcore;
post-punk = postpunk; post-rock = postrock; power metal; power pop = powerpop; progressive = prog; progressive
house; progressive metal = prog metal; progressive rock = prog rock; psychedelic = psych; psychedelic rock = psych
rock, psychrock; psytrance = psy trance; punk = punk music; punk rock = punkrock; qawwali; r&b = rnb, rhythm and
blues, r and b; ragtime; rap metal; rebetiko; reggae = reggae music; reggaeton; rock = rock music; rock and roll =
rock n roll, rock'n'roll, rocknroll; rockabilly; rocksteady; roots reggae; salsa = salsa music; samba; screamo;
shoegaze = shoegazing; shoegazer; singer-songwriter = singersongwriter, singer songwriters, songwriter; ska; ska
punk; slowcore; sludge; soft rock; soul = soul music; soundtrack = soundtracks, ost, film, movie, score, film music,
movie music, movie soundtrack, original soundtrack, film score; southern rock; space rock; speed metal; spoken word;
stoner rock; surf rock = surf; swing = swing music; symphonic metal; synthpop = synth pop, synth-pop; synthwave =
synth wave, retrowave, outrun; tango; tech house; techno = techno music; thrash metal = thrash; trance = trance
music; trap = trap music; trip hop = trip-hop, triphop; tropical house; trot; uk drill; vaporwave; viking metal;
visual kei; waltz = waltzes; witch house; world = world music; yacht rock; zouk; children's music = kids music,
nursery rhymes; comedy; musicals = musical, show tunes, broadway
"""


def _read() -> tuple[tuple[str, ...], dict[str, str], dict[str, tuple[str, ...]]]:
    names: list[str] = []
    by_key: dict[str, str] = {}
    spellings: dict[str, tuple[str, ...]] = {}
    for entry in " ".join(_TABLE.split()).split(";"):
        name, _, others = (part.strip() for part in entry.partition("="))
        some = (name, *(one.strip() for one in others.split(",") if one.strip()))
        names.append(name)
        spellings[name] = some
        for one in some:
            by_key.setdefault(tag_key(one), name)
    return tuple(names), by_key, spellings


_names, _by_key, _spellings = _read()

GENRES: Final[tuple[str, ...]] = _names
SPELLINGS: Final[Mapping[str, tuple[str, ...]]] = _spellings


def genre_of(tag: str) -> str | None:
    """The genre that a tag spells, or None."""
    return _by_key.get(tag_key(tag))


FAMILIES: Final[Mapping[str, tuple[str, ...]]] = {
    "classical": ("baroque", "opera", "choral", "neoclassical", "piano"),
    "electronic": ("techno", "house", "trance", "ambient", "idm", "dubstep", "drum and bass", "edm", "electro"),
    "hip hop": ("trap", "drill", "boom bap", "grime", "gangsta rap", "jazz rap"),
    "metal": ("metalcore", "deathcore"),
    "rock": ("grunge", "shoegaze", "krautrock", "britpop"),
    "jazz": ("bebop", "swing", "big band", "fusion"),
    "latin": ("salsa", "reggaeton", "cumbia", "bossa nova", "samba", "merengue", "tango"),
    "dance": ("edm", "house", "eurodance", "disco"),
    "punk": ("hardcore punk", "ska punk", "emo"),
    "reggae": ("dub", "dancehall", "rocksteady"),
    "edm": ("electro house", "progressive house", "dubstep", "hardstyle"),
    "folk": ("singer-songwriter", "bluegrass"),
}  # fmt: skip
"""What belongs to a genre though it is not called so."""
