import pytest

from geomon.documents.region import find_region
from geomon.documents.units import parse_units


def names(text):
    return [unit.name + ("*" if unit.leads else "") for unit in parse_units(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("市自然资源局（牵头）、生态环境局，东湖区委、区政府", ["市自然资源局*", "市生态环境局", "东湖区"]),
        ("市委办公室、市政府办公室（共同牵头），市委组织部、宣传部", ["市委办公室*", "市政府办公室*", "市委组织部", "市委宣传部"]),
        ("市工信局、生态环境局、城市管理局（牵头），东湖区委、政府", ["市工信局*", "市生态环境局*", "市城市管理局*", "东湖区"]),
        ("市城市管理局（牵头）、农牧局", ["市城市管理局*", "市农牧局"]),
        ("市生态环境局、市场监督管理局", ["市生态环境局", "市市场监督管理局"]),
        ("东湖区、西山区、南河县党委和政府", ["东湖区", "西山区", "南河县"]),
        ("东湖区、西山区委和政府", ["东湖区", "西山区"]),
        ("各旗县区委、政府，高新区党工委、管委会", ["各旗县区", "高新区"]),
        ("各县（市、区）党委、政府，北原经济开发区党工委、管委会。", ["各县（市、区）", "北原经济开发区"]),
        ("各县（市、区）人民政府，南山开发区管委会", ["各县（市、区）", "南山开发区"]),
        ("市财政局、生态环境局，国家电网示例供电公司", ["市财政局", "市生态环境局", "国家电网示例供电公司"]),
        ("市住房和城乡建设局（牵头），市公用事业发展中心", ["市住房和城乡建设局*", "市公用事业发展中心"]),
        ("市水务局 市财政局", ["市水务局", "市财政局"]),
        ("", []),
        ("市林业局，定襄、繁峙、原平县（市）委、县（市）政府", ["市林业局", "定襄县", "繁峙县", "原平市"]),
        ("定襄和繁峙县委，宁武、河曲两县", ["定襄县", "繁峙县", "宁武县", "河曲县"]),
        ("各县(市)党委(党工委)、政府(管委会)及省级有关部门", ["各县(市)", "省级有关部门"]),
        ("东湖市、青松林区党委和人民政府", ["东湖市", "青松林区"]),
        ("师交通运输局、住建局，柳林农场", ["师交通运输局", "师住建局", "柳林农场"]),
        ("市教育局、师范学院", ["市教育局", "师范学院"]),
        ("***区委、区政府，****水利局*", ["***区", "****水利局"]),
    ],
)
def test_a_list_of_units_is_read_with_what_it_elides(text, expected):
    assert names(text) == expected


def test_a_unit_named_twice_is_one():
    assert names("市水务局、市水务局（牵头）") == ["市水务局*"]


def test_a_name_before_a_county_is_only_written_out_where_it_is_one():
    assert names("市财政、住建、平定县政府") == ["市财政", "住建", "平定县"]


def test_a_list_is_written_out_as_the_region_knows_its_counties():
    region = find_region("大同市整改方案", "")
    assert [unit.name for unit in parse_units("云州、平城区委", region)] == ["云州区", "平城区"]


def test_counties_told_alone_stand_for_each_of_them():
    assert [unit.name for unit in parse_units("县（市、区）政府")] == ["县（市、区）"]
    both = ("定襄、原平县（市）委，县（市）政府", "定襄、原平县（市）委、县（市）政府")
    assert len({tuple(unit.name for unit in parse_units(text)) for text in both}) == 1
    assert not parse_units("县政府")
