"""What copying, wrapping and printing did to a text, undone: page debris out, wrapped lines joined, blanks inside numbers gone.

Nothing here knows a layout; a line that opens with a number or a label is never pulled into the paragraph before it.
"""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections import Counter
from collections.abc import Sequence

from geomon.documents.cell_lines import with_tables
from geomon.documents.cleaned import CJK, WIDE, clean_text, without_pinyin
from geomon.documents.complaint_codes import CODE
from geomon.documents.cut_apart import cut_apart
from geomon.documents.labels import read_labels, role_of
from geomon.documents.lines_as_paragraphs import as_printed_lines
from geomon.documents.numbering import read_head
from geomon.documents.source import Raw, RawLine, RawTable
from geomon.documents.title_endings import ends_like_title
from geomon.documents.traditional import is_traditional, simplify
from geomon.documents.web_chrome import without_frame
from geomon.documents.wrapped import TERMINAL, join_wrapped

_MARK_BEHIND = re.compile(r"(?<=[。；;])\s*[—–]\s?[0-9]{1,4}\s?[—–]\s*$")
"""— 3 — at the end of a paragraph, where the pages run on in one line."""
_PAGE_NUMBER = re.compile(
    r"\s*(?:[-—–－―·•~]\s*[0-9]{1,4}\s*[-—–－―·•~]|第\s*[0-9]{1,4}\s*页(?:\s*[，,/]?\s*共\s*[0-9]{1,4}\s*页)?|[0-9]{1,4}\s*/\s*[0-9]{1,4}|Page\s+[0-9]+(?:\s+of\s+[0-9]+)?)\s*"
)
_BARE = re.compile(r"\s*[0-9]{1,4}\s*")


def assemble(items: Sequence[Raw]) -> tuple[list[Raw], list[str]]:
    """Return the items as paragraphs and clean tables, and what a reader should know of the repair."""
    warnings: list[str] = []
    items = as_printed_lines(items)
    if is_traditional(items):
        items = [_map_text(item, lambda text: without_pinyin(simplify(text))) for item in items]
        warnings.append("The document is in traditional characters; it is shown and quoted in simplified ones.")
    items = [_clean(item) for item in with_tables(items)]
    items = _without_page_debris(without_frame(items))
    if _is_spaced_out(items):
        items = [_map_text(item, lambda t: re.sub(rf"(?<=[{WIDE}])[ 　]+(?=[{WIDE}])", "", t)) for item in items]
    return _without_page_marks(cut_apart(join_wrapped(items))), warnings


def _without_page_marks(items: Sequence[Raw]) -> list[Raw]:
    return [dataclasses.replace(item, text=_MARK_BEHIND.sub("", item.text)) if isinstance(item, RawLine) else item for item in items]


def _map_text(item: Raw, change) -> Raw:  # type: ignore[no-untyped-def]
    if isinstance(item, RawLine):
        return RawLine(change(item.text), item.page, item.whole)
    return RawTable(tuple(tuple(change(c) for c in row) for row in item.rows), item.page, change(item.caption), item.of_lines)


def _clean(item: Raw) -> Raw:
    return _map_text(item, clean_text)


def _is_spaced_out(items: Sequence[Raw]) -> bool:
    """Return whether blanks stand between characters throughout, as some text recognition leaves them."""
    sample = "".join(item.text + "\n" for item in items[:600] if isinstance(item, RawLine))
    gaps = len(re.findall(rf"[{CJK}][ 　](?=[{CJK}])", sample))
    return gaps > 20 and gaps > 0.03 * len(sample)


# ---- pages ----------------------------------------------------------------------------------------------------------


def _without_page_debris(items: Sequence[Raw]) -> list[Raw]:
    """Drop page numbers and running titles."""
    bare = [
        (n, int(item.text)) for n, item in enumerate(items) if isinstance(item, RawLine) and not item.whole and _BARE.fullmatch(item.text)
    ]
    rising = {n for (n, a), (_, b) in itertools.pairwise(bare) if b == a + 1} | {
        m for (_, a), (m, b) in itertools.pairwise(bare) if b == a + 1
    }
    numbers = _numbers_of_tasks(items, rising)
    rising -= numbers
    lines = [item.text.strip() for item in items if isinstance(item, RawLine)]
    title = next((line for line in lines if len(line) > 5), "")
    often = Counter(
        line for line in lines if 5 < len(line) <= 60 and not read_labels(line) and not read_head(line) and not TERMINAL.search(line)
    )
    running = {line for line, count in often.items() if (count >= 4 and (line == title or line in title or ends_like_title(line)))}
    # what is printed again below a page number is the page's head
    below = Counter(
        b.text.strip()
        for a, b in itertools.pairwise(i for i in items if isinstance(i, RawLine) and i.text.strip())
        if _PAGE_NUMBER.fullmatch(a.text) and not read_labels(b.text.strip()) and not read_head(b.text.strip())
    )
    running |= {
        line for line, count in below.items() if len(line) <= 40 and count + (line in lines[:3]) >= 2 and not TERMINAL.search(line)
    }
    kept: list[Raw] = []
    seen: set[str] = set()
    for n, item in enumerate(items):
        if isinstance(item, RawLine):
            line = item.text.strip()
            if n in numbers:
                item = dataclasses.replace(item, text=f"{line}、")
            elif n in rising or _PAGE_NUMBER.fullmatch(item.text):
                continue
            if line in running:
                if line in seen:
                    continue
                seen.add(line)
        kept.append(item)
    return kept


def _numbers_of_tasks(items: Sequence[Raw], rising: set[int]) -> set[int]:
    """Return which of the bare numbers that count up number tasks and no pages: the same label, or a complaint's code, stands below each."""
    below = {n: next((i.text.strip() for i in items[n + 1 :] if isinstance(i, RawLine) and i.text.strip()), "") for n in rising}
    coded = {n for n, text in below.items() if re.fullmatch(CODE, text)}
    if len(coded) > 1:
        return coded
    labels = set(below.values())
    return set(rising) if len(rising) > 1 and len(labels) == 1 and role_of(next(iter(labels)).rstrip("：:")) else set()
