"""Firms in a list that calls each by its short name, two letters and its trade: 甲乙纸业、丙丁皮革、戊己陶瓷二厂."""

from __future__ import annotations

import re
from collections.abc import Iterator

from geomon.documents.common_words import GENERIC
from geomon.documents.word_classes import TRADES
from geomon.documents.words import holds_name, lead_in

_TRADE = (
    f"(?:{TRADES}|铸造|机械|板材|彩印包装|彩印|印务|包装|造纸|纸品|糠醛|化肥|皮革|制革|瓷业|建陶|铸业|制药|纺织|印染|酿酒|食品|塑业|塑料|橡胶|热力|耐材|炭素|饲料|淀粉|电镀|农药"
    "|染料|管业|家具|板业)"
)
"""In a list of firms, products are trades too."""
_ITEM = re.compile(f"(?P<lead>完成|取缔|关停|淘汰|对|包括|[：:])?(?P<stem>[一-龥]{{2,3}}){_TRADE}(?:[一二三四五六七八九十]厂|分厂)?")
_RUN = re.compile(r"(?<![一-龥、])(?:[一-龥]{4,11}、){3,40}[一-龥]{4,11}(?=$|[^一-龥、]|等|[0-9])")
_LEAST_NAMED = 0.4
"""Share of the items whose first letters are in no dictionary; trades alone (日用陶瓷、精细化工) have none."""


def firms_of(sentence: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each firm of such lists; nothing where an item is none, or where too few are names beyond doubt."""
    for run in _RUN.finditer(sentence):
        start = run.start()
        found: list[tuple[int, int, str]] = []
        whole = True
        items = run.group().split("、")
        for n, item in enumerate(items):
            m = _ITEM.fullmatch(re.split("等", item)[0] if n + 1 == len(items) else item)
            whole = whole and m is not None and (n == 0 or not m["lead"])
            if m:
                found.append((start + m.start("stem"), start + m.end(), m["stem"]))
            start += len(item) + 1
        own = [stem for _, _, stem in found if holds_name(stem) and GENERIC.sub("", stem) == stem and not lead_in(stem)]
        if whole and len({stem for _, _, stem in found}) >= 3 and len(own) >= _LEAST_NAMED * len(found):
            yield from ((a, z) for a, z, _ in found)
