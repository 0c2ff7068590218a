"""Numbers told as 第9项 behind their label, months that lie ahead, columns that call and tell, headings between blocks: each beside its trap."""

import pytest

from geomon.documents.columns import propose
from geomon.documents.credit import read_credit
from geomon.documents.numbering import read_head
from geomon.documents.read import read_source, read_text, source_of_text

PLAN = """示例市贯彻落实省生态环境保护督察反馈意见整改方案

2024年11月19日，省督察组反馈了督察意见，现制定本方案。

一、污染防治方面

（一）东坡物流园门禁失管。柴油货车随意进出，东坡村群众反映强烈。
整改目标：门禁联网。
整改时限：{deadline}
责任单位：市交通运输局
整改措施：
1.升级门禁系统，6月底前与市级平台联网。
2.2025年8月底前完成道路修复。

（二）西坪料场扬尘。料场长期露天装卸，未配抑尘设施。
整改目标：料场封闭。
整改时限：2025年10月底
责任单位：市生态环境局
整改措施：
1.2025年9月底前建成封闭料棚。
"""


def tasks(text):
    return read_text(source_of_text(text), "x.txt", "").tasks


@pytest.mark.parametrize(
    ("deadline", "due"),
    [("2025年10月底", "2025-06-30"), ("立行立改，长期坚持", "2024-06-30"), ("2024年12月底", "2024-06-30")],
    ids=["room", "no end", "no room"],
)
def test_a_month_without_a_year_lies_ahead_of_the_plan_where_its_deadline_leaves_room(deadline, due):
    assert [m.due.isoformat() for m in tasks(PLAN.format(deadline=deadline))[0].milestones] == [due, "2025-08-31"]


def test_a_step_says_when_it_is_due_in_a_bracket():
    text = PLAN.format(deadline="2025年10月底").replace("1.2025年9月底前建成封闭料棚。", "1.建成封闭料棚。（完成时限：2025年9月20日）\n2.对2024年5月6日的违法行为立案。")
    assert [m.due.isoformat() for m in tasks(text)[1].milestones] == ["2025-09-20"]


@pytest.mark.parametrize(
    ("line", "number", "label"),
    [("任务编号：第9项", "9", "任务编号：第9项"), ("任务序号：第十二项", "12", "任务序号：第十二项"), ("编号：3 东坡镇", "3", "编号：3"), ("序号：5", "5", "序号：5")],
)
def test_the_number_behind_its_label(line, number, label):
    head = read_head(line)
    assert head is not None
    assert (head.arabic, head.label, line[head.length :]) == (number, label, "东坡镇" if "东坡" in line else "")


ROW = ["1", "东坡煤矿超排", "东坡镇甲乙煤矿外排土场超设计标高18米，平台未及时覆土，裸露坡面约1100亩。", "降坡到位", "市能源局", "2025年6月底前", "按序时推进"]


def test_the_column_that_calls_a_task_is_its_title_beside_the_one_that_tells_it():
    found = propose(["序号", "事项", "问题描述", "目标要求", "主责单位", "时间节点", "当前状态"], [ROW])
    assert [c.role for c in found][1:3] == ["title", "problem"]


def test_two_columns_of_one_length_are_no_title_and_problem():
    row = ["1", "东坡镇甲乙煤矿外排土场超设计标高18米，平台未及时覆土。", "督促甲乙煤矿编制降坡方案，限期覆土复绿，逐月核查。", "降坡", "市能源局", "2025年6月底前", ""]
    found = propose(["序号", "问题", "问题整改内容", "目标要求", "主责单位", "时间节点", "当前状态"], [row])
    assert "title" not in [c.role for c in found]


def test_a_joint_mark_stands_before_those_who_do_the_work():
    found = [(role, units) for role, units, _ in read_credit("市应急管理局、市生态环境局（共同牵头），东坡区、西坪县政府落实")]
    assert found == [("lead", "市应急管理局、市生态环境局"), ("implementing", "东坡区、西坪县政府")]
    assert [role for role, _, _ in read_credit("市水务局（牵头）、市财政局，东坡区落实")] == ["implementing"]


def test_where_to_write_to_is_no_part_of_the_last_task():
    text = PLAN.format(deadline="2025年10月底") + "\n监督方式：来信请寄示例市东坡大道督察整改办，可于2025年12月20日前反映。\n"
    last = tasks(text)[-1]
    assert [m.due.isoformat() for m in last.milestones] == ["2025-09-30"]
    assert all("东坡大道" not in m.name for m in last.mentions)


BLOCK = (
    "<tr><td>任务序号</td><td>{n}</td><td>整改状态</td><td>达到序时进度</td></tr>"
    "<tr><td>存在问题</td><td colspan=3>{problem}</td></tr>"
    "<tr><td>整改时限</td><td>2025年12月底</td><td>牵头单位</td><td>市水务局</td></tr>"
    "<tr><td>整改措施</td><td colspan=3>1.完成管网改造。</td></tr>"
)


def _page(tmp_path, *rows):
    path = tmp_path / "sheet.html"
    path.write_text(
        f"<html><meta charset=utf-8><h1>示例市督察整改任务月调度清单</h1><table>{''.join(rows)}</table></html>", encoding="utf-8"
    )
    return read_text(read_source(path), path.name, "").tasks


def test_a_heading_between_blocks_is_the_section_of_those_below_it(tmp_path):
    found = _page(
        tmp_path,
        "<tr><td colspan=4>一、省级督察反馈问题</td></tr>",
        BLOCK.format(n=1, problem="东坡镇污水处理厂出水超标，污泥露天堆放。"),
        BLOCK.format(n=2, problem="西坪填埋场渗滤液外溢，未建导排系统。"),
        "<tr><td colspan=4>二、草原专项督察移交问题</td></tr>",
        BLOCK.format(n=3, problem="北岭草原被开垦，植被未恢复。"),
    )
    assert [task.section for task in found] == ["一、省级督察反馈问题", "一、省级督察反馈问题", "二、草原专项督察移交问题"]


def test_a_heading_of_fields_between_blocks_is_no_section(tmp_path):
    rows = [f"<tr><td colspan=4>一、基本情况</td></tr>{BLOCK.format(n=n, problem=f'东坡镇{n}号沟渠淤塞，污水外溢。')}" for n in (1, 2)]
    assert [task.section for task in _page(tmp_path, *rows)] == ["", ""]


def test_a_line_of_fields_below_the_chapter_of_the_problem_has_its_fields():
    text = """示例市第23项整改任务完成情况公示

一、问题基本情况
东坡废弃井口涌出酸性水，经石洞渗入地下河，影响下游泉点。
整改时限：2024年10月底前。责任单位：东坡区委、区政府（牵头），市能源局。验收单位：市生态环境局。
二、整改措施落实情况
东坡区封堵井口2个，建成处理站1座，出水达标。
三、整改成效
2024年10月16日通过市级验收，该问题已完成整改。
公示期：5个工作日。
"""
    (task,) = tasks(text)
    assert (task.number, task.problem) == ("23", "东坡废弃井口涌出酸性水，经石洞渗入地下河，影响下游泉点。")
    assert (str(task.deadline.due), task.units.responsible, task.units.acceptance) == ("2024-10-31", ("东坡区", "市能源局"), ("市生态环境局",))


def _told(headings, cells):
    rows = [["1", *cells, "清运渣土", "柳湾镇人民政府", "2025年12月底"]]
    return [c.role for c in propose(["序号", *headings, "整改措施", "责任单位", "整改时限"], rows)][1:3]


CAUSE = ("柳湾镇生活污水直排", "集镇管网建设年代久远，管径偏小，养护资金投入少，多年没有维修。")


@pytest.mark.parametrize("heading", ["问题原因", "问题产生原因", "问题成因分析", "问题处理情况", "问题核查情况"])
def test_why_it_came_or_what_was_done_is_not_the_problem(heading):
    roles = _told(["存在问题", heading], CAUSE)
    assert roles[0] == "problem" and roles[1] != "problem"


def test_findings_below_the_heading_of_a_complaint_are_not_the_problem():
    reported = "柳湾河边堆了许多渣土，一下雨泥水就流进河里，附近村民无法浇地。"
    assert _told(["信访问题", "反映情况"], ("柳湾河渣土", "经现场核查，河边堆有渣土约300立方米，属某施工单位临时堆放，反映属实。"))[0] == "problem"
    assert _told(["信访问题", "反映情况"], ("柳湾河渣土", reported)) == ["title", "problem"]
    assert _told(["事项", "问题描述"], ("柳湾河渣土", "经督察组现场检查，" + reported)) == ["title", "problem"]


STEPS = """示例市督察反馈问题整改方案
一、柳湾镇生活污水直排
整改时限：2025年12月底前
责任单位：柳湾镇人民政府
整改措施：{steps}
二、沙河淤塞
整改时限：2025年12月底前
责任单位：市水利局
整改措施：清淤。
2024年11月20日
"""


def _steps(text):
    return [milestone.due.isoformat() for milestone in tasks(STEPS.format(steps=text))[0].milestones]


def test_a_month_behind_a_year_in_its_sentence_is_of_that_year():
    days = ["2024-09-30", "2024-12-31", "2025-06-30"]
    assert _steps("2024年制定方案，9月底前完成摸排，12月底前完成设计，2025年6月底前完工。") == days
    assert _steps("2024年6月底前完成摸排，9月底前完成设计。") == ["2024-06-30", "2024-09-30"]


def test_a_month_before_the_one_told_before_it_is_of_the_year_after():
    assert _steps("2024年12月底前完成设计，6月底前完工。") == ["2024-12-31", "2025-06-30"]
    assert _steps("2024年制定方案。6月底前完成管网铺设。") == ["2025-06-30"]


@pytest.mark.parametrize("term", ["聘请第三方运维，服务期限：2028年12月。", "办理用地手续，用地期限：2027年12月。", "租用场地，租赁期限至2027年12月底。"])
def test_the_term_of_a_contract_is_no_step(term):
    assert _steps(term) == []


@pytest.mark.parametrize("label", ["（完成时限：2025年10月）", "（时限：2025年10月）", "（期限：2025年10月）", "，建设期限：2025年10月"])
def test_the_label_of_a_step_tells_when_it_is_due(label):
    assert _steps(f"铺设管网{label}。") == ["2025-10-31"]


def test_who_leads_those_who_answer_answers_too():
    found = [(role, units) for role, units, _ in read_credit("市工信局（牵头），市水务局、柳湾镇人民政府按职责分工负责")]
    assert found == [("lead", "市工信局"), ("responsible", "市工信局（牵头），市水务局、柳湾镇人民政府")]
    text = "示例市污染防治工作方案\n" + "".join(
        f"（{n}）{what}2025年12月底前完成整改。（市工信局（牵头），市水务局、柳湾镇人民政府按职责分工负责）\n"
        for n, what in (("一", "柳湾镇生活污水直排。"), ("二", "沙河淤塞。"))
    )
    for task in tasks(text):
        assert (task.units.lead, task.units.responsible) == (("市工信局",), ("市工信局", "市水务局", "柳湾镇"))


def test_who_leads_those_who_help_answers_for_none_of_their_roles():
    assert [role for role, _, _ in read_credit("市工信局（牵头），市水务局配合")] == ["lead", "cooperating"]


@pytest.mark.parametrize(
    ("step", "due"),
    [
        ("3月31日前已取得批复。", ["2024-03-31", "2025-08-31"]),
        ("对5月底前未完成整改的企业依法停产。", ["2024-05-31", "2025-08-31"]),
        ("6月30日前完成自查（已完成）。", ["2024-06-30", "2025-08-31"]),
        ("6月30日前完成自查。", ["2025-06-30", "2025-08-31"]),
        ("2024年3月底前完成立项，6月底前完成自查。", ["2024-03-31", "2024-06-30", "2025-08-31"]),
    ],
)
def test_what_is_over_stays_in_its_year(step, due):
    text = PLAN.format(deadline="2025年10月底").replace("升级门禁系统，6月底前与市级平台联网。", step)
    assert [m.due.isoformat() for m in tasks(text)[0].milestones] == due


def test_a_document_whose_own_targets_are_older_than_its_day_moves_no_month():
    text = PLAN.format(deadline="2025年10月底").replace("2.2025年8月底前", "2.2024年8月底前")
    assert [m.due.isoformat() for m in tasks(text)[0].milestones] == ["2024-06-30", "2024-08-31"]


@pytest.mark.parametrize(("word", "due"), [("同年", "2025-11-30"), ("次年", "2026-11-30")])
def test_the_same_year_is_that_of_the_measure_before(word, due):
    text = PLAN.format(deadline="2026年12月底").replace("2.2025年8月底前完成道路修复。", f"2.2025年8月底前完成道路修复。\n3.{word}11月底前完成绿化。")
    assert [m.due.isoformat() for m in tasks(text)[0].milestones][-2:] == ["2025-08-31", due]


def test_the_next_part_of_a_staged_deadline_may_stand_on_a_line_of_its_own():
    text = PLAN.format(deadline="2025年3月底前完成门禁升级；\n2025年10月底前完成道路修复")
    deadline = tasks(text)[0].deadline
    assert (deadline.kind, str(deadline.due), deadline.text) == ("staged", "2025-10-31", "2025年3月底前完成门禁升级；2025年10月底前完成道路修复")
    other = PLAN.format(deadline="2025年3月底前；\n责任领导：副市长")
    assert str(tasks(other)[0].deadline.due) == "2025-03-31"


def test_points_in_the_text_of_a_years_task_are_its_measures():
    text = """示例市2025年生态环境保护工作计划

一、深入打好污染防治攻坚战

1.提升垃圾处置能力。一是东坡填埋场渗滤液处理工程7月底前建成投运。二是西坪转运站年内开工。三是清零北岭积存点。
牵头单位：市城市管理局
完成时限：2025年底
2.排查整治尾矿库。全市无主尾矿库纳入治理，11月15日前完成闭库。
牵头单位：市应急管理局
完成时限：2025年底
"""
    found = tasks(text)
    assert [[m.number for m in task.measures] for task in found] == [["1", "2", "3"], []]
    assert "2025-07-31" in [m.due.isoformat() for m in found[0].milestones]
