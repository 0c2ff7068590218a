"""Notices bound in one file, each with its task's number; and a plan with a later table of how far its tasks have come."""

from __future__ import annotations

import pytest

from geomon.documents.read import read_text, source_of_text
from geomon.model import Document


def read(text: str) -> Document:
    return read_text(source_of_text(text), "page.txt", "0" * 64)


_CASES = (
    ("三", "3", "西山县东坡取土坑长期裸露，雨天泥沙流入北河。", "2024年6月底", "补植灌木30亩，坡面全部复绿。"),
    ("十二", "12", "南岭区北沟片区污水直排北沟，沟水发黑。", "2024年9月底", "新建管网3公里，排口封堵。"),
    ("二十", "20", "石桥镇填埋场渗滤液外渗，井水异常。", "2024年12月底", "处理站改造完成。"),
)
_COVER = "东湖市督察反馈问题整改完成情况公示汇编\n\n现将各单位公示集中刊登。\n\n"
_TITLE = "关于东湖市{list}反馈问题第{c}项整改完成情况的公示\n\n"
_CHAPTERS = "现予公示。\n\n一、{called}\n\n{p}\n\n二、整改单位\n\n西山县委、县政府\n\n三、完成时限\n\n{d}\n\n四、整改情况\n\n{r}已完成整改。\n\n东湖市水务局\n\n2025年1月8日\n\n"
_LABELS = "现予公示。\n\n反馈问题：{p}\n\n责任单位：西山县委、县政府\n\n整改时限：{d}\n\n整改完成情况：已完成整改。{r}\n\n联系电话：0000-123\n\n2025年1月8日\n\n"
_FORM = "现予公示。\n\n| 反馈问题 | {p} | | |\n| --- | --- | --- | --- |\n| 责任单位 | 西山县委、县政府 | 验收单位 | 市水务局 |\n| 整改时限 | {d} | 整改状态 | 已完成 |\n| 整改完成情况 | 1.{r}2.落实巡查。 | | |\n\n特此公示。\n\n"
_NUMBERED_FORM = "现予公示。\n\n| 问题序号 | {n} | 整改状态 | 已完成 |\n| --- | --- | --- | --- |\n| 反馈问题 | {p} | | |\n| 责任单位 | 西山县委、县政府 | 验收单位 | 市水务局 |\n| 整改时限 | {d} | 牵头单位 | 市水务局 |\n\n特此公示。\n\n"


def bound(form: str, which: str = "督察", called: str = "整改问题", cases=_CASES) -> str:
    return "".join(form.format(c=c, n=n, p=p, d=d, r=r, list=which, called=called) for c, n, p, d, r in cases)


@pytest.mark.parametrize("form", [_CHAPTERS, _LABELS, _FORM, _NUMBERED_FORM], ids=["chapters", "labels", "form", "form with numbers"])
def test_bound_notices_are_a_task_each_with_the_number_of_their_title(form: str) -> None:
    document = read(_COVER + bound(_TITLE + form))
    assert (document.kind, document.parts) == ("notice", ())
    assert [(task.part, task.number) for task in document.tasks] == [(None, "3"), (None, "12"), (None, "20")]
    assert [task.deadline.text for task in document.tasks] == ["2024年6月底", "2024年9月底", "2024年12月底"]
    assert {task.status.progress for task in document.tasks} == {"completed"}
    assert {task.units.responsible for task in document.tasks} == {("西山县",)}


def test_a_list_of_contents_in_front_adds_no_task() -> None:
    titles = bound(_TITLE)
    assert [task.number for task in read(_COVER + "目录\n\n" + titles + bound(_TITLE + _CHAPTERS)).tasks] == ["3", "12", "20"]


def test_many_notices_whose_lines_are_equally_long_are_not_taken_for_wrapped() -> None:
    cases = [(str(n), str(n), f"西山县{n}号取土坑长期裸露，雨天泥沙流入北河。", "2024年底", "完成复绿。") for n in range(11, 31)]
    assert [task.number for task in read(_COVER + bound(_TITLE + _CHAPTERS, cases=cases)).tasks] == [str(n) for n in range(11, 31)]


def test_notices_on_two_lists_whose_numbers_meet_stay_apart() -> None:
    other = [(c, n, p.replace("东坡", "西坡").replace("北沟", "南沟"), d, r) for c, n, p, d, r in _CASES[:2]]
    text = _COVER + bound(_TITLE + _CHAPTERS, "中央督察", cases=_CASES[:2]) + bound(_TITLE + _CHAPTERS, "省级督察", cases=other)
    assert [(task.part, task.number) for task in read(text).tasks] == [(1, "3"), (2, "12"), (3, "3"), (4, "12")]


@pytest.mark.parametrize("form", [_CHAPTERS, _LABELS, _FORM], ids=["chapters", "labels", "form"])
def test_two_notices_with_one_number_are_two_tasks_where_both_tell_a_problem(form: str) -> None:
    cases = [("三", "3", *_CASES[0][2:]), ("三", "3", *_CASES[1][2:]), ("四", "4", *_CASES[2][2:])]
    read_ = read(bound(_TITLE + form, cases=cases)).tasks
    assert [(task.number, task.problem) for task in read_] == [(number, p) for _, number, p, _, _ in cases]


def test_a_heading_inside_a_notice_that_repeats_its_number_adds_no_task() -> None:
    inner = _CHAPTERS.replace("四、整改情况", "东湖市督察反馈问题第{c}项整改情况说明\n\n四、整改情况")
    assert [task.number for task in read(bound(_TITLE + inner)).tasks] == ["3", "12", "20"]


def test_a_chapter_is_a_field_by_its_words_where_two_others_are() -> None:
    (task,) = read(bound(_TITLE + _CHAPTERS, called="问题概述", cases=_CASES[1:2])).tasks
    assert (task.number, task.problem) == ("12", _CASES[1][2])
    assert read("关于督察工作的公示\n\n一、问题概述\n\n全市河道总体向好。\n\n二、天气\n\n晴。\n\n").tasks == ()


def test_a_line_right_above_each_form_tells_its_number() -> None:
    form = "（第{n}号问题）\n\n| 项目 | 内容 |\n| --- | --- |\n| 反馈问题 | {p} |\n| 责任单位 | 西山县 |\n| 整改时限 | {d} |\n| 整改情况 | {r} |\n\n"
    assert [task.number for task in read(_COVER + bound(form)).tasks] == ["3", "12", "20"]
    assert [task.number for task in read(_COVER + bound(form.replace("（第{n}号问题）", "（见第5项）"))).tasks] == ["1", "2", "3"]


_PLAN = """# 东湖市贯彻落实省生态环境保护督察反馈意见整改方案

## 一、整改任务

### （一）压力传导不够

{a}西山县东坡取土坑长期裸露。东坡取土坑2019年停用后没有复绿，雨天泥沙流入北河。

整改措施：

（1）2025年6月底前，完成削坡。

（2）2025年9月底前，完成复绿。

整改时限：2025年12月底

牵头单位：市自然资源局

{b}南岭区污水直排。南岭区北沟片区管网没有接通，生活污水流入北沟。

整改措施：

（1）2025年5月底前，封堵排口。

整改时限：2025年10月底

牵头单位：市水务局

### （二）群众反映强烈

{c}填埋场异味扰民。西山县石桥镇填埋场覆盖不及时，夏季异味明显。

整改措施：

（1）2025年4月底前，完成覆膜。

整改时限：立行立改，长期坚持

牵头单位：市城市管理局

"""
_ON = {"a": "1.", "b": "2.", "c": "3."}
_TABLE = """附件

{title}| 序号 | 整改任务 | 完成时限 | 牵头单位 | 整改进展 | 进度评价 |
| --- | --- | --- | --- | --- | --- |
| 1 | 东坡取土坑裸露 | 2025年12月底 | 市自然资源局 | 削坡完成。 | 达到序时进度 |
| 2 | 南岭区污水直排 | 2025年10月底 | 市水务局 | 排口已封。 | 已完成 |
| 3 | 填埋场异味 | 长期坚持 | 市城市管理局 | 已覆膜。 | 已销号 |
"""
_BRIEF = """附件

# 东湖市整改进展情况表

| 序号 | 问题 | 整改进展情况 |
| --- | --- | --- |
| 2 | 南岭区北沟片区污水直排 | 已完成。排口封堵。 |
| 3 | 石桥镇填埋场异味 | 正在推进。 |
"""
_LINES = """附件

# 东湖市整改进展情况

一、东坡取土坑裸露问题

整改进展：削坡完成。

完成情况：达到序时进度

二、南岭区污水直排问题

整改进展：排口封堵。

完成情况：已完成

三、填埋场异味问题

整改进展：继续覆膜。

完成情况：已销号
"""
_HEADED = "# 东湖市整改进展情况表\n\n"


@pytest.mark.parametrize("annex", [_TABLE.format(title=_HEADED), _TABLE.format(title=""), _LINES], ids=["table", "table without title", "lines"])
@pytest.mark.parametrize("numbers", [_ON, {"a": "1.", "b": "2.", "c": "1."}], ids=["run on", "anew"])
def test_rows_of_a_later_report_are_the_plan_s_tasks_and_tell_their_state(annex: str, numbers: dict[str, str]) -> None:
    document = read(_PLAN.format(**numbers) + annex)
    assert (document.kind, document.parts, len(document.tasks)) == ("plan", (), 3)
    assert [task.status.progress for task in document.tasks] == ["on_schedule", "completed", "closed"]
    assert [len(task.measures) for task in document.tasks] == [2, 1, 1]


def test_a_report_on_some_tasks_leaves_the_state_of_the_others_open() -> None:
    tasks = read(_PLAN.format(**_ON) + _BRIEF).tasks
    assert [task.status.progress for task in tasks] == [None, "completed", "in_progress"]


def test_rows_with_the_same_numbers_and_other_words_are_tasks_of_their_own() -> None:
    other = _TABLE.format(title="# 东湖市中央督察整改进展情况表\n\n")
    for ours, theirs in (("东坡取土坑裸露", "化工园事故池容积不足"), ("南岭区污水直排", "北塘镇养殖尾水外排"), ("填埋场异味", "码头煤堆扬尘")):
        other = other.replace(ours, theirs)
    document = read(_PLAN.format(**_ON) + other)
    assert [(task.part, task.status.progress) for task in document.tasks] == [
        (1, None), (1, None), (1, None), (2, "on_schedule"), (2, "completed"), (2, "closed"),
    ]


def test_rows_alike_in_words_with_other_deadlines_are_tasks_of_their_own() -> None:
    other = _TABLE.format(title="# 东湖市中央督察整改进展情况表\n\n").replace("2025年", "2026年")
    for ours, theirs in (("东坡取土坑裸露", "西坡取土坑裸露"), ("南岭区污水", "北塘区污水"), ("填埋场异味", "石山填埋场异味")):
        other = other.replace(ours, theirs)
    assert len(read(_PLAN.format(**_ON) + other).tasks) == 6


def test_a_table_of_progress_behind_a_plan_of_a_year_tells_its_tasks_states() -> None:
    text = """东湖市2025年生态环境保护工作要点
一、重点任务
（一）蓝天
1.查清锅炉底数，建立台账。（市生态环境局牵头，东湖区落实）
2.治理工地扬尘，道路全部硬化。（市住房和城乡建设局牵头，西山县落实）

附件：东湖市2025年重点工作进展情况表

| 序号 | 重点工作 | 进展情况 | 完成情况 |
| --- | --- | --- | --- |
| 1 | 查清锅炉底数 | 台账已建。 | 已完成 |
| 2 | 治理工地扬尘 | 硬化三成。 | 正在推进 |
"""
    document = read(text)
    assert (document.kind, [task.status.progress for task in document.tasks]) == ("workplan", ["completed", "in_progress"])


def test_the_count_of_an_office_s_notices_is_no_number_of_a_task() -> None:
    (task,) = read(
        "东湖市生态环境保护督察整改公示\n\n（第3号）\n\n现将反馈意见第十七项整改任务完成情况公示如下：\n\n一、整改任务\n\n填埋场异味扰民。\n\n"
        "二、责任单位\n\n西山县\n\n三、整改时限\n\n2024年底\n\n四、完成情况\n\n已完成整改。\n\n"
    ).tasks
    assert task.number == "17"
