"""What mirrors and copies do to a page: sounds in brackets, marks of the source, sign-offs between tables, numbers alone on their lines."""

from __future__ import annotations

from geomon.deadlines import find_dates
from geomon.documents.numbering import number_in
from geomon.documents.page_furniture import is_frame
from geomon.documents.read import read_text, source_of_text
from geomon.model import Document


def read(text: str) -> Document:
    return read_text(source_of_text(text), "page.txt", "0" * 64)


def test_sounds_in_brackets_do_not_hide_a_label() -> None:
    text = """石橋區(qū)北河總氮偏高問題整改情況公示，我區(qū)環(huán)保責任單(dān)位已完成整改，現(xiàn)公示。
反饋問題 |
北河下游總氮偏高，魚(yú)(yú)塘尾水直排。 |
整改目標(biāo) |
北河總氮下降。 |
整改時(shí)限 |
2020年8月底 |
整改措施 |
1.建沉淀溝。2.每月取樣。 |
"""
    (task,) = read(text).tasks
    assert task.problem == "北河下游总氮偏高，鱼塘尾水直排。"
    assert task.deadline.text == "2020年8月底"
    assert "(pH)" in read("整改方案：北河水质（测定酸度(pH)）偏低。").text.replace("（", "(").replace("）", ")")


_SITES = """保护地检查问题整改完成情况公示如下：
序号 | 活动类型 | 位置 | 设施名称 | 功能区 | 建设时间 | 基本情况 | 整改措施 | 整改进展 |
1 | 采石场 | 石桥县上东村 | 无 | 一般控制区 | 2022年6月 | 该点位原为北沟采石场堆料坪，压占林地4.5亩。 | 清运堆料，栽种杉树。 | 2024年4月堆料清完。完成整改。 |
石桥县林业局
2024年6月18日
2023年保护地检查问题整改销号公示表
保护地检查问题整改完成情况公示如下：
序号 | 活动类型 | 位置 | 设施名称 | 功能区 | 建设时间 | 基本情况 | 整改措施 | 整改进展 |
2 | 其他设施 | 石桥县庄川村 | 棚 | 一般控制区 | 2021年3月 | 该点位为村民修的看护棚，没有办理手续。 | 拆除看护棚。 | 已拆除，完成整改。 |
"""


def test_what_signs_off_one_table_is_no_cell_of_it_and_the_next_begins_below() -> None:
    first, second = read(_SITES).tasks
    assert (first.number, first.problem) == ("1", "该点位原为北沟采石场堆料坪，压占林地4.5亩。")
    assert (second.number, second.problem) == ("2", "该点位为村民修的看护棚，没有办理手续。")
    assert first.deadline.kind == second.deadline.kind == "none"  # when it was built is no deadline
    assert "石桥县林业局" in read(_SITES).text


def test_the_heading_of_a_page_may_hold_the_title_that_stands_below_it() -> None:
    title = "群众信访举报转办和边督边改公开情况一览表（第九批）"
    assert read(f"石桥市人民政府 办理公开 {title} 某某广告\n{_LINES.replace('群众信访举报转办和边督边改公开情况一览表', title)}").title == title
    assert read(f"{title}\n{_LINES.replace('群众信访举报转办和边督边改公开情况一览表', title)}").title == title


def test_a_form_may_break_off_in_the_value_of_its_last_label() -> None:
    form = "北河问题整改公示\n反馈问题 |\n北河总氮偏高。 |\n整改时限 |\n2020年8月底 |\n整改措施 |\n1.建沉淀沟。 |\n整改完成情况 |\n"
    (task,) = read(form + "1.沟已建成。2.每月取样，七").tasks
    assert "每月取样，七" in read(form + "1.沟已建成。2.每月取样，七").text
    assert [measure.text for measure in task.measures] == ["建沉淀沟。"]
    (other,) = read(form + "如有异议请来电。").tasks
    assert other.status.progress is None
    (done,) = read("“北河总氮偏高”问题已完成整改，现公示如下。\n" + form + "1.沟已建成。2.每月取样，七").tasks
    assert done.status.progress == "completed"  # what the opening says, where the field says none
    (going,) = read("“北河总氮偏高”问题尚未完成整改，现公示如下。\n" + form + "1.沟已建成。2.每月取样，七").tasks
    assert going.status.progress != "completed"


def test_what_was_found_is_the_problem_only_where_no_column_is() -> None:
    table = """矿山问题整改台账
| 序号 | 基本情况 | 存在问题 | 整改措施 | 整改进展 |
| 1 | 东坡石场建于2010年。 | 边坡裸露。 | 1.覆土。2.栽树。 | 已完成整改。 |
| 2 | 南岭石场建于2012年。 | 弃渣未清。 | 1.清渣。 | 正在整改。 |
"""
    assert [task.problem for task in read(table).tasks] == ["边坡裸露。", "弃渣未清。"]


def test_a_number_in_brackets_and_a_blank_inside_a_date() -> None:
    assert number_in("督察反馈意见（序号（7））整改情况公示") == "7"
    assert number_in("督察反馈意见（7）整改情况公示") is None
    assert [date.due.isoformat() for date in find_dates("2020年10月 底前通水", year=None, month=None)] == ["2020-10-31"]


_REACHED = """关于省级督察整改情况（序号41）的公示
现就督察整改任务（序号41）落实情况公示如下：
一、整改目标落实情况
清单内11条黑臭水体全部消除。
二、整改措施落实情况
1、完成摸底，逐条建档。
2、对6条沟渠清淤3.4万方。
市水利局到现场查看，认为该问题已完成整改
"""


def test_a_notice_that_prints_no_problem_has_its_goal_for_one() -> None:
    (task,) = read(_REACHED).tasks
    assert (task.number, task.problem, task.status.progress) == ("41", "清单内11条黑臭水体全部消除。", "completed")
    assert [measure.number for measure in task.measures if measure.number] == ["1", "2"]
    assert read(_REACHED.replace("（序号41）", "")).tasks == ()


_LINES = """群众信访举报转办和边督边改公开情况一览表
<b id="k2a"></b><i id="k2a"></i>
1. <ul id="k2a"></ul>
序号受理编号交办问题
基本情况
处理和整改情况责任人被
处理情况

1

D2ZX202204020031

石桥市东湖区北沟村，饲料加工点粉碎玉米时没有收尘，粉尘落满院子。

石桥市  东湖区

大气

4月4日现场查看，加工点有粉碎机两台，布袋破损。

属实

1.责令更换布袋，4月20日前装好。
2.院内积尘当日清扫。

无

2

X2ZX202204020044

石桥市西山县南岭街道，闸下游堆放石英砂尾泥，遇雨冲进河道。

石桥市  西山县

水

西山县水务局与街道核查，两岸尾泥
"""


def test_numbers_alone_above_a_complaint_s_code_count_the_rows() -> None:
    first, second = read(_LINES).tasks
    assert (first.number, second.number) == ("1", "2")
    assert first.problem.endswith("粉尘落满院子。")
    assert [measure.number for measure in first.measures] == ["1", "2"]
    assert second.measures == ()
    assert is_frame('<b id="k2a"></b>') and not is_frame("COD<20毫克/升，氨氮>2毫克/升")


def test_a_complaint_in_chapters_ends_with_its_chapter() -> None:
    text = """石桥县对督察交办X3ZX202405270061投诉举报问题进行了调查和整改，现公示如下：
一、问题基本情况
受理编号X3ZX202405270061的投诉举报问题，为一般件。举报内容：石桥县北沟村河边有人挖砂，岸边桉树倒了一片。
二、调查核实情况
经调查核实，投诉人反映问题属实。左岸有砂坑两处。
三、整改落实情况
县水务局责令回填砂坑，补种柳树。该投诉举报于2024年7月15日已办结。
石桥县水务局
2025年4月22日
"""
    (task,) = read(text).tasks
    assert task.problem == "石桥县北沟村河边有人挖砂，岸边桉树倒了一片。"
    assert task.status.progress == "closed"
    (open_,) = read(text.replace("于2024年7月15日已办结", "正在办理")).tasks
    assert open_.status.progress != "closed"
