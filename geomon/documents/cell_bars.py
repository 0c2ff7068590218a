"""Cells that end with a bar, as tables are left when a page is copied: the cells themselves, and forms of label and value."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from geomon.documents.labels import role_of
from geomon.documents.numbering import NTH, number_alone
from geomon.documents.page_furniture import ends_table
from geomon.documents.source import Raw, RawLine, RawTable

BARS = re.compile("[|｜]")
PAGE = re.compile(r"[-—–－]\s?[0-9]{1,4}\s?[-—–－]|第\s?[0-9]{1,4}\s?页.{0,12}")
"""A page's number on a line of its own."""
FORM_LABEL = re.compile("[ 　]*(?:[一-龥][ 　]*){2,12}(?:[（(](?:编号|序号)[：:]?[ 　]?[0-9—－-]{1,7}[）)])?[ 　]*[|｜][ 　]*")
ROW_NUMBER = re.compile(r"([0-9]{1,4})[、.．]?")
ROW_CODE = re.compile(
    rf"[A-Z]{{1,5}}[0-9][0-9A-Z]{{6,30}}\*?|[0-9]{{9,24}}|{NTH}项|序号\s?[0-9]{{1,3}}(?:[（(][^（）()]{{1,10}}[）)])?"
)
"""What opens a row beside a number: a complaint's code, or the task's number in the plan in words."""
_WHOLE = re.compile("[。！？：:]$|^[ 　]*(?:来源|附件|注)[：:]")
_COUNTS = re.compile("[序编]\\s?号")
_HEADINGS = 4
_LONGEST_LABEL = 12
_FAR_TOO_LONG = 16
_MOST_LINES = 60
"""Lines without a bar, in one cell."""
_FIRST_LINES, _FIRST_PAIRS = 40, 8
"""So many lines tell whether a form is worth reading on: of so many labels two are known."""
_SHORT_FORM = 100


@dataclasses.dataclass(frozen=True, slots=True)
class Token:
    """A line, or a part of one, that may be a cell; `at` is the item that it ends in, `gap` the blank lines above it."""

    text: str
    at: int
    gap: int = 0


def by_bars(items: Sequence[Raw], first: int, most: int | None = None) -> list[Token]:
    """Return the cells that bars end from an item on; a cell may go on over lines, what stands below the last bar is none.

    `most`: so many lines at most are looked at.
    """
    lines: list[str] = []
    last = 0
    for n in range(first, min(len(items), first + (most or len(items)))):
        item = items[n]
        if not isinstance(item, RawLine) or n - first - last > _MOST_LINES:
            break
        lines.append("" if PAGE.fullmatch(item.text.strip()) else item.text)
        if BARS.search(item.text):
            last = n - first
    tokens: list[Token] = []
    starts: dict[int, int] = {}  # of the rows that count on, by their numbers
    text = ""
    following: int | None = None
    apart = False  # the text began on a line of its own, below a closed cell
    for n, line in enumerate(lines[: last + 1]):
        pieces = BARS.split(line)
        if apart and text.strip() and len(pieces) >= _HEADINGS and _COUNTS.fullmatch(pieces[0].strip()):
            return tokens  # the next table begins below what signs this one off
        apart = len(pieces) == 1 and (apart or not text.strip())
        number = ROW_NUMBER.fullmatch(pieces[0].strip()) if len(pieces) > 1 else None
        if text.strip() and number and (following is None or int(number[1]) == following):
            tokens.append(Token(text.strip(), first + n - 1))  # a row that ends without a bar
            text = ""
        for k, piece in enumerate(pieces):
            text = f"{text}\n{piece}" if text.strip() and k == 0 else text + piece
            if k < len(pieces) - 1:
                tokens.append(Token(text.strip(), first + n))
                text = ""
        if number:
            following = int(number[1]) + 1
            if not starts or int(number[1]) - 1 in starts:
                starts[int(number[1])] = len(tokens) - len(pieces) + 1
    below = [Token(line.strip(), first + n) for n, line in enumerate(lines) if n > last and line.strip()]
    if text.strip():
        tokens.append(Token(text.strip(), first + last))
    elif len(below) == 1 and first + len(lines) == len(items) and _breaks_off(tokens, list(starts.values()), below[0].text):
        tokens.append(below[0])
    elif tokens and ROW_CODE.fullmatch(tokens[-1].text) and below:
        tokens.append(below[0])  # the document breaks off in the cell behind the code
    return tokens


def _breaks_off(tokens: Sequence[Token], starts: Sequence[int], text: str) -> bool:
    """Return whether the only line below the last bar is a cell that was cut off: its row lacks cells that the row before has."""
    if len(starts) < 2 or len(tokens) - starts[-1] >= starts[-1] - starts[-2]:
        return False
    return not _WHOLE.search(text) and not ends_table(text)


def form_at(items: Sequence[Raw], n: int, *, short: bool = False) -> tuple[RawTable, int] | int:
    """Return a table of label and value whose cells are lines that end with a bar, and the item below: 反馈问题 | / 东坡坑没有复绿。 | / ….

    Where there is none, return the item up to which was read for it. `short`: look at few lines, an attempt above has read these in vain.
    """
    cells = _cells_of_form(items, n, _FIRST_LINES)
    labels = [label for label, _ in _rows_of_form(cells)[0] if not number_alone(label)][:_FIRST_PAIRS]
    if len(labels) == _FIRST_PAIRS and sum(role_of(label) is not None for label in labels if len(label) <= _LONGEST_LABEL) < 2:
        return n + 1
    cells = _cells_of_form(items, n, _SHORT_FORM if short else None)
    if len(cells) % 2 and (rest := _rest_of_page(items, cells[-1].at)):
        cells.append(rest)
    rows, last = _rows_of_form(cells)
    if (end := next((k for k, (label, _) in enumerate(rows) if len(label) > _FAR_TOO_LONG), 0)) >= 3:
        rows, last = _rows_of_form(cells[: sum(1 if number_alone(label) else 2 for label, _ in rows[:end])])  # the next form's own heading
    pairs = [row for row in rows if not number_alone(row[0])]
    roles = [role_of(label) for label, _ in pairs if len(label) <= _LONGEST_LABEL]
    if len(pairs) < 3 or len(roles) < len(pairs) or len({role for role in roles if role}) < 3 or sum(map(bool, roles)) < 0.6 * len(pairs):
        return cells[-1].at + 1 if cells else n + 1
    return RawTable(tuple(rows), items[n].page), last + 1


def _rows_of_form(cells: Sequence[Token]) -> tuple[list[tuple[str, str]], int]:
    """Return label and value of each row, and the item in which the last ends; a cell that only numbers the next task is a row alone."""
    rows: list[tuple[str, str]] = []
    n = last = 0
    while n < len(cells):
        label = re.sub(r"\s+", "", cells[n].text)
        alone = number_alone(label) is not None
        if not alone and n + 1 == len(cells):
            break
        rows.append((label, "" if alone else cells[n + 1].text))
        last = cells[n + (not alone)].at
        n += 1 if alone else 2
    return rows, last


def _rest_of_page(items: Sequence[Raw], at: int) -> Token | None:
    """Return the only line below an item, where the page breaks off in the value of a form's last label; None where more stands there."""
    below = [k for k in range(at + 1, len(items)) if not isinstance(item := items[k], RawLine) or item.text.strip()]
    if len(below) != 1 or not isinstance(line := items[below[0]], RawLine) or _WHOLE.search(line.text.strip()) or ends_table(line.text):
        return None
    return Token(line.text.strip(), below[0])


def _cells_of_form(items: Sequence[Raw], n: int, most: int | None) -> list[Token]:
    cells: list[Token] = []
    for cell in by_bars(items, n, most):
        if cell.text or len(cells) % 2:  # a bar alone opens the row of a label
            cells.append(cell)
    return cells
