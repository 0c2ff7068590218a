"""The catalog of layers: one TOML file under layers/ is one layer; those whose features need code name an entry point."""

from __future__ import annotations

import dataclasses
import importlib.metadata
import re
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args, get_type_hints

from geomon.crs.shift import old_crs, user_shift
from geomon.errors import InputError, LayerFileError, MissingDependency

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from geomon.settings import Settings

Geometry = Literal["point", "line", "polygon", "box"]
LayerKind = Literal["sites", "boundary", "other", "patches"]

PACKAGE = "package"
"""`source` of a layer whose features come from code: the entry point of the layer's id in `GROUP`."""
GROUP = "geomon.layers"
"""Entry points of this group bring features: a function (settings, adcodes) -> GeoDataFrame with a CRS and a column `name`.

`adcodes` are the counties (six digits) that the workspace is about; a large source gives the features there only.
"""
Features: TypeAlias = "Callable[[Settings, Sequence[str]], GeoDataFrame]"
_ID = re.compile(r"[a-z][a-z0-9_]*")
_CRS = re.compile(r"EPSG:\d{4,6}")
_ICON = re.compile(r"[a-z0-9_]+")


@dataclasses.dataclass(frozen=True, slots=True)
class Layer:
    """One spatial layer, as declared; nothing is read from disk yet.

    Attributes
    ----------
    id : file stem; the name used in links, exports, logs and documents' mentions.
    geometry : what most features are; "box" is a rectangle round the thing, which says nothing about what is inside it.
    source : path below data/, or "package".
    licence : of the features, as a person may read it.
    kind : "sites" are the five layers of remediation sites, "other" the other named places, "boundary" the administrative ones,
        "patches" polygons with a verdict (图斑), which name no place of a document.
    datum : of the source; a column `datum` in the file overrides it row by row.
    crs : of the source; a file that says otherwise stops the load.
    icon : name of a Material Symbol.
    words : the words that name such places in documents.
    popup : columns that are shown, in order.
    order : position in lists and legends.
    protects : its areas are asked about an area that is planned (`geomon overlay`).
    zones : the kind of its areas in the schemes of zones (reserve, national_park, drinking_water); empty is told by each area's name.
    accuracy_m : how far its boundaries may be off, in metres, where a row does not say; 0 is not known.
    columns : of patches, which heading has which role where it is not told by itself: "verdict=核查结果".
    shift, shift_source : parameters from an old datum to CGCS2000 as `geomon.crs.shift.user_shift` takes them; whose they are.
    """

    id: str
    title: str
    title_en: str
    geometry: Geometry
    source: str
    licence: str
    kind: LayerKind = "other"
    datum: str = "CGCS2000"
    crs: str = "EPSG:4490"
    icon: str = "location_on"
    words: tuple[str, ...] = ()
    popup: tuple[str, ...] = ()
    provenance: str = ""
    order: int = 100
    protects: bool = False
    zones: str = ""
    accuracy_m: int = 0
    columns: tuple[str, ...] = ()
    shift: str = dataclasses.field(default="", repr=False)
    shift_source: str = ""


KEYS: tuple[str, ...] = tuple(f.name for f in dataclasses.fields(Layer) if f.name != "id")
_NEEDED = tuple(f.name for f in dataclasses.fields(Layer) if f.name != "id" and f.default is dataclasses.MISSING)


def load_layer(path: Path) -> Layer:
    """Return the layer that `path` declares.

    Raises
    ------
    LayerFileError
        Naming the key, what was found and what is accepted.
    """
    try:
        raw: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        how = f"Layers are the .toml files in {path.parent.name}/."
        raise LayerFileError("there is no such layer file.", where=path.name, how=how) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LayerFileError("is not TOML in UTF-8.", where=path.name, how=str(error)) from error
    if not _ID.fullmatch(path.stem):
        raise LayerFileError("the file's name is the layer's id: small letters, digits and _.", where=path.name, how="Rename it.")
    if extra := sorted(raw.keys() - set(KEYS)):
        raise LayerFileError(f"unknown key {extra[0]!r}.", where=path.name, how=f"Keys: {', '.join(KEYS)}.")
    if lacking := [key for key in _NEEDED if key not in raw]:
        raise LayerFileError(f"lacks the key {lacking[0]!r}.", where=path.name, how=f"Every layer needs: {', '.join(_NEEDED)}.")
    for key, kind in get_type_hints(Layer).items():
        if key in raw:
            raw[key] = _checked(path.name, key, kind, raw[key])
    _check_source(path.name, raw["source"])
    for key, shape, example in (("crs", _CRS, "EPSG:4490"), ("icon", _ICON, "terrain")):
        if key in raw and not shape.fullmatch(raw[key]):
            raise LayerFileError(f"{key} = {raw[key]!r}.", where=path.name, how=f"Write it like {example!r}.")
    layer = Layer(id=path.stem, **raw)
    if layer.shift or layer.shift_source:
        _check_shift(path.name, layer)
    return layer


def load_layers(folder: Path) -> tuple[Layer, ...]:
    """Return every layer under `folder`, by `order`, then id.

    Raises
    ------
    LayerFileError
        For the first file that is not well formed, or if the folder is missing.
    """
    if not folder.is_dir():
        raise LayerFileError("the folder of layers is missing.", where=folder.name, how="Make it with: geomon init DIR")
    return tuple(sorted(map(load_layer, sorted(folder.glob("*.toml"))), key=lambda layer: (layer.order, layer.id)))


def stamp(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Return what changes when a declaration in `folder` is added, edited or taken away; cheap enough for each request."""
    if not folder.is_dir():
        return ()
    return tuple((path.name, stat.st_mtime_ns, stat.st_size) for path in sorted(folder.glob("*.toml")) for stat in [path.stat()])


def packaged(layer: Layer, settings: Settings, adcodes: Sequence[str]) -> GeoDataFrame:
    """Return the features of a layer that comes from code, in EPSG:4490.

    Raises
    ------
    MissingDependency
        If no installed package brings a layer of this id.
    LayerFileError
        If what it brings has no CRS or no names.
    """
    where = f"layers/{layer.id}.toml"
    found = importlib.metadata.entry_points(group=GROUP, name=layer.id)
    if not found:
        raise MissingDependency(f"no installed package brings the layer {layer.id!r}.", where=where,
                                how="Install the one that does (again, after an update), or name a file below data/ as its source.")
    bring: Features = next(iter(found)).load()
    frame = bring(settings, adcodes)
    if getattr(frame, "crs", None) is None or "name" not in frame:
        raise LayerFileError("what its package brings has no CRS, or no column name.", where=where, how=f"Tell who made {found[0].value}.")
    return frame if frame.crs.to_epsg() == 4490 else frame.to_crs("EPSG:4490")


def _checked(where: str, key: str, kind: object, value: object) -> object:
    """Return `value` as the field's type."""
    if allowed := get_args(kind):
        if allowed == (str, ...):
            if isinstance(value, list) and all(isinstance(v, str) for v in value):
                return tuple(value)
            raise LayerFileError(f"{key} = {value!r}.", where=where, how='Write a list of texts: ["name", "source"].')
        if value not in allowed:
            raise LayerFileError(f"{key} = {value!r}.", where=where, how=f"Use one of {', '.join(allowed)}.")
        return value
    if kind is bool:
        if not isinstance(value, bool):
            raise LayerFileError(f"{key} = {value!r}.", where=where, how="Write true or false.")
    elif isinstance(value, bool) or not isinstance(value, int if kind is int else str):
        raise LayerFileError(f"{key} = {value!r}.", where=where, how="Write a whole number." if kind is int else "Write a text in quotes.")
    return value


def _check_shift(where: str, layer: Layer) -> None:
    """Refuse parameters that cannot be used, and those of a layer that needs none."""
    try:
        user_shift(layer.shift, layer.shift_source)
        old_crs(layer.crs)
    except InputError as error:
        raise LayerFileError(error.what, where=where, how=error.how) from error


def _check_source(where: str, source: str) -> None:
    """Refuse a source that could lead out of data/; both slashes, since the file may be read on either system."""
    parts = re.split(r"[/\\]", source)
    if source != PACKAGE and (":" in source or ".." in parts or "" in parts or not parts):
        raise LayerFileError(f"source = {source!r}.", where=where, how="Give a path below data/, like layers/mine.csv; never a URL.")
