"""Pages of one task, or of a plan's first: what its number, its opening and the chapters around it say. All texts are our own."""

from __future__ import annotations

import pytest

from geomon.documents.read import read_text, source_of_text
from geomon.model import Document
from geomon.progress import parse_progress


def read(text: str) -> Document:
    return read_text(source_of_text(text), "page.txt", "")


def test_a_numbered_problem_with_nothing_but_its_goal_is_a_task() -> None:
    text = """根据督察反馈意见，结合实际制定如下整改方案。
一、问题及整改措施
（一）推进治理力度不足
序号一：部门配合不紧。石桥县几个部门在河道保洁上互相推让，汛前清淤拖了两年。
整改目标：分工明确，清淤如期做完。
"""
    (task,) = read(text).tasks
    assert (task.number, task.goal) == ("1", "分工明确，清淤如期做完。")
    assert task.problem.endswith("汛前清淤拖了两年。")


def test_a_plan_s_own_goal_is_no_field_of_its_tasks() -> None:
    text = """石桥县2019年水污染防治实施方案
一、总体要求
坚持标本兼治。
二、工作目标
全县地表水水质持续改善。
三、工作任务
（一）推进流域治理
1.整治城区黑臭水体。2019年10月底前，北沟完成清淤。
牵头单位：县住建局
配合单位：县水利局、农业局
"""
    (task,) = read(text).tasks
    assert task.number == "1" and task.units.lead == ("县住建局",)
    assert task.units.cooperating == ("县水利局", "县农业局")
    with_goal_alone = text[: text.index("1.整治")]
    assert read(with_goal_alone).tasks == ()


def test_a_complaint_s_number_may_stand_before_the_word() -> None:
    text = """石桥市关于督察信访案件2417号销号公示
2417号信访案件：（来信）石桥市北沟镇有一条排水沟，夏天发臭，怀疑是纸厂废水所致。
责任单位：北沟镇人民政府
办理情况：
已清运沟内垃圾，污水接入管网。
按照要求，此案件已办结，符合销号标准，可以销号。
以上情况向社会公示。
"""
    (task,) = read(text).tasks
    assert task.number == "2417" and task.status.progress == "closed"
    assert task.problem.startswith("（来信）石桥市北沟镇")


@pytest.mark.parametrize(
    ("number", "opening"),
    [
        ("12-3", "第三轮督察反馈问题（12-3）：“北岭林地被占用。巡查发现，两处林地被推平堆料，共18亩”。已整改完成并完成自查自验，现将该问题整改验收情况予以公示。"),
        ("12", "现将督察反馈问题编号第十二项整改任务“北岭地下水一年比一年低，去年同比下降0.7米，没有止住。”问题整改情况进行公示，内容见附件。"),
    ],
)
def test_a_quoted_problem_is_announced_whatever_its_words(number: str, opening: str) -> None:
    (task,) = read(f"石桥市关于督察反馈问题整改情况的公示\n{opening}\n公示时间：2022年12月15日至12月21日\n").tasks
    assert task.number == number
    assert task.problem.startswith("北岭") and "公示" not in task.problem


def test_news_that_quotes_nothing_is_no_announcement() -> None:
    text = "石桥市关于督察反馈问题整改情况的公示\n全市空气优良天数同比上升，现将第五项任务“清理北沟”整改情况公示。\n"
    assert read(text).tasks == ()


def test_what_the_opening_says_of_the_state_reaches_a_form_below_it() -> None:
    text = """发布日期：2026年1月27日
第三轮督察指出的“北沟巡查走过场”问题（序号6）已完成整改，并通过验收，拟按程序实施销号。现将整改情况予以公示。
联系电话：0310-7000000
具体整改情况表
| 整改任务 | 北沟巡查走过场，两处垃圾未清。 |
| 责任单位 | 石桥县水利局 |
| 整改目标 | 巡查见效。 |
| 整改措施 | 加密巡查，及时清理。 |
"""
    (task,) = read(text).tasks
    assert (task.number, task.status.progress) == ("6", "accepted")


def test_dates_and_telephones_above_a_notice_are_none_of_its_fields() -> None:
    text = """关于督察整改任务销号的公示
发布日期：2026.01.27
主题词：水利 第三轮督察指出的“北沟巡查走过场”问题已完成整改，并通过验收，拟按程序实施销号。现将整改情况予以公示。
电话：0310-7000000
整改任务
北沟巡查走过场，两处垃圾未清。
责任单位
石桥县水利局
整改目标
巡查见效。
整改措施
（一）加密巡查。
（二）及时清理。
"""
    (task,) = read(text).tasks
    assert task.status.progress == "accepted"
    assert task.span[0] == text.index("整改任务\n北沟")


@pytest.mark.parametrize(
    ("words", "progress"),
    [
        ("拟按程序实施销号", None),
        ("已完成整改，拟按程序予以销号", "completed"),
        ("已完成整改，并通过验收，拟实施销号", "accepted"),
        ("此件已办结，符合销号标准，可以销号", "closed"),
        ("符合销号标准", "completed"),
    ],
)
def test_what_is_intended_is_not_yet_done(words: str, progress: str | None) -> None:
    assert parse_progress(words).progress == progress


def test_all_of_several_done_is_the_state_in_the_middle_of_a_report() -> None:
    text = """群众举报转办和边督边改公开情况一览表
| 序号 | 受理编号 | 交办问题基本情况 | 行政区域 | 调查核实情况 | 是否属实 | 处理和整改情况 |
| 4 | X20210405012 | 石桥县北沟村几家养猪场粪水直排 | 石桥县 | 共有6家，其中4家未建池。 | 是 | 1.下发整改通知书。截至6月14日，6家猪场均已整改完成。2.筹资建设有机肥厂。 |
"""
    (task,) = read(text).tasks
    assert task.status.progress == "completed"
    (told,) = read(text.replace("均已整改完成", "均在整改")).tasks
    assert told.status.progress is None


def test_of_two_columns_of_numbers_the_one_that_counts_rows_gives_way() -> None:
    table = """石桥市督察反馈问题整改情况公示
| 编号 | 序号 | 反馈问题 | 整改措施 | 整改时限 | 责任单位 |
| 1 | 15 | 北沟污水处理厂进度慢。 | 加快建设。 | 2024年12月31日 | 市住建局 |
| 2 | 22 | 南岭矿山复绿差。 | 补植补种。 | 2024年6月30日 | 市林业局 |
"""
    assert [task.number for task in read(table).tasks] == ["15", "22"]
    turned = table.replace("编号 | 序号", "序号 | 编号")
    assert [task.number for task in read(turned).tasks] == ["15", "22"]
    counted = table.replace("| 15 |", "| 1 |").replace("| 22 |", "| 2 |")
    assert [task.number for task in read(counted).tasks] == ["1", "2"]


def test_a_bracket_of_units_that_was_never_closed_is_one() -> None:
    text = """石桥市2019年打赢蓝天保卫战工作要点
二、重点工作
（一）优化产业结构
1.优化产业布局。完成三家铸造厂搬迁。〔市工信局、市发改委负责，市生态环境局参与，各县人民政府负责落实。
"""
    (task,) = read(text).tasks
    assert task.units.responsible == ("市工信局", "市发改委")
    assert read(text.replace("〔市工信局、市发改委负责，市生态环境局参与，各县人民政府负责落实", "〔详见附件")).tasks == ()


ONLY_GOAL_AND_MEASURES = """石桥省贯彻落实海洋督察反馈意见整改措施清单
一、管理政策落实不到位的问题
（一）沿海两县越权批准围海养殖12宗，滩涂没有恢复。
整改目标：按权限审批，历史遗留问题处置到位。
整改措施：
修订办法，收回审批权。
全面梳理填海项目。
"""


def test_a_plan_whose_tasks_have_only_goals_and_measures_is_read() -> None:
    (task,) = read(ONLY_GOAL_AND_MEASURES).tasks
    assert task.number == "1" and task.goal == "按权限审批，历史遗留问题处置到位。"
    assert task.problem.endswith("滩涂没有恢复。")


def test_goals_and_measures_as_chapters_or_of_another_matter_are_no_fields() -> None:
    assert read(ONLY_GOAL_AND_MEASURES.replace("整改目标：", "（二）整改目标：").replace("整改措施：", "（三）整改措施：")).tasks == ()
    business = "石桥市优化营商环境工作方案\n（一）企业开办慢。\n工作目标：一日办结。\n工作措施：\n合并窗口。\n精简材料。\n"
    assert read(business).tasks == ()


def test_what_a_report_still_owes_by_a_date_is_a_milestone() -> None:
    table = """石桥市督察反馈问题整改进展情况表（2023年1月16日）
| 序号 | 反馈问题 | 整改措施 | 整改时限 | 责任单位 | 整改进展 |
| 1 | 滩地被占。 | 1.清运砂石。2.2022年6月底前复绿。 | 2023年12月底 | 市水利局 | 清理305亩；剩余7亩2023年3月底前完成移栽。2022年9月底前已拆除围栏。 |
| 2 | 渠道淤积。 | 清淤。 | 2023年12月底 | 市水利局 | 正在推进。 |
"""
    first, second = read(table).tasks
    assert [str(m.due) for m in first.milestones] == ["2022-06-30", "2023-03-31"] and second.milestones == ()
