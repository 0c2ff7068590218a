"""`geomon check`: is this a usable layer."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from geomon.cli.door import INPUT, one_line, print_json, tell, told


@click.command(epilog="\b\nExample:\n  geomon check mines.zip --json")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-w",
    "--workspace",
    "folder",
    type=click.Path(path_type=Path),
    envvar="GEOMON_ROOT",
    help="A workspace whose region and sites count as evidence; else the nearest one at or above this folder.",
)
@click.option("--layer", default="", help="Which layer, sheet or dataset, where a file holds several.")
@click.option("--encoding", default="", help="The text's encoding, where it cannot be proved: UTF-8, GB18030, Big5.")
@click.option("--crs", "crs_is", default="", help="The coordinates' CRS, where it is not declared: EPSG:4490, GCJ-02.")
@click.option("--shift", default="", help="Your own parameters for Xi'an 1980 or Beijing 1954: dx,dy,dz or +towgs84=…")
@click.option("--shift-source", default="", help="Whose parameters these are; needed with --shift.")
@click.option("--repair", "out", type=click.Path(path_type=Path), help="Write a repaired copy in CGCS2000 here (.gpkg, .geojson, .fgb).")
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
def check(files: tuple[Path, ...], folder: Path | None, layer: str, encoding: str, crs_is: str, shift: str, shift_source: str,
          out: Path | None, as_json: bool) -> None:
    """Say whether files are usable layers: format, text encoding, CRS, geometry, codes; repair a copy when asked."""
    from geomon.encodings import CODECS, named
    from geomon.readers.child import start_ahead

    start_ahead()
    from geomon.crs.shift import user_shift
    from geomon.service.checking import check_file
    from geomon.service.workspace import find_workspace
    from geomon.settings import load_settings

    if encoding and not named(encoding):
        raise click.BadParameter(f"use one of {', '.join(CODECS)}.", param_hint="--encoding")
    if out and len(files) > 1:
        raise click.BadParameter("one copy holds one file; name a single FILE.", param_hint="--repair")
    own = user_shift(shift, shift_source, "--shift") if shift or shift_source else None
    root = folder or find_workspace(Path.cwd())
    settings = load_settings(root) if root else None
    answers = []
    for n, path in enumerate(files):
        tell(n, len(files), path.name)
        answers.append(check_file(path, settings, layer=layer, encoding=named(encoding), crs_is=crs_is, shift=own, repair=out))
    told()
    if as_json:
        print_json(answers)
    for answer in answers:
        if not as_json:
            click.echo("\n".join(check_lines(answer)))
        if not answer["usable"]:
            click.echo(one_line(f"{answer['file']}: {answer['problem']}"), err=True)
    if not all(answer["usable"] for answer in answers):
        sys.exit(INPUT)


def check_lines(answer: Mapping[str, Any]) -> Iterator[str]:
    """Say for people what was found in one file."""
    what = f"{answer['format'] or 'no format'}, {answer['features']} features, {answer['geometry'] or 'no geometry'}"
    yield f"{answer['file']}: {'usable' if answer['usable'] else 'not usable'} ({what})"
    if answer["crs"]:
        yield f"  CRS       {answer['crs']}"
    if answer["encoding"]:
        yield f"  text      {answer['encoding']}" + (f"  {answer['sample']}" if answer.get("sample") else "")
    for one in answer.get("candidates", [])[:4] if not answer.get("declared") or not answer["usable"] else ():
        manner = (", swapped" if one["swapped"] else "") + (", packed" if one["packed"] else "")
        where = f"{one['lon']:.5f}, {one['lat']:.5f}  ({one['shift_m']:,.0f} m from the first)"
        yield f"  could be  {one['score']:>4.0%}  {one['crs']}{manner}: {where}"
    for repair in answer["repairs"]:
        yield f"  repair    {repair}"
    for warning in answer["warnings"]:
        yield f"  !         {warning}"
    if done := answer.get("repaired"):
        yield f"  repaired  {done['file']}: {done['features']} features in {done['crs']}, {len(done['changes'])} of them changed"
        yield from (f"    {change_line(one)}" for one in done["changes"])


def change_line(one: Mapping[str, Any]) -> str:
    """Say what a repair did to one feature: what was wrong, and the area and corners before and after."""
    name = f" ({one['name']})" if one["name"] else ""
    (c0, c1), (p0, p1) = one["corners"], one["parts"]
    counts = f"{c0} -> {c1} corners" + (f", {p0} -> {p1} parts" if p0 != p1 else "")
    area = f"{one['before_ha']:,.4g} ha -> {one['after_ha']:,.4g} ha"
    if one["change"] == "turned":
        return f"Feature {one['feature']}{name}: the direction of its border was turned; {one['after_ha']:,.4g} ha as before."
    if one["change"] == "gone":
        return f"Feature {one['feature']}{name}: {one['fault']}; no area was left, it has no shape now ({area})."
    return f"Feature {one['feature']}{name}: {one['fault']}; rebuilt, {area}, {counts}."
