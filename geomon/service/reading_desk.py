"""`ReadingDesk`: what labels are taken for and where tasks begin, told by a person; the documents concerned are read again."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from geomon.documents.label_uses import LabelUse
from geomon.errors import Conflict, InputError
from geomon.model import Document, Event
from geomon.service.building import Tell, bring_in, read_one
from geomon.service.corrections import squeezed
from geomon.service.coverage import Coverage, coverage_of
from geomon.service.history import standing
from geomon.service.settling import actor_of
from geomon.service.snapshot import Snapshot
from geomon.service.teaching import BEGINS, JOINED, READING, TAUGHT, Taught, label_event, lessons_of, mark_event, taught_of
from geomon.settings import Settings
from geomon.store import Register, Writer


@dataclasses.dataclass(frozen=True, slots=True)
class LabelSheet:
    """The labels and headings of a document, its city ("" where none is known), and what was told of that city's, the newest first."""

    city: str
    uses: tuple[LabelUse, ...]
    taught: tuple[Taught, ...]

    @property
    def version(self) -> str:
        """What changes when anybody tells something of this city's labels, or takes it back."""
        return _version(self.taught)


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """What telling did: for each document that was read again its id and how many tasks it had before and has now."""

    read: tuple[tuple[str, int, int], ...] = ()


def _silent(done: int, total: int, what: str) -> None:
    """Tell nobody."""


class ReadingDesk:
    """What there is to ask and tell of how documents are read."""

    def __init__(self, register: Register, settings: Settings, now: Callable[[], Snapshot]) -> None:
        self._register, self._settings, self._now = register, settings, now
        self._kept: dict[tuple[str, str, str], LabelSheet] = {}
        self._covered: dict[str, tuple[Document, Coverage]] = {}

    def coverage(self, document_id: str) -> Coverage:
        """Return how whole the reading of a document is; KeyError when there is none."""
        one = self._now().corrected[document_id].read
        kept = self._covered.get(document_id)
        if kept is None or kept[0] is not one:
            lesson = lessons_of(self._now().said).lesson(one.id, one.region or "")
            self._covered[document_id] = kept = one, coverage_of(one, lesson)
        return kept[1]

    def marks(self, document_id: str) -> tuple[tuple[Taught, bool], ...]:
        """Return which lines of a document a person marked, newest first, and whether each stands in it: else it has no effect."""
        mine = [one for one in reversed(taught_of(self._now().said)) if one.document == document_id]
        lines = [squeezed(line) for line in self._now().corrected[document_id].read.text.split("\n")] if mine else []
        return tuple((one, any(line.startswith(one.words) for line in lines)) for one in mine)

    def labels(self, document_id: str) -> LabelSheet:
        """Return the labels of a document of the register, from its file.

        Raises
        ------
        GeomonError
            If its file is not there any more or cannot be read.
        """
        one = self._now().corrected[document_id].read
        return self.labels_in(self._file(one))

    def labels_in(self, path: Path) -> LabelSheet:
        """Return the labels of a file that need not be in the register; errors as of `read_source`."""
        from geomon.documents.label_uses import label_uses
        from geomon.documents.read import city_of, read_source

        said = self._now().said
        lessons, stamp = lessons_of(said), path.stat()
        digest = ",".join(str(one.seq) for one in taught_of(said))
        key = str(path), f"{stamp.st_size} {stamp.st_mtime_ns}", digest
        if key not in self._kept:
            source = read_source(path, self._settings, lessons=lessons.of(path.stem))
            city = city_of(source)
            mine = tuple(one for one in reversed(taught_of(said)) if one.word and one.city == city)
            if len(self._kept) > 20:
                self._kept.clear()
            self._kept[key] = LabelSheet(city, tuple(label_uses(source, lessons.lesson(path.stem, city))), mine)
        return self._kept[key]

    # ---- telling ----------------------------------------------------------------------------------------------------

    def tell_labels(self, city: str, roles: Mapping[str, str], actor: str = "", tell: Tell = _silent, version: str = "") -> Outcome:
        """Say what labels or headings of a city's documents stand for, and read its documents again; all of it or nothing.

        Parameters
        ----------
        version : `LabelSheet.version` as it was shown; empty asks for no check.

        Raises
        ------
        InputError
            If a word is no label, or a role is none.
        NoTasks
            If a document of the city would have no task after that.
        Conflict
            If somebody else wrote meanwhile, or told something of these labels since they were shown.
        """
        who, day = actor or actor_of(self._settings), _today()
        return self._teach([label_event(city, word, role, who, day) for word, role in roles.items()], tell, (city, version))

    def tell_beginning(self, document_id: str, at: int, number: str, actor: str = "", tell: Tell = _silent) -> Outcome:
        """Say that a task begins on the line of character `at`; errors as of `tell_labels`, and of `teaching.mark_event`."""
        one = self._now().corrected[document_id].read
        line = _line(one.text, at)
        if "\t" in line:
            raise InputError("this is a row of a table.", where=document_id, how="Say what its columns hold: each of its rows is a task.")
        if any(task.number == number for task in one.tasks):
            raise InputError(f"there is a task {number} in this document already.", where="number", how="Give it another number.")
        who = actor or actor_of(self._settings)
        return self._teach([mark_event(BEGINS, document_id, line, number, who, _today())], tell)

    def tell_joined(self, document_id: str, task_key: str, actor: str = "", tell: Tell = _silent) -> Outcome:
        """Say that a task belongs to the one before it; errors as of `tell_beginning`."""
        one = self._now().corrected[document_id].read
        starts = [task.span[0] for task in one.tasks]
        task = next((task for task in one.tasks if task.key == task_key), None)
        if task is None or task.span[0] == min(starts):
            raise InputError("no task stands before it.", where=f"{document_id}#{task_key}", how="Load the page again.")
        line = _line(one.text, task.span[0])
        if "\t" in line:
            raise InputError("this is a row of a table.", where=document_id, how="Reject the task instead.")
        who = actor or actor_of(self._settings)
        return self._teach([mark_event(JOINED, document_id, line, task.number, who, _today())], tell)

    def take_back(self, seq: int, actor: str = "", tell: Tell = _silent) -> Outcome:
        """Withdraw what was told under a number, and read again; InputError if that was done already."""
        said = next((e for e in self._now().said if e.seq == seq and e.source == READING and e.kind in TAUGHT), None)
        if said is None:
            raise InputError("there is nothing to take back: it was taken back already.", where=f"entry {seq}", how="Load the page again.")
        who = actor or actor_of(self._settings)
        return self._teach([Event(_today(), who, "withdrawn", said.subject, {"seq": seq}, READING)], tell)

    # ---- inside -----------------------------------------------------------------------------------------------------

    def _teach(self, events: Sequence[Event], tell: Tell, seen: tuple[str, str] = ("", "")) -> Outcome:
        """Write the events and read the documents that they concern again, in one transaction; `seen` is a city and its labels' version."""
        before, (city, version) = self._now(), seen
        if version and version != _version([one for one in reversed(taught_of(before.said)) if one.word and one.city == city]):
            raise Conflict("somebody told something else of these labels after you opened them; nothing of yours was saved.",
                           where=city, how="Look at them as they stand now.")
        top = max((e.seq or 0 for e in before.said), default=0)
        numbered = [dataclasses.replace(event, seq=top + n) for n, event in enumerate(events, 1)]  # only to stand behind the others
        was, lessons = lessons_of(before.said), lessons_of(standing([*before.said, *numbered]))
        concerned = [one.read for ident, one in before.corrected.items()
                     if was.lesson(ident, one.read.region or "") != lessons.lesson(ident, one.read.region or "")]
        read = {}
        for n, document in enumerate(concerned):
            tell(n, len(concerned), document.source)
            read[document.id] = read_one(self._file(document), self._settings, lessons=lessons)
        if read:
            def settle(writer: Writer, *_: object) -> None:
                for event in events:
                    writer.append_event(event)

            bring_in(self._register, self._settings, read, [], list(before.corrected), tell, settle, before.version, lessons)
        else:
            with self._register.write() as writer:
                if writer.version != before.version + 1:
                    raise Conflict("somebody else saved while this was at work; nothing of this was saved.", where=self._register.path,
                                   how="Try again in a moment.")
                for event in events:
                    writer.append_event(event)
        return Outcome(tuple((d.id, len(d.tasks), len(read[d.id].tasks)) for d in concerned))

    def _file(self, document: Document) -> Path:
        path = self._settings.documents / document.source
        if not path.is_file():
            raise InputError("the file of this document is not in the workspace any more.", where=document.source,
                             how="Take it in again on the page Documents.")
        return path


def _version(taught: Sequence[Taught]) -> str:
    return ",".join(str(one.seq) for one in taught) or "0"


def _line(text: str, at: int) -> str:
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", start)
    return text[start:end if end >= 0 else len(text)]


def _today() -> dt.date:
    return dt.datetime.now(tz=dt.UTC).astimezone().date()
