"""What columns tell together: whether they are a ledger's, and what short cells claim by what their column asks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.documents.bullets import BOXES, TICKED
from geomon.documents.column_headings import names_things
from geomon.documents.label_words import UNIT_ROLES
from geomon.model import Claim
from geomon.progress import parse_progress

_WATERS = re.compile("黑臭(?:水体|河|沟|级别)")
_DONE_AT = re.compile("(?:已|全部)?(?:完成|办结|消除|达标|销号)(?:整治|治理|整改)?")
_ASKED = ((re.compile("办结|销号"), "closed"), (re.compile("验"), "accepted"), (re.compile("完成|整治|治理|整改|达标|消除"), "completed"))
_YES, _NO = re.compile("(?:是|已|有|√|✓|☑)"), re.compile("(?:否|未|×|✗)")
_PASSED, _FAILED = re.compile("(?:合格|通过|同意|符合)[。]?"), re.compile("(?:不合格|不通过|未通过|不同意|不符合)[。]?")
_SHARE = re.compile(r"([0-9]{1,3}(?:\.[0-9]+)?)\s?[%％]")
_BOX, _TICKED = re.compile(f"[{BOXES}]"), re.compile(rf"[{TICKED}]\s*(?P<state>[^{BOXES}\s]+)")


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


_OF_A_SITE = ("基本情况", "点位情况", "现状情况")
_OF_ITS_PAST = re.compile("(?:建设|建成|占用|发现|开采|投产)(?:时间|日期|年份)")


_ASKED_TWICE = re.compile("(?:完成|进展|整改|落实|办理|推进|销号)(?:情况|结果|状态|进度)$")
"""A second column of progress, 进展情况 | 完成情况, whose cells are all states."""


def _tells_state(heading: str, role: str, roles: set[str]) -> bool:
    """Return whether a column of states tells the tasks' own: 备注 where nothing else does, or a second column of progress."""
    alone = heading == "备注" and not {"state", "progress", "verdict"} & roles
    return alone or (role == "ignore" and "state" not in roles and bool(_ASKED_TWICE.search(heading)))


def settled(roles: Sequence[str], headings: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[int, str]:
    """Return roles that only the cells and the other columns tell, by column.

    办结目标 holds a state or a goal; 备注 tells the state where nothing else does; a column of names titles the rows of problems;
    治理完成时间 beside 治理后… is when it was done; 基本情况 before measures and progress says what was found at a site.
    """
    found: dict[int, str] = {}
    for n, heading in enumerate(headings):
        texts = [row[n].strip() for row in rows if n < len(row) and row[n].strip()]
        stated = bool(texts) and sum(len(text) <= 10 and parse_progress(text).progress is not None for text in texts) >= 0.6 * len(texts)
        if heading == "办结目标":
            found[n] = "state" if stated else "goal"
        elif stated and _tells_state(heading, roles[n], set(roles)):
            found[n] = "state"
        elif names_things(heading) and "problem" in roles and "title" not in roles and "title" not in found.values():
            found[n] = "title"
        elif heading in _OF_A_SITE and not {"problem", "title"} & set(roles) and {"measures", "progress"} <= set(roles):
            found[n] = "problem"
        elif (roles[n] == "deadline" and _OF_ITS_PAST.match(heading)) or (roles[n] == "deadline" and any(other.startswith(("治理后", "整治后", "修复后")) for other in headings)):
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


