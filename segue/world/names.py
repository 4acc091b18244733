"""Believable names from small word lists in several scripts: genres, artists, titles."""

import unicodedata
from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from numpy.random import Generator

GENRES: Final = (
    "indie rock", "trip hop", "bossa nova", "deep house", "black metal", "folk", "bebop", "synthpop",
    "roots reggae", "hip hop", "baroque", "flamenco", "k-pop", "ambient", "post-punk", "soul",
    "bluegrass", "drum and bass", "city pop", "afrobeat", "qawwali", "shoegaze", "delta blues", "salsa",
    "techno", "fado", "thrash metal", "dream pop", "funk", "klezmer", "cumbia", "enka",
    "gospel", "math rock", "opera", "dubstep", "samba", "highlife", "new wave", "rebetiko",
)  # fmt: skip
"""Genre names; a world of more genres than this numbers the rest ("techno 2")."""


class Tongue(Struct, frozen=True):
    """Words of one language. An artist sings in one; `glue` joins the two halves of a title."""

    firsts: tuple[str, ...]
    seconds: tuple[str, ...]
    people: tuple[str, ...]
    glue: str = " "


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


TONGUES: Final = (
    Tongue(
        _words("Silver Midnight Hollow Paper Golden Broken Electric Quiet Velvet Northern Burning Little"),
        _words("River Garden Telephone Harbour Summer Window Machine Parade Letter Mirror Highway Ghost"),
        _words("Hale Moreau Lindqvist Okafor Byrne Castellan Ward Novak Ellery Quinn Marlow Vance"),
    ),
    Tongue(
        _words("Café Été Rêve Nuit Forêt Étoile Façade Lumière Cœur Île"),
        _words("bleue perdue oubliée légère sauvage secrète éternelle cachée brûlée tranquille"),
        _words("Élodie Benoît Lefèvre Chloé Gaël Hélène Garçon Noël"),
    ),
    Tongue(
        _words("Saudade Manhã Canção Coração Maré Estação Ilusão Lágrima Avenida Solidão"),
        _words("perdida antiga distante azul infinita serena amanhã esquecida vazia nova"),
        _words("João Conceição Gonçalo Inês Simões Antônia Brandão Lourenço"),
    ),
    Tongue(
        _words("Skýin Þögnin Ísinn Nóttin Fjörðurinn Hljóðið Stjörnur Öldurnar Ljósið Vætturinn"),
        _words("sofa brenna kalla dansa hverfa vakna syngja bráðna fljúga bíða"),
        _words("Björk Ásgeir Þórunn Sigurrós Jökull Ísold Ragnheiður Örn"),
    ),
    Tongue(
        _words("夜の 青い 遠い 静かな 真夏の 透明な 雨の 最後の 小さな 銀色の"),
        _words("海 電車 手紙 花火 約束 東京 窓辺 月光 歌 記憶"),
        _words("星野 高橋 水無月 佐々木 藤原 小鳥遊 葵 遥"),
        glue="",
    ),
    Tongue(
        _words("푸른 조용한 마지막 하얀 작은 오래된 따뜻한 낯선 빛나는 슬픈"),
        _words("바다 편지 별빛 기차 여름 거리 고백 우산 정원 노래"),
        _words("지은 하늘 민준 서연 새벽 은하 달빛 보라"),
    ),
    Tongue(
        _words("Белая Тихая Последняя Ночная Северная Забытая Стеклянная Зимняя Далёкая Чёрная"),
        _words("река песня дорога звезда птица комната весна память площадь гроза"),
        _words("Воробьёв Лебедева Йорданов Шишкин Цветкова Ёлкина Щукин Миронов"),
    ),
    Tongue(
        _words("ليلة أغنية وردة ذكرى مدينة رسالة نجمة صباح حلم طريق"),
        _words("الصيف البحر القمر الياسمين الصحراء الغياب النهر الأمل المطر الشمال"),
        _words("ليلى سمير نور حداد فارس مريم زياد سلمى"),
    ),
    Tongue(
        _words("Μικρή Χαμένη Κόκκινη Ήσυχη Παλιά Χρυσή Μακρινή Αόρατη"),
        _words("θάλασσα νύχτα πόλη βροχή αγάπη καρδιά άνοιξη σελήνη"),
        _words("Ελευθερία Νίκος Δήμητρα Παπαδάκης Άλκηστις Μάνος"),
    ),
    Tongue(
        _words("नीला पुराना सुनहरा अधूरा मीठा खोया शांत आख़िरी"),
        _words("सपना गीत सावन आसमान रास्ता चाँद दरिया शहर"),
        _words("मीरा अर्जुन किशोर लता रफ़ी आशा"),
    ),
    Tongue(
        _words("Ngọn Giấc Cơn Đêm Bài Dòng Mùa Tiếng"),
        _words("gió mơ mưa trăng hát sông thu đàn"),
        _words("Trịnh Nguyễn Thảo Hồng Ánh Đức"),
    ),
    Tongue(
        _words("红色 孤独 遥远 明亮 温柔 最初 流浪 透明"),
        _words("月亮 河流 火车 城市 玫瑰 岛屿 信号 少年"),
        _words("林 陈 周 李宗 王菲 窦"),
        glue="的",
    ),
)
"""The first one is drawn half the time: most catalogues are mostly Latin script."""


def genres(n: int) -> tuple[str, ...]:
    """The first `n` genre names, all different."""
    size = len(GENRES)
    return tuple(GENRES[i % size] + (f" {i // size + 1}" if i >= size else "") for i in range(n))


def fold(name: str) -> str:
    """What two names must not share to count as different."""
    return unicodedata.normalize("NFKC", name).casefold()


def _one(words: Sequence[str], rng: Generator) -> str:
    return words[int(rng.integers(len(words)))]


def title(tongue: Tongue, rng: Generator) -> str:
    """One or two words of that tongue."""
    if rng.random() < 0.2:
        return _one(tongue.seconds, rng)
    return _one(tongue.firsts, rng) + tongue.glue + _one(tongue.seconds, rng)


def artist(tongue: Tongue, rng: Generator) -> str:
    """A person, a band, or a person and a band."""
    style = int(rng.integers(4))
    if style == 0:
        return _one(tongue.people, rng) + " & " + _one(tongue.people, rng)
    if style == 1:
        return _one(tongue.firsts, rng) + " " + _one(tongue.people, rng)
    if style == 2:
        return _one(tongue.people, rng) + " " + _one(tongue.seconds, rng)
    return "The " + _one(TONGUES[0].firsts, rng) + " " + _one(tongue.people, rng)


def unused(name: str, taken: set[str]) -> str:
    """`name`, numbered where it is `taken`; the answer is added to `taken`, folded."""
    candidate, number = name, 1
    while fold(candidate) in taken:
        number += 1
        candidate = f"{name} {number}"
    taken.add(fold(candidate))
    return candidate
