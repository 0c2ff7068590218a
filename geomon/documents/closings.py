"""What a notice, report or letter says behind its last task: until when it hangs, where to object, whom to call, 特此公示.

The one list of these words, for a line that opens so, a sentence that says so, and a whole document that is put up for all to see.
"""

from __future__ import annotations

import re

_HEREBY = "特此(?:函复|报告|公示|公告|说明|通报)"
_HANGS = "公示(?:期|时间)"
_TO_ALL = "现予以?公示|现(?:将.{0,20})?向社会公示"
_CALL = "(?:监督|举报|反馈|值班|联系)电话|受理举报"
_OPENS = re.compile(
    f"{_HEREBY}|(?:在)?{_HANGS}|{_TO_ALL}|{_CALL}|如(?:对|有异议)|有异议|联系(?:人|方式)|意见反馈|受理(?:单位|部门|机构|科室|电话|时间|地址|方式|人)|通[讯信]地址|附件|以上(?:整改)?情况"
    "|(?:监督|举报|投诉)(?:举报|投诉)?(?:方式|渠道)[：:]|来信(?:来访)?(?:请|地址)|邮寄地址"
    "|此[复致]|下一步，?我[省市县区州盟旗]|(?:附\\s?则|组织(?:保障|领导)|保障措施|(?:工作|有关|相关)要求)$"
)
_ONWARD = re.compile(
    "下一?步[，,]?(?:我|[一-龥]{2,6})[省市县区旗州盟](?:委、?[省市县区旗州盟]?政府)?将[^\n]{0,90}"
    "(?:各项|所有|全部|反馈)?(?:问题|任务|事项|整改)[^\n。]{0,24}(?:清零|到位|见底|销号|见效|落地|实效)[^\n。]{0,8}。?$"
)
"""What a whole city will do next, behind its last task: 下一步，某市将紧盯未完成事项，确保问题整改见底清零."""
_SURELY_OPENS = re.compile(f"{_HEREBY}|公示期(?:间|为|限|自|：)|如有异议")
"""Narrower: the rest of a sentence that a line's end cut may begin with 附件, 如对 or 联系方式."""
_SAYS = re.compile(
    f"现(?:将|予|就|对|向|按|进行)[^。]{{0,60}}公示|{_HANGS}|如(?:有|对)[^。]{{0,30}}异议|欢迎[^。]{{0,30}}监督|{_HEREBY}|反映。$|见附[件图]。?$"
)
_PUT_UP = re.compile(f"{_HANGS}|如(?:对.{{0,30}})?有异议|特此公示|向社会公示")
_CALLS = re.compile(f"\n(?:[^\n]{{0,30}}(?:{_CALL})|打印|扫一扫)")


def opens_closing(text: str) -> bool:
    """Return whether a line opens the end of a document.

    Examples
    --------
    >>> opens_closing("公示期：5个工作日"), opens_closing("特此函复。"), opens_closing("已公示")
    (True, True, False)
    """
    return bool(_OPENS.match(text.strip(" 　")) or _ONWARD.match(text.strip(" 　")))


def opens_closing_of_wrapped(text: str) -> bool:
    """Return whether a line opens the end of a document even where lines were cut at the page's width.

    Examples
    --------
    >>> opens_closing_of_wrapped("公示期为5个工作日"), opens_closing_of_wrapped("附件所列的两处")
    (True, False)
    """
    return bool(_SURELY_OPENS.match(text))


def is_closing(text: str) -> bool:
    """Return whether a sentence only publishes: until when, where to object.

    Examples
    --------
    >>> is_closing("现将整改情况公示如下。"), is_closing("公示牌已更换。")
    (True, False)
    """
    return bool(_SAYS.search(text))


def is_put_up(text: str) -> bool:
    """Return whether a text says that it hangs for all to see and object.

    Examples
    --------
    >>> is_put_up("如对公示内容有异议，请来电。"), is_put_up("已设公示牌。")
    (True, False)
    """
    return bool(_PUT_UP.search(text))


def call_in(text: str, begin: int, end: int) -> int | None:
    """Return where the lines with a number to call, or of the page, begin between two places of a text; None where there are none."""
    m = _CALLS.search(text, begin, end)
    return m.start() if m else None
