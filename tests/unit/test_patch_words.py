"""What the words and headings of a file of patches mean, and which are left to a person."""

import pandas as pd
import pytest

from geomon.join.patch_columns import propose, read_verdict


@pytest.mark.parametrize(("word", "verdict"), [
    ("合法", "legal"), ("违法", "illegal"), ("疑似违法", "visit"), ("不属于违法", "legal"), ("未违法", "legal"), ("不合法", "illegal"),
    ("非法采矿", "illegal"), ("伪变化", "pseudo"), ("无变化", "pseudo"), ("需现场核实", "visit"), ("待核查", "visit"),
    ("Illegal", "illegal"),
    ("pseudo-change", "pseudo"), ("unlawful", "illegal"), ("not illegal", "legal"), ("", ""),
    (None, ""), ("合法/违法", None), ("甲类", None), ("是", None),
])
def test_a_word_means_a_verdict_or_nothing(word, verdict):
    assert read_verdict(word) == verdict


TURNED = ("无合法手续", "无合法用地手续", "未办理合法手续", "未取得合法手续", "合法性存疑", "合法手续不齐全", "合法依据不足",
          "缺少合法手续", "未发现违法", "未发现违法行为", "不涉嫌违法", "未见违法", "未认定违法", "不能认定为违法", "违法行为不成立",
          "违法线索不实", "排除违法", "撤销违法认定", "不属于非法采矿", "非伪变化", "不是误判", "无需现场核实", "无疑似违法", "非不合法",
          "难以认定违法", "可能违法", "拟认定合法", "合法？", "合法但超范围", "符合法定程序", "不符合法律规定",
          "not yet legal", "legality unclear", "no illegal use found")


@pytest.mark.parametrize("word", TURNED)
def test_a_word_that_something_turns_round_is_left_to_a_person(word):
    assert read_verdict(word) is None


@pytest.mark.parametrize(("word", "verdict"), [
    ("不是违法", "legal"), ("没有违法行为", "legal"), ("不存在违法用地", "legal"), ("不构成违法", "legal"),
    ("已办理合法手续", "legal"), ("手续合法", "legal"), ("用地合法", "legal"), ("不合法用地", "illegal"), ("手续不合法", "illegal"),
    ("not legal", "illegal"), ("违法用地", "illegal"),
    ("涉嫌违法", "visit"), ("不确定", "visit"), ("疑似违法，待核实", "visit"), ("违法占地已立案", "illegal"),
    ("未发生变化", "pseudo"),
])
def test_a_denied_word_that_is_a_whole_sentence_is_understood(word, verdict):
    assert read_verdict(word) == verdict


@pytest.mark.parametrize("heading", ["是否未违法", "是否有合法手续", "合法性"])
def test_yes_under_a_heading_that_asks_something_else_says_nothing(heading):
    assert read_verdict("是", heading) is None


def test_yes_and_no_mean_what_their_heading_asks():
    assert [read_verdict(word, "是否违法") for word in "是否"] == ["illegal", "legal"]
    assert [read_verdict(word, "是否合法") for word in "是否"] == ["legal", "illegal"]


def test_columns_are_proposed_by_heading_else_by_words_and_a_declaration_wins():
    table = pd.DataFrame({"TBBH": ["1", "2", "3"], "结论一": ["违法", "合法", "再看"], "县区": ["甲县", "", ""]})
    found = propose(table)
    assert {(one.role, one.heading, one.by) for one in found.columns} == {
        ("number", "TBBH", "heading"), ("county", "县区", "heading"), ("verdict", "结论一", "words")}
    assert found.counts["illegal"] == 1
    assert found.unknown == (("再看", 1),)
    other = propose(table.assign(判定结果="伪变化"), ("verdict=结论一",))
    assert other.heading("verdict") == "结论一"
