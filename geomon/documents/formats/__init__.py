"""One module a format: `ENDINGS`, `MAGIC` (what the content must look like) and `read(path) -> list of raw items`.

A new format is a new module here; nothing else is edited. Content decides, never the name alone: a picture renamed .txt is refused.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from pathlib import Path
from types import ModuleType

from geomon.documents.source import Raw
from geomon.errors import TooLarge, UnreadableFile
from geomon.settings import Settings

_PICTURES = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"RIFF": "a RIFF file",
    b"II*\x00": "a TIFF picture",
    b"MM\x00*": "a TIFF picture",
    b"BM": "a bitmap",
    b"\x1f\x8b": "a gzip archive",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"\x7fELF": "a program",
    b"MZ": "a program",
    b"SQLite format 3": "a SQLite database",
}


@cache
def formats() -> dict[str, ModuleType]:
    """Return the format modules by file ending, found once."""
    found: dict[str, ModuleType] = {}
    for module in pkgutil.iter_modules(__path__):
        loaded = importlib.import_module(f"{__name__}.{module.name}")
        found |= dict.fromkeys(loaded.ENDINGS, loaded)
    return found


def read_raw(path: Path, limits: Settings | None = None) -> tuple[list[Raw], list[str]]:
    """Return a file's raw items and warnings.

    Raises
    ------
    UnreadableFile
        If the file is missing, empty, of no known format, or its content is not what its name says.
    TooLarge
        If it is over `Settings.max_file_mb`.
    """
    known = formats()
    if not path.is_file():
        raise UnreadableFile("there is no such file.", where=path.name, how="Check the path.")
    size = path.stat().st_size
    if size == 0:
        raise UnreadableFile("the file is empty.", where=path.name, how="Copy or download it again.")
    most = limits.max_file_mb if limits else 50.0
    if size > most * 1e6:
        raise TooLarge(
            f"the file has {size / 1e6:.0f} MB, over the limit of {most:.0f} MB.",
            where=path.name,
            how="Split it, or raise max_file_mb in geomon.toml.",
        )
    module = known.get(path.suffix.lower())
    if module is None:
        raise UnreadableFile(
            f"{path.suffix or 'a file without an ending'} is no document format that geomon reads.",
            where=path.name,
            how=f"Save it as one of {', '.join(sorted(known))}.",
        )
    with path.open("rb") as file:
        start = file.read(16)
    if module.MAGIC is None:
        if name := next((name for magic, name in _PICTURES.items() if start.startswith(magic)), None):
            raise UnreadableFile(
                f"it is {name}, not text.", where=path.name, how="Open it with text recognition first, then import the text."
            )
        if start.startswith((b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
            raise UnreadableFile(
                "its content is not text: it looks like a PDF or an office file.",
                where=path.name,
                how="Give it back its own ending (.pdf, .docx, .xlsx).",
            )
    elif not start.startswith(module.MAGIC):
        raise UnreadableFile(
            f"its content is not that of a {path.suffix.lower()} file.",
            where=path.name,
            how="It may be damaged or renamed; export it again.",
        )
    items, warnings = module.read(path)
    return items, warnings
