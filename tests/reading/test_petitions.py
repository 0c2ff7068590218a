"""Complaints handed on by an inspection, told in text: cells that run into each other, labels on lines, prose under a number."""

import pytest

from geomon.documents import read_text, source_of_text


def _read(text: str):
    document = read_text(source_of_text(text), "x.txt", "0" * 64)
    for task in document.tasks:
        problem = next(field for field in task.fields if field.name == "problem")
        assert document.text[problem.span[0] : problem.span[1]].replace("\n", "") == task.problem.replace("\n", "")
    return document.tasks


_TITLE = "示例市群众信访举报转办和边督边改公开情况一览表（第三批）\n"
_FIRST = "示例市东湖区东坡采石场夜间破碎石料，粉尘落入农田。"
_FOUND = "6月11日，东湖区组织核查，采石场有一条破碎线，没有除尘设施，举报问题属实。"


@pytest.mark.parametrize(
    "text",
    [
        f"序号 受理编号 问题类型调查核实情况是否属实是否办结责任人被处理情况1D2EX202506100012{_FIRST}示例市东湖区大气{_FOUND}"
        f"属实1.责令停产。2.加装除尘设施。已办结无2D2EX202506100013西山县南坪砖厂排放黑烟，气味刺鼻。西山县大气、噪声经查，塔停用。不属实加强巡查。已办结无",
        f"1X370000202506100012{_FIRST}\n东湖区\n大气，噪声6月11日，组织核查：\n1.破碎线一条。\n2.没有除尘设施。\n属实    1.责令停产。2.加装除尘设施。\n暂无 办结\n"
        "2X370000202506100013西山县南坪砖厂排放黑烟，气味刺鼻。\n西山县\n大气经查，塔停用。\n不属实 加强巡查。\n暂无 办结\n",
        f"序号 1 受理编号\nX2EX202506100012\n交办问题\n基本情况\n{_FIRST}\n行政区域\n东湖区\n污染类型\n大气\n调查核实情况\n（一）{_FOUND}\n是否属实\n属实\n"
        "处理和整改情况\n1.责令停产。\n2.加装除尘设施。\n是否办结\n已办结\n"
        "序号 2 受理编号\nX2EX202506100013\n交办问题\n基本情况\n西山县南坪砖厂排放黑烟，气味刺鼻。\n行政区域\n西山县\n处理和整改情况\n加强巡查。\n是否办结\n已办结\n",
    ],
)
def test_a_row_is_told_apart_into_its_cells(text: str):
    tasks = _read(_TITLE + text)
    assert [task.number for task in tasks] == ["1", "2"]
    assert tasks[0].problem == _FIRST
    assert [measure.number for measure in tasks[0].measures] == ["1", "2"]
    assert tasks[0].status.progress == "closed"
    assert tasks[1].problem == "西山县南坪砖厂排放黑烟，气味刺鼻。"
    assert [measure.text for measure in tasks[1].measures] == ["加强巡查。"]


def test_the_code_is_the_number_where_no_other_tells_the_complaints_apart():
    tasks = _read(
        "示例市督察交办案件办理结果公示\n"
        f"一、示例东湖区X410000202506100012（*）反映情况：{_FIRST}一、料堆没有苫盖；二、道路没有硬化。\n调查核实情况：\n（1）关于料堆没有苫盖问题。\n属实。\n"
        "处理及整改情况：1.责令停产。2.加装除尘设施。3.巡查。\n问责情况：无。\n"
        "二、示例西山县D410000202506100013反映情况：南坪砖厂排放黑烟，气味刺鼻。\n调查核实情况：塔停用。\n处理及整改情况：立案查处。\n问责情况：约谈1人。\n"
    )
    assert [(task.number, len(task.measures)) for task in tasks] == [("X410000202506100012", 3), ("D410000202506100013", 1)]
    assert tasks[0].problem.endswith("没有硬化。")


def test_a_complaint_in_quotation_marks_under_a_number():
    tasks = _read(
        "示例市督察组第四批交办案件办理情况\n一、受理编号31号：“2019年以来，东坡村把林地用于填埋垃圾，面积很大。”\n经查，东坡村在林地倾倒垃圾。\n"
        "1、关于“填埋垃圾”问题核实情况。\n已责令清运。\n二、受理编号32号：“南坪砖厂排放黑烟，气味刺鼻。”\n经查属实。\n"
    )
    assert [(task.number, task.problem[:4]) for task in tasks] == [("1", "2019"), ("2", "南坪砖厂")]


@pytest.mark.parametrize(
    "text",
    [
        "收到群众举报（受理编号X410000202506100012），我局立即核查。东湖区大气治理工作持续推进，全年优良天数增加。\n各部门要举一反三。",
        "示例市招标公告\n项目编号：1 X410000202506100012\n采购内容：东湖区水质监测设备。东湖区水库巡查车辆。\n联系电话：000-0000000",
        "一、信访工作情况\n全年受理编号信访件31件，“东坡村”“南坪村”办结率较高。\n二、下一步工作\n继续做好受理。",
    ],
)
def test_a_code_in_a_sentence_is_no_complaint(text: str):
    assert not _read(text)
