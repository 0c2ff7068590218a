"""`geomon letter`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from geomon.cli.commands import _FILES, _as_of, _day, _example, _open, _workspace, cli
from geomon.errors import InputError


@cli.command(epilog=_example("geomon letter wuzhong-workplan-2024#3 --out letter.docx --number 2024-7"))
@click.argument("task")
@_workspace
@click.option("--out", type=_FILES, required=True, help="The file to write: docx.")
@click.option("--name", default="", help="Which letter of the profile's ladder; without it, the one that the task calls for.")
@click.option("--number", default="", help="The number of the letter; without it, a blank.")
@click.option("--to", default="", help="Whom it goes to; without it, as the ladder says.")
@_as_of
def letter(task: str, folder: Path | None, out: Path, name: str, number: str, to: str, as_of: dt.datetime | None) -> None:
    """Draft a letter on a task, DOCUMENT#NUMBER, from the template in profiles/letters; one that went out is written as it went out."""
    from geomon.export.beside import replacing
    from geomon.status import letter_due

    service = _open(folder, built=True)
    day = _day(service, as_of)
    if out.suffix.lower() != ".docx":
        raise InputError(f"no format has the ending {out.suffix!r}.", where=out.name, how="Use one of: .docx.")
    try:
        life = service.life.sheet(task, day).life
        status = service.task_card(task, day).status
    except KeyError as error:
        raise InputError("no task answers to that choice.", where=task,
                         how="geomon status --json lists the tasks as document#number.") from error
    rung = letter_due(service.profile.ladder, life, status, day)
    if not name and rung is None:
        raise InputError("the task calls for no letter on that day.", where=task, how="Name one of the profile's ladder with --name.")
    chosen = name or (rung.name if rung else "")
    raw = service.life.draft(task, chosen, {"paper": number, "to": to}, day)
    with replacing(out) as beside:
        beside.write_bytes(raw)
    click.echo(f"{out}: {chosen}, {task}, {day}")
