"""What a reader hands back: the file as it is (`Raw`), and what the gate tells of it (`Reading`)."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomon.readers.limits import Limits

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@dataclasses.dataclass(frozen=True, slots=True)
class Source:
    """A file that a format is asked to read.

    Attributes
    ----------
    path : a copy under a name of ours, in a folder that is wiped; files that belong to it lie beside it.
    name : what its sender called it; for messages and evidence only, never opened.
    layer : the one of several layers (sheets, datasets) that a person picked, or "".
    encoding : the text's encoding as a person confirmed it, or "".
    """

    path: Path
    name: str
    limits: Limits
    layer: str = ""
    encoding: str = ""


@dataclasses.dataclass(slots=True)
class Raw:
    """A layer as its file holds it.

    Attributes
    ----------
    columns : values by column name, in file order; all of one length.
    shapes : shapely geometries, None where a row has none; numbers as in the file, first number first.
    crs : what the file declares: an EPSG code, WKT, or a datum name; "" for nothing.
    hints : words of the file that may speak of its CRS or of its county: headers, titles, comments.
    encoding : of its text; "" where none could be proved.
    sample : a piece of that text, for a person to look at.
    layers : names of all layers, where there are several.
    features : how many rows it has; counted from `shapes` unless said.
    geometry : kind of geometry; found from `shapes` unless said ("raster").
    notes, repairs, faults : warnings, what a repair would change, and faults of single features.
    ask : one sentence, when it can only be read after a person has decided something.
    info : further facts, JSON values only.
    """

    columns: dict[str, list[Any]]
    shapes: npt.NDArray[np.object_]
    crs: str = ""
    hints: list[str] = dataclasses.field(default_factory=list)
    encoding: str = "UTF-8"
    sample: str = ""
    layers: tuple[str, ...] = ()
    features: int | None = None
    geometry: str | None = None
    notes: list[str] = dataclasses.field(default_factory=list)
    repairs: list[str] = dataclasses.field(default_factory=list)
    faults: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    ask: str = ""
    info: dict[str, Any] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True)
class Reading:
    """What the gate tells of a file.

    Attributes
    ----------
    geometry : point, line, polygon, mixed, raster, or None.
    crs : as declared, "" for none.
    bounds : west, south, east, north in the file's own numbers, or None.
    faults : `feature` (from 1), `name`, `fault`, `at` (two numbers or None).
    places : up to 300 rows as (x, y, words of the row), the evidence for its CRS.
    table : Arrow IPC stream with the attributes and a last column of WKB; empty unless features were asked for.
    """

    format: str
    features: int
    geometry: str | None
    crs: str
    encoding: str
    sample: str
    bounds: tuple[float, float, float, float] | None
    layers: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    repairs: tuple[str, ...] = ()
    faults: tuple[dict[str, Any], ...] = ()
    hints: tuple[str, ...] = ()
    places: tuple[tuple[float, float, str], ...] = ()
    ask: str = ""
    info: dict[str, Any] = dataclasses.field(default_factory=dict)
    table: bytes = b""
