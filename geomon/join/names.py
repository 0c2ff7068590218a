"""When two spellings are one place: folding, cores, and the words that may be left out without changing what is meant."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable

from geomon.numerals import to_int

_DROPPED = re.compile(r"[\s“”‘’\"'「」『』《》〈〉()（）\[\]【】·・,，、;；:：.。—\-－_]+")
_COMPANY = re.compile(r"(?:集团|控股|股份|有限|责任|总|分)*公司$|集团$")
_NUMBERS = re.compile(r"[0-9]+|[一二三四五六七八九十百]+|[东西南北中](?=矿|区|段|侧|线|岸|部|翼|$)|[主老新](?=矿|区|厂)")
_DIGITS = str.maketrans("一二三四五六七八九", "123456789")
_ONE = r"(?:[0-9]{1,3}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_JOINT = r"\s*[、,，和及与\-－—~～至]\s*"
_LISTED = re.compile(rf"({_ONE})(?:号|#)?((?:{_JOINT}{_ONE}(?:号|#)?)+)(?=号|#|井|矿|期|机组|$|(?<=[号#]))")
_RUN = re.compile(r"(?<![一二三四五六七八九十百0-9])[一二三四五六七八九]{2,4}(?=号)")
_SINGLE = re.compile(r"(?<![一二三四五六七八九十百0-9+])[一二三四五六七八九]?十?[一二三四五六七八九十](?=号|井|矿|期|标段|污水|水厂|水源)")
# Words that say what sort of thing a place is, or that an office adds, but not which one it is.
_NEUTRAL = re.compile(
    r"(?:露天|井工|地下|煤业|煤矿|煤炭|铁矿|矿业|矿山|矿区|矿|工贸|商贸|贸易|钢铁|能源|实业|集团|控股|焦化|化工|科技|建材|水泥|洗煤|热电|发电|电厂|"
    r"农牧业|生物|环保|物流|投资|开发|建设|股份|有限|责任|公司|厂区|厂|项目|工程|标段|[一二三四五六七八九十0-9]+(?:期|标段)|建成|改造|治理|"
    r"生态|修复|综合|整治|历史|遗留|废弃|建筑|石料|一般|工业|农村|城镇|生活|镇级|用|省级|国家级|自治区级|县级|级|市|山西|宁夏|内蒙古|自治区)+")
_KIND = re.compile(
    r"(?:第?[0-9一二三四五六七八九十]+)?(?:号)?(?:工业|产业|经济开发|经济技术开发|高新技术|园区|城镇|城市|县城|农村|生活)?"
    r"(?:园区|工业园区|产业园|开发区|污水处理厂|污水处理站|污水厂|中水厂|再生水厂|垃圾填埋场|填埋场|垃圾场|尾矿库|排土场|渣场|灰场|水源地|泵站|取水口|取水井|"
    r"排污口|排水沟|排水口|自然保护区|保护区|湿地公园|森林公园|公园|水库|煤矿|铁矿|矿山|矿区|采石场|采空区|采坑|电厂|热电厂|水泥厂|洗煤厂|公司|企业|断面|入黄口)")
_BESIDE = re.compile(r"(?:[东南西北]{1,2}(?:侧|面|边|方)|旁边?|周边|附近|两侧|两岸|对面|门口|路边|围墙外|厂外).{0,8}$")


def fold(text: str) -> str:
    """Return a name without width, case, spaces, brackets and punctuation; # is read as 号."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text).casefold()).replace("#", "号")


def core(text: str, regions: Iterable[str]) -> str:
    """Return what is left of a name without its company form and without leading names of regions (longest first); three letters stay.

    Parameters
    ----------
    regions : names of the province, city and county that may stand before the name.
    """
    name = fold(text)
    bare = _COMPANY.sub("", name)
    name = bare if len(bare) >= 2 else name
    again = True
    while again:
        again = False
        for region in regions:
            if region and name.startswith(region) and len(name) - len(region) >= 3:
                name, again = name[len(region):], True
                break
    return name


def is_kind(name: str) -> bool:
    """Tell whether a folded name is only the word for such things (污水处理厂, 第三污水处理厂), so that equal ones may be two places."""
    return bool(_KIND.fullmatch(name))


def is_neutral(words: str) -> bool:
    """Tell whether folded words may stand in one spelling and be missing in another."""
    return not words or bool(_NEUTRAL.fullmatch(words))


def is_contained(short: str, long: str) -> bool:
    """Tell whether the longer of two cores is the shorter one with neutral words before or after it."""
    if len(short) < 3 or len(short) >= len(long) or is_kind(short) or is_neutral(short):
        return False
    before, found, after = long.partition(short)
    return bool(found) and is_neutral(before) and is_neutral(after)


@functools.lru_cache(1 << 17)  # a name that no layer knows is held against all of its city
def numbers(name: str) -> tuple[str, ...]:
    """Return what tells siblings apart (numbers, 东矿 and 西矿): two names that differ in it are never the same place."""
    return tuple(part.translate(_DIGITS) for part in _NUMBERS.findall(numbered(name)))


def numbered(text: str) -> str:
    """Return a name with its numbers in figures, several of them joined by +: 一二号井, 1、2号井 and 1#和2#井 are all 1+2号井.

    To be done before `fold`, which would make 12号 of 1、2号.
    """
    text = unicodedata.normalize("NFKC", text).replace("#", "号")
    text = _LISTED.sub(_as_list, text)
    text = _RUN.sub(lambda run: "+".join(run[0]).translate(_DIGITS), text)
    return re.sub(r"(?<=[0-9])号(?=号)", "", _SINGLE.sub(lambda one: str(to_int(one[0])), text))


def _as_list(found: re.Match[str]) -> str:
    """Return 1、2 as 1+2, and 1-3 as 1+2+3."""
    parts = re.findall(rf"({_JOINT})?({_ONE})", found[0])
    values: list[int] = []
    for joint, word in parts:
        value = to_int(word) or 0
        through = bool(values) and joint.strip() in tuple("-－—~～至") and 0 < value - values[-1] < 20
        values += range(values[-1] + 1, value + 1) if through else [value]
    tail = "" if not found[0].endswith("号") else "号"
    return "+".join(map(str, values)) + tail


def each_of(name: str) -> tuple[str, ...]:
    """Return the names that a `numbered` name with several numbers stands for; empty when it has one number or none."""
    found = re.search(r"[0-9]+(?:\+[0-9]+)+", name)
    return tuple(f"{name[:found.start()]}{n}{name[found.end():]}" for n in found[0].split("+")) if found else ()


@functools.lru_cache(1 << 17)
def stem(name: str) -> str:
    """Return what tells a core from its like when all neutral words are out of it: 恒泰 of 恒泰煤业 and of 恒泰露天煤矿."""
    return _NEUTRAL.sub("", name)


def owner_of(name: str) -> str | None:
    """Return X of a folded "X 西侧空地", "X 旁边沙场"; None when the name is not said beside something."""
    found = _BESIDE.search(name, 3)
    return name[:found.start()] if found else None
