"""Sites that are called by a code: 监测井JC-4, ZK-7号水文孔, 苏东-38集气站, 威204H21平台, 2#井, S241省道某某段.

No noun of a place parts such a name from the sentence, since letters and figures stand in it; the noun of an installation beside the code
says that it is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_CODE = r"(?<![A-Za-z0-9])[A-Z]{1,3}[-—－]?[0-9]{1,4}(?:[-—－][0-9]{1,3})?(?![0-9A-Za-z.%])"
_WELL = "(?:(?:地下水|水质)?(?:监测|监控|观测|水文|水源|供水|灌溉|自备|取水|机|水)井|水文孔|监测孔|钻孔|井)(?!场|组|口|架)"
_CODES = rf"{_CODE}(?:[、和及]{_CODE}){{0,30}}"  # a field has some wells, and no list of a thousand
_NOUN_FIRST = re.compile(rf"(?P<noun>{_WELL})(?P<joint>[中内]的?|[（(](?:井号|编号|代号|编码)[为：:]?)?(?P<codes>{_CODES})")
_CODE_FIRST = re.compile(rf"(?P<codes>{_CODES})(?:号)?(?P<noun>{_WELL})")
_NUMBERED = re.compile(rf"(?<![A-Za-z0-9.])[0-9]{{1,3}}[#＃](?P<noun>{_WELL})")
CODE_IN_BRACKETS = re.compile(rf"[（(][一-龥：:]{{0,4}}(?P<code>{_CODE})")
_FIELD = re.compile(
    r"(?P<lead>“?[一-龥]{1,4})(?<![0-9年月第约共有为])(?=[0-9A-Z\-—－]*(?:[A-Z\-—－]|[0-9”]+(?!平台|站|阀组)))[0-9]{0,4}[-—－]?[A-Z]{0,2}[0-9]{1,4}[A-Z]?(?:[-—－]?[0-9A-Z]{1,4}){0,2}[”\"]?号?"
    r"(?P<noun>井场|井组|井台|钻井平台|平台|集气站|采气站|配气站|输气站|脱水站|联合站|转油站|接转站|计量站|注水站|采油站|阀组)"
)
_ROADS = "(?:国道|省道|县道|乡道|高速公路|高速)"
_STRETCH = "[一-龥]{2,7}至[一-龥]{2,7}段|[一-龥]{2,7}段"
_ROAD = re.compile(
    f"(?<![A-Za-z0-9])(?:(?:[GSXYC][0-9]{{3,4}}{_ROADS}|{_ROADS}[GSXYC][0-9]{{3,4}}线?|[GSXYC][0-9]{{3,4}}线)(?:{_STRETCH})?"
    f"|(?:[0-9]{{3}}{_ROADS}|{_ROADS}[0-9]{{3}}线?)(?:{_STRETCH}))(?![0-9])"
)
_LEFT_OUT = re.compile(
    r"^.*?(?:镇的?|乡的?|县的?|区的?|气田|油田|对|在|将|的|与|和|及|由|从|其中|包括|查明|发现"
    r"|建设|新建|扩建|完成)(?=[一-龥])"
)
_WASTE = re.compile("油泥|岩屑|泥浆|固废|废渣|垃圾|钻屑|油污")
_WATER = re.compile("采出水|返排液|废水|污水|废液|外溢|外排|渗漏|直排")


def coded(sentence: str) -> Iterator[tuple[int, int, int, str, bool]]:
    """Yield start, end, where the noun begins, the layer, and whether the name may begin further left, of sites called by a code."""
    for m in _NOUN_FIRST.finditer(sentence):
        several = [c.span() for c in re.finditer(_CODE, sentence[m.start("codes") : m.end("codes")])]
        if m["joint"] and m["joint"][0] in "（(":
            yield m.start("noun"), m.end("noun"), m.start("noun"), "well", True
        elif m["joint"] or len(several) > 1:
            yield from ((m.start("codes") + a, m.start("codes") + z, m.start("codes") + z, "well", False) for a, z in several)
        else:
            yield m.start("noun"), m.end("codes"), m.end("codes"), "well", False
    for m in _CODE_FIRST.finditer(sentence):
        for c in re.finditer(_CODE, sentence[m.start("codes") : m.end("codes")]):
            last = m.start("codes") + c.end() == m.end("codes")
            yield m.start("codes") + c.start(), m.end() if last else m.start("codes") + c.end(), m.end("codes"), "well", False
    for m in _NUMBERED.finditer(sentence):
        yield m.start(), m.end(), m.start("noun"), "well", True
    for m in _ROAD.finditer(sentence):
        yield m.start(), m.end(), m.end(), "facility", False
    for m in _FIELD.finditer(sentence):
        lead = _LEFT_OUT.match(m["lead"])
        about = re.split("[。；]", sentence[m.end() : m.end() + 40])[0]
        layer = "waste_site" if _WASTE.search(about) else "outfall" if _WATER.search(about) else "mine"
        yield m.start() + (lead.end() if lead else 0), m.end(), m.start("noun"), layer, False
