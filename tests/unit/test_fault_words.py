"""One list of words of fault: what one layout takes for a fault, all do; and where a word of a nuisance tells none."""

import pytest

from geomon.documents import read_text, source_of_text
from geomon.documents.columns import propose
from geomon.documents.fault_words import FAILING, WRONG


@pytest.mark.parametrize("fault", ["巡查流于形式", "台账弄虚作假", "执法宽松软", "河道水质恶化", "管护不严"])
def test_a_fault_of_a_list_of_problems_is_one_in_prose_too(fault):
    text = f"""示例市东坡石料厂环境问题交办单整改情况公示
2025年3月，市督察组检查发现东坡石料厂{fault}。市督察办向东湖区下发交办单，要求2025年9月底前整改到位。目前已完成整改，内容如下：
1.喷淋设施已建成。
"""
    (task,) = read_text(source_of_text(text), "a.txt", "0" * 64).tasks
    assert fault in task.problem


@pytest.mark.parametrize("text", ["未来三年", "污染源普查", "水污染防治", "按期完成"])
def test_words_that_hold_no_fault(text):
    assert not WRONG.search(text)


def test_a_column_of_measures_that_end_a_nuisance_is_no_column_of_problems():
    rows = [["治理扬尘，疏通堵塞的管网", "2025年6月底", "市水务局"], ["消除异味和噪声", "2025年底", "市林草局"]]
    assert "problem" not in [column.role for column in propose(["甲", "乙", "丙"], rows)]
    assert WRONG.search(rows[0][0]) and not FAILING.search(rows[0][0])
