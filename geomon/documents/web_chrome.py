"""Lines that a web page puts around a document and a copy of its text takes along: the path of pages, buttons, the line of source and date.

A document begins and ends with no such line, so that its title is what follows them and its last field ends before them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.documents.source import Raw, RawLine

_PATH = re.compile(
    r"(?:(?:您|你|您现在|您当前|您所在|现在|当前|所在)的?位置\s*[：:]|位置\s*[：:]\s*首页|首页\s*(?:[>»›|]|$)).{0,120}"
    r"|(?:[一-龥A-Za-z]{2,16}\s*(?:>{1,2}|»|›)\s*){2,8}[^，。；、：:]{0,40}"
)
_BUTTON = (
    "打印(?:本页|页面)?|关闭(?:窗口|本页)?|加入收藏|收藏|纠错|分享(?:到)?|返回(?:顶部|首页|列表)?|[上下]一[篇页]|听全文|扫一扫.{0,16}"
    "|无障碍(?:浏览|阅读)?|长者(?:专?版|模式)|字体|字号|文字大小|网站支持IPv6|点击查看更多|下载|举报|收藏点赞"
)
_BUTTONS = re.compile(rf"[•·*【\[\s]*(?:{_BUTTON})(?:[：:】\]\s|｜•·【\[]*(?:{_BUTTON}|[大中小TA+\-]))*[：:】\]\s|]*|[•·]\s*-")
_COUNTER = (
    "发布(?:日期|时间|机构|人)|来源|信息来源|文章来源|作者|编辑|责任编辑|浏览(?:次数|量)?|阅读(?:次数|数|量)?|点击(?:数|次数|率)?"
    "|访问(?:次数|量)|字体(?:大小)?|字号|文字大小|背景颜色|索引号|文号|主题分类|发文机关|成文日期|有效性|添加时间"
)
_WHEN = r"(?:时间[：:]\s*)?(?:19|20)[0-9]{2}[-/年][0-9]{1,2}[-/月][0-9]{1,2}日?\s*(?:[0-9:：]{4,8})?\s*"
_SOURCE = re.compile(rf"[•·\s（(【]*(?:{_WHEN})?(?:{_COUNTER})\s*[：:].{{0,160}}")
_HEAD, _TAIL = 30, 20
"""Lines from the document's start, and from its end, in which a page's frame is looked for."""


def is_frame(text: str) -> bool:
    """Return whether a line is a page's path or a button, which says nothing of the document.

    Examples
    --------
    >>> is_frame("您的位置：首页 > 信息公开 > 公告"), is_frame("【打印本页】 【关闭窗口】"), is_frame("首要任务是整改")
    (True, True, False)
    """
    bare = text.strip(" 　\t")
    return bool(bare) and bool(_PATH.fullmatch(bare) or _BUTTONS.fullmatch(bare))


def is_source_line(text: str) -> bool:
    """Return whether a line tells who put a page up and when, and how often it was read; a document's date may be taken from it.

    Examples
    --------
    >>> is_source_line("发布时间：2024-03-05 来源：某局 浏览次数：12"), is_source_line("来源不明的废渣")
    (True, False)
    """
    return bool(_SOURCE.fullmatch(text.strip(" 　\t")))


def without_frame(items: Sequence[Raw]) -> list[Raw]:
    """Return the items without the lines of the page around the document, at its head and at its tail."""
    edge = {*range(_HEAD), *range(len(items) - _TAIL, len(items))}
    return [item for n, item in enumerate(items) if not (n in edge and isinstance(item, RawLine) and is_frame(item.text))]
