"""`geomon export`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from geomon.cli.commands import _FILES, _as_of, _audience, _day, _example, _open, _workspace, cli


@cli.command(epilog=_example("geomon export --out sites.gpkg --as-of 2024-12-31"))
@_workspace
@click.option(
    "--out", type=_FILES, required=True, help="The file to write; its ending names the format: gpkg, geojson, kml, xlsx, csv, shp, zip."
)
@_as_of
@_audience()
def export(folder: Path | None, out: Path, as_of: dt.datetime | None, audience: str) -> None:
    """Write sites and tasks as they stand on a date for other programs."""
    service = _open(folder, built=True)
    day = _day(service, as_of)
    count = service.shown_to(audience).export(out, day)
    click.echo(f"{out}: {count} sites, as of {day}")
