"""Matching by code, by numbers in any spelling, by the proper name alone, by village; and sites that may be one."""

import numpy as np
import pandas as pd
import pytest
from factories import make_document, make_task
from features import make_features
from gazetteers import gazetteer

from geomon.codes import find_codes
from geomon.join.duplicates import duplicates
from geomon.join.locate import locate_mentions
from geomon.join.names import each_of, fold, numbered, numbers, stem
from geomon.model import Mention, Record

HERE = {"county": "海南区", "lon": 106.9, "lat": 39.3}
CODE, OTHER = "91130200699229617X", "CT1503032016000002003"


def locate(mentions, features, text="无", records=()):
    task = make_task("1", mentions=tuple(mentions), problem="问题。", lead=())
    document = make_document("plan.txt", task, region="乌海市", adcode="150300", text=text, records=tuple(records))
    return locate_mentions([document], features, gazetteer())


def one(name, features, layer="mine", county="海南区", **more):
    sites, matches, _ = locate([Mention(name, layer, county)], features, **more)
    assert len(sites) == 1
    return sites[0].location, matches[0]


# ---- numbers

@pytest.mark.parametrize(("name", "plain"), [
    ("老石旦一二号采空区", "老石旦1+2号采空区"), ("1、2号机组", "1+2号机组"), ("1#、2#机组", "1+2号机组"),
    ("一号、二号井", "1+2号井"),
    ("1号和2号井", "1+2号井"), ("1-3号井", "1+2+3号井"), ("十二号井", "12号井"), ("二十一号井", "21号井"),
    ("第三污水处理厂", "第3污水处理厂"),
    ("12号井", "12号井"), ("三道沟", "三道沟"), ("中水厂一期", "中水厂1期"),
])
def test_numbers_are_brought_to_one_spelling(name, plain):
    assert fold(numbered(name)) == plain
    assert fold(numbered(plain)) == plain


def test_a_list_of_numbers_is_each_of_them_and_twelve_is_not_one_and_two():
    assert each_of("老石旦1+2号采空区") == ("老石旦1号采空区", "老石旦2号采空区")
    assert each_of("12号井") == ()
    assert numbers("一二号井") == ("1", "2") and numbers("十二号井") == ("12",)


@pytest.mark.parametrize(("feature", "mention"), [
    ("东河二号煤矿", "东河2号煤矿"), ("东河十二号井", "东河12#井"), ("东河一二号采空区", "东河1、2号采空区"),
    ("乌海市第三热力站", "第三热力站"),
])
def test_other_spellings_of_a_number_find_the_feature(feature, mention):
    location, match = one(mention, make_features("mine", {"name": feature} | HERE, {"name": "东河三号井"} | HERE))
    assert location.method == "layer"
    assert feature in match.reason and match.confidence > 0.8


@pytest.mark.parametrize("mention", ["东河三号煤矿", "东河12号煤矿", "东河一号煤矿"])
def test_another_number_is_another_place(mention):
    location, match = one(mention, make_features("mine", {"name": "东河二号煤矿"} | HERE))
    assert location.method == "county" and "要素" not in match.reason


def test_one_of_several_numbers_is_a_part_of_the_feature():
    location, match = one("东河1号采空区", make_features("mine", {"name": "东河一二号采空区"} | HERE))
    assert (location.lon, match.reason.startswith("文件点名，是要素“东河一二号采空区”之一")) == (106.9, True)


def test_a_name_of_several_numbers_names_them_all_and_stands_at_the_first():
    features = make_features("mine", {"name": "东河一号井"} | HERE, {"name": "东河二号井"} | HERE | {"lon": 106.95})
    location, match = one("东河1、2号井", features)
    assert "“东河一号井”、“东河二号井”" in match.reason
    assert location.lon == 106.9 and location.accuracy_m > 500 and match.confidence <= 0.6


# ---- the proper name alone

def test_names_that_differ_in_general_words_only_are_one_in_one_county():
    assert stem("恒泰煤业") == stem("恒泰露天煤矿") == "恒泰"
    features = make_features("mine", {"name": "恒泰煤业"} | HERE)
    location, match = one("恒泰露天煤矿", features)
    assert location.method == "layer" and "专名“恒泰”相同" in match.reason and match.confidence == pytest.approx(0.65)
    location, match = one("恒泰露天煤矿", features, county="海勃湾区")
    assert location.method == "county"


def test_two_with_the_same_proper_name_tell_nothing():
    features = make_features("mine", {"name": "恒泰煤业"} | HERE, {"name": "恒泰铁矿"} | HERE)
    assert one("恒泰露天煤矿", features)[0].method == "county"


# ---- codes

def test_codes_are_found_in_running_text_and_wrong_ones_are_not():
    text = f"甲公司（统一社会信用代码：{CODE}），图斑{OTHER}，排放口DW001，错码91130200699229617Y。"
    assert [(code, kind) for _, _, code, kind in find_codes(text)] == [(CODE, "credit"), (OTHER, "legacy_patch")]


def with_code(*rows):
    features = make_features("mine", *({k: v for k, v in row.items() if k != "code"} for row in rows))
    features["mine"]["code"] = [row.get("code", "") for row in rows]
    return features


def test_a_code_behind_the_name_wins_over_any_spelling():
    features = with_code({"name": "完全另一个名字", "code": f"X1|{CODE}"} | HERE, {"name": "东河煤矿", "code": ""} | HERE | {"lon": 106.8})
    text = f"东河煤矿（统一社会信用代码{CODE}）边坡未治理。"
    sites, matches, _ = locate([Mention("东河煤矿", "mine", "海南区", span=(0, 4))], features, text=text)
    location, match = sites[0].location, matches[0]
    assert (location.method, location.lon) == ("code", 106.9)
    assert f"编码“{CODE}”与要素“完全另一个名字”相同" in match.reason and match.confidence > 0.9


def test_a_code_that_belongs_to_the_next_name_is_not_taken():
    features = with_code({"name": "完全另一个名字", "code": CODE} | HERE)
    text = f"东河煤矿、西河煤矿（{CODE}）边坡未治理。"
    mentions = [Mention("东河煤矿", "mine", "海南区", span=(0, 4)), Mention("西河煤矿", "mine", "海南区", span=(5, 9))]
    sites, _, _ = locate(mentions, features, text=text)
    assert {site.name: site.location.method for site in sites} == {"东河煤矿": "county", "西河煤矿": "code"}


def test_the_code_of_a_row_of_that_name_counts():
    features = with_code({"name": "完全另一个名字", "code": OTHER} | HERE)
    location, _ = one("东河采坑", features, records=[Record("东河采坑", "mine", code=OTHER)])
    assert location.method == "code"


def test_a_code_that_two_features_have_decides_nothing():
    features = with_code({"name": "甲矿甲", "code": CODE} | HERE, {"name": "乙矿乙", "code": CODE} | HERE)
    location, _ = one("东河采坑", features, records=[Record("东河采坑", "mine", code=CODE)])
    assert location.method == "county"


# ---- villages

def villages(*rows):
    return make_features("village", *rows)


@pytest.mark.parametrize("name", ["羊圈沟村渣场", "羊圈沟嘎查北侧采坑", "羊圈沟行政村渣堆"])
def test_a_village_in_the_name_locates_better_than_the_county(name):
    lists = villages({"name": "羊圈沟村", "county": "海南区", "lon": 106.9, "lat": 39.35, "accuracy_m": 1500.0, "source": "村名录"})
    location, _ = one(name, lists, layer="waste_site")
    assert (location.method, location.lon, location.accuracy_m) == ("village", 106.9, 1500.0)
    assert "村的位置" in location.why and location.source == "村名录"


def test_a_village_just_before_the_name_counts_and_one_of_another_county_does_not():
    lists = villages({"name": "羊圈沟村", "county": "海南区", "lon": 106.9, "lat": 39.35, "accuracy_m": np.nan})
    text = "位于羊圈沟村的旧渣堆未清理。"
    mention = Mention("旧渣堆", "waste_site", "海南区", span=(7, 10))
    sites, _, _ = locate([mention], lists, text=text)
    assert (sites[0].location.method, sites[0].location.accuracy_m) == ("village", 2000.0)
    sites, _, _ = locate([Mention("旧渣堆", "waste_site", "海勃湾区", span=(7, 10))], lists, text=text)
    assert sites[0].location.method == "county"


def test_a_village_name_that_occurs_twice_in_the_county_tells_nothing():
    row = {"name": "羊圈沟村", "county": "海南区", "lon": 106.9, "lat": 39.35}
    lists = villages(row, row | {"lon": 106.8, "lat": 39.4})
    assert one("羊圈沟村渣场", lists, layer="waste_site")[0].method == "county"


def test_the_list_of_villages_is_no_layer_of_sites():
    lists = villages({"name": "羊圈沟村", "county": "海南区", "lon": 106.9, "lat": 39.35})
    location, match = one("羊圈沟村", lists, layer="facility")
    assert location.method == "village" and "要素" not in match.reason


# ---- sites that may be one

def sites(*rows):
    plain = {"layer": "mine", "county": "海南区", "lon": 106.9, "lat": 39.3, "method": "layer", "accuracy_m": 100.0}
    return pd.DataFrame([plain | {"id": f"s{n}"} | row for n, row in enumerate(rows)])


def pairs(*rows, aliases=None, regions=("乌海市", "乌海", "海南区")):
    return duplicates(sites(*rows), aliases or {}, regions)


def test_one_name_with_and_without_company_and_region_at_one_place_is_proposed_with_its_reasons():
    found = pairs({"name": "东河煤矿"}, {"name": "乌海东河煤矿有限责任公司", "lon": 106.901})
    assert [(one.a, one.b) for one in found] == [("s0", "s1")]
    assert found[0].score > 0.85 and found[0].metres == pytest.approx(86, abs=2)
    assert found[0].why[0].startswith("去掉地名和公司后缀") and "相距 86 米" in found[0].why[1] and found[0].why[2] == "同一图层"
    assert len(found[0].why) == len(found[0].why_en) == 3


@pytest.mark.parametrize(("a", "b"), [("东河一号井", "东河2号井"), ("东河东矿", "东河西矿"), ("东河一二号井", "东河一号井")])
def test_siblings_beside_each_other_are_not_one(a, b):
    assert pairs({"name": a}, {"name": b}) == []


def test_general_words_alone_make_nothing_alike():
    assert pairs({"name": "海勃湾露天煤矿"}, {"name": "万源露天煤矿", "lon": 106.901}) == []


def test_far_apart_is_not_one_however_alike_the_names():
    assert pairs({"name": "东河煤矿"}, {"name": "东河煤矿", "lon": 107.0}) == []
    assert len(pairs({"name": "东河煤矿", "accuracy_m": 9000.0}, {"name": "东河煤矿", "lon": 107.0})) == 1


def test_without_places_the_same_name_in_one_county_is_proposed_and_in_two_it_is_not():
    nowhere = {"method": "county", "accuracy_m": np.nan}
    found = pairs({"name": "东河煤矿"} | nowhere, {"name": "东河煤矿公司"} | nowhere)
    assert len(found) == 1 and found[0].metres is None
    assert pairs({"name": "东河煤矿"} | nowhere, {"name": "东河煤矿公司", "county": "乌达区"} | nowhere) == []


def test_a_works_and_its_dump_under_one_name_score_less_than_two_of_a_kind():
    one, dump = {"name": "东河煤矿"}, {"name": "东河煤矿", "layer": "waste_site"}
    alike, other = pairs(one, one), pairs(one, dump)
    assert alike[0].score > other[0].score and other[0].why[2] == "图层不同"


def test_an_alias_counts_and_the_order_of_sites_does_not():
    rows = [{"name": "东河煤矿"}, {"name": "老虎台采坑", "lon": 106.905}]
    found = pairs(*rows, aliases={"s1": ("东河露天煤矿",)})
    assert len(found) == 1
    turned = duplicates(sites(*rows).iloc[::-1], {"s1": ("东河露天煤矿",)}, ())
    assert [(one.a, one.b, one.score) for one in turned] == [(one.a, one.b, one.score) for one in found]


def test_ten_thousand_sites_are_compared_in_seconds():
    rng = np.random.default_rng(4)
    frame = pd.DataFrame({
        "id": [f"s{n}" for n in range(10_000)], "name": [f"{chr(0x4e00 + n % 3000)}{chr(0x5000 + n // 3)}采坑" for n in range(10_000)],
        "layer": "mine", "county": "海南区", "lon": rng.uniform(106, 110, 10_000), "lat": rng.uniform(37, 41, 10_000), "method": "layer",
        "accuracy_m": 50.0,
    })
    import time

    start = time.perf_counter()
    duplicates(frame, {}, ())
    assert time.perf_counter() - start < 20


def test_the_service_proposes_duplicates_of_its_register(service, workspace):
    from factories import plan_text, write_document

    write_document(workspace, "plan.txt", plan_text({"1": "海南区恒泰露天煤矿边坡没有治理。", "2": "海南区恒泰铁矿的边坡没有治理。"}))
    service.build()
    names = dict(zip(service.situation(service.settings.today()).sites["id"], service.situation(service.settings.today()).sites["name"],
                     strict=True))
    assert [{names[one.a], names[one.b]} for one in service.duplicates()] == [{"恒泰露天煤矿", "恒泰铁矿"}]
    assert service.duplicates() is service.duplicates()
