"""Units told by what they do: 市水务局牵头，市财政局、生态环境局配合, in brackets after a task or in a sentence of its own.

The bracket may be of any kind, and may go on with a remark that names no unit of this task (以下均需各县区落实，不再列出).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.deadlines import ONGOING, find_dates

_CLAUSE = re.compile(
    r"(?P<role>牵头单位|责任单位|配合单位|落实单位|牵头部门|责任部门|配合部门|协办单位|协办部门|整改时限|完成时限|完成时间|时限)(?:[：:]|[为是](?=[^，,；;])|(?<=时限|时间)(?=[0-9]{4}年|立行|长期|持续|即知))\s*(?P<named>[^；;：:]*?)"
    r"(?=[；;]|[，,。]?(?:牵头|责任|配合|落实|完成|整改)(?:单位|部门|时限|时间)(?:[：:]|(?=[0-9]{4}年|立行|长期|持续|即知))|$)"
    r"|(?P<units>[^；;]{0,400}?)(?P<verb>牵头负责|共同牵头|牵头|按职责(?:分工)?负责|分工负责|负责落实|负责整改|负责办理|具体落实|具体实施|组织实施|具体负责|负责|参与配合|协同配合|配合|参与|落实|督导|督办|验收)(?=[，,；;。]|$)"
)
_DATED = re.compile("(?:^|[；;])(?P<date>[^；;：:]{3,24})[。]?$")
_PAIRS = {"）": "（(", ")": "（(", "】": "【", "]": "[", "］": "［", "〕": "〔"}
_CREDITS = re.compile(
    "牵头|负责|配合|落实|(?:单位|部门)[：:]|分工|(?:局|委|办|政府|部门|管委会|公司)[、，,按](?:(?!管理|处置).)*(?:局|委|办|厅|政府|部门|管委会|公司|中心|院)"
)
_REMARK = re.compile(
    r"(?:^|[。；;，,])(?:以下[^。；;，,]{0,12}均|(?:各项|以上)[^。；;，,]{0,8}均需|[排列](?:名|序)?在?(?:第一|首位|前位|最前|前面|前列)|下同|以下同).*$",
    re.DOTALL,
)
_NEVER_CLOSED = re.compile(
    r"[。；;][ 　]*[（(\[［【〔](?P<inner>[^（(\[［【〔）)\]］】〕《》]{4,200}(?:牵头|负责(?:落实)?|配合|参与|落实))$"
)
"""A bracket of units whose other half was lost: （市水务局牵头，各县区负责落实。"""
_STATED = re.compile(
    "[；;，,（(【\\[〔](?:整改|当前|目前|完成|任务)?(?:状态|进度|进展)[：:][^；;：:，,]{2,20}"
    "(?:[；;][^（(【\\[〔]{1,200})?[）)】\\]〕][。；; 　]*$"
)
_LED = re.compile("[（(](?:共同|联合)?牵头[）)][，,；;]")
"""A mark on those who lead, in a list that ends with what the others do."""
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


def tells_state(text: str) -> bool:
    """Return whether a bracket at a paragraph's end tells a state among its fields.

    Examples
    --------
    >>> tells_state("甲河淤塞（责任单位：乙局；整改状态：已完成）"), tells_state("甲河淤塞（责任单位：乙局）")
    (True, False)
    """
    return bool(_STATED.search(text))


def find_credit(text: str) -> tuple[int, int] | None:
    """Return where the words inside the bracket begin and end that closes a paragraph and names units, or None.

    Examples
    --------
    >>> text = "完成清淤。[市水务局牵头，市财政局配合。以下均需各县落实，不再列出)]"
    >>> text[slice(*find_credit(text))]
    '市水务局牵头，市财政局配合。以下均需各县落实，不再列出'
    """
    end = len(text.rstrip(" 　。；;"))
    opens = _PAIRS.get(text[end - 1 : end])
    if opens is None:
        m = _NEVER_CLOSED.search(text, 0, end)
        return m.span("inner") if m and _CREDITS.search(m["inner"]) else None
    round_ones = opens == "（("
    depth, at = 1, end - 1
    while depth and at > 0:
        at -= 1
        depth += (text[at] in "）)") - (text[at] in opens) if round_ones else -(text[at] in opens)
    inner = text[at + 1 : end - 1]
    if depth:
        return None
    unopened = len(re.findall("[）)]", inner)) - len(re.findall("[（(]", inner))
    closing = len(inner) - len(inner.rstrip("）)"))
    inner = inner[: len(inner) - max(0, min(unopened, closing))]
    if _STATED.search(text, at):
        return None  # fields of a report, its state among them
    return (at + 1, at + 1 + len(inner)) if _CREDITS.search(_REMARK.sub("", re.sub(r"\s", "", inner))) else None


def read_credit(text: str) -> list[tuple[str, str, int]]:
    """Return (role, units, start) of each clause of a bracket; units without a verb answer for the task.

    Examples
    --------
    >>> [(role, units) for role, units, _ in read_credit("市水务局牵头，市财政局配合")]
    [('lead', '市水务局'), ('cooperating', '市财政局')]
    """
    printed, text = text, re.sub(r"\s+", "", text)  # lines that were joined leave blanks inside words
    at = [n for n, c in enumerate(printed) if not c.isspace()]
    return [(role, *_as_printed(value, start, printed, at)) for role, value, start in _clauses(_REMARK.sub("", text))]


def _as_printed(value: str, start: int, printed: str, at: Sequence[int]) -> tuple[str, int]:
    """Return words found in a text without blanks, and their start, as the text with its blanks prints them."""
    whole = printed[at[start] : at[min(start + len(value), len(at)) - 1] + 1]
    return (whole if re.sub(r"\s+", "", whole) == value else value), at[start]


def _clauses(text: str) -> list[tuple[str, str, int]]:
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
        role = "implementing" if m["verb"] == "负责落实" else _ROLES[(m["role"] or m["verb"])[0]]
        if led := _LED.search(value):  # （甲局、乙局（共同牵头），丙县落实）
            found.append(("lead", value[lead : led.start()], start + lead))
            lead = lead if role == "responsible" else led.end()  # who leads those who answer answers, too
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
