"""Nouns of places that only say where something lies, who acts or how it is moved, and name no site themselves."""

from __future__ import annotations

import re

from geomon.divisions import named
from geomon.documents.word_classes import ZONES

_FIRM = "[一-龥]{2,14}?(?:厂|公司|矿|站|场|店|饭馆|餐馆|酒店|小区)"
_ADDRESS = re.compile(
    rf"(?:[东西南北中]{{1,2}}段)[，,]?{_FIRM}"  # 东环路南段，某纺织厂
    r"|[^，。；、]{0,8}?[0-9]{1,4}号(?![井线桥点坑矿库排污雨水泵溢闸])"  # 人民大道南街新村21号
    r"|(?:以|之)[东西南北]{1,2}[）)]"  # a bracket that says where a place is
    r"|[东西南北]{1,2}侧(?:的)?[一-龥]{2,5}?(?:[县区市旗]|镇|乡|街道)(?=[一-龥]{2})"  # 某线铁路南侧西湖区…: the place follows
    r"|(?:与|和)[一-龥]{2,8}(?:路|街|道)(?:的)?交叉?(?:路)?[口处汇]|(?:的)?交叉?(?:路)?口"
)
_ROAD = re.compile("(?:大道|路|街|道)$")
_TO_THERE = re.compile("至[一-龥]{2,8}段")
_FROM_THERE = re.compile("[一-龥]至[一-龥]{2,8}$")
"""西桥至东桥段: what a stretch begins and ends at is no site."""
_MOVED = re.compile("运输|货运|运量")
_ACTS = re.compile("(?:与|和|会同|联合)[市县区]?[一-龥]{2,10}?(?:局|办|委|中心|大队)|将(?:督促|继续|加强|加大|对)|工委|执法人员")
"""What a street that acts is followed by: it is the subdistrict, its office left out."""
_ZONE = re.compile(f"{ZONES}$")
_AMONG_COUNTIES = re.compile(
    "(?:(?P<all>各[县区旗市](?:、[县区旗市])?(?:[（(][^（）()]{1,6}[）)])?)|(?P<one>[一-龥]{1,9}[县区旗市]))(?:人民政府|政府)?[、和及][一-龥]{2,12}$"
)
_DUTY = re.compile(
    "(?:等)?(?:[、和及][一-龥]{2,10}?(?:局|委|办|开发区|园区))*(?:要(?!求)|应当?(?!急)|须|负责|牵头|分别|于[0-9]{1,4}[年月][^，。；]{0,8}(?:前|底|末)|按照|结合|根据|对(?:辖区|本|所辖|各自|工业企业|照)"
    "|组织(?!建)|制定(?!了)|进一步|加[强快大])"
)
"""What a zone that stands among counties is told to do: there it is an office of the place, as they are."""
_RUN_BY = re.compile("(?:灌区|水库|流域|水利枢纽|水利工程|保护区)(?:工程)?(?:建设)?(?:管理|事务|服务|运行)+(?:处|局|所|站|中心|委员会)")

_IS_ONE = re.compile("(?<![名分定整改变作称列])为[^，,。；、]{0,12}$")
"""东河穿越县城，为示例县城区供水水源地: what the river is, no other place. `endpos` is where the noun begins."""
_NAME = 14
_LIST = 30
"""Letters before a noun that hold its name, and the item of a list before it."""


def _is_among_counties(sentence: str, end: int) -> bool:
    """Return whether the item of a list that ends at `end` follows one of counties."""
    before = _AMONG_COUNTIES.search(sentence, max(0, end - _LIST), end)
    return before is not None and (before["all"] is not None or any(named(before["one"][n:]) for n in range(len(before["one"]) - 1)))


def is_only_where(sentence: str, noun: str, end: int, layer: str) -> bool:
    """Return whether a noun that ends at `end` is the address of what follows, an office's, a means of transport, or sand and no river.

    Examples
    --------
    >>> is_only_where("东环路南段，东坡纺织厂污水直排", "路", 3, "facility"), is_only_where("东环路南段扬尘污染", "路", 3, "facility")
    (True, False)
    """
    if layer == "facility":
        if _ZONE.search(noun) and _DUTY.match(sentence, end) and _is_among_counties(sentence, end):
            return True
        if noun.endswith(("公路", "铁路")) and _MOVED.match(sentence, end):
            return True
        if noun.endswith("街") and _ACTS.match(sentence, end):
            return True
        if _TO_THERE.match(sentence, end):
            return True
        if sentence.startswith("段", end) and _FROM_THERE.search(sentence, max(0, end - _NAME), end - len(noun)):
            return True
        return bool(_ROAD.search(noun) and _ADDRESS.match(sentence, end))
    if layer in ("well", "protected_area") and noun.endswith("水源地"):
        return bool(_IS_ONE.search(sentence, max(0, end - len(noun) - _NAME), end - len(noun)))
    return layer == "water_body" and (sentence.startswith("砂", end) or bool(_RUN_BY.match(sentence, end)))
