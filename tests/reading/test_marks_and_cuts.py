"""Small things of setting out: a legend of marks, names cut by a line's end, quoted items a paragraph each, closings, words of the state."""

import pytest

from geomon.documents import read_text, source_of_text
from geomon.documents.plain_states import plain_claim
from geomon.progress import parse_progress

LAMPS = """示例市整改任务亮灯通报
{legend}
| 任务号 | 任务 | 牵头/责任 | 到期日 | 本周进展 | 亮灯 |
| --- | --- | --- | --- | --- | --- |
| 3 | 东坡矸石堆覆土 | 市自然资源局、东坡镇政府 | 2025-10-31 | 树苗到货 | 绿灯 |
| 5 | 南坪污水厂提标 | 市住建局 | 2025-09-30 | 滤池没有到货 | 红灯 |
"""


def _tasks(text: str):
    return read_text(source_of_text(text), "x.txt", "0" * 64).tasks


def test_a_legend_tells_what_the_marks_of_a_column_mean():
    tasks = _tasks(LAMPS.format(legend="图例：绿灯—按期推进；黄灯—稍慢；红灯—严重滞后。"))
    assert [(task.status.text, task.status.progress) for task in tasks] == [("绿灯", "on_schedule"), ("红灯", "behind")]
    assert tasks[0].units.responsible == ("市自然资源局", "东坡镇") and tasks[0].units.lead == ()


def test_marks_without_a_legend_tell_no_state():
    assert {task.status.text for task in _tasks(LAMPS.format(legend="红灯停，绿灯行。"))}.isdisjoint({"绿灯", "红灯"})


def test_the_end_of_a_units_name_alone_on_a_line_is_its_own():
    text = """示例市整改任务书
任务书（一）
整改问题：东坡石料厂边坡没有复绿。
责任主体：市自然资源局、东坡镇人民
政府
整改时限：2025年12月底
任务书（二）
整改问题：南坪码头没有取缔，煤泥入江。
责任单位：市水务局、市应急管理
局
整改时限：2025年10月底
"""
    assert [task.units.responsible for task in _tasks(text)] == [("市自然资源局", "东坡镇"), ("市水务局", "市应急管理局")]


QUOTED = """示例市督察反馈意见整改进展清单
一、关于“东坡化工厂距江岸不足一公里，至今仍在生产。”整改进展情况：已完成整改。1.东坡化工厂已停产。2.逐家核对距离。
二、关于“南坪湿地公园管理不严，湖内仍有围网。”整改进展情况：达到序时进度。1.拆除围网。2.2025年10月底前建成截污沟，目前挖通4公里。
三、关于“西湾石料厂没有复绿。”整改进展情况：滞后于序时进度。林地手续没有批下来
"""


def test_each_paragraph_of_a_quoted_list_is_cut_alike():
    tasks = _tasks(QUOTED)
    assert [(task.number, task.status.progress) for task in tasks] == [("1", "completed"), ("2", "on_schedule"), ("3", "behind")]
    assert [task.problem for task in tasks][1:] == ["南坪湿地公园管理不严，湖内仍有围网。", "西湾石料厂没有复绿。"]


RUN_ON = """示例市整改清单第3条、第8条办理情况
第3条　东坡焦化厂废水混入雨水沟，河滩发黑。该条由市工信局牵头，整改时限为2025年9月底。目前焦化厂封堵了连通管，可以认定办理完毕。
第8条　南坪煤矿矸石沟继续加高，坡面冲沟密布。该条由市自然资源局牵头，整改时限为2025年12月底。到10月中旬，挖运了三分之二，比时间表落后二十天。
我市将紧盯不放，对已经办结的条目组织回头看。
"""


def test_what_stands_behind_a_list_of_whole_paragraphs_is_no_part_of_the_last():
    first, last = _tasks(RUN_ON)
    assert (first.number, first.units.lead, first.status.progress) == ("3", ("市工信局",), "completed")
    assert first.problem == "东坡焦化厂废水混入雨水沟，河滩发黑。"
    assert (last.units.lead, last.deadline.text, last.status.progress) == (("市自然资源局",), "2025年12月底", "behind")
    assert "回头看" not in "".join(m.text for m in last.measures)


@pytest.mark.parametrize(
    ("text", "progress"),
    [
        ("已拆", "completed"), ("已清离", "completed"), ("全部已清运到位", "completed"), ("已清运860吨", None), ("已拆迁安置方案", None),
        ("船已扣，土没有填完", "in_progress"), ("没有按时完成，正在约谈", "behind"), ("供电没有接上，超过了期限", "behind"), ("稍慢", "behind"),
        ("与节点相符", "on_schedule"), ("现场复核通过，予以销号", "closed"), ("现场复核没有通过，不予销号", "in_progress"),
        ("经市级联合查验，准予通过", "accepted"), ("县级自验合格，待市级验收", "completed"),
    ],
)
def test_words_of_the_state(text, progress):
    assert parse_progress(text).progress == progress


CHAPTERS = """西湾河流域环境综合治理方案
一、指导思想
坚持水岸同治。
二、排查问题
（一）东坡电站库区。库尾漂浮物多，没有打捞。
（二）南坪石材园区。锯泥堆在河堤内侧。
三、整改措施及时限
（一）东坡电站库区。由东坡镇人民政府组织打捞，配船两只。（长期）
（二）{second}。由市水务局责令清运锯泥。（2025年4月底前）
四、工作要求
每月报送进度。
"""


def test_problems_and_measures_in_two_chapters_belong_together_by_place():
    first, second = _tasks(CHAPTERS.format(second="南坪石材园区"))
    assert (first.number, first.problem) == ("1", "东坡电站库区。库尾漂浮物多，没有打捞。")
    assert (first.deadline.text, first.deadline.kind, first.units.responsible) == ("长期", "ongoing", ("东坡镇",))
    assert (second.deadline.due.month, second.units.responsible) == (4, ("市水务局",))
    assert second.measures[0].text == "由市水务局责令清运锯泥。"


def test_chapters_of_other_places_do_not_belong_together():
    assert not _tasks(CHAPTERS.format(second="西湾养殖场"))


def test_a_column_that_names_rivers_gives_each_row_its_water():
    text = """示例县河湖“四乱”问题整改销号公示
| 问题编号 | 河湖名称 | 位置 | 问题描述 | 整改措施 | 责任主体 | 整改期限 | 整改结果 |
| --- | --- | --- | --- | --- | --- | --- | --- |
| SL-01 | 东坡总渠 | 东坡闸下 | 堤坡上乱堆水泥构件。 | 清运 | 东坡镇 | 2025年8月31日 | 已清离 |
| SL-02 | 南坪大沟 | 街南 | 网箱占用水面。 | 拔除 | 南坪镇 | 2025年9月底 | 船已扣，网没有拔完 |
"""
    tasks = _tasks(text)
    assert [[m.name for m in task.mentions if m.layer == "water_body"] for task in tasks] == [["东坡总渠"], ["南坪大沟"]]
    assert [task.status.progress for task in tasks] == ["completed", "in_progress"]


def test_spoken_labels():
    text = "示例市家门口的环境问题整改\n" + "".join(
        f"问题{mark}\n有啥问题：东坡{n}号煤矿流黄水，污染河道。\n谁来改：东湖区政府\n咋改：引到湿地，2025年{n}月底前通水。\n啥时候改好：2025年12月底\n改到哪了：管道正在安装\n"
        for n, mark in enumerate("①②③", 1)
    )
    for n, task in enumerate(_tasks(text), 1):
        assert (task.units.responsible, [m.due.month for m in task.milestones], task.status.progress) == (("东湖区",), [n], "in_progress")


def test_the_opening_tells_the_state_of_a_task_whose_report_tells_none():
    text = """东湖县督察反馈问题（序号17）自验报告
我县承担的“矿涌水”问题，已落实整改措施，达到验收标准，现将自验情况报告如下：
督察报告指出：东坡铅矿老硐长期涌水，污染河道。
责任单位：县水务局
整改时限：2025年6月底
落实情况：处理站出水连续三次低于限值。县里每月监测。
"""
    (task,) = _tasks(text)
    assert (task.number, task.status.progress) == ("17", "completed")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("东湖县田坪工业园内祥丰化工有限公司仍在生产。", {"东湖县田坪工业园", "祥丰化工有限公司"}),
        ("西湾河沈家堡段滩地兴达砂场没有清退。", {"西湾河沈家堡段", "兴达砂场"}),
        ("东坡煤业有限公司私设东坡暗管。", {"东坡煤业有限公司", "东坡暗管"}),
        ("东坡镇东街沟口污水直排。", {"东坡镇东街沟口"}),
        ("南木厂铅矿老硐涌水。", {"南木厂铅矿"}),
        ("施工弃渣压占西湾河。", {"西湾河"}),
    ],
)
def test_names_end_where_a_reach_a_park_or_a_deed_begins(text, names):
    (task,) = _tasks(f"示例市整改方案\n一、{text}\n责任单位：市水务局\n整改时限：2025年6月底\n")
    assert {mention.name.removeprefix("滩地") for mention in task.mentions} == names


@pytest.mark.parametrize(
    ("text", "progress"),
    [
        ("菜地退净", "completed"), ("沟通了，挡墙加固完", "completed"), ("还没加固完", "in_progress"), ("全部弄好了", "completed"),
        ("三池挖了两池", "in_progress"), ("清淤照进度走", "on_schedule"), ("县里看过，单子已销", "closed"), ("雨天再看", None),
    ],
)
def test_plain_words_of_the_state(text, progress):
    assert plain_claim(text).progress == progress


def test_a_report_tells_the_state_at_the_end_of_its_first_paragraph():
    text = """东湖县整改任务（编号27）整改结果公示
一、整改任务
东坡苇场退水污染西湾河，断面化学需氧量超标。
二、整改目标
断面达到Ⅴ类。
三、整改结果
东湖县专题研究，制定方案。闸口完成改造，退水先入苇塘停留。{said}。
全县其余苇场的闸口也已登记，今年秋排之前补建。
县里每年加密监测，超标即停排。
公示时间：2025年4月4日至4月11日
"""
    assert [task.status.progress for task in _tasks(text.format(said="此项任务整改完毕"))] == ["completed"]
