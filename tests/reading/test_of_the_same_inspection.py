"""A later table tells of a plan's tasks, or repeats a list, only where it is surely of the same inspection; its other rows stay tasks."""

from __future__ import annotations

import time
from pathlib import Path

import openpyxl
import pytest

from geomon.documents.read import read_document, read_text, source_of_text
from geomon.documents.same_inspection import inspection_of, may_be_one
from geomon.model import Document


def read(text: str) -> Document:
    return read_text(source_of_text(text), "page.md", "0" * 64)


def table(title: str, head: str, *rows: str) -> str:
    return title + "\n\n" + "\n".join(f"| {line} |" for line in (head, " | ".join(["---"] * (head.count("|") + 1)), *rows)) + "\n\n"


def states(document: Document) -> list[str | None]:
    return [task.status.progress for task in document.tasks]


_PLAN = """# 东湖市{year}生态环境保护督察反馈问题整改方案

一、石门镇污水处理站时开时停
（管网破损，溢流口长期出水）
整改措施：修复管网。
责任单位：石门镇人民政府
整改时限：2024年12月底
二、北塘镇垃圾填埋场渗滤液积存
（调节池没有加盖，积存2万吨）
整改措施：新建处理站。
责任单位：北塘镇人民政府
整改时限：2024年12月底

"""
_STATED = "序号 | 问题 | 完成情况"
_SAME = ("1 | 石门镇污水处理站时开时停 | 已销号", "2 | 北塘镇垃圾填埋场渗滤液积存 | 已销号")
_OTHER = ("1 | 石门镇污水处理站在线设备故障 | 已销号", "2 | 北塘镇垃圾填埋场臭气扰民 | 已销号")


@pytest.mark.parametrize("title", ["附表：东湖市问题销号情况表", "附表：东湖市2024年问题销号情况表", "附表：东湖市问题销号情况表（2025年1月）"])
def test_a_table_of_the_plan_s_tasks_tells_their_state(title: str) -> None:
    assert states(read(_PLAN.format(year="2024年") + table(title, _STATED, *_SAME))) == ["closed", "closed"]


@pytest.mark.parametrize(
    "title",
    ["附表：东湖市2022年问题销号情况表", "附表：东湖市自查问题销号情况表", "附表：东湖市二〇二二年度问题销号情况表", "附表：东湖市信访件销号情况表"],
)
def test_a_table_whose_title_names_another_inspection_tells_no_state_of_the_plan_s(title: str) -> None:
    assert states(read(_PLAN.format(year="2024年") + table(title, _STATED, *_SAME))) == [None, None]


def test_a_table_of_years_before_the_first_deadline_of_an_undated_plan_is_not_about_it() -> None:
    assert states(read(_PLAN.format(year="") + table("附表：东湖市2020年督察问题销号情况表", _STATED, *_SAME))) == [None, None]
    assert states(read(_PLAN.format(year="") + table("附表：东湖市2023年督察问题销号情况表", _STATED, *_SAME))) == ["closed", "closed"]


def test_the_place_alone_makes_no_row_a_task_of_the_plan() -> None:
    for year in ("2024年", ""):
        assert states(read(_PLAN.format(year=year) + table("附表：东湖市问题销号情况表", _STATED, *_OTHER))) == [None, None]
    with_units = [f"{n} | {problem} | {problem[:3]}人民政府 | {state}" for n, problem, state in (row.split(" | ") for row in _OTHER)]
    assert states(read(_PLAN.format(year="") + table("附表：销号情况表", "序号 | 问题 | 责任单位 | 完成情况", *with_units)))[:2] == [None, None]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2023年整改清单", "2024年整改清单"), ("中央督察整改清单", "省级生态环境保护督察整改清单"), ("第一轮督察", "第二轮督察"), ("第三批信访件", "第四批信访件"),
        ("首批交办件", "第2批交办件"), ("督察反馈问题", "自查问题"), ("甲县整改清单", "乙县整改清单"), ("国家警示片披露问题", "省警示片披露问题"),
    ],
)  # fmt: skip
def test_titles_that_name_two_inspections(one: str, other: str) -> None:
    assert not may_be_one(inspection_of(one), inspection_of(other))
    assert may_be_one(inspection_of(one), inspection_of("东湖市整改进展情况表"))
    assert may_be_one(inspection_of(one), inspection_of("7月", one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("东湖省贯彻落实中央生态环境保护督察反馈意见整改方案", "中央督察整改进展"), ("2024年督察整改清单", "2024年督察整改进展（2025年3月）"),
        ("2023年督察整改方案", "整改进展情况（2025年3月）"), ("第二轮督察", "第2轮督察"), ("中央环境警示片问题", "国家警示片问题"), ("2023-2025年整改方案", "2023年整改进展"),
    ],
)  # fmt: skip
def test_titles_that_may_be_of_one_inspection(one: str, other: str) -> None:
    assert may_be_one(inspection_of(one), inspection_of(other))


_LISTED = "序号 | 问题 | 整改措施 | 责任单位 | 整改时限"


def test_lists_of_two_batches_keep_all_their_tasks() -> None:
    head = "序号 | 问题 | 责任单位 | 办理情况"
    first = ("1 | 石门镇某养猪场臭气扰民 | 石门镇 | 已办结", "2 | 北塘镇某石板厂噪声扰民 | 北塘镇 | 已办结")
    second = ("1 | 石门镇某养猪场粪水外流 | 石门镇 | 正在办理", "2 | 北塘镇某石板厂粉尘扰民 | 北塘镇 | 正在办理", "3 | 南沟镇某砖厂冒黑烟 | 南沟镇 | 正在办理")
    for titles in (("东湖市第一批信访件办理情况", "东湖市第二批信访件办理情况"), ("东湖市信访件办理情况", "东湖市信访件办理情况续表")):
        assert len(read(table(titles[0], head, *first) + table(titles[1], head, *second)).tasks) == 5


@pytest.mark.parametrize("title", ["{}县整改清单", "整改清单"])
def test_lists_with_the_same_general_words_and_other_units_and_deadlines_keep_all_their_tasks(title: str) -> None:
    said = (("甲", "6", ""), ("乙", "9", "，管网也不配套"))
    text = "".join(
        table(
            title.format(county),
            _LISTED,
            f"1 | 农村污水收集处理率低{more} | 建站 | {county}县政府 | 2025年{month}月",
            f"2 | 养殖粪污处置不规范{more} | 整治 | {county}县政府 | 2025年{month}月",
        )
        for county, month, more in said
    )
    assert len(read(text).tasks) == 4


def test_short_names_of_units_and_a_year_s_end_told_shortly_are_no_others() -> None:
    head = "序号 | 问题 | 牵头单位 | 整改时限 | 整改进展"
    plan = _PLAN.format(year="").replace("责任单位：石门镇人民政府", "牵头单位：市自然资源和规划局").replace("责任单位：北塘镇人民政府", "牵头单位：东湖市水务局")
    rows = ("1 | 石门镇污水处理站时开时停 | {}局 | 2024年底 | 已完成整改", "2 | 北塘镇垃圾填埋场渗滤液积存 | {}局 | 2024年12月 | 已销号")
    said = [row.format(unit) for row, unit in zip(rows, ("市自规", "市水务"), strict=True)]
    assert states(read(plan + table("附件\n\n# 东湖市整改进展情况表", head, *said))) == ["completed", "closed"]
    said = [row.format(unit) for row, unit in zip(rows, ("市农业", "市商务"), strict=True)]
    assert states(read(plan + table("附件\n\n# 东湖市整改进展情况表", head, *said))) == [None, None, "completed", "closed"]


_LONG = "镇污水处理站进水浓度低，管网雨污不分，雨天溢流口出水，运行负荷不到三成，台账也不完整"


def test_long_words_that_are_alike_but_for_the_place_are_no_likeness() -> None:
    plan = "# 东湖市督察反馈问题整改方案\n\n" + "".join(
        f"{n}、东湖市{place}{_LONG}\n整改措施：修复管网。\n责任单位：市水务局\n整改时限：2024年底\n" for n, place in (("一", "石门"), ("二", "北塘"))
    )
    rows = ("1 | 东湖市石沟{} | 已销号", "2 | 东湖市北岭{} | 已销号")
    assert states(read(plan + "\n" + table("附表：销号情况表", _STATED, *(row.format(_LONG[:11]) for row in rows)))) == [None, None]
    rows = ("1 | 东湖市北塘{} | 已销号", "2 | 东湖市石门{} | 正在整改")  # another order: the place tells which task it is
    assert states(read(plan + "\n" + table("附表：销号情况表", _STATED, *(row.format(_LONG[:11]) for row in rows)))) == ["in_progress", "closed"]


def test_a_row_that_may_be_about_two_tasks_tells_the_state_of_none() -> None:
    plan = _PLAN.format(year="") + "三、南沟镇垃圾填埋场渗滤液积存\n整改措施：建站。\n责任单位：南沟镇\n整改时限：2024年12月底\n\n"
    rows = (_SAME[0], "5 | 垃圾填埋场渗滤液积存 | 已销号", "3 | 南沟镇垃圾填埋场渗滤液积存 | 已销号", "4 | 石门镇污水处理站 | 已销号")
    assert states(read(plan + table("附表：销号情况表", _STATED, *rows[:3]))) == [None, None, None]
    rows = (*rows[:3], "2 | 北塘镇垃圾填埋场渗滤液积存 | 正在整改")
    assert states(read(plan + table("附表：销号情况表", _STATED, *rows))) == ["closed", "in_progress", "closed"]


def test_equal_openings_make_no_repetition() -> None:
    first = ("1 | 石门镇生活污水流进石门河 | 建管网 | 石门镇 | 2023年12月", "2 | 石门镇生活垃圾乱倒 | 清运 | 石门镇 | 2023年12月")
    second = ("1 | 石门镇生活污水处理站停运 | 修设备 | 石门镇 | 2023年12月", "2 | 石门镇生活垃圾中转站漏液 | 补漏 | 石门镇 | 2023年12月", "3 | 南沟河淤塞 | 疏浚 | 南沟镇 | 2023年12月")
    assert len(read(table("东湖市整改任务清单", _LISTED, *first) + table("东湖市整改任务清单二", _LISTED, *second)).tasks) == 5


def test_a_row_of_a_repetition_that_is_no_task_of_the_other_list_stays_one() -> None:
    shared = ("1 | 石门渣堆没有清理 | {} | 石门镇 | 2025年12月", "2 | 北塘污水直排 | {} | 北塘镇 | 2025年12月")
    first = [row.format("治理") for row in shared] + ["3 | 南沟采石场没有复绿 | 复绿 | 南沟镇 | 2025年12月"]
    second = [row.format("分两期完成治理工程") for row in shared] + ["3 | 西岭尾矿库渗漏 | 防渗工程 | 西岭镇 | 2025年12月"]
    problems = [task.problem for task in read(table("东湖市清单", _LISTED, *first) + table("东湖市任务清单", _LISTED, *second)).tasks]
    assert sorted(problems) == sorted(["石门渣堆没有清理", "北塘污水直排", "西岭尾矿库渗漏", "南沟采石场没有复绿"])


def test_a_row_of_a_later_sheet_that_is_no_task_of_the_plan_stays_one(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    rows = (("1", "石门渣堆没有清理，裸露3万吨", "石门镇"), ("2", "北塘河道淤塞，水质差", "市水务局"), ("3", "南沟污水直排南沟河", "南沟镇"))
    for row in (["东湖市整改任务清单"], _LISTED.split(" | "), *([n, p, "1.治理。2.巡查。", unit, "2025年12月"] for n, p, unit in rows)):
        sheet.append(row)
    sheet = book.create_sheet("7月")
    later = (*((n, p.split("，")[0], unit, "已完成整改") for n, p, unit in rows), ("4", "西岭尾矿库防渗膜破损", "市应急局", "正在整改"))
    for row in (["东湖市整改进展（7月）"], ["序号", "问题", "责任单位", "进展情况"], *later):
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    tasks = read_document(tmp_path / "a.xlsx").tasks
    assert [(task.number, task.status.progress) for task in tasks] == [(n, "completed") for n in "123"] + [("4", "in_progress")]


_MONTHLY = "序号 | 问题 | 责任单位 | 整改时限 | 进展情况"


@pytest.mark.parametrize(("june", "july"), [("6月", "7月"), ("2024年12月", "2025年1月"), ("一季度", "上半年")])
@pytest.mark.parametrize("turned", [False, True])
def test_the_later_month_tells_the_state_whichever_table_stands_first(june: str, july: str, *, turned: bool) -> None:
    said = {june: ("已完成整改", "正在整改"), july: ("反弹，正在整改", "已完成整改")}
    months = sorted(said, key=[june, july].index, reverse=turned)
    ledgers = [
        table(f"东湖市{m}整改调度表", _MONTHLY, f"1 | 石门渣堆没有清理 | 石门镇 | 2025年12月 | {said[m][0]}", f"2 | 北塘污水直排 | 北塘镇 | 2025年12月 | {said[m][1]}")
        for m in months
    ]
    assert states(read("".join(ledgers))) == ["in_progress", "completed"]
    brief = [table(f"附表：东湖市{m}整改调度表", _STATED, *(row.rpartition("|")[0] + f"| {s}" for row, s in zip(_SAME, said[m], strict=True))) for m in months]
    assert states(read(_PLAN.format(year="") + "".join(brief))) == ["in_progress", "completed"]


def test_two_rows_on_one_task_that_say_two_things_decide_nothing() -> None:
    third = "三、南沟镇采石场没有复绿\n整改措施：补植。\n责任单位：南沟镇人民政府\n整改时限：2024年12月底\n\n"
    rows = (_SAME[0], "1 | 石门镇污水处理站溢流口出水 | 正在整改", _SAME[1], "3 | 南沟镇采石场没有复绿 | 已销号")
    assert states(read(_PLAN.format(year="") + third + table("附表：整改情况表", _STATED, *rows))) == [None, "closed", "closed"]


def test_the_time_grows_with_the_number_of_plans() -> None:
    def plan(n: int) -> str:
        tasks = "".join(
            f"{'一二三四'[k]}、{chr(0x4E00 + 37 * n)}{chr(0x5E00 + 11 * n + k)}村污水直排\n整改措施：修管网。\n责任单位：石门镇\n整改时限：2025年底\n" for k in range(4)
        )
        return f"东湖市{chr(0x4E00 + 37 * n)}岭镇生态环境问题整改方案\n\n{tasks}\n"

    spent = []
    for count in (30, 120):
        text = "".join(plan(n) for n in range(count))
        began = time.process_time()
        document = read(text)
        spent.append(time.process_time() - began)
        assert len(document.tasks) == 4 * count
    assert spent[1] < 8 * spent[0] + 1
