"""Named places in a task's words: which, on which layer, in which county, and where they stand in the text.

A name ends with a noun that says what it is (…污水处理厂, …自然保护区) or stands in a list that says so (甲、乙2家采砂场); it begins after the
last word that no name holds. What is left must not consist of generic words alone. Titles in《》and agencies are no places.
"""

from __future__ import annotations

import bisect
import dataclasses
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence

from geomon.divisions import county_opening
from geomon.documents.around_names import MINING_ACT, WASTE_ACT, WASTE_NEAR, WATER_ACT
from geomon.documents.draft import Piece
from geomon.documents.naming import Named, may_be, name_in
from geomon.documents.region import Region
from geomon.documents.same_place import Found, merge
from geomon.documents.shared_heads import is_site_of_a_firm
from geomon.documents.spans import Span, find_spans, items_before
from geomon.model import SITE_LAYERS, Mention

_SENTENCE = re.compile(r"(?:[^。！？；\n;.]|\.(?=[0-9])(?<=[0-9]\.))+")
_BRACKETED = re.compile(
    r"《[^》]*》|〔[^〕]*〕|[（(][一-龥0-9]{2,9}[路街道][-—－~～至][一-龥0-9]{2,9}[路街道][）)]|(?<=[路街道])[-—－~～至][一-龥0-9]{2,8}[路街道](?=路段|段|沿线|之间)"
    "|(?:(?<![一-龥0-9])|(?<=[县市区镇乡于在]))[一-龥0-9]{2,4}[路街道][与和、][一-龥0-9]{2,4}?(?:路|街|大道)(?=交叉|交汇|交界|路口)"
)
"""Titles, from which road to which a road is built, and where two roads cross."""
_HALF_WIDTH = re.compile("(?<![0-9]),|,(?![0-9])|[;:](?![0-9])")
_FULL_WIDTH = {",": "，", ";": "；", ":": "："}
"""Punctuation that a page printed at half width, as the patterns know it; a figure keeps its own."""
_POINT = re.compile("[ 　]*[一二三四五六七八九十]{1,2}是")
_STOP = re.compile("[，。；：]")
_PHASE = re.compile(r"[（(]([一二三四五六七八九十]期|集团)[）)]")


def find_mentions(texts: Sequence[tuple[str, Piece]], region: Region | None) -> tuple[tuple[Mention, ...], tuple[Mention, ...]]:
    """Return the places that the pieces of one task name, each once, in printed order; and what may be a place or a common word.

    Parameters
    ----------
    texts : ("problem" | "goal" | "measures", piece); the county of a name is taken from its own words, else from the one that opens the
        paragraph, else from the sentence, else from the only county that the task names.
    """
    found: list[Found] = []
    named: set[str] = set()
    for where, piece in texts:
        for line, at in piece.lines:
            named.update(county for _, county in _counties(line, region))
            if where == "goal":
                continue
            text = _BRACKETED.sub(lambda m: "　" * len(m.group()), _HALF_WIDTH.sub(lambda m: _FULL_WIDTH[m.group()], line))
            text = _PHASE.sub(lambda m: f"期{m[1]}期", text)  # （一期） stands inside names; what is printed is read from the line
            opening = _opening_county(text, region)
            first = next((s.start() for s in _SENTENCE.finditer(text) if _POINT.match(s.group())), 0)
            of_all = _opening_county(text[:first], region)  # 某县整改不力。一是…。二是…
            for sentence in _SENTENCE.finditer(text):
                printed = line[sentence.start() : sentence.end()]
                if point := _POINT.match(printed):
                    opening = _opening_county(printed[point.end() :], region) or of_all  # whoever opens 一是 says nothing of 二是
                found.extend(_in_sentence(sentence.group(), printed, at + sentence.start(), where, region, opening))
    named.update(f.county for f in found if f.county and f.sure == 3 and f.layer != "enterprise" and "公司" not in f.name)  # a firm lies anywhere
    only = next(iter(named)) if len(named) == 1 else None
    city = region.name if region and region.division.level == "city" else ""  # what is called by the city itself is no one county's
    towns = _towns(texts, region)
    for f in found:
        by_town = next((county for town, county in towns.items() if f.name.startswith(town)), None) if f.sure <= 1 else None
        f.county = by_town or f.county
    _share_counties(found)
    merged = _without_bynames(merge([f for f in found if f.proper]), "\n".join(piece.text for _, piece in texts))
    known = [f.name for f in merged]
    unsure = {f.name: f for f in found if not f.proper and not any(f.name in name or name in f.name for name in known)}
    made = [
        [
            Mention(f.name, f.layer, f.county or (None if _is_the_citys(f, city) else only), f.where, f.quote, (f.start, f.end))
            for f in some
        ]
        for some in (merged, unsure.values())
    ]
    return tuple(made[0]), tuple(made[1])


def _is_the_citys(f: Found, city: str) -> bool:
    """Return whether a place is called by the city; a firm is so called wherever it lies."""
    return bool(city) and f.layer != "enterprise" and "公司" not in f.name and f.name.startswith(city)


_BYNAME = re.compile(
    "(?P<name>[一-龥]{2,12}[河江溪沟渠湖])[（(](?P<other_water>(?!又|亦|也|俗|当地)[一-龥]{1,5}[河江溪沟渠湖])段?[）)]段?"
    "|(?P<name_>[一-龥]{2,12})[（(](?:又称|亦称|又名|也叫|亦作|又作|俗称|当地[叫称]作?)“?(?P<other>[一-龥]{2,12})"
)


def _without_bynames(found: list[Found], text: str) -> list[Found]:
    """Leave out the other name of a place that is named: 洸府河（又称光府河）, 太平河（柳河）段."""
    names = [f.name for f in found]
    said = ((m["name"] or m["name_"], m["other_water"] or m["other"]) for m in _BYNAME.finditer(text))
    others = {other for name, other in said if any(name.endswith(known) for known in names)}
    return [f for f in found if f.name not in others]


def _share_counties(found: Sequence[Found]) -> None:
    """Give a place without a county that of a longer name which opens with its own: 石门水库 beside 某县石门水库取水口."""
    told = sorted((f.name, f.county) for f in found if f.county)
    for f in found:
        if not f.county and len(f.name) >= 3:
            at = bisect.bisect_left(told, (f.name, ""))
            if at < len(told) and told[at][0].startswith(f.name):
                f.county = told[at][1]


def _towns(texts: Sequence[tuple[str, Piece]], region: Region | None) -> dict[str, str]:
    """Return the county of each town that the task names right behind one."""
    found: dict[str, str] = {}
    for _, piece in texts:
        for m in region.pattern.finditer(piece.text) if region else ():
            town = re.compile("[一-龥]{2,5}?(?:镇|乡|街道|苏木)").match(piece.text, m.end())
            if town and (county := region.county(m.group())):  # type: ignore[union-attr]
                found.setdefault(town.group(), county)
    return found


def _counties(sentence: str, region: Region | None) -> list[tuple[int, str]]:
    """Return where a sentence names counties, and their full names."""
    if region is None:
        return []
    words = (*region.pattern.finditer(sentence), *region.zones.finditer(sentence))
    return sorted({(m.start(), full) for m in words if (full := region.county(m.group()))})


def _opening_county(line: str, region: Region | None) -> str | None:
    """Return the county that acts in a paragraph: the one in its first clauses that is followed by an act, where it is the only one."""
    found = {county for at, county in _counties(line[:40], region) if at < 30}
    return next(iter(found)) if len(found) == 1 else None


def _in_sentence(sentence: str, printed: str, at: int, where: str, region: Region | None, opening: str | None) -> Iterator[Found]:
    held = [m.span() for m in region.pattern.finditer(sentence)] if region else []
    counties = _counties(sentence, region)
    spans = find_spans(sentence, held)
    named = _Places(sentence)
    for vouching in (False, True):  # in a list, a named neighbour vouches for a common word: 宏大铁矿、永兴花岗石矿
        for span in spans:
            if named.overlap(span) or (vouching and not named.stand_beside(span)):
                continue
            told = vouching or span.vouched or sentence.startswith("原", span.start) or _is_bracketed(sentence, span)
            if made := name_in(sentence, span, region, vouched=told):
                named.add(span, made)
    for span in [one for one, _ in named.all]:
        about = _by_context(sentence, span.end, span.layer)  # a pit that waste lies in: what is listed before it holds waste as well
        for beside in items_before(sentence, dataclasses.replace(span, layer=about), held):
            if made := name_in(sentence, beside, region, vouched=True):
                named.add(beside, made)
    for span in spans:
        if not named.overlap(span) and may_be(sentence, span):
            named.add(span, None)
    stops = [m.start() for m in _STOP.finditer(printed)]
    starts = [pos for pos, _ in counties]
    city = region.name if region and region.division.level == "city" else ""
    listed = _listed_counties(sentence, counties, dict(held))
    last = listed[-1][0] if listed else len(sentence)
    behind = sorted(span.start for span, made in named.all if made and made[3] is None and span.start > last and span.layer != "water_body")
    in_order = dict(zip(behind, (county for _, county in listed), strict=True)) if len(behind) == len(listed) else {}
    for span, made in sorted(named.all, key=lambda one: one[0].start):
        if made is None:
            quote = _quote(printed, stops, span.start, span.end)
            yield Found(printed[span.start : span.end], "", span.layer, None, 0, where, quote, at + span.start, at + span.end, proper=False)
            continue
        core, start, end, attached = made
        if span.layer == "enterprise" and (site := named.site_behind(end)) is not None:
            span = dataclasses.replace(span, layer=site.layer)
        if attached is None and (county_named := county_opening(sentence[start:end])):
            attached = county_named.name
        elif attached is None and region is not None:
            printed_name = sentence[start:end]
            attached = region.county_of_reach(printed_name) or region.county_before(printed_name, firm=span.layer == "enterprise")
        said = bisect.bisect_right(starts, start)
        before = counties[said - 1][1] if said else None
        behind_it = _SAID_BEHIND.match(sentence, end) or (None if before else _HELD_INSIDE.match(sentence, end))
        if attached is None and behind_it:
            attached = next((county for place, county in counties if place == behind_it.end()), None)
        if before and counties[0] == (0, before):
            opening = before  # a sentence that a county opens is that county's own, whoever opens the paragraph
        county: str | None
        if attached:
            county, sure = attached, 3
        elif listed and said == len(listed):
            county, sure = in_order.get(span.start), 1
        elif opening and where == "measures":
            county, sure = opening, 2
        elif before:
            county, sure = before, 1
        elif city and counties and span.layer != "enterprise" and sentence.startswith(city, span.start):
            county, sure = None, 0  # what is called by the city lies in no county that only follows it
        else:
            county, sure = opening, 1
        name = printed[start:end].strip("　 ")
        yield Found(
            name, core, _by_context(sentence, end, span.layer), county, sure, where, _quote(printed, stops, start, end), at + start, at + end
        )


def _is_bracketed(sentence: str, span: Span) -> bool:
    """Return whether a bracket holds a name and nothing else, which says what the words before it are called: 1处砂场（黄牛洲砂场）."""
    return sentence[max(0, span.start - 1) : span.start] in ("（", "(") and sentence[span.end : span.end + 1] in ("）", ")")


class _Places:
    """The places found in a sentence so far; what is asked of all of them takes no walk through them."""

    def __init__(self, sentence: str) -> None:
        """Begin with none."""
        self.all: list[tuple[Span, Named]] = []
        self._sentence = sentence
        self._taken = bytearray(len(sentence))
        self._edges: set[tuple[str, int]] = set()
        self._by_start: dict[int, list[tuple[Span, tuple[str, int, int, str | None]]]] = {}

    def add(self, span: Span, made: Named) -> None:
        """Take a place."""
        self.all.append((span, made))
        self._taken[span.start : span.end] = b"\1" * (span.end - span.start)
        self._edges |= {(span.layer, -span.start - 1), (span.layer, span.end)}
        if made:
            self._by_start.setdefault(made[1], []).append((span, made))

    def overlap(self, span: Span) -> bool:
        """Return whether a place shares a letter with a span."""
        return self._taken.find(1, span.start, span.end) >= 0

    def stand_beside(self, span: Span) -> bool:
        """Return whether a place of the same layer is the item before or after a span in a list."""
        before, after = span.start - 1, span.end
        return ((span.layer, before) in self._edges and self._sentence[before] == "、") or (
            (span.layer, -after - 2) in self._edges and self._sentence[after] == "、"
        )

    def site_behind(self, end: int) -> Span | None:
        """Return the next item of a list where it is the site of a firm, and so says what the firm before it is there for."""
        for span, (_, start, stop, _) in self._by_start.get(end + 1, ()) if self._sentence.startswith("、", end) else ():
            if span.layer in SITE_LAYERS and is_site_of_a_firm(self._sentence[start:stop]):
                return span
        return None


_SAID_BEHIND = re.compile("(?:周边|附近|旁边?)?[（(](?:位于|地处|在)?")
"""A bracket behind a place that says where it is: 示例市第二污水处理厂（某区某路以南）."""
_HELD_INSIDE = re.compile("(?:[一二]级|核心|缓冲|实验|一般控制)?(?:保护)?区?(?:范围|边界)?内的?")
"""A reserve within which a county's town lies is that county's: 甲国家级自然保护区实验区内乙县丙镇."""

_JOINED = re.compile("[、和及与]")


def _listed_counties(sentence: str, counties: Sequence[tuple[int, str]], held: Mapping[int, int]) -> list[tuple[int, str]]:
    """Return the counties of the list that a sentence begins with, at least two.

    None of them is more a place's own than another (甲县、乙县设施停运，其中丙镇污水站) but where as many places follow, in the same order.
    """
    n = next((n for n, (a, b) in enumerate(itertools.pairwise(counties), 1) if not _JOINED.fullmatch(sentence, held.get(a[0], b[0]), b[0])), len(counties))
    return list(counties[:n]) if n > 1 else []


_SURFACE_SOURCE = re.compile("(?<![地井])[库河江湖溪](?:(?!傍河)[一-龥]){0,4}水源地?$")
"""A source of drinking water that is a river or reservoir is a zone that is protected; one of ground water is wells."""


def _by_context(sentence: str, end: int, layer: str) -> str:
    """Return the layer that the sentence is about at this place: a firm whose dump is the matter is a waste site."""
    if layer == "mine" and sentence.endswith("号井", 0, end):
        about = sentence[max(0, end - 30) : end + 30]
        printed = re.search(
            "[0-9]号井$", sentence[max(0, end - 3) : end]
        )  # 衣食梁6号井 is a well unless mining is the matter, 江仓一号井 a pit unless water is
        return "well" if not re.search("[煤矿采掘矸]", about) and (printed or re.search("水源|饮水|饮用|灌溉|机井|取水", about)) else layer
    if layer == "well" and _SURFACE_SOURCE.search(sentence, max(0, end - 16), end):
        return "protected_area"
    if layer == "well" and sentence.endswith("泵站", 0, end):
        return "outfall" if re.match("[^，。；]{0,6}(?:溢流|雨天|晴天|污水|直排)", sentence[end : end + 14]) else layer
    if layer == "waste_site" and sentence.endswith(("旧址", "原址", "地块"), 0, end):  # old works: their soil, unless sewage runs from them
        return "outfall" if re.match("[^，。；]{0,8}(?:直排|排口|污水|废水)", sentence[end:]) else layer
    if layer in ("mine", "facility") and re.match(
        "(?:内|里|中|被)?[^，。；]{0,4}(?:(?:堆存|堆放|倾倒|填埋)[^，。；]{0,10}(?:渣|垃圾|固废|废|污泥|粪)|有零星(?:垃圾|固废|废渣))", sentence[end:]
    ):
        return "waste_site"
    if layer != "enterprise":
        return layer
    after = re.split("[。；]", sentence[end : end + 46])[0]
    if re.match("(?:厂区|院)?(?:内)?(?:二沉池|应急池|排污口|排放口)", after):
        return "outfall"
    if WASTE_NEAR.search(after) and WASTE_ACT.search(after) and not re.search("粪污|企业", after[:10]):
        return "waste_site"
    if MINING_ACT.search(after):
        return "mine"
    return layer if not WATER_ACT.match(after) else "outfall"


def _quote(sentence: str, stops: Sequence[int], start: int, end: int) -> str:
    """Return the clause around a name; `stops` is where clauses of the sentence end."""
    before, behind = bisect.bisect_left(stops, start), bisect.bisect_left(stops, end)
    left = stops[before - 1] + 1 if before else 0
    right = stops[behind] if behind < len(stops) else len(sentence)
    return sentence[left:right].strip("　 ")
