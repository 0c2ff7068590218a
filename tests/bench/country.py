"""A country of N made-up cities as files, for geomon to read: python tests/bench/country.py FOLDER CITIES [SITES_A_TASK [TASKS_A_CITY]]

A city is a part: its plans (one a county, as text), its rows of the layer files, its people. It comes out the same whether it is made alone
or with others, so that one workspace for all can be held against one workspace a city. Names and places are invented; cities, counties,
their codes and shapes are real. Nothing is put into a register here: `geomon build` has to read, locate and judge it.
"""

import contextlib
import csv
import dataclasses
import datetime as dt
import itertools
import json
import shutil
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from workspace import AS_OF, BODIES, FIRST, KINDS, SAID, SECOND, THIRD, scattered

from geomon.divisions import Division, counties_of, divisions
from geomon.places import open_gazetteer
from geomon.service import init_workspace
from geomon.settings import load_settings

TASKS, SITES = 167, 100
"""Tasks of a city, and sites that each names: 300 cities have 50,000 and 5 million."""
PEOPLE = 33
"""Of a city, each with one of its counties: 300 cities have 10,000."""
LISTED = .85
"""The share of sites that a layer file knows; the others are known to their county only."""
COLUMNS = ("id", "name", "aliases", "parts", "city", "county", "lon", "lat", "geometry", "method", "accuracy_m", "datum", "area_ha",
           "level", "source", "source_year", "note")
VILLAGES = [name + "村" for name in map("".join, itertools.product(FIRST, SECOND, THIRD)) if "河长" not in name]  # that is an office
A_SECTION = 20
"""Tasks under one heading."""
CHINESE = "一二三四五六七八九"
_TOML = 'title = "全国"\ntitle_en = "Country"\nas_of = {}\ncounties = {}\nmax_file_mb = {}\nseconds_a_file = {}\nmemory_mb = {}\n'


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """What a city brings: plans by file name, rows of layer files by layer, people as TOML, and how many tasks and sites its plans name."""

    code: str
    plans: dict[str, str]
    rows: dict[str, list[list[object]]]
    people: str
    tasks: int
    sites: int


def cities(n: int) -> list[Division]:
    """The first `n` cities in an order that goes all over the country; fewer of them are among more."""
    there = [d for d in divisions().values() if d.level == "city" and not d.adcode.endswith("0000") and d.adcode[2:4] != "90"
             and len(counties_of(d.adcode)) > 1]
    there.sort(key=lambda d: d.adcode)
    return [there[k] for k in np.random.default_rng(3).permutation(len(there))[:n]]


def make_city(city: Division, gazetteer, tasks: int = TASKS, sites: int = SITES) -> Part:
    """One city: its tasks shared among its counties, its people too."""
    rng = np.random.default_rng(int(city.adcode))
    counties = gazetteer.counties_of(city.adcode)
    plans: dict[str, str] = {}
    rows: dict[str, list[list[object]]] = {layer: [] for layer in KINDS}
    for k, county in enumerate(counties):
        own = len(range(k, tasks, len(counties)))
        if own:
            title = f"{city.name}{county.name}点位整改方案"
            plans[f"{county.adcode}-{title}.txt"] = _plan(title, city, county, own, sites, rows, rng)
    return Part(city.adcode, plans, rows, people_of(city), tasks, tasks * sites)


def people_of(city: Division) -> str:
    """The inspectors of a city as lines of `people.toml`, shared among its counties."""
    codes = [county.adcode for county in counties_of(city.adcode)]
    return "".join(f'[[people]]\nname = "{city.adcode}-{n}"\nsign_in = "{city.adcode}-{n}@example"\nroles = ["inspector"]\n'
                   f'regions = ["{codes[n % len(codes)]}"]\n' for n in range(PEOPLE))


def _plan(title, city, county, tasks, sites, rows, rng) -> str:
    """The text of one county's plan; the places of what it names go to `rows`."""
    where = scattered(county.geometry, tasks * sites, rng)
    layers, village = rng.integers(0, len(KINDS), tasks * sites), rng.integers(0, len(VILLAGES), tasks * sites)
    listed = rng.random(tasks * sites) < LISTED
    lines = [title, "（2024年5月1日）", ""]
    for task in range(tasks):
        names = []
        for n in range(task * sites, (task + 1) * sites):
            layer = list(KINDS)[layers[n]]
            names.append(f"{VILLAGES[village[n]]}{n + 1}号{KINDS[layer]}")
            if listed[n]:
                lon, lat = (round(float(v), 6) for v in where[n])
                rows[layer].append([f"{county.adcode}-{n + 1}", names[-1], "", "", city.name, county.name, lon, lat, "", "point", 30,
                                    "CGCS2000", "", "", "tests/bench/country.py", 2024, ""])
        if task % A_SECTION == 0:
            batch = _chinese(task // A_SECTION + 1)
            lines += [f"{batch}、第{batch}批点位", ""]
        due = AS_OF + dt.timedelta(int(rng.integers(-300, 500)))
        said = SAID[rng.choice(5, p=[.3, .25, .12, .25, .08])][1]
        first, second = (county.name + BODIES[i] for i in rng.choice(len(BODIES), 2, replace=False))
        lines += [f"（{_chinese(task % A_SECTION + 1)}）{county.name}{sites}处点位未按要求整治：{_listed(names)}。", "",
                  f"责任单位：{first}（牵头）、{second}", "整改目标：完成整治并通过验收。",
                  f"整改时限：{due.year}年{due.month}月{due.day}日前", "整改措施：", "", "1. 逐处排查，建立台账，清运后复垦。",
                  *([f"整改进展：{said}"] if said else []), ""]
    return "\n".join(lines)


def _listed(names: list[str]) -> str:
    """Names as plans list many: ten in a clause, so that the words around one stay short."""
    return "；".join("、".join(names[k:k + 10]) for k in range(0, len(names), 10))


def _chinese(n: int) -> str:
    """A number from 1 to 99 as headings count."""
    tens, ones = divmod(n, 10)
    return (CHINESE[tens - 1] if tens > 1 else "") + ("十" if tens else "") + (CHINESE[ones - 1] if ones else "")


def make_country(folder: Path, of: list[Division], tasks: int = TASKS, sites: int = SITES) -> tuple[int, int]:
    """Write the workspace of these cities into a new folder, and its people beside it; return how many tasks and sites its plans name."""
    init_workspace(folder)
    rows = len(of) * tasks * sites
    (folder / "geomon.toml").write_text(_TOML.format(AS_OF, json.dumps([city.adcode for city in of]), 50 + rows // 5_000,
                                                     10 + rows // 10_000, 1024 + rows // 500), encoding="utf-8")
    gazetteer, files, found = open_gazetteer(load_settings(folder, {})), {}, [0, 0]
    with contextlib.ExitStack() as stack:
        people = stack.enter_context((folder / "people-of-all.toml").open("w", encoding="utf-8"))
        for layer in KINDS:
            file = stack.enter_context((folder / "data" / "layers" / f"{layer}.csv").open("w", encoding="utf-8", newline=""))
            files[layer] = csv.writer(file)
            files[layer].writerow(COLUMNS)
        for city in of:
            part = make_city(city, gazetteer, tasks, sites)
            for name, text in part.plans.items():
                (folder / "data" / "documents" / name).write_text(text, encoding="utf-8")
            for layer, some in part.rows.items():
                files[layer].writerows(some)
            people.write(part.people)
            found = [found[0] + part.tasks, found[1] + part.sites]
    return found[0], found[1]


def main(folder: str, n: str, sites: str = str(SITES), tasks: str = str(TASKS)) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    began = time.perf_counter()
    made = make_country(Path(folder), cities(int(n)), int(tasks), int(sites))
    print(f"{n} cities, {made[0]:,} tasks, {made[1]:,} sites written in {time.perf_counter() - began:.1f} s")


if __name__ == "__main__":
    main(*sys.argv[1:])
