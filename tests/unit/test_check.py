"""`geomon check` from outside: its keys, its exit codes, and that one bad file hides nothing of the others."""

import json
import os
import re
import subprocess
import sys
import time

import pytest
from click.testing import CliRunner
from factories import ROOT
from gate_files import NAMES, geojson, point, polygon, shapefile, zipped

from geomon.cli import cli

KEYS = ["file", "usable", "format", "features", "geometry", "crs", "encoding", "repairs", "warnings", "problem"]


@pytest.fixture
def run(workspace, monkeypatch):
    monkeypatch.chdir(workspace.root)
    for name in [n for n in os.environ if n.startswith("GEOMON_")]:
        monkeypatch.delenv(name)
    return lambda *arguments: CliRunner().invoke(cli, ["check", *map(str, arguments)], catch_exceptions=False)


def test_the_answer_has_the_keys_of_the_contract_and_all_its_keys_are_in_the_docs(run, tmp_path):
    shapefile(tmp_path, "点位", encoding="gbk", texts=NAMES)
    packed = zipped(
        tmp_path / "点位.zip", entries={f"图/点位.{s}": (tmp_path / f"点位.{s}").read_bytes() for s in ("shp", "shx", "dbf", "prj")}
    )
    bow = ((106.8, 39.4), (106.9, 39.5), (106.9, 39.4), (106.8, 39.5), (106.8, 39.4))
    (tmp_path / "a.geojson").write_bytes(geojson(polygon(*bow, name="西沟")))
    (tmp_path / "b.csv").write_text("name,lon,lat\n甲,106.8,39.4\n", encoding="utf-8")
    answers = json.loads(run(packed, tmp_path / "a.geojson", tmp_path / "b.csv", "--json").stdout)
    contract = (ROOT / "docs" / "contract.md").read_text(encoding="utf-8")
    for answer in answers:
        assert list(answer)[: len(KEYS)] == KEYS
        assert [key for key in answer if f"`{key}`" not in contract] == []
    first = answers[0]
    assert (first["file"], first["usable"], first["format"], first["features"], first["geometry"]) == (
        "点位.zip",
        True,
        "ESRI Shapefile",
        3,
        "point",
    )
    assert (first["crs"], first["encoding"], first["problem"]) == ("EPSG:4490", "GB18030", None)
    assert "铁东" in first["sample"]


def test_every_file_is_answered_and_the_bad_ones_decide_the_exit_code(run, tmp_path):
    (tmp_path / "good.geojson").write_bytes(geojson(point(name="甲")))
    (tmp_path / "bad.geojson").write_text("{", encoding="utf-8")
    alone = run(tmp_path / "good.geojson", "--json")
    assert (alone.exit_code, alone.stderr) == (0, "")
    both = run(tmp_path / "bad.geojson", tmp_path / "good.geojson", tmp_path / "gone.geojson", "--json")
    assert both.exit_code == 1
    assert [a["usable"] for a in json.loads(both.stdout)] == [False, True, False]
    assert len(both.stderr.strip().splitlines()) == 2
    assert "Traceback" not in both.output


def test_people_read_what_was_found_and_what_would_be_repaired(run, tmp_path):
    bow = ((106.8, 39.4), (106.9, 39.5), (106.9, 39.4), (106.8, 39.5), (106.8, 39.4))
    (tmp_path / "a.geojson").write_bytes(geojson(polygon(*bow, name="西沟")))
    text = run(tmp_path / "a.geojson").stdout
    assert "a.geojson: usable (GeoJSON, 1 features, polygon)" in text
    assert "Feature 1 (西沟): the ring crosses itself at 106.85, 39.45." in text
    assert "rebuild areas" in text


def test_what_a_person_decides_is_taken(run, tmp_path):
    (tmp_path / "a.csv").write_bytes("name,lon,lat\n矿,106.8,39.4\n".encode("gbk"))
    assert json.loads(run(tmp_path / "a.csv", "--json").stdout)[0]["usable"] is False
    answer = json.loads(run(tmp_path / "a.csv", "--json", "--encoding", "GBK", "--crs", "GCJ-02").stdout)[0]
    assert (answer["usable"], answer["encoding"], answer["crs"]) == (True, "GB18030", "GCJ-02")
    assert run(tmp_path / "a.csv", "--encoding", "klingon").exit_code == 2


def test_an_old_datum_that_a_person_names_is_refused_too(run, tmp_path):
    (tmp_path / "a.csv").write_text("name,lon,lat\n甲,106.8,39.4\n", encoding="utf-8")
    answer = json.loads(run(tmp_path / "a.csv", "--json", "--crs", "EPSG:4610").stdout)[0]
    assert not answer["usable"]
    assert "parameters" in answer["problem"]


def test_a_hanging_file_costs_less_than_ten_seconds_as_a_process(tmp_path):
    (tmp_path / "a.csv").write_text("x,y\n" * 6_000_000, encoding="utf-8")
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "geomon", "check", str(tmp_path / "a.csv"), "--json"],
        capture_output=True,
        cwd=tmp_path,
        check=False,
        env={k: v for k, v in os.environ.items() if not k.startswith("GEOMON_")} | {"XDG_CACHE_HOME": str(tmp_path)},
    )
    assert done.returncode == 1
    assert not json.loads(done.stdout.decode("utf-8"))[0]["usable"]
    assert time.monotonic() - start < 25, "under 10 s on a machine that does nothing else"


def test_the_page_on_files_names_every_format():
    page = (ROOT / "docs" / "what-is-wrong-with-my-file.md").read_text(encoding="utf-8")
    from geomon.readers.formats import formats

    listed = re.findall(r"^\| ([\w ]+?) \|", page, re.MULTILINE)
    assert {one.name for one in formats()} <= set(listed)
    for one in formats():
        for suffix in one.suffixes:
            assert f"`{suffix}`" in page, suffix
