"""The columns of a layer that hold codes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from geomon.codes.judge import CodeVerdict, check_code, kind_of

if TYPE_CHECKING:
    import pandas as pd

COLUMNS: dict[str, str | None] = {
    "code": None, "codes": None, "credit_code": "credit", "统一社会信用代码": "credit", "permit": None, "permit_code": "permit",
    "排污许可证编号": "permit", "licence": None, "licence_code": None, "采矿许可证号": None, "勘查许可证号": None, "取水许可证号": None,
    "outlet": "outlet", "outlet_code": "outlet", "outfall_code": "outfall", "排污口编码": "outfall", "adcode": "division",
    "division": "division", "行政区划代码": "division", "patch_code": None, "图斑编号": None, "control_unit": "control_unit",
}
"""Columns that hold codes, and the kind where the column's name fixes it; where it does not, a code like none known is a local one."""


def check_codes(frame: pd.DataFrame) -> list[tuple[int, str, CodeVerdict]]:
    """Return (row from 0, column, verdict) for each code of a layer that is not ok, by row.

    Parameters
    ----------
    frame : any; columns are known by their names in `COLUMNS`, several codes in a cell are parted by `|`, empty cells are passed over.
    """
    return sorted(_judged(frame), key=lambda found: (found[0], found[1]))


def _judged(frame: pd.DataFrame) -> Iterator[tuple[int, str, CodeVerdict]]:
    for column in (c for c in frame.columns if str(c).casefold() in COLUMNS):
        kind = COLUMNS[str(column).casefold()]
        for row, cell in enumerate(frame[column]):
            for code in str(cell).split("|") if isinstance(cell, str | int) else ():
                if code.strip() and (kind or kind_of(code)) and (verdict := check_code(code, kind)).state != "ok":
                    yield row, str(column), verdict
