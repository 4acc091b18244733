"""The pages say what is there: every verb, option, setting and route, and links that lead somewhere."""

import ast
import re
from dataclasses import fields
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from segue.cli import cli
from segue.settings import Settings

_ROOT = Path(__file__).parents[2]
_PAGES = sorted([_ROOT / "README.md", _ROOT / "CONTRIBUTING.md", *(_ROOT / "docs").rglob("*.md")])
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)|click \w+ \"([^\"]+)\"")
_CODE = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)


def _page(name: str) -> str:
    return (_ROOT / "docs" / name).read_text()


def _verbs(command: Any, name: tuple[str, ...] = ()) -> list[tuple[str, Any]]:
    below = getattr(command, "commands", None)
    if not below:
        return [(" ".join(name), command)]
    return [found for verb, one in below.items() for found in _verbs(one, (*name, verb))]


@pytest.mark.parametrize(("verb", "command"), _verbs(get_command(cli)), ids=lambda x: x if isinstance(x, str) else "")
def test_every_verb_and_option_is_in_the_page_of_the_command_line(verb: str, command: Any) -> None:
    page = _page("cli.md")
    assert re.search(rf"`(segue )?{verb}[ `]", page), verb
    part = next(p for p in page.split("\n## ") if re.search(rf"`(segue )?{verb}[ `]", p.split("Exit codes")[0]))
    for option in command.params:
        for spelling in (*option.opts, *option.secondary_opts):
            if spelling.startswith("-"):
                assert re.search(rf"{spelling}\b", part), f"{verb} {spelling}"


def test_the_options_of_segue_itself_are_there() -> None:
    page = _page("cli.md").split("\n## ")[0]
    for word in ("--home", "--version", "--help", "SEGUE_HOME", "**0**", "**1**", "**2**"):
        assert word in page


def _sentences() -> dict[str, str]:
    """Field -> the text below it."""
    tree = ast.parse((_ROOT / "segue" / "settings.py").read_text())
    body = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Settings").body
    return {
        field.target.id: text.value.value
        for field, text in pairwise(body)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        if isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant)
        if isinstance(text.value.value, str)
    }


def test_every_setting_has_one_sentence_and_is_in_its_page() -> None:
    page, said = _page("settings.md"), _sentences()
    assert list(said) == [field.name for field in fields(Settings)]
    for name, sentence in said.items():
        (row,) = [line for line in page.splitlines() if line.startswith(f"| `{name}` |")]
        assert row.endswith(f"| {' '.join(sentence.split())} |"), name


def test_the_defaults_in_the_page_are_the_real_ones() -> None:
    page = _page("settings.md")
    for field in fields(Settings):
        if field.name != "home":
            shown = re.search(rf"^\| `{field.name}` \| `(.*?)` \|", page, re.MULTILINE)
            assert shown, field.name
            assert ast.literal_eval(shown[1]) == field.default, field.name


def test_every_route_is_in_the_page_of_the_api(tmp_path: Path) -> None:
    from segue.app import build
    from segue.web.server import litestar

    app = build(Settings(home=tmp_path))
    paths = litestar(app).openapi_schema.paths or {}
    app.close()
    page = _page("http.md") + "".join(p.read_text() for p in (_ROOT / "docs" / "clients").glob("*.md"))
    assert len(paths) >= 7
    for path, item in paths.items():
        methods = ["POST" if item.post else "GET"] if item.post or item.get else []
        for method in [*methods, *(m.upper() for m in ("put", "delete") if getattr(item, m))]:
            assert f"`{method} {path}`" in page, path
    for status in (400, 401, 403, 404, 405, 408, 413, 415, 503, 500):
        assert re.search(rf"^\|.*\b{status}\b", page, re.MULTILINE), status


@pytest.mark.parametrize("page", _PAGES, ids=lambda p: str(p.relative_to(_ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for found in _LINK.finditer(page.read_text()):
        target = found[1] or found[2]
        if "://" in target or target.startswith(("#", "mailto:")):
            continue
        file, _, heading = target.partition("#")
        there = (page.parent / file).resolve()
        assert there.exists(), f"{page.name}: {target}"
        if heading:
            headings = re.findall(r"^#+ (.*)$", _CODE.sub("", there.read_text()), re.MULTILINE)
            anchors = [re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings]
            assert heading in anchors, f"{page.name}: {target}"


def test_every_make_verb_that_is_named_exists() -> None:
    there = set(re.findall(r"^([a-z-]+):.*##", (_ROOT / "Makefile").read_text(), re.MULTILINE))
    for page in _PAGES:
        text = page.read_text()
        named = set(re.findall(r"`make ([a-z-]+)", text)) | set(re.findall(r"^\s*make ([a-z-]+)", text, re.MULTILINE))
        assert named <= there, page.name
