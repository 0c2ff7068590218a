"""What there is to ask and to say of patches (图斑). A part of `Service`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from geomon.errors import InputError
from geomon.service.settling import actor_of

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from geomon.layers import Layer
    from geomon.model import Event
    from geomon.service.patches import Patch
    from geomon.service.snapshot import Snapshot
    from geomon.settings import Settings
    from geomon.situation import Situation
    from geomon.store import Register


class PatchDesk:
    """The patches of one workspace; what is named here is the service's own."""

    if TYPE_CHECKING:
        settings: Settings
        _register: Register

        @property
        def layers(self) -> tuple[Layer, ...]:
            """The layers of the workspace."""

        def _now(self) -> Snapshot:
            """Return the newest state of the register."""

        def situation(self, as_of: dt.date) -> Situation:
            """Return all sites and tasks on a date."""

        def layer_features(self, layer_id: str) -> GeoDataFrame:
            """Return the features of a layer."""

    def patches(self, as_of: dt.date) -> tuple[Patch, ...]:
        """Return the patches of all layers of the kind "patches", with the verdict that holds and the sites and tasks they meet.

        Raises
        ------
        GeomonError
            If a layer's file cannot be read.
        """
        from geomon.service.patches import as_told, patches_of

        layers = [layer for layer in self.layers if layer.kind == "patches"]
        if not layers:
            return ()
        snapshot, kept = self._now(), vars(self).get("_patches")
        key: list[Any] = [snapshot.sites, snapshot.threads, snapshot.matches, *(self.layer_features(layer.id) for layer in layers)]
        if kept is None or kept[0] != layers or len(kept[1]) != len(key) or any(a is not b for a, b in zip(kept[1], key, strict=True)):
            kept = layers, key, patches_of(layers, self.layer_features, self.situation(as_of), snapshot)
            vars(self)["_patches"] = kept                    # a word of a person moves no patch
        return as_told(kept[2], self._said_of_patches())

    def _said_of_patches(self) -> Iterable[Event]:
        """Return the events in which people speak of patches; which patches there are is told by the layers."""
        return self._now().said

    def judge_patch(self, patch: Patch, verdict: str, reason: str, actor: str = "") -> None:
        """Write what a person says of a patch as they saw it; see `patches.judge_patch` for the errors."""
        from geomon.service.patches import judge_patch

        judge_patch(self._register, self._now, self._present(patch), verdict, reason, actor or actor_of(self.settings))

    def take_patch_back(self, patch: Patch, actor: str = "") -> None:
        """Take back what a person said of a patch; see `patches.take_patch_back` for the errors."""
        from geomon.service.patches import take_patch_back

        take_patch_back(self._register, self._now, self._present(patch), actor or actor_of(self.settings))

    def _present(self, patch: Patch) -> Patch:
        if all(one.id != patch.id for one in self.patches(self.settings.today())):
            raise InputError("there is no such patch.", where=patch.number, how="Load the page again.")
        return patch
