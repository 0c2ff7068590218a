"""What may be said of a site and a protected area: inside, near, or that it cannot be told, with the reason; no streamlit here."""

from __future__ import annotations

import dataclasses
from typing import Any, Literal

import pandas as pd

from geomon.situation import Situation

Group = Literal["inside", "near", "unsure"]


@dataclasses.dataclass(frozen=True, slots=True)
class Verdict:
    """One site against one area.

    Attributes
    ----------
    metres : from the site to the area, 0 inside; to its rectangle where only that is known.
    area_ha : of the area by its own source, NaN when that says nothing.
    why, why_en : the reason of "unsure", or how sure the rest is; Chinese and English.
    """

    site: str
    area: str
    group: Group
    metres: float
    area_ha: float
    why: str = ""
    why_en: str = ""


def judge(near: pd.DataFrame, situation: Situation, metres: float, *, boxes: bool) -> tuple[Verdict, ...]:
    """Return a verdict for each row of `near`, the surest and nearest first.

    A rectangle lies round its area, so it can show that a site is apart, never that it is inside or how near. A site that may be off by
    more than its distance to the border, or to the distance asked for, is neither inside nor outside for sure.

    Parameters
    ----------
    near : columns site, area, inside (None: cannot tell), metres, area_ha.
    metres : the distance asked for.
    boxes : the areas are known by their rectangles only.
    """
    offs = dict(zip(situation.sites["id"], situation.sites["accuracy_m"].astype(float), strict=True))
    found = []
    rows: list[dict[str, Any]] = near.to_dict("records")  # type: ignore[assignment]
    for row in rows:
        site, area, away = str(row["site"]), str(row["area"]), float(row["metres"])
        off = offs.get(site, float("nan"))
        inside = None if row["inside"] is None or row["inside"] is pd.NA else bool(row["inside"])
        group: Group = "inside" if inside else "near"
        why, why_en = (
            (f"点位误差约 {off:.0f} 米", f"the site may be off by {off:.0f} m")
            if off == off
            else ("点位精度不明", "the site's accuracy is unknown")
        )
        if boxes or inside is None:
            group = "unsure"
            why = "只知外接矩形：点位落在矩形内，不等于落在保护地内" if away == 0 else "只知外接矩形：实际边界可能更远"
            why_en = ("only the rectangle round the area is known: in it is not inside the area" if away == 0
                      else "only the rectangle round the area is known: its border may be farther")
        elif not inside and (off != off or away + off > metres >= 0 or away - off <= 0):
            group = "unsure"
            why, why_en = f"{why}，与所选距离相比分不清", f"{why_en}, too much for the distance asked for"
        found.append(Verdict(site, area, group, away, float(row["area_ha"]), why, why_en))
    order = {"inside": 0, "near": 1, "unsure": 2}
    return tuple(sorted(found, key=lambda v: (order[v.group], v.metres, v.site)))
