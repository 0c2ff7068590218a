"""What a person says of a reading, as events, and the document as it is to be understood after them.

The register keeps the document as its reader read it and the corrections beside it; they meet whenever the register is read, so that a
correction taken back leaves no trace, and one outlives a better reader and a corrected file. Kinds: "confirmed" (the reading is right),
"corrected" (this value instead), "rejected" (there is none of this: no task, no place, no quantity, no deadline …), "added" (a place,
milestone or quantity that a person marked). A body holds ::

    field, item     what it is about, see `geomon.service.values`; field "task" is the task itself
    old, new        the value shown before and the value said; a confirmation holds "new" where it holds one value fast
    quote           the words that it rests on
    opening         how the task begins
    doubt           kind, field and values of the doubt that it settles, if one was shown
    on              the number of the "added" event that it corrects

After a re-reading a correction belongs to the task that has its number and its opening, or else the only one with its opening, and it holds
as long as its words stand there; if not, it is an orphan: told, without effect, and in force again when the words come back.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from geomon.errors import InputError
from geomon.model import ROLES, Document, Event, Span, Task
from geomon.service.history import document_events
from geomon.service.values import FIELDS, SEVERAL, Item, checked, thing_of

KINDS = ("confirmed", "corrected", "rejected", "added")
SOURCE = "review"
OPENING, QUOTE = 24, 60
"""So many characters of a task's beginning and of a field's words are kept to know them again."""
_ENDS = "。！？；\n"
State = Literal["in force", "superseded", "moot", "orphaned"]


@dataclasses.dataclass(frozen=True, slots=True)
class Correction:
    """An event of this module's kinds, read; fields as in the body. `task` is the key as the document was read when it was said."""

    seq: int
    at: dt.date
    actor: str
    kind: str
    document: str
    task: str
    field: str
    item: Item = ()
    old: Any = None
    new: Any = None
    quote: str = ""
    opening: str = ""
    doubt: tuple[str, ...] = ()
    on: int | None = None

    @property
    def slot(self) -> tuple[str, Item]:
        """What it is about inside its task; the newest of one slot holds."""
        return self.field, self.item

    @property
    def has_effect(self) -> bool:
        """Whether it says a value, or that there is none; a bare confirmation only settles its doubt."""
        return self.kind != "confirmed" or self.new is not None


@dataclasses.dataclass(frozen=True, slots=True)
class Ruling:
    """What became of a correction: `task` is the key, as read, of the task that it belongs to now; `why` tells what an orphan misses."""

    correction: Correction
    state: State
    task: str = ""
    why: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Corrected:
    """A document as read, the same as corrected, and what became of each correction.

    Attributes
    ----------
    keys : for each task as read the key that it has as corrected; None where it was rejected.
    """

    read: Document
    document: Document
    rulings: tuple[Ruling, ...] = ()
    keys: Mapping[str, str | None] = dataclasses.field(default_factory=dict)


def squeezed(text: str) -> str:
    """Return `text` without its spaces and line ends, which a re-reading may set anew."""
    return re.sub(r"\s+", "", text)


def opening_of(task: Task) -> str:
    """Return how a task begins, to know it again."""
    return squeezed(task.problem or task.title or "")[:OPENING]


def spans_of(task: Task, field: str, item: Item = ()) -> list[Span]:
    """Return where a field stands; nowhere when the reader does not say."""
    if field in SEVERAL:
        thing = thing_of(task, field, item)
        return [thing.span] if thing is not None and thing.span != (0, 0) else []
    found = [f.span for f in task.fields if f.name == field]
    if field == "lead" and not found:  # 市自然资源局（牵头） stands among the responsible units
        found = [f.span for f in task.fields if f.name == "responsible"]
    return found


def words_of(document: Document, task: Task, field: str, item: Item = ()) -> str:
    """Return the words of the document that a field was read from."""
    if field in ("number", "task"):
        return ""
    if field == "measures":  # all of them: a list that was put in order says nothing of one that a corrected file adds
        return squeezed("".join(measure.text for measure in task.measures))
    said = {"deadline": task.deadline.text, "progress": task.status.text, "section": task.section}
    words = said.get(field) or "".join(document.text[a:b] for a, b in spans_of(task, field, item)) or (item[0] if item else "")
    return squeezed(words)[:QUOTE]


def corrections_of(events: Iterable[Event]) -> dict[str, list[Correction]]:
    """Return the corrections among standing events by document, oldest first; what is no whole correction is left out."""
    found: defaultdict[str, list[Correction]] = defaultdict(list)
    for event in events:
        if event.kind in KINDS and event.source == SOURCE and event.seq is not None:
            document, _, task = event.subject.rpartition("#")
            body: dict[str, Any] = {f.name: event.body[f.name] for f in dataclasses.fields(Correction)[6:] if f.name in event.body}
            body |= {name: tuple(map(str, body.get(name, ()))) for name in ("item", "doubt")}
            if _is_whole(body):
                found[document].append(Correction(event.seq, event.at, event.actor, event.kind, document, task, **body))
    return {document: sorted(several, key=lambda c: c.seq) for document, several in found.items()}


def _is_whole(body: Mapping[str, Any]) -> bool:
    """Return whether a body is one that this geomon writes; a newer one may know more."""
    field, new = body.get("field"), body.get("new")
    if field == "task" or new is None:
        return field == "task" or field in FIELDS
    try:
        return bool(field in FIELDS and checked(field, new, [new["layer"]] if field == "place" else []) == new)
    except (InputError, KeyError, TypeError):
        return False


def orphans_of(corrected: Mapping[str, Corrected], events: Iterable[Event]) -> tuple[Ruling, ...]:
    """Return the corrections that find no words to rest on, those of documents that are gone among them; `events` are the standing ones."""
    found = [ruling for one in corrected.values() for ruling in one.rulings if ruling.state == "orphaned"]
    gone = [Ruling(c, "orphaned", why="document") for ident, several in corrections_of(events).items() if ident not in corrected
            for c in several]
    return (*found, *gone)


def restated(events: Sequence[Event], corrected: Mapping[str, Corrected]) -> list[Event]:
    """Return the events as they count: of a corrected document what it says as corrected, of a task with another number under that."""
    changed = {ident: one for ident, one in corrected.items() if one.rulings}
    if not changed:
        return list(events)
    kept, held = [], {}
    for event in events:
        document, _, task = event.subject.rpartition("#")
        if document not in changed:
            kept.append(event)
        elif event.actor == "document":
            held[event.kind, event.subject] = event
        elif (key := changed[document].keys.get(task, task)) is not None:
            kept.append(event if key == task else dataclasses.replace(event, subject=f"{document}#{key}"))
    for ident, one in changed.items():
        was = {after: before for before, after in one.keys.items()}
        for event in document_events(one.document):
            old = held.get((event.kind, f"{ident}#{was[event.subject.rpartition('#')[2]]}"))
            kept.append(dataclasses.replace(event, seq=old.seq if old else None))
    return sorted(kept, key=lambda e: e.seq or 0)


def placing(one: Corrected) -> str:
    """Return a digest of what places are computed from, where corrections changed it; empty where they did not."""
    about = {ruling.task for ruling in one.rulings}
    after = {task.key: task for task in one.document.tasks} if about else {}
    moved = []
    for task in (task for task in one.read.tasks if task.key in about):
        now = after.get(one.keys[task.key] or "")
        if _placed(task) != _placed(now):
            moved.append(f"{task.key} {_placed(now)}")
    return hashlib.sha256("\n".join(moved).encode()).hexdigest() if moved else ""


def _placed(task: Task | None) -> str:
    if task is None or not task.mentions:
        return ""
    said = (task.key, task.title, task.problem, task.goal, task.measures, task.units.lead, task.units.responsible)
    return repr((said, task.mentions, task.confidence))


def place_in(document: Document, task: Task, around: str, words: str) -> tuple[Span, str, str]:
    """Return where `words` stand in a task, in which of its fields, and the sentence that holds them; `around` tells equal ones apart."""
    start, end = task.span
    text = document.text[start:end]
    outer = _loosely(around).search(text)
    inner = _loosely(words).search(text, outer.start() if outer else 0, outer.end() if outer else len(text)) or outer
    if inner is None:
        return (0, 0), "problem", words
    at, to = start + inner.start(), start + inner.end()
    field = next((f for f in task.fields if f.name in ("problem", "title", "goal", "measures") and f.span[0] <= at < f.span[1]), None)
    first = max(start, field.span[0] if field else start)
    head = max((document.text.rfind(mark, first, at) + 1 for mark in _ENDS), default=0)
    tail = min((found for mark in _ENDS if (found := document.text.find(mark, to, end)) >= 0), default=end)
    where = field.name if field and field.name in ("goal", "measures") else "problem"
    return (at, to), where, document.text[max(head, first):tail].strip()


@functools.lru_cache(maxsize=1024)
def _loosely(words: str) -> re.Pattern[str]:
    return re.compile(r"\s*".join(map(re.escape, squeezed(words))) or r"(?!)")


def settles(one: Correction, doubt: tuple[str, ...]) -> bool:
    """Return whether a correction in force answers a doubt (kind, field, values): it names it, or it says a value of the field."""
    if one.doubt == doubt or (one.field, one.kind) == ("task", "rejected"):
        return True
    if one.kind == "confirmed" and one.doubt:
        return False
    kind, field, *values = doubt
    if kind == "units-missing":
        return one.field in ROLES
    return one.field == field and (field not in SEVERAL or (bool(values) and one.item[0] == values[0]))
