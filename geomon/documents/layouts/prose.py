"""One thing told in sentences: a notice that it was put right, or the hand-over of a finding with what was done since.

Nothing in it is labelled. The first sentences that name a finder and a fault are the problem; what follows them, or a numbered list
below, is what was done. Tried only where no other layout finds a task, and every task is marked to be checked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.documents.closings import is_closing
from geomon.documents.draft import Draft, Piece
from geomon.documents.fault_words import WRONG
from geomon.documents.genre import answers_for_remediation, speaks_of_several
from geomon.documents.numbering import number_told
from geomon.documents.outline import Node, Zone, is_numbered_title, is_sign_off, is_title
from geomon.documents.page_furniture import is_furniture
from geomon.documents.said_fields import take_fields
from geomon.documents.sentences import Said, fault_told, piece_of, problem_in, sentences, state_in
from geomon.model import Doubt

FROM_TABLES = False
LAST = True
EXAMPLE = """示例市东坡石料厂环境问题交办单整改情况公示
2025年3月，市督察组检查发现东坡石料厂堆场未覆盖，扬尘污染严重。市督察办向东湖区下发交办单，要求2025年9月底前整改到位。目前已完成整改，内容如下：
1.堆场已全部加盖。
2.喷淋设施已建成。
公示期：2025年10月1日至10月9日
"""
_ANNOUNCES = re.compile("(?:整改|整治|治理|销号|问题)[^。]{0,40}(?:公示|公告)|(?:公示|公告)[^。]{0,40}(?:整改|整治|销号)")
_OF_A_PROJECT = re.compile("(?:项目|工程)(?:的?(?:整改|整治|竣工|完工|完成|建设))*(?:验收|销号|公[示告]|情况)")
_OF_A_FAULT = re.compile("问题|反馈|督[察查]|交办|举报|信访|责令|查处|整改(?:任务|事项|要求)")
_CONDITION = re.compile("老化|老旧|陈旧|滞后|薄弱|短板|有待|不(?:足|够|完善|健全|能满足)")
_INSIDE = 12
"""Characters before a field's words that a sentence holds (…，整改时限为2024年底) and that no label opens."""
_TELLS_STEPS = re.compile("采取|以下|如下|下列|主要(?:做|开展|工作)")
"""A sentence that leads to steps (县水利局采取以下措施：) and is no label, though it ends as one."""
LONGEST = 4000
"""Characters of a text that tells one thing; a longer one has chapters."""


def find(zone: Zone) -> Sequence[Draft]:
    """Return the one task of a zone of prose; none where it counts several, has chapters or fields, or bears too few signs."""
    nodes = told_nodes(zone)
    if nodes is None or not answers_for_remediation(zone):
        return []
    first = next((n for n, node in enumerate(nodes) if node.head), len(nodes))
    items = nodes[first:]
    if not _is_one_list(items) or sum(len(node.text) for node in nodes) > LONGEST:
        return []
    before = sentences([(node.text, node.at.start) for node in nodes[:first]])
    if speaks_of_several(zone.title + "".join(one.text for one in before if not is_closing(one.text))):
        return []
    found = problem_in(before) or (_fault_in(before, zone.title) if before and _ANNOUNCES.search(zone.title + before[0].text) else None)
    if found is None:
        return []
    problem, after = found
    behind = sentences([(node.text, node.at.start) for node in items if node.head is None])
    state = state_in(behind) or state_in(before[after - 1 :])
    rest = [one for one in before[after:] if not is_closing(one.text)]
    draft = Draft(number_told(zone.title, [one.text for one in before]), "", problem[0].start, max(problem[-1].end, nodes[-1].at.end))
    draft.add("problem", piece_of(problem))
    if state:
        draft.add("state", state)
    rest = take_fields(draft, before, rest)
    if items:
        draft.add("progress", Piece(tuple((node.text, node.at.start) for node in items if not is_closing(node.text))))
    elif rest:
        draft.add("progress", piece_of(rest))
    if not (items or rest or state or "deadline" in draft.pieces):
        return []
    draft.doubts.append(in_prose(draft))
    return [draft]


def _fault_in(before: Sequence[Said], title: str) -> tuple[list[Said], int] | None:
    """Return the fault that a notice tells without a finder; of a project, what was old or too small is why it was built, and no fault."""
    found = fault_told(before)
    if found is None or not _OF_A_PROJECT.search(title) or _OF_A_FAULT.search(title + before[0].text):
        return found
    return found if any(WRONG.search(_CONDITION.sub("", one.text)) for one in found[0]) else None


def told_nodes(zone: Zone) -> list[Node] | None:
    """Return the paragraphs of a zone that tell something, without titles, page furniture, sign-off; None where it has fields."""
    kept = []
    for node in zone.nodes:
        text = node.text.strip(" 　")
        if is_furniture(text) or any(label.role in ("note", "person") for label in node.labels):
            continue
        if node.labels and node.labels[0].start < _INSIDE and not _TELLS_STEPS.search(node.labels[0].word):
            return None
        if is_title(node) or is_numbered_title(node) or is_sign_off(text) or "|" in text:
            continue
        if node.head is None and not re.search("[。；;：:！，,]", text):
            continue
        kept.append(node)
    return kept if any(node.head is None for node in kept) else None


def _is_one_list(items: Sequence[Node]) -> bool:
    """Return whether numbered lines count up from one in one style of steps, with no paragraph of another matter between them."""
    heads = [node.head for node in items if node.head]
    styles = {head.style for head in heads}
    if len(styles) > 1 or styles & {"chapter", "一、", "item", "task"}:
        return not heads
    loose = [node for node in items if node.head is None and not is_closing(node.text)]
    return [head.number for head in heads] == list(range(1, len(heads) + 1)) and len(loose) <= 1


def in_prose(draft: Draft) -> Doubt:
    """Return the doubt that goes with every task that no label outlines."""
    piece = draft.pieces["problem"][0]
    return Doubt("told-in-prose", "problem", (), (piece.start, piece.end))
