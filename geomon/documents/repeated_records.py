"""Where a record that only its repeating words outline begins and ends; nothing where that is not sure.

What stands between a record's last field and the word that opens the next record is the end of the one or the heading of the other. It is
parted by a rule, by the number that counts the headings on, or by there being no heading above the first record. A record that took a line
of its neighbour's would give a task another's date, so whatever cannot be parted makes all records void.
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

from geomon.documents.bullets import BARE, BEFORE_WORD
from geomon.documents.genre import names_a_remedy
from geomon.documents.label_words import UNIT_ROLES
from geomon.documents.numbering import read_head
from geomon.documents.outline import Node
from geomon.numerals import CN, ENCLOSED, to_int

_OPENED = re.compile(f"{BEFORE_WORD}*(?P<word>[一-龥]{{2,8}})[：:][ 　]*")
_INSIDE = re.compile("(?<=[；;])[ 　]*(?P<word>[一-龥]{2,8})[：:][ 　]*")
_ALONE = re.compile("[ 　]*(?P<word>[一-龥]{2,8})[ 　]*")
_NAMED = re.compile("(?<![一-龥])([一-龥]{2,8})[：:]")
_RULE = re.compile("[-—－=＝_*·.…\\s　]{3,}")
_COUNTED = re.compile(rf"(?:之|事项|问题|案例|案件|任务)(?P<n>[{CN}]{{1,3}}|[{ENCLOSED}]|[0-9]{{1,3}})(?=[ 　：:、.．]|$)[ 　：:、.．]*")
_PAPER = re.compile("[〔\\[（(]20[0-9]{2}[〕\\]）)][ 　]?(?:第[ 　]?)?(?P<n>[0-9]{1,4})[ 　]?号$")
_CLAUSE_ENDS = re.compile("[。；;！](?=.)")
_CLOSES = re.compile("[ 　]*(?:以上|各|特此|请|联系|附|注|备注|抄送|公[示开]|监督|举报|逾期)")
_DEMANDS = re.compile("[ 　]*(?:同时|并(?!不)|另外|此外|还[应要须]|对[^，。；]{2,20}(?:要|再|进行|开展|全面|逐))[^。；]{2,}")
"""A line that goes on with what is demanded of one record: it opens with a word that joins it to what stands above."""
_OF_PAPER = re.compile(
    "以上|上述|本(?:通知|函|单|件)|[两各几]单|各[地县区市单部有相]|我[办局厅委省市县]|督办|挂牌|约谈|问责|通报|报送|上报|反馈|函告|联系|公[示开]|抄送|逾期"
)
"""What a line speaks of that closes the paper and is no step of a record."""
_SHORT = {"deadline", "number", "person", *UNIT_ROLES}
"""Fields whose values are a date or names, on one line or a few."""
_LONGEST_DEADLINE = 100
_MOST_LINES = 3
_LEAST = 2

Place = tuple[int, int]
Line = tuple[str, int]


@dataclasses.dataclass(frozen=True, slots=True)
class Field:
    """A word that opens a field: its role, its node, where it and its value begin in the node."""

    word: str
    role: str
    node: int
    start: int
    value: int


@dataclasses.dataclass(frozen=True, slots=True)
class Record:
    """One record: the lines of its heading, its fields, and the place (node, character) where its last value ends."""

    above: tuple[Line, ...]
    fields: tuple[Field, ...]
    end: Place

    def values(self, nodes: Sequence[Node]) -> list[tuple[Field, list[Line]]]:
        """Return each field with the lines of its value and where they start in the text."""
        stops = [*((field.node, field.start) for field in self.fields[1:]), self.end]
        return [(field, _lines(nodes, (field.node, field.value), stop)) for field, stop in zip(self.fields, stops, strict=True)]


def number_of(line: str) -> tuple[str, str, int, str] | None:
    """Return the number in a heading, how it is printed, where the text behind it begins, and its style; None where it has none."""
    if head := read_head(line):
        return head.arabic, head.label, head.length, head.style
    if (m := _COUNTED.search(line)) and m.start() <= 6 and (value := to_int(m["n"])):
        return str(value), line[: m.end()].strip(" 　：:、.．"), m.end(), "counted"
    if m := _PAPER.search(line.rstrip(" 　")):
        return m["n"], line.strip(" 　"), len(line), "paper"
    return None


def records_in(nodes: Sequence[Node], title: str, role: Callable[[str], str | None]) -> list[Record]:
    """Return the records of a text, two or more; none where they cannot be parted surely. `role` tells a word's role."""
    found = _fields(nodes, role)
    times = Counter(field.word for field in found)
    fields = [field for field in found if field.role and times[field.word] >= _LEAST]
    split = _split(fields)
    if len(split) < _LEAST:
        return []
    _take_unknown(split, [field for field in found if not field.role])
    parted = _part(nodes, title, split)
    words = {field.word for field in fields}
    return parted if all(_is_own(record, nodes, words, role) for record in parted) else []


# ---- fields ---------------------------------------------------------------------------------------------------------


def _fields(nodes: Sequence[Node], role: Callable[[str], str | None]) -> list[Field]:
    """Return all words that open a line or a clause, in order; the role is "" where the word tells none."""
    found: list[Field] = []
    for n, node in enumerate(nodes):
        if alone := _ALONE.fullmatch(node.text):
            if len(alone["word"]) >= 4 and n + 1 < len(nodes) and (told := role(alone["word"])):
                found.append(Field(alone["word"], told, n, alone.start("word"), alone.end()))
            continue
        first = _OPENED.match(node.text)
        matches = (*([first] if first else []), *_INSIDE.finditer(node.text))
        found.extend(Field(m["word"], role(m["word"]) or "", n, m.start("word"), m.end()) for m in matches)
    return found


def _split(fields: Sequence[Field]) -> list[list[Field]]:
    """Return each record's fields: as many as there are deadlines, opened by the first word of all; none where one has a word twice."""
    by = Counter(field.word for field in fields if field.role == "deadline").most_common(1)
    records: list[list[Field]] = []
    for field in fields:
        if field.word == fields[0].word:
            records.append([])
        records[-1].append(field)
    if not by or len(records) != by[0][1]:
        return []
    return records if all(len({field.word for field in record}) == len(record) for record in records) else []


def _take_unknown(records: Sequence[list[Field]], unknown: Sequence[Field]) -> None:
    """Add the words of no known role that each record has once: 解除条件：… is no part of the value above it."""
    held: list[dict[str, list[Field]]] = [{} for _ in records]
    starts = [(record[0].node, record[0].start) for record in records]
    k = -1
    for field in unknown:
        while k + 1 < len(starts) and starts[k + 1] <= (field.node, field.start):
            k += 1
        if k >= 0:
            held[k].setdefault(field.word, []).append(field)
    for word in held[0]:
        if all(len(one.get(word, ())) == 1 for one in held):
            for record, one in zip(records, held, strict=True):
                record.append(dataclasses.replace(one[word][0], role="note"))
    for record in records:
        record.sort(key=lambda field: (field.node, field.start))


# ---- where one ends and the next begins -----------------------------------------------------------------------------


def _part(nodes: Sequence[Node], title: str, split: Sequence[Sequence[Field]]) -> list[Record]:
    first = split[0][0]
    own = [_before(nodes, first)]
    lead = [n for n in range(first.node) if _says(nodes[n].text) and not _is_of_title(nodes[n].text, title)]
    ends: list[Place] = []
    heads: list[list[int]] = []
    for k, (record, after) in enumerate(pairwise(split), 1):
        last, opener = record[-1], after[0]
        if last.node == opener.node:
            if _CLAUSE_ENDS.search(nodes[last.node].text[last.value : opener.start].rstrip(" 　；;")):
                return []  # a second clause may be the heading of the next record
            ends.append((opener.node, opener.start))
            heads.append([])
            own.append(None)
            continue
        own.append(_before(nodes, opener))
        cut = _heading_begins(nodes, last, opener.node, lead, own[0], k)
        if cut is None:
            return []
        begin = max(cut, _value_node(nodes, last) + 1)
        ends.append((begin - 1, len(nodes[begin - 1].text)))
        heads.append([n for n in range(begin, opener.node) if _says(nodes[n].text)])
    if len({line is None for line in own}) > 1:
        return []
    goes_on = any(end[0] > _value_node(nodes, record[-1]) for record, end in zip(split, ends, strict=False))
    tail = _tail(nodes, split[-1][-1], goes_on)
    if tail is None:
        return []
    ends.append((tail, len(nodes[tail].text)))
    most = len(heads[0])
    heads.insert(0, lead[len(lead) - most :] if 0 < most <= len(lead) else [])
    lines = [tuple((nodes[n].text, nodes[n].at.start) for n in head) for head in heads]
    return [
        Record((*above, *([before] if before else [])), tuple(fields), end)
        for above, before, fields, end in zip(lines, own, split, ends, strict=True)
    ]


def _is_of_title(line: str, title: str) -> bool:
    return not _is_sentence(line) and not number_of(line) and re.sub("\\s", "", line) in re.sub("\\s", "", title)


def _before(nodes: Sequence[Node], opener: Field) -> Line | None:
    """Return what stands on the opener's own line before it."""
    text = nodes[opener.node].text[: opener.start]
    own = text.strip(f"；;{BARE}")
    return (own, nodes[opener.node].at.start + text.index(own)) if own else None


def _heading_begins(nodes: Sequence[Node], last: Field, opener: int, lead: Sequence[int], own: Line | None, k: int) -> int | None:
    """Return the node with which the heading of record `k` (from 0) begins, `opener` where it has none; None where that is not sure."""
    begin = _value_node(nodes, last) + 1
    rules = [n for n in range(begin, opener) if _RULE.fullmatch(nodes[n].text)]
    between = [n for n in range(begin, rules[0] if rules else opener) if _says(nodes[n].text)]
    if rules:
        return rules[0] if not between or last.role not in _SHORT else None
    if not between:
        return begin
    told = next((number for n in reversed(lead) if (number := number_of(nodes[n].text))), None)
    if told:
        numbers = [(n, number) for n in between if (number := number_of(nodes[n].text)) and number[3] == told[3]]
        on = [n for n, number in numbers if number[3] == "paper" or _counts_on(told[0], number[0], k)]
        if len(on) == 1 and (on[0] == between[0] or last.role not in _SHORT):
            goes_on = between[: between.index(on[0])]
            return on[0] if all(_is_sentence(nodes[n].text) for n in goes_on) else None
    elif not lead and own is None:
        return opener if last.role not in _SHORT and all(_is_sentence(nodes[n].text) for n in between) else None
    names = len(between) == 1 and not re.search("[。；;，,：:]", nodes[between[0]].text)
    closed = last.role in _SHORT or nodes[between[0] - 1].text.rstrip(" 　").endswith(("。", "；", ";"))
    return between[0] if not told and names and closed else None


def _is_sentence(text: str) -> bool:
    """Return whether a line is one of a value and no heading."""
    number = number_of(text)
    return text.rstrip(" 　").endswith(("。", "；", ";")) and not (number and number[3] in ("counted", "paper", "task"))


def _counts_on(first: str, number: str, k: int) -> bool:
    return first.isdecimal() and number.isdecimal() and int(number) == int(first) + k


def _tail(nodes: Sequence[Node], last: Field, goes_on: bool) -> int | None:
    """Return the node with which the last record ends; None where others' last values go on and this one's cannot be told."""
    end = _value_node(nodes, last)
    before = read_head(nodes[end].text[last.value if end == last.node else 0 :])
    for n in range(end + 1, len(nodes)):
        text, head = nodes[n].text, read_head(nodes[n].text)
        counts_on = bool(head and before and head.style == before.style and head.number == before.number + 1)
        joined = last.role == "measures" and _DEMANDS.match(text) and _is_sentence(text) and names_a_remedy(text)
        if last.role in _SHORT or _CLOSES.match(text) or not (goes_on or counts_on or joined):
            break
        if last.role == "measures" and not counts_on and _OF_PAPER.search(text):
            break
        if not counts_on and not _is_sentence(text):
            return None if any(_is_sentence(node.text) for node in nodes[n:]) else end
        end, before = n, head
    return end


def _value_node(nodes: Sequence[Node], field: Field) -> int:
    """Return the node of a field's first line: the one below a label that stands alone."""
    alone = len(nodes[field.node].text.rstrip()) <= field.value
    return min(field.node + alone, len(nodes) - 1)


def _says(text: str) -> bool:
    return bool(text.strip()) and not _RULE.fullmatch(text)


# ---- values ---------------------------------------------------------------------------------------------------------


def _lines(nodes: Sequence[Node], begin: Place, end: Place) -> list[Line]:
    lines = []
    for n in range(begin[0], end[0] + 1):
        start = begin[1] if n == begin[0] else 0
        until = end[1] if n == end[0] else len(nodes[n].text)
        lines.append((nodes[n].text[start:until].rstrip(f"；;{BARE}"), nodes[n].at.start + start))
    return [line for line in lines if line[0].strip()]


def _is_own(record: Record, nodes: Sequence[Node], words: set[str], role: Callable[[str], str | None]) -> bool:
    """Return whether no value holds another field, or is too long for a date."""
    for field, lines in record.values(nodes):
        named = {word for text, _ in lines for word in _NAMED.findall(text)}
        if named & words or (field.role in _SHORT and (len(lines) > _MOST_LINES or any(role(word) for word in named))):
            return False
        if field.role == "deadline" and sum(len(text) for text, _ in lines) > _LONGEST_DEADLINE:
            return False
    return True
