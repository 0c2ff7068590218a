"""Headings of tables that are no labels: lists of petitions and what became of them, ledgers of water sources, lists of black waters, of mines.

A label of a task names a field (整改时限); a column may also hold what only sorts a row (污染类型), asks (是否属实), or names its place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.documents.label_words import UNIT_ROLES
from geomon.model import Claim
from geomon.progress import parse_progress

_OF_PERSONS = "(?:责任人|责任领导|领导|有关人员|人员)"
_RULES: tuple[tuple[str, str], ...] = (
    ("ignore", "(?:受理|举报件|信访件|转办件?|交办件?|来电|来信|案件|投诉)(?:编号|号|单号)"),
    ("ignore", "(?:受理|来访|举报|投诉|信访|交办|来源)(?:方式|渠道|形式|时间|日期|批次|类型)|批次|转办时间"),
    ("ignore", "(?:主要)?(?:污染|问题|水体|保护区|水源地?|矿山|行业|生态|环境|举报)(?:类型|类别|种类|级别)|(?:污染源?|环境)要素|(?:黑臭|监管清单|水质)?(?:级别|等级|类别)|.*污染问题编码"),
    ("ignore", f"(?:是否)?属实(?:情况|与否)?|问责(?:情况|处理情况|人数)|(?:对)?{_OF_PERSONS}?(?:被)?(?:处理|问责|追责)(?:人数)|{_OF_PERSONS}(?:被)?(?:处理|问责|追责)(?:情况|结果)"),
    ("ignore", "(?:向)?答复(?:举报人|信访人)?(?:情况)?|是否(?:加星|重复|公开|回访)|符合办结条件|.*是否(?:常年)?有水"),
    ("ignore", "(?:是否|有无)(?:存在|有)?(?:环境|环保|安全)?(?:问题|违法行为|隐患)|(?:现场)?(?:检查|监测|检测|采样|处罚|发证|登记|建档)(?:时间|日期)"),
    ("ignore", "(?:图斑|点位|所在|具体|地理)?位置|(?:中心点?|拐点|地理)?坐标|(?:三调|现状|原)?地类"),
    ("ignore", r"(?:水域|占地|破坏|治理|修复|复绿|自然恢复|图斑|损毁|占用)*(?:面积|长度|宽度|长|宽|深度|面积/长度|长度/面积)"),
    ("ignore", "省份?|(?:所在|所属)?(?:乡镇|镇街|街镇|街道|镇|乡|村|社区|乡镇/街道)|行政村(?:名称)?|[起终]点(?:名称)?|起[止始终]边界|起讫点|(?:举报)?(?:详细)?地址|邮编"),
    ("title", "(?:典型)?案例(?:名称)?|事件名称|事项名称"),
    ("person", ".*(?:责任人|负责人|河长|湖长|河段长|河湖长|办案人|包保人)(?:姓名|及?职务)?|河[（(]湖[）)]长"),
    ("county", "(?:涉及|举报|所属|责任|属地)?(?:行政区域|县级行政区划?|行政区划|区县|县区|县市区?|市县|区域|地区|省市)|所在(?:区域|地区|县区|区县|辖区)|辖区"),
    (
        "problem",
        "(?:交办|举报|信访|投诉|反映|转办)(?:的)?(?:问题)?(?:基本|主要|具体)?(?:情况|内容|问题|事项)|问题(?:具体|基本|简要|主要)(?:情况|内容)"
        "|.*(?:主要|存在的?)(?:生态)?(?:生态|环境|生态环境)问题",
    ),
    ("finding", "(?:现场|实地)?(?:调查|核查|核实|调查核实|查实|排查|检查|调查处理核实)(?:核实)?(?:基本)?(?:情况|结果)"),
    ("handling", "(?:查处|处理|处置|处罚|处理处罚)(?:(?:及|和|与|、)?(?:整改|整治|问责))+(?:情况|结果)"),
    (
        "measures",
        "(?:具体|主要|采取的?|拟采取的?)?(?:恢复|生态|修复|整治|治理|复绿|防治)"
        "+(?:修复|治理)?(?:措施|工程措施)(?:(?:及|和).{1,6})?",
    ),
    ("progress", "(?:目前|当前)?(?:工作|整改)?(?:进展|推进|完成|落实)情况(?:及|和|、)(?:存在的?|主要)?(?:问题|困难).{0,2}|(?:水质|治理|整治|整改|目前)?现状(?:情况)?|督[查导]情况|(?:消除|治理|整治)(?:完成)?情况"),
    ("responsible", "(?:涉及|责任|有关|相关)[一-龥]{0,6}(?:部门|单位)"),
    ("state", "是否(?:已|已经)?(?:按期|全部)?(?:完成|办结|销号|整改|消除|验收|达标)(?:整治|整改|治理|到位|销号|验收|任务)?|(?:整治|治理|整改|完成|工程)?(?:进度|完成率|完成比例)"),
    ("verdict", "(?:初验|验收|终验|复验|核验|自验)(?:意见|结论|结果|情况)"),
    ("deadline", "(?:计划|预计|要求)?(?:达标|消除|销号|治理|整治|完成整治|完成治理)(?:完成)?(?:时间|期限|时限|年限)"),
)
_COMPILED = tuple((role, re.compile(pattern)) for role, pattern in _RULES)
_NAMED = re.compile("(?:黑臭|农村黑臭)?(?:水体|河流|河道|沟渠|位置|水源地|水源|矿山|矿区|采石场|点位|场地|地块|断面|企业|排污口|项目)(?:名称|名)")
_WATERS = re.compile("黑臭(?:水体|河|沟|级别)")
_DONE_AT = re.compile("(?:已|全部)?(?:完成|办结|消除|达标|销号)(?:整治|治理|整改)?")
_ASKED = ((re.compile("办结|销号"), "closed"), (re.compile("验"), "accepted"), (re.compile("完成|整治|治理|整改|达标|消除"), "completed"))
_YES, _NO = re.compile("(?:是|已|有|√|✓|☑)"), re.compile("(?:否|未|×|✗)")
_PASSED, _FAILED = re.compile("(?:合格|通过|同意|符合)[。]?"), re.compile("(?:不合格|不通过|未通过|不同意|不符合)[。]?")
_SHARE = re.compile(r"([0-9]{1,3}(?:\.[0-9]+)?)\s?[%％]")
_BOX, _TICKED = re.compile("[□☐☑√☒■✓✔]"), re.compile(r"[☑√■✓✔☒]\s*(?P<state>[^□☐☑√☒■✓✔\s]+)")


def role_in_table(heading: str) -> str | None:
    """Return what a column holds whose heading only a table has; "ignore" for what only sorts its rows, None for any other heading.

    Examples
    --------
    >>> [role_in_table(h) for h in ("受理编号", "举报内容", "调查核实情况", "处理和整改情况", "涉及区县及部门", "整改时限")]
    ['ignore', 'problem', 'finding', 'handling', 'responsible', None]
    """
    return next((role for role, pattern in _COMPILED if pattern.fullmatch(heading)), None)


def names_things(heading: str) -> bool:
    """Return whether a column names the waters, mines or places that its rows are about."""
    return bool(_NAMED.fullmatch(re.sub(r"\s|[（(].*?[）)]", "", heading)))


def numbers_by_code(heading: str) -> bool:
    """Return whether a column holds the codes under which petitions were received."""
    return bool(re.fullmatch(_RULES[0][1], re.sub(r"\s", "", heading)))


def is_of_black_waters(texts: Sequence[str]) -> bool:
    """Return whether a table lists black and odorous waters, by its headings, its caption, or what stands above it."""
    return any(_WATERS.search(re.sub(r"\s", "", text)) for text in texts)


def answered(heading: str, text: str) -> Claim | None:
    """Return the claim that a short cell makes by what its column asks: 是否完成 | 否, 进度(%) | 30%, 初验意见 | 合格; None for a text of its own.

    Examples
    --------
    >>> answered("是否办结", "是").progress, answered("整治进度(%)", "30%").progress, answered("验收意见", "合格").progress, answered("备注", "是")
    ('closed', 'in_progress', 'accepted', None)
    """
    text = text.strip()
    if len(ticked := _TICKED.findall(text)) == 1 and len(_BOX.findall(text)) > 1:
        return Claim(ticked[0], parse_progress(ticked[0]).progress)
    asked = next((progress for pattern, progress in _ASKED if pattern.search(heading)), None)
    if re.search("是否|与否", heading) and asked:
        if _YES.fullmatch(text):
            return Claim(text, asked)  # type: ignore[arg-type]
        if _NO.fullmatch(text):
            return Claim(text, "in_progress")
    if "验" in heading and (_PASSED.fullmatch(text) or _FAILED.fullmatch(text)):
        return Claim(text, "accepted" if _PASSED.fullmatch(text) else "in_progress")
    if re.search("时限|期限|时间", heading) and _DONE_AT.fullmatch(text):
        return Claim(text, parse_progress(text).progress or "completed")  # 达标期限 | 已完成: no date is left to tell
    if re.search("进度|完成率|比例", heading) and (m := _SHARE.fullmatch(text)):
        share = float(m[1])
        return Claim(text, "completed" if share >= 100 else "mostly_completed" if share >= 90 else "in_progress" if share else "not_started")
    return None


def settled(roles: Sequence[str], headings: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[int, str]:
    """Return roles that only the cells and the other columns tell, by column.

    办结目标 holds a state or a goal; 备注 tells the state where nothing else does; a column of names titles the rows of problems;
    治理完成时间 beside 治理后… is when it was done.
    """
    found: dict[int, str] = {}
    for n, heading in enumerate(headings):
        texts = [row[n].strip() for row in rows if n < len(row) and row[n].strip()]
        stated = bool(texts) and sum(len(text) <= 10 and parse_progress(text).progress is not None for text in texts) >= 0.6 * len(texts)
        if heading == "办结目标":
            found[n] = "state" if stated else "goal"
        elif heading == "备注" and stated and not {"state", "progress", "verdict"} & set(roles):
            found[n] = "state"
        elif names_things(heading) and "problem" in roles and "title" not in roles and "title" not in found.values():
            found[n] = "title"
        elif roles[n] == "deadline" and any(other.startswith(("治理后", "整治后", "修复后")) for other in headings):
            found[n] = "ignore"
    return found


_OF_OTHERS = re.compile("处罚(?:决定书?|文书|文号|依据|内容|日期|金额)|罚款|监测(?:日期|时间|结果)|透明度|溶解氧|中标|采购|环评机构")
_OF_WORK = re.compile("整改|整治|治理|措施|办结|销号|进展|修复|达标期限")


def tells_of_other_things(headings: Sequence[str]) -> bool:
    """Return whether a table lists penalties, samples or bids, and no work that puts something right."""
    return any(map(_OF_OTHERS.search, headings)) and not any(map(_OF_WORK.search, headings))


TASK_FIELDS = frozenset({"handling", "deadline", "progress", "state", "measures", "goal", "finding", "verdict", *UNIT_ROLES})


def is_ledger(roles: set[str], *, named: bool) -> bool:
    """Return whether a table with columns of these roles lists tasks; `named`: its rows are waters that the text calls black."""
    if not {"problem", "title", "measures"} & roles:
        return False
    told = len(roles & TASK_FIELDS)
    return told >= 2 or (named and "title" in roles) or (told == 1 and {"problem", "title"} <= roles and bool(roles & {"progress", "state", "measures", "handling", "verdict"}))


def with_names(claim_roles: dict[int, str], headings: Sequence[str]) -> dict[int, str]:
    """Return the roles of a list of black waters: the column that names them is the title of its rows."""
    if {"title", "problem"} & set(claim_roles.values()):
        return claim_roles
    at = next((n for n, heading in enumerate(headings) if names_things(heading) and not re.match("行政|起点|终点", heading)), None)
    return claim_roles if at is None else {**claim_roles, at: "title"}


