"""Sites, tasks and documents as what rights are asked about: which counties they concern, and on which layers they are."""

from __future__ import annotations

from collections.abc import Sequence

from geomon.model import Document, Site, Task
from geomon.people import Thing
from geomon.service.history import Thread
from geomon.service.snapshot import Snapshot

Counties = Sequence[tuple[str, str, str]]
"""Name, city and code of each county of the workspace."""


class Things:
    """The things of one state of the register."""

    def __init__(self, snapshot: Snapshot, counties: Counties) -> None:
        self._snapshot = snapshot
        self._code = {(city, name): code for name, city, code in counties}
        self._city = {city: f"{code[:4]}00" for _, city, code in counties}
        self._known = {name for name, _, _ in counties}

    def site(self, site: Site) -> Thing:
        """Return a site; one whose county is not known belongs to its city, and to nobody's district where that is not known either."""
        where = site.location
        return Thing(self._regions(where.adcode, site.city, site.county or where.county), frozenset((site.layer,)))

    def thread(self, thread: Thread) -> Thing:
        """Return a task over all documents that speak of it; one that names no county is its city's."""
        regions: set[str] = set()
        layers: set[str] = set()
        units: set[str] = set()
        for ident, (_, document, task) in zip(thread.ids, thread.records, strict=True):
            sites = self._snapshot.sites_of_record.get(ident, ())
            layers.update((*(site.layer for site in sites), *(mention.layer for mention in task.mentions)))
            of_task = task.units
            named = {*of_task.lead, *of_task.responsible, *of_task.cooperating, *of_task.implementing}
            units |= named
            for site in sites:
                regions |= self.site(site).regions or frozenset()
            for name in self._named(task, sites, named):
                regions |= self._regions(None, document.region, name)
        if not regions:
            for _, document, _ in thread.records:
                regions |= self._regions(document.adcode, document.region, None)
        return Thing(frozenset(regions), frozenset(layers), frozenset(units))

    def document(self, document: Document) -> Thing:
        """Return a document, which is a whole city's."""
        return Thing(self._regions(document.adcode, document.region, None), None)

    def named(self, ident: str) -> Thing:
        """Return what has this id: a site, a task by any id that it has in a document, or a document.

        Raises
        ------
        KeyError
            If the register has none.
        """
        if ident in self._snapshot.site:
            return self.site(self._snapshot.site[ident])
        if ident in self._snapshot.thread_of:
            return self.thread(self._snapshot.threads[self._snapshot.thread_of[ident]])
        if ident in self._snapshot.corrected:
            return self.document(self._snapshot.corrected[ident].read)
        raise KeyError(ident)

    def county(self, city: str | None, name: str | None) -> frozenset[str]:
        """Return the codes that a county's name stands for; see `_regions`."""
        return self._regions(None, city, name)

    def _named(self, task: Task, sites: Sequence[Site], units: set[str]) -> set[str]:
        """Return the names of counties that a task speaks of; where it names no place, of those among its units."""
        found = {mention.county for mention in task.mentions if mention.county}
        return found if found or sites else units & self._known

    def _regions(self, code: str | None, city: str | None, county: str | None) -> frozenset[str]:
        if code:
            return frozenset((code,))
        if county and (found := self._code.get((city or "", county))):
            return frozenset((found,))
        if county and len(same := {c for (_, name), c in self._code.items() if name == county}) == 1:
            return frozenset(same)
        return frozenset((self._city[city],)) if city in self._city else frozenset()
