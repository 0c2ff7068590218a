"""`geomon pack` and `geomon merge`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geomon.cli.commands import _FILES, _as_of, _audience, _day, _example, _open, _workspace, cli
from geomon.cli.door import one_line, print_json

if TYPE_CHECKING:
    from geomon.service.packs import MergeReport
    from geomon.visits import Clash


@cli.command(epilog=_example("geomon pack --out pack.html --county 海南区 --as-of 2024-12-31"))
@_workspace
@click.option("--out", type=_FILES, required=True, help="The file to write: html for a phone's browser, gpkg for QField.")
@click.option("--unit", default="", help="Only sites that this unit answers for.")
@click.option("--county", default="", help="Only sites of this county.")
@click.option("--shortlist", default="", help="Only these sites: a file with one id or name a line, or ids with commas between.")
@_as_of
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="The language in which the page opens.")
@_audience()
def pack(folder: Path | None, out: Path, unit: str, county: str, shortlist: str, as_of: dt.datetime | None, lang: str,
         audience: str) -> None:
    """Write what inspectors take along: one file that works on a phone without a network, and takes their visits."""
    from geomon.service.packing import Choice, shortlist_of

    service = _open(folder, built=True)
    day = _day(service, as_of)
    count = service.shown_to(audience).pack(out, day, Choice(unit, county, shortlist_of(shortlist)), lang)
    click.echo(f"{out}: {count} sites, as of {day}, {out.stat().st_size / 1e6:.1f} MB")


@cli.command(epilog=_example("geomon merge visits-*.json -w my-city"))
@click.argument("files", nargs=-1, required=True, type=_FILES)
@_workspace
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
def merge(files: tuple[Path, ...], folder: Path | None, as_json: bool) -> None:
    """Take the visits of phones into the register, all files or none; merging a file again changes nothing."""
    service = _open(folder, built=True)
    report = service.merge(files)
    if as_json:
        print_json(_as_json(report))
    else:
        click.echo("\n".join(_lines(report)))


def _lines(report: MergeReport) -> list[str]:
    lines = [f"{report.visits} visits: {report.new} edits were taken, {report.known} were known; {report.photos} photos came with them."]
    for clash in report.conflicts:
        sides = " | ".join(f"{side.who} {side.at:%H:%M}: {_said(side.value)}" for side in clash.sides)
        lines.append(f"Conflict, both kept: {report.names.get(clash.site, clash.site)}, {clash.day}, {clash.field}: {sides}")
    lines += [f"Doubt: {report.names.get(site, site)}: {reason.en}." for _, site, reason in report.doubts]
    return [one_line(line) for line in lines]


def _said(value: Any) -> str:
    from geomon.visits import FINDINGS

    return FINDINGS[value][3] if isinstance(value, str) and value in FINDINGS else str(value)


def _as_json(report: MergeReport) -> dict[str, Any]:
    return {
        "files": list(report.files), "new": report.new, "known": report.known, "visits": report.visits, "photos": report.photos,
        "conflicts": [_clash(clash, report.names) for clash in report.conflicts],
        "doubts": [{"visit": visit, "site": site, "name": report.names.get(site, site), "kind": r.kind, "values": list(r.values),
                    "reason": r.zh, "reason_en": r.en} for visit, site, r in report.doubts],
        "version": report.version}


def _clash(clash: Clash, names: Mapping[str, str]) -> dict[str, Any]:
    sides = [{"visit": side.visit, "who": side.who, "at": side.at.isoformat(), "value": side.value} for side in clash.sides]
    return {"kind": clash.kind, "site": clash.site, "name": names.get(clash.site, clash.site), "day": clash.day.isoformat(),
            "field": clash.field, "sides": sides}
