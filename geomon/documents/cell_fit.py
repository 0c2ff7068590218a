"""The lines of a row of a table laid on its columns in order, each where it looks most at home."""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.documents.cell_bars import Token
from geomon.documents.cell_end import is_foot
from geomon.documents.cell_kinds import TELLING, fit, goes_on, is_whole, missing, step_of
from geomon.documents.column_headings import Kind
from geomon.documents.page_furniture import may_end_table
from geomon.documents.title_endings import LISTS, TABLES

_BELIEVED = 2.0
"""By how much another order must fit better, before as many cells as columns are not taken in order."""
_OFF = re.compile(
    r"[^，。；：:]{4,40}(?:局|委员会|政府|办公室|领导小组|指挥部)|(?:19|20)[0-9]{2}\s?年\s?[0-9]{1,2}\s?月\s?[0-9]{1,2}\s?日"
    rf"|[^，。；：:]{{6,40}}(?:情况|公示|{LISTS}|{TABLES})(?:[（(].{{1,24}}[）)])?"
)
"""What signs off below a table or opens the next one, where no column wants it."""


def laid(
    row: Sequence[Token], kinds: Sequence[Kind], *, barred: bool, closing: bool, usual: int, even: bool = False
) -> tuple[list[str], int]:
    """Lay the tokens of a row on its columns; return the cells and how many tokens they take.

    Best sum of how each text fits its column, of prices for columns left empty and for texts that go on with a cell.

    Parameters
    ----------
    closing : it is the last row, so that it may be cut off, and what follows below the table is left out.
    usual : blank lines that stand between the cells of this table.
    even : nearly every row of the table has as many lines as there are columns, so that a line is a cell.
    """
    texts = [token.text for token in row]
    if barred:
        while len(texts) > len(kinds) and not texts[-1]:
            texts.pop()
    elif closing:
        texts = texts[: next((n for n, text in enumerate(texts) if n and is_foot(text)), len(texts))]
    best = _reached(texts, kinds, barred=barred)
    if closing and not barred:
        end = next((n for n, text in enumerate(texts) if n and may_end_table(text) and _is_filled(best[: n + 1], kinds)), len(texts))
        texts, best = texts[:end], best[: end + 1]
    ends = {len(texts)}
    if closing and not barred:
        ends |= {n for n in range(3, len(texts)) if _OFF.fullmatch(texts[n]) or (row[n].gap > usual and len(texts[n]) > 12)}

    if closing and barred:
        ends |= set(range(len(kinds), len(texts)))

    def total(n: int, at: int) -> float:
        left = sum(map(missing, kinds[at + 1 :])) * (0.3 if closing else 1.0)
        return best[n][at][0] - left - 0.1 * (len(texts) - n)

    used, at = max(((n, at) for n in ends for at in best[n]), key=lambda end: total(*end))
    in_order = sum(fit(kind, text) for text, kind in zip(texts, kinds, strict=False) if text)
    if (barred or even) and len(texts) == len(kinds) and in_order >= total(used, at) - _BELIEVED:
        return list(texts), len(texts)
    cells = [""] * len(kinds)
    last: int | None = at
    for n in range(used, 0, -1):
        assert last is not None
        if last >= 0:
            cells[last] = _glued(texts[n - 1], cells[last])
        last = best[n][last][1]
    return [cell.strip() for cell in cells], used


def _reached(texts: Sequence[str], kinds: Sequence[Kind], *, barred: bool) -> list[dict[int, tuple[float, int | None]]]:
    """Return, for so many texts and the column that the last of them stands in, the best sum and the column before."""
    width = len(kinds)
    best: list[dict[int, tuple[float, int | None]]] = [{-1: (0.0, None)}]
    prices = [missing(kind) for kind in kinds]
    for n, text in enumerate(texts):
        reached: dict[int, tuple[float, int | None]] = {}
        broken = not barred and n > 0 and not is_whole(texts[n - 1]) and step_of(text) is None
        fits = [fit(kind, text) for kind in kinds]
        for at, (score, _) in best[-1].items():
            if barred and not text:
                options = [(at, 0.0), *([(at + 1, 0.1)] if at + 1 < width else [])]
            else:
                options = [(at, goes_on(kinds[at], text, texts[n - 1], barred=barred))] if at >= 0 else []
                price = 0.6 if broken and at >= 0 and kinds[at] in TELLING else 0.0
                for column in range(at + 1, width):
                    options.append((column, fits[column] - price))
                    price += prices[column]
            for column, gained in options:
                if column not in reached or reached[column][0] < score + gained:
                    reached[column] = (score + gained, at)
        best.append(reached)
    return best


def _is_filled(best: Sequence[dict[int, tuple[float, int | None]]], kinds: Sequence[Kind]) -> bool:
    """Return whether the likeliest cells so far leave no column empty that tells what is to be done, who does it and until when."""
    at: int | None = max(best[-1], key=lambda column: best[-1][column][0])
    filled: set[int | None] = set()
    for reached in reversed(best):
        if at is None:
            break
        filled.add(at)
        at = reached[at][1]
    return all(n in filled for n, kind in enumerate(kinds) if kind in (*TELLING, Kind.UNIT, Kind.DATE))


def _glued(above: str, below: str) -> str:
    """Join two lines of a cell; a sentence that a line's end cut goes on without a break."""
    if not below:
        return above
    cut = not is_whole(above) and step_of(below) is None and re.search("[一-龥0-9，、]$", above) and re.match("[一-龥0-9，。；、]", below)
    return f"{above}{below}" if cut else f"{above}\n{below}"
