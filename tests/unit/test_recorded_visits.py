"""Visits recorded in the app go the way of those from phones: judged, once each, all of it or nothing, and taken back by one more edit."""

import dataclasses
import datetime as dt
import io
import uuid

import pytest
import visit_files as make
from PIL import Image

from geomon.errors import InputError, TooLarge
from geomon.service.photos import facts_of, small_copy
from geomon.visits import Edit, edits_in

HOME = dt.timezone(dt.timedelta(hours=8))
AT = dt.datetime(2024, 12, 15, 10, 0, tzinfo=HOME)


def said(site, **fields):
    return Edit(str(uuid.uuid4()), str(uuid.uuid4()), site, AT.date(), AT, "赵工", {"finding": "partial", "position": None} | fields)


def kept(workspace):
    return sorted(p.stem for p in (workspace.data / "photos").glob("*.jpg"))


def test_a_recorded_visit_is_on_the_site_with_its_photo_and_its_reasons(planned, site, workspace):
    where = planned.card(site, AT.date()).site.location
    at = {"lon": where.lon, "lat": where.lat, "accuracy_m": 8.0, "how": "device"}
    bare = make.photo(taken=None)
    visit = planned.record_visit(said(site, note="北侧未覆土", position=at), [bare])
    assert (visit.finding, visit.note, visit.who, visit.photos) == ("partial", "北侧未覆土", ("赵工",), (make.sha(bare),))
    assert [r.kind for r in visit.reasons] == ["photo_bare"]
    assert planned.visits(site)[0].uuid == visit.uuid
    assert kept(workspace) == [make.sha(bare)]
    assert planned.photo(make.sha(bare)) == bare
    assert planned.verify().fault == ""


def test_a_photo_from_far_away_and_another_day_is_a_reason_to_ask_and_no_refusal(planned, site):
    far = make.photo(taken="2024:12:01 10:00:00", lon=(121.0, 0.0, 0.0), lat=(31.0, 0.0, 0.0))
    visit = planned.record_visit(said(site), [far])
    assert {r.kind for r in visit.reasons} == {"photo_far", "photo_time", "nowhere"}


def test_saving_twice_is_once(planned, site):
    one = said(site)
    planned.record_visit(one)
    again = planned.record_visit(dataclasses.replace(one, name=str(uuid.uuid4()), at=AT + dt.timedelta(seconds=3)))
    assert again.uuid == one.visit
    assert len(edits_in(planned._register.events())) == 1


def test_a_visit_taken_back_is_gone_from_the_site_and_stays_in_the_register(planned, site):
    visit = planned.record_visit(said(site))
    planned.edit_visit(visit, {"withdrawn": True}, "赵工")
    assert planned.visits(site) == ()
    assert len(edits_in(planned._register.events())) == 2


@pytest.mark.parametrize(("fields", "photos", "error"), [
    ({"finding": ""}, [], InputError),
    ({"finding": "perfect"}, [], InputError),
    ({"mood": "good"}, [], InputError),
    ({"position": {"lon": 400, "lat": 3, "accuracy_m": 1, "how": "device"}}, [], InputError),
    ({}, [b"no photo"], InputError),
    ({}, [make.photo(n) for n in range(13)], TooLarge),
])
def test_what_is_not_as_it_must_be_leaves_nothing_behind(planned, site, workspace, fields, photos, error):
    good = make.photo(200)
    with pytest.raises(error):
        planned.record_visit(said(site, **fields), [*photos, good] if photos else [])
    assert edits_in(planned._register.events()) == []
    assert kept(workspace) == []


def test_a_site_that_is_gone_and_a_nameless_inspector_are_refused(planned, site):
    with pytest.raises(InputError, match="no such site"):
        planned.record_visit(said("nowhere-1"))
    with pytest.raises(InputError, match="name"):
        planned.record_visit(dataclasses.replace(said(site), by="  "))


def test_a_small_copy_is_upright_and_says_nothing_of_where_it_was_taken():
    exif, out = Image.Exif(), io.BytesIO()
    exif[0x0112] = 6
    exif[0x8825] = {1: "N", 2: (39.0, 27.0, 0.0), 3: "E", 4: (106.0, 48.0, 30.0)}
    Image.new("RGB", (640, 320), (200, 10, 10)).save(out, "JPEG", exif=exif)
    small = small_copy(out.getvalue(), 160)
    with Image.open(io.BytesIO(small)) as picture:
        assert picture.size == (80, 160)
    assert facts_of(out.getvalue()).lon is not None
    assert facts_of(small).lon is None
    assert small_copy(b"\xff\xd8\xff cut", 160) == b""


@pytest.mark.parametrize("name", ["", "../../geomon", "0" * 64, "x" * 63])
def test_a_photo_that_there_is_not_is_nothing(planned, name):
    assert planned.photo(name, 100) == b""
