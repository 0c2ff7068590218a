import pytest

from geomon.documents import read_text, source_of_text
from geomon.documents.doubts import sentence

PLAN = """示例市督察反馈问题整改方案
督察报告指出的3方面{stated}个问题要全部完成整改。
一、生态修复有短板
（一）计量不全。计划安装120眼，完成64眼，占比{share}%。
责任单位：市水务局
整改时限：2025年6月底
整改措施：
1. 安装。
{second}. 验收。
（{next}）复绿不快。东坡取土坑尚有两处裸露。
责任单位：市自然资源局
整改时限：2025年6月底
整改措施：
1. 补植。
"""


def read(stated=31, share="53.3", second=2, following="二"):
    return read_text(source_of_text(PLAN.format(stated=stated, share=share, second=second, next=following)), "a.txt", "0" * 64)


def test_a_count_that_the_tasks_do_not_bear_out_is_a_warning():
    assert any("31个问题" in warning and "2 tasks" in warning for warning in read().warnings)
    assert not any("states" in warning for warning in read(stated=2).warnings)


def test_a_share_that_its_own_numbers_do_not_give_is_a_doubt():
    assert not read().tasks[0].doubts
    assert any("53.3 %" in sentence(doubt) and "63 %" in sentence(doubt) for doubt in read(share="63").tasks[0].doubts)


def test_numbers_that_skip_are_said():
    assert any("measures skip 2" in sentence(doubt) for doubt in read(second=3).tasks[0].doubts)
    assert any("tasks skip 2" in warning for warning in read(following="三").warnings)


def test_every_part_of_a_task_says_where_it_stands():
    document = read()
    task = document.tasks[0]
    said = {field.name: document.text[slice(*field.span)] for field in task.fields}
    assert said["deadline"] == "2025年6月底"
    assert said["responsible"] == "市水务局"
    assert said["problem"].startswith("计量不全。") and said["problem"].endswith("占比53.3%。")
    assert [document.text[slice(*q.span)] for q in task.quantities] == [q.text for q in task.quantities] != []


def test_a_field_that_all_others_have_is_missed():
    text = PLAN.format(stated=4, share="53.3", second=2, next="二")
    more = "".join(
        f"（{n}）另一处问题。\n责任单位：市水务局\n{limit}整改措施：\n1. 整改。\n"
        for n, limit in (("三", "整改时限：2025年7月底\n"), ("四", "整改时限：2025年8月底\n"), ("五", ""))
    )
    tasks = read_text(source_of_text(text + more), "a.txt", "0" * 64).tasks
    assert [task.number for task in tasks if any(doubt.kind == "deadline-missing" for doubt in task.doubts)] == ["5"]


TABLE = """示例市水井整治清单

| 序号 | 乡镇 | 计划数 | 完成数 | 完成率 |
| --- | --- | --- | --- | --- |
| 1 | 东坡镇 | 40 | 31 | 77.5 |
| 2 | 南坪镇 | 60 | 52 | 86.7 |
| 3 | 西湾乡 | 20 | 20 | 100 |
| 合计 |  | 120 | {total} | 85.8 |
"""


def test_a_total_that_is_not_the_sum_of_its_rows_is_a_warning():
    assert not read_text(source_of_text(TABLE.format(total=103)), "a.txt", "0" * 64).warnings
    (warning,) = read_text(source_of_text(TABLE.format(total=113)), "a.txt", "0" * 64).warnings
    assert "完成数" in warning and "113" in warning and "103" in warning


def test_a_milestone_after_the_deadline_is_a_doubt():
    text = PLAN.format(stated=2, share="53.3", second=2, next="二").replace("1. 安装。", "1. 2025年9月底前安装。")
    assert [doubt.kind for doubt in read_text(source_of_text(text), "a.txt", "0" * 64).tasks[0].doubts] == ["milestone-late"]


def test_words_that_may_be_a_place_are_asked_about():
    text = PLAN.format(stated=2, share="53.3", second=2, next="二").replace("1. 安装。", "1. 完成大战场污水处理厂改造，健全矿山管理。")
    (doubt,) = (d for d in read_text(source_of_text(text), "a.txt", "0" * 64).tasks[0].doubts if d.kind == "place-unsure")
    assert (doubt.values, doubt.options) == (("大战场污水处理厂",), ("", "outfall"))


def test_confidence_falls_with_what_is_doubted():
    plain = read().tasks[0].confidence
    asked = read(share="63").tasks[0].confidence
    doubted = read_text(
        source_of_text(PLAN.format(stated=2, share="53.3", second=2, next="二").replace("市水务局", "有关方面抓紧落实，")),
        "a.txt",
        "0" * 64,
    )
    assert plain > asked > min(task.confidence for task in doubted.tasks)


ANSWERED = """石桥市督察反馈问题整改情况报告
（一）南岭渣堆污染北沟，治理尚未完成{state}
组织清运渣土2万吨。
{more}
（二）东湖河道淤塞（正在整改）
清淤2公里，目前正在整改。
（三）西岭村污水直排（正在整改）
已订管材。
"""


@pytest.mark.parametrize("more", ["目前正在整改，剩余一半未完成。", "其余3处正在清运。", "截至6月底，仍未清完。"])
def test_a_state_reached_beside_work_that_goes_on_is_a_doubt_of_two_readings(more: str) -> None:
    source = source_of_text(ANSWERED.format(state="【已完成】", more=more))
    first, *others = read_text(source, "a.txt", "0" * 64).tasks
    (doubt,) = (d for d in first.doubts if d.kind == "state-disputed")
    assert doubt.values[0] == "已完成" and doubt.values[1] in more and source.text[slice(*doubt.span)] == doubt.values[1]
    assert not [d for task in others for d in task.doubts if d.kind == "state-disputed"]


@pytest.mark.parametrize("more", ["现已复绿。", "目前正在组织验收。", "剩余渣土已清完。"])
def test_work_that_is_done_beside_a_state_reached_is_no_doubt(more: str) -> None:
    text = ANSWERED.format(state="【已完成】", more=more)
    tasks = read_text(source_of_text(text), "a.txt", "0" * 64).tasks
    assert len(tasks) == 3 and not [d for task in tasks for d in task.doubts if d.kind == "state-disputed"]
