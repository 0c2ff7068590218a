"""Whether a row of another table is a task of a list: by number and words, those for what is amiss no less than those for the place."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property

from geomon.documents.draft import Draft
from geomon.documents.label_words import UNIT_ROLES
from geomon.documents.same_inspection import Inspection

TELLS = ("answer", "state", "progress", "verdict")
"""Roles that tell a state."""
_LIKE_NUMBERED, _LIKE = 0.34, 0.6
"""Share of a row's words that stand in the task, where its number is the task's and where it is not."""
_STRANGE = 0.12
"""Share of a row's characters in words that the task does not have, at most: 在线设备故障 of a works that 长期停运 is another matter."""
_COMMON = re.compile(r"问题|整改|治理|工作|整治|落实|推进|情况|任务|[\s\W]+|[0-9]")
_NAMED = re.compile("[^　](?=[省市县区旗镇乡村街河江湖库渠沟溪站园厂矿场坑院校公])")
"""The last character of a name: 东坡镇 and 东沟镇 are two."""
_BY_COUNT = re.compile("[0-9]+(?=[号#])")
_MANY = 50
"""Tasks that share a pair of characters, at most, where the pair tells which task is meant."""
_FEW, _NEAREST = 12, 6
"""Sets that are compared with all others; of more, each with those only that share most words which few have."""


@dataclasses.dataclass(eq=False)
class TaskSet:
    """The tasks of a table or a text, with what its title names, and all that comparing them asks for, made once."""

    drafts: Sequence[Draft]
    about: Inspection

    @cached_property
    def words(self) -> list[str]:
        """What each task is called and what it is about."""
        return [_words(draft) for draft in self.drafts]

    @cached_property
    def pairs(self) -> list[set[str]]:
        """The pairs of characters of each."""
        return [_pairs(text) for text in self.words]

    @cached_property
    def known(self) -> list[set[str]]:
        """These with those of the heading that the task stands below: a list may call it so."""
        return [pairs | _pairs(draft.section) for pairs, draft in zip(self.pairs, self.drafts, strict=True)]

    @cached_property
    def holders(self) -> dict[str, list[int]]:
        """Which tasks have a pair."""
        found: dict[str, list[int]] = {}
        for n, pairs in enumerate(self.known):
            for pair in pairs:
                found.setdefault(pair, []).append(n)
        return found

    @cached_property
    def numbered(self) -> dict[str, int]:
        """The first task of each number."""
        return {draft.number: n for n, draft in reversed(list(enumerate(self.drafts)))}

    @cached_property
    def told(self) -> int:
        """How many characters tell of tasks, beside their state."""
        pieces = [piece for draft in self.drafts for role, several in draft.pieces.items() if role not in TELLS for piece in several]
        return sum(len(piece.text) for piece in [*pieces, *(draft.head for draft in self.drafts if draft.head)])

    @cached_property
    def reported(self) -> int:
        """How many tell a state."""
        return sum(bool(draft.pieces.keys() & set(TELLS)) for draft in self.drafts)

    @cached_property
    def plans(self) -> bool:
        """Whether they say themselves what is to be done."""
        return any(draft.pieces.keys() & {"measures", "goal"} for draft in self.drafts)

    @cached_property
    def first_due(self) -> int | None:
        """The year of the first deadline."""
        due = "\n".join(piece.text for draft in self.drafts for piece in draft.pieces.get("deadline", []))
        return min((int(year) for year in re.findall("20[0-9]{2}", due)), default=None)

    def tasks_of(self, rows: TaskSet) -> list[int | None]:
        """Return the task that each row is about: that of its number if the words agree, else the one whose words agree by far the most."""
        if id(rows) not in self._about:
            self._about[id(rows)] = (rows, [self._task_of(rows, n) for n in range(len(rows.drafts))])
        return self._about[id(rows)][1]

    @cached_property
    def _about(self) -> dict[int, tuple[TaskSet, list[int | None]]]:
        return {}

    def _task_of(self, rows: TaskSet, at: int) -> int | None:
        row, words = rows.drafts[at], rows.pairs[at]
        same = self.numbered.get(row.number, self.numbered.get(re.sub("-[0-9]+$", "", row.number)))
        held = [several for pair in words if (several := self.holders.get(pair))]
        telling = [several for several in held if len(several) <= _MANY] or [several[:_MANY] for several in held]
        hits = Counter(n for several in telling for n in several)
        compared = sorted({n for n, _ in hits.most_common(_NEAREST)} | ({same} if same is not None else set()))
        likeness = {n: len(words & self.known[n]) / len(words) for n in compared} if words else {}
        best = max(likeness, key=lambda n: likeness[n], default=None)
        if best is not None and likeness[best] < _LIKE:
            best = None
        alike = likeness.get(same, 0.0) if same is not None else 0.0
        if same is not None and alike >= _LIKE_NUMBERED and (best is None or likeness[best] - alike < _LIKE / 2):
            better = best is not None and self._is_about(rows.words[at], best) and not self._is_about(rows.words[at], same)
            best = best if better else same
        elif best is not None and sum(likeness[n] == likeness[best] for n in compared) > 1:
            return None  # it may be either
        return best if best is not None and self._is_about(rows.words[at], best) else None

    def _is_about(self, row: str, task: int) -> bool:
        """Return whether a row's opening has no word that is foreign to a task and the rest hardly any, and no name or count is another."""
        ours, theirs = set(_BY_COUNT.findall(row)), set(_BY_COUNT.findall(self.words[task]))
        if ours and theirs and not ours & theirs:
            return False
        bare = _COMMON.sub(lambda m: "　" * len(m[0]), row)
        held = [bare[n : n + 2] in self.known[task] for n in range(len(bare) - 1)]
        marks = "".join("　" if c == "　" else "." if any(held[max(n - 1, 0) : n + 1]) else "x" for n, c in enumerate(bare))
        strange = [(m.start(), len(m[0])) for m in re.finditer("x{2,}", marks)]
        opening = next((m.start() for m in re.finditer("[，。；,;]", row)), len(row))
        if any(at < opening for at, _ in strange) or any(marks[m.start()] == "x" for m in _NAMED.finditer(bare)):
            return False
        return sum(length for _, length in strange) <= _STRANGE * len(bare.replace("　", ""))

    def strangers(self, rows: TaskSet) -> Iterator[Draft]:
        """Yield the rows that are about none of the tasks."""
        return (row for row, k in zip(rows.drafts, self.tasks_of(rows), strict=True) if k is None)

    @staticmethod
    def disagree(pairs: Sequence[tuple[Draft, Draft]]) -> bool:
        """Return whether most tasks that are alike have other deadlines, or other units in the same role: a list of another inspection."""
        due = [(_due(row), _due(task)) for row, task in pairs]
        same = [all(one == other for one, other in zip(ours, theirs, strict=False)) for ours, theirs in due if ours and theirs]
        units = [shared for row, task in pairs if (shared := _share_units(row, task)) is not None]
        return any(told and sum(told) <= len(told) / 2 for told in (same, units))


def candidates(sets: Sequence[TaskSet], first: int) -> list[list[int]]:
    """Return for each set those among the `first` that it may list or report on: all if they are few, else the nearest in words."""
    if first <= _FEW:
        return [list(range(first)) for _ in sets]
    holders: dict[str, list[int]] = {}
    shared = [set[str]().union(*one.known) for one in sets]
    for n, pairs in enumerate(shared[:first]):
        for pair in pairs:
            if len(several := holders.setdefault(pair, [])) <= _FEW:
                several.append(n)
    found = []
    for n, pairs in enumerate(shared):
        rare: Counter[int] = Counter()
        usual: Counter[int] = Counter()
        for pair in pairs:
            several = holders.get(pair, [])
            (rare if len(several) <= _FEW else usual).update(k for k in several if k != n)
        nearest = [k for k, _ in [*rare.most_common(_NEAREST), *usual.most_common(2)]]
        found.append(sorted(set(nearest)))
    return found


def _words(draft: Draft) -> str:
    pieces = [*draft.pieces.get("title", []), *draft.pieces.get("problem", []), *([draft.head] if draft.head else [])]
    return "".join([draft.title or "", *(piece.text for piece in pieces)])


def _due(draft: Draft) -> tuple[str, ...]:
    """Return the figures of a deadline."""
    return tuple(number.lstrip("0") for piece in draft.pieces.get("deadline", [])[:1] for number in re.findall("[0-9]+", piece.text))


def _share_units(row: Draft, task: Draft) -> bool | None:
    """Return whether a row and a task have a unit in common in a role that both tell; None where they tell no such role."""
    told = False
    for role in UNIT_ROLES:
        ours, theirs = (_names("、".join(piece.text for piece in draft.pieces.get(role, []))) for draft in (row, task))
        if any(_is_short_for(*sorted((one, other), key=len)) for one in ours for other in theirs):
            return True
        told = told or bool(ours and theirs)
    return False if told else None


def _is_short_for(name: str, full: str) -> bool:
    """Return whether the characters of a name stand in another in their order: 市自规局 in 市自然资源和规划局."""
    rest = iter(full)
    return all(c in rest for c in name)


def _names(text: str) -> list[str]:
    return [re.sub("(?:人民)?政府$", "", name) for name in re.split(r"[、，,；;\s（）()：:]+", text) if len(name) > 1]


def _pairs(text: str) -> set[str]:
    """Return the pairs of neighbouring characters of a text, without the words that all tasks share."""
    bare = _COMMON.sub("　", text)
    return {bare[n : n + 2] for n in range(len(bare) - 1) if "　" not in bare[n : n + 2]}
