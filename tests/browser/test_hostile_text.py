"""A workspace in which every text that comes from outside tries to run as script: no page, card, file or print of it lets one."""

import csv
import datetime as dt
import json
import re
import tomllib
import zipfile
from urllib.parse import quote

import lxml.etree
import lxml.html
import pytest
import visit_files as make
from corpora import FOLDER

from geomon.service import open_service
from geomon.service.packing import Choice
from geomon.settings import load_settings

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

RUN = "window.top.__x=(window.top.__x||0)+1"
OWN = [
    f"<script>{RUN}</script>", f"</script><script>{RUN}</script>", f'<img src=x onerror="{RUN}">', f"<svg onload={RUN}>",
    f'"><img src=x onerror={RUN}>', f"'><img src=x onerror={RUN}>", f'" autofocus onfocus="{RUN}" x="', "${" + RUN + "}", f"`+({RUN})+`",
    f"\\`;{RUN};//", f"'-({RUN})-'", f'"-({RUN})-"', '<iframe srcdoc="<script>top.__x=1</script>">', f'<details open ontoggle="{RUN}">',
    f'<a href="javascript:{RUN}">c</a>', f"[c](javascript:{RUN.replace('(', '%28').replace(')', '%29')})",
    f'<math><mtext></mtext><img src=x onerror="{RUN}"></math>', f"--><img src=x onerror={RUN}>", f"]]><img src=x onerror={RUN}>",
    f'<style>@keyframes x{{}}</style><b style="animation-name:x" onanimationstart="{RUN}">',
]
"""Kinds of text that ran somewhere: as an element, out of an attribute, out of a script's text or template, as a link, in Markdown."""
LIST = FOLDER / "hostile-templates" / "xss.json"
HOSTILE = [*OWN, *(text for text in (json.loads(LIST.read_text(encoding="utf-8")) if LIST.is_file() else []) if text not in OWN)]
ALL = " ".join(HOSTILE)
DAY = dt.date(2024, 12, 15)
RAN = "() => window.top.__x ?? 0"
HERE = {"geolocation": {"longitude": 106.8, "latitude": 39.4, "accuracy": 8}, "permissions": ["geolocation"]}
MARKS = """() => { const board = map_div.board, size = map_div.getSize();
  return board.shown.filter(item => item.feature.kind === "site" && item.feature.props.name.endsWith("号煤矿"))
    .map(item => map_div.layerPointToContainerPoint(board.origin.add([item.x, item.y])))
    .filter(p => p.x > 40 && p.y > 90 && p.x < size.x - 90 && p.y < size.y - 60).map(p => [p.x, p.y]); }"""
"""Where the hostile sites stand in the map's frame."""
COLUMNS = ("id", "name", "aliases", "parts", "city", "county", "lon", "lat", "geometry", "method", "accuracy_m", "datum", "area_ha",
           "level", "source", "source_year", "note")
PLAN = """乌海市整改方案{all}

（2024年7月印发）

全市共梳理{count}项问题。
{problems}"""
PROBLEM = """
{n}.{mine}覆土不足{some}

海南区{mine}排土场未覆土{all}，面积12公顷。

验收单位：市自然资源局{some}

责任单位：市自然资源局{some}（牵头），海南区人民政府

整改时限：2024年11月底{some}

整改目标：完成覆土12公顷{all}。

整改措施：

（一）完成覆土{all}。
"""


def toml(**values):
    """Settings as TOML; a JSON string is a TOML string."""
    return "\n".join(f"{name} = {value.isoformat() if isinstance(value, dt.date) else json.dumps(value, ensure_ascii=False)}"
                     for name, value in values.items())


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("hostile")


@pytest.fixture(scope="module")
def served(serve, folder):
    """Address of a workspace whose title, layers, sites, tasks, units and visits are hostile."""
    mines = [f"甲{n}号煤矿" for n in range(len(HOSTILE))]
    problems = "".join(PROBLEM.format(n=n + 1, mine=mine, some=HOSTILE[n], all=ALL) for n, mine in enumerate(mines))
    plan = PLAN.format(all=ALL, count=len(mines), problems=problems)

    def spoil(folder):
        settings = tomllib.loads((folder / "geomon.toml").read_text(encoding="utf-8"))
        (folder / "geomon.toml").write_text(toml(**{**settings, "title": ALL, "title_en": ALL}), encoding="utf-8")
        for n, path in enumerate(sorted((folder / "layers").glob("*.toml"))):
            kept = tomllib.loads(path.read_text(encoding="utf-8"))
            path.write_text(toml(**kept | {"title": f"{HOSTILE[n]}层{n}", "title_en": HOSTILE[n + 9], "provenance": ALL, "licence": ALL}),
                            encoding="utf-8")
        with (folder / "data" / "layers" / "mine.csv").open("a", encoding="utf-8", newline="") as out:
            for n, mine in enumerate(mines):
                row = {"id": f"X{n:04}", "name": f"{HOSTILE[n]}{mine}", "aliases": mine, "city": "乌海市", "county": "海南区",
                       "lon": 106.7 + n % 7 * .03, "lat": 39.3 + n // 7 * .03, "method": "point", "accuracy_m": 50,
                       "datum": "WGS-84", "source": ALL, "source_year": 2024, "note": ALL, "parts": HOSTILE[n]}
                csv.DictWriter(out, COLUMNS).writerow(row)

    with serve(folder, {"hostile.txt": plan}, spoil) as address:
        yield address


@pytest.fixture(scope="module")
def office(served, folder):
    """The workspace's service, with a hostile visit of each hostile site."""
    service = open_service(load_settings(folder, {}))
    names = [text for text in HOSTILE if len(text) <= 60]                   # more is refused as a name
    visits = [make.visit(f"v{n}", ident, make.edit(f"e{n}", by=names[n % len(names)], finding="partial", note=ALL), day="2024-12-10")
              for n, ident in enumerate(hostile_sites(service))]
    assert len(visits) >= len(OWN), "the hostile sites are on the map"
    service.merge([make.write(folder / "visits.json", *visits)])
    yield service
    service.close()


def hostile_sites(service):
    """Ids of the sites that the hostile plan speaks of."""
    found = service.situation(DAY).sites
    return found["id"][found["name"].str.endswith("号煤矿")].tolist()


def at_rest(seen, where):
    """Nothing ran here, in the page or in a frame; what is animated, toggled or loaded late had its time."""
    seen.page.wait_for_timeout(150)
    assert seen.page.evaluate(RAN) == 0, where
    assert seen.page.locator("[onerror], [onload], [ontoggle], [onfocus], [onanimationstart], [href^='javascript:' i]").count() == 0, where


@pytest.fixture
def watched(visit):
    """visit(...), where a dialog or a download that nobody asked for fails the test too."""
    dialogs = []

    def open_(*size, **more):
        seen = visit(*size, **more)
        seen.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        return seen
    yield open_
    assert dialogs == []


def test_no_page_runs_what_it_shows(watched, office):
    seen = watched(**HERE)
    page, first = seen.page, quote(hostile_sites(office)[0])
    for path in (f"/?chosen={first}", "/?mode=tasks", "/?lang=en", "/overview", "/planning", f"/field?site={first}", "/documents",
                 "/review", "/layers", "/record"):
        seen.open(path)
        if path.startswith(("/?", "/planning")):
            seen.frame()
        assert "__x=" in page.locator("body").inner_text() + page.title(), f"{path} shows none of it"
        at_rest(seen, path)


def test_no_mark_card_or_dialog_runs_what_it_shows(watched, office):
    seen = watched(**HERE)
    page = seen.page
    seen.open("/?view=12/39.36/106.79")
    frame = seen.frame()
    box = page.locator(".st-key-mapbox iframe").bounding_box()
    marks = frame.evaluate(MARKS)
    assert len(marks) >= 5
    for x, y in marks[:8]:
        page.mouse.move(box["x"] + x, box["y"] + y)
        page.wait_for_timeout(120)
    at_rest(seen, "hover")
    page.mouse.click(box["x"] + marks[0][0], box["y"] + marks[0][1])
    page.wait_for_url("**chosen=**")
    seen.settle()
    page.locator(".st-key-card details").evaluate_all("all => all.forEach(one => { one.open = true; })")
    shown = page.locator(".st-key-card").inner_text()
    assert [text for text in HOSTILE if text.strip() not in shown and text.split()[0] not in shown] == [], "the card shows the words"
    at_rest(seen, "card")
    seen.open(f"/field?site={quote(hostile_sites(office)[1])}")
    page.locator(".st-key-field_record button").click()
    note = page.locator(".stDialog textarea")
    note.fill(ALL)
    note.press("Control+Enter")
    seen.settle()
    at_rest(seen, "visit")


def test_no_file_for_a_browser_runs_what_it_shows(watched, office, tmp_path):
    first = office.situation(DAY).tasks.query("document == 'hostile'")["id"].iloc[0]
    (tmp_path / "map.html").write_text(office.map_html(DAY), encoding="utf-8")
    office.pack(tmp_path / "pack.html", DAY, Choice())
    for kind, task in (("dispatch", ""), ("status", ""), ("dossier", first)):
        office.report(kind, tmp_path / f"{kind}.html", DAY, task=task)
    seen = watched()
    seen.origin = "file://"
    for file in sorted(tmp_path.glob("*.html")):
        seen.page.goto(file.as_uri())
        if file.stem in ("map", "pack"):
            seen.page.locator(".row", has_text="号煤矿").first.click()
            seen.page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true; })")
        assert "src=x" in seen.page.locator("body").inner_text(), file.name
        at_rest(seen, file.name)


def test_a_sheet_printed_from_an_area_runs_nothing(watched, office, tmp_path):
    seen = watched(accept_downloads=True)
    seen.open("/planning")
    seen.page.get_by_role("button", name="粘贴拐点").click()
    seen.page.locator(".st-key-plan_text textarea").fill("106.6,39.2\n107.0,39.2\n107.0,39.6\n106.6,39.6")
    seen.page.locator(".st-key-plan_text_take button").click()
    seen.page.locator(".st-key-verdict h3", has_text="粘贴的范围").wait_for()
    seen.page.keyboard.press("Escape")
    seen.settle()
    at_rest(seen, "verdict")
    with seen.page.expect_download() as found:
        seen.page.locator(".st-key-sheet_html button").click()
    found.value.save_as(tmp_path / "sheet.html")
    sheet = watched()
    sheet.origin = "file://"
    sheet.page.goto((tmp_path / "sheet.html").as_uri())
    assert "号煤矿" in sheet.page.locator("body").inner_text()
    at_rest(sheet, "sheet")


def test_exports_hold_the_text_as_text(office, tmp_path):
    """Word for word in data; escaped where a viewer reads a field as markup; never a formula."""
    for ending in ("geojson", "kml", "csv", "xlsx"):
        office.export(tmp_path / f"s.{ending}", DAY)
    assert "src=x" in (tmp_path / "s.geojson").read_text(encoding="utf-8")
    shown = [one.text or "" for one in lxml.etree.parse(tmp_path / "s.kml").iter("{*}description")]
    assert len(shown) > len(HOSTILE)
    assert [text for text in shown if lxml.html.fromstring(f"<div>{text}</div>").xpath(".//*")] == []
    for file in tmp_path.glob("*.csv"):
        with file.open(encoding="utf-8-sig", newline="") as lines:
            cells = [cell for row in csv.reader(lines) for cell in row]
        assert any("src=x" in cell for cell in cells)
        assert [cell for cell in cells if re.match(r"[=+@\t\r]|-(?![\d.])", cell)] == []
    with zipfile.ZipFile(tmp_path / "s.xlsx") as book:
        parts = "".join(book.read(name).decode("utf-8") for name in book.namelist() if name.endswith(".xml"))
    assert "src=x" in parts
    assert "<f>" not in parts
