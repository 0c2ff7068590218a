"""The kinds of code: how each is told, its layout, and what no published text confirms."""

from __future__ import annotations

import dataclasses

from geomon.codes.checks import CREDIT_SLOTS, Check, authority, credit_digit, division_at, division_inside, number, town
from geomon.codes.layout import Slot, slot


@dataclasses.dataclass(frozen=True, slots=True)
class Kind:
    """A kind of code.

    Attributes
    ----------
    looks : by what a code of this kind is told, faults and all.
    unconfirmed, unconfirmed_en : why a code that fits is not yet known to be right; then nothing is "wrong" but its `length`.
    length : total number of characters where only that is published; 0 for none.
    """

    zh: str
    en: str
    looks: str
    slots: tuple[Slot, ...]
    checks: tuple[Check, ...] = ()
    unconfirmed: str = ""
    unconfirmed_en: str = ""
    length: int = 0


_SERIAL = ("序号", "serial")
_D6 = slot(r"\d", "六位区划", "six digits of a division", 6)
_DIVISION = (slot("[1-9]", "区划首位", "first digit of a division"), slot(r"\d", "六位区划", "six digits of a division", 5))
_YEAR = slot(r"\d", "年份", "the year", 4)
_MONTH = slot(r"\d", "月份", "the month", 2)
_HYPHEN = slot("-", "连字符", "hyphen", 0, 1)


def _year(first: int) -> Check:
    """Judge the year from character `first` (from 1): none of these codes is older than the licences, and none is of another century."""
    return number(first, first + 3, 1980, 2099, "年份", "a year", "warn")


KINDS: dict[str, Kind] = {
    "legacy_patch": Kind("历史遗留矿山图斑", "legacy mine patch", r"CT.{15,23}",
                         (slot("C", "图斑前缀 CT", "prefix CT"), slot("T", "图斑前缀 CT", "prefix CT"), *_DIVISION, _YEAR,
                          slot(r"\d", *_SERIAL, 9)), (division_inside(2), _year(9))),
    "exploration": Kind("18 位勘查许可证", "exploration licence of 18 characters", r"[TD]\w{15,19}",
                        (slot("[TD]", "证类", "kind of licence"), slot(r"\d", "发证机关", "authority", 2),
                         slot("[012345]", "出让方式", "way of granting"), _YEAR, _MONTH, slot("0", "矿种类别", "class of mineral"),
                         slot("[01234]", "矿种类别", "class of mineral"), slot(r"\d", *_SERIAL, 6)),
                        (authority, _year(5), number(9, 10, 1, 12, "月份", "a month"))),
    "mining": Kind("23 位矿业权证", "mining or exploration licence of 23 characters", r"[CT]\d\w{16,25}",
                   (slot("[CT]", "证类", "kind of licence"), *_DIVISION, _YEAR, _MONTH,
                    slot(r"\d", "类别和序号", "classes and serial", 10)),
                   (division_inside(1), _year(8), number(12, 13, 1, 12, "月份", "a month")),
                   "除总长 23 位外，结构未经公开文本核实", "beyond its 23 characters no published text confirms the layout", 23),
    "control_unit": Kind("环境管控单元", "environmental control unit", r"ZH\w{9,13}",
                         (slot("Z", "前缀 ZH", "prefix ZH"), slot("H", "前缀 ZH", "prefix ZH"), _D6,
                          slot("[123]", "类别：1 优先、2 重点、3 一般", "class: 1 priority, 2 key, 3 general"), slot(r"\d", *_SERIAL, 4)),
                         (division_inside(2),), "编码结构未经公开文本核实", "no published text confirms the layout"),
    "outlet": Kind("排放口", "discharge outlet of a permit", r"D[A-Z0][0-9OIL]{1,4}",
                   (slot("D", "排放口前缀 D", "prefix D"), slot("[AW]", "A 大气、W 水", "A air, W water"), slot(r"\d", *_SERIAL, 3))),
    "abstraction_old": Kind("旧式取水许可证", "water abstraction permit, old style", r"取水.*",
                            (slot("取", "字头“取水”", "取水"), slot("水", "字头“取水”", "取水"), slot(r"\(", "地名括号", "opening bracket"),
                             slot("[^()〔〕]", "地名", "name of the place", 1, 30), slot(r"\)", "地名括号", "closing bracket"),
                             slot("字", "“字”", "字"), slot("〔", "年份括号", "opening bracket of the year"), _YEAR,
                             slot("〕", "年份括号", "closing bracket of the year"), slot("第", "“第”", "第"),
                             slot("[AB]", "水源类别", "class of source"), slot(r"\d", "八位数字", "eight digits", 8),
                             slot("号", "“号”", "号"))),
    "abstraction": Kind("取水许可证", "water abstraction permit", r"[A-D]\w{6}[A-Z]\w{4}-?\w{2,6}",
                        (slot("[ABCD]", "级别", "tier"), *_DIVISION, slot("[SG]", "S 地表水、G 地下水", "S surface, G ground"), _YEAR,
                         slot("-", "连字符", "hyphen"), slot(r"\d", *_SERIAL, 4)), (division_inside(1), _year(9))),
    "abstraction_application": Kind("取水申请号", "application for water abstraction", r"\d{15}",
                                    (*_DIVISION, _YEAR, slot(r"\d", *_SERIAL, 5)), (division_inside(0), _year(7))),
    "permit": Kind("排污许可证", "pollution permit", r"[0-9ANY]\w{16,18}\d{2,3}[A-Z]",
                   (*CREDIT_SLOTS, slot(r"\d", "顺序码", "sequence", 3), slot("[A-Z]", "末位字母", "closing letter")), (credit_digit,)),
    "credit": Kind("统一社会信用代码", "unified social credit code", r"(?=(?:.*\d){10})[0-9ANY]\w{16,18}", CREDIT_SLOTS, (credit_digit,)),
    "outfall": Kind("入河（海）排污口", "outfall into a river or the sea", r"[A-Z]{2}-?\d{6}-?\d{4}-?\w+(?:-?\w+)?",
                    (slot("[A-Z]", "流域字母", "letters of the basin", 2), _HYPHEN, _D6, _HYPHEN, slot(r"\d", *_SERIAL, 4), _HYPHEN,
                     slot("[A-Z]", "类型字母", "letters of the type", 2), _HYPHEN, slot(r"\d", "扩展码", "extension", 0, 2)), (),
                    "HJ 1235-2021 的编码结构未能取得", "the layout of HJ 1235-2021 could not be had"),
    "division": Kind("行政区划", "administrative division", r"\d{6}|\d{9}|\d{12}",
                     (*_DIVISION, slot(r"\d", "乡级", "town", 0, 3), slot(r"\d", "村级", "village", 0, 3)),
                     (lambda code: division_at(code, 0), town)),
}
"""In the order in which a code is tried: CT before C and T."""
