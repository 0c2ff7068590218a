"""Documents taken in by themselves give what a whole build gives, to the letter: places, joins, differences, events, lights."""

import csv
import dataclasses
import hashlib
import json
import pathlib
import re
import shutil

import pytest
from factories import DUES, day, plan_text, report_text, write_document
from gate_files import shapefile

import geomon
from geomon.errors import Conflict
from geomon.join.verdicts import Named, Verdicts
from geomon.model import Event
from geomon.service import bringing, building, importing, located, open_service
from geomon.service.ground import READING
from geomon.service.judging import PLACES, body_of
from geomon.service.located import Located, ground_of
from geomon.service.settling import Answer

PARTLY, WHOLE = "locating what is new", "locating everything anew"
DUE = DUES | {"4": "2025年12月底", "5": "2026年6月底"}
FIRST = {"1": "海南区东河煤矿边坡治理进度偏慢，排水沟有两处坍塌。", "2": "乌海市东河露天煤矿排水沟坍塌，千里山污水处理厂溢流。",
         "3": "乌达区乌兰木头渣场挡墙外有散落渣料。", "4": "西来峰沙场没有覆土，海南区乌海万源露天煤矿边坡坍塌。"}
SECOND = {
    "1": "海南区西来峰沙场没有覆土。", "2": "海南区乌海万源露天煤矿二号采坑积水没有抽排。",
    "3": "海勃湾区千里山污水处理厂在线监测缺失。", "4": "东河露天煤矿二期没有验收。",
    "5": "海南区羊圈沟村渣场没有治理，乌达区五虎山矿业煤矿矸石堆没有治理。",
}
AGAIN = {"1": "海南区西来峰沙场只覆土一半。", "2": "乌达区乌兰木头渣场挡墙倒塌。", "3": "海勃湾区西来峰沙场没有围挡。",
         "4": "乌达区卡布其渣场没有防渗。"}
OTHER = {"1": "准格尔旗东河煤矿边坡治理进度偏慢。", "2": "达拉特旗西来峰沙场没有覆土。", "3": "准格尔旗羊圈沟村渣场散落渣料。"}
PROVINCE = {"1": "乌海市海南区东河煤矿没有治理。", "2": "鄂尔多斯市准格尔旗东河煤矿没有治理。", "3": "海南区西来峰沙场没有治理。"}
VILLAGES = """title = "村"
title_en = "Villages"
kind = "boundary"
order = 30
geometry = "point"
source = "layers/village.csv"
datum = "CGCS2000"
licence = "Invented"
"""
NOWHERE = {"1": "东河煤矿边坡治理进度偏慢。", "2": "西来峰沙场没有覆土。"}


def problems_of(title, problems, date="2024年6月18日"):
    return plan_text(problems, DUE, title=title, date=date)


TEXTS = {
    "a-first.txt": problems_of("乌海市矿山问题整改方案", FIRST),
    "m-other.txt": problems_of("鄂尔多斯市矿山问题整改方案", OTHER),
    "k-second.txt": problems_of("乌海市第二轮专项督察反馈问题整改方案", SECOND, "2024年7月1日"),
    "b-between.txt": problems_of("乌海市渣场问题整改方案", AGAIN, "2024年5月1日"),
    "z-province.txt": problems_of("内蒙古自治区专项督察反馈问题整改方案", PROVINCE),
    "c-nowhere.txt": problems_of("示例整改方案", NOWHERE),
    "k-report.txt": report_text({"1": "已完成整改", "2": "未启动", "3": "正在推进"}, SECOND,
                                title="乌海市第二轮专项督察反馈问题整改进展情况"),
}


class Office:
    """A workspace that documents are taken into; `anew` forgets what was kept before each of them, so that each is a whole build."""

    def __init__(self, settings, *, anew):
        self.settings, self.anew, self.told, self.service = settings, anew, [], open_service(settings)
        self.service.build()

    def take(self, *paths):
        if self.anew:
            shutil.rmtree(self.settings.cache / "located", ignore_errors=True)
        self.told = []
        return self.service.import_documents(list(paths), lambda done, total, what: self.told.append(what))

    @property
    def was_partly(self):
        return any(PARTLY in told for told in self.told) and not any(WHOLE in told for told in self.told)

    def state(self):
        """All that the register says, and how it is shown; not when it was written."""
        book = self.service._register
        events = [dataclasses.replace(event, seq=None) for event in book.events()]
        lights = json.dumps(self.service.status_json(day("2024-12-15")), ensure_ascii=False, sort_keys=True)
        return {"documents": book.documents(), "sites": book.sites(), "matches": book.matches(), "unlocated": book.unlocated(),
                "events": events, "basis": book.noted("basis"), "arrived": list(json.loads(book.noted("arrived"))),
                "status": hashlib.sha256(lights.encode()).hexdigest()}

    def standing(self):
        """The same without the events that were taken back, for a register that never held them."""
        state = self.state()
        said = [dataclasses.replace(event, seq=None) for event in self.service._now().said]
        return state | {"events": sorted(map(repr, said)), "arrived": None}


def same(report, other):
    """What two imports report, without the register's version: a build that forgot may write more often."""
    return (report.taken, report.known, report.differences, dataclasses.replace(report.build, version=0)) == \
           (other.taken, other.known, other.differences, dataclasses.replace(other.build, version=0))


@pytest.fixture(params=["sqlite"])
def offices(workspace, tmp_path, request):
    """Two workspaces with one plan: the second one builds the whole each time, in a file; the first may be on a server."""
    if request.param == "postgresql":
        workspace = dataclasses.replace(workspace, store=request.getfixturevalue("on_server")())
    write_document(workspace, "a-first.txt", TEXTS["a-first.txt"])
    (workspace.layers / "village.toml").write_text(VILLAGES, encoding="utf-8")
    rows = ["name,city,county,lon,lat", "羊圈沟村,乌海市,海南区,106.9,39.35", "羊圈沟村,鄂尔多斯市,准格尔旗,111.2,39.8"]
    (workspace.data / "layers" / "village.csv").write_text("\n".join(rows), encoding="utf-8")
    twin = tmp_path / "另一个"
    shutil.copytree(workspace.root, twin)
    made = [Office(workspace, anew=False), Office(dataclasses.replace(workspace, root=twin, store=""), anew=True)]
    yield made
    for office in made:
        office.service.close()


def both_take(offices, tmp_path, *names, texts=TEXTS):
    paths = [write_document(tmp_path / "in", name, texts[name]) for name in names]
    partly, whole = (office.take(*paths) for office in offices)
    assert not offices[1].was_partly
    assert same(partly, whole)
    assert offices[0].state() == offices[1].state()
    return partly


def from_nothing(office, tmp_path, places_cache):
    """The state of a new workspace with the same files and layers, in which people said the same."""
    root = tmp_path / "从头"
    shutil.copytree(office.settings.root, root, ignore=shutil.ignore_patterns("register.db*", "cache", "replaced"))
    shutil.copytree(places_cache, root / "data" / "cache")
    settings = dataclasses.replace(office.settings, root=root)
    fresh = open_service(settings)
    with fresh._register.write() as writer:
        writer.append_events([event for event in office.service._now().said if event.actor != "document"])
    fresh.close()
    made = Office(settings, anew=True)
    try:
        return made.standing()
    finally:
        made.service.close()


def put_row(settings, *cells, layer="mine"):
    """Add a row to a layer's file."""
    path = settings.data / "layers" / f"{layer}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        head = next(csv.reader(file))
    row = dict.fromkeys(head, "") | dict(zip(("id", "name", "city", "county", "lon", "lat"), cells, strict=True))
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow(row.values())


def test_documents_one_after_the_other_are_as_a_whole_build(offices, tmp_path, places_cache):
    mine, twin = offices
    for name in ("m-other.txt", "k-second.txt", "b-between.txt", "c-nowhere.txt", "z-province.txt", "k-report.txt"):
        both_take(offices, tmp_path, name)
        assert mine.was_partly, (name, mine.told)
    methods = {site.location.method for site in mine.service._register.sites()}
    assert {"layer", "village", "county", "none"} <= methods
    again = TEXTS | {"k-second.txt": problems_of("乌海市第二轮专项督察反馈问题整改方案", AGAIN, "2024年8月1日")}
    assert both_take(offices, tmp_path, "k-second.txt", texts=again).differences
    assert mine.was_partly

    for office in offices:                                       # a layer in another version
        put_row(office.settings, "T1", "东河煤矿", "乌海市", "海南区", "106.85", "39.40")
    both_take(offices, tmp_path, "m-other.txt", texts={"m-other.txt": TEXTS["m-other.txt"] + "\n"})
    assert not mine.was_partly
    assert any(WHOLE in told for told in mine.told)
    assert any(site.location.source.startswith("mine/T1") for site in mine.service._register.sites())

    place = ("西来峰沙场", "mine")
    task = next(t for d in mine.service._register.documents() if d.id == "a-first" for t in d.tasks if t.mentions and t.number == "4")
    spot = next(m for m in task.mentions if m.name.startswith("西来峰"))
    assert (spot.name, spot.layer) == place
    for office in offices:                                       # a correction of a place
        office.service.settle("a-first", Answer(task.key, "corrected", "place", place, {"name": spot.name, "layer": spot.layer,
                                                                                       "county": "乌达区"}), "王")
    assert mine.state() == twin.state()
    both_take(offices, tmp_path, "k-second.txt")
    assert mine.was_partly, mine.told
    two = {"b-between.txt": problems_of("乌海市渣场问题整改方案", SECOND), "n-new.txt": problems_of("乌海市新增问题整改方案", AGAIN)}
    both_take(offices, tmp_path, *two, texts=two)
    assert mine.was_partly
    mine.service.build()
    assert mine.service.build().changed is False
    assert mine.standing() == from_nothing(mine, tmp_path, places_cache)


@pytest.mark.parametrize("offices", ["sqlite", "postgresql"], indirect=True)
def test_the_build_after_an_import_finds_nothing_to_do(offices, tmp_path):
    both_take(offices, tmp_path, "k-second.txt", "b-between.txt")
    assert offices[0].was_partly
    assert offices[0].service.build().changed is False


def test_a_place_that_an_earlier_document_names_now_stands_under_it(offices, tmp_path):
    """A document that comes before the others takes over name and row of a place that they name, too."""
    both_take(offices, tmp_path, "k-second.txt")
    before = offices[0].service._register.sites()
    texts = {"0-begin.txt": problems_of("乌海市开头整改方案", {"1": "海南区万源煤矿边坡治理进度偏慢。", "2": "海南区西来峰沙场没有覆土。"})}
    both_take(offices, tmp_path, "0-begin.txt", texts=texts)
    assert offices[0].was_partly
    after = offices[0].service._register.sites()
    held = {site.id: site.name for site in before}
    assert after[0].id in held
    assert held[after[0].id] != after[0].name == "万源煤矿"


def test_a_task_without_places_that_is_rejected_moves_nothing(offices, tmp_path):
    texts = {"k-second.txt": problems_of("乌海市第二轮专项督察反馈问题整改方案", {"1": "培训没有按计划开展。"} | {
        str(int(number) + 1): text for number, text in list(SECOND.items())[:4]}, "2024年7月1日")}
    both_take(offices, tmp_path, "k-second.txt", texts=texts)
    first = next(d for d in offices[0].service._register.documents() if d.id == "k-second").tasks[0]
    assert not first.mentions
    for office in offices:
        office.service.settle("k-second", Answer(first.key, "rejected", "task"), "王")
    both_take(offices, tmp_path, "b-between.txt")
    assert offices[0].was_partly, offices[0].told


def test_a_table_of_attributes_beside_a_layer_is_part_of_it(offices, tmp_path):
    for office in offices:
        shapefile(office.settings.data / "layers", "pit", ["甲坑", "乙坑"])
        (office.settings.layers / "pit.toml").write_text(VILLAGES.replace("village.csv", "pit.shp"), encoding="utf-8")
        assert office.service.build().changed is True
    assert offices[0].service.layer_features("pit")["NAME"].to_list() == ["甲坑", "乙坑"]
    for office in offices:
        table = office.settings.data / "layers" / "pit.dbf"
        table.write_bytes(table.read_bytes().replace("乙坑".encode(), "丙坑".encode()))
    assert offices[0].service.layer_features("pit")["NAME"].to_list() == ["甲坑", "丙坑"]
    both_take(offices, tmp_path, "k-second.txt")
    assert not offices[0].was_partly
    table.with_suffix(".cpg").write_text("UTF-8", encoding="ascii")
    assert offices[1].service.build().changed is True


def test_a_layer_saved_while_documents_are_located_is_not_noted_as_used(offices, tmp_path, monkeypatch):
    mine, place = offices[0], bringing.place

    def slowly(*given):
        put_row(mine.settings, "T1", "东河煤矿", "乌海市", "海南区", "106.85", "39.40")
        return place(*given)
    monkeypatch.setattr(bringing, "place", slowly)
    mine.take(write_document(tmp_path / "in", "k-second.txt", TEXTS["k-second.txt"]))
    assert any(WHOLE in told for told in mine.told)
    assert any(site.location.source.startswith("mine/T1") for site in mine.service._register.sites())
    assert mine.service.build().changed is False


@pytest.mark.parametrize("way", ["in part", "whole"])
def test_what_came_in_while_the_files_were_read_is_a_conflict(offices, tmp_path, monkeypatch, way):
    mine = offices[0]
    theirs = write_document(tmp_path / "theirs", "k-second.txt", TEXTS["k-second.txt"])
    ours = write_document(tmp_path / "ours", "k-second.txt", TEXTS["b-between.txt"])
    read = importing.read_one

    def slowly(path, *more):
        if path == ours:
            mine.service.import_documents([theirs])
            if way == "whole":
                shutil.rmtree(mine.settings.cache / "located")
        return read(path, *more)
    monkeypatch.setattr(importing, "read_one", slowly)
    with pytest.raises(Conflict):
        mine.take(ours)
    held = next(d for d in mine.service._register.documents() if d.id == "k-second")
    assert "第二轮" in held.text
    assert (mine.settings.documents / "k-second.txt").read_bytes() == theirs.read_bytes()


@pytest.mark.parametrize("spoilt", ["code", "lines", "index", "rows", "rooms"])
def test_what_cannot_be_trusted_makes_a_whole_build_and_says_so(offices, tmp_path, monkeypatch, spoilt):
    mine, folder = offices[0], offices[0].settings.cache / "located"
    if spoilt == "code":
        monkeypatch.setattr(located, "fingerprint", lambda parts: "another")
    elif spoilt == "rooms":
        with mine.service._register.write() as writer:
            writer.note("rooms", "")
    else:
        for path in folder.iterdir():
            kind = path.stem if path.stem == "index" else "rows" if path.stem.startswith("rows-") else "lines"
            if kind == spoilt:
                path.write_bytes(path.read_bytes()[:-1])
    mine.take(write_document(tmp_path / "in", "k-second.txt", TEXTS["k-second.txt"]))
    offices[1].take(write_document(tmp_path / "in", "k-second.txt", TEXTS["k-second.txt"]))
    assert not mine.was_partly
    assert any(WHOLE in told for told in mine.told)
    assert mine.state()["sites"] == offices[1].state()["sites"]
    monkeypatch.undo()


@pytest.mark.parametrize("of", ["sites", "feature"])
def test_what_was_said_of_places_holds_in_the_next_documents(offices, tmp_path, of):
    both_take(offices, tmp_path, "b-between.txt")
    sites = [s for s in offices[0].service._register.sites() if s.layer == "mine"]
    wanyuan, other = (next(s for s in sites if part in s.name) for part in ("万源", "西来峰"))
    a = Named(wanyuan.id, wanyuan.name, "mine", wanyuan.county)
    feature = wanyuan.location.source.partition("：")[0]
    b = Named(other.id, other.name, "mine", other.county) if of == "sites" else Named(feature, "", "mine")
    kind = "same" if of == "sites" else "different"
    for office in offices:
        office.service._register.append_event(Event(day("2024-09-01"), "王", kind, "pair-1", body_of(of, a, b, "150300"), PLACES))
        office.service.build()
    both_take(offices, tmp_path, "k-second.txt")
    assert offices[0].was_partly is (of == "feature")
    held = {s.id for s in offices[0].service._register.sites()}
    assert len(held & {wanyuan.id, other.id}) == 1, "the one is the other, or is no place of the layer any more"
    both_take(offices, tmp_path, "m-other.txt")
    assert offices[0].was_partly is (of == "feature"), "places said to be one may be of any two cities"


def test_a_kill_before_the_list_is_kept_costs_nothing_but_time(offices, tmp_path):
    """What the list says of a document that came in another version is not taken for true of that one."""
    mine, path = offices[0], offices[0].settings.cache / "located" / "index.msgpack"
    both_take(offices, tmp_path, "m-other.txt", "k-second.txt")
    before = path.read_bytes()
    moved = problems_of("鄂尔多斯市矿山问题整改方案", {"1": "准格尔旗东河煤矿没有治理。", "2": "达拉特旗东河露天煤矿没有治理。"})
    both_take(offices, tmp_path, "m-other.txt", texts={"m-other.txt": moved.replace("鄂尔多斯市", "乌海市").replace("准格尔旗", "海南区")})
    path.write_bytes(before)
    both_take(offices, tmp_path, "b-between.txt")
    assert mine.was_partly, mine.told
    path.write_bytes(before)
    both_take(offices, tmp_path, "c-nowhere.txt")
    assert not mine.was_partly, "nothing is kept of a document that came in meanwhile"


def test_only_the_region_is_looked_at(offices, tmp_path, monkeypatch):
    """What costs is what comes in: documents of another city are not read."""
    both_take(offices, tmp_path, "m-other.txt")
    from geomon.service import known

    asked = []
    read = known.read_documents
    monkeypatch.setattr(known, "read_documents", lambda *args: asked.append(found := read(*args)) or found)
    both_take(offices, tmp_path, "k-second.txt")
    assert {ident for found in asked for ident in found} == {"a-first"}


def test_files_of_documents_that_are_gone_are_cleared_away(offices, tmp_path):
    mine = offices[0]
    both_take(offices, tmp_path, "m-other.txt")
    (mine.settings.documents / "m-other.txt").unlink()
    mine.service.build()
    kept = Located(mine.settings, "")
    there = {path.name for path in (mine.settings.cache / "located").iterdir() if not path.name.startswith("rows-")}
    assert there == {"index.msgpack", kept._name("a-first")}


def test_a_build_orders_documents_as_imports_do_on_windows_too():
    """Paths there sort without regard to case: a build would then order documents otherwise than the imports before it."""
    class OnWindows(pathlib.PureWindowsPath):
        def is_dir(self):
            return not self.suffix

        def is_file(self):
            return bool(self.suffix)

        def iterdir(self):
            return (self / name for name in ("b.txt", "a.txt", "C.txt", "readme.txt"))

    assert [path.name for path in building._documents_in(OnWindows("documents"))] == ["C.txt", "a.txt", "b.txt"]


def test_all_code_that_reads_documents_is_digested():
    home = pathlib.Path(geomon.__file__).parent
    texts = [path.read_text("utf-8") for path in (home / "documents").rglob("*.py")]
    named = {name for text in texts for name in re.findall(r"^ *from geomon\.(\w+)", text, re.MULTILINE)}
    assert "model" in named
    assert named - {"errors", "settings"} <= {part.removesuffix(".py") for part in READING}
    assert all((home / part).exists() for part in READING)


def test_places_are_located_anew_when_names_sound_by_another_table(workspace, monkeypatch):
    before, version = ground_of([], workspace, Verdicts(), {}), located.importlib.metadata.version
    monkeypatch.setattr(located.importlib.metadata, "version", lambda name: "0.1" if name == "pypinyin" else version(name))
    assert ground_of([], workspace, Verdicts(), {}) != before
