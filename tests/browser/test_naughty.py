"""All naughty strings stored in every kind of text: no page, card or file asks another host for anything."""

import csv
import datetime as dt
import json
from urllib.parse import quote

import pytest
import visit_files as make
from canary import WHOLE
from corpora import FOLDER, needs_corpora

from geomon.service import open_service
from geomon.settings import load_settings

pytestmark = [pytest.mark.browser, pytest.mark.timeout(1800), needs_corpora,
              pytest.mark.skipif(not WHOLE, reason="a workspace of 522 such texts takes minutes: GEOMON_FAULTS=all")]
LIST = FOLDER / "naughty-strings" / "blns.json"
NAUGHTY = json.loads(LIST.read_text(encoding="utf-8")) if LIST.is_file() else []
BEACONS = ["![x](http://192.0.2.1/b.png)", "[x](http://192.0.2.1/)", "<img src=http://192.0.2.1/c.png>", "url(http://192.0.2.1/d)",
           "//192.0.2.1/e.js", "<link rel=prefetch href=http://192.0.2.1/f>", "<style>@import 'http://192.0.2.1/g.css'</style>"]
"""Texts that a page of Markdown or HTML would ask another host for; the address is one that belongs to nobody."""
DAY = dt.date(2024, 12, 15)
COLUMNS = ("id", "name", "aliases", "parts", "city", "county", "lon", "lat", "geometry", "method", "accuracy_m", "datum", "area_ha",
           "level", "source", "source_year", "note")


def in_one_line(text):
    return " ".join(text.split())


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("naughty")


@pytest.fixture(scope="module")
def served(serve, folder):
    """A demo with a problem, a mine and its note for each string."""
    texts = [*BEACONS, *NAUGHTY]
    problems = "\n".join(f"\n{n}.甲{n}号煤矿覆土不足{in_one_line(text)}\n\n责任单位：市自然资源局{in_one_line(text)[:40]}\n\n"
                         f"整改目标：完成覆土{in_one_line(text)}。\n\n整改时限：2025年6月底前\n\n整改措施：\n\n（一）覆土{in_one_line(text)}。"
                         for n, text in enumerate(texts, 1))

    def spoil(demo):
        with (demo / "data" / "layers" / "mine.csv").open("a", encoding="utf-8", newline="") as out:
            for n, text in enumerate(texts, 1):
                csv.DictWriter(out, COLUMNS).writerow({
                    "id": f"N{n:04}", "name": f"{in_one_line(text)}甲{n}号煤矿", "aliases": f"甲{n}号煤矿", "city": "乌海市",
                    "county": "海南区", "lon": 106.7 + n % 25 * .01, "lat": 39.3 + n // 25 * .01, "method": "point", "accuracy_m": 50,
                    "datum": "WGS-84", "source": text, "source_year": 2024, "note": text})

    with serve(folder, {"naughty.txt": f"乌海市整改方案\n（2024年7月印发）\n{problems}"}, spoil) as address:
        yield address


@pytest.fixture(scope="module")
def office(served, folder):
    """The service, with a visit of each site; its note is the string as it is."""
    service = open_service(load_settings(folder, {}))
    sites = ours(service)
    texts = [*BEACONS, *NAUGHTY]
    visits = [make.visit(f"v{n}", site, make.edit(f"e{n}", by="甲", finding="partial", note=texts[n % len(texts)] or "无"),
                         day="2024-12-10") for n, site in enumerate(sites)]
    service.merge([make.write(folder / "visits.json", *visits)])
    yield service
    service.close()


def ours(service):
    sites = service.situation(DAY).sites
    return sites["id"][sites["name"].str.endswith("号煤矿")].tolist()


def test_no_page_asks_another_host(visit, office):
    """`visit` fails at its end when any page asked one, or complained in its console."""
    assert len(NAUGHTY) == 515
    sites = ours(office)
    assert len(sites) > 450
    seen = visit()
    tasks = office.situation(DAY).tasks
    ids = tasks[tasks["document"] == "naughty"]["id"].tolist()
    looked = range(0, len(sites), 27)
    paths = [f"{path}{'&' if '?' in path else '?'}lang={lang}" for lang in ("zh", "en") for path in
             ("/", "/?mode=tasks", "/overview", "/planning", "/field", "/documents", "/review", "/layers", "/record")]
    paths += [f"/?chosen={quote(sites[n])}" for n in looked] + [f"/?mode=tasks&task={quote(ids[n % len(ids)])}" for n in looked]
    paths += [f"/field?site={quote(sites[n])}" for n in looked]
    for path in paths:
        seen.open(path)
        seen.page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true; })")
        seen.page.wait_for_timeout(50)
    assert seen.outside == []
    print(f"{len(BEACONS) + len(NAUGHTY)} texts in {len(sites)} sites and {len(ids)} tasks, {len(paths)} pages: 0 requests to another host")


def test_no_file_for_a_browser_asks_another_host(visit, office, tmp_path):
    (tmp_path / "map.html").write_text(office.map_html(DAY), encoding="utf-8")
    office.report("status", tmp_path / "status.html", DAY)
    office.report("dispatch", tmp_path / "dispatch.html", DAY)
    seen = visit()
    seen.origin = "file://"
    for file in sorted(tmp_path.glob("*.html")):
        seen.page.goto(file.as_uri())
        seen.page.wait_for_timeout(300)
        assert "192.0.2.1" in seen.page.locator("body").inner_text() or file.stem == "map"
    assert seen.outside == []
