"""Waters that a sentence speaks of without naming them.

A ditch that is called by its work alone (导排盲沟, 进排水沟渠), the water of a river told of before (下游河水, 群众反映河水浑浊) and a
brook that only lies somewhere (村口小溪) are common words; so is the river in the name of a town or station (平江河镇, 石溪一级电站).
"""

from __future__ import annotations

import re

_WHERE = (
    "农田?|田间|地下水?|地表水?|径流|尾水|山洪|渗滤液|渗漏水|淋溶水|矿坑水|涌水|场地|[场库厂矿]区?[内外]?|[坡渠堤路]?[顶脚面侧边]|周边|外围|四周|内|外"
    "|排放|临时|永久|简易|土质|混凝土|浆砌石?|生态"
)
_WORK = "[导排灌引截退泄洪涝碱分合流拦汇集收进出蓄雨污渗水]"
_COUNT = "(?:[一二两三四五六七八九十0-9]+[段条处])?"
_BY_WORK = re.compile(
    rf"{_COUNT}(?:清[污浊])?(?=.*(?:[导排灌截退泄拦渗盲管集明暗]|[分合]流))"
    rf"(?:{_WHERE}){{0,4}}{_WORK}{{0,4}}[盲明暗边支主土管]?(?:沟渠|沟|渠)"
)
_OF_THE_RIVER = re.compile(
    "(?:[上中下]游|反映|投诉|举报|称|看到|[年汛雨旱枯丰高峰淡旺]期|季节?|取用|使用|敢用|[抽引喝舀捞]|沿线|沿途|附近|周边|整条?|全)$"
)
_IS_WATER = "水段"
_SOMEWHERE = re.compile("[村屋门路田场厂矿库园]区?[口边旁前后外内里](?:侧|面)?(?:小[溪河沟渠塘]|水[沟渠塘])$")
_NEAR_BY = re.compile(
    "(?:[上下]方|附近|旁边|周边|邻近|就近|沿线|沿途|两[侧旁]|村民|群众|抽排|开?挖|雨)(?:的|开?挖)?[小山开]?(?:溪沟?|溪流|沟渠|水沟|沟)"
)
"""A ditch told by where it lies or who dug it."""
_TOWN_GOES_ON = re.compile("(?!乡镇)[河湖溪沟口]?[镇乡](?![镇政级村])")

_AMONG_TOWNS = re.compile("(?:[、和及与][一-龥]{2,3}){1,6}(?:[两三四五六七八九十]|[0-9]{1,2})个?(?:街镇|乡镇|镇|乡|街道)")
"""蔡川、庾岭两镇: towns in a list that counts them, their kind left out."""
_STEP = re.compile("[一二三四五六七八]级(?:[、和及]|水?电站)")
"""Stations that stand below one another are called by their river and a step: 金溪一级、二级电站."""


def is_unnamed(sentence: str, start: int, head: int, end: int) -> bool:
    """Return whether the water from `start` to `end`, with its noun at `head`, is none that has a name.

    Examples
    --------
    >>> [is_unnamed(text, 0, len(text) - 1, len(text)) for text in ("径流截排沟", "北岭排水沟", "清水沟")]
    [True, False, False]
    """
    text = sentence[start:end]
    if _BY_WORK.fullmatch(text) or _SOMEWHERE.search(text) or _NEAR_BY.fullmatch(text):
        return True
    if sentence[end : end + 1] in tuple(_IS_WATER) or sentence[end - 1 : end] in tuple(_IS_WATER):
        return bool(_OF_THE_RIVER.search(sentence, start, head))
    return any(pattern.match(sentence, end) for pattern in (_TOWN_GOES_ON, _STEP, _AMONG_TOWNS))
