"""Names in the region that the asker knows; a cache that is built once and never half."""

import shutil
import time

import numpy as np
import pytest
from gazetteers import gazetteer

import geomon.places.build as build
from geomon.errors import MissingDependency, UnreadableFile
from geomon.places import open_gazetteer
from geomon.places.gazetteer import short_name
from geomon.settings import Settings


@pytest.fixture(scope="module")
def places():
    return gazetteer()


@pytest.mark.parametrize(("name", "near", "adcode"), [
    ("海南区", "150300", "150303"), ("海南", "乌海市", "150303"), ("海勃湾", None, "150302"), ("昆区", "150200", "150203"),
    ("土右旗", "包头市", "150221"), ("达茂旗", "150000", "150223"), ("怀仁市", None, "140681"), ("怀仁", "140600", "140681"),
    ("白云区", "150200", "150206"), ("白云区", "广州市", "440111"), ("沙波头区", "640500", "640502"), ("白云鄂博", None, "150206"),
    ("西湖区", "330100", "330106"), ("西湖区", "360100", "360103"),
])
def test_a_county_is_found_by_full_short_and_usual_name_in_its_region(places, name, near, adcode):
    assert places.county(name, near).adcode == adcode


@pytest.mark.parametrize(("name", "near"), [
    ("西湖区", None), ("白云区", None), ("西湖区", "150300"), ("不存在区", None), ("稀土高新区", "150200"),
])
def test_what_the_region_does_not_decide_is_not_guessed(places, name, near):
    assert places.county(name, near) is None


def test_a_county_knows_its_city_province_and_a_point_inside_it(places):
    county = places.county("中宁县", "640500")
    assert (county.city, county.city_adcode, county.province) == ("中卫市", "640500", "宁夏回族自治区")
    assert places.county_at(*county.anchor) is county
    assert 20_000 < county.radius_m < 100_000


def test_every_countys_anchor_lies_in_it(places):
    counties = [places.by_adcode(code) for code in places._codes]
    found = places.counties_at(np.array([c.lon for c in counties]), np.array([c.lat for c in counties]))
    assert [c.adcode for c, code in zip(counties, found, strict=True) if code != c.adcode] == []


def test_a_point_at_sea_is_in_no_county(places):
    assert places.county_at(130.0, 25.0) is None


def test_cities_are_known_by_name_code_and_from_a_title(places):
    assert places.city("乌海").adcode == places.city("150300").adcode == places.city("150303").adcode == "150300"
    assert places.city_in("中卫市关于整改落实情况的报告").adcode == "640500"
    assert places.city_in("关于整改落实情况的报告") is None
    assert places.city("110105").name == "北京市"


def test_a_city_has_its_counties(places):
    assert [c.name for c in places.counties_of("640500")] == ["沙坡头区", "中宁县", "海原县"]
    assert [c.name for c in places.counties_of("150303")] == ["海南区"]
    assert len(places.counties_of("150000")) > 90
    assert places.counties_of("") == ()


def test_running_text_yields_the_counties_of_the_region_only(places):
    text = "海勃湾区和海南区已完成，海南省与九原区另报，乌达区、海勃湾区继续"
    assert [c.name for c in places.find_counties(text, "150300")] == ["海勃湾区", "海南区", "乌达区"]


def test_a_township_is_found_only_in_the_county_that_holds_its_centre(places):
    assert places.township("宣和镇", "640502").adcode == "640502"
    assert places.township("宣和镇", "640521") is None
    assert places.township("兴仁镇", "640502") is None  # the package knows another province's


def test_townships_in_running_text_come_in_order_with_a_box_round_their_centre(places):
    towns = places.find_townships("东园镇与宣和镇", "640500")
    assert [t.name for t in towns] == ["东园镇", "宣和镇"]
    west, south, east, north = towns[0].box
    assert west < towns[0].lon < east and south < towns[0].lat < north and 1000 < towns[0].accuracy_m < 50_000


def test_a_township_named_after_its_zone_answers_to_its_short_name_too(places):
    assert places.township("太阳山镇", "640300") is places.township("红寺堡开发区太阳山镇", "640300")


def test_a_zone_is_not_a_county_but_may_lie_in_one(places):
    assert places.zone("稀土高新区", "150200").host == ""
    assert places.zone("海兴开发区", "640500").host == "640522"
    assert places.zone("稀土高新区", "640500") is None


def test_neighbours_surround_and_do_not_repeat(places):
    own = [c.adcode for c in places.counties_of("150300")]
    around = places.neighbours(own, 60)
    assert "150624" in around and not set(own) & set(around)
    assert set(places.neighbours(own, 5)) < set(around)


def test_the_frame_has_the_counties_in_degrees(places):
    frame = places.frame(["150303", "999999", "150302"])
    assert frame["name"].tolist() == ["海南区", "海勃湾区"] and frame.crs.to_epsg() == 4490
    assert frame.geometry.is_valid.all()


@pytest.mark.parametrize(("name", "short"), [
    ("海勃湾区", "海勃湾"), ("白云鄂博矿区", "白云鄂博"), ("应县", "应县"), ("围场满族蒙古族自治县", "围场"), ("怀仁市", "怀仁"),
])
def test_a_short_name_keeps_two_letters(name, short):
    assert short_name(name) == short


def test_the_cache_is_built_once_with_progress_and_opens_at_once(tmp_path):
    settings, said = Settings(root=tmp_path), []
    open_gazetteer(settings, lambda done, total, text: said.append((done, total, text)))
    assert [done for done, _, _ in said] == [0, 1, 2, 3] and all(total == 3 and text for _, total, text in said)
    began = time.perf_counter()
    open_gazetteer(settings, lambda *_: said.append("again"))
    assert "again" not in said and time.perf_counter() - began < 1.5  # 0.15 s on a desk
    files = sorted((settings.cache / "places").iterdir())
    assert len(files) == 3 and sum(f.stat().st_size for f in files) < 10_000_000

    files[1].write_bytes(files[1].read_bytes()[:1000])  # cut short, as by a full disk
    (settings.cache / "places" / "counties-000000000000.parquet").write_bytes(b"an older version's")
    assert open_gazetteer(settings, lambda *_: said.append("again")).county("海南区", "150300")
    assert said[-1] == "again" and sorted((settings.cache / "places").iterdir()) == files


def test_the_same_files_are_read_once_and_a_replaced_one_anew(tmp_path, places_cache):
    shutil.copytree(places_cache, tmp_path / "data" / "cache")
    settings = Settings(tmp_path)
    first = open_gazetteer(settings)
    assert open_gazetteer(settings) is first
    counties = next((settings.cache / "places").glob("counties-*"))
    counties.replace(tmp_path / "old")
    shutil.copy2(tmp_path / "old", counties)                     # of the same size and time
    assert open_gazetteer(settings) is not first


def test_another_version_of_a_package_is_another_cache(tmp_path):
    a, b = tmp_path / "a", tmp_path / "b"
    a.write_bytes(b"1" * 200_000)
    b.write_bytes(b"1" * 200_001)
    assert build._stamp(a) != build._stamp(b)


def test_the_package_that_would_ask_the_network_is_parsed_and_never_run(tmp_path):
    module = tmp_path / "sizhi.py"
    boxes = "dic={'东河镇': '[106.1, 39.4, 106.3, 39.2]', '坏镇': '[1, 2]'}"
    module.write_text(f"import no_such_module\nraise SystemExit\n{boxes}\n", encoding="utf-8")
    assert dict(build._boxes(module)) == {"东河镇": [106.1, 39.4, 106.3, 39.2]}


@pytest.mark.parametrize("text", ["dic={'a': __import__('os').getcwd()}", "dic={", "other = 1"])
def test_a_package_file_that_is_not_as_expected_is_said(tmp_path, text):
    module = tmp_path / "sizhi.py"
    module.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableFile, match="sizhi"):
        dict(build._boxes(module))


def test_a_missing_package_says_how_to_get_it():
    with pytest.raises(MissingDependency, match="pip install no-such-package"):
        build._package_file("no_such_package", "x")
