"""FlatGeobuf."""

from __future__ import annotations

from geomon.readers.formats import Format
from geomon.readers.reading import Raw, Source
from geomon.readers.vector import read_vector


def _read(source: Source) -> Raw:
    return read_vector(source)


FORMAT = Format("FlatGeobuf", (".fgb",), lambda head: head.startswith(b"fgb\x03fgb"), _read)
