"""Some documents of a register with what was located of them, read and written without touching the rest."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import and_, func, or_, select

from geomon.model import Document, Event, Match, Site, Task
from geomon.store import schema
from geomon.store.dialects import among
from geomon.store.register import Register, without_collecting
from geomon.store.rooms import Rooms, homes_of, needs_of, numbers_of_matches, numbers_of_sites
from geomon.store.serial import from_json

_AT_ONCE = 100
"""Documents that one question on events names: each adds a condition."""


@dataclasses.dataclass(frozen=True, slots=True)
class Places:
    """Sites, matches and what could not be located, by the number of their row, ascending."""

    sites: Mapping[int, Site]
    matches: Mapping[int, Match]
    unlocated: Mapping[int, Mapping[str, Any]]


def read_documents(register: Register, idents: Collection[str] = (), regions: Collection[str] = ()) -> dict[str, Document]:
    """Return documents with their tasks by id, in the order of listings: these, and all of these regions ("" stands for none named)."""
    docs, tasks = schema.documents, schema.tasks
    with register.reading() as connection, without_collecting():
        rows = connection.execute(select(docs.c.id, docs.c.body, docs.c.text)
                                  .where(or_(among(docs.c.id, idents), among(func.coalesce(docs.c.region, ""), regions)))
                                  .order_by(docs.c.position, docs.c.id)).all()
        of: defaultdict[str, list[Task]] = defaultdict(list)
        for row in connection.execute(select(tasks.c.document, tasks.c.body).where(among(tasks.c.document, [row.id for row in rows]))
                                      .order_by(tasks.c.document, tasks.c.position)):
            of[row.document].append(from_json(Task, row.body))
        return {row.id: dataclasses.replace(from_json(Document, row.body), text=row.text, tasks=tuple(of[row.id])) for row in rows}


def read_places(register: Register, idents: Collection[str], rooms: Rooms) -> Places:
    """Return the matches of documents, the sites that they lead to, and those among these that could not be located."""
    sites, matches, lost = schema.sites, schema.matches, schema.unlocated
    spans = [(start, start + count) for start, count in (rooms.of[ident] for ident in idents if ident in rooms.of) if count]
    with register.reading() as connection, without_collecting():
        tied, nowhere = {}, {}
        for first, end in sorted(spans):
            for at, body in connection.execute(select(matches.c.position, matches.c.body).where(matches.c.position >= first)
                                               .where(matches.c.position < end).order_by(matches.c.position)):
                tied[at] = from_json(Match, body)
            for at, body in connection.execute(select(lost.c.position, lost.c.body).where(lost.c.position >= first)
                                               .where(lost.c.position < end).order_by(lost.c.position)):
                nowhere[at] = json.loads(body)
        found = connection.execute(select(sites.c.position, sites.c.body).where(among(sites.c.id, {one.site for one in tied.values()}))
                                   .order_by(sites.c.position))
        return Places({at: from_json(Site, body) for at, body in found}, tied, nowhere)


def numbered(sites: Sequence[Site], matches: Sequence[Match], lost: Sequence[Mapping[str, Any]], rooms: Rooms, order: Sequence[str],
             idents: Iterable[str]) -> tuple[Places, Rooms] | None:
    """Return places with the numbers of their rows, and the rooms with them; None where they do not fit.

    Parameters
    ----------
    idents : the documents that all of these are of, and who have no others.
    order : of all documents.
    """
    homes = homes_of(matches)
    after = rooms.changed(dict.fromkeys(idents, 0) | needs_of(sites, matches, homes), order)
    if after is None:
        return None
    at = numbers_of_sites(sites, homes, after)
    nowhere = [number for number, site in zip(at, sites, strict=True) if site.location.method == "none"]
    ties = zip(numbers_of_matches(matches, after), matches, strict=True)
    return Places(dict(zip(at, sites, strict=True)), dict(ties), dict(zip(nowhere, lost, strict=True))), after


def read_events(register: Register, idents: Collection[str], sites: Collection[str] = ()) -> list[Event]:
    """Return the events of documents' tasks and the visits of sites, in the order in which they were written."""
    table = schema.events
    wanted = (table.c.at, table.c.actor, table.c.kind, table.c.subject, table.c.body, table.c.source, table.c.seq)
    every = sorted(idents)
    asked = [or_(*(and_(table.c.subject >= f"{ident}#", table.c.subject < f"{ident}$") for ident in every[n:n + _AT_ONCE]))
             for n in range(0, len(every), _AT_ONCE)]
    with register.reading() as connection, without_collecting():
        found = [_event(row) for where in asked for row in connection.execute(select(*wanted).where(where))]
        if sites:
            found += [_event(row) for row in connection.execute(select(*wanted).where(among(table.c.subject, sites)))]
    return sorted(found, key=lambda event: event.seq or 0)


def is_shared(register: Register, places: Places, idents: Collection[str]) -> bool:
    """Return whether matches or sites beside these lead to the same sites; `idents` are sites that are to stand in their place."""
    sites, matches = schema.sites, schema.matches
    held = {site.id for site in places.sites.values()}
    with register.reading() as connection:
        ties = connection.scalar(select(func.count()).select_from(matches).where(among(matches.c.site, held | set(idents))))
        new = connection.scalar(select(func.count()).select_from(sites).where(among(sites.c.id, set(idents) - held)))
    return ties != len(places.matches) or bool(new)


def counts_of_places(register: Register) -> tuple[int, int, int]:
    """Return how many sites, matches and unlocated places there are."""
    with register.reading() as connection:
        sites, matches, lost = (connection.scalar(select(func.count()).select_from(table)) or 0
                                for table in (schema.sites, schema.matches, schema.unlocated))
    return sites, matches, lost


def read_order(register: Register) -> list[tuple[str, str]]:
    """Return id and file name of all documents, in the order of listings."""
    docs = schema.documents
    with register.reading() as connection:
        return [(row.id, row.source) for row in connection.execute(select(docs.c.id, docs.c.source).order_by(docs.c.position, docs.c.id))]


def _event(row: Sequence[Any]) -> Event:
    at, actor, kind, subject, body, source, seq = row
    return Event(dt.date.fromisoformat(at), actor, kind, subject, json.loads(body), source, seq)
