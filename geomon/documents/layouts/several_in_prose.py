"""Several things told in sentences: one lists the problems and numbered lines below tell each result, or a paragraph each tells both.

反馈问题2个，分别是甲；乙。… 1.甲已…。 2.乙已…。 The list and the results have to be as many. Where a paragraph tells problem and result
(一是某填埋场…。为…，已…。), the opening counts as many things, or says none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.documents.closings import is_closing
from geomon.documents.draft import Draft, Piece
from geomon.documents.fault_words import FAULT, WRONG
from geomon.documents.genre import answers_for_remediation
from geomon.documents.layouts.prose import LONGEST, in_prose, told_nodes
from geomon.documents.measures import inline_marks
from geomon.documents.outline import Node, Zone
from geomon.documents.said_fields import deadline_in, leader_in
from geomon.documents.sentences import Said, problem_in, remedy_from, sentences, state_in, turn_of
from geomon.numerals import to_int

FROM_TABLES = False
LAST = True
EXAMPLE = """示例市审计反馈问题整改完成情况公示
审计反馈问题由市水务局牵头整改2个，分别是南坪水源地未设置标识牌；西湾河道内有3艘采砂船未清走。目前反馈问题均已整改完毕。现公示如下：
1.南坪水源地标识牌已设置。
2.西湾河道内3艘采砂船已拖离。
"""
_LISTS = re.compile("(?:分别(?:是|为)|包括|具体(?:是|为)|即)[：:]?[ 　]*(?=[^。]{8,})")
_COUNT = re.compile("(?P<n>[0-9]{1,2}|[一二三四五六七八九十两]{1,3})[个项件处条](?:[^，,。；;]{0,6}(?:问题|项目|任务|事项))?")
_FAULT = re.compile(f"{FAULT}|由于|因[^，,。]{{0,12}}(?:原因|限制|影响)")
_WHOLE = re.compile("[未无没]|均|全部|目前|已|尚")


def find(zone: Zone) -> Sequence[Draft]:
    """Return the tasks of a zone of prose that tells several one by one; none where problems and results do not match."""
    nodes = told_nodes(zone)
    if nodes is None or not answers_for_remediation(zone) or sum(len(node.text) for node in nodes) > 3 * LONGEST:
        return []
    first = next((n for n, node in enumerate(nodes) if node.head), len(nodes))
    heads = [node.head for node in nodes[first:] if node.head]
    styles = {head.style for head in heads}
    if len(heads) < 2 or len(styles) != 1 or [head.number for head in heads] != list(range(1, len(heads) + 1)):
        return []
    before = sentences([(node.text, node.at.start) for node in nodes[:first]])
    drafts = _listed(nodes[first:], before) if problem_in(before) else _by_paragraphs(nodes[first:], before)
    for draft in drafts:
        draft.doubts.append(in_prose(draft))
    return drafts


def _listed(items: Sequence[Node], before: Sequence[Said]) -> list[Draft]:
    """Return a task for each problem that a sentence of the opening lists, with the numbered line that tells its result."""
    if any(node.head is None and not is_closing(node.text) for node in items):
        return []
    results = [node for node in items if node.head]
    for n, one in enumerate(before):
        told = _parts(one)
        if len(told) != len(results) or not all(WRONG.search(part.text) for part in told):
            continue
        made = []
        for part, node in zip(told, results, strict=True):
            draft = _draft(node, part, before[n:])
            draft.add("progress", Piece(((node.body, node.body_start),)))
            draft.start = min(part.start, node.at.start)
            made.append(draft)
        return made
    return []


def _parts(one: Said) -> list[Said]:
    """Return what a sentence lists: 分别是甲；乙, or 一是甲；二是乙."""
    text = one.text.rstrip("。 　")
    marks = inline_marks(text)
    if len(marks) > 1:
        ends = [*(start for start, _, _ in marks[1:]), len(text)]
        return [Said(text[at:end].rstrip("；;，, "), one.start + at, one.line) for (_, at, _), end in zip(marks, ends, strict=True)]
    m = _LISTS.search(text)
    if m is None:
        return []
    return [Said(p.group().strip(), one.start + p.start(), one.line) for p in re.compile("[^；;]+").finditer(text, m.end())]


def _by_paragraphs(items: Sequence[Node], before: Sequence[Said]) -> list[Draft]:
    """Return a task for each numbered paragraph, where every one of them tells a fault and then turns to what was done."""
    counted = {to_int(m["n"].replace("两", "二")) for one in before for m in _COUNT.finditer(one.text)}
    owners = [n for n, node in enumerate(items) if node.head]
    if counted and len(owners) not in counted:
        return []
    shared = state_in(before)
    made = []
    for k, n in enumerate(owners):
        node = items[n]
        rest = items[n + 1 : owners[k + 1]] if k + 1 < len(owners) else items[n + 1 :]
        fault = next((m.start() for m in _FAULT.finditer(node.body)), None)
        turn = turn_of(node.body, fault) or remedy_from(node.body, fault) if fault is not None else None
        if turn is None or len(node.body) < 40:
            return []
        own = None if shared else state_in(sentences([(node.body[turn:], node.body_start + turn)]))
        if shared is None and own is None:
            return []
        draft = _draft(node, Said(node.body[:turn].rstrip("，,；; 　"), node.body_start, 0), before)
        if own:
            draft.add("state", own)
        more = [(other.text, other.at.start) for other in rest if not is_closing(other.text)]
        draft.add("progress", Piece(((node.body[turn:], node.body_start + turn), *more)))
        made.append(draft)
    return made


def _draft(node: Node, problem: Said, shared: Sequence[Said]) -> Draft:
    """Return a task with what the opening says of all: who leads, how far they are, until when."""
    assert node.head is not None
    draft = Draft(node.head.arabic, node.head.label, node.at.start, node.at.end)
    draft.add("problem", Piece(((problem.text, problem.start),)))
    if state := state_in([one for one in shared if _WHOLE.search(one.text)]):
        draft.add("state", state)
    if deadline := deadline_in(shared):
        draft.add("deadline", deadline)
    if leader := leader_in(shared):
        draft.add("lead", leader)
        draft.add("responsible", leader)
    return draft
