"""Which mentions are one place, where it is by the best method there is, and what cannot be told."""

import time

import pytest
import shapely
from factories import ROOT, make_document, make_task
from features import make_features
from gazetteers import gazetteer

from geomon.join.coordinates import find_coordinates
from geomon.join.locate import locate_mentions
from geomon.join.names import core, fold, is_contained, numbers, owner_of
from geomon.layers import PACKAGE, load_layers
from geomon.model import Mention, Record
from geomon.readers import read_features


def locate(mentions, features=None, *, region="乌海市", adcode="150300", text="无", units=(), problem="问题。", records=()):
    tasks = [make_task(str(n + 1), mentions=(m,), problem=problem, lead=tuple(units)) for n, m in enumerate(mentions)]
    document = make_document("plan.txt", *tasks, region=region, adcode=adcode, text=text, records=tuple(records))
    return locate_mentions([document], features or {}, gazetteer())


def one_site(*args, **more):
    sites, matches, lost = locate(*args, **more)
    assert len(sites) == 1
    return sites[0], matches, lost


@pytest.fixture(scope="module")
def shipped():
    layers = (layer for layer in load_layers(ROOT / "layers") if layer.source != PACKAGE)
    return {layer.id: read_features(ROOT / "data" / layer.source, layer) for layer in layers}


# ---- methods, best first

def test_a_feature_of_the_same_name_gives_its_point_accuracy_and_source():
    features = make_features("mine", {"name": "东河煤矿", "county": "海南区", "lon": 106.9, "lat": 39.3, "datum": "WGS-84"})
    site, matches, lost = one_site([Mention("东河煤矿", "mine", "海南区")], features)
    where = site.location
    assert (where.method, where.lon, where.lat, where.accuracy_m, where.datum) == ("layer", 106.9, 39.3, 500.0, "WGS-84")
    assert where.source == "mine/F0：示例（2024）" and (site.city, site.county, where.adcode) == ("乌海市", "海南区", "150303")
    assert "同名" in matches[0].reason and matches[0].confidence > 0.9 and lost == []


@pytest.mark.parametrize(("feature", "mention"), [
    ({"name": "内蒙古东河煤业有限责任公司"}, "东河煤业公司"), ({"name": "乌海东河煤矿"}, "东河煤矿"),
    ({"name": "东河煤矿", "aliases": "老东河|东河一号"}, "东河一号"),
    ({"name": "东河（集团）煤矿"}, "东河(集团)煤矿"), ({"name": "东河２号煤矿"}, "东河2号煤矿"), ({"name": "海南区东河煤矿"}, "东河煤矿"),
    ({"name": "东河沟"}, "东河沟煤矿"), ({"name": "东河嘎查石灰岩矿"}, "东河嘎查石灰石岩矿"),
])
def test_spellings_that_mean_the_same_find_the_feature(feature, mention):
    features = make_features("mine", feature | {"county": "海南区", "lon": 106.9, "lat": 39.3})
    site, matches, _ = one_site([Mention(mention, "mine", "海南区")], features)
    assert site.location.method == "layer" and "要素" in matches[0].reason and 0.5 < matches[0].confidence < 0.96


@pytest.mark.parametrize(("feature", "mention", "county"), [
    ({"name": "东河煤矿", "county": "乌达区"}, "东河煤矿", "海南区"),            # another county
    ({"name": "东河煤矿", "city": "包头市", "county": "固阳县"}, "东河煤矿", None),  # another city
    ({"name": "东河一号煤矿"}, "东河二号煤矿", "海南区"),                         # another number
    ({"name": "白云东矿"}, "白云西矿", "海南区"),                               # the other side
    ({"name": "东河煤矿"}, "东河煤矿南侧排土场北端小坑", "乌达区"),
    ({"name": "第一污水处理厂"}, "第二污水处理厂", "海南区"),
])
def test_names_that_differ_in_what_matters_do_not_meet(feature, mention, county):
    features = make_features("mine", {"county": "海南区", "lon": 106.9, "lat": 39.3} | feature)
    site, *_ = one_site([Mention(mention, "mine", county)], features)
    assert site.location.method != "layer"


def test_two_features_that_fit_alike_decide_nothing():
    features = make_features("mine", {"name": "东河煤矿", "county": "海南区", "lon": 106.9, "lat": 39.3},
                             {"name": "东河煤矿", "county": "乌达区", "lon": 106.7, "lat": 39.5})
    assert one_site([Mention("东河煤矿", "mine")], features)[0].location.method == "none"
    assert one_site([Mention("东河煤矿", "mine", "乌达区")], features)[0].location.lon == 106.7


def test_a_part_of_a_feature_and_a_place_beside_it_stay_their_own_sites_and_say_so():
    features = make_features("mine", {"name": "东河煤矿", "parts": "东河煤矿二号采坑", "county": "海南区", "lon": 106.9, "lat": 39.3})
    sites, matches, _ = locate([Mention("东河煤矿二号采坑", "mine", "海南区"), Mention("东河煤矿西侧空地", "waste_site", "海南区"),
                                Mention("东河煤矿", "mine", "海南区")], features)
    assert len(sites) == 3 and {s.location.method for s in sites} == {"layer"}
    pit, beside, mine = sites
    assert "属于要素" in matches[0].reason and pit.location.accuracy_m == 500
    assert "旁" in matches[1].reason and beside.location.accuracy_m == 1500 and matches[1].confidence <= 0.6
    assert mine.name == "东河煤矿"


def test_a_feature_of_another_layer_lends_its_point_with_less_confidence():
    features = make_features("enterprise", {"name": "东河钢铁公司", "county": "海南区", "lon": 106.9, "lat": 39.3})
    site, matches, _ = one_site([Mention("东河钢铁公司", "waste_site", "海南区")], features)
    assert site.layer == "waste_site" and site.location.accuracy_m > 500
    assert "另一图层" in matches[0].reason and matches[0].confidence <= 0.7


def test_two_spellings_of_one_feature_are_one_site_also_on_another_layer():
    features = make_features("enterprise", {"name": "东河钢铁公司", "aliases": "建东公司", "county": "海南区", "lon": 106.9, "lat": 39.3})
    mentions = [Mention("东河钢铁公司", "waste_site"), Mention("建东公司", "waste_site"), Mention("建东公司", "enterprise")]
    sites, *_ = locate(mentions, features)
    assert [s.layer for s in sites] == ["waste_site", "enterprise"]


def test_a_mine_named_after_its_company_is_the_mine():
    features = make_features("mine", {"name": "平东露天矿", "aliases": "东露天矿", "county": "海南区", "lon": 106.9, "lat": 39.3})
    site, matches, _ = one_site([Mention("中煤集团有限公司东露天矿", "mine")], features)
    assert site.location.method == "layer" and "所属企业" in matches[0].reason and matches[0].confidence < 0.8


def test_a_feature_without_a_coordinate_still_gives_its_county():
    site, *_ = one_site([Mention("低碳园", "facility")], make_features("facility", {"name": "低碳园", "county": "海南区"}))
    assert (site.location.method, site.county) == ("county", "海南区") and "低碳园" in site.location.why


@pytest.mark.parametrize("words", ["东经106°54′，北纬39°18′", "（106.90000,39.30000）", "E106.9000°，N39.3000°"])
def test_coordinates_beside_the_name_count_when_they_lie_in_the_county(words):
    text = f"海南区石场{words}未治理。"
    mention = Mention("石场", "mine", "海南区", span=(3, 5))
    where = one_site([mention], text=text)[0].location
    assert where.method == "coordinates" and (where.lon, where.lat) == pytest.approx((106.9, 39.3)) and where.accuracy_m >= 10
    elsewhere = one_site([Mention("石场", "mine", "乌达区", span=(3, 5))], text=text)[0].location
    assert elsewhere.method == "county"


def test_coordinates_of_the_next_sentence_are_another_places():
    text = "海南区石场未治理。西河石场位于东经106°54′，北纬39°18′。"
    assert one_site([Mention("石场", "mine", "海南区", span=(3, 5))], text=text)[0].location.method == "county"


def test_a_row_of_the_documents_table_gives_the_coordinates():
    record = Record("石场", "mine", 106.9, 39.3, raw="106.9,39.3", datum="CGCS2000")
    where = one_site([Mention("石场", "mine", "海南区")], records=[record])[0].location
    assert (where.method, where.datum) == ("coordinates", "CGCS2000")


def test_a_township_in_the_name_gives_its_middle_with_half_its_diagonal():
    where = one_site([Mention("宣和镇学校路边", "waste_site", "沙坡头区")], region="中卫市", adcode="640500")[0].location
    assert where.method == "township" and where.accuracy_m > 5000 and "宣和镇" in where.why
    assert gazetteer().county_at(where.lon, where.lat).name == "沙坡头区"


def test_a_township_right_before_the_name_gives_its_county_too():
    mention = Mention("收购站", "enterprise", None, quote="七营镇收购站未办手续")
    site, *_ = one_site([mention], region="中卫市", adcode="640500")
    assert (site.location.method, site.county) == ("township", "海原县")


@pytest.mark.parametrize("quote", ["宣和镇已完成，旧石场未动", "旧石场的石料运往宣和镇", "宣和镇、兴仁镇的旧石场"])
def test_a_township_said_of_something_else_does_not_count(quote):
    mention = Mention("旧石场", "mine", "沙坡头区", quote=quote)
    assert one_site([mention], region="中卫市", adcode="640500", problem=quote)[0].location.method == "county"


def test_a_township_whose_namesake_alone_is_known_is_not_replaced_by_its_neighbour():
    mention = Mention("兴仁镇", "waste_site", "沙坡头区", quote="兴仁镇、香山乡田间")
    assert one_site([mention], region="中卫市", adcode="640500")[0].location.method == "county"


def test_a_place_known_only_to_its_county_is_on_the_county_and_not_a_dot_with_a_claim():
    site, _, lost = one_site([Mention("石场", "mine", "海南区")])
    county = gazetteer().county("海南区", "150300")
    assert (site.location.method, site.location.accuracy_m, site.location.lon) == ("county", county.radius_m, county.lon) and lost == []


def test_the_only_responsible_county_is_a_guess_that_says_so():
    site, matches, _ = one_site([Mention("石场", "mine")], units=("海南区人民政府", "市生态环境局"))
    assert site.county == "海南区" and "责任单位" in matches[0].reason and matches[0].confidence <= 0.7
    assert one_site([Mention("石场", "mine")], units=("海南区", "乌达区"))[0].location.method == "none"


def test_what_cannot_be_located_is_kept_with_the_reason():
    site, matches, lost = one_site([Mention("石场", "mine")])
    assert (site.location.method, site.location.lon, site.city, site.county) == ("none", None, "乌海市", None)
    assert lost[0].name == "石场" and lost[0].task == "plan#1" and "乌海市" in lost[0].why and matches[0].site == site.id


def test_a_zone_without_a_boundary_is_not_put_anywhere_and_one_in_a_county_is_put_there():
    zone = one_site([Mention("石场", "mine", "稀土高新区")], region="包头市", adcode="150200")[0]
    assert zone.location.method == "none" and "稀土高新区" in zone.location.why
    assert one_site([Mention("石场", "mine", "海兴开发区")], region="中卫市", adcode="640500")[0].county == "海原县"


def test_a_document_of_a_county_places_what_it_names_there():
    assert one_site([Mention("石场", "mine")], region="海南区", adcode="150303")[0].county == "海南区"


def test_a_document_of_unknown_region_places_nothing_by_guess():
    assert one_site([Mention("石场", "mine")], region=None, adcode=None)[0].location.method == "none"


# ---- one place, many mentions

def test_the_same_place_in_several_tasks_and_documents_is_one_site():
    said, unsaid = Mention("东河石场", "mine", "海南区"), Mention("东河石场", "mine")
    first = make_document("a.txt", make_task("1", mentions=(said,)), region="乌海市", adcode="150300")
    second = make_document("b.txt", make_task("7", mentions=(unsaid, said)), region="乌海市", adcode="150300")
    sites, matches, _ = locate_mentions([first, second], {}, gazetteer())
    assert len(sites) == 1 and [(m.document, m.task) for m in matches] == [("a", "1"), ("b", "7")]


@pytest.mark.parametrize(("short", "long"), [
    ("今飞轮毂", "内蒙古今飞轮毂有限公司"), ("看河水库", "看河水库工程"), ("美方焦化", "美方焦化公司"),
    ("东河石料矿", "东河石料矿生态修复项目"),
])
def test_spellings_in_one_county_become_one_site_with_the_rest_as_aliases(short, long):
    sites, matches, _ = locate([Mention(long, "mine", "海南区"), Mention(short, "mine", "海南区")])
    assert len(sites) == 1 and {sites[0].name, *sites[0].aliases} == {short, long} and len(matches) == 2


@pytest.mark.parametrize(("a", "b"), [
    (Mention("第四污水厂", "outfall", "海南区"), Mention("第四污水厂北侧排水沟", "outfall", "海南区")),
    (Mention("东河石场", "mine", "海南区"), Mention("东河石场", "mine", "乌达区")),
    (Mention("东河石场", "mine", "海南区"), Mention("东河石场", "waste_site", "海南区")),
    (Mention("东河一号井", "well", "海南区"), Mention("东河二号井", "well", "海南区")),
    (Mention("污水处理厂", "outfall", "海南区"), Mention("东河污水处理厂", "outfall", "海南区")),
])
def test_different_places_stay_apart(a, b):
    sites, *_ = locate([a, b])
    assert len(sites) == 2


def test_a_river_of_several_counties_is_one_place_that_is_in_none_of_them():
    sites, *_ = locate([Mention("东清河", "water_body", "海南区"), Mention("东清河", "water_body", "乌达区")])
    assert len(sites) == 1 and sites[0].location.method == "none" and "流经" in sites[0].location.why
    bank = Mention("东清河", "water_body", "海原县", quote="七营镇东清河边")
    assert one_site([bank], region="中卫市", adcode="640500")[0].location.method == "county"


def test_ids_stay_over_builds_and_orders():
    mentions = [Mention("东河石场", "mine", "海南区"), Mention("西河石场", "mine", "海南区"), Mention("北河井", "well")]
    forward, backward = locate(mentions)[0], locate(mentions[::-1])[0]
    assert {s.id for s in forward} == {s.id for s in backward} and len({s.id for s in forward}) == 3
    assert forward[0].id.startswith("mine-")


def test_no_task_no_site(shipped):
    assert locate([], shipped) == ([], [], [])


# ---- the shipped layers

def test_every_shipped_point_lies_in_the_county_that_its_row_says(shipped):
    wrong = []
    for layer, frame in shipped.items():
        placed = frame[frame["lon"].notna() & (frame["method"] != "bbox") & (frame["county"] != "")]
        wrong += [(layer, row.id, row.county) for row in placed.itertuples() if gazetteer().county_at(row.lon, row.lat).name != row.county]
    assert wrong == []


def test_every_shipped_county_and_city_is_known_to_the_gazetteer(shipped):
    for frame in shipped.values():
        for city, county in zip(frame["city"], frame["county"], strict=True):
            assert gazetteer().city(city) and (not county or gazetteer().county(county, city))


def test_a_reserves_box_whose_middle_is_elsewhere_is_shown_within_the_documents_city(shipped):
    site, *_ = one_site([Mention("西鄂尔多斯国家级自然保护区", "protected_area")], shipped)
    where = site.location
    assert where.method == "layer" and where.accuracy_m > 50_000 and where.geometry.startswith("POLYGON")
    assert gazetteer().county_at(where.lon, where.lat).city == "乌海市"


def test_three_hundred_tasks_are_located_in_two_seconds(shipped):
    names = [n for frame in shipped.values() for n in frame["name"]]
    tasks = [make_task(str(n), mentions=tuple(Mention(names[(n * 5 + k) % len(names)] + "周边" * (k % 2), "mine") for k in range(5)))
             for n in range(300)]
    began = time.perf_counter()
    locate_mentions([make_document("a.txt", *tasks, region="乌海市", adcode="150300")], shipped, gazetteer())
    assert time.perf_counter() - began < 2


def test_a_box_without_a_county_claims_none():
    box = shapely.box(106.2, 39.0, 107.8, 40.2)
    row = {"name": "东河自然保护区", "method": "bbox", "geometry": box, "lon": 107.6, "lat": 39.6}
    site, *_ = one_site([Mention("东河自然保护区", "protected_area")], make_features("protected_area", row))
    assert (site.county, site.location.adcode, site.city) == (None, None, "乌海市")
    assert gazetteer().county_at(site.location.lon, site.location.lat).city == "乌海市"


# ---- names and coordinates

def test_folding_drops_width_brackets_and_spaces():
    assert fold("宁夏 钢铁（集团）２#井") == fold("宁夏钢铁(集团)2号井")


def test_a_core_keeps_three_letters_after_a_regions_name():
    assert core("乌海市东河煤业有限责任公司", ("乌海市", "乌海")) == "东河煤业"
    assert core("乌海能源", ("乌海市", "乌海")) == "乌海能源"


def test_siblings_are_told_apart_by_their_numbers():
    assert numbers("华银二矿") == numbers("华银2矿") != numbers("华银三矿")
    assert numbers("白云东矿") != numbers("白云西矿")


def test_only_neutral_words_may_surround_a_contained_name():
    assert is_contained("五虎山", "五虎山煤矿") and is_contained("三标段旁", "三标段旁项目")
    assert not is_contained("七营污水站", "七营污水站旁一水塘") and not is_contained("煤矿", "五虎山煤矿")


@pytest.mark.parametrize(("name", "owner"), [
    ("东河公司西侧空地", "东河公司"), ("第四厂旁边沙场", "第四厂"), ("东河物流园周边", "东河物流园"),
    ("宣和镇东台学校路边", "宣和镇东台学校"), ("西来峰发电厂", None), ("白云鄂博西矿", None),
])
def test_beside_something_names_its_owner(name, owner):
    assert owner_of(name) == owner


def test_numbers_that_are_no_coordinates_are_left_alone():
    assert find_coordinates("面积12.5亩，106.9公里，39.3万吨") is None
    assert find_coordinates("东经200°10′，北纬39°") is None
    assert find_coordinates("经度106.91°，纬度39.33°")[2] > 500  # two decimals are half a kilometre
    assert find_coordinates("106°54′12″E，39°20′03″N")[:2] == pytest.approx((106.90333, 39.33417), abs=1e-4)
