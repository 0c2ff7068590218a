"""Problems counted in one chapter, often in groups, and told as done in another: 一、存在问题 （一）某水库 1. 2. / 二、完成情况.

The second chapter need not count as the first does; where it does, each has its result. What the opening says of all
(已完成所有问题整改) holds for each.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from geomon.documents.chapter_words import PROBLEMS, RESULTS
from geomon.documents.closings import opens_closing
from geomon.documents.draft import Draft, Piece
from geomon.documents.genre import SIGN, is_other
from geomon.documents.layouts.prose import in_prose
from geomon.documents.numbering import LEVELS
from geomon.documents.opening import take_opening
from geomon.documents.outline import Zone, is_sign_off
from geomon.documents.page_furniture import is_furniture
from geomon.documents.parallel import part_alike, part_counted, part_in_groups

FROM_TABLES = False
LAST = True
EXAMPLE = """示例市水源地专项督查整改情况
督查组到示例市开展专项督查，目前已完成所有问题整改，现公示如下：
一、存在问题
1.东坡水库一级保护区内有农业种植，存在面源污染。
2.南坪水库未设立界标。
二、完成情况
东坡水库退耕60亩，南坪水库设立界标12块。
"""
_PROBLEMS = re.compile(f"^[ 　]*{PROBLEMS}[：: 　]*$")
_DONE = re.compile(f"^[ 　]*{RESULTS}[：: 　]*$")


def find(zone: Zone) -> Sequence[Draft]:
    """Return a task for each numbered line of the chapter of problems; none without a chapter of results or a sign of the genre."""
    nodes = zone.nodes
    chapters = [n for n, node in enumerate(nodes) if node.head and _PROBLEMS.match(node.body)]
    if len(chapters) != 1 or is_other(zone) or not SIGN.search(zone.title + "".join(node.text for node in nodes[: chapters[0]])):
        return []
    first = chapters[0]
    style = nodes[first].head.style  # type: ignore[union-attr]
    after = next((n for n in range(first + 1, len(nodes)) if (h := nodes[n].head) and LEVELS[h.style] <= LEVELS[style]), None)
    if after is None or not _DONE.match(nodes[after].body):
        return []
    problems = Draft("1", "", nodes[first].at.start, nodes[after].at.start)
    problems.add("problem", Piece(tuple((node.text, node.at.start) for node in nodes[first + 1 : after])))
    take_opening(problems, [node for node in nodes[:first] if not is_furniture(node.text)])
    results = itertools.takewhile(lambda node: not (opens_closing(node.text) or is_sign_off(node.text)), nodes[after + 1 :])
    problems.add("progress", Piece(tuple((node.text, node.at.start) for node in results)))
    drafts = part_in_groups(problems) or part_alike(problems) or part_counted(problems)
    for draft in drafts:
        draft.doubts.append(in_prose(draft))
    return drafts
