"""Words before a noun of a place that make no name of it, a short list for each reason."""

from __future__ import annotations

import re

from geomon.documents.word_classes import AREA, DRAIN, TENDED

_NUMBERS = ("^[0-9]{1,2}[．.、)）]", "^[0-9.]+$", "[0-9]{4}年", "^[一二三四五六七八九十]是", "^[0-9.]*[万千百]*[羽头只尾][^山岭沟河湖]")
"""The number of a point, a year, a count of beasts: 3万羽养鸡场."""
_PARTS_OF_SENTENCES = ("^各", "^距", "^不同", "^整条", "或", "等$", "[市县区]有$", "[市县区][一-龥]{2,8}局[一-龥]")
_SEASONS = ("^暴雨期", "^雨后", "^汛期", "^[枯丰平]水期", "^禁采", "^限采")
_EVERYTHING_LIES_ON = ("黄河$", "长江$", "[二三四五六七八九十]大(?:湖泊|河流|水系|水库|湖|河)$")
"""Rivers that a whole region lies on, and groups of waters."""
_ANY_WATER = (
    "^上游水库$", "^下游水库$", "^[上中下]游(?:溪沟|河|溪)$", "^村?民?组?[山水池堰]塘$", "(?<!村)内河$", "断头河$", "暗河$", "地下河$",
    "冰湖$", "减水河段",
    "^界[江河]$", "^山[冲沟溪凼]$", "^支[沟流]$", "^[涉跨临土][河沟]$", "[沿环入][河江湖海]$", "^沿河", "^沿支?[沟渠河]", "^[拦垦]河",
    "^推[河湖]", "河岸边?$", "[东南西北]部湖$",
    "^.断面$", "河塘沟渠(?:黑臭水体)?$", "^环[库湖岛]路$",
)
"""A kind of water, or what is done along one: 沿河, 跨河, 拦河."""
_KEPT = ("河长", "河湖", "巡河", f"^{TENDED}[湖河江渠]$", "^无名", "^坝面", "保护区内", "^社区$")
_ANY_DITCH = (
    f"{AREA}{DRAIN}$", "^[进出退输供排灌]水渠$", "^(?:农田)?排?灌渠$", "^街沟$", "^砌沟$", "渗水沟$", "合流渠$", "引水渠$", "^[明暗]沟$",
    "[区厂]内雨水沟$", "^截排?水?", "截排水沟$",
    "^生态(?:沟渠?|塘|渠)$", "^毛路$",
)
"""Ditches that are called by what they do: 排水沟, 引水渠."""
_ANY_WORKS = (
    "^房前屋后", "^[村场厂屋房]后", "^选厂旧址$", "^(?:低浓度)?瓦斯(?:发电站|抽采站)$", "^(?:有色|黑色|重|贵)?金属冶炼$",
    "乡镇(?:生活)?污水处理[厂站]$", "污水.*湿地",
    "企业(?:雨水|污水|生产废水|总)*(?:排口|排放口|排污口)$", "^.{0,3}无名(?:养殖|养[猪鸡鸭牛羊]|小?企业|小?作坊|[一-龥]{0,4}厂)",
    "^(?:部分|个别|企业|历史|遗留|废弃|停产|关[闭停]|原有?|[老旧]|工业|工矿|无主)+(?:厂[房库区]?|矿[山区]?|库|窑|企业)?(?:遗址|旧址|原址|地块)$",
)
"""Works of which there are many: 乡镇污水处理站, 废弃厂房旧址."""
_OFFICES = ("供电公司$", "^[省市县区旗][一-龥]{2,4}(?:集团|公司)$")
"""Firms that stand for an office of the place: 市水务集团."""

REJECT = re.compile(
    "|".join((*_NUMBERS, *_PARTS_OF_SENTENCES, *_SEASONS, *_EVERYTHING_LIES_ON, *_ANY_WATER, *_KEPT, *_ANY_DITCH, *_ANY_WORKS, *_OFFICES))
)
"""What a name never holds; only whether it is found is asked, so the order does not matter."""

TRIM = re.compile(
    "^(?:[0-9]+[.．、]|[0-9]{4}年(?:[0-9]{1,2}月)?(?:以来|起|底|初)?|自(?=[0-9])|和(?![镇乡村平顺])|不(?!冻)|内(?![蒙江黄乡丘])"
    "|以来|以及|一批|首家|首批|下属|所属|辖区|境内|全市|全县|全区|全省|我市|本市"
    "|[与及或并在对由从向将把被是的了等其该各某含以为于至到使让给经按据当如若虽但且又也还均都已未仍尚年月日原现近])+"
)
"""What stands at the head of a name and is none of it; 和, 不 and 内 open the names of towns too."""
