"""A workspace in which every text that comes from outside tries to run as script: no page, card, file or print of it lets one.

In a normal run all payloads stand together in the long fields and one by one in the short ones; with GEOMON_FAULTS=all each also stands
alone in every field, and two hundred are put together at random.
"""

import csv
import dataclasses
import datetime as dt
import json
import random
import re
import tomllib
import zipfile
from urllib.parse import quote

import lxml.etree
import lxml.html
import pytest
import visit_files as make
from canary import WHOLE
from corpora import FOLDER

from geomon.service import open_service
from geomon.service.packing import Choice
from geomon.settings import load_settings

pytestmark = [pytest.mark.browser, pytest.mark.timeout(1800 if WHOLE else 300)]

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
BREAKS = ("", '"', "'", ">", '">', "'>", "`", "\\`", "</script>", "</style>", "</title>", "</textarea>", "-->", "]]>", "*/", "\n", "\t",
          "&quot;", "&#34;", "\\u003c", "%22", "）", "\u2028", "**", "[", "](", "$", ":", "{{", "|")
"""What may end the place in which a text stands."""
DOES = ("<script>{run}</script>", '<img src=x onerror="{run}">', "<svg onload={run}>", "<svg/onload={run}//", "${{{run}}}", "`+({run})+`",
        ";{run};//", "-({run})-", '<iframe srcdoc="<script>top.__x=1</script>">',
        "<details open ontoggle={run}>", "[c](javascript:top.__x=1)",
        "<a href=javascript:{run}>c</a>", " onfocus={run} autofocus x=", "<video><source onerror={run}></video>", "<body onload={run}>",
        "<input autofocus onfocus={run}>", "<marquee onstart={run}>", "<ScRiPt>{run}</sCrIpT>", "<img/src=x/onerror={run}>",
        "<object data=javascript:{run}>", "<style>@import'javascript:{run}';</style>", "<b onanimationstart={run} style=animation-name:x>")


def put_together(count=200, seed=2027):
    """So many texts of what ends a place and what runs in the next, each another."""
    dice, found = random.Random(seed), {}
    while len(found) < count:
        begin, does = "".join(dice.choices(BREAKS, k=dice.randint(0, 2))), dice.choice(DOES).format(run=RUN)
        found[f"{begin}{does}{dice.choice(BREAKS)}".replace("\n", " ").strip()] = None
    return list(found)


@dataclasses.dataclass(frozen=True)
class Way:
    """How the texts stand: one a short field, and in the long ones all of them or the same one."""

    name: str
    texts: list[str]

    def long(self, n=0):
        return " ".join(self.texts) if self.name == "together" else self.texts[n % len(self.texts)]


WAYS = [Way("together", HOSTILE), *([Way("alone", HOSTILE), Way("at random", put_together())] if WHOLE else [])]
DAY = dt.date(2024, 12, 15)
RAN = "() => window.top.__x ?? 0"
RUNS = re.compile(r"__x\s*=")
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


@pytest.fixture(scope="module", params=WAYS, ids=lambda way: way.name)
def way(request):
    return request.param


@pytest.fixture(scope="module")
def folder(tmp_path_factory, way):
    return tmp_path_factory.mktemp("hostile")


@pytest.fixture(scope="module")
def served(serve, folder, way):
    """Address of a workspace whose title, layers, sites, tasks, units and visits are hostile."""
    texts = way.texts
    mines = [f"甲{n}号煤矿" for n in range(len(texts))]
    problems = "".join(PROBLEM.format(n=n + 1, mine=mine, some=texts[n], all=way.long(n)) for n, mine in enumerate(mines))
    plan = PLAN.format(all=way.long(), count=len(mines), problems=problems)

    def spoil(folder):
        settings = tomllib.loads((folder / "geomon.toml").read_text(encoding="utf-8"))
        (folder / "geomon.toml").write_text(toml(**{**settings, "title": way.long(), "title_en": way.long(1)}), encoding="utf-8")
        for n, path in enumerate(sorted((folder / "layers").glob("*.toml"))):
            kept = tomllib.loads(path.read_text(encoding="utf-8"))
            path.write_text(toml(**kept | {"title": f"{texts[n]}层{n}", "title_en": texts[n + 9], "provenance": way.long(n),
                                           "licence": way.long(n + 1)}), encoding="utf-8")
        with (folder / "data" / "layers" / "mine.csv").open("a", encoding="utf-8", newline="") as out:
            for n, mine in enumerate(mines):
                row = {"id": f"X{n:04}", "name": f"{texts[n]}{mine}", "aliases": mine, "city": "乌海市", "county": "海南区",
                       "lon": 106.7 + n % 7 * .03, "lat": 39.3 + n // 7 * .03, "method": "point", "accuracy_m": 50,
                       "datum": "WGS-84", "source": way.long(n), "source_year": 2024, "note": way.long(n), "parts": texts[n]}
                csv.DictWriter(out, COLUMNS).writerow(row)

    with serve(folder, {"hostile.txt": plan}, spoil) as address:
        yield address


@pytest.fixture(scope="module")
def office(served, folder, way):
    """The workspace's service, with a hostile visit of each hostile site."""
    service = open_service(load_settings(folder, {}))
    names = [text for text in way.texts if len(text) <= 60]                 # more is refused as a name
    visits = [make.visit(f"v{n}", ident, make.edit(f"e{n}", by=names[n % len(names)], finding="partial", note=way.long(n)),
                         day="2024-12-10")
              for n, ident in enumerate(hostile_sites(service))]
    assert len(visits) >= len(way.texts) * .9, "the hostile sites are on the map"
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
        assert RUNS.search(page.locator("body").inner_text() + page.title()), f"{path} shows none of it"
        at_rest(seen, path)


@pytest.mark.skipif(not WHOLE, reason="each card of every text alone takes minutes: GEOMON_FAULTS=all")
def test_no_card_of_any_text_runs_it(watched, office, way):
    """Each site's card and each task's, the visit in it, and the site's page on a phone."""
    seen, tasks = watched(**HERE), office.situation(DAY).tasks
    ids = tasks[tasks["document"] == "hostile"]["id"].tolist()
    sites = hostile_sites(office)
    step = max(1, len(sites) // (60 if way.name == "alone" else 20))
    for n, site in enumerate(sites[::step]):
        for path in (f"/?chosen={quote(site)}", f"/?mode=tasks&task={quote(ids[n * step % len(ids)])}"):
            seen.open(path)
            seen.page.locator(".st-key-card details").evaluate_all("all => all.forEach(one => { one.open = true; })")
            at_rest(seen, (way.name, path))
    print(f"{way.name}: {len(way.texts)} texts, {len(sites[::step])} sites and as many tasks looked at, 0 ran")


@pytest.mark.skipif(not WHOLE, reason="a file for each title takes minutes: GEOMON_FAULTS=all")
def test_no_title_runs_in_a_file_for_a_browser(watched, office, way, tmp_path):
    seen = watched()
    seen.origin = "file://"
    kept = office.settings
    try:
        for n, text in enumerate(way.texts[:40]):
            office.settings = dataclasses.replace(kept, title=text, title_en=text)
            (tmp_path / "map.html").write_text(office.map_html(DAY), encoding="utf-8")
            office.report("status", tmp_path / "status.html", DAY)
            for file in ("map.html", "status.html"):
                seen.page.goto((tmp_path / file).as_uri())
                at_rest(seen, (n, file, text))
    finally:
        office.settings = kept


def test_no_mark_card_or_dialog_runs_what_it_shows(watched, office, way):
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
    if way.name == "together":
        assert [text for text in HOSTILE if text.strip() not in shown and text.split()[0] not in shown] == [], "the card shows the words"
    at_rest(seen, "card")
    seen.open(f"/field?site={quote(hostile_sites(office)[1])}")
    page.locator(".st-key-field_record button").click()
    note = page.locator(".stDialog textarea")
    note.fill(" ".join(HOSTILE))
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
        assert RUNS.search(seen.page.locator("body").inner_text()), file.name
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
    assert len(shown) > len(OWN)
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
