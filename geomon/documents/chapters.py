"""Chapters that are the fields of one task: 一、整改任务 / 二、整改目标 / …, or, without numbers, a label that opens each."""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.documents.guessing import guess_role
from geomon.documents.label_words import UNIT_ROLES, WORDS
from geomon.documents.numbering import LEVELS
from geomon.documents.outline import Node

_CHAPTERS = (
    (
        "problem",
        re.compile(
            r"^(?!下一步|存在的?问题$).{0,18}?(?:反馈|指出|交办|转办|督察|督查|举报|移交|曝光|信访|投诉|反映|审计(?:调查|检查)?发现)(?:意见|的)?(?:具体|主要)?"
            r"(?:问题|事项|意见|内容|整改任务|建议)(?:基本|具体)?(?:情况|内容|描述)?$|^(?:整改|反馈)(?:任务|事项)(?:基本|具体)?(?:内容|描述)$"
            r"|^(?:点位|图斑|问题)的?(?:基本|主要|具体)(?:问题|情况)$"
        ),
    ),
    (
        "progress",
        re.compile(
            r"(?:完成|达成|落实|进展|整改|办理|推进)(?:工作)?(?:情况|成效|结果|效果)$|(?:工作|情况)及(?:成效|效果)$"
            r"|整改后的?(?:现状|情况)(?:及.*)?$"
        ),
    ),
    ("measures", re.compile(r"(?:措施|举措)(?:及.*)?$")),
    ("responsible", re.compile("^整改实施(?:主体|单位)$")),
    ("goal", re.compile("^(?:目标任务|工作目标任务)$")),
    ("verdict", re.compile("^(?:验收|核查|销号)(?:意见|结论|情况|结果)$")),
)
_GLUABLE = tuple(
    sorted(
        (word for word, role in WORDS.items() if len(word) >= 4 and role in ("problem", "title", "goal", "measures", "progress")),
        key=len,
        reverse=True,
    )
)
_LONGEST = 30
"""Characters of a chapter's heading."""
_SURE, _WORD = 2, 8
"""Fields that have to be known before another is guessed, and the characters of its heading."""
_OWN_LABELS = {"problem", "goal", "deadline", "measures", "progress", *UNIT_ROLES}


def fields_of_chapters(nodes: Sequence[Node]) -> list[tuple[int, str, int]]:
    """Return (node, role, where its value begins in the node) of each field: a label, or a chapter that consists of one."""
    roles = {n: role for n, node in enumerate(nodes) if node.head and (role := role_of_chapter(node))}
    roles |= _guessed(nodes, roles)
    level = min((LEVELS[nodes[n].head.style] for n in roles), default=None)  # type: ignore[union-attr]
    chapters = {n: role for n, role in roles.items() if LEVELS[nodes[n].head.style] == level}  # type: ignore[union-attr]
    if len(chapters) > 1:
        chapters |= _run_in(nodes, chapters, level)
    elif not chapters and (glued := _all_run_in(nodes)):
        chapters, level = glued, LEVELS[nodes[next(iter(glued))].head.style]  # type: ignore[union-attr]
    styles = {nodes[n].head.style for n in chapters}  # type: ignore[union-attr]
    found: list[tuple[int, str, int]] = []
    heading, waits = 0, False
    for n, node in enumerate(nodes):
        if n in chapters:
            waits = False
            found.append((n, *chapters[n]))
            if chapters[n][0] in UNIT_ROLES:  # 四、责任单位：某区；验收单位：某局
                more = (label for label in node.labels if label.role in UNIT_ROLES and label.value > chapters[n][1])
                found.extend((n, label.role, label.value) for label in more)
            heading = n
        elif found and node.head and node.head.style in styles and len(node.body) <= _LONGEST and not re.search("[，。；,;]", node.body):
            found.append((n, "note", len(node.text)))  # 二、调查核实情况 between two fields is none of them
        elif found and _counts_on(nodes, n, chapters):
            found.append((n, "note", nodes[n].head.length))  # type: ignore[union-attr]
        elif level is not None and found and node.labels and node.head is None and (own := _own_labels(nodes, n, heading, chapters)):
            if found[-1][0] == heading and found[-1][1] not in UNIT_ROLES and not _is_told(nodes, heading, n, found[-1][2]):
                waits = found[-1][1] == "problem"
                found[-1] = (heading, "note", found[-1][2])  # 三、整改措施及时限, then a label for each: no value of its own
            found.extend(own)
            if waits and (at := _behind_fields(node)) is not None:
                found.append((n, "problem", at))
            waits = waits and found[-1][1] != "problem" and all(role != "problem" for _, role, _ in own)
        elif waits and node.head is None and not node.labels and node.text.strip():
            waits = False
            found.append((n, "problem", 0))  # 一、存在问题 / 责任单位：…, and only then what is amiss
        elif level is None and node.labels and node.head is None:
            found.extend((n, label.role, label.value) for label in node.labels)
        elif level is None and found and WORDS.get(node.text.strip(" 　：:")) in ("person", "note"):
            found.append((n, "note", len(node.text)))  # 责任人 alone on its line
    return found


def _guessed(nodes: Sequence[Node], known: dict[int, tuple[str, int]]) -> dict[int, tuple[str, int]]:
    """Return the headings whose words tell a field that no other tells, where two others of their style are fields: 一、问题概述."""
    styles = {nodes[n].head.style for n in known}  # type: ignore[union-attr]
    taken = {role for role, _ in known.values()}
    if len(taken) < _SURE or len(styles) > 1:
        return {}
    found: dict[int, tuple[str, int]] = {}
    for n, node in enumerate(nodes):
        if n in known or node.head is None or node.head.style not in styles or not 3 <= len(bare := node.body.strip(" 　：:")) <= _WORD:
            continue
        role = guess_role(bare)
        if role in _OWN_LABELS and role not in {*taken, *(other for other, _ in found.values())}:
            found[n] = (role, len(node.text))
    return found


def _counts_on(nodes: Sequence[Node], n: int, chapters: dict[int, tuple[str, int]]) -> bool:
    """Return whether a long numbered line is a chapter that runs into its text: its number lies between those of two chapters."""
    head = nodes[n].head
    before = max((m for m in chapters if m < n), default=None)
    after = min((m for m in chapters if m > n), default=None)
    if head is None or before is None or after is None:
        return False
    numbers = [nodes[m].head for m in (before, after)]
    return [h.number if h and h.style == head.style else 0 for h in numbers] == [head.number - 1, head.number + 1]


def _is_told(nodes: Sequence[Node], heading: int, n: int, at: int) -> bool:
    """Return whether a chapter tells something on the line of its heading, or below it on one without fields."""
    below = nodes[heading + 1 : min(n, heading + _NEAR)]
    return bool(nodes[heading].text[at:].strip() or any(node.text.strip() and not node.labels for node in below))


def _behind_fields(node: Node) -> int | None:
    """Return where a line of fields goes on with a sentence behind its last value: 责任单位：某镇。某料厂没有密闭，…; None for none."""
    if node.labels[-1].role not in _BESIDE_PROBLEM - {"goal"} or (stop := node.text.find("。", node.labels[-1].value)) < 0:
        return None
    return stop + 1 if len(node.text[stop + 1 :].strip()) > _LEAST and re.search("[，。]", node.text[stop + 1 :]) else None


_BESIDE_PROBLEM = {"goal", "deadline", *UNIT_ROLES}
_NEAR = 16
"""Lines below a heading that are looked through."""
_LEAST = 8
"""Characters of a sentence that tells what is amiss."""
_OPENS_LINE = 2
"""Characters before the first label of a line of fields: below 一、问题基本情况, 整改时限：…。责任单位：…。"""


def _own_labels(nodes: Sequence[Node], n: int, heading: int, chapters: dict[int, tuple[str, int]]) -> list[tuple[int, str, int]]:
    """Return the labels inside a chapter that are fields of their own: roles below 四、责任单位, what a heading of two fields announces."""
    labels = nodes[n].labels
    role = chapters[heading][0] if heading in chapters else ""
    if role in UNIT_ROLES:
        return [(n, label.role, label.value) for label in labels if label.role in UNIT_ROLES]
    if role == "problem" and labels[0].role in _BESIDE_PROBLEM and labels[0].start <= _OPENS_LINE:
        below = nodes[n + 1] if n + 1 < len(nodes) else None
        told = _is_told(nodes, heading, n, chapters[heading][1])
        if told and below is not None and not (below.head or below.labels or not below.text.strip()):
            return []  # a sentence before it and one behind: all of it is the problem
        return [(n, label.role, label.value) for label in labels if label.role in (*_BESIDE_PROBLEM, "problem")]
    announced = re.search("[及和与、]", nodes[heading].body)
    return [(n, label.role, label.value) for label in labels if label.role == role or (announced and label.role in _OWN_LABELS)]


def _run_in(nodes: Sequence[Node], chapters: dict[int, tuple[str, int]], level: int | None) -> dict[int, tuple[str, int]]:
    """Return the headings that run into their value without a mark, where their neighbours are headings: 一、整改问题某县…."""
    style = {nodes[n].head.style for n in chapters}  # type: ignore[union-attr]
    found: dict[int, tuple[str, int]] = {}
    for n, node in enumerate(nodes):
        if n in chapters or node.head is None or node.head.style not in style or LEVELS[node.head.style] != level:
            continue
        word = next((w for w in _GLUABLE if node.body.startswith(w)), None)
        taken = {role for role, _ in (*chapters.values(), *found.values())}
        if word and len(node.body) > len(word) + 4 and WORDS[word] not in taken and node.body[len(word)] not in "及和与、":
            found[n] = (WORDS[word], node.head.length + len(word))
    return found


_FIELD_WORDS = sorted((word for word, role in WORDS.items() if len(word) >= 4 and role in {*_OWN_LABELS, "title"}), key=len, reverse=True)
_ANY_FIELD = re.compile(
    "(?P<word>" + "|".join(_FIELD_WORDS) + ")(?P<more>及(?:完成|落实|进展|整改)?(?:情况|成效|效果))?[ 　]*(?=[^及和与、：:。 　])"
)


def _all_run_in(nodes: Sequence[Node]) -> dict[int, tuple[str, int]]:
    """Return the chapters of a notice all of which lost the break behind their heading: 一、反馈问题某县… 二、整改目标 消除….

    They count on from one, each is another field, and there are at least three: a plan's 一、整改目标全面完成 alone is a sentence.
    """
    found: dict[int, tuple[str, int]] = {}
    for n, node in enumerate(nodes):
        if node.head is None or node.head.style != "一、":
            continue
        m = _ANY_FIELD.match(node.body)
        role = "progress" if m and m["more"] else WORDS[m["word"]] if m else ""
        if not m or node.head.number != len(found) + 1 or role in (other for other, _ in found.values()):
            return {}
        found[n] = (role, node.head.length + m.end())
    return found if len(found) >= _GLUED else {}


_GLUED = 3
"""Fields that must run into their headings before that is how the page is."""


def role_of_chapter(node: Node) -> tuple[str, int] | None:
    """Return the role of a heading such as 二、整改目标 and where its value begins; None for any other numbered line."""
    assert node.head is not None
    if node.labels and node.text[node.labels[0].value :].strip():
        return node.labels[0].role, node.labels[0].value
    colon = re.match("[^：:，。；]{2,18}[：:]", node.body)
    if colon and not node.labels and (whole := next((role for role, words in _CHAPTERS if words.search(colon.group()[:-1])), None)):
        return whole, node.head.length + colon.end()
    bare = re.sub(r"[\s　：:。]|（.*?）|\(.*?\)|[{｛].*?[}｝]", "", node.body)
    if len(bare) > _LONGEST:
        return None
    for word in (bare, re.sub("情况$|内容$|要求$", "", bare)):
        if word in WORDS:
            return WORDS[word], len(node.text)
    if whole := next((role for role, words in _CHAPTERS if words.search(bare)), None):
        return whole, len(node.text)
    return (node.labels[0].role, node.labels[0].value) if node.labels else None
