"""Ways of setting out tasks that the other tests do not hold: by department, a row a step, dates a step, letters and answers."""

import pytest

from geomon.deadlines import parse_deadline
from geomon.documents import read_text, source_of_text
from geomon.documents.labels import read_labels
from geomon.documents.numbering import number_in
from geomon.documents.units import parse_units
from geomon.progress import parse_progress


def _read(text: str):
    return read_text(source_of_text(text), "x.txt", "0" * 64)


def test_the_department_of_a_heading_leads_what_stands_below_it():
    text = "示例市督察整改任务部门分工说明\n" + "".join(
        f"{bureau}\n{bureau}牵头2项。\n" + "".join(
            f"第{n}项，东坡{n}号石场扬尘问题。石场没有防尘设施。要求做到：（1）加盖大棚，2025年{n}月底前完成；（2）硬化道路。"
            f"完成时限为2025年1{n % 3}月底前，东湖区人民政府和市财政局配合。截至3月底，大棚已开工，达到序时进度。\n" for n in numbers
        ) for bureau, numbers in (("市生态环境局", (3, 4)), ("市水务局", (7, 9)))
    )
    tasks = _read(text).tasks
    assert [(task.number, task.section, task.units.lead) for task in tasks] == [
        ("3", "市生态环境局", ("市生态环境局",)), ("4", "市生态环境局", ("市生态环境局",)), ("7", "市水务局", ("市水务局",)), ("9", "市水务局", ("市水务局",)),
    ]
    for task in tasks:
        assert task.units.cooperating == ("东湖区", "市财政局")
        assert (len(task.measures), [m.due.month for m in task.milestones]) == (2, [int(task.number)])
        assert task.status.progress == "on_schedule"
        assert task.deadline.text.endswith("月底前")


def test_steps_stand_a_row_each_below_a_label_merged_downwards():
    table = "\n".join(
        f"| 任务编号 | 任务{n} | 完成时限 | 2025年10月底前 |\n| --- | --- | --- | --- |\n| 反馈问题 | 东坡{n}号坑没有复绿。 | | |\n| 整改措施 | 1.清运。 | | |\n"
        f"| | 2.2025年{n}月底前覆土。 | | |\n| | 3.巡查。 | | |\n| 责任单位 | 东湖区人民政府 | | |\n" for n in (1, 2)
    )
    tasks = _read(f"示例市整改任务清单\n\n{table}").tasks
    assert [([m.number for m in task.measures], [m.due.month for m in task.milestones]) for task in tasks] == [
        (["1", "2", "3"], [1]), (["1", "2", "3"], [2]),
    ]
    assert all(task.deadline.due.month == 10 for task in tasks)


def test_dates_of_steps_are_not_the_deadline_and_who_signs_a_sheet_is_no_task():
    text = """示例市整改任务分解表

| 序号 | 反馈问题 | 整改措施 | 节点时间 | 责任单位 | 整改时限 |
| --- | --- | --- | --- | --- | --- |
| 1 | 东坡坑没有复绿。 | 1.清运渣堆 | 2025年6月底前 | 东湖区人民政府 | 2025年12月底前 |
| | | 2.覆土 | 2025年11月底前 | 市水务局 | |
| 2 | 南坪井没有封填。 | 1.封填 | 2025年4月底前 | 东湖区人民政府 | 2025年7月底前 |
| 填表人： | | | 审核人： | | |
"""
    tasks = _read(text).tasks
    assert [(task.number, task.deadline.due.month, [m.due.month for m in task.milestones]) for task in tasks] == [("1", 12, [6, 11]), ("2", 7, [4])]
    assert tasks[0].units.responsible == ("东湖区", "市水务局")


def test_tables_below_a_heading_each_stand_in_its_section():
    rows = "| 序号 | 问题 | 整改举措 | 责任单位 | 整改时限 |\n| --- | --- | --- | --- | --- |\n| {n} | 东坡坑没有复绿。 | 清运 | 市水务局 | 2025年6月底前 |\n"
    text = "示例市问题整改清单\n\n" + "\n".join(f"## {mark}、{name}\n\n" + rows.format(n=n) for n, (mark, name) in enumerate((("一", "矿山"), ("二", "水体")), 1))
    assert [task.section for task in _read(text).tasks] == ["一、矿山", "二、水体"]


def test_the_number_in_the_list_counts_where_the_notice_orders_its_tasks():
    text = "示例市整改完成情况公示\n" + "".join(
        f"{mark}、任务 编号：{number}\n（一）反馈问题：东坡坑{number}没有复绿。\n（二）整改时限：2025年10月底前\n（三）责任单位：市水务局\n"
        "（四）整改措施落实情况：1.清运渣堆。2.覆土植树。\n（五）整改状态：基本完成，暂缓销号\n"
        for mark, number in (("一", "十二"), ("二", "十七"))
    ) + "公示期间如有异议，请与市督察整改办公室联系。\n"
    tasks = _read(text).tasks
    assert [(task.number, len(task.measures), task.status.progress, task.status.text) for task in tasks] == [
        (n, 2, "mostly_completed", "基本完成，暂缓销号") for n in ("12", "17")
    ]
    assert number_in("任务编号：二十一") == "21"


def test_a_field_that_only_says_a_state_decides_over_the_report():
    text = "示例市整改落实情况\n" + "".join(
        f"整改事项{n}\n问题描述：东坡{n}号坑没有复绿。\n整改措施及进展：（一）封堵暗管，2025年4月18日完成。（二）清运渣堆，2025年9月底前完成。\n"
        "责任主体：东湖区委、区政府\n整改期限：2025年9月30日前\n完成情况：正在有序推进，达到序时进度\n" for n in (1, 2)
    )
    assert [task.status.progress for task in _read(text).tasks] == ["on_schedule", "on_schedule"]


@pytest.mark.parametrize(
    ("line", "roles"),
    [
        ("东坡坑没有复绿。该问题由东湖区人民政府负责整改，市水务局督办，整改时限为2025年12月底前。目前，一是已清运渣堆；二是已覆土植树。",
         ["credit", "deadline", "progress"]),
        ("答：东坡堆场渗水。措施分两步：一是覆膜；二是清运。目前整改达到序时进度。完成时限：2025年底前。责任单位：东湖区人民政府。",
         ["measures", "progress", "deadline", "responsible"]),
        ("东坡堆场渗水，企业采取覆膜、清运两项措施，仍未达标。", []),
    ],
)
def test_steps_and_states_are_told_in_sentences(line: str, roles: list[str]) -> None:
    assert [label.role for label in read_labels(line)] == roles


def test_the_text_before_the_fields_of_an_answer_is_the_problem():
    text = "示例市整改政策问答\n" + "".join(
        f"问题{n}：东湖区的石场什么时候能复绿？\n答：群众反映的是柳沟石场边坡裸露。整改目标是恢复植被。完成时限：2025年6月底前。责任单位：东湖区人民政府。\n"
        for n in "一二"
    )
    for task in _read(text).tasks:
        assert "柳沟石场" in task.problem
        assert task.goal == "恢复植被。"


@pytest.mark.parametrize(
    ("words", "progress"),
    [
        ("已完成复垦，尚未验收", "completed"),
        ("该项整改已完成，县级自验合格，尚未报市级验收", "completed"),
        ("达到序时进度，尚未验收", "on_schedule"),
        ("尚未完成验收", "in_progress"),
        ("未完成，正在整改", "in_progress"),
        ("已完成整改，暂缓销号", "in_progress"),
    ],
)
def test_that_closing_has_not_come_does_not_undo_what_was_done(words: str, progress: str) -> None:
    assert parse_progress(words).progress == progress


def test_a_reserves_own_bureau_is_no_citys():
    assert [unit.name for unit in parse_units("市林业局、柳泉沟国家级自然保护区管理局")] == ["市林业局", "柳泉沟国家级自然保护区管理局"]


def test_a_word_cut_at_the_end_of_a_date_is_whole():
    assert parse_deadline("2025年9月底前完成主体工程，2026年5月底前完成植被恢复").kind == "staged"
    text = "示例市整改方案\n" + "".join(
        f"{mark}、东坡{mark}号坑没有复绿。\n整改时限：2025年9月底前完成主体工程，2026年5月底前完成植被恢\n复\n责任单位：市水务局\n" for mark in "一二三"
    )
    assert [task.deadline.text[-2:] for task in _read(text).tasks] == ["恢复"] * 3


@pytest.mark.parametrize("called", ["省整改任务第{n}项：", "中央督察反馈问题第{n}项：", "【整改方案问题第{n}条】：", "自治区级督察整改任务清单第{n}号："])
def test_a_number_that_a_list_above_gave_opens_a_task_below_headings_that_count(called):
    text = "示例省住房和城乡建设厅督察整改工作方案\n三、整改任务\n" + "".join(
        f"（{head}）{name}方面\n" + "".join(
            f"{called.format(n=n)}督察发现，东坡{n}号河段污水直排。\n整改要求：消除直排。\n具体举措：\n①排查管网。\n②封堵错接点。\n"
            f"责任单位：厅城市建设处（牵头）、厅村镇建设处，柳湾市政府\n完成时间：2026年{n % 12 + 1}月底\n" for n in numbers
        ) for head, name, numbers in (("一", "污水处理", (12, 13)), ("二", "垃圾处置", (27,)))
    )
    tasks = _read(text).tasks
    assert [(task.number, task.section[-6:], len(task.measures)) for task in tasks] == [("12", "污水处理方面", 2), ("13", "污水处理方面", 2), ("27", "垃圾处置方面", 2)]
    assert tasks[0].units.responsible[:2] == ("厅城市建设处", "厅村镇建设处")


def test_a_chapter_of_what_is_wanting_ends_the_last_task():
    text = "示例市督察整改进展情况的报告\n二、整改任务进展\n（一）水污染防治方面\n" + "".join(
        f"{n}.东坡{n}号河段污水直排，管网破损。\n整改时限：2025年{n}月底\n牵头单位：市水务局\n整改进度：已完成\n" for n in (1, 2)
    ) + "三、存在问题\n一是雨季施工期短。二是资金缺口较大。\n四、下一步工作\n继续推进。\n"
    last = _read(text).tasks[-1]
    assert last.problem == "东坡2号河段污水直排，管网破损。"


def test_a_chapter_of_two_roles_names_both():
    text = """关于督察反馈问题（编号7）整改销号的公示
一、反馈问题：东坡石灰石矿山三处边坡未修复。
二、整改目标：完成修复38亩。
三、整改时限：2024年6月底
四、责任单位：柳湾区政府；验收单位：市自然资源局
五、整改情况：
1.削坡并设防护网。
2.修建排水沟。
柳湾区人民政府
2024年9月2日
"""
    (task,) = _read(text).tasks
    assert (task.number, task.units.responsible, task.units.acceptance) == ("7", ("柳湾区",), ("市自然资源局",))


def test_what_is_not_yet_closed_stands_as_its_progress_says():
    rows = (("1", "达到序时进度。截流井已改造。", "否"), ("2", "已完成。堆体已清。", "是"), ("3", "堆体清运三成。", "否"), ("4", "已完成。管网已通。", "否"))
    table = "| 序号 | 反馈问题 | 整改时限 | 责任单位 | 进展情况 | 是否销号 |\n| --- | --- | --- | --- | --- | --- |\n" + "".join(
        f"| {n} | 东坡{n}号渣堆没有清理，污染河道。 | 2025年{n}月底 | 东湖区人民政府 | {told} | {closed} |\n" for n, told, closed in rows
    )
    tasks = _read(f"示例市督察整改台账\n\n{table}").tasks
    assert [task.status.progress for task in tasks] == ["on_schedule", "closed", "in_progress", "completed"]


def test_a_bracket_of_the_deadline_ends_the_problem():
    text = "示例县督察反馈问题整改方案\n一、水污染防治方面\n" + "".join(
        f"{k}.东坡{k}号渣堆没有覆盖，周边农田土壤镉偏高。（整改时限：2024年{k}月底前）\n责任单位：市水务局\n整改措施：\n（1）清运渣土。\n（2）覆土绿化。\n"
        for k in (1, 2, 3)
    )
    tasks = _read(text).tasks
    assert [(task.problem[-8:], task.deadline.due.month) for task in tasks] == [("农田土壤镉偏高。", k) for k in (1, 2, 3)]
