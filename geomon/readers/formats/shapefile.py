"""Shapefile: shapes by GDAL, attributes by our own reader of .dbf, the missing pieces said."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from geomon.errors import TooLarge, UnreadableFile
from geomon.readers import dbf
from geomon.readers.formats import Format
from geomon.readers.reading import Raw, Source
from geomon.readers.vector import read_vector

_KINDS = {0, 1, 3, 5, 8, 11, 13, 15, 18, 21, 23, 25, 28, 31}


def _read(source: Source) -> Raw:
    if source.name.lower().endswith(".shx"):
        raise UnreadableFile(
            "it is the index of a shapefile.", where=source.name, how="Send .shp, .shx, .dbf and .prj together, best as a zip."
        )
    shape, index, table = (source.path.with_suffix(s) for s in (".shp", ".shx", ".dbf"))
    notes: list[str] = []
    records, broken = _records(shape.read_bytes(), source)
    if broken:
        notes.append(f"The file breaks off after {len(records)} whole shapes; those were read.")
    declared = (index.stat().st_size - 100) // 8 if index.exists() else -1
    if declared != len(records) or broken:
        if not broken:
            notes.append("The index (.shx) is missing." if declared < 0 else "The index (.shx) does not fit the shapes.")
        _write_index(shape, index, records)
    attributes = dbf.read_table(table.read_bytes(), source.name, source.limits) if table.exists() else None
    aside = table.with_suffix(".kept")
    if attributes is not None:
        table.rename(aside)  # GDAL reads the shapes only
    raw = read_vector(source, columns=[])
    raw.notes.extend(notes)
    raw.repairs = ["rebuild the index (.shx)"] if declared != len(records) else []
    prj = source.path.with_suffix(".prj")
    if prj.exists():
        raw.hints.append(prj.read_bytes()[:2000].decode("utf-8", "replace"))
    if attributes is None:
        raw.notes.append("The attribute table (.dbf) is missing: the shapes have no names.")
        raw.columns = {}
        return raw
    _attach(raw, attributes, source)
    return raw


def _attach(raw: Raw, table: dbf.Table, source: Source) -> None:
    """Give the shapes their attributes, in the encoding that the bytes prove."""
    cpg = source.path.with_suffix(".cpg")
    claim = dbf.claimed(cpg.read_bytes()[:100]) if cpg.exists() else ""
    proof = table.proof(claim)
    encoding = source.encoding or proof.encoding
    raw.encoding, raw.sample = encoding, proof.sample
    raw.columns, cut = table.columns(encoding or "GB18030")
    if not encoding:
        raw.ask = f"Its text fits several encodings ({', '.join(proof.rivals) or 'none'}); name one with --encoding."
        raw.info["rivals"] = list(proof.rivals)
    elif claim and claim != encoding and not proof.plain:
        raw.notes.append(f"The .cpg says {claim}, but the text is {encoding}.")
    if cut:
        raw.notes.append(f"{cut} text{'s' * (cut > 1)} of the attribute table end inside a character: the column was too short.")
    if table.cut_short:
        raw.notes.append("The attribute table (.dbf) breaks off before its end.")
    rows, shapes = len(table.alive), len(raw.shapes)
    if rows != shapes:
        raw.notes.append(f"There are {shapes} shapes, but {rows} rows of attributes.")
    for name, values in raw.columns.items():
        raw.columns[name] = (values + [None] * (shapes - rows))[:shapes]
    alive = np.ones(shapes, dtype=bool)
    alive[: min(rows, shapes)] = table.alive[: min(rows, shapes)]
    if not alive.all():
        raw.notes.append(f"{int((~alive).sum())} rows are marked as deleted and were left out.")
        raw.shapes = raw.shapes[alive]
        raw.columns = {name: [v for v, keep in zip(values, alive, strict=True) if keep] for name, values in raw.columns.items()}


def _records(data: bytes, source: Source) -> tuple[list[tuple[int, int]], bool]:
    """Return offset and content length (bytes) of every whole shape, and whether the file breaks off or contradicts itself."""
    if len(data) < 100:
        raise UnreadableFile("the .shp is cut short.", where=source.name, how="Export it again.")
    if struct.unpack("<L", data[32:36])[0] not in _KINDS:
        raise UnreadableFile("the .shp has an unknown kind of shape.", where=source.name, how="Export it again.")
    if (alike := _alike(data)) is not None:
        return alike, False
    found: list[tuple[int, int]] = []
    at = 100
    while at + 8 <= len(data):
        words = struct.unpack(">L", data[at + 4 : at + 8])[0]
        size = words * 2
        if size < 4 or at + 8 + size > len(data) or not _whole(data, at + 8, size):
            return found, True
        found.append((at, size))
        at += 8 + size
        if len(found) > source.limits.features:
            raise TooLarge(f"it has more than {source.limits.features:,} shapes.", where=source.name, how="Split the layer.")
    return found, at != len(data)


def _alike(data: bytes) -> list[tuple[int, int]] | None:
    """Return the records of a file of plain points, which all have the same length; None for any other file."""
    count, rest = divmod(len(data) - 100, 28)
    if rest or not count or struct.unpack("<L", data[32:36])[0] != 1:
        return None
    table = np.frombuffer(data, dtype=[("number", ">u4"), ("words", ">u4"), ("kind", "<u4"), ("xy", "<f8", 2)], offset=100)
    if not ((table["words"] == 10) & (table["kind"] == 1)).all():
        return None
    return [(100 + 28 * n, 20) for n in range(count)]


def _whole(data: bytes, at: int, size: int) -> bool:
    """Return whether the counts inside one shape fit its length."""
    kind = struct.unpack("<L", data[at : at + 4])[0]
    if kind == 0:
        return True
    if kind not in _KINDS:
        return False
    if kind in (1, 11, 21):
        return size >= 20
    if kind in (8, 18, 28):
        return size >= 40 and size >= 40 + 16 * int(struct.unpack("<L", data[at + 36 : at + 40])[0])
    if size < 44:
        return False
    parts, points = struct.unpack("<2L", data[at + 36 : at + 44])
    return bool(size >= 44 + 4 * parts + 16 * points)


def _write_index(shape: Path, index: Path, records: list[tuple[int, int]]) -> None:
    """Write the index anew beside our copy, and cut the copy to its whole shapes."""
    end = records[-1][0] + 8 + records[-1][1] if records else 100
    data: Any = bytearray(shape.read_bytes()[:end])
    data[24:28] = struct.pack(">L", end // 2)
    shape.write_bytes(data)
    table: npt.NDArray[np.int32] = np.array(records, dtype=">i4").reshape(-1, 2) // 2
    head = bytearray(data[:100])
    head[24:28] = struct.pack(">L", 50 + 4 * len(records))
    index.write_bytes(bytes(head) + table.astype(">i4").tobytes())


FORMAT = Format("ESRI Shapefile", (".shp", ".shx"), lambda head: head.startswith(b"\x00\x00\x27\x0a"), _read)
