"""Papers set out like remediation that are about another matter: audits of money, hazards at work, inspections of a party, food.

Their title says so. What such a paper tells of the environment is a task all the same; where the title names the environment, too
(an audit of waters, hazards of the environment), all of it is, unless it speaks of nothing but money.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.documents.draft import Draft
from geomon.documents.genre import is_of_environment

PLANTS = re.compile(
    "粉尘(?:防爆|爆炸|涉爆)|(?<!尾)矿(?![一-龥]{0,2}(?:渣|水(?!害)))|(?:[电导铜]线|线路|线头|电缆)裸露|电站|化工|采[石砂沙]|养殖|水库|水井|(?:生态)?环[境保][厅局部]"
)
"""Words of plants, places and offices, which a list of hazards at work names too."""
SAFETY = re.compile(
    "瓦斯|顶板|透水|冒顶|通风|烟花|爆竹|爆炸|防爆|火工|消防|灭火|疏散|触电|漏电|有限空间|动火|电梯|起重|锅炉|压力容器|燃气|"
    "安全(?:出口|距离|生产|培训|帽|带)|护栏|应急照明|持证|脚手架|超载|提升机|绞车|防雷|避雷|易燃|可燃|配电|电线|逃生"
)
_MONEY = re.compile("[一-龥]{0,14}(?:资金|经费|收入|[缴水理置偿]费|费用|补[偿贴助]款?|基金|税款?|奖补|国库|预算|决算)")
"""What money is for is no matter of its own: 水污染防治资金滞留."""
_OF_AN_AUDIT = re.compile(f"{SAFETY.pattern}|{_MONEY.pattern}")
_AUDIT = re.compile("审计|预算|决算|财[政务]|会计|资金")
_TITLE = re.compile(
    f"{_AUDIT.pattern}|巡[察视]|党[建组委史]|主题教育|作风|安全|隐患|消防|燃气|特种设备|食品|药品|校园|医疗|医保|养老|招投标|营商|扶贫|乡村振兴|信访积案"
)
_ENVIRONMENT_TITLE = re.compile(
    "督察|(?<!营商)环境|环保|生态|污染|水源|饮用水|河[道流湖长]|湖泊|流域|尾矿|矿山(?:修复|复绿)|固废|危废|垃圾|污水|自然资源(?![局厅])|林地|草原|土壤|大气"
    "|辐射|放射|环评|排污|减排|扬尘|油烟|噪声|废[水气渣液]|渗滤液|黑臭|畜禽(?:养殖)?粪|秸秆|湿地|水土保持|耕地|海洋"
)
_HARM = re.compile(
    "网箱|围网养殖|(?:占用|毁坏|侵占|破坏)[^，,。；;]{0,8}(?:农田|耕地|林地|林木|草[原地]|湿地|河道|岸线|滩涂)|(?:化肥|农药)[^，,。；;]{0,4}减量"
    "|应急池|放射源|辐射|环评|排污"
)
"""What is done to the environment, whatever plant or office does it: 矿山占用基本农田, 化工园区未建应急池."""
_OURS = 3
"""A paper of another matter is ours where one task in so many is of the environment."""


def without_other_matters(title: str, drafts: Sequence[Draft]) -> Sequence[Draft]:
    """Return the drafts that are about the environment, where the title says that the paper is about something else; else all.

    Where a third of them are, the paper is of the environment, and only hazards at work are told apart, in an audit money too.
    """
    if not _TITLE.search(title):
        return drafts
    told = [_told(draft) for draft in drafts]
    if is_titled_ours(title):
        return [] if _AUDIT.search(title) and all(_MONEY.search(text) and not _is_ours(text) for text in told) else drafts
    many = _OURS * sum(map(_is_ours, told)) >= len(drafts)
    apart = _OF_AN_AUDIT if _AUDIT.search(title) else SAFETY
    return [draft for draft, text in zip(drafts, told, strict=True) if _is_ours(text) or (many and not apart.search(text))]


def is_titled_ours(title: str) -> bool:
    """Return whether a title names the environment or its inspection, whatever else it names.

    Examples
    --------
    >>> is_titled_ours("示例市水污染防治专项审计报告"), is_titled_ours("示例市优化营商环境方案"), is_titled_ours("示例县消防隐患清单")
    (True, False, False)
    """
    return bool(_ENVIRONMENT_TITLE.search(PLANTS.sub("", title)))


def _told(draft: Draft) -> str:
    told = [draft.head] if draft.head else []
    told += [piece for role in ("title", "problem", "goal", "measures") for piece in draft.pieces.get(role, [])]
    return "\n".join([draft.title or "", *(piece.text for piece in told)])


def _is_ours(told: str) -> bool:
    spent = _MONEY.sub("", told)
    return is_of_environment(PLANTS.sub("", spent)) or bool(_HARM.search(spent))
