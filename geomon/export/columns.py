"""The columns of exports, one word each, and the two frames that every format writes."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from geomon.publishing import Stamp
from geomon.situation import Situation

SITES: dict[str, str] = {
    "id": "点位编号",
    "name": "名称",
    "layer": "图层",
    "city": "市",
    "county": "县区",
    "light": "预警灯",
    "reason": "原因",
    "due": "时限",
    "days": "剩余天数",
    "units": "单位",
    "tasks": "任务",
    "method": "定位方式",
    "accuracy_m": "精度米",
    "source": "定位来源",
    "datum": "原坐标系",
    "area_ha": "面积公顷",
    "lon": "经度",
    "lat": "纬度",
}
TASKS: dict[str, str] = {
    "id": "任务编号",
    "document": "文件",
    "part": "部分",
    "number": "序号",
    "section": "章节",
    "title": "标题",
    "problem": "问题",
    "city": "市",
    "counties": "县区",
    "light": "预警灯",
    "stage": "销号阶段",
    "progress": "进展",
    "due": "时限",
    "days": "剩余天数",
    "kind": "时限类型",
    "lead": "牵头单位",
    "units": "单位",
    "sites": "点位",
    "reason": "原因",
}
"""Column -> its heading where the format carries Chinese headings (sheets)."""


def site_frame(situation: Situation, accuracy: dict[str, tuple[str, str]]) -> gpd.GeoDataFrame:
    """Return one row a site, EPSG:4490; a site known only to its county, or not located, has no geometry and no coordinates."""
    frame = situation.sites.copy()
    placed = frame["lon"].notna() & ~frame["method"].isin(["county", "none"])
    frame.loc[~placed, ["lon", "lat"]] = float("nan")
    frame["source"] = [accuracy.get(ident, ("", ""))[0] for ident in frame["id"]]
    frame["datum"] = [accuracy.get(ident, ("", ""))[1] for ident in frame["id"]]
    points = [shapely.Point(lon, lat) if here else None for lon, lat, here in zip(frame["lon"], frame["lat"], placed, strict=True)]
    return gpd.GeoDataFrame(_flat(frame[list(SITES)]), geometry=gpd.GeoSeries(points, index=frame.index, crs="EPSG:4490"), crs="EPSG:4490")


def task_frame(situation: Situation) -> pd.DataFrame:
    """Return one row a task."""
    return _flat(situation.tasks[list(TASKS)])


def write_beside(path: Path, stamp: Stamp) -> None:
    """Write the stamp of a file whose format has no place for it into NAME.about.json beside it."""
    text = json.dumps(stamp.as_json(), ensure_ascii=False, indent=1)
    path.with_name(f"{path.name}.about.json").write_text(f"{text}\n", encoding="utf-8", newline="\n")


def _flat(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with lists as text and days as ISO dates, as every format can hold them."""
    made = frame.copy()
    for column in made:
        if column == "due":
            made[column] = pd.to_datetime(made[column])
            made[column] = made[column].dt.strftime("%Y-%m-%d").where(made[column].notna(), None)
        elif made[column].dtype == object:
            made[column] = [
                "、".join(map(str, v)) if isinstance(v, tuple) else (None if v is None or v is pd.NA else str(v)) for v in made[column]
            ]
    return made
