"""Tables that copying turned into lines: one cell a line, cells that end with a bar, rows broken over lines; put together again.

    序号            1            2
    矿山名称        东坡石场     南坪石场
    存在问题        边坡裸露。   弃渣未清。
    初验意见        合格         合格

(each cell on a line of its own, one after the other). A run of such headings that opens with 序号, followed by rows numbered in order,
is a table; anything else is left as it is. Where bars mark the ends of cells they are believed; else the lines of a row are laid on the
columns in order, each where it looks most at home (`cell_kinds.fit`), and a cell may be missing.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from geomon.documents.cell_bars import BARS, FORM_LABEL, ROW_NUMBER, Token, by_bars, form_at
from geomon.documents.cell_kinds import HEADINGS, Kind, fit, goes_on, kind_of, missing
from geomon.documents.source import Raw, RawLine, RawTable

_FIRST = re.compile(r"[|｜\s]*(?:序\s?号|编\s?号)(?:[|｜\s]|$)")
_MOST_HEADS, _LONGEST_HEAD = 60, 24
_LEAST_COLUMNS, _LEAST_KNOWN = 4, 3
_MOST_TOKENS = 200
"""Lines of one row."""
_SHORT = 12
_BELIEVED = 2.0
"""By how much another order must fit better, before as many cells as columns are not taken in order."""
_OFF = re.compile(
    r"[^，。；：:]{4,40}(?:局|委员会|政府|办公室|领导小组|指挥部)|(?:19|20)[0-9]{2}\s?年\s?[0-9]{1,2}\s?月\s?[0-9]{1,2}\s?日"
    r"|(?:责任)?编辑[：:(（].*|打印.*|关闭|扫一扫.*|分享.*|[上下]一篇.*|附件.*|注[：:].*|(?:联系|举报|监督|受理|值班|投诉)[^，。]{0,10}电话.*"
    r"|[^，。；]{2,24}督察组[^，。；]{0,16}(?:期间|时间|电话)[：:].*|投诉举报.*"
)
"""What stands below a table and is no cell of it."""
_JUDGED = re.compile("(?<=[。.；;])(?P<word>(?:部分|基本|不|情况)?属实)$")


def with_tables(items: Sequence[Raw]) -> list[Raw]:
    """Return the items with each run of lines that was a table as a `RawTable` of one heading row and its rows."""
    out: list[Raw] = []
    n = 0
    while n < len(items):
        item = items[n]
        if isinstance(item, RawLine) and _FIRST.match(item.text) and (found := _table_at(items, n)):
            table, n = found
            out.append(table)
            continue
        if isinstance(item, RawLine) and FORM_LABEL.fullmatch(item.text) and (found := form_at(items, n)):
            table, n = found
            out.append(table)
            continue
        out.append(item)
        n += 1
    return out


def _table_at(items: Sequence[Raw], n: int) -> tuple[RawTable, int] | None:
    """Return the table whose headings begin with item `n`, and the item below it; None where there is none."""
    first = items[n]
    stop = next((k for k in range(n, len(items)) if not isinstance(items[k], RawLine)), len(items))
    lines = [item.text for item in items[n:stop] if isinstance(item, RawLine)]
    barred = bool(BARS.search(lines[0].strip(" |｜") + lines[0][-1:]))
    tokens = by_bars(lines) if barred else _by_lines(lines)
    heads = _heads(tokens, barred)
    if heads is None:
        return None
    columns, body = heads
    spaced = not barred and any(" " in token.text for token in tokens[:body])
    rows, last = _rows(tokens[body:], columns, barred=barred, spaced=spaced)
    if not rows:
        return None
    return RawTable((tuple(columns), *rows), first.page), n + last + 1


def _by_lines(lines: Sequence[str]) -> list[Token]:
    tokens: list[Token] = []
    gap = 0
    for n, line in enumerate(lines):
        if not line.strip():
            gap += 1
            continue
        tokens.append(Token(line.strip(), n, gap))
        gap = 0
    return tokens


def _heads(tokens: Sequence[Token], barred: bool) -> tuple[list[str], int] | None:
    """Return the headings of the columns and the token of the first row's number; None where the run is none of headings."""
    pieces: list[str] = []
    body = None
    for n, token in enumerate(tokens[:_MOST_HEADS]):
        words = [token.text] if barred else token.text.split()
        if pieces and ROW_NUMBER.fullmatch(words[0] if words else ""):
            body = n
            break
        if any(len(word) > _LONGEST_HEAD or re.search("[。；;！？]", word) for word in words):
            return None
        pieces.extend(re.sub(r"\s+", "", word) for word in words)
    if body is None:
        return None
    columns = [piece for piece in pieces if piece] if barred else _joined(pieces)
    known = sum(kind_of(column) is not Kind.OTHER for column in columns[1:])
    if len(columns) < _LEAST_COLUMNS or known < max(_LEAST_KNOWN, 0.6 * (len(columns) - 1)) or len(set(columns)) < len(columns):
        return None
    return columns, body


def _joined(pieces: Sequence[str]) -> list[str]:
    """Return headings that were broken over lines in one: 行政 | 区域, 面积/ | 长度, 水体名称 | （起止边界）."""
    columns: list[str] = []
    n = 0
    while n < len(pieces):
        length = next((k for k in (4, 3, 2) if n + k <= len(pieces) and _is_broken(pieces[n : n + k])), 1)
        word = "".join(pieces[n : n + length])
        if columns and re.match("[（(]", word):
            columns[-1] += word
        else:
            columns.append(word)
        n += length
    return columns


def _is_broken(pieces: Sequence[str]) -> bool:
    word = "".join(pieces)
    if any(piece.startswith(("(", "（")) for piece in pieces):
        return False
    if word in HEADINGS and not all(piece in HEADINGS for piece in pieces):
        return True
    return pieces[0].endswith(("/", "、", "和", "及", "与")) and len(pieces) == 2


def _rows(tokens: Sequence[Token], columns: Sequence[str], *, barred: bool, spaced: bool) -> tuple[list[tuple[str, ...]], int]:
    """Return the rows, and the line in which the last of them ends."""
    kinds = [kind_of(column) for column in columns]
    if not barred:
        tokens = _cut(tokens, kinds, spaced=spaced)
    if not tokens or not ROW_NUMBER.fullmatch(tokens[0].text):
        return [], 0
    starts = _starts(tokens, len(columns))
    rows: list[tuple[str, ...]] = []
    last = 0
    usual = max((token.gap for a, b in itertools.pairwise(starts) for token in tokens[a + 1 : b]), default=tokens[starts[0]].gap)
    for k, start in enumerate(starts):
        closing = k + 1 == len(starts)
        stop = len(tokens) if closing else starts[k + 1]
        row = list(tokens[start + 1 : stop])
        if closing and not barred:
            row = _without_rest(row, max(usual, 1))
        if not row or len(row) > _MOST_TOKENS:
            break
        cells, used = _laid([token.text for token in row], kinds[1:], barred=barred, closing=closing)
        if used == 0:
            break
        rows.append((tokens[start].text.rstrip("、.．"), *(_tidy(cell, kind) for cell, kind in zip(cells, kinds[1:], strict=True))))
        last = row[used - 1].at
        if closing and barred:
            last = max(last, tokens[-1].at)
    filled = [sum(bool(cell) for cell in row) for row in rows]
    return (rows, last) if rows and max(filled) >= min(4, len(columns)) else ([], 0)


def _starts(tokens: Sequence[Token], width: int) -> list[int]:
    """Return where the rows begin: each at the number that follows the last, with cells between."""
    starts = [0]
    following = int(ROW_NUMBER.fullmatch(tokens[0].text)[1]) + 1  # type: ignore[index]
    for n, token in enumerate(tokens):
        m = ROW_NUMBER.fullmatch(token.text)
        if m and int(m[1]) == following and n - starts[-1] >= max(3, 0.4 * width):
            starts.append(n)
            following += 1
    return starts


def _cut(tokens: Sequence[Token], kinds: Sequence[Kind], *, spaced: bool) -> list[Token]:
    """Return the lines with row numbers, short cells that share a line, and a verdict glued to a finding as tokens of their own."""
    cut: list[Token] = []
    for token in tokens:
        words = token.text.split()
        if len(words) > 1 and (
            all(len(word) <= _SHORT for word in words) if spaced else _opens_row(words, token.text)
        ):
            cut.extend(Token(word, token.at, token.gap if k == 0 else 0) for k, word in enumerate(words))
        elif Kind.JUDGED in kinds and len(token.text) > _SHORT and (m := _JUDGED.search(token.text)):
            cut.extend((Token(token.text[: m.start()], token.at, token.gap), Token(m["word"], token.at)))
        else:
            cut.append(token)
    return cut


def _opens_row(words: Sequence[str], text: str) -> bool:
    """Return whether a line is a row's number with the first cell beside it."""
    return len(words) == 2 and bool(ROW_NUMBER.fullmatch(words[0])) and len(text) <= 40


def _without_rest(row: list[Token], usual: int) -> list[Token]:
    """Return the tokens of the last row without what stands below the table: offices, dates, feet of a page, a text further down."""
    for n, token in enumerate(row):
        if n and ((n >= 3 and _OFF.fullmatch(token.text)) or (token.gap > usual and len(token.text) > _SHORT)):
            return row[:n]
    return row


def _laid(texts: Sequence[str], kinds: Sequence[Kind], *, barred: bool, closing: bool) -> tuple[list[str], int]:
    """Lay the texts of a row on the columns in order, at the best fit; return the cells and how many texts they take.

    Best sum of how each text fits its column, of prices for columns left empty and for texts that go on with a cell.
    """
    if barred:
        texts = list(texts)
        while len(texts) > len(kinds) and not texts[-1]:
            texts.pop()
    width = len(kinds)
    best: list[dict[int, tuple[float, int | None]]] = [{-1: (0.0, None)}]
    for n, text in enumerate(texts):
        reached: dict[int, tuple[float, int | None]] = {}
        for at, (score, _) in best[-1].items():
            if barred and not text:
                options = [(at, 0.0), *([(at + 1, 0.1)] if at + 1 < width else [])]
            else:
                options = [(at, goes_on(kinds[at], text, texts[n - 1], barred=barred))] if at >= 0 else []
                price = 0.0
                for column in range(at + 1, width):
                    options.append((column, fit(kinds[column], text) - price))
                    price += missing(kinds[column])
            for column, gained in options:
                if column not in reached or reached[column][0] < score + gained:
                    reached[column] = (score + gained, at)
        best.append(reached)
    ends = {at: score - sum(map(missing, kinds[at + 1 :])) * (0.3 if closing else 1.0) for at, (score, _) in best[-1].items()}
    closes = max(ends, key=ends.__getitem__)
    if barred and len(texts) == width and _fits(texts, kinds) >= ends[closes] - _BELIEVED:
        return list(texts), len(texts)
    cells = [""] * width
    last: int | None = closes
    for n in range(len(texts), 0, -1):
        assert last is not None
        if last >= 0:
            cells[last] = f"{texts[n - 1]}\n{cells[last]}" if cells[last] else texts[n - 1]
        last = best[n][last][1]
    return [cell.strip() for cell in cells], len(texts)


def _fits(texts: Sequence[str], kinds: Sequence[Kind]) -> float:
    return sum(fit(kind, text) for text, kind in zip(texts, kinds, strict=True) if text)


def _tidy(cell: str, kind: Kind) -> str:
    """Return a cell; a name or word that was broken in it is whole again."""
    if kind not in (Kind.NAME, Kind.PLACE, Kind.UNIT, Kind.PERSON, Kind.AMOUNT, Kind.CODE):
        return cell
    return re.sub(r"(?<=[一-龥（(）)])\s+(?=[一-龥（(])", "", cell)
