"""Lines that a web page puts around a document and a copy of its text takes along: the path of pages, buttons, the line of source and date.

A document begins and ends with no such line, so that its title is what follows them and its last field ends before them.
"""

from __future__ import annotations

from collections.abc import Sequence

from geomon.documents.labels import read_labels
from geomon.documents.page_furniture import is_button_word, is_frame, is_path, is_source_line
from geomon.documents.source import Raw, RawLine

_HEAD, _TAIL = 30, 20
"""Lines from the document's start, and from its end, in which a page's frame is looked for."""
_MENU = 2
"""Lines of a menu that a title could be glued to."""


def without_frame(items: Sequence[Raw]) -> list[Raw]:
    """Return the items without the lines of the page around the document, at its head and at its tail.

    A button's word alone (关闭) goes only where another line of the frame stands beside it and no label above waits for it as its value.
    The last path of the head stays where lines of a menu above it stay, for it parts them from the title.
    """
    edge = {*range(_HEAD), *range(len(items) - _TAIL, len(items))}
    printed = [n for n, item in enumerate(items) if not isinstance(item, RawLine) or item.text.strip()]
    texts = [item.text.strip() if isinstance(item := items[n], RawLine) else "" for n in printed]
    frame = [n in edge and is_frame(text) for n, text in zip(printed, texts, strict=True)]
    own = _words_of_its_own(texts, frame)
    gone = {n for k, n in enumerate(printed) if frame[k] and k not in own}
    paths = [k for k, n in enumerate(printed) if n in gone and n < _HEAD and is_path(texts[k])]
    if paths and sum(n not in gone for n in printed[: paths[-1]]) >= _MENU:
        gone.discard(printed[paths[-1]])
    return [item for n, item in enumerate(items) if n not in gone]


def _words_of_its_own(texts: Sequence[str], frame: Sequence[bool]) -> set[int]:
    """Return which lines are words of a button that the document says itself: the value of a label above, or with no frame beside them."""
    own: set[int] = set()
    for k, text in enumerate(texts):
        if not frame[k] or not is_button_word(text):
            continue
        above, below = texts[k - 1] if k else "", texts[k + 1] if k + 1 < len(texts) else ""
        valued = k > 0 and (k - 1 in own or (not frame[k - 1] and _waits(above)))
        beside = (k > 0 and (frame[k - 1] or is_source_line(above))) or (k + 1 < len(texts) and (frame[k + 1] or is_source_line(below)))
        if valued or not beside:
            own.add(k)
    return own


def _waits(text: str) -> bool:
    """Return whether a line is a label whose value stands below it; counters of a page (阅读次数：) wait for none."""
    if is_source_line(text) and not text.startswith("来源"):
        return False
    labels = read_labels(text)
    return text.endswith(("：", ":")) or bool(labels and not text[labels[-1].value :].strip())
