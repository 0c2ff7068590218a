"""One transaction's writes; all of them are kept or none is."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, bindparam, delete, func, insert, select, update

from geomon.model import Document, Event, Match, Site
from geomon.store import schema
from geomon.store.dialects import upsert
from geomon.store.rooms import ROOMS, Rooms, homes_of, numbers_of_matches, numbers_of_sites, spread
from geomon.store.serial import canonical, to_json

if TYPE_CHECKING:
    from geomon.store.parts import Places

HEAD = "chain head"
"""Under this key the register notes the hash of its last event, so that a cut at the end shows."""

CONTENT = "content"
"""Under this key the register notes the version at which documents or places were last written: what was said since needs none of them read
again."""


class Writer:
    """The open write transaction of a register; made by `Register.write`, gone at its end.

    Attributes
    ----------
    version : of the register once this is committed.
    changed : whether anything was written; a transaction that changes nothing leaves the version as it was.
    """

    def __init__(self, connection: Connection, version: int) -> None:
        self._connection, self.version, self.changed = connection, version, False

    def replace_document(self, document: Document, *, reader: str = "", position: int | None = None) -> None:
        """Store a document with its tasks in place of the one with the same id.

        Parameters
        ----------
        reader : fingerprint of the code that read it, so that a better reader reads it again.
        position : its place in listings; None keeps the old one, or puts a new document last.
        """
        table = schema.documents
        if position is None:
            old = self._connection.scalar(select(table.c.position).where(table.c.id == document.id))
            last = self._connection.scalar(select(func.max(table.c.position)))
            position = old if old is not None else (0 if last is None else last + 1)
        self.note(CONTENT, str(self.version))
        self._run(delete(table).where(table.c.id == document.id))
        self._run(insert(table).values(
            id=document.id, position=position, source=document.source, sha256=document.sha256, reader=reader, kind=document.kind,
            region=document.region, body=to_json(dataclasses.replace(document, text="", tasks=())), text=storable(document.text),
            version=self.version))
        rows = [{"id": f"{document.id}#{task.key}", "document": document.id, "position": n, "body": to_json(task), "version": self.version}
                for n, task in enumerate(document.tasks)]
        self._many(schema.tasks, rows)

    def remove_document(self, ident: str) -> None:
        """Drop a document and its tasks; its events stay."""
        self.note(CONTENT, str(self.version))
        self._run(delete(schema.documents).where(schema.documents.c.id == ident))

    def put_places(self, sites: Sequence[Site], matches: Sequence[Match], unlocated: Sequence[Mapping[str, object]]) -> None:
        """Store all sites, all matches and all that could not be located, in place of those before."""
        self.note(CONTENT, str(self.version))
        for table in (schema.matches, schema.unlocated, schema.sites):
            self._run(delete(table))
        rooms, nowhere = spread(sites, matches), [n for n, site in enumerate(sites) if site.location.method == "none"]
        of_site: Sequence[int] = range(len(sites))
        of_match: Sequence[int] = range(len(matches))
        of_lost: Sequence[int] = range(len(unlocated))
        if rooms is not None and len(nowhere) != len(unlocated):
            rooms = None
        if rooms is not None:
            of_site, of_match = numbers_of_sites(sites, homes_of(matches), rooms), numbers_of_matches(matches, rooms)
            of_lost = [of_site[n] for n in nowhere]
        self.note(ROOMS, rooms.note if rooms else "")
        self._many(schema.sites, [self._site(n, site) for n, site in zip(of_site, sites, strict=True)])
        self._many(schema.matches, [_match(n, match) for n, match in zip(of_match, matches, strict=True)])
        self._many(schema.unlocated, [{"position": n, "body": canonical(dict(one))} for n, one in zip(of_lost, unlocated, strict=True)])

    def change_places(self, before: Places, after: Places, rooms: Rooms) -> None:
        """Put some sites and matches, and what could not be located, in place of others; rows that stay as they are are not touched."""
        self.note(CONTENT, str(self.version))
        self.note(ROOMS, rooms.note)
        for table, old, new in ((schema.matches, before.matches, after.matches), (schema.unlocated, before.unlocated, after.unlocated)):
            gone = [{"gone": n} for n, one in old.items() if new.get(n) != one]
            if gone:
                self._connection.execute(delete(table).where(table.c.position == bindparam("gone")), gone)
        was, now = ({site.id: (n, site) for n, site in some.sites.items()} for some in (before, after))
        if left := [{"gone": ident} for ident in was if ident not in now]:
            self._connection.execute(delete(schema.sites).where(schema.sites.c.id == bindparam("gone")), left)
        moved = [{"own": ident, **self._site(*now[ident])} for ident, one in was.items() if ident in now and now[ident] != one]
        if moved:
            columns: dict[str, Any] = {name: bindparam(name) for name in moved[0] if name != "own"}
            self._connection.execute(update(schema.sites).where(schema.sites.c.id == bindparam("own")).values(columns), moved)
        self._many(schema.sites, [self._site(*one) for ident, one in now.items() if ident not in was])
        self._many(schema.matches, [_match(n, one) for n, one in after.matches.items() if before.matches.get(n) != one])
        self._many(schema.unlocated, [{"position": n, "body": canonical(dict(one))} for n, one in after.unlocated.items()
                                      if before.unlocated.get(n) != one])

    def put_in_order(self, order: Sequence[str]) -> None:
        """Give the documents the order in which they are listed."""
        table = schema.documents
        held = {row.id: row.position for row in self._connection.execute(select(table.c.id, table.c.position))}
        if [ident for ident in order if ident in held] != sorted(held, key=lambda ident: (held[ident], ident)):
            moved = [{"own": ident, "at": n} for n, ident in enumerate(order) if held.get(ident, n) != n]
            self._connection.execute(update(table).where(table.c.id == bindparam("own")).values(position=bindparam("at")), moved)
            self.changed = True

    def _site(self, n: int, s: Site) -> dict[str, Any]:
        return {"id": s.id, "position": n, "name": storable(s.name), "layer": s.layer, "city": s.city, "county": s.county,
                "lon": s.location.lon, "lat": s.location.lat, "method": s.location.method, "body": to_json(s), "version": self.version}

    def append_event(self, event: Event) -> Event:
        """Append one event and return it with its number; each carries the hash of the one before, so a change shows."""
        return self.append_events([event])[0]

    def append_events(self, events: Sequence[Event]) -> list[Event]:
        """Append events in their order; see `append_event`."""
        table = schema.events
        last = self._connection.execute(select(table.c.seq, table.c.hash).order_by(table.c.seq.desc()).limit(1)).first()
        before, previous = (0, "") if last is None else (last.seq, last.hash)
        recorded = dt.datetime.now(tz=dt.UTC).isoformat(timespec="seconds")
        rows: list[dict[str, Any]] = []
        for seq, event in enumerate(events, start=before + 1):
            row: dict[str, Any] = {
                "seq": seq, "at": event.at.isoformat(), "actor": storable(event.actor), "kind": event.kind,
                "subject": storable(event.subject), "body": canonical(event.body), "source": storable(event.source), "recorded": recorded}
            own = link(previous, row)
            rows.append({**row, "previous": previous, "hash": own})
            previous = own
        if rows:
            self._many(table, rows)
            self.note(HEAD, previous)
        return [dataclasses.replace(event, seq=row["seq"]) for event, row in zip(events, rows, strict=True)]

    def note(self, key: str, value: str) -> None:
        """Remember a short text under a key, e.g. what the last build read."""
        upsert(self._connection, schema.meta, "key", {"key": key, "value": value})
        self.changed = True

    def finish(self) -> None:
        """Write the new version; called once, before the commit."""
        if self.changed:
            self._connection.execute(update(schema.meta).where(schema.meta.c.key == "version").values(value=str(self.version)))

    def _run(self, statement: Any) -> None:
        self._connection.execute(statement)
        self.changed = True

    def _many(self, table: Table, rows: list[dict[str, Any]]) -> None:
        if rows:
            self._connection.execute(insert(table), rows)
            self.changed = True


def _match(n: int, m: Match) -> dict[str, Any]:
    return {"position": n, "document": m.document, "task": m.task, "site": m.site, "body": to_json(m)}


def storable(text: str) -> str:
    """Return a text that both stores can hold, of the same length: PostgreSQL knows no U+0000."""
    return text.replace("\0", "\ufffd")


def link(previous: str, row: Mapping[str, object]) -> str:
    """Return the hash of an event's row: of the hash before it and the row as canonical JSON."""
    return hashlib.sha256((previous + canonical(dict(row))).encode()).hexdigest()
