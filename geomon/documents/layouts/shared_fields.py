"""Problems numbered one right after another, and below the last of them one set of fields that holds for all."""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.documents.closings import is_closing
from geomon.documents.draft import Draft, Piece
from geomon.documents.outline import Node, Zone, is_sign_off
from geomon.numerals import CN, to_int

FROM_TABLES = False
EXAMPLE = """示例市督察反馈问题整改情况公示
反馈问题1：东坡取土坑底数不清。
反馈问题2：东坡取土坑尚有两处裸露。
整改目标：取土坑全部复绿。
整改措施：
1.摸清底数。
2.覆土补植。
责任单位：市自然资源局
整改完成情况：已完成补植。
"""
_PROBLEM = re.compile(rf"[ 　]*(?P<label>(?:反馈|指出|交办|整改)?(?:的)?(?:问题|任务)(?P<n>[0-9]{{1,3}}|[{CN}]{{1,3}}))[：:]")
_LEAST_FIELDS = 3


def find(zone: Zone) -> Sequence[Draft]:
    """Return a task for each problem of such a run, the fields below with each; none where the numbers or the fields are not so."""
    nodes = zone.nodes
    heads = [(n, m) for n, node in enumerate(nodes) if (m := _PROBLEM.match(node.text))]
    at = [n for n, _ in heads]
    if len(heads) < 2 or at != list(range(at[0], at[0] + len(at))):
        return []
    numbers = [to_int(m["n"]) for _, m in heads]
    first = numbers[0]
    if first is None or numbers != list(range(first, first + len(numbers))):
        return []
    below = at[-1] + 1
    if below == len(nodes) or not nodes[below].labels or any(nodes[n].labels for n in at):
        return []
    fields = _fields(nodes[below:])
    roles = [role for role, _ in fields]
    if len(set(roles)) < _LEAST_FIELDS or "problem" in roles or not {"goal", "measures"} & set(roles):
        return []
    end = max(piece.end for _, piece in fields)
    drafts = []
    for n, m in heads:
        text, start = nodes[n].text, nodes[n].at.start
        draft = Draft(str(to_int(m["n"])), m["label"], start, end if n == at[-1] else nodes[n].at.end)
        draft.add("problem", Piece(((text[m.end() :], start + m.end()),)))
        for role, piece in fields:
            draft.add(role, piece)
        drafts.append(draft)
    return drafts


def _fields(nodes: Sequence[Node]) -> list[tuple[str, Piece]]:
    """Return the role and the text of each field up to the closing of the document."""
    found: list[tuple[str, Piece]] = []
    role = "note"
    lines: list[tuple[str, int]] = []

    def close() -> None:
        piece = Piece(tuple(line for line in lines if line[0].strip()))
        if piece.lines:
            found.append((role, piece))
        lines.clear()

    for node in nodes:
        if is_sign_off(node.text) or is_closing(node.text) or (node.head and node.head.style in ("chapter", "一、")):
            break
        if not node.labels:
            lines.append((node.text, node.at.start))
        for k, label in enumerate(node.labels):
            close()
            role = label.role
            end = node.labels[k + 1].start if k + 1 < len(node.labels) else len(node.text)
            lines.append((node.text[label.value : end], node.at.start + label.value))
    close()
    return found
