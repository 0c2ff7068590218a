"""`geomon publish`, and the option that every way out has."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from geomon.cli.commands import _FILES, _as_of, _audience, _day, _example, _open, _workspace, cli


@cli.command(epilog=_example("geomon publish --out public-2024-12.zip --as-of 2024-12-31"))
@_workspace
@click.option("--out", type=_FILES, required=True, help="The new folder to write, or a file ending in .zip.")
@_as_of
@_audience("public")
def publish(folder: Path | None, out: Path, as_of: dt.datetime | None, audience: str) -> None:
    """Write a dated snapshot for a web site, redacted for its audience: map, tables, list of notices; its making is recorded."""
    from geomon.service.publication import LAW

    service = _open(folder, built=True)
    made = service.publish(out, _day(service, as_of), audience)
    click.echo(f"{out}: {made.sites} sites, {made.notices} notices, {len(made.files)} files. {made.stamp.en}")
    click.echo(LAW[1])
