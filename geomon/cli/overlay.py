"""`geomon overlay`."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import Any

import click

from geomon.cli.commands import _FILES, _as_of, _day, _example, _open, _workspace, cli
from geomon.cli.door import print_json


@cli.command(epilog=_example("geomon overlay parcel.geojson --as-of 2026-03-15 --sheet parcel.docx"))
@click.argument("area_file", type=_FILES)
@_workspace
@_as_of
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
@click.option("--sheet", type=_FILES, help="Write the one-page sheet with its map: a .docx or .html file.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="The language of the sheet.")
@click.option("--crs", "datum", default="", help="Of its numbers where it declares none: EPSG:4545, CGCS2000, WGS-84, GCJ-02, BD-09.")
@click.option("--error", "error_m", type=click.FloatRange(0), help="How far the area's corners may be off, in metres.")
def overlay(area_file: Path, folder: Path | None, as_of: dt.datetime | None, as_json: bool, sheet: Path | None, lang: str, datum: str,
            error_m: float | None) -> None:
    """Say which protected areas, sites and open tasks the area in AREA_FILE meets on a date.

    AREA_FILE is a layer file with polygons, a table of corners, or - for corner points on standard input, one a line.
    """
    from geomon.service.areas import area_from_text
    from geomon.service.overlay import as_json as answer_json

    service = _open(folder, built=True)
    if str(area_file) == "-":
        area, notes = area_from_text(sys.stdin.read(), datum=datum, error_m=error_m)
    else:
        area, notes = service.area_from_file(area_file, datum=datum, error_m=error_m)
    answer = service.overlay(area, _day(service, as_of), notes)
    if sheet is not None:
        from geomon.service.sheet import write_overlay_sheet

        write_overlay_sheet(answer, service.counties(), sheet, lang)
    if as_json:
        print_json(answer_json(answer))
    else:
        click.echo("\n".join(lines(answer_json(answer))))
        if sheet is not None:
            click.echo(f"Sheet: {sheet}")


def lines(answer: dict[str, Any]) -> list[str]:
    """Return the answer for a person: the verdict, a line a layer, a line an area, sites and tasks."""
    area = answer["area"]
    out = [f"{area['name']}: {area['hectares']:,.2f} ha, {', '.join(area['counties']) or 'outside the counties of this workspace'}; "
           f"as of {answer['as_of']}, {area['error_m']:,.0f} m more or less",
           f"{answer['verdict'].upper()}"]
    for layer in answer["layers"]:
        extent = f", {layer['hectares']:,.2f} ha ({layer['share']:.1%})" if layer["verdict"] == "inside" else ""
        out.append(f"{layer['title_en']}: {layer['verdict']}{extent}; {layer['why_en']}")
    out += [f"  {met['verdict']}: {met['name']}{_zone(met)}; {met['why_en']}" for met in answer["areas"]]
    out += [f"  sliver under {answer['minimum_ha']:g} ha: {met['name']}{_zone(met)}, {met['hectares']:.4f} ha" for met in answer["slivers"]]
    out += [f"  not judged: {one['name']}; {one['why_en']}" for one in answer["unjudged"]]
    out.append(f"Sites inside: {sum(s['verdict'] == 'inside' for s in answer['sites'])}, cannot tell: "
               f"{sum(s['verdict'] != 'inside' for s in answer['sites'])}; open tasks: {len(answer['tasks'])}")
    out += [f"  {site['verdict']}: {site['name']} [{site['light']}]" for site in answer["sites"]]
    return out + [f"Note: {said}" for said in answer["warnings_en"]]


def _zone(met: dict[str, Any]) -> str:
    name = met["zone_en"] or met["zone_drawn"]
    return f", {name}{'' if met['zone_sure'] or not met['zone_en'] else ' (in principle)'}" if name else ""
