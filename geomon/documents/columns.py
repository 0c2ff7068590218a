"""What the columns of a table hold: proposed by their headings and, under headings that nobody foresaw, by what their cells look like.

A person's word wins over both: headings named in the workspace's `[columns]` or handed to `read_document`.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence

from geomon.documents.cell_looks import LEAST, SURE, looks
from geomon.documents.column_headings import role_in_table
from geomon.documents.column_words import settled
from geomon.documents.label_words import ROLES, UNIT_ROLES, WORDS
from geomon.documents.labels import role_of
from geomon.documents.number_columns import names_numbers, own_number
from geomon.documents.numbering import NUMBER_WORD
from geomon.errors import SettingsError

PLACE_ROLES = ("number", "county", "name", "code", "lon", "lat")
COLUMN_ROLES = (*ROLES, *PLACE_ROLES)
"""What a column can hold; "ignore" for nothing that geomon reads."""
IGNORE = "ignore"
_NUMBER = re.compile(rf"^(?:{NUMBER_WORD}|(?:台账|任务|问题)号|No\.?|№)$", re.IGNORECASE)
_WORDS = {
    "problem": "问题|任务|事项|内容",
    "measures": "措施|举措|要求",
    "goal": "目标",
    "deadline": "时限|期限|时间",
    "progress": "进展|进度|状态|完成情况|落实情况|整改情况",
    "lead": "牵头",
    "responsible": "责任|单位|部门",
}
_PLACES = {
    "county": "^行政$",  # 行政区域, half of it lost
    "lon": "^(?!.*(?:经济|经营)).*经",
    "lat": "纬",
    "code": "(?:许可证|采矿证|图斑|排污口|统一)[^，]{0,6}(?:编号|号码?|编码|代码)$",
}
_ABOVE = re.compile("^(?:整改|工作|责任)?(?:要求|情况|任务|分工|内容|工作)")
"""A heading over several columns says less than the one below it, with which it is read as one."""
_STATED = re.compile("(?:评价|评定|研判|判定|状态)(?:结果|意见)?")
"""Below 整改情况, beside 进展: the state in a word."""
_PERIOD = re.compile("(?:(?:19|20)[0-9]{2}年)?(?:[0-9]{1,2}月份?|第?[一二三四1-4]季度|[上下]半年)(?:底|末)?(?:进展|情况|调度|进展情况)?")
_BEGUN = re.compile("(?:整改|工作|计划)?(?:启动|开始|起始|开工)(?:时间|日期|年月)")
_FOREIGN = re.compile("类型|类别|编号|序号|来源|出处|依据|批次")


class Heading(str):
    """A column's heading under headings over several columns; `parts` are these from the top down."""

    parts: tuple[str, ...]

    def __new__(cls, parts: Sequence[str]) -> Heading:
        """Join the parts, each once."""
        kept: list[str] = []
        for part in parts:
            if part and not any(part in above for above in kept):
                kept.append(part)
        made = super().__new__(cls, "".join(kept))
        made.parts = tuple(kept)
        return made


@dataclasses.dataclass(frozen=True, slots=True)
class Column:
    """A column of a table and what it is taken for.

    Attributes
    ----------
    role : one of `COLUMN_ROLES`, or "ignore".
    score : 0 to 1; 1 was said by a person, 0.95 is a known heading, less a word in it or the look of the cells.
    reason : why, in words.
    """

    at: int
    heading: str
    role: str
    score: float
    reason: str


def checked_roles(named: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return headings with the roles that a person gave them, blanks taken out.

    Raises
    ------
    SettingsError
        If a role is none of `COLUMN_ROLES`.
    """
    for heading, role in named.items():
        if role not in (*COLUMN_ROLES, IGNORE):
            roles = ", ".join((*COLUMN_ROLES, IGNORE))
            raise SettingsError(f"a column cannot hold {role!r}.", where=f"[columns] {heading}", how=f"Choose one of: {roles}.")
    return tuple((_bare(heading), role) for heading, role in named.items())


def propose(headings: Sequence[str], rows: Sequence[Sequence[str]], named: Sequence[tuple[str, str]] = ()) -> list[Column]:
    """Return what each column of a table is taken for, in order; a role is given once, units may repeat.

    Parameters
    ----------
    rows : texts of the cells below the headings; without them only the headings speak.
    named : from `checked_roles`.

    Examples
    --------
    >>> [c.role for c in propose(["序号", "重点任务", "责任单位", "完成时限", "工作进展情况", "存在问题"], [])]
    ['number', 'title', 'responsible', 'deadline', 'progress', 'note']
    >>> rows = [["石背库没有防渗，渗滤液外排。", "2025年6月底", "市水务局"], ["东坡坑未复绿。", "2025年底", "市林草局、示例县"]]
    >>> [c.role for c in propose(["咋回事", "啥时候弄完", "归谁管"], rows)]
    ['problem', 'deadline', 'responsible']
    """
    said = dict(named)
    past = _past(headings)
    columns = [
        Column(n, heading, said[_bare(heading)], 1.0, "said by a person")
        if _bare(heading) in said
        else Column(n, heading, IGNORE, 0.95, "a later period says the same")
        if n in past
        else _by_heading(n, heading)
        for n, heading in enumerate(headings)
    ]
    numbers = [c.at for c in columns if c.role == "number" and c.score < 1.0]
    if len(numbers) > 1 and (own := own_number(numbers, rows)) is not None:
        counting = [at for at in numbers if at != own]
        columns = [dataclasses.replace(c, role=IGNORE, reason="it counts the rows") if c.at in counting else c for c in columns]
    columns = _once(_called_and_told(columns if numbers else _numbered_by_name(columns, rows), rows))
    if rows and _needs_cells(columns):
        columns = _by_cells(columns, rows)
    told = settled([c.role for c in columns], [_bare(c.heading) for c in columns], rows)
    columns = [
        dataclasses.replace(c, role=told[c.at], reason="its cells and the other columns tell") if c.at in told and c.score < 1.0 else c
        for c in columns
    ]
    return _with_problem(_untangled(columns), rows)


def _past(headings: Sequence[str]) -> set[int]:
    """Return the columns below a period (6月) whose headings stand again below a later one: what is last told is the state."""
    below = [(n, h.parts) for n, h in enumerate(headings) if isinstance(h, Heading) and len(h.parts) > 1 and _PERIOD.fullmatch(h.parts[0])]
    return {n for n, parts in below if any(m > n and more[0] != parts[0] and more[1:] == parts[1:] for m, more in below)}


def _numbered_by_name(columns: list[Column], rows: Sequence[Sequence[str]]) -> list[Column]:
    """Take a column whose cells are 任务一, 任务二 for the number, where another column says what the task is."""
    called = next((c for c in columns if c.role in ("title", "problem") and c.score < 1.0 and names_numbers(_cells(rows, c.at))), None)
    others = [c for c in columns if c is not called and c.role in ("title", "problem", "content")]
    if called is None or not others:
        return columns
    changed = {called.at: dataclasses.replace(called, role="number", reason="its cells are numbers of tasks")}
    if others[0].role == "content":
        changed[others[0].at] = dataclasses.replace(others[0], role="title", reason="beside numbers it says what the task is")
    return [changed.get(c.at, c) for c in columns]


def _with_problem(columns: list[Column], rows: Sequence[Sequence[str]]) -> list[Column]:
    """Let the longest sentences of a ledger that names units and dates, and no problem, be the problem."""
    roles = {c.role for c in columns}
    if {"problem", "title"} & roles or not (set(UNIT_ROLES) & roles and {"deadline", "state", "progress"} & roles):
        return columns
    lengths = {c.at: _mean_length(rows, c.at) for c in columns if c.role == IGNORE and c.score == 0.0 and not _FOREIGN.search(c.heading)}
    at = max(lengths, key=lengths.__getitem__, default=None)
    if at is None or lengths[at] < _SENTENCE:
        return columns
    return [
        dataclasses.replace(c, role="problem", score=0.4, reason="its sentences are the longest of those not known") if c.at == at else c
        for c in columns
    ]


_PART_NUMBER = re.compile("序号?|编号|号|条目?")
_SENTENCE = 15
"""Characters from which a cell is likelier a sentence than a name."""


def _mean_length(rows: Sequence[Sequence[str]], at: int) -> float:
    cells = _cells(rows, at)
    return sum(map(len, cells)) / len(cells) if cells else 0.0


def _bare(heading: str) -> str:
    return re.sub(r"\s+", "", heading)


def _by_heading(n: int, heading: str) -> Column:
    if isinstance(heading, Heading) and len(heading.parts) > 1:  # the lowest heading says most, where it says anything
        if _PART_NUMBER.fullmatch(heading.parts[-1]) and not _NUMBER.match(heading.parts[0]):
            return Column(n, str(heading), IGNORE, 0.0, "it numbers the parts of a cell")  # 整改措施 over 序 and 内容
        if heading.parts[-1].startswith("属地") and re.search("责任|分工|单位", heading.parts[0]):
            return Column(n, str(heading), "responsible", 0.95, "a known heading")
        if _STATED.fullmatch(heading.parts[-1]) and re.search(f"情况|进展|进度|状态|{_PERIOD.pattern}", heading.parts[0]):
            return Column(n, str(heading), "state", 0.95, "a known heading")
        lowest = _by_heading(n, heading.parts[-1])
        if lowest.score == 0.95 or _FOREIGN.search(heading.parts[-1]):
            return dataclasses.replace(lowest, heading=str(heading))
    bare = re.sub(r"（.*?）|\(.*?\)", "", _bare(heading))
    if _NUMBER.match(bare):
        return Column(n, heading, "number", 0.95, "a known heading")
    if _BEGUN.fullmatch(bare):
        return Column(n, heading, IGNORE, 0.95, "it tells when it began")
    if known := role_in_table(bare):
        return Column(n, heading, known, 0.95, "a known heading")
    below = _ABOVE.sub("", bare)
    if role := WORDS.get(below) or role_of(heading):
        return Column(n, heading, role, 0.95, "a known heading")
    for role, words in () if _FOREIGN.search(heading) else _WORDS.items():
        if m := re.search(words, heading):
            return Column(n, heading, role, 0.75, f"its heading has {m[0]}")
    if place := next((r for r, words in _PLACES.items() if re.search(words, bare)), None):
        return Column(n, heading, place, 0.75, "its heading names it")
    return Column(n, heading, IGNORE, 0.0, "its heading is not known")


_TELLS = re.compile("问题|描述|情况")
_NOT_THE_FAULT = re.compile("原因|成因|起因|处理|处置|办理|核[查实]|调查|整改|进展")
_LOOKED_INTO = re.compile("[ 　]*(?:经[^，,。；]{0,8}[核检调勘督巡][查实验办看]|(?:基本|部分)?(?:不)?属实)")
"""Cells that hold what was found about a complaint, and not the complaint."""


def _called_and_told(columns: list[Column], rows: Sequence[Sequence[str]]) -> list[Column]:
    """Take the first of two columns of problems for the title, where the other tells at length what the first calls it: 事项, 问题描述."""
    both = [c for c in columns if c.role == "problem"]
    if len(both) < 2 or any(c.role == "title" or (c.role == "problem" and c.score == 1.0) for c in columns):
        return columns
    called, told = both[0], max(both[1:], key=lambda c: _mean_length(rows, c.at))
    cells = [] if re.search("问题|描述", told.heading) else _cells(rows, told.at)
    found = sum(bool(_LOOKED_INTO.match(cell)) for cell in cells) * 2 > len(cells)
    if found or _NOT_THE_FAULT.search(told.heading) or not _TELLS.search(told.heading):
        return columns
    if _mean_length(rows, told.at) < 1.5 * max(_mean_length(rows, called.at), 1):
        return columns
    return [dataclasses.replace(c, role="title", reason="another column tells it at length") if c is called else c for c in columns]


_OF_STEPS = re.compile("节点|分步|分项|阶段|步骤|措施|逐项")


def _once(columns: Sequence[Column]) -> list[Column]:
    """Let the first column have a role that is given once; a person's word stands."""
    taken = {c.role for c in columns if c.score == 1.0}
    dates = [c for c in columns if c.role == "deadline" and c.score < 1.0]
    of_task = [c for c in dates if not _OF_STEPS.search(c.heading)]
    if of_task and of_task[0] is not dates[0] and not taken & {"deadline", "step"}:  # 节点时间 before 整改时限
        columns = [dataclasses.replace(c, role="step", reason="when each step is due") if c is dates[0] else c for c in columns]
    out = []
    for c in columns:
        if c.score < 1.0 and c.role != IGNORE and c.role in taken and c.role not in (*UNIT_ROLES, "verdict"):
            if c.role == "deadline" and "step" not in taken:
                c = dataclasses.replace(c, role="step", reason="a second date: when each step is due")
            else:
                c = dataclasses.replace(c, role=IGNORE, score=0.95 * (c.role == "note"), reason=f"another column is {c.role}")
        taken.add(c.role)
        out.append(c)
    return out


NEXT = re.compile("下(?:一?步|一?阶段|一?个?月|一?季度)|后续(?:工作|措施|安排|打算|计划)")
"""How the column of what comes next is headed."""


def _untangled(columns: list[Column]) -> list[Column]:
    """Settle what only the other columns tell: in a dispatch sheet 存在问题 after the progress says what stands in the way."""
    roles = {c.role: c.at for c in reversed(columns)}
    out = []
    for c in columns:
        if c.score < 1.0 and "measures" not in roles and "progress" in roles and NEXT.match(c.heading):
            c = dataclasses.replace(c, role="measures", reason="a dispatch sheet's only steps")
        hinders = c.heading in ("存在问题", "存在的问题", "主要问题", "困难和问题")
        if c.score < 1.0 and c.role == "problem" and hinders and "title" in roles and roles.get("progress", c.at) < c.at:
            c = dataclasses.replace(c, role="note", reason="it stands after the progress")
        out.append(c)
    return out


def place_headings(columns: Sequence[Column]) -> list[str]:
    """Return the headings, those whose role says more than their words in the words that `places_in_rows` knows."""
    known = {"lon": "经度", "lat": "纬度", "county": "县区", "name": "名称", "code": "编号"}
    return [known[c.role] if c.role in known and c.score not in (0.95, 0.75) else c.heading for c in columns]


# ---- by the look of the cells ------------------------------------------------------------------------------------------


def _needs_cells(columns: Sequence[Column]) -> bool:
    """Return whether the headings leave open what a ledger of tasks must have, and some columns are free for it."""
    roles = {c.role for c in columns}
    whole = bool({"problem", "title"} & roles) and "deadline" in roles and bool(set(UNIT_ROLES) & roles)
    return not whole and any(c.score == 0.0 and c.role == IGNORE and not c.reason.startswith("another") for c in columns)


def _by_cells(columns: list[Column], rows: Sequence[Sequence[str]]) -> list[Column]:
    """Give free columns the roles that their cells look like; best first, and only if a ledger of tasks comes of it."""
    free = {c.at for c in columns if c.score == 0.0 and not _FOREIGN.search(c.heading)}
    taken = {c.role for c in columns}
    seen = [(share, n, role, why) for n in free for role, share, why in looks(_cells(rows, n))]
    found: dict[int, Column] = {}
    for share, n, role, why in sorted(seen, key=lambda one: (-one[0] * SURE.get(one[2], 1.0), one[1])):
        if n in found or share < LEAST or (role in taken and role not in UNIT_ROLES):
            continue
        if role == "responsible" and role in taken:
            role = "cooperating"  # the first list of units answers, the next helps
        found[n] = Column(n, columns[n].heading, role, round(0.7 * share, 2), why)
        taken.add(role)
    merged = [found.get(c.at, c) for c in columns]
    roles = {c.role for c in merged}
    is_ledger = {"problem", "title", "measures"} & roles and {"deadline", "state", "progress"} & roles and set(UNIT_ROLES) & roles
    return merged if is_ledger or {"lon", "lat"} <= roles else columns


def _cells(rows: Sequence[Sequence[str]], n: int) -> list[str]:
    return [text for row in rows[:200] if n < len(row) and (text := row[n].strip())]
