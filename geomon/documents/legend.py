"""What a document says that its marks mean (图例：绿灯—按期推进；红灯—严重滞后), and the states that the cells of such marks tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from geomon.documents.draft import Draft, cell_piece
from geomon.documents.source import Cell
from geomon.model import Claim, Progress
from geomon.progress import parse_progress

_OPENS = re.compile("图例|(?:亮灯|标识|颜色|符号)[^，。；：:]{0,6}说明|[红黄绿蓝][灯色牌]?(?:[—－=＝-]{1,2}|表示|代表)")
_MARK = "[红橙黄绿蓝紫白灰灭][灯色牌]|[★☆●○▲△■□√×◎]"
_MEANS = re.compile(f"(?P<mark>{_MARK})(?:[—－=＝-]{{1,2}}|[：:]|表示|代表)[ 　]*(?P<meaning>[^，,。；;、（）()]{{2,14}})")
_LEAST = 2


def legend_of(lines: Iterable[str]) -> dict[str, Progress]:
    """Return what marks mean by the line that explains them; nothing unless two of them mean states.

    Examples
    --------
    >>> legend_of(["图例：绿灯—按期推进；红灯—严重滞后。"])
    {'绿灯': 'on_schedule', '红灯': 'behind'}
    >>> legend_of(["红灯—停；绿灯—行。"])
    {}
    """
    for line in lines:
        if _OPENS.search(line):
            found = {m["mark"]: parse_progress(m["meaning"]).progress for m in _MEANS.finditer(line)}
            told = {mark: progress for mark, progress in found.items() if progress is not None}
            if len(told) >= _LEAST:
                return told
    return {}


def take_states(legend: dict[str, Progress], rows: Sequence[Sequence[Cell]], drafts: Sequence[Draft]) -> None:
    """Give each task the state that the mark in its row means, where a column holds such marks and nothing else."""
    width = max((len(row) for row in rows), default=0) if legend else 0
    for n in range(width):
        cells = {row[0].start: row[n] for row in rows if n < len(row) and row[n].text.strip()}
        if len(cells) < _LEAST or any(cell.text.strip() not in legend for cell in cells.values()):
            continue
        for draft in drafts:
            if (cell := cells.get(draft.start)) is not None:
                draft.answer = Claim(cell.text.strip(), legend[cell.text.strip()])
                draft.pieces["answer"] = [cell_piece(cell)]
        return
