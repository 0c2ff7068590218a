"""Classes of words that tell a bare noun from a name: verbs and kinds before it, a longer noun behind it.

They are written as parts of regular expressions and know the language alone, so that no list of words needs one document's.
"""

from __future__ import annotations

import re


def not_after(*words: str) -> str:
    """Return a pattern that matches where none of `words` (each a pattern of one length) ends."""
    return "".join(f"(?<!{word})" for word in words)


MOVED = (
    "(?:滚|滑|跌|坠|掉|垮|崩|冲|溜)落(?:进入|入|进|至|到|于|下)?|(?:滚|滑|跌|坠|掉|抛|漫|淌|涌|窜|倒|灌|溢|泄|漏|渗)(?:进入|入|进|至|向|往)"
    "|[放引列接归并换抽调][进入回](?![水口])|入(?=相邻|附近|[一-龥]侧)"
    "|(?:返|退|撤|驶|运|迁|搬|拉|游|逃)回|[拖拉吊飘漂逃赶驱开]离|(?:驶|开|迁|搬|闯|潜)(?:进入|入|进|至|往)"
)
"""Verbs that carry something to a place; what stands behind them is where it goes: 滚落溪, 返回湖区, 驶入渔港."""

HANDLED = (
    "(?:破坏|损毁|损坏|毁坏|毁损|侵蚀|惊扰|扰动|污染|玷污|淤塞|阻断|截断|拦截|淹没|漫溢|冲毁|抽取|抽排|抽引|抽提|提引|汲取|引用|盗取|饮用"
    "|[抽舀引提汲]取|[抽放舀汲]干|[填推铲踏]平|[搅弄染]浑|[沤熏染]臭|[染污]黑|[毒药电炸]死|[拦截挡堵]断|[抽引汲舀]用"
    "|守护|呵护|爱护|看护|保护|巡查|巡护|监控|推行|推广|打造|创建|拖离|驶离|偷捕|捕捞|电捕)"
)
"""Verbs that the genre's sentences have places for an object, and that are no names (合作, 前进, 拒马 and 还乡 are)."""

DRAIN = "(?:排水|排洪|排涝|泄洪|截洪|截水|截排水|退水|导流|导排|分流|引流)[沟渠]"
"""Ditches that are called by what they do."""
GATE = "(?:控制|节制|挡潮|分洪|排涝|泄洪|进水|拦污|防洪)闸"
MADE = f"(?:没有|[无缺建修砌挖筑设加增补]|(?:增|加|新|修|开|补|未|已)[建设修挖砌])(?={DRAIN}|{GATE})"
"""Verbs of having, lacking and building before a work that has no name: 无控制闸, 建导流沟."""

TRADES = (
    "工贸|商贸|化工|焦化|煤化|煤焦化|洗煤|煤业|矿业|冶炼|水泥|建材|铝业|镁业|铜业|锌业|锰业|钼业|硅业|电冶|钢铁|热电|水务|纸业|陶瓷|玻璃|实业|药业"
    "|化纤|氯碱|木业|石材|乳业|牧业|米业|面业|酒业|茶业|糖业|粮油|棉业|纺织|印染|铝材|碳素|油脂|制革"
)
"""What ends a firm's short name and says what it makes: 甲乙纸业."""
SHORT_FIRM = re.compile(f"[一-龥]{{2,3}}(?:{TRADES}|铸造|机械|板材)")
"""Words of a trade and of its products end a firm's name only where it is short: not 农业机械."""
WORKED = "(?:打|碎|破碎|粉碎|洗|制|筛)"
"""What works do to sand, which is no part of their name: 打砂厂."""

TENDED = "[巡护治管]"
"""What people do with a water: 巡湖, 护河."""

SETTLED = "镇乡村庄街"
"""Letters that make a settlement of the noun before them."""
_LODGING = "民宿|酒店|宾馆|饭店|旅馆|客栈|农家乐|招待所|餐厅|山庄"
_WORKS = "电厂|热电厂|发电厂|电站|变电站|水厂|砖厂|学校|小学|中学|医院|公园|车站"
LONGER = f"(?:{_LODGING}|{_WORKS}|[镇乡庄]|村(?!民|集体|委|组)|社区)"
"""Nouns that take over from the noun before them, which is then no head: 坑口酒店, 坑口电厂, 坑口村."""

ZONES = "(?:(?:经济|高新)?(?:技术)?(?:产业)?开发区|经开区|高新区|示范区|(?:工业|产业)?(?:集聚|聚集|集中)区|工业区|工业园区?|产业园区?|园区)"
"""Zones that have firms, roads and works of their own, and a committee that acts like a county's government."""

PAVED = ("砂石", "沙石", "碎石", "石子", "土石", "石板", "水泥", "沥青", "柏油", "混凝土", "硬化", "泥巴")
SERVING = ("机耕", "施工", "田间", "巡护", "断头", "进[场矿厂库]", "运[矿煤石料渣]", "通[村屯组户井矿厂场]")
"""Roads that are called by what they are made of, and by what they serve; 通江路 and 生产路 are names of streets."""

INSIDE = "[闸坝堤圩垸港库][内外]"
"""Behind these a water lies, and has no name by them: 闸内河, 圩内河."""
AREA = "(?:[镇乡区街]|村屯|[坝坡库路台山]面|[坡山坝]脚|[坡坝]顶|坝肩)"
"""A town or a surface has many drains, and none of them by its name (a village has one): 坝面排水沟, 村屯排水沟."""
ORE_MINE = re.compile("(?:[煤铁铜金银锰磷钨锡锑钼铝钒]|铅锌|萤石|石灰石|稀土|石膏)矿")
"""A mine, whether or not it is the last noun of its name."""
BEFORE_NOUN = re.compile(
    f"{MADE}|占(?=行洪|河[滩床道])|加(?=人工湿地)|种植(?=[一-龥]?塘)|进(?=[河湖江渠沟溪塘库])|距离?(?=[一-龥]{{1,3}}[河江湖溪](?![一-龥]?[镇乡村])|[一-龥]{{2,9}}(?:国家|省级|自然|水库|湿地|森林|地质|世界|保护区|水源|取水))|(?<=[一-龥])离(?=取水|水源|[河湖江])|用(?=[湖河江]水)|随(?=[河江沟渠溪])|回(?=[湖河])|(?<=[大小雨])时(?=铁路|公路|[河沟渠])|"
    "(?<=[河江溪沟])支流(?=[一-龥]{1,4}[河沟江溪])|污染(?=[一-龥]{1,3}[河湖江溪])|直通(?=[一-龥]{2})|(?<=[地库湖])[上下]游有?(?=[一-龥]{2})"
    "|有(?=小水电|自备|取水|机井|水源井|采石场|采砂场|砂场|企业|煤矿|污水|生活污水|直排口|排污口|排口|入河)|建(?=沉淀|生态塘|蓄|闸|坝)"
)
"""Words that break a name by the noun behind them, which is the end of the name itself."""
