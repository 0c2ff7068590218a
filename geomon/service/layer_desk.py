"""What the page of layers asks: which layers there are and how each is known, what a file is, and what a person confirms."""

from __future__ import annotations

import dataclasses
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np
import shapely

from geomon.errors import GeomonError, InputError
from geomon.layers import PACKAGE, Layer
from geomon.service import meanings
from geomon.service.checking import Checked, limits_of, look_over
from geomon.service.ground import layer_path, stamp_of
from geomon.service.meanings import Confirmation
from geomon.service.repairing import Repaired, repair_file
from geomon.service.shelf import Shelf
from geomon.settings import Settings
from geomon.store import Register

if TYPE_CHECKING:
    from geomon.crs.detective import Candidate
    from geomon.places import Gazetteer
    from geomon.readers import Reading

Tell: TypeAlias = Callable[[int, int, str], None]
Known = Literal["file", "layer", "confirmed", "shift", "package"]
"""Who says a layer's CRS: its file, its declaration, a person, a person by parameters of an old datum, the package that brings it."""


@dataclasses.dataclass(frozen=True, slots=True)
class LayerLine:
    """One layer as a list shows it.

    Attributes
    ----------
    features : None where it cannot be read.
    by : whose the confirmation or the parameters are; "" for others.
    faults, codes : features whose geometry is not valid, and codes that are wrong or doubtful.
    problem : why it cannot be used, one sentence.
    confirmation : the newest one; `lapsed` when its file is another one since.
    """

    layer: Layer
    features: int | None
    crs: str
    known: Known
    by: str = ""
    faults: int = 0
    codes: int = 0
    problem: str = ""
    confirmation: Confirmation | None = None
    lapsed: bool = False


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A reading on a small map: SVG, the counties that most of its places lie in with how many of them, and how many lie in none."""

    svg: str
    counties: tuple[tuple[str, int], ...]
    nowhere: int


class LayerDesk:
    """The layers of a workspace and their files; safe to use from every thread."""

    def __init__(self, settings: Settings, shelf: Shelf, register: Register, places: Callable[[], Gazetteer]) -> None:
        self._settings, self._shelf, self._register, self._places = settings, shelf, register, places
        self._facts: dict[str, tuple[object, Reading | str]] = {}
        self._lock = threading.RLock()

    # ---- asking -----------------------------------------------------------------------------------------------------

    def lines(self, tell: Tell) -> tuple[LayerLine, ...]:
        """Return every layer; files that did not change are not read again."""
        layers = self._shelf.layers
        said = self._shelf.confirmations()
        out = []
        for n, layer in enumerate(layers):
            tell(n, len(layers), layer.title)
            out.append(self._line(layer, said.get(layer.id)))
        return tuple(out)

    def _line(self, layer: Layer, confirmation: Confirmation | None) -> LayerLine:
        problem, features, lapsed = "", None, False
        try:
            features = len(self._shelf.features(layer.id))
        except GeomonError as error:
            problem = error.sentence
        if layer.source == PACKAGE:
            return LayerLine(layer, features, "EPSG:4490", "package", problem=problem)
        reading = self._reading(layer)
        if isinstance(reading, str):
            return LayerLine(layer, None, layer.crs, "layer", problem=problem or reading, confirmation=confirmation)
        counts = len(reading.faults), len(reading.info.get("codes", []))
        if confirmation is not None:
            lapsed = confirmation.sha256 != meanings.sha256_of(self._settings.data / layer.source)
            if not lapsed:
                return LayerLine(layer, features, confirmation.crs, "confirmed", confirmation.actor, *counts, problem, confirmation)
        known: Known = "shift" if layer.shift else "file" if reading.crs else "layer"
        crs = layer.datum if layer.datum in ("GCJ-02", "BD-09") else layer.crs
        return LayerLine(layer, features, crs, known, layer.shift_source, *counts, problem, confirmation, lapsed)

    def _reading(self, layer: Layer) -> Reading | str:
        """Return what the gate tells of a layer's file, or why it tells nothing."""
        from geomon.readers import read_file

        try:
            path = layer_path(layer, self._settings)
            key = path, stamp_of(path)
            with self._lock:
                held = self._facts.get(layer.id)
            if held is None or held[0] != key:
                held = key, read_file(path, limits_of(self._settings))
                with self._lock:
                    self._facts[layer.id] = held
        except GeomonError as error:
            return error.sentence
        return held[1]

    def path_of(self, layer_id: str) -> Path:
        """Return a layer's file; KeyError when there is no such layer.

        Raises
        ------
        LayerFileError, InputError
            If the file is missing, or the layer has none.
        """
        layer = self._shelf.layer(layer_id)
        if layer.source == PACKAGE:
            raise InputError("its features come from a package, not from a file.", where=layer.title, how="Choose another layer.")
        return layer_path(layer, self._settings)

    def stamp(self, path: Path) -> tuple[tuple[str, int, int], ...]:
        """Return name, time and size of a file and of those that are read with it (the .prj of a .shp)."""
        return stamp_of(path)

    def look_over(self, path: Path, *, layer: str = "", encoding: str = "", crs_is: str = "") -> Checked:
        """Return what a file is; see `checking.look_over`."""
        return look_over(path, self._settings, layer=layer, encoding=encoding, crs_is=crs_is)

    def check_layer(self, layer_id: str) -> Checked:
        """Return what the file of a layer is, by its own shift where its declaration has one."""
        from geomon.crs.shift import user_shift

        layer, path = self._shelf.layer(layer_id), self.path_of(layer_id)
        if layer.shift:
            return look_over(path, self._settings, crs_is=layer.crs, shift=user_shift(layer.shift, layer.shift_source))
        return look_over(path, self._settings)

    def pictures(self, checked: Checked, titles: Sequence[str]) -> tuple[Picture, ...]:
        """Return each candidate on a small map, in the order of `checked.readings`; `titles` say them to who cannot see."""
        if checked.reading is None or not checked.readings:
            return ()
        x, y = (np.array([place[n] for place in checked.reading.places], dtype=np.float64) for n in (0, 1))
        return tuple(self._picture(checked, one, x, y, title) for one, title in zip(checked.readings, titles, strict=True))

    def _picture(self, checked: Checked, one: Candidate, x: np.ndarray, y: np.ndarray, title: str) -> Picture:
        from geomon.render.small_map import Reading as Places
        from geomon.render.small_map import small_map

        gazetteer, evidence = self._places(), checked.evidence
        with np.errstate(all="ignore"):
            here, best = Places(*one.to_degrees(x, y)), Places(*checked.readings[0].to_degrees(x, y))
        codes = [str(code) for code in gazetteer.counties_at(here.lon, here.lat) if code]
        counts = Counter(codes).most_common(12)
        near = {c.adcode: c for code, _ in counts if (c := gazetteer.by_adcode(code)) is not None}
        own = [c for code in self._settings.counties for c in gazetteer.counties_of(code)]
        claimed = _claimed(evidence.claims if evidence else (), evidence.region if evidence else None)
        shapes = [c.geometry for c in {c.adcode: c for c in (*near.values(), *own)}.values()]
        svg = small_map(here, shapes, claimed=claimed, other=None if one is checked.readings[0] else best, shift_m=one.shift_m, title=title)
        return Picture(svg, tuple((near[code].name, count) for code, count in counts if code in near), len(x) - len(codes))

    # ---- doing ------------------------------------------------------------------------------------------------------

    def confirm(self, layer_id: str, one: Candidate, sha256: str, actor: str) -> None:
        """Keep that a layer's numbers are meant so, having looked at the file with this digest.

        Raises
        ------
        InputError
            If the file is another one by now.
        """
        if meanings.sha256_of(self.path_of(layer_id)) != sha256:
            raise InputError("the file changed while you looked at it; nothing was kept.", where=layer_id, how="Look at it again.")
        meanings.confirm(self._register, layer_id, sha256, one, actor)

    def undo(self, seq: int, actor: str) -> None:
        """Take a confirmation back; see `meanings.take_back`."""
        meanings.take_back(self._register, seq, actor)

    def repair(self, path: Path, out: Path, checked: Checked, one: Candidate | None = None) -> Repaired:
        """Write a repaired copy, its numbers meant as `one` says, else as they were taken; see `repairing.repair_file`."""
        meant = one.to_degrees if one is not None else checked.meant
        if meant is None:
            raise InputError("its CRS is open.", where=path.name, how="Choose one of the readings first.")
        encoding = str(checked.answer.get("encoding") or "")
        return repair_file(path, out, meant, limits_of(self._settings), encoding=encoding if _is_table(checked) else "")


def _is_table(checked: Checked) -> bool:
    """Tell whether a file's encoding is handed on: only where it was proved for the text, not where the format fixes it."""
    return checked.answer.get("format") in ("CSV", "ESRI Shapefile", "dBASE")


def _claimed(claims: Sequence[shapely.Geometry | None], region: shapely.Geometry | None) -> shapely.Geometry | None:
    """Return the area in which places are said to lie: the rows' own, else the workspace's."""
    own = {shapely.to_wkb(claim): claim for claim in claims if claim is not None}
    return shapely.union_all([shapely.make_valid(c) for c in own.values()]) if own else region
