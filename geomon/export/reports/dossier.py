"""The dossier of a task (整改档案): what was ordered, where, and what has been said of it since, by whom and in which document."""

from __future__ import annotations

from geomon.errors import InputError
from geomon.export.paper import Given, Paper, Part, Table, TaskPaper
from geomon.model import Site
from geomon.text import shortened

_KINDS = {
    "planned": "列入方案",
    "progress": "进展报告",
    "heartbeat": "动态",
    "visit": "现场检查",
    "accepted": "验收",
    "closed": "销号",
    "returned": "退回",
    "rebounded": "反弹",
    "extended": "延期",
    "corrected": "更正读数",
    "confirmed": "确认读数",
}
_METHODS = {"layer": "工作区图层", "code": "许可证编号", "coordinates": "文件中的坐标", "village": "村名", "township": "乡镇范围",
            "county": "只知县区", "none": "未定位"}
_ROLES = {"lead": "牵头单位", "responsible": "责任单位", "cooperating": "配合单位", "implementing": "落实单位", "acceptance": "验收单位"}


def make(given: Given) -> Paper:
    """Return the dossier of the one task that was asked for, or of each chosen task one after the other."""
    some = given.chosen()
    if not some:
        raise InputError(
            "no task answers to that choice.",
            where=given.task or given.unit or given.county,
            how="geomon status --json lists the tasks as document#number.",
        )
    parts = [part for one in some for part in _dossier(one, alone=len(some) == 1)]
    title = (
        f"整改档案：{some[0].task.title or shortened(some[0].task.problem, 30)}" if len(some) == 1
        else f"{given.title}整改档案（{len(some)}项任务）"
    )
    return Paper(title, given.note, tuple(parts))


def _dossier(one: TaskPaper, *, alone: bool) -> list[Part]:
    task, mark = one.task, "" if alone else f"{one.id} "
    fields = [
        ("任务编号", one.id),
        ("来源文件", f"{one.document.title}（{one.document.source}）"),
        ("章节", task.section),
        ("问题", task.problem),
        ("目标", task.goal or ""),
        ("时限", task.deadline.text),
        ("现状", f"{one.status.reason}"),
    ]
    fields += [(_ROLES[role], "、".join(getattr(task.units, role))) for role in _ROLES]
    measures = tuple((m.number or "", m.text) for m in task.measures)
    events = tuple(
        (
            e.at.isoformat(),
            _KINDS.get(e.kind, e.kind),
            str(e.body.get("text") or e.body.get("progress") or ""),
            e.source or e.actor,
            f"第{e.seq}条",
        )
        for e in one.events
    )
    parts = [Part(f"{mark}基本情况", tables=(Table(("项目", "内容"), tuple((a, b) for a, b in fields if b), (14, 90)),))]
    if measures:
        parts.append(Part(f"{mark}整改措施", tables=(Table(("序号", "内容"), measures, (8, 96)),)))
    parts.append(
        Part(
            f"{mark}点位",
            tables=(
                Table(("名称", "县区", "坐标（CGCS2000）", "定位方式与精度", "来源"), tuple(map(_site, one.sites)), (24, 12, 24, 22, 40)),
            ),
        )
        if one.sites
        else Part(f"{mark}点位", ("文件没有点名具体点位。",))
    )
    if one.pairs:
        parts.append(Part(f"{mark}卫星影像对比", ("影像只是线索，不是证据；须经现场核实，不据此销号。",), pairs=one.pairs))
    parts.append(
        Part(f"{mark}记录", tables=(Table(("日期", "事项", "内容", "出处", "台账"), events, (12, 12, 50, 28, 10)),))
        if events
        else Part(f"{mark}记录", ("台账尚无此任务的记录。",))
    )
    return parts


def _site(site: Site) -> tuple[str, ...]:
    where = site.location
    known = where.lon is not None and where.lat is not None and where.method not in ("county", "none")
    at = f"{where.lon:.6f}, {where.lat:.6f}" if known else "未定位到点"
    accuracy = f"，约{where.accuracy_m:.0f}米" if where.accuracy_m is not None else ""
    return site.name, site.county or where.county or "", at, f"{_METHODS[where.method]}{accuracy}", where.source
