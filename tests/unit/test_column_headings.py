"""Each heading of a table stands once, with the role of its column and the look of its cells."""

import pytest

from geomon.documents.cell_kinds import kind_of
from geomon.documents.column_headings import Kind, is_heading, role_in_table
from geomon.documents.columns import propose


@pytest.mark.parametrize(
    "heading, role, kind",
    [
        ("风险级别", "ignore", Kind.LEVEL),
        ("生态问题编码", "ignore", Kind.CODE),
        ("是否回头看", "ignore", Kind.STATE),
        ("是否符合销号条件", "ignore", Kind.STATE),
        ("符合销号条件", "ignore", Kind.NOTE),
        ("河（湖）长", "person", Kind.PERSON),
        ("属实与否", "ignore", Kind.JUDGED),
        ("旗县区", "county", Kind.PLACE),
        ("详细地址", "ignore", Kind.PLACE),
        ("是否完成整治", "state", Kind.STATE),
    ],
)
def test_role_and_look_of_a_heading(heading, role, kind):
    assert propose([heading], [])[0].role == role
    assert kind_of(heading) is kind


@pytest.mark.parametrize("heading", ["整改措施", "牵头单位", "整改时限", "排污口编码"])
def test_labels_and_codes_of_places_are_no_headings_of_tables_alone(heading):
    assert role_in_table(heading) is None


@pytest.mark.parametrize("word", ["行政区域", "问题类型", "面积/长度", "计划完成整治时间", "责任人被处理情况", "主责部门"])
def test_halves_on_two_lines_are_one_heading(word):
    assert is_heading(word)


@pytest.mark.parametrize("words", ["水体名称责任人", "是否属实办结目标", "是否属实责任", "水体", "行政"])
def test_two_headings_and_halves_are_none(words):
    assert not is_heading(words)
