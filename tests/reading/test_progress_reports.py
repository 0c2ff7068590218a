"""Reports of progress as cities publish them: where the state of a task may stand. All texts are our own."""

from __future__ import annotations

import pytest

from geomon.documents.read import read_text, source_of_text
from geomon.model import Document, Task


def read(text: str) -> Document:
    return read_text(source_of_text(text), "page.txt", "0" * 64)


def tasks_of(text: str) -> list[Task]:
    return list(read(text).tasks)


IN_BRACKET = """石桥市督察反馈问题整改落实情况
（截至2024年6月30日）
一、水环境方面
{one}
督察指出：东坡污水处理厂尾水超标。
责任单位：市住建局
整改进展：一是厂内管网换新2公里。二是2024年9月底前完成滤池加盖。
{two}
督察指出：南岭渣场雨水外溢。
责任单位：市生态环境局
整改进展：截洪沟建成600米，覆土完成。
"""


@pytest.mark.parametrize(
    ("one", "two", "states"),
    [
        ("（一）尾水处理能力不足【达到序时进度】", "（二）渣场管理粗放【已销号】", ["on_schedule", "closed"]),
        ("1.尾水处理能力不足（未达到序时进度）", "2.渣场管理粗放（已通过验收）", ["behind", "accepted"]),
        ("（一）〔正在整改〕尾水处理能力不足", "（二）〔基本完成〕渣场管理粗放", ["in_progress", "mostly_completed"]),
        ("1、尾水处理能力不足[状态：进度滞后]", "2、渣场管理粗放[状态：已完成整改]", ["behind", "completed"]),
        ("（一）尾水处理能力不足（进度滞后，正在整改）", "（二）渣场管理粗放（已于2024年5月销号）", ["behind", "closed"]),
        ("（一）尾水处理能力不足——整改中", "（二）渣场管理粗放——已办结", ["in_progress", "closed"]),
    ],
)
def test_the_bracket_of_a_heading_tells_the_state_and_is_no_part_of_the_title(one: str, two: str, states: list[str]) -> None:
    found = tasks_of(IN_BRACKET.format(one=one, two=two))
    assert [task.status.progress for task in found] == states
    assert [task.title for task in found] == ["尾水处理能力不足", "渣场管理粗放"]


@pytest.mark.parametrize("bracket", ["（长期坚持）", "（2025年底前完成）", "（力争年底完成）", "（2024年5月完成）", "（市住建局）", "【水污染防治】"])
def test_a_bracket_that_says_no_state_stays_with_the_heading(bracket: str) -> None:
    first, _ = tasks_of(IN_BRACKET.format(one=f"（一）尾水处理能力不足{bracket}", two="（二）渣场管理粗放"))
    assert first.title and first.title.endswith(bracket)
    assert first.status.progress is None


def test_what_is_due_by_a_day_to_come_is_no_state_reached() -> None:
    first, second = tasks_of(IN_BRACKET.format(one="（一）尾水处理能力不足", two="（二）渣场管理粗放"))
    assert first.status.progress is None  # 2024年9月底前完成滤池加盖, told in June
    assert second.status.progress == "completed"


def test_a_local_branch_and_a_collective_of_two_kinds_have_whole_names() -> None:
    text = """龙岩市永定区督察反馈问题整改方案
（一）东坡渣场无截洪沟。
责任单位：区住建局（牵头）、工信科技局、永定生态环境局，各镇政府（街道办事处）
整改时限：2024年9月底
（二）南岭沟淤塞。
责任单位：区水利局、农业农村局
整改时限：2024年9月底
"""
    first, second = tasks_of(text)
    assert first.units.responsible == ("区住建局", "区工信科技局", "永定生态环境局", "各镇（街道）")
    assert second.units.responsible == ("区水利局", "区农业农村局")


BRACKETED = """石桥市督察反馈问题整改进展情况公开
一、已完成整改并销号的问题（1个）
1.东坡河沿岸洗砂点无沉淀池，浊水直排。{one}
整改进展：一是拆除洗砂点3处。二是2023年5月完成销号。
二、达到序时进度的问题（1个）
2.南岭渣场渗滤液外溢。{two}
整改进展：
1.建成收集池400立方米。
2.2024年3月底前建成处理站。
"""


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("（整改时限：2023年6月底；责任单位：东湖区政府、市水务局）", "（整改时限：2024年6月底；责任单位：西湾县政府）"),
        ("[责任单位：东湖区政府、市水务局；完成时限：2023年6月底]", "[责任单位：西湾县政府；完成时限：2024年6月底]"),
        ("〔东湖区政府、市水务局负责；2023年6月底〕", "〔西湾县政府负责；2024年6月底〕"),
    ],
)
def test_a_bracket_of_fields_behind_the_problem_goes_on_with_the_fields_below(one: str, two: str) -> None:
    first, second = tasks_of(BRACKETED.format(one=one, two=two))
    assert (first.problem, second.problem) == ("东坡河沿岸洗砂点无沉淀池，浊水直排。", "南岭渣场渗滤液外溢。")
    assert (first.units.responsible, second.units.responsible) == (("东湖区", "市水务局"), ("西湾县",))
    assert [task.deadline.due and task.deadline.due.isoformat() for task in (first, second)] == ["2023-06-30", "2024-06-30"]
    assert [task.status.progress for task in (first, second)] == ["closed", "on_schedule"]
    assert [len(task.measures) for task in (first, second)] == [2, 2]
    assert [m.due.isoformat() for m in second.milestones] == ["2024-03-31"]


def test_a_bracket_that_names_no_unit_or_day_is_part_of_the_problem() -> None:
    first, second = tasks_of(BRACKETED.format(one="（见清单第4页）", two="（含渣堆2处）"))
    assert first.problem.endswith("（见清单第4页）") and not first.units.responsible
    assert second.problem.endswith("（含渣堆2处）")


LETTER = """石桥市生态环境保护督察反馈问题整改情况的报告
省督察办：
现将我市整改工作情况报告如下。市委召开会议研究9次，全市细颗粒物浓度同比下降4%。
一、总体情况
反馈问题4项，完成整改2项。
二、具体情况
（一）水环境方面
1.东坡河沿岸12个排口未整治，污水直排入河。2022年下游断面总磷超标。
{first}
2.南岭镇污水处理站长期停运。
{second}
（二）固废方面
3.西湾沟内堆存煤矸石11万吨，无防渗措施。
{third}
4.黄土岭采石场超层越界开采，边坡裸露。
{fourth}
三、下一步打算
对未完成的问题倒排工期。

石桥市人民政府
2023年12月5日
"""


@pytest.mark.parametrize(
    ("first", "second", "third", "fourth"),
    [
        (
            "该问题已完成整改，并长期坚持。一是封堵排口9个。二是新建管网4公里。",
            "截至目前，此项问题整改工作已完成并通过县级验收。更换水泵4台，出水达标，运维费用列入县级预算。",
            "该问题正在按序时进度推进。一是外运6万吨。二是剩余5万吨2024年8月底前清运完毕。",
            "上述问题整改进度滞后。因涉及诉讼，治理方案尚未批复，市政府已约谈北屏县。",
        ),
        (
            "一是封堵排口9个。二是新建管网4公里。目前，该问题已完成整改。",
            "更换水泵4台，出水达标，运维费用列入县级预算。该问题已于2023年9月通过县级验收。",
            "一是外运6万吨。二是剩余5万吨2024年8月底前清运完毕。该问题正在整改，达到序时进度。",
            "因涉及诉讼，治理方案尚未批复，市政府已约谈北屏县。该项问题整改进度滞后。",
        ),
        (
            "已完成整改，长期坚持。（1）封堵排口9个。（2）新建管网4公里。",
            "已完成整改并通过验收。更换水泵4台，出水达标，运维费用列入县级预算。",
            "达到序时进度。一是外运6万吨；二是剩余5万吨2024年8月底前清运完毕。",
            "未达到序时进度。因涉及诉讼，治理方案尚未批复，市政府已约谈北屏县。",
        ),
    ],
)
def test_a_letter_in_prose_tells_each_state_first_or_last(first: str, second: str, third: str, fourth: str) -> None:
    found = tasks_of(LETTER.format(first=first, second=second, third=third, fourth=fourth))
    assert [task.number for task in found] == ["1", "2", "3", "4"]
    assert [task.section for task in found] == ["（一）水环境方面"] * 2 + ["（二）固废方面"] * 2
    assert [task.status.progress for task in found] == ["completed", "accepted", "on_schedule", "behind"]
    assert found[0].problem == "东坡河沿岸12个排口未整治，污水直排入河。2022年下游断面总磷超标。"
    assert [sum(bool(m.number) for m in task.measures) for task in found] == [2, 0, 2, 0]
    assert [[m.due.isoformat() for m in task.milestones] for task in found] == [[], [], ["2024-08-31"], []]


def test_a_letter_whose_answer_stands_in_the_problems_own_paragraph() -> None:
    text = """石桥市督察反馈问题整改情况的报告
1.东坡河沿岸12个排口未整治，污水直排入河。该问题已完成整改。一是封堵排口9个。二是新建管网4公里。
2.南岭镇污水处理站停运。设备锈蚀严重。该问题已完成整改并通过验收。更换水泵4台，出水达标。
3.西湾沟内堆存煤矸石11万吨，无防渗措施。该问题未按时限完成整改。仍有2处未清理。
"""
    found = tasks_of(text)
    assert [task.problem[-6:] for task in found] == ["水直排入河。", "备锈蚀严重。", "无防渗措施。"]
    assert [task.status.progress for task in found] == ["completed", "accepted", "behind"]
    assert "该问题" not in "".join(task.problem for task in found)


def test_a_heading_above_the_problems_paragraph_is_its_title() -> None:
    text = """石桥市督察反馈问题整改落实情况的通报
（一）污水厂超负荷
督察发现，东坡污水厂2022年有130天进水超过设计规模。
该问题已完成整改并销号。一是二期工程通水。二是管网改造3公里。
（二）矿山修复不到位
督察发现，南岭县21处关闭矿山未修复。
该问题正在有序推进。已修复15处。
"""
    first, second = tasks_of(text)
    assert (first.title, first.problem) == ("污水厂超负荷", "督察发现，东坡污水厂2022年有130天进水超过设计规模。")
    assert (first.status.progress, second.status.progress) == ("closed", "in_progress")
    assert len(first.measures) == 2


def test_what_is_told_below_a_group_of_a_state_has_that_state() -> None:
    text = """石桥市2023年督察整改进展公开
一、已完成整改的问题（共2项）
1.东坡河沿岸洗砂点浊水直排。东湖区取缔洗砂点3处，恢复河道1.2公里。
2.南岭镇垃圾中转站渗滤液外排。更换池体，新增吸污车1台。
二、未达到序时进度的问题（共1项）
3.黄土岭煤矿矸石场自燃，烟气扰民。注浆面积2万平方米，2024年9月底前全部灭火。
"""
    found = tasks_of(text)
    assert [task.problem for task in found] == ["东坡河沿岸洗砂点浊水直排。", "南岭镇垃圾中转站渗滤液外排。", "黄土岭煤矿矸石场自燃，烟气扰民。"]
    assert [task.status.progress for task in found] == ["completed", "completed", "behind"]


def test_a_state_in_brackets_inside_a_paragraph_of_prose() -> None:
    text = """石桥市督察反馈问题整改情况（截至2023年12月）
（一）东坡河沿线排口整治不彻底（已完成整改）。东湖区封堵排口14个，新建截污管3公里，水质提升为Ⅳ类。
（二）南岭尾矿库渗滤水超标（达到序时进度）。处理站土建完成，2024年4月底前设备安装到位。
（三）黄土岭砂石场扬尘污染严重（未达到序时进度）。企业停产整治，密闭廊道未开工。
"""
    found = tasks_of(text)
    assert [task.problem for task in found] == ["东坡河沿线排口整治不彻底", "南岭尾矿库渗滤水超标", "黄土岭砂石场扬尘污染严重"]
    assert [task.status.progress for task in found] == ["completed", "on_schedule", "behind"]


def test_labels_behind_the_sentences_of_numbered_paragraphs_are_fields() -> None:
    text = """石桥市关于督察反馈意见整改情况的报告
（一）东坡河沿岸企业偷排，水质恶化。整改情况：查处企业4家，关停2家。整改进度：已完成。
（二）南岭渣场渗滤液外排。整改情况：建成调节池1座。整改进度：序时推进。
"""
    first, second = tasks_of(text)
    assert (first.problem, second.problem) == ("东坡河沿岸企业偷排，水质恶化。", "南岭渣场渗滤液外排。")
    assert (first.status.progress, second.status.progress) == ("completed", "on_schedule")


@pytest.mark.parametrize("behind", ["", "的问题", "问题整改情况", "问题的整改进展情况："])
def test_a_quoted_sentence_is_the_problem_whatever_calls_it_so(behind: str) -> None:
    text = f"""石桥市督察反馈意见整改进展
一、关于“东坡河沿岸‘散乱污’企业反弹，12家污水直排。”{behind}
整改进展情况：达到序时进度。
1.取缔9家。
二、关于“南岭渣场未建截洪沟，雨水进入渣体。”{behind}
整改进展情况：已完成整改，正在组织销号。
1.建成截洪沟900米。
"""
    first, second = tasks_of(text)
    assert (first.problem, second.problem) == ("东坡河沿岸‘散乱污’企业反弹，12家污水直排。", "南岭渣场未建截洪沟，雨水进入渣体。")
    assert (first.status.progress, second.status.progress) == ("on_schedule", "completed")


@pytest.mark.parametrize(
    "text",
    [
        "石桥市审计查出问题整改情况的报告\n（一）公务用车超标准。\n该问题已完成整改。一是收回车辆。\n（二）河道局工资多发。\n该问题已完成整改。一是追缴。\n"
        "（三）会议费无预算。\n该问题已完成整改。一是规范审批。\n",
        "石桥市督察整改工作办法\n（一）整改不力的，应当约谈。\n该问题已完成整改的，不再约谈。\n（二）污染未消除的，不予销号。\n该问题整改完成后，方可申请。\n",
        "石桥市督察整改工作情况\n1.压实责任。市委召开会议9次。\n2.强化督办。已完成整改的销号。\n3.完善机制。水质持续改善，无污染事件。\n",
    ],
)
def test_papers_that_answer_alike_and_are_of_another_matter_hold_no_task(text: str) -> None:
    assert tasks_of(text) == []


def test_a_bracket_before_what_was_done_and_a_closing_under_way_tell_the_state() -> None:
    text = """石桥市督察整改落实情况公示
一、东坡河水质不达标。
责任单位：东湖区政府
落实情况：（达到序时进度）外运3万吨，其余2024年4月底前处置完毕。
二、南岭渣场超容堆存。
责任单位：南岭县政府
落实情况：一是外运3万吨。二是覆土完成。截至目前，该问题已完成整改，正在申请销号。
三、西湾镇养殖污染。
责任单位：西湾县政府
落实情况：一是搬迁2家。二是粪污还田。目前该项任务仍在整改。
"""
    assert [task.status.progress for task in tasks_of(text)] == ["on_schedule", "completed", "in_progress"]


def test_a_bracket_at_a_paragraphs_end_tells_the_state() -> None:
    text = """石桥市督察反馈问题整改进展
一、水污染方面
1.东坡河沿岸养殖场粪污直排。拆除养殖场4家，清运粪污1200吨。（已完成）
2.工业园污水厂进水浓度不高。修复管网3.5公里。（正在推进，达到序时进度）
二、固废方面
3.老虎沟垃圾堆放点未清理。清运垃圾2.3万吨。【滞后】
"""
    found = tasks_of(text)
    assert [task.problem for task in found] == ["东坡河沿岸养殖场粪污直排。", "工业园污水厂进水浓度不高。", "老虎沟垃圾堆放点未清理。"]
    assert [task.status.progress for task in found] == ["completed", "on_schedule", "behind"]


def test_the_last_sentence_tells_the_state_where_it_names_no_problem() -> None:
    text = """石桥市人民政府关于督察反馈问题整改情况的函
（一）东坡湖违规围网养殖问题。自整改以来，拆除围网46口，湖区水质稳定，已于2023年6月完成销号。
（二）南岭电镀园废水超标问题。园区新增深度处理单元1套，出水稳定达标，已完成整改，待省级核查。
（三）北屏尾矿库未闭库问题。闭库工程招标流标，未能按期完成整改，市政府已挂牌督办。
"""
    assert [task.status.progress for task in tasks_of(text)] == ["closed", "completed", "behind"]


def test_a_bracket_of_fields_may_tell_the_state_and_a_line_below_what_was_done() -> None:
    text = """石桥市督察整改任务进展
1.东坡河排污口溯源不清（责任单位：市生态环境局；完成时限：2023年12月底；整改状态：已完成）
完成溯源排口88个，建立台账。
2.南岭渣场渗漏（责任单位：南岭县政府；完成时限：2024年6月底；整改状态：达到序时进度）
防渗墙完成420米，2024年5月底前完工。
"""
    first, second = tasks_of(text)
    assert [task.status.progress for task in (first, second)] == ["completed", "on_schedule"]
    assert (first.units.responsible, second.units.responsible) == (("市生态环境局",), ("南岭县",))
    assert [m.due.isoformat() for m in second.milestones] == ["2024-05-31"]


def test_a_task_below_a_list_of_states_keeps_its_own_number() -> None:
    text = """石桥市督察整改工作进展情况通报
（一）已销号任务（2项）
1.任务3：黄土岭采石场未复绿。覆土植树210亩。
2.任务7：东坡污水厂污泥违规填埋。污泥全部清运。
（二）序时推进任务（1项）
1.任务12：南岭水库水质不达标。治理农户300户。
"""
    assert [(task.number, task.status.progress) for task in tasks_of(text)] == [("3", "closed"), ("7", "closed"), ("12", "on_schedule")]


def test_works_below_a_group_of_a_state_are_no_problems() -> None:
    text = """石桥市督察整改工作进展情况通报
一、已完成的任务（3项）
1.完成黑臭水体治理。清淤7公里。
2.完成废弃矿山修复。覆土21亩。
3.建成防渗漏工程。铺膜1.2万平方米。
"""
    assert tasks_of(text) == []


@pytest.mark.parametrize("opening", ["强化河道治理", "加快补齐短板", "压实各级责任"])
def test_work_that_was_done_is_no_problem(opening: str) -> None:
    text = f"石桥市督察整改工作情况\n（一）{opening}。清淤7公里，水污染治理任务已完成整改。\n（二）{opening}。植树3万株，矿山治理任务已完成整改。\n（三）{opening}。新建管网，污水治理任务已完成整改。\n"
    assert tasks_of(text) == []
