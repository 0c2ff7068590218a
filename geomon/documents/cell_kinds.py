"""What a column of a table holds by its heading, and how well a text fits it: for cells that lost their places."""

from __future__ import annotations

import re
from functools import cache

from geomon.documents.bullets import BOXES
from geomon.documents.column_headings import Kind, kind_in_table
from geomon.documents.columns import IGNORE, propose
from geomon.documents.label_words import UNIT_ROLES
from geomon.numerals import CN, to_int

_BY_ROLE = {
    "person": Kind.PERSON, "deadline": Kind.DATE, "step": Kind.DATE, "state": Kind.STATE, "verdict": Kind.STATE, "note": Kind.NOTE,
    "county": Kind.PLACE, "number": Kind.NUMBER, "code": Kind.CODE, "lon": Kind.LON, "lat": Kind.LAT, "name": Kind.NAME,
    "problem": Kind.LONG, "measures": Kind.HANDLING, "goal": Kind.LONG, "progress": Kind.HANDLING, "content": Kind.LONG, "title": Kind.LONG,
    "finding": Kind.FINDING,
} | dict.fromkeys(UNIT_ROLES, Kind.UNIT)
@cache
def kind_of(heading: str) -> Kind:
    """Return what the cells under a heading look like.

    Examples
    --------
    >>> [kind_of(h).value for h in ("受理编号", "是否属实", "调查核实情况", "责任单位", "天气")]
    ['code', 'judged', 'finding', 'unit', 'other']
    """
    if (told := kind_in_table(heading)) is not None:
        return told
    column = propose([re.sub(r"\s+", "", heading)], [])[0]
    return Kind.OTHER if column.role == IGNORE else _BY_ROLE.get(column.role, Kind.OTHER)


_LOOKS = {
    Kind.CODE: r"[A-Za-z]{0,6}[0-9A-Za-z]*[-*〔\[（(【]?[0-9A-Za-z略*]{1,}.{0,24}|[^，。；]{1,6}[0-9]{6,}|[^，。]{0,4}〔[0-9]{4}〕[0-9]+号",
    Kind.DATE: r"[^，。；]{0,6}(?:19|20)[0-9]{2}(?:年|[-./]).{0,20}|[0-9]{1,2}月.{0,12}|立行立改.{0,12}|立即整改|长期坚持|持续.{2,8}|已完成|[^，。]{0,6}(?:年底|月底)前?|.{0,6}季度",
    Kind.JUDGED: "(?:情况|基本|部分|不|大部分)?(?:属实|不属实)|是|否|无法核实|.{0,4}有水|.{0,4}无水",
    Kind.STATE: f"[{BOXES}].*" "|是|否|.{0,6}(?:办结|完成|整改|合格|不合格|通过|销号|进度|整治中|推进|滞后|消除|到位).{0,6}|[0-9.]+[%％]|100",
    Kind.LEVEL: "(?:轻度|中度|重度|[轻中重])(?:黑臭)?|[一二三四]级.{0,4}|(?:国家|省|市|县|地|地市|区|镇|乡镇|村)级.{0,3}|.{2,4}监管|[ⅠⅡⅢⅣⅤ]类",
    Kind.SORT: "[^。；0-9]{1,16}",
    Kind.PLACE: "[^，。；、0-9]{1,12}(?:省|市|县|区|旗|州|盟|乡|镇|街道|村|办事处|农场|林场)|[一-龥]{2,5}|[^，。；]{3,24}(?:村|组|路|街|号|侧)",
    Kind.NAME: "[^。；]{2,40}",
    Kind.PERSON: r"[一-龥]\s?[一-龥]{1,3}(?:[（(、 ].{0,30})?",
    Kind.AMOUNT: r"[约]?[0-9][0-9.,]*\s?(?:万|平方|公里|千米|米|亩|公顷|m|km|㎡|m2|m²|元|吨|%|％|KM|M)*.{0,4}",
    Kind.LON: r"[E东经度：:]{0,4}(?:1[0-3]|[7-9])[0-9](?:\.[0-9]{2,}|[°º].*)",
    Kind.LAT: r"[N北纬度：:]{0,4}[1-5]?[0-9](?:\.[0-9]{2,}|[°º].*)",
    Kind.PHONE: r"[0-9][0-9\-、，,（）() ]{5,40}",
}
_COMPILED_LOOKS = {kind: re.compile(pattern, re.DOTALL) for kind, pattern in _LOOKS.items()}
_UNITS = re.compile("[^。；]{0,80}(?:局|委|办|厅|部门|政府|委会|公司|集团|中心|大队|支队|县|区|市|镇|乡|街道|院|站|队|农场)")
_SORTS = re.compile("水|大气|气|土壤|噪|生态|固废|垃圾|油烟|扬尘|辐射|污染|破坏|其他|养殖|河流|湖|渠|塘|沟|库|来电|来信|自查|督查|核查|露天|地下|企业|餐饮|交通")
_FOUND = re.compile("经查|经核[实查]|经.{0,3}调查|现场|核查|属实|群众反映|举报|投诉人|发现|反映的|未办理|已办理|位于|调查")
_HANDLED = re.compile("责令|督促|责成|要求|加强|下一步|进一步|整改|立案|处罚|确保|加大|已组织|限期|清理|拆除|完成|恢复")
_ANSWERED = re.compile("约谈|问责|处分|谈话|警告|批评教育|诫勉|追责|满意|回访|答复")
_SENTENCE = 15
_STEP = re.compile(rf"\s*(?:[（(](?P<a>[0-9]{{1,2}}|[{CN}]{{1,3}})[）)]|(?P<b>[0-9]{{1,2}})[、.．)）](?:(?![0-9])|(?=(?:19|20)[0-9]{{2}}年|1?[0-9]月))|(?P<c>[{CN}]{{1,3}})(?:、|是(?![否])))")
_WHOLE = re.compile("[。！？；：!?;:…”）)]$")
TELLING = (Kind.LONG, Kind.FINDING, Kind.HANDLING)
"""Kinds whose cells are sentences, one or several."""


def step_of(text: str) -> int | None:
    """Return the number of the step or sentence that a line opens with, or None."""
    m = _STEP.match(text)
    return to_int(m["a"] or m["b"] or m["c"]) if m else None


def is_whole(text: str) -> bool:
    """Return whether a line may end a cell: it ends a sentence, or is too short to be one that was cut."""
    return len(text) < _SENTENCE or bool(_WHOLE.search(text))


def fit(kind: Kind, text: str) -> float:
    """Return how well a text opens a cell of a column: above 0 where it looks like one, below where it does not."""
    step = step_of(text)
    long = len(text) > _SENTENCE or (step is not None and len(text) > 8)
    later = -2.0 if step is not None and step > 1 and kind in (*TELLING, Kind.NOTE) else 0.0
    if kind in TELLING:
        cues = 0.5 * (kind is Kind.FINDING and bool(_FOUND.search(text))) + 0.5 * (kind is Kind.HANDLING and bool(_HANDLED.search(text)))
        if kind is Kind.HANDLING and long and _FOUND.search(text) and not _HANDLED.search(text):
            cues = -1.0
        sentence = 0.5 if len(text) > 5 and text.endswith("。") else -0.5
        return (1.0 if long else sentence) + cues + later
    if kind is Kind.NOTE:
        fits = 0.5 if len(text) <= 4 or _ANSWERED.search(text) else 0.0 if len(text) <= 40 and not text.endswith(("：", ":")) else -0.8
        return fits + later
    if kind is Kind.OTHER:
        return 0.0 if not long else -0.3
    if kind is Kind.UNIT:
        return 1.5 if _is_unit(text) else -1.5
    fits_look = bool(_COMPILED_LOOKS[kind].fullmatch(text)) if kind in _COMPILED_LOOKS else False
    if kind is Kind.CODE:
        if len(text) <= 2 and re.fullmatch("[A-Za-z0-9]{1,2}", text):
            return 0.7
        return 1.5 if fits_look and len(re.findall("[0-9A-Za-z]", text)) >= 4 and len(re.findall("[一-龥]", text)) <= 6 else -2.0
    if kind is Kind.SORT:
        return (1.0 if _SORTS.search(text) else 0.3) if fits_look and len(text) <= 12 else -1.5
    if kind is Kind.NAME:
        return (0.5 if fits_look else -1.5) - (1.0 if re.fullmatch(r"[0-9.,%]+", text) else 0.0)
    if kind is Kind.PERSON:
        return 0.7 if fits_look else -1.5
    if kind is Kind.DATE and _STAGED.fullmatch(text):
        return 1.5
    if kind in (Kind.STATE, Kind.DATE):
        return 1.5 if fits_look and len(text) <= 40 else -1.5
    return (2.0 if kind in (Kind.JUDGED, Kind.LEVEL, Kind.LON, Kind.LAT, Kind.PHONE) else 1.2) if fits_look else -2.0


_BY = "(?:19|20)[0-9]{2}年(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日)?(?:年?底)?(?:之?前|底|末)"
_STAGED = re.compile(rf"(?:(?:立行立改|立即整改|长期坚持|持续推进)[，,；;]{_BY}|{_BY}[^。；;]{{0,28}}[；;]{_BY})[^。；;]{{0,28}}(?:[；;]{_BY}[^。；;]{{0,28}}){{0,3}}[。；;]?")
"""A time limit in steps: 立行立改，2022年12月底前消除黑臭; 2024年6月底前，完成铺设；2025年6月底前，通水."""
_LATER = re.compile("[0-9]{1,2}(?:[月日.\\-/].{0,16})?|[年月]?底前?|年?末|前|[上下]半年.{0,4}|[一二三四]季度.{0,4}|[至到—-].{1,20}")
"""What a date goes on with in its next line: 2025年 | 6月底前."""


def _is_unit(text: str) -> bool:
    return bool(_UNITS.fullmatch(text.rstrip("、，,；;"))) and not re.search("[0-9]", text)


def goes_on(kind: Kind, text: str, above: str, *, barred: bool) -> float:
    """Return how well a text goes on with the cell that `above` stands in."""
    if barred:
        return -3.0
    step = step_of(text)
    if kind in (*TELLING, Kind.NOTE):
        before = step_of(above)
        if step == 1 and not above.endswith(("：", ":")):
            return -1.2 if before is not None else -0.5  # it counts from one (again): another cell, likely
        if step is not None or above.endswith(("：", ":")):
            return 0.2
        if not is_whole(above):
            return 0.4 if len(text) > 4 or text.endswith("。") else -0.2
        short = 0.8 if len(text) <= 6 and above.endswith(("。", "；")) and not text.endswith("。") else 0.0
        off = 1.0 if kind is Kind.FINDING and _HANDLED.search(text) and not _FOUND.search(text) else 0.0
        return -0.2 - short - off
    if kind is Kind.STATE and re.match(f"[{BOXES}]", text) and re.match(f"[{BOXES}]", above):
        return 1.0
    if kind is Kind.UNIT and _is_unit(text):
        return 0.8 if above.endswith(("、", "，", ",", "；")) else 0.2
    if kind is Kind.DATE and above.endswith(("年", "至", "-", "—", "，", "；", "、")):
        return 1.0 if _COMPILED_LOOKS[kind].fullmatch(above + text) and (_LATER.fullmatch(text) or fit(kind, text) > 0) else -1.0
    if kind in (Kind.NAME, Kind.AMOUNT, Kind.PLACE) and re.match("[（(起终至]", text):
        return 0.8
    if kind in (Kind.PLACE, Kind.SORT, Kind.NAME, Kind.PERSON) and len(text) <= 2 and len(above) <= 8:
        return 0.3 if re.fullmatch("[一-龥]{1,2}", text) and text not in ("是", "否", "无", "属实") else -1.8
    if len(text) > 2 * _SENTENCE:
        return -2.5
    return -1.0 if kind in (Kind.NAME, Kind.UNIT, Kind.PERSON, Kind.OTHER, Kind.SORT) else -1.8


_PRICES = {Kind.NOTE: 0.2, Kind.JUDGED: 1.3, Kind.LONG: 1.0, Kind.OTHER: 0.4, Kind.STATE: 0.5, Kind.SORT: 0.4}


def missing(kind: Kind) -> float:
    """Return the price of leaving a column without a text."""
    return _PRICES.get(kind, 0.7)
