"""The layers of a workspace while it is open: read again when a declaration or a data file changes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from geomon.codes import check_codes
from geomon.errors import LayerFileError
from geomon.layers import PACKAGE, Layer, load_layers, packaged, stamp
from geomon.model import Event
from geomon.service.ground import layer_path, stamp_of
from geomon.service.meanings import Confirmation, confirmations, in_force
from geomon.settings import Settings
from geomon.zones import load_zoning

if TYPE_CHECKING:
    from geopandas import GeoDataFrame


class Shelf:
    """Declarations and features of all layers, for every thread of the server.

    A declaration that is edited into something wrong does not take the app down: the layers stay as they were, and `fault` says why.
    """

    def __init__(self, settings: Settings, layers: tuple[Layer, ...], counties: Callable[[], Sequence[str]],
                 said: Callable[[], Iterable[Event]] = tuple) -> None:
        """Take the layers as they were read when the workspace was opened.

        `counties` gives the codes that the workspace is about, `said` the standing events, of which the confirmed CRSs count.
        """
        self._settings, self._layers, self._counties, self._said = settings, layers, counties, said
        self._stamp = stamp(settings.layers)
        self._fault = ""
        self._frames: dict[str, tuple[object, GeoDataFrame]] = {}
        self._lock = threading.RLock()

    @property
    def layers(self) -> tuple[Layer, ...]:
        """All layers, as their files say now."""
        with self._lock:
            self._look()
            return self._layers

    def _look(self) -> None:
        """Read the declarations again if one of them changed."""
        now = stamp(self._settings.layers)
        if now == self._stamp:
            return
        self._stamp = now
        try:
            self._layers, self._fault = load_layers(self._settings.layers), ""
        except LayerFileError as error:
            self._fault = error.sentence

    @property
    def fault(self) -> str:
        """Why the newest declarations are not in use; "" when they are."""
        with self._lock:
            self._look()
            return self._fault

    def layer(self, ident: str) -> Layer:
        """Return a layer by its id; KeyError when there is none."""
        found = next((one for one in self.layers if one.id == ident), None)
        if found is None:
            raise KeyError(ident)
        return found

    def features(self, ident: str) -> GeoDataFrame:
        """Return a layer's features, EPSG:4490; the frame is shared, so do not change it. KeyError when there is no such layer.

        Raises
        ------
        GeomonError
            If its file cannot be read, or its package is not there.
        """
        from geomon.join.patch_keys import keyed
        from geomon.readers import read_features

        layer = self.layer(ident)
        if layer.source == PACKAGE:
            codes = tuple(self._counties())  # before the lock: it takes the service's own
            return self._kept(ident, (layer, codes), lambda: packaged(layer, self._settings, codes))
        path = layer_path(layer, self._settings)
        confirmed = in_force(self._said(), (layer,), self._settings).get(ident)
        key = layer, stamp_of(path), confirmed.words if confirmed else ""
        def read() -> GeoDataFrame:
            frame = read_features(path, layer, meant=confirmed.reading.to_degrees if confirmed else None)
            return keyed(frame, layer.columns) if layer.kind == "patches" else frame
        return self._kept(ident, key, read)

    def confirmations(self) -> dict[str, Confirmation]:
        """Return the newest confirmation of each layer's CRS, in force or not."""
        return confirmations(self._said())

    def doubts(self, ident: str) -> tuple[tuple[str, str], ...]:
        """Return what is doubtful in a layer's columns, in Chinese and English: codes that are wrong, zones that no scheme knows."""
        layer, frame = self.layer(ident), self.features(ident)
        zoning = load_zoning(self._settings.profiles)
        found = [(f"第{row + 2}行：{verdict.why}", f"row {row + 2}: {verdict.why_en}")
                 for row, _, verdict in check_codes(frame) if verdict.state == "wrong" or verdict.at]
        known = {text for scheme in zoning.schemes for zone in scheme.zones for text in (zone.id, zone.title, zone.title_en, *zone.aliases)}
        for row, text in enumerate(frame["zone"] if "zone" in frame and layer.protects else ()):
            if isinstance(text, str) and text.strip() and text.strip() not in known:
                found.append((f"第{row + 2}行：没有哪个分区方案有“{text}”", f"row {row + 2}: no scheme of zones has {text!r}"))
        return tuple(found)

    def _kept(self, ident: str, key: object, read: Callable[[], GeoDataFrame]) -> GeoDataFrame:
        """Return the frame that was read under this key, else read it."""
        with self._lock:
            held = self._frames.get(ident)
            if held is None or held[0] != key:
                self._frames[ident] = held = key, read()
            return held[1]
