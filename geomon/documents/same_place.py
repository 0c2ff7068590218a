"""Which of the names in a task are one place under several spellings."""

from __future__ import annotations

import dataclasses
import functools
import re

from rapidfuzz.distance import LCSseq

from geomon.documents.common_words import GENERIC, is_a_kind

_FIRMS = {"enterprise", "waste_site", "outfall", "mine"}
_CODE = re.compile("[A-Z]{1,3}[-—－]?[0-9]{1,4}|[0-9]{1,4}(?:[-—－][0-9]{1,3})?(?=[”号]{0,2}(?:井场|井组|井台|平台|集气站|采气站))")
_INTAKE = re.compile("(?:饮用水?)?水源地?(?:[一二]级|准)?(?:保护区)?|入[河湖江]口")

_HEAP_OF_A_MINE = re.compile("(?:尾矿|尾砂|废石|废渣|矸石|排土|弃渣)(?:库|场|堆|山)")
_ITS_WELL = re.compile("(?:自备井?|取水|深水?|机电?|水源)井$")
"""What a firm takes water from; the firm is called by, and the well is what the text is about."""
_ZONE = re.compile("(?:园区?|开发区|湿地)$")


@dataclasses.dataclass(slots=True)
class Found:
    """A name as found in a sentence; `proper` is False for what may be a common word."""

    name: str
    core: str
    layer: str
    county: str | None
    sure: int  # of the county: 3 attached to the name, 2 opens the paragraph, 1 earlier in the sentence, 0 none
    where: str
    quote: str
    start: int
    end: int
    proper: bool = True


def merge(found: list[Found]) -> list[Found]:
    """Keep one per place: names that hold each other, or open alike on one layer, are one; the shorter name stands."""
    kept: list[Found] = []
    for f in found:
        if _sums_up(f, found):
            continue
        twin = next((k for k in kept if _same(k, f)), None)
        if twin is None:
            kept.append(f)
            continue
        if f.layer == "water_body" and twin.layer in ("protected_area", "well", "outfall"):
            pass  # the protected area is what the task is about
        elif len(f.name) < len(twin.name) and f.name in twin.name and f.where == twin.where:
            twin.name, twin.core, twin.start, twin.end, twin.quote = f.name, f.core, f.start, f.end, f.quote
        elif f.layer == "protected_area" == twin.layer and len(f.name) > len(twin.name) and twin.name not in f.name:
            twin.name, twin.core, twin.start, twin.end, twin.quote, twin.where = f.name, f.core, f.start, f.end, f.quote, f.where
        if f.county and f.sure > twin.sure:
            twin.county, twin.sure = f.county, f.sure
        twin.county = twin.county or f.county
        if twin.layer == "enterprise" and f.layer != "enterprise" and f.where == twin.where:
            twin.layer = f.layer
    return kept


_OF_A_TOWN = re.compile("(?P<town>[一-龥]{1,4}(?:镇|乡|街道|苏木))(?P<kind>[一-龥]{2,8})")


def _sums_up(f: Found, others: list[Found]) -> bool:
    """Return whether a name is a town's sites of a kind as one word, and the task names one of them: 白地镇砖厂, 白地镇宏泥砖厂."""
    m = _OF_A_TOWN.fullmatch(f.name)
    if m is None or not is_a_kind(m["kind"]):
        return False
    return any(
        o.name.startswith(m["town"])
        and not is_a_kind(o.name[len(m["town"]) :])
        and (o.layer == f.layer or o.name.endswith(m["kind"]))
        for o in others
    )


def _same(a: Found, b: Found) -> bool:
    if a.county and b.county and a.county != b.county and a.sure == b.sure == 3:
        return False
    if a.name == b.name:
        return True
    if a.layer == b.layer == "water_body" and a.name.endswith("湿地") != b.name.endswith("湿地"):
        return False  # the wetland that cleans a river's water is not the river
    codes = _codes(a.name), _codes(b.name)
    if all(codes):
        return codes[0] == codes[1]  # 地下水监控井W3 is W3监控井, D-02 is not D-03
    if any(codes) and any(f"{x.name}（" in x.quote and code in x.quote for x in (a, b) for code in codes[0] + codes[1]):
        return True  # 找王镇监测井（编号JC-11）
    x, y = _bare(a.core), _bare(b.core)
    short, long = sorted((x, y), key=len)
    if (a.layer, b.layer) == ("well", "enterprise"):  # told of as a well first, the firm's name means the well
        owner = _ITS_WELL.sub("", a.name)
        return owner != a.name and len(owner) >= 4 and (owner.endswith(b.name) or b.name.endswith(owner))
    if a.layer != b.layer and not (a.layer in _FIRMS and b.layer in _FIRMS and "enterprise" in (a.layer, b.layer)):
        if {a.layer, b.layer} in ({"water_body", "protected_area"}, {"water_body", "well"}, {"water_body", "outfall"}) and len(short) >= 2:
            return long.startswith(short) and bool(_INTAKE.fullmatch(long, len(short)))  # a reservoir and what protects it are one place
        if {a.layer, b.layer} == {"mine", "waste_site"} and short.endswith("矿") and long.startswith(short):
            return bool(_HEAP_OF_A_MINE.fullmatch(long, len(short)))
        if {a.layer, b.layer} == {"mine", "waste_site"}:  # a pit that waste lies in, told of in full and then by the end of its name
            return len(short) >= 4 and long.endswith(short)
        return len(short) >= 2 and long.endswith(short) and {a.layer, b.layer} <= {"water_body", "waste_site"}
    if "enterprise" in (a.layer, b.layer) and _names_whole(*((a.name, b.name) if a.layer == "enterprise" else (b.name, a.name))):
        return True
    if a.layer == b.layer and _ZONE.search(short) and is_a_kind(short) and a.name not in b.name and b.name not in a.name:
        return False  # a county's 工业园区 is not another that has a name
    if a.layer == b.layer in ("waste_site", "mine") and any(_is_heap_of(one.core, other.core) for one, other in ((a, b), (b, a))):
        return True
    if len(short) >= 2 and short in long:
        apart = "号|第[一二三四五六七八九十]" if a.layer == b.layer == "mine" else "[东南西北][侧边部]|号|第[一二三四五六七八九十]"
        return not re.search(apart, long.replace(short, "", 1))  # a mine's south is the mine; a heap west of a works is not the works
    if a.layer in _FIRMS and b.layer in _FIRMS and ("公司" in a.name or "公司" in b.name) and _shared(x, y) >= 4:
        return True
    return len(short) >= 4 and x[:2] == y[:2] and _is_nearly_within(short, long)


_WHOLE = 8
"""Letters of a firm's full name from which on no other has it."""


def _names_whole(firm: str, site: str) -> bool:
    """Return whether a firm's full name, its town left out, opens the name of a site: 某某建材有限公司料场."""
    whole = _bare(firm)
    rest = site[len(whole) :] if site.startswith(whole) else None
    return firm.endswith("公司") and len(whole) >= _WHOLE and rest is not None and not re.search("[东南西北][侧边部]|[0-9]号", rest)


_HEAPED = re.compile(
    "(?:历史)?(?:遗留|废弃)?(?:石煤|煤矸石|矸石|废渣|矿渣|锰渣|渣土|尾矿|尾砂|废石|固废|建筑垃圾|生活垃圾|垃圾|弃渣|弃土|渣)(?:堆|场|库|山|堆场|堆存点|堆放点)?$"
)


def _is_heap_of(heap: str, place: str) -> bool:
    """Return whether a heap is called by the end of the name of the place that it lies at: 某镇某村西湾沟 and 西湾沟渣堆."""
    lies_at = _where_heaped(heap)
    return len(lies_at) >= 2 and place.endswith(lies_at)


@functools.lru_cache(32_768)
def _where_heaped(heap: str) -> str:
    m = _HEAPED.search(heap)
    return heap[: m.start()] if m else ""


@functools.lru_cache(32_768)
def _codes(name: str) -> tuple[str, ...]:
    return tuple(_CODE.findall(name))


_COUNT = re.compile("(?<=[村屯寨区镇乡道查组])(?:[一1两二2三3](?:处|家|座|间|栋)|一(?![级期号站二三]))(?=[一-龥]{2})")
"""甲村一处砖厂 is 甲村砖厂."""


@functools.lru_cache(32_768)  # a task of a hundred names compares each with all before it
def _bare(core: str) -> str:
    core = re.sub(
        r"^(?:[一-龥]{2,3}(?:省|市|县|(?<![社园矿])区)(?!级)|宁夏|内蒙古|山西|陕西|甘肃|河北|河南|山东|江苏|浙江|安徽|福建|湖北|湖南|广东|广西|四川|贵州|云南|青海|新疆|辽宁|吉林)(?=[一-龥]{2})",
        "",
        core,
    )
    core = _COUNT.sub("", core)
    rest = re.sub(r"^[一-龥]{2,3}(?:镇|乡|街道|苏木)(?=[一-龥]{3})", "", core)
    return rest if GENERIC.sub("", rest)[:-1] else core


def _is_nearly_within(short: str, long: str) -> bool:
    """Return whether all letters of the shorter name but one stand in the longer one, in order."""
    return bool(LCSseq.similarity(short, long) >= len(short) - 1)


def _shared(x: str, y: str) -> int:
    """Return the length of the longest run of letters that both names hold, generic words left out."""
    x, y = _without_kinds(x, "　"), _without_kinds(y, "＿")
    return max((n for i in range(len(x)) for n in range(1, len(x) - i + 1) if x[i : i + n] in y), default=0)


@functools.lru_cache(32_768)
def _without_kinds(core: str, mark: str) -> str:
    return GENERIC.sub(mark, core)
