"""A .dbf alone: a table, with points where it has columns of coordinates."""

from __future__ import annotations

from geomon.readers import dbf
from geomon.readers.formats import Format
from geomon.readers.reading import Raw, Source
from geomon.readers.tables import placed_table


def _holds(head: bytes) -> bool:
    return (
        len(head) >= 32 and head[0] in (0x02, 0x03, 0x30, 0x31, 0x32, 0x83, 0x8B, 0xF5, 0xFB) and 1 <= head[2] <= 12 and 1 <= head[3] <= 31
    )


def _read(source: Source) -> Raw:
    table = dbf.read_table(source.path.read_bytes(), source.name, source.limits)
    proof = table.proof()
    encoding = source.encoding or proof.encoding
    columns, _ = table.columns(encoding or "GB18030")
    columns = {name: [v for v, keep in zip(values, table.alive, strict=True) if keep] for name, values in columns.items()}
    raw = placed_table(columns, source)
    raw.encoding, raw.sample = encoding, proof.sample
    if not encoding:
        raw.ask = f"Its text fits several encodings ({', '.join(proof.rivals) or 'none'}); name one with --encoding."
    return raw


FORMAT = Format("dBASE", (".dbf",), _holds, _read, order=60)
