"""Scenes: what a folder of pictures from above holds. A scene is a small TOML beside its GeoTIFFs, or a STAC item.

::

    date = 2023-07-14
    sensor = "sentinel-2-l2a"          # a table of sensors.toml
    credit = "Copernicus Sentinel data 2023"
    file = "2023-07-14.tif"            # all bands in one file, in this order ...
    order = ["blue", "green", "red", "nir", "swir1", "quality"]
    # [bands]                          # ... or a file a band
    # red = "T48_20230714_B04.tif"
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from geomon.errors import InputError
from geomon.imagery.sensors import ROLES, Sensor, load_sensors

_HOW = "See docs/how-do-i-look-from-above.md for the form of a scene."
_MOST_ITEM_BYTES = 5_000_000


@dataclasses.dataclass(frozen=True, slots=True)
class Band:
    """Where one band is: file, number from 1, and what makes reflectance of its numbers."""

    path: Path
    number: int = 1
    scale: float = 1.0
    offset: float = 0.0


@dataclasses.dataclass(frozen=True, slots=True)
class Scene:
    """One sensor's view of one day.

    Attributes
    ----------
    ident : unique in its folder; the file's name without its ending.
    bands : role -> band; red and nir are always there.
    credit : whose data it is, to be shown with every picture of it.
    """

    ident: str
    date: dt.date
    sensor: Sensor
    bands: Mapping[str, Band]
    credit: str = ""

    @property
    def title(self) -> str:
        """Date and sensor, as burnt into pictures."""
        return f"{self.date.isoformat()} {self.sensor.title}".strip()


def find_scenes(folder: Path) -> tuple[tuple[Scene, ...], tuple[InputError, ...]]:
    """Return the scenes of a folder and its subfolders, oldest first, and what is wrong with those that cannot be used."""
    scenes: list[Scene] = []
    faults: list[InputError] = []
    if not folder.is_dir():
        return (), ()
    sensors = load_sensors(folder / "sensors.toml")
    told: set[Path] = set()
    for path in sorted((*folder.rglob("*.toml"), *folder.rglob("*.json"))):
        if path.name == "sensors.toml":
            continue
        try:
            scene = _from_toml(path, sensors) if path.suffix == ".toml" else _from_item(path, sensors)
        except InputError as error:
            faults.append(error)
            told.update(path.parent.glob(f"{path.stem}*"))
            continue
        if scene is not None:
            scenes.append(scene)
            told.update(band.path.resolve() for band in scene.bands.values())
    faults.extend(
        InputError("nothing says its date, sensor and bands.", where=path.name, how=f"Write {path.stem}.toml beside it. {_HOW}")
        for path in sorted((*folder.rglob("*.tif"), *folder.rglob("*.tiff")))
        if path.resolve() not in told and path not in told
    )
    return tuple(sorted(scenes, key=lambda scene: (scene.date, scene.ident))), tuple(faults)


def _from_toml(path: Path, sensors: Mapping[str, Sensor]) -> Scene:
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError("the scene's TOML is not well formed.", where=path.name, how=_HOW) from error
    date = said.get("date")
    date = date.date() if isinstance(date, dt.datetime) else date
    if not isinstance(date, dt.date):
        raise InputError("the scene says no date.", where=path.name, how="Add a line such as date = 2023-07-14.")
    sensor = _sensor(str(said.get("sensor", "other")), sensors, path)
    scale, offset = float(said.get("scale", sensor.scale)), float(said.get("offset", sensor.offset_on(date)))
    if "file" in said:
        order = said.get("order", [])
        if not isinstance(order, Sequence) or isinstance(order, str):
            raise InputError("order is a list of the bands of its file.", where=path.name, how=_HOW)
        named = {str(role): (str(said["file"]), number) for number, role in enumerate(order, 1)}
    else:
        listed = said.get("bands", {})
        named = {role: (str(name), 1) for role, name in listed.items()} if isinstance(listed, Mapping) else {}
    bands = {
        role: Band(_inside(path, name), number, *((1.0, 0.0) if role == "quality" else (scale, offset)))
        for role, (name, number) in named.items() if role in ROLES
    }
    return _checked(Scene(path.stem, date, sensor, bands, str(said.get("credit", ""))), path)


def _from_item(path: Path, sensors: Mapping[str, Sensor]) -> Scene | None:
    """Return the scene of a STAC item whose pictures lie here; None for other JSON."""
    try:
        if path.stat().st_size > _MOST_ITEM_BYTES:
            return None
        item = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        return None
    if not (isinstance(item, dict) and "stac_version" in item and isinstance(item.get("assets"), dict)):
        return None
    said = item.get("properties") or {}
    text = str(said.get("datetime") or said.get("start_datetime") or "")
    try:
        date = dt.datetime.fromisoformat(text).date()
    except ValueError as error:
        raise InputError("the STAC item says no date.", where=path.name, how="Its properties need a datetime.") from error
    sensor = sensors[_platform(f"{said.get('platform', '')} {said.get('constellation', '')} {item.get('collection', '')}".casefold())]
    bands: dict[str, Band] = {}
    for key, asset in item["assets"].items():
        names = [key, *(str(one.get(k, "")) for one in [*asset.get("eo:bands", []), *asset.get("bands", [])]
                        for k in ("name", "common_name", "eo:common_name"))]
        role = next((role for name in names if (role := sensor.role_of(name))), None)
        if role is None or role in bands:
            continue
        raster: Mapping[str, Any] = next(iter(asset.get("raster:bands") or asset.get("bands") or []), {})
        scale = float(raster.get("scale", raster.get("raster:scale", sensor.scale)))
        offset = float(raster.get("offset", raster.get("raster:offset", sensor.offset_on(date))))
        bands[role] = Band(_inside(path, str(asset.get("href", ""))), 1, *((1.0, 0.0) if role == "quality" else (scale, offset)))
    return _checked(Scene(str(item.get("id", path.stem)), date, sensor, bands, str(said.get("license", ""))), path)


def _platform(words: str) -> str:
    """Return the sensor of a STAC item by its platform, constellation and collection."""
    known = (("sentinel-2-l2a", ("sentinel-2",)), ("landsat-c2-l2", ("landsat",)), ("gaofen", ("gaofen", "gf-", "gf1", "gf2", "gf6")))
    for ident, marks in known:
        if any(mark in words for mark in marks):
            return ident
    return "other"


def _sensor(ident: str, sensors: Mapping[str, Sensor], path: Path) -> Sensor:
    if ident not in sensors:
        raise InputError(f"the sensor {ident!r} is not known.", where=path.name,
                         how=f"Use one of {', '.join(sensors)}, or add it to sensors.toml beside the scenes.")
    return sensors[ident]


def _inside(path: Path, name: str) -> Path:
    """Return a picture's path; it lies beside what names it or below, whatever is written there."""
    if "://" in name or name.startswith(("/vsi", "/")) or ".." in PurePosixPath(name.replace("\\", "/")).parts or not name:
        raise InputError(f"the picture {name[:80]!r} does not lie beside the scene.", where=path.name,
                         how="Download it into the same folder and name it there.")
    return path.parent / name


def _checked(scene: Scene, path: Path) -> Scene:
    for role in ("red", "nir"):
        if role not in scene.bands:
            raise InputError(f"the scene names no {role} band.", where=path.name, how=_HOW)
    for band in scene.bands.values():
        if not band.path.is_file():
            raise InputError(f"the picture {band.path.name!r} is not there.", where=path.name,
                             how="Put it beside the scene, or mend its name.")
    return scene
