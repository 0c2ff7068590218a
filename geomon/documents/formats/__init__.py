"""One module a format: `ENDINGS`, `CONTENT` (what a file must hold), `APART` (whether a library opens it) and `read(path, told)`.

A new format is a new module here; nothing else is edited. Content decides, never the name alone: a picture renamed .txt is refused. What a
library opens is read in a process of its own (`apart.py`); modules whose names begin with _ are parts of others.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from pathlib import Path
from types import ModuleType

from geomon.documents.apart import Told, read_apart
from geomon.documents.contents import kind_of_content, refuse_other, refuse_unknown
from geomon.documents.grids import within_limits
from geomon.documents.source import Raw
from geomon.errors import TooLarge, UnreadableFile
from geomon.settings import Settings


@cache
def formats() -> dict[str, ModuleType]:
    """Return the format modules by file ending, found once."""
    found: dict[str, ModuleType] = {}
    for module in pkgutil.iter_modules(__path__):
        if not module.name.startswith("_"):
            loaded = importlib.import_module(f"{__name__}.{module.name}")
            found |= dict.fromkeys(loaded.ENDINGS, loaded)
    return found


def read_raw(path: Path, limits: Settings | None = None, told: Told = lambda *_: None) -> tuple[list[Raw], list[str]]:
    """Return a file's raw items and warnings.

    Raises
    ------
    UnreadableFile
        If the file is missing, empty, of no known format, or its content is not what its name says.
    UnsafeFile
        If it holds macros or declares entities.
    TooLarge
        If it is over a limit in the settings, or over 3 million letters.
    """
    limits = limits or Settings(Path())
    module = _module(path, limits)
    if not module.APART:
        items, warnings = module.read(path, told)
    else:
        name = module.__name__.rsplit(".", 1)[1]
        items, warnings = read_apart(name, path, limits.seconds_a_file, limits.memory_mb, told)
    return within_limits(items, path.name), warnings


def _module(path: Path, limits: Settings) -> ModuleType:
    """Return the module that reads a file, once its size, ending and content agree."""
    if not path.is_file():
        raise UnreadableFile("there is no such file.", where=path.name, how="Check the path.")
    size = path.stat().st_size
    if size == 0:
        raise UnreadableFile("the file is empty.", where=path.name, how="Copy or download it again.")
    if size > limits.max_file_mb * 1e6:
        raise TooLarge(
            f"the file has {size / 1e6:.0f} MB, over the limit of {limits.max_file_mb:g} MB.",
            where=path.name,
            how="Split it, or raise max_file_mb in geomon.toml.",
        )
    module = formats().get(path.suffix.lower())
    if module is None:
        raise refuse_unknown(path, set(formats()))
    content = kind_of_content(path)
    if content not in module.CONTENT:
        raise refuse_other(path, content, module.CONTENT[0])
    return module
