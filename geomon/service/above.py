"""Sites seen from above: which ground is a site's, which two scenes are compared, and what they say. A lead, never a proof."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geomon.imagery import Change, Scene, changes, find_scenes, picture_pair
from geomon.imagery.change import SEASON_DAYS
from geomon.imagery.ground import GroundPicture, ground_picture
from geomon.model import Site

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from geomon.errors import InputError
    from geomon.export.pair import Pair
    from geomon.layers import Layer
    from geomon.service.desk import Service
    from geomon.service.snapshot import Snapshot

AROUND_M = 500.0
"""Width of the ring whose change is taken for the season's."""
LEAST_M, MOST_M = 100.0, 1_000.0
"""Radius of the ground looked at round a point: its accuracy within these; a place known less well is not looked at."""


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """One site seen on two dates; the same ground in the same two scenes is the same, so that pictures are drawn once.

    Attributes
    ----------
    ground : what was looked at, in degrees (CGCS2000): the site's own polygon, or a circle round its point.
    own : whether it is the site's own polygon.
    """

    site: str
    before: Scene
    after: Scene
    change: Change
    ground: shapely.Geometry
    own: bool

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Seen) and self.site == other.site and self.before is other.before and self.after is other.after \
            and bool(self.ground == other.ground)

    def __hash__(self) -> int:
        return hash((self.site, id(self.before), id(self.after)))


def scenes_folder(root: Path) -> Path:
    """Return where a workspace keeps its scenes."""
    return root / "data" / "imagery"


def scenes_of(root: Path, as_of: dt.date) -> tuple[tuple[Scene, ...], tuple[InputError, ...]]:
    """Return a workspace's scenes up to a date, oldest first, and what is wrong with the others; kept until the folder changes."""
    folder = scenes_folder(root)
    files = tuple(sorted((str(path), path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file())) if folder.is_dir() else ()
    found, faults = _found(folder, files)
    return tuple(scene for scene in found if scene.date <= as_of), faults


@functools.lru_cache(maxsize=4)
def _found(folder: Path, files: tuple[tuple[str, int], ...]) -> tuple[tuple[Scene, ...], tuple[InputError, ...]]:
    return find_scenes(folder) if files else ((), ())


def pair_of(scenes: Sequence[Scene]) -> tuple[Scene, Scene] | None:
    """Return the latest scene and the earliest of the same season, sensors alike before others; None where no two are there."""
    if len(scenes) < 2:
        return None
    last = scenes[-1]

    def rank(scene: Scene) -> tuple[bool, bool, dt.date]:
        apart = abs(scene.date.timetuple().tm_yday - last.date.timetuple().tm_yday)
        return min(apart, 365 - apart) > SEASON_DAYS, scene.sensor.ident != last.sensor.ident, scene.date

    earlier = [scene for scene in scenes if scene.date < last.date]
    return (min(earlier, key=rank), last) if earlier else None


def ground_of(site: Site, features: Iterable[str], frames: Callable[[str], GeoDataFrame]) -> tuple[shapely.Geometry, bool] | None:
    """Return the ground of a site and whether it is its own polygon; None for a place that is not known well enough to be looked at.

    Parameters
    ----------
    features : "layer/id" of the features that the site is taken for.
    frames : gives a layer's features; KeyError where there is none.
    """
    for key in features:
        layer, _, ident = key.partition("/")
        try:
            frame = frames(layer)
        except KeyError:
            continue
        for shape in frame.geometry[frame["id"].astype(str) == ident]:
            if shape is not None and shapely.area(shape) > 0 and shape.geom_type in ("Polygon", "MultiPolygon"):
                return shape, True
    place = site.location
    if place.lon is None or place.lat is None or place.accuracy_m is None or place.accuracy_m > MOST_M:
        return None
    return circle(place.lon, place.lat, max(LEAST_M, place.accuracy_m)), False


def circle(lon: float, lat: float, radius_m: float) -> shapely.Geometry:
    """Return a circle on the ground as a polygon of 64 corners, in degrees."""
    from geomon.crs import GEOD

    angle = np.linspace(0, 360, 65)[:-1]
    x, y, _ = GEOD.fwd(np.full(64, lon), np.full(64, lat), angle, np.full(64, radius_m))
    return shapely.Polygon(np.column_stack([x, y]))


def look(grounds: Mapping[str, tuple[shapely.Geometry, bool]], pair: tuple[Scene, Scene]) -> tuple[Seen, ...]:
    """Return what two scenes say of sites, in their order.

    Raises
    ------
    InputError
        If a scene's files cannot be used.
    """
    found = changes(*pair, [ground for ground, _ in grounds.values()], around_m=AROUND_M)
    return tuple(
        Seen(site, *pair, change, ground, own) for (site, (ground, own)), change in zip(grounds.items(), found, strict=True)
    )


def look_at(root: Path, as_of: dt.date, sites: Sequence[str], snapshot: Snapshot, layers: Sequence[Layer],
            frames: Callable[[str], GeoDataFrame]) -> tuple[Seen, ...]:
    """Return what a workspace's scenes show of sites up to a date; those that are not known well enough are left out.

    Raises
    ------
    InputError
        If a scene's files cannot be used.
    """
    pair = pair_of(scenes_of(root, as_of)[0])
    if pair is None:
        return ()
    grounds = grounds_of(sites, snapshot, layers, frames)
    return look(grounds, pair) if grounds else ()


def grounds_of(sites: Collection[str], snapshot: Snapshot, layers: Sequence[Layer],
               frames: Callable[[str], GeoDataFrame]) -> dict[str, tuple[shapely.Geometry, bool]]:
    """Return the ground of sites, and whether it is their own polygon; those that are not known well enough are left out."""
    boxes = {layer.id for layer in layers if layer.geometry == "box"}  # a rectangle round a thing is not its ground
    features: dict[str, list[str]] = {}
    for match in snapshot.matches:
        if match.feature and match.feature.partition("/")[0] not in boxes:
            features.setdefault(match.site, []).append(match.feature)
    asked = set(sites)
    found = {site.id: ground_of(site, features.get(site.id, ()), frames) for site in snapshot.sites if site.id in asked}
    return {site: ground for site, ground in found.items() if ground}


@functools.lru_cache(maxsize=64)
def pictures(seen: Seen) -> tuple[bytes, bytes]:
    """Return the PNGs of a site before and after; kept, since a page is drawn again and again.

    Raises
    ------
    InputError
        If the scenes do not reach the site.
    """
    return picture_pair(seen.before, seen.after, seen.ground, margin_m=200.0)


@functools.lru_cache(maxsize=16)
def ground_pictures(seen: Seen) -> tuple[GroundPicture, GroundPicture]:
    """Return what a map lays down of a site before and after; kept like `pictures`.

    Raises
    ------
    InputError
        If the scenes do not reach the site.
    """
    return ground_picture(seen.before, seen.ground), ground_picture(seen.after, seen.ground)


def pictured(service: Service, sites: Sequence[str], as_of: dt.date) -> Iterator[tuple[Seen, tuple[bytes, bytes]]]:
    """Yield the sites of which both scenes show ground, each with its two pictures."""
    for seen in service.seen_from_above(sites, as_of) if sites and service.has_scenes(as_of) else ():
        if np.isfinite((seen.change.before, seen.change.after)).all():
            yield seen, service.pictures_from_above(seen)


def pairs_of_task(service: Service, as_of: dt.date, task: str) -> dict[str, Pair]:
    """Return the pictures of a task's sites for a paper, by site; empty without scenes, or where none reaches the sites."""
    from geomon.export.pair import Pair

    snapshot = service._now()
    sites = [match.site for match in snapshot.matches_of_thread.get(snapshot.thread_of.get(task, -1), ())]
    found = {}
    for seen, (first, last) in pictured(service, sites, as_of):
        words = (f"前 {seen.before.title}", f"后 {seen.after.title}")
        note = f"{snapshot.site[seen.site].name}：{_in_chinese(seen.change)}"
        found[seen.site] = Pair(first, last, *words, "拖动分界线对比两期影像", note)
    return found


def _in_chinese(change: Change) -> str:
    """Return what two scenes say of a site, as a paper prints it."""
    verdict = {"greener": "植被增加", "barer": "植被减少", "as_before": "变化未超出误差",
               "bad_imagery": "影像不可用，不能判断"}[change.verdict]
    return f"{verdict}；NDVI由{change.before:.2f}到{change.after:.2f}，变化{change.change:+.2f}，误差±{2 * change.error:.2f}（95%）。"


def as_json(seen: Seen) -> dict[str, Any]:
    """Return what was seen as JSON values; numbers that are none are null."""
    one = seen.change
    numbers = {name: getattr(one, name) for name in ("before", "after", "change", "around", "error", "cloud", "nodata")}
    number = {name: None if np.isnan(value) else round(float(value), 4) for name, value in numbers.items()}
    return {"site": seen.site, "verdict": one.verdict, "reasons": list(one.reasons), **number, "own_polygon": seen.own,
            "scene_before": seen.before.ident, "date_before": seen.before.date.isoformat(), "scene_after": seen.after.ident,
            "date_after": seen.after.date.isoformat(), "note": "a lead, no proof: go and see"}
