"""Cells that lost their headings: rows of complaints between bars, tasks divided among offices, labels with a blank before the value."""

from __future__ import annotations

import pytest

from geomon.documents.read import read_text, source_of_text
from geomon.model import Document


def read(text: str) -> Document:
    return read_text(source_of_text(text), "page.txt", "0" * 64)


_ROWS = """| | 北沟村边有一条排水渠，雨后渠水呈铁锈色，流进南河。 | | | 6月3日到渠边取样，来源为停采的矿坑积水，情况属实。 | | 处理情况：已修沉淀池一座。
整改情况：编制封堵方案，2019年9月底前动工。
| |
| | 东坡村养鸭户把鸭粪堆在水塘坝上，下雨就冲进塘里。 | 土壤 | | 经查，确有鸭棚两座，情况属实。 | | 处理情况：责令养鸭户三日内清走鸭粪。
整改情况：鸭粪已运到菜地还田。
| |
"""


def test_rows_of_complaints_between_bars_need_no_headings() -> None:
    first, second = read(_ROWS).tasks
    assert (first.number, second.number) == ("1", "2")
    assert second.problem == "东坡村养鸭户把鸭粪堆在水塘坝上，下雨就冲进塘里。"
    assert [m.due.isoformat() for m in first.milestones] == ["2019-09-30"]


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("情况属实", "情况如下"),  # nothing was looked into
        ("| |\n| | 东坡村", "| |\n本站刊登的内容由各单位提供，转载请写明出处。\n| | 东坡村"),
    ],
)
def test_other_sentences_between_bars_are_no_complaints(was: str, now: str) -> None:
    assert read(_ROWS.replace(was, now).replace("经查，", "")).tasks == ()


_DIVIDED = """石桥镇河道清洁工作任务分解表
镇农业服务中心
各村
（责任人略）
4、清理北河漂浮物。河面每周打捞两次，岸边杂物清完。
各村
6、关闭溪边旱厕。离岸200米以内的旱厕先登记后拆除。
镇村建站
各村
1、配齐垃圾桶和转运车。每30户不少于一组分类桶。
村庄保洁员一年培训不少于两次。
镇市容中队
3、整治镇区排水沟。对市场后沟加盖清淤，污水接到
"""


def test_tasks_divided_among_offices_are_numbered_as_printed() -> None:
    tasks = read(_DIVIDED).tasks
    assert [task.number for task in tasks] == ["4", "6", "1", "3"]
    assert tasks[2].problem.endswith("村庄保洁员一年培训不少于两次。")
    assert all(task.units.responsible == () for task in tasks)


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("任务分解表", "经验介绍"),
        ("各村\n6、", "为此，镇里召开大会，部署了下一步工作。\n6、"),
        ("各村\n6、", "6、"),
    ],
)
def test_numbered_paragraphs_of_another_text_are_no_divided_tasks(was: str, now: str) -> None:
    assert read(_DIVIDED.replace(was, now)).tasks == ()


_FORM = """石桥县督察反馈问题（22-1）整改落实情况公示表
公示单位：石桥县自然资源局
反馈问题 历史遗留矿山修复慢。南岭铅锌矿停采十二年，废石占住水沟。
整改目标 废石堆全部治理。
整改措施 1.2025年5月底前清运。2.种植云南松。
完成情况 废石清运完毕。
整改时限 2025年6月30日前
责任单位 石桥县自然资源局
整改结论 已完成整改，同意上报
"""


def test_a_form_s_labels_may_have_one_blank_before_their_values() -> None:
    (task,) = read(_FORM).tasks
    assert (task.number, task.deadline.text, task.status.progress) == ("22-1", "2025年6月30日前", "completed")
    assert task.problem.startswith("历史遗留矿山修复慢。")
    assert [measure.number for measure in task.measures] == ["1", "2"]


def test_headings_on_one_line_are_no_form() -> None:
    lines = "石桥县督察反馈问题整改清单\n反馈问题 整改目标 整改时限 责任单位\n整改目标 全部治理\n整改措施 清运\n"
    assert "：" not in read(lines).text
