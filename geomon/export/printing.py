"""A report's kind and a file's ending -> the file."""

from __future__ import annotations

import dataclasses
import functools
import importlib
import pkgutil
from collections.abc import Callable
from pathlib import Path
from typing import cast

from geomon.errors import InputError
from geomon.export import reports, writers
from geomon.export.beside import replacing
from geomon.export.paper import Given, Paper, Report

Write = Callable[[Paper, Path], None]


def kinds() -> tuple[str, ...]:
    """Return the kinds of reports."""
    return tuple(module.name for module in pkgutil.iter_modules(reports.__path__))


@functools.cache
def _writers() -> dict[str, Write]:
    modules = [importlib.import_module(f"{writers.__name__}.{m.name}") for m in pkgutil.iter_modules(writers.__path__)]
    return {ending: module.write for module in modules for ending in module.ENDINGS}


def print_report(kind: str, given: Given, out: Path, templates: Path | None = None) -> Paper:
    """Write one report and return it; `templates` is the folder of the workspace's own.

    Raises
    ------
    InputError
        If there is no such kind or ending, or the choice leaves nothing to report.
    GeomonError
        If the file cannot be written; what stood there is then as it was.
    """
    if kind not in kinds():
        raise InputError(f"there is no report {kind!r}.", how=f"Use one of: {', '.join(kinds())}.")
    if out.suffix.lower() not in _writers():               # before the work, not after it
        raise InputError(f"no format has the ending {out.suffix!r}.", where=out.name, how=f"Use one of: {', '.join(sorted(_writers()))}.")
    paper = cast(Report, importlib.import_module(f"{reports.__name__}.{kind}")).make(given)
    return write_paper(dataclasses.replace(paper, kind=kind, templates=templates), out)


def write_paper(paper: Paper, out: Path) -> Paper:
    """Write a paper in the format that the ending names, and return it; see `print_report` for the errors."""
    write = _writers().get(out.suffix.lower())
    if write is None:
        raise InputError(f"no format has the ending {out.suffix!r}.", where=out.name, how=f"Use one of: {', '.join(sorted(_writers()))}.")
    with replacing(out) as beside:
        write(paper, beside)
    return paper
