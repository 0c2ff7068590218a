"""What GDAL's allowlisted drivers read; runs in the child process only, on a path of ours."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyogrio
import shapely

from geomon.errors import TooLarge, UnreadableFile
from geomon.readers.reading import Raw, Source

FAULTS = (
    pyogrio.errors.DataSourceError,
    pyogrio.errors.DataLayerError,
    pyogrio.errors.FieldError,
    pyogrio.errors.GeometryError,
    pyogrio.errors.FeatureError,
    pyogrio.errors.CRSError,
    ValueError,
    RuntimeError,
    UnicodeDecodeError,
    OSError,
    OverflowError,
    shapely.errors.ShapelyError,
)


def read_vector(source: Source, *, layer: str = "", layers: tuple[str, ...] = (), columns: list[str] | None = None) -> Raw:
    """Return the layer's features; `columns` = [] leaves the attributes out.

    Raises
    ------
    UnreadableFile, TooLarge
        Naming the file as its sender did.
    """
    try:
        if not layer and len(pyogrio.list_layers(source.path)) == 0:
            raise UnreadableFile("no layer can be found in it.", where=source.name, how="Export it again.")
        info = pyogrio.read_info(source.path, layer=layer or None, force_feature_count=False)
        if (count := info["features"]) > source.limits.features:
            what = f"it says it has {count:,} features; the limit is {source.limits.features:,}."
            raise TooLarge(what, where=source.name, how="Split the layer.")
        if len(info["fields"]) > source.limits.columns or len(info["fields"]) * max(count, 0) > source.limits.cells:
            raise TooLarge(f"it has {len(info['fields']):,} columns.", where=source.name, how="Keep the columns that matter.")
        meta, _, wkb, values = pyogrio.raw.read(source.path, layer=layer or None, columns=columns)
        shapes = shapely.from_wkb(wkb) if wkb is not None else np.full(len(values[0]) if values else 0, None, dtype=object)
    except FAULTS as error:
        raise UnreadableFile(f"it is broken: {first_line(error)}", where=source.name, how="Export it again.") from error
    frame = {str(name): listed(column) for name, column in zip(meta["fields"], values, strict=True)}
    raw = Raw(frame, np.asarray(shapes, dtype=object), crs=meta["crs"] or "", layers=layers)
    if wkb is None:
        raw.ask = "It is a table without geometry."
    return raw


def listed(column: np.ndarray) -> list[object]:
    """Return a column as plain values, None where there is none; times as ISO text."""
    if column.dtype.kind == "M":
        texts = np.datetime_as_string(column)
        return [None if text == "NaT" else str(text).removesuffix("T00:00:00.000") for text in texts]
    return [
        None if value is None or value is pd.NaT or (isinstance(value, float) and value != value) else value for value in column.tolist()
    ]


def first_line(error: BaseException) -> str:
    """Return the library's own words, on one line and without our paths."""
    words = " ".join(str(error).split()).replace("'", '"')
    for part in words.split():
        if "/" in part or "\\" in part:
            words = words.replace(part, "…")
    return words[:160].rstrip(".") + "."
