"""Every layout carries an example, and reads it: two tasks with their fields."""

import pytest

from geomon.documents import read_text, source_of_text
from geomon.documents.layouts import layouts


@pytest.mark.parametrize("name", sorted(layouts()))
def test_a_layout_reads_its_own_example(name):
    document = read_text(source_of_text(layouts()[name].EXAMPLE), f"{name}.txt", "0" * 64)
    assert [task.number for task in document.tasks][-2:] in (["1", "2"], ["(一)1", "(一)2"])
    assert len(document.tasks) == 2
    for task in document.tasks:
        assert task.problem
        assert any((task.units.lead, task.units.responsible))


def test_a_subtask_is_named_by_its_parent_and_its_own_number():
    text = """示例市督察反馈问题整改方案
一、示例
1.第一件事

说明第一件事的一段话，写得长一些。

责任单位：市水务局

整改时限：2025年6月底

整改措施：

（一）做一件事。

2.还有两件事

（1）其中之一没有做完。

责任单位：市水务局

整改时限：2025年7月底

整改措施：

（一）做完它。

（2）其中之二没有做完。

责任单位：市财政局

整改时限：2025年8月底

整改措施：

（一）也做完它。
"""
    document = read_text(source_of_text(text), "a.txt", "0" * 64)
    assert [task.number for task in document.tasks] == ["1", "2(1)", "2(2)"]
    assert document.tasks[2].title == "还有两件事"
    assert document.tasks[2].deadline.due.isoformat() == "2025-08-31"


def test_a_span_holds_the_task_and_a_mention_its_name():
    document = read_text(source_of_text(layouts()["labelled"].EXAMPLE), "a.txt", "0" * 64)
    for task in document.tasks:
        assert task.problem[:6] in document.text[slice(*task.span)]
        for mention in task.mentions:
            assert document.text[slice(*mention.span)] == mention.name


def test_chapters_after_the_last_task_are_not_its_own():
    text = layouts()["labelled"].EXAMPLE + "二、保障措施\n（一）加强组织领导。各单位要加强领导，压实责任。\n"
    document = read_text(source_of_text(text), "a.txt", "0" * 64)
    assert "加强领导" not in " ".join(measure.text for task in document.tasks for measure in task.measures)
