"""Markup reaches a page in one module only, and `unsafe_allow_html` nowhere."""

import ast
from pathlib import Path

from geomon.ui import markup

PAGES = Path(markup.__file__).parent


def uses(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and node.attr in ("html", "iframe", "components"):
            yield node.attr
        if isinstance(node, ast.keyword) and node.arg == "unsafe_allow_html":
            yield node.arg


def test_markup_is_handed_over_in_one_module_and_seven_places():
    found = {path.name: list(uses(path)) for path in PAGES.glob("*.py")}
    assert {name: len(kinds) for name, kinds in found.items() if kinds} == {"markup.py": 7}
    assert found["markup.py"] == ["html", "html", "html", "components", "components", "components", "components"]
