"""KML by our own reader: placemarks with all their data, no entity, and nothing that a link names."""

from __future__ import annotations

import re
from typing import Any
from xml.parsers import expat

import numpy as np
import shapely

from geomon.encodings import decoded, named, prove
from geomon.errors import GeomonError, TooLarge, UnreadableFile, UnsafeFile
from geomon.readers.formats import Format
from geomon.readers.notes import Notes
from geomon.readers.reading import Raw, Source

_ROOT = re.compile(rb"<\?xml.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>|\s+", re.DOTALL)
_DECLARED = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']([\w.-]+)["']""")
_TEXTS = {"name", "description", "address", "phoneNumber", "value", "SimpleData", "coordinates", "coord", "when", "begin", "end"}
_LINKS = {"NetworkLink", "GroundOverlay", "PhotoOverlay", "ScreenOverlay", "Model"}
_SIMPLE = {"Point", "LineString", "LinearRing"}


def _holds(head: bytes) -> bool:
    text = _plain(head)
    while text and (found := _ROOT.match(text)) and found.end():
        text = text[found.end() :]
    return bool(re.match(rb"<(?:\w+:)?kml[\s>/]", text))


def _plain(head: bytes) -> bytes:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head[: len(head) // 2 * 2].decode("utf-16", "replace").encode("utf-8", "replace")
    return head.removeprefix(b"\xef\xbb\xbf")


class _Placemarks:
    """Collects placemarks as the parser meets them."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.rows: list[dict[str, Any]] = []
        self.shapes: list[Any] = []
        self.notes = Notes()
        self.links: dict[str, int] = {}
        self._path: list[str] = []
        self._text: list[str] | None = None
        self._row: dict[str, Any] | None = None
        self._parts: list[Any] = []
        self._rings: list[Any] = []
        self._field = ""
        self._folders: list[str] = []

    def start(self, tag: str, given: dict[str, str]) -> None:
        """Take the start of an element."""
        name = tag.rpartition(":")[2]
        self._path.append(name)
        if len(self._path) > self.source.limits.depth * 2:
            raise TooLarge("its elements lie in one another too deeply.", where=self.source.name, how="Export the layer again.")
        if name == "Placemark":
            self._row = {"name": "", "folder": "/".join(f for f in self._folders if f)}
            self._parts, self._rings = [], []
        elif name in ("Folder", "Document"):
            self._folders.append("")
        elif name in ("Data", "SimpleData"):
            self._field = given.get("name", "")
        elif name in _LINKS:
            self.links[name] = self.links.get(name, 0) + 1
        elif name == "Polygon":
            self._rings = []
        if name in _TEXTS:
            self._text = []

    def text(self, piece: str) -> None:
        """Take a piece of text."""
        if self._text is not None:
            self._text.append(piece)

    def end(self, _tag: str) -> None:
        """Take the end of an element."""
        name = self._path.pop()
        text = "".join(self._text).strip() if self._text is not None and name in _TEXTS else ""
        if name in _TEXTS:
            self._text = None
        holder = self._path[-1] if self._path else ""
        if name == "name" and holder in ("Folder", "Document") and self._folders:
            self._folders[-1] = text
        elif name in ("Folder", "Document") and self._folders:
            self._folders.pop()
        if self._row is None:
            return
        if name == "Placemark":
            self._finish()
        elif name in ("coordinates", "coord"):
            self._coordinates(text, holder)
        elif name == "Polygon":
            self._close_polygon()
        elif (name in ("name", "description", "address", "phoneNumber") and holder == "Placemark") or (
            name in ("when", "begin", "end") and "Track" not in self._path
        ):
            self._row[name] = text
        elif name == "SimpleData" or (name == "value" and holder == "Data"):
            self._row.setdefault(self._field or "value", text)

    def _coordinates(self, text: str, holder: str) -> None:
        points = []
        for word in text.split() if holder != "Track" else [",".join(text.split())]:
            try:
                numbers = [float(n) for n in word.split(",") if n.strip()][:3]
            except ValueError:
                numbers = []
            if len(numbers) < 2 or not all(-1e8 < n < 1e8 for n in numbers):
                self.notes.tell(f"A position ({word[:40]!r}) is not longitude,latitude and was left out", len(self.rows))
                continue
            points.append((numbers[0], numbers[1]))
        if not points:
            return
        if holder == "LinearRing" and len(self._path) > 1 and self._path[-2] in ("outerBoundaryIs", "innerBoundaryIs"):
            if points[0] != points[-1]:
                points.append(points[0])
                self.notes.tell("A ring was not closed; it was closed", len(self.rows))
            self._rings.append((self._path[-2], points))
        elif holder == "Point":
            self._parts.append(shapely.Point(points[0]))
        elif holder == "Track":
            self._parts.append(points[0])
        elif len(points) > 1:
            self._parts.append(shapely.LineString(points))
        else:
            self.notes.tell("A line of a single position was left out", len(self.rows))

    def _close_polygon(self) -> None:
        rings = [(kind, points) for kind, points in self._rings if len(points) >= 4]
        if len(rings) < len(self._rings):
            self.notes.tell("A ring of fewer than three corners was left out", len(self.rows))
        outer = [points for kind, points in rings if kind == "outerBoundaryIs"]
        if outer:
            self._parts.append(shapely.Polygon(outer[0], [points for kind, points in rings if kind == "innerBoundaryIs"]))
        self._rings = []

    def _finish(self) -> None:
        track = [p for p in self._parts if isinstance(p, tuple)]
        parts = [p for p in self._parts if not isinstance(p, tuple)] + ([shapely.LineString(track)] if len(track) > 1 else [])
        self.shapes.append(_joined(parts))
        if not parts:
            self.notes.tell("There is no geometry", len(self.rows))
        self.rows.append(self._row or {})
        self._row = None
        if len(self.rows) > self.source.limits.features:
            raise TooLarge("it has too many placemarks.", where=self.source.name, how="Split the layer.")


def _joined(parts: list[Any]) -> Any:
    """Return the parts as one geometry; a multi-geometry where they are of one kind."""
    if len(parts) < 2:
        return parts[0] if parts else None
    for kind, whole in (("Point", shapely.MultiPoint), ("LineString", shapely.MultiLineString), ("Polygon", shapely.MultiPolygon)):
        if all(p.geom_type == kind for p in parts):
            return whole(parts)
    return shapely.GeometryCollection(parts)


def _read(source: Source) -> Raw:
    text, encoding = _text(source)
    found = _Placemarks(source)
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = found.start, found.end, found.text
    parser.StartDoctypeDeclHandler = lambda _name, system, public, _inner: _no_doctype(system or public, source)
    parser.EntityDeclHandler = lambda *_: _refuse("it declares an entity, which could unfold or reach elsewhere.", source)
    parser.ExternalEntityRefHandler = lambda *_: _no_doctype("yes", source)
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        what = f"line {error.lineno}: it is no well-formed XML ({expat.ErrorString(error.code)})."
        raise UnreadableFile(what, where=source.name, how="Export it again.") from error
    except (shapely.errors.ShapelyError, ValueError) as error:
        if isinstance(error, GeomonError):
            raise
        raise UnreadableFile("a geometry in it cannot be built.", where=source.name, how="Export it again.") from error
    notes = found.notes.sentences()
    for name, count in found.links.items():
        notes.append(f"It has {count} {name}{'s' * (count > 1)}, which are not followed.")
    names: dict[str, None] = {}
    for row in found.rows:
        names |= dict.fromkeys(row)
    if len(names) > source.limits.columns or len(names) * len(found.rows) > source.limits.cells:
        raise TooLarge(f"it has {len(names):,} columns.", where=source.name, how="Keep the columns that matter.")
    columns = {name: [row.get(name) for row in found.rows] for name in names}
    shapes = np.full(len(found.shapes), None, dtype=object)
    shapes[:] = found.shapes
    raw = Raw(columns, shapes, crs="OGC:CRS84", encoding=encoding, notes=notes)
    if not found.rows:
        raw.ask = "There is no placemark in it."
    return raw


def _text(source: Source) -> tuple[str, str]:
    """Return the text; the declaration is one claim, strict UTF-8 goes before it."""
    data = source.path.read_bytes()
    declared = _DECLARED.match(data.removeprefix(b"\xef\xbb\xbf"))
    proof = prove([data], declared[1].decode() if declared else "")
    encoding = source.encoding or proof.encoding or (named(declared[1].decode()) if declared else "")
    text = decoded(data, encoding) if encoding else None
    if text is None:
        raise UnreadableFile(
            "the encoding of its text cannot be proved.", where=source.name, how="Save it as UTF-8, or name it with --encoding."
        )
    return re.sub(r"^(\s*<\?xml[^>]*?)\s+encoding\s*=\s*([\"'])[\w.-]+\2", r"\1", text), encoding


def _no_doctype(outside: str | None, source: Source) -> int:
    if outside:
        _refuse("it names a definition outside itself.", source)
    return 1


def _refuse(what: str, source: Source) -> None:
    raise UnsafeFile(what, where=source.name, how="Ask the sender for a plain export.")


FORMAT = Format("KML", (".kml",), _holds, _read, order=30)
