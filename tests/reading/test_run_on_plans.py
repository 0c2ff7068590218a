"""Plans whose items run on in one paragraph, whose brackets of units were cut, and whose headings name who leads all below."""

from __future__ import annotations

from geomon.documents.read import read_text, source_of_text
from geomon.model import Document


def read(text: str) -> Document:
    return read_text(source_of_text(text), "page.txt", "0" * 64)


_RUN_ON = (
    "石桥市2022年近岸海域整治计划为守住海湾水质，定出本计划。一、工作目标2022年底，优良水质保持95%以上。二、主要任务"
    "（一）管住入海排口1.复查东坡入海排口，7月底前接入污水管。（责任单位：东湖区管委会）"
    "2.整修北沟污水站，更换曝气机。（责任单位：市住房和城乡建设局、东湖区管委会）"
    "（二）管好养殖尾水1.西山镇虾塘推行三池两坝，10月底前建成。（责任单位：市农业农村局，西山县政府）2.清退南岭湾"
)


def test_items_that_run_on_are_cut_behind_their_brackets() -> None:
    tasks = read(_RUN_ON).tasks
    assert [task.number for task in tasks] == ["(一)1", "(一)2", "(二)1", "(二)2"]
    assert tasks[1].section == "（一）管住入海排口"
    assert tasks[2].units.responsible == ("市农业农村局", "西山县")
    assert tasks[3].problem == "清退南岭湾"


def test_numbers_that_do_not_count_on_are_not_cut() -> None:
    text = "经查，（牵头单位：市水务局）3.5公里管网已建成，（责任单位：市住建局）2.1万吨污水已处理，河湖环境整治计划如期推进。"
    assert read(text).tasks == ()
    assert read(_RUN_ON.replace("2.整修", "7.整修")).tasks == ()


def test_a_bracket_that_a_line_s_end_cut_is_one() -> None:
    text = """（三）加快推进截污管网建设行动 14.修编石桥区排水规划。2018年6月底前，完成修编。（牵头单位：区住房和城乡建设局；

协办单位：区水务局、区财政局） 15.补建东坡镇截污干管。2018年11月底前，干管通水。（牵头单位：区住房和城乡建设局；

协办单位：东坡镇政府） 16.清查工业区雨污错接。逐户查清排水去向。（牵头单位：区环境保护局；

协办单位：区水务局） 17.扩建北沟水质净化厂。把规模提到3万吨，出水执行
"""
    tasks = read(text).tasks
    assert [task.number for task in tasks] == ["(三)14", "(三)15", "(三)16", "(三)17"]
    assert tasks[0].units.lead == ("区住房和城乡建设局",)
    assert tasks[0].units.cooperating == ("区水务局", "区财政局")


_PLAN = """石桥市清水河道重点工作部门分工方案
一、疏通骨干河道（市水利局总牵头）
（一）打通断头河。
1.查清断头河数量，绘成一张图。（市水利局、市规划局。列第一位者为牵头部门，下同）
2.北河先行打通，2015年年底前完成土方。（东湖区政府、市水利局、市住建委）
二、减少沿河排污（市环保局总牵头）
（二）整治沿河小作坊。
1.南溪沿岸酸洗小作坊全部关停。（市环保局、市经信局）
"""


def test_the_first_of_each_bracket_leads_where_the_plan_says_so_once() -> None:
    tasks = read(_PLAN).tasks
    assert [task.number for task in tasks] == ["(一)1", "(一)2", "(二)1"]
    assert [task.units.lead for task in tasks] == [("市水利局",), ("东湖区",), ("市环保局",)]
    assert tasks[1].units.responsible == ("东湖区", "市水利局", "市住建委")
    plain = read(_PLAN.replace("。列第一位者为牵头部门，下同", "")).tasks
    assert all(task.units.lead == () for task in plain)


def test_a_plan_s_last_item_may_break_off_and_its_last_heading_is_none() -> None:
    cut = read(_PLAN + "2.北河沿岸电镀小").tasks
    assert [task.number for task in cut] == ["(一)1", "(一)2", "(二)1", "(二)2"]
    assert len(read(_PLAN + "4.北河沿岸电镀小").tasks) == 3
    assert len(read(_PLAN + "三、组织保障").tasks) == 3


def test_steps_below_a_heading_with_a_bracket_are_its_measures_where_they_have_none() -> None:
    text = """石桥市2022年水污染防治工作方案
（一）管住排口（市生态环境局牵头，市水务局配合）
1.复查排口，逐个挂牌。
2.整修污水站。
（二）管好尾水（市农业农村局牵头，市水利局配合）
1.推行三池两坝。
2.清退虾塘。
"""
    first, second = read(text).tasks
    assert [measure.number for measure in first.measures] == ["1", "2"]
    assert [measure.text for measure in second.measures] == ["推行三池两坝。", "清退虾塘。"]
    parted = read(text.replace("挂牌。", "挂牌。（市水务局、市住建局）").replace("污水站。", "污水站。（市住建局、市水务局）")).tasks
    assert all(task.problem != "管住排口" for task in parted)
    assert all(len(task.measures) == 0 for task in parted if task.problem.startswith(("复查", "整修")))
