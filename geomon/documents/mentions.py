"""Named places in a task's words: which, on which layer, in which county, and where they stand in the text.

A name ends with a noun that says what it is (…污水处理厂, …自然保护区) or stands in a list that says so (甲、乙2家采砂场); it begins after the
last word that no name holds. What is left must not consist of generic words alone. Titles in《》and agencies are no places.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence

from geomon.divisions import short_names
from geomon.documents.counted import counted
from geomon.documents.draft import Piece
from geomon.documents.lexicon import (
    AGENCY,
    BREAKS,
    FILLER,
    GENERIC,
    HEAD,
    LAYER_OF_GROUP,
    MINING_ACT,
    REJECT,
    SHORT_FIRM,
    SIDE,
    SPECIFIC,
    TRIM,
    WASTE_ACT,
    WASTE_NEAR,
    WATER_ACT,
)
from geomon.documents.localities import localities
from geomon.documents.region import Region
from geomon.documents.same_place import Found, merge
from geomon.documents.words import holds_name, lead_in, names_a_thing, within_noun
from geomon.model import SITE_LAYERS, Mention

_EDGE = re.compile(r"[，。；：、！？“”‘’《》〈〉【】\s,;:!?()（）\-—–①-⑳⑴-⒇]|\.(?![0-9])")
_SENTENCE = re.compile(r"(?:[^。！？；\n;.]|\.(?=[0-9])(?<=[0-9]\.))+")
_BRACKETED = re.compile(r"《[^》]*》|〔[^〕]*〕")
_PHASE = re.compile(r"[（(]([一二三四五六七八九十]期|集团)[）)]")
_FORM = re.compile(r"(?:（?集团）?)?(?:有限责任|股份有限|有限)?(?:责任)?(?:分|总|子)?公司$|集团$")
_ADMIN = re.compile(r"[一-龥]{2,6}?(?:省|市|自治区|县|区|旗|盟|州|镇|乡)")
_BAD_LIST = re.compile(
    "侵占|影响|排入|汇入|进入|流入|污染|方式|措施|部门|行业|领域|工作|制度|活动|检查|执法|手段|机制|环节|内容|问题|要求|情况|项目|渠道|形式"
)
_REACH = re.compile(r"[一-龥]{2,6}?(?:镇|乡|村|区|县|旗)?(?:河|沟)?段(?!落|时)|[一-龥]{2}段(?!落|时)")
_BRANCH = re.compile("支[流沟](?![一-龥]{1,3}[河沟江溪])")
_PIT = re.compile(r"(?:[一二三四五六七八九十0-9、]+号?)?(?:露天)?(?:采空区|采坑|采区|排土场|矿坑)")
_LEGACY = re.compile(r"(?<=.{2})历史遗留(?:废弃)?(?:矿山|治理区|渣堆|矿区)$")
_NOUN = "企业|单位|公司|煤矿|矿山|洗煤厂|采砂场|采沙场|砂石厂|治理区|点位|泵站|取水口|水源地|排污口|水库|河道|河流|河涌|沟渠|湖泊|水体|养殖区|采石场|矿点|渣场|堆场|堆存点|堆放点|填埋场|园区|合作社|厂|场"
_ITEMS = r"(?:[^，。；：、！？《》\s]{2,22}、){%s,7}[^，。；：、！？《》\s]{2,22}?"
_LIST = re.compile(
    rf"(?P<a>{_ITEMS % 0})等(?:[0-9一二两三四五六七八九十多余]{{0,4}})(?:家|处|个|座|所|眼|条|口)?(?P<kind_a>[^，。；：、]{{0,10}}?(?:{_NOUN}))"
    rf"|(?P<b>{_ITEMS % 1})(?:[0-9]{{1,3}}|[一二两三四五六七八九十]{{1,3}})(?:家|处|座|所|眼|口)(?P<kind_b>[^，。；：、]{{0,10}}?(?:{_NOUN}))"
)
_FLOWS_INTO = re.compile("(?:汇入|排入|流入|进入|注入|流经)$")
_NOUN_LAYER = (
    ("治理区|矿|采砂|采沙|砂石|采石", "mine"),
    ("固废|渣|填埋|堆场|垃圾|堆存|堆放", "waste_site"),
    ("泵站|取水|水源|井", "well"),
    ("排污口|污水", "outfall"),
    ("河|沟渠|湖泊|水体", "water_body"),
    ("园区|养殖区", "facility"),
)
_TOWN = re.compile(r"[一-龥]{1,4}(?:镇|乡|苏木|村)")
_ADMIN_NAME = re.compile("[一-龥]{1,9}(?:镇|乡|街道|[县区市旗])(?<!片区)(?<!矿区)(?<!园区)(?<!灌区)(?<!采区)(?<!理区)")
_TOWN_AT = re.compile(r"(?:[一-龥]{2,9}?[市县区旗])?[一-龥]{2,4}?(?:镇|乡|街道|苏木)(?=[一-龥]{2})")
_STREET = re.compile(r"[一-龥]{2}(?:街|路)")
_LAND = re.compile("[山岭梁沟湾塬滩坡泉庄店堡营寨屯峁台洼坝河湖渠岩冲坳垭垌垸圩岙浦塘墩嘴坪峪崖碶埠角]")


@dataclasses.dataclass(slots=True)
class _Span:
    """Where a name may stand in a sentence; `head` is where the noun that says what it is begins (`end` where a list says it)."""

    start: int
    end: int
    layer: str
    head: int
    listed: bool = False
    noun: str = ""  # the layer of that noun, where the words around it say another
    vouched: bool = False  # its list counts as many as it names


_Named = tuple[str, int, int, str | None] | None
"""The core of a name, its span, and the county that stands right before it."""


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
            text = _BRACKETED.sub(lambda m: "　" * len(m.group()), line)
            text = _PHASE.sub(lambda m: f"期{m[1]}期", text)  # （一期） stands inside names; what is printed is read from the line
            opening = _opening_county(text, region)
            for sentence in _SENTENCE.finditer(text):
                printed = line[sentence.start() : sentence.end()]
                found.extend(_in_sentence(sentence.group(), printed, at + sentence.start(), where, region, opening))
    only = next(iter(named)) if len(named) == 1 else None
    towns = _towns(texts, region)
    for f in found:
        f.county = f.county or next((county for town, county in towns.items() if f.name.startswith(town)), None)
    merged = merge([f for f in found if f.proper])
    known = [f.name for f in merged]
    unsure = {f.name: f for f in found if not f.proper and not any(f.name in name or name in f.name for name in known)}
    made = [
        [Mention(f.name, f.layer, f.county or only, f.where, f.quote, (f.start, f.end)) for f in some] for some in (merged, unsure.values())
    ]
    return tuple(made[0]), tuple(made[1])


# ---- counties -------------------------------------------------------------------------------------------------------


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
    return [(m.start(), full) for m in region.pattern.finditer(sentence) if (full := region.county(m.group()))]


def _opening_county(line: str, region: Region | None) -> str | None:
    """Return the county that acts in a paragraph: the one in its first clauses that is followed by an act, where it is the only one."""
    found = {county for at, county in _counties(line[:40], region) if at < 30}
    return next(iter(found)) if len(found) == 1 else None


# ---- spans in a sentence ---------------------------------------------------------------------------------------------


def _in_sentence(sentence: str, printed: str, at: int, where: str, region: Region | None, opening: str | None) -> Iterator[Found]:
    held = [m.span() for m in region.pattern.finditer(sentence)] if region else []
    counties = _counties(sentence, region)
    spans = sorted(
        (*_counted(sentence, held), *_lists(sentence, held), *_by_matter(sentence, held), *_nouns(sentence, held)),
        key=lambda s: (not s.listed, s.start - s.end, s.start),
    )
    named: list[tuple[_Span, _Named]] = []
    for vouching in (False, True):  # in a list, a named neighbour vouches for a common word: 宏大铁矿、永兴花岗石矿
        for span in spans:
            if any(span.start < other.end and other.start < span.end for other, _ in named):
                continue
            if vouching and not _stands_beside(sentence, span, named):
                continue
            if made := _name(sentence, span, region, vouched=vouching or span.vouched or sentence.startswith("原", span.start)):
                named.append((span, made))
    for span in [one for one, _ in named]:
        named.extend(
            (beside, made) for beside in _items_before(sentence, span, held) if (made := _name(sentence, beside, region, vouched=True))
        )
    for span in spans:
        if not any(span.start < other.end and other.start < span.end for other, _ in named) and _may_be(sentence, span):
            named.append((span, None))
    for span, made in sorted(named, key=lambda one: one[0].start):
        if made is None:
            quote = _quote(printed, span.start, span.end)
            yield Found(printed[span.start : span.end], "", span.layer, None, 0, where, quote, at + span.start, at + span.end, proper=False)
            continue
        core, start, end, attached = made
        before = next((county for pos, county in reversed(counties) if pos <= start), None)
        county, sure = (
            (attached, 3) if attached else (opening, 2) if opening and where == "measures" else (before, 1) if before else (opening, 1)
        )
        name = printed[start:end].strip("　 ")
        yield Found(
            name, core, _by_context(sentence, end, span.layer), county, sure, where, _quote(printed, start, end), at + start, at + end
        )


def _items_before(sentence: str, span: _Span, held: Sequence[tuple[int, int]]) -> Iterator[_Span]:
    """Yield the items of a list before a named site that open with a town and end with no noun: 油榨镇古马、响嘡街道司家营排土场."""
    at = span.start - 1
    while at > 0 and sentence[at] == "、" and span.layer in SITE_LAYERS:
        start = max((e.end() for e in _EDGE.finditer(sentence, max(0, at - 24), at)), default=max(0, at - 24))
        begin = _after_breaks(sentence, start, at, held)
        town = _TOWN_AT.match(sentence, begin, at)
        if town is None or at - town.end() > 8 or HEAD.search(sentence, begin, at) or _ADMIN_NAME.fullmatch(sentence, begin, at):
            return
        yield _Span(begin, at, span.layer, at, listed=True, vouched=True)
        at = start - 1


def _stands_beside(sentence: str, span: _Span, named: Sequence[tuple[_Span, _Named]]) -> bool:
    """Return whether a name of the same layer is the item before or after in a list."""
    return any(
        other.layer == span.layer
        and ((other.end + 1 == span.start and sentence[other.end] == "、") or (span.end + 1 == other.start and sentence[span.end] == "、"))
        for other, _ in named
    )


def _after_breaks(sentence: str, start: int, stop: int, held: Sequence[tuple[int, int]]) -> int:
    """Return where a name can begin: after the last word that no name holds; a county's own letters (应县, 和林县) are no such word."""
    begin = start
    for b in BREAKS.finditer(sentence, start, stop):
        if any(a < b.end() and b.start() < z for a, z in held) or (len(b.group()) == 1 and within_noun(sentence, b.start())):
            continue
        if len(b.group()) == 1 and b.start() == begin == start and stop - b.end() == 1:
            continue  # what is left would be one character: 和邦
        if b.group() in "和与及" and b.start() - begin == 1 and start == begin:
            continue  # one character alone is no item of a list: 太和工业园
        if b.group() == "和" and stop - b.end() <= 2 and re.search("[镇乡]$", sentence[begin : b.start()]):
            continue  # a town's farm of two characters: 七里镇和兴养殖场
        if b.group() == "对" and b.start() == 0:
            begin = b.end()
            continue
        if len(b.group()) == 1 and any(z == b.start() for _, z in held) and re.match("[一-龥][镇乡村]", sentence[b.end() :]):
            continue  # no town has a name of one character: 大田县均溪镇
        begin = b.end()
    return begin


def _nouns(sentence: str, held: Sequence[tuple[int, int]]) -> Iterator[_Span]:
    """Yield the spans that end with a noun of a layer."""
    at = 0
    while m := HEAD.search(sentence, at):
        at = m.end()
        if any(a <= m.start() and m.end() <= z for a, z in held):
            continue  # 亭湖区 is no lake
        layer = LAYER_OF_GROUP[m.lastgroup or ""]
        floor = max(0, m.start() - 40)
        left = max((e.end() for e in _EDGE.finditer(sentence, floor, m.start())), default=floor)
        begin, end = _after_breaks(sentence, left, m.start(), held), m.end()
        if AGENCY.match(sentence, end) or (m.group().endswith("铁路") and re.match("物流|局|公司", sentence[end : end + 2])):
            continue
        head = m.start()
        while (more := _goes_on(sentence, end)) is not None:  # a firm's mine, a mine's pit, a street's pumping station: one name
            head, end, at = more.start(), more.end(), more.end()
            layer = LAYER_OF_GROUP[more.lastgroup or ""]
        if layer == "well" and re.match("(?:饮用水)?(?:水源)?(?:地)?(?:[一二]级|准)?保护区", sentence[end : end + 12]):
            layer = "protected_area"
        if layer == "mine" and (pit := _PIT.match(sentence, end)):
            end = at = pit.end()
        if layer == "water_body" and (branch := _BRANCH.match(sentence, end)):
            end = at = branch.end()
        noun = layer
        if layer == "water_body" and (reach := _REACH.match(sentence, end)) and not BREAKS.search(reach.group()):
            end = at = reach.end()
            layer = "waste_site" if _is_dump(sentence, end) else layer
        if side := SIDE.match(sentence, end):
            dump = _is_dump(sentence, side.end()) or re.search("空地|林地|沙场|渣堆|堆场|荒地|固废", side.group())
            at = side.end()
            end = at if dump or not (layer == "mine" or re.fullmatch("周边|附近", side.group())) else end
            layer = "waste_site" if dump else layer
        if layer == "water_body":  # no water is named after a mine or a heap: the drain of one is a part of it
            begin = max((h.end() for h in HEAD.finditer(sentence, begin, head) if h.end() < head and _is_site(h)), default=begin)
        if layer == "water_body" and re.search("[镇乡村].*沟$", sentence[begin:end]) and _is_dump(sentence, end):
            layer = "waste_site"
        if end - begin >= 2:
            yield _Span(begin, end, layer, head, noun=noun)


def _is_site(head: re.Match[str]) -> bool:
    return LAYER_OF_GROUP[head.lastgroup or ""] in ("mine", "waste_site", "protected_area")


def _goes_on(sentence: str, end: int) -> re.Match[str] | None:
    """Return the next noun of a place when the words up to it belong to the same name."""
    more = HEAD.search(sentence, end, end + 14)
    if more is None or more.start() - end > 7:
        return None
    gap = sentence[end : more.start()]
    if re.match(
        "沿[线岸河]|两岸|周边|附近|流域|[上下]游|内(?!蒙)|外(?!环)|[^，。]{0,4}(?:企业|公司)|(?:缓冲|核心|实验)区",
        sentence[end : more.end()],
    ):
        return None  # what lies along a river has no name of its own; a mine inside a reserve is a place apart
    if _EDGE.search(gap) or BREAKS.search(sentence[end : more.start() + 1]) or AGENCY.match(sentence, more.end()) or (gap and lead_in(gap)):
        return None
    if LAYER_OF_GROUP[more.lastgroup or ""] not in ("mine", "waste_site", "outfall", "well", "protected_area"):
        return None
    return more


def _lists(sentence: str, held: Sequence[tuple[int, int]]) -> Iterator[_Span]:
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
            begin = _after_breaks(sentence, start, end, held)
            if _ADMIN_NAME.fullmatch(sentence, begin, end):
                start = end + 1
                continue  # towns that share a list of sites are no sites
            if 2 <= end - begin <= 20 and not _EDGE.search(sentence, begin, end):
                own = next((h for h in HEAD.finditer(sentence, begin, end) if h.end() == end), None)
                known = LAYER_OF_GROUP[own.lastgroup or ""] if own else None
                said = layer if known in (None, "enterprise", "water_body") else known
                cut = SHORT_FIRM.match(sentence, begin, end)
                if cut and cut.end() < end and SHORT_FIRM.fullmatch(sentence, cut.end(), end):  # 甲洗煤乙煤化: a lost comma
                    yield _Span(begin, cut.end(), said, cut.end(), listed=True)
                    begin = cut.end()
                inner = own or HEAD.search(sentence, begin, end)
                noun = LAYER_OF_GROUP[inner.lastgroup or ""] if inner else ""
                yield _Span(begin, end, said, own.start() if own else end, listed=True, noun=noun)
            start = end + 1


def _counted(sentence: str, held: Sequence[tuple[int, int]]) -> Iterator[_Span]:
    """Yield the items of lists that are counted after them, however their names end."""

    def opens_with_town(at: int) -> bool:
        return any(a == at for a, _ in held) or bool(_TOWN_AT.match(sentence, at))

    for items, layer, exact in counted(sentence, opens_with_town):
        for start, end in items:
            begin = _after_breaks(sentence, start, end, held)
            own = next((h for h in HEAD.finditer(sentence, begin, end) if h.end() == end), None)
            noun = LAYER_OF_GROUP[own.lastgroup or ""] if own else ""
            said = noun if noun not in ("", "water_body", "enterprise", "facility") else layer
            if end - begin >= 2 and not _EDGE.search(sentence, begin, end) and not _ADMIN_NAME.fullmatch(sentence, begin, end):
                vouched = exact or opens_with_town(begin)
                yield _Span(begin, end, said, end, listed=True, noun=noun if noun != "water_body" else "", vouched=vouched)


def _by_matter(sentence: str, held: Sequence[tuple[int, int]]) -> Iterator[_Span]:
    """Yield the spans that only the words around them make a place of a layer; where a noun says it already, the noun is right."""
    for first, end, layer in localities(sentence):
        left = max((e.end() for e in _EDGE.finditer(sentence, first, end)), default=first)
        begin = _after_breaks(sentence, left, end, held)
        own = next((h for h in HEAD.finditer(sentence, begin, end) if h.end() == end), None)
        if own is not None and LAYER_OF_GROUP[own.lastgroup or ""] not in ("water_body", "facility", layer):
            continue
        head = end - (2 if sentence.endswith("片区", 0, end) else 1 if layer == "water_body" or sentence[end - 1] == "村" else 0)
        if end - begin >= 2 and (sentence.endswith("片区", 0, end) or not _ADMIN.fullmatch(sentence, begin, end)):
            yield _Span(begin, end, layer, head, noun=layer)


def _is_dump(sentence: str, end: int) -> bool:
    """Return whether the words after a place speak of waste lying there."""
    after = sentence[end : end + 40]
    return bool(WASTE_NEAR.search(after) and re.search("倾倒|堆|填埋|存在|弃|遗撒", after)) or bool(re.match("等?固废", after))


# ---- one name --------------------------------------------------------------------------------------------------------


def _name(sentence: str, span: _Span, region: Region | None, *, vouched: bool) -> tuple[str, int, int, str | None] | None:
    """Return the core of a name, its span and the county attached to it; None where only generic words are left."""
    end = span.end
    start = end - len(TRIM.sub("", sentence[span.start : end]))
    if start > span.start and ((region is not None and region.pattern.match(sentence, span.start)) or within_noun(sentence, span.start)):
        start = span.start  # 原平市, 年楚河: the word is the name's own
    first, attached = start, None
    city = (region.name if region.division.level == "city" else region.division.city or "") if region else ""
    while True:
        rest = sentence[start:end]
        if (
            region
            and (m := region.pattern.match(rest))
            and len(rest) > len(m.group())
            and not _is_river_of_that_name(m.group(), span, start)
            and (full := region.county(m.group()))
        ):
            attached, start = full, start + m.end()
        elif city and rest.startswith(city) and len(rest) > len(city) + 1:
            start += len(city)
        elif len(city) > 2 and rest.startswith(city[:-1]) and len(rest) > len(city) and span.layer != "enterprise":
            start += len(city) - 1
        else:
            break
    if (legacy := _LEGACY.search(sentence[start:end])) and not _TOWN.fullmatch(sentence[start : start + legacy.start()]):
        end = start + legacy.start()
    if (
        "有限" not in sentence[start:end]
        and not _STREET.fullmatch(sentence[start:end])
        and not _TOWN.match(sentence[start:end])
        and (lead := lead_in(sentence[start : max(start, min(span.head, end))]))
        and not (span.layer == "water_body" and start + lead + 2 > span.head)  # 拒马河: a river's two characters are its name
    ):
        start += lead
        first = max(first, start) if attached is None else first
    text = sentence[start:end]
    core = _FORM.sub("", text)
    stem = sentence[start : max(start, min(span.head, end))]
    if (
        REJECT.search(text)
        or (text in short_names() and not span.vouched and not text.endswith(("河", "湖", "沟", "江", "溪", "港")))
        or (span.layer == "water_body" and (len(text) > 14 or text.startswith("黄河")))
    ):
        return None
    if not core or not _is_proper(
        stem,
        core,
        text,
        span,
        vouched=vouched or attached is not None or _of_a_town(stem),
        attached=attached is not None or bool(_FLOWS_INTO.search(sentence, 0, start)),
    ):
        if first < start and len(text) >= 2 and SPECIFIC.search(text):
            return core or text, first, end, attached
        return None
    if start > first and attached is None:
        return core, first, end, attached  # a city's own name stays: 示例市第三污水处理厂
    return core, start, end, attached


def _of_a_town(stem: str) -> bool:
    """Return whether a town stands before words that are not all generic: 茶场镇石门水泥用."""
    town = _TOWN_AT.match(stem)
    return town is not None and len(GENERIC.sub("", stem[town.end() :])) >= 2


def _is_river_of_that_name(county: str, span: _Span, start: int) -> bool:
    """Return whether a county's short name is the whole of a river's: 昭觉河."""
    return span.layer == "water_body" and start + len(county) >= span.head and county[-1] not in "县市区旗州盟"


def _may_be(sentence: str, span: _Span) -> bool:
    """Return whether words that were taken for common ones hold something that is no common word, on a layer of sites."""
    stem = TRIM.sub("", sentence[span.start : min(span.head, span.end)])
    left = FILLER.sub("", GENERIC.sub("", _ADMIN.sub("", stem, count=1)))
    return (
        span.layer in SITE_LAYERS
        and len(stem) >= 2
        and bool(left)
        and names_a_thing(left)
        and not lead_in(stem)
        and not REJECT.search(sentence[span.start : span.end])
    )


def _is_proper(stem: str, core: str, text: str, span: _Span, *, vouched: bool, attached: bool) -> bool:
    """Return whether something is left of a name, without the noun that says what it is, when generic words are taken away.

    `vouched`: a county stands right before it, or it follows a name in a list; then common words may be a name (利民煤矿).
    """
    if re.fullmatch("[南北东西]干[渠沟]|[一二三四五六七八九十]+排干|[一二三四五六七八九十]{2,3}[河渠]|中[铁建交冶水].{1,4}局", text):
        return True
    if len(core) < 2 or not stem or re.search(r"[0-9]{4}年|个|若干|[，。]", core):
        return False
    if not _ADMIN.sub("", stem) and span.layer in ("facility", "enterprise"):
        return False
    bare = GENERIC.sub("", stem if span.layer != "enterprise" else _FORM.sub("", stem) or stem)
    if span.head >= span.end and not vouched and not (holds_name(stem) and bare) and not SHORT_FIRM.match(text):
        return False  # an item of a list needs a name of its own: no noun of a place vouches for it
    if "enterprise" in (span.layer, span.noun):
        if "有限" in text:
            return len(bare) >= 2 or (len(bare) == 1 and len(stem) >= 3 and not FILLER.fullmatch(bare))
        plant = bool(SHORT_FIRM.match(text) or re.search("[煤焦砖钢泥灰]厂", text))
        return len(bare) >= 2 and (holds_name(stem) or plant or vouched or len(bare) >= 5)
    if "water_body" in (span.layer, span.noun):
        return (len(bare) >= 1 and bool(len(bare) > 2 or FILLER.sub("", bare) or (vouched and len(bare) == 2))) or (
            attached and (len(stem) >= 2 or stem in "东西南北前后") and text[-1] in "河沟湖渠溪江港水海"
        )
    if span.layer == "outfall" and re.search("[0-9一二三四五六七八九十]号$", stem):
        return True
    if span.layer == "protected_area" and len(stem) >= 2 and re.search("(?:国家|省|自治区|市|县)级", text):
        return True  # a reserve of a stated rank is one that was founded under its name: 淡水豚国家级自然保护区
    if _STREET.fullmatch(text):
        return len(bare) == 2
    if not bare or not (len(bare) > 1 or FILLER.sub("", bare)):
        return False
    return (
        (vouched and len(bare) >= 2)
        or holds_name(bare)
        or holds_name(stem)
        or bool(_LAND.search(bare))
        or bool(re.match("第[一二三四五六七八九十]", stem))
    )


def _by_context(sentence: str, end: int, layer: str) -> str:
    """Return the layer that the sentence is about at this place: a firm whose dump is the matter is a waste site."""
    if layer == "mine" and sentence.endswith("号井", 0, end):
        about = sentence[max(0, end - 30) : end + 30]
        printed = re.search(
            "[0-9]号井$", sentence[:end]
        )  # 衣食梁6号井 is a well unless mining is the matter, 江仓一号井 a pit unless water is
        return "well" if not re.search("[煤矿采掘矸]", about) and (printed or re.search("水源|饮水|饮用|灌溉|机井|取水", about)) else layer
    if layer == "well" and sentence.endswith("泵站", 0, end):
        return "outfall" if re.match("[^，。；]{0,6}(?:溢流|雨天|晴天|污水|直排)", sentence[end : end + 14]) else layer
    if layer in ("mine", "facility") and re.match(
        "(?:内|里|中|被)?[^，。；]{0,4}(?:堆存|堆放|倾倒|填埋)[^，。；]{0,10}(?:渣|垃圾|固废|废|污泥|粪)", sentence[end:]
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


def _quote(sentence: str, start: int, end: int) -> str:
    """Return the clause around a name."""
    left = max((m.end() for m in re.finditer("[，。；：]", sentence[:start])), default=0)
    right = next((m.start() for m in re.finditer("[，。；：]", sentence[end:])), len(sentence) - end) + end
    return sentence[left:right].strip("　 ")
