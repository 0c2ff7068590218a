"""What the office does with its papers: sheets out to units and back, the sealed dossier, the sheet with a map. A part of `Service`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from geomon.service.settling import actor_of

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from geomon.export.pair import Pair
    from geomon.export.paper import Paper
    from geomon.layers import Layer
    from geomon.publishing import Stamp
    from geomon.service.cards import SiteCard
    from geomon.service.desk import Service
    from geomon.service.filled import Line
    from geomon.service.filling import Filled
    from geomon.service.snapshot import Snapshot
    from geomon.settings import Settings
    from geomon.situation import Situation
    from geomon.status import Profile
    from geomon.store import Register, Verdict


class PaperDesk:
    """The papers of one workspace; what is named here is the service's own."""

    if TYPE_CHECKING:
        settings: Settings
        profile: Profile
        _register: Register

        @property
        def layers(self) -> tuple[Layer, ...]:
            """The layers of the workspace."""

        def _now(self) -> Snapshot:
            """Return the newest state of the register."""

        def _counties(self) -> Sequence[tuple[str, str, str]]:
            """Return name, city and code of the workspace's counties."""

        def situation(self, as_of: dt.date) -> Situation:
            """Return all sites and tasks on a date."""

        def card(self, site_id: str, as_of: dt.date) -> SiteCard:
            """Return what a site's card shows."""

        def basemap(self) -> GeoDataFrame:
            """Return the counties to draw."""

        def verify(self, head: str = "") -> Verdict:
            """Return whether the events are as they were written."""

    def map_html(self, as_of: dt.date, lang: str = "zh", sites: Collection[str] | None = None) -> str:
        """Return the map as one HTML page that needs no server and no network; of these sites, all where None."""
        from geomon.service.map_file import map_page

        adcodes, situation = {name: adcode for name, _, adcode in self._counties()}, self._chosen(as_of, sites)
        return map_page(situation, lambda site: self.card(site, as_of), self.basemap(), self.layers, self.settings, adcodes, lang,
                        self._stamp(as_of))

    def export(self, out: Path, as_of: dt.date, sites: Collection[str] | None = None) -> int:
        """Write these sites, or all, and their tasks to a file in the format that its ending names; return the number of sites."""
        from geomon.export import export_files

        sources = {site.id: (site.location.source, site.location.datum) for site in self._now().sites}
        return export_files(self._chosen(as_of, sites), out, sources, self._stamp(as_of))

    def report(self, kind: str, out: Path, as_of: dt.date, *, unit: str = "", county: str = "", task: str = "") -> Paper:
        """Write a report on a date to a file in the format that its ending names, and return what it says."""
        from geomon.export.printing import print_report
        from geomon.service.papers import TEMPLATES, given_of

        stamp = self._stamp(as_of)
        head = stamp.head if stamp else self.verify().head
        pairs = self._pairs(as_of, task) if kind == "dossier" and task else {}
        given = given_of(self._now(), self.situation(as_of), self.profile, self.settings.title, head, unit=unit, county=county, task=task,
                         stamp=stamp, pairs=pairs)
        return print_report(kind, given, out, self.settings.profiles / TEMPLATES)

    def _pairs(self, as_of: dt.date, task: str) -> dict[str, Pair]:
        """Return the sites of a task from above, as far as the workspace has scenes of them."""
        from geomon.service.above import pairs_of_task

        return pairs_of_task(cast("Service", self), as_of, task)

    def _stamp(self, as_of: dt.date) -> Stamp | None:  # noqa: ARG002
        """Return what a file says of where it comes from, once it leaves the house; None inside it."""
        return None

    def _chosen(self, as_of: dt.date, sites: Collection[str] | None) -> Situation:
        situation = self.situation(as_of)
        return situation if sites is None else situation.only(sites)

    def dossier(self, out: Path, as_of: dt.date, task: str, lang: str = "zh") -> str:
        """Write the sealed dossier of a task and return its seal; see `geomon.service.dossier`."""
        from geomon.service.dossier import seal_dossier

        return seal_dossier(cast("Service", self), out, as_of, task, lang)

    def one_page(self, out: Path, as_of: dt.date, *, task: str = "", county: str = "", lang: str = "zh") -> str:
        """Write the sheet of a task or a county with its map as one HTML page for A4, and return its title.

        Raises
        ------
        InputError
            If neither or both are asked for, there is no such task or county, or the ending is another than .html.
        """
        from geomon.service.onepage import write_one_page

        return write_one_page(cast("Service", self), out, as_of, task, county, lang)

    def dispatch_files(self, folder: Path, as_of: dt.date, county: str = "") -> tuple[Path, ...]:
        """Write the dispatch sheet of each unit that has an open task into a file of its own, and one of all; return the files."""
        from geomon.service.onepage import write_dispatch_files

        return write_dispatch_files(cast("Service", self), folder, as_of, county)

    def filled(self, paths: Sequence[Path]) -> Filled:
        """Return what filled dispatch sheets say that the register does not hold; nothing is written."""
        from geomon.service.filling import read_filled

        return read_filled(self.settings, self.profile, self._now(), paths)

    def take_filled(self, lines: Sequence[Line], day: dt.date | None = None, actor: str = "") -> tuple[int, int]:
        """Write what confirmed rows of filled sheets say; see `filling.take_filled` for what is returned and the errors."""
        from geomon.service.filling import take_filled

        return take_filled(self._register, self.settings, self.profile, self._now, lines, actor or actor_of(self.settings), day)
