"""The demonstration documents: what each task says, the light it is meant to show on the demonstration's date, and whose words they are."""

import datetime as dt
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from geomon import documents, status
from geomon.model import Event
from geomon.service import open_service
from geomon.settings import load_settings

ROOT = Path(__file__).parents[2]
HOME = ROOT / "data" / "documents"
REAL = ROOT.parent / "shared" / "documents"
AS_OF = dt.date(2024, 12, 15)
SHARED_RUN = 30


# document -> task key -> (deadline kind, due, claimed progress, expected light)
LATER, SOON, OVER = "blue", "yellow", "grey"     # of a plan: nobody has reported yet
EXPECTED = {
    "zhongwei-progress-2024-11": {
        "1": ("date", "2024-10-31", "completed", "green"),
        "2": ("date", "2024-11-30", "completed", "green"),
        "3": ("date", "2025-06-30", "on_schedule", "blue"),
        "4": ("date", "2024-11-30", "behind", "red"),
        "5": ("date", "2024-09-30", "mostly_completed", "red"),
        "6": ("date", "2024-12-31", "completed", "green"),
        "7": ("date", "2025-03-31", "behind", "yellow"),
        "8": ("date", "2024-12-31", "behind", "yellow"),
        "9": ("ongoing", None, "on_schedule", "blue"),          # a duty, heard of two weeks ago
        "10": ("date", "2025-12-31", "ahead", "blue"),
    },
    "wuhai-progress-2024-11": {
        "1": ("date", "2024-08-31", "completed", "green"),
        "2": ("date", "2024-10-31", "behind", "red"),
        "3": ("date", "2025-06-30", "completed", "green"),
        "4": ("date", "2024-11-15", "behind", "red"),
        "5": ("date", "2024-11-30", "completed", "green"),
        "6": ("date", "2025-04-30", "behind", "yellow"),
        "7": ("ongoing", None, "on_schedule", "blue"),
    },
    "shuozhou-progress-2024-11": {
        "1": ("date", "2024-11-30", "completed", "green"),
        "2": ("date", "2024-12-31", "on_schedule", "yellow"),   # on schedule, but 16 days are left
        "3": ("date", "2024-06-30", "behind", "red"),
        "4": ("date", "2025-06-30", "on_schedule", "blue"),
        "5": ("date", "2024-10-31", "in_progress", "red"),
        "6": ("date", "2024-12-20", "completed", "green"),
    },
    "wuhai-plan-2024-06": {
        "1": ("ongoing", None, None, "grey"),                   # published half a year ago, silent since
        "2": ("date", "2025-12-31", None, LATER),
        "3": ("date", "2024-12-31", None, SOON),
        "4": ("date", "2024-09-30", None, OVER),
        "5": ("date", "2024-11-30", None, OVER),
        "6": ("date", "2025-06-30", None, LATER),
        "7": ("date", "2024-12-31", None, SOON),
        "8": ("staged", "2025-10-31", None, "yellow"),          # a milestone of November passed without a word
        "9": ("date", "2025-10-31", None, LATER),
    },
    "shuozhou-plan-2024-05": {
        "1": ("ongoing", None, None, "grey"),
        "2": ("date", "2025-12-31", None, LATER),
        "3": ("date", "2024-10-31", None, OVER),
        "4": ("date", "2024-12-31", None, SOON),
        "5": ("date", "2025-06-30", None, LATER),
        "6": ("date", "2024-12-31", None, SOON),
        "7": ("date", "2024-08-31", None, OVER),
        "8": ("date", "2025-09-30", None, LATER),
    },
    "baotou-plan-2024-07": {
        "1": ("date", "2025-12-31", None, LATER),
        "2": ("date", "2024-12-31", None, SOON),
        "3": ("date", "2024-10-31", None, OVER),
        "4": ("date", "2025-06-30", None, LATER),
        "5": ("date", "2024-12-31", None, SOON),
        "6(1)": ("date", "2025-05-31", None, LATER),
        "6(2)": ("ongoing", None, None, "grey"),
        "7": ("relative", None, None, "grey"),
    },
    "wuzhong-workplan-2024": {
        "1/1": ("date", "2024-12-31", None, SOON),
        "1/2": ("date", "2024-10-31", None, OVER),
        "1/3": ("date", "2025-06-30", None, LATER),
        "1/4": ("date", "2024-12-31", None, SOON),
        "1/5": ("ongoing", None, None, "grey"),
        "2/1": ("date", "2024-12-10", None, OVER),
        "2/2": ("date", "2025-03-31", None, LATER),
        "2/3": ("date", "2024-12-31", None, SOON),
        "2/4": ("date", "2025-12-31", None, LATER),
        "2/5": ("ongoing", None, None, "grey"),
    },
    "zhongwei-ledger-2024-08": {
        "1": ("date", "2024-12-31", None, SOON),
        "2": ("date", "2024-11-30", None, OVER),
        "3": ("date", "2024-10-31", None, OVER),
        "4": ("date", "2025-03-31", None, LATER),
        "5": ("date", "2025-06-30", None, LATER),
        "6": ("date", "2024-12-31", None, SOON),
        "7": ("ongoing", None, None, "grey"),
    },
}
# document -> kind, region, the day that its claims count from (a month stands for its last day), numbered measures over all tasks
FACTS = {
    "zhongwei-progress-2024-11": ("progress", "中卫市", dt.date(2024, 11, 30), 23),
    "wuhai-progress-2024-11": ("progress", "乌海市", dt.date(2024, 11, 20), 14),
    "shuozhou-progress-2024-11": ("progress", "朔州市", dt.date(2024, 11, 30), 12),
    "wuhai-plan-2024-06": ("plan", "乌海市", dt.date(2024, 6, 18), 19),
    "shuozhou-plan-2024-05": ("plan", "朔州市", dt.date(2024, 5, 20), 16),
    "baotou-plan-2024-07": ("plan", "包头市", dt.date(2024, 7, 31), 16),
    "wuzhong-workplan-2024": ("workplan", "吴忠市", dt.date(2024, 3, 31), 0),
    "zhongwei-ledger-2024-08": ("plan", "中卫市", dt.date(2024, 8, 12), 14),
}
LAYERS = {"mine", "waste_site", "outfall", "well", "protected_area"}

CASES = [(document, key) for document, tasks in EXPECTED.items() for key in tasks]


def path_of(document):
    return next(p for p in HOME.glob(f"{document}.*"))


@pytest.fixture(scope="module")
def read():
    """Read each document once."""
    cache = {}

    def reader(document):
        if document not in cache:
            cache[document] = documents.read_document(path_of(document))
        return cache[document]

    return reader


def task_of(document, key):
    return next(t for t in document.tasks if t.key == key)


def squeeze(text):
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_demonstration_document_has_the_tasks_that_it_was_written_with(read, name):
    assert [t.key for t in read(name).tasks] == list(EXPECTED[name])


@pytest.mark.parametrize("name", FACTS)
def test_a_demonstration_document_says_what_it_is_where_and_when(read, name):
    document = read(name)
    day, _ = documents.speaks_of(document)
    assert (document.kind, document.region, day) == FACTS[name][:3]
    assert document.issued == (None if document.kind == "progress" else day)
    assert "演示" in document.title


@pytest.mark.parametrize("name", FACTS)
def test_the_measures_of_a_demonstration_document_are_found(read, name):
    assert sum(m.number is not None for t in read(name).tasks for m in t.measures) == FACTS[name][3]


@pytest.mark.parametrize(("name", "key"), CASES)
def test_a_task_has_its_deadline_and_progress(read, name, key):
    task = task_of(read(name), key)
    kind, due, progress, _ = EXPECTED[name][key]
    assert (task.deadline.kind, task.deadline.due and task.deadline.due.isoformat(), task.status.progress) == (kind, due, progress)


@pytest.mark.parametrize(("name", "key"), CASES)
def test_a_task_shows_the_expected_light_on_the_demonstration_date(read, name, key):
    document = read(name)
    task = task_of(document, key)
    said = task.status.progress
    day, _ = documents.speaks_of(document)
    events = [Event(day, "document", "progress", f"{name}#{key}", {"progress": said})] if said else []
    profile = status.load_profile(ROOT / "profiles" / "default.toml")
    found = status.task_status(task, document, events, profile, AS_OF)
    assert found.light == EXPECTED[name][key][3], found.reason


@pytest.mark.parametrize("name", EXPECTED)
def test_no_task_is_read_into_its_neighbour(read, name):
    for task in read(name).tasks:
        assert 15 <= len(squeeze(task.problem)) <= 120, task.problem
        assert not re.search(r"整改(时限|进展|目标|措施)：|责任单位：|完成时限：|- \d+ -", task.problem)


def test_every_light_occurs_and_none_is_rare():
    counts = Counter(light for tasks in EXPECTED.values() for *_, light in tasks.values())
    assert set(counts) == {"red", "yellow", "blue", "green", "grey"}
    assert min(counts.values()) >= 5
    assert sum(counts.values()) == 65


def test_every_layer_is_mentioned_in_several_tasks(read):
    counts = Counter(m.layer for name in EXPECTED for t in read(name).tasks for m in t.mentions)
    assert {layer: counts[layer] for layer in LAYERS if counts[layer] < 4} == {}


def test_units_have_their_roles(read):
    plan = task_of(read("wuhai-plan-2024-06"), "4").units
    assert plan.lead == ("市自然资源局",)
    assert plan.responsible == ("市自然资源局", "市生态环境局", "市林业和草原局", "海南区")
    assert plan.acceptance == ("市自然资源局",)
    work = task_of(read("wuzhong-workplan-2024"), "1/1").units
    assert work.lead == ("市自然资源局",)
    assert work.cooperating == ("市生态环境局", "市林业和草原局")
    assert work.implementing == ("盐池县",)


@pytest.mark.parametrize(("name", "key", "planned", "done"), [
    ("zhongwei-progress-2024-11", "8", 40, 31), ("wuhai-plan-2024-06", "8", 26, 9), ("baotou-plan-2024-07", "7", 120, 64),
])
def test_planned_and_done_numbers_are_read(read, name, key, planned, done):
    assert (planned, done) in [(q.planned, q.done) for q in task_of(read(name), key).quantities]


def test_the_annex_of_the_work_plan_gives_five_places_with_coordinates(read):
    records = read("wuzhong-workplan-2024").records
    assert [(r.layer, round(r.lon, 3), round(r.lat, 3)) for r in records] == [
        ("outfall", 106.174, 38.015), ("outfall", 106.146, 38.0), ("outfall", 106.095, 38.027), ("outfall", 106.071, 37.433),
        ("outfall", 107.417, 37.787)]


@pytest.mark.skipif(not REAL.is_dir(), reason="the real documents are not beside the repository")
@pytest.mark.parametrize("name", EXPECTED)
def test_no_run_of_characters_is_shared_with_a_real_document(read, name):
    ours = squeeze(read(name).text)
    for path in sorted(REAL.glob("*.txt")):
        theirs = squeeze(path.read_text(encoding="utf-8"))
        runs = {theirs[n:n + SHARED_RUN] for n in range(len(theirs) - SHARED_RUN + 1)}
        shared = [ours[n:n + SHARED_RUN] for n in range(len(ours) - SHARED_RUN + 1) if ours[n:n + SHARED_RUN] in runs]
        assert not shared, f"{path.name}: {shared[0]}"


# ---- the whole way: the demonstration workspace, built ---------------------------------------------------------------

@pytest.fixture(scope="module")
def demonstration(tmp_path_factory, places_cache):
    """The repository's own workspace, built in a copy."""
    root = tmp_path_factory.mktemp("demonstration")
    shutil.copy(ROOT / "geomon.toml", root)
    for folder in ("layers", "profiles", "data/layers", "data/documents"):
        shutil.copytree(ROOT / folder, root / folder)
    shutil.copytree(places_cache, root / "data" / "cache")
    service = open_service(load_settings(root, {}))
    service.build()
    yield service
    service.close()


def test_the_built_demonstration_shows_the_expected_lights(demonstration):
    frame = demonstration.situation(AS_OF).tasks
    found = dict(zip(frame["id"], frame["light"], strict=True))
    assert found == {f"{name}#{key}": light for name, tasks in EXPECTED.items() for key, (*_, light) in tasks.items()}


def test_the_demonstration_has_sites_of_every_layer_and_every_degree_of_knowledge(demonstration):
    sites = demonstration.situation(AS_OF).sites
    for layer in LAYERS:
        assert (sites["layer"] == layer).sum() >= 5, layer
    methods = Counter(sites["method"])
    assert methods["layer"] >= 35
    assert methods["township"] >= 10
    assert methods["county"] >= 10
    assert methods["none"] >= 1


@pytest.mark.parametrize(("name", "layer", "county", "method"), [
    ("麻家梁煤矿", "mine", "朔城区", "layer"),
    ("三合明铁矿", "mine", "达尔罕茂明安联合旗", "layer"), ("瑞泰煤矿", "mine", "中宁县", "layer"),
    ("金凤煤矿", "mine", "盐池县", "layer"), ("老石旦煤矿", "mine", "海南区", "layer"), ("包钢尾矿库", "waste_site", "昆都仑区", "layer"),
    ("泉眼山泵站", "well", "中宁县", "layer"), ("哈巴湖国家级自然保护区", "protected_area", "盐池县", "layer"),
    ("大战场镇污水处理站", "outfall", "中宁县", "township"), ("香山乡地下水取水井", "well", "沙坡头区", "township"),
    ("千里山镇建筑垃圾消纳场", "waste_site", "海勃湾区", "township"), ("战沟建筑石料砂岩矿", "mine", "中宁县", "county"),
    ("中卫市第二生活垃圾填埋场", "waste_site", None, "none"),
])
def test_a_place_is_on_its_layer_in_its_county_and_as_exact_as_is_known(demonstration, name, layer, county, method):
    sites = demonstration.situation(AS_OF).sites
    found = sites[sites["name"].str.contains(name, regex=False)]
    assert len(found) == 1, list(found["name"])
    row = found.iloc[0]
    assert (row["layer"], row["county"] or None, row["method"]) == (layer, county, method)


def test_a_site_that_two_documents_name_shows_the_more_urgent_of_its_tasks(demonstration):
    sites = demonstration.situation(AS_OF).sites
    row = sites[sites["name"].str.contains("老石旦煤矿", regex=False)].iloc[0]
    assert set(row["tasks"]) == {"wuhai-plan-2024-06#3", "wuhai-progress-2024-11#1"}
    assert row["light"] == "yellow"


def test_every_task_of_the_card_shows_its_own_sentence(demonstration):
    sites = demonstration.situation(AS_OF).sites
    row = sites[sites["name"] == "瑞泰煤矿"].iloc[0]
    card = demonstration.card(row["id"], AS_OF)
    assert "瑞泰煤矿" in "".join(card.tasks[0].context)
