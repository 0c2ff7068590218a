"""What is set out like tasks and is none: an office's week, its paperwork, news, audits, parks; and words of what is still to come."""

from __future__ import annotations

import pytest

from geomon.documents.read import read_text, source_of_text
from geomon.documents.sentences import sentences, state_in
from geomon.model import Task


def tasks(text: str) -> tuple[Task, ...]:
    return read_text(source_of_text(text), "page.txt", "0" * 64).tasks


_DIVIDED = """{title}
综合科
各村
1、{first}
建设科
各村
2、{second}
巡河队
各村
3、{third}
"""
_RIVERS = {
    "title": "柳湾镇河道清洁任务分工表",
    "first": "打捞枯枝和浮萍。闸前每天一趟，装袋上岸。",
    "second": "拆除岸边鸭棚。先登记，棚料三天内运离。",
    "third": "疏浚西沟。污水改走新管，沟底挖深半米。",
}


def test_tasks_of_a_river_divided_among_offices_are_tasks() -> None:
    assert [task.number for task in tasks(_DIVIDED.format(**_RIVERS))] == ["1", "2", "3"]


@pytest.mark.parametrize(
    "other",
    [
        {"first": "排练河灯晚会。节目八个，周五彩排。"},
        {"third": "审核差旅费票据。次月五日前报销完毕。"},
        {"first": "安排参观环境展。两辆大巴，八点发车。", "second": "撰写环保宣传稿。每周一篇，送审后发布。"},
        {"title": "柳湾镇河道清洁岗位职责分工表"},
        {"title": "柳湾镇春节值守任务分工表"},
    ],
)
def test_meetings_and_paperwork_divided_among_offices_are_none(other: dict[str, str]) -> None:
    assert tasks(_DIVIDED.format(**(_RIVERS | other))) == ()


_QUOTED = """{title}
1.针对“{first}”的整改情况。{done}
2.针对“{second}”的整改情况。派人补办，正在整改。
{more}
"""
_WATER = {"more": "", "title": "柳湾市专项检查整改情况报告", "first": "排口污水发黑", "second": "水源地有围栏缺口", "done": "管道换新，整改完成。"}


def quoted(**words: str) -> tuple[Task, ...]:
    return tasks(_QUOTED.format(**(_WATER | words)))


def test_quoted_findings_of_water_are_tasks() -> None:
    assert [task.status.progress for task in quoted()] == ["completed", "in_progress"]


@pytest.mark.parametrize(
    "other",
    [
        {"title": "柳湾市审计整改情况报告", "more": "3.针对“公务接待超标准”的整改情况。退回多花的钱。"},
        {"second": "公务接待超标准", "first": "污水处理费滞留账户"},
        {"title": "柳湾市水污染治理取得可喜成效"},
    ],
)
def test_findings_of_an_audit_and_news_are_none(other: dict[str, str]) -> None:
    assert quoted(**other) == ()


@pytest.mark.parametrize("title", ["柳湾市领导干部自然资源资产离任审计整改情况报告", "柳湾市审计整改情况报告"])
def test_an_audit_of_waters_alone_is_of_the_environment(title: str) -> None:
    assert len(quoted(title=title)) == 2


_REPORTED = """柳湾区督察整改按月调度
一是整改任务“{first}”已完成，水边有人散步。
二是整改任务“{second}”正在推进，挖机两台。
"""


def test_news_praises_works_and_a_report_names_faults() -> None:
    faults = tasks(_REPORTED.format(first="北沟污水直排", second="石场扬尘扰民"))
    assert [task.status.progress for task in faults] == ["completed", "in_progress"]
    assert tasks(_REPORTED.format(first="北沟截污工程", second="石场复绿工程")) == ()


@pytest.mark.parametrize(
    ("told", "due"),
    [
        ("原整改时限为2022年3月底，现延期至2023年8月底。", "2023-08-31"),
        ("完成期限由2022年3月底调整为2023年8月底，正在挖沟。", "2023-08-31"),
        ("整改时限为2022年3月底，已申请延期至2023年8月底。", "2022-03-31"),
        ("整改时限为2022年3月底，因汛情拟推迟到2023年8月底。", "2022-03-31"),
    ],
)
def test_a_deadline_that_was_moved_is_the_day_it_was_moved_to(told: str, due: str) -> None:
    assert str(quoted(done=told)[0].deadline.due) == due


_CHAPTERS = """柳湾河{title}
一、存在问题
（一）{a}。{a_lacks}
（二）{b}。{b_lacks}
二、{heading}
（一）{a}。{a_done}{bracket}
（二）{b}。{b_done}（2023年8月底前）
"""
_BANKS = {
    "title": "水环境治理方案",
    "a": "北闸电站",
    "a_lacks": "闸前垃圾成片。",
    "b": "南岸砖窑",
    "b_lacks": "煤渣靠着堤脚。",
    "heading": "整改措施",
    "a_done": "由市水务局会同市城管局打捞。",
    "b_done": "由柳湾镇政府办公室下属环卫站清运。",
    "bracket": "（2023年5月底前完成）",
}


def chapters(**words: str) -> tuple[Task, ...]:
    return tasks(_CHAPTERS.format(**(_BANKS | words)))


def test_two_chapters_of_places_that_are_put_right() -> None:
    first, second = chapters()
    assert (str(first.deadline.due), first.units.responsible) == ("2023-05-31", ("市水务局", "市城管局"))
    assert (str(second.deadline.due), second.units.responsible) == ("2023-08-31", ())


@pytest.mark.parametrize("bracket", ["（参照2022年做法）", "（详见附件）", "（2022年已建）"])
def test_a_bracket_that_holds_more_than_a_time_is_no_deadline(bracket: str) -> None:
    first, _ = chapters(bracket=bracket)
    assert (first.deadline.text or None, first.deadline.due) == (None, None)
    assert first.measures[0].text.endswith(bracket)


@pytest.mark.parametrize("bracket", ["（长期坚持）", "（2023年5月30日前）", "（随管网工程一并完成）"])
def test_a_bracket_that_holds_a_time_alone_is_the_deadline(bracket: str) -> None:
    assert chapters(bracket=bracket)[0].deadline.text == bracket.strip("（）")


def test_the_design_of_a_park_lacks_things_too_and_has_no_tasks() -> None:
    park = {"heading": "工作安排", "a_lacks": "绿化不足。", "b_lacks": "夜里无灯。", "a_done": "由市园林局添置座椅。", "b_done": "由市城管局装灯。"}
    assert chapters(title="滨水环境提升方案", **park) == ()
    assert chapters(title="景观设计方案") == ()


_TOLD = """柳湾市{source}信访件办理情况
编号D021，反映“{first}”问题。经调查，情况属实。{done}
编号D022，反映“豆干作坊污水流进水渠”问题。{judged}
"""
_HANDED = {"source": "督察", "first": "采石场粉尘落满菜地", "done": "设备拆走，该问题整改完成。", "judged": "经查，情况属实。目前正在整改。"}


def told(**words: str) -> tuple[Task, ...]:
    return tasks(_TOLD.format(**(_HANDED | words)))


def test_complaints_that_were_judged_are_tasks() -> None:
    assert [task.status.progress for task in told()] == ["completed", "in_progress"]


@pytest.mark.parametrize("judged", ["目前还在核实是否属实。年内办完。", "经查，是否属实尚待取样。"])
def test_whether_it_is_so_is_no_judgement(judged: str) -> None:
    assert told(judged=judged) == ()


def test_a_hotlines_complaints_of_other_matters_are_none() -> None:
    assert told(source="12345热线", first="宽带资费过高客服难打通") == ()


@pytest.mark.parametrize("done", ["2023年底前整改完成，已责令停业。", "下一步将全部整改完成。", "已责令停业，计划8月整改完成。"])
def test_what_is_still_to_come_is_no_state(done: str) -> None:
    assert [task.status.progress for task in told(done=done)] == [None, "in_progress"]


@pytest.mark.parametrize(
    ("sentence", "state"),
    [
        ("下一步，全部整改完成。", None),
        ("该问题将于8月整改完成。", None),
        ("8月底前整改完成。", None),
        ("预计年底前该问题整改完成。", None),
        ("已于8月底前整改完成。", "已于8月底前整改完成"),
        ("日前完成整改。", "日前完成整改"),
    ],
)
def test_a_claim_is_of_what_was_done(sentence: str, state: str | None) -> None:
    found = state_in(sentences([(sentence, 0)]))
    assert (found.text if found else None) == state


_BARS = """| | {first} | | | 9月2日去现场，{found}。 | | 处理情况：责令停工。
| |
| | 养殖户把粪水排进沟里，苍蝇成群。 | | | 经查，情况属实。 | | 处理情况：粪水已抽走。
| |
"""


def test_rows_between_bars_need_a_judgement_and_the_environment() -> None:
    ours = {"first": "采石场夜里放炮，粉尘飘进院子。", "found": "情况属实"}
    assert len(tasks(_BARS.format(**ours))) == 2
    assert tasks(_BARS.format(**(ours | {"found": "是否属实还在了解"}))) == ()
    other = _BARS.format(first="物业乱收停车费，业主都有意见。", found="情况属实").replace("养殖户把粪水排进沟里，苍蝇成群", "快递柜占了楼道，过道里全是垃圾")
    assert tasks(other + other.replace("垃圾", "纸箱")) == ()


_STEPS = """柳湾市落实{source}反馈意见整改方案
1.{first}。检查发现，手续不全，台账空白，责任不清。
一是补齐手续。（已完成整改）
二是通报全市。（{second}）
2.{last}。检查发现，三处地点没有登记，无人看管。
一是全部登记。（正在整改）
二是逐处挂牌。（已完成整改）
三是派人看管。（已完成整改）
"""
_SITES = {"source": "督察", "first": "林地上堆着渣土", "second": "已完成整改", "last": "水井没有计量设施"}


def test_a_bracket_of_what_is_to_come_is_part_of_the_step() -> None:
    assert [task.status.progress for task in tasks(_STEPS.format(**_SITES))] == ["completed", "in_progress"]
    first, _ = tasks(_STEPS.format(**(_SITES | {"second": "2023年底前完成"})))
    assert first.status.progress != "in_progress" and first.measures[1].text == "通报全市。（2023年底前完成）"
    assert [str(milestone.due) for milestone in first.milestones] == ["2023-12-31"]


def test_steps_against_faults_of_schools_are_none() -> None:
    assert tasks(_STEPS.format(**(_SITES | {"first": "校车没有年检", "last": "水井旁的食堂没有留样"}))) == ()
