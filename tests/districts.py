"""A register of five districts of a city, put in by its own writer: every name, unit and word of a district holds the district's mark."""

import dataclasses

import numpy as np
import shapely
from factories import make_document, make_event, make_site

from geomon.model import Field, Location, Match, Mention, Units
from geomon.service.history import document_events

CITY, CITY_CODE = "长治市", "140400"
DISTRICTS = {  # code: county, mark
    "140403": ("潞州区", "松岭"), "140404": ("上党区", "柏坡"), "140405": ("屯留区", "榆湾"),
    "140406": ("潞城区", "槐沟"), "140423": ("襄垣县", "柳坪"),
}
MARKS = {code: mark for code, (_, mark) in DISTRICTS.items()}
LAYERS = ("mine", "well", "waste_site")
SHARED, WHOLE_CITY = "界河", "全域"
"""Words of the task of the first two districts, and of the one that names no place."""
TASKS = 4
"""Tasks of each district; each has two sites, and one more place that is not located."""


def fill(service):
    """Write the districts into the register of an opened workspace of `CITY`."""
    counties = {row["adcode"]: row["geometry"] for _, row in service.counties().iterrows()}
    draw_areas(service.settings, counties)
    sites, matches, unlocated, tasks = [], [], [], []
    for code, (county, mark) in DISTRICTS.items():
        places = iter(_inside(counties[code], TASKS * 2 + 1))
        for n in range(1, TASKS + 1):
            number, own = str(len(tasks) + 1), []
            for k in range(2):
                layer = LAYERS[(n + k) % 3]
                own.append(_site(f"{layer}-{code}-{n}-{k}", f"{mark}{n}{'甲乙'[k]}", layer, next(places), county, code))
            tasks.append((number, f"{mark}{n}号矿坑没有回填，{mark}一带有积水。", f"{mark}自然资源局", own, county, f"{mark}{n}丙"))
            sites += own
            unlocated.append({"name": f"{mark}{n}丙", "why": f"{mark}没有坐标", "layer": "mine", "task": f"plan#{number}"})
    first, second = (next(s for s in sites if s.county == DISTRICTS[code][0]) for code in list(DISTRICTS)[:2])
    tasks.append((str(len(tasks) + 1), f"{SHARED}两岸堆渣未清。", "市水务局", [first, second], None, ""))
    tasks.append((str(len(tasks) + 1), f"{WHOLE_CITY}台账不全。", "市生态环境局", [], None, ""))
    text, made = "", []
    for number, problem, unit, own, county, lost in tasks:
        start = len(text) + len(f"（{number}）")
        text += f"（{number}）{problem}责任单位：{unit}。\n"
        names = [*((site.name, site.layer, site.county) for site in own), *([(lost, "mine", county)] if lost else [])]
        mentions = tuple(Mention(name, layer, of, "problem", problem, (start, start + 4)) for name, layer, of in names)
        made.append(_task(number, problem, unit, mentions, (start, len(text) - 1)))
        matches += [Match("plan", number, site.id, f"{site.name}同名", 0.9, problem, (start, start + 4)) for site in own]
    document = make_document("plan.txt", *made, text=text, title=f"{CITY}整改方案", region=CITY, adcode=CITY_CODE,
                             warnings=tuple(f"{mark}一行不清" for mark in MARKS.values()))
    with service._register.write() as writer:
        writer.replace_document(document, reader="test")
        writer.put_places(sites, matches, unlocated)
        for event in document_events(document):
            writer.append_event(event)
        for number, mark in zip(range(1, 21), [m for m in MARKS.values() for _ in range(TASKS)], strict=True):
            writer.append_event(make_event("2024-10-01", subject=f"plan#{number}", progress="in_progress", text=f"{mark}正在整改"))
    return service


def draw_areas(settings, counties):
    """Add a mine and a protected area of each district to the layer files of a workspace."""
    for code, (county, mark) in DISTRICTS.items():
        lon, lat = _inside(counties[code], 9)[8]
        ring = ", ".join(f"{lon + dx:.4f} {lat + dy:.4f}" for dx, dy in ((0, 0), (.005, 0), (.005, .005), (0, .005), (0, 0)))
        rows = {"mine": f"{code},{mark}老窑,,,{CITY},{county},{lon},{lat},,point,50,CGCS2000,,,{mark}台账,2024,",
                "protected_area": f"{code},{mark}自然保护区,,,{CITY},{county},{lon},{lat},"
                                  f"\"POLYGON (({ring}))\",polygon,50,CGCS2000,,省级,台账,2024,"}
        for layer, row in rows.items():
            with (settings.data / "layers" / f"{layer}.csv").open("a", encoding="utf-8") as file:
                file.write(f"{row}\n")


def others(code):
    """The marks of all districts but one."""
    return [mark for other, mark in MARKS.items() if other != code]


def _site(ident, name, layer, place, county, code):
    location = Location("layer", *place, 30.0, f"{name}台账", "CGCS2000", county=county, adcode=code)
    return dataclasses.replace(make_site(ident, name, layer, location=location, city=CITY, county=county), aliases=(f"{name}旧名",))


def _task(number, problem, unit, mentions, span):
    from factories import make_task

    task = make_task(number, problem=problem, title=problem[:6], due="2024-12-30", mentions=mentions, section="一、矿山治理", span=span,
                     fields=(Field("problem", (span[0], span[0] + len(problem))),))
    return dataclasses.replace(task, units=Units(lead=(unit,), responsible=(unit,)))


def _inside(area, n):
    """Points well inside an area, the same on each call."""
    rng, inner = np.random.default_rng(7), area.buffer(-0.01)
    west, south, east, north = inner.bounds
    found = []
    while len(found) < n:
        x, y = float(rng.uniform(west, east)), float(rng.uniform(south, north))
        if inner.contains(shapely.Point(x, y)):
            found.append((round(x, 5), round(y, 5)))
    return found
