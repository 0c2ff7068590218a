"""The way of the data through the service: documents in a folder -> register -> what is shown."""

import dataclasses
import hashlib
import json
import time

import pytest
from factories import DUES, PROBLEMS, day, make_document, make_task, plan_text, report_text, write_document

from geomon.errors import Conflict, GeomonError, InputError, LayerFileError, NoTasks, UnreadableFile
from geomon.service import open_service
from geomon.service.cards import context_of
from geomon.service.frames import fold
from geomon.service.history import document_events, inspection_of, threads_of
from geomon.situation import SITE_COLUMNS, TASK_COLUMNS, Filter

CLAIMS = {"1": "达到序时进度", "2": "已完成", "3": "未达到序时进度"}


def lights(service, date):
    frame = service.situation(day(date)).tasks
    return dict(zip(frame["number"], frame["light"], strict=True))


def status_hash(service):
    answer = json.dumps(service.status_json(day("2024-12-15")), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(answer.encode()).hexdigest()


# ---- building --------------------------------------------------------------------------------------------------------

def test_a_plan_becomes_tasks_with_lights(planned):
    assert lights(planned, "2024-12-15") == {"1": "blue", "2": "yellow", "3": "grey"}


def test_a_second_build_changes_nothing_and_is_quick(planned, workspace):
    before, version, events = status_hash(planned), planned.version(), len(planned._register.events())
    start = time.perf_counter()
    report = planned.build()
    assert time.perf_counter() - start < 3
    assert (report.read, report.unchanged, report.changed, report.events) == (0, 1, False, 0)
    assert (status_hash(planned), planned.version(), len(planned._register.events())) == (before, version, events)


def test_a_build_in_a_new_register_gives_the_same_status(planned, workspace):
    before = status_hash(planned)
    planned.close()
    for path in workspace.data.glob("register.db*"):
        path.unlink()
    again = open_service(workspace)
    again.build()
    assert status_hash(again) == before
    again.close()


def test_only_what_changed_is_read_again(planned, workspace):
    other = plan_text({"1": "海南区公乌素片区洗煤场地周边抑尘网破损。"}, title="乌海市大气污染专项检查发现问题整改方案")
    write_document(workspace, "second.txt", other)
    report = planned.build()
    assert (report.read, report.unchanged, report.tasks) == (1, 1, 4)


def test_a_corrected_document_takes_back_what_it_no_longer_says(planned, workspace):
    write_document(workspace, "report.txt", report_text({"2": "已完成"}))
    planned.build()
    assert lights(planned, "2024-12-15")["2"] == "green"
    write_document(workspace, "report.txt", report_text({"2": "未达到序时进度"}))
    planned.build()
    assert lights(planned, "2024-12-15")["2"] == "yellow"
    assert [e.kind for e in planned._register.events()].count("withdrawn") == 1


def test_a_document_that_was_taken_away_is_gone_after_the_next_build(planned, workspace):
    (workspace.documents / "plan.txt").unlink()
    report = planned.build()
    assert (report.removed, report.tasks) == (1, 0)


def test_notes_about_the_folder_are_no_documents(planned, workspace):
    write_document(workspace, "README.md", "Where these come from.")
    write_document(workspace, "~$plan.txt", "a lock file")
    assert planned.build().changed is False


# ---- documents of one inspection -------------------------------------------------------------------------------------

def test_a_report_updates_the_tasks_of_its_plan_and_counts_from_its_day(planned, workspace, tmp_path):
    report = planned.import_documents([write_document(tmp_path, "report.txt", report_text(CLAIMS))])
    assert report.build.tasks == 3
    assert {(d.kind, d.task, d.before, d.after) for d in report.differences} == {
        ("progress", "report#1", "", "on_schedule"), ("progress", "report#2", "", "completed"), ("progress", "report#3", "", "behind")}
    assert lights(planned, "2024-11-19") == {"1": "blue", "2": "blue", "3": "grey"}
    assert lights(planned, "2024-12-15") == {"1": "blue", "2": "green", "3": "red"}
    assert (workspace.documents / "report.txt").is_file()


def test_a_task_answers_to_the_ids_of_all_its_documents(planned, tmp_path):
    planned.import_documents([write_document(tmp_path, "report.txt", report_text(CLAIMS))])
    cards = [planned.task_card(ident, day("2024-12-15")) for ident in ("plan#2", "report#2")]
    assert cards[0] == cards[1]
    assert cards[0].task.units.lead == ("市自然资源局",)  # the report names none, so the plan's stay


def test_a_moved_deadline_a_new_and_a_missing_task_are_told(planned, tmp_path):
    problems = {"1": PROBLEMS["1"], "2": PROBLEMS["2"], "3": "海南区一处煤泥晾晒场没有防渗和导排设施。"}
    path = write_document(tmp_path, "plan.txt", plan_text(problems, {"1": "2026年6月底"}))
    report = planned.import_documents([path])
    found = {(d.kind, d.task): (d.before, d.after) for d in report.differences}
    assert found["deadline", "plan#1"] == ("2025-12-31", "2026-06-30")
    assert set(found) >= {("deadline", "plan#1")}


def test_a_file_of_the_same_name_takes_the_place_of_the_old_one_which_is_kept(planned, workspace, tmp_path):
    old = (workspace.documents / "plan.txt").read_bytes()
    planned.import_documents([write_document(tmp_path, "plan.txt", plan_text(dues={"1": "2026年6月底"}))])
    assert [p.read_bytes() for p in (workspace.data / "replaced").iterdir()] == [old]
    assert planned.build().changed is False


def test_importing_a_known_document_changes_nothing(planned, workspace):
    version = planned.version()
    report = planned.import_documents([workspace.documents / "plan.txt"])
    assert (report.taken, report.known, report.differences) == ((), ("plan",), ())
    assert planned.version() == version


def test_documents_of_other_inspections_keep_their_own_tasks():
    plan = make_document("a.txt", make_task("1"), title="乌海市生态环境专项检查反馈问题整改方案", region="乌海市")
    other = make_document("b.txt", make_task("1"), title="乌海市固体废物专项检查发现问题整改进展", region="乌海市", kind="progress")
    report = make_document("c.txt", make_task("1"), title="乌海市生态环境专项检查整改落实进展情况", region="乌海市", kind="progress")
    assert inspection_of(plan) == inspection_of(report) != inspection_of(other)
    assert sorted(t.ids for t in threads_of([plan, other, report])) == [("a#1", "c#1"), ("b#1",)]


PLAN = "星云湖径流区农业面源污染控制不力。大街街道、前卫镇蔬菜种植区化肥减量措施未落实到地块，周德营村尾菜随意堆沤，渗出液流入东西大河。"
BRIEF = "星云湖农业面源污染控制不力，前卫镇化肥减量未落实，周德营村尾菜堆沤，渗出液入河。"


@pytest.mark.parametrize(
    ("number", "problem", "together"),
    [
        ("1", BRIEF, True),
        ("1", "杞麓湖截污渠渗漏。纳古段截污渠多年失修，农田灌溉退水直接入湖，沿渠村庄污水未收集，周边尾菜随意堆放。", False),
        ("2", BRIEF, False),
        ("1", "面源污染控制不力", False),
    ],
    ids=["in fewer words", "another matter", "another number", "too brief"],
)
def test_a_report_that_tells_the_problem_in_fewer_words_is_on_the_same_task(number, problem, together):
    title = "玉溪市省级生态环境保护督察反馈意见整改{}"
    plan = make_document("a.txt", make_task("1", problem=PLAN), title=title.format("方案"), region="玉溪市")
    report = make_document("b.txt", make_task(number, problem=problem), title=title.format("落实情况"), region="玉溪市", kind="progress")
    assert (len(threads_of([plan, report])) == 1) is together


def test_two_tasks_of_one_document_are_never_one():
    document = make_document("a.txt", make_task("1"), make_task("2"), title="督察整改方案")
    assert len(threads_of([document])) == 2


def test_a_document_without_any_date_claims_nothing():
    task = make_task("1", due=None, kind="ongoing", progress="completed")
    document = make_document("a.txt", task, kind="progress", issued=None, title="进展情况")
    assert document_events(document) == []


# ---- asking ----------------------------------------------------------------------------------------------------------

def test_the_frames_have_the_documented_columns_and_kinds(planned):
    situation = planned.situation(day("2024-12-15"))
    assert tuple(situation.sites.columns) == SITE_COLUMNS
    assert tuple(situation.tasks.columns) == TASK_COLUMNS
    for frame in (situation.sites, situation.tasks):
        assert frame["due"].dtype.kind == "M"
        assert frame["days"].dtype.kind == "f"
    assert situation.tasks["part"].tolist() == [None] * 3


def test_a_situation_is_computed_once_per_version_and_date(planned, workspace, tmp_path):
    first = planned.situation(day("2024-12-15"))
    assert planned.situation(day("2024-12-15")) is first
    planned.import_documents([write_document(tmp_path, "report.txt", report_text(CLAIMS))])
    assert planned.situation(day("2024-12-15")) is not first


def test_a_write_by_another_process_is_seen(planned, workspace, tmp_path):
    other = open_service(workspace)
    other.import_documents([write_document(tmp_path, "report.txt", report_text(CLAIMS))])
    other.close()
    assert lights(planned, "2024-12-15")["2"] == "green"


@pytest.mark.parametrize("words", ["wanyuan", "whwyltmk", "万源", "自然资源局 海南区"])
def test_a_task_is_found_by_name_pinyin_initials_and_unit(planned, words):
    situation = planned.situation(day("2024-12-15"))
    texts = [fold("乌海万源露天煤矿"), *situation.tasks["search"]]
    assert any(all(w in text for w in words.split()) for text in texts)
    assert situation.select_tasks(Filter(text="没有这个词")).sum() == 0


def test_the_catalog_lists_what_can_be_chosen(planned):
    catalog = planned.catalog()
    assert catalog.cities == ("乌海市",)
    assert {name for name, _, _ in catalog.counties} == {"海勃湾区", "海南区", "乌达区"}
    assert catalog.units[0] == "市自然资源局"
    assert catalog.sections == ("一、矿山和水环境治理方面",)
    assert catalog.documents == ("plan",)
    assert "mine" in {layer.id for layer in catalog.layers}


def test_a_card_shows_the_sentence_in_its_context(planned):
    card = planned.task_card("plan#2", day("2024-12-15"))
    assert PROBLEMS["2"] in card.context[1]
    assert card.context[1] in planned._now().documents[0].text
    assert card.status.light == "yellow"
    with pytest.raises(KeyError):
        planned.task_card("plan#99", day("2024-12-15"))


def test_a_sentence_is_cut_at_its_full_stops():
    text = "前一句。海南区甲矿边坡坍塌。后一句。"
    start = text.index("甲矿")
    assert context_of(text, (start, start + 2), make_task()) == ("前一句。", "海南区甲矿边坡坍塌。", "后一句。")


def test_the_words_around_a_sentence_end_where_the_task_ends(planned):
    for number in ("1", "2", "3"):
        card = planned.task_card(f"plan#{number}", day("2024-12-15"))
        assert not any(PROBLEMS[other][:8] in "".join(card.context) for other in PROBLEMS if other != number)


def test_the_counties_and_the_base_map_are_there(planned):
    own, base = planned.counties(), planned.basemap()
    assert set(own["name"]) == {"海勃湾区", "海南区", "乌达区"}
    assert base["ours"].sum() == 3
    assert (~base["ours"]).sum() > 0
    assert own.crs.to_epsg() == base.crs.to_epsg() == 4490


def test_sites_are_tied_to_their_tasks_and_shown_with_the_sentence(planned):
    sites = planned.situation(day("2024-12-15")).sites
    mine = sites[sites["layer"] == "mine"].iloc[0]
    assert (mine["county"], mine["method"], mine["light"], mine["tasks"]) == ("海南区", "layer", "blue", ("plan#1",))
    card = planned.card(mine["id"], day("2024-12-15"))
    assert card.tasks[0].match.site == mine["id"]
    assert PROBLEMS["1"] in card.tasks[0].context[1]
    assert "wanyuan" in mine["search"]
    assert planned.situation(day("2024-12-15")).tasks["sites"].iloc[0] == (mine["id"],)


def test_protected_areas_near_sites_are_told_apart_from_those_that_cannot_be_told(planned):
    found = planned.protected_near(100_000)
    assert {"site", "area", "inside", "metres", "area_ha"} <= set(found.columns)
    assert len(found)
    assert not found["inside"].any()  # the demo's reserves are rectangles only


@pytest.mark.parametrize("by", ["county", "unit", "layer", "section"])
def test_the_status_as_json_counts_every_task_once(planned, by):
    answer = planned.status_json(day("2024-12-15"), by)
    assert sum(answer["counts"].values()) == len(answer["tasks"]) == len(DUES)
    assert sum(answer["site_counts"].values()) == len(answer["sites"])
    assert sum(sum(g["counts"].values()) for g in answer["groups"]) >= len(DUES)
    assert set(answer) == {"as_of", "counts", "site_counts", "groups", "sites", "unlocated", "tasks"}
    json.dumps(answer, allow_nan=False)


def test_an_unknown_grouping_is_refused(planned):
    with pytest.raises(InputError, match="county"):
        planned.status_json(day("2024-12-15"), "colour")


# ---- bad input: one sentence, and the register as it was -------------------------------------------------------------

BAD = pytest.mark.parametrize(("name", "content", "error"), [
    ("empty.txt", b"", UnreadableFile),
    ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, GeomonError),
    ("letter.txt", "今天天气很好，适合散步。".encode(), NoTasks),
], ids=["an empty file", "a picture renamed .txt", "a document without tasks"])


@BAD
def test_an_import_with_a_bad_document_leaves_the_register_as_it_was(planned, workspace, tmp_path, name, content, error):
    before, version = status_hash(planned), planned.version()
    path = tmp_path / name
    path.write_bytes(content)
    good = write_document(tmp_path, "report.txt", report_text(CLAIMS))
    with pytest.raises(error) as caught:
        planned.import_documents([good, path])
    assert name in caught.value.sentence
    assert (status_hash(planned), planned.version()) == (before, version)
    assert not (workspace.documents / "report.txt").exists()


@BAD
def test_a_build_brings_in_what_it_can_and_tells_what_it_cannot(planned, workspace, name, content, error):
    (workspace.documents / name).write_bytes(content)
    write_document(workspace, "report.txt", report_text(CLAIMS))
    report = planned.build()
    assert (report.read, report.unchanged) == (1, 1)
    assert planned.catalog().documents == ("plan", "report")
    assert len(report.refused) == 1
    assert name in report.refused[0]
    again = planned.build()
    assert (again.changed, again.refused) == (False, report.refused)


def test_a_document_that_went_bad_keeps_what_it_said_until_it_is_mended(planned, workspace):
    before = status_hash(planned)
    (workspace.documents / "plan.txt").write_bytes(b"")
    report = planned.build()
    assert "plan.txt" in report.refused[0]
    assert (report.removed, report.changed, status_hash(planned)) == (0, False, before)
    write_document(workspace, "plan.txt", plan_text(dues={"2": "2026年12月底"}))
    assert planned.build().refused == ()
    assert lights(planned, "2024-12-15")["2"] == "blue"


@pytest.mark.parametrize("name", [".plan.txt", "~$plan.txt", "README.txt"])
def test_a_file_that_the_next_build_would_pass_over_is_not_taken_in(planned, tmp_path, name):
    with pytest.raises(InputError, match="another name"):
        planned.import_documents([write_document(tmp_path, name, plan_text())])


def test_a_missing_layer_file_is_told_by_name_and_leaves_the_register_as_it_was(planned, workspace):
    before = status_hash(planned)
    (workspace.data / "layers" / "mine.csv").unlink()
    with pytest.raises(LayerFileError, match=r"mine\.csv"):
        planned.build()
    assert status_hash(planned) == before


def test_a_failure_while_locating_leaves_documents_and_register_as_they_were(planned, workspace, tmp_path, monkeypatch):
    before = status_hash(planned)
    (workspace.data / "layers" / "mine.csv").write_text("name,lon,lat\n甲矿,far,north\n", encoding="utf-8")
    with pytest.raises(GeomonError, match=r"mine\.csv"):
        planned.import_documents([write_document(tmp_path, "report.txt", report_text(CLAIMS))])
    assert status_hash(planned) == before
    assert sorted(p.name for p in workspace.documents.iterdir()) == ["plan.txt"]


def test_a_build_that_was_overtaken_saves_nothing_and_says_so(planned, workspace, tmp_path, monkeypatch):
    from geomon.service import building

    locate = building.locate

    def overtaken(*arguments):
        other = open_service(workspace)
        monkeypatch.setattr(building, "locate", locate)
        other.import_documents([write_document(tmp_path, "report.txt", report_text(CLAIMS))])
        other.close()
        return locate(*arguments)

    write_document(workspace, "second.txt", plan_text(title="乌海市大气污染专项检查发现问题整改方案"))
    monkeypatch.setattr(building, "locate", overtaken)
    with pytest.raises(Conflict, match="again"):
        planned.build()
    assert planned.catalog().documents == ("plan", "report")
    planned.build()
    assert planned.catalog().documents == ("plan", "report", "second")


def test_two_documents_of_one_name_are_refused(planned, workspace):
    write_document(workspace, "plan.md", plan_text())
    with pytest.raises(InputError, match="same name"):
        planned.build()


def test_a_profile_that_is_not_there_is_told(workspace):
    with pytest.raises(InputError, match="default"):
        open_service(dataclasses.replace(workspace, profile="strict"))
