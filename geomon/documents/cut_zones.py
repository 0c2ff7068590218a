"""The zones of a file: it is cut before each title that opens a document of its own, also where many notices are bound together."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from geomon.documents.closings import opens_closing
from geomon.documents.labels import role_of
from geomon.documents.numbering import number_in
from geomon.documents.outline import Node, Zone, bare_title, is_numbered_title, is_sign_off, is_title, title_of, waits_for_value
from geomon.documents.source import Grid, Source

_OF_A_NOTICE = re.compile("(?:公示|公告|情况|报告|说明)(?:表)?$")


def _notices(nodes: Sequence[Node], source: Source) -> set[int]:
    """Return the titles that name the number of a task each and have text below: several notices bound in one file, however these go on.

    In a list of contents such titles stand one below another; what repeats a number is a heading inside it, unless both tell a problem.
    """
    titled_nodes = ((n, node.text) for n, node in enumerate(nodes) if is_title(node) or is_numbered_title(node))
    titles = ((n, text) for n, text in titled_nodes if _OF_A_NOTICE.search(bare_title(text)))
    titled = {n: number for n, text in titles if (number := number_in(text))}
    grids = [item for item in source.items if isinstance(item, Grid)]
    tables = [grid.start for grid in grids]
    problems = [node.at.start for node in nodes if _asks_for_problem(node)]
    problems += [cell.start for grid in grids for row in grid.rows for cell in row if _is_problem(cell.text)]
    follow = dict(itertools.zip_longest(titled, [*titled][1:]))
    found: dict[int, str] = {}
    for n, number in titled.items():
        ends = nodes[n + 1].at.start if n + 1 < len(nodes) else len(source.text)
        listed = n + 1 in titled and not any(nodes[n].at.start < start < ends for start in tables)
        again = bool(found) and number == found[max(found)]
        if again and not listed:
            last, here = nodes[max(found)].at.start, nodes[n].at.start
            until = nodes[after].at.start if (after := follow[n]) is not None else len(source.text)
            again = not (any(last < at < here for at in problems) and any(here < at < until for at in problems))
        if not listed and not again:
            found[n] = number
    return set(found) if len(found) > 1 else set()


_OF_PUBLISHING = re.compile("(?:公示|公告)(?:表|书)?$")
_NEAR = 40
"""Paragraphs in which a notice has closed."""


def _opens_notice(nodes: Sequence[Node], n: int) -> bool:
    """Return whether a title opens another notice: right above it one closed (公示期, who signed), and this one tells and closes, too."""
    if not _OF_PUBLISHING.search(bare_title(nodes[n].text)) or not any(_closes(node) for node in nodes[max(n - 2, 0) : n]):
        return False
    below = list(itertools.takewhile(lambda node: not is_title(node), nodes[n + 1 : n + _NEAR]))
    told = any(len(node.text) > 20 and node.text.rstrip().endswith("。") for node in below)
    return told and any(_closes(node) for node in below[1:])


def _closes(node: Node) -> bool:
    return is_sign_off(node.text) or opens_closing(node.text) or any(label.role == "note" for label in node.labels)


def _asks_for_problem(node: Node) -> bool:
    return any(label.role == "problem" for label in node.labels) or (node.head is not None and _is_problem(re.split("[：:]", node.body)[0]))


def _is_problem(text: str) -> bool:
    return len(text) <= 12 and role_of(bare_title(text).strip("：:")) == "problem"


def zones_of(source: Source, nodes: Sequence[Node]) -> list[Zone]:
    """Cut the document before each title that opens a text of its own (its sections start again at 一、)."""
    starts = [0]
    titles = [title_of(nodes, source)]
    notices = _notices(nodes, source)
    for n, node in enumerate(nodes):
        if n in notices:
            if n and (n > min(notices) or bare_title(node.text) != titles[0]):
                starts.append(n)
                titles.append(bare_title(node.text))
            continue
        if n < 3 or not is_title(node) or waits_for_value(nodes[n - 1]):
            continue
        following = [later for later in nodes[n + 1 : n + 40] if later.head and later.head.style in ("一、", "chapter")]
        if _opens_notice(nodes, n):
            starts.append(n)
            titles.append(bare_title(node.text))
            continue
        annexed = bool(re.fullmatch(r"附件\s?[0-9一二三四五六七八九十]*[：:]?", nodes[n - 1].text.strip(" 　#*")))
        if annexed or (following and following[0].head and following[0].head.number == 1):
            starts.append(n)
            titles.append(bare_title(node.text))
    zones, tables = [], [item for item in source.items if isinstance(item, Grid)]
    for k, (start, title) in enumerate(zip(starts, titles, strict=True)):
        stop = starts[k + 1] if k + 1 < len(starts) else len(nodes)
        begin = 0 if k == 0 else nodes[start].at.start
        end = nodes[stop].at.start if stop < len(nodes) else len(source.text)
        grids = tuple(item for item in tables if begin <= item.start < end)
        zones.append(Zone(title, tuple(nodes[start:stop]), grids, begin, end))
    return zones
