"""Numbered tasks with labelled fields, in any order: plans, progress reports, annual plans.

The numbering of the tasks is not known beforehand. A run of labels without a repeat belongs to one task; the nearest number above the
first label of each run votes for the style of the tasks' numbers. A line opens a task when it has that style and owns labels.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence

from geomon.documents.broken_off import broken_off, numbered_on
from geomon.documents.credit import read_credit
from geomon.documents.draft import Draft, Piece
from geomon.documents.genre import answers_in_fields
from geomon.documents.label_words import UNIT_ROLES
from geomon.documents.numbering import LEVELS, NTH, number_in
from geomon.documents.opening import give_all
from geomon.documents.outline import Node, Zone
from geomon.documents.quoted_head import unquoted, unquoted_whole
from geomon.documents.run_on import BY, CREDIT
from geomon.documents.sections import last_cut, leader_in, sections_of
from geomon.documents.task_numbers import number_drafts
from geomon.documents.units import looks_like_unit
from geomon.numerals import CN

FROM_TABLES = False
EXAMPLE = """示例市督察反馈问题整改方案
一、生态修复有短板
（一）取土坑复绿推进不快。东坡取土坑尚有两处裸露。
责任单位：市自然资源局（牵头）、生态环境局，东湖区委、区政府
整改时限：2025年6月底
整改措施：
1. 完成补植。
（二）水井计量不全。南坪水源地有三眼井未装计量设施。
责任单位：市水务局
整改时限：立行立改，长期坚持
整改措施：
1. 安装计量设施。
"""

_ANCHORS = {"deadline", BY, CREDIT, *UNIT_ROLES, "goal", "progress", "state", "measures"}
_CORE = {"deadline", *UNIT_ROLES, "progress", "state", BY, CREDIT}
_NUMBERED_ELSEWHERE = re.compile(
    f"[^，。；]{{0,16}}(?:{NTH}[项号条个]|"
    f"(?:编号|序号)[：:为]?(?:[0-9]{{1,3}}|[{CN}]{{1,4}}(?=[。 　]*$))|(?:问题|任务)[{CN}]{{1,3}}(?=整改[^，。；]{{2}}情况))"
    "[^，。；]{0,8}[：:。]?"
)
"""A heading that is only the task's number in the plan: 一、整改方案第3项任务."""
_SHORT = {"deadline", "person", *UNIT_ROLES}


def find(zone: Zone) -> Sequence[Draft]:
    """Return the tasks of a zone; none when its labels do not repeat as fields of tasks do."""
    nodes = zone.nodes
    heads = _task_heads(nodes)
    if not heads:
        return []
    sections = sections_of(nodes, heads)
    drafts: list[Draft] = []
    begun = broken_off(nodes, [n for n, _ in heads])
    last = min(last_cut(nodes, heads, sections), len(nodes) - (begun is not None))
    for k, (n, parent) in enumerate(heads):
        stop = heads[k + 1][0] if k + 1 < len(heads) else last
        if k + 1 < len(heads) and heads[k + 1][1] is not None and heads[k + 1][1] != parent:
            stop = heads[k + 1][1] or stop
        drafts.append(draft_of(nodes, n, min(stop, next((s for s in sections if s > n), stop)), parent, sections))
    number_drafts(nodes, heads, drafts, sections)
    give_all(drafts, nodes[: heads[0][0]])
    named = all((head := nodes[n].head) and head.style == "task" for n, _ in heads)  # 问题编号十四：… says that it is a task
    enough = {"goal"} if named else {"goal", "measures"}
    kept = [draft for draft in drafts if draft.pieces.keys() & _CORE or draft.pieces.keys() >= enough]
    # 三、整改目标 四、整改措施 as chapters are no fields
    if not (named or any(draft.pieces.keys() & _CORE for draft in kept) or (kept and answers_in_fields(zone))):
        return []
    return kept if begun is None or not kept or kept[-1] is not drafts[-1] else [*kept, numbered_on(begun, kept[-1])]


# ---- which lines open tasks -----------------------------------------------------------------------------------------


def _runs(nodes: Sequence[Node]) -> list[int]:
    """Return the node of the first label of each run of labels without a repeat."""
    starts: list[int] = []
    seen: set[str] = set()
    chapters = Counter(node.labels[0].role for node in nodes if _is_chapter(node))
    for n, node in enumerate(nodes):
        roles = [label.role for label in node.labels if label.role in _ANCHORS or label.role == "problem"]
        if not roles or (_is_chapter(node) and chapters[node.labels[0].role] == 1):  # 二、工作目标 of the whole plan
            continue
        if not seen or seen.intersection(roles):
            starts.append(n)
            seen = set()
        seen.update(roles)
    return starts


def _task_heads(nodes: Sequence[Node]) -> list[tuple[int, int | None]]:
    """Return (node of the task's number, node of its parent's number or None) of every task."""
    runs = _runs(nodes)
    votes: Counter[str] = Counter()
    numbered = _numbered(nodes, runs)
    for n in runs:
        above = next(
            (m for m in range(n, max(-1, n - 40), -1) if (m < n or m in numbered) and (h := nodes[m].head) and h.style != "一是"),
            None,
        )
        if above is not None and not _is_heading_of_field(nodes[above]):
            votes[nodes[above].head.style] += 1  # type: ignore[union-attr]
    if not votes:
        return []
    styles = {style for style, count in votes.items() if count >= max(1, 0.25 * votes.most_common(1)[0][1])}
    main = _main_style(nodes, votes, styles)
    owned = _owners(nodes, {main})
    split = _owners(nodes, {s for s in votes if LEVELS[s] > LEVELS[main]}) if len(votes) > 1 else []
    heads: list[tuple[int, int | None]] = []
    for k, n in enumerate(owned):
        stop = owned[k + 1] if k + 1 < len(owned) else len(nodes)
        children = [c for c in split if n < c < stop]
        first = next((m for m in range(n, stop) if _core(nodes[m])), stop)
        if len(children) > 1 and children[0] < first and nodes[children[0]].head.number == 1:  # type: ignore[union-attr]
            heads.extend((c, n) for c in children)
        else:
            heads.append((n, None))
    return heads


def _numbered(nodes: Sequence[Node], runs: Sequence[int]) -> set[int]:
    """Return the first lines of runs whose number is the task's own and no field's: 1、反馈问题：…, where （一）整改目标：… is a field."""
    glued: dict[str, list[int]] = {}
    found = {n for n in runs if not nodes[n].labels}
    for n in runs:
        node = nodes[n]
        if node.labels and node.head and node.labels[0].start >= node.head.length:
            glued.setdefault(node.labels[0].role, []).append(n)
    for role, several in glued.items():
        if role == "problem" and len(several) == 1 and [n for n, node in enumerate(nodes) if node.head and node.labels] == several:
            found.update(several)  # （四）反馈问题：… / 整改进展情况：…: one task of a page in the middle of a list
        numbers = [nodes[n].head.number for n in several]  # type: ignore[union-attr]
        if sum(b == a + 1 for a, b in itertools.pairwise(numbers)) >= 0.5 * (len(numbers) - 1) and len(set(numbers)) > 1:
            found.update(several)
    return found


def _main_style(nodes: Sequence[Node], votes: Counter[str], styles: set[str]) -> str:
    """Of the styles that often stand above labels, the one whose numbers run on best."""

    def runs_on(style: str) -> float:
        numbers = [nodes[n].head.number for n in _owners(nodes, {style})]  # type: ignore[union-attr]
        if not numbers:
            return 0  # 二、工作目标: every such number heads a field
        steps = sum(b in (a + 1, 1) for a, b in itertools.pairwise(numbers))
        return votes[style] * (0.3 + steps / max(1, len(numbers) - 1) if len(numbers) > 1 else 0.5)

    best = max(sorted(styles, key=lambda style: (LEVELS[style], style)), key=runs_on)  # of equals the outermost
    first = _owners(nodes, {best})[:1]
    for n in first:  # （1） right below 2. is a part of it: then 2. is the task's style
        above = next((m for m in range(n - 1, max(-1, n - 4), -1) if nodes[m].head or nodes[m].labels), None)
        if above is None or nodes[above].labels or nodes[n].head.number != 1:  # type: ignore[union-attr]
            continue
        outer = nodes[above].head.style  # type: ignore[union-attr]
        if outer in votes and LEVELS[outer] < LEVELS[best]:
            return outer
    return best


def _core(node: Node) -> bool:
    return any(label.role in _CORE or label.role == "goal" for label in node.labels)


def _is_heading_of_field(node: Node) -> bool:
    """Return whether a number stands before a label and nothing else: 二、整改情况 is a chapter, or a field of the task above it."""
    if node.head is None or not node.labels:
        return False
    return node.labels[0].start <= node.head.length + 2 and not node.text[node.labels[-1].value :].strip()


def _is_chapter(node: Node) -> bool:
    return _is_heading_of_field(node) and LEVELS[node.head.style] <= LEVELS["一、"]  # type: ignore[union-attr]


def _owners(nodes: Sequence[Node], styles: set[str]) -> list[int]:
    """Return the nodes of these styles below which a core label stands before the next such node."""
    marked = [n for n, node in enumerate(nodes) if node.head and node.head.style in styles and not _is_inner(nodes, n)]
    owned = []
    for k, n in enumerate(marked):
        stop = marked[k + 1] if k + 1 < len(marked) else len(nodes)
        if not _is_heading_of_field(nodes[n]) and any(_core(nodes[m]) for m in range(n, stop) if m > n or nodes[m].labels):
            owned.append(n)
    return owned


def _is_inner(nodes: Sequence[Node], n: int) -> bool:
    """Return whether the numbered node stands inside the value of a measures label that has not ended.

    Between 整改措施： and the next label of the same task all numbers are measures; the value ends where a run of labels begins anew.
    """
    if nodes[n].head.style == "task":  # type: ignore[union-attr]
        return False
    open_measures = None
    for m in range(n - 1, max(-1, n - 60), -1):
        if roles := [label.role for label in nodes[m].labels]:
            open_measures = m if roles[-1] == "measures" else None
            break
    if open_measures is None:
        return False
    first = next((m for m in range(open_measures + 1, n + 1) if nodes[m].head), None)
    if first is None or nodes[first].head is None or nodes[n].head is None:
        return False
    if nodes[first].head.style != nodes[n].head.style:  # type: ignore[union-attr]
        return False
    # the same style as the first measure: a measure, unless labels of a new task follow (its fields begin with one already seen)
    fields = (_ANCHORS | {"problem", "title"}) - {"measures"}
    seen: set[str] = set()
    for m in range(open_measures, max(-1, open_measures - 12), -1):  # this task's labels: back to its number, or to the first that repeats
        roles_here = {label.role for label in nodes[m].labels if label.role in fields}
        if roles_here & seen or (nodes[m].head and not nodes[m].labels and nodes[m].head.style == nodes[n].head.style):  # type: ignore[union-attr]
            break
        seen |= roles_here
    if {label.role for label in nodes[n].labels} & seen:
        return False
    for m in range(n + 1, min(len(nodes), n + 30)):
        if nodes[m].head and nodes[m].head.style == nodes[n].head.style and not nodes[m].labels:  # type: ignore[union-attr]
            return True
        if nodes[m].labels:
            after = {label.role for label in nodes[m].labels}
            return not (after & seen)
    return True


# ---- one task -------------------------------------------------------------------------------------------------------


def draft_of(nodes: Sequence[Node], n: int, stop: int, parent: int | None, sections: Sequence[int]) -> Draft:
    """Return the task that begins at node `n` and ends before `stop`.

    Parameters
    ----------
    parent : node of the heading whose part it is.
    sections : nodes of the headings that group the tasks.
    """
    node = nodes[n]
    assert node.head is not None
    told = number_in(node.body) if _NUMBERED_ELSEWHERE.fullmatch(re.sub("[ 　]", "", node.body)) else None
    draft = Draft(told or node.head.arabic, node.head.label, node.at.start, nodes[stop - 1].at.end if stop > n else node.at.end)
    role = "head"
    lines: list[tuple[str, int]] = []

    def close() -> None:
        kept = tuple((text, at) for text, at in lines if text.strip())
        if role == "head":
            draft.head = Piece(kept)
        elif role == CREDIT:
            for text, at in kept:
                for told, units, start in read_credit(text.rstrip("。")):
                    draft.add(told, Piece(((units, at + start),)))
        else:
            draft.add(role, Piece(kept))
        lines.clear()

    others = {label.role for m in range(n, stop) for label in nodes[m].labels if not label.word.startswith(("主责", "主管"))}
    for m in range(n, stop):
        current = nodes[m]
        offset = current.head.length if m == n and current.head else 0
        labels = [label for label in current.labels if label.start >= offset]
        if not labels:
            said = any(text.strip() for text, _ in lines)
            alone = role in UNIT_ROLES and said and not lines[0][0].strip()  # the label alone on its line, then a unit a line
            more = alone and all(map(looks_like_unit, re.split("[、，,]", current.text.strip("。 　"))))
            if role in _SHORT and said and not more and not lines[-1][0].rstrip().endswith(("、", "，", ",")):
                close()
                role = "note"  # a list of units or a date is over with its line
            body = (current.text[offset:], current.at.start + offset)
            lines.append(unquoted_whole(*body) if m == n else body)
            continue
        before = current.text[offset : labels[0].start].strip(" 　#*【[")
        if before and (m == n or (role == "head" and re.search("[。；！？]", before))):  # an answer that runs its fields on
            lines.append(unquoted(current.text[offset : labels[0].start], current.at.start + offset))
        for k, label in enumerate(labels):
            close()
            role = {BY: "deadline"}.get(label.role, label.role)
            if label.word.startswith("主管") and not others & set(UNIT_ROLES):
                role = "responsible"  # the only unit that is named answers
            if label.word.startswith("主责") and role == "responsible" and others & {"responsible", "implementing"}:
                role = "lead"  # 主责单位 beside 责任单位 or 承办单位: the one that leads
            end = labels[k + 1].start if k + 1 < len(labels) else len(current.text)
            parting = " 　【[（(；;，," if label.role in _SHORT and k + 1 < len(labels) else " 　【[（(；;"
            value = current.text[label.value : end].rstrip(parting)
            if value.endswith(("）", ")", "）。")) and value.count("）") + value.count(")") > value.count("（") + value.count("("):
                value = value.rstrip("。")[:-1]  # the bracket that holds all fields
            if label.role == BY:
                value = re.split("(?:全面|全部)?(?:完成|办结|整改到位|销号)", value)[0]
            lines.append((value, current.at.start + label.value))
    close()
    if county := draft.pieces.pop("county", []):
        draft.county = county[0].text.strip("。 　")
    if parent is not None:
        draft.title = nodes[parent].body.strip() or None
        draft.start = min(draft.start, nodes[parent].at.start) if nodes[n].head.number == 1 else draft.start  # type: ignore[union-attr]
    section = max((s for s in sections if s < (parent if parent is not None else n)), default=None)
    if section is not None:
        draft.section = nodes[section].text.strip(" 　#*◆◇●○■□▲△★☆•·")
        if not draft.pieces.keys() & {"lead", "responsible"} and (leader := leader_in(nodes, section)):
            draft.add("lead", leader)
    return draft
