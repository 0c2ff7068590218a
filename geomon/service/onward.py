"""What a snapshot holds after a few more events, from what it held before: the same as if all were worked out anew, at less cost.

Each function returns None where the short way does not lead there; the long way (`snapshot.snapshot_of`) then does.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Mapping, Sequence
from operator import attrgetter

from geomon.model import Event
from geomon.service.corrections import Corrected
from geomon.service.history import Thread, document_events


def changed(before: Mapping[str, Corrected], after: Mapping[str, Corrected]) -> list[str]:
    """Return the documents of which something else is said now."""
    return [ident for ident, one in after.items() if one is not before[ident]]


def events_on(counted: Mapping[str, list[Event]], before: Mapping[str, Corrected], after: Mapping[str, Corrected],
              fresh: Sequence[Event]) -> dict[str, list[Event]] | None:
    """Return the events by the id of the task that they count under; see `corrections.restated`.

    Parameters
    ----------
    counted : the same before; lists that stay as they are stay the same lists.
    fresh : what was written since, without withdrawals.
    """
    if any(event.actor == "document" for event in fresh):
        return None
    found = dict(counted)
    for ident in changed(before, after):
        old, new = before[ident], after[ident]
        if old.keys != new.keys or not new.rulings:
            return None
        if old.rulings and [task.status for task in old.document.tasks] == [task.status for task in new.document.tasks]:
            continue  # what the document says of each task is what it said
        if not old.rulings and any(key != now for key, now in new.keys.items()):
            return None
        said = _said_by_document(ident, counted, old, new)
        if said is None:
            return None
        found |= said
    for event in fresh:
        document, _, task = event.subject.rpartition("#")
        one = after.get(document)
        key = one.keys.get(task, task) if one is not None and one.rulings else task
        if key is not None:
            subject = event.subject if key == task else f"{document}#{key}"
            found[subject] = [*found.get(subject, ()), event]
    return found


def _said_by_document(ident: str, counted: Mapping[str, list[Event]], old: Corrected, new: Corrected) -> dict[str, list[Event]] | None:
    """Return the events of a document's tasks as corrected; the first correction takes away those of tasks that it has no more."""
    now: defaultdict[str, list[Event]] = defaultdict(list)
    for event in document_events(new.document):
        now[event.subject].append(event)
    subjects = set(now)
    if old.rulings:
        subjects |= {f"{ident}#{key}" for key in new.keys.values() if key is not None}
    else:
        subjects |= {subject for subject in counted if subject.startswith(ident) and subject.rpartition("#")[0] == ident}
    found: dict[str, list[Event]] = {}
    for subject in subjects:
        was = counted.get(subject, [])
        held = {event.kind: event for event in was if event.actor == "document"}
        says = now.get(subject, [])
        if {event.kind for event in says} != held.keys():
            return None
        both = [event for event in was if event.actor != "document"]
        both += [dataclasses.replace(event, seq=held[event.kind].seq) for event in says]
        if (both := sorted(both, key=lambda event: event.seq or 0)) != was:
            found[subject] = both
    return found


def threads_on(threads: tuple[Thread, ...], thread_of: Mapping[str, int], before: Mapping[str, Corrected],
               after: Mapping[str, Corrected]) -> tuple[Thread, ...] | None:
    """Return the tasks over all documents with their records as corrected now; which ones are one and the same is as it was."""
    own = attrgetter("key", "problem")
    found = list(threads)
    for ident in changed(before, after):
        old, new = before[ident].document, after[ident].document
        if list(map(own, old.tasks)) != list(map(own, new.tasks)):
            return None
        by_key = {task.key: task for task in new.tasks}
        if len(by_key) != len(new.tasks):
            return None
        for thread in {thread_of[f"{ident}#{key}"] for key in by_key}:
            records = found[thread].records
            found[thread] = Thread(tuple((day, new, by_key[task.key]) if document is old else (day, document, task)
                                         for day, document, task in records))
    return tuple(found)
