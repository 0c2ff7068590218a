"""Text tables (csv, tsv) and pasted lists of corner points, in whatever encoding the bytes prove."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely

from geomon.encodings import decoded, prove
from geomon.errors import TooLarge, UnreadableFile
from geomon.readers.formats import Format
from geomon.readers.notation import Number, is_angle, numbers, single
from geomon.readers.notes import Notes
from geomon.readers.reading import Raw, Source
from geomon.readers.tables import header_row, placed_table, table_of

_TITLE = re.compile(r"^\[(.+)\]\s*$")
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|!doctype|!--|[a-z][\w.-]*(?::\w|\s+[\w:.-]+\s*=|>\s*<))", re.IGNORECASE)
"""How XML and web pages begin: text, but no table."""
_LABEL = re.compile(r"^\s*(?:第?\s*)?[^\W\d]{0,5}\d{1,4}\s*(?:号|点|号点)?(?:\s*[,，、:：\t ]+|\.\s+)(?=\S)")


def _holds(head: bytes) -> bool:
    if _MARKUP.match(head):
        return False
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    controls = sum(b < 9 or 13 < b < 32 for b in head[:4096])
    if controls <= 64 and b"\0" not in head[:4096] and _is_utf8(head[:4096]):
        return True  # somebody's control characters, in what is text all the same
    pairs = head[1:4096:2].count(0) + head[0:4096:2].count(0)
    return controls == 0 or (pairs > len(head[:4096]) * 0.2 and controls - pairs < 8) or controls <= len(head[:4096]) // 500


def _is_utf8(piece: bytes) -> bool:
    try:
        piece.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > len(piece) - 4  # cut inside a letter
    return True


def _read(source: Source) -> Raw:
    data = source.path.read_bytes()
    proof = prove([data])
    encoding = source.encoding or proof.encoding
    text = decoded(data, encoding or "GB18030")
    if text is None:
        raise UnreadableFile(
            "the encoding of its text cannot be proved.", where=source.name, how="Save it as UTF-8, or name it with --encoding."
        )
    if "\0" in text:
        raise UnreadableFile("it holds zero bytes; it is no text.", where=source.name, how="Export it again.")
    if (count := text.count("\n")) > source.limits.features:
        raise TooLarge(f"it has {count:,} lines.", where=source.name, how="Split the layer.")
    lines = text.splitlines()
    if (longest := max(map(len, lines), default=0)) > 8 * source.limits.letters:
        raise TooLarge(f"it has a line of {longest:,} letters.", where=source.name, how="Export it again.")
    raw = _land_report(lines, source) or _pasted(lines, source) or _table(text, source)
    raw.encoding, raw.sample = encoding, proof.sample
    if not encoding:
        raw.ask = f"Its text fits several encodings ({', '.join(proof.rivals) or 'none'}); name one with --encoding."
        raw.info["rivals"] = list(proof.rivals)
    return raw


def _delimiter(head: list[str]) -> str:
    """Return the sign between cells: one that every line has before one that single cells are full of, then the most frequent."""

    def rank(sign: str) -> tuple[bool, int, bool]:
        counts = [line.count(sign) for line in head]
        return min(counts, default=0) > 0, sum(counts), sign == ","

    found = max("\t,;，|", key=rank)
    return found if rank(found)[1] else ","


def _table(text: str, source: Source) -> Raw:
    delimiter = _delimiter([line for line in text.splitlines()[:20] if line.strip()])
    csv.field_size_limit(1 << 20)
    try:
        rows: list[list[Any]] = []
        cells = 0
        for row in csv.reader(_lines(text), delimiter=delimiter):
            rows.append(row)
            cells += len(row)
            if cells > source.limits.cells or len(row) > source.limits.columns:
                what = f"it has {len(row):,} columns." if len(row) > source.limits.columns else "it has too many cells."
                raise TooLarge(what, where=source.name, how="Keep the columns that matter.")
    except csv.Error as error:
        raise UnreadableFile(f"the table is broken ({error}).", where=source.name, how="Export it again.") from error
    if text.count('"') % 2 and any("\n" in cell for cell in rows[-1]):
        at = text[: text.rfind('"')].count("\n") + 1
        raise UnreadableFile(f"line {at}: a quotation mark is not closed.", where=source.name, how="Correct it, or export the table again.")
    table = table_of(rows, source)
    widths = {len(row) for row in rows if any(row)}
    raw = placed_table(table, source)
    if len(widths) > 1 and max(widths) - min(w for w in widths if w) > 0 and raw.ask == "":
        short = sum(len(row) != len(table) for row in rows if any(row))
        if short > 1:
            raw.notes.append(f"{short} rows have more or fewer cells than the widest has columns.")
    return raw


def _lines(text: str) -> Iterator[str]:
    """Yield the lines with their ends, one at a time: a file object of text takes four bytes a letter for the whole."""
    if text.count("\r") != text.count("\r\n"):
        yield from io.StringIO(text, newline="")
        return
    at = 0
    while at < len(text):
        end = text.find("\n", at) + 1 or len(text)
        yield text[at:end]
        at = end


def _pasted(lines: list[str], source: Source) -> Raw | None:
    """Read a list of corners without a header: a number and two coordinates a line, blank lines or words between areas."""
    filled = [line for line in lines if line.strip()]
    if (
        not filled
        or header_row([re.split(r"[,，\t;|]", line) for line in filled[:20]]) >= 0
        or "(" in filled[0][:40].upper().partition("POINT")[2]
    ):
        return None
    areas: list[tuple[str, list[tuple[float, float]]]] = [("", [])]
    good = bad = 0
    for line in lines:
        found = _pair(line)
        if found is not None:
            good += 1
            areas[-1][1].append(found)
        elif line.strip() and len(re.findall(r"\d{4,}", line)) < 2:
            areas.append((line.strip().rstrip("：:"), []))
        elif line.strip():
            bad += 1
        elif areas[-1][1]:
            areas.append(("", []))
    if good < 1 or bad > good / 4:
        return None
    kept = [(name, points) for name, points in areas if points]
    notes = Notes()
    shapes = np.full(len(kept), None, dtype=object)
    for n, (_, points) in enumerate(kept):
        shapes[n] = _ring(points, notes, n)
    raw = Raw(
        {"name": [name for name, _ in kept]},
        shapes,
        hints=[source.name, *(line for line in filled if not _pair(line))][:20],
        notes=notes.sentences(),
    )
    raw.info |= {"pasted": good, "angles": sum(is_angle(_LABEL.sub("", line)) for line in filled) > len(filled) / 2}
    if bad:
        raw.notes.append(f"{bad} lines are no coordinates and were left out.")
    return raw


def _pair(line: str) -> tuple[float, float] | None:
    """Return the two coordinates of a line, without the number of the point before them."""
    text = line.strip().strip(";；,，")
    cells = [c.strip() for c in re.split(r"[,，\t;；]|\s{2,}", text) if c.strip()]
    if len(cells) in (3, 4) and not numbers_like(cells[0]):
        values = [single(c) for c in cells[1:3]]
        if None not in values:
            return values[0], values[1]  # type: ignore[return-value]
    for candidate in (text, _LABEL.sub("", text)):  # the second without the point's number
        found = numbers(candidate)
        if found and len(found) == 2 and all(abs(n.value) > 3 for n in found):
            return _ordered(found)
    return None


def numbers_like(cell: str) -> bool:
    """Return whether a first cell is a coordinate rather than the number of a point."""
    value = single(cell)
    return value is not None and "." in cell


def _ordered(found: list[Number]) -> tuple[float, float]:
    a, b = found
    return (b.value, a.value) if a.axis == "lat" or b.axis == "lon" else (a.value, b.value)


def _ring(points: list[tuple[float, float]], notes: Notes, row: int) -> Any:
    if len(points) >= 3:
        return shapely.Polygon(points)
    notes.tell("It has fewer than three corners", row)
    return shapely.LineString(points) if len(points) == 2 else shapely.Point(points[0])


def _land_report(lines: list[str], source: Source) -> Raw | None:
    """Read the exchange text of land administration: [属性描述] with the CRS in words, [地块坐标] with plots, X (northing) before Y."""
    if not any("地块坐标" in line for line in lines):
        return None
    titles = {match[1]: n for n, line in enumerate(lines) if (match := _TITLE.match(line.strip()))}
    if "地块坐标" not in titles:
        return None
    about = dict(line.split("=", 1) for line in lines[: titles["地块坐标"]] if "=" in line)
    rows: list[dict[str, Any]] = []
    rings: list[dict[str, list[tuple[float, float]]]] = []
    for line in lines[titles["地块坐标"] + 1 :]:
        cells = [c.strip() for c in re.split("[,，]", line.strip())]
        if cells[-1] == "@":
            rows.append(dict(zip(("points", "area_ha", "code", "name", "kind", "sheet", "use", "class"), cells, strict=False)))
            rings.append({})
        elif len(cells) >= 4 and rings and (x := single(cells[2])) is not None and (y := single(cells[3])) is not None:
            rings[-1].setdefault(cells[1], []).append((y, x))  # X is the northing
    if not rings:
        return None
    shapes = np.full(len(rings), None, dtype=object)
    notes = Notes()
    for n, parts in enumerate(rings):
        whole = [_ring(points, notes, n) for points in parts.values()]
        areas = [w for w in whole if w.geom_type == "Polygon"]
        shapes[n] = _with_holes(areas) if areas else whole[0] if whole else None
    names = list(dict.fromkeys(k for row in rows for k in row))
    raw = Raw(
        {k: [row.get(k) for row in rows] for k in names},
        shapes,
        hints=[source.name, *(f"{k}={v}" for k, v in about.items())],
        notes=notes.sentences(),
    )
    raw.crs = _named_crs(about)
    raw.info |= {"format": "土地坐标交换文本"}
    return raw


def _with_holes(areas: list[shapely.Polygon]) -> Any:
    """Return rings as one area: those inside the first are its holes."""
    outer, *rest = areas
    holes = [a for a in rest if outer.is_valid and a.is_valid and outer.contains(a)]
    parts = [shapely.Polygon(outer.exterior, [h.exterior for h in holes]), *(a for a in rest if a not in holes)]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _named_crs(about: dict[str, str]) -> str:
    """Return the EPSG code that the head of the text names: datum, width of the zones, number of the zone."""
    system, width, zone = about.get("坐标系", ""), about.get("几度分带", "").strip(), about.get("带号", "").strip()
    if "2000" not in system:
        return system.strip()  # an old datum is refused by its name
    if width == "3" and zone.isdigit() and 25 <= int(zone) <= 45:
        return f"EPSG:{4513 + int(zone) - 25}"
    if width == "6" and zone.isdigit() and 13 <= int(zone) <= 23:
        return f"EPSG:{4491 + int(zone) - 13}"
    return ""


FORMAT = Format("CSV", (".csv", ".tsv", ".txt"), _holds, _read, order=95)
