"""Rows of cells become points, corners become polygons: which columns hold coordinates, by their headers and then by what is in them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from geomon.errors import TooLarge, UnreadableFile
from geomon.readers.notation import is_angle, is_range, pairs, single
from geomon.readers.notes import Notes
from geomon.readers.reading import Raw, Source

_WKT = re.compile(r"(?:geometry|geom|the_geom|wkt|wkt_geom|shape|几何)", re.IGNORECASE)
_PAIR = re.compile(r"坐标|经纬度|coord|位置|拐点|lnglat|latlng|latlon|lonlat", re.IGNORECASE)
_NOTE = r"\s*(?:[(（\[【].{0,16}[)）\]】])?"  # a unit or a datum in brackets
_X = re.compile(
    rf"(?:.*(?:经度|东经|longitude|\blon\b|\blng\b|^lon|^lng|_lon|_lng|lon$|lng$|long$).*)"
    rf"|(?:\w*2000[_ ]?)?(?:e|x|东|东坐标|横坐标|x坐标|坐标x|point_?x|x_?coord|easting|east)(?:[_ ]?\w*2000)?{_NOTE}",
    re.IGNORECASE,
)
_Y = re.compile(
    rf"(?:.*(?:纬度|北纬|latitude|\blat\b|^lat|_lat|lat$).*)"
    rf"|(?:\w*2000[_ ]?)?(?:n|y|北|北坐标|纵坐标|y坐标|坐标y|point_?y|y_?coord|northing|north)(?:[_ ]?\w*2000)?{_NOTE}",
    re.IGNORECASE,
)
_VALUE = re.compile(r"\d\s*[°度′'.:]|\d{5}")
_NATIONAL = re.compile(r"2000|wgs|84", re.IGNORECASE)
_SHIFTED = re.compile(r"gcj|02|bd|09|火星|高德|腾讯|百度", re.IGNORECASE)
_AXIS = re.compile(
    r"经度|纬度|东经|北纬|经|纬|longitude|latitude|lng|long|lon|lat|east(?:ing)?|north(?:ing)?|[xyen]|横|纵|[东北]", re.IGNORECASE
)
_CORNER = re.compile(r"拐点|顶点|界址点|角点|点号|vertex|corner|拐点编号|点序", re.IGNORECASE)
_GROUP = re.compile(r"名称|矿山|矿区|地块|图斑|区块|块号|圈号|name|plot|parcel|项目|编号|许可证", re.IGNORECASE)


def placed_table(columns: dict[str, list[Any]], source: Source) -> Raw:
    """Return the table with its geometry: points, areas of corners, or WKT. Numbers stay as written, first column first.

    Raises
    ------
    UnreadableFile
        When no column holds coordinates.
    """
    count = len(next(iter(columns.values()), []))
    if len(columns) > source.limits.columns or len(columns) * count > source.limits.cells:
        what = f"it has {len(columns):,} columns and {count:,} rows."
        raise TooLarge(what, where=source.name, how="Keep the columns that matter.")
    notes = Notes()
    for way in (_wkt, _two_columns, _one_column, _by_content):
        found = way(columns, count, notes)
        if found is not None:
            shapes, used, info = found
            # Headers of other coordinates say nothing of these.
            hints = [*(n for n in columns if n in used or not (_X.fullmatch(_key(n)) or _Y.fullmatch(_key(n)))), source.name]
            if info.get("corners"):
                return _rings(columns, shapes, used, hints, notes, angles=info["angles"])
            return Raw(columns, shapes, hints=hints, notes=notes.sentences(), info=info)
    raw = Raw(columns, np.full(count, None, dtype=object), hints=[*columns, source.name])
    raw.ask = "There are no columns of coordinates: name them lon and lat, or 经度 and 纬度, or one of WKT geometry."
    return raw


Found = tuple[Any, tuple[str, ...], dict[str, Any]] | None


def _wkt(columns: dict[str, list[Any]], count: int, notes: Notes) -> Found:
    for name, values in columns.items():
        if _WKT.fullmatch(name.strip()) and any(
            isinstance(v, str) and re.match(r"\s*(?:SRID=\d+;)?[A-Z]+\s*(?:Z|M|ZM)?\s*[(E]", v, re.IGNORECASE) for v in values
        ):
            shapes = np.full(count, None, dtype=object)
            for row, value in enumerate(values):
                text = re.sub(r"^\s*SRID=\d+;", "", str(value or "")).strip()
                if not text:
                    continue
                try:
                    shapes[row] = shapely.from_wkt(text)
                except shapely.errors.ShapelyError:
                    notes.tell("The geometry is not WKT and was left out", row)
            used = (name, *_fill(shapes, columns, count))
            return shapes, used, {"coordinates": list(used)}
    return None


def _fill(shapes: Any, columns: dict[str, list[Any]], count: int) -> tuple[str, ...]:
    """Give rows without WKT the point of their two columns, where these are numbers of the same sort; return the columns used."""
    bare = shapely.is_missing(shapes)
    found = _two_columns(columns, count, Notes()) if bare.any() and not bare.all() else None
    if found is None or found[2].get("corners") or found[2].get("angles"):
        return ()
    points, used, _ = found
    degrees = [bool(np.nanmax(np.abs(shapely.get_coordinates(some)), initial=0.0) <= 180.0) for some in (shapes[~bare], points)]
    if degrees[0] != degrees[1]:
        return ()
    shapes[bare] = points[bare]
    return used


def _two_columns(columns: dict[str, list[Any]], _count: int, notes: Notes) -> Found:
    east = [n for n in columns if _X.fullmatch(_key(n)) and not _pairish(n, columns[n])]
    north = [n for n in columns if _Y.fullmatch(_key(n)) and not _pairish(n, columns[n])]
    best: tuple[tuple[bool, int, bool, int], str, str] | None = None
    for x in east:
        for y in north:
            both = sum(single(a) is not None and single(b) is not None for a, b in zip(columns[x][:500], columns[y][:500], strict=True))
            # Of several pairs the one whose headers belong together, and rather a national datum than a web map's.
            rank = (both > 0, _datum_rank(x + y), _twins(x, y), both)
            if x != y and both and (best is None or rank > best[0]):
                best = (rank, x, y)
    if best is None:
        return None
    return _points(columns, best[1], best[2], notes)


def _datum_rank(words: str) -> int:
    return 1 if _NATIONAL.search(words) else -1 if _SHIFTED.search(words) else 0


def _twins(x: str, y: str) -> bool:
    """Return whether two headers differ only in the word for their axis."""
    return _AXIS.sub("", _key(x)) == _AXIS.sub("", _key(y))


def _by_content(columns: dict[str, list[Any]], _count: int, notes: Notes) -> Found:
    """Find two neighbouring columns of numbers that can be a place in China, whatever they are called."""

    def share(values: Sequence[Any], fits: Callable[[float], bool]) -> float:
        filled = [v for v in values[:500] if v not in (None, "")]
        good = [n for v in filled if (n := single(v)) is not None and fits(n)]
        decimals = sum("." in str(v) or "°" in str(v) for v in filled)
        return len(good) / len(filled) if filled and decimals >= len(filled) / 2 else 0.0

    names = list(columns)
    ranges = (lambda n: 73 < n < 136, lambda n: 3 < n < 54, lambda n: 1.3e7 < n < 4.6e7 or 2e5 < n < 8e5, lambda n: 1.8e6 < n < 6e6)
    for low, high in ((0, 1), (2, 3)):
        for a, b in itertools.pairwise(names):
            for x, y in ((a, b), (b, a)):
                if share(columns[x], ranges[low]) > 0.9 and share(columns[y], ranges[high]) > 0.9:
                    found = _points(columns, x, y, notes)
                    found[2]["guessed"] = True
                    notes.tell(f"The columns {x!r} and {y!r} were taken for coordinates by their numbers", 0)
                    return found
    return None


def _points(columns: dict[str, list[Any]], x: str, y: str, notes: Notes) -> tuple[Any, tuple[str, ...], dict[str, Any]]:
    numbers = np.column_stack([_numbers(columns[x]), _numbers(columns[y])]).reshape(-1, 2)
    shapes = np.full(len(numbers), None, dtype=object)
    nowhere = (numbers == 0).all(axis=1)
    numbers[nowhere] = np.nan
    good = np.isfinite(numbers).all(axis=1)
    shapes[good] = shapely.points(numbers[good])
    for row in np.flatnonzero(~good):
        words = [str(columns[c][row] or "").strip() for c in (x, y)]
        if nowhere[row]:
            notes.tell("0, 0 stands for no place", int(row))
        elif any(words):
            notes.tell(f"{x} and {y} are no coordinates", int(row))
        else:
            notes.tell("There is no place", int(row))
    written = [str(v) for v in columns[x][:300] if v not in (None, "")]
    info: dict[str, Any] = {"coordinates": [x, y], "angles": bool(written) and sum(map(is_angle, written)) > len(written) / 2}
    if any(_CORNER.search(n) for n in columns if n not in (x, y)) and len(numbers) >= 3:
        info["corners"] = True
    return shapes, (x, y), info


def _one_column(columns: dict[str, list[Any]], count: int, notes: Notes) -> Found:
    """Find a column whose cells hold whole positions: a pair, a range, or a list of corners."""
    ranked = sorted(columns, key=lambda n: not _PAIR.search(n))
    for name in ranked:
        filled = [str(v) for v in columns[name][:300] if v not in (None, "")]
        good = sum(_fits(text) for text in filled)
        if not filled or good < max(1, 0.6 * len(filled)):
            continue
        shapes = np.full(count, None, dtype=object)
        for row, value in enumerate(columns[name]):
            text = str(value if value is not None else "").strip()
            found = pairs(text) if text else None
            if found is None:
                notes.tell(f"{name} is no coordinate" if text else "There is no place", row)
            else:
                shapes[row] = _shape(found, text, notes, row)
        return shapes, (name,), {"coordinates": [name], "angles": sum(map(is_angle, filled)) > len(filled) / 2}
    return None


def _fits(text: str) -> bool:
    found = pairs(text)
    return found is not None and all(
        abs(x) > 3 and abs(y) > 3 and ("." in text or "°" in text or "度" in text or len(text) > 12) for x, y in found
    )


def _shape(found: list[tuple[float, float]], text: str, notes: Notes, row: int) -> Any:
    if len(found) == 1:
        return shapely.Point(found[0])
    if len(found) == 2 and is_range(text):
        notes.tell("A range was read as the rectangle that it spans", row)
        (x0, y0), (x1, y1) = found
        return shapely.box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
    if len(found) == 2:
        return shapely.LineString(found)
    return shapely.Polygon(found)


def _rings(columns: dict[str, list[Any]], shapes: Any, used: tuple[str, ...], hints: list[str], notes: Notes, *, angles: bool) -> Raw:
    """Join rows of corners into areas, one for each run of equal names, or for each start of the count."""
    corner = next(n for n in columns if _CORNER.search(n) and n not in used)
    others = [n for n in columns if n not in used and n != corner]
    groups = next((n for n in others if _GROUP.search(n) and len({str(v) for v in columns[n]}) < len(shapes)), None)
    rings: list[list[int]] = []
    last: tuple[str, int] | None = None
    for row, shape in enumerate(shapes):
        if shape is None:
            last = None if groups is None else last
            continue
        key = str(columns[groups][row] or "").strip() if groups else ""
        digits = re.search(r"(\d+)\D*$", str(columns[corner][row] or ""))
        number = int(digits[1]) if digits and len(digits[1]) < 9 else -1
        fresh = last is None or (key != last[0] and key != "") or (0 <= number <= last[1] and number in (0, 1))
        if fresh or last is None:
            rings.append([])
            last = (key, number)
        else:
            last = (last[0], number)
        rings[-1].append(row)
    out = np.full(len(rings), None, dtype=object)
    for n, rows in enumerate(rings):
        points = [(shapely.get_x(shapes[r]), shapely.get_y(shapes[r])) for r in rows]
        out[n] = (
            shapely.Polygon(points) if len(points) >= 3 else shapely.LineString(points) if len(points) == 2 else shapely.Point(points[0])
        )
        if len(points) < 3:
            notes.tell("It has fewer than three corners", n)
    kept = {name: [columns[name][rows[0]] for rows in rings] for name in others}
    return Raw(
        kept,
        out,
        hints=hints,
        notes=[*notes.sentences(), f"{len(shapes)} rows of corners were joined into {len(rings)} areas."],
        info={"coordinates": list(used), "angles": angles},
    )


def _pairish(name: str, values: list[Any]) -> bool:
    return bool(_PAIR.search(name)) and any(isinstance(v, str) and pairs(v) is not None for v in values[:50])


def _key(name: str) -> str:
    return str(name).strip().casefold()


def _numbers(values: list[Any]) -> npt.NDArray[np.float64]:
    """Return a column as floats, NaN where a cell is no coordinate; plain numbers all at once."""
    try:
        found = np.array(values, dtype=np.float64)
    except (ValueError, TypeError):
        found = np.array([_or_nan(value) for value in values], dtype=np.float64)
    return np.where(np.abs(found) < 1e12, found, np.nan)


def _or_nan(value: Any) -> float:
    number = single(value)
    return np.nan if number is None else number


def header_row(rows: list[list[str]]) -> int:
    """Return which row names the columns: the first with a header of coordinates, else the first that is all words."""
    for n, row in enumerate(rows[:20]):
        words = [_key(c) for c in row if str(c).strip() and not _VALUE.search(str(c))]
        if len(words) >= 2 and (
            (any(_X.fullmatch(w) for w in words) and any(_Y.fullmatch(w) for w in words))
            or any(_WKT.fullmatch(w) for w in words)
            or (any(_PAIR.search(w) for w in words) and not any(re.search(r"\d{3}", w) for w in words))
        ):
            return n
    for n, row in enumerate(rows[:20]):
        filled = [c for c in row if str(c).strip()]
        if len(filled) >= 2 and all(single(c) is None for c in filled):
            return n
    return -1


def table_of(rows: list[list[Any]], source: Source) -> dict[str, list[Any]]:
    """Return rows of cells as columns; empty headers and repeated ones get names."""
    rows = [row for row in rows if any(str(c if c is not None else "").strip() for c in row)]
    if not rows:
        raise UnreadableFile("the table is empty.", where=source.name, how="Export it again.")
    width = max(map(len, rows))
    if width > source.limits.columns:
        raise TooLarge(f"it has {width:,} columns.", where=source.name, how="Keep the columns that matter.")
    at = header_row([[str(c if c is not None else "") for c in row] for row in rows[:20]])
    names: list[str] = []
    for n in range(width):
        name = (
            str(rows[at][n] if at >= 0 and n < len(rows[at]) and rows[at][n] is not None else "").strip().replace("\n", "")
            or f"column {n + 1}"
        )
        while name in names:
            name += "_"
        names.append(name)
    body = rows[at + 1 :]
    return {name: [row[n] if n < len(row) else None for row in body] for n, name in enumerate(names)}
