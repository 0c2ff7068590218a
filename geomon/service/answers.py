"""The JSON of `geomon status`; its words and keys stay, because scripts and other departments' tools read them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from geomon.service.cards import Unlocated
from geomon.service.snapshot import Snapshot
from geomon.situation import Situation, count_lights

BY = {"county": "counties", "unit": "units", "layer": "layers", "section": "section"}
"""How tasks can be grouped, and the column of `Situation.tasks` that holds the keys."""


def status_answer(situation: Situation, snapshot: Snapshot, unlocated: Sequence[Unlocated], by: str) -> dict[str, Any]:
    """Return the situation as JSON-ready values.

    `counts` and `groups` count tasks (a task that concerns two counties counts in both groups); `site_counts` counts sites.
    """
    tasks, sites = situation.tasks, situation.sites
    lights: dict[str, Any] = {str(row.id): row for row in tasks.itertuples()}
    return {
        "as_of": situation.as_of.isoformat(),
        "counts": count_lights(tasks),
        "site_counts": count_lights(sites),
        "groups": _groups(tasks, by),
        "sites": [_site(row, snapshot, lights) for row in sites.itertuples()],
        "unlocated": [{"name": one.name, "why": one.why} for one in unlocated],
        "tasks": [_task(row) for row in tasks.itertuples()],
    }


def _groups(tasks: pd.DataFrame, by: str) -> list[dict[str, Any]]:
    rows: dict[str, list[int]] = {}
    # A task of no county in particular is its city's; other groups keep those that state none under an empty key.
    without = tasks["city"].fillna("") if by == "county" else [""] * len(tasks)
    for n, (value, rest) in enumerate(zip(tasks[BY[by]], without, strict=True)):
        for key in value if isinstance(value, tuple) and value else (value or rest,):
            rows.setdefault(key, []).append(n)
    return [{"key": key, "counts": count_lights(tasks.iloc[found])} for key, found in sorted(rows.items())]


def _site(row: Any, snapshot: Snapshot, lights: dict[str, Any]) -> dict[str, Any]:
    where = snapshot.site[row.id].location
    return {
        "id": row.id, "name": row.name, "layer": row.layer, "county": row.county, "lon": _number(row.lon), "lat": _number(row.lat),
        "location": {"method": where.method, "accuracy_m": where.accuracy_m, "source": where.source, "datum": where.datum},
        "light": row.light, "reason": row.reason,
        "tasks": [_short(lights[ident]) for ident in row.tasks],
    }


def _short(row: Any) -> dict[str, Any]:
    return {"document": row.document, "number": row.number, "light": row.light, "progress": row.progress, "due": _date(row.due)}


def _task(row: Any) -> dict[str, Any]:
    part = None if row.part is None or pd.isna(row.part) else int(row.part)
    return {"document": row.document, "part": part, "number": row.number, "light": row.light, "stage": row.stage, "due": _date(row.due),
            "reason": row.reason, "sites": list(row.sites)}


def _date(value: Any) -> str | None:
    return None if pd.isna(value) else value.date().isoformat()


def _number(value: float) -> float | None:
    return None if pd.isna(value) else float(value)
