"""A person of one district asks the service for everything: no word of another district comes back, and nothing is written there."""

import dataclasses
import datetime as dt
import uuid

import pytest
import visit_files
from districts import CITY_CODE, DISTRICTS, MARKS, SHARED, TASKS, WHOLE_CITY, fill, others
from factories import day

from geomon.errors import NotAllowed
from geomon.join.overlay import Area
from geomon.people import ACTIONS, WORKSPACE, Actor, Limits
from geomon.service import open_service
from geomon.service.desk import Service
from geomon.service.packing import Choice
from geomon.service.seats import READS, Seat, Seats
from geomon.situation import Filter
from geomon.visits import Edit

AS_OF = day("2024-12-15")
NAMES = dict(DISTRICTS)


@pytest.fixture
def whole(workspace):
    opened = open_service(dataclasses.replace(workspace, counties=(CITY_CODE,)))
    yield fill(opened)
    opened.close()


@pytest.fixture
def seats(whole):
    return Seats(whole)


def sit(seats, *regions, layers=None, actions=ACTIONS, name="甲"):
    limits = Limits(frozenset(regions) if regions else None, frozenset(layers) if layers else None)
    actor = Actor(name, frozenset(), frozenset(actions), limits)
    return seats.seat(lambda: actor)


def everything(seat, tmp_path):
    """All that a person can ask for, as one text."""
    situation = seat.situation(AS_OF)
    said = [repr(frame.to_numpy().tolist()) for frame in (situation.sites, situation.tasks)]
    said += [repr(seat.card(ident, AS_OF)) for ident in situation.sites["id"]]
    said += [repr(seat.task_card(ident, AS_OF)) for ident in situation.tasks["id"]]
    catalog = seat.catalog()
    said += [repr((catalog.cities, catalog.units, catalog.sections, catalog.documents)), repr(seat.unlocated())]
    said += [repr(seat.documents()), repr(seat.last_import()), repr(seat.lost_answers()), repr(seat.review_documents())]
    said += [repr(seat.review(line.id)) for line in seat.documents()]
    for mark in MARKS.values():
        for text in (mark, f"{mark}1", f"{mark}1甲旧名"):
            said.append(repr(seat.search(text, AS_OF)).replace(repr(text), ""))
    said.append(repr(seat.status_json(AS_OF)))
    said += [seat.layer_features(layer.id).drop(columns="geometry").to_csv() for layer in seat.layers]
    brief = seat.brief(AS_OF)
    said += [repr(brief.tasks.to_numpy().tolist()), repr(brief.table("count", "unit", situation).to_numpy().tolist())]
    frame = seat.counties()
    said.append(repr(seat.overlay(Area("all", frame.union_all(), 0.0), AS_OF)) if len(frame) else "")
    said.append(seat.map_html(AS_OF))
    for name in ("out.csv", "out.geojson"):
        seat.export(tmp_path / name, AS_OF)
        said += [path.read_text(encoding="utf-8-sig") for path in tmp_path.glob("out*")]
    seat.report("status", tmp_path / "status.html", AS_OF)
    seat.report("dispatch", tmp_path / "dispatch.html", AS_OF)
    seat.pack(tmp_path / "pack.html", AS_OF, Choice())
    said += [path.read_text(encoding="utf-8") for path in tmp_path.glob("*.html")]
    return "\n".join(said)


@pytest.mark.parametrize("code", DISTRICTS)
def test_no_word_of_another_district_comes_back(seats, code, tmp_path):
    seat = sit(seats, code)
    said = everything(seat, tmp_path)
    assert MARKS[code] in said
    for mark in others(code):
        at = said.find(mark)
        assert at < 0, said[max(0, at - 200):at + 100]
    assert WHOLE_CITY not in said
    assert (SHARED in said) is (code in list(DISTRICTS)[:2])


@pytest.mark.parametrize("code", DISTRICTS)
def test_a_district_sees_all_of_its_own_as_the_city_sees_it(whole, seats, code):
    seat, mark = sit(seats, code), MARKS[code]
    mine, every = seat.situation(AS_OF), whole.situation(AS_OF)
    own = every.sites[every.sites["name"].str.contains(mark)]
    columns = ["id", "name", "light", "reason", "due", "tasks", "lon"]
    assert mine.sites[columns].to_numpy().tolist() == own[columns].to_numpy().tolist()
    assert len(mine.tasks) == TASKS + (code in list(DISTRICTS)[:2])
    lights = dict(zip(every.tasks["id"], every.tasks["light"], strict=True))
    assert all(lights[ident] == light for ident, light in zip(mine.tasks["id"], mine.tasks["light"], strict=True))
    assert {name for names in mine.tasks["counties"] for name in names} == {NAMES[code][0]}
    assert seat.situation(AS_OF) is sit(seats, code, name="乙").situation(AS_OF)      # one for all with the same limits
    text, read = seat.review("plan").document.text, whole.review("plan").document.text
    assert len(text) == len(read)
    assert all(a in (b, " ") for a, b in zip(text, read, strict=True))


def test_the_city_sees_all_of_its_districts(whole, seats):
    mine = sit(seats, CITY_CODE).situation(AS_OF)
    assert len(mine.sites) == len(whole.situation(AS_OF).sites) == 2 * TASKS * len(DISTRICTS)
    assert len(mine.tasks) == len(whole.situation(AS_OF).tasks) == TASKS * len(DISTRICTS) + 2
    assert not len(sit(seats, "150300").situation(AS_OF).tasks)


def test_a_layer_is_a_limit_too(seats):
    seat = sit(seats, "140403", layers=["mine"])
    assert set(seat.situation(AS_OF).sites["layer"]) == {"mine"}
    assert not {"well", "waste_site"} & {layer.id for layer in seat.layers}
    assert not seat.situation(AS_OF).select_sites(Filter(layers=("well",))).any()
    with pytest.raises(KeyError):
        seat.layer_features("well")
    with pytest.raises(KeyError):
        seat.card("well-140403-1-0", AS_OF)


@pytest.mark.parametrize("code", DISTRICTS)
def test_a_district_has_its_part_of_each_layer(whole, seats, code):
    assert sum("老窑" in name for name in whole.layer_features("mine")["name"]) == len(DISTRICTS)
    seat = sit(seats, code)
    assert list(seat.layer_features("mine")["name"]) == [f"{MARKS[code]}老窑"]
    assert f"{MARKS[code]}自然保护区" in set(seat.layer_features("protected_area")["name"])
    assert len(seat.areas_on("protected_area", AS_OF)) == len(seat.layer_features("protected_area"))
    assert list(seat.layer_features("county")["name"]) == [NAMES[code][0]]


def test_what_is_of_another_district_is_not_there_when_it_is_named(seats):
    seat = sit(seats, "140403")
    for ask in (lambda: seat.card("well-140404-1-0", AS_OF), lambda: seat.task_card(f"plan#{TASKS + 1}", AS_OF),
                lambda: seat.thing("well-140404-1-0"), lambda: seat.thing(f"plan#{TASKS + 1}")):
        with pytest.raises(KeyError):
            ask()
    assert seat.visits("well-140404-1-0") == ()


# ---- writing ----------------------------------------------------------------------------------------------------

def visit_of(site, by="乙"):
    now = dt.datetime.now(tz=dt.UTC).astimezone()
    return Edit(str(uuid.uuid4()), str(uuid.uuid4()), site, now.date(), now, by, {"finding": "done"})


def test_nothing_is_written_in_another_district_and_everything_under_ones_own_name(whole, seats):
    seat, before = sit(seats, "140403"), whole.version()
    theirs = whole.record_visit(visit_of("mine-140404-2-0" if "mine-140404-2-0" in whole._now().site else "waste_site-140404-1-1"))
    with pytest.raises(NotAllowed):
        seat.record_visit(visit_of(theirs.site))
    with pytest.raises(NotAllowed):
        seat.edit_visit(theirs, {"withdrawn": True})
    with pytest.raises(NotAllowed):
        seat.edit_visit(dataclasses.replace(theirs, site="waste_site-140403-1-1"), {"withdrawn": True})
    for act in (lambda: seat.judge(None, "same"), lambda: seat.undo(3), lambda: seat.settle("plan", None), lambda: seat.build(),
                lambda: seat.import_documents([]), lambda: seat.merge([]), lambda: seat.record, lambda: seat.layer_desk,
                lambda: seat.back_up(None), lambda: seat.timings, lambda: seat.close()):
        with pytest.raises(NotAllowed):
            act()
    assert whole.version() == before + 1
    mine = seat.record_visit(visit_of("waste_site-140403-1-1"))
    assert mine.who == ("甲",)
    seat.edit_visit(mine, {"note": "看过"}, "丙")
    assert {event.actor for event in whole._now().said if event.kind == "visit" and event.subject == mine.site} == {"甲"}
    assert [one.uuid for one in seat.visits(mine.site)] == [mine.uuid]
    assert sit(seats, "140404").visits(mine.site) == ()


def test_after_a_write_a_district_sees_the_new_state(whole, seats):
    seat = sit(seats, "140403")
    before = seat.situation(AS_OF)
    whole.record_visit(visit_of("waste_site-140403-1-1"))
    after = seat.situation(AS_OF)
    assert after is not before
    assert after.version == whole.version()
    assert len(after.sites) == len(before.sites)


def test_a_photo_is_seen_in_its_own_district_only(whole, seats):
    taken = whole.record_visit(visit_of("waste_site-140403-1-1"), [visit_files.photo()]).photos[0]
    assert sit(seats, "140403").photo(taken).startswith(b"\xff\xd8")
    assert sit(seats, "140404").photo(taken) == b""


# ---- every door ----------------------------------------------------------------------------------------------------

def test_every_method_of_the_service_is_closed_or_asks():
    public = {name for part in Service.__mro__[:-1] for name in vars(part) if not name.startswith("_")}
    own = {name for name in vars(Seat) if not name.startswith("_")}
    assert not public - own, "name these in seats.READS, or write them out in Seat"
    assert READS.keys() <= public


@pytest.mark.parametrize("name", READS)
def test_nobody_and_who_has_no_such_role_are_refused(seats, name):
    action, thing = READS[name]
    for who in (None, Actor("甲", frozenset(), frozenset(ACTIONS) - {action}),
                *([Actor("甲", frozenset(), frozenset(ACTIONS), Limits(frozenset(("140403",))))] if thing is WORKSPACE else [])):
        with pytest.raises(NotAllowed):
            getattr(seats.seat(lambda who=who: who), name)()


def test_a_seat_is_lost_when_its_right_is_taken_away(seats):
    now = [Actor("甲", frozenset(), frozenset(("view",)))]
    seat = seats.seat(lambda: now[0])
    assert len(seat.situation(AS_OF).sites)
    now[0] = Actor("甲", frozenset(), frozenset(("view",)), Limits(frozenset(("150303",))))
    assert not len(seat.situation(AS_OF).sites)
    now[0] = None
    with pytest.raises(NotAllowed, match="nobody is signed in"):
        seat.situation(AS_OF)
    assert not seat.may("view")
