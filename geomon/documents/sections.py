"""The headings that group the numbered tasks of a text, who leads the tasks below one, and where the last task ends."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from geomon.documents.closings import opens_closing
from geomon.documents.draft import Piece
from geomon.documents.label_words import UNIT_ROLES
from geomon.documents.numbering import LEVELS
from geomon.documents.outline import Node, is_sign_off, is_title, waits_for_value
from geomon.documents.units import looks_like_unit


def sections_of(nodes: Sequence[Node], heads: Sequence[tuple[int, int | None]]) -> list[int]:
    """Return the nodes of the headings that group the tasks: the innermost style that stands right above tasks and only counts up."""
    opens = {parent if parent is not None else n for n, parent in heads}
    task_styles = {nodes[n].head.style for n in opens}  # type: ignore[union-attr]
    first, last = min(opens), max(n for n, _ in heads)
    level = min(3 if style in ("task", "item") else LEVELS[style] for style in task_styles)
    found: dict[str, list[int]] = {}
    for n in range(max(0, first - 6), last):
        head = nodes[n].head
        if (
            head is None
            or (n + 1 not in opens and any(label.role not in ("title", "problem") for label in nodes[n].labels))  # 二、整改情况 above them
            or n in opens
            or LEVELS[head.style] >= level
            or head.style in task_styles
            or head.style == "一是"
            or len(nodes[n].text) > 70
        ):
            continue
        found.setdefault(head.style, []).append(n)
    best: list[int] = []
    for style in sorted(found, key=LEVELS.__getitem__):
        rows = [n for n in found[style] if n > first or n == max((m for m in found[style] if m < first), default=first)]
        numbers = [nodes[n].head.number for n in rows]  # type: ignore[union-attr]
        right_above = any(n + 1 in opens or (n + 2 in opens and _ANNOUNCES.search(nodes[n + 1].text)) for n in rows)
        if right_above and all(b > a for a, b in itertools.pairwise(numbers)):
            best = rows
    return best or _bare_headings(nodes, sorted(opens))


_ANNOUNCES = re.compile("(?:如下|下列|以下)[^。；]{0,12}[。：:]?$")
"""A sentence between a heading and its tasks: 现将有关情况说明如下。"""


def _bare_headings(nodes: Sequence[Node], opens: Sequence[int]) -> list[int]:
    """Return headings without a number: short lines that are no sentence, right above some of the tasks and not above all."""
    above = [n - 2 if _says_what_follows(nodes, n - 1) else n - 1 for n in opens if n > 0]
    found = [
        n
        for n in above
        if nodes[n].head is None
        and not nodes[n].labels
        and 4 <= len(nodes[n].text.strip()) <= 30
        and not re.search(r"[。；：:，,！？]|[0-9]{4}年[0-9]+月", nodes[n].text)
        and not is_title(nodes[n])
    ]
    return found if 1 < len(found) < len(opens) else []


def _says_what_follows(nodes: Sequence[Node], n: int) -> bool:
    """Return whether a line is the sentence below a heading that says its words again: 市水务局牵头3项."""
    if n < 1 or nodes[n].head or nodes[n].labels:
        return False
    heading = nodes[n - 1].text.strip()
    return 4 <= len(heading) <= 30 and nodes[n].text.strip().startswith(heading) and len(nodes[n].text) <= len(heading) + 30


_LED = re.compile("(?:牵头|主办)(?:负责)?(?:的)?(?:落实|办理|整改)?(?:事项|任务|问题|工作|项目)?(?:[（(][^（）()]*[）)])?$")


def leader_in(nodes: Sequence[Node], section: int) -> Piece | None:
    """Return the unit that a heading makes the lead of the tasks below it: 市水务局牵头事项, or 市水务局 above 市水务局牵头3项."""
    heading = nodes[section].body.strip(" 　#*")
    unit = _LED.sub("", heading)
    says = section + 1 < len(nodes) and nodes[section + 1].text.strip().startswith(f"{heading}牵头")
    if not (says or unit != heading) or not all(map(looks_like_unit, re.split("[、，,]", unit))):
        return None
    at = nodes[section].text.find(unit)
    return Piece(((unit, nodes[section].at.start + at),)) if at >= 0 else None


def last_cut(nodes: Sequence[Node], heads: Sequence[tuple[int, int | None]], sections: Sequence[int]) -> int:
    """Return where the last task ends: before 三、保障措施, 附件, or another title, once its fields are over."""
    n = heads[-1][0]
    task_level = LEVELS[nodes[n].head.style]  # type: ignore[union-attr]
    stop = _lacks_of_the_whole(nodes, n, task_level)
    nodes = nodes[:stop]
    labelled = [m for m in range(n, stop) if any(label.role != "note" for label in nodes[m].labels)]
    tail = labelled[-1] if labelled else n
    told = max((m for m in labelled if any(label.role not in ("note", "person") for label in nodes[m].labels)), default=n)
    opens = {*sections, *(h for h, _ in heads), *(parent for _, parent in heads)}
    inner = {h.style for m in range(heads[0][0], n) if m not in opens and (h := nodes[m].head)}  # styles that number measures here
    if len(heads) > 1 and all(b - a == 1 for (a, _), (b, _) in itertools.pairwise(heads)) and _runs_on(nodes[n]):
        return n + 1
    for m in range(n + 1, len(nodes)):
        node = nodes[m]
        if node.labels:
            continue
        if re.match(r"\s*(?:附件|附表|附：)", node.text) or (is_title(node) and not waits_for_value(nodes[m - 1])):
            return m
        if (m > tail and is_sign_off(node.text)) or (m > told and opens_closing(node.text)):
            return m
        if (
            m > tail
            and node.head
            and LEVELS[node.head.style] < task_level
            and node.head.style in {"一、", "chapter"} - inner
            and len(node.text) < 60
        ):
            return m
    return len(nodes)


def _lacks_of_the_whole(nodes: Sequence[Node], n: int, task_level: int) -> int:
    """Return where a chapter of what is still wanting stands below the last task, its fields over: 三、存在问题; else the end."""
    over = {"deadline", "progress", "state", *UNIT_ROLES}
    seen: set[str] = set()
    for m in range(n, len(nodes)):
        roles = {label.role for label in nodes[m].labels}
        if m > n and roles == {"problem"} and seen & over and _is_outer_heading(nodes[m], task_level):
            return m
        seen |= roles
    return len(nodes)


def _is_outer_heading(node: Node, task_level: int) -> bool:
    """Return whether a labelled line is a chapter's heading and no more, of a level above that of the tasks."""
    outer = node.head is not None and node.head.style in ("一、", "chapter") and LEVELS[node.head.style] < task_level
    return outer and not node.text[node.labels[-1].value :].strip(" 　：:#*")


def _runs_on(node: Node) -> bool:
    """Return whether a paragraph tells a whole task: problem, until when, and what was done."""
    roles = [label.role for label in node.labels]
    return roles[-1:] == ["progress"] and bool({"deadline", "by"} & set(roles)) and bool(node.text[: node.labels[0].start].strip())
