"""Where rows of places stand: each document has a room of numbers in which the sites that it names first, and its matches, stand in order.

Between rooms numbers are left free, so that a document more, or one that says more, moves no row of another.
"""

from __future__ import annotations

import dataclasses
import itertools
import json
from collections import Counter
from collections.abc import Mapping, Sequence

from geomon.model import Match, Site

ROOMS = "rooms"
"""Under this key the register notes the rooms, as `Rooms.note` writes them."""
TOP = 2_000_000_000
"""Numbers below this are given out; a column of PostgreSQL ends at 2,147,483,647."""
MOST_FREE = 1 << 20


@dataclasses.dataclass(frozen=True, slots=True)
class Rooms:
    """First number and count of rows of each document, in the order of the documents; one without places has none."""

    of: Mapping[str, tuple[int, int]]

    @property
    def note(self) -> str:
        """What the register keeps of it."""
        return json.dumps([[ident, *room] for ident, room in self.of.items()], ensure_ascii=False, separators=(",", ":"))

    def changed(self, needs: Mapping[str, int], order: Sequence[str]) -> Rooms | None:
        """Return the rooms once some documents need so many rows; None where they no more fit between the others.

        Parameters
        ----------
        order : of all documents; those that the register held before stand in it as they stood.
        """
        held = {ident: room for ident, room in self.of.items() if ident not in needs or needs[ident]}
        wanted = [ident for ident in order if ident in held or needs.get(ident)]
        starts = [held[ident][0] for ident in wanted if ident in held]
        if starts != sorted(starts) or len(starts) != len(held):
            return None
        ends, until = [], TOP
        for ident in reversed(wanted):
            ends.append(until)
            until = held[ident][0] if ident in held else until
        found: dict[str, tuple[int, int]] = {}
        end = 0
        for ident, until in zip(wanted, reversed(ends), strict=True):
            need = needs.get(ident, held[ident][1] if ident in held else 0)
            start = held[ident][0] if ident in held else end + min((until - end - need) // 2, MOST_FREE)
            if start < end or start + need > until:
                return None
            found[ident] = start, need
            end = start + need
        return Rooms(found)


def rooms_from(note: str) -> Rooms | None:
    """Return the rooms that were noted; None where none were."""
    try:
        return Rooms({str(ident): (int(start), int(count)) for ident, start, count in json.loads(note)}) if note else None
    except (TypeError, ValueError):
        return None


def homes_of(matches: Sequence[Match]) -> dict[str, str]:
    """Return the document that names each site first; `matches` are in the order of the documents and their tasks."""
    found: dict[str, str] = {}
    for match in matches:
        found.setdefault(match.site, match.document)
    return found


def needs_of(sites: Sequence[Site], matches: Sequence[Match], homes: Mapping[str, str]) -> dict[str, int]:
    """Return how many numbers each document needs, in the order of `matches`."""
    rows, named = Counter(match.document for match in matches), Counter(homes[site.id] for site in sites)
    return {ident: max(count, named[ident]) for ident, count in rows.items()}


def spread(sites: Sequence[Site], matches: Sequence[Match]) -> Rooms | None:
    """Return rooms for all places, those of each document after those of the one before; None where they are not in that order."""
    homes = homes_of(matches)
    if any(site.id not in homes for site in sites):
        return None
    needs = needs_of(sites, matches, homes)
    free = max(0, min(MOST_FREE, (TOP - sum(needs.values())) // (len(needs) + 1)))
    found, start = {}, free
    for ident, need in needs.items():
        found[ident] = start, need
        start += need + free
    rooms = Rooms(found)
    return rooms if _ascends(numbers_of_sites(sites, homes, rooms)) and _ascends(numbers_of_matches(matches, rooms)) else None


def numbers_of_sites(sites: Sequence[Site], homes: Mapping[str, str], rooms: Rooms) -> list[int]:
    """Return the number of each site's row."""
    return _numbers([homes[site.id] for site in sites], rooms)


def numbers_of_matches(matches: Sequence[Match], rooms: Rooms) -> list[int]:
    """Return the number of each match's row."""
    return _numbers([match.document for match in matches], rooms)


def _numbers(documents: Sequence[str], rooms: Rooms) -> list[int]:
    found, given = [], Counter[str]()
    for ident in documents:
        found.append(rooms.of[ident][0] + given[ident])
        given[ident] += 1
    return found


def _ascends(numbers: Sequence[int]) -> bool:
    return all(a < b for a, b in itertools.pairwise(numbers))
