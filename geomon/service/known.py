"""A register's documents by what the last build kept of them, so that a few can be read without the others."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

from geomon.model import Document
from geomon.service.correcting import correct
from geomon.service.corrections import Corrected, Correction
from geomon.service.located import Entry, Index, entry_of, state_of
from geomon.store import Register
from geomon.store.parts import read_documents


class NotInPart(Exception):
    """Why documents cannot be brought in by themselves, in Chinese and English."""


@dataclasses.dataclass
class Known:
    """All documents by their entries, and those that were read, as corrected.

    Attributes
    ----------
    read_by : sha256 and reader of each, as of `Register.digests`.
    entries : each as it is now; those of which the kept list tells otherwise were looked at anew.
    moved : documents that were read anew, or whose places were corrected, since the list was kept: their entries' scopes are not those of
        today. A kill right after a commit leaves such ones, and a correction.
    """

    register: Register
    read_by: dict[str, tuple[str, str]]
    corrections: Mapping[str, Sequence[Correction]]
    entries: dict[str, Entry] = dataclasses.field(default_factory=dict)
    corrected: dict[str, Corrected] = dataclasses.field(default_factory=dict)
    moved: set[str] = dataclasses.field(default_factory=set)

    def load(self, idents: Iterable[str] = (), regions: Iterable[str] = ()) -> None:
        """Read documents, and all of some regions, as far as they are not read yet."""
        wanted, where = [ident for ident in idents if ident not in self.corrected], set(regions)
        if wanted or where:
            for ident, document in read_documents(self.register, wanted, where).items():
                self.corrected.setdefault(ident, self.correct(document))

    def correct(self, document: Document) -> Corrected:
        """Return a document with what people said of it."""
        return correct(document, self.corrections.get(document.id, ()))

    def orphans(self, entries: Mapping[str, Entry]) -> int:
        """Return how many corrections rest on no words, those of documents that are gone among them."""
        gone = sum(len(some) for ident, some in self.corrections.items() if ident not in entries)
        return gone + sum(one.orphans for one in entries.values())


def known_of(register: Register, index: Index, corrections: Mapping[str, Sequence[Correction]]) -> Known:
    """Return a register's documents; NotInPart where nothing is kept of one."""
    known = Known(register, register.digests(), corrections)
    if not known.read_by.keys() <= index.entries.keys():
        raise NotInPart("有的文件没有留存定位结果 / nothing is kept of some documents")
    known.entries = {ident: index.entries[ident] for ident in known.read_by}
    said = {ident: corrections.get(ident, ()) for ident in known.entries}
    others = [ident for ident, one in known.entries.items() if one.state != state_of(known.read_by[ident], said[ident])]
    known.load(others)
    for ident in others:
        now = entry_of(known.read_by[ident], known.corrected[ident], said[ident], known.entries[ident].scopes)
        if (now.read_by, now.placing) != (known.entries[ident].read_by, known.entries[ident].placing):
            known.moved.add(ident)
        known.entries[ident] = now
    return known
