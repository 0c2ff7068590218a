"""`geomon collect`."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geomon.cli.commands import _FILES, _example, _open, _workspace, cli
from geomon.cli.door import INPUT, one_line, print_json, said
from geomon.told import speaks_chinese

if TYPE_CHECKING:
    from geomon.service.filled import Line


@cli.command(epilog=_example("geomon collect filled/*.xlsx --yes"))
@click.argument("files", nargs=-1, required=True, type=_FILES)
@_workspace
@click.option("--yes", is_flag=True, help="Take in what is new and beyond doubt; else nothing is written.")
@click.option("--doubtful", is_flag=True, help="With --yes: take in what is doubtful too.")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="The day on which it was reported; today by default.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
def collect(files: tuple[Path, ...], folder: Path | None, yes: bool, doubtful: bool, day: dt.datetime | None, as_json: bool) -> None:
    """Read filled dispatch sheets back by their columns, show what they say anew, and take it in once confirmed."""
    service = _open(folder, built=True)
    found = service.filled(files)
    wanted = [line for line in found.of("new") if doubtful or not line.doubts]
    taken, known = service.take_filled(wanted, day.date() if day else None) if yes and wanted else (0, 0)
    if as_json:
        print_json({"lines": [_as_json(line) for line in found.lines], "taken": taken,
                    "refused": [{"file": name, "fault": error.sentence} for name, error in found.refused]})
    else:
        for line in found.of("new", "loose"):
            click.echo("\n".join(_words(line)))
        counts = {state: len(found.of(state)) for state in ("new", "known", "empty", "loose")}
        click.echo(f"{counts['new']} rows are new, {counts['known']} known, {counts['empty']} not filled in, {counts['loose']} of no task.")
        click.echo(f"{taken} were taken in, {known} were known by then." if yes else "Nothing was written; --yes takes the new ones in.")
        if left := sum(bool(line.doubts) for line in found.of("new")) if not doubtful else 0:
            click.echo(f"{left} are doubtful: look at them, then --doubtful takes them too.")
    for _, error in found.refused:
        click.echo(one_line(said(error)), err=True)
    if found.refused:
        sys.exit(INPUT)


def _words(line: Line) -> list[str]:
    from geomon.service.filled import ROLES

    if line.state == "loose":
        return [one_line(f"? {line.place}: no task is called so: {line.name or line.cells.get('text', '')}")]
    which = 0 if speaks_chinese() else 1
    words = [f"+ {line.task} {line.name[:30]} [{line.place}]"]
    words += [f"    {ROLES[name][0]}: {said}" for name, said in (("text", line.text), ("problem", line.problem)) if said]
    words += [f"    {ROLES[name][0]}: {old} -> {new}" for name, (old, new) in line.changed.items()]
    words += [f"    ! {why}" for why in line.why(which)]
    return [" ".join(text.splitlines()) for text in words]


def _as_json(line: Line) -> dict[str, Any]:
    return {"file": line.file, "where": dict(line.where), "task": line.task or None, "state": line.state, "text": line.text,
            "problem": line.problem, "progress": line.progress, "changed": {k: list(v) for k, v in line.changed.items()},
            "cells": dict(line.cells), "doubts": line.why(1)}
