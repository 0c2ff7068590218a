"""Nothing that a person or a file says is ever run: no evaluator in the package, names of columns are only names, no pickle is opened."""

import ast
import csv
import json
import os
import pickle
import re
import tomllib
from pathlib import Path

import pytest
from canary import part
from corpora import FOLDER, files, needs_corpora
from factories import ROOT
from gate_files import geojson, point, workbook, zipped

from geomon.documents import read_document
from geomon.errors import GeomonError
from geomon.readers import read_file
from geomon.readers.formats import suffixes

HOUSE = sorted([*(ROOT / "geomon").rglob("*.py"), ROOT / "app.py"])
CALLS = {"eval", "exec", "compile", "__import__", "execfile"}
MODULES = {"pickle", "cPickle", "dill", "cloudpickle", "shelve", "marshal", "yaml", "joblib", "code", "codeop", "runpy"}
METHODS = {"eval", "read_pickle", "to_pickle", "load_extension", "enable_load_extension", "executescript"}
FRAMES = {"query"}
"""A method of a table that evaluates its words, and of a tree of shapes that does not: told apart by what is asked."""
SQL = {"execute", "executemany", "exec_driver_sql", "text", "read_sql", "read_sql_query"}
OWN_NAMES = {  # what statements of SQL are put together from: names of tables, columns and schemas, none from a person or a document
    "export/formats/geopackage.py": {"table", "columns", "quoted", "marks"},
    "readers/formats/geopackage.py": {"quoted"},                                  # of the file's own schema; explained, never run
    "store/dialects.py": {"connection.get_execution_options().get('geomon_begin', 'DEFERRED')", "schema.APPLICATION_ID",
                          "schema.APPENDED", "verb.lower()", "verb", "self.place.schema", "postgis", "pragma"},
    "store/layouts.py": {"kept_schema", "name", "place.schema", "columns"},
    "store/restoring.py": {"place.schema", "kept.schema"},
}


def dotted(node):
    return f"{dotted(node.value)}.{node.attr}" if isinstance(node, ast.Attribute) else getattr(node, "id", "?")


def said(node):
    """The first argument of a call, as text of a program."""
    return ast.unparse(node.args[0]) if node.args else ""


def evaluates(node):
    """Why this piece of program could run what a text says; empty where it could not."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
        return next((f"imports {name}" for name in names if name.split(".")[0] in MODULES), "")
    if not isinstance(node, ast.Call):
        return ""
    if isinstance(node.func, ast.Name):
        return f"calls {node.func.id}" if node.func.id in CALLS else ""
    if isinstance(node.func, ast.Attribute):
        if node.func.attr in METHODS or (node.func.attr in CALLS and dotted(node.func) != "re.compile"):
            return f"calls {dotted(node.func)}"
        if node.func.attr in FRAMES and not any(k.arg == "predicate" for k in node.keywords) and re.match("f?['\"]", said(node)):
            return f"asks a table by words: {said(node)[:40]}"
        shell = any(k.arg == "shell" and ast.unparse(k.value) != "False" for k in node.keywords)
        if shell or dotted(node.func) in ("os.system", "os.popen"):
            return "starts a shell"
    return ""


def pieces(node):
    """What a statement of SQL is put together from, as text of the program; nothing of one that stands as it is."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name) and node.args):
        return set()
    name, words = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id, node.args[0]
    if name not in SQL or (name == "text" and isinstance(node.func, ast.Attribute)):  # pens and pages write text
        return set()
    called = isinstance(words, ast.Call) and isinstance(words.func, ast.Attribute) and words.func.attr in ("format", "join", "replace")
    if called or (isinstance(words, ast.BinOp) and not isinstance(words.left, ast.JoinedStr)):
        return {ast.unparse(words)}
    return {ast.unparse(part.value) for part in ast.walk(words) if isinstance(part, ast.FormattedValue)}


def test_no_evaluator_is_in_the_package():
    found = [f"{path.relative_to(ROOT)}:{node.lineno} {why}" for path in HOUSE
             for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if (why := evaluates(node))]
    assert found == []


def test_the_check_finds_what_it_looks_for():
    bad = ("eval(x)", "exec(x)", "import pickle", "from yaml import load", "frame.query('a > 1')", "frame.query(f'{x} > 1')",
           "frame.eval(x)", "pd.read_pickle(p)", "subprocess.run(x, shell=True)", "os.system(x)", "base.load_extension(x)")
    assert [text for text in bad if not any(evaluates(node) for node in ast.walk(ast.parse(text)))] == []
    glued = ("c.execute(f'SELECT {x}')", "c.execute('SELECT ' + x)", "text('SELECT {}'.format(x))", "c.execute('SELECT %s' % x)")
    assert [text for text in glued if not any(pieces(node) for node in ast.walk(ast.parse(text)))] == []


def test_no_sql_is_put_together_but_from_names_of_our_own():
    found = {}
    for path in HOUSE:
        used = set().union(*(pieces(node) for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))))
        if used:
            found[str(path.relative_to(ROOT / "geomon"))] = used
    assert {name: used - OWN_NAMES.get(name, set()) for name, used in found.items() if used - OWN_NAMES.get(name, set())} == {}
    assert len(found) >= 4


NAUGHTY = json.loads((FOLDER / "naughty-strings" / "blns.json").read_text(encoding="utf-8")) if FOLDER.is_dir() else []


def columns_as(ending, names, folder):
    """A layer of one point whose columns have these names."""
    path = folder / f"a.{ending}"
    if ending == "geojson":
        path.write_bytes(geojson(point(**dict.fromkeys(names, "甲"))))
    elif ending == "csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([["经度", "纬度", *names], [106, 39, *["甲"] * len(names)]])
    else:
        path.write_bytes(workbook([["经度", "纬度", *names], [106, 39, *["甲"] * len(names)]]))
    return path


@needs_corpora
@pytest.mark.parametrize("ending", ["geojson", "csv", "xlsx"])
def test_naughty_strings_are_names_of_columns_like_others(ending, tmp_path):
    assert len(NAUGHTY) == 515
    names = [name for name in dict.fromkeys(NAUGHTY) if ending == "geojson" or len(name) < 30_000]
    together = read_file(columns_as(ending, names, tmp_path), features=True)
    assert (together.features, together.ask) == (1, "")
    for name in part(names, 25):
        reading = read_file(columns_as(ending, [name], tmp_path), features=True)
        assert (reading.features, reading.ask) == (1, ""), name


class Writes:
    """What writes a file when it is unpickled."""

    def __init__(self, path):
        self.path = str(path)

    def __reduce__(self):
        return open, (self.path, "w")


def test_a_pickle_that_is_opened_would_have_been_noticed(tmp_path):
    pickle.loads(pickle.dumps(Writes(tmp_path / "written"))).close()
    assert (tmp_path / "written").exists()


def made_pickles(target):
    """Five that would write `target`: old and new, in a list, in the state of a table, of several in a file."""
    evil = Writes(target)
    yield pickle.dumps(evil, 0)
    yield pickle.dumps(evil, 2)
    yield pickle.dumps({"geometry": [evil], "crs": evil}, 5)
    yield b"\x80\x04" + pickle.dumps([1, 2], 4)[2:] + pickle.dumps(evil, 4)
    yield b"cos\nsystem\n(S'touch " + os.fsencode(target) + b"'\ntR."


@needs_corpora
def test_no_pickle_runs_under_any_ending(tmp_path):
    target, room = tmp_path / "written", tmp_path / "room"
    room.mkdir()
    data = [*(path.read_bytes() for path in files("geopandas", "*.pickle")), *made_pickles(target)]
    assert len(data) == 8
    endings, tried = (*suffixes(), ".pkl", ".pickle", ".docx", ".pdf", ".html", ".npy"), 0
    for n, content in enumerate(data):
        for ending in part(endings, 10):
            path = room / f"{n}{ending}"
            path.write_bytes(content)
            into = (".geojson", ".parquet", ".csv") if ending in (".zip", ".kmz") else ()
            for one in (path, *(zipped(room / f"{n}{inner}{ending}", entries={f"a{inner}": content}) for inner in into)):
                for read in (read_file, read_document):
                    tried += 1
                    try:
                        answer = read(one)
                    except GeomonError:
                        continue
                    # text such as protocol 0 is read as what it is: a line of letters
                    assert read is read_document or answer.features == 0 or answer.ask, one.name
    assert tried >= 2 * 8 * len(part(endings, 10))
    print(f"{len(data)} pickles, {tried} readings, 0 ran")
    assert not target.exists()


def test_streamlit_is_at_least_the_one_whose_paths_were_mended():
    wanted = tomllib.loads((Path(ROOT) / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    floor = next(re.search(r">=(\d+)\.(\d+)", one).groups() for one in wanted if one.startswith("streamlit>"))
    assert tuple(map(int, floor)) >= (1, 54)
