"""A situation -> one file, in the format that its ending names; written beside and renamed, so that a reader never sees half of it."""

from __future__ import annotations

import functools
import importlib
import os
import pkgutil
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, cast

import geopandas as gpd
import pandas as pd

from geomon.errors import GeomonError, InputError
from geomon.export.columns import site_frame, task_frame
from geomon.publishing import Stamp
from geomon.situation import Situation


class Format(Protocol):
    """One module under `formats/`: its endings, and `write(sites, tasks, path, stamp)`."""

    ENDINGS: tuple[str, ...]
    write: Callable[[gpd.GeoDataFrame, pd.DataFrame, Path, Stamp | None], None]


@functools.cache
def _formats() -> dict[str, Format]:
    from geomon.export import formats

    modules = [cast(Format, importlib.import_module(f"{formats.__name__}.{m.name}")) for m in pkgutil.iter_modules(formats.__path__)]
    return {ending: module for module in modules for ending in module.ENDINGS}


def endings() -> tuple[str, ...]:
    """Return the endings of the files that can be written."""
    return tuple(sorted(_formats()))


def export_files(situation: Situation, out: Path, accuracy: dict[str, tuple[str, str]], stamp: Stamp | None = None) -> int:
    """Write all sites and tasks to `out` and return how many sites it holds.

    Parameters
    ----------
    accuracy : site id -> (source of its location, datum of that source).
    stamp : where the file comes from, written into it or beside it; None for what stays in the house.

    Raises
    ------
    InputError
        If no format has that ending.
    GeomonError
        If the file cannot be written; what stood there is then as it was.
    """
    form = _formats().get(out.suffix.lower())
    if form is None:
        raise InputError(f"no format has the ending {out.suffix!r}.", where=out.name, how=f"Use one of: {', '.join(endings())}.")
    sites, tasks = site_frame(situation, accuracy), task_frame(situation)
    try:
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.stem}-") as folder:
            beside = Path(folder) / out.name
            form.write(sites, tasks, beside, stamp)
            for made in sorted(Path(folder).iterdir()):
                with made.open("rb+") as file:
                    os.fsync(file.fileno())
                shutil.move(made, out.parent / made.name)
    except OSError as error:
        raise GeomonError("the file cannot be written.", where=out, how=f"Choose another --out ({error.strerror or error}).") from error
    return len(sites)
