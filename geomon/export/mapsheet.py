"""Map sheets for the printer: one HTML page that asks for nothing, a sheet a printed page.

Each has title, map with kilometre grid, scale bar and north, legend, and at the foot the CRS, the date and whose the data are. The scale is
a round number and true when it is printed at 100 %.
"""

from __future__ import annotations

import dataclasses
import html
import math
from collections.abc import Iterator, Sequence

import numpy as np
import shapely

from geomon import crs
from geomon.export.planned.page import POLICY, table
from geomon.export.planned.scene import HEIGHT, LIGHTS, LOOKS, WIDTH, Scene, mark
from geomon.export.planned.svg import svg
from geomon.export.planned.text import Rows

PORTRAIT_MM, LANDSCAPE_MM = 182, 230
"""Width of the map on A4."""
SCALES: tuple[int, ...] = (5_000, 10_000, 25_000, 50_000, 100_000, 200_000, 500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000)
MOST_NAMES = 40
_INK, _HALO = "#17212B", "#FCFBF8"
_STYLE = """
@page{size:A4 SIDE;margin:12mm 14mm}
*{box-sizing:border-box}
body{font:12px/1.45 "Source Sans 3","PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;color:#17212b;background:#fff;
margin:0;font-variant-numeric:tabular-nums}
section{width:WIDEmm;max-width:100%;margin:0 auto;padding:8px 0}section+section{break-before:page}
header{display:flex;justify-content:space-between;align-items:baseline;gap:12px;margin-bottom:4px}
h1{font-size:19px;line-height:1.3;margin:0}h2{font-size:13px;margin:8px 0 3px}p{margin:2px 0}
.note,.basis,.more,header span{color:#52606d;font-size:12px}.basis{
border-top:1px solid #dce1e6;margin-top:8px;padding-top:5px;font-size:11px}
.hint{background:#eef1f3;padding:6px 12px;font-size:13px}
section>svg{display:block;width:100%;height:auto}
.legend{display:flex;flex-wrap:wrap;gap:2px 16px;list-style:none;margin:6px 0 0;padding:0}
.legend li{display:flex;align-items:center;gap:6px}.legend svg{width:22px;height:16px;flex:none}
table{border-collapse:collapse;width:100%;font-size:11px}
th,td{border-bottom:1px solid #dce1e6;padding:3px 6px 3px 0;text-align:left;vertical-align:top;overflow-wrap:anywhere}
th{color:#52606d;font-weight:600}tr{break-inside:avoid}
@media print{.hint{display:none}section{padding:0;max-width:none}}
@media screen{body{padding:0 12px 24px}section+section{border-top:2px solid #dce1e6;margin-top:16px;padding-top:16px}}
@media(max-width:600px){table{display:block;overflow-x:auto}header{display:block}}
"""


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class MapSheet:
    """A sheet before it is a page; all texts are plain and in the sheet's language.

    Attributes
    ----------
    aside : at the right of the title, the date for one.
    names : longitude, latitude and text of what is named on the map, the most important first.
    legend : (kind of `scene.LOOKS` or of `scene.LIGHTS`, words).
    scale : what the map's size on paper is of the ground: 50_000 for 1:50,000.
    focus : ring the middle of the map.
    """

    title: str
    aside: str
    note: str
    scene: Scene
    scale: int
    names: tuple[tuple[float, float, str], ...]
    legend: tuple[tuple[str, str], ...]
    tables: tuple[Rows, ...]
    basis: tuple[str, ...]
    focus: bool = False


def scale_for(width_m: float, paper_mm: int) -> int:
    """Return the largest usual scale at which so many metres fit on so much paper."""
    return next((scale for scale in SCALES if paper_mm / 1000 * scale >= width_m), SCALES[-1])


def sheets_html(sheets: Sequence[MapSheet], lang: str, *, landscape: bool = False) -> str:
    """Return the page; everything that came from a file or a document is escaped."""
    title = html.escape(sheets[0].title if len(sheets) == 1 else f"{sheets[0].title} … {sheets[-1].title}") if sheets else ""
    side, wide = ("landscape", LANDSCAPE_MM) if landscape else ("portrait", PORTRAIT_MM)
    style = _STYLE.replace("SIDE", side).replace("WIDE", str(wide))
    hint = f"打印：Ctrl+P，A4，100 %，共 {len(sheets)} 张" if lang == "zh" else \
        f"Print with Ctrl+P on A4 at 100 %: {len(sheets)} sheet{'s' if len(sheets) != 1 else ''}"
    return "".join((
        f'<!doctype html><html lang="{"zh-CN" if lang == "zh" else "en"}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"><title>{title}</title><style>{style}</style></head><body>'
        f'<p class="hint">{html.escape(hint)}</p>', *(_section(sheet, lang) for sheet in sheets), "</body></html>\n"))


def _section(sheet: MapSheet, lang: str) -> str:
    title = html.escape(sheet.title)
    drawn = svg(sheet.scene, title).removesuffix("</svg>")
    ratio = f"1:{sheet.scale:,}"
    scale = f'<text x="{WIDTH / 2}" y="{HEIGHT - 22}" font-size="12" text-anchor="middle" {_haloed()}>{ratio}</text>'
    ring = f'<circle cx="{WIDTH / 2}" cy="{HEIGHT / 2}" r="15" fill="none" stroke="{_INK}" stroke-width="2"/>' if sheet.focus else ""
    legend = "".join(f"<li>{_swatch(kind)}{html.escape(words)}</li>" for kind, words in sheet.legend)
    return (f"<section><header><h1>{title}</h1><span>{html.escape(sheet.aside)}</span></header>"
            f'<p class="note">{html.escape(sheet.note)}</p>{drawn}{_grid(sheet.scene)}{ring}{_names(sheet)}{scale}</svg>'
            f'<ul class="legend" aria-label="{"图例" if lang == "zh" else "Legend"}">{legend}</ul>{"".join(map(table, sheet.tables))}'
            f'<div class="basis">{"".join(f"<p>{html.escape(text)}</p>" for text in sheet.basis)}</div></section>')


def grid_m(scene: Scene) -> float:
    """Return the step of the grid in metres: 1, 2 or 5 times a power of ten, four to nine lines across."""
    most = scene.metres * WIDTH / 4
    base = 10.0 ** math.floor(math.log10(most))
    return next(base * step for step in (5, 2, 1) if base * step <= most)


def zone_of(scene: Scene) -> tuple[int, str]:
    """Return the three-degree zone that the map is drawn in, and the name of its CRS; zone 0 outside China."""
    plane = crs.zone_crs(scene.lon)
    code = plane.to_epsg()
    zone = code - 4534 + 25 if code and 4534 <= code <= 4554 else 0
    return zone, f"CGCS2000 / 3-degree Gauss-Kruger, {3 * zone}°E (zone {zone})" if zone else plane.name


def _grid(scene: Scene) -> str:
    """Return the kilometre grid with its numbers at the frame, the zone before the easting."""
    step, (zone, _) = grid_m(scene), zone_of(scene)
    lines, words = [], []

    def label(metres: float, prefix: int) -> str:
        km = metres / 1000
        return f"{prefix or ''}{km:0.1f}" if step < 1000 else f"{prefix or ''}{km:.0f}"

    for east in _steps(scene.left, scene.left + WIDTH * scene.metres, step):
        x = (east - scene.left) / scene.metres
        lines.append(f"M{x:.1f} 0v{HEIGHT}")
        if 30 < x < WIDTH - 40:
            words.append(f'<text x="{x:.1f}" y="{HEIGHT - 4}" font-size="9" text-anchor="middle" {_haloed()}>{label(east, zone)}</text>')
    for north in _steps(scene.top - HEIGHT * scene.metres, scene.top, step):
        y = (scene.top - north) / scene.metres
        lines.append(f"M0 {y:.1f}h{WIDTH}")
        if 16 < y < HEIGHT - 40:
            words.append(f'<text x="3" y="{y - 2:.1f}" font-size="9" {_haloed()}>{label(north, 0)}</text>')
    return f'<path d="{"".join(lines)}" fill="none" stroke="{_INK}" stroke-opacity=".22" stroke-width=".6"/>{"".join(words)}'


def _steps(low: float, high: float, step: float) -> Iterator[float]:
    for n in range(math.ceil(low / step), math.floor(high / step) + 1):
        yield n * step


def _haloed() -> str:
    return f'fill="{_INK}" stroke="{_HALO}" stroke-width="2.5" paint-order="stroke"'


def _names(sheet: MapSheet) -> str:
    """Return the names that fit without covering a mark or one another, the most important first."""
    scene, taken = sheet.scene, [(x - 9, y - 9, x + 9, y + 9) for x, y, _ in sheet.scene.marks]
    taken.append((0, HEIGHT - 40, WIDTH, HEIGHT))
    out = []
    for lon, lat, text in sheet.names[:MOST_NAMES * 3]:
        point = crs.project(np.asarray([shapely.Point(lon, lat)], dtype=np.object_), scene.lon)[0]
        x, y = (point.x - scene.left) / scene.metres, (scene.top - point.y) / scene.metres
        wide = sum(11 if ord(c) > 255 else 6 for c in text)
        for at, anchor in ((x + 12, "start"), (x - 12 - wide, "start"), (x - wide / 2, "start")):
            down = y + 4 if anchor == "start" and at != x - wide / 2 else y + 22
            box = (at - 2, down - 11, at + wide + 2, down + 3)
            inside = box[0] > 24 and box[2] < WIDTH - 4 and box[1] > 4 and box[3] < HEIGHT - 4
            if inside and not any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken):
                taken.append(box)
                out.append(f'<text x="{at:.1f}" y="{down:.1f}" font-size="11" {_haloed()}>{html.escape(text)}</text>')
                break
        if len(out) >= MOST_NAMES:
            break
    return "".join(out)


def _swatch(kind: str) -> str:
    if kind in LIGHTS:
        colour, letter = LIGHTS[kind]
        points = " ".join(f"{a:.1f},{b:.1f}" for a, b in mark(11, 8, kind, 7.5))
        body = f'<polygon points="{points}"' if points else '<circle cx="11" cy="8" r="6.5"'
        fill = f'fill="none" stroke="{colour}" stroke-width="2.5"' if kind == "grey" else f'fill="{colour}"'
        ink = "#11161B" if kind == "yellow" else "#FFFFFF"
        words = f'<text x="11" y="11.5" fill="{ink}" font-size="9" font-weight="700" text-anchor="middle">{letter}</text>' if letter else ""
        return f'<svg viewBox="0 0 22 16" aria-hidden="true">{body} {fill}/>{words}</svg>'
    look = LOOKS[kind]
    dash = f' stroke-dasharray="{look.dash[0]:g} {look.dash[1]:g}"' if look.dash else ""
    return (f'<svg viewBox="0 0 22 16" aria-hidden="true"><rect x="1.5" y="2.5" width="19" height="11" fill="{look.fill}" '
            f'fill-opacity="{look.opacity:g}" stroke="{look.stroke}" stroke-width="{look.width:g}"{dash}/></svg>')
