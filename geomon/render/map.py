"""The folium map around our light tiles. Its script is the same on every run: whatever changes in it makes the browser start over.

What changes (filter, choice, date, language, theme) travels as `Show`, one line in streamlit-folium's `feature_group_to_add`.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import hashlib
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import folium
import numpy as np
import shapely
from branca.colormap import ColorMap
from branca.element import Element, MacroElement
from folium.elements import JSCSSMixin
from folium.template import Template
from shapely.geometry.base import BaseGeometry

from geomon.errors import GeomonError
from geomon.layers import Layer
from geomon.render.address import filter_to_query
from geomon.render.words import words
from geomon.situation import Filter, Situation

Map = folium.Map
ASSETS = Path(__file__).parent / "assets"
SCRIPTS: tuple[str, ...] = ("mvt.js", "marks.js", "light-tiles.js", "board.js", "base-map.js", "draw.js", "view.js")
TOOLS: tuple[str, ...] = ("quick.js", "geodesy.js", "coordinates.js", "measure.js", "print.js", "swipe.js", "above.js", "patches.js",
                          "ground.js")
"""What a map of the app has beside its marks; the one file for offices does without."""
STYLE = "map.css"
MAX_ZOOM = 18
MOST_CORNERS = 2000
"""Of an area that is drawn on the map, or shown on it."""
RUN = f"{time.time_ns() // 1_000_000_000:x}"
"""Names this process: after a restart the rules may be others, so browsers must not keep tiles of an earlier one."""
Bounds = tuple[tuple[float, float], tuple[float, float]]
"""(south, west), (north, east) in degrees."""

_LOCAL = {"leaflet.js": "/assets/leaflet/leaflet.js", "leaflet.css": "/assets/leaflet/leaflet.css",
          "jquery-3.7.1.min.js": "/assets/jquery/jquery.min.js"}
_UNUSED = frozenset(("bootstrap.bundle.min.js", "bootstrap.min.css", "bootstrap-glyphicons.css", "all.min.css",
                     "leaflet.awesome-markers.js", "leaflet.awesome-markers.css", "leaflet.awesome.rotate.min.css"))


@functools.cache
def bundle() -> bytes:
    """Return our scripts as one file: streamlit-folium waits for each script before it asks for the next."""
    return b"\n".join((ASSETS / name).read_bytes() for name in (*SCRIPTS, *TOOLS))


@functools.cache
def asset(name: str) -> str:
    """Return the address of one of our files, with a version that changes with its content."""
    return f"/assets/own/{name}?v={hashlib.sha256((ASSETS / name).read_bytes()).hexdigest()[:12]}"


@dataclasses.dataclass(frozen=True, slots=True)
class Click:
    """What a click on the map brought back.

    Attributes
    ----------
    kind : "site", "cell" (a disc of sites at one place), "county" (a count on a county's name), "area", or "drawn".
    site : id of the site.
    county, adcode : name and code of the county.
    zoom, cell : for `SiteTiles.rows_in_cell`.
    patch : "layer/id" of a patch, where an area is one.
    ring, metres_a_pixel : corners (longitude, latitude) of an area that was drawn, and how near the map was.
    number : grows with each click on this map, so that the same thing clicked twice is two clicks.
    """

    kind: str
    number: int
    site: str = ""
    county: str = ""
    adcode: str = ""
    name: str = ""
    layer: str = ""
    zoom: int = 0
    cell: int = 0
    patch: str = ""
    ring: tuple[tuple[float, float], ...] = ()
    metres_a_pixel: float = 0.0


def click_of(returned: Mapping[str, Any] | None) -> Click | None:
    """Return the click in what `st_folium(..., returned_objects=["last_active_drawing"])` gave back, None before the first."""
    drawing = (returned or {}).get("last_active_drawing") or {}
    found = drawing.get("properties") or {}
    if found.get("kind") not in ("site", "cell", "county", "area", "drawn"):
        return None
    if found["kind"] == "drawn":
        ring = tuple((float(x), float(y)) for x, y in found.get("ring", ())[:MOST_CORNERS])
        return Click("drawn", int(found.get("click", 0)), ring=ring, metres_a_pixel=float(found.get("metres", 0.0)))
    kind, site, county, adcode, name, layer = (str(found.get(key, "")) for key in ("kind", "site", "county", "adcode", "name", "layer"))
    return Click(kind, int(found.get("click", 0)), site, county, adcode, name, layer, int(found.get("zoom", 0)), int(found.get("cell", 0)),
                 str(found.get("patch", "")))


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Planned:
    """An area that is asked about, as the map shows it.

    Attributes
    ----------
    token : another word is another area.
    shape : polygons in degrees (EPSG:4490); what has more than `MOST_CORNERS` is shown coarser.
    meets : what of it lies inside protected areas, and whether in the strictest zone.
    edit : its corners can be moved; for one ring of few corners.
    """

    token: str
    shape: BaseGeometry
    meets: tuple[tuple[BaseGeometry, bool], ...] = ()
    edit: bool = False

    def state(self) -> dict[str, Any]:
        """Return it as the map's script takes it: rings of [latitude, longitude]."""
        return {"token": self.token, "rings": _rings(self.shape), "edit": self.edit,
                "meets": [{"rings": _rings(shape), "strict": strict} for shape, strict in self.meets]}


def _rings(shape: BaseGeometry) -> list[list[list[list[float]]]]:
    """Return polygons as lists of rings of [latitude, longitude]."""
    tolerance = 1e-6
    while shapely.get_num_coordinates(shape) > MOST_CORNERS:
        shape, tolerance = shapely.simplify(shape, tolerance), tolerance * 4
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    return [[[[round(y, 7), round(x, 7)] for x, y in ring.coords[:-1]] for ring in (part.exterior, *part.interiors)] for part in parts]


@dataclasses.dataclass(frozen=True, slots=True)
class Above:
    """A picture of the ground from above, laid where it truly lies.

    Attributes
    ----------
    words : what it shows, for who cannot see it.
    credit : whose data it is.
    """

    url: str
    bounds: Bounds
    words: str
    credit: str = ""


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Beyond:
    """What the map shows beyond the swipe's line, and what stands on either side of it.

    Attributes
    ----------
    as_of : the date there, of lights and zones.
    areas : ids of the area layers there.
    left, right : words on the two sides of the line.
    planned : the asked area there, with what it meets on that date.
    above : the picture of the ground there.
    """

    as_of: dt.date
    areas: tuple[str, ...]
    left: str
    right: str
    planned: Planned | None = None
    above: Above | None = None

    def state(self) -> dict[str, Any]:
        """Return it as the map's script takes it."""
        return {"asOf": self.as_of.isoformat(), "areas": list(self.areas), "left": self.left, "right": self.right,
                "planned": self.planned.state() if self.planned else None, "above": dataclasses.asdict(self.above) if self.above else None}


class Board(JSCSSMixin):
    """The light tiles with base map, tooltips, keyboard, news: `geomon.start` of assets/board.js."""

    _template = Template("""{% macro script(this, kwargs) %}
        geomon.start({{ this._parent.get_name() }}, {{ this.settings|tojson }});
        {% endmacro %}""")

    def __init__(self, settings: Mapping[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name, self.settings = "Board", dict(settings)
        self.default_js = [("geomon", f"/assets/geomon.js?v={hashlib.sha256(bundle()).hexdigest()[:12]}")]
        self.default_css = [(f"geomon_{STYLE}", asset(STYLE))]


class Show(MacroElement):
    """What is to be seen now, as one call on the map that is already there. Put it into a `FeatureGroup` for `feature_group_to_add`.

    Parameters
    ----------
    as_of : the date of the lights.
    f : which sites; the same as in `Situation.select_sites`.
    selected : id of the chosen site.
    selected_at : its (lon, lat, light), so that it is drawn even where it is one of many in a disc.
    lang : "zh" or "en".
    theme : "light" or "dark"; None follows the system.
    fit : bounds to move to. The map moves when `area` is another word than on the last run, never else.
    area : names what `fit` is the bounds of, e.g. the chosen city.
    go : (lon, lat, word) of "centre on map"; moves when the word is another one.
    view : "zoom/lat/lon" of a link; used once.
    areas : ids of the area layers that are drawn.
    shade : tint the counties by the share of tasks done.
    draw : starts the drawing of an area when it is another word than on the last run; "" ends it.
    planned : the area that is asked about.
    opacity : of the area layers, 0 to 1; `opacities` by id of a layer win over it, "sites" being the marks.
    ground : how strongly the basemap below is drawn, 0 is off.
    compare : the map beyond the swipe's line; None without one.
    above : a picture of the ground below the marks; None without one.
    go_zoom : how near "centre on map" goes at least.
    patches : all that people said of patches, by "layer/id": it wins over a tile, which may be older; None leaves it to the tiles.
    near : how far in `fit` may go, as a zoom; the map is not moved nearer than 14 by itself.
    quick : the page's tiles of lights narrow the map to these lights and to nothing else, so it need not wait for the page.
    """

    _template = Template("{% macro script(this, kwargs) %}map_div.board.show({{ this.state|tojson }});{% endmacro %}")

    def __init__(self, as_of: dt.date, f: Filter | None = None, *, selected: str | None = None,
                 selected_at: tuple[float, float, str] | None = None, lang: str = "zh", theme: str | None = None, fit: Bounds | None = None,
                 area: str = "", go: tuple[float, float, str] | None = None, view: str | None = None, areas: Sequence[str] = (),
                 shade: bool = False, draw: str = "", planned: Planned | None = None, opacity: float = 1.0,
                 opacities: Mapping[str, float] | None = None, ground: float = 1.0, compare: Beyond | None = None,
                 above: Above | None = None, near: int = 14, go_zoom: int = 11, patches: Mapping[str, str] | None = None,
                 quick: bool = False) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca says nothing of types
        self._name = "Show"
        self.state = {
            "asOf": as_of.isoformat(), "filter": filter_to_query(f or Filter()), "selected": selected, "lang": lang, "theme": theme,
            "fit": {"token": area, "bounds": fit, "near": near} if fit else None, "view": view, "areas": list(areas), "shade": shade,
            "chosen": {"at": [selected_at[1], selected_at[0]], "light": selected_at[2]} if selected_at else None,
            "go": {"token": go[2], "at": [go[1], go[0]], "zoom": go_zoom} if go else None, "draw": draw,
            "planned": planned.state() if planned else None, "opacity": opacity, "opacities": dict(opacities or {}), "ground": ground,
            "compare": compare.state() if compare else None, "above": dataclasses.asdict(above) if above else None, "quick": quick,
            "patches": None if patches is None else dict(patches)}


def place_of(situation: Situation, site: str) -> tuple[float, float, str] | None:
    """Return longitude, latitude and light of a site for `Show(selected_at=…)`; None for one that is not drawn."""
    row = situation.rows_by_id("sites").get(site)
    if row is None or not situation.located[row]:
        return None
    lon, lat = (float(situation.sites[name].to_numpy(np.float64)[row]) for name in ("lon", "lat"))
    return lon, lat, str(situation.sites["light"].iat[row])


def shown(show: Show, extra: Iterable[Any] = ()) -> folium.FeatureGroup:
    """Return the group for `feature_group_to_add`: `show`, and elements beside the sites, e.g. the drawn area."""
    group = folium.FeatureGroup(name="shown")
    group.add_child(show)
    for element in extra:
        group.add_child(element)
    localize(group)
    return group


def status_map(layers: Sequence[Layer], bounds: Bounds, base_version: str, *, key: str = "status", areas: Sequence[str] = (),
               run: str = RUN, link: bool = False, tools: bool = False, ground: Mapping[str, Any] | None = None) -> folium.Map:
    """Return the map of sites; byte-identical for the same arguments.

    Parameters
    ----------
    layers : whose titles the tooltips use.
    bounds, base_version : of the `BaseMap`; the map opens fitted to them unless the browser remembers a view under `key`.
    areas : ids of polygon layers that `Show(areas=…)` may turn on, e.g. "protected_area".
    run : a word in the addresses of tiles; `RUN` but in tests.
    link : write the view into the page's address as view=zoom/lat/lon.
    tools : with rulers, and a second map for `Show(compare=…)`.
    ground : url, credit, minZoom, maxZoom of a basemap below everything; see `geomon.render.ground`.
    """
    m = folium.Map(location=[sum(side) / 2 for side in zip(*bounds, strict=True)], zoom_start=7, tiles=None, zoom_snap=0.25,
                   zoom_delta=0.5, wheel_px_per_zoom_level=90, zoom_control="topright", attribution_control=True)
    m.options |= {"min_zoom": 4, "max_zoom": MAX_ZOOM}     # with tiles=None folium drops them
    figure: Any = m.get_root()
    figure.header.add_child(Element("<style>#map_div { height: 100vh !important }</style>"))   # the page sets the frame's height
    m.add_child(folium.features.Control("Scale", imperial=False))
    m.add_child(Board({
        "key": key, "bounds": bounds, "link": link, "tools": tools, **({"ground": dict(ground)} if ground else {}),
        "words": words(layers), "versionUrl": "/tiles/version",
        "baseUrl": f"/assets/base.json?v={base_version}", "countiesUrl": f"/tiles/counties/{{asOf}}.json?run={run}",
        "tiles": [{"source": "sites", "url": f"/tiles/sites/{{asOf}}/{{z}}/{{x}}/{{y}}.pbf?run={run}",
                   "many": f"/tiles/sites/{{asOf}}/many.bin?run={run}"},
                  *({"source": name, "url": f"/tiles/areas/{name}/{{z}}/{{x}}/{{y}}.pbf?run={run}&on={{asOf}}"} for name in areas)]}))
    localize(m)
    return m


def localize(element: Any) -> None:
    """Point every script and style of a folium tree at this server: a page must not reach out.

    Raises
    ------
    GeomonError
        If the tree asks for a file that is not served here.
    """
    if isinstance(element, folium.Icon | ColorMap):
        raise GeomonError(f"{type(element).__name__} needs files from outside.", where="map", how="Draw it another way.")
    for kind in ("default_js", "default_css"):
        kept = []
        for name, url in getattr(element, kind, []):
            last = url.split("?")[0].rsplit("/", 1)[-1]
            if url.startswith("/assets/"):
                kept.append((name, url))
            elif last in _LOCAL:
                if not last.startswith("jquery") or _has_popup(element):
                    kept.append((name, _LOCAL[last]))
            elif last not in _UNUSED:
                raise GeomonError(f"there is no local copy of {url}.", where="map", how="Serve one under /assets; render/map.py names it.")
        if hasattr(element, kind):
            setattr(element, kind, kept)                   # on the instance: folium's classes stay as they are
    for child in element._children.values():
        localize(child)


def _has_popup(element: Any) -> bool:
    """Return whether folium's popups occur, the only elements that call jQuery."""
    return any(isinstance(child, folium.Popup) or _has_popup(child) for child in element._children.values())
