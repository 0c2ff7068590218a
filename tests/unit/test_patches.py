"""Patches: what a file says of them, what a person says, which sites and tasks they meet, how far the work is by count and by area."""

import dataclasses
import json

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from click.testing import CliRunner
from factories import day, plan_text, write_document

from geomon.cli import cli
from geomon.crs import area_ha, distance_m
from geomon.errors import Conflict, InputError, NotAllowed
from geomon.join.patch_columns import propose, read_verdict
from geomon.join.patches import NEAR_M
from geomon.people import ROLES, Actor, Limits
from geomon.service.patches import JUDGED, completion
from geomon.service.seats import Seats

DECLARED = """title = "图斑"
title_en = "Patches"
kind = "patches"
geometry = "polygon"
source = "layers/patches.geojson"
licence = "Invented"
"""


def square(lon, lat, side=0.002):
    return shapely.box(lon - side / 2, lat - side / 2, lon + side / 2, lat + side / 2)


@pytest.fixture
def patched(workspace, service):
    """A workspace whose mine lies in a patch; one more lies 300 m beside it, one 20 km off, one has a word that means nothing."""
    write_document(workspace, "plan.txt", plan_text())
    service.build()
    sites = service.situation(service.settings.today()).sites
    row = sites[sites["name"].str.contains("万源")].iloc[0]
    path = workspace.root / "data" / "layers" / "mine.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",point,2000,", ",point,200,"), encoding="utf-8")
    lon, lat = row["lon"], row["lat"]
    rows = [("P-1", "违法", square(lon, lat), "开采越界"), ("P-2", "", square(lon + 0.0046, lat), ""),
            ("P-3", "伪变化", square(lon + 0.25, lat), ""), ("P-4", "甲类", square(lon + 0.3, lat), "")]
    frame = gpd.GeoDataFrame([{"图斑编号": a, "核查结果": b, "备注": d, "geometry": c} for a, b, c, d in rows], crs="EPSG:4490")
    frame.to_file(workspace.root / "data" / "layers" / "patches.geojson", driver="GeoJSON")
    (workspace.root / "layers" / "patches.toml").write_text(DECLARED, encoding="utf-8")
    service.build()
    return service


def by_number(service):
    return {patch.number: patch for patch in service.patches(service.settings.today())}


@pytest.mark.parametrize(("word", "verdict"), [
    ("合法", "legal"), ("违法", "illegal"), ("疑似违法", "visit"), ("不属于违法", "legal"), ("未违法", "legal"), ("不合法", "illegal"),
    ("非法采矿", "illegal"), ("伪变化", "pseudo"), ("无变化", "pseudo"), ("需现场核实", "visit"), ("待核查", "visit"),
    ("Illegal", "illegal"),
    ("pseudo-change", "pseudo"), ("unlawful", "illegal"), ("not illegal", "legal"), ("", ""),
    (None, ""), ("合法/违法", None), ("甲类", None), ("是", None),
])
def test_a_word_means_a_verdict_or_nothing(word, verdict):
    assert read_verdict(word) == verdict


TURNED = ("无合法手续", "无合法用地手续", "未办理合法手续", "未取得合法手续", "合法性存疑", "合法手续不齐全", "合法依据不足",
          "缺少合法手续", "未发现违法", "未发现违法行为", "不涉嫌违法", "未见违法", "未认定违法", "不能认定为违法", "违法行为不成立",
          "违法线索不实", "排除违法", "撤销违法认定", "不属于非法采矿", "非伪变化", "不是误判", "无需现场核实", "无疑似违法", "非不合法",
          "not yet legal", "legality unclear", "no illegal use found")


@pytest.mark.parametrize("word", TURNED)
def test_a_word_that_something_turns_round_is_left_to_a_person(word):
    assert read_verdict(word) is None


@pytest.mark.parametrize(("word", "verdict"), [
    ("不是违法", "legal"), ("没有违法行为", "legal"), ("不存在违法用地", "legal"), ("不构成违法", "legal"),
    ("已办理合法手续", "legal"), ("手续合法", "legal"), ("用地合法", "legal"), ("不合法用地", "illegal"), ("手续不合法", "illegal"),
    ("not legal", "illegal"), ("违法用地", "illegal"),
    ("涉嫌违法", "visit"), ("不确定", "visit"), ("疑似违法，待核实", "visit"), ("违法占地已立案", "illegal"),
    ("未发生变化", "pseudo"),
])
def test_a_denied_word_that_is_a_whole_sentence_is_understood(word, verdict):
    assert read_verdict(word) == verdict


@pytest.mark.parametrize("heading", ["是否未违法", "是否有合法手续", "合法性"])
def test_yes_under_a_heading_that_asks_something_else_says_nothing(heading):
    assert read_verdict("是", heading) is None


def test_yes_and_no_mean_what_their_heading_asks():
    assert [read_verdict(word, "是否违法") for word in "是否"] == ["illegal", "legal"]
    assert [read_verdict(word, "是否合法") for word in "是否"] == ["legal", "illegal"]


def test_columns_are_proposed_by_heading_else_by_words_and_a_declaration_wins():
    table = pd.DataFrame({"TBBH": ["1", "2", "3"], "结论一": ["违法", "合法", "再看"], "县区": ["甲县", "", ""]})
    found = propose(table)
    assert {(one.role, one.heading, one.by) for one in found.columns} == {
        ("number", "TBBH", "heading"), ("county", "县区", "heading"), ("verdict", "结论一", "words")}
    assert found.counts["illegal"] == 1
    assert found.unknown == (("再看", 1),)
    other = propose(table.assign(判定结果="伪变化"), ("verdict=结论一",))
    assert other.heading("verdict") == "结论一"


def test_a_patch_meets_the_sites_inside_and_beside_it_with_their_distance(patched):
    found = by_number(patched)
    inside, beside, far = found["P-1"], found["P-2"], found["P-3"]
    assert [(one.name, one.metres) for one in inside.meetings] == [("万源露天煤矿", 0.0)]
    mine = patched.situation(patched.settings.today()).sites.set_index("id").loc[inside.meetings[0].site]
    edge = shapely.bounds(square(mine["lon"] + 0.0046, mine["lat"]))[0]
    assert beside.meetings[0].metres == pytest.approx(distance_m((mine["lon"], mine["lat"]), (edge, mine["lat"])), abs=0.5)
    assert 0 < beside.meetings[0].metres < NEAR_M
    assert far.meetings == ()
    assert inside.tasks == tuple(mine["tasks"])
    assert inside.area_ha == pytest.approx(area_ha(square(mine["lon"], mine["lat"])), rel=1e-6)
    assert [found[name].verdict for name in ("P-1", "P-2", "P-3", "P-4")] == ["illegal", "", "pseudo", ""]
    assert found["P-4"].file_words == "甲类"


def test_a_patch_names_no_place_of_a_document(patched):
    assert not [match for match in patched._now().matches if match.feature.startswith("patches/")]


def test_a_patch_meets_the_task_whose_text_gives_its_code(patched):
    code = "CT1503032016000002003"
    root = patched.settings.root
    frame = gpd.read_file(root / "data" / "layers" / "patches.geojson")
    frame.loc[2, "图斑编号"] = code
    frame.to_file(root / "data" / "layers" / "patches.geojson", driver="GeoJSON")
    document = root / "data" / "documents" / "plan.txt"
    text = document.read_text(encoding="utf-8").replace("乌海万源露天煤矿", f"乌海万源露天煤矿（图斑编号{code}）", 1)
    document.write_text(text, encoding="utf-8")
    patched.build()
    found = by_number(patched)[code]
    assert found.code == code
    assert found.meetings == ()
    assert len(found.tasks) == 1


def test_a_tile_has_the_mark_of_each_patch_at_a_point_inside_it(patched):
    from geomon.render.areas import AreaTiles
    from geomon.render.tiles import AXIS_BITS, mercator
    from geomon.ui.home import patch_marks

    layer = next(one for one in patched.layers if one.kind == "patches")
    frame = patched.layer_features(layer.id)
    marks = patch_marks(layer, frame)
    assert (marks["names"], marks["verdicts"]) == (["P-1", "P-2", "P-3", "P-4"], ["illegal", "", "pseudo", ""])
    for props, shape in zip(AreaTiles(frame, layer.id, verdicts=marks["verdicts"]).more, frame.geometry, strict=True):
        assert props["patch"].startswith("patches/")
        on_map = shapely.transform(shape, mercator)
        assert on_map.contains(shapely.Point(props["px"] / 2**AXIS_BITS, props["py"] / 2**AXIS_BITS))


def test_what_a_person_says_holds_before_the_file_and_is_taken_back(patched):
    patched.judge_patch(by_number(patched)["P-1"], "legal", "有采矿许可证")
    found = by_number(patched)["P-1"]
    assert (found.verdict, found.file_verdict, found.reason) == ("legal", "illegal", "有采矿许可证")
    event = next(event for event in patched._now().said if event.kind == JUDGED)
    assert event.body["before"] == "illegal"
    patched.take_patch_back(found)
    again = by_number(patched)["P-1"]
    assert (again.verdict, again.seq) == ("illegal", None)
    with pytest.raises(InputError, match="nobody has judged"):
        patched.take_patch_back(again)


@pytest.mark.parametrize(("verdict", "reason", "sentence"), [
    ("closed", "甲", "no verdict"), ("", "甲", "no verdict"), ("legal", " ", "needs a reason")])
def test_a_verdict_needs_to_be_one_and_a_reason(patched, verdict, reason, sentence):
    with pytest.raises(InputError, match=sentence):
        patched.judge_patch(by_number(patched)["P-2"], verdict, reason)


def test_two_who_judge_the_same_patch_hear_of_each_other(patched):
    seen = by_number(patched)["P-2"]
    patched.judge_patch(seen, "legal", "甲方说法")
    with pytest.raises(Conflict, match="judged this patch"):
        patched.judge_patch(seen, "illegal", "乙方说法")
    assert by_number(patched)["P-2"].verdict == "legal"
    with pytest.raises(InputError, match="no such patch"):
        patched.judge_patch(dataclasses.replace(seen, id="patches/99"), "legal", "无")


def test_no_verdict_moves_a_light_or_closes_a_task(patched):
    today = patched.settings.today()
    before = patched.situation(today).tasks[["id", "light", "stage"]].to_dict("records")
    for patch in by_number(patched).values():
        patched.judge_patch(patch, "pseudo", "影像误判")
    assert patched.situation(today).tasks[["id", "light", "stage"]].to_dict("records") == before


def test_completion_is_told_by_count_and_by_area(patched):
    found = list(by_number(patched).values())
    task = found[0].tasks[0]
    shares = completion(found, {task: "blue"})
    assert {name: share.count for name, share in shares.items()} == {
        "all": 4, "judged": 2, "open": 2, "illegal": 1, "put_right": 0, "without_task": 0, "meets_nothing": 2}
    assert shares["all"].area_ha == pytest.approx(sum(one.area_ha for one in found))
    assert completion(found, dict.fromkeys(found[0].tasks, "green"))["put_right"].count == 1


@pytest.mark.parametrize(("roles", "may"), [("inspector", True), ("operator", True), ("viewer", False), ("unit", False)])
def test_who_visits_or_corrects_may_judge_in_their_own_name(patched, roles, may):
    seat = Seats(patched).seat(lambda: Actor("甲", frozenset((roles,)), ROLES[roles], Limits()))
    patch = by_number(patched)["P-2"]
    if may:
        seat.judge_patch(patch, "legal", "已看现场", "别人")
        assert by_number(patched)["P-2"].actor == "甲"
    else:
        with pytest.raises(NotAllowed):
            seat.judge_patch(patch, "legal", "已看现场")
        assert by_number(patched)["P-2"].verdict == ""


def test_a_person_of_another_district_sees_no_patch_and_judges_none(patched):
    patch = by_number(patched)["P-2"]
    seat = Seats(patched).seat(lambda: Actor("乙", frozenset(("operator",)), ROLES["operator"], Limits(frozenset(("640502",)))))
    assert seat.patches(patched.settings.today()) == ()
    with pytest.raises(InputError, match="no such patch"):
        seat.judge_patch(patch, "legal", "不在我区")
    own = Seats(patched).seat(lambda: Actor("丙", frozenset(("operator",)), ROLES["operator"], Limits(frozenset(("150303",)))))
    patched.judge_patch(patch, "legal", "已看现场")
    assert {one.number: one.verdict for one in own.patches(patched.settings.today())}["P-2"] == "legal"


def test_the_command_lists_them_and_proposes_a_declaration(patched):
    root = patched.settings.root
    patched.close()
    told = CliRunner().invoke(cli, ["patches", "-w", str(root), "--as-of", "2024-12-15"])
    assert told.exit_code == 0, told.output
    assert "P-1" in told.output
    assert "close no task" in told.output
    answer = json.loads(CliRunner().invoke(cli, ["patches", "-w", str(root), "--open", "--json"]).stdout)
    assert [one["number"] for one in answer["patches"]] == ["P-2", "P-4"]
    assert answer["completion"]["illegal"]["count"] == 1
    shown = CliRunner().invoke(cli, ["patches", "--propose", str(root / "data" / "layers" / "patches.geojson")])
    assert '"verdict=核查结果"' in shown.output
    assert "甲类" in shown.output
    (root / "layers" / "patches.toml").unlink()
    none = CliRunner().invoke(cli, ["patches", "-w", str(root)])
    assert none.exit_code == 1
    assert "no layer of patches" in none.output
    assert day("2024-12-15")
