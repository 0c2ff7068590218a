"""The attribute table of a shapefile (dBASE III), read by our own hand, because the text's encoding has to be proved on its bytes."""

from __future__ import annotations

import dataclasses
import struct
from typing import Any

import numpy as np
import numpy.typing as npt

from geomon.encodings import Proof, decoded, field_text, named, prove
from geomon.errors import TooLarge, UnreadableFile
from geomon.readers.limits import Limits

# Language driver bytes that name a Chinese, Japanese or Korean code page, or Latin.
_LANGUAGES = {0x4D: "936", 0x4F: "950", 0x7A: "936", 0x78: "950", 0x13: "932", 0x4E: "949", 0x57: "1252", 0x03: "1252", 0x59: "1252"}


@dataclasses.dataclass(frozen=True, slots=True)
class Field:
    """A column: its name's bytes, its kind (C, N, F, D, L) and width."""

    name: bytes
    kind: str
    width: int


@dataclasses.dataclass(slots=True)
class Table:
    """The rows as bytes, not yet text; `alive` are those not marked as deleted."""

    fields: list[Field]
    cells: list[npt.NDArray[np.object_]]
    alive: npt.NDArray[np.bool_]
    claim: str
    cut_short: bool

    def proof(self, claim: str = "") -> Proof:
        """Return what its text is encoded in; a claim from outside (.cpg) goes before its own language byte."""
        values = [field.name for field in self.fields]
        for field, column in zip(self.fields, self.cells, strict=True):
            if field.kind == "C":
                values.extend(column[:20_000].tolist())
        return prove(values, claim or self.claim, fixed=True)

    def columns(self, encoding: str) -> tuple[dict[str, list[Any]], int]:
        """Return the values by name, and how many texts were cut inside a character."""
        out: dict[str, list[Any]] = {}
        cut = 0
        for field, column in zip(self.fields, self.cells, strict=True):
            name = field_text(field.name, encoding)[0] or "field"
            while name in out:
                name = f"{name}_"
            if field.kind in "NF":
                out[name] = _numbers(column.tolist())
            elif field.kind == "L":
                out[name] = [{b"T": True, b"Y": True, b"F": False, b"N": False}.get(v.strip().upper()) for v in column.tolist()]
            elif field.kind == "D":
                out[name] = [_day(v) for v in column.tolist()]
            else:
                if (whole := _all_texts(column.tolist(), encoding)) is not None:
                    out[name] = whole
                    continue
                known: dict[bytes, tuple[str, bool]] = {}
                texts = []
                for value in column.tolist():
                    if value not in known:
                        known[value] = field_text(value, encoding)
                    texts.append(known[value][0])
                    cut += known[value][1]
                out[name] = texts
        return out, cut


def read_table(data: bytes, name: str, limits: Limits) -> Table:
    """Return the table of a .dbf.

    Raises
    ------
    UnreadableFile, TooLarge
        If its header contradicts its size.
    """
    if len(data) < 33:
        raise UnreadableFile("the attribute table (.dbf) is cut short.", where=name, how="Export it again.")
    count, header, width = struct.unpack("<LHH", data[4:12])
    fields: list[Field] = []
    at = 32
    while at + 32 <= min(len(data), header) and data[at] not in (0x0D, 0x00):
        raw = data[at : at + 32]
        kind, size = chr(raw[11]), raw[16]
        if kind == "C" and raw[17]:
            size += raw[17] << 8  # FoxPro and others write the high byte of long texts there
        if kind not in "CNFDLMIBOTYG@+VWXQP":
            raise UnreadableFile(
                f"the attribute table (.dbf) has a column of the unknown kind {kind!r}.", where=name, how="Export it again."
            )
        fields.append(Field(raw[:11].split(b"\0")[0], kind, size))
        at += 32
    if len(fields) > limits.columns:
        raise TooLarge(f"it has {len(fields):,} columns.", where=name, how="Keep the columns that matter.")
    if not fields or width < 1 + sum(f.width for f in fields) or header < at:
        raise UnreadableFile(
            "the attribute table (.dbf) contradicts itself: its columns are wider than its rows.", where=name, how="Export it again."
        )
    there = max(0, (len(data) - header) // width)
    rows = min(count, there)
    block = np.frombuffer(data, dtype=np.uint8, count=rows * width, offset=header).reshape(rows, width)
    cells, left = [], 1
    for field in fields:
        piece = block[:, left : left + field.width].tobytes()
        column = np.empty(rows, dtype=object)
        column[:] = [piece[n * field.width : (n + 1) * field.width] for n in range(rows)]
        cells.append(column)
        left += field.width
    return Table(fields, cells, block[:, 0] != 0x2A if rows else np.empty(0, dtype=bool), _LANGUAGES.get(data[29], ""), there < count)


def claimed(cpg: bytes) -> str:
    """Return what a .cpg file says, as a key of `CODECS` or ""."""
    return named(cpg.decode("ascii", "replace").strip()[:40])


def _all_texts(column: list[bytes], encoding: str) -> list[str] | None:
    """Return a column of text decoded at once, None where a value has to be looked at by itself (cut, or in two-byte units)."""
    if encoding.startswith("UTF-16"):
        return None
    text = decoded(b"\n".join(column), encoding)
    parts = text.split("\n") if text is not None else []
    return [part.strip(" \0\t\r") for part in parts] if len(parts) == len(column) else None


def _numbers(column: list[bytes]) -> list[Any]:
    """Return a column of numbers; plain ones at once, with the blank and the odd one by one."""
    try:
        return list(map(int, column))
    except ValueError:
        return [_number(v) for v in column]


def _number(value: bytes) -> float | int | None:
    text = value.strip(b" \0")
    if not text or text.startswith(b"*"):
        return None
    try:
        return int(text)
    except ValueError:
        pass
    try:
        number = float(text)
    except ValueError:
        return None
    return number if abs(number) < 1e300 else None


def _day(value: bytes) -> str | None:
    text = value.strip(b" \0").decode("ascii", "replace")
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if len(text) == 8 and text.isdigit() and text != "00000000" else None
