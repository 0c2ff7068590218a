"""What people told the reader of a document: the roles of its labels and headings, and the lines on which its tasks begin.

The told labels hold while a document is read: repair, outline and every layout ask for labels, and none of them has to hand them on.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from contextvars import ContextVar

from geomon.documents.bullets import COLON, OPEN
from geomon.documents.label_words import ROLES, Label

NOTHING = "ignore"
"""Role of a label or heading whose value geomon does not keep."""
SHORTEST = 4
"""Letters from which the beginning of a line is known again."""
_OPEN = OPEN + r"(?:[（(]?[0-9一二三四五六七八九十]{1,2}[）)、.．]{1,2}\s?)?(?:[ \t　*]|【|\[|〔)*"
_CLOSE = r"(?:[ 　*]|】|\]|〕)*"
_TAIL = r"(?:（[^）]{0,12}）|\([^)]{0,12}\))?"


@dataclasses.dataclass(frozen=True, slots=True)
class Mark:
    """A line that a person marked.

    Attributes
    ----------
    kind : "start": a task begins on it; "joined": the task that begins on it belongs to the one before.
    words : how the line begins, blanks left out.
    number : of the task that begins there.
    """

    kind: str
    words: str
    number: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Lesson:
    """What was told for one document: `labels` are words with a role of `columns.COLUMN_ROLES`, or "ignore"."""

    labels: tuple[tuple[str, str], ...] = ()
    marks: tuple[Mark, ...] = ()

    @property
    def digest(self) -> str:
        """What tells it from any other; empty when nothing was told."""
        return hashlib.sha256(repr((self.labels, self.marks)).encode()).hexdigest()[:8] if self.labels or self.marks else ""


@dataclasses.dataclass(frozen=True, slots=True)
class _Told:
    roles: Mapping[str, str]
    opening: re.Pattern[str]
    inside: re.Pattern[str]


_NOW: ContextVar[_Told | None] = ContextVar("labels told", default=None)


@contextlib.contextmanager
def labels_told(labels: Sequence[tuple[str, str]]) -> Iterator[None]:
    """Let words be labels of these roles while the block runs, in this thread; roles that only a column has are left out.

    Examples
    --------
    >>> from geomon.documents.labels import read_labels
    >>> with labels_told([("归口处室", "lead")]):
    ...     [(label.role, label.word) for label in read_labels("归口处室：市水务局")]
    [('lead', '归口处室')]
    """
    roles = {word: "note" if role == NOTHING else role for word, role in labels if role == NOTHING or role in ROLES}
    token = _NOW.set(_told(roles) if roles else None)
    try:
        yield
    finally:
        _NOW.reset(token)


def _told(roles: Mapping[str, str]) -> _Told:
    words = "|".join(r"[ 　]?".join(map(re.escape, word)) for word in sorted(roles, key=len, reverse=True))
    return _Told(roles, re.compile(rf"^{_OPEN}(?P<word>{words}){_TAIL}{_CLOSE}(?:{COLON}|$|(?<=[】\]〕])|[ 　\t]+(?=\S))\**[ 　\t]*"),
                 re.compile(rf"(?<=[。；;，,、\s　）)])[ 　*【\[]*(?P<word>{words}){_CLOSE}{COLON}\**[ 　]*"))


def are_told() -> bool:
    """Return whether labels that a person told are in force."""
    return _NOW.get() is not None


def told_role(word: str) -> str | None:
    """Return the role that a person gave a word; None where nobody did."""
    now = _NOW.get()
    return now.roles.get(word) if now else None


def with_told(line: str, found: list[Label]) -> list[Label]:
    """Return the labels of a line with those that a person told, in order; a person's word goes before what was found."""
    now = _NOW.get()
    if now is None:
        return found
    opening = now.opening.match(line)
    told = [m for m in ([opening] if opening else []) + list(now.inside.finditer(line, opening.end() if opening else 0))
            if opening or found]  # inside a line that opens with no label, a word before a colon is text
    mine = {m.start("word"): Label(now.roles[re.sub(r"[ 　]", "", m["word"])], m["word"], m.start("word"), m.end()) for m in told}
    kept = [label for label in found if not any(one.start <= label.start < one.value for one in mine.values())]
    kept = [dataclasses.replace(one, role=now.roles[one.word]) if one.word in now.roles else one for one in kept]
    return sorted([*kept, *mine.values()], key=lambda label: label.start)
