"""Sentiment of a comment: a short list of words in several languages, with negation. -1 displeased, 0 plain, 1 glad.

Comments on tracks are short and say it in few words ("love this", "so langweilig", "최고"), so a list of them goes a
long way and can be read by whoever wonders. Words were chosen by hand for this project.
"""

import re


def _list(text: str) -> list[str]:
    return text.split()


_GLAD = _list("""
love loved loves lovely great good amazing awesome beautiful brilliant perfect best fantastic gorgeous masterpiece
favourite favorite wonderful banger bop fire slaps catchy epic excellent stunning superb enjoy enjoyed nice cool
goosebumps
liebe geliebt toll super schön wunderschön großartig genial beste bester perfekt klasse geil gut mag gänsehaut ohrwurm
aime adore génial super beau belle magnifique parfait parfaite meilleur meilleure excellent bien sublime
encanta amo hermoso hermosa genial increíble perfecto perfecta mejor bueno buena bonito maravilloso temazo
adoro lindo linda ótimo ótima incrível melhor perfeito perfeita maravilhoso bom boa
bello bella bellissimo bellissima stupendo fantastico perfetto migliore bravo
kocham świetne świetny piękne piękny super najlepsze dobre
люблю классно круто отлично прекрасно лучшая лучший обожаю супер шедевр красиво
harika güzel mükemmel süper bayıldım
""")
_BAD = _list("""
hate hated hates bad boring awful terrible worst horrible annoying ugly trash garbage dull skip overrated cringe meh
lame sucks disappointing disappointed noise unlistenable mediocre lifeless
hasse schlecht langweilig furchtbar schrecklich schlimm nervt nervig müll hässlich grauenhaft öde doof mies
déteste nul nulle mauvais mauvaise ennuyeux ennuyeuse horrible affreux pire moche
odio malo mala aburrido aburrida horrible terrible peor feo fea basura
odeio ruim chato chata horrível péssimo péssima pior feio
odio brutto brutta noioso noiosa orribile pessimo peggiore
nienawidzę zły nudne nudny okropne okropny słabe
ненавижу плохо скучно ужасно отстой худшая худший бесит
kötü berbat sıkıcı iğrenç
""")
_NOT = frozenset(
    _list("""
    not no never don't dont doesn't doesnt didn't didnt isn't isnt wasn't wasnt can't cant cannot won't hardly without
    nicht kein keine keinen nie niemals kaum ohne pas ne jamais sans aucun no nunca sin não nunca nem sem non mai senza
    n nie nigdy bez не нет никогда без değil yok
""")
)
_BEHIND = frozenset(("pas", "nicht", "değil"))
# languages that do not put spaces between words, and signs
_GLAD_SIGNS = _list(
    "最高 大好き 好き 素晴らし 綺麗 很好 喜欢 喜歡 好听 好聽 太棒 최고 좋아 좋다 사랑 대박 명곡 ❤ ♥ 😍 🔥 👍 🥰 💯"
)
_BAD_SIGNS = _list("嫌い つまらない 退屈 ひどい 难听 難聽 讨厌 討厭 无聊 無聊 싫어 별로 지루 최악 👎 🤮 😡 💩")
_NOT_SIGNS = ("不", "没", "沒", "안 ", "ない", "지 않")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_PARTS = re.compile(r"[.!?;,\n]")
_REACH = 3  # words over which a negation carries
_VALUE = {**dict.fromkeys(_BAD, -1), **dict.fromkeys(_GLAD, 1)}


def sentiment(text: str) -> float:
    """-1 to 1: what is glad less what is displeased, over all words that are either."""
    found = [*_words(text.casefold().replace("’", "'")), *_signs(text)]
    return sum(found) / len(found) if found else 0.0


def _words(text: str) -> list[int]:
    found: list[int] = []
    for part in _PARTS.split(text):
        words = [half for word in _WORD.findall(part) for half in _halves(word)]
        negated, since = 0, _REACH  # words that a negation still reaches; words since the last one that counts
        for place, word in enumerate(words):
            if word in _BEHIND and found and (since == 0 or (place == len(words) - 1 and since < _REACH)):
                found[-1] = -found[-1]  # "j'aime pas", "das mag ich nicht"
                negated, since = 0, _REACH
                continue
            since += 1
            if word in _NOT:
                negated = _REACH + 1
            elif value := _VALUE.get(word, 0):
                found.append(-value if negated else value)
                since = _REACH if negated else 0
            negated = max(0, negated - 1)
    return found


def _halves(word: str) -> list[str]:
    """French elisions are two words: j'aime, n'aime."""
    before, _, after = word.partition("'")
    return [before, after] if after and word not in _NOT and len(before) <= 2 else [word]


def _signs(text: str) -> list[int]:
    found = []
    for signs, value in ((_BAD_SIGNS, -1), (_GLAD_SIGNS, 1)):
        for sign in signs:
            start = text.find(sign)
            while start >= 0:
                around = text[max(0, start - 2) : start] + text[start + len(sign) : start + len(sign) + 4]
                negated = value > 0 and any(no in around for no in _NOT_SIGNS)
                found.append(-value if negated else value)
                text = text[:start] + "\x00" + text[start + len(sign) :]
                start = text.find(sign)
    return found
