"""States in the words of the office that fills the sheet in, and in the heading of a group of tasks. All texts are our own."""

from __future__ import annotations

import pytest

from geomon.documents.layouts.cards import EXAMPLE
from geomon.documents.plain_states import plain_claim
from geomon.documents.read import read_text, source_of_text
from geomon.documents.state_of_section import claim_of_heading

REPORT = """石桥市贯彻落实督察反馈意见整改进展情况
截至2023年6月底，通过验收1项，达到序时进度1项，进展滞后1项。
一、已完成整改并通过省级验收的任务（1项）
第3项　矸石乱堆，东坡镇老矸石场自燃冒烟。（责任单位：市能源局，完成时限2022年9月底）
对矸石场分层覆土，种植油松310亩，热成像复查没有高温点。
二、达到序时进度的任务（1项）
第4项　沉陷区治理缓慢，石背煤矿周边塌陷裂缝317条。（责任单位：市能源局、东坡县政府，完成时限2024年12月底）
已填充裂缝231条。下一步：1.2023年10月底前完成剩余裂缝充填。2.2024年6月底前打井一眼。
三、进展滞后的任务（1项）
第11项　污水处理厂扩容没有按期开工，污水溢流。（责任单位：市住建局，完成时限长期坚持）
扩容工程只做了场地围挡。
下一步，我市将做好三件事，对已完成整改的任务回头看。
"""


def test_the_heading_of_a_group_tells_the_state_of_its_tasks() -> None:
    tasks = read_text(source_of_text(REPORT), "r.txt", "").tasks
    assert [task.status.progress for task in tasks] == ["accepted", "on_schedule", "behind"]
    assert [(task.deadline.kind, task.deadline.text) for task in tasks] == [
        ("date", "2022年9月底"),
        ("date", "2024年12月底"),
        ("ongoing", "长期坚持"),
    ]
    assert tasks[1].units.responsible == ("市能源局", "东坡县")
    assert [str(m.due) for m in tasks[1].milestones] == ["2023-10-31", "2024-06-30"]
    assert "三件事" not in " ".join(m.text for m in tasks[2].measures)


@pytest.mark.parametrize(
    "heading", ["一、加快推进污水治理问题", "二、整改完成情况", "（三）推动落实的任务", "四、水污染防治任务（6项）", "五、通过验收", "未解决的问题清单说明"]
)
def test_a_heading_of_another_matter_tells_no_state(heading: str) -> None:
    assert claim_of_heading(heading).progress is None


@pytest.mark.parametrize(
    ("text", "progress"),
    [
        ("作坊已停，清淤刚进场", "in_progress"),
        ("滤袋已换，厂界监测达标", "completed"),
        ("铁桶运走一半", "in_progress"),
        ("危石正在清除，赶得上计划", "on_schedule"),
        ("暗接口已堵，水池只剩收尾", "mostly_completed"),
        ("补膜材料没有到，比计划晚了", "behind"),
        ("拦渣坝浇筑过半", "in_progress"),
        ("塌坑都已填平", "completed"),
        ("竣工，市级验收已过", "accepted"),
        ("赶在计划前头", "ahead"),
        ("没有动", "not_started"),
        ("牌子已立完", "completed"),
        ("主体已完，剩监控没有调试", "mostly_completed"),
        ("厂房在封顶", "in_progress"),
        ("查了131张", "in_progress"),
        ("储液池没有开挖，进度落后", "behind"),
        ("协议签了九成八，余下为新开店", "mostly_completed"),
        ("达到序时进度", "on_schedule"),
        ("比计划早半个月", "ahead"),
        ("已制定整改方案", None),
        ("已下发整改通知", None),
        ("已通知企业停", None),
        ("已建立台账", None),
        ("3家企业等已上报", None),
        ("东坡镇", None),
        ("存在堆存垃圾", None),
    ],
)
def test_a_state_in_plain_words(text: str, progress: str | None) -> None:
    assert plain_claim(text).progress == progress


def test_plain_words_in_a_report_of_many_steps_are_no_state() -> None:
    told = "对两家企业下发通知，要求更换滤袋，已换装活性炭箱三台，并把雨水口封堵之后接入管网一百米。"
    assert plain_claim(told).progress is None


TABLE = """石桥市突出生态环境问题举报件办理情况
| 县区 | 序号 | 举报内容 | 整改措施 | 整改时限 | 责任单位 | 办理状态 |
| 东坡县 | 1 | 北沟河水发黑。 | 清淤600米。 | 2024年12月31日 | 东坡县政府 | 清淤刚进场 |
| 东坡县 | 2 | 石灰窑冒烟。 | 更换滤袋。 | 2024年12月31日 | 东坡县政府 | 滤袋已换，监测达标 |
"""


def test_a_dash_is_no_deadline() -> None:
    tasks = read_text(source_of_text(TABLE.replace("2024年12月31日", "—")), "t.txt", "").tasks
    assert [(task.deadline.kind, task.deadline.text) for task in tasks] == [("none", ""), ("none", "")]


def test_a_column_of_states_is_read_in_plain_words() -> None:
    assert [task.status.progress for task in read_text(source_of_text(TABLE), "t.txt", "").tasks] == ["in_progress", "completed"]


NAMED_WORKS = """石桥区2024年生态环境保护重点任务清单
| 序号 | 项目名称 | 主要内容 | 计划节点 | 牵头部门 | 配合部门 | 上半年进展 |
| 1 | 雨污分流改造 | 对北沟两岸老小区实施分流，新建管网12公里。 | 2024年11月底 | 区住建局 | 东坡镇 | 已完成 |
| 2 | 河道清淤 | 清除底泥46万立方米。 | 2024年12月底 | 区水利局 | 东坡镇 | 正在推进 |
"""


def test_the_name_of_a_work_is_its_title_and_what_it_holds_the_problem() -> None:
    first, second = read_text(source_of_text(NAMED_WORKS), "t.txt", "").tasks
    assert (first.title, first.problem) == ("雨污分流改造", "对北沟两岸老小区实施分流，新建管网12公里。")
    assert (second.deadline.text, second.units.lead, second.status.progress) == ("2024年12月底", ("区水利局",), "in_progress")


def test_cards_that_open_with_a_code_are_tasks() -> None:
    first, second = read_text(source_of_text(EXAMPLE), "c.txt", "").tasks
    assert (first.number, first.title, first.section) == ("DH-01", "东坡铜矿采坑", "【东湖区】2处")
    assert first.problem == "采坑积水，东帮有裂缝，坑口没有防护网。"
    assert (first.deadline.text, first.units.responsible, first.status.progress) == ("2026年10月底", ("东湖区",), "in_progress")
    assert second.status.progress == "mostly_completed"
    assert [m.layer for m in first.mentions if m.name == "东坡铜矿采坑"] == ["mine"]


def test_cards_of_another_matter_or_one_code_are_none() -> None:
    card = "卡号DH-0{n}　　姓名：某甲\n联系方式：0355-2010000\n学历：本科\n"
    assert read_text(source_of_text("人才卡清单\n" + card.format(n=1) + card.format(n=2)), "c.txt", "").tasks == ()
