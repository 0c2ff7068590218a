"""Rows of tables that are places themselves: water sources, sections, outfalls, mines with names, codes or coordinates."""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.documents.region import Region
from geomon.documents.source import Cell
from geomon.model import Record

_LAYERS = (
    ("well", "水源地|取水口|水源井|取水井|水井|机井|泵站"),
    ("outfall", "排污口|排口|入河口|污水处理"),
    ("mine", "矿山|矿区|矿名|采矿|图斑"),
    ("protected_area", "保护区|湿地|森林公园|风景区"),
    ("waste_site", "尾矿库|填埋场|渣场|堆场|固废|灰场"),
    ("water_body", "断面|水体|河流|湖泊|沟渠"),
)
_NAME = re.compile(r"(?:名称|名单|点位|断面|水体|水源地|矿山|矿区|图斑|排污口|排口|保护区|尾矿库|取水口)(?:名称)?(?:[（(].*[）)])?$")
_BARE_NAME = re.compile(r"^(?:点位|项目|场地|站点)?名称$")
_PAIR = re.compile(r"(?P<a>[0-9]{2,3}\.[0-9]{2,})\s*[°,，、;；/ ]\s*(?P<b>[0-9]{2,3}\.[0-9]{2,})")
_DMS = re.compile(r"(?P<d>[0-9]{2,3})\s?[°º度]\s?(?P<m>[0-9]{1,2})\s?['′’‘分]\s?(?P<s>[0-9]{1,2}(?:\.[0-9]+)?)?\s?(?:[\"″”“秒]|'')?")
_CODE = re.compile(r"\b(?:C[T0-9][0-9]{6,}[0-9A-Z]*|[A-Z]{2}-?[0-9]{6}-?[0-9]{4}-?[A-Z]{2}(?:-?[0-9]{2})?)\b")
_DATUM = re.compile(r"CGCS\s?2000|2000国家大地|WGS-?84|西安80|北京54|GCJ-?02|BD-?09", re.IGNORECASE)


def layer_of(text: str) -> str | None:
    """Return the layer that a caption or heading names, or None."""
    return next((layer for layer, words in _LAYERS if re.search(words, text)), None)


def read_records(caption: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]], region: Region | None) -> list[Record]:
    """Return the rows as places; none when no column names places."""
    named = [
        n
        for n, column in enumerate(columns)
        if _NAME.search(column) and (layer_of(column) or (_BARE_NAME.match(column) and layer_of(caption)))
    ]
    if not named:
        return []
    layer_at = next((n for n in named if layer_of(columns[n])), named[0])
    name_at = [n for n in named if layer_of(columns[n]) == layer_of(columns[layer_at])] or [layer_at]
    layer = layer_of(columns[layer_at]) or layer_of(caption) or "water_body"
    county_at = next(
        (n for pattern in ("县", "旗|所在区", "区|所在地") for n, c in enumerate(columns) if re.search(pattern, c) and n not in name_at),
        None,
    )
    datum = m[0] if (m := _DATUM.search(caption + "".join(columns))) else None
    records: list[Record] = []
    carried: dict[int, str] = {}
    for row in rows:
        texts = [re.sub(r"\s+", "", cell.text) for cell in row]
        for n in (*name_at, county_at):
            if n is None or n >= len(texts):
                continue
            if texts[n]:
                carried[n] = texts[n]
            elif n != name_at[-1]:
                texts[n] = carried.get(n, "")
        parts = [texts[n] for n in name_at if n < len(texts) and texts[n]]
        if not parts:
            continue
        name = parts[-1] if len(parts) == 1 or parts[0] in parts[-1] else "".join(parts)
        raw, lon, lat = _coordinates(columns, [cell.text for cell in row])
        code = m[0] if (m := _CODE.search(" ".join(texts))) else None
        county = texts[county_at] if county_at is not None and county_at < len(texts) else None
        full = region.county(county) if region and county else None
        records.append(Record(name, layer, lon, lat, raw, code, datum if lon is not None else None, full or county or None))
    return records


def _coordinates(columns: Sequence[str], texts: Sequence[str]) -> tuple[str, float | None, float | None]:
    """Return the raw text and longitude, latitude in degrees; a pair in one cell, or two columns."""
    lon_at = next((n for n, c in enumerate(columns) if "经" in c and "经济" not in c and "经营" not in c), None)
    lat_at = next((n for n, c in enumerate(columns) if "纬" in c), None)
    if lon_at is not None and lat_at is not None and lon_at != lat_at and max(lon_at, lat_at) < len(texts):
        lon, lat = degrees(texts[lon_at]), degrees(texts[lat_at])
        if lon is not None and lat is not None:
            return f"{texts[lon_at]},{texts[lat_at]}", lon, lat
    for text in texts:
        if m := _PAIR.search(text):
            a, b = float(m["a"]), float(m["b"])
            lon, lat = (a, b) if a > b else (b, a)
            if 73 <= lon <= 136 and 3 <= lat <= 54:
                return text, lon, lat
        found = [degrees(m.group()) for m in _DMS.finditer(text)]
        if len(found) >= 2 and found[0] is not None and found[1] is not None:
            lon, lat = max(found[0], found[1]), min(found[0], found[1])
            if 73 <= lon <= 136 and 3 <= lat <= 54:
                return text, lon, lat
    return "", None, None


def degrees(text: str) -> float | None:
    """Return an angle in degrees from decimal or sexagesimal notation, or None.

    Examples
    --------
    >>> degrees("106°18′36″"), degrees("106.31"), degrees("x")
    (106.31, 106.31, None)
    """
    if m := _DMS.search(text):
        return float(m["d"]) + float(m["m"]) / 60 + float(m["s"] or 0) / 3600
    if m := re.fullmatch(r"\s*[EN东北]?\D{0,3}?([0-9]{1,3}\.[0-9]+)\s*°?\s*[EN]?\s*", text):
        return float(m[1])
    return None
