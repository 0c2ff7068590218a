"""The labelled fields of a task and the words that print them.

A label is what opens a value: 整改时限：2025年12月底. Synonyms are the genre's, gathered by role; a word that is no label here is text.
A label may stand alone on its line, be glued to its value, be wrapped in 【】 or bold, and share its line with the next one.
"""

from __future__ import annotations

import dataclasses
import re

from geomon.documents.guessing import guess_role

ROLES: dict[str, tuple[str, ...]] = {
    "title": ("任务名称", "整改任务名称", "问题名称", "重点任务", "工作任务", "任务标题", "整改事项", "整改任务"),
    "problem": (
        "问题描述",
        "反馈问题",
        "督察反馈问题",
        "督察反馈意见",
        "反馈意见",
        "存在问题",
        "具体问题",
        "问题表述",
        "问题",
        "督察报告指出",
        "督察报告指出问题",
        "报告指出",
        "反馈意见指出",
        "问题清单",
        "主要问题",
        "具体问题表述",
        "督察指出问题",
        "督察发现问题",
        "整改问题",
        "问题内容",
        "督察反馈",
        "反馈问题具体情况",
    ),
    "goal": ("整改目标", "工作目标", "目标要求", "整改要求", "目标", "整改目标要求", "具体目标", "整改工作目标", "任务目标", "预期目标"),
    "measures": (
        "整改措施",
        "具体措施",
        "主要措施",
        "工作措施",
        "措施",
        "整改具体措施",
        "具体整改措施",
        "整改方案",
        "整改任务措施",
        "整改举措",
        "主要举措",
        "工作举措",
        "整改内容",
        "整改工作措施",
        "具体要求",
    ),
    "deadline": (
        "整改时限",
        "整改期限",
        "完成时限",
        "完成时间",
        "整改完成时限",
        "整改时间",
        "时限",
        "期限",
        "办结时限",
        "完成期限",
        "计划完成时间",
        "整改完成时间",
        "时间节点",
        "完成整改时限",
        "整改时限要求",
        "时限要求",
        "销号时限",
        "时间要求",
        "计划完成时限",
        "验收销号时限",
        "办理时限",
        "最后期限",
        "最迟时限",
        "截止时间",
        "截止日期",
        "完成节点",
        "完成日期",
        "整改节点",
        "办结期限",
        "办结时间",
        "目标时限",
    ),
    "progress": (
        "整改进展",
        "进展情况",
        "整改进展情况",
        "工作进展",
        "工作进展情况",
        "完成情况",
        "整改情况",
        "整改落实情况",
        "落实情况",
        "目前进展",
        "整改完成情况",
        "目前进展情况",
        "整改落实进展情况",
        "整改结果",
        "进展",
        "办理进展",
        "推进情况",
        "进展情况及存在问题",
        "整改工作进展",
        "整改成效",
        "当前进展",
        "办结情况",
        "整改工作情况",
        "整改推进情况",
        "整改工作落实情况",
        "落实整改情况",
        "工作开展情况",
        "办理情况",
        "办理结果",
        "处理结果",
        "查处情况",
        "调查处理情况",
        "本月进展",
        "本月进展情况",
    ),
    "lead": ("牵头单位", "牵头部门", "牵头责任单位", "牵头负责单位", "牵头整改单位", "主办单位", "牵头", "牵头责任部门"),
    "responsible": (
        "责任单位",
        "整改责任单位",
        "责任部门",
        "责任主体",
        "负责单位",
        "整改单位",
        "承办单位",
        "整改责任主体",
        "主要责任单位",
        "责任地区",
        "责任地区和单位",
        "责任地区和部门",
        "整改主体",
        "主体责任单位",
        "责任单位及部门",
        "责任领导和单位",
        "整改责任部门",
        "承担单位",
        "属地责任单位",
        "主责单位",
        "主责部门",
        "主要责任部门",
    ),
    "cooperating": (
        "配合单位",
        "配合部门",
        "协办单位",
        "协同单位",
        "协助单位",
        "参与单位",
        "参加单位",
        "配合责任单位",
        "协作单位",
        "协同部门",
        "配合整改单位",
    ),
    "implementing": ("落实单位", "实施单位", "实施主体", "具体落实单位", "落实主体", "落实部门"),
    "acceptance": (
        "验收单位",
        "验收部门",
        "督导验收单位",
        "验收销号单位",
        "验收责任单位",
        "销号单位",
        "验收牵头单位",
        "审核单位",
    ),
    "state": (
        "进度",
        "整改进度",
        "当前状态",
        "整改状态",
        "任务状态",
        "完成状态",
        "目前状态",
        "进展状态",
        "状态",
        "整改进度评价",
        "进度状态",
        "办结状态",
        "办理状态",
        "研判结论",
        "进度研判",
        "进展研判",
        "进度评价",
        "进展评价",
        "调度结论",
        "评估结论",
    ),
    "verdict": (
        "验收意见",
        "验收情况",
        "验收结论",
        "验收结果",
        "销号情况",
        "销号意见",
        "验收销号情况",
        "验收销号意见",
        "审核意见",
        "核查意见",
    ),
    "content": ("任务内容", "工作内容", "主要内容", "具体内容", "建设内容"),
    "supervising": (
        "督导单位",
        "督办单位",
        "督导部门",
        "监督单位",
        "督办部门",
        "指导单位",
        "行业监管部门",
        "监管单位",
        "督促单位",
        "督促指导单位",
        "督导责任单位",
        "督导牵头单位",
        "主管部门",
        "行业主管部门",
        "行业主管单位",
    ),
    "person": (
        "责任人",
        "责任领导",
        "牵头领导",
        "包抓领导",
        "联系人",
        "牵头负责人",
        "包案领导",
        "督办领导",
        "市级责任领导",
        "责任人及职务",
        "第一责任人",
        "直接责任人",
        "牵头市领导",
        "督导领导",
        "负责人",
        "联系电话",
        "电话",
        "举报电话",
        "整改责任人",
        "分管领导",
        "责任县级领导",
        "县级领导",
    ),
    "note": (
        "备注",
        "公示期",
        "公示时间",
        "公示期限",
        "验收时间",
        "受理电话",
        "受理部门",
        "监督电话",
        "公示说明",
        "整改类型",
        "问题类型",
        "任务类型",
        "问题来源",
        "行政区划",
        "整改状况说明",
        "下一步工作",
        "下一步打算",
        "下步工作",
        "下一步工作安排",
        "下步打算",
        "下一步工作计划",
        "下步工作计划",
    ),
}
UNIT_ROLES = ("lead", "responsible", "cooperating", "implementing", "acceptance", "supervising")
"""Those of `model.ROLES`, and the unit that watches over the work: it accepts where none is named for that."""
WORDS = {word: role for role, words in ROLES.items() for word in words}
_TELLING = tuple(sorted((word for word in WORDS if len(word) >= 4), key=len, reverse=True))
"""Labels long enough to tell the role of a word that begins or ends with them."""
_WORDS = "|".join(sorted(WORDS, key=len, reverse=True))
_SPACED = "|".join(r"[ 　]?".join(word) for word in sorted(WORDS, key=len, reverse=True))
_OPEN = r"(?:[ \t　*#>•●■◆▲\-]|【|\[|〔|<b>)*"
_CLOSE = r"(?:[ 　*]|】|\]|〕)*"
_NUMBERED = r"(?:[（(]?[0-9一二三四五六七八九十]{1,2}[）)、.．]{1,2}\s?)?"
_AT_START = re.compile(
    rf"^{_OPEN}{_NUMBERED}{_OPEN}(?P<word>{_SPACED})(?P<tail>（[^）]{{0,12}}）|\([^)]{{0,12}}\))?{_CLOSE}(?P<sep>[：:﹕∶]|$|(?<=[】\]〕])|[ 　\t]{{1,}}(?=\S))\**[ 　\t]*"
)
_INSIDE = re.compile(
    rf"(?<=[。；;，,、\s　）)])[ 　*【\[]*(?P<word>(?:整改|验收|责任|牵头|配合|完成|落实|实施|协办|督导|存在|工作)?[一-龥]{{1,6}}){_CLOSE}[：:﹕∶]\**[ 　]*"
)

_WORDED = re.compile(rf"^{_OPEN}{_NUMBERED}{_OPEN}(?P<word>[一-龥]{{4,12}}){_CLOSE}(?:[：:﹕∶]|(?<=[】\]〕]))\**[ 　\t]*")


@dataclasses.dataclass(frozen=True, slots=True)
class Label:
    """A label in a line: role, the word as printed, where it begins and where its value begins."""

    role: str
    word: str
    start: int
    value: int


def read_labels(line: str) -> list[Label]:
    """Return the labels of one line, in order; the first must open the line, more may follow inside it."""
    first = _AT_START.match(line)
    if not first:
        return _unknown_at_start(line) or _run_on(line)
    word = re.sub(r"[ 　]", "", first["word"])
    if first["sep"] not in ("：", ":", "﹕", "∶") and not _may_stand_alone(line, first, word):
        return []
    found = [Label(WORDS[word], word, first.start("word"), first.end())]
    if found[0].role in ("problem", "goal", "measures", "progress", "title") and len(line) > 120:
        return found
    found.extend(
        Label(WORDS[m["word"]], m["word"], m.start("word"), m.end())
        for m in _INSIDE.finditer(line, first.end())
        if m["word"] in WORDS and WORDS[m["word"]] not in {"note", "title"} and len(m["word"]) >= 3
    )
    return found


def _unknown_at_start(line: str) -> list[Label]:
    """Return a label that no list holds but that ends as labels do: 整改工作推进情况：…."""
    m = _WORDED.match(line)
    role = role_of(m["word"]) if m else None
    return [Label(role, m["word"], m.start("word"), m.end())] if m and role and role != "title" else []


def _run_on(line: str) -> list[Label]:
    """Return the labels inside a paragraph that runs all fields of a task on: …问题。责任单位：…；整改时限：…。."""
    found = [
        Label(WORDS[m["word"]], m["word"], m.start("word"), m.end())
        for m in _INSIDE.finditer(line)
        if m["word"] in WORDS
        and WORDS[m["word"]] not in {"note", "title", "person"}
        and len(m["word"]) >= 3
        and line.count("（", 0, m.start()) + line.count("(", 0, m.start()) <= line.count("）", 0, m.start()) + line.count(")", 0, m.start())
    ]
    roles = {label.role for label in found}
    return found if len(roles) >= 2 and roles & {"deadline", *UNIT_ROLES} else []


def _may_stand_alone(line: str, m: re.Match[str], word: str) -> bool:
    """Return whether a label without a colon is one: alone on its line, in brackets, or a long word before a value."""
    rest = line[m.end() :].strip()
    if not rest:
        return len(word) >= 4
    return bool(re.search(r"[】\]〕]", line[m.start() : m.end()]))


def role_of(word: str) -> str | None:
    """Return the role of a table heading or bare label, blanks and brackets ignored; None for none.

    Examples
    --------
    >>> role_of("整改 时限"), role_of("责任单位（牵头）"), role_of("序号") is None
    ('deadline', 'responsible', True)
    """
    bare = re.sub(r"[\s　：:【】\[\]*]|[（(].*?[）)]", "", word)
    if bare in WORDS:
        return WORDS[bare]
    if guessed := guess_role(bare):
        return guessed
    return next((WORDS[tail] for tail in _TELLING if bare.endswith(tail) or bare.startswith(tail)), None)
