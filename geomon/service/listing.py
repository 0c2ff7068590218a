"""The documents of the register as a list: what each is, and how much of it is in doubt."""

from __future__ import annotations

import dataclasses
import datetime as dt

from geomon.service.history import document_date
from geomon.service.snapshot import Snapshot


@dataclasses.dataclass(frozen=True, slots=True)
class DocumentLine:
    """One document of the register.

    Attributes
    ----------
    day : the day that it speaks of; `inferred` where it neither prints nor states one.
    tasks, doubts : how many it holds.
    arrived : when its present version came in; None where the register does not know.
    """

    id: str
    source: str
    title: str
    kind: str
    region: str
    day: dt.date | None
    inferred: bool
    tasks: int
    doubts: int
    warnings: tuple[str, ...]
    arrived: dt.datetime | None


def listing(snapshot: Snapshot) -> tuple[DocumentLine, ...]:
    """Return the documents, those that came last first."""
    lines = []
    for document in snapshot.documents:
        day, inferred = document_date(document)
        at = snapshot.arrived.get(document.id)
        doubts = sum(len(task.doubts) for task in document.tasks)
        lines.append(DocumentLine(document.id, document.source, document.title, document.kind, document.region or "", day, inferred,
                                  len(document.tasks), doubts, document.warnings, dt.datetime.fromisoformat(at) if at else None))
    return tuple(sorted(lines, key=lambda line: (-(line.arrived.timestamp() if line.arrived else 0), line.id)))
