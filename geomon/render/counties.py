"""What is said on a county's name: how many tasks and sites are known to the county only, and what share of its tasks is done."""

from __future__ import annotations

import dataclasses

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
    if not len(situation.tasks):
        return {}
    every, wide = situation.select_tasks(dataclasses.replace(f, lights=())), situation.select_tasks(f) & situation.without_mark
    of_county = {code: situation.any_of("tasks", "counties", names) for code, names in _names(adcodes).items()}
    out: Counts = {}
    for code, here in of_county.items():
        counted = situation.count_lights("tasks", here & every)
        if total := sum(counted.values()):
            out[code] = {"tasks": total, "done": counted["green"]}
        lost = situation.count_lights("tasks", here & wide)
        if n := sum(lost.values()):
            out.setdefault(code, {}).update({"n": n} | {light: found for light, found in lost.items() if found})
    return out


def _names(adcodes: dict[str, str]) -> dict[str, list[str]]:
    """Return the names that stand for each code."""
    found: dict[str, list[str]] = {}
    for name, code in adcodes.items():
        found.setdefault(code, []).append(name)
    return found
