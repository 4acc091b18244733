"""The house: version, docstrings, names and lengths of modules."""

import ast
import re
from importlib.metadata import version
from pathlib import Path

import segue

_ROOT = Path(segue.__file__).parent
_MODULES = sorted(_ROOT.rglob("*.py"))
_SAYS_NOTHING = re.compile(r"utils?|helpers?|common|misc|managers?|.*_(utils?|helpers?|manager)")
_LONGEST = 400  # lines


def _name(path: Path) -> str:
    return str(path.relative_to(_ROOT))


def test_the_version_is_one() -> None:
    written = re.search(r'^version = "(.+)"$', (_ROOT.parent / "pyproject.toml").read_text(), re.MULTILINE)
    assert written
    assert segue.__version__ == written[1] == version("segue")


def test_every_package_and_module_says_what_it_is() -> None:
    silent = [_name(p) for p in _MODULES if not ast.get_docstring(ast.parse(p.read_text()))]
    assert silent == []
    folders = {p.parent for p in _MODULES}
    assert [str(f) for f in folders if not (f / "__init__.py").is_file()] == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [_name(p) for p in _MODULES if any(_SAYS_NOTHING.fullmatch(n) for n in (p.stem, p.parent.name))] == []


def test_no_module_is_too_long_to_read() -> None:
    assert {_name(p): n for p in _MODULES if (n := len(p.read_text().splitlines())) > _LONGEST} == {}


def test_files_of_the_page_are_in_the_package() -> None:
    for folder in ("web/pages/templates", "web/static"):
        assert any((_ROOT / folder).iterdir())
