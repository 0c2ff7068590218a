"""Places that a list names, with what they are counted after them: 甲镇乙、丙镇丁等5处废弃矿洞; 戊冲、己冲2座尾矿库.

No noun of a place ends such a name; the counted noun says what all of them are. The list is walked backwards from its count, over 、 and
和 and, where the next item opens with a county or town, over ，.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_N = "多|数|[0-9]{1,3}|[一二两三四五六七八九十]{1,3}"
_COUNT = re.compile(
    rf"(?:等地?|以及|共计?|合计|各有|等区域|等处|等村|等乡镇)?(?:应[^，。；、]{{1,4}}的)?(?P<n>{_N})[余多]?(?P<unit>家|处|座|眼|口|个|条|所|块|片|(?=矿))"
    r"(?P<kind>[^，。；：！？（）()《》]{1,18})"
)
_KINDS: tuple[tuple[str, str], ...] = (
    ("water_body", "^(?:小型|中型)?(?:水库|河流|河道|支流|湖泊|沟渠|支沟(?!道)|山沟|山溪|溪流|溪沟|河涌|塘坝|坑塘|水塘|黑臭)"),
    ("waste_site", "^(?:岸滩|滩涂|河滩|滩地|岸坡|沟道|支沟)[^，。；]{0,4}(?:堆|倾倒|弃)"),
    ("outfall", "排污口|排水口|排放口|排口|污水处理(?:站|厂|设施)|污水站|污水厂|溢流口|直排|雨水口|尾水|(?<!煤矿)(?<!矿山)矿井水"),
    ("well", "机电?井|水源井|取水井|自备井|灌溉井|开采井|水井|取水口|取水点|水源地|泵站|^.{0,6}井(?![水下田筒])"),
    (
        "waste_site",
        "尾矿库|尾泥库|渣库|石膏库|赤泥库|灰库|渣台|渣堆|渣场|废石堆|矸石堆|矸石山|堆场|堆存点|堆放点|填埋场|倾倒点|泥浆池|弃渣|弃土|弃料|排土场|灰场|(?:垃圾|固废|废渣)(?!(?:资源化?)?(?:综合|循环)?利用)",
    ),
    (
        "mine",
        "采区|采砂|采石|砂石|采矿|矿业|矿洞|矿硐|硐口|坑口|矿山|矿点|矿区|采坑|矿坑|砂坑|宕口|采石场|采砂场|砂场|石场|料场|治理区|采空区|沉陷区|塌陷区|图斑|矿(?!业|产|工)",
    ),
    (
        "facility",
        "旅游点|农家乐|民宿|码头|虾塘|鱼塘|养殖池|栈道|养殖场|园区|电站|景区|别墅|旅游项目|建设项目|经营设施|"
        "^(?:独立|集中|分散)式?设施|加油站|违建|建筑",
    ),
    ("enterprise", "企业|公司|工厂|砖厂|厂"),
)
_ALONG = re.compile("(?:有|还有|存在|沿线|沿岸|境内|范围内?|区内|两岸|流域|周边|附近|辖区|海域|水域)$")
_LAYERS = tuple((layer, re.compile(words)) for layer, words in _KINDS)
_PART = re.compile("[（(][东南西北上下内外]{1,2}[）)]$")
_GREAT = re.compile("(?:并称|被称|称|是|为)[^，。；、]{0,6}?(?P<n>[二三四五六七八九十])大(?=湖泊|河流|水系|水库)")
"""甲湖、乙海是某地两大湖泊: what they are is said after them."""
_ENDS = "，。；：！？（）()《》“”‘’　 \n"
_ADMIN = re.compile(r"(?:[一-龥]{2,9}?(?:市|县|区|旗))?(?:[一-龥]{2,5}?(?:镇|乡|街道|苏木|社区|园区))?")
_TOLD = re.compile("[^，。；、]{0,14}(?:的是|发现|指出|其中|包括|涉及|位于|尤其是|分别是)(?=[一-龥]{2})")
"""What stands before the first item of a list."""
_NO_NAME = re.compile(
    "结合部$|(?:[上下]游|周边|附近|沿线)$|^(?:.{0,3}(?:问题|措施|单位|部门|行业|领域|方面|工作|制度|项目|乡镇|县区|村庄|街道|设施|设备|管网|道路|企业|家庭))$|[0-9]{2,}|已|未|正在|完成|建设|整治|治理|整改|年|月"
)


def counted(sentence: str, opens_with_town: Callable[[int], bool]) -> Iterator[tuple[list[tuple[int, int]], str, bool]]:
    """Yield the items of each list (start, end), the layer of what is counted, and whether the count is that of the items.

    Parameters
    ----------
    opens_with_town : whether a county's or town's name begins at a place of the sentence.
    """
    for m in _COUNT.finditer(sentence):
        if _ALONG.search(sentence, 0, m.start()):
            continue
        items = list(_backwards(sentence, m.start(), opens_with_town))
        if not items:
            continue
        exact = _value(m["n"]) == len(items) and not m.group().startswith("等")
        layer = _layer(m["kind"])
        if layer is None and exact and len(items) > 1:  # 废渣堆存点多面广，陡坡、五里牌2个…: what the sentence is about
            layer = _layer(sentence[: items[0][0]])
        if layer is None:
            continue
        if not m["unit"] and not (exact and len(items) > 1):
            continue  # 红会四矿 is one mine; 龙固、张双楼两矿 are two
        if exact or m.group().startswith(("等", "各", "共", "合")) or opens_with_town(items[0][0]):
            yield items, layer, exact and len(items) > 1


def counted_as_great(sentence: str, opens_with_town: Callable[[int], bool]) -> Iterator[list[tuple[int, int]]]:
    """Yield the waters of each list that a sentence calls so many great ones, where there are as many."""
    for m in _GREAT.finditer(sentence):
        items = list(_backwards(sentence, m.start(), opens_with_town))
        if len(items) > 1 and _value(m["n"]) == len(items):
            yield items


def _layer(text: str) -> str | None:
    return next((layer for layer, noun in _LAYERS if noun.search(text)), None)


def _value(text: str) -> int:
    return int(text) if text.isdigit() else {"两": 2}.get(text, "零一二三四五六七八九十".find(text))


def _backwards(sentence: str, end: int, opens_with_town: Callable[[int], bool]) -> Iterator[tuple[int, int]]:
    """Yield the items that end at `end`, first to last."""
    found: list[tuple[int, int]] = []
    while end > 0 and len(found) < 10:
        start = end
        while start > 0 and end - start < 24:
            if part := _PART.search(sentence, max(0, start - 4), start):
                start = part.start()  # 东坡村（北）: which part of it
                continue
            if sentence[start - 1] in _ENDS + "、":
                break
            if sentence[start - 2 : start] == "以及" or (sentence[start - 1] in "和及与" and opens_with_town(start)):
                break
            start -= 1
        if lead := _TOLD.match(sentence, start, end):
            start = lead.end()
        item = sentence[start:end]
        if part := _PART.search(item):
            item, end = item[: part.start()], start + part.start()
        bare = _ADMIN.sub("", item, count=1)
        if not 1 < len(bare) <= 8 or _NO_NAME.search(bare):
            break
        found.insert(0, (start, end))
        if lead:
            break
        before = sentence[start - 1] if start else ""
        if before == "、" or (before == "，" and opens_with_town(start)) or before in "和与":
            end = start - 1
        elif sentence[start - 2 : start] == "以及":
            end = start - 2
        else:
            break
    yield from found
