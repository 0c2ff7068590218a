"""What is kept of locating, for the next import: a line a mention, a file a document, and a list of all documents beside them.

It lies in the cache and may be deleted at any time: then the next import locates everything. A file is used only if the same code made it
from the same layers, names of places and verdicts (`ground_of`), and of the same document, read by the same reader and corrected alike.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import logging
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

import geomon
from geomon.join.lines import Line, Row, RowsList
from geomon.join.verdicts import Verdicts
from geomon.service import kept
from geomon.service.corrections import Corrected, Correction, placing
from geomon.service.ground import PLACING, digest, fingerprint, reader_of
from geomon.service.history import Thread, document_date, group_of, threads_of
from geomon.service.meanings import Confirmation
from geomon.settings import Settings

if TYPE_CHECKING:
    from geomon.join.features import FeatureIndex
    from geomon.join.position import Seen
    from geomon.places import Gazetteer


_log = logging.getLogger(__name__)


class Entry(msgspec.Struct, frozen=True):
    """A document in the list.

    Attributes
    ----------
    read_by : its sha256 and reader, as of `Register.digests`.
    state : what changes when it is read or corrected otherwise; see `state_of`.
    placing : digest of what corrections changed of its places.
    orphans, tasks : its corrections without words to rest on, and its tasks as corrected.
    group : city and inspection; see `history.group_of`.
    scopes : see `geomon.join.partly.scopes_of`.
    """

    read_by: tuple[str, str]
    state: str
    placing: str
    orphans: int
    group: tuple[str, str]
    tasks: int
    undated: bool
    scopes: tuple[str, ...]


class Index(msgspec.Struct):
    """All documents, the regions of the layers' rows, and how many tasks a city and inspection have, with a digest of what was counted."""

    ground: str
    entries: dict[str, Entry]
    rows: RowsList
    counts: dict[str, tuple[str, int]]


class RowsFile(msgspec.Struct):
    """The layers' rows of one region."""

    ground: str
    rows: list[Row]


class LinesFile(msgspec.Struct):
    """The mentions of one document."""

    of: str
    lines: list[Line]


def ground_of(layers: Sequence[str], settings: Settings, verdicts: Verdicts, confirmed: Mapping[str, Confirmation]) -> str:
    """Return a digest of all that mentions are seen by besides their own document; `layers` are of `ground.layer_digests`."""
    from geomon.places import places_stamp

    own = Path(geomon.__file__).parent
    parts = [*map(importlib.metadata.version, ("geomon", "pypinyin"))]
    parts += [fingerprint((*PLACING, "service")), digest(own / "places" / "aliases.toml")]
    parts += [reader_of(settings), places_stamp(), verdicts.digest]
    parts += [one.words for _, one in sorted(confirmed.items())]
    return _digest([*parts, *layers])


def state_of(read_by: tuple[str, str], corrections: Sequence[Correction]) -> str:
    """Return what changes when a document is read or corrected otherwise; `read_by` is as of `Register.digests`."""
    return _digest([*read_by, *map(repr, corrections)])


def entry_of(read_by: tuple[str, str], one: Corrected, corrections: Sequence[Correction], scopes: Sequence[str]) -> Entry:
    """Return a document for the list."""
    orphans = sum(ruling.state == "orphaned" for ruling in one.rulings)
    return Entry(read_by, state_of(read_by, corrections), placing(one), orphans, group_of(one.document), len(one.document.tasks),
                 document_date(one.read)[0] is None, tuple(scopes))


class Located:
    """The files of one workspace, made for one ground."""

    def __init__(self, settings: Settings, ground: str) -> None:
        self._folder, self.ground = settings.cache / "located", ground

    def index(self) -> Index | None:
        """Return the list of all documents; None where there is none of this ground."""
        found = kept.read(self._folder / "index.msgpack", Index)
        return found if found is not None and found.ground == self.ground else None

    def put_index(self, entries: Mapping[str, Entry], rows: RowsList, counts: Mapping[str, tuple[str, int]]) -> None:
        """Write the list; files of documents that are not in it are cleared away."""
        self._write("index.msgpack", Index(self.ground, dict(entries), rows, dict(counts)))
        there = {"index.msgpack", *(self._name(ident) for ident in entries), *(f"rows-{region}.msgpack" for region in rows.regions)}
        with contextlib.suppress(OSError):
            for path in self._folder.iterdir():
                if path.name not in there:
                    path.unlink(missing_ok=True)

    def lines(self, ident: str, read_by: tuple[str, str], moved: str) -> list[Line] | None:
        """Return the mentions of a document; None where none are kept of it as it is."""
        found = kept.read(self._folder / self._name(ident), LinesFile)
        return found.lines if found is not None and found.of == self._of(read_by, moved) else None

    def put_lines(self, ident: str, read_by: tuple[str, str], moved: str, lines: list[Line]) -> None:
        """Keep the mentions of a document; `moved` is its entry's `placing`."""
        self._write(self._name(ident), LinesFile(self._of(read_by, moved), lines))

    def rows(self, region: str) -> list[Row] | None:
        """Return the layers' rows of a region; None where none are kept of this ground."""
        found = kept.read(self._folder / f"rows-{region}.msgpack", RowsFile)
        return found.rows if found is not None and found.ground == self.ground else None

    def put_rows(self, region: str, rows: list[Row]) -> None:
        """Keep the layers' rows of a region."""
        self._write(f"rows-{region}.msgpack", RowsFile(self.ground, rows))

    def _write(self, name: str, file: msgspec.Struct) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            kept.write(self._folder / name, file)
        except OSError as error:                # the places are in the register; the next import locates everything
            _log.warning("what was located could not be kept: %s", error)

    def _of(self, read_by: tuple[str, str], moved: str) -> str:
        return _digest([self.ground, *read_by, moved])

    def _name(self, ident: str) -> str:
        return f"{hashlib.blake2b(ident.encode(), digest_size=12).hexdigest()}.msgpack"


class Keeper:
    """Keeps all documents while a whole build locates them."""

    def __init__(self, located: Located, read_by: Mapping[str, tuple[str, str]], corrected: Mapping[str, Corrected],
                 corrections: Mapping[str, Sequence[Correction]], tied: Iterable[str]) -> None:
        self._located, self._read_by, self._corrected, self._corrections = located, read_by, corrected, corrections
        self._scopes: dict[str, tuple[str, ...]] = {}
        self._tied, self._rows = tied, RowsList([], {}, {})

    def see(self, seen: Mapping[str, Sequence[Seen]], index: FeatureIndex, gazetteer: Gazetteer) -> None:
        """Keep the mentions of each document, and the features."""
        from geomon.join.partly import lines_of, scopes_of
        from geomon.join.rows import rows_of

        rows, self._rows = rows_of(index, self._tied)
        for region, own in rows.items():
            self._located.put_rows(region, own)

        for ident, some in seen.items():
            one = self._corrected[ident]
            self._scopes[ident] = scopes_of(one.document, some, gazetteer)
            self._located.put_lines(ident, self._read_by[ident], placing(one), lines_of(one.document, some))

    def finish(self, threads: Sequence[Thread]) -> None:
        """Write the list once the build is in the register."""
        entries = {ident: entry_of(self._read_by[ident], self._corrected[ident], self._corrections.get(ident, ()), scopes)
                   for ident, scopes in self._scopes.items()}
        counted = Counter(group_of(thread.records[0][1]) for thread in threads)
        counts = {_name(group): (_states(members), counted[group]) for group, members in _groups(entries).items()}
        self._located.put_index(entries, self._rows, counts)


def count_tasks(entries: Mapping[str, Entry], counts: Mapping[str, tuple[str, int]],
                documents: Mapping[str, Corrected]) -> tuple[dict[str, tuple[str, int]], list[str]]:
    """Return the counts of tasks as they are now, and the documents that are to be given besides, to count what changed."""
    found, wanted = {}, list[str]()
    for group, members in _groups(entries).items():
        name, states = _name(group), _states(members)
        if counts.get(name, ("", 0))[0] == states:
            found[name] = counts[name]
        elif len(members) == 1:
            found[name] = states, next(iter(members.values())).tasks
        elif members.keys() <= documents.keys():
            found[name] = states, len(threads_of([one.document for ident, one in documents.items() if ident in members]))
        else:
            wanted += members
    return found, wanted


def _groups(entries: Mapping[str, Entry]) -> dict[tuple[str, str], dict[str, Entry]]:
    found: dict[tuple[str, str], dict[str, Entry]] = {}
    for ident, entry in entries.items():
        found.setdefault(entry.group, {})[ident] = entry
    return found


def _states(members: Mapping[str, Entry]) -> str:
    return _digest(f"{ident} {entry.state}" for ident, entry in sorted(members.items()))


def _name(group: tuple[str, str]) -> str:
    return "\n".join(group)


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
