"""Workbooks (xlsx, xls): the one sheet that has coordinates, or the one that was picked."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import python_calamine

from geomon.errors import InputError, TooLarge, UnreadableFile
from geomon.readers import archive
from geomon.readers.formats import Format
from geomon.readers.reading import Raw, Source
from geomon.readers.tables import placed_table, table_of

_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FAULTS = (python_calamine.CalamineError, ValueError, OSError, RuntimeError, KeyError, IndexError)


def _read(source: Source) -> Raw:
    if source.path.read_bytes()[:8] != _OLD:
        opened, entries = archive.listed(source.path, source.name, source.limits)
        opened.close()
        if not any(e.name.startswith("xl/workbook") for e in entries):
            raise UnreadableFile(
                "it is a zip archive, but no workbook.", where=source.name, how="Rename it to .zip, if that is what it is."
            )
        if (size := sum(e.info.file_size for e in entries)) > 200e6:
            raise TooLarge(f"its sheets unpack to {size / 1e6:,.0f} MB.", where=source.name, how="Save it as csv.")
    try:
        book = python_calamine.CalamineWorkbook.from_path(source.path)
        names = list(book.sheet_names)
        if source.layer and source.layer not in names:
            raise InputError(f"holds no sheet {source.layer!r}.", where=source.name, how=f"It holds: {', '.join(names[:8])}.")
        found: dict[str, Raw] = {}
        for name in [source.layer] if source.layer else names[:50]:
            sheet = book.get_sheet_by_name(name)
            if sheet.total_height * sheet.total_width > source.limits.cells:
                raise TooLarge(
                    f"the sheet {name!r} has {sheet.total_height:,} rows and {sheet.total_width:,} columns.",
                    where=source.name,
                    how="Keep the cells that matter.",
                )
            rows = [[_plain(c) for c in row] for row in sheet.to_python(skip_empty_area=True)]
            if any(any(c not in (None, "") for c in row) for row in rows):
                found[name] = placed_table(table_of(rows, source), source)
                found[name].hints.append(name)
    except _FAULTS as error:
        if isinstance(error, InputError):
            raise
        raise UnreadableFile("the workbook is broken.", where=source.name, how="Save it again in its program.") from error
    placed = {name: raw for name, raw in found.items() if not raw.ask}
    if len(placed) > 1:
        raise InputError(
            f"it holds {len(placed)} sheets with coordinates.", where=source.name, how=f"Pick one with --layer: {', '.join(placed)}."
        )
    if not found:
        raise UnreadableFile("the workbook is empty.", where=source.name, how="Export it again.")
    name, raw = next(iter((placed or found).items()))
    raw.info["sheet"] = name
    if len(found) > 1 and placed:
        raw.notes.append(f"Of its {len(found)} sheets only {name!r} has coordinates; the others were not read.")
    return raw


def _plain(value: Any) -> Any:
    if isinstance(value, (dt.datetime, dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, dt.timedelta):
        return str(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    return value


FORMAT = Format("Workbook", (".xlsx", ".xlsm", ".xls"), lambda head: head.startswith((b"PK\x03\x04", _OLD)), _read, order=21)
