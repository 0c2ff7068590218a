"""What sentences of prose tell of a task: what was wrong, until when it must be put right, how far it is."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Iterator, Sequence

from geomon.documents.closings import is_closing
from geomon.documents.draft import Piece
from geomon.documents.fault_words import WRONG
from geomon.documents.said_fields import fields_in
from geomon.going_on import goes_on
from geomon.intention import only_meant, opens_ahead, ordered
from geomon.progress import parse_progress
from geomon.relapses import came_back

_SENTENCE = re.compile("[^。！？!?]+[。！？!?]?[”’）)]*")
_PUBLISHES = re.compile("公[示告]如下[：:](?=[^。！？!?]{8})")
"""What opens a notice ends a sentence also where the text goes on in the same line."""
_CLAUSE = re.compile("[^，,；;。！？!?：:]+")
_FOUND = re.compile(
    "发现|查出|反映|举报|投诉|指出|反馈(?!问题整改|意见整改)|交办(?!问题整改)|转办|经(?:现场|实地)?(?:查|核[查实]|检查|排查|调查)|通报|曝光|警示片|问题清单|存在"
)
_QUOTED = re.compile(
    "(?P<before>(?:问题|反映|举报|投诉|指出|反馈)的?[：:，,]?)?“(?P<told>[^“”]{6,400}(?:“[^“”]{1,80}”[^“”]{0,400}){0,4})”"
    "(?P<after>(?:这一|等)?的?(?:生态环境|环境|环保|突出)?(?:问题|情况|现象|一案))?"
)
_ANSWERS = (
    "为(?:确保|解决|消除|此|切实|进一步|彻底|保障|有效|加快|落实|尽快|防止)|"
    "针对|对此|我[县市区局镇乡州旗办]|经(?:整改|多方)|高度重视|立即|随即"
)
_AFTERWARDS = (
    "目前|现已|截至|经(?:核查|核实|现场|研究)|接(?:到|件|访|报)|收到|根据|按照|依据|要求|责令|当[日天即]|[县市区][委政]|已[于在经]|下一步|现将|公示"
)
_ANSWER, _TURN = (re.compile(f"(?:^|(?<=[，,。；;]))[ 　]*(?={words})") for words in (_ANSWERS, f"{_ANSWERS}|{_AFTERWARDS}"))
_BACK = re.compile("^[ 　]*(?:[^，,。；;]{0,24}?)(?:发现|指出|反映)?(?:该|其(?!中|他|它|余)|此处|上述)")
_OF_THE_WHOLE = re.compile(
    "整改|验收|销号|任务|退出|办结|关停|取缔|治理|问题|工作|拆除|清理|关闭|搬迁|序时|时序|整改率|(?:^|任务|总体|整体|项目|工程|目前|[均已])的?完成率"
)
_PUT_RIGHT = re.compile("已[^。]{0,20}(?:完成|拆除|清理|整改)|要求|责令|整改到位")
_OF_CLOSING = re.compile("整改|验收|销号")
_ALL_DONE = re.compile(
    "整改(?:任务|工作|事项)?(?:已经?|均已?|全部|全面)+(?:完成|到位|完毕)|已(?:经|全部|全面)*(?:完成整改|整改(?:完成|到位|完毕))"
)
_OTHER_PLAN = re.compile("智慧|智能|数字|信息化|产业|转型|旅游|文旅|创建|示范|长效|机制|管护|日常")
_OWN = re.compile("整改|任务|治理|整治|问题|清理|拆除|剩余|其余|今年|后续|[二三四]期|尾工|余下")
"""What a clause names that goes on: another plan of the firm (正在推进智慧矿山建设工作), or the task itself."""
_REST = re.compile("其余|其他|其它|剩余")
_PUBLISHED = re.compile("公示|公开|异议|反映$")
_NOW = re.compile("已|目前|现|均|尚未|仍未|同意|通过")
_NEXT = re.compile("下一?步|届时|今后")
_BY_A_DAY = re.compile(
    "(?:[0-9一二三四五六七八九十]个?(?:工作)?[年月日天号][底末初]?|年[底末])(?:以|之)?前"
    "[^，,。；;]{0,8}(?:完成|整改|办结|销号|拆除|到位)"
)
_BY_THE_DAY = re.compile("(?:(?:19|20)[0-9]{2}年|[0-9]{1,2}月)[^，,；;。：:已]{0,12}完成[^，,；;。：:已]{0,4}[，,]$")
_OPENS_NOTICE = re.compile(
    "[ 　]*(?:根据|按照?|依据|依照|遵照|为(?:贯彻|落实|做好|切实|深入)|经[^，。]{2,30}(?:同意|审[核定]|研究))[^。]{4,200}。?[”]?$"
)
_DOES = re.compile(
    "[ 　]*(?:[^，,。；;：:]{0,30}?(?<![未没不应须])(?:牵头|关停|组织|督促|责成|责令|投[入资]"
    "|会同|编制|制定|成立|采取|开展|启动|实施|完成|约谈|立案)"
    "|[0-9]{2,4}年[^，,。；;]{0,12}(?:完成|开工|通过))"
)
"""A sentence that opens with what somebody does about it."""
_DEMANDED = re.compile("[，,；; 　]*(?:要求|责令|限期)")
_FAULT_LEAST = 12
_CLAIM = 24
"""Characters of a claim; of a longer clause its end."""
_RANK = ("behind", "not_started", "closed", "accepted", "completed", "mostly_completed", "on_schedule", "ahead", "in_progress")


@dataclasses.dataclass(frozen=True, slots=True)
class Said:
    """A sentence and where it stands in the document's text; `line` is which paragraph it is of."""

    text: str
    start: int
    line: int

    @property
    def end(self) -> int:
        """One past its last character."""
        return self.start + len(self.text)


def sentences(lines: Sequence[tuple[str, int]]) -> list[Said]:
    """Return the sentences of paragraphs that are given with their starts."""
    return [
        Said(text[begin:end], start + begin, n)
        for n, (text, start) in enumerate(lines)
        for m in _SENTENCE.finditer(text)
        for begin, end in itertools.pairwise([m.start(), *(found.end() for found in _PUBLISHES.finditer(text, *m.span())), m.end()])
        if text[begin:end].strip()
    ]


def piece_of(said: Sequence[Said]) -> Piece:
    """Return sentences as a piece, those of one paragraph that follow each other as one line."""
    lines: list[tuple[str, int]] = []
    for k, one in enumerate(said):
        if lines and said[k - 1].line == one.line and said[k - 1].end == one.start:
            lines[-1] = (lines[-1][0] + one.text, lines[-1][1])
        else:
            lines.append((one.text, one.start))
    return Piece(tuple((text.rstrip(), start) for text, start in lines if text.strip()))


_ITS_REMEDY = re.compile("”的?问题整改(?:完成|落实|进展)?情况")
"""现将“…”问题整改完成情况公示如下: a sentence that publishes, and quotes the problem."""


def quoted_problem(said: Said) -> Said | None:
    """Return the problem that a sentence quotes from whoever found it: …问题清单：“…”的问题."""
    m = next((m for m in _QUOTED.finditer(said.text) if _is_problem(m)), None)
    found = m and (m["before"] or _FOUND.search(said.text[: m.start("told")] or said.text) or _ITS_REMEDY.search(said.text))
    if m is None or not found:
        return None
    return Said(m["told"], said.start + m.start("told"), said.line)


def _is_problem(m: re.Match[str]) -> bool:
    """Return whether a quotation is the problem: it is called so behind or right before it, or it tells a fault that somebody reported."""
    if m["after"] or not m["before"]:
        return bool(m["after"])
    return m["before"].startswith("问题") or bool(WRONG.search(m["told"]))


def problem_in(told: Sequence[Said]) -> tuple[list[Said], int] | None:
    """Return the sentences that tell what was wrong, and the index of the first sentence behind them; None when there are none.

    A sentence tells it when it names who or what found it and a fault. One that speaks of 该电站 takes along the sentence that names it.
    """
    for n, one in enumerate(told):
        if is_closing(one.text) and not _FOUND.search(one.text[:12]) and not _ITS_REMEDY.search(one.text):
            continue
        if quoted := quoted_problem(one):
            return [quoted], n + 1
        own = before_turn(one)
        if not (_FOUND.search(own.text) and WRONG.search(own.text)):
            continue
        first = n
        while first > 0 and n - first < 2 and told[first - 1].line == one.line and _BACK.search(told[first].text):
            first -= 1
        last = n + 1
        while own.end == one.end and last < len(told) and told[last].line == one.line and _goes_on(told[last].text):
            last += 1
        return [*told[first:n], own, *told[n + 1 : last]], last
    return None


def fault_told(told: Sequence[Said]) -> tuple[list[Said], int] | None:
    """Return what `problem_in` does for a notice that names no finder: its first paragraph tells a fault, then the remedy.

    Only that paragraph is asked, and only up to where it says that something was done: a later one tells what is lacking no longer.
    """
    first = next((n for n, one in enumerate(told) if not (is_closing(one.text) or _OPENS_NOTICE.match(one.text))), None)
    if first is None:
        return None
    line, last = told[first].line, first
    kept: list[Said] = []
    while last < len(told) and told[last].line == line:
        own = before_turn(told[last]) if WRONG.search(told[last].text) else told[last]
        demanded = _DEMANDED.match(told[last].text, len(own.text))  # 扬尘大，要求…: only what stands before the demand is asked
        if _said_of_remedy((own if demanded else told[last]).text) or (not demanded and fields_in(told[last : last + 1])):
            break
        kept.append(own)
        last += 1
        if own.end < told[last - 1].end:
            break
    while kept and not WRONG.search(kept[-1].text):
        kept.pop()
    return (kept, first + len(kept)) if kept and len("".join(one.text for one in kept)) >= _FAULT_LEAST else None


def _said_of_remedy(text: str) -> bool:
    return bool(_PUT_RIGHT.search(text) or _DOES.match(text) or (_TURN.match(text) and not WRONG.search(text)))


def _goes_on(text: str) -> bool:
    return bool(WRONG.search(text)) and not _TURN.match(text) and not _PUT_RIGHT.search(text)


def before_turn(one: Said) -> Said:
    """Return a sentence up to where it turns to what was done about it: …水质不稳定问题 | ，为确保…，我县…."""
    for m in _TURN.finditer(one.text):
        if m.start() > 0 and WRONG.search(one.text, 0, m.start()) and len(one.text[: m.start()]) >= 12:
            if _FOUND.search(one.text, 0, m.start()) is None and _FOUND.search(one.text):
                continue
            return Said(one.text[: m.start()].rstrip("，,；; 　"), one.start, one.line)
    return one


def turn_of(text: str, at: int = 0) -> int | None:
    """Return where a paragraph turns from what is wrong to what was done, from `at` on; None when it does not."""
    return next((m.end() for words in (_ANSWER, _TURN) for m in words.finditer(text) if m.end() > at), None)


def remedy_from(text: str, at: int = 0) -> int | None:
    """Return where the first sentence behind `at` begins that opens with what somebody does: …扬尘大。镇政府督促…; None where none does."""
    return next((m.start() for m in _SENTENCE.finditer(text) if m.start() > at and _said_of_remedy(m.group())), None)


def state_in(told: Sequence[Said]) -> Piece | None:
    """Return the words that claim how far the whole is; of several the strongest of the last sentence that claims something."""
    for one in reversed(told):
        found = [(progress, clause) for clause in _claims(one) if (progress := parse_progress(clause.text).progress)]
        if found and came_back(one.text):
            return None
        going_on = [pair for pair in found if pair[0] == "in_progress" and goes_on(pair[1].text)]
        if any(progress == "completed" and _ALL_DONE.search(clause.text) for progress, clause in found):
            going_on = [pair for pair in going_on if _OWN.search(pair[1].text) or not _OTHER_PLAN.search(pair[1].text)]
        if going_on and {progress for progress, _ in found} == {"completed", "in_progress"}:
            found = going_on  # 去年任务已完成，今年任务正在实施
        if found:
            best = min(reversed(found), key=lambda pair: (_RANK.index(pair[0]), not _OF_CLOSING.search(pair[1].text)))[1]
            return Piece(((best.text, best.start),))
    return None


def is_planned(text: str) -> bool:
    """Return whether a clause says what is still to come, and not that it was done: 2025年底前整改完成, but not 已于6月底前整改完成."""
    return "已" not in text and (only_meant(text) or bool(_BY_A_DAY.search(text)))


def _claims(one: Said) -> Iterator[Said]:
    order_before, following = False, False
    for m in _CLAUSE.finditer(one.text):
        text = m.group().strip(" 　")
        demanded = order_before and not _NOW.search(text)
        order_before = order_before or ordered(m.group())
        following = following or _NEXT.search(m.group()) is not None
        if is_planned(text) or (following and "已" not in text):
            continue
        if not _OF_THE_WHOLE.search(text) or opens_ahead(text) or demanded or _PUBLISHED.search(text):
            continue
        if _REST.match(text) and "除" in one.text[max(0, m.start() - _CLAIM) : m.start()]:
            continue  # 除1处外，其余均已完成整改
        end = one.start + m.start() + len(m.group().rstrip(" 　"))
        dated = _BY_THE_DAY.search(one.text, max(0, m.start() - _CLAIM), m.start())
        if dated and "已" not in text and len(text) + len(dated[0]) <= _CLAIM:
            text = dated[0].lstrip(" 　") + m.group().strip(" 　")  # 2030年12月底完成，整改到位: the day decides whether that is to come
        kept = text if len(text) <= _CLAIM else text[-_CLAIM:]
        yield Said(kept, end - len(kept), one.line)
