"""A notice of several problems put right: a heading names each, a paragraph tells its fault, the next what was done and how far it is.

一、某砖厂烟气污染问题 / 某砖厂…未脱硫。 / 县工信局牵头关停砖厂…，通过验收。 Nothing is labelled. Every heading has to name a problem, and
all sections have to turn from a fault to a remedy: the chapters of one problem (基本情况, 整改措施) do neither.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.documents.closings import is_closing
from geomon.documents.draft import Draft
from geomon.documents.fault_words import WRONG
from geomon.documents.genre import answers_for_remediation, is_of_environment
from geomon.documents.labels import role_of
from geomon.documents.layouts.prose import LONGEST, in_prose, told_nodes
from geomon.documents.outline import Node, Zone
from geomon.documents.said_fields import take_fields
from geomon.documents.sentences import Said, fault_told, piece_of, problem_in, sentences, state_in

FROM_TABLES = False
LAST = True
EXAMPLE = """示例县突出生态环境问题整改销号公示
根据市整改办要求，现将我县完成整改的2个问题公示如下。
一、东坡砖厂烟气污染问题
东坡砖厂烟气未脱硫直接排放，周边农田受到污染。
县工信局牵头关停砖厂，拆除轮窑2座。2025年3月通过验收，同意销号。
二、南坪码头扬尘问题
南坪码头堆场没有围挡和喷淋，作业扬尘大。
镇政府督促业主建成围挡400米。该问题已整改完成。
公示期：2025年4月1日至4月7日
"""
_NAMED, _SHORTEST = re.compile("(?:问题|案件|事项)$"), 8
_CHAPTER = re.compile("^(?:[一-龥]{0,4}(?:存在|主要|突出|反馈|交办|整改|基本)[一-龥]{0,4}(?:问题|事项|任务|情况)|问题.{0,4})$")
_LONGEST_HEADING = 50
_MOST = 0.6


def find(zone: Zone) -> Sequence[Draft]:
    """Return a task for each headed section of a notice; none unless all are so set out and most say how far they are."""
    nodes = told_nodes(zone)
    if nodes is None or not answers_for_remediation(zone) or sum(len(node.text) for node in nodes) > 5 * LONGEST:
        return []
    first = next((n for n, node in enumerate(nodes) if node.head), len(nodes))
    style = nodes[first].head.style if first < len(nodes) else ""  # type: ignore[union-attr]
    at = [n for n in range(first, len(nodes)) if (head := nodes[n].head) and head.style == style]
    numbers = [head.number for n in at if (head := nodes[n].head)]
    if len(at) < 2 or numbers != list(range(1, len(at) + 1)) or not all(_names_problem(nodes[n]) for n in at):
        return []
    opening = sentences([(node.text, node.at.start) for node in nodes[:first]])
    drafts: list[Draft] = []
    for n, stop in zip(at, [*at[1:], len(nodes)], strict=True):
        draft = _draft(nodes[n], nodes[n + 1 : stop])
        if draft is None:
            return []
        drafts.append(draft)
    ours = sum(is_of_environment("".join(piece.text for pieces in draft.pieces.values() for piece in pieces)) for draft in drafts)
    if 2 * ours <= len(drafts) or (sum("state" in draft.pieces for draft in drafts) < _MOST * len(drafts) and state_in(opening) is None):
        return []
    return drafts


def _names_problem(node: Node) -> bool:
    text = node.body.strip(" 　。：:")
    of_one = "“" in text or _CHAPTER.match(text) or (len(text) < _SHORTEST and role_of(text))  # what is quoted is another layout's
    if of_one or not 4 <= len(text) <= _LONGEST_HEADING or re.search("[。；;]", text):
        return False
    return bool(WRONG.search(text)) or bool(_NAMED.search(text) and len(text) >= _SHORTEST)


def _draft(node: Node, below: Sequence[Node]) -> Draft | None:
    """Return the task of a heading and the paragraphs below it; None where these tell no fault, or nothing done about it."""
    assert node.head is not None
    told = [one for one in sentences([(one.text, one.at.start) for one in below]) if not is_closing(one.text)]
    found = problem_in(told) or fault_told(told)
    heading = Said(node.body.strip(" 　。：:"), node.body_start + len(node.body) - len(node.body.lstrip(" 　")), 0)
    problem, after = found or ([heading], 0)
    rest = told[after:]
    if found is not None and problem[-1].end < told[after - 1].end:
        rest = [_behind(problem[-1], told[after - 1]), *rest]
    if not rest:
        return None
    draft = Draft(node.head.arabic, node.head.label, node.at.start, max(told[-1].end, node.at.end))
    if found is not None:
        draft.add("title", piece_of([heading]))
    draft.add("problem", piece_of(problem))
    if state := state_in(told):
        draft.add("state", state)
    draft.add("progress", piece_of(take_fields(draft, told, rest)))
    draft.doubts.append(in_prose(draft))
    return draft


def _behind(told: Said, whole: Said) -> Said:
    """Return what a sentence goes on with behind the part that tells the fault."""
    cut = told.end - whole.start
    cut += len(whole.text[cut:]) - len(whole.text[cut:].lstrip("，,；; 　"))
    return Said(whole.text[cut:], whole.start + cut, whole.line)
