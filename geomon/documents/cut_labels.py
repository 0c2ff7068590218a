"""Labels of a paragraph that runs its fields on, where the end of a printed line cuts them.

完 | 成时限：2021年12月底前; 市住房和城乡建 | 设局。责任单位：…; …。整改时限： | 2021年12月底前。
"""

from __future__ import annotations

import re

from geomon.documents.label_words import WORDS
from geomon.documents.labels import read_labels
from geomon.documents.numbering import read_head
from geomon.documents.printed import width_of

_LEAST_WIDTH = 40
"""Half characters of a line that is full."""
_REST = re.compile("[一-龥A-Za-z0-9%％）)”]+[。；]$")
_WHOLE = re.compile("[。！？；：!?;:…]$")


def label_was_cut(before: str, line: str) -> bool:
    """Return whether the end of one line and the beginning of the next are a label, its colon behind it.

    Examples
    --------
    >>> label_was_cut("依法取缔保护区内的养殖场七家和石材加工点三家，完", "成时限：2021年12月底前。")
    True
    >>> label_was_cut("依法取缔保护区内的养殖场七家和石材加工点三家。", "完成时限：2021年12月底前。")
    False
    """
    m = re.match("([一-龥]{1,6})[：:]", line)
    if m is None or width_of(before) < _LEAST_WIDTH:
        return False
    return any(len(part := before[-k:]) == k and WORDS.get(part + m[1]) and re.match("[一-龥]", part) for k in (1, 2, 3))


def stands_behind_rest(before: str, opening: str) -> bool:
    """Return whether what stands before a label at a line's head is the rest of the value above, which the line's end cut.

    Examples
    --------
    >>> above = "整改目标：设施稳定运行。牵头单位：市住房和城乡建"
    >>> stands_behind_rest(above, "设局。"), stands_behind_rest(above, "（二）")
    (True, False)
    """
    return bool(_REST.match(opening)) and not _WHOLE.search(before) and width_of(before) >= _LEAST_WIDTH


def waits_for_its_value(before: str, line: str) -> bool:
    """Return whether a paragraph of several fields ends with a label, whose value the next line holds without a number.

    Examples
    --------
    >>> before = "（一）东坡坑没有复绿。整改目标：复绿。责任单位：市林业局。整改时限："
    >>> waits_for_its_value(before, "2021年12月底前。"), waits_for_its_value(before, "1.补植。"), waits_for_its_value("整改时限：", "长期")
    (True, False, False)
    """
    if not before.endswith(("：", ":")) or read_head(line):
        return False
    labels = read_labels(before)
    return len(labels) > 2 and labels[-1].value >= len(before)
