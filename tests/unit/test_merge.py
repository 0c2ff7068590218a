"""Visits back from phones: each edit once, in any order, both sides of a disagreement, and nothing of a file that is not as it must be."""

import contextlib
import dataclasses
import datetime as dt
import itertools
import json
import shutil

import pytest
import visit_files as make

from geomon.errors import GeomonError, InputError, TooLarge, UnreadableFile
from geomon.service import open_service
from geomon.service.photos import facts_of, judge_jpeg
from geomon.visits import edits_in, visits_of

DAY = dt.date(2024, 12, 15)


def stored(service):
    return edits_in(service._register.events())


@contextlib.contextmanager
def an_own_register(workspace, root):
    """A copy of the workspace as it is now."""
    shutil.copytree(workspace.root, root)
    own = open_service(dataclasses.replace(workspace, root=root))
    yield own
    own.close()


def kept_photos(workspace):
    return sorted(p.name for p in (workspace.data / "photos").glob("*"))


def test_a_visit_becomes_an_event_and_is_on_the_card_and_in_the_dossier(planned, site, tmp_path):
    file = make.write(tmp_path / "a.json", make.visit("v", site, make.edit("e", finding="partial", note="北侧未覆土")))
    report = planned.merge([file])
    assert (report.new, report.known, report.visits) == (1, 0, 1)
    [visit] = planned.card(site, DAY).visits
    assert (visit.finding, visit.note, visit.who) == ("partial", "北侧未覆土", ("赵工",))
    assert planned.card(site, dt.date(2024, 12, 14)).visits == ()
    paper = planned.report("dossier", tmp_path / "d.html", DAY, task="plan#1")
    rows = [row for part in paper.parts for table in part.tables for row in table.rows]
    assert any("现场检查" in row and "部分完成：北侧未覆土" in row[2] and row[3] == "赵工" for row in rows)
    assert planned.verify().fault == ""


def test_a_visit_is_a_word_of_the_task(planned, site, tmp_path):
    """A deadline that passed without a word is grey, since nobody knows; somebody who went there does."""
    after = dt.date(2026, 3, 1)
    assert planned.card(site, after).light == "grey"
    one = make.visit("v", site, make.edit("e", at="2026-02-10T10:00:00+08:00", finding="untouched"), day="2026-02-10")
    planned.merge([make.write(tmp_path / "a.json", one)])
    assert planned.card(site, after).light == "red"
    assert planned.card(site, dt.date(2026, 2, 9)).light == "grey"


def test_merging_again_changes_nothing(planned, site, tmp_path):
    data = make.photo()
    file = make.write(tmp_path / "a.json", make.visit("v", site, make.edit("e", finding="done", **{f"photo:{make.sha(data)}": True})),
                      photos=[data])
    planned.merge([file])
    version, events = planned.version(), len(planned._register.events())
    report = planned.merge([file, file])
    assert (report.new, report.known) == (0, 1)
    assert (planned.version(), len(planned._register.events())) == (version, events)


def test_in_every_order_of_files_the_same_stands(planned, site, workspace, tmp_path):
    a = make.visit("v", site, make.edit("1", finding="done", note="甲"))
    later = make.visit("v", site, a["edits"][0], make.edit("2", at="2024-12-15T11:00:00+08:00", seen=["1"], finding="partial"))
    other = make.visit("w", site, make.edit("3", by="钱工", finding="rebounded"))
    files = [make.write(tmp_path / f"{n}.json", one) for n, one in enumerate((a, later, other))]
    answers = set()
    for n, order in enumerate(itertools.permutations(files)):
        with an_own_register(workspace, tmp_path / f"w{n}") as own:
            for file in order:
                report = own.merge([file])
            assert len(stored(own)) == 3
            answers.add(repr(([(v.uuid, v.who, dict(v.fields), v.heads) for v in own.card(site, DAY).visits], report.conflicts)))
    assert len(answers) == 1
    assert "rebounded" in answers.pop()


def test_two_people_who_found_different_things_on_one_day_are_a_conflict_with_both_sides(planned, site, tmp_path):
    first = make.write(tmp_path / "a.json", make.visit("v", site, make.edit("1", finding="done")))
    second = make.write(tmp_path / "b.json", make.visit("w", site, make.edit("2", by="钱工", at="2024-12-15T15:00:00+08:00",
                                                                             finding="untouched")))
    assert planned.merge([first]).conflicts == ()
    [clash] = planned.merge([second]).conflicts
    assert [(s.who, s.value) for s in clash.sides] == [("赵工", "done"), ("钱工", "untouched")]
    assert len(planned.card(site, DAY).visits) == 2
    assert planned.card(site, DAY).clashes == (clash,)


def test_the_newest_word_wins_field_by_field_and_the_older_stays_in_the_events(planned, site, tmp_path):
    one = make.visit("v", site, make.edit("1", finding="done", note="甲"),
                     make.edit("2", at="2024-12-15T09:00:00+08:00", seen=["1"], finding="partial"))      # a clock that was set back
    planned.merge([make.write(tmp_path / "a.json", one)])
    [visit] = planned.card(site, DAY).visits
    assert (visit.finding, visit.note) == ("partial", "甲")
    assert {e.fields.get("finding") for e in stored(planned)} == {"done", "partial"}


def test_the_office_and_a_phone_that_edit_one_visit_are_both_kept(planned, site, tmp_path):
    one = make.edit("1", finding="done", note="甲")
    planned.merge([make.write(tmp_path / "a.json", make.visit("v", site, one))])
    planned.edit_visit(planned.card(site, DAY).visits[0], {"note": "局里改"}, "局里")
    later = make.edit("2", at="2099-12-15T11:00:00+08:00", seen=["1"], note="手机改")
    [clash] = planned.merge([make.write(tmp_path / "b.json", make.visit("v", site, one, later))]).conflicts
    assert {(s.who, s.value) for s in clash.sides} == {("局里", "局里改"), ("赵工", "手机改")}
    planned.edit_visit(planned.card(site, DAY).visits[0], {"note": "两人都对"}, "局里")
    [visit] = planned.card(site, DAY).visits
    assert (visit.note, visit.clashes) == ("两人都对", ())


def test_a_visit_taken_back_is_shown_no_more_and_stays_in_the_register(planned, site, tmp_path):
    one = make.visit("v", site, make.edit("1", finding="done"), make.edit("2", seen=["1"], withdrawn=True))
    planned.merge([make.write(tmp_path / "a.json", one)])
    assert planned.card(site, DAY).visits == ()
    assert len(stored(planned)) == 2


# ---- photos ----------------------------------------------------------------------------------------------------------

def test_a_photo_is_kept_under_its_hash_and_says_where_and_when(planned, site, workspace, tmp_path):
    data = make.photo()
    name = make.sha(data)
    planned.merge([make.write(tmp_path / "a.json", make.visit("v", site, make.edit("e", finding="done", **{f"photo:{name}": True})),
                              photos=[data])])
    assert kept_photos(workspace) == [f"{name}.jpg"]
    facts = facts_of((workspace.data / "photos" / f"{name}.jpg").read_bytes())
    assert facts.taken == dt.datetime(2024, 12, 15, 10, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    assert (round(facts.lon, 5), round(facts.lat, 5), facts.direction) == (106.80833, 39.45, 123.5)


def kinds(report):
    return [reason.kind for _, _, reason in report.doubts]


def test_what_speaks_against_a_visit_is_a_reason_in_its_event(planned, site, tmp_path):
    bare, far, old = make.photo(1, taken=None), make.photo(2, lon=(100.0, 0.0, 0.0)), make.photo(3, taken="2024:12:14 10:00:00")
    fields = {f"photo:{make.sha(p)}": True for p in (bare, far, old)}
    position = {"lon": 100.0, "lat": 39.45, "accuracy_m": 5, "how": "map"}
    one = make.visit("v", site, make.edit("e", finding="done", position=position, **fields))
    report = planned.merge([make.write(tmp_path / "a.json", one, photos=[bare, far, old])])
    assert {"tapped", "far", "photo_bare", "photo_far", "photo_time"} <= set(kinds(report))
    [event] = [e for e in planned._register.events() if e.kind == "visit"]
    assert [r[0] for r in event.body["reasons"]] == kinds(report)
    later = make.edit("f", by="钱工", at="2024-12-16T10:00:00+08:00", finding="done", **{f"photo:{make.sha(bare)}": True})
    again = make.visit("w", site, later, day="2024-12-16")
    report = planned.merge([make.write(tmp_path / "b.json", again)])             # its bytes are here already
    assert "photo_again" in kinds(report)
    assert all(reason.zh and reason.en and "{" not in reason.zh + reason.en for _, _, reason in report.doubts)


@pytest.mark.parametrize(("at", "kind"), [("2024-11-01T10:00:00+08:00", "early"), ("2098-01-01T10:00:00+08:00", "future")])
def test_a_time_that_cannot_be_is_a_reason(planned, site, tmp_path, at, kind):
    one = make.visit("v", site, make.edit("e", at=at, finding="done"))
    assert kinds(planned.merge([make.write(tmp_path / "a.json", one)])) == [kind]


def test_exif_that_is_nonsense_says_nothing():
    data = make.photo()
    for n in range(20, min(len(data), 260)):
        facts_of(data[:n] + bytes([data[n] ^ 0xFF]) + data[n + 1:])
    assert facts_of(b"\xff\xd8\xff").bare


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\xff\xd8\xff", b"<svg/>", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_jpeg_is_no_photo(data):
    with pytest.raises(InputError):
        judge_jpeg(data, "x")


# ---- files that are not as they must be ------------------------------------------------------------------------------

def good(site):
    return make.visit("v", site, make.edit("e", finding="done"))


BAD = {
    "no json": lambda s: b"{", "cut": lambda s: json.dumps({"format": "geomon-visits", "visits": []}).encode()[:-3],
    "deep": lambda s: b"[" * 200_000, "other": lambda s: b'{"a": 1}', "list": lambda s: b"[]", "nan": lambda s: b'{"format": NaN}',
    "twice": lambda s: b'{"format": 1, "format": "geomon-visits"}',
    "newer": {"version": 2}, "visits": {"visits": {}}, "many": {"visits": [1] * 3000}, "photos": {"photos": {"x": "AAAA"}},
    "finding": {"finding": "fine"}, "field": {"colour": "red"}, "note": {"note": "x" * 5000}, "number": {"note": 3},
    "place": {"position": {"lon": 190, "lat": 0, "accuracy_m": 1, "how": "device"}}, "truth": {"withdrawn": "yes"},
    "infinite": {"position": {"lon": 1e999, "lat": 0, "accuracy_m": 1, "how": "device"}}, "step": {"check:a/1": "met"},
    "missing photo": {"photo:" + "a" * 64: True},
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_refused_with_one_sentence_and_no_file_is_taken(planned, site, workspace, tmp_path, case):
    bad, path = BAD[case], tmp_path / "坏.json"
    if callable(bad):
        path.write_bytes(bad(site))
    elif bad.keys() & {"version", "visits", "photos"}:
        make.write(path, good(site), **bad)
    else:
        make.write(path, good(site), make.visit("w", site, make.edit("f", **bad)))
    data = make.photo()
    first = make.write(tmp_path / "a.json", make.visit("x", site, make.edit("g", finding="done", **{f"photo:{make.sha(data)}": True})),
                       photos=[data])
    before = planned.version()
    with pytest.raises(GeomonError) as caught:
        planned.merge([first, path])
    assert path.name in caught.value.sentence
    assert "\n" not in caught.value.sentence
    assert (planned.version(), stored(planned), kept_photos(workspace)) == (before, [], [])


@pytest.mark.parametrize("change", [{"visit": "1"}, {"site": 3}, {"day": "yesterday"}, {"base": -1}, {"edits": "x"}, {"edits": [1]},
                                    {"edits": [{"edit": "x"}]}])
def test_a_visit_that_is_none_is_refused(planned, site, tmp_path, change):
    with pytest.raises(InputError):
        planned.merge([make.write(tmp_path / "a.json", good(site) | change)])
    assert stored(planned) == []


@pytest.mark.parametrize("photo", [b"GIF89a" * 20, b"\xff\xd8\xff" + b"0" * 200])
def test_a_photo_that_is_no_picture_is_refused(planned, site, tmp_path, workspace, photo):
    one = make.visit("v", site, make.edit("e", finding="done", **{f"photo:{make.sha(photo)}": True}))
    with pytest.raises(InputError, match="JPEG"):
        planned.merge([make.write(tmp_path / "a.json", one, photos=[photo])])
    assert kept_photos(workspace) == []


def test_a_photo_that_is_not_what_its_name_says_is_refused(planned, site, tmp_path):
    with pytest.raises(InputError, match="damaged or changed"):
        planned.merge([make.write(tmp_path / "a.json", good(site), photos={"a" * 64: "AAAA"})])


def test_a_file_over_the_limit_is_refused_unread(planned, site, tmp_path):
    planned.settings = dataclasses.replace(planned.settings, max_file_mb=0.001)
    with pytest.raises(TooLarge):
        planned.merge([make.write(tmp_path / "a.json", make.visit("v", site, make.edit("e", finding="done", note="x" * 3000)))])


def test_visits_of_another_workspace_are_refused(planned, tmp_path):
    with pytest.raises(InputError, match="another workspace"):
        planned.merge([make.write(tmp_path / "a.json", good("elsewhere-1"))])


def test_a_site_that_is_gone_keeps_its_visits_with_a_reason(planned, site, tmp_path):
    report = planned.merge([make.write(tmp_path / "a.json", good(site), make.visit("w", "gone-1", make.edit("f", finding="done")))])
    assert kinds(report) == ["unknown_site"]
    assert report.new == 2


def test_nobody_speaks_as_a_document_and_signs_that_turn_text_round_are_gone(planned, site, tmp_path):
    one = make.visit("v", site, make.edit("e", by="document", finding="done", note="a\u202eb\x00c\ud800"))
    path = tmp_path / "a.json"
    body = {"format": "geomon-visits", "version": 1, "pack": make.PACK, "visits": [one], "photos": {}}
    path.write_text(json.dumps(body), encoding="ascii")
    planned.merge([path])
    [edit] = stored(planned)
    assert edit.by == "document (person)"
    assert edit.fields["note"] == "a b c"


def test_a_write_that_fails_leaves_no_photo_behind(planned, site, workspace, tmp_path, monkeypatch):
    data = make.photo()
    file = make.write(tmp_path / "a.json", make.visit("v", site, make.edit("e", finding="done", **{f"photo:{make.sha(data)}": True})),
                      photos=[data])

    def fail(*_):
        raise GeomonError("the disk is full.")
    monkeypatch.setattr("geomon.store.writing.Writer.append_event", fail)
    with pytest.raises(GeomonError):
        planned.merge([file])
    assert (kept_photos(workspace), stored(planned)) == ([], [])


def test_a_file_that_is_not_there_is_told(planned, tmp_path):
    with pytest.raises(UnreadableFile):
        planned.merge([tmp_path / "no.json"])


def test_visits_of_nothing_are_none():
    assert visits_of([]) == ()
