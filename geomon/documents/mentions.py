"""Named places in a task's words: which, on which layer, in which county, and where they stand in the text.

A name ends with a noun that says what it is (…污水处理厂, …自然保护区) or stands in a list that says so (甲、乙2家采砂场); it begins after the
last word that no name holds. What is left must not consist of generic words alone. Titles in《》and agencies are no places.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence

from geomon.documents.draft import Piece
from geomon.documents.lexicon import (
    AGENCY,
    BREAKS,
    FILLER,
    GENERIC,
    HEAD,
    LAYER_OF_GROUP,
    MINING_ACT,
    SIDE,
    TRIM,
    WASTE_ACT,
    WASTE_NEAR,
    WATER_ACT,
)
from geomon.documents.region import Region
from geomon.model import Mention

_EDGE = re.compile(r"[，。；：、！？“”‘’《》〈〉【】\s,;:!?()（）]")
_SENTENCE = re.compile(r"[^。！？；\n]+")
_BRACKETED = re.compile(r"《[^》]*》|〔[^〕]*〕")
_PHASE = re.compile(r"（([一二三四五六七八九十]期)）")
_ADMIN = re.compile(r"[一-龥]{2,6}?(?:省|市|自治区|县|区|旗|盟|州)")
_BAD_LIST = re.compile("方式|措施|部门|行业|领域|工作|制度|活动|检查|执法|手段|机制|环节|内容|问题|要求|情况|项目")
_REACH = re.compile(r"[一-龥]{2,6}?(?:镇|乡|村|区|县|旗)?(?:河|沟)?段(?!落|时)|[一-龥]{2}段(?!落|时)")
_FORM = re.compile(r"(?:集团)?(?:有限责任|股份有限|有限)?(?:责任)?(?:分|总|子)?公司$|集团$")
_LIST = re.compile(
    r"(?P<items>(?:[^，。；：、！？《》\s]{2,22}、){0,7}[^，。；：、！？《》\s]{2,22}?)(?P<etc>等)(?P<n>[0-9一二两三四五六七八九十多余]{0,4})(?P<u>家|处|个|座|所|眼|条|口)?(?P<type>[^，。；：、]{0,12}?"
    r"(?P<noun>企业|单位|公司|煤矿|矿山|洗煤厂|采砂场|采沙场|砂石厂|治理区|点位|泵站|取水口|水源地|排污口|水库|采石场|矿点|渣场|堆场|填埋场|园区|合作社|厂|场))"
    r"|(?P<items2>(?:[^，。；：、！？《》\s]{2,22}、){1,7}[^，。；：、！？《》\s]{2,22}?)(?P<n2>[0-9一二两三四五六七八九十]{1,3})(?P<u2>家|处|座|所|眼|口)(?P<type2>[^，。；：、]{0,12}?"
    r"(?P<noun2>企业|单位|公司|煤矿|矿山|洗煤厂|采砂场|采沙场|砂石厂|治理区|点位|泵站|取水口|水源地|排污口|采石场|矿点|渣场|堆场|填埋场|厂|场))"
)
_NOUN_LAYER = (
    ("治理区|矿|采砂|采沙|砂石|采石", "mine"),
    ("固废|渣|填埋|堆场|垃圾", "waste_site"),
    ("泵站|取水|水源|井", "well"),
    ("排污口|污水", "outfall"),
    ("园区", "facility"),
)


@dataclasses.dataclass(slots=True)
class _Found:
    name: str
    core: str
    layer: str
    county: str | None
    where: str
    quote: str
    start: int
    end: int


def find_mentions(texts: Sequence[tuple[str, Piece]], region: Region | None) -> tuple[Mention, ...]:
    """Return the places that the pieces of one task name, each once, in printed order.

    Parameters
    ----------
    texts : ("problem" | "goal" | "measures", piece); the county of a name is taken from its own words, else from the sentence, else from
        the only county that the task names.
    """
    found: list[_Found] = []
    named: list[str] = []
    for where, piece in texts:
        for line, at in piece.lines:
            text = _BRACKETED.sub(lambda m: "　" * len(m.group()), line)
            text = _PHASE.sub(lambda m: f"期{m[1]}期", text)  # （一期） stands inside names; read back from the line below
            for sentence in _SENTENCE.finditer(text):
                words = _counties(sentence.group(), region)
                named.extend(county for _, county in words)
                if where != "goal":
                    found.extend(
                        _in_sentence(sentence.group(), at + sentence.start(), where, region, words, line[sentence.start() : sentence.end()])
                    )
    only = named[0] if named and len(set(named)) == 1 else None
    merged = _merge(found)
    return tuple(Mention(f.name, f.layer, f.county or only, f.where, f.quote, (f.start, f.end)) for f in merged)


def _counties(sentence: str, region: Region | None) -> list[tuple[int, str]]:
    """Return where a sentence names counties, and their full names."""
    if region is None:
        return []
    return [(m.start(), full) for m in region.pattern.finditer(sentence) if (full := region.county(m.group()))]


def _in_sentence(
    sentence: str, at: int, where: str, region: Region | None, counties: Sequence[tuple[int, str]], printed: str
) -> Iterator[_Found]:
    spans: list[tuple[int, int, str]] = []  # start, end, layer
    spans.extend(_lists(sentence))
    spans.extend(_nouns(sentence))
    taken: list[tuple[int, int]] = []
    chosen: list[tuple[int, int, str]] = []
    for start, end, layer in sorted(spans, key=lambda s: (-(s[1] - s[0]), s[0])):
        if any(start < b and a < end for a, b in taken):
            continue
        taken.append((start, end))
        chosen.append((start, end, layer))
    for start, end, layer in sorted(chosen):
        made = _name(sentence, start, end, layer, region)
        if made is None:
            continue
        _, core, start, end, attached = made
        near = attached or next((county for pos, county in reversed(counties) if pos <= start), None)
        yield _Found(
            printed[start:end].strip("　 "),
            core,
            _by_context(sentence, end, layer),
            near,
            where,
            _quote(printed, start, end),
            at + start,
            at + end,
        )


def _nouns(sentence: str) -> Iterator[tuple[int, int, str]]:
    """Yield the spans that end with a noun of a layer; each begins after the last word that no name holds."""
    at = 0
    while m := HEAD.search(sentence, at):
        at = m.end()
        layer = LAYER_OF_GROUP[m.lastgroup or ""]
        floor = max(0, m.start() - 40)
        left = max((e.end() for e in _EDGE.finditer(sentence, floor, m.end() - 1)), default=floor)
        begin = left
        for b in BREAKS.finditer(sentence, left, m.end() - 1 if layer == "enterprise" else max(left, m.start())):
            begin = b.end()
        end = m.end()
        if AGENCY.match(sentence, end) or (m.group().endswith("铁路") and re.match("物流|局|公司", sentence[end : end + 2])):
            continue
        if (
            layer == "enterprise"
            and (more := HEAD.match(sentence, end))
            and LAYER_OF_GROUP[more.lastgroup or ""] in ("mine", "waste_site", "outfall")
        ):
            end, layer, at = more.end(), LAYER_OF_GROUP[more.lastgroup or ""], more.end()
        if layer == "water_body" and (reach := _REACH.match(sentence, end)) and not BREAKS.search(reach.group()):
            end = at = reach.end()
            if _is_dump(sentence, end):
                layer = "waste_site"
        if side := SIDE.match(sentence, end):
            end, at = side.end(), side.end()
            if _is_dump(sentence, end) or re.search("空地|林地|沙场|渣堆|堆场|荒地|固废", side.group()):
                layer = "waste_site"
        if layer == "water_body" and re.search("[镇乡村].*沟$", sentence[begin:end]) and _is_dump(sentence, end):
            layer = "waste_site"
        if end - begin >= 2:
            yield begin, end, layer


def _is_dump(sentence: str, end: int) -> bool:
    """Return whether the words after a place speak of waste lying there."""
    after = sentence[end : end + 40]
    return bool(WASTE_NEAR.search(after) and re.search("倾倒|堆|填埋|存在|弃|遗撒", after)) or bool(re.match("等?固废", after))


def _lists(sentence: str) -> Iterator[tuple[int, int, str]]:
    """Yield the items of lists that say what they are: 甲、乙2家采砂场; 甲等企业."""
    for m in _LIST.finditer(sentence):
        kind = m["type"] if m["items"] else m["type2"]
        if _BAD_LIST.search(kind):
            continue
        group = "items" if m["items"] else "items2"
        layer = next((layer for words, layer in _NOUN_LAYER if re.search(words, kind)), "enterprise")
        start = m.start(group)
        for item in m[group].split("、"):
            end = start + len(item)
            begin = start
            for b in BREAKS.finditer(sentence, start, end):
                begin = b.end()
            if 2 <= end - begin <= 20 and not _EDGE.search(sentence, begin, end):
                own = next((h for h in HEAD.finditer(sentence, begin, end) if h.end() == end), None)
                known = LAYER_OF_GROUP[own.lastgroup or ""] if own else None
                yield begin, end, layer if known in (None, "enterprise", "water_body") else known
            start = end + 1


def _name(sentence: str, start: int, end: int, layer: str, region: Region | None) -> tuple[str, str, int, int, str | None] | None:
    """Return name, core, its span and the county attached to it; None where only generic words are left."""
    start = end - len(TRIM.sub("", sentence[start:end]))
    first, attached = start, None
    city = (region.name if region.division.level == "city" else region.division.city or "") if region else ""
    while True:
        rest = sentence[start:end]
        if region and (m := region.pattern.match(rest)) and len(rest) > len(m.group()) and (full := region.county(m.group())):
            attached, start = full, start + m.end()
        elif city and rest.startswith(city) and len(rest) > len(city) + 1:
            start += len(city)
        elif len(city) > 2 and rest.startswith(city[:-1]) and len(rest) > len(city) and layer != "enterprise":
            start += len(city) - 1
        else:
            break
    text = sentence[start:end].strip("　 ")
    core = _core(text)
    if not core or not _is_proper(core, layer):
        whole = sentence[first:end]
        if first < start and len(text) >= 3 and _is_specific(text):
            return whole, core or whole, first, end, attached
        return None
    if layer == "water_body" and (re.match("黄河", text) or len(text) > 14):
        return None
    keeps_city = start > first and attached is None
    return (sentence[first:end] if keeps_city else text), core, first if keeps_city else start, end, attached


def _core(text: str) -> str:
    """Return the part of a name that tells it from others: without the legal form."""
    return _FORM.sub("", text)


_NOUN = re.compile(
    r"(?:公园|生态园|广场|大道|[街路桥]|公路|铁路|专线|学校|医院|园区|产业园|工业园|开发区|基地|物流园|矿区|煤矿|[岩石]?矿|采坑|采区|采空区|排土场|井田|河|沟|湖|水库|渠|川|污水处理厂|污水处理站|泵站|水源地|保护区|林区|"
    r"填埋场|渣场|堆场|尾矿库|治理区|检查站|集运站|加油站|回收站|收购站|商砼站|搅拌站|取水口|取水井|自备井|排污口|排口|放点|倾倒点|社区|企业|厂|站|场|井|口|段)$"
)


def _is_proper(core: str, layer: str) -> bool:
    """Return whether something is left of a name when generic words are taken away."""
    if len(core) < 2 or re.search(r"[0-9]{4}年|个|若干|[，。]", core):
        return False
    stem = _NOUN.sub("", core)
    if not stem:
        return False
    if not _ADMIN.sub("", stem) and layer in ("facility", "enterprise"):
        return False
    bare = GENERIC.sub("", stem)
    if layer == "enterprise":
        return len(bare) >= 2 or (len(bare) == 1 and len(core) >= 4 and not FILLER.fullmatch(bare))
    if layer == "facility":
        return len(bare) >= 2
    if layer == "water_body":
        return len(bare) >= 1 and not (len(bare) <= 2 and not FILLER.sub("", bare))
    return len(FILLER.sub("", bare)) >= 1


def _is_specific(text: str) -> bool:
    """Return whether a generic name with a place before it can stand for one place (a county's 污水处理厂; not its 企业)."""
    return bool(
        re.search(
            "污水处理厂|污水处理站|填埋场|焚烧|园区$|产业园|开发区|工业园|水源地|水厂|中水厂|灌区|第[一二三四五六七八九十]|商城|公园|管理所|水务集团|水务公司|城投|热力公司",
            text,
        )
    )


def _by_context(sentence: str, end: int, layer: str) -> str:
    """Return the layer that the sentence is about at this place: a firm whose dump is the matter is a waste site."""
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


def _merge(found: list[_Found]) -> list[_Found]:
    """Keep one per place: names that hold each other, or open alike on one layer, are one; the shorter name stands."""
    kept: list[_Found] = []
    for f in found:
        twin = next((k for k in kept if _same(k, f)), None)
        if twin is None:
            kept.append(f)
            continue
        if len(f.name) < len(twin.name) and f.name in twin.name and f.where == twin.where:
            twin.name, twin.core, twin.start, twin.end, twin.quote = f.name, f.core, f.start, f.end, f.quote
        twin.county = twin.county or f.county
        if twin.layer == "enterprise" and f.layer != "enterprise" and f.where == twin.where:
            twin.layer = f.layer
    return kept


def _same(a: _Found, b: _Found) -> bool:
    if a.county and b.county and a.county != b.county:
        return False
    if a.name == b.name:
        return True
    firms = {"enterprise", "waste_site", "outfall", "mine"}
    if a.layer != b.layer and not (a.layer in firms and b.layer in firms and "enterprise" in (a.layer, b.layer)):
        return False
    x, y = _bare(a.core), _bare(b.core)
    short, long = sorted((x, y), key=len)
    if len(short) >= 2 and short in long:
        return not re.search("[东南西北][侧边部]|号|第[一二三四五六七八九十]", long.replace(short, "", 1))
    return len(short) >= 4 and a.layer == b.layer and x[:2] == y[:2] and _is_subsequence(short, long)


def _bare(core: str) -> str:
    return re.sub(r"^(?:[一-龥]{2,3}(?:省|市|县|区)|宁夏|内蒙古|山西|陕西|甘肃|河北|河南|山东)(?=[一-龥]{3})", "", core)


def _is_subsequence(short: str, long: str) -> bool:
    rest = iter(long)
    return sum(c in rest for c in short) >= len(short) - 1
