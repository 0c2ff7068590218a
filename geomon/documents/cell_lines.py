"""Tables that copying turned into lines: one cell a line, cells that end with a bar, rows broken over lines; put together again.

    序号            1            2
    矿山名称        东坡石场     南坪石场
    存在问题        边坡裸露。   弃渣未清。
    初验意见        合格         合格

(each cell on a line of its own, one after the other). A run of such headings that opens with 序号, followed by rows numbered in order,
is a table; anything else is left as it is. Where bars mark the ends of cells they are believed; else the lines of a row are laid on the
columns in order, each where it looks most at home (`cell_fit.laid`), and a cell may be missing.
"""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Sequence

from geomon.documents.cell_bars import BARS, FORM_LABEL, PAGE, ROW_CODE, ROW_NUMBER, Token, by_bars, form_at
from geomon.documents.cell_codes import table_before_codes
from geomon.documents.cell_end import SECTION, own_lines
from geomon.documents.cell_fit import laid
from geomon.documents.cell_heads import joined
from geomon.documents.cell_kinds import TELLING, kind_of
from geomon.documents.column_headings import Kind
from geomon.documents.row_lines import table_of_row_lines
from geomon.documents.source import Raw, RawLine, RawTable

_FIRST = re.compile(
    r"[|｜\s]*(?:序\s?号|编\s?号|(?:受理|信访|举报|交办|转办|问题|任务|案件|点位)件?\s?(?:序号|编号))(?=[|｜\s]|$)"
)
_MOST_HEADS, _LONGEST_HEAD = 60, 24
_LEAST_COLUMNS, _LEAST_KNOWN = 4, 3
_MOST_PLACES = 2400
"""Lines of one row times columns."""
_SHORT = 12
_OVER_COLUMNS = re.compile("[^|｜]*(?:[|｜][ 　]*){3,}")
"""A row of one cell merged over the columns, above the headings."""
_JUDGED = re.compile("(?<=[。.；;])(?P<word>(?:部分|基本|不|情况)?属实)$")


def with_tables(items: Sequence[Raw]) -> list[Raw]:
    """Return the items with each run of lines that was a table as a `RawTable` of one heading row and its rows."""
    out: list[Raw] = []
    n = 0
    run: list[Token] = []  # the lines from here to the next table, made once
    stop = 0
    failed = 0  # up to here an attempt has read that found no table; no heading of its own stands before
    form_failed = 0
    while n < len(items):
        item = items[n]
        if n >= stop and isinstance(item, RawLine):
            stop = next((k for k in range(n, len(items)) if not isinstance(items[k], RawLine)), len(items))
            run = _by_lines([line.text if isinstance(line, RawLine) else "" for line in items[n:stop]], n)
        before = out[-1].text if out and isinstance(out[-1], RawLine) and BARS.search(out[-1].text) else ""
        above = "" if _OVER_COLUMNS.fullmatch(before) else before.strip(" |｜")
        if not above and isinstance(item, RawLine) and n >= failed and _FIRST.match(item.text):
            found = _table_at(items, n, run)
            if isinstance(found, tuple):
                table, n = found
                out.append(table)
                continue
            failed = found
        if not above and isinstance(item, RawLine) and FORM_LABEL.match(item.text):
            form = form_at(items, n, short=n < form_failed)
            if isinstance(form, tuple):
                table, n = form
                out.append(table)
                continue
            form_failed = max(form, form_failed)
        out.append(item)
        n += 1
    return out


def _table_at(items: Sequence[Raw], n: int, run: Sequence[Token]) -> tuple[RawTable, int] | int:
    """Return the table whose headings begin with item `n`, and the item below it; else the item up to which was read for one."""
    first = items[n]
    assert isinstance(first, RawLine)
    barred = bool(BARS.search(first.text.strip(" |｜") + first.text[-1:])) or _bar_follows(items, n)
    most = 3 * _MOST_HEADS
    tokens = by_bars(items, n, most) if barred else run
    top = 0 if barred else bisect.bisect_left(run, n, key=lambda token: token.at)
    if not barred and (by_rows := table_of_row_lines(run, top, first.page)):
        return by_rows
    heads = _heads(tokens, barred, top)
    if heads is None:
        return (not barred and table_before_codes(tokens, top, first.page)) or n + 1
    below, whole = _own(tokens, top, heads[1], barred)
    while barred and not whole and most < len(items) - n:
        most *= 4
        tokens = by_bars(items, n, most)
        heads = _heads(tokens, barred) or heads
        below, whole = _own(tokens, top, heads[1], barred)
    columns, body = heads
    spaced = not barred and any(" " in token.text for token in tokens[top : top + body])
    kinds = [kind_of(column) for column in columns]
    read = below[-1].at + 1 if below else n + 1
    if not barred:
        below = _with_marks(_cut(below, kinds, spaced=spaced))
    starts = _starts(below, len(columns))
    if not starts:
        return read
    above = tokens[top + body - 1].text.strip()
    rows, last = _rows(below, starts, kinds, barred=barred)
    coded = barred and any(len(row) > 1 and ROW_CODE.fullmatch(row[1]) for row in rows)
    if not rows or max(sum(map(bool, row)) for row in rows) < min(3 if coded else 4, len(columns)):
        return read
    if not barred and SECTION.fullmatch(above):
        rows.insert(0, (above, *[""] * (len(columns) - 1)))
    return RawTable((tuple(columns), *rows), first.page, of_lines=not barred), last + 1


def _bar_follows(items: Sequence[Raw], n: int) -> bool:
    """Return whether the bar that ends a cell stands on the line below it, below the cell under that as well."""
    texts = [item.text.strip() for item in items[n + 1 : n + 12] if isinstance(item, RawLine) and item.text.strip()]
    return len(texts) >= 3 and bool(BARS.fullmatch(texts[0]) and BARS.fullmatch(texts[2]) and not BARS.search(texts[1]))


def _by_lines(lines: Sequence[str], first: int) -> list[Token]:
    tokens: list[Token] = []
    gap = 0
    for n, line in enumerate(lines, first):
        text = line.strip(" 　\t\ufeff\u200b")
        if not text or PAGE.fullmatch(text):
            gap += not text
            continue
        tokens.append(Token(text, n, gap))
        gap = 0
    return tokens


def _opens(text: str) -> bool:
    return bool(ROW_NUMBER.fullmatch(text) or ROW_CODE.fullmatch(text))


def _heads(tokens: Sequence[Token], barred: bool, first: int = 0) -> tuple[list[str], int] | None:
    """Return the headings of the columns from a token on, and how many tokens they take; None where the run is none of headings."""
    pieces: list[str] = []
    body = None
    for n, token in enumerate(tokens[first : first + _MOST_HEADS]):
        words = [token.text] if barred else token.text.split()
        if pieces and words and _opens(words[0]):
            body = n
            break
        if any(len(word) > _LONGEST_HEAD or re.search("[。；;！？]", word) for word in words):
            return None
        if not barred and pieces and SECTION.fullmatch(token.text):
            continue  # the rows' first section
        pieces.extend(re.sub(r"\s+", "", word) for word in words)
    if body is None:
        return None
    columns = [piece for piece in pieces if piece] if barred else joined(pieces)
    known = sum(kind_of(column) is not Kind.OTHER for column in columns[1:])
    if len(columns) < _LEAST_COLUMNS or known < max(_LEAST_KNOWN, 0.6 * (len(columns) - 1)) or len(set(columns)) < len(columns):
        return None
    return columns, body


def _own(tokens: Sequence[Token], top: int, body: int, barred: bool) -> tuple[list[Token], bool]:
    """Return the tokens below the headings at `top`, without headings that a page repeats, up to the next table; whether there is one."""
    heads = [token.text for token in tokens[top : top + body] if token.text]
    own: list[Token] = []
    n = top + body
    while n < len(tokens):
        token = tokens[n]
        if _FIRST.match(token.text) and (found := _heads(tokens, barred, n)):
            again = [one.text for one in tokens[n : n + found[1]] if one.text]
            opening = next((one.text for one in tokens[n + found[1] : n + found[1] + 3] if one.text), "")
            if again != heads or opening in ("1", "1、", "1."):
                return own, True
            n += found[1]
            continue
        own.append(token)
        n += 1
    return own, False


def _cut(tokens: Sequence[Token], kinds: Sequence[Kind], *, spaced: bool) -> list[Token]:
    """Return the lines with row numbers, cells that share a line, and a verdict glued to a finding as tokens of their own."""
    cut: list[Token] = []
    for token in tokens:
        words = token.text.split()
        apart = re.split(r"[ 　]{2,}|\t", token.text)
        if spaced and len(apart) >= 3 and ROW_NUMBER.fullmatch(apart[0]):
            words = apart
        elif not (len(words) > 1 and (all(len(word) <= _SHORT for word in words) if spaced else _opens_row(words, token.text))):
            words = [token.text]
        for k, word in enumerate(words):
            if Kind.JUDGED in kinds and len(word) > _SHORT and (m := _JUDGED.search(word)):
                cut.extend((Token(word[: m.start()], token.at, token.gap), Token(m["word"], token.at)))
            else:
                cut.append(Token(word, token.at, token.gap if k == 0 else 0))
    return cut


def _with_marks(tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens, a number of a list that stands alone on its line (2.) with the words below it; rows are counted without a mark."""
    if not tokens or not (opening := ROW_NUMBER.fullmatch(tokens[0].text)) or opening[1] != tokens[0].text:
        return list(tokens)
    out: list[Token] = []
    for token in tokens:
        before = out[-1] if out else None
        if before and (m := ROW_NUMBER.fullmatch(before.text)) and m[1] != before.text and len(token.text) > _SHORT:
            out[-1] = Token(before.text + token.text, token.at, before.gap)
        else:
            out.append(token)
    return out


def _opens_row(words: Sequence[str], text: str) -> bool:
    """Return whether a line is a row's number with the first cell beside it."""
    return len(words) == 2 and bool(ROW_NUMBER.fullmatch(words[0])) and len(text) <= 40


def _starts(tokens: Sequence[Token], width: int) -> list[int]:
    """Return where the rows begin: each at the number that follows the last, with cells between; or at each code of a row."""
    if not tokens or not _opens(tokens[0].text):
        return []
    starts = [0]
    counted = ROW_NUMBER.fullmatch(tokens[0].text)
    mark = tokens[0].text[counted.end(1) :] if counted else ""  # where rows are counted 1, 2, a line 2. is of a list in a cell
    following = int(counted[1]) + 1 if counted else 0
    for n, token in enumerate(tokens):
        if n - starts[-1] < max(3, 0.4 * width):
            continue
        m = ROW_NUMBER.fullmatch(token.text) if counted else None
        if (m and int(m[1]) == following and token.text[m.end(1) :] == mark) or (not counted and ROW_CODE.fullmatch(token.text)):
            starts.append(n)
            following += 1
    return starts


def _rows(
    tokens: Sequence[Token], starts: Sequence[int], kinds: Sequence[Kind], *, barred: bool
) -> tuple[list[tuple[str, ...]], int]:
    """Return the rows, and the line in which the last of them ends."""
    rows: list[tuple[str, ...]] = []
    last = 0
    usual = max((token.gap for a, b in itertools.pairwise(starts) for token in tokens[a + 1 : b]), default=max(tokens[0].gap, 1))
    lines = [b - a for a, b in itertools.pairwise(starts)]
    even = len(lines) > 1 and sum(count == len(kinds) for count in lines) >= 0.8 * len(lines)
    for k, start in enumerate(starts):
        closing = k + 1 == len(starts)
        row = list(tokens[start + 1 : len(tokens) if closing else starts[k + 1]])
        if closing and not barred:
            above = [tokens[a + 1 : b] for a, b in itertools.pairwise(starts)]
            row = list(own_lines(row, above, telling=any(kind in TELLING for kind in kinds)))
        section = row.pop() if not closing and row and not barred and SECTION.fullmatch(row[-1].text) else None
        if not row or len(row) * len(kinds) > _MOST_PLACES:
            break
        cells, used = laid(row, kinds[1:], barred=barred, closing=closing, usual=usual, even=even)
        if used == 0:
            break
        rows.append((tokens[start].text.rstrip("、.．"), *(_tidy(cell, kind) for cell, kind in zip(cells, kinds[1:], strict=True))))
        last = row[used - 1].at if used < len(row) and any(token.text for token in row[used:]) else row[-1].at
        if section:
            rows.append((section.text, *[""] * (len(kinds) - 1)))
    return rows, last


def _tidy(cell: str, kind: Kind) -> str:
    """Return a cell; a name or word that was broken in it is whole again."""
    if kind not in (Kind.NAME, Kind.PLACE, Kind.UNIT, Kind.PERSON, Kind.AMOUNT, Kind.CODE, Kind.DATE):
        return cell
    return re.sub(r"(?<=[一-龥（(）)、])\s+(?=[一-龥（(0-9])", "", cell)
