"""`geomon imagery`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from geomon.cli.commands import _as_of, _day, _example, _open, _workspace, cli
from geomon.cli.door import one_line, print_json


@cli.command(epilog=_example("geomon imagery --as-of 2024-11-30 --json"))
@_workspace
@_as_of
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
def imagery(folder: Path | None, as_of: dt.datetime | None, as_json: bool) -> None:
    """Say what the scenes in data/imagery show at each site: greener, barer, as before, or bad imagery; a lead, no proof."""
    from geomon.service.above import as_json as seen_json
    from geomon.service.above import scenes_of

    service = _open(folder, built=True)
    day = _day(service, as_of)
    scenes, faults = scenes_of(service.settings.root, day)
    for fault in faults:
        click.echo(one_line(fault.sentence), err=True)
    situation = service.situation(day)
    answers = [seen_json(seen) for seen in service.seen_from_above(tuple(situation.sites["id"]), day)]
    if as_json:
        print_json(answers)
        return
    names = dict(zip(situation.sites["id"], situation.sites["name"], strict=True))
    for one in answers:
        change = "" if one["change"] is None else f", NDVI {one['before']:.2f} to {one['after']:.2f}, error {one['error']:.2f}"
        click.echo(f"{one['verdict']:12} {names[one['site']]} ({one['site']}){change} {' '.join(one['reasons'])}".rstrip())
    if answers:
        dates = f"{answers[0]['date_before']} against {answers[0]['date_after']}"
        click.echo(f"{len(answers)} of {len(names)} sites, {dates}; leads, no proof: go and see.")
    elif len(scenes) > 1:
        click.echo(f"{len(scenes)} scenes up to {day}, but no site is known to 1 km or better: give layers with better places.")
    else:
        click.echo(f"{len(scenes)} scenes up to {day}: two are needed. Put them into data/imagery; see docs/how-do-i-look-from-above.md.")
