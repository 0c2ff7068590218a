"""Which columns of any table hold codes, by their heading or by what stands in them, and what is wrong in them."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from geomon.codes.columns import COLUMNS
from geomon.codes.finding import NAMING
from geomon.codes.judge import CodeVerdict, check_code, kind_of

MOST = 20_000
"""Cells of a column that are judged: a code takes some 10 µs, and a file has ten seconds."""
_HEADING = re.compile(r"代码|编码|编号|证号|许可证|code|licen[cs]e|permit", re.IGNORECASE)
_BY_HEADING: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"信用代码|uscc|credit", re.IGNORECASE), "credit"),
    (re.compile(r"区划代码|行政代码|adcode|division", re.IGNORECASE), "division"),
    (re.compile(r"排污许可", re.IGNORECASE), "permit"),
    (re.compile(r"管控单元", re.IGNORECASE), "control_unit"),
    (re.compile(r"(?:入河|入海)排污口.*(?:编|代)码"), "outfall"),
)
"""Headings that say which kind of code stands below."""
_LIKE = 0.6
"""Share of a column's cells of one kind from which all of it is of that kind; below, only what looks like a code is judged."""
_FEW = 2


@dataclasses.dataclass(frozen=True, slots=True)
class WrongCode:
    """A code that is wrong, or doubtful at a character; `row` counts the table's rows from 0."""

    row: int
    column: str
    verdict: CodeVerdict


def wrong_codes(columns: Mapping[str, Sequence[Any]]) -> list[WrongCode]:
    """Return the codes of a table that are wrong or doubtful, by row.

    Parameters
    ----------
    columns : cells by heading, from anywhere; several codes in a cell are parted by `|`, empty cells are passed over.

    Notes
    -----
    A heading settles the kind where it names one. Any other column counts as codes when most of it reads as one kind that names a single
    thing in the whole country; six digits under a heading that does not speak of divisions are no division.
    """
    found: list[WrongCode] = []
    for heading, cells in columns.items():
        texts = list(_codes(cells))
        told, kind = _kind(str(heading), [text for _, text in texts])
        if told:
            found += [WrongCode(row, str(heading), verdict) for row, text in texts if (verdict := _judged(text, kind)) is not None]
    return sorted(found, key=lambda one: (one.row, one.column))


def _codes(cells: Sequence[Any]) -> Iterator[tuple[int, str]]:
    for row, cell in enumerate(cells[:MOST]):
        if isinstance(cell, str | int) and not isinstance(cell, bool):
            yield from ((row, text) for text in str(cell).split("|") if text.strip())


def _kind(heading: str, texts: Sequence[str]) -> tuple[bool, str | None]:
    """Return whether a column holds codes, and of which kind where all of it is of one."""
    key = heading.strip().casefold()
    if fixed := COLUMNS.get(key):
        return True, fixed
    if (named := next((kind for words, kind in _BY_HEADING if words.search(heading)), None)) is not None:
        return True, named
    kinds = Counter(kind for text in dict.fromkeys(texts) if (kind := kind_of(text)) in NAMING)
    most, count = kinds.most_common(1)[0] if kinds else (None, 0)
    distinct = len(dict.fromkeys(texts))
    if count >= _FEW and count >= _LIKE * distinct:
        return True, most
    return key in COLUMNS or bool(_HEADING.search(heading) and kinds), None


def _judged(text: str, kind: str | None) -> CodeVerdict | None:
    """Return the verdict on a code where it says something of a character; None where it is right, or none of ours."""
    own = kind or kind_of(text)
    if own is None or (kind is None and own not in NAMING and own != "outlet"):
        return None
    verdict = check_code(text, own)
    return verdict if verdict.state == "wrong" or (verdict.state == "warn" and verdict.at) else None
