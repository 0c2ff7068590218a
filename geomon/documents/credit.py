"""Units told by what they do: 市水务局牵头，市财政局、生态环境局配合, in brackets after a task or in a sentence of its own."""

from __future__ import annotations

import re

from geomon.deadlines import ONGOING, find_dates

_CLAUSE = re.compile(
    r"(?P<role>牵头单位|责任单位|配合单位|落实单位|牵头部门|责任部门|配合部门|整改时限|完成时限|完成时间|时限)(?:[：:]|[为是](?=[^，,；;]))\s*(?P<named>[^；;：:]*?)"
    r"(?=[；;]|[，,。]?(?:牵头|责任|配合|落实|完成|整改)(?:单位|部门|时限|时间)[：:]|$)"
    r"|(?P<units>[^；;]*?)(?P<verb>牵头负责|共同牵头|牵头|按职责(?:分工)?负责|分工负责|负责落实|负责整改|负责办理|具体落实|具体实施|组织实施|具体负责|负责|参与配合|协同配合|配合|参与|落实|督导|督办|验收)(?=[，,；;。]|$)"
)
_DATED = re.compile("(?:^|[；;])(?P<date>[^；;：:]{3,24})[。]?$")
_OPENING = re.compile(r"[，,、 ]*(?:(?:本|该|此)?项?(?:整改)?(?:任务|工作|问题)?由)?")
_ROLES = {
    "整": "deadline",
    "完": "deadline",
    "时": "deadline",
    "牵": "lead",
    "责": "responsible",
    "配": "cooperating",
    "落": "implementing",
    "共": "lead",
    "按": "responsible",
    "分": "responsible",
    "负": "responsible",
    "参": "cooperating",
    "协": "cooperating",
    "具": "implementing",
    "组": "implementing",
    "督": "acceptance",
    "验": "acceptance",
}


def is_date(text: str) -> bool:
    """Return whether a clause is a date or a duty without an end, and nothing else."""
    return bool(ONGOING.match(text)) or sum(len(date.text) for date in find_dates(text, year=2000, month=1)) >= 0.7 * len(text)


def read_credit(text: str) -> list[tuple[str, str, int]]:
    """Return (role, units, start) of each clause of a bracket; units without a verb answer for the task.

    Examples
    --------
    >>> [(role, units) for role, units, _ in read_credit("市水务局牵头，市财政局配合")]
    [('lead', '市水务局'), ('cooperating', '市财政局')]
    """
    found: list[tuple[str, str, int]] = []
    end = 0
    dated = _DATED.search(text)  # （甲局牵头；乙县负责；2025年9月底前）
    if dated is not None and is_date(dated["date"]):
        found.append(("deadline", dated["date"], dated.start("date")))
        text = text[: dated.start()]
    for m in _CLAUSE.finditer(text):
        value = m["named"] if m["role"] else m["units"]
        start = m.start("named") if m["role"] else m.start("units")
        opening = _OPENING.match(value)
        lead = opening.end() if opening else 0
        role = _ROLES[(m["role"] or m["verb"])[0]]
        value = value[lead:]
        if value and found and found[0][1][:1] in "市县区省旗" and re.match(r"[^市县区省旗各].{1,14}(?:局|委|办)(?:、|$)", value):
            value = found[0][1][0] + value  # （市水务局牵头，财政局配合）: one list, one prefix
        if value.strip("，,、 "):
            found.append((role, value, start + lead))
        end = m.end()
    rest = text[end:].strip("，,。；; ")
    if rest:
        found.append(("responsible", rest, end + text[end:].index(rest)))
    return found
