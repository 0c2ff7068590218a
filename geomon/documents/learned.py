"""Labels that a document uses throughout and no list holds (怎么改：…), known by how often they open a line and what follows."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from geomon.documents.bullets import COLON, OPEN
from geomon.documents.cell_looks import role_of_cells
from geomon.documents.label_words import Label
from geomon.documents.labels import role_of
from geomon.progress import parse_progress

_OPENED = re.compile(rf"^{OPEN}(?P<word>[一-龥]{{2,8}})[ 　*】\]〕]*{COLON}\**[ 　\t]*(?P<value>.*)$")
_ALONE = re.compile(rf"{OPEN}(?P<word>[一-龥]{{2,8}})[ 　*】\]〕]*")
_LEAST = 3
"""Times that a label stands before it is one: a document has at least so many tasks."""
_TAUGHT = ("problem", "measures", "goal", "deadline", "progress", "responsible", "state")


def learn(lines: Iterable[str]) -> dict[str, str]:
    """Return the roles of labels that open at least three lines and no list holds, by the look of their values; each role once.

    Examples
    --------
    >>> learn(["何时了结：2025年6月底", "何时了结：2025年底前", "何时了结：立行立改"])
    {'何时了结': 'deadline'}
    """
    alone: Counter[str] = Counter()
    values: dict[str, list[str]] = defaultdict(list)
    known: set[str] = set()
    opened: str | None = None
    for line in lines:
        m = _OPENED.match(line)
        if m is None and (bare := _ALONE.fullmatch(line)):
            alone[bare["word"]] += 1
        if m is None:
            if opened is not None and line.strip() and not values[opened][-1]:
                values[opened][-1] = line.strip()  # the value stands on the next line
            opened = None
            continue
        opened = None
        if role := role_of(m["word"]):
            known.add(role)
            continue
        opened = m["word"]
        values[opened].append(m["value"].strip())
    found: dict[str, str] = {}
    for word, cells in sorted(values.items(), key=lambda one: -len(one[1])):
        role = role_of_cells([cell for cell in cells if cell]) if len(cells) >= _LEAST else None
        if role in _TAUGHT and role not in known and role not in found.values():
            found[word] = role
    for word, times in alone.items():
        role = role_of(word) if times >= _LEAST and parse_progress(word).progress is None else None  # 未达到序时进度 is a value
        if role and role not in ("note", "title", "person"):
            found[word] = role
    return found


def taught_label(line: str, taught: dict[str, str]) -> list[Label]:
    """Return the label of a line that opens with a word that was learned."""
    bare = _ALONE.fullmatch(line) if taught else None
    if bare and bare["word"] in taught:
        return [Label(taught[bare["word"]], bare["word"], bare.start("word"), len(line))]
    m = _OPENED.match(line) if taught else None
    return [Label(taught[m["word"]], m["word"], m.start("word"), m.start("value"))] if m and m["word"] in taught else []
