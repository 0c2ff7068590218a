"""Whole documents as offices publish them: forms one below another, chapters that count anew, parts below one bracket."""

import pytest

from geomon.documents import read_text, source_of_text


def _read(text: str):
    return read_text(source_of_text(text), "x.txt", "0" * 64)


def _form(number: str, n: int) -> str:
    return (
        f"整改任务（编号{number}） |\n整改任务概述 |\n东坡{n}号取土坑没有复绿，雨季泥沙下泄。 |\n整改责任单位 |\n市林业局 |\n"
        f"整改时限 |\n2024年{n}月底前 |\n整改措施 |\n1.清运渣堆；2.覆土植树。 |\n整改进展 |\n达到序时进度。渣堆已清。 |\n"
    )


def test_forms_that_a_cell_with_the_number_opens_are_a_task_each():
    text = "示例市督察整改任务完成情况公示表\n" + _form("4", 1) + "第 2 页 / 共 3 页\n\n" + _form("9-2", 2) + _form("17", 3) + "公示期间可以反映意见。\n"
    tasks = _read(text).tasks
    assert [(task.number, task.deadline.due.month, len(task.measures)) for task in tasks] == [("4", 1, 2), ("9-2", 2, 2), ("17", 3, 2)]
    assert tasks[0].problem == "东坡1号取土坑没有复绿，雨季泥沙下泄。"


def test_a_cell_that_names_a_task_among_words_opens_none():
    text = "示例市督察整改任务完成情况公示表\n" + _form("4", 1).replace("渣堆已清。", "渣堆已清。与整改任务（编号9）一并验收。")
    assert [task.number for task in _read(text).tasks] == ["4"]


def _plan(chapters):
    fields = "整改目标：坑面复绿。牵头单位：市林业局。责任单位：东湖区人民政府。整改时限：2025年6月底前。整改措施：1.清运渣堆；2.覆土植树。"
    return "示例市督察反馈问题整改措施清单\n" + "".join(
        f"{mark}、{name}方面\n" + "".join(f"（{n}）东坡{mark}{n}号坑没有复绿。雨季泥沙下泄。{fields}\n" for n in numbers) for mark, name, numbers in chapters
    )


def test_bracketed_numbers_that_each_chapter_counts_anew_keep_their_brackets():
    tasks = _read(_plan([("一", "矿山", "一二"), ("二", "水体", "一二三")])).tasks
    assert [task.number for task in tasks] == ["一(一)", "一(二)", "二(一)", "二(二)", "二(三)"]


def test_bracketed_numbers_that_run_on_through_the_chapters_stand_alone():
    assert [task.number for task in _read(_plan([("一", "矿山", "一二"), ("二", "水体", "三四")])).tasks] == ["1", "2", "3", "4"]


_WORK = """示例市2024年水污染防治工作方案
一、重点任务
（一）治理河道
1.查清排口。2024年6月底前登记造册。（市生态环境局负责）
2.修复河道。
⑴补植芦苇，2024年9月底前完成；
⑵清淤三公里；
⑶拆除旧坝。{credit}
3.补设界标，完成时限：2024年8月底前。（市水务局负责）
"""


def test_parts_below_one_bracket_are_one_task_with_measures():
    tasks = _read(_WORK.format(credit="（市水务局负责，东湖区政府落实）")).tasks
    assert [(task.number, len(task.measures), task.units.responsible) for task in tasks] == [
        ("(一)1", 0, ("市生态环境局",)), ("(一)2", 3, ("市水务局",)), ("(一)3", 0, ("市水务局",)),
    ]
    assert tasks[2].deadline.text == "2024年8月底前"


def test_parts_with_a_bracket_each_are_tasks():
    text = _WORK.format(credit="（市水务局负责）").replace("清淤三公里；", "清淤三公里。（市财政局负责）")
    assert [task.number for task in _read(text).tasks] == ["(一)1", "(一)2⑵", "(一)2⑶", "(一)3"]


def _steps(measures: str):
    (task,) = [t for t in _read(_plan([("一", "矿山", "一二")]).replace("1.清运渣堆；2.覆土植树。", measures)).tasks if t.number == "1"]
    return [(m.number, m.text) for m in task.measures]


def test_a_step_may_open_with_a_figure_where_its_number_counts_on():
    assert _steps("1.关停料场；2.340亩耕地流转；3.加设围栏。") == [("1", "关停料场；"), ("2", "340亩耕地流转；"), ("3", "加设围栏。")]
    assert _steps("\n1.12处井口封闭。\n2.修建沉淀池。\n3.7名网格员上岗。") == [("1", "12处井口封闭。"), ("2", "修建沉淀池。"), ("3", "7名网格员上岗。")]


def test_a_decimal_that_opens_a_clause_is_no_step():
    assert _steps("1.清淤，共两段；2.5公里截污管接通；2.加设围栏。") == [("1", "清淤，共两段；2.5公里截污管接通；"), ("2", "加设围栏。")]


_LEDGER = "示例市督察反馈问题整改清单\n序号\n反馈问题\n责任单位\n整改时限\n整改措施\n整改进展\n完成进度\n" + "".join(
    f"{n}\n东坡{n}号沟水体发黑，沿岸有直排口，群众反映强烈。\n市水务局、东湖区政府\n{until}\n1.截污纳管。\n2.{2024 + n}年6月底前清淤。\n{done}\n正在推进\n"
    for n, until, done in (
        (1, "立行立改，2025年12月底前消除黑臭", "已封堵排口三个，管网正在铺设，沿岸垃圾清运完毕。"),
        (2, "2025年6月底前，完成铺设；2026年6月底前，水质达标", "管网施工图审查通过，进场施工。"),
        (3, "2025年底前", "2025年5月底前已清淤一公里；其余河段正在招标。"),
    )
)


def test_limits_in_steps_and_steps_with_dates_keep_their_cells():
    tasks = _read(_LEDGER).tasks
    assert [task.deadline.text for task in tasks] == ["立行立改，2025年12月底前消除黑臭", "2025年6月底前，完成铺设；2026年6月底前，水质达标", "2025年底前"]
    assert [len(task.measures) for task in tasks] == [2, 2, 2]
    assert [task.status.progress for task in tasks] == ["in_progress"] * 3


_YEAR = """2024年3月6日
示例县2024年水环境治理实施方案
一、主要任务
（一）河道治理
1.整治沟渠。2024年9月底前排查一遍，黑臭的先清淤。
牵头单位：县水利局
配合单位：县财政局
2.设立界标，补足二十块。
牵头单位：县林业局
（二）饮水安全
3.划定水源保护区。拆除旱厕三处。
牵头单位：县生态环境局
"""


def test_tasks_of_a_year_with_units_below_are_a_work_plan_s_and_count_on():
    document = _read(_YEAR)
    assert (document.title, document.kind) == ("示例县2024年水环境治理实施方案", "workplan")
    assert [(task.number, task.section) for task in document.tasks] == [("1", "（一）河道治理"), ("2", "（一）河道治理"), ("3", "（二）饮水安全")]
    assert [str(m.due) for m in document.tasks[0].milestones] == ["2024-09-30"]


def test_tasks_with_a_time_limit_below_keep_their_own_numbers():
    document = _read(_YEAR.replace("配合单位：县财政局", "整改时限：2024年10月底"))
    assert [task.number for task in document.tasks] == ["1", "2", "3"]


_MEASURES = """示例县2024年水环境质量提升实施方案
三、工作任务
（一）严格河道巡查。
每月巡查两遍，倾倒垃圾的从快处理。（责任单位：县水利局、县生态环境分局）（二）补齐污水管网。
{second}（责任单位：县住建局、东坡镇政府）
（三）整治沿河养殖。
粪污日清日运，劝退河滩放牧。（责任单位：县农业农村局）
"""


def test_a_heading_right_behind_the_bracket_of_units_opens_the_next_task():
    tasks = _read(_MEASURES.format(second="西关片区2024年9月底前完工。")).tasks
    assert [(task.number, task.units.responsible[0]) for task in tasks] == [("(一)", "县水利局"), ("(二)", "县住建局"), ("(三)", "县农业农村局")]
    assert [str(m.due) for m in tasks[1].milestones] == ["2024-09-30"]


def test_a_numbered_clause_behind_another_bracket_stays_in_its_sentence():
    tasks = _read(_MEASURES.format(second="改造管网（含支管）（二）期工程。")).tasks
    assert [task.number for task in tasks] == ["(一)", "(二)", "(三)"]
    assert "（二）期工程" in tasks[1].problem


def _annexed(n: int) -> str:
    rows = (("整改任务", f"督察反馈第{n}项整改任务：东坡{n}号坑没有复绿。"), ("责任单位", "市林业局"), ("整改目标", "坑面复绿。"),
            ("整改措施", "1.清运渣堆。 2.2024年6月底前覆土。"), ("完成情况", "渣堆已清运，坑面已复绿。"))
    return f"附件{n}\n示例市督察反馈第{n}项整改任务\n完成情况登记表\n" + "".join(f"|\n{label} |\n{value} |\n" for label, value in rows)


def test_forms_with_headings_of_their_own_between_them_are_a_task_each():
    text = "关于示例市督察整改任务销号的公示\n我局牵头的督察第4项、第9项整改任务已整改完成，并通过验收，现予公示。\n" + _annexed(4) + _annexed(9) + "欢迎反映意见。\n"
    tasks = _read(text).tasks
    assert [(task.number, len(task.measures), task.status.progress) for task in tasks] == [("4", 2, "accepted"), ("9", 2, "accepted")]


_DATA = """示例县人民政府
| {named}： | 督察信访交办件（编号X3EX20240506011）办理情况公示 | | |
|---|---|---|---|
| 索引号： | 000014349/2024-00012 | 文号： | |
|
反馈问题 |
东坡镇木器厂锯末堆在墙外，夜里电锯声大。 |
|
整改目标 |
锯末入库。 |
|
整改措施 |
1.清走锯末； 2.晚八点后停锯。 |
|
整改任务 完成情况 |
锯末已清运，整改完成。 |
"""


def test_the_title_in_the_table_of_a_pages_data_gives_the_number():
    document = _read(_DATA.format(named="标题"))
    assert document.title == "督察信访交办件（编号X3EX20240506011）办理情况公示"
    assert [task.number for task in document.tasks] == ["X3EX20240506011"]


def test_another_row_of_a_pages_data_is_no_title():
    assert _read(_DATA.format(named="主题分类")).title == "示例县人民政府"


def test_counted_goals_are_no_measures_where_the_handling_is_told():
    heads = "| 序号 | 受理编号 | 交办问题基本情况 | 调查核实情况 | 是否属实 | 办结目标 | 处理和整改情况 | 是否办结 |\n|---|---|---|---|---|---|---|---|\n"
    row = "| 1 | X3EX20240506011 | 东坡镇碳素厂冒黄烟，夜里更重。 | 经查，集气罩破损。 | 属实 | 1.烟气全收；2.厂界达标。 | {told} | 阶段性办结 |\n"
    (task,) = _read("示例市督察交办件办理情况公示\n" + heads + row.format(told="1.停炉检修。2.2024年3月底前加装脱硫塔。")).tasks
    assert [m.text for m in task.measures] == ["停炉检修。", "2024年3月底前加装脱硫塔。"]
    (task,) = _read("示例市督察整改清单\n" + heads.replace("办结目标", "整改要求").replace("处理和整改情况", "备注") + row.format(told="无")).tasks
    assert [m.text for m in task.measures] == ["烟气全收；", "厂界达标。"]


@pytest.mark.parametrize(("heading", "months"), [("附则", [10]), ("补充步骤", [10, 1])])
def test_a_heading_without_a_number_closes_the_list_only_where_it_says_so(heading, months):
    text = _plan([("一", "矿山", "一二")]).replace("整改措施：1.清运渣堆；2.覆土植树。", "\n整改措施：\n1.2024年10月底前清运渣堆。\n2.覆土植树。")
    tasks = _read(f"{text}{heading}\n强化信息公开。各单位2025年1月15日前报送情况。\n").tasks
    assert [m.due.month for m in tasks[-1].milestones] == months


def _table(rows) -> str:
    return "".join(f"| {label} | {value} |\n" for label, value in rows) + "\n"


def _cells(number: str, n: int):
    return [
        ("整改任务", f"（编号{number}）"), ("整改任务概述", f"东坡{n}号坑没有复绿，泥沙下泄。"), ("整改责任单位", "市林业局"), ("整改目标", "复绿。"),
        ("整改时限", f"2024年{n}月底前"), ("整改措施", "1.清运渣堆；2.覆土。"), ("整改进展", "达到序时进度。"),
    ]


def test_a_form_that_goes_on_in_the_next_pages_table_is_one_task():
    first, second = _cells("7", 1), _cells("9", 2)
    text = "示例市督察整改任务完成情况公示表\n\n" + _table([*first, *second[:3]]) + "此页续上页。\n\n" + _table(second[3:])
    tasks = _read(text).tasks
    assert [(t.number, t.deadline.due.month, len(t.measures)) for t in tasks] == [("7", 1, 2), ("9", 2, 2)]


def test_a_table_that_begins_with_a_field_the_task_above_has_is_another():
    first, second = _cells("7", 1), _cells("9", 2)
    text = "示例市督察整改任务完成情况公示表\n\n" + _table(first) + "其二。\n\n" + _table(second[2:3] + second[1:2] + second[3:])
    assert [len(t.measures) for t in _read(text).tasks] == [2, 2]
