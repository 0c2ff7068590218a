"""xlsx and csv with Chinese headings; no cell is a formula, whatever a document says."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import xlsxwriter

from geomon.export.columns import SITES, TASKS, write_beside
from geomon.publishing import Stamp
from geomon.text import for_sheet

ENDINGS = (".xlsx", ".csv")
_WIDE = {"problem": 60, "reason": 40, "name": 24, "title": 30, "units": 30, "tasks": 24, "section": 24, "source": 30, "sites": 24}


def write(sites: gpd.GeoDataFrame, tasks: pd.DataFrame, path: Path, stamp: Stamp | None = None) -> None:
    """Write a workbook with a sheet of tasks and one of sites; a csv (UTF-8 with mark, for Excel) holds the sites."""
    if path.suffix.lower() == ".csv":
        frame = sites[list(SITES)].map(_cell).rename(columns=SITES)
        frame.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\r\n")
        if stamp:
            write_beside(path, stamp)
        return
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}) as book:
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        body = book.add_format({"text_wrap": True, "valign": "top"})
        for title, frame, columns in (("任务", tasks, TASKS), ("点位", sites, SITES)):
            page = book.add_worksheet(title)
            page.freeze_panes(1, 2)
            for n, (column, heading) in enumerate(columns.items()):
                page.set_column(n, n, _WIDE.get(column, 12))
                page.write_string(0, n, heading, head)
                for row, value in enumerate(frame[column], 1):
                    shown = _cell(value)
                    if isinstance(shown, float | int):
                        page.write_number(row, n, shown, body)
                    else:
                        page.write_string(row, n, shown, body)
            page.autofilter(0, 0, max(len(frame), 1), len(columns) - 1)
        if stamp:
            page = book.add_worksheet("说明")
            page.set_column(0, 0, 100)
            page.write_string(0, 0, stamp.zh, body)
            page.write_string(1, 0, stamp.en, body)


def _cell(value: object) -> str | float | int:
    if value is None or (isinstance(value, float) and value != value) or value is pd.NA:
        return ""
    return value if isinstance(value, float | int) else for_sheet(value)
