"""Things without a name of their own that are told by where they stand: 甲镇乙村一处采石平台, 丙街道一废旧电瓶回收点.

A village or town and the count of what stands there are as good as a name, since the page means that one thing; what it is says the layer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_SETTLED = "村|屯|寨|社区|嘎查|村民小组"
_TOWN = "镇|乡|街道|苏木"
_KINDS: tuple[tuple[str, str], ...] = (
    ("outfall", "[一-龥]{0,4}(?:排污口|排水口|排口|溢流口|雨水口)"),
    (
        "mine",
        "[一-龥]{0,6}(?:(?:采石|采矿|开采|露采)(?:平台|点)|采石[场点坑]|采[砂沙][场点坑]|洗[砂沙][场点]|制砂[场点厂]|碎石[场厂]|石料[场厂]|矿[硐洞坑]|采坑"
        "|取土[场坑]|砂坑|宕口|稀土[一-龥]{0,4}池)",
    ),
    (
        "waste_site",
        "[一-龥]{0,6}(?:(?:拆解|回收|收购|熔炼|炼铅|电瓶|电池|危废|油泥)[点场]地?|填埋[场坑]|堆[场点]|堆[存放][场点]|暂存[场点库]|倾倒点|渣[场库堆]"
        "|尾矿库|垃圾[场坑]|废石场|弃[渣土]场)",
    ),
    (
        "facility",
        "[一-龥]{0,6}(?:设施|民宿|酒店|宾馆|农家乐|山庄|别墅|度假村|仓库|冷库|大棚|养殖[场点]|养[猪鸡鸭鹅牛羊鱼虾鳗]场|屠宰[场点]|码头|项目)",
    ),
    ("enterprise", "[一-龥]{0,6}(?:作坊|加工[点厂场]|企业|[一-龥]厂)"),
)
_KIND = "|".join(f"(?P<{layer}>{words})" for layer, words in _KINDS)
_ONE = re.compile(rf"(?P<count>(?<!各)(?<!均)(?<!都)有?[一1](?:处|家|座|间|栋)?)(?P<what>(?:{_KIND}))(?![镇乡村主区])")
_FEW = re.compile(rf"(?<=[村屯寨查组])(?P<count>[两二三23](?:处|家|座))(?P<what>(?:{_KIND}))(?![镇乡村主区])")
_STANDS = re.compile(rf"(?:{_SETTLED}|{_TOWN})(?:集镇|[一-龥]{{2,4}}|后山|[东南西北]侧)?$")
_RUNS = re.compile("[^，。；、]{0,4}(?:污水|废水|雨水|尾水|粪水|排口|暗管|直排|排放)")
_FAR = 16


def standing_at(sentence: str) -> Iterator[tuple[int, int, int, str]]:
    """Yield where the name may begin at the earliest, where its count stands, its end, and its layer.

    Examples
    --------
    >>> [(text[a:z], layer) for text in ["在东坡镇西湾村一处采石平台作业"] for a, _, z, layer in standing_at(text)]
    [('在东坡镇西湾村一处采石平台', 'mine')]
    """
    for m in (*_ONE.finditer(sentence), *_FEW.finditer(sentence)):
        if not _STANDS.search(sentence, max(0, m.start() - 12), m.start()):
            continue
        layer = next(layer for layer, _ in _KINDS if m[layer])
        if layer in ("enterprise", "facility") and _RUNS.match(sentence, m.end()):
            layer = "outfall"
        yield max(0, m.start() - _FAR), m.start(), m.end(), layer
