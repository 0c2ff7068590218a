"""Firms that are called by two letters and their trade: in a list of such, 甲乙纸业、丙丁皮革, or alone behind a place, 某镇甲乙木业."""

from __future__ import annotations

import re
from collections.abc import Iterator

from geomon.documents.common_words import FILLER, GENERIC
from geomon.documents.name_breaks import BREAKS
from geomon.documents.place_nouns import HEAD, LAYER_OF_GROUP
from geomon.documents.word_classes import TRADES
from geomon.documents.words import holds_name, lead_in

_TRADE = (
    f"(?:{TRADES}|铸造|机械|板材|彩印包装|彩印|印务|包装|造纸|纸品|糠醛|化肥|皮革|制革|瓷业|建陶|铸业|制药|纺织|印染|酿酒|食品|塑业|塑料|橡胶|热力|耐材|炭素|饲料|淀粉|电镀|农药"
    "|染料|管业|家具|板业)"
)
"""In a list of firms, products are trades too."""
_ITEM = re.compile(f"(?P<lead>完成|取缔|关停|淘汰|对|包括|[：:])?(?P<stem>[一-龥]{{2,3}}){_TRADE}(?:[一二三四五六七八九十]厂|分厂)?")
_RUN = re.compile(r"(?<![一-龥、])(?:[一-龥]{4,11}、){3,40}[一-龥]{4,11}(?=$|[^一-龥、]|等|[0-9])")
_ALONE = re.compile(
    "(?:(?<=[镇乡县旗园])|(?<=街道)|(?<=[一-龥]{2}[市区村])|(?<=园区)|(?<=园区企业)|(?<=督促)|(?<=责令)|(?<=约谈)|(?<=其中)|(?<=^对)|(?<=[一-龥]对))"
    rf"(?P<stem>[一-龥]{{2}})(?:精细)?(?:{_TRADE}|钙业|鸭业|禽业|锂业|铸管|生物)"
    "(?!园|区|局|协会|行业|企业|产业|集中|基地|公司|集团|科技|有限|污泥|废物|原料|[一-龥]{0,2}厂|市场|安全|多样|质|[、和及与])"
)
"""Behind a town, a county or a park, or behind an order: 某镇宏峰木业刷胶废气; not 绿色食品, 全市化工."""
_MORE = 10
"""Letters behind a firm in which its name may go on: 某铝业赤泥库."""
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


def firms_alone(sentence: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each firm that is called by its short name behind a place or an order, where its first letters are a name."""
    for m in _ALONE.finditer(sentence):
        stem = m["stem"]
        own = holds_name(stem) and GENERIC.sub("", stem) == stem and not lead_in(stem) and not FILLER.search(stem)
        more = HEAD.search(sentence, m.end(), m.end() + _MORE)
        goes_on = more is not None and LAYER_OF_GROUP[more.lastgroup or ""] not in ("water_body", "enterprise")
        if own and not (more and goes_on and not BREAKS.search(sentence, m.end(), more.start())):
            yield m.start("stem"), m.end()
