"""What copying, wrapping and printing did to a text, undone: page debris out, wrapped lines joined, blanks inside numbers gone.

Nothing here knows a layout; a line that opens with a number or a label is never pulled into the paragraph before it.
"""

from __future__ import annotations

import dataclasses
import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from geomon.documents.cell_lines import with_tables
from geomon.documents.closings import opens_closing_of_wrapped
from geomon.documents.complaint_codes import CODE
from geomon.documents.cut_apart import cut_apart
from geomon.documents.cut_credited import goes_on_in_credit
from geomon.documents.cut_labels import label_was_cut, stands_behind_rest, waits_for_its_value
from geomon.documents.label_words import WORDS
from geomon.documents.labels import read_labels, role_of
from geomon.documents.lines_as_paragraphs import as_printed_lines
from geomon.documents.numbering import read_head
from geomon.documents.odd_labels import odd_label, setting_of
from geomon.documents.printed import width_of
from geomon.documents.said_again import SaidAgain
from geomon.documents.source import Raw, RawLine, RawTable
from geomon.documents.title_lines import ends_title, is_titlish
from geomon.documents.traditional import is_traditional, simplify
from geomon.documents.web_chrome import without_frame

CJK = "㐀-䶿一-鿿豈-﫿"
_WIDE = CJK + "，。、；：？！（）《》“”‘’【】〔〕—…"
_DEBRIS = re.compile(r"\[(?:bookmark|HYPERLINK|REF|TOC|PAGEREF)[^\]]*\]|[\u200b-\u200f\u2028\u2029\ufeff\u00ad]")
_PINYIN = re.compile(rf"(?<=[{CJK}])(?:\s?[（(]\s?[a-zāáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜü]{{1,12}}\s?[）)]){{1,3}}(?=[{_WIDE}]|\s?[|｜]|$)")
_TONED = re.compile("[āáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜ]")
_MARK_BEHIND = re.compile(r"(?<=[。；;])\s*[—–]\s?[0-9]{1,4}\s?[—–]\s*$")
"""— 3 — at the end of a paragraph, where the pages run on in one line."""
_PAGE_NUMBER = re.compile(
    r"\s*(?:[-—–－―·•~]\s*[0-9]{1,4}\s*[-—–－―·•~]|第\s*[0-9]{1,4}\s*页(?:\s*[，,/]?\s*共\s*[0-9]{1,4}\s*页)?|[0-9]{1,4}\s*/\s*[0-9]{1,4}|Page\s+[0-9]+(?:\s+of\s+[0-9]+)?)\s*"
)
_BARE = re.compile(r"\s*[0-9]{1,4}\s*")
_TERMINAL = re.compile(r"[。！？；：!?;:…](?:[”’」』）)】]|\[\d+\])*$|[.](?<![0-9]\.)$")
_GAP = re.compile(
    rf"(?<=[{_WIDE}])[ \t\u00a0　]+(?=[0-9A-Za-z(%])|(?<=[0-9A-Za-z)%.℃²³])[ \t\u00a0　]+(?=[{_WIDE}])|(?<=[，。、；：（《“])[ \t\u00a0　]+|[ \t\u00a0　]+(?=[，。、；：）》”])"
)
_NUMBER_ALONE = re.compile(
    r"[ \t　]*(?:[0-9]{1,2}[ \t　]+(?![公里米个月日元倍方微毫度家眼处座台件项户人次份])|[0-9]{1,2}[.．][0-9]{1,2}[ \t　]+)(?=[一-龥]{4})(?![万亿千百吨亩年])"
)
_NARROW = re.compile("(?<=[二三四五六七八九十百]) (?=[一二三四五六七八九十]{1,2}(?:[、：:）)】\\]]|[.．](?![0-9])))")
"""A blank that the narrow strokes of 一 leave inside a number of a PDF: 十 一、."""
_LABEL_AND_FIGURE = re.compile(r"[ \t　]*(?P<word>[一-龥]{4,8})[ \t　]+(?=[0-9])")
_DOUBLED = re.compile(r"([，。、；])\1+|[，,]+(?=[，、。；])")
_RUN = re.compile(r"(.)\1{39,}|([0-9〇零一二三四五六七八九十百千万亿]{40})[0-9〇零一二三四五六七八九十百千万亿]+")
_AGAIN = re.compile(r"(.{2,12}?)\1{19,}")
_LONG = 300
_FIGURES = str.maketrans(
    {chr(c): chr(c - 0xFEE0) for r in (range(0xFF10, 0xFF1A), range(0xFF21, 0xFF3B), range(0xFF41, 0xFF5B)) for c in r}
    | {"％": "%", "﹪": "%"}
)
_QUOTES = (("“", "”"), ("《", "》"), ("（", "）"), ("(", ")"))


def assemble(items: Sequence[Raw]) -> tuple[list[Raw], list[str]]:
    """Return the items as paragraphs and clean tables, and what a reader should know of the repair."""
    warnings: list[str] = []
    items = as_printed_lines(items)
    if is_traditional(items):
        items = [_map_text(item, lambda text: _without_pinyin(simplify(text))) for item in items]
        warnings.append("The document is in traditional characters; it is shown and quoted in simplified ones.")
    items = [_clean(item) for item in with_tables(items)]
    items = _without_page_debris(without_frame(items))
    if _is_spaced_out(items):
        items = [_map_text(item, lambda t: re.sub(rf"(?<=[{_WIDE}])[ 　]+(?=[{_WIDE}])", "", t)) for item in items]
    return _without_page_marks(cut_apart(_join_wrapped(items))), warnings


def _without_page_marks(items: Sequence[Raw]) -> list[Raw]:
    return [dataclasses.replace(item, text=_MARK_BEHIND.sub("", item.text)) if isinstance(item, RawLine) else item for item in items]


def _map_text(item: Raw, change) -> Raw:  # type: ignore[no-untyped-def]
    if isinstance(item, RawLine):
        return RawLine(change(item.text), item.page, item.whole)
    return RawTable(tuple(tuple(change(c) for c in row) for row in item.rows), item.page, change(item.caption), item.of_lines)


def _clean(item: Raw) -> Raw:
    return _map_text(item, clean_text)


def clean_text(text: str) -> str:
    """Return `text` without debris inside a line: bookmarks, pinyin, blanks inside words and numbers, full-width figures."""
    text = _DEBRIS.sub("", text.translate(_FIGURES))
    if len(text) > _LONG:
        text = _without_runs(text)
    text = _without_pinyin(text)
    text = _NARROW.sub("", unicodedata.normalize("NFC", text).replace("\u00a0", " "))
    number = _NUMBER_ALONE.match(text)  # the blank behind a heading's bare number tells it from a figure
    label = _LABEL_AND_FIGURE.match(text)  # and the one behind 整改时限 the label from its value
    kept = number.end() if number else label.end() if label and label["word"] in WORDS else 0
    return (text[:kept].rstrip() + " " if kept else "") + _DOUBLED.sub(lambda m: m[1] or "", _GAP.sub("", text[kept:])).rstrip()


def _without_pinyin(text: str) -> str:
    """Return `text` without the sounds that a mirror prints in brackets behind characters: 鎮(zhèn)."""
    return _PINYIN.sub("", text) if _TONED.search(text) else text


def _without_runs(text: str) -> str:
    """Return `text` with what is printed forty times in a row, or a piece twenty times, cut to that: leaders, rules, a stuck key."""
    text = _RUN.sub(lambda m: m[1] * 40 if m[1] else m[2], text)
    return _AGAIN.sub(lambda m: m[1] * 20, text)


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
        line for line in lines if 5 < len(line) <= 60 and not read_labels(line) and not read_head(line) and not _TERMINAL.search(line)
    )
    running = {line for line, count in often.items() if (count >= 4 and (line == title or line in title or is_titlish(line)))}
    # what is printed again below a page number is the page's head
    below = Counter(
        b.text.strip()
        for a, b in itertools.pairwise(i for i in items if isinstance(i, RawLine) and i.text.strip())
        if _PAGE_NUMBER.fullmatch(a.text) and not read_labels(b.text.strip()) and not read_head(b.text.strip())
    )
    running |= {
        line for line, count in below.items() if len(line) <= 40 and count + (line in lines[:3]) >= 2 and not _TERMINAL.search(line)
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


# ---- wrapped lines ------------------------------------------------------------------------------------------------


def _wrap_width(lines: Sequence[RawLine]) -> int | None:
    """Return the width (in half characters) at which the text is hard-wrapped, or None."""
    widths = sorted(width_of(line.text.strip()) for line in lines if line.text.strip() and not line.whole)
    if len(widths) < 20:
        return None
    top = widths[int(0.985 * (len(widths) - 1))]
    if not 24 <= top <= 120:
        return None
    # lines of prose pile up at the width at which they were cut; whole paragraphs have every length
    full = sum(top - 5 <= width <= top + 2 for width in widths)
    longer = sum(width > 1.25 * top for width in widths)
    return top if full >= max(8, 0.08 * len(widths)) and longer < 0.02 * len(widths) else None


def _is_indented(lines: Sequence[RawLine]) -> bool:
    """Return whether the text opens its paragraphs with blanks throughout, so that a line without is the rest of one."""
    opening = [line.text[:1] in " 　\t" for line in lines if read_labels(line.text.strip()) or read_head(line.text.strip())]
    rest = [line.text[:1] in " 　\t" for line in lines if line.text.strip()]
    return len(opening) >= 8 and sum(opening) >= 0.9 * len(opening) and sum(rest) <= 0.85 * len(rest)


def _join_wrapped(items: Sequence[Raw]) -> list[Raw]:
    lines = [item for item in items if isinstance(item, RawLine) and not item.whole]
    width = _wrap_width(lines)
    indented = _is_indented(lines)
    again = SaidAgain(line.text for line in lines)
    setting = setting_of(line.text for line in lines)
    opened = False  # whether the paragraph being built began with blanks, in a text whose paragraphs do
    out: list[Raw] = []
    tail_width = 0  # of the last printed line of the paragraph being built
    for item in items:
        if isinstance(item, RawTable):
            out.append(item)
            continue
        line = item.text.strip()
        if not line:
            continue
        last = out[-1] if out else None
        hangs = indented and opened and item.text[:1] not in " 　\t" and not read_labels(line) and read_head(line) is None
        opened = hangs or item.text[:1] in " 　\t"
        wraps = hangs or (isinstance(last, RawLine) and _continues(last.text, tail_width, line, width, again))
        goes_on = wraps and not odd_label(line, setting)
        if isinstance(last, RawLine) and not item.whole and not last.whole and goes_on:
            out[-1] = RawLine(clean_text(_glue(last.text, line)), last.page)
        else:
            out.append(RawLine(line, item.page, item.whole))
        tail_width = width_of(line)
    return out


_LAST_FIGURES = tuple("0123456789")


_SURELY_FULL = 60
"""Half characters of a line that is full where no width is known."""


def _continues(before: str, tail_width: int, line: str, width: int | None, again: SaidAgain) -> bool:
    """Return whether `line` goes on with the paragraph `before`, whose last printed line was `tail_width` wide."""
    full = tail_width >= (0.82 * width if width is not None else _SURELY_FULL)
    if goes_on_in_credit(before, line) or label_was_cut(before, line) or (full and waits_for_its_value(before, line)):
        return True
    if again.opens(line) or ends_title(before, line):
        return False
    if (labels := read_labels(line)) and labels[0].start <= 6 and not stands_behind_rest(before, line[: labels[0].start]):
        return False  # a label further on is one of a paragraph that runs its fields on
    if _NUMBER_LABEL.fullmatch(before):
        return bool(_BARE.fullmatch(line))  # a form prints the label and its value on two lines
    if (alone := read_head(before)) and alone.length >= len(before.rstrip()) and read_head(line) is None:
        return not (len(line) <= 8 and role_of(line))  # the number was printed on a line of its own; so may the first label be
    if _CREDITED.search(before) or opens_closing_of_wrapped(line):
        return False  # the bracket of units closes a task
    open_end = not _TERMINAL.search(before)
    head = read_head(line)
    if before.endswith(_LAST_FIGURES) and _COUNTED.match(line) and head is None and re.search(r"[^0-9\s].*[0-9]$", before):
        return True  # a figure and what it counts stand on two lines only where a line was cut
    if re.search(rf"[{CJK}]$", before) and _MEASURED.match(line) and head is None and open_end and width_of(before) >= 40:
        return True
    if width is not None:
        if head is not None and head.style in ("task", "item"):
            return False
        if head is not None and head.style != "一是" and not (full and open_end and _is_broken_number(before, line)):
            return False
        return full and open_end
    if head is not None and head.style != "一是":
        return False
    if not open_end or width_of(before) < 16:
        return False
    if _is_unbalanced(before):
        return True
    body = before[(h.length if (h := read_head(before)) else 0) :]
    if (found := read_labels(before)) and found[0].start <= 3:
        body = before[found[0].value :]
        if found[0].role in ("deadline", "person", "note", "progress", "state", "verdict"):
            return len(line) <= 2 and head is None and width_of(before) >= 50  # a word cut by the line's end
        if found[0].role in ("lead", "responsible", "cooperating", "implementing", "acceptance"):
            return body.endswith(("、", "，", ",")) or bool(_REST_OF_UNIT.fullmatch(line))
    return (len(body) > 8 and bool(re.search(r"[，。；,]", body))) or (len(body) >= 12 and "、" in body)


_NUMBER_LABEL = re.compile("(?:交办单|转办单|任务|问题)?(?:编号|序号)[：:]")
_CREDITED = re.compile(
    r"[（(](?:[^（）()]|[（(][^（）()]{0,16}[）)])*(?:(?:单位|部门|时限|期限|时间)[：:](?:[^（）()]|[（(][^（）()]{0,16}[）)])*|牵头|负责|配合|落实)[）)]$"
)
_MEASURED = re.compile(r"[0-9]+(?:\.[0-9]+)?\s?(?:公里|千米|米|亩|公顷|万|吨|立方|平方|家|处|座|眼|个)")
_REST_OF_UNIT = re.compile("[局厅委办部院所站]|(?:人民)?政府|委员会|办公室|公司|管委会|办事处|街道|[镇乡县区市]")
"""The end of a unit's name, alone on its line."""
_COUNTED = re.compile(r"[0-9]{0,3}\s?(?:年|月|日|家|个|项|处|座|件|眼|吨|亩|公|万|亿|%|倍|条|台|米|千米|平方|立方|次|人|户|天)")


def _is_broken_number(before: str, line: str) -> bool:
    """Return whether a figure or a counted list was cut by the line end (…1 | 6家…; 一、| 二号)."""
    return bool(re.search(r"[0-9A-Za-z.]$", before) and re.match(r"[0-9A-Za-z.]", line)) or before.endswith(("、", "，", ","))


def _is_unbalanced(text: str) -> bool:
    return any(text.count(a) > text.count(b) for a, b in _QUOTES)


def _glue(before: str, line: str) -> str:
    """Join without a blank, except between two Latin words, and where a number alone on its line would run into the text (任务一 | 涪江…)."""
    joined = before + (" " if re.search("[A-Za-z,;]$", before) and re.match("[A-Za-z]", line) else "") + line
    alone = read_head(before)
    if alone and alone.length >= len(before.rstrip()) and ((now := read_head(joined)) is None or now.label != alone.label):
        return f"{before.rstrip()}：{line}"
    return joined
