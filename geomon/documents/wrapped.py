"""Which printed lines are one paragraph: what a hard wrap, a narrow cell or a page cut is joined, and no line that opens anew."""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.documents.cleaned import CJK, clean_text
from geomon.documents.closings import opens_closing_of_wrapped
from geomon.documents.cut_credited import goes_on_in_credit
from geomon.documents.cut_labels import label_was_cut, stands_behind_rest, waits_for_its_value
from geomon.documents.labels import read_labels, role_of
from geomon.documents.numbering import number_in, read_head
from geomon.documents.odd_labels import odd_label, setting_of
from geomon.documents.printed import width_of
from geomon.documents.problem_titles import names_problem
from geomon.documents.said_again import SaidAgain
from geomon.documents.source import Raw, RawLine, RawTable
from geomon.documents.title_endings import ends_title
from geomon.documents.units import looks_like_unit

TERMINAL = re.compile(r"[。！？；：!?;:…](?:[”’」』）)】]|\[\d+\])*$|[.](?<![0-9]\.)$")
_QUOTES = (("“", "”"), ("《", "》"), ("（", "）"), ("(", ")"))
_STOPS = re.compile("[，。；：、]")
_TITLE = re.compile("(?:公示|公告|通报)$")
_BARE = re.compile(r"\s*[0-9]{1,4}\s*")


def _wrap_width(lines: Sequence[RawLine]) -> int | None:
    """Return the width (in half characters) at which the text is hard-wrapped, or None; titles of bound notices, all alike, tell none."""
    printed = [text for line in lines if not line.whole and (text := line.text.strip()) and not _TITLE.search(text)]
    widths = sorted(map(width_of, printed))
    if len(widths) < 20:
        return None
    top = widths[int(0.985 * (len(widths) - 1))]
    if not 24 <= top <= 120:
        return None
    # lines of prose pile up at the width at which they were cut; whole paragraphs have every length
    full = sum(top - 5 <= width <= top + 2 for width in widths)
    longer = sum(width > 1.25 * top for width in widths)
    return top if full >= max(8, 0.08 * len(widths)) and longer < 0.02 * len(widths) else None


def _cut_width(lines: Sequence[RawLine]) -> int | None:
    """Return the width of a short text whose widest lines, several and all alike, break off in the middle of a sentence; or None."""
    texts = [text for line in lines if not line.whole and (text := line.text.strip()) and not _TITLE.search(text)]
    top = max(map(width_of, texts), default=0)
    if not 24 <= top <= 120:
        return None
    widest = [n for n, text in enumerate(texts) if width_of(text) >= top - 1]
    cut = [n for n in widest if n + 1 < len(texts) and not TERMINAL.search(texts[n]) and not _opens(texts[n + 1])]
    rest = [texts[n + 1] for n in cut if n + 1 not in cut]  # which bring a paragraph to its end: cells of a column do not
    ended = sum(bool(TERMINAL.search(text)) for text in rest)
    return top if len(cut) >= max(_CUT_LINES, 0.75 * len(widest)) and ended >= max(2, len(rest) / 2) else None


_CUT_LINES = 3


def _opens(line: str) -> bool:
    """Return whether a line opens with a label or a number."""
    return bool(read_labels(line)) or read_head(line) is not None


def _is_indented(lines: Sequence[RawLine]) -> bool:
    """Return whether the text opens its paragraphs with blanks throughout, so that a line without is the rest of one."""
    opening = [line.text[:1] in " 　\t" for line in lines if read_labels(line.text.strip()) or read_head(line.text.strip())]
    rest = [line.text[:1] in " 　\t" for line in lines if line.text.strip()]
    return len(opening) >= 8 and sum(opening) >= 0.9 * len(opening) and sum(rest) <= 0.85 * len(rest)


def join_wrapped(items: Sequence[Raw]) -> list[Raw]:
    """Return the items, lines that go on with the one above joined to it; tables and whole paragraphs stay as they are."""
    lines = [item for item in items if isinstance(item, RawLine) and not item.whole]
    width = _wrap_width(lines)
    cut_at = None if width is not None else _cut_width(lines)
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
        was_cut = cut_at is not None and tail_width >= cut_at - 3 and isinstance(last, RawLine) and not TERMINAL.search(last.text) and not _opens(line)
        wraps = hangs or was_cut or (isinstance(last, RawLine) and _continues(last.text, tail_width, line, width, again))
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
    if _CLOSING_MARK.match(line) and not TERMINAL.search(before):
        return True
    if again.opens(line) or ends_title(before, line) or (_TITLE.search(before) and number_in(before) and not _STOPS.search(before + line[:1])):
        return False
    if (labels := read_labels(line)) and labels[0].start <= 6 and not stands_behind_rest(before, line[: labels[0].start]):
        return False  # a label further on is one of a paragraph that runs its fields on
    if _NUMBER_LABEL.fullmatch(before):
        return bool(_BARE.fullmatch(line))  # a form prints the label and its value on two lines
    if (alone := read_head(before)) and alone.length >= len(before.rstrip()) and read_head(line) is None:
        return not (len(line) <= 8 and role_of(line))  # the number was printed on a line of its own; so may the first label be
    if _CREDITED.search(before) or opens_closing_of_wrapped(line):
        return False  # the bracket of units closes a task
    open_end = not TERMINAL.search(before)
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
    if h and names_problem(body):
        return False
    if (found := read_labels(before)) and found[0].start <= 3:
        body = before[found[0].value :]
        if found[0].role in ("deadline", "person", "note", "progress", "state", "verdict"):
            return len(line) <= 2 and head is None and width_of(before) >= 50  # a word cut by the line's end
        if found[0].role in ("lead", "responsible", "cooperating", "implementing", "acceptance"):
            return body.endswith(("、", "，", ",")) or bool(_REST_OF_UNIT.fullmatch(line)) or _is_rest_of_units(body, line)
    return (len(body) > 8 and bool(re.search(r"[，。；,]", body))) or (len(body) >= 12 and "、" in body)


_NUMBER_LABEL = re.compile("(?:交办单|转办单|任务|问题)?(?:编号|序号)[：:]")
_CREDITED = re.compile(
    r"[（(](?:[^（）()]|[（(][^（）()]{0,16}[）)])*(?:(?:单位|部门|时限|期限|时间)[：:](?:[^（）()]|[（(][^（）()]{0,16}[）)])*|牵头|负责|配合|落实)[）)]$"
)
_MEASURED = re.compile(r"[0-9]+(?:\.[0-9]+)?\s?(?:公里|千米|米|亩|公顷|万|吨|立方|平方|家|处|座|眼|个)")
_REST_OF_UNIT = re.compile("[局厅委办部院所站]|(?:人民)?政府|委员会|办公室|公司|管委会|办事处|街道|[镇乡县区市]")
"""The end of a unit's name, alone on its line."""
_CLOSING_MARK = re.compile("[，、；。！？”’）》](?!.{0,2}$)|[。；]$")
"""What no paragraph begins with."""
_COUNTED = re.compile(r"[0-9]{0,3}\s?(?:年|月|日|家|个|项|处|座|件|眼|吨|亩|公|万|亿|%|倍|条|台|米|千米|平方|立方|次|人|户|天)")


def _is_rest_of_units(body: str, line: str) -> bool:
    """Return whether a list of units broke off in a name that the line brings to its end: …、市住房和城乡建 | 设局、市水务局."""
    *_, last = re.split("[、，,；;]", body)
    if "、" not in body or (len(last.strip()) > 2 and looks_like_unit(last.strip())) or TERMINAL.search(body):
        return False
    return all(looks_like_unit(unit.strip()) for unit in re.split("[、，,；;]", (last + line).rstrip("。；")))


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
