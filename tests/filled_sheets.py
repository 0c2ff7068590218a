"""Dispatch sheets as units send them back: the printed one with words filled in, and all that happens to a sheet on the way."""

import csv
import dataclasses
import random

import xlsxwriter
from factories import make_document, make_task

from geomon.documents.cells import Cells
from geomon.export.reports.dispatch import COLUMNS
from geomon.model import Units
from geomon.text import for_sheet

HEADINGS = {  # the sheet's own heading: what units make of it
    "序号": ("序号", "序 号", "编号"),
    "重点任务": ("重点任务", "重点 任务", "重点任务名称", "任务"),
    "责任单位": ("责任单位", "责任单位（盖章）", "牵头责任单位"),
    "完成时限": ("完成时限", "完成时限\n（年月）", "完成时间"),
    "工作进展情况": ("工作进展情况", "工作进展", "本月工作进展情况", "进展情况"),
    "存在问题": ("存在问题", "存在的问题", "存在问题及困难"),
}
THINGS = ("砂石坑没有回填", "排水沟两处坍塌", "雨污管网混接", "旧渣场覆土不够", "尾矿库坝面裂缝", "养殖粪污直排", "取水井没有封填",
          "渗滤液外渗", "排污口没有标牌", "堆场没有防尘网", "炉渣露天存放", "危废间没有防渗")
PLACES = ("东河镇", "西山乡", "南湾", "北庄子", "石门沟", "柳树滩", "二道梁", "红崖村", "平原街道", "长流水")


def plan(count, seed=0):
    """A document with `count` tasks whose words tell them apart."""
    pick = random.Random(seed)
    pairs = pick.sample([(a, b) for a in PLACES for b in THINGS], count)
    tasks = []
    for n, (place, thing) in enumerate(pairs, 1):
        unit = ("市水务局", "市林业局", "市住建局")[n % 3]
        task = make_task(str(n), problem=f"{place}{thing}。", lead=(unit,), due="2099-12-31")
        tasks.append(dataclasses.replace(task, units=Units(lead=(unit,), responsible=(unit, "市生态环境局"))))
    return make_document("plan.txt", *tasks)


def filled(rows, said):
    """The rows with words filled in; `said` gives progress and problem by task."""
    return [[*row[:4], *(for_sheet(text) if text else old for text, old in zip(said.get(row[6], ("", "")), row[4:6], strict=True)), row[6]]
            for row in rows]


def sent_back(table, said, pick, *, numbers=True, stamp="截至2024-12-31；据台账第3版生成，审计链末端abc。"):
    """The cells of a filled sheet after its way: titled, rows moved and put in, headings and columns changed, the number lost."""
    order = list(range(7 if numbers else 6))
    rows = filled(table.rows, said)
    pick.shuffle(rows)
    if pick.random() < 0.5:                                # columns in another order, with one more between them
        pick.shuffle(order)
    names = [pick.choice(HEADINGS[name]) if name in HEADINGS else name for name in table.columns]
    grid = [["重点任务调度表"], [stamp], [names[n] for n in order]]
    for row in rows:
        grid.append([row[n] for n in order])
        if pick.random() < 0.2:
            grid.append(pick.choice([[""] * len(order), [names[n] for n in order], ["（二）其他方面"]]))
    grid.append(["填表人：王某", "", "联系电话：0000"])
    return Cells("调度", tuple(tuple(row) for row in grid))


def write_xlsx(path, sheets, merged=()):
    """A workbook of these cells; `merged` are (sheet, top, left, bottom, right)."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}) as book:
        for n, cells in enumerate(sheets):
            page = book.add_worksheet(cells.name)
            for y, row in enumerate(cells.rows):
                for x, text in enumerate(row):
                    if text:
                        page.write_string(y, x, text)
            for of, top, left, bottom, right in merged:
                if of == n:
                    page.merge_range(top, left, bottom, right, cells.rows[top][left])
    return path


def write_csv(path, cells, encoding="gb18030"):
    """The same as WPS saves it."""
    with path.open("w", encoding=encoding, newline="", errors="replace") as file:
        csv.writer(file).writerows(cells.rows)
    return path


assert len(COLUMNS) == len(HEADINGS)
