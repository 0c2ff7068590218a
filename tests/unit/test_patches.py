"""Patches: what a file says of them, what a person says, which sites and tasks they meet, how far the work is by count and by area."""

import dataclasses
import datetime as dt
import itertools
import json

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from asgi import Client
from click.testing import CliRunner
from factories import day, plan_text, write_document
from starlette.applications import Starlette

from geomon.cli import cli
from geomon.crs import area_ha, distance_m
from geomon.errors import Conflict, InputError, NotAllowed
from geomon.join.patch_columns import VERDICTS
from geomon.join.patch_keys import keyed
from geomon.join.patches import NEAR_M
from geomon.model import PATCH_VERDICTS, Event
from geomon.people import ROLES, Actor, Limits
from geomon.render.words import words
from geomon.service.patch_verdicts import JUDGED, overtaken
from geomon.service.patches import completion
from geomon.service.seats import Seats
from geomon.ui import features_api, home, patch_list

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

    layer = next(one for one in patched.layers if one.kind == "patches")
    frame, marks = patched.layer_features(layer.id), patched.patch_marks(layer.id).values()
    assert [(mark.number, mark.verdict) for mark in marks] == [("P-1", "illegal"), ("P-2", ""), ("P-3", "pseudo"), ("P-4", "")]
    said = [(mark.verdict, mark.file) for mark in marks]
    for props, shape in zip(AreaTiles(frame, layer.id, verdicts=said).more, frame.geometry, strict=True):
        assert props["patch"].startswith("patches/P-")
        on_map = shapely.transform(shape, mercator)
        assert on_map.contains(shapely.Point(props["px"] / 2**AXIS_BITS, props["py"] / 2**AXIS_BITS))


def drawn(service):
    """What the tiles of the patches say that holds, by their key."""
    return {props["patch"]: props["verdict"] for props in home.area_tiles("patches").more}


def in_api(service):
    body = Client(Starlette(routes=features_api.routes())).get("/api/collections/patches/items").json()
    return {one["id"]: (one["properties"]["holds"], one["properties"]["holds_by"]) for one in body["features"]}


def test_tiles_and_api_say_what_holds_and_not_what_a_file_said_before(patched, monkeypatch):
    monkeypatch.setattr(home, "service", lambda: patched)
    assert (drawn(patched)["patches/P-1"], in_api(patched)["P-1"]) == ("illegal", ("illegal", "file"))
    shapes = home.area_tiles("patches").shapes
    patched.judge_patch(by_number(patched)["P-1"], "legal", "有采矿许可证", "甲")
    assert (drawn(patched)["patches/P-1"], in_api(patched)["P-1"]) == ("legal", ("legal", "甲"))
    assert home.area_tiles("patches").shapes is shapes                # nothing is simplified again for a word
    patched.take_patch_back(by_number(patched)["P-1"])
    assert (drawn(patched)["patches/P-1"], in_api(patched)["P-1"]) == ("illegal", ("illegal", "file"))
    assert in_api(patched)["P-2"] == (None, None)


def deliver(service, change):
    """The file of patches, delivered anew."""
    path = service.settings.root / "data" / "layers" / "patches.geojson"
    change(gpd.read_file(path)).to_file(path, driver="GeoJSON")


def test_a_verdict_stays_with_its_patch_when_the_file_comes_with_one_row_more(patched):
    before = by_number(patched)["P-1"]
    patched.judge_patch(before, "legal", "有采矿许可证")

    def one_more(frame):
        row = frame.iloc[[3]].assign(图斑编号="P-0")
        return pd.concat([row, frame], ignore_index=True)
    deliver(patched, one_more)
    found = by_number(patched)
    assert {number: one.verdict for number, one in found.items()} == {"P-0": "", "P-1": "legal", "P-2": "", "P-3": "pseudo", "P-4": ""}
    assert found["P-1"].id == before.id
    assert patched.lost_verdicts() == ()
    patched.take_patch_back(found["P-1"])
    assert by_number(patched)["P-1"].verdict == "illegal"


def test_a_word_of_a_register_that_knew_rows_goes_to_the_number_it_names(patched):
    body = {"verdict": "legal", "reason": "有采矿许可证", "before": "", "name": "P-2"}
    with patched._register.write() as writer:
        writer.append_event(Event(day("2024-12-01"), "甲", JUDGED, "patches/patches/1", body, "patches"))      # row 1 is now P-1
    assert {number: one.seq is not None for number, one in by_number(patched).items() if number < "P-3"} == {"P-1": False, "P-2": True}
    with pytest.raises(Conflict, match="甲 judged this patch"):
        patched.judge_patch(dataclasses.replace(by_number(patched)["P-2"], seq=None), "illegal", "无")


def test_a_verdict_on_a_patch_that_is_gone_is_listed_and_stands_on_none(patched):
    patched.judge_patch(by_number(patched)["P-1"], "legal", "有采矿许可证", "甲")
    patched.judge_patch(by_number(patched)["P-2"], "legal", "已看现场", "乙")
    deliver(patched, lambda frame: frame[frame["图斑编号"] != "P-1"].replace({"图斑编号": {"P-3": "P-2"}}))     # and P-2 stands twice
    assert [(one.layer, one.number, one.actor, one.reason) for one in patched.lost_verdicts()] == [
        ("patches", "P-1", "甲", "有采矿许可证"), ("patches", "P-2", "乙", "已看现场")]
    assert [one.seq for one in patched.patches(patched.settings.today())] == [None] * 3
    root = patched.settings.root
    patched.close()
    told = CliRunner().invoke(cli, ["patches", "-w", str(root)])
    assert "verdict on a patch that is gone: P-1" in told.output
    answer = json.loads(CliRunner().invoke(cli, ["patches", "-w", str(root), "--json"]).stdout)
    assert [one["number"] for one in answer["lost"]] == ["P-1", "P-2"]


def test_a_word_is_overtaken_by_a_newer_one_on_its_patch_only(patched):
    def word(seq, key, name):
        body = {"verdict": "legal", "reason": "已看", "name": name}
        return Event(day("2024-12-01"), "甲", JUDGED, f"patches/{key}", body, "patches", seq)
    assert overtaken([word(1, "a/1", "1"), word(2, "a/2", "2"), word(3, "b/1", "1"), word(4, "a/1", "1")]) == {1}
    assert overtaken([word(1, "a/7", "2"), word(2, "a/2", "2")]) == {1}, "it was written when rows were keys"
    assert overtaken([word(1, "a/2@b", "2"), word(2, "a/2@c", "2")]) == set(), "two patches have one number"


def test_a_word_is_taken_back_while_a_layers_file_cannot_be_read(patched):
    patched.judge_patch(by_number(patched)["P-1"], "legal", "有采矿许可证", "甲")
    seq = by_number(patched)["P-1"].seq
    (patched.settings.root / "data" / "layers" / "patches.geojson").write_text("no layer", encoding="utf-8")
    with pytest.raises(NotAllowed):
        seat_of(patched, "150303").undo(seq)
    seat_of(patched).undo(seq)
    assert patched._said_of_patches() == ()


def test_a_patch_without_a_number_is_known_by_its_outline(patched):
    deliver(patched, lambda frame: frame.drop(columns="图斑编号"))
    first = patched.patches(patched.settings.today())[0]
    patched.judge_patch(first, "legal", "有采矿许可证")
    deliver(patched, lambda frame: frame.iloc[::-1])
    found = {one.id: one.verdict for one in patched.patches(patched.settings.today())}
    assert found[first.id] == "legal"
    assert list(found.values()).count("legal") == 1


def test_a_key_is_a_number_once_only_and_a_whole_number_wherever_cells_are_empty():
    shapes = [shapely.box(n, 0, n + 1, 1) for n in range(4)]
    frame = gpd.GeoDataFrame({"id": list("1234"), "TBBH": [1.0, 2.0, 2.0, None]}, geometry=shapes, crs="EPSG:4490")
    keys = keyed(frame)["id"].to_list()
    assert keys[0] == "1"
    assert keys[1].startswith("2@")
    assert len(set(keys)) == 4
    assert keyed(frame.assign(id=["a", "b", "c", "d"]))["id"].to_list() == ["1", "2@b", "2@c", "@d"]


def test_names_and_meetings_are_those_of_the_date_that_is_asked_for(patched, monkeypatch):
    early = patched.settings.today() - dt.timedelta(days=500)
    now, before = patched.patches(patched.settings.today()), patched.patches(early)
    assert now[0].meetings
    situation = patched.situation

    def renamed(as_of):
        found = situation(as_of)
        return dataclasses.replace(found, sites=found.sites.assign(name="旧名")) if as_of == early else found
    monkeypatch.setattr(patched, "situation", renamed)
    assert {site.name for one in patched.patches(early) for site in one.meetings} == {"旧名"}
    assert before[0].meetings == now[0].meetings
    assert patched.patches(patched.settings.today())[0].meetings == now[0].meetings


def test_patches_are_joined_once_for_many_words(patched, monkeypatch):
    patched.patches(patched.settings.today())
    monkeypatch.setattr("geomon.service.patches.met", None)           # joining again fails
    patched.judge_patch(by_number(patched)["P-1"], "legal", "有采矿许可证")
    assert by_number(patched)["P-1"].verdict == "legal"


def test_a_word_is_of_the_day_of_the_workspace(patched):
    patched.judge_patch(by_number(patched)["P-1"], "legal", "有采矿许可证")
    assert by_number(patched)["P-1"].day == patched.settings.today() == day("2024-12-15")


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


def seat_of(service, *regions, layers=None, audience="", role="operator"):
    limits = Limits(frozenset(regions) or None, frozenset(layers) if layers else None, audience)
    return Seats(service).seat(lambda: Actor("丁", frozenset((role,)), ROLES[role], limits))


@pytest.fixture
def straddling(patched):
    """The service, with P-3 across the border of two districts, and their codes."""
    one, other, border = next((one.adcode, other.adcode, border) for one, other in itertools.combinations(patched._own(), 2)
                              if (border := one.geometry.intersection(other.geometry)).length > 0.05)
    at = border.representative_point()
    deliver(patched, lambda frame: frame.set_geometry([*frame.geometry[:2], square(at.x, at.y, 0.02), frame.geometry[3]]))
    return patched, one, other


def test_to_judge_a_patch_across_a_border_both_districts_must_be_ones_own(straddling):
    service, one, other = straddling
    for region in (one, other):
        seat = seat_of(service, region)
        patch = {found.number: found for found in seat.patches(service.settings.today())}["P-3"]
        with pytest.raises(NotAllowed, match="outside the districts"):
            seat.judge_patch(patch, "legal", "已看现场")
    both = seat_of(service, one, other)
    both.judge_patch(by_number(service)["P-3"], "legal", "已看现场")
    with pytest.raises(NotAllowed, match="outside the districts"):
        seat_of(service, one).take_patch_back(by_number(service)["P-3"])
    seat_of(service, "150300").take_patch_back(by_number(service)["P-3"])
    assert by_number(service)["P-3"].seq is None


def test_a_word_is_taken_back_by_its_number_with_the_right_to_judge_its_patch(straddling):
    service, one, other = straddling
    service.judge_patch(by_number(service)["P-3"], "legal", "已看现场", "乙")
    seq = by_number(service)["P-3"].seq
    for seat in (seat_of(service, one), seat_of(service, role="viewer"), seat_of(service, one, other, role="unit")):
        with pytest.raises(NotAllowed):
            seat.undo(seq)
    assert by_number(service)["P-3"].seq == seq
    seat_of(service, one, other, role="inspector").undo(seq)
    assert by_number(service)["P-3"].seq is None
    assert service._register.events()[-1].actor == "丁"
    with pytest.raises(InputError, match="taken back already"):
        service.undo(seq)


def test_a_word_on_a_patch_that_is_gone_is_taken_back_by_its_number_by_who_has_no_limits(patched):
    patched.judge_patch(by_number(patched)["P-1"], "legal", "有采矿许可证", "甲")
    deliver(patched, lambda frame: frame[frame["图斑编号"] != "P-1"])
    lost, = patched.lost_verdicts()
    with pytest.raises(NotAllowed):
        seat_of(patched, "150300").undo(lost.seq)
    seat_of(patched).undo(lost.seq)
    assert patched.lost_verdicts() == ()


def test_a_patch_outside_all_counties_is_judged_by_people_without_limits_only(patched):
    deliver(patched, lambda frame: frame.set_geometry([*frame.geometry[:3], square(120.0, 30.0)]))
    patch = by_number(patched)["P-4"]
    assert patched._thing_of(patch).regions == frozenset()
    seat_of(patched).judge_patch(patch, "legal", "已看现场")


def test_an_audience_sees_no_patches_and_no_error(patched, monkeypatch):
    seat = seat_of(patched, audience="public")
    assert any(layer.kind == "patches" for layer in patched.layers)
    assert all(layer.kind != "patches" for layer in (*seat.layers, *seat.catalog().layers))
    assert seat.layers is seat.layers
    with pytest.raises(KeyError):
        seat.layer_features("patches")
    assert home.area_tiles("patches", seat=seat) is None
    shown = []
    monkeypatch.setattr(patch_list, "show", shown.append)
    assert patch_list.found(seat, patched.settings.today(), "patches", "patches/P-1") == ()
    assert not shown


def test_no_verdict_leaves_the_house_through_the_api(patched, monkeypatch):
    seat = seat_of(patched, audience="public")
    monkeypatch.setattr(home, "service", lambda: seat)
    api = Client(Starlette(routes=features_api.routes()))
    assert "patches" not in {one["id"] for one in api.get("/api/collections").json()["collections"]}
    for path in ("", "/items", "/items/P-1"):
        assert api.get(f"/api/collections/patches{path}").status_code == 404
    assert api.get("/api/collections/sites/items").status_code == 200


def test_the_list_asks_for_patches_only_where_they_are_shown_and_read(patched, monkeypatch):
    today = patched.settings.today()
    asked = []
    monkeypatch.setattr(patched, "patches", lambda as_of: asked.append(as_of) or ())
    assert patch_list.found(patched, today, "sites", "mine-150303-1-1") == ()
    assert asked == []
    monkeypatch.setattr(patched, "is_read", lambda hurry=False: False)
    assert patch_list.found(patched, today, "patches", "") is None
    assert asked == []
    monkeypatch.setattr(patched, "is_read", lambda hurry=False: True)
    assert patch_list.found(patched, today, "sites", "patches/P-1") == ()
    assert patch_list.found(patched, today, "patches", "") == ()
    assert asked == [today, today]


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


def test_card_record_map_and_terminal_call_a_verdict_alike(patched):
    assert set(PATCH_VERDICTS) == {"", *VERDICTS} == set(patch_list.SHAPES)
    said = CliRunner().invoke(cli, ["patches", "-w", str(patched.settings.root)]).output
    for verdict in ("illegal", "pseudo", ""):
        zh, en = PATCH_VERDICTS[verdict]
        assert f"{en} ({zh})" in said
        assert (words([])["zh"]["verdicts"][verdict], words([])["en"]["verdicts"][verdict]) == (zh, en)
        assert patch_list.verdict_words(verdict) == f"{patch_list.SHAPES[verdict]} {zh}"
