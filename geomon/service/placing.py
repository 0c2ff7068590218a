"""Documents located among all others at the cost of their own region; see `geomon.join.partly`."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from geomon.join.lines import Row
from geomon.join.verdicts import Verdicts
from geomon.model import Document, Match, Site
from geomon.service.corrections import Corrected
from geomon.service.known import Known, NotInPart
from geomon.service.located import Entry, Located, entry_of

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from geomon.join.lines import Line, RowsList
    from geomon.join.position import Seen
    from geomon.places import Gazetteer


@dataclasses.dataclass(frozen=True)
class Placed:
    """What locating a few documents gave.

    Attributes
    ----------
    group : the documents that were located together, in their order.
    sites, matches, lost : all of theirs, as of `geomon.service.building.locate`; no other document has any of them.
    entries : of all documents.
    lines : of those that were looked at, to be kept.
    """

    group: list[str]
    sites: list[Site]
    matches: list[Match]
    lost: list[dict[str, Any]]
    entries: dict[str, Entry]
    lines: dict[str, list[Line]]


def place(known: Known, now: Mapping[str, Corrected], read_by: Mapping[str, tuple[str, str]], order: Sequence[str], located: Located,
          rows: RowsList, villages: GeoDataFrame | None, gazetteer: Gazetteer, verdicts: Verdicts) -> Placed:
    """Locate documents that came in, with all that share a region with them.

    Parameters
    ----------
    now : the documents that came in, as corrected.
    read_by : sha256 and reader of every document as it is then.
    order : of all documents.
    rows : the list of the layers' rows that are kept.
    villages : the frame of the layer `village`, where there is one.

    Raises
    ------
    NotInPart
        If what was kept of a document does not suffice.
    """
    from geomon.join.features import FeatureIndex
    from geomon.join.locate import codes_of, see_document, sites_of
    from geomon.join.partly import lines_of, scopes_of, seen_of, together, villages_near
    from geomon.join.rows import add_rows
    from geomon.join.villages import Villages

    looked = [one.document for one in (*now.values(), *(known.corrected[ident] for ident in known.moved))]
    codes = {code for d in looked for task in d.tasks for mention in task.mentions for code in codes_of(d, task, mention)}
    regions = {gazetteer.prefix(d.adcode or d.region or "") for d in looked}
    index, held = FeatureIndex({}, gazetteer), _Rows(located)
    add_rows(index, held.of(rows.wanted(regions, codes, verdicts.tied.values())))
    seen: dict[str, list[Seen]] = {}
    scopes: dict[str, Sequence[str]] = {ident: entry.scopes for ident, entry in known.entries.items()}

    def see(document: Document) -> None:
        seen[document.id] = see_document(document, index, gazetteer, verdicts)
        scopes[document.id] = scopes_of(document, seen[document.id], gazetteer)

    for ident in known.moved:
        see(known.corrected[ident].document)
    before = {scope for ident in now for scope in scopes.get(ident, ())}
    for one in now.values():
        see(one.document)
    fresh = list(seen)
    together_with = together(now, scopes, before)
    group = [ident for ident in order if ident in together_with]
    known.load(ident for ident in group if ident not in now)
    after = {ident: (now.get(ident) or known.corrected[ident]).document for ident in group}
    kept = {ident: located.lines(ident, read_by[ident], known.entries[ident].placing) for ident in group if ident not in seen}
    missing = {line.key: line.home for lines in kept.values() for line in lines or () if line.key and line.key not in index}
    add_rows(index, (row for row in held.of(set(missing.values())) if f"{row.layer}/{row.id}" in missing))
    for ident, lines in kept.items():
        if lines is None:
            raise NotInPart("有的文件没有留存定位结果 / nothing is kept of some documents")
        try:
            seen[ident] = seen_of(after[ident], lines, index)
        except LookupError as error:
            raise NotInPart("留存的定位结果与文件不符 / what was kept of a document does not fit it") from error
    lists = None
    if villages is not None:
        wide = {scope for ident in group for scope in scopes[ident]} | regions
        lists = Villages(villages_near(villages, wide, gazetteer), gazetteer)
    sites, matches, lost = sites_of(list(after.values()), [one for ident in group for one in seen[ident]], gazetteer, lists, verdicts)
    entries = dict(known.entries)
    for ident in fresh:
        one = now.get(ident) or known.corrected[ident]
        entries[ident] = entry_of(read_by[ident], one, known.corrections.get(ident, ()), scopes[ident])
    fresh_lines = {ident: lines_of((now.get(ident) or known.corrected[ident]).document, seen[ident]) for ident in fresh}
    return Placed(group, sites, matches, [dataclasses.asdict(one) for one in lost], {ident: entries[ident] for ident in order}, fresh_lines)


class _Rows:
    """The layers' rows, each region read once."""

    def __init__(self, located: Located) -> None:
        self._located, self._read = located, dict[str, list[Row]]()

    def of(self, regions: Iterable[str]) -> list[Row]:
        """Return the rows of regions; NotInPart where they are not kept."""
        found: list[Row] = []
        for region in regions:
            rows = self._read.get(region) if region in self._read else self._located.rows(region)
            if rows is None:
                raise NotInPart("没有留存图层 / nothing is kept of the layers")
            self._read[region] = rows
            found += rows
        return found
