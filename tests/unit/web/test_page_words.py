"""The page in its languages: every text of a template comes from the words, which are whole in each language."""

import ast
import re
from html.parser import HTMLParser
from pathlib import Path
from string import Formatter

import pytest
from jinja2 import Environment, nodes
from markupsafe import Markup

import segue.web.pages
from segue.recommend.message import languages
from segue.recommend.pipeline import stages
from segue.web.pages.tell import tell, words

PAGES = Path(segue.web.pages.__file__).parent
TEMPLATES = sorted(PAGES.glob("templates/*.html"))
WORDS = words()
_OURS = {"Segue"}  # a name, the same in every language
_READ = ("title", "alt", "aria-label", "placeholder", "aria-description")  # attributes that are read by people
_VALUE = "\ue000"


def _forms(text):
    return [text] if isinstance(text, str) else list(text.values())


def _places(text):
    return {name for form in _forms(text) for _, name, _, _ in Formatter().parse(form) if name}


class _Bare(HTMLParser):
    """Collects what a person would read; not what stands in <code>, which is typed, nor what is said to be English."""

    def __init__(self):
        super().__init__()
        self.found, self._open = [], []

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        self.found += [told[name] for name in _READ if told.get(name)]
        if tag not in ("input", "meta", "link", "img", "br", "path", "circle", "rect", "polyline"):
            self._open.append((tag, tag in ("code", "script", "style") or told.get("lang") == "en"))

    def handle_endtag(self, tag):
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if not any(silent for _, silent in self._open):
            self.found.append(re.sub(r'[\w-]+="[^"]*"', "", data))  # a macro of attributes alone


def _literals(source):
    """Texts within {{ … }} that are shown as they are: all but the arguments of calls, filters and comparisons."""

    def shown(node):
        if isinstance(node, nodes.TemplateData):
            return []
        if isinstance(node, nodes.Const):
            return [node.value] if isinstance(node.value, str) else []
        if isinstance(node, nodes.CondExpr):
            return shown(node.expr1) + (shown(node.expr2) if node.expr2 else [])
        if isinstance(node, nodes.Or | nodes.And | nodes.Add):
            return shown(node.left) + shown(node.right)
        if isinstance(node, nodes.Concat):
            return [text for one in node.nodes for text in shown(one)]
        return shown(node.node) if isinstance(node, nodes.Filter) and node.node else []

    tree = Environment(autoescape=True).parse(source)
    return [text for output in tree.find_all(nodes.Output) for node in output.nodes for text in shown(node)]


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda f: f.stem)
def test_no_template_has_a_text_of_its_own(file):
    source = file.read_text()
    plain = re.sub(r"\{#.*?#\}|\{%.*?%\}", "", source, flags=re.DOTALL)
    reader = _Bare()
    reader.feed(re.sub(r"\{\{.*?\}\}", _VALUE, plain, flags=re.DOTALL))
    bare = [w for text in reader.found for w in re.findall(r"[^\W\d_]{2,}", text) if w not in _OURS and set(w) != {"x"}]
    assert bare == []


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda f: f.stem)
def test_no_expression_of_a_template_shows_a_text_of_its_own(file):
    attribute = {"true", "false", "less", "more", "none", "felt", "few", "gave", "NAME", ""}  # values that nobody reads
    assert [
        text
        for text in _literals(file.read_text())
        if re.search(r"[^\W\d_]{2}", text) and text.strip() not in attribute
    ] == []


@pytest.mark.parametrize("lang", WORDS)
def test_every_language_has_every_text_with_the_same_places(lang):
    assert lang in languages()
    english, other = WORDS["en"].texts, WORDS[lang].texts
    assert set(other) == set(english)
    for key, text in english.items():
        assert _places(other[key]) == _places(text), key
        assert all(form.strip() for form in _forms(other[key])), key
    assert (len(WORDS[lang].days), len(WORDS[lang].months)) == (7, 12)


def test_korean_is_korean():
    latin = set()
    for key, text in WORDS["ko"].texts.items():
        for form in _forms(text):
            own = re.sub(r"\{.*?\}|Segue", "", form)
            if re.search(r"[^\W\d_]{3}", own) and not re.search("[가-힣]", own):
                latin.add(key)
    assert latin == set()


def test_every_text_that_is_asked_for_is_there_and_none_is_left_over():
    asked, begun = set(), set()
    for file in TEMPLATES:
        for call in Environment(autoescape=True).parse(file.read_text()).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "t" and call.args:
                _note(call.args[0], asked, begun)
        asked |= set(re.findall(r'"(held\.undo_[a-z]+)"', file.read_text()))
    for path in [*PAGES.glob("*.py"), *PAGES.parent.glob("protocols/lastfm/allow.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in WORDS["en"].texts:
                asked.add(node.value)
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                begun.add(node.values[0].value)
    begun = {one for one in begun if re.fullmatch(r"[a-z_]+\.([a-z_]+\.)?", one)}
    there = set(WORDS["en"].texts)
    assert asked <= there
    assert {key for key in there - asked if not key.startswith(tuple(begun))} == set()


def _note(node, asked, begun):
    if isinstance(node, nodes.Const):
        asked.add(node.value)
    if isinstance(node, nodes.Concat) and isinstance(node.nodes[0], nodes.Const):
        begun.add(node.nodes[0].value)


def test_every_stage_of_an_answer_has_a_name():
    named = stages()
    there = WORDS["en"].texts
    assert {f"stage.{name}" for kind in ("filters", "rerankers") for name in named[kind]} <= set(there)
    assert {f"source.{name}" for name in named["sources"]} | {f"source.{name}.tip" for name in named["sources"]} <= set(
        there
    )


def test_markup_among_the_values_stays_and_everything_else_is_escaped():
    link = Markup("<a href='/'>x</a>")
    said = tell("en", "held.sum", events=link, tracks="<i>3</i>")
    assert isinstance(said, Markup)
    assert str(said).startswith("<a href='/'>x</a> events on &lt;i&gt;3&lt;/i&gt; tracks")
    assert not isinstance(tell("en", "held.least", count="<b>"), Markup)


def test_korean_particles_of_the_page():
    assert tell("ko", "did.ban", track="아이유의 “봄”") == "아이유의 “봄”을 차단했습니다"
    assert tell("xx", "undo") == "Undo"
