"""Zones of protected areas as of a date."""

import datetime as dt

import pandas as pd
import pytest

from geomon.errors import InputError, SettingsError
from geomon.zones import in_force, load_zoning

LAST_OLD, FIRST_NEW = dt.date(2026, 3, 14), dt.date(2026, 3, 15)
ZONING = load_zoning()


@pytest.mark.parametrize(("day", "zones"), [
    (dt.date(2019, 6, 1), ["核心区", "缓冲区", "实验区"]), (LAST_OLD, ["核心区", "缓冲区", "实验区"]),
    (FIRST_NEW, ["核心保护区", "一般控制区"]), (dt.date(2030, 1, 1), ["核心保护区", "一般控制区"]),
])
def test_reserves_have_three_zones_until_14_march_2026_and_two_after(day, zones):
    scheme = ZONING.scheme("reserve", day)
    assert [zone.title for zone in scheme.zones] == zones
    assert scheme.source and scheme.title_en


@pytest.mark.parametrize("day", [dt.date(2019, 6, 1), FIRST_NEW])
def test_national_parks_have_two_zones_and_drinking_water_three_on_any_day(day):
    assert [z.title for z in ZONING.scheme("national_park", day).zones] == ["核心保护区", "一般控制区"]
    assert [z.title for z in ZONING.scheme("drinking_water", day).zones] == ["一级保护区", "二级保护区", "准保护区"]


@pytest.mark.parametrize(("drawn", "becomes"), [
    ("核心区", "核心保护区"), ("缓冲区", "核心保护区"), ("实验区", "一般控制区"), ("core", "核心保护区"),
])
def test_an_old_zone_is_itself_while_it_holds_and_converted_in_principle_after(drawn, becomes):
    before, after = ZONING.zone("reserve", drawn, LAST_OLD), ZONING.zone("reserve", drawn, FIRST_NEW)
    assert before.sure and drawn in (before.zone.title, before.zone.id)
    assert (after.zone.title, after.sure) == (becomes, False)
    assert "原则上" in after.why and "in principle" in after.why_en


def test_a_new_zone_says_nothing_of_the_time_before_it():
    answer = ZONING.zone("reserve", "核心保护区", LAST_OLD)
    assert answer.zone is None and answer.scheme.id == "reserve_three"
    assert "没有换算" in answer.why


@pytest.mark.parametrize(("of", "text", "said"), [("reserve", "", "没有给出"), ("reserve", "甲区", "甲区"), ("", "核心区", "没有适用")])
def test_what_cannot_be_told_is_said(of, text, said):
    answer = ZONING.zone(of, text, FIRST_NEW)
    assert answer.zone is None and not answer.sure
    assert said in answer.why and answer.why_en


@pytest.mark.parametrize(("name", "kind"), [
    ("西鄂尔多斯国家级自然保护区", "reserve"), ("三江源国家公园", "national_park"), ("某水库饮用水水源保护区", "drinking_water"),
    ("乌海龙游湾国家湿地公园", ""),
])
def test_the_kind_of_an_area_is_told_by_its_name_unless_declared(name, kind):
    assert ZONING.kind(name) == kind
    assert ZONING.kind(name, "reserve") == "reserve"


def test_features_hold_from_their_first_to_their_last_day():
    frame = pd.DataFrame({"valid_from": ["", "2026-03-15", None, dt.date(2020, 1, 1)],
                          "valid_to": ["2026-03-14", float("nan"), "", pd.Timestamp(2021, 1, 1)]})
    assert in_force(frame, LAST_OLD).tolist() == [True, False, True, False]
    assert in_force(frame, FIRST_NEW).tolist() == [False, True, True, False]
    assert in_force(frame, dt.date(2021, 1, 1)).tolist() == [True, False, True, True]


def test_features_without_such_columns_always_hold():
    assert in_force(pd.DataFrame({"name": ["甲"]}), FIRST_NEW).tolist() == [True]


def test_a_day_that_is_none_is_named_with_its_row():
    with pytest.raises(InputError, match=r"areas\.csv: row 3: valid_to '开春' is no date"):
        in_force(pd.DataFrame({"valid_to": ["2026-03-14", "开春"]}), FIRST_NEW, "areas.csv")


def test_a_workspace_may_add_a_scheme_and_set_its_own_minimum(tmp_path):
    (tmp_path / "zones.toml").write_text(
        '[red_line]\nof = "red_line"\ntitle = "生态保护红线"\ntitle_en = "red line"\nsource = "invented"\n'
        'zones = [{ id = "in", title = "红线内", title_en = "inside" }]\n[overlap]\nminimum_ha = 0\nsource = "every square metre"\n',
        encoding="utf-8")
    zoning = load_zoning(tmp_path)
    assert zoning.zone("red_line", "红线内", FIRST_NEW).sure
    assert zoning.scheme("reserve", FIRST_NEW).id == "reserve_two"
    assert (zoning.minimum_ha, zoning.minimum_source) == (0.0, "every square metre")
    assert ZONING.minimum_ha == 0.1


HEAD = '[a]\nof = "x"\ntitle = "a"\ntitle_en = "a"\nsource = "s"\n'
ZONES = 'zones = [{ id = "z", title = "z", title_en = "z" }]\n'


@pytest.mark.parametrize(("text", "said"), [
    ("[a", "not TOML"), ('[a]\nof = "reserve"', "lacks the key 'title'"), ("a = 1", "is no table"),
    (HEAD + 'zones = [{ id = "z" }]', "lacks id, title or title_en"),
    (HEAD + "colour = 1", "unknown key 'colour'"),
    (HEAD + 'from = "soon"\n' + ZONES, "no date"),
    (HEAD + ZONES + 'converts = { b = "c" }', "converts to 'c'"),
    ('[overlap]\nminimum_ha = "0.1"\nsource = "s"', "minimum_ha"), ("[words]\nreserve = 1", "list of texts"),
])
def test_a_wrong_scheme_is_told_with_its_table(tmp_path, text, said):
    (tmp_path / "zones.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as error:
        load_zoning(tmp_path)
    assert said in error.value.sentence and "zones.toml" in error.value.where
