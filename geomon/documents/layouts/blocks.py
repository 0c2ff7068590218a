"""One table a task: a label in each row's first cell and its value beside it (序号 | 3 / 反馈问题 | … / 整改时限 | …)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from geomon.documents.column_headings import role_in_table
from geomon.documents.complaint_codes import IN_TEXT
from geomon.documents.draft import Draft, Piece, cell_piece
from geomon.documents.label_words import UNIT_ROLES
from geomon.documents.labels import role_of
from geomon.documents.numbering import NUMBER_WORD, number_alone, number_in, read_head
from geomon.documents.outline import Node, Zone
from geomon.documents.page_furniture import is_source_line
from geomon.documents.source import Cell, Grid
from geomon.numerals import to_int

FROM_TABLES = True
EXAMPLE = """示例市整改任务表

| 序号 | 1 |
| --- | --- |
| 反馈问题 | 东坡取土坑尚未复绿。 |
| 责任单位 | 市自然资源局 |
| 整改时限 | 2025年6月底 |

| 序号 | 2 |
| --- | --- |
| 反馈问题 | 南坪水源地标志牌缺损。 |
| 责任单位 | 市水务局 |
| 整改时限 | 2025年3月底 |
"""
_NUMBER = re.compile(f"{NUMBER_WORD}$")


_LABEL = re.compile("[一-龥]{2,10}")
_ABOVE = 3
"""Lines above a table that may tell its task's number."""


_OF_FIELDS = re.compile("(?:情况|信息|内容|措施|意见|结果|概况)$")
"""How a row ends that is headed by what the fields below it hold, and by no list of tasks: 一、基本情况."""


def find(zone: Zone) -> Sequence[Draft]:
    """Return a task for each run of rows of the form label | value; a label seen already, or a number, opens the next."""
    drafts: list[Draft] = []
    unknown: dict[int, list[Cell]] = {}
    for grid in zone.grids:
        if _is_headed(grid):
            continue
        current = _begun_above(drafts, grid)
        last_role: str | None = None
        section = _heading_above(zone, grid.start)
        ahead: list[Cell] = []  # values that stand above the first label that is known
        rows: list[list[tuple[Cell, Cell | None]]] = [
            [*_pairs(row)] or [(cell, None)] for row in grid.rows if (cell := next((c for c in row if c.text.strip()), None))
        ]
        below = {cell.start for row in grid.rows if not row[0].text.strip() for cell in row[1:2]}
        told = sum(value is not None and bool(role_of(label.text) or _NUMBER.match(label.text)) for pairs in rows for label, value in pairs)
        if told < 2 or told < 0.5 * len(rows):
            continue
        parts = {pairs[0][0].start for pairs, after in itertools.pairwise(rows) if _NUMBER.match(re.sub(r"[\s：:]", "", after[0][0].text))}
        for label, value in (pair for pairs in rows for pair in pairs):
            if value is None:
                if label.start in parts and label.start not in below and _heads_blocks(label.text, last_role):
                    section, last_role = label.text.strip(), None  # a row of its own above the blocks that it is about
                elif current is not None and last_role and label.start in below:
                    current.add(last_role, cell_piece(label))  # a row each below a label merged downwards
                    current.end = max(current.end, label.span[1])
                elif opened := _opened(label, section):
                    drafts.append(current := opened)
                    last_role = None
                continue
            bare = re.sub(r"[\s：:]", "", label.text)
            if cut := number_alone(re.sub(r"\s", "", label.text + value.text)):  # 整改任务 | （编号7）: a merged cell that a rule cuts
                current = Draft(cut, value.text.strip(), label.start, value.span[1], section=section)
                drafts.append(current)
                continue
            if _NUMBER.match(bare):
                bare_value = re.sub(r"\s", "", value.text)
                number = to_int(bare_value) or (head.number if (head := read_head(bare_value)) and head.length == len(bare_value) else None)
                current = Draft(
                    str(number) if number is not None else number_in(value.text) or value.text.strip() or str(len(drafts) + 1),
                    value.text.strip(),
                    label.start,
                    value.span[1],
                )
                current.section = section
                drafts.append(current)
                continue
            last_role = role = role_of(bare)
            if role is None:
                (unknown.setdefault(id(current), []) if current is not None else ahead).append(value)
                continue
            if current is None or (role in current.pieces and role not in UNIT_ROLES and role in ("problem", "title", "deadline")):
                current = Draft(str(len(drafts) + 1), "", label.start, value.span[1], section=section)
                drafts.append(current)
                unknown[id(current)], ahead = ahead, []
            current.add(role, cell_piece(value))
            current.end = max(current.end, value.span[1])
    for draft in drafts:  # the longest value under a label that nobody foresaw is what the task is about
        longest = max(unknown.get(id(draft), []), key=lambda cell: len(cell.text), default=None)
        if longest is not None and not {"problem", "title"} & draft.pieces.keys() and len(longest.text) > 15:
            draft.add("problem", cell_piece(longest))
    kept = [draft for draft in drafts if len(draft.pieces) >= 3]
    _take_headings(zone, kept)
    for draft in kept:
        title = next(iter(draft.pieces.get("title", [])), None)
        if not draft.label and (printed := number_in(title.text if title else "") or _announced(zone, kept)):
            draft.number = printed
    return kept


def _begun_above(drafts: Sequence[Draft], grid: Grid) -> Draft | None:
    """Return the task of the form above whose rest a table on the next page begins with: its first label is one that the task lacks."""
    label = next((re.sub(r"[\s：:]", "", cell.text) for row in grid.rows[:1] for cell in row if cell.text.strip()), "")
    role = role_of(label)
    if not drafts or role in (None, "problem", "title") or not drafts[-1].pieces:
        return None
    others = [draft for draft in drafts[:-1] if role in draft.pieces]
    return drafts[-1] if others and role not in drafts[-1].pieces else None


def _is_headed(grid: Grid) -> bool:
    """Return whether the first row holds the headings of a ledger: five and more, side by side, and nothing else."""
    first = [re.sub(r"\s", "", cell.text) for cell in grid.rows[0]] if grid.rows else []
    bare = [re.sub("[（(].*?[）)]", "", text) for text in first]
    known = [bool(text) and bool(_NUMBER.match(text) or role_of(text) or role_in_table(text)) for text in bare]
    named = len(first) >= 5 and len(set(first)) == len(first) and not any(text.isdecimal() for text in first)
    return named and len(grid.rows) > 1 and sum(known) > 0.6 * len(first)


def _announced(zone: Zone, kept: Sequence[Draft]) -> str | None:
    """Return the number that the title or the lines above give the only task."""
    above = (node.text for node in zone.nodes[:6] if node.at.start < kept[0].start and not is_source_line(node.text))
    told = (zone.title, *above)
    coded = next((m for text in told if (m := IN_TEXT.search(text))), None)
    printed = next((found for text in told if (found := number_in(text))), None) or (coded and coded.group())
    return printed if len(kept) == 1 else None


def _take_headings(zone: Zone, drafts: Sequence[Draft]) -> None:
    """Give each task the number and title of the numbered heading right above its table: 问题2：….

    A heading above several tables is their section, and says nothing here.
    """
    found: list[tuple[Draft, Node]] = []
    for draft in drafts:
        above = [node for node in zone.nodes if node.at.start < draft.start]
        if above and above[-1].head and above[-1].head.style in ("task", "item", "1.", "cn(", "1(") and len(above[-1].text) <= 80:
            found.append((draft, above[-1]))
    if len({node.at.start for _, node in found}) < len(drafts):
        _take_numbers_above(zone, drafts)
        return
    for draft, node in found:
        assert node.head is not None
        if not draft.label and "title" not in draft.pieces:
            draft.number, draft.label, draft.start = node.head.arabic, node.head.label, node.at.start
            draft.add("title", Piece(((node.body, node.body_start),)))


def _take_numbers_above(zone: Zone, drafts: Sequence[Draft]) -> None:
    """Give each task without a number the one that the lines between its table and the table before tell: （第12号问题）."""
    told: list[str] = []
    for n, draft in enumerate(drafts):
        since = drafts[n - 1].end if n else 0
        between = [node.text for node in zone.nodes if since <= node.at.start < draft.start and not is_source_line(node.text)]
        told.append(next((number for text in reversed(between[-_ABOVE:]) if (number := number_in(text))), ""))
    if len(drafts) > 1 and all(told) and len(set(told)) == len(told) and not any(draft.label for draft in drafts):
        for draft, number in zip(drafts, told, strict=True):
            draft.number = number


def _opened(cell: Cell, section: str) -> Draft | None:
    """Return the task that a row of one cell opens: 整改任务3：…, 整改任务（编号3）; None where it holds no number of a task."""
    head = read_head(cell.text)
    if numbered := number_alone(cell.text):
        return Draft(numbered, cell.text.strip(), cell.start, cell.span[1], section=section)
    if head is None or head.style not in ("task", "item") or len(cell.text) > 80:
        return None
    draft = Draft(head.arabic, head.label, cell.start, cell.span[1], section=section)
    draft.add("title", Piece(((cell.text[head.length :], cell.start + head.length),)))
    return draft


def _heading_above(zone: Zone, start: int) -> str:
    """Return the numbered heading that stands above a table."""
    above = [node for node in zone.nodes if node.at.start < start and node.head and node.head.style in ("一、", "cn(", "chapter")]
    text = above[-1].text.strip() if above else ""
    return text if _is_heading(text) else ""


def _is_heading(text: str) -> bool:
    """Return whether a text is a numbered heading of several tasks: no sentence, and no number of a task."""
    text = text.strip()
    head = read_head(text)
    return head is not None and head.style in ("一、", "cn(", "chapter") and len(text) <= 50 and not text.endswith(("。", "；"))


def _heads_blocks(text: str, role: str | None) -> bool:
    """Return whether a row of one cell is the heading of the blocks below it: not of the fields of one, nor the last step of the one above.

    Parameters
    ----------
    role : of the field above it.
    """
    head = read_head(text.strip())
    step = role == "measures" and head is not None and head.style == "cn("
    return _is_heading(text) and not step and not _OF_FIELDS.search(text.strip())


def _pairs(row: Sequence[Cell]) -> list[tuple[Cell, Cell]]:
    """Return the label-value pairs of a row; two pairs may stand side by side."""
    cells = [cell for cell in row if cell.text.strip()]
    found = []
    n = 0
    while n + 1 < len(cells):
        bare = re.sub(r"[\s：:]", "", cells[n].text)
        if len(bare) <= 12 and (_NUMBER.match(bare) or role_of(bare) or (len(cells) == 2 and _LABEL.fullmatch(bare))):
            found.append((cells[n], cells[n + 1]))
            n += 2
        else:
            n += 1
    return found
