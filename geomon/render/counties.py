"""What is said on a county's name: how many tasks and sites are known to the county only, and what share of its tasks is done."""

from __future__ import annotations

import dataclasses

import pandas as pd

from geomon.model import LIGHTS
from geomon.situation import Filter, Situation

Counts = dict[str, dict[str, int]]


def county_counts(situation: Situation, adcodes: dict[str, str], f: Filter | None = None) -> Counts:
    """Return numbers per county code; counties of which nothing is to be said are left out.

    Parameters
    ----------
    adcodes : code of each county's name.
    f : narrows all numbers; its lights narrow `n` and the lights, not the share.

    Returns
    -------
    dict
        Per code: `n` tasks that concern the county and have no place of their own on the map, the same per light, and of all tasks that
        concern the county `tasks` and `done` (green).
    """
    f = f or Filter()
    tasks = situation.tasks
    if not len(tasks):
        return {}
    sites = situation.sites
    placed = set(sites["id"][~sites["method"].isin(("county", "none")) & sites["lon"].notna()])
    wide = pd.Series([placed.isdisjoint(ids) for ids in tasks["sites"]], index=tasks.index)
    share = dataclasses.replace(f, lights=())
    every = _per_county(tasks[situation.select_tasks(share)], adcodes)
    lost = _per_county(tasks[situation.select_tasks(f) & wide.to_numpy(dtype=bool)], adcodes)
    out: Counts = {}
    for code, lights in every.groupby("code")["light"]:
        out[str(code)] = {"tasks": len(lights), "done": int((lights == "green").sum())}
    for code, lights in lost.groupby("code")["light"]:
        found = lights.value_counts()
        out.setdefault(str(code), {}).update({"n": len(lights)} | {light: int(found[light]) for light in LIGHTS if light in found.index})
    return out


def _per_county(tasks: pd.DataFrame, adcodes: dict[str, str]) -> pd.DataFrame:
    """Return one row per task and county that it concerns, with the county's code."""
    rows = tasks[["counties", "light"]].explode("counties")
    return rows.assign(code=rows["counties"].map(adcodes)).dropna(subset="code")
