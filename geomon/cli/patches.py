"""`geomon patches`."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import click

from geomon.cli.commands import _FILES, _as_of, _day, _example, _open, _workspace, cli
from geomon.cli.door import one_line, print_json
from geomon.errors import InputError
from geomon.model import PATCH_VERDICTS

WORDS = {verdict: f"{en} ({zh})" for verdict, (zh, en) in PATCH_VERDICTS.items()}


@cli.command(epilog=_example("geomon patches --open"))
@_workspace
@_as_of
@click.option("--open", "only_open", is_flag=True, help="Only those without a verdict, or to be visited.")
@click.option("--propose", "path", type=_FILES, help="Print the declaration of a layer for a file of patches; nothing is kept.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
def patches(folder: Path | None, as_of: dt.datetime | None, only_open: bool, path: Path | None, as_json: bool) -> None:
    """List the patches (图斑) of the layers of that kind: verdict, area, sites and tasks they meet; leads, which close no task."""
    from geomon.service.patches import as_json as patch_json
    from geomon.service.patches import completion

    if path is not None:
        _propose(path, as_json=as_json)
        return
    service = _open(folder, built=True)
    day = _day(service, as_of)
    if not any(layer.kind == "patches" for layer in service.layers):
        raise InputError("there is no layer of patches.", where="layers/",
                         how="geomon patches --propose FILE prints the declaration of one.")
    every = service.patches(day)
    tasks = service.situation(day).tasks
    shares = completion(every, dict(zip(tasks["id"], tasks["light"], strict=True)))
    shown = [one for one in every if not only_open or one.verdict in ("", "visit")]
    lost = service.lost_verdicts()
    if as_json:
        ended = [{**dataclasses.asdict(one), "day": one.day.isoformat()} for one in lost]
        figures = {name: {"count": share.count, "area_ha": round(share.area_ha, 4)} for name, share in shares.items()}
        print_json({"patches": [patch_json(one) for one in shown], "completion": figures, "lost": ended})
        return
    for one in shown:
        meets = ", ".join(f"{site.name} {site.metres:.0f} m" for site in one.meetings) or "no site near"
        by = f" by {one.actor} on {one.day}" if one.actor else ""
        click.echo(one_line(f"{one.number} {one.area_ha:.2f} ha, {WORDS[one.verdict]}{by}; {meets}; {len(one.tasks)} tasks"))
    for gone in lost:
        click.echo(one_line(f"verdict on a patch that is gone: {gone.number}, {WORDS[gone.verdict]} "
                            f"by {gone.actor} on {gone.day}: {gone.reason}"))
    told = ", ".join(f"{name.replace('_', ' ')} {share.count} ({share.area_ha:.2f} ha)" for name, share in shares.items())
    click.echo(f"{told}. Leads: they close no task.")


def _propose(path: Path, *, as_json: bool) -> None:
    """Say what the columns of a file seem to mean, and the declaration that would take it so."""
    from geomon.join.patch_columns import propose
    from geomon.readers import read_file
    from geomon.readers.features import raw_frame

    reading = read_file(path, features=True)
    if reading.ask:
        raise InputError(reading.ask, where=path.name, how=f"geomon check {path.name} shows what there is.")
    found = propose(raw_frame(reading))
    columns = [f"{one.role}={one.heading}" for one in found.columns]
    if as_json:
        print_json({"columns": [{"role": one.role, "heading": one.heading, "by": one.by} for one in found.columns],
                    "verdicts": dict(found.counts), "unknown": dict(found.unknown)})
        return
    for one in found.columns:
        click.echo(one_line(f"# {one.role}: {one.heading}, told by its {one.by}"))
    if found.heading("verdict"):
        click.echo("# " + ", ".join(f"{WORDS[name]} {count}" for name, count in found.counts.items()))
    for word, count in found.unknown[:20]:
        click.echo(one_line(f"# not understood, so without a verdict: {word!r}, {count} rows"))
    listed = ", ".join(f'"{column}"' for column in columns)
    click.echo('title    = "图斑"\ntitle_en = "Patches"\nkind     = "patches"\ngeometry = "polygon"\n'
               f'source   = "layers/{path.name}"\nlicence  = "Internal use"\nicon     = "crop_free"\ncolumns  = [{listed}]')
