"""`geomon report`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from geomon.cli.commands import _FILES, _as_of, _audience, _day, _example, _open, _workspace, cli


@cli.command(epilog=_example("geomon report dispatch --out 2024-12.xlsx --as-of 2024-12-31"))
@click.argument("kind", type=click.Choice(["dispatch", "status", "ledger", "dossier", "notice", "sheet"]))
@_workspace
@click.option("--out", type=_FILES, required=True, help="The file to write: xlsx, docx or html; zip for a sealed dossier.")
@_as_of
@click.option("--unit", default="", help="Only tasks that this unit answers for.")
@click.option("--county", default="", help="Only tasks of this county.")
@click.option("--task", default="", help="Only this task: DOCUMENT#NUMBER, as geomon status --json names it.")
@click.option("--per", type=click.Choice(["unit"]), help="dispatch: a file for each unit and one for all, into the folder --out.")
@_audience()
def report(kind: str, folder: Path | None, out: Path, as_of: dt.datetime | None, unit: str, county: str, task: str,
           per: str | None, audience: str) -> None:
    """Write a paper: the dispatch sheet, the progress report, the ledgers, a dossier, a closing notice, a sheet with map."""
    service = _open(folder, built=True)
    day = _day(service, as_of)
    if kind == "sheet":
        click.echo(f"{out}: {service.shown_to(audience).one_page(out, day, task=task, county=county)}, as of {day}")
        return
    if kind == "dispatch" and per:
        made = service.shown_to(audience).dispatch_files(out, day, county)
        click.echo("\n".join((*map(str, made), f"{len(made)} files, as of {day}")))
        return
    if kind == "dossier" and out.suffix.lower() == ".zip":
        sealed = service.shown_to(audience).dossier(out, day, task)
        click.echo(f"{out}: sealed, as of {day}.\nSeal: {sealed}\nKeep the seal apart from the file; verify --head asks for it.")
        return
    paper = service.shown_to(audience).report(kind, out, day, unit=unit, county=county, task=task)
    click.echo(f"{out}: {paper.title}, as of {day}")
