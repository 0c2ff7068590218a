"""Deadlines, units and measures that sentences of a notice tell: what is a field of the task, and what belongs to something else."""

import time

import pytest

from geomon.documents import read_text, source_of_text
from geomon.documents.said_fields import deadline_in, leader_in
from geomon.documents.sentences import sentences

NOTICE = """石桥县柳湾采石场粉尘污染问题整改情况公示
2024年5月，省生态环境保护督察组发现{fault}破碎工序没有密闭，粉尘污染周边村庄。{told}2024年11月已完成整改，通过县级验收。
公示期：2024年12月1日至12月7日
"""


def _task(told: str, fault: str = "柳湾采石场"):
    (task,) = read_text(source_of_text(NOTICE.format(fault=fault, told=told)), "x.txt", "0" * 64).tasks
    return task


def _measures(task) -> str:
    return "".join(measure.text for measure in task.measures)


@pytest.mark.parametrize(
    "told", ["采矿许可证有效期限为2029年12月。", "该厂租赁期限至2031年6月，镇政府督促安装喷淋设施4套。", "企业停产期限为2024年6月底前。"]
)
def test_a_term_of_something_else_is_no_deadline(told: str) -> None:
    task = _task(told)
    assert task.deadline.text == "" and told in _measures(task)


def test_the_term_of_a_licence_in_the_sentence_of_the_fault_is_no_deadline() -> None:
    assert _task("", "，柳湾采石场采矿许可证期限至2029年12月，").deadline.text == ""


@pytest.mark.parametrize(
    ("told", "due"),
    [("整改时限为2024年12月底。", "2024年12月底"), ("完成时间为2024年10月底前。", "2024年10月底前"), ("整改期限至2024年12月。", "2024年12月")],
)
def test_the_deadline_of_the_remedy_is_one(told: str, due: str) -> None:
    assert _task(told).deadline.text == due


@pytest.mark.parametrize(
    "told", ["该问题由柳湾镇人民政府负责，安装布袋除尘器4套，硬化道路3公里。", "整改工作由柳湾镇人民政府负责组织，安装布袋除尘器4套。"]
)
def test_what_was_done_stands_beside_who_answers(told: str) -> None:
    task = _task(told)
    assert task.units.responsible == ("柳湾镇",) and "安装布袋除尘器4套" in _measures(task)


@pytest.mark.parametrize(
    "told", ["该问题由柳湾镇人民政府负责。", "该项任务由柳湾镇人民政府负责，县生态环境局配合，要求2024年12月底前完成整改。"]
)
def test_a_sentence_of_nothing_but_fields_is_no_measure(told: str) -> None:
    assert _task(told).units.responsible == ("柳湾镇",) and "负责" not in _measures(_task(told))


def test_a_day_that_was_set_anew_is_the_deadline() -> None:
    told = "该厂原整改方案要求2023年6月底前完成整改，逾期未完成。县政府重新明确整改时限为2024年12月底。"
    assert _task(told).deadline.text == "2024年12月底"
    assert _task("整改方案要求2024年6月底前完成整改。完成时间为2024年12月底。").deadline.text == "2024年6月底前"


def test_the_day_of_a_step_is_no_deadline() -> None:
    assert _task("整改方案明确2024年9月底前完成整改方案编制，12月底前完成整改。").deadline.text == "12月底前"
    assert _task("要求2024年9月底前完成整改方案所列任务。").deadline.text == "2024年9月底前"


@pytest.mark.parametrize("told", ["县纪委监委牵头开展问责，处理2人。", "县财政局牵头筹集资金400万元。", "县生态环境局牵头，组织专家论证。"])
def test_who_leads_something_besides_leads_no_remedy(told: str) -> None:
    assert (_task(told).units.lead, _task(told).units.responsible) == ((), ())


@pytest.mark.parametrize(
    "told", ["县工信局牵头关停破碎线2条。", "该问题由县工信局牵头整改。", "县工信局牵头制定整改方案。", "县工信局牵头，柳湾镇人民政府配合。"]
)
def test_who_leads_the_remedy_leads(told: str) -> None:
    assert _task(told).units.lead == ("县工信局",)


HEADED = """石桥县突出生态环境问题整改销号公示
根据市整改办要求，现将我县完成整改的2个问题公示如下。
一、柳湾砖厂烟气污染问题
{first}
县工信局牵头关停砖厂，拆除轮窑3座。2025年3月通过验收，同意销号。
二、沙河码头扬尘问题
{second}
镇政府督促业主建成围挡500米。该问题已整改完成。
公示期：2025年4月1日至4月7日
"""


def _headed(first: str, second: str):
    return read_text(source_of_text(HEADED.format(first=first, second=second)), "x.txt", "0" * 64).tasks


def test_a_demand_behind_the_fault_is_the_deadline_of_a_headed_section() -> None:
    first, second = _headed(
        "省督察组发现柳湾砖厂烟气未脱硫直接排放，要求2024年12月底前完成整改。", "沙河码头堆场没有围挡和喷淋，作业扬尘大，要求2024年10月底前完成整改。"
    )
    assert (first.deadline.text, second.deadline.text) == ("2024年12月底前", "2024年10月底前")
    assert (second.title, second.problem) == ("沙河码头扬尘问题", "沙河码头堆场没有围挡和喷淋，作业扬尘大")
    assert _measures(first).startswith("县工信局") and _measures(second).startswith("镇政府")


def test_a_headed_section_without_a_demand_has_no_deadline() -> None:
    first, second = _headed("柳湾砖厂烟气未脱硫直接排放，农田受到污染。", "沙河码头堆场没有围挡和喷淋，作业扬尘大。")
    assert (first.deadline.text, second.deadline.text) == ("", "")
    assert second.problem == "沙河码头堆场没有围挡和喷淋，作业扬尘大。"


PROJECT = """石桥县污水处理厂提标改造项目整改验收公示
石桥县污水处理厂位于柳湾镇，处理规模2万吨/日，服务老旧城区，{state}。县住建局完成提标改造，新建泵站3座。项目已通过验收。
公示期：2024年12月1日至12月7日
"""


def test_why_a_project_was_built_is_no_fault() -> None:
    assert not read_text(source_of_text(PROJECT.format(state="管网老化")), "x.txt", "0" * 64).tasks


def test_a_fault_is_one_in_the_notice_on_a_project_too() -> None:
    for text in (PROJECT.format(state="污水直排柳湾河"), PROJECT.format(state="管网老化").replace("项目整改", "项目问题整改")):
        assert len(read_text(source_of_text(text), "x.txt", "0" * 64).tasks) == 1


def test_a_long_line_takes_no_more_than_its_length() -> None:
    for piece in ("要求2024年12月底前", "县工信局牵头", "整改方案明确2024年", "由某局", "时限为"):
        told = sentences([(piece * (40_000 // len(piece)), 0)])
        began = time.perf_counter()
        deadline_in(told, named=True)
        leader_in(told)
        assert time.perf_counter() - began < 3
