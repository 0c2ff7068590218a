"""Lines that a web page puts around a document and a copy of its text takes along: the path of pages, buttons, the line of source and date.

A document begins and ends with no such line, so that its title is what follows them and its last field ends before them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.documents.labels import read_labels
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
_WORD, _MENU = 2, 2
"""Letters of a button's word that may as well be a value; lines of a menu that a title could be glued to."""


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


def is_path(text: str) -> bool:
    """Return whether a line is the path of pages, below which a page's document begins.

    Examples
    --------
    >>> is_path("当前位置：首页 > 信息公开"), is_path("首页"), is_path("【打印本页】")
    (True, False, False)
    """
    return bool(_PATH.fullmatch(bare := text.strip(" 　\t"))) and bool(re.search("[>»›|：:]", bare))


def without_frame(items: Sequence[Raw]) -> list[Raw]:
    """Return the items without the lines of the page around the document, at its head and at its tail.

    A button's word alone (关闭) goes only where another line of the frame stands beside it and no label above waits for it as its value.
    The last path of the head stays where lines of a menu above it stay, for it parts them from the title.
    """
    edge = {*range(_HEAD), *range(len(items) - _TAIL, len(items))}
    printed = [n for n, item in enumerate(items) if not isinstance(item, RawLine) or item.text.strip()]
    texts = [item.text.strip() if isinstance(item := items[n], RawLine) else "" for n in printed]
    frame = [n in edge and is_frame(text) for n, text in zip(printed, texts, strict=True)]
    own = _words_of_its_own(texts, frame)
    gone = {n for k, n in enumerate(printed) if frame[k] and k not in own}
    paths = [k for k, n in enumerate(printed) if n in gone and n < _HEAD and is_path(texts[k])]
    if paths and sum(n not in gone for n in printed[: paths[-1]]) >= _MENU:
        gone.discard(printed[paths[-1]])
    return [item for n, item in enumerate(items) if n not in gone]


def _words_of_its_own(texts: Sequence[str], frame: Sequence[bool]) -> set[int]:
    """Return which lines are words of a button that the document says itself: the value of a label above, or with no frame beside them."""
    own: set[int] = set()
    for k, text in enumerate(texts):
        if not frame[k] or len(text) > _WORD or not _BUTTONS.fullmatch(text):
            continue
        above, below = texts[k - 1] if k else "", texts[k + 1] if k + 1 < len(texts) else ""
        valued = k > 0 and (k - 1 in own or (not frame[k - 1] and _waits(above)))
        beside = (k > 0 and (frame[k - 1] or is_source_line(above))) or (k + 1 < len(texts) and (frame[k + 1] or is_source_line(below)))
        if valued or not beside:
            own.add(k)
    return own


def _waits(text: str) -> bool:
    """Return whether a line is a label whose value stands below it; counters of a page (阅读次数：) wait for none."""
    if is_source_line(text) and not text.startswith("来源"):
        return False
    labels = read_labels(text)
    return text.endswith(("：", ":")) or bool(labels and not text[labels[-1].value :].strip())
