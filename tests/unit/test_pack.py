"""What goes into the field: the chosen sites, what to check there, nothing that asks for anything; and tables with forms, back again."""

import base64
import datetime as dt
import hashlib
import html
import json
import re
import shutil
import sqlite3
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import pytest
import shapely
import visit_files as make
from factories import make_deadline, make_task
from situations import make_situation

from geomon.errors import GeomonError, InputError, UnreadableFile, UnsafeFile
from geomon.model import Measure, Milestone, TaskStatus
from geomon.render.basemap import base_map
from geomon.render.pack import PackNote, pack_html
from geomon.render.pack_words import WORDS
from geomon.render.words import WORDS as MAP_WORDS
from geomon.service.cards import SiteCard, TaskCard
from geomon.service.packing import Choice, chosen, shortlist_of
from geomon.visits import FINDINGS

DAY = dt.date(2024, 12, 15)
NASTY = "</script><img src=x onerror=alert(1)>${alert(2)}`\u2028"
NOTE = PackNote("p1", "w1", 7, dt.datetime(2024, 12, 15, 8, tzinfo=dt.UTC))


@pytest.fixture(scope="module")
def base():
    return base_map(gpd.GeoDataFrame({"adcode": ["640324"], "name": ["同心县"], "city": ["吴忠市"], "ours": [True]},
                                     geometry=[shapely.box(105, 36, 107, 38)], crs=4490))


def card(text="回填采坑并覆土", *, ident="plan#1", measures=True):
    task = make_task(goal="采坑全部回填。", deadline=make_deadline(),
                     measures=(Measure("1", text), Measure("2", "撒播草籽。")) if measures else (),
                     milestones=(Milestone("6月底前", dt.date(2025, 6, 30), "1"),))
    status = TaskStatus("red", "", "时限已过", "past due", due=dt.date(2024, 6, 30), days_left=-168)
    one = TaskCard(ident, task, "plan", "整改方案", "plan.txt", status, None, ("前文。", text, "后文。"))
    return SiteCard(None, "red", "", "", None, None, (one,))


def data_of(page):
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL).group(1))


def page_of(base, rows=({},), text="回填采坑并覆土", **more):
    situation = make_situation(list(rows))
    return pack_html(situation, {i: card(text, **more) for i in situation.sites["id"]}, base, NOTE)


def test_what_to_check_is_built_from_goal_and_measures(base):
    data = data_of(page_of(base))
    task = data["tasks"]["plan#1"]
    assert task["goal"] == "采坑全部回填。"
    assert [(c["key"], c["text"], c["due"]) for c in task["checks"]] == [
        ("check:plan#1/1", "回填采坑并覆土", "2025-06-30"), ("check:plan#1/2", "撒播草籽。", "")]
    assert data["sites"][0]["tasks"] == [["plan#1", ["前文。", "回填采坑并覆土", "后文。"]]]
    only = data_of(page_of(base, measures=False))["tasks"]["plan#1"]["checks"]
    assert [(c["key"], c["text"]) for c in only] == [("check:plan#1/goal", "采坑全部回填。")]


def test_text_from_documents_stays_inside_the_data(base):
    page = page_of(base, [{"name": NASTY}], NASTY)
    assert data_of(page)["sites"][0]["name"] == NASTY
    assert "<img" not in page


def test_the_page_asks_for_nothing_and_runs_only_its_own_scripts(base):
    page = page_of(base)
    policy = html.unescape(re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1])
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy.split("style-src")[0]
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert len(scripts) > 5
    for script in scripts:
        assert f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" in policy
    assert not re.search(r"<(script|link|img|iframe)[^>]*(src|href)=", page)
    assert not re.search(r"(src|href)=|url\((?!['\"]?data:)", re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL))


def test_a_site_without_a_place_goes_along_and_has_no_mark(base):
    data = data_of(page_of(base, [{"method": "county"}, {"method": "none", "lon": np.nan, "lat": np.nan}]))
    assert [site["lon"] for site in data["sites"]] == [None, None]


def test_two_hundred_sites_are_under_three_megabytes(base):
    situation = make_situation(n=200)
    cards = {i: card("句" * 400, ident=f"plan#{n}") for n, i in enumerate(situation.sites["id"])}
    assert len(pack_html(situation, cards, base, NOTE).encode()) < 3e6


def test_both_languages_have_the_same_words_and_the_scripts_use_no_other():
    assert WORDS["zh"].keys() == WORDS["en"].keys()
    used = set()
    from geomon.render.map import ASSETS
    for name in ("pack.js", "pack-form.js"):
        used |= set(re.findall(r"(?:\bw|words\(\))\.(\w+)", (ASSETS / name).read_text(encoding="utf-8")))
    assert used <= WORDS["zh"].keys() | MAP_WORDS["zh"].keys() | {"layers"}
    assert WORDS["zh"].keys() - used == {"kept_idb", "kept_local", "kept_memory", "met", "unmet"}      # these are put together


def test_every_finding_has_its_own_shape_and_letter():
    for column in zip(*FINDINGS.values(), strict=True):
        assert len(set(column)) == len(FINDINGS)


# ---- which sites -----------------------------------------------------------------------------------------------------

ROWS = [{"name": "甲矿", "county": "同心县", "units": ("水务局",)}, {"name": "乙矿", "county": "盐池县", "units": ("水务局", "林业局")},
        {"name": "丙矿", "county": "盐池县", "units": ("林业局",)}]


@pytest.mark.parametrize(("choice", "names"), [
    (Choice(), ["甲矿", "乙矿", "丙矿"]), (Choice(unit="水务局"), ["甲矿", "乙矿"]), (Choice(county="盐池县"), ["乙矿", "丙矿"]),
    (Choice(unit="水务局", county="盐池县"), ["乙矿"]), (Choice(shortlist=("s2", "甲矿")), ["甲矿", "丙矿"])])
def test_a_pack_holds_the_sites_that_were_chosen(choice, names):
    assert list(chosen(make_situation(ROWS), choice).sites["name"]) == names


@pytest.mark.parametrize("choice", [Choice(unit="无此局"), Choice(county="无此县"), Choice(shortlist=("nobody",))])
def test_a_choice_that_nothing_answers_to_is_told(choice):
    with pytest.raises(InputError):
        chosen(make_situation(ROWS), choice)


def test_a_shortlist_is_a_file_or_the_ids_themselves(tmp_path):
    path = tmp_path / "名单.txt"
    path.write_text("\ufeffs1 # 先看\n\n甲矿\ns1\n", encoding="utf-8")
    assert shortlist_of(str(path)) == ("s1", "甲矿")
    assert shortlist_of("s1, s2，s3") == ("s1", "s2", "s3")
    assert shortlist_of("") == ()
    assert len(shortlist_of(",".join(f"s{n}" for n in range(3000)))) == 3000
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError):
        shortlist_of(str(path))


# ---- tables with forms -----------------------------------------------------------------------------------------------

@pytest.fixture
def table(planned, tmp_path):
    path = tmp_path / "out" / "pack.gpkg"
    path.parent.mkdir()
    planned.pack(path, DAY, Choice())
    return path


def change(path, statement, *values):
    raw = sqlite3.connect(path)
    for name in [n for (n,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]:
        raw.execute(f'DROP TRIGGER "{name}"')          # GDAL's own, which need functions that only a GIS has
    with raw:
        raw.execute(statement, values)
    raw.close()


def point(lon, lat):
    return b"GP\x00\x01" + (4490).to_bytes(4, "little") + shapely.to_wkb(shapely.Point(lon, lat))


NEW = ("INSERT INTO visits (visit, site_id, finding, note, who, day, photo, changed, geom) "
       "VALUES (?, ?, 'partial', '北侧未覆土', '赵工', '2024-12-15', ?, '2024-12-15 10:00:00', ?)")


def test_the_form_of_a_visit_is_in_the_file_and_lists_the_sites(planned, table, site):
    sites, visits = gpd.read_file(table, layer="sites"), gpd.read_file(table, layer="visits")
    assert (sites.crs.to_epsg(), visits.crs.to_epsg(), len(visits)) == (4490, 4490, 0)
    assert site in set(sites["site_id"])
    assert "逐处登记" in sites.set_index("site_id").loc[site, "checks"]
    raw = sqlite3.connect(table)
    [(style,)] = raw.execute("SELECT styleQML FROM layer_styles WHERE f_table_name = 'visits'")
    raw.close()
    root = ET.fromstring(style.partition("\n")[2])
    maps = {f.get("name"): [o.get("value") for o in f.iter("Option") if o.get("value")] for f in root.iter("field")}
    assert maps["finding"] == list(FINDINGS)
    assert maps["site_id"] == list(planned.situation(DAY).sites["id"])
    defaults = {d.get("field"): (d.get("expression"), d.get("applyOnUpdate")) for d in root.iter("default")}
    assert defaults["visit"][0].startswith("uuid(")
    assert defaults["changed"][1] == "1"


def test_a_row_comes_back_as_a_visit_once(planned, table, site):
    (table.parent / "DCIM").mkdir()
    (table.parent / "DCIM" / "a.jpg").write_bytes(make.photo())
    change(table, NEW, "{" + make.ident("v") + "}", site, "DCIM/a.jpg", point(106.8, 39.45))
    report = planned.merge([table])
    assert (report.new, report.photos) == (1, 1)
    [visit] = planned.card(site, DAY).visits
    assert (visit.uuid, visit.finding, visit.who, visit.fields["position"]["lat"]) == (make.ident("v"), "partial", ("赵工",), 39.45)
    assert planned.merge([table]).new == 0


def test_a_row_that_nobody_touched_says_nothing_and_a_changed_one_only_what_was_changed(planned, table, site, tmp_path):
    here = {"lon": 106.8, "lat": 39.45, "accuracy_m": 8, "how": "device"}
    first = make.visit("v", site, make.edit("1", finding="done", note="甲", position=here))
    planned.merge([make.write(tmp_path / "a.json", first)])
    planned.pack(table, DAY, Choice())
    assert planned.merge([table]).new == 0
    planned.edit_visit(planned.card(site, DAY).visits[0], {"note": "局里改"}, "局里")      # while the table is in the field
    change(table, "UPDATE visits SET finding = 'partial', editor = '钱工', changed = '2024-12-15 16:00:00'")
    assert planned.merge([table]).conflicts == ()
    [visit] = planned.card(site, DAY).visits
    assert (visit.finding, visit.note, visit.fields["position"]["accuracy_m"]) == ("partial", "局里改", 8)
    change(table, "UPDATE visits SET finding = 'done', changed = '2024-12-15 17:00:00'")  # and back again
    planned.merge([table])
    assert planned.card(site, DAY).visits[0].finding == "done"


@pytest.mark.parametrize("photo", ["/etc/passwd", "../a.jpg", "DCIM/../../a.jpg", "C:\\a.jpg", "\\\\host\\a.jpg", "link/a.jpg"])
def test_a_photo_outside_the_folder_is_refused(planned, table, site, tmp_path, photo):
    (tmp_path / "a.jpg").write_bytes(make.photo())
    (table.parent / "link").symlink_to(tmp_path)
    change(table, NEW, make.ident("v"), site, photo, None)
    with pytest.raises(UnsafeFile):
        planned.merge([table])


@pytest.mark.parametrize("damage", [
    "UPDATE visits SET finding = 'fine'", "UPDATE visits SET who = ''", "UPDATE visits SET changed = 'x'", "UPDATE visits SET visit = 'x'",
    "UPDATE visits SET base = '{'", "UPDATE visits SET geom = x'00'", "UPDATE visits SET photo = 'no.jpg'",
    "UPDATE visits SET note = hex(zeroblob(4000))", "DELETE FROM geomon_pack", "DROP TABLE geomon_pack"])
def test_a_damaged_table_is_refused_with_one_sentence(planned, table, site, damage):
    change(table, NEW, make.ident("v"), site, None, None)
    change(table, damage)
    with pytest.raises(GeomonError) as caught:
        planned.merge([table])
    assert "pack.gpkg" in caught.value.sentence
    assert [e for e in planned._register.events() if e.kind == "visit"] == []


def test_a_strangers_database_runs_nothing(planned, table, site):
    change(table, "DROP TABLE visits")
    change(table, "CREATE VIEW visits AS SELECT 1 AS fid, load_extension('x') AS visit")
    with pytest.raises(UnreadableFile):
        planned.merge([table])
    table.write_bytes(table.read_bytes()[:5000])
    with pytest.raises(UnreadableFile):
        planned.merge([table])


def test_what_still_lies_in_the_journal_is_not_lost(planned, table, site):
    raw = sqlite3.connect(table)
    raw.execute("PRAGMA journal_mode=WAL")
    raw.execute("PRAGMA wal_autocheckpoint=0")
    for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        raw.execute(f'DROP TRIGGER "{name}"')
    with raw:
        raw.execute(NEW, (make.ident("v"), site, None, None))
    sent = table.parent.parent / "sent"
    shutil.copytree(table.parent, sent)                      # copied off the phone while the app is open
    raw.close()
    assert planned.merge([sent / "pack.gpkg"]).new == 1


def test_a_pack_of_another_kind_is_refused(planned, tmp_path):
    with pytest.raises(InputError):
        planned.pack(tmp_path / "pack.pdf", DAY, Choice())
    with pytest.raises(GeomonError):
        planned.pack(tmp_path / "no" / "pack.html", DAY, Choice())
    assert list(tmp_path.glob("*pack*")) == []
