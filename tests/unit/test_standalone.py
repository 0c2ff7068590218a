import datetime as dt
import json
import re
import types

import geopandas as gpd
import numpy as np
import pytest
import shapely
from situations import make_situation

from geomon.model import Deadline, Task, TaskStatus, Units
from geomon.render.basemap import base_map
from geomon.render.standalone import standalone_html

NASTY = "</script><img src=x onerror=alert(1)>${alert(2)}`\u2028"


@pytest.fixture(scope="module")
def base():
    return base_map(gpd.GeoDataFrame({"adcode": ["640324"], "name": ["同心县"], "city": ["吴忠市"], "ours": [True]},
                                     geometry=[shapely.box(105, 36, 107, 38)], crs=4490))


def card(sentence="该采坑未治理。"):
    task = Task("1", "问题一", "问题", deadline=Deadline("2024年底前", "date"), units=Units(lead=("县自然资源局",)))
    status = TaskStatus("red", "", "时限已过", "past due", due=dt.date(2024, 6, 30), days_left=-168)
    one = types.SimpleNamespace(task=task, title="整改方案", status=status, context=("前文。", sentence, "后文。"))
    return types.SimpleNamespace(tasks=(one,))


def data_of(page):
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL).group(1))


def test_a_site_and_its_sentence_are_in_the_file(base):
    page = standalone_html(make_situation([{"name": "三道沟"}]), {"s0": card()}, base)
    [site] = data_of(page)["sites"]
    assert (site["name"], site["lon"], site["tasks"][0]["context"][1]) == ("三道沟", 106.0, "该采坑未治理。")
    assert site["tasks"][0]["units"] == ["县自然资源局"]


def test_text_from_documents_stays_inside_the_data_and_reads_the_same(base):
    page = standalone_html(make_situation([{"name": NASTY}]), {"s0": card(NASTY)}, base, title=NASTY)
    [site] = data_of(page)["sites"]
    assert site["name"] == site["tasks"][0]["context"][1] == NASTY
    assert "<img" not in page


def test_a_site_known_to_the_county_only_is_listed_and_has_no_place(base):
    page = standalone_html(make_situation([{"method": "county"}, {"method": "none", "lon": np.nan, "lat": np.nan}]), {}, base)
    assert [site["lon"] for site in data_of(page)["sites"]] == [None, None]


def test_the_file_asks_for_nothing(base):
    page = standalone_html(make_situation([{}]), {}, base)
    assert "default-src 'none'" in page.replace("&#x27;", "'")
    assert not re.search(r"<(script|link|img|iframe)[^>]*(src|href)=", page)
    assert not re.search(r"(src|href)=|url\((?!['\"]?data:)", re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL))


def test_two_thousand_sites_with_sentences_are_under_four_megabytes(base):
    situation = make_situation(n=2000)
    page = standalone_html(situation, {ident: card("句" * 200) for ident in situation.sites["id"]}, base)
    assert len(page.encode()) < 4e6
    assert len(data_of(page)["sites"]) == 2000
