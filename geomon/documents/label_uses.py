"""The labels and headings that a document uses and what each is taken for, for a person to look at and put right."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterator
from typing import Literal

from geomon.documents.bullets import COLON, OPEN
from geomon.documents.columns import propose
from geomon.documents.label_words import ROLES
from geomon.documents.labels import role_of
from geomon.documents.learned import learn
from geomon.documents.lessons import NOTHING, Lesson, labels_told
from geomon.documents.outline import Node, nodes_of
from geomon.documents.source import Grid, Source
from geomon.documents.tables import split_grid

Why = Literal["told", "known", "look", "unknown"]
ORDER: tuple[Why, ...] = ("unknown", "look", "known", "told")
"""In the order in which a person should look."""
MOST = 80
_OPENED = re.compile(rf"^{OPEN}(?P<word>[一-龥]{{2,10}})(?:（[^）]{{0,12}}）)?[ 　*】\]〕]*{COLON}\**[ 　\t]*(?P<value>.*)$")
_ALONE = re.compile(r"[ \t　*#【\[]*(?P<word>[一-龥]{2,8})[ 　*】\]]*")
_SAMPLE = 40
_OFTEN = 2
"""Times that a word which no list holds opens a line before it is shown as a label."""


@dataclasses.dataclass(frozen=True, slots=True)
class LabelUse:
    """A label or heading of a document.

    Attributes
    ----------
    role : what it is taken for, one of `columns.COLUMN_ROLES`; "ignore" where nothing is.
    count : how often it stands there; of a column, its filled cells.
    why : "told" by a person, "known" by its words, by the "look" of its values, or "unknown".
    sample : the beginning of one value.
    column : it is the heading of a table's column.
    """

    word: str
    role: str
    count: int
    why: Why
    sample: str = ""
    column: bool = False


def label_uses(source: Source, lesson: Lesson) -> list[LabelUse]:
    """Return the labels and headings of a source, those that nobody knows first, then the frequent ones."""
    with labels_told(lesson.labels):
        found = [*_in_lines(source, dict(lesson.labels)), *_in_tables(source, dict(lesson.labels))]
    seen: dict[str, LabelUse] = {}
    for use in found:
        seen.setdefault(use.word, use)
    return sorted(seen.values(), key=lambda use: (ORDER.index(use.why), -use.count))[:MOST]


def _in_lines(source: Source, told: dict[str, str]) -> Iterator[LabelUse]:
    counts: Counter[str] = Counter()
    roles: dict[str, str] = {}
    samples: dict[str, str] = {}
    looked = learn(paragraph.text for paragraph in source.paragraphs)
    nodes = nodes_of(source)
    for n, node in enumerate(nodes):
        for word, role, value in _labels_of(node) or _unknown(node):
            bare = re.sub(r"\s", "", word)
            counts[bare] += 1
            roles.setdefault(bare, role)
            if not samples.get(bare):
                samples[bare] = value.strip() or (nodes[n + 1].text.strip() if n + 1 < len(nodes) else "")
    for word, count in counts.items():
        role = told.get(word, roles[word])
        why: Why = "told" if word in told else "look" if word in looked else "unknown" if role == NOTHING else "known"
        if why != "unknown" or count >= _OFTEN:
            yield LabelUse(word, role, count, why, samples[word][:_SAMPLE])


def _labels_of(node: Node) -> list[tuple[str, str, str]]:
    """Return word, role and value of a node's labels; a clause that runs on without a label of its own is none."""
    starts = [*(label.start for label in node.labels), len(node.text)]
    return [(label.word, label.role, node.text[label.value:starts[n + 1]]) for n, label in enumerate(node.labels) if label.role in ROLES]


def _unknown(node: Node) -> list[tuple[str, str, str]]:
    """Return the word that opens a line as a label does, though no list holds it."""
    m = _OPENED.match(node.body) or (_ALONE.fullmatch(node.body) if node.head is None else None)
    return [(m["word"], NOTHING, m.groupdict().get("value") or "")] if m else []


def _in_tables(source: Source, told: dict[str, str]) -> Iterator[LabelUse]:
    for grid in source.items:
        if not isinstance(grid, Grid):
            continue
        _, headings, rows = split_grid(grid)
        texts = [[cell.text for cell in row] for row in rows]
        columns = propose(headings, texts, grid.named) if headings else []
        if not any(column.role != NOTHING for column in columns):
            yield from _in_cells(grid, told)
            continue
        for column in columns:
            word = re.sub(r"\s+", "", column.heading)
            cells = [row[column.at].strip() for row in texts if column.at < len(row) and row[column.at].strip()]
            why: Why = "told" if word in told else "known" if column.score >= 0.75 else "unknown" if column.role == NOTHING else "look"
            if word:
                yield LabelUse(word, column.role, len(cells), why, cells[0][:_SAMPLE] if cells else "", column=True)


def _in_cells(grid: Grid, told: dict[str, str]) -> Iterator[LabelUse]:
    """Yield the labels of a table that tells its tasks in cells beside each other: 责任单位 | 市水务局."""
    counts: Counter[str] = Counter()
    samples: dict[str, str] = {}
    for row in grid.rows:
        for cell, value in zip(row, [*row[1:], None], strict=True):
            bare = re.sub(r"[\s：:]", "", cell.text)
            if _ALONE.fullmatch(bare):
                counts[bare] += 1
                samples.setdefault(bare, value.text.strip() if value else "")
    for word, count in counts.items():
        role = told.get(word) or role_of(word) or NOTHING
        if role != NOTHING or count >= _OFTEN + 1:
            why: Why = "told" if word in told else "unknown" if role == NOTHING else "known"
            yield LabelUse(word, role, count, why, samples[word][:_SAMPLE])
