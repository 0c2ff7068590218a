"""What there is to ask and to say of patches (图斑). A part of `Service`."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from geomon.errors import InputError
from geomon.people import Thing
from geomon.service.history import standing
from geomon.service.settling import actor_of

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from geomon.layers import Layer
    from geomon.model import Event
    from geomon.service.patch_verdicts import Lost, Mark
    from geomon.service.patches import Patch
    from geomon.service.snapshot import Snapshot
    from geomon.settings import Settings
    from geomon.situation import Situation
    from geomon.store import Register

DATES_KEPT = 4
"""Dates whose joined patches are kept."""
EDGE_DEG = 0.0005
"""Ground within some 50 m of a county's border may be either neighbour's: they share the border, and its sources differ."""
_OF_SITES = ("id", "name", "tasks", "lon", "lat", "method", "accuracy_m")


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

        def _own(self) -> list[Any]:
            """Return the workspace's counties."""

        def is_read(self, hurry: bool = False) -> bool:
            """Return whether the register is in memory."""

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
        from geomon.service.patch_verdicts import as_told
        from geomon.service.patches import patches_of

        layers = [layer for layer in self.layers if layer.kind == "patches"]
        if not layers:
            return ()
        snapshot, situation = self._now(), self.situation(as_of)
        held: list[Any] = [snapshot.threads, *(self.layer_features(layer.id) for layer in layers)]
        joined: OrderedDict[dt.date, tuple[Any, ...]] = vars(self).setdefault("_patches", OrderedDict())
        kept = joined.get(as_of)
        if kept is None or kept[0] != layers or not _same(kept[1], held) or not _as_placed(kept[2], situation):
            made = patches_of(layers, self.layer_features, situation, snapshot)
        else:
            made = kept[3]                                   # a word of a person moves no patch
        joined[as_of] = layers, held, situation, made
        joined.move_to_end(as_of)
        while len(joined) > DATES_KEPT:
            joined.popitem(last=False)
        return as_told(made, self._said_of_patches())

    def patch_marks(self, layer_id: str) -> Mapping[str, Mark]:
        """Return what each patch of a layer is called and what holds of it, by its id; the same object until something changes.

        It waits for no register that is still being read.
        """
        from geomon.service.patch_verdicts import marked
        from geomon.service.patches import marks_of

        layer = next(one for one in self.layers if one.id == layer_id)
        frame, said = self.layer_features(layer_id), self._said_of_patches()
        held: dict[str, tuple[Any, ...]] = vars(self).setdefault("_patch_marks", {})
        kept = held.get(layer_id)
        if kept is not None and kept[0] == layer and kept[1] is frame and kept[2] is said:
            return kept[4]  # type: ignore[no-any-return]
        own = kept[3] if kept is not None and kept[0] == layer and kept[1] is frame else marks_of(layer, frame)
        now = marked(own, layer_id, said)
        held[layer_id] = layer, frame, said, own, now
        return now

    def lost_verdicts(self) -> tuple[Lost, ...]:
        """Return what people said of patches that their layers' files do not have any more; taken back on the page Record."""
        from geomon.service.patch_verdicts import told_of

        said = self._said_of_patches()
        if not said:
            return ()
        numbers = {f"{layer.id}/{ident}": mark.number for layer in self.layers if layer.kind == "patches"
                   for ident, mark in self.patch_marks(layer.id).items()}
        return told_of(said, numbers)[1]

    def _said_of_patches(self) -> tuple[Event, ...]:
        """Return the words of people on patches; the same object until one comes. Which patches there are is told by the layers."""
        from geomon.service.patch_verdicts import JUDGED, words

        version = self._now().version if self.is_read() else self._register.version()
        kept: tuple[int, tuple[Event, ...]] | None = vars(self).get("_patch_words")
        if kept is None or kept[0] != version:
            every = self._now().said if self.is_read() else standing(self._register.events(kinds=(JUDGED, "withdrawn")))
            said = words(every)
            kept = vars(self)["_patch_words"] = version, kept[1] if kept is not None and kept[1] == said else said
        return kept[1]

    def judge_patch(self, patch: Patch, verdict: str, reason: str, actor: str = "") -> None:
        """Write what a person says of a patch as they saw it; see `patch_verdicts.judge_patch` for the errors."""
        from geomon.service.patch_verdicts import judge_patch

        by = actor or actor_of(self.settings), self.settings.today()
        judge_patch(self._register, self._now, self._present(patch), verdict, reason, by)

    def take_patch_back(self, patch: Patch, actor: str = "") -> None:
        """Take back what a person said of a patch; see `patch_verdicts.take_patch_back` for the errors."""
        from geomon.service.patch_verdicts import take_patch_back

        take_patch_back(self._register, self._now, self._present(patch), (actor or actor_of(self.settings), self.settings.today()))

    def _present(self, patch: Patch) -> Patch:
        if all(one.id != patch.id for one in self.patches(self.settings.today())):
            raise InputError("there is no such patch.", where=patch.number, how="Load the page again.")
        return patch

    def _thing_of(self, patch: Patch) -> Thing:
        """Return a patch as what rights are asked about: its layer, and the counties whose ground it takes.

        A border's width of ground is no county's alone; a patch that lies in it altogether meets all that it touches.
        """
        import shapely

        frame = self.layer_features(patch.layer)
        shapes = shapely.make_valid(frame.geometry[frame["id"] == patch.id.removeprefix(f"{patch.layer}/")].to_numpy())
        near = [(county.adcode, shapely.make_valid(county.geometry)) for county in self._own()
                if shapes.size and shapely.intersects(county.geometry, shapes).any()]
        inside = [adcode for adcode, ground in near if shapely.intersects(ground.buffer(-EDGE_DEG), shapes).any()]
        return Thing(frozenset(inside or (adcode for adcode, _ in near)), frozenset((patch.layer,)))


def _same(kept: Sequence[Any], now: Sequence[Any]) -> bool:
    return len(kept) == len(now) and all(a is b for a, b in zip(kept, now, strict=True))


def _as_placed(before: Situation, now: Situation) -> bool:
    """Return whether two situations of a date have the same sites, at the same places, of the same tasks."""
    return before is now or all(before.sites[name].equals(now.sites[name]) for name in _OF_SITES)
