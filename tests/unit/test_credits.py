"""Units in a bracket that closes a task of an annual plan, however the bracket is set."""

import pytest

from geomon.documents import read_text, source_of_text
from geomon.documents.credit import find_credit, read_credit

PLAN = """东湖市土壤污染防治工作方案

为做好土壤污染防治，制定本方案。

一、总体要求

稳步推进。

二、主要任务

（一）摸清底数。

1.查明污染耕地。2021年6月底前完成采样，2021年10月底前完成制图。{credit}
"""


def read(text):
    return read_text(source_of_text(text), "plan.txt", "0" * 64)


@pytest.mark.parametrize(
    ("credit", "lead", "others", "implementing"),
    [
        ("（市林业局牵头，市财政局、农业局参与，各县（区）政府负责落实）", ("市林业局",), ("市财政局", "市农业局"), ("各县（区）",)),
        ("【市林业局牵头，市财政局、农业局配合】", ("市林业局",), ("市财政局", "市农业局"), ()),
        ("[市林业局牵头，市财政局、农业局配合，各县（区）政府负责落实)]", ("市林业局",), ("市财政局", "市农业局"), ("各县（区）",)),
        ("(市林 业局牵头,市财政局、农 业局参 与。以下均需各乡镇落实,不再列出)", ("市林业局",), ("市财政局", "市农业局"), ()),
        ("（牵头单位：市林业局；配合单位：市财政局、农业局。以下均需各乡镇落实，不再列出。）", ("市林业局",), ("市财政局", "市农业局"), ()),
    ],
)
def test_the_one_task_of_a_page_has_its_units_whatever_the_bracket(credit, lead, others, implementing):
    (task,) = read(PLAN.format(credit=credit)).tasks
    assert task.number == "(一)1"
    assert (task.units.lead, task.units.cooperating, task.units.implementing) == (lead, others, implementing)
    assert "牵头" not in task.problem


def test_a_remark_on_the_order_of_names_is_no_unit():
    credit = "（责任单位：市林业局、市财政局，各乡镇街道。排在第一位的为牵头单位，下同。）"
    (task,) = read(PLAN.format(credit=credit)).tasks
    assert task.units.responsible == ("市林业局", "市财政局", "各乡镇街道")


def test_a_plan_whose_tasks_have_only_a_bracket_is_a_work_plan_with_milestones():
    document = read(PLAN.format(credit="（市林业局牵头）"))
    assert document.kind == "workplan"
    assert [str(milestone.due) for milestone in document.tasks[0].milestones] == ["2021-06-30", "2021-10-31"]


def test_where_each_chapter_counts_anew_the_number_holds_the_chapter():
    text = PLAN.format(credit="（市林业局牵头）") + "三、保护耕地\n（一）摸清底数。\n1.复查耕地，划定类别。（市林业局牵头）\n"
    assert [task.number for task in read(text).tasks] == ["二(一)1", "三(一)1"]


def test_a_page_of_a_plan_of_another_matter_holds_no_task():
    text = PLAN.replace("土壤污染防治", "招商引资").replace("污染耕地", "闲置厂房")
    assert not read(text.format(credit="（市林业局牵头）")).tasks


@pytest.mark.parametrize("text", ["完成清淤（长3公里）。", "完成清淤（见附表，按月更新）", "清淤完成", "市林业局牵头）", "（一）", "）"])
def test_a_bracket_without_units_is_no_credit(text):
    assert find_credit(text) is None


def test_the_start_of_a_credit_is_where_it_is_printed():
    text = "市林 业局牵头，市财 政局参 与"
    assert [text[start : start + len(units)] for _, units, start in read_credit(text)] == ["市林 业局", "市财 政局"]


def test_a_plan_for_business_is_none_for_the_environment():
    text = (
        "优化营商环境重点任务分工方案\n一、主要任务\n（一）压减审批\n1.压减材料，推行容缺受理。（市政务局牵头，市商务局配合）\n"
        "2.推行一网通办，缩短时限。（市数据局牵头）\n"
    )
    assert not read(text).tasks
    assert len(read(text.replace("压减材料，推行容缺受理", "清理河道垃圾")).tasks) == 2


@pytest.mark.parametrize(
    ("bracket", "inside"),
    [
        ("[市水务局牵头)）]", "市水务局牵头"),
        ("[市水务局牵头（待定）]", "市水务局牵头（待定）"),
        ("[市水务局牵头（待定）)]", "市水务局牵头（待定）"),
        ("[市水务局（待定））牵头]", "市水务局（待定））牵头"),
        ("[市水务局牵头（待定]", "市水务局牵头（待定"),
    ],
)
def test_only_brackets_that_close_none_are_cut_off(bracket, inside):
    text = f"完成清淤。{bracket}"
    assert text[slice(*find_credit(text))] == inside
