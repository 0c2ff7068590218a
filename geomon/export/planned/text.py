"""The words of the sheet in Chinese or English: what stands where is the same in both."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

LANGUAGES: tuple[str, ...] = ("zh", "en")
MOST_ROWS = 12
"""Rows of a table on one page; how many more there are is said below it."""
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

_WORDS: dict[str, tuple[str, str]] = {
    "title": ("范围与保护区域套合单", "Planned area against protected areas"),
    "inside": ("涉及", "inside"), "outside": ("不涉及", "outside"), "cannot tell": ("不能判断", "cannot tell"),
    "layer": ("图层", "Layer"), "answer": ("结论", "Answer"), "hectares": ("公顷", "ha"), "share": ("占范围", "Share"),
    "why": ("依据", "Reason"), "name": ("名称", "Name"), "zone": ("分区", "Zone"),
    "site": ("点位", "Site"), "light": ("灯", "Light"), "task": ("任务", "Task"),
    "due": ("期限", "Due"), "lead": ("牵头单位", "Lead"), "areas": ("逐处结论", "Area by area"), "layers": ("各图层", "Layers"),
    "slivers": ("碎片", "Slivers"), "unjudged": ("没有边界、不能判断的", "Without a border, so not judged"),
    "sites": ("范围内的点位和未完成任务", "Sites and open tasks inside"), "basis": ("依据与说明", "Basis"),
    "none": ("没有", "none"), "unsure": ("位置误差内分不清", "within the errors of position"),
    "light_red": ("逾期", "overdue"), "light_yellow": ("预警", "at risk"), "light_blue": ("正常", "on track"),
    "light_green": ("完成", "closed"), "light_grey": ("未报", "no report"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Rows:
    """A table with its heading; `note` stands below it."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    note: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet before it has a format; `tone` is the verdict."""

    lang: str
    title: str
    note: str
    verdict: str
    tone: str
    tables: tuple[Rows, ...]
    basis: tuple[str, ...]


def sheet_of(answer: Mapping[str, Any], lang: str) -> Sheet:
    """Return the sheet of an answer as `geomon overlay --json` gives it."""
    pick = LANGUAGES.index(lang)
    words = {key: both[pick] for key, both in _WORDS.items()}
    area = answer["area"]
    day = f"截至 {answer['as_of']} · {area['hectares']:,.2f} 公顷 · {'、'.join(area['counties'])}" if lang == "zh" else \
        f"as of {answer['as_of']} · {area['hectares']:,.2f} ha · {', '.join(area['counties'])}"
    tables = (_layers(answer, words, lang), _areas(answer, words, lang), _small(answer, words, lang), _bare(answer, words, lang),
              _sites(answer, words, lang))
    return Sheet(lang, f"{words['title']}：{area['name']}" if lang == "zh" else f"{words['title']}: {area['name']}", day.rstrip(" ·"),
                 _verdict(answer, words, lang), answer["verdict"], tuple(t for t in tables if t.rows), tuple(_basis(answer, lang)))


def _key(key: str, lang: str) -> str:
    return key if lang == "zh" else f"{key}_en"


def _verdict(answer: Mapping[str, Any], words: Mapping[str, str], lang: str) -> str:
    """Return the first line: hectares first."""
    colon = "：" if lang == "zh" else ": "
    layers = [layer for layer in answer["layers"] if layer["verdict"] == answer["verdict"]]
    if answer["verdict"] == "inside":
        said = [f"{layer[_key('title', lang)]} {layer['hectares']:,.2f} {words['hectares']} ({layer['share']:.1%})" for layer in layers]
    elif answer["verdict"] == "outside":
        said = [f"{layer[_key('title', lang)]} {_metres(layer['metres'])}" for layer in layers]
    else:
        said = [f"{layer[_key('title', lang)]}{colon}{layer[_key('why', lang)]}" for layer in layers]
    return f"{words[answer['verdict']]}{colon}{('；' if lang == 'zh' else '; ').join(said)}"


def _metres(metres: float | None) -> str:
    return "" if metres is None else f"{metres / 1000:,.1f} km" if metres >= 10_000 else f"{metres:,.0f} m"


def _layers(answer: Mapping[str, Any], words: Mapping[str, str], lang: str) -> Rows:
    rows = tuple((layer[_key("title", lang)], words[layer["verdict"]], f"{layer['hectares']:,.2f}", f"{layer['share']:.1%}",
                  layer[_key("why", lang)]) for layer in answer["layers"])
    columns = tuple(words[key] for key in ("layer", "answer", "hectares", "share", "why"))
    return Rows(words["layers"], columns, rows, (16, 8, 9, 8, 40))


def _areas(answer: Mapping[str, Any], words: Mapping[str, str], lang: str) -> Rows:
    rows = tuple(("" if n >= len(LETTERS) else LETTERS[n], one["name"], _zone(one, lang), words[one["verdict"]], _extent(one, words),
                  one[_key("why", lang)]) for n, one in enumerate(answer["areas"][:MOST_ROWS]))
    columns = ("", words["name"], words["zone"], words["answer"], f"{words['hectares']} / m", words["why"])
    return Rows(words["areas"], columns, rows, (3, 20, 18, 8, 12, 32), _more(len(answer["areas"]), lang))


def _zone(one: Mapping[str, Any], lang: str) -> str:
    name = one[_key("zone", lang)] or one["zone_drawn"]
    if one["zone_sure"] or not name:
        return str(name)
    if not one["zone"]:
        return f"{name} ?"
    return f"{name}（原则换算）" if lang == "zh" else f"{name} (in principle)"


def _extent(one: Mapping[str, Any], words: Mapping[str, str]) -> str:
    if one["hectares"]:
        return f"{one['hectares']:,.2f} {words['hectares']}"
    return _metres(one["metres"]) if one["metres"] else "–"


def _small(answer: Mapping[str, Any], words: Mapping[str, str], lang: str) -> Rows:
    rows = tuple((one["name"], _zone(one, lang), f"{one['hectares']:,.4f}", one[_key("why", lang)])
                 for one in answer["slivers"][:MOST_ROWS])
    least = f"小于 {answer['minimum_ha']:g} 公顷，另列；依据：{answer['minimum_source']}" if lang == "zh" else \
        f"under {answer['minimum_ha']:g} ha, listed apart; by {answer['minimum_source']}"
    return Rows(words["slivers"], (words["name"], words["zone"], words["hectares"], words["why"]), rows, (24, 18, 10, 40), least)


def _bare(answer: Mapping[str, Any], words: Mapping[str, str], lang: str) -> Rows:
    rows = tuple((one["name"], one["county"], one[_key("why", lang)]) for one in answer["unjudged"][:MOST_ROWS])
    return Rows(words["unjudged"], (words["name"], "县区" if lang == "zh" else "County", words["why"]), rows, (26, 14, 44),
                _more(len(answer["unjudged"]), lang))


def _sites(answer: Mapping[str, Any], words: Mapping[str, str], lang: str) -> Rows:
    tasks = {task["id"]: task for task in answer["tasks"]}
    rows: list[tuple[str, ...]] = []
    for site in answer["sites"]:
        own = [tasks[ident] for ident in site["tasks"] if ident in tasks]
        inside = words["inside"] if site["verdict"] == "inside" else words["unsure"]
        rows += [(site["name"], inside, words[f"light_{task['light']}"], task["number"], task["due"] or "", task["lead"] or "")
                 for task in own] or [(site["name"], inside, words[f"light_{site['light']}"], "", "", "")]
    columns = tuple(words[key] for key in ("site", "answer", "light", "task", "due", "lead"))
    return Rows(words["sites"], columns, tuple(rows[:MOST_ROWS]), (28, 14, 9, 8, 12, 20), _more(len(rows), lang))


def _more(count: int, lang: str) -> str:
    if count <= MOST_ROWS:
        return ""
    return f"另有 {count - MOST_ROWS} 行未列出，见 JSON。" if lang == "zh" else f"{count - MOST_ROWS} more are in the JSON."


def _basis(answer: Mapping[str, Any], lang: str) -> Sequence[str]:
    area = answer["area"]
    schemes = dict.fromkeys(one[_key("scheme", lang)] for one in answer["areas"] if one["scheme"])
    licences = dict.fromkeys(f"{layer[_key('title', lang)]}: {layer['licence']}" for layer in answer["layers"])
    if lang == "zh":
        said = [f"范围来源：{area['source']}；基准 {area['datum']}；误差按 {area['error_m']:,.0f} 米计。面积和距离按 CGCS2000 椭球计算。",
                "“不能判断”：两侧位置误差之内分不清，或只知外接矩形；矩形只能说明在外，不能说明在内。"]
        said += [f"分区方案：{'；'.join(schemes)}。"] if schemes else []
        return (*said, f"数据：{'；'.join(licences)}。", *answer["warnings"], "供内部研判使用，不作为界线认定依据。")
    said = [f"The area comes from {area['source']}; datum {area['datum']}; {area['error_m']:,.0f} m more or less. "
            "Hectares and metres on the ellipsoid of CGCS2000.",
            "“Cannot tell”: within the errors of both sides; or only a rectangle is known, which can show that a place is outside, "
            "never that it is inside."]
    said += [f"Zones: {'; '.join(schemes)}."] if schemes else []
    return (*said, f"Data: {'; '.join(licences)}.", *answer["warnings_en"], "For work inside the office; it decides no boundary.")
