"""Firms called by their trade, in a list or alone; a product of the trade is no firm."""

import pytest

from geomon.documents import read_text, source_of_text


def names(problem):
    text = f"""示例市督察反馈问题整改方案
1.{problem}
整改措施：清理。
责任单位：市生态环境局
整改时限：2025年6月底
"""
    (task,) = read_text(source_of_text(text), "a.txt", "0" * 64).tasks
    return [site.name for site in task.mentions]


@pytest.mark.parametrize("firm", ["鑫磊玻璃", "鑫磊石材", "鑫磊硅业", "鑫磊乳业"])
def test_a_firm_with_its_trade(firm):
    assert names(f"{firm}存在废水直排问题。") == [firm]


@pytest.mark.parametrize("product", ["平板玻璃", "浮法玻璃", "农业机械", "石油化工"])
def test_a_product_is_no_firm(product):
    assert names(f"{product}等项目没有落实减量置换。") == []


@pytest.mark.parametrize("works", ["打砂厂", "碎砂厂", "洗沙厂", "破碎砂厂"])
def test_sand_works_by_what_they_do(works):
    assert names(f"鑫磊{works}扬尘污染严重。") == [f"鑫磊{works}"]


def test_sections_by_their_kind_are_none():
    assert names("全市可比断面水质下降。") == []
