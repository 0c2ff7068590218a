"""What leaves the house: the service as an audience may have it, and the snapshot that a city puts on its web site. A part of `Service`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, cast

from geomon.service.settling import actor_of

if TYPE_CHECKING:
    from geomon.service.desk import Service
    from geomon.service.publication import Publication
    from geomon.settings import Settings


class PublishDesk:
    """The ways out of one workspace; what is named here is the service's own."""

    if TYPE_CHECKING:
        settings: Settings

    def shown_to(self, audience: str) -> Service:
        """Return what an audience may have of this workspace, to be asked like it; see `geomon.service.published.shown_to`."""
        from geomon.service.published import shown_to

        return shown_to(cast("Service", self), audience)

    def publish(self, out: Path, as_of: dt.date, audience: str = "public", actor: str = "") -> Publication:
        """Write a dated snapshot for a web site, a folder or a zip, and record that; see `geomon.service.publication.publish`."""
        from geomon.service.publication import publish

        here = cast("Service", self)
        return publish(here, here, out, as_of, audience, actor or actor_of(self.settings))
