"""Tasks counted in words alone: 第一，… / 第二，…, 其一，… / 其二，…; inside a field the same words count its steps, and stay text.

A run of them counts tasks where each owns fields of its own, up to the next, or where the paper has no other number and no field at all and
each of them tells a fault.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from geomon.documents.fault_words import WRONG
from geomon.documents.numbering import Head
from geomon.documents.outline import Node, is_sign_off, is_title
from geomon.numerals import CN, to_int

_WORD = re.compile(f"[ 　]*(?P<label>(?P<way>[第其])(?P<n>[{CN}]{{1,3}}))[，,、：:；;][ 　]*(?![第其][{CN}])(?=[一-龥“《A-Z0-9])")
_STEPS = re.compile("(?:措施|做法|工作|要求|建议|打算|经验|原因|如下|几点|方面)[^。]{0,8}[：:]?$")
_OWN = {"goal", "deadline", "measures", "progress", "state", "responsible", "lead", "problem"}
_LEAST = 2
"""Tasks of a run, and fields of each, at least."""

_Run = list[tuple[int, Head]]


def with_told_numbers(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """Return paragraphs with these words as the numbers of tasks, where they count tasks."""
    heads: dict[int, Head] = {}
    runs = _runs(nodes)
    for run in runs:
        members = {n for other in runs if other[0][1].label[0] == run[0][1].label[0] for n, _ in other}  # 其一 may be a step of 第一
        owned = [_fields(nodes, n, members) for n, _ in run]
        if all(len(roles) >= _LEAST for roles in owned) or (len(runs) == 1 and _tell_faults(nodes, [n for n, _ in run])):
            heads.update(run)
    if not heads:
        return tuple(nodes)
    return tuple(dataclasses.replace(node, head=heads[n]) if n in heads else node for n, node in enumerate(nodes))


def _runs(nodes: Sequence[Node]) -> list[_Run]:
    """Return the runs that count up from one in one way, two words at least each."""
    runs: dict[str, list[_Run]] = {"第": [], "其": []}
    for n, node in enumerate(nodes):
        if node.head or not (m := _WORD.match(node.text)) or not (number := to_int(m["n"])):
            continue
        same = runs[m["way"]]
        if number == 1:
            same.append([])
        if same and number == len(same[-1]) + 1:
            same[-1].append((n, Head("1.", number, m["label"], m.end())))
    return [run for run in [*runs["第"], *runs["其"]] if len(run) >= _LEAST]


def _fields(nodes: Sequence[Node], n: int, members: set[int]) -> set[str]:
    """Return the roles of the fields between a word and the next, or the next heading of another matter."""
    roles = {label.role for label in nodes[n].labels}
    for m in range(n + 1, len(nodes)):
        node = nodes[m]
        if m in members or is_title(node) or (node.head and not node.labels and roles & {"deadline", "responsible", "lead"}):
            break
        roles |= {label.role for label in node.labels}
    return roles & _OWN


def _tell_faults(nodes: Sequence[Node], run: Sequence[int]) -> bool:
    """Return whether nothing else is counted or labelled, and each paragraph tells a fault and is no step of what stands above."""
    if any(node.head or any(label.role not in ("note", "person") for label in node.labels) for node in nodes):
        return False
    above = next((node.text.strip() for node in reversed(nodes[: run[0]]) if not is_sign_off(node.text)), "")
    steps = _STEPS.search(above) and not re.search("问题|任务|公示|情况", above[-24:])
    return not steps and all(WRONG.search(nodes[n].text) for n in run)
