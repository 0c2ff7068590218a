"""Protected areas and other polygons as vector tiles: simplified per zoom, clipped per tile, kept as bytes."""

from __future__ import annotations

import copy
import functools
import threading
from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from geomon.errors import MissingCRS
from geomon.render.mvt import EXTENT, POINT, POLYGON, Feature, encode, point, polygons
from geomon.render.tiles import AXIS_BITS, MAX_ZOOM, mercator

BUFFER = 8 / 256
"""Tiles overlap by 8 pixels, so that outlines meet."""
Shapes = npt.NDArray[Any]


class AreaTiles:
    """Polygons of one layer as tiles, thread-safe.

    Parameters
    ----------
    frame : polygons with a column `name`; any CRS, drawn in degrees (EPSG:4490).
    layer : id of the layer declaration.
    boxes : the polygons are only the boxes around the areas, and are drawn dashed.
    verdicts : of patches, a row each: what holds, and what their file says; they are drawn with its mark at a point inside them.

    Raises
    ------
    MissingCRS
        If the frame does not say in which CRS it is.
    """

    def __init__(self, frame: gpd.GeoDataFrame, layer: str, *, boxes: bool = False, verdicts: Sequence[tuple[str, str]] = ()) -> None:
        if frame.crs is None:
            raise MissingCRS("has no CRS, so it cannot be drawn.", where=layer, how="Name it in the layer's file: crs = \"EPSG:4490\".")
        names = frame.get("name", frame.index)
        self.names, self.layer, self.boxes = [str(name) for name in names], layer, boxes
        self.more = _zones(frame)
        self.shapes: Shapes = shapely.transform(np.asarray(shapely.force_2d(frame.geometry.to_crs(4490).array)), mercator)
        self.box = shapely.bounds(self.shapes)
        if len(verdicts):
            self.more = _patches(frame, self.shapes, layer, verdicts)
        self._lock = threading.Lock()
        self._at_zoom = functools.lru_cache(MAX_ZOOM + 1)(self._simplify)
        self._kept = functools.lru_cache(4096)(self._geometry)

    def with_verdicts(self, verdicts: Sequence[tuple[str, str]]) -> AreaTiles:
        """Return the same patches with other verdicts; what was simplified and clipped is shared."""
        made = copy.copy(self)
        made.more = [{**more, "verdict": verdict, "file": file} for more, (verdict, file) in zip(self.more, verdicts, strict=True)]
        return made

    def tile(self, z: int, x: int, y: int) -> bytes:
        """Return a tile with the layer `areas` (name, layer, box; zone, zone_en, strict where known); empty where there is nothing."""
        with self._lock:
            found = self._kept(z, x, y)
        features: list[Feature] = [(row, kind, body, {"name": self.names[row], "layer": self.layer, "box": self.boxes, **self.more[row]})
                                   for row, kind, body in found]
        return encode("areas", features)

    def _simplify(self, z: int) -> tuple[Shapes, shapely.STRtree]:
        """Return all shapes with no vertex that half a pixel hides, and a tree over them."""
        shapes = shapely.simplify(self.shapes, 0.5 / 256 / (1 << z), preserve_topology=False)
        gone = shapely.is_empty(shapes)
        shapes[gone] = self.shapes[gone]
        return shapes, shapely.STRtree(shapes)

    def _geometry(self, z: int, x: int, y: int) -> list[tuple[int, int, bytes]]:
        """Return (row, kind, geometry bytes) of what is in a tile; what is under two pixels is a point."""
        side, (shapes, tree) = 1 / (1 << z), self._at_zoom(z)
        west, north, pad = x * side, y * side, BUFFER * side
        box = (west - pad, north - pad, west + side + pad, north + side + pad)
        rows = np.sort(tree.query(shapely.box(*box)))
        small = (self.box[rows, 2:] - self.box[rows, :2]).max(axis=1, initial=0) < side * 2 / 256

        def to_tile(xy: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
            return np.floor((xy - (west, north)) * (EXTENT / side)).astype(np.int64)

        dots = to_tile(shapely.get_coordinates(shapely.centroid(shapes[rows[small]])))
        inside = ((dots >= 0) & (dots < EXTENT)).all(axis=1)                    # a dot belongs to one tile only
        out = [(row, POINT, point(*dot)) for row, dot in zip(rows[small][inside].tolist(), dots[inside].tolist(), strict=True)]

        rows = rows[~small]
        parts, owner = shapely.get_parts(shapely.clip_by_rect(shapes[rows], *box), return_index=True)
        polygon = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON    # clipping may leave a line or a point: dropped
        rings, ring_part = shapely.get_rings(shapely.orient_polygons(parts[polygon]), return_index=True)
        owner = owner[polygon][ring_part]
        vertices, ring = shapely.get_coordinates(rings, return_index=True)
        xy = to_tile(vertices)
        last = np.append(ring[1:] != ring[:-1], True)[:len(ring)]                # the closing vertex goes: ClosePath says it
        new = ~last
        new[1:] &= last[:-1] | (xy[1:] != xy[:-1]).any(axis=1)                   # and repeated vertices,
        new &= (np.bincount(ring[new], minlength=len(rings)) >= 3)[ring]         # and rings that collapse
        bodies, owners = polygons(xy[new], ring[new], owner[ring[new]])
        return out + [(row, POLYGON, body) for row, body in zip(rows[owners].tolist(), bodies, strict=True)]


def _patches(frame: gpd.GeoDataFrame, shapes: Shapes, layer: str, verdicts: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    """Return what marks patches, row by row: key, verdict, the file's verdict, and a point inside on a grid of 2^26 over the world."""
    inside = shapely.point_on_surface(shapes)
    xy = np.nan_to_num(np.column_stack([shapely.get_x(inside), shapely.get_y(inside)])) * (1 << AXIS_BITS)
    return [{"patch": f"{layer}/{ident}", "verdict": verdict, "file": file, "px": int(x), "py": int(y)}
            for ident, (verdict, file), (x, y) in zip(frame["id"], verdicts, xy, strict=True)]


def _zones(frame: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Return what tells zones apart, row by row; nothing for a layer without zones."""
    if "strict" not in frame:
        return [{}] * len(frame)
    return [{"zone": str(zone), "zone_en": str(zone_en), "strict": bool(strict)} if zone else {}
            for zone, zone_en, strict in zip(frame["zone"], frame["zone_en"], frame["strict"], strict=True)]
