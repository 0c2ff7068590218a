"""Notices that a thing was put right, told in paragraphs without labels or a finder, alone, bound together and under headings."""

import time
from types import SimpleNamespace

import pytest

from geomon.documents import read_text, source_of_text
from geomon.documents.checks import skipped_numbers
from geomon.documents.cut_zones import zones_of
from geomon.documents.outline import nodes_of


def _read(text: str):
    return read_text(source_of_text(text), "x.txt", "0" * 64)


SAND = """清河县关于白石滩砂场侵占河道问题整改销号的公示
根据省督察整改工作领导小组办公室关于整改销号工作的要求，现将我县白石滩砂场侵占河道问题整改情况公示如下。
白石滩砂场位于青衣镇石门村，2021年以来在河道管理范围内堆放砂石料约1.2万立方米，占用行洪断面。省督察组要求2023年12月底前完成清理。
县水利局会同青衣镇人民政府责令砂场停止生产，清运砂石料1.2万立方米，恢复河滩地18亩。
经县整改办组织验收，该问题已整改到位，同意销号。
公示期：2024年1月8日至1月12日。
监督电话：0838-5550000
清河县水利局
2024年1月8日
"""
PIGS = """关于马家沟养殖场粪污直排问题整改销号公示
根据市环委会办公室《关于做好整改销号工作的通知》要求，现将马家沟养殖场粪污直排问题整改情况予以公示，接受社会监督。
马家沟养殖场建于沙河镇马家沟村，粪污处理设施不完善，部分粪水经沟渠流入沙河。整改时限为2022年6月底。责任单位为沙河镇人民政府，督导单位为县农业农村局。
沙河镇人民政府督促养殖场新建三级沉淀池1座，封堵排口1处，粪污全部还田利用。
现该问题已整改完成，达到销号条件。
公示期5天，监督电话 0412-3330000。
"""
COAL = """示例区关于省督察反馈第27项问题整改销号的公示
按照《整改销号管理办法》有关规定，现将我区省督察反馈第27项问题整改情况公示如下，公示期为10个工作日，监督电话：0477-8580000。
我区长滩镇有洗煤厂6家，其中4家煤场未全封闭，每逢雨季煤泥水外溢进入纳林沟。该项任务由区能源局负责，长滩镇人民政府配合，要求在2021年10月31日前完成。
区能源局督促4家企业全部建成封闭煤棚；清运煤泥2.3万吨。经区整改办、区能源局联合验收，认定整改到位。
"""
LAKE = """关于南湖湿地公园内违建别墅问题整改完成的公示
根据市环委办关于整改销号的要求，现将南湖湿地公园内违建别墅问题整改情况公示如下：南湖湿地公园北岸有12栋别墅建于保育区内，未办理用地手续，占用湿地22亩。\
问题交办后，市林业局牵头制定整改方案，2020年11月拆除别墅12栋，恢复湿地22亩。目前，该问题已完成整改。公示时间为2020年12月14日至12月18日，监督电话：027-65600000。
"""


def test_a_paragraph_that_tells_a_fault_below_the_opening_is_the_problem() -> None:
    (task,) = _read(SAND).tasks
    assert task.problem.startswith("白石滩砂场位于") and task.problem.endswith("占用行洪断面。")
    assert (task.deadline.text, task.status.progress) == ("2023年12月底前", "accepted")
    assert "清运砂石料" in task.measures[0].text and "要求2023年" not in task.measures[0].text
    assert [mention.name for mention in task.mentions] == ["白石滩砂场"]
    assert [doubt.kind for doubt in task.doubts] == ["told-in-prose"]


def test_fields_that_a_sentence_names_are_read() -> None:
    (task,) = _read(PIGS).tasks
    assert task.problem.endswith("部分粪水经沟渠流入沙河。")
    assert (task.deadline.text, task.units.responsible, task.units.acceptance) == ("2022年6月底", ("沙河镇",), ("县农业农村局",))
    assert "时限" not in task.measures[0].text and task.status.progress == "completed"


def test_who_answers_and_who_helps_and_until_when() -> None:
    (task,) = _read(COAL).tasks
    assert (task.number, task.units.responsible, task.units.cooperating) == ("27", ("区能源局",), ("长滩镇",))
    assert task.deadline.due.isoformat() == "2021-10-31" and task.status.progress == "completed"


def test_an_opening_that_goes_on_in_its_line_is_no_part_of_the_problem() -> None:
    (task,) = _read(LAKE).tasks
    assert task.problem == "南湖湿地公园北岸有12栋别墅建于保育区内，未办理用地手续，占用湿地22亩。"
    assert "拆除别墅12栋" in task.measures[0].text and "公示" not in task.measures[0].text


def test_who_was_hired_for_a_plan_was_not_asked_to_meet_a_deadline() -> None:
    told = "青衣镇人民政府聘请第三方编制清理方案，2022年9月15日前完成全部清理，恢复河滩地18亩。"
    text = SAND.replace("省督察组要求2023年12月底前完成清理。", "").replace("县水利局会同青衣镇人民政府责令砂场停止生产，清运砂石料1.2万立方米，恢复河滩地18亩。", told)
    (task,) = _read(text).tasks
    assert task.deadline.kind == "none" and told in task.measures[0].text


SMOKE = """案件整改完成情况公示
根据边督边改工作要求，现将第12批D3JX202104280045号信访件整改完成情况公示如下。
前进村村民在池塘边焚烧电线皮，黑烟刺鼻，残渣倒入池塘。
镇政府组织执法队取缔焚烧点2处，清理残渣3吨。
目前，该案件已办结。
"""


def test_a_complaint_told_so_is_a_task() -> None:
    (task,) = _read(SMOKE).tasks
    assert task.problem.startswith("前进村村民") and task.status.progress == "closed"


TITLE = "关于{name}问题整改完成情况的公示\n根据市整改办要求，现将{name}问题整改情况公示如下。\n"
NUMBERED = "{number}整改任务完成情况公示\n根据督察整改工作要求，现将{number}整改任务完成情况公示如下。\n"
TELLING = "{name}没有围挡和喷淋，作业扬尘大，影响周边居民。\n石桥镇政府督促业主建成围挡400米。\n该问题已整改完成。\n公示期：2024年3月1日至3月7日\n监督电话：0500-111\n"


@pytest.mark.parametrize("head", [TITLE, NUMBERED])
def test_several_such_notices_bound_in_a_file_are_a_task_each(head: str) -> None:
    some = [("第三项", "东山码头"), ("第八项", "南河料场"), ("第十一项", "西坝渣场")]
    document = _read("".join((head + TELLING).format(number=number, name=name) for number, name in some))
    assert [task.problem[:4] for task in document.tasks] == [name for _, name in some]
    assert all(task.status.progress == "completed" and len(task.mentions) == 1 for task in document.tasks)
    if head == NUMBERED:
        assert [task.number for task in document.tasks] == ["3", "8", "11"]


def test_a_list_of_other_notices_below_is_no_notice() -> None:
    more = "关于东山码头问题整改完成情况的公示\n关于南河料场问题整改完成情况的公示\n"
    assert len(_read(SAND + more).tasks) == 1


HEADED = """石桥县第二批突出生态环境问题整改销号公示
根据市整改办通知要求，现将我县已完成整改的3个问题公示如下。
一、东山砖厂烟气污染问题
东山砖厂位于石桥镇，烟气未脱硫直接排放，周边农田受到污染。
县工信局牵头关停砖厂，拆除轮窑2座。2023年10月通过县级验收，同意销号。
二、南河码头扬尘问题
南河码头堆场没有围挡和喷淋，作业扬尘大。
石桥镇政府督促业主建成围挡400米。该问题已整改完成，同意销号。
三、西坝鱼塘违规养殖问题
西坝鱼塘违规投肥养殖，尾水排入水库。
县水利局清退养殖户3家，打捞网箱16口。目前已整改到位。
公示期：2023年11月1日至11月7日
"""


def test_headings_that_name_a_problem_each_are_tasks() -> None:
    first, second, third = _read(HEADED).tasks
    assert [task.title for task in (first, second, third)] == ["东山砖厂烟气污染问题", "南河码头扬尘问题", "西坝鱼塘违规养殖问题"]
    assert (first.units.lead, third.problem) == (("县工信局",), "西坝鱼塘违规投肥养殖，尾水排入水库。")
    assert [task.status.progress for task in (first, second, third)] == ["accepted", "accepted", "completed"]


def test_the_chapters_of_one_problem_are_one_task() -> None:
    text = """东山砖厂烟气污染问题整改情况公示
根据市整改办要求，现将有关情况公示如下。
一、问题基本情况
东山砖厂位于石桥镇，烟气未脱硫直接排放，周边农田受到污染。
二、整改落实情况
县工信局牵头关停砖厂，拆除轮窑2座，复垦土地35亩。
三、整改成效
2023年10月通过县级验收，同意销号。
公示期：2023年11月1日至11月7日
"""
    assert len(_read(text).tasks) == 1


@pytest.mark.parametrize(
    "text",
    [
        "关于东山砖厂技改项目环境影响评价公示\n根据环评管理要求，现将东山砖厂技改项目情况公示如下。\n东山砖厂烟气未脱硫直接排放，周边农田受到污染。"
        "项目整改完成后排放达标。\n公示期：2023年11月1日至11月7日\n",
        "东山镇水库移民资金整改情况公示\n根据审计要求，现将移民资金发放整改情况公示如下。\n移民补助资金未及时发放，涉及农户32户。"
        "镇财政所已补发资金12万元，整改到位。\n公示期：2023年11月1日至11月7日\n",
        "石桥县督察整改工作完成情况公示\n根据市整改办要求，现将我县整改工作完成情况公示如下。\n我县认真贯彻落实督察整改要求，环境质量持续改善。\n"
        "2023年，河流断面水质全部达标。未发生突发环境事件。\n公示期：2023年11月1日至11月7日\n",
    ],
)
def test_a_notice_that_tells_no_fault_first_or_of_another_matter_holds_no_task(text: str) -> None:
    assert not _read(text).tasks


def test_a_long_line_costs_no_more_than_its_length() -> None:
    begin = time.process_time()
    _read(SAND.replace("责令砂场停止生产", "由" + "责任单位为县水利局、整改任务由县水利局、" * 4000))
    assert time.process_time() - begin < 10


BOUND = (
    "石桥县第{}项整改任务完成情况公示\n2024年5月，省生态环境保护督察组发现柳湾石料厂破碎工序没有密闭，粉尘污染周边村庄。2024年11月已完成整改，通过县级验收。\n"
    "公示期：2024年12月1日至12月7日\n"
)


def test_many_notices_in_one_file_are_cut_and_counted_in_a_time_that_goes_with_their_number() -> None:
    source = source_of_text("".join(BOUND.format(n) for n in range(1, 6000)))
    nodes = nodes_of(source)
    begin = time.process_time()
    assert len(zones_of(source, nodes)) == 5999
    assert time.process_time() - begin < 3
    begin = time.process_time()
    tasks = [SimpleNamespace(number=str(n), part=n) for n in range(20_000)]
    assert not [*skipped_numbers(tasks)]
    assert time.process_time() - begin < 2


def test_a_number_that_is_told_in_parts_is_not_skipped() -> None:
    parts = [SimpleNamespace(number=number, part=None) for number in ("1", "2(1)", "2(2)", "3", "5")]
    assert [*skipped_numbers(parts)] == [(None, [4])]
