"""What there is to ask of the pictures from above. A part of `Service`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from geomon.errors import InputError

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from geomon.imagery.ground import GroundPicture
    from geomon.layers import Layer
    from geomon.service.above import Seen
    from geomon.service.above_series import Series
    from geomon.service.snapshot import Snapshot
    from geomon.settings import Settings


class AboveDesk:
    """The pictures from above of one workspace; what is named here is the service's own."""

    if TYPE_CHECKING:
        settings: Settings

        @property
        def layers(self) -> tuple[Layer, ...]:
            """The layers of the workspace."""

        def _now(self) -> Snapshot:
            """Return the newest state of the register."""

        def layer_features(self, layer_id: str) -> GeoDataFrame:
            """Return the features of a layer."""

    def has_scenes(self, as_of: dt.date) -> bool:
        """Return whether the workspace has pictures from above up to a date."""
        from geomon.service.above import scenes_of

        return bool(scenes_of(self.settings.root, as_of)[0])

    def seen_from_above(self, sites: Sequence[str], as_of: dt.date) -> tuple[Seen, ...]:
        """Return what the workspace's scenes show of sites up to a date; those that are not known well enough are left out.

        Raises
        ------
        InputError
            If a scene's files cannot be used.
        """
        from geomon.service.above import look_at

        return look_at(self.settings.root, as_of, sites, self._now(), self.layers, self.layer_features)

    def pictures_from_above(self, seen: Seen) -> tuple[bytes, bytes]:
        """Return the PNGs of a site before and after, with date and sensor burnt in."""
        from geomon.service.above import pictures

        return pictures(seen)

    def series_from_above(self, site: str, as_of: dt.date) -> Series | None:
        """Return what all scenes up to a date show of a site, one by one, with their trend; None where it is not known well enough.

        Raises
        ------
        InputError
            If there is no such site, or a scene's files cannot be used.
        """
        from geomon.service.above_series import series_of

        return series_of(self.settings.root, as_of, site, self._now(), self.layers, self.layer_features)

    def ground_from_above(self, site: str, as_of: dt.date) -> tuple[GroundPicture, GroundPicture]:
        """Return what a map lays down at a site: the picture before and the one after, with where they lie.

        Raises
        ------
        InputError
            If there are no two pictures of the site, or a scene's files cannot be used.
        """
        from geomon.service.above import ground_pictures

        seen = self.seen_from_above((site,), as_of)
        if not seen:
            raise InputError("there are no two pictures of this site.", where=site, how="Put scenes that cover it into data/imagery.")
        return ground_pictures(seen[0])
