"""`geomon imagery`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from geomon.cli.commands import _as_of, _day, _example, _open, _workspace, cli
from geomon.cli.door import one_line, print_json
from geomon.errors import InputError

if TYPE_CHECKING:
    from geomon.service import Service

STATES = {"used": "counts", "other-season": "another season", "cloud": "bad imagery: cloud", "snow": "bad imagery: snow",
          "nodata": "bad imagery: no data", "few-pixels": "bad imagery: too few pixels"}


@cli.command(epilog=_example("geomon imagery --as-of 2024-11-30 --json"))
@_workspace
@_as_of
@click.option("--series", "site", metavar="SITE", help="One site over all scenes, by its id or name, with the trend of one season.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
def imagery(folder: Path | None, as_of: dt.datetime | None, site: str | None, as_json: bool) -> None:
    """Say what the scenes in data/imagery show at each site: greener, barer, as before, or bad imagery; a lead, no proof."""
    from geomon.service.above import as_json as seen_json
    from geomon.service.above import scenes_of

    service = _open(folder, built=True)
    day = _day(service, as_of)
    if site is not None:
        _series(service, site, day, as_json=as_json)
        return
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


def _series(service: Service, asked: str, day: dt.date, *, as_json: bool) -> None:
    from geomon.service.above import scenes_of
    from geomon.service.above_series import as_json as series_json

    for fault in scenes_of(service.settings.root, day)[1]:
        click.echo(one_line(fault.sentence), err=True)
    sites = service.situation(day).sites
    named = list(sites["id"][(sites["id"] == asked) | (sites["name"] == asked)])
    if len(named) > 1:
        raise InputError(f"{len(named)} sites have this name.", where=asked, how=f"Give one of their ids: {', '.join(named[:6])}.")
    series = service.series_from_above(named[0] if named else asked, day)
    if series is None:
        raise InputError("there is no scene of it, or its place is known to more than 1 km only.", where=asked,
                         how="Give a layer with a better place, or put scenes into data/imagery.")
    answer = series_json(series)
    if as_json:
        print_json(answer)
        return
    for one in answer["scenes"]:
        value = f"NDVI {one['value']:.2f}, error {one['error']:.2f}" if one["value"] is not None else "nothing seen"
        click.echo(f"{one['date']} {value}, cloud {one['cloud']:.0%}, {STATES[one['state']]}")
    found = answer["trend"]
    if found["per_year"] is None:
        click.echo(f"{found['scenes']} scenes of one season: three are needed for a trend.")
        return
    between = f", 95 % {found['low']:+.3f} to {found['high']:+.3f}" if found["low"] is not None else ", too few years for an interval"
    click.echo(f"{found['way'].replace('_', ' ')}: NDVI {found['per_year']:+.3f} a year{between}, error {found['error']:.3f}, "
               f"{found['scenes']} scenes of one season; a lead, no proof: go and see.")
