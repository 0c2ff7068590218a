"""One page for a meeting: a task, or a county, with its map, where it stands and who answers for it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from geomon import crs
from geomon.errors import GeomonError, InputError
from geomon.export.beside import replacing
from geomon.export.mapsheet import PORTRAIT_MM, MapSheet, scale_for, sheets_html
from geomon.export.planned.scene import HEIGHT, WIDTH
from geomon.export.planned.text import Rows
from geomon.model import LIGHTS, URGENCY
from geomon.service.cards import TaskCard
from geomon.service.mapsheets import _LIGHTS, _NOT_DRAWN, LEAST_M, Desk, _as_of, _basis, _drawn
from geomon.words import romanised

if TYPE_CHECKING:
    from geomon.service.desk import Service

MOST_TASKS, MOST_SITES, MOST_MEASURES = 14, 8, 6
"""What one page has room for; what is left out is said."""
_SHORT = 110


def write_one_page(service: Service, out: Path, as_of: dt.date, task: str, county: str, lang: str) -> str:
    """Write the page; see `Service.one_page`."""
    if out.suffix.lower() not in (".html", ".htm"):
        raise InputError(f"a sheet with a map is no {out.suffix or 'file without an ending'}.", where=out.name,
                         how="Use .html; it prints on A4.")
    if bool(task) == bool(county):
        raise InputError("a sheet is of one task or one county.", where="sheet", how="Name it: --task DOCUMENT#NUMBER, or --county NAME.")
    layers = service.layers
    drawn = [layer for layer in layers if layer.geometry in ("polygon", "box") and (layer.kind == "sites" or layer.protects)]
    desk = Desk(service.situation(as_of), service.counties(), drawn, service.areas_on, lang, None, {layer.id: layer for layer in layers})
    if task:
        snapshot = service._now()
        if task not in snapshot.thread_of:
            raise InputError("there is no such task.", where=task, how="geomon status --json lists the tasks as document#number.")
        sites = [match.site for match in snapshot.matches_of_thread.get(snapshot.thread_of[task], ())]
        sheet = task_sheet(desk, service.task_card(task, as_of), sites)
    else:
        sheet = county_sheet(desk, county)
    with replacing(out) as beside:
        beside.write_text(sheets_html([sheet], lang), encoding="utf-8", newline="\n")
    return sheet.title


def write_dispatch_files(service: Service, folder: Path, as_of: dt.date, county: str) -> tuple[Path, ...]:
    """Write the files; see `Service.dispatch_files`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise GeomonError("the folder cannot be made.", where=folder, how=f"Choose another --out ({error.strerror or error}).") from error
    every = folder / f"调度表-{as_of:%Y-%m}-全部.xlsx"
    units = [part.title for part in service.report("dispatch", every, as_of, county=county).parts if part.sheet_only]
    made, taken = [every], {every.name}
    for unit in units:
        name = re.sub(r'[\\/:*?"<>|\s]+', "", unit)[:60] or "单位"
        path = folder / f"调度表-{as_of:%Y-%m}-{name}.xlsx"
        while path.name in taken:                          # two names that differ in what no file name may hold
            path = path.with_name(f"{path.stem}_.xlsx")
        taken.add(path.name)
        service.report("dispatch", path, as_of, unit=unit, county=county)
        made.append(path)
    return tuple(made)


def task_sheet(desk: Desk, card: TaskCard, sites: Sequence[str]) -> MapSheet:
    """Return the sheet of a task: all its sites on one map, what was ordered, where it stands.

    Parameters
    ----------
    sites : ids of the task's sites; those that are known to a county only are listed, not drawn.
    """
    task, status = card.task, card.status
    rows = desk.situation.sites[desk.situation.sites["id"].isin(sites)]
    placed = rows[rows["lon"].notna() & ~rows["method"].isin(_NOT_DRAWN)]
    box = _box(placed["lon"].to_numpy(), placed["lat"].to_numpy()) if len(placed) else _county_box(desk, list(rows["county"]))
    scene, scale, names, legend = _map(desk, box)
    light = desk.pick(_LIGHTS[status.light])
    units = [(desk.pick(both), "、".join(getattr(task.units, role))) for role, both in (
        ("lead", ("牵头", "Lead")), ("responsible", ("责任", "Responsible")), ("acceptance", ("验收", "Accepts")))]
    facts = [(desk.pick(("问题", "Problem")), _short(task.problem, 260)), (desk.pick(("目标", "Goal")), _short(task.goal or "")), *units,
             (desk.pick(("时限", "Deadline")), task.deadline.text),
             (desk.pick(("现状", "State")), f"{light}{desk.pick(('：', ': '))}{desk.pick((status.reason, status.reason_en))}"),
             (desk.pick(("文件", "Document")), f"{card.title}（{card.source}）")]
    steps = tuple((m.number or str(n), _short(m.text)) for n, m in enumerate(task.measures[:MOST_MEASURES], 1))
    tables = [Rows(desk.pick(("任务", "Task")), (desk.pick(("项目", "Item")), desk.pick(("内容", "Text"))),
                   tuple((a, b) for a, b in facts if b), (12, 88))]
    if steps:
        tables.append(Rows(desk.pick(("整改措施", "Measures")), ("", desk.pick(("内容", "Text"))), steps, (8, 92),
                           _more(desk, len(task.measures) - len(steps))))
    if len(rows):
        some = [(str(r["name"]), _place(desk, str(r["county"])), desk.pick(_LIGHTS[str(r["light"])]),
                 f"±{float(r['accuracy_m']):,.0f} m" if r["id"] in set(placed["id"]) else desk.pick(("只知县区", "county only")))
                for r in rows.head(MOST_SITES).to_dict("records")]
        tables.append(Rows(desk.pick(("点位", "Sites")), tuple(desk.pick(both) for both in (
            ("名称", "Name"), ("县区", "County"), ("灯", "Light"), ("误差", "Error"))), tuple(some), (46, 24, 14, 16),
            _more(desk, len(rows) - len(some))))
    title = task.title or _short(task.problem, 34)
    return MapSheet(title, _as_of(desk), f"{card.id} · {light}", scene, scale, names, legend, tuple(tables), _basis(desk, scene, scale),
                    focus=len(placed) == 1)


def county_sheet(desk: Desk, name: str) -> MapSheet:
    """Return the sheet of a county: its sites by light, and its tasks, the most urgent first.

    Raises
    ------
    InputError
        If the workspace has no such county.
    """
    if name not in set(desk.counties["name"]):
        raise InputError(f"the workspace has no county {name!r}.", where="county",
                         how=f"It has: {'、'.join(sorted(set(desk.counties['name'])))}.")
    scene, scale, names, legend = _map(desk, _county_box(desk, [name]))
    tasks = desk.situation.tasks
    own = tasks[tasks["counties"].map(lambda counties: name in counties).astype(bool)]
    sites = desk.situation.sites[desk.situation.sites["county"] == name]
    order = {light: n for n, light in enumerate(URGENCY)}
    own = own.assign(_order=own["light"].map(order)).sort_values(["_order", "days"], kind="stable")
    counts = tuple(tuple(map(str, (words, *(int((frame["light"] == light).sum()) for light in LIGHTS), len(frame))))
                   for words, frame in ((desk.pick(("任务", "Tasks")), own), (desk.pick(("点位", "Sites")), sites)))
    heads = ("", *(desk.pick(_LIGHTS[light]) for light in LIGHTS), desk.pick(("合计", "All")))
    listed = tuple((str(r["id"]), desk.pick(_LIGHTS[str(r["light"])]), _day(r["due"]), "、".join(r["units"][:2]),
                    _short(str(r["title"] or r["problem"]), 60)) for r in own.head(MOST_TASKS).to_dict("records"))
    columns = tuple(desk.pick(both) for both in (("编号", "No."), ("灯", "Light"), ("期限", "Due"), ("单位", "Units"), ("任务", "Task")))
    tables = (Rows(desk.pick(("状态", "State")), heads, counts, (16, *([14] * (len(heads) - 1)))),
              Rows(desk.pick(("任务（最急的在前）", "Tasks, the most urgent first")), columns, listed, (24, 8, 12, 24, 32),
                   _more(desk, len(own) - len(listed))))
    return MapSheet(_place(desk, name), _as_of(desk), desk.pick((f"{len(own)} 项任务，{len(sites)} 处点位",
                                                                f"{len(own)} tasks, {len(sites)} sites")),
                    scene, scale, names, legend, tables, _basis(desk, scene, scale))


def _map(desk: Desk, box: tuple[float, float, float, float]) -> tuple[Any, int, Any, Any]:
    west, south, east, north = box
    wide = max(crs.distance_m((west, (south + north) / 2), (east, (south + north) / 2)),
               crs.distance_m((west, south), (west, north)) * WIDTH / HEIGHT) * 1.15
    scale = scale_for(max(LEAST_M, wide), PORTRAIT_MM)
    scene, legend, names = _drawn(desk, ((west + east) / 2, (south + north) / 2), PORTRAIT_MM / 1000 * scale)
    return scene, scale, names, legend


def _box(lon: Any, lat: Any) -> tuple[float, float, float, float]:
    return float(np.min(lon)), float(np.min(lat)), float(np.max(lon)), float(np.max(lat))


def _county_box(desk: Desk, names: Sequence[str]) -> tuple[float, float, float, float]:
    own = desk.counties[desk.counties["name"].isin(names)]
    west, south, east, north = (own if len(own) else desk.counties).total_bounds
    return float(west), float(south), float(east), float(north)


def _place(desk: Desk, name: str) -> str:
    return name if desk.lang == "zh" else romanised(name)


def _day(value: Any) -> str:
    return "" if value is None or value != value else str(value)[:10]


def _short(text: str, most: int = _SHORT) -> str:
    return text if len(text) <= most else f"{text[:most]}…"


def _more(desk: Desk, n: int) -> str:
    return desk.pick((f"另有 {n} 项", f"{n} more")) if n > 0 else ""
