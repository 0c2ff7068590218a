"""Tasks counted in words alone (第一，…, 其一，…), and the steps of a task that are counted so."""

import pytest

from geomon.documents import read_text, source_of_text


def _tasks(text: str):
    return read_text(source_of_text(text), "x.txt", "0" * 64).tasks


PLAN = """石桥县督察反馈问题整改方案
{first}西沟河左岸倾倒建筑垃圾约200立方米。
整改目标：清运完毕。
整改时限：2025年6月底
责任单位：县水利局
整改措施：清运垃圾。
{second}南沙河河道内有违章建筑3处。
整改目标：拆除违建。
整改时限：2025年9月底
责任单位：县住建局
整改措施：依法拆除。
"""


@pytest.mark.parametrize("words", [("第一，", "第二，"), ("其一，", "其二，"), ("第一、", "第二、"), ("其一：", "其二：")])
def test_words_that_alone_count_the_tasks_are_their_numbers(words: tuple[str, str]) -> None:
    first, second = _tasks(PLAN.format(first=words[0], second=words[1]))
    assert (first.number, first.label, first.problem) == ("1", words[0][:2], "西沟河左岸倾倒建筑垃圾约200立方米。")
    assert (second.number, second.units.responsible, second.goal) == ("2", ("县住建局",), "拆除违建。")


def test_tasks_that_run_on_in_their_lines_are_told_by_them_too() -> None:
    text = PLAN.format(first="第一，", second="第二，").replace("\n整改", "整改").replace("\n责任", "。责任").replace("局整改", "局。整改")
    assert [task.deadline.due.month for task in _tasks(text) if task.deadline.due] == [6, 9]


def test_below_headings_they_begin_anew() -> None:
    plan = PLAN.format(first="第一，", second="第二，").partition("\n")[2]
    text = f"石桥县督察反馈问题整改方案\n一、水污染问题\n{plan}二、占用河道问题\n{plan}"
    assert [task.number for task in _tasks(text)] == ["一-1", "一-2", "二-1", "二-2"]


def test_paragraphs_of_a_notice_that_tell_a_fault_each_are_tasks() -> None:
    text = """石桥县突出生态环境问题整改完成情况公示
根据市整改办要求，现将我县已完成整改的2个问题公示如下。
第一，东山砖厂烟气未脱硫直接排放，周边农田受到污染。县工信局牵头关停砖厂，拆除轮窑2座，2023年10月通过县级验收。
第二，南河码头堆场没有围挡和喷淋，作业扬尘大。石桥镇政府督促业主建成围挡400米、喷淋12套，已完成整改。
公示期：2023年11月1日至11月7日
"""
    first, second = _tasks(text)
    assert (first.status.progress, second.status.progress) == ("accepted", "completed")
    assert second.problem == "南河码头堆场没有围挡和喷淋，作业扬尘大。"


@pytest.mark.parametrize(("numbers", "word"), [(("一、", "二、"), "第"), (("一、", "二、"), "其"), (("第一，", "第二，"), "其")])
def test_inside_the_measures_they_are_measures(numbers: tuple[str, str], word: str) -> None:
    steps = f"\n{word}一，清运垃圾。\n{word}二，设置围栏。\n{word}三，加强巡查。"
    first, second = _tasks(PLAN.format(first=numbers[0], second=numbers[1]).replace("整改措施：清运垃圾。", f"整改措施：{steps}"))
    assert [(measure.number, measure.text) for measure in first.measures] == [("1", "清运垃圾。"), ("2", "设置围栏。"), ("3", "加强巡查。")]
    assert second.units.responsible == ("县住建局",)


def test_steps_of_the_only_task_are_no_tasks() -> None:
    text = """东山砖厂烟气污染问题整改情况公示
根据市整改办要求，现将东山砖厂烟气污染问题整改情况公示如下。
东山砖厂位于石桥镇，烟气未脱硫直接排放，周边农田受到污染。
县工信局采取以下措施：
第一，关停砖厂，拆除轮窑2座，不再使用废弃设备。
第二，复垦土地35亩，消除污染。
该问题已整改完成。
公示期：2023年11月1日至11月7日
"""
    (task,) = _tasks(text)
    assert task.problem.startswith("东山砖厂位于石桥镇")


def test_a_sentence_that_names_two_of_a_series_is_no_number() -> None:
    assert not _tasks(PLAN.format(first="第一、第二水厂旁的", second="第三方监测的"))
