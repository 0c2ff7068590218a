"""The role of a label or heading that no list holds, by the words that it is made of: 办结最迟时间, 采取的举措, 主抓部门.

A label of the genre ends with a noun that says what its value is (单位, 时限, 措施, 情况, 问题) and has words before it that say whose or
which. The rules stand in order: who comes before what, since 问题整改牵头单位 names a unit.
"""

from __future__ import annotations

import re
from functools import cache

_UNIT = "(?:单位|部门|主体|机构|地区|地方)(?:名称)?"
_PERSON = "(?:第一|直接|主要)?(?:责任人|负责人|联系人|(?:责任|分管|牵头|包[保抓联])?领导)"
_AND = "(?:及其?|和|与|、|[/／])"
_STANDARD = "(?:标准|条件|指标|标志)(?:[及和与、](?:标准|条件|要求|依据))?"
_RULES: tuple[tuple[str, str], ...] = (
    ("lead", f"(?:牵头|主办).*{_UNIT}{_AND}{_PERSON}"),
    ("responsible", f".*(?:责任|负责|整改|承办).*{_UNIT}{_AND}{_PERSON}|{_PERSON}{_AND}(?:责任|整改)?(?:单位|部门)"),
    ("person", ".*(?:责任人|负责人|联系人|领导|电话|联系方式|河长|林长)(?:员?|姓名|及.{1,6})"),
    ("lead", "(?:由)?谁(?:来)?(?:牵头|主办|主抓)"),
    ("cooperating", "谁(?:来)?(?:配合|协助|参与)"),
    ("responsible", "谁(?:来)?(?:负责|承办|落实|整改|干)|归谁(?:管|负责)"),
    ("deadline", "(?:哪天|啥时候?|什么时候|何时|几时)(?:前|之前)?(?:改|完成|办|弄|整改)(?:完|好|到位|结|成)?"),
    ("state", "(?:改|办|完成|整改|做|推进)得(?:怎么?样|咋样|如何)(?:了)?|(?:改|办)到(?:哪|什么程度|哪一步)了?"),
    ("measures", "(?:怎么|如何|咋|怎样)(?:改|办|整改|治|做)"),
    ("problem", ".*(?:隐患|短板|症结)(?:描述|表述|简述|内容|情况|详情)?"),
    ("note", ".*(?:来源|出处|依据|类型|类别|性质|备注|困难|说明|附件|序号|编号|批次|等级)"),
    ("note", "(?:公示|发布|填报|调度|交办|转办|受理|发现|反馈|来文|上报|公开).{0,4}(?:时间|日期|期限|时限|期)"),
    ("note", "(?:发表|添加|更新|归档|成文|印发|生效|废止)(?:时间|日期)"),
    ("problem", "(?:反馈|督察|报告|意见|问题)原(?:文|话)"),
    ("problem", ".*(?:反映|举报|投诉|曝光|指出|反馈|交办)(?:的)?(?:主要|具体|突出)?(?:问题|情况|内容|事项)"),
    ("note", f".*(?:验收|销号|考核|核查|解除|认定).*{_STANDARD}|(?!.*(?:时限|时间|期限)).*(?:验收|销号|考核).{{0,2}}要求"),
    ("goal", f"(?:整改|整治|治理)?(?:完成|达到|达标)的?(?:{_STANDARD}|要求)|整改(?:应|需)?达到的(?:标准|要求)"),
    ("acceptance", f".*(?:验收|销号|审核|核查|验收销号).*{_UNIT}"),
    ("supervising", f".*(?:督导|督办|监督|监管|指导|督促|主管|包[保抓联]|挂[包联]).*{_UNIT}"),
    ("responsible", "牵头[/／及和与、](?:责任|负责|配合)(?:单位|部门)?"),
    ("responsible", f".*(?:牵头|主办)[^，]{{0,3}}[及和与、][^，]{{0,3}}(?:责任|配合|负责|协办).*{_UNIT}"),
    ("lead", f".*(?:牵头|主办|主抓|主导).*{_UNIT}"),
    ("cooperating", f".*(?:配合|协办|协同|协助|参与|参加|协作|联办|会办).*{_UNIT}"),
    ("implementing", f".*(?:落实|实施|执行|建设).*{_UNIT}"),
    ("responsible", f".*(?:责任|负责|整改|整治|承办|承担|归口|属地).*{_UNIT}"),
    ("verdict", ".*(?:验收|销号|核查|审核|认定|复核).{0,4}(?:情况|意见|结论|结果)"),
    ("deadline", "(?!验收|销号).*(?:时限|期限|时间|日期|截止|时点|时间节点|办结节点|完成节点)(?:要求)?"),
    ("state", ".*(?:状态|进度评价|进度研判|是否完成|是否销号|是否办结|完成与否)"),
    ("goal", "(?:整治|治理)要求|.*(?:目标|预期效果|预期成效|整改标准|达到的效果)(?:要求|任务)?"),
    ("progress", "(?:最新|当前|目前)情况"),
    ("progress", ".*(?:进展|进度|成效|动态)(?:情况)?|.*(?:完成|落实|办理|整改|推进|工作|处理|查处|整治|实施|开展|办结|调度)(?:情况|结果)"),
    (
        "measures",
        "(?!保障|组织|配套|支撑|安全).*(?:措施|举措|对策|做法|整改办法|打算|整改路径|步骤|(?:具体|整改|推进)安排)(?:和.{1,6}|及.{1,8})?",
    ),
    (
        "problem",
        ".*(?:问题|反馈意见|督察意见)(?:描述|表述|简述|概述|内容|清单|摘要|情况|概况|事实|详情|表现|现象|现状)?"
        "|(?:具体)?(?:情况|事实|问题)?(?:表述|简述|概述)",
    ),
)
_SPOKEN = ("咋改", "咋办", "咋治")
"""Labels of two letters that are no other word."""
_COMPILED = tuple((role, re.compile(pattern)) for role, pattern in _RULES)


@cache
def guess_role(word: str) -> str | None:
    """Return the role that the words of a label tell, blanks and brackets already taken out; None where they tell none.

    Examples
    --------
    >>> [guess_role(w) for w in ("具体举措", "办结最迟时间", "要达到的目标", "问题出处", "协同办理部门", "县城")]
    ['measures', 'deadline', 'goal', 'note', 'cooperating', None]
    """
    if not 2 < len(word) <= 14 and word not in _SPOKEN:
        return None
    return next((role for role, pattern in _COMPILED if pattern.fullmatch(word)), None)
