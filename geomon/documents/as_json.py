"""`geomon read --json`: a document as the contract's keys."""

from __future__ import annotations

import datetime as dt
from typing import Any

from geomon.documents.doubts import sentence
from geomon.model import Document, Task


def document_to_json(document: Document) -> dict[str, Any]:
    """Return a document as JSON-ready values, keys as `docs/contract.md` fixes them."""
    return {
        "source": document.source,
        "sha256": document.sha256,
        "title": document.title,
        "kind": document.kind,
        "region": document.region,
        "adcode": document.adcode,
        "issued": _date(document.issued),
        "warnings": list(document.warnings),
        "parts": [{"part": part.part, "title": part.title} for part in document.parts],
        "tasks": [task_to_json(task) for task in document.tasks],
        "tables": [
            {"caption": t.caption, "part": t.part, "columns": list(t.columns), "rows": [list(row) for row in t.rows]}
            for t in document.tables
        ],
        "records": [
            {
                "name": r.name,
                "layer": r.layer,
                "county": r.county,
                "lon": r.lon,
                "lat": r.lat,
                "raw": r.raw,
                "code": r.code,
                "datum": r.datum,
            }
            for r in document.records
        ],
    }


def task_to_json(task: Task) -> dict[str, Any]:
    """Return one task as JSON-ready values."""
    return {
        "part": task.part,
        "number": task.number,
        "label": task.label,
        "section": task.section,
        "title": task.title,
        "problem": task.problem,
        "goal": task.goal,
        "deadline": {
            "text": task.deadline.text,
            "kind": task.deadline.kind,
            "due": _date(task.deadline.due),
            "earliest": _date(task.deadline.earliest),
            "latest": _date(task.deadline.latest),
        },
        "status": {"text": task.status.text, "progress": task.status.progress},
        "units": {role: list(getattr(task.units, role)) for role in ("lead", "responsible", "cooperating", "implementing", "acceptance")},
        "measures": [{"number": m.number, "text": m.text, "span": list(m.span)} for m in task.measures],
        "milestones": [{"text": m.text, "due": _date(m.due), "measure": m.measure, "span": list(m.span)} for m in task.milestones],
        "quantities": [
            {"text": q.text, "what": q.what, "unit": q.unit, "planned": q.planned, "done": q.done, "span": list(q.span)}
            for q in task.quantities
        ],
        "sites": [
            {"name": m.name, "layer": m.layer, "county": m.county, "where": m.where, "quote": m.quote, "span": list(m.span)}
            for m in task.mentions
        ],
        "span": list(task.span),
        "fields": [{"name": f.name, "span": list(f.span)} for f in task.fields],
        "page": task.page,
        "confidence": task.confidence,
        "doubts": [sentence(doubt) for doubt in task.doubts],
    }


def _date(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
