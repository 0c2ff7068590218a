"""Tables and lists that lost their headings, their lines or their fields, and one set of fields for several problems."""

import pytest

from geomon.deadlines import parse_deadline
from geomon.documents import read_text, source_of_text
from geomon.documents.numbering import number_in

_HEADINGS = "示例市水源地环境问题整治情况\n序号\n水源地所在地\n水源地名称\n保护区类型\n问题具体情况整治情况是否\n完成整治\n"
_ROWS = "1东湖区南坪水厂一级保护区内有两处菜地菜地已清退。是2西山县北沟水厂二级界桩缺损三处西山县正在补设界桩。否"


def _read(text: str):
    return read_text(source_of_text(text), "x.txt", "0" * 64).tasks


def test_rows_run_into_one_paragraph_end_at_their_answers():
    first, second = _read(_HEADINGS + _ROWS)
    assert [(task.title, task.status.progress, task.mentions[0].name, task.mentions[0].layer) for task in (first, second)] == [
        ("南坪水厂", "completed", "南坪水厂", "protected_area"), ("北沟水厂", "in_progress", "北沟水厂", "protected_area"),
    ]
    assert second.problem == "界桩缺损三处西山县正在补设界桩。"
    assert all("told-in-prose" in {doubt.kind for doubt in task.doubts} for task in (first, second))


@pytest.mark.parametrize("trap", [
    _HEADINGS + _ROWS.rstrip("否"),  # a row without its answer
    _HEADINGS + _ROWS.replace("是2西", "是3西"),  # that do not count
    "示例市水源地名录\n序号\n名称\n" + _ROWS,  # no heading asks
])
def test_a_paragraph_that_only_looks_like_rows_is_none(trap):
    assert not _read(trap)


_SENTENCES = ("完成南坪水源地周边农村污水收集管网建设。", "清退保护区内的畜禽养殖场，恢复岸线植被。", "建设东坡矿区渗水收集池，实现废水循环利用。")


def test_the_rows_of_a_page_without_headings_are_tasks():
    page = "一\n| 加强水源保护\n| " + "|\n".join(f"{sentence}\n| 东湖区政府\n| 市水务局\n市财政局\n| 2025-2026\n" for sentence in _SENTENCES)
    tasks = _read(page)
    assert [task.problem for task in tasks] == list(_SENTENCES)
    for task in tasks:
        assert (task.section, task.deadline.due.isoformat()) == ("加强水源保护", "2026-12-31")
        assert (task.units.responsible, task.units.cooperating) == (("东湖区",), ("市水务局", "市财政局"))
    assert not _read(page.replace("| 市水务局\n市财政局\n", "", 1))  # whose rows are not alike
    assert not _read(page.replace("| 2025-2026\n", "| 120万元\n"))


def test_two_years_are_a_range():
    assert parse_deadline("2025-2027").due.isoformat() == "2027-12-31"
    assert parse_deadline("2025-2027").kind == "date"
    assert parse_deadline("5-7").due is None


_LIST = "东湖区\n矿山整治不够到位\n\n1东坡石场没有复绿，弃渣未清运。\n\n2南坪水源地三眼水井没有计量设施。\n\n3西湾污水处理厂提标改造未按期完成。\n"


def test_a_list_of_problems_counts_its_tasks():
    tasks = _read("示例市环境保护督察反馈问题清单\n" + _LIST)
    assert [(task.number, task.problem[:4], task.section) for task in tasks] == [
        ("1", "东坡石场", "矿山整治不够到位"), ("2", "南坪水源", "矿山整治不够到位"), ("3", "西湾污水", "矿山整治不够到位"),
    ]


@pytest.mark.parametrize("trap", [
    "示例市环境保护工作简报\n" + _LIST,
    "示例市环境保护督察反馈问题清单\n" + _LIST.replace("\n3西湾", "\n4西湾"),
    "示例市环境保护督察反馈问题清单\n" + _LIST.replace("未按期完成", "如期完工"),
    "示例市效能督查问题清单\n1窗口人员未按时到岗，排队时间长。\n\n2政务公开栏更新滞后，信息缺失。\n\n3信访件没有登记，答复缓慢，未提及环境。\n",
])
def test_other_lists_are_no_problems(trap):
    assert not _read(trap)


_SHARED = "整改目标：取土坑全部复绿。\n整改措施：\n1.摸清底数。\n2.覆土补植。\n责任单位：市自然资源局\n整改完成情况：已完成补植。\n"


def test_fields_below_the_last_of_several_problems_hold_for_all():
    tasks = _read("现将整改情况公示如下。\n反馈问题1：东坡取土坑底数不清。\n反馈问题2：东坡取土坑尚有两处裸露。\n" + _SHARED)
    assert [(task.number, task.problem) for task in tasks] == [("1", "东坡取土坑底数不清。"), ("2", "东坡取土坑尚有两处裸露。")]
    for task in tasks:
        assert (len(task.measures), task.units.responsible) == (2, ("市自然资源局",))


def test_problems_in_a_row_without_fields_are_no_tasks():
    assert not _read("座谈提纲如下。\n问题1：东坡取土坑底数清楚吗。\n问题2：取土坑何时裸露。\n联系人：市水务局办公室\n")


def test_a_number_in_a_heading_of_the_answer_is_that_of_the_task():
    assert number_in("《方案一》问题二十三整改销号情况") == "23"
    assert number_in("问题一一整改到位") is None
    (task,) = _read(
        "现就整改销号情况公示如下：\n一、《方案一》问题二十三整改销号情况\n整改目标：取土坑全部复绿。\n整改措施：\n1.2025年6月底前，覆土补植。\n2.加强巡查。\n整改成效：\n1.已补植。\n"
    )
    assert (task.number, len(task.measures)) == ("23", 2)


def test_complaints_that_open_with_the_label_of_their_problem_are_counted():
    tasks = _read("示例市交办信访举报件办理情况\n" + "".join(
        f"{n}、交办问题基本情况：东湖区{name}夜间排放油烟，污染空气。\n行政区域：东湖区\n污染类型：油烟\n调查核实情况：经查，反映问题属实。\n处理和整改情况：责令限期安装净化器。\n"
        for n, name in ((1, "南坪饭店"), (2, "北沟烧烤店"))
    ))
    assert [(task.number, task.problem) for task in tasks] == [
        ("1", "东湖区南坪饭店夜间排放油烟，污染空气。"), ("2", "东湖区北沟烧烤店夜间排放油烟，污染空气。"),
    ]


def test_a_barred_table_that_breaks_off_behind_its_code_keeps_its_row():
    heads = "序号|受理编号|交办问题基本情况|行政区域|问题类型|调查核实情况|是否属实|处理和整改情况|是否办结".replace("|", " |\n") + " |\n"
    (task,) = _read(f"公开单位：示例县\n{heads}1 |\nX3CQ202405230057 |\n东坡石场没有环保设施，产生大量粉尘扰民。1.石场占用林地。2.弃渣堆在河滩。")
    assert task.number == "1"
    assert task.problem.startswith("东坡石场没有环保设施")


_AUDIT = (
    "示例市审计局审计结果公告 2025年第8号 东湖区监测能力建设情况审计调查结果 根据规定进行了专项审计调查。现将结果公告如下： 一、审计调查基本情况 "
    "东湖区累计投入专项资金104.1万元，用于监测站建设。 二、审计调查评价意见 审计调查结果表明，监测能力得到改善。 三、审计调查发现的主要问题 "
    "{problem} — 1 — 四、审计处理情况和建议 对上述问题，市审计局已依法出具了审计报告，要求生态环境局落实到位。 五、审计发现问题的整改情况 "
    "目前，市生态环境局东湖分局积极配合安装工作，推动工作尽快完成。 — 2 —"
)


def test_an_audit_in_one_line_tells_what_it_found():
    (task,) = _read("审计结果公告202508.pdf\n" + _AUDIT.format(problem="南坪水质自动监测站建成后未联网，监测数据缺失。"))
    assert (task.number, task.problem) == ("1", "南坪水质自动监测站建成后未联网，监测数据缺失。")
    assert task.status.progress == "in_progress"  # not done because it soon will be
    assert number_in("2025年第8号") is None
    assert number_in("2025年第8号问题") == "8"


def test_an_audit_of_money_is_no_task():
    assert not _read("审计结果公告202508.pdf\n" + _AUDIT.format(problem="差旅费报销手续不全，多报销2.1万元。"))


def test_a_complaint_that_is_put_right_by_now_says_so_in_its_last_sentence():
    text = (
        "示例市交办信访举报件办理情况\n1、交办问题基本情况：东湖区南坪饭店夜间排放油烟，污染空气。\n行政区域：东湖区\n调查核实情况：经查，反映问题属实。\n"
        "处理和整改情况：责令三日内整改。目前，该商户已整改完毕，街道将督促其清洗维护。\n"
    )
    (task,) = _read(text)
    assert (task.status.text, task.status.progress) == ("该商户已整改完毕", "completed")
    (task,) = _read(text.replace("街道将督促", "其余商户正在整改，街道将督促"))
    assert task.status.progress is None
