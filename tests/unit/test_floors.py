"""A module imports from its own floor and below; streamlit, folium and SQL have one home each (design: `docs/design.md`)."""

import ast
import re
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2] / "geomon"
FLOORS = [
    {"", "errors", "model", "settings", "text"},
    {
        "deadlines", "divisions", "encodings", "going_on", "intention", "numerals", "crs", "codes",
        "people", "publishing", "status", "layers", "situation", "progress", "parts", "relapses", "told", "visits", "words", "zones",
    },
    {"readers", "documents", "places", "store"},
    {"join", "imagery", "render", "export"},
    {"service"},
    {"api", "cli", "ui", "__main__"},
]
SIBLINGS_MAY_MEET = {0, 1, 4, 5}
HOMES = {"streamlit": {"ui"}, "streamlit_folium": {"ui"}, "folium": {"render"}, "branca": {"render"}, "sqlalchemy": {"store"},
         "rasterio": {"readers", "imagery"}, "pyogrio": {"readers"}}
MODULES = sorted(HOUSE.rglob("*.py"))


def room(path):
    parts = path.relative_to(HOUSE).with_suffix("").parts
    return "" if parts == ("__init__",) else parts[0]


def floor(name):
    return next((n for n, names in enumerate(FLOORS) if name in names), None)


def imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names) if node.module == "geomon" else [node.module]


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(HOUSE)))
def test_a_module_imports_from_its_own_floor_and_below(path):
    here = room(path)
    level = floor(here)
    assert level is not None, f"{here!r} has no floor: add it to FLOORS"
    for name in imports(path):
        top, _, rest = name.partition(".")
        if top == "geomon" and rest:
            there = rest.split(".")[0]
            if there == here or there.startswith("__"):
                continue
            assert floor(there) is not None, f"{name} is on no floor"
            assert floor(there) < level or (floor(there) == level and level in SIBLINGS_MAY_MEET), f"{here} must not import {name}"
        elif top in HOMES:
            assert here in HOMES[top], f"{top} belongs in {HOMES[top]}, not in {here}"


def test_the_table_of_the_floors_names_every_module():
    table = re.findall(r"^\| (\d) \| ([^|]+) \|", (HOUSE.parent / "docs" / "design.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert [set(re.findall(r"`(\w+)`", names)) for _, names in table] == [names - {"", "__main__"} for names in FLOORS]
