"""Labels with a blank behind, headings glued to their values, second columns of progress, groups of rows. All texts are our own."""

from __future__ import annotations

import pytest

from geomon.documents.read import read_text, source_of_text
from geomon.model import Task

SHEET = """附件2
石桥区贯彻落实省督察反馈意见问题清单（节选）
编制单位：石桥区整改领导小组办公室

14 问题描述 石桥园区内一家颜料厂偷排含铬废水，柏河下游断面超标。
整改类型 立行立改
整改时限 2022年8月底前
责任领导 分管工业副区长
牵头单位 市石桥生态环境局
配合单位 区公安分局、柏林镇
整改目标 依法查处，断面达标
整改措施 1、责令停产并立案。2、清理沿岸底泥。
督查方式 每半月现场核查一次

15 问题描述 柏林镇垃圾堆放点未封场，虫蝇多。
整改类型 限期整改
整改时限 2022年12月底前
责任领导 分管城管副区长
牵头单位 区城管局
配合单位 柏林镇
整改目标 存量清零
整改措施 1、10月底前完成开挖转运。2、覆土种草9亩。3、配齐收集车。
督查方式 每月现场核查一次
"""


def tasks(text: str) -> tuple[Task, ...]:
    return read_text(source_of_text(text), "p.txt", "").tasks


@pytest.mark.parametrize("blank", [" ", "　"])
def test_a_label_and_a_blank_part_fields_and_records(blank: str) -> None:
    lines = [line if "：" in line else line.replace(" ", blank) for line in SHEET.splitlines()]
    first, second = tasks("\n".join(lines))
    assert (first.number, second.number) == ("14", "15")
    assert first.problem.endswith("柏河下游断面超标。") and second.problem == "柏林镇垃圾堆放点未封场，虫蝇多。"
    assert (first.deadline.text, second.deadline.text) == ("2022年8月底前", "2022年12月底前")
    assert first.units.lead == ("市石桥生态环境局",) and second.units.cooperating == ("柏林镇",)
    assert [len(task.measures) for task in (first, second)] == [2, 3]


def test_one_line_that_opens_with_such_a_word_is_a_sentence() -> None:
    text = "石桥市整改情况的说明\n整改措施 仍需加强，各部门要继续努力，\n不断巩固成果。\n"
    assert tasks(text) == ()


def test_the_number_of_a_list_opens_a_task() -> None:
    text = """石桥市关于2项督察反馈问题整改完成情况的公示
清单序号：3
问题：河长巡河流于表面。
整改时限：立行立改、长期坚持
责任单位：市水利局
完成情况：已完成。巡河率100%。
清单序号：12
问题：污水处理厂运行不稳定。
整改时限：2020年12月底前
责任单位：东坡县委、县政府
完成情况：已通过市级验收。
"""
    first, second = tasks(text)
    assert [(task.number, task.status.progress) for task in (first, second)] == [("3", "completed"), ("12", "accepted")]


GLUED = """关于石桥县督察反馈问题整改工作情况的公示
按照销号办法，现将石桥县第三十八项问题整改完成情况予以公示。
一、反馈问题石桥县柏林钒矿尾渣库长期裸露，渗滤液溢流进入柏河。
二、整改目标 消除溢流风险，库区绿化。
三、整改时限 2023年6月底前
四、责任单位 石桥县委、县政府 督导单位 市生态环境局
五、整改措施及成效 一是扩建收集池。二是库面覆土。经县级自查、市级复核，该问题已通过市级验收。
公示期自2023年10月9日起至10月13日止。
"""


def test_chapters_that_all_lost_their_break_are_fields() -> None:
    (task,) = tasks(GLUED)
    assert task.number == "38" and task.problem == "石桥县柏林钒矿尾渣库长期裸露，渗滤液溢流进入柏河。"
    assert (task.goal, task.deadline.text) == ("消除溢流风险，库区绿化。", "2023年6月底前")
    assert task.units.responsible == ("石桥县",) and task.status.progress == "accepted"


def test_sentences_under_numbers_are_no_glued_chapters() -> None:
    text = GLUED.replace("一、反馈问题石桥县", "一、石桥县").replace("三、整改时限 2023", "三、要在2023")
    assert all("尾渣库" not in task.problem or task.deadline.text == "" for task in tasks(text))


def test_a_second_column_of_progress_that_only_states_is_the_state() -> None:
    table = """石桥市整改任务进展情况表
| 序号 | 反馈问题 | 整改时限 | 责任单位 | 进展情况 | 完成情况 |
| 1 | 干部认识有偏差。 | 长期坚持 | 各县 | 1.开展培训6期。2.约谈两人。 | 已完成 |
| 2 | 园区没有收集点。 | 2024年底前 | 园区管委会 | 已排查企业263家，收点选址完成，没有开工。 | 进度滞后 |
"""
    assert [task.status.progress for task in tasks(table)] == ["completed", "behind"]


COMPLAINTS = """石桥县关于群众举报问题办理情况的公示
序号
1
受理编号
X2HA202104290036
反映问题
石桥县柏林镇砖窑旧址倒了很多炉渣和垃圾，刮风就起灰。
属实情况
部分属实
调查核实
窑址存炉渣约260立方米，场地没有覆盖。
处理结果
1、炉渣已转运；2、场地覆土。
责任单位
柏林镇人民政府
办结时限
2021年5月10日
办理进度
已办结

序号
2
受理编号
D2HA202104290041
反映问题
石桥县东坡镇粮油公司烘干塔噪声大、灰尘大。
属实情况
属实
调查核实
夜间厂界噪声超标8分贝。
处理结果
1、夜间停止生产；2、更换布袋。
责任单位
东坡镇人民政府
办结时限
2021年6月20日
办理进度
阶段性办结
"""


def test_complaints_with_a_label_a_line_keep_their_own_numbers_and_states() -> None:
    first, second = tasks(COMPLAINTS)
    assert (first.number, second.number) == ("1", "2")
    assert first.problem.endswith("刮风就起灰。") and second.problem.endswith("灰尘大。")
    assert [task.status.progress for task in (first, second)] == ["closed", "in_progress"]
    assert [task.deadline.text for task in (first, second)] == ["2021年5月10日", "2021年6月20日"]


GROUPED = """石桥县2024年生态环境保护任务分解表
| 领域 | 序号 | 整改任务 | 牵头单位 | 完成时限 |
| 水环境 | 1 | 清理北沟垃圾。 | 县水利局 | 2024年6月底 |
| | 2 | 新建管网3公里。 | 县住建局 | 2024年12月底 |
| 大气环境 | 3 | 淘汰燃煤锅炉。 | 县工信局 | 2024年10月底 |
"""


def test_a_column_of_groups_is_the_section_of_its_rows() -> None:
    assert [task.section for task in tasks(GROUPED)] == ["水环境", "水环境", "大气环境"]
    own = GROUPED.replace("| | 2 |", "| 管网 | 2 |")
    assert [task.section for task in tasks(own)] == ["", "", ""]


def test_the_head_of_an_office_s_paper_is_not_its_title() -> None:
    text = """石桥县整改领导小组办公室文件
石整改办〔2024〕7号
石桥县2024年美丽河湖与固废治理重点任务
各乡镇（街道），县直有关单位：
一、重点任务
1.建设美丽河湖。拆除残坝3处，10月底前通过市级验收。
责任单位：县水利局（牵头）、县生态环境局
2.提升固废处置水平。建成收运中心，6月底前投入运行。
责任单位：县生态环境局（牵头）、县住建局
"""
    document = read_text(source_of_text(text), "p.txt", "")
    assert (document.title, document.kind) == ("石桥县2024年美丽河湖与固废治理重点任务", "workplan")
    assert [[str(m.due) for m in task.milestones] for task in document.tasks] == [["2024-10-31"], ["2024-06-30"]]


def test_a_short_label_behind_the_number_is_no_part_of_the_problem() -> None:
    text = """石桥市省级督察整改任务进展情况公示
整改任务序号\t18
问题\t东坡镇肉制品厂臭气扰民。
责任单位\t东坡县委、县政府
整改目标\t臭气达标
整改时限\t2022年6月底
进展状态\t达到序时进度
整改任务序号\t19
问题\t木屑堆场占用耕地。
责任单位\t东坡县委、县政府
整改目标\t清除堆场
整改时限\t2022年3月底
进展状态\t已完成
"""
    first, second = tasks(text)
    assert [(task.number, task.problem) for task in (first, second)] == [("18", "东坡镇肉制品厂臭气扰民。"), ("19", "木屑堆场占用耕地。")]
    assert [task.status.progress for task in (first, second)] == ["on_schedule", "completed"]
