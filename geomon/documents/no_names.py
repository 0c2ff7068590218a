"""Words of a sentence before a noun of a place that are no name: what is done to it, whose it is, of what kind, and what is wrong with it.

A name opens with a proper name (a division, a village, a coined word). Verbs are told by jieba's parts of speech; but since names are verbs
too (拒马河, 还乡河, 合作桥), a verb alone is none only where it is one of those that sentences of the genre have waters for an object.
"""

from __future__ import annotations

import re

from geomon.documents.common_words import GENERIC
from geomon.documents.word_classes import DRAIN, HANDLED, ZONES
from geomon.documents.words import known_words, tagged

_NEIGHBOURS = re.compile("(?:邻|相邻|毗邻|外|他|别|异)(?:省|市|县|区|乡|镇|村)")
"""Whose it is, told by where the teller stands: 邻县山沟; 邻水县 and 外山 are names."""
_PROGRAMME = re.compile(
    "(?:[一-龥]{2,6}[市县区旗])?(?:(?:绿色|智能|数字|机械|自动|信息|规范|现代|集约)化|绿色|智慧|智能|数字|近?零碳|低碳|无废|节水型?|标准化|星级|和美|花园式?)+(?:矿山|矿区|煤矿|园区|工业园区?|产业园区?|开发区|灌区|养殖场|牧场|水厂|工地)"
    "|(?:美丽|幸福|健康|示范|和谐|生态)+河湖"
)
"""What a programme makes of any place of a kind: 绿色矿山, 智慧园区."""
_WISHED = re.compile("(?:幸福|美丽|健康|平安|清水|碧水)[河湖]")
_MADE = re.compile("(?:打造|创建|争创|建成|争当)$")
"""打造幸福河: what a programme makes of rivers; elsewhere 幸福河 is a name."""
_WRONG = re.compile(
    "(?:未[批验经审环办][先边即已][一-龥]|[未]?批[先边未建大小][一-龥]{1,2}|边[一-龥]边[一-龥]|越[一-龥]越[一-龥]|[无少][一-龥][无多][一-龥]|小?散[小乱]{1,2}污?"
    "|[一-龥]{2}(?:不|未|欠|无)(?:符|全|齐|足|实|严|清|明|当|达标|合格|合规|规范|到位|完善|健全|彻底|完整|配套))"
)
"""What is wrong with places of a kind, as a clause before their noun: 批建不符, 未批先建, 证照不全, 越层越界."""
_AROUND = re.compile("[一-龥]{2,8}(?:外围|沿线|区域|地区|地带)")
"""Many places lie about one, and none of them is called by it: 祁连山外围区域矿山."""
_ORES = re.compile("(?:[铁金银铜铅锌锡钨钼锑汞锰铬镍钛钒铝磷硫铀钴锂]|稀土|萤石|石膏|石墨)+(?:多金属)?矿")
_LEGACY = re.compile("[一-龥]{2,5}(?:[市县旗州盟]|(?<![矿片园厂库采场灌林景发])区)(?:历史遗留|遗留|无主|闭库|停用|老旧|头顶)+")
"""The places that a whole division has from of old are many: 某市历史遗留尾矿库."""
_ZONE = re.compile(f"[一-龥]{{0,9}}{ZONES}")
_SUPPLY = re.compile("(?:[引提扬抽调][江湖河库溪塘])(?:灌区|工程|泵站|干渠)")
_SUPPLIED = re.compile("灌区|工程|泵站|干渠")
"""Watered from any river: 引江灌区; 引洮灌区 says which."""
_RESOURCE = re.compile("(?:油气|页岩气|煤层气|天然气|石油|原油|煤炭|矿产资源|地热|矿泉水|河砂|海砂)田?(?:开采|勘探|勘查|采)(?:区|场|平台)")
"""Where a commodity is won: 油气田开采区."""
_JOINED = re.compile("[厂站网管供排源泵户水]{2,4}[河湖]")
_AS_ONE = re.compile("[”’]?[湖库岸城]?(?:一体|系统|统筹|协同|联动|联调|全要素)")
"""Objects told in one breath: 厂网河一体化."""
_ITEM = re.compile("[、和及与]")
_REACH = re.compile("[一-龥]{2,4}段")
_OF_IT = re.compile("(?:水(?![质位体面域量系库环文利务]|生态|污染)|流(?!域|量|入|出|经|向|进|失)|鱼|草|岸植|沟)")
"""A letter that makes a common word of the noun before it, the water itself and what lives in it: 河水, 溪流, 湖鱼."""
_PLACE = ("ns", "nr", "nz", "nt", "nrt", "s", "x")
_COUNTED = re.compile("[两二三四五六七八九十几数各][省市县区旗乡镇村]")
_SHARED = re.compile("[两二三四五六七八九十几数各][省市县区旗乡镇村](?:[共合联同][一-龥]|各自|分别)")
"""两镇共用, 四乡联办: whose it is, by their number."""
_BUILT = re.compile("[一-龥]{2}[修筑铺架砌](?:路|桥|渠|沟|坝|闸)")
_SETTLED = re.compile("[镇乡村屯庄寨堡营旗县市区家]$")


_LAND = re.compile("[沟山岭园镇乡屯庄寨湾坪桥]|村(?!民)")
"""Before a verb, the name of which the verb is a part: 烂泥沟老堆浸渣场."""


def is_no_name(stem: str, noun: str, sentence: str, end: int, layer: str) -> bool:
    """Return whether `stem`, which stands before `noun` (the rest of the name) and ends the sentence at `end`, is no name but words of it.

    Examples
    --------
    >>> is_no_name("污水不下", "河", "确保污水不下河。", 7, "water_body"), is_no_name("拒马", "河", "拒马河断流。", 3, "water_body")
    (True, False)
    """
    text = stem + noun
    if any(kind.fullmatch(text) for kind in (_PROGRAMME, _ORES, _SUPPLY, _RESOURCE)):
        return True
    if re.fullmatch("[引提扬抽调][江湖河库]", text) and _SUPPLIED.match(sentence, end):
        return True
    if _WISHED.fullmatch(text) and _MADE.search(sentence, max(0, end - len(text) - 2), end - len(text)):
        return True
    if _JOINED.fullmatch(text) and _AS_ONE.match(sentence, end):
        return True
    if layer == "enterprise" and "公司" in noun:
        return False
    whose = _NEIGHBOURS.match(text)
    rest = text[whose.end() :] if whose else ""
    if whose and (whose.end() == len(stem) or (len(rest) == 2 and rest in known_words(rest))):
        return True
    if _WRONG.fullmatch(stem) or _LEGACY.fullmatch(stem) or _SHARED.fullmatch(stem):
        return True
    if noun == "园区" and _ZONE.fullmatch(stem):
        return True  # the grounds of a zone that is named
    if layer in ("mine", "waste_site", "enterprise") and _AROUND.fullmatch(stem):
        return True
    if layer == "outfall" and noun.endswith(("排口", "排污口", "排放口", "溢流口")) and _REACH.fullmatch(stem):
        return True  # the outlets of a river's reach are many
    return _ends_in_a_deed(stem, noun, sentence, end, layer)


def _ends_in_a_deed(stem: str, noun: str, sentence: str, end: int, layer: str) -> bool:
    """Return whether a stem ends in a verb that has the noun for its object: 靠抽取河(水), 污水不下河, 两县推行养殖场."""
    if re.fullmatch(f".*{DRAIN}", stem + noun):
        return False
    of_it = layer == "water_body" and bool(_OF_IT.match(sentence, end))
    if re.fullmatch(HANDLED, stem) and (of_it or layer != "water_body"):
        return True
    deed = re.search(f"(?:{HANDLED}|(?<=[水污泥渣油液])不[出下进入排落])[溪河山小]?$", stem)
    if deed and deed.start() and not _SETTLED.search(stem[: deed.start()]) and layer == "water_body":
        return True
    if len(stem) >= 4 and _BUILT.fullmatch(stem[-3:] + noun):
        return True  # 填平河沟修路
    words = tagged(stem)
    verb, tag = words[-1] if words else ("", "")
    before = stem[: len(stem) - len(verb)]
    if not before or tag != "v" or GENERIC.fullmatch(verb) or (_SETTLED.search(before) and not _COUNTED.fullmatch(before)):
        return False
    others = words[:-1]
    if not _COUNTED.fullmatch(before) and (any(t in _PLACE for _, t in others) or _LAND.search(before)):
        return False
    if len(verb) < 2:
        return len(others[-1][0]) >= 2 and others[-1][1] in ("d", "ad", "a") and len(others) > 1 and layer == "water_body"  # 油污不慎落江
    if verb not in known_words(stem) and not (of_it and len(before) >= 2) and not _COUNTED.fullmatch(before):
        return False  # a guess at a word that the dictionary lacks is a verb only where the noun is part of a common word: 舀取河水
    return len(before) >= 2 or others[0][1] in ("v", "p", "d", "c")
