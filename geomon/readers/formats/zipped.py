"""A zip archive with one layer in it, in whatever folders; kmz is one, and so is an xlsx, which has its own file."""

from __future__ import annotations

import dataclasses
from pathlib import PurePosixPath

from geomon.errors import UnreadableFile, UnsafeFile
from geomon.readers import archive
from geomon.readers.content import accepted, read_content
from geomon.readers.formats import Format, formats
from geomon.readers.reading import Raw, Source

_BESIDE = (".shx", ".dbf", ".prj", ".cpg", ".tfw")
_TEXTS = (".csv", ".txt", ".tsv", ".xlsx", ".xls", ".dbf", ".json")


def _read(source: Source) -> Raw:
    opened, entries = archive.listed(source.path, source.name, source.limits)
    with opened:
        if nested := [e for e in entries if archive.is_nested(e)]:
            raise UnsafeFile(f"it holds another archive, {nested[0].name!r}.", where=source.name, how="Unpack that one and send it alone.")
        chosen = archive.pick(_datasets(entries, source), source.layer, source.name)
        folder = source.path.parent / "unpacked"
        folder.mkdir()
        left = int(source.limits.unpacked_mb * 1e6)
        for entry in chosen:
            left -= archive.unpack(opened, entry, folder / f"data{entry.suffix}", source.name, left)
    main = chosen[0]
    inner = dataclasses.replace(source, path=folder / f"data{main.suffix}", name=PurePosixPath(main.name).name)
    raw, name = read_content(inner)
    raw.hints.extend([source.name, main.name])
    raw.info |= {
        "within": "KMZ" if main.suffix == ".kml" and source.name.lower().endswith(".kmz") else "ZIP",
        "dataset": main.name,
        "format": name,
    }
    return raw


def _datasets(entries: list[archive.Entry], source: Source) -> dict[str, list[archive.Entry]]:
    """Return the layers in the archive, each as its main file and those that belong to it."""
    known = {suffix for one in formats() for suffix in one.suffixes} - {".zip", ".kmz"}
    mains = [e for e in entries if e.suffix in known - {".shx"}]
    shapes = {e.stem for e in entries if e.suffix == ".shp"}
    mains = [e for e in mains if e.suffix != ".dbf" or e.stem not in shapes]
    if any(e.suffix not in _TEXTS for e in mains):  # a read-me beside a layer is no layer
        mains = [e for e in mains if e.suffix not in _TEXTS]
    if source.name.lower().endswith(".kmz"):
        mains = [e for e in mains if e.suffix == ".kml"]
        mains = [e for e in mains if e.name.lower().rpartition("/")[2] == "doc.kml"] or mains
    if not mains:
        what = "the archive is empty." if not entries else f"the archive holds no layer (it holds {entries[0].name!r})."
        raise UnreadableFile(what, where=source.name, how=accepted())
    return {
        e.name: [
            e,
            *(b for b in entries if b.stem == e.stem and b.suffix in _BESIDE and b is not e and e.suffix in (".shp", ".tif", ".tiff")),
        ]
        for e in mains
    }


FORMAT = Format("ZIP", (".zip", ".kmz"), lambda head: head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")), _read, order=20)
