"""Where names of places may stand in a sentence: before a noun that says what they are, in a list, or by what is the matter there."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Iterator, Sequence

from geomon.documents.around_names import AGENCY, SIDE, WASTE_NEAR
from geomon.documents.coded import CODE_IN_BRACKETS, coded
from geomon.documents.counted import counted, counted_as_great
from geomon.documents.localities import localities
from geomon.documents.name_begins import after_breaks, near
from geomon.documents.name_breaks import BREAKS
from geomon.documents.name_of_division import is_named_on
from geomon.documents.place_nouns import HEAD, LAYER_OF_GROUP
from geomon.documents.shared_heads import pairs, towns_of
from geomon.documents.short_firms import firms_alone, firms_of
from geomon.documents.standing_at import standing_at
from geomon.documents.unnamed_waters import is_unnamed
from geomon.documents.ways import begin_of_way, is_of_a_works
from geomon.documents.where_only import is_only_where
from geomon.documents.word_classes import ORE_MINE, SHORT_FIRM, ZONES
from geomon.documents.words import lead_in
from geomon.model import SITE_LAYERS

_EDGE = re.compile(r"[，。；：、！？“”‘’《》〈〉【】\s,;:!?()（）\-—–①-⑳⑴-⒇]|\.(?![0-9])")
ADMIN = re.compile(r"[一-龥]{2,6}?(?:省|市|自治区|县|区|旗|盟|州|(?<!古)镇|乡)")
ADMIN_NAME = re.compile("[一-龥]{1,9}(?:镇|乡|街道|[县区市旗])(?<!片区)(?<!矿区)(?<!园区)(?<!灌区)(?<!采区)(?<!理区)")
TOWN_AT = re.compile(r"(?:[一-龥]{2,9}?[市县区旗])?[一-龥]{2,4}?(?:镇|乡|街道|苏木)(?=[一-龥]{2})")
_BAD_LIST = re.compile(
    "侵占|影响|排入|汇入|进入|流入|污染|方式|措施|部门|行业|领域|工作|制度|活动|检查|执法|手段|机制|环节|内容|问题|要求|情况|项目|渠道|形式"
)
_WATER_ZONE = re.compile("(?:城镇|集中式)*(?:生活)?饮用水(?:水)?源地?(?:[一二]级|准)?保护区")
_ZONE = re.compile(f"(?:{ZONES}|园|基地)$")
"""某铁合金集聚区11家企业: the firms are counted, and the zone is named."""
_DITCH = re.compile("[一-龥]{2,}[沟渠]")
_AROUND = re.compile("(?:[上下]游|周边|附近|沿线|沿岸|范围内)$")
_TO_WATER = ("沿", "入", "顺", "临", "跨", "该")
_REACH = re.compile(r"[一-龥]{2,6}?(?:镇|乡|村|区|县|旗)?(?:河|沟)?段(?!落|时)|[一-龥]{2}段(?!落|时)")
_DIVIDED = re.compile("^[一-龥]{2,6}段")
"""The reach of a water within a town or county says that the words before it are the water's name."""
_BRANCH = re.compile("支[流沟](?![一-龥]{1,3}[河沟江溪])")
_PIT = re.compile(r"(?:[一二三四五六七八九十0-9、]+号?)?(?:露天)?(?:采空区|采坑|采区|排土场|矿坑)")
_NOUN = "企业|单位|公司|煤矿|矿山|洗煤厂|采砂场|采沙场|砂石厂|治理区|点位|泵站|取水口|水源地|排污口|水库|河道|河流|河涌|沟渠|湖泊|水体|养殖区|采石场|矿点|渣场|堆场|堆存点|堆放点|偷倒点|倾倒点|填埋场|园区|合作社|厂|场"
_ABOUT = re.compile("周边|周围|附近")
_RIVER_REACH = re.compile("[河江溪湖](?:干流|城区段|全线|沿线)$")
_ITEMS = r"(?:[^，。；：、！？《》\s]{2,22}、){%s,7}[^，。；：、！？《》\s]{2,22}?"
_LIST = re.compile(
    rf"(?P<a>{_ITEMS % 0})等(?:[0-9一二两三四五六七八九十多余]{{0,4}})(?:家|处|个|座|所|眼|条|口)?(?P<kind_a>[^，。；：、]{{0,10}}?(?:{_NOUN}))"
    rf"|(?P<b>{_ITEMS % 1})(?:[0-9]{{1,3}}|[一二两三四五六七八九十]{{1,3}})(?:家|处|座|所|眼|口)(?P<kind_b>[^，。；：、]{{0,10}}?(?:{_NOUN}))"
)
_NOUN_LAYER = (
    ("治理区|矿|采砂|采沙|砂石|采石", "mine"),
    ("固废|渣|填埋|堆场|垃圾|堆存|堆放|倾倒|偷倒", "waste_site"),
    ("泵站|取水|水源|井", "well"),
    ("排污口|污水", "outfall"),
    ("河|沟渠|湖泊|水体", "water_body"),
    ("园区|养殖区", "facility"),
)


@dataclasses.dataclass(slots=True)
class Span:
    """Where a name may stand in a sentence; `head` is where the noun that says what it is begins (`end` where a list says it)."""

    start: int
    end: int
    layer: str
    head: int
    listed: bool = False
    noun: str = ""  # the layer of that noun, where the words around it say another
    vouched: bool = False  # its list counts as many as it names
    coded: bool = False  # its code is its name


def find_spans(sentence: str, held: Sequence[tuple[int, int]]) -> list[Span]:
    """Return where names may stand in a sentence, those of lists first, then the longest; they may overlap.

    Parameters
    ----------
    held : start and end of the names of counties in the sentence, whose letters break no name.
    """
    ways = (_coded, _counted, _lists, _by_matter, _standing, _nouns)
    found = (*_sharing(sentence), *(span for way in ways for span in way(sentence, held)))
    named = (s for s in found if s.layer != "water_body" or s.coded or not is_unnamed(sentence, s.start, min(s.head, s.end), s.end))
    return sorted(named, key=lambda s: (not s.coded, not s.listed, s.start - s.end, s.start))


def _nouns(sentence: str, held: Sequence[tuple[int, int]]) -> Iterator[Span]:
    """Yield the spans that end with a noun of a layer."""
    at = 0
    while m := HEAD.search(sentence, at):
        at = m.end()
        if any(a <= m.start() and m.end() <= z for a, z in near(held, m.start(), m.end())):
            continue  # 亭湖区 is no lake
        if m.group().endswith("区") and sentence.startswith("域", m.end()):
            continue  # 开采区域
        if len(m.group()) == 1 and sentence[max(0, m.start() - 1) : m.start()] in _TO_WATER:
            continue  # 沿沟堆放, 冲刷入溪: a way to some water, no name of one
        layer = LAYER_OF_GROUP[m.lastgroup or ""]
        if layer == "water_body" and (ORE_MINE.match(sentence, m.end()) or is_named_on(sentence, m.end()) or sentence.startswith("片区", m.end())):
            continue  # 北沟煤矿井口, 东江片区: the mine or the quarter is called by the water
        if is_only_where(sentence, m.group(), m.end(), layer):
            continue
        vouched = False
        floor = max(0, m.start() - 40)
        left = max((e.end() for e in _EDGE.finditer(sentence, floor, m.start())), default=floor)
        begin, end = after_breaks(sentence, left, m.start(), held), m.end()
        if AGENCY.match(sentence, end) or (m.group().endswith("铁路") and re.match("物流|局|公司", sentence[end : end + 2])):
            continue
        head = m.start()
        while (more := _goes_on(sentence, end)) is not None:  # a firm's mine, a mine's pit, a street's pumping station: one name
            head, end, at = more.start(), more.end(), more.end()
            layer = LAYER_OF_GROUP[more.lastgroup or ""]
        if layer == "water_body" and (zone := _WATER_ZONE.match(sentence, end)):
            end = at = zone.end()
            layer = "protected_area"  # 放牛洞水库饮用水水源保护区: the zone of the water, not the water
        if layer == "well" and re.match("(?:饮用水)?(?:水源)?(?:地)?(?:[一二]级|准)?保护区", sentence[end : end + 12]):
            layer = "protected_area"
        if layer == "mine" and (pit := _PIT.match(sentence, end)):
            end = at = pit.end()
        if layer == "water_body" and (branch := _BRANCH.match(sentence, end)):
            end = at = branch.end()
        noun = layer
        if layer == "water_body" and (reach := _REACH.match(sentence, end)) and not BREAKS.search(reach.group()):
            end = at = reach.end()
            vouched = vouched or bool(_DIVIDED.search(reach.group()))
            layer = "waste_site" if _is_dump(sentence, end) else layer
        if side := SIDE.match(sentence, end):
            dump = _is_dump(sentence, side.end()) or re.search("空地|林地|沙场|渣堆|堆场|荒地|固废", side.group())
            at = side.end()
            end = at if dump or not (layer in ("mine", "well", "outfall") or re.fullmatch("周边|附近", side.group())) else end
            layer = "waste_site" if dump else layer
        if layer == "facility":
            own = begin_of_way(sentence, begin, head, m.group())
            vouched, begin = vouched or (own > begin and m.group().endswith(("桥", "闸"))), own
        if layer == "water_body":  # no water is named after a mine or a heap: the drain of one is a part of it
            ends = (h.end() for h in HEAD.finditer(sentence, begin, head) if _is_site(h))
            begin = max((stop for stop in ends if stop < head or _DITCH.fullmatch(m.group())), default=begin)
        if layer == "water_body" and re.search("[镇乡村].*沟$", sentence[begin:end]) and _is_dump(sentence, end):
            layer = "waste_site"
        if layer == "outfall" and _RIVER_REACH.search(sentence, begin, head):
            continue  # the outlets of a river's reach are many
        if layer == "facility" and is_of_a_works(sentence, begin, head, end):
            continue
        if layer in ("facility", "enterprise"):  # what lies about a place is not called by it
            begin = max((near.end() for near in _ABOUT.finditer(sentence, begin, head) if near.start() > begin), default=begin)
        if end - begin >= 2:
            yield Span(begin, end, layer, head, noun=noun, vouched=vouched)


def _is_site(head: re.Match[str]) -> bool:
    return LAYER_OF_GROUP[head.lastgroup or ""] in ("mine", "waste_site", "protected_area")


def _goes_on(sentence: str, end: int) -> re.Match[str] | None:
    """Return the next noun of a place when the words up to it belong to the same name."""
    more = HEAD.search(sentence, end, end + 14)
    if more is None or more.start() - end > 7 or sentence.endswith("水工程", 0, end):
        return None  # a supply of water runs through many places, and each of its works has a name of its own
    gap = sentence[end : more.start()]
    if re.match(
        "沿[线岸河]|干流|城区段|全线|两岸|周边|附近|流域|[上下]游|(?:边界|边缘|范围|界)?内(?!蒙)|外(?!环)|[^，。]{0,4}(?:企业|公司)|(?:缓冲|核心|实验)区",
        sentence[end : more.end()],
    ):
        return None  # what lies along a river has no name of its own; a mine inside a reserve is a place apart
    if _EDGE.search(gap) or BREAKS.search(sentence[end : more.start() + 1]) or AGENCY.match(sentence, more.end()) or (gap and lead_in(gap)):
        return None
    if LAYER_OF_GROUP[more.lastgroup or ""] not in ("mine", "waste_site", "outfall", "well", "protected_area"):
        return None
    return more


def _lists(sentence: str, held: Sequence[tuple[int, int]]) -> Iterator[Span]:
    """Yield the items of lists that say what they are: 甲、乙2家采砂场; 甲等企业."""
    for m in _LIST.finditer(sentence):
        group = "a" if m["a"] else "b"
        kind = m[f"kind_{group}"]
        if _BAD_LIST.search(kind):
            continue
        layer = next((layer for words, layer in _NOUN_LAYER if re.search(words, kind)), "enterprise")
        start = m.start(group)
        for item in m[group].split("、"):
            end = start + len(item)
            begin = after_breaks(sentence, start, end, held)
            if ADMIN_NAME.fullmatch(sentence, begin, end) or _AROUND.search(item):
                start = end + 1
                continue  # towns that share a list of sites are no sites, and no firm is called 排口上游
            if 2 <= end - begin <= 20 and not _EDGE.search(sentence, begin, end):
                own = next((h for h in HEAD.finditer(sentence, begin, end) if h.end() == end), None)
                known = LAYER_OF_GROUP[own.lastgroup or ""] if own else None
                said = layer if known in (None, "enterprise", "water_body") else known
                cut = SHORT_FIRM.match(sentence, begin, end)
                if cut and cut.end() < end and SHORT_FIRM.fullmatch(sentence, cut.end(), end):  # 甲洗煤乙煤化: a lost comma
                    yield Span(begin, cut.end(), said, cut.end(), listed=True)
                    begin = cut.end()
                inner = own or HEAD.search(sentence, begin, end)
                noun = LAYER_OF_GROUP[inner.lastgroup or ""] if inner else ""
                yield Span(begin, end, said, own.start() if own else end, listed=True, noun=noun)
            start = end + 1


def _sharing(sentence: str) -> Iterator[Span]:
    """Yield the items of lists whose last item has the noun of all."""
    for start, end, layer in (*towns_of(sentence), *pairs(sentence)):
        yield Span(start, end, layer, end, listed=True, vouched=True)
    for start, end in firms_of(sentence):
        yield Span(start, end, "enterprise", end, listed=True, vouched=True)
    for start, end in firms_alone(sentence):
        yield Span(start, end, "enterprise", end, vouched=True)


def _coded(sentence: str, held: Sequence[tuple[int, int]]) -> Iterator[Span]:
    """Yield the spans of sites that are called by a code."""
    for start, end, head, layer, leftwards in coded(sentence):
        if leftwards:
            left = max((e.end() for e in _EDGE.finditer(sentence, max(0, start - 20), start)), default=max(0, start - 20))
            start = after_breaks(sentence, left, start, held)
        if start == head and (code := CODE_IN_BRACKETS.match(sentence, end)):
            start, end = code.span("code")  # 监测井（编号JC-11）: the code is all the name there is
        yield Span(start, end, layer, head, listed=True, noun=layer, vouched=True, coded=True)


def _counted(sentence: str, held: Sequence[tuple[int, int]]) -> Iterator[Span]:
    """Yield the items of lists that are counted after them, however their names end."""

    def opens_with_town(at: int) -> bool:
        return any(a == at for a, _ in held) or bool(TOWN_AT.match(sentence, at))

    great = ((items, "water_body", True) for items in counted_as_great(sentence, opens_with_town))
    for items, layer, exact in itertools.chain(counted(sentence, opens_with_town), great):
        for start, end in items:
            begin = after_breaks(sentence, start, end, held)
            own = next((h for h in HEAD.finditer(sentence, begin, end) if h.end() == end), None)
            noun = LAYER_OF_GROUP[own.lastgroup or ""] if own else ""
            zone = own is not None and noun == "facility" and bool(_ZONE.search(own.group()))
            said = noun if noun not in ("", "water_body", "enterprise", "facility") or zone else layer
            if end - begin >= 2 and not _EDGE.search(sentence, begin, end) and not ADMIN_NAME.fullmatch(sentence, begin, end):
                vouched = exact or opens_with_town(begin)
                yield Span(begin, end, said, end, listed=True, noun=noun if noun != "water_body" else "", vouched=vouched)


def _by_matter(sentence: str, held: Sequence[tuple[int, int]]) -> Iterator[Span]:
    """Yield the spans that only the words around them make a place of a layer; where a noun says it already, the noun is right."""
    for first, end, layer in localities(sentence):
        left = max((e.end() for e in _EDGE.finditer(sentence, first, end)), default=first)
        begin = after_breaks(sentence, left, end, held)
        own = next((h for h in HEAD.finditer(sentence, begin, end) if h.end() == end), None)
        if own is not None and LAYER_OF_GROUP[own.lastgroup or ""] not in ("water_body", "facility", layer):
            continue
        head = end - (2 if sentence.endswith("片区", 0, end) else 1 if layer == "water_body" or sentence[end - 1] == "村" else 0)
        if end - begin >= 2 and (sentence.endswith("片区", 0, end) or not ADMIN.fullmatch(sentence, begin, end)):
            yield Span(begin, end, layer, head, noun=layer)


def _standing(sentence: str, held: Sequence[tuple[int, int]]) -> Iterator[Span]:
    """Yield the spans of things that are told by where they stand."""
    for first, count, end, layer in standing_at(sentence):
        left = max((e.end() for e in _EDGE.finditer(sentence, first, count)), default=first)
        begin = after_breaks(sentence, left, count, held)
        if count - begin >= 3:
            yield Span(begin, end, layer, count, listed=True, noun=layer, vouched=True)


def items_before(sentence: str, span: Span, held: Sequence[tuple[int, int]]) -> Iterator[Span]:
    """Yield the items of a list before a named site that open with a town and end with no noun: 油榨镇古马、响嘡街道司家营排土场."""
    at = span.start - 1
    while at > 0 and sentence[at] == "、" and span.layer in SITE_LAYERS:
        start = max((e.end() for e in _EDGE.finditer(sentence, max(0, at - 24), at)), default=max(0, at - 24))
        begin = after_breaks(sentence, start, at, held)
        town = TOWN_AT.match(sentence, begin, at)
        if town is None or at - town.end() > 8 or HEAD.search(sentence, begin, at) or ADMIN_NAME.fullmatch(sentence, begin, at):
            return
        yield Span(begin, at, span.layer, at, listed=True, vouched=True)
        at = start - 1


def _is_dump(sentence: str, end: int) -> bool:
    """Return whether the words after a place speak of waste lying there."""
    after = sentence[end : end + 40]
    return bool(WASTE_NEAR.search(after) and re.search("倾倒|堆|填埋|存在|弃|遗撒", after)) or bool(re.match("等?固废", after))
