"""Workbooks of many sheets: a list of tasks and how far they are month by month, or the lists of many towns and one report on one of them."""

import time
from pathlib import Path

import pytest
from openpyxl import Workbook

from geomon.documents import read_document

PLACES = ("东坡", "西湾", "南坪", "北沟", "白石", "青龙", "黑水", "黄土", "石桥", "沙河")
FAULTS = ("河左岸倾倒建筑垃圾", "水库网箱未清退", "砖厂烟气未脱硫", "码头没有围挡", "鱼塘尾水直排", "采石场未复绿", "填埋场渗滤液外溢", "污水厂出水超标")
LIST = ("序号", "反馈问题", "整改措施", "责任单位", "完成时限")
REPORT = ("序号", "反馈问题", "进展情况")


def _rows(town: int, count: int = 6):
    place = PLACES[town % 10] + PLACES[town // 10 % 10]
    return [(n + 1, f"{place}镇{PLACES[n]}村{FAULTS[(n + town) % 8]}", "清理整治。", f"{place}镇人民政府", "2025年6月底") for n in range(count)]


def _read(folder: Path, sheets: list[tuple[str, tuple, list]], name: str = "石桥县督察反馈问题整改清单"):
    book = Workbook()
    book.remove(book.active)
    for title, head, rows in sheets:
        sheet = book.create_sheet(title)
        sheet.append(head)
        for row in rows:
            sheet.append(row)
    path = folder / f"{name}.xlsx"
    book.save(path)
    return read_document(path).tasks


@pytest.mark.parametrize("months", [3, 20, 40])
def test_months_of_reports_are_the_tasks_of_the_list_and_the_last_tells_the_state(tmp_path, months) -> None:
    rows = _rows(0)
    some = [(f"{2022 + n // 12}年{n % 12 + 1}月进展", REPORT, [(*row[:2], "正在推进" if n < months - 1 else "已完成整改") for row in rows])
            for n in range(months)]
    tasks = _read(tmp_path, [("任务清单", LIST, rows), *some])
    assert [task.number for task in tasks] == ["1", "2", "3", "4", "5", "6"]
    assert {task.status.progress for task in tasks} == {"completed"}


@pytest.mark.parametrize("towns", [4, 20, 60])
def test_a_report_tells_of_the_town_s_tasks_that_its_words_name_and_of_no_other(tmp_path, towns) -> None:
    about = towns // 2
    lists = [(f"{n}镇", LIST, _rows(n)) for n in range(towns)]
    report = ("7月进展", (*LIST[:2], "责任单位", "进展情况"), [(*row[:2], row[3], "已完成整改") for row in _rows(about)])
    tasks = _read(tmp_path, [*lists, report])
    assert len(tasks) == 6 * towns
    done = [task for task in tasks if task.status.progress == "completed"]
    assert [task.problem for task in done] == [row[1] for row in _rows(about)]


def test_lists_of_towns_alike_in_everything_but_their_places_all_stay(tmp_path) -> None:
    assert len(_read(tmp_path, [(f"{n}镇", LIST, _rows(n)) for n in range(30)])) == 180


def test_a_report_on_another_inspection_with_the_same_numbers_tells_nothing(tmp_path) -> None:
    other = [(n + 1, f"{PLACES[-n - 1]}工业园{fault}", "已完成整改") for n, fault in enumerate(FAULTS[:6])]
    tasks = _read(tmp_path, [("任务清单", LIST, _rows(0)), *((f"2025年{n}月进展", REPORT, other) for n in range(1, 13))])
    assert all(task.status.progress is None for task in tasks if task.units.responsible)


def test_the_time_goes_with_the_count_of_sheets(tmp_path) -> None:
    spent = []
    for count in (40, 160):
        (folder := tmp_path / str(count)).mkdir()
        rows = _rows(0)
        some = [(f"{2010 + n // 12}年{n % 12 + 1}月进展", REPORT, [(*row[:2], "正在推进") for row in rows]) for n in range(count)]
        begin = time.process_time()
        _read(folder, [("任务清单", LIST, rows), *some])
        spent.append(time.process_time() - begin)
    assert spent[1] < 10 * spent[0]
