"""Whether a stretch of a sentence is a name, and which part of it: no county before it, no verb at its head, no generic words alone."""

from __future__ import annotations

import re

from geomon.divisions import short_names
from geomon.documents.common_words import FILLER, GENERIC, SPECIFIC, is_a_kind
from geomon.documents.name_begins import ONE_LETTER_TOWN
from geomon.documents.name_of_division import is_the_division
from geomon.documents.never_names import REJECT, TRIM
from geomon.documents.no_names import is_no_name
from geomon.documents.region import Region
from geomon.documents.shared_heads import IS_ONE_EACH
from geomon.documents.spans import ADMIN, TOWN_AT, Span
from geomon.documents.word_classes import SHORT_FIRM
from geomon.documents.words import holds_name, lead_in, names_a_thing, within_noun
from geomon.model import SITE_LAYERS

_COUNTY_TOWN = re.compile("城(?![区关郊镇乡东西南北中市子厢隍固])[一-龥]{2}")
_OF_THIS = re.compile("[市县区旗](?![第城级道属直河区域界际境辖内本一二三四五六七八九十污垃]|自来|供水|水厂).{5}")
_FORM = re.compile(r"(?:（?集团）?)?(?:有限责任|股份有限|有限)?(?:责任)?(?:分|总|子)?公司$|集团$")
_LEGACY = re.compile(r"(?<=.{2})历史遗留(?:废弃)?(?:矿山|治理区|渣堆|矿区)$")
_FLOWS_INTO = re.compile("(?:[汇排流进注冲倒泄渗溢漫淌滑倾][入进至向到]|直排|直通|流经)$")
_STILL = "仍尚还现另均都也共只"
"""仍有某镇某厂: behind such an adverb 有 is the verb, and what is had is named; 有余村 stands alone."""
_NEAR = 8
"""Letters right before a name that hold the word before it."""
_TOWN = re.compile(r"[一-龥]{1,4}(?:镇|乡|苏木|村)")
_STREET = re.compile(r"[一-龥]{2}(?:街|路)")
_LAND = re.compile("[庙寺山岭梁沟湾塬滩坡泉庄店堡营寨屯峁台洼坝河湖渠岩冲坳垭垌垸圩岙浦塘墩嘴坪峪崖碶埠角]")
Named = tuple[str, int, int, str | None] | None
"""The core of a name, its span, and the county that stands right before it."""


def name_in(sentence: str, span: Span, region: Region | None, *, vouched: bool) -> tuple[str, int, int, str | None] | None:
    """Return the core of a name, its span and the county attached to it; None where only generic words are left."""
    end = span.end
    start = span.start if span.coded else end - len(TRIM.sub("", sentence[span.start : end]))
    if start > span.start and ((region is not None and region.pattern.match(sentence, span.start)) or within_noun(sentence, span.start)):
        start = span.start  # 原平市, 年楚河: the word is the name's own
    if start == span.start + 1 and ONE_LETTER_TOWN.match(sentence, start):
        start = span.start
    if end - start == 1:
        start = span.start  # 和邦: a firm's name of two characters
    first, attached = start, None
    city = (region.name if region.division.level == "city" else region.division.city or "") if region else ""
    if sentence.startswith("另有", start) and span.head - start >= 3:
        first = start = start + 2
    elif start and sentence[start] == "有" and sentence[start - 1] in _STILL and span.head - start >= 2:
        first = start = start + 1
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
        elif attached and _COUNTY_TOWN.match(rest) and span.head - start > 2:
            start += 1  # 某县城沤江: what lies at the county's town
        elif city and rest.startswith(city) and len(rest) > len(city) + 1:
            start += len(city)
        elif (
            len(city) > 2
            and rest.startswith(city[:-1])
            and len(rest) > len(city)
            and span.layer != "enterprise"
            and span.head - start != len(city)  # 衡水湖…保护区: what is left would be one character
        ):
            start += len(city) - 1
        elif start == first and _OF_THIS.match(rest) and holds_name(sentence[start + 1 : span.head]):
            first = start = start + 1  # 我县鼎峰垃圾处理场: 县 is said of it, not by it
        else:
            break
    if (legacy := _LEGACY.search(sentence[start:end])) and not _TOWN.fullmatch(sentence[start : start + legacy.start()]):
        end = start + legacy.start()
    if (
        not span.coded
        and "有限" not in sentence[start:end]
        and not _STREET.fullmatch(sentence[start:end])
        and not _TOWN.match(sentence[start:end])
        and not (attached and _SIDED.fullmatch(sentence, start, span.head))
        and (lead := lead_in(sentence[start : max(start, min(span.head, end))]))
        and not ((span.layer == "water_body" or span.listed) and start + lead + 2 > span.head)  # 拒马河, 和邦: two characters are the name
    ):
        kind = start > first and GENERIC.fullmatch(sentence, start, start + lead)  # behind a city: 示例市生活垃圾填埋场
        start += lead
        first = max(first, start) if attached is None and not kind else first
    text = sentence[start:end]
    core = _FORM.sub("", text)
    stem = sentence[start : max(start, min(span.head, end))]
    if span.coded:
        return core or text, start, end, attached
    whole = sentence[span.start : end]
    if _COUNTYS_ONE.fullmatch(whole) and not _OF_NO_ONE.search(sentence, 0, span.start):
        return whole, span.start, end, attached
    if (
        REJECT.search(text)
        or REJECT.search(sentence[first:end])
        or _is_of_several_towns(sentence, start, text)
        or (not span.listed and is_no_name(stem, sentence[start + len(stem) : end], sentence, end, span.layer))
        or (text in short_names() and not span.vouched and not text.endswith(("河", "湖", "沟", "江", "溪", "港")))
        or (span.layer == "water_body" and (len(text) > 14 or text.startswith("黄河")))
        or (span.noun == "water_body" and is_the_division(text, sentence, start, end, region))
    ):
        return None
    if not core or not _is_proper(
        stem,
        core,
        text,
        span,
        vouched=vouched or attached is not None or _of_a_town(stem) or _is_called_by_a_county(stem, span, region),
        attached=attached is not None or bool(_FLOWS_INTO.search(sentence, max(0, start - _NEAR), start)),
    ):
        if first < start and len(text) >= 2 and SPECIFIC.search(text):
            return core or text, first, end, attached
        return None
    if start > first and attached is None:
        return core, first, end, attached  # a city's own name stays: 示例市第三污水处理厂
    return core, start, end, attached


_TOWN_ALONE = re.compile("(?!各|本|该|全|两|乡|城|集|场|村|小|中心|重点|特色|建制)[一-龥]{2,4}(?<![乡城集场])(?:镇|乡|苏木)")
_ONE_OF_A_TOWN = re.compile(
    "(?:(?:废弃|关闭)[一-龥]{1,4}[厂矿]|屠宰[场厂点]|养[猪鸡牛羊]场|分拣中心|(?:工业|产业|化工|加工)(?:集中区|集聚区|园区?|功能区))$"
)
_ONE_AT_A_TOWN = re.compile("(?!各|本|该|全|两)[一-龥]{2,4}(?:镇|乡|街道|苏木)(?:[一-龥]{2,6})?[一1](?:处|家|座|间|栋)?")
_COUNTYS_ONE = re.compile(
    "(?:[县市区]|县城|城区|市区)(?:第[一二三四五六])?(?:生活|城市)?"
    "(?:污水处理厂|自来水厂|水厂|净水厂|垃圾(?:卫生)?填埋场|垃圾焚烧(?:发电)?厂|垃圾处理[场厂])(?:取水口|排口|排污口|尾水排口)?"
)
"""What a county or its town has one of, so that its kind is its name there: 县污水处理厂, 城区第二水厂."""
_OF_NO_ONE = re.compile("(?:[各全两本每该、]|[运送]至?|[接纳]入|交由|由|至)$")
"""Several have one each, or waste and sewage only go there for treatment."""
_CALLED_BY_FIGURES = re.compile(
    "[南北东西]干[渠沟]|[一二三四五六七八九十]+排干|[一二三四五六七八九十]{2,3}(?:[河渠]|水库)|中[铁建交冶水].{1,4}局"
)
_SIDED = re.compile("[东南西北中]{1,2}[部侧]")
_TOWNS_BEFORE = re.compile("(?:镇|乡|街道|苏木)、$")
_TOWN_KIND = re.compile("[一-龥]{1,4}?(?:镇|乡|街道|苏木)(?P<kind>[一-龥]{2,10})")


def _is_of_several_towns(sentence: str, start: int, text: str) -> bool:
    """Return whether a list of towns shares what they have: 甲镇、乙镇废弃煤矿 is no one mine."""
    kind = _TOWN_KIND.fullmatch(text)
    if kind is None or IS_ONE_EACH.fullmatch(kind["kind"]) or not is_a_kind(kind["kind"]):
        return False
    return bool(_TOWNS_BEFORE.search(sentence, max(0, start - _NEAR), start))


def _is_called_by_a_county(stem: str, span: Span, region: Region | None) -> bool:
    """Return whether a park is called by the short name of a county of the document's own city: 东坡煤化工园区."""
    return span.layer == "facility" and region is not None and any(stem.startswith(c.short) and len(c.short) >= 2 for c in region.counties)


def _of_a_town(stem: str) -> bool:
    """Return whether a town stands before words that are not all generic: 茶场镇石门水泥用."""
    town = TOWN_AT.match(stem)
    return town is not None and len(GENERIC.sub("", stem[town.end() :])) >= 2


def _is_river_of_that_name(county: str, span: Span, start: int) -> bool:
    """Return whether a county's short name is the whole of a river's: 昭觉河."""
    return span.layer == "water_body" and start + len(county) >= span.head and county[-1] not in "县市区旗州盟"


def may_be(sentence: str, span: Span) -> bool:
    """Return whether words that were taken for common ones hold something that is no common word, on a layer of sites."""
    stem = TRIM.sub("", sentence[span.start : min(span.head, span.end)])
    left = FILLER.sub("", GENERIC.sub("", ADMIN.sub("", stem, count=1)))
    return (
        span.layer in SITE_LAYERS
        and len(stem) >= 2
        and bool(left)
        and names_a_thing(left)
        and not lead_in(stem)
        and not REJECT.search(sentence[span.start : span.end])
        and not (span.head < span.end and is_no_name(stem, sentence[span.head : span.end], sentence, span.end, span.layer))
    )


def _is_called(bare: str, noun: str) -> bool:
    """Return whether common words are the name of a reserve, 荷叶花湿地珍禽 of a 自然保护区; a 保护区 without more may be any."""
    left = _PROTECTED.sub("", bare)
    return len(left) >= 2 and noun != "保护区" and names_a_thing(left)


_PROTECTED = re.compile(
    "鸟类|候鸟|珍禽|珍稀|濒危|野生|动物|植物|湿地|森林|类型|地方级?|城区|农田|林网|郊野|水生|生物|鱼类|渔业|海洋|草原|荒漠|河口|[各类型]"
)
"""What any reserve protects, and of which kind it is."""


_FOUNDED = re.compile("世界|(?:国家|省|自治区|市|县)级|国家公园$|[库湖河江溪泉渠].{0,3}饮用水水?源")
"""What is founded under its name: 淡水豚国家级自然保护区, a national park, the protection zone of a water."""


def _is_proper(stem: str, core: str, text: str, span: Span, *, vouched: bool, attached: bool) -> bool:
    """Return whether something is left of a name, without the noun that says what it is, when generic words are taken away.

    `vouched`: a county stands right before it, or it follows a name in a list; then common words may be a name (利民煤矿).
    """
    if span.coded:
        return True
    if re.fullmatch("[东西南北中]线(?:供水|引水|调水)工程", text):
        return True
    if _CALLED_BY_FIGURES.fullmatch(text):
        return True
    if len(core) < 2 or not stem or re.search(r"[0-9]{4}年|个|若干|[，。]", core):
        return False
    if span.listed and _ONE_AT_A_TOWN.match(text):
        return True
    if _ONE_OF_A_TOWN.search(text) and _TOWN_ALONE.fullmatch(stem):
        return True
    if not ADMIN.sub("", stem) and span.layer in ("facility", "enterprise"):
        return False
    bare = GENERIC.sub("", stem if span.layer != "enterprise" else _FORM.sub("", stem) or stem)
    if span.head >= span.end and not vouched and not (holds_name(stem) and bare) and not SHORT_FIRM.match(text):
        return False  # an item of a list needs a name of its own: no noun of a place vouches for it
    if "enterprise" in (span.layer, span.noun):
        if "有限" in text:
            return len(bare) >= 2 or (len(bare) == 1 and len(stem) >= 3 and not FILLER.fullmatch(bare))
        plant = bool(SHORT_FIRM.match(text) or re.search("[煤焦砖钢泥灰]厂", text))
        return len(bare) >= 2 and (holds_name(stem) or plant or vouched or len(bare) >= 5 or bool(_LAND.search(bare[-1])))
    if "water_body" in (span.layer, span.noun):
        if span.vouched and len(bare) == 1 and stem[0] in "东西南北":
            return True  # 北江曲江段: its reach says that it is a water's name
        return (len(bare) >= 1 and bool(len(bare) > 2 or FILLER.sub("", bare) or (vouched and len(bare) == 2))) or (
            attached and (len(stem) >= 2 or stem in "东西南北前后") and text[-1] in "河沟湖渠溪江港水海"
        )
    if span.layer == "outfall" and re.search("[0-9一二三四五六七八九十]号$", stem):
        return True
    if span.layer in ("well", "waste_site") and re.fullmatch("[0-9]{1,3}号", stem):
        return True  # 2号尾矿库, 7号机井: one of several that the site numbers
    if attached and span.layer in ("mine", "waste_site") and _SIDED.fullmatch(stem):
        return True  # 某区北部排土场
    if span.layer == "protected_area" and len(stem) >= 2 and (_FOUNDED.search(text) or _is_called(bare, text[len(stem) :])):
        return True  # a reserve is founded under its name, whatever words that is of: 淡水豚国家级自然保护区
    if _STREET.fullmatch(text):
        return len(bare) == 2
    if text.endswith("闸") and len(bare) >= 2:
        return True
    if span.layer in SITE_LAYERS and (_TOWN_ALONE.fullmatch(stem) or re.fullmatch("[一二三四五六七八九十]{2,4}[泡湖河沟渠]", stem)):
        return True  # the one heap of a town: 野人谷镇弃渣场
    if not bare or not (len(bare) > 1 or FILLER.sub("", bare)):
        return False
    return (
        (vouched and len(bare) >= 2)
        or holds_name(bare)
        or holds_name(stem)
        or bool(_LAND.search(bare))
        or bool(re.match("第[一二三四五六七八九十]", stem))
    )
