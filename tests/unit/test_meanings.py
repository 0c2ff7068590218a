"""A confirmed CRS: an event, used by the map at once and by the next build, resting when the file changes, taken back."""

import shutil

import numpy as np
import pytest
import shapely
from factories import plan_text, write_document

from geomon.crs import distance_m, to_gcj02
from geomon.crs.detective import Candidate
from geomon.errors import InputError
from geomon.render.small_map import Reading, small_map
from geomon.service import Answer
from geomon.service.values import items_of

QUIET = [lambda *_: None]
LON, LAT = 106.84, 39.44


def put(workspace, x, y, name="乌海万源露天煤矿"):
    (workspace.data / "layers" / "mine.csv").write_text(f"name,county,lon,lat,accuracy_m\n{name},海南区,{x},{y},50\n", encoding="utf-8")


@pytest.fixture
def desk(service, workspace):
    x, y = to_gcj02(LON, LAT)
    put(workspace, float(x), float(y))
    write_document(workspace, "plan.txt", plan_text())
    service.build()
    return service.layer_desk


def confirm(service, number=1, layer="mine"):
    from geomon.service.meanings import sha256_of

    desk = service.layer_desk
    checked = desk.check_layer(layer)
    desk.confirm(layer, checked.readings[number], sha256_of(desk.path_of(layer)), "王")
    return checked.readings[number]


def place(service):
    sites = service.situation(service.settings.today()).sites
    row = sites[sites["name"].str.contains("万源")].iloc[0]
    return row["lon"], row["lat"]


def line(service, layer="mine"):
    return next(one for one in service.layer_desk.lines(*QUIET) if one.layer.id == layer)


def test_a_confirmation_moves_the_layer_at_once_and_the_sites_with_the_next_build(desk, service):
    before = place(service)
    assert distance_m(before, (LON, LAT)) > 300
    taken = confirm(service)
    assert taken.crs == "GCJ-02"
    feature = service.layer_features("mine").iloc[0]
    assert distance_m((feature["lon"], feature["lat"]), (LON, LAT)) < 0.01
    assert place(service) == before
    assert service.build().changed
    assert distance_m(place(service), (LON, LAT)) < 0.01
    assert not service.build().changed
    assert service.verify().bad is None


def test_the_line_says_who_confirmed_what_and_taking_it_back_restores_all(desk, service):
    before = place(service)
    assert (line(service).known, line(service).crs) == ("layer", "EPSG:4490")
    confirm(service)
    service.build()
    now = line(service)
    assert (now.known, now.crs, now.by) == ("confirmed", "GCJ-02", "王")
    assert now.confirmation.shift_m > 300
    desk.undo(now.confirmation.seq, "王")
    assert line(service).known == "layer"
    assert service.build().changed
    assert place(service) == before
    with pytest.raises(InputError, match="taken back already"):
        desk.undo(now.confirmation.seq, "王")


def test_a_confirmation_rests_when_the_file_is_another_one(desk, service, workspace):
    confirm(service)
    put(workspace, LON, LAT)
    now = line(service)
    assert (now.known, now.lapsed) == ("layer", True)
    feature = service.layer_features("mine").iloc[0]
    assert (feature["lon"], feature["lat"]) == (LON, LAT)
    service.build()
    assert place(service) == (LON, LAT)


def test_what_was_looked_at_is_what_is_confirmed(desk, service, workspace):
    reading = desk.check_layer("mine").readings[1]
    version = service.version()
    with pytest.raises(InputError, match="changed while"):
        desk.confirm("mine", reading, "0" * 64, "王")
    assert service.version() == version


def test_the_newest_confirmation_holds_and_correcting_a_task_keeps_it(desk, service):
    confirm(service, 2)
    confirm(service, 1)
    service.build()
    assert distance_m(place(service), (LON, LAT)) < 0.01
    task = service.task_card("plan#1", service.settings.today()).task
    name, layer = items_of(task, "place")[0]
    service.settle("plan", Answer("1", "corrected", "place", (name, layer), {"name": name, "layer": layer, "county": None}), "王")
    assert distance_m(place(service), (LON, LAT)) < 0.01


def test_swapped_axes_and_metres_are_put_right(service, workspace):
    import pyproj

    x, y = pyproj.Transformer.from_crs("EPSG:4490", "EPSG:4524", always_xy=True).transform(LON, LAT)
    put(workspace, y, x)
    service.layer_desk.lines(*QUIET)
    assert "no longitude" in line(service).problem
    checked = service.layer_desk.check_layer("mine")
    number = next(n for n, one in enumerate(checked.readings) if one.swapped and one.crs == "EPSG:4524")
    confirm(service, number)
    feature = service.layer_features("mine").iloc[0]
    assert distance_m((feature["lon"], feature["lat"]), (LON, LAT)) < 0.01
    assert line(service).problem == ""


def test_a_layer_is_no_evidence_for_itself(desk, service, workspace):
    reasons = [reason for one in desk.check_layer("mine").readings for reason in one.reasons]
    assert not any("known to be" in reason for reason in reasons)
    shutil.copyfile(workspace.data / "layers" / "mine.csv", workspace.root / "copy.csv")
    reasons = [reason for one in desk.look_over(workspace.root / "copy.csv").readings for reason in one.reasons]
    assert any("known to be" in reason for reason in reasons)


def test_every_shipped_layer_has_a_line_without_a_fault(service):
    lines = service.layer_desk.lines(*QUIET)
    assert [one.layer.id for one in lines] == [layer.id for layer in service.layers]
    assert {one.problem for one in lines} == {""}
    assert sum(one.faults + one.codes for one in lines) == 0
    assert next(one for one in lines if one.layer.id == "county").known == "package"


# ---- the small map ------------------------------------------------------------------------------------------------------

def test_each_reading_has_a_picture_against_the_county(desk, service):
    checked = desk.check_layer("mine")
    pictures = desk.pictures(checked, [one.title for one in checked.readings])
    assert len(pictures) == len(checked.readings) >= 3
    assert all(one.counties == (("海南区", 1),) for one in pictures)
    assert "close" not in pictures[0].svg
    assert all('class="close"' in one.svg and 'class="claimed"' in one.svg for one in pictures[1:3])


def test_a_picture_holds_no_words_of_the_file_but_its_escaped_title():
    here = Reading(np.array([106.8, np.nan]), np.array([39.4, 39.4]))
    svg = small_map(here, [shapely.box(106, 39, 107, 40)], title='<script>"x"')
    assert "&lt;script&gt;&quot;x&quot;" in svg
    assert svg.count('class="spot"') == 1
    assert 'class="county"' in svg
    assert small_map(Reading(np.array([np.inf]), np.array([0.0])), []).endswith("</svg>")


def test_a_reading_far_away_is_not_drawn_close_up():
    here, other = Reading(np.array([106.8]), np.array([39.4])), Reading(np.array([108.8]), np.array([39.4]))
    assert "close" not in small_map(here, [], other=other, shift_m=170_000.0)


def test_a_reading_as_kept_gives_the_same_degrees_as_the_one_that_was_shown(desk):
    one = desk.check_layer("mine").readings[1]
    again = Candidate(one.crs, one.title, one.swapped, one.packed)
    assert np.array_equal(again.to_degrees([106.8], [39.4]), one.to_degrees([106.8], [39.4]))
