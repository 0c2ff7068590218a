"""Places that a sentence names by where they lie and by what is the matter there: 甲镇乙村片区仍有废渣, 污水经丙沟汇入丁水.

No noun at their end says what they are; the words behind them do (waste that lies there, sewage that runs out), or the verb before them
(dumped at, flows into).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_STOP = "，。；：、！？《》（）()【】“”　 "
_LYING = (
    "(?:[0-9一二两三四五六七八九十多几]+(?:余)?[处座个块片]|仍有|尚有|有|的|约|存在|长期|现有|大量|部分|内|原"
    "|[0-9.]+余?万?(?:吨|立方米|方|亩))"
)
_MATTERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "outfall",
        re.compile(
            rf"{_LYING}{{0,4}}[^{_STOP}]{{0,10}}(?:污水|废水|粪水|尾水)[^{_STOP}]{{0,8}}(?:直排|散排|外溢|溢流|未经收集|未经处理|未收集|[排流汇][入至向进到]|外排)"
        ),
    ),
    (
        "waste_site",
        re.compile(
            rf"{_LYING}{{0,4}}(?:未治理|历史遗留|集中|非正规|违规|非法|随意|露天|堆放|堆存|倾倒|填埋|遗留){{0,3}}(?:的)?[^{_STOP}采]{{0,6}}"
            "(?:(?<=[^点场])(?:堆存|堆放|堆着|堆有|积存|倾倒|倒入|填埋)(?![场点])|废渣|渣堆|矿渣|磺渣|锰渣|锯泥|粪污|粪堆|砷渣|碱渣|尾矿(?!水)|尾砂|矸石|废石|固废|固体废物|垃圾(?!焚烧|填埋|处理|转运)|渣土|弃土|弃渣|钢渣|赤泥|磷石膏|粉煤灰|堆存点|堆放点)"
        ),
    ),
    (
        "mine",
        re.compile(
            rf"{_LYING}{{0,4}}(?:历史遗留|废弃|无主|关闭|露天|在产|地下){{0,3}}(?:采煤沉陷|沉陷|塌陷|采空|采坑|矿坑|矿山|采石坑|采砂坑|露采|越界开采|盗采|开采)"
        ),
    ),
    (
        "well",
        re.compile(
            rf"共?有?[^{_STOP}]{{0,6}}井[0-9]+[眼口]|[0-9]+眼(?=[、，。；]|$)|(?:[一-龥]{{1,4}}、)?(?:[0-9一二两三四五六七八九十]+[眼口])[^{_STOP}]{{0,10}}井(?!盖|盐|田)"
        ),
    ),
)
_AREA = re.compile(
    r"(?P<kept>片区|村|社区|嘎查|屯|管理区|自然村|村民小组|江滩|河滩|滩涂|空地|荒地|沟口|桥下|山脚|洼地|(?P<land>冲沟|山沟|沟谷|山谷|山坳|山洼|山坡|边坡|坡地|台地|河湾地?|后山|隧道口|涵洞口|路基|圩区)|[东南西北内外前后]侧)(?![级民委镇乡口办])|(?P<left>一带|一线)"
)
_SETTLED = re.compile("(?:村|屯|组|寨|社区|镇|乡|街道|工业区|园区)[一-龥]{0,6}$")
_DUMPED = re.compile(
    rf"(?:倾倒|堆放|堆存|填埋|弃置|抛撒|丢弃)(?:在|于|至|到)(?P<place>[^{_STOP}]{{2,14}}?)(?:内|中|里|旁|边|附近|[{_STOP}]|$)"
)
_FLOWS = re.compile(
    rf"(?:(?:汇|排|流|冲|进|注|渗|泄|溢流)[入至向进]|直排|经)(?P<place>[^{_STOP}入至]{{1,6}}?[河江溪水港塘浦泾渠沟湖海湾库泡涌凼坑淖湫])(?=[{_STOP}]|后|再|最终|流入|汇入|排入|进入|$)"
)
_QUARTER = re.compile(r"(?<=[镇乡道县区市旗])(?P<name>[一-龥]{2,4})(?:片区|组团)(?![的内中])")
"""A quarter of a town that a name stands before: 某镇西坝片区, 南坪组团."""
_NO_QUARTER = re.compile(
    "[镇乡村道区县市]$|^.{0,2}(?:制|流|城|管|老|新|该|各|两|三|四|个|处|部分|连|集中|重点|工业|产业|示范|农村|保护|治理|建成|规划|周边)"
)
_RESERVE = re.compile("保护区|公园|保护地|名胜区")
"""A reserve has quarters too, which are parts of it."""
_NO_SITE = re.compile(
    "^(?:.{0,4}(?:冲沟|沟谷|沟道|河道|河床|山坡|空地|林地|耕地|草地|荒地|农田|厂区|库区|院|路边|道路|范围|现场|此|场地|地块|坑|洞|水体|环境))$"
    "|管理范围|保护范围"
)
_NO_WATER = re.compile(
    "(?:污|废|雨|尾|清|中|粪|雨污|地下|地表|疏干|矿井|饮用|来|上|下|外|内|排|该|其|自然|附近|周边[一-龥]?|山|明|暗|边|各)(?:排)?[水河沟渠海江]$"
    "|管渠$|(?:渗|土|沙|砂|矿|采|石|水|塌|大|深|浅|废|旧|窑|煤|低|洼|泥|集水|蓄水|沉淀|氧化)坑$|坑塘$|(?:氧化|稳定|沉淀|净化|生态|景观|调节|蓄水|蒸发)塘$|鱼塘$|水塘$|仓库$|(?:河|江|溪|库|湖|回水|内|该|港)湾$|^(?:近岸|沿岸|邻近|附近|周边)?的?海湾$|水库$|车库$|暗河$"
)


def localities(sentence: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and layer of places that only the words around them tell; the start is no later than where the name may begin."""
    for area in _AREA.finditer(sentence):
        if area["land"] and not _SETTLED.search(sentence, max(0, area.start() - 10), area.start()):
            continue  # a gully has a name by the village that it lies in
        end = area.end() if area["kept"] else area.start()
        for layer, matter in _MATTERS:
            if matter.match(sentence, area.end()):
                yield max(0, area.start() - 16), end, layer
                yield from _beside(sentence, area, layer)
                break
    reserve = _RESERVE.search(sentence)
    for quarter in _QUARTER.finditer(sentence):
        if not (_NO_QUARTER.search(quarter["name"]) or (reserve and reserve.start() < quarter.start())):
            yield quarter.start("name"), quarter.end(), "facility"
    for dumped in _DUMPED.finditer(sentence):
        if not _NO_SITE.search(dumped["place"]):
            yield dumped.start("place"), dumped.end("place"), "waste_site"
    for flow in _FLOWS.finditer(sentence):
        if not _NO_WATER.search(flow["place"]):
            yield flow.start("place"), flow.end("place"), "water_body"


def _beside(sentence: str, area: re.Match[str], layer: str) -> Iterator[tuple[int, int, str]]:
    """Yield the items of the list that an area closes, where they are areas too: 野北村、岗北村一带."""
    at = max((sentence.rfind(mark, 0, area.start()) for mark in _STOP), default=-1)
    while at > 0 and sentence[at] == "、":
        item = re.search(rf"[^{_STOP}]{{2,14}}$", sentence[:at])
        if item is None or not re.search("(?:村|社区|嘎查|屯|片区|社)$", item.group()):
            return
        yield item.start(), at, layer
        at = item.start() - 1
