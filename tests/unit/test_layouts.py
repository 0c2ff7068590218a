"""Every layout carries an example, and reads it: two tasks with their fields, or the one of a notice."""

import os
import subprocess
import sys

import pytest

from geomon.documents import read_text, source_of_text
from geomon.documents.layouts import layouts


@pytest.mark.parametrize("name", sorted(layouts()))
def test_a_layout_reads_its_own_example(name):
    document = read_text(source_of_text(layouts()[name].EXAMPLE), f"{name}.txt", "0" * 64)
    numbers = [task.number for task in document.tasks]
    alone, last = (getattr(layouts()[name], rank, False) for rank in ("WHOLE", "LAST"))
    several = (["1", "2"], ["(一)1", "(一)2"], ["DH-01", "DH-02"])
    wanted = (["7"], ["1"], ["1", "2"]) if alone else (["1"], ["1", "2"], ["1", "2", "3"]) if last else several
    assert numbers in wanted
    for task in document.tasks:
        assert task.problem
        assert last or name == "restored" or any((task.units.lead, task.units.responsible))  # an acceptance names the acceptor alone


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


NOTICE = """示例市关于省督察反馈问题（编号27）整改销号情况的公示
{problem}东坡镇石背尾矿库收集池防渗膜破损，渗滤液外排。
{goal}修复防渗设施。
{measures}1.更换防渗膜；2.每季度开展地下水监测。
{deadline}2024年9月底前
{units}市水务局
{progress}{told}目前已完成整改。
公示时间：2024年11月1日至11月7日。
"""
LABELS = {
    "problem": "反馈问题：",
    "goal": "整改目标：",
    "measures": "整改措施：",
    "deadline": "整改时限：",
    "units": "责任单位：",
    "progress": "整改落实情况：",
}
CHAPTERS = {
    "problem": "一、反馈意见问题\n",
    "goal": "二、整改目标\n",
    "measures": "三、整改措施\n",
    "deadline": "四、整改时限\n",
    "units": "五、责任单位\n",
    "progress": "六、整改完成情况\n",
}


@pytest.mark.parametrize("words", [LABELS, CHAPTERS], ids=["labels", "chapters"])
def test_a_notice_is_one_task_with_its_number_in_the_inspection(words):
    told = "一是已更换防渗膜3200平方米；二是已按季度开展监测。"
    (task,) = read_text(source_of_text(NOTICE.format(told=told, **words)), "notice.txt", "0" * 64).tasks
    assert (task.number, task.deadline.due.isoformat(), task.status.progress) == ("27", "2024-09-30", "completed")
    assert task.problem.startswith("东坡镇石背尾矿库")
    assert [measure.number for measure in task.measures] == ["1", "2"]
    assert task.units.responsible == ("市水务局",)


TIED = """示例市专项行动整改实施方案
一、整改内容
1.专项整改问题
（1）取土坑复绿缓慢。（牵头单位：市林业局；责任单位：各村）
整改措施：补植灌木。
（2）河道清理缓慢。
①堤岸堆存渣土。
整改措施：一是清运渣土；二是加强巡查。
"""


def test_of_styles_that_tie_the_same_is_taken_whatever_the_order_of_hashing():
    code = (
        "from geomon.documents import read_text, source_of_text; import sys; "
        "print([t.number for t in read_text(source_of_text(sys.stdin.buffer.read().decode()), 'a.txt', '0').tasks])"
    )
    told = set()
    for seed in "1", "2", "3", "4":
        done = subprocess.run(
            [sys.executable, "-c", code], input=TIED.encode(), capture_output=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed}
        )
        told.add(done.stdout)
    assert len(told) == 1


ONE = "（{n}）第{n}处堆场未覆盖。\n责任单位：市自然资源局\n整改时限：2025年6月底\n整改措施：覆盖。\n"
EIGHT = "".join(ONE.format(n=n) for n in "一二三四五六七八")


@pytest.mark.parametrize("name", ["stops", "restored", "one_complaint"])
def test_one_sheet_does_not_hide_the_plan_before_it(name):
    text = "示例市督察反馈问题整改方案\n一、固体废物有短板\n" + EIGHT + layouts()[name].EXAMPLE
    assert len(read_text(source_of_text(text), "a.txt", "0" * 64).tasks) >= 8


def test_a_label_of_the_problem_without_a_value_is_no_error():
    text = layouts()["once"].EXAMPLE.replace("东坡取土坑尚有两处裸露。", "").replace("市督察整改办", "市生态环境督察整改办")
    read_text(source_of_text(text), "a.txt", "0" * 64)
