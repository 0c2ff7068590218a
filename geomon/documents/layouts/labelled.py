"""Numbered tasks with labelled fields, in any order: plans, progress reports, annual plans.

Which lines open tasks is found by `task_heads`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.documents.broken_off import broken_off, numbered_on
from geomon.documents.bullets import MARKS
from geomon.documents.credit import read_credit
from geomon.documents.draft import Draft, Piece
from geomon.documents.genre import answers_in_fields
from geomon.documents.label_words import UNIT_ROLES
from geomon.documents.numbering import NTH, number_in
from geomon.documents.opening import give_all
from geomon.documents.outline import Node, Zone
from geomon.documents.quoted_head import unquoted, unquoted_whole
from geomon.documents.run_on import BY, CREDIT
from geomon.documents.sections import last_cut, leader_in, sections_of
from geomon.documents.task_heads import CORE, task_heads
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

_NUMBERED_ELSEWHERE = re.compile(
    f"[^，。；]{{0,16}}(?:{NTH}[项号条个]|"
    f"(?:编号|序号)[：:为]?(?:[0-9]{{1,3}}|[{CN}]{{1,4}}(?=[。 　]*$))|(?:问题|任务)[{CN}]{{1,3}}(?=整改[^，。；]{{2}}情况))"
    "[^，。；]{0,8}[：:。]?"
)
"""A heading that is only the task's number in the plan: 一、整改方案第3项任务."""
_CALLED = re.compile("[ 　\t]*(?:问题|任务|事项)[ 　\t]+")
_OF_SECTOR = re.compile("主管|(?:行业)?(?:监管|主管)(?:责任|单位|部门|主体)")
"""Who answers for a branch watches over the work of the place, and answers where no other unit is named."""
_NEXT = re.compile("下一?步")
"""下一步打算 of a report: what it still owes, and no state."""
_NEXT_DAY = re.compile("[ 　]*(?:20[0-9]{2}年|[0-9]{1,2}月)")
_SHORT = {"deadline", "person", *UNIT_ROLES}


def find(zone: Zone) -> Sequence[Draft]:
    """Return the tasks of a zone; none when its labels do not repeat as fields of tasks do."""
    nodes = zone.nodes
    heads = task_heads(nodes)
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
    kept = [draft for draft in drafts if draft.pieces.keys() & CORE or draft.pieces.keys() >= enough]
    # 三、整改目标 四、整改措施 as chapters are no fields
    if not (named or any(draft.pieces.keys() & CORE for draft in kept) or (kept and answers_in_fields(zone))):
        return []
    return kept if begun is None or not kept or kept[-1] is not drafts[-1] else [*kept, numbered_on(begun, kept[-1])]


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

    named = [label for m in range(n, stop) for label in nodes[m].labels]
    others = {label.role for label in named if not label.word.startswith("主责") and not _OF_SECTOR.match(label.word)}
    for m in range(n, stop):
        current = nodes[m]
        offset = current.head.length if m == n and current.head else 0
        if m == n and node.head.style == "task" and (called := _CALLED.match(current.text, offset)):
            offset = called.end()  # 整改任务序号 18 问题 某镇…
        labels = [label for label in current.labels if label.start >= offset]
        if not labels:
            said = any(text.strip() for text, _ in lines)
            alone = role in UNIT_ROLES and said and not lines[0][0].strip()  # the label alone on its line, then a unit a line
            more = alone and all(map(looks_like_unit, re.split("[、，,]", current.text.strip("。 　"))))
            staged = role == "deadline" and said and _NEXT_DAY.match(current.text) and nodes[m - 1].text.rstrip().endswith(("；", ";"))
            if staged:
                lines[-1] = (f"{lines[-1][0]}；", lines[-1][1])  # the day of the next part stands on a line of its own
            elif role in _SHORT and said and not more and not lines[-1][0].rstrip().endswith(("、", "，", ",")):
                close()
                role = "note"  # a list of units or a date is over with its line
            body = (current.text[offset:], current.at.start + offset)
            lines.append(unquoted_whole(*body) if m == n else body)
            continue
        before = current.text[offset : labels[0].start].strip(" 　#*【[")
        if before and (m == n or (role == "head" and re.search("[。；！？]", before))):  # an answer that runs its fields on
            lines.append(unquoted(current.text[offset : labels[0].start].rstrip(" 　【[〔（("), current.at.start + offset))
        for k, label in enumerate(labels):
            close()
            role = {BY: "deadline"}.get(label.role, label.role)
            if _OF_SECTOR.match(label.word) and not others & set(UNIT_ROLES):
                role = "responsible"  # the only unit that is named answers
            if role == "note" and _NEXT.match(label.word) and others & {"progress", "state"}:
                role = "step" if "measures" in others else "ahead"  # its dated targets count, beside measures only these
            if label.word.startswith("主责") and role == "responsible" and others & {"responsible", "implementing"}:
                role = "lead"  # 主责单位 beside 责任单位 or 承办单位: the one that leads
            end = labels[k + 1].start if k + 1 < len(labels) else len(current.text)
            parting = " 　【[（(；;，," if label.role in _SHORT and k + 1 < len(labels) else " 　【[（(；;"
            if label.role == "problem" and k + 1 == len(labels):
                parting = " 　【[（("  # a problem of a list may end so: …等问题；
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
        draft.section = nodes[section].text.strip(f" 　{MARKS}○□△")
        if not draft.pieces.keys() & {"lead", "responsible"} and (leader := leader_in(nodes, section)):
            draft.add("lead", leader)
    return draft
