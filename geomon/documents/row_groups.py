"""The column that groups a table's rows: 领域 | 水环境, printed once over several rows and merged downwards."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

_GROUP = re.compile("(?:重点|任务|问题|工作|整改|责任)?(?:领域|方面|类别|大类|板块|分类)")
_LONG = 20
"""Characters from which a cell is a sentence and no group's name."""


def group_column(headings: Sequence[str], rows: Sequence[Sequence[str]], taken: Collection[int]) -> int | None:
    """Return the column whose cells name groups of rows; None where there is none, or each row has a name of its own.

    Examples
    --------
    >>> rows = [["水环境", "1"], ["", "2"], ["大气环境", "3"]]
    >>> group_column(["领域", "序号"], rows, ()), group_column(["领域", "序号"], [["水", "1"], ["气", "2"]], ())
    (0, None)
    """
    for n, heading in enumerate(headings):
        if n in taken or not _GROUP.fullmatch(re.sub(r"\s", "", heading)):
            continue
        cells = [row[n].strip() if n < len(row) else "" for row in rows]
        named = {cell for cell in cells if cell}
        if named and len(named) < len(cells) and cells[0] and max(map(len, named)) < _LONG:
            return n
    return None
