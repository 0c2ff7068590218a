"""Columns of codes are known by heading or content, the wrong code is named with row and character, and ordinary numbers are left alone."""

import json

import pytest
from click.testing import CliRunner
from factories import ROOT
from gate_files import geojson, point

from geomon.cli import cli
from geomon.codes import wrong_codes
from geomon.codes.checks import check_digit

GOOD = "91130200699229617X"
BAD = "91130200699229617Y"


def credit(first):
    return first + check_digit(first)


def found(columns):
    return [(one.row, one.column, one.verdict.kind, one.verdict.at) for one in wrong_codes(columns)]


@pytest.mark.parametrize("heading", ["credit_code", "统一社会信用代码", "企业信用代码（18位）", "USCC"])
def test_a_heading_says_what_stands_below(heading):
    assert found({heading: [GOOD, "", None, BAD, "91130"]}) == [(3, heading, "credit", (1, 18)), (4, heading, "credit", (6, 6))]


@pytest.mark.parametrize(("heading", "bad", "kind", "at"), [
    ("行政区划代码", "990101", "division", (1, 2)), ("排污许可证编号", GOOD + "O01P", "permit", (19, 19)),
    ("采矿许可证号", "C6403222010137110000001", "mining", (12, 13)), ("图斑编号", "CT410803201600000200A", "legacy_patch", (21, 21)),
    ("取水许可证号", "C440114X2020-0005", "abstraction", (8, 8))])
def test_the_wrong_character_is_named(heading, bad, kind, at):
    assert found({heading: [bad]}) == [(0, heading, kind, at)]


def test_a_column_without_a_telling_heading_is_known_by_what_stands_in_it():
    codes = [credit(f"9113020069922{n:04d}") for n in range(8)]
    assert found({"备注一": codes}) == []
    assert found({"备注一": [*codes, BAD]})[0][:3] == (8, "备注一", "credit")
    assert found({"备注一": [*codes, codes[0][:-1]]})[0][:3] == (8, "备注一", "credit")  # a letter was lost


@pytest.mark.parametrize(("heading", "cells"), [
    ("邮编", [100000, 990101, 123456]), ("id", list(range(100000, 100050))), ("电话", ["04711234567", "13800001111"]),
    ("name", ["东河石场", "西山矿区"]), ("编号", ["1-1", "1-2", "A-7"]), ("日期", ["2024-01-01", "20240101"]), ("面积", [1.25, None, True]),
    ("序号代码", [1, 2, 3])])
def test_ordinary_columns_are_left_alone(heading, cells):
    assert wrong_codes({heading: cells}) == []


def test_check_names_feature_column_and_character(workspace, monkeypatch, tmp_path):
    monkeypatch.chdir(workspace.root)
    (tmp_path / "a.geojson").write_bytes(geojson(point(name="甲", 统一社会信用代码=GOOD), point(name="乙", 统一社会信用代码=BAD)))
    answer = json.loads(CliRunner().invoke(cli, ["check", str(tmp_path / "a.geojson"), "--json"]).stdout)[0]
    assert answer["usable"]
    assert [(c["feature"], c["name"], c["column"], c["state"]) for c in answer["codes"]] == [(2, "乙", "统一社会信用代码", "wrong")]
    assert "第 18 位" in answer["codes"][0]["why"]
    assert any(w.startswith("Feature 2 (乙), column 统一社会信用代码:") and "position 18" in w for w in answer["warnings"])


def test_many_wrong_codes_are_counted_and_not_listed(workspace, monkeypatch, tmp_path):
    monkeypatch.chdir(workspace.root)
    rows = "".join(f"矿{n},106.8,39.4,{BAD}\n" for n in range(300))
    (tmp_path / "a.csv").write_text("name,lon,lat,credit_code\n" + rows, encoding="utf-8")
    answer = json.loads(CliRunner().invoke(cli, ["check", str(tmp_path / "a.csv"), "--json"]).stdout)[0]
    assert len(answer["codes"]) == 101
    assert answer["codes"][-1]["why_en"] == "and 200 more"


def test_the_shipped_layers_have_no_wrong_code(workspace, monkeypatch):
    monkeypatch.chdir(workspace.root)
    files = sorted((ROOT / "data" / "layers").glob("*.csv"))
    answers = json.loads(CliRunner().invoke(cli, ["check", *map(str, files), "--json"]).stdout)
    assert [(a["file"], c) for a in answers for c in a.get("codes", [])] == []
