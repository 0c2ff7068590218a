"""Files that belong to another and are read together with it: attributes, index, CRS and encoding of a .shp, the place of a picture."""

from __future__ import annotations

from pathlib import Path

_BESIDE = {".shp": (".shx", ".dbf", ".prj", ".cpg"), ".tif": (".tfw",), ".tiff": (".tfw",)}


def beside(path: Path) -> dict[str, Path]:
    """Return what lies beside a file and is read with it, by ending in small letters."""
    found = {}
    for suffix in _BESIDE.get(path.suffix.lower(), ()):
        other = next((p for p in (path.with_suffix(suffix), path.with_suffix(suffix.upper())) if p.exists()), None)
        if other is not None:
            found[suffix] = other
    return found
