"""Documents that tell their tasks in sentences, and texts of other genres that speak of the same matters and hold no task."""

import pytest

from geomon.documents import read_document, read_text, source_of_text
from geomon.documents.confidence import ASKED, IN_PROSE
from geomon.documents.doubts import SENTENCES, sentence
from geomon.errors import NoTasks


def _tasks(text: str):
    return read_text(source_of_text(text), "x.txt", "0" * 64).tasks


PUT_RIGHT = """南坪县石背电站退出销号的公示
石背电站位于南坪县西湾沟,是一座引水式电站。在小水电清理整改中发现该电站未办理取水许可、没有生态流量下泄设施。2021年4月县政府与业主签订退出协议,2021年9月拆除发电机组。
11月2日县清理整改工作领导小组对退出情况进行了现场核查,认为石背电站退出整改工作已完成,同意验收。如有异议,请在公示期内向县水务局反映。
公示时间:2021年11月5日至11月11日。
南坪县水务局
2021年11月5日
"""


def test_a_notice_that_one_thing_was_put_right_is_one_task():
    (task,) = _tasks(PUT_RIGHT)
    assert task.number == "1"
    assert task.problem.startswith("石背电站位于") and task.problem.endswith("没有生态流量下泄设施。")
    assert (task.status.text, task.status.progress) == ("同意验收", "accepted")
    assert task.deadline.kind == "none"
    assert "拆除发电机组" in task.measures[0].text and "异议" not in task.measures[0].text


def test_a_task_told_in_prose_is_marked_to_be_checked_as_a_whole():
    (task,) = _tasks(PUT_RIGHT)
    (doubt,) = (d for d in task.doubts if d.kind == "told-in-prose")
    assert task.confidence == IN_PROSE < ASKED
    assert "石背电站" in PUT_RIGHT[slice(*doubt.span)]
    assert sentence(doubt) == SENTENCES["told-in-prose"]


def test_a_quoted_problem_is_the_problem():
    (task,) = _tasks("根据示例省人大环境问题清单:“西湾工业园监测能力不足”的问题。经核查,园区已建成监测站两座。现将整改情况予以公示,公示期7天。")
    assert task.problem == "西湾工业园监测能力不足"
    assert "监测站两座" in task.measures[0].text and "公示期" not in task.measures[0].text


ITEM = """关于省督察反馈第十五项问题整改完成情况的公示
根据督察整改方案，第十五项问题“{problem}”，由县水利局牵头整改。目前两处农家乐已全部拆除，达到销号要求。
公示期5个工作日。
"""


def test_a_problem_quoted_behind_its_number_has_number_lead_and_state():
    (task,) = _tasks(ITEM.format(problem="东坡水库二级保护区内有农家乐"))
    assert (task.number, task.problem, task.units.lead) == ("15", "东坡水库二级保护区内有农家乐", ("县水利局",))
    assert (task.status.text, task.status.progress) == ("达到销号要求", "completed")


def test_several_problems_quoted_together_are_not_one():
    assert not _tasks("反馈问题整改情况公示\n督察组反馈我县“东坡河水质不达标”和“南坪填埋场渗漏”等问题。我县已完成整改。现予公示。\n")


def test_what_is_demanded_is_not_done():
    (task,) = _tasks("关于石背电站的督办通知\n西湾镇人民政府：\n督查发现，石背电站位于保护区核心区内，至今尚未关停。"
                     "请你镇督促业主于2021年6月30日前拆除发电设施，完成整改。\n")
    assert (task.status.text, task.status.progress) == ("至今尚未关停", "in_progress")
    assert task.deadline.due.isoformat() == "2021-06-30"


def test_a_step_above_the_word_on_the_whole_is_no_problem_of_its_own():
    (task,) = _tasks("石背水库网箱养殖问题整改销号公示\n2017年督察指出，石背水库网箱养殖污染问题突出。经过整治，\n1.取缔网箱；\n2.补偿渔民；\n3.水质恢复。\n"
                     "该问题已整改完成，拟予销号，现进行公示。\n")
    assert task.problem.startswith("2017年督察指出")
    assert (task.status.text, task.status.progress, len(task.measures)) == ("该问题已整改完成", "completed", 3)


HANDED_OVER = """水源地环境问题交办单整改进展情况
2019年4月11日省督查组发现东坡农庄占用饮用水水源二级保护区建设凉亭，13日向示例市下发交办单。要求2019年11月30日前整改到位。
根据上述问题，东湖区制定了整改方案。{state}，内容如下：
1、凉亭已拆除。
2、标志牌已补设。
示例市人民政府
2019年8月2日
"""


@pytest.mark.parametrize(("said", "progress"), [("目前已完成全部整改工作", "completed"), ("目前尚未完成整改", "in_progress")])
def test_a_hand_over_has_its_deadline_its_state_and_its_steps(said, progress):
    (task,) = _tasks(HANDED_OVER.format(state=said))
    assert task.problem.startswith("2019年4月11日省督查组发现东坡农庄") and "整改到位" not in task.problem
    assert (task.deadline.text, task.deadline.due.isoformat()) == ("2019年11月30日前", "2019-11-30")
    assert (task.status.text, task.status.progress) == (said, progress)
    assert [measure.number for measure in task.measures] == ["1", "2"]


LISTED = """示例市审计反馈问题整改完成情况公示
审计反馈问题由市水务局牵头整改2个,分别是南坪3处镇级水源地未设置标识牌;西湾村河道内有5艘采砂船未清走。反馈问题均已整改完毕。现公示如下:
1.南坪3处水源地标识牌已设置。
2.西湾村5艘采砂船已拖离。{more}
附件:照片
"""


def test_problems_listed_in_a_sentence_are_a_task_each_with_its_result():
    first, second = _tasks(LISTED.format(more=""))
    assert (first.number, first.problem) == ("1", "南坪3处镇级水源地未设置标识牌")
    assert (second.number, second.problem) == ("2", "西湾村河道内有5艘采砂船未清走")
    assert "标识牌已设置" in first.measures[0].text and "拖离" in second.measures[0].text
    for task in (first, second):
        assert (task.units.lead, task.status.progress) == (("市水务局",), "completed")


def test_results_that_are_not_as_many_as_the_problems_are_not_taken_for_them():
    assert not _tasks(LISTED.format(more="\n3.船坞已封闭。"))


PARAGRAPHS = """关于东坡填埋场和南坪填埋场环境问题整改销号的公示
按照督察反馈整改任务清单，要求我县整改{count}个项目，目前已完成整改任务。
一是东坡填埋场由于渗滤液处理规模小，造成出水水质不稳定。为确保达标排放，我县于2018年5月新建一套处理设备，2019年3月通过验收。
二是南坪填埋场建设较早，没有防渗设施，积存渗滤液约2万立方米。为此，县城管局于2018年7月开工治理，目前已竣工验收。
公示期为5个工作日。
"""


def test_a_paragraph_each_is_a_task_each():
    first, second = _tasks(PARAGRAPHS.format(count="两"))
    assert (first.problem, second.problem[-10:]) == ("东坡填埋场由于渗滤液处理规模小，造成出水水质不稳定。", "渗滤液约2万立方米。")
    assert first.measures[0].text.startswith("为确保达标排放")
    assert [task.status.progress for task in (first, second)] == ["completed", "completed"]


def test_paragraphs_that_are_fewer_than_the_opening_counts_are_not_all_of_them():
    assert not _tasks(PARAGRAPHS.format(count="五"))


FINDING = """检查东坡生活垃圾填埋场
检查内容：防渗设施是否完好。
{found}：一是坝前防渗膜破损；二是垃圾未按要求覆土
整改进展情况
1、更换防渗膜。一是坝前防渗膜已更换；二是挡土墙已浇筑。
2、覆土碾压。已覆土30公分。
东湖县人民政府
"""


@pytest.mark.parametrize("found", ["检查发现", "督查组发现问题", "存在的主要问题"])
def test_a_finding_and_what_was_done_about_it_are_one_task(found):
    (task,) = _tasks(FINDING.format(found=found))
    assert task.problem == "一是坝前防渗膜破损；二是垃圾未按要求覆土"
    assert [measure.number for measure in task.measures] == ["1", "2"]


def test_two_findings_in_a_text_are_not_one_task():
    assert not _tasks(FINDING.format(found="检查发现：南坪填埋场污水直排。\n现场检查发现"))


ANSWERED = """示例市关于水污染防治审计发现问题整改情况的函
一、总体情况
我市制定整改方案，审计发现问题均已采取措施。
二、具体整改情况
（一）南坪污水处理厂负荷率低。
{first}一是接通管网3公里；二是关停旧站。
（二）西湾河断面监测数据缺失。
该问题正在整改。已订购监测设备。
三、下一步工作
继续整改。
"""


def test_a_heading_with_an_answer_that_says_how_far_it_is_is_a_task():
    first, second = _tasks(ANSWERED.format(first="该问题已完成整改。"))
    assert [(task.number, task.section, task.status.progress) for task in (first, second)] == [
        ("1", "二、具体整改情况", "completed"), ("2", "二、具体整改情况", "in_progress"),
    ]
    assert (first.problem, len(first.measures)) == ("南坪污水处理厂负荷率低。", 2)
    assert "继续整改" not in "".join(measure.text for measure in second.measures)


def test_a_heading_whose_text_does_not_answer_for_it_is_no_task():
    assert [task.number for task in _tasks(ANSWERED.format(first="该厂建于2012年。"))] == ["2"]


def test_the_day_on_which_a_page_was_put_up_is_not_the_year_of_its_months():
    (task,) = _tasks("添加时间：2023-05-22\n2018年5月8日，督查组发现东坡农庄占用水源保护区。要求11月20日前整改到位。目前已完成整改，现予公示。\n")
    assert task.deadline.due.isoformat() == "2018-11-20"


def test_what_has_fields_is_left_to_the_layouts_of_fields():
    assert not any(d.kind == "told-in-prose" for task in _tasks("示例市整改方案\n1.东坡坑没有复绿，检查发现扬尘。\n责任单位：市水务局\n整改时限：2025年6月底\n2.南坪井没有封填。\n责任单位：市水务局\n整改时限：2025年7月底\n公示期7天，已完成整改。\n") for d in task.doubts)


TRAPS = {
    "news of many plans": "七地公开督察整改方案\n近日，七个省市对外公开中央生态环境保护督察整改方案。督察发现，一些地方黑臭水体治理滞后，污水直排。七省市共确定整改任务417项，截至目前已完成整改313项，其余正在推进。",
    "news of one works": "东坡石料厂变身花园\n本报讯（记者 甲）督察组交办后，东坡石料厂扬尘污染问题已完成整改。走进厂区，绿树成荫。据介绍，该厂投资300万元安装了喷淋设施。",
    "rules": "示例市督察整改工作办法\n第一条 为规范督察整改工作，根据有关规定，制定本办法。\n第二条 督察发现的环境问题，应当于方案印发后60日前完成整改。\n第三条 整改完成后应当公示，公示期不少于5个工作日。",
    "method of closing": "关于做好督察整改验收销号工作的通知\n各县区：为规范整改验收销号工作，督察反馈的环境问题整改完成后，由责任单位申请验收，验收通过后公示，公示期5个工作日，无异议的予以销号。未按要求整改到位的，不得销号。",
    "speech": "在全市生态环境保护大会上的讲话\n同志们：督察反馈指出我市污水直排、扬尘污染问题突出，必须按期整改到位。要求各地2025年6月底前完成整改，已完成整改的要公示销号。",
    "vacancy": "示例市生态环境局公开招聘公示\n根据招聘方案，经考试、体检，拟聘用甲等3人从事督察整改工作，现予公示，公示期7天。如发现未按规定报名等问题，请在公示期内反映，情况属实的责令整改。",
    "statistics": "2024年示例市生态环境状况公报\n2024年，全市检查企业312家次，发现环境违法问题45个，均已完成整改。PM2.5浓度同比下降3.1%，未发生重大环境污染事件，公示情况良好。",
    "minutes": "示例市督察整改调度会会议纪要\n会议听取了东坡填埋场渗漏问题整改情况汇报。会议指出，督察发现的问题尚未整改到位，要求2025年6月底前完成整改并公示。",
    "invitation to tender": "东坡垃圾填埋场渗滤液整改工程中标公示\n东坡垃圾填埋场存在渗漏问题，经督察组交办需限期整改。本项目评标已结束，中标人为甲公司，现予公示，公示期3天。",
    "environmental impact": "东坡化工厂技改项目竣工环境保护验收公示\n项目建成后未发现废水直排，污染物达标，通过竣工环境保护验收，整改意见已落实，整改完成，现予公示，公示期20个工作日。",
    "party inspection": "中共示例市水务局党组关于巡察整改进展情况的通报\n市委巡察组反馈指出，局党组对河道监管不力、学习不够。局党组已完成整改，要求2025年6月底前整改到位。",
    "permission": "关于拟审批东坡采石场延续采矿许可的公示\n东坡采石场经检查未发现越界开采，原有扬尘问题已完成整改，拟批准延续，现予公示，公示期10天。",
    "praise": "示例市督察整改先进集体表彰公示\n东坡村发现污水直排问题后立即整改到位，已完成整改，拟评为先进集体，公示期5天。",
    "cells as lines": "示例市督察群众举报问题查处情况公示\n序号\n举报内容\n行政区域\n调查核实\n整改情况\n"
    "1\n经检查，东坡石料厂堆场扬尘污染严重，未覆盖。\n东湖县\n属实。\n堆场已加盖，已完成整改。\n2\n举报反映南坪猪场臭味扰民。\n东湖县\n属实。\n限期整改。",
    "fields inside a paragraph": "示例市整改公示\n督察发现“东坡石料厂扬尘污染严重”的问题。整改措施：安装喷淋。整改情况：已完成整改。",
    "safety of fire": "检查东坡商场\n检查发现：灭火器过期，通道堵塞。\n整改情况\n1、更换灭火器。已完成整改。",
    "news of a finding": "督察进行时\n检查发现：东坡河污水直排，黑臭。\n整改情况：已完成整改。\n（记者 甲）",
    "audit of a budget": "关于2024年度预算执行审计查出问题整改情况的报告\n（一）生态环境项目预算编制不细。\n该问题已完成整改。一是细化预算。二是开展培训。",
    "how complaints are taken": "信访举报受理办法\n一、受理编号规则：举报环境污染问题的信访件，按日期编号，转办后限期整改。",
    "news of a visit": "为推进督察整改工作，督查组对东坡市督察整改情况进行现场抽查。\n督查组到东坡污水处理厂，针对其污水溢流问题，实地督导管网改造进度。"
    "\n截至目前，督察案件大部分已完成整改，其余正在推进。\n",
    "news without a byline": "近日，示例市交办信访件整改情况核查完成，核查组发现东坡养殖场粪污直排问题已整改到位，现场填写核查结论，要求企业落实责任。",
    "a report to deputies": "关于审计查出问题整改情况的报告\n主任、各位副主任、各位委员：\n现将整改情况报告如下：\n（一）污水处理费征收不到位。\n"
    "该问题已完成整改。一是追缴。",
    "safety of food": "东坡酒楼食品安全检查情况\n检查发现：垃圾桶未加盖，油烟直排。\n整改情况\n1、加盖。2、安装净化器，已完成整改。",
    "works that are finished": "东坡水库除险加固工程完工公示\n东坡水库存在渗漏隐患，工程于2024年开工，已完成施工任务，通过竣工验收，现予公示。",
    "a survey": "土壤污染状况调查报告评审公示\n东坡地块原为化工厂，存在污染风险，调查报告通过评审，整改意见已落实完成，现公示。",
    "a penalty": "示例县水利局行政处罚信息公示\n当事人东坡公司擅自采砂，经调查属实，责令停产整改，罚款5万元，已完成整改。公示期限三个月。",
    "an answer to a deputy": "提案答复公示\n您提出的提案收悉。经研究，东坡河存在污水直排问题，我局已完成整改方案，要求2025年底前整改到位。现予公示。",
    "forecast": "今日空气质量\n今天受沙尘影响，扬尘污染明显，市民应减少外出。",
    "announcement of an inspection": "关于督察进驻的公告\n督察组进驻期间设立信箱，受理群众举报的环境污染问题，举报电话见公告。对举报的问题将责令限期整改。",
    "plan of work in prose": "示例市2025年水污染防治工作要点\n针对督察发现的黑臭水体治理滞后问题，2025年要加快整改，确保6月底前整改到位，完成整改后公示。",
    "many at once": "示例县交办案件办理情况公示\n督察组共交办我县信访件86件，主要反映养殖臭气扰民、污水直排，目前已办结80件，完成整改的予以公示，公示期5天。",
    "explanation": "督察整改销号政策解读\n问：督察发现的污染问题怎样才算整改完成？答：应当由县级自查、市级验收，验收通过并公示后予以销号。",
    "numbered work": "示例市督察整改工作情况公示\n督察反馈指出我市存在固废管理不力问题。\n一、加强领导。成立领导小组，完成整改方案。\n二、健全制度。出台管理制度，已完成整改。\n公示期7天。",
}


@pytest.mark.parametrize("name", TRAPS)
def test_a_text_of_another_genre_is_refused(name, tmp_path):
    path = tmp_path / "trap.txt"
    path.write_text(TRAPS[name] + "\n", encoding="utf-8")
    with pytest.raises(NoTasks):
        read_document(path)


SUPERVISED = """关于对2家单位严重超标问题挂牌督办的通知
请有关部门督促落实督办要求，做到整改到位。
一、东坡县热力公司
基本情况：经核实，该单位第一季度烟尘超标62天。其中，二氧化硫超标30天。
督办要求：责令限期整改，实现达标排放。
{limit}本通知印发之日起6个月内完成。
二、南坪水质净化有限公司
基本情况：经核实，该单位氨氮超标14天。
督办要求：依法处罚，责令限期整改。
"""


def test_a_case_under_supervision_is_named_by_its_heading():
    first, second = _tasks(SUPERVISED.format(limit="督办期限："))
    assert [(task.number, task.title) for task in (first, second)] == [("1", "东坡县热力公司"), ("2", "南坪水质净化有限公司")]
    assert first.problem == "经核实，该单位第一季度烟尘超标62天。其中，二氧化硫超标30天。"
    assert (first.deadline.kind, first.goal, second.deadline.kind) == ("relative", "责令限期整改，实现达标排放。", "none")


def test_headings_above_other_facts_are_no_cases_under_supervision():
    text = "关于督办工作的通知\n一、总体情况\n基本情况：全市开展督办。\n二、有关安排\n工作要求：按期报送。\n"
    assert not _tasks(text)


SHEET = """{name}
（一）排口类型。城镇雨洪排口；
（二）溯源情况。雨水经农田排入河道，有一处生活污水接入；
（三）责任主体及主管部门。责任主体为东坡镇政府，该排口主管部门为市水务局；
（四）整治措施。封堵污水接入口；
（五）整治成效。污水不再入河。
"""


def test_a_sheet_whose_labels_end_in_a_full_stop_is_one_task():
    (task,) = _tasks(SHEET.format(name="东坡镇石桥下游30米排口"))
    assert (task.number, task.title, task.units.responsible) == ("1", "东坡镇石桥下游30米排口", ("东坡镇", "市水务局"))
    assert task.problem == "雨水经农田排入河道，有一处生活污水接入"
    assert [measure.text for measure in task.measures] == ["封堵污水接入口"]


def test_a_chapter_of_such_sentences_is_no_sheet():
    assert "石桥" not in "".join(str(task.title) for task in _tasks(SHEET.format(name="石桥片区整治工作要求")))


def test_asterisks_that_stand_for_names_are_no_emphasis():
    masked = "****局整改情况报告\n反馈问题：东坡取土坑尚有两处裸露，**市**县没有方案。\n责任单位：市自然资源局\n整改时限：2025年12月底\n"
    assert [task.problem for task in _tasks(masked)] == ["东坡取土坑尚有两处裸露，**市**县没有方案。"]
    assert [task.problem for task in _tasks(masked.replace("****", "示例"))] == ["东坡取土坑尚有两处裸露，市县没有方案。"]


ONCE = """示例市督察整改办：
督察反馈的“取土坑复绿缓慢”问题，已落实整改措施，现将自验情况报告如下：
一、问题整改情况
{found}：东坡取土坑尚有两处裸露，没有方案。
责任单位：市自然资源局
整改时限：2025年12月底
二、整改措施及落实情况
整改措施：补植灌木。
"""


def test_fields_that_stand_once_under_chapters_of_no_field_are_one_task():
    (task,) = _tasks(ONCE.format(found="督察报告指出"))
    assert task.problem == "东坡取土坑尚有两处裸露，没有方案。"
    assert (task.deadline.due.isoformat(), task.units.responsible) == ("2025-12-31", ("市自然资源局",))
    assert [measure.text for measure in task.measures] == ["补植灌木。"]
    (masked,) = _tasks(ONCE.format(found="督察报告指出").replace("：东坡", "：**市东坡").replace("示例市督察", "****督察"))
    assert masked.problem == "**市东坡取土坑尚有两处裸露，没有方案。"


def test_fields_without_a_problem_are_no_task():
    assert not _tasks(ONCE.format(found="有关背景材料"))


LISTING = """关于加快水污染防治项目建设的通知
各区县要加快推进项目建设，对未完成治理任务的企业停产整治。
附件：
{heading}
序号
项 目 名 称
责任单位
1
东坡镇污水处理厂扩建工程
东坡县人民政府
2
南坪酒厂废水治理工程
南坪县人民政府
"""


def test_a_short_list_of_what_is_late_is_a_task_a_row():
    tasks = _tasks(LISTING.format(heading="水污染治理进度滞后项目名单"))
    assert [(task.number, task.problem, task.units.responsible) for task in tasks] == [
        ("1", "东坡镇污水处理厂扩建工程", ("东坡县",)), ("2", "南坪酒厂废水治理工程", ("南坪县",)),
    ]


def test_a_short_list_of_what_was_approved_holds_no_task():
    assert not _tasks(LISTING.format(heading="本年度新开工项目名单"))
