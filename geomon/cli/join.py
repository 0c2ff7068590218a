"""`geomon join`."""

from __future__ import annotations

import math
import time
from pathlib import Path

import click

from geomon.cli.commands import _FILES, _example, cli
from geomon.cli.door import tell, told

_PREDICATES = ("within", "dwithin", "nearest", "intersects")


@cli.command("join", epilog=_example("geomon join wells.parquet reserves.gpkg --predicate dwithin --metres 500 --out pairs.parquet"))
@click.argument("points", type=_FILES)
@click.argument("areas", type=_FILES)
@click.option("--predicate", type=click.Choice(_PREDICATES), required=True,
              help="within leaves boundaries out; intersects counts them in and tells the hectares shared; nearest keeps ties.")
@click.option("--metres", type=float, help="On the ground: how far for dwithin, at most how far for nearest.")
@click.option("--points-crs", default="", metavar="CRS", help="Of a file that does not say it: EPSG:4490, EPSG:4527, GCJ-02, …")
@click.option("--areas-crs", default="", metavar="CRS", help="The same of AREAS.")
@click.option("--out", type=_FILES, required=True, help="The Parquet file to write: point, area (row numbers from 0), metres.")
@click.option("--engine", type=click.Choice(["local", "dask"]), default="local", show_default=True, help="Threads here, or Dask workers.")
@click.option("--scheduler", default="", metavar="ADDRESS", help="The Dask scheduler; a local cluster where none is named.")
def join_(points: Path, areas: Path, predicate: str, metres: float | None, points_crs: str, areas_crs: str, out: Path, engine: str,
          scheduler: str) -> None:
    """Join two layer files of any size: POINTS are streamed where they are GeoParquet, AREAS are held in memory."""
    from geomon.join.bulk import Question, join_files

    _check(predicate, metres, engine, scheduler)
    begun = time.perf_counter()
    question = Question(predicate, metres)  # type: ignore[arg-type]
    done = join_files(points, areas, question, out, engine=engine, scheduler=scheduler, points_crs=points_crs,  # type: ignore[arg-type]
                      areas_crs=areas_crs, tell=tell)
    told()
    took = time.perf_counter() - begun
    click.echo(f"{out}: {done.pairs:,} pairs of {done.points:,} points and {done.areas:,} areas, {took:.1f} s")


def _check(predicate: str, metres: float | None, engine: str, scheduler: str) -> None:
    """Refuse options that do not go together."""
    if predicate == "dwithin" and metres is None:
        raise click.UsageError("dwithin needs --metres.")
    if predicate in {"within", "intersects"} and metres is not None:
        raise click.UsageError(f"{predicate} takes no --metres; dwithin does.")
    if metres is not None and not (math.isfinite(metres) and metres >= 0):
        raise click.BadParameter("a number of metres, 0 or more.", param_hint="--metres")
    if scheduler and engine != "dask":
        raise click.UsageError("--scheduler goes with --engine dask.")
