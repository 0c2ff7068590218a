"""Lines that say nothing of the document but belong to the page that shows it: the path of pages, buttons, who put it up and when.

The one list of these words. `web_chrome` takes such lines off a text's head and tail; readers of pages, tables and prose ask here.
"""

from __future__ import annotations

import re

_PATH = re.compile(
    r"(?:(?:您|你)在这里\s*[：:]|(?:您|你|您现在|您当前|您所在|现在|当前|所在)的?位置\s*[：:]|位置\s*[：:]\s*首页|首页\s*(?:[>»›|]|$)).{0,120}"
    r"|(?:[一-龥A-Za-z]{2,16}\s*(?:>{1,2}|»|›)\s*){2,8}[^，。；、：:]{0,40}"
)
_BUTTON = (
    "打印(?:[本此]?页面?|文章|本文)?|关闭(?:窗口|页面|本页)?|加入收藏|收藏|纠错|分享[到至]?|返回(?:顶部|首页|列表|页面)?|[上下]一[篇页条]|听全文|扫一扫.{0,30}"
    "|无障碍(?:浏览|阅读)?|长者(?:专?版|模式)|字体|字号|文字大小|网站支持IPv6|点击查看更多|下载|举报|收藏点赞"
)
_BUTTONS = re.compile(
    rf"[•·*【\[\s]*(?:{_BUTTON})(?:[：:】\]\s|｜•·【\[]*(?:{_BUTTON}|[大中小TA+\-]))*[：:】\]\s|]*|[•·]\s*-"
    r"|[•·\s]*(?:分享[到至]?[：:].{0,30}|[上下]一[篇条][：:].{0,80}|(?:字号|【?字体)\s?[：:【\[（(].{0,20})"
)
_TAGS = re.compile(r"(?:[•·*]|[0-9]{1,2}[.、])?\s*(?:</?[A-Za-z][^<>]{0,80}>\s*){1,20}")
"""Marks of the page's source that a copy left standing: <b id="k2"></b>."""
_COUNTER = (
    "发布(?:日期|时间|机构|人)|来源|信息来源|文章来源|作者|编辑|责任编辑|浏览(?:次数|量)?|阅读(?:次数|数|量)?|点击(?:数|次数|率)?"
    "|访问(?:次数|量)|字体(?:大小)?|字号|文字大小|背景颜色|索引号|文号|主题分类|发文机关|成文日期|有效性|添加时间"
)
_WHEN = r"(?:时间[：:]\s*)?(?:19|20)[0-9]{2}[-/年][0-9]{1,2}[-/月][0-9]{1,2}日?\s*(?:[0-9:：]{4,8})?\s*"
_SOURCE = re.compile(rf"[•·\s（(【]*(?:{_WHEN})?(?:{_COUNTER})\s*[：:].{{0,160}}")
_EDITOR = re.compile("(?:责任)?编辑[：:(（].*")
_OPENS = re.compile(
    rf"20[0-9]{{2}}[-/.][0-9]{{1,2}}[-/.][0-9]{{1,2}}|首页|[（(]?(?:{_COUNTER}|文件名称|公开|发布|标题)(?=[：:\s0-9（(]|$)|附件|附："
)
_MAY_OPEN = re.compile("打印|分享|附件|投诉举报")
_BARE = " 　\t"
_WORD = 2
"""Letters of a button's word that may as well be a value: 关闭."""


def is_frame(text: str) -> bool:
    """Return whether a line is a page's path or a button, which says nothing of the document.

    Examples
    --------
    >>> is_frame("您的位置：首页 > 信息公开 > 公告"), is_frame("【打印本页】 【关闭窗口】"), is_frame("首要任务是整改")
    (True, True, False)
    """
    bare = text.strip(_BARE)
    return bool(bare) and bool(_PATH.fullmatch(bare) or _BUTTONS.fullmatch(bare) or _TAGS.fullmatch(bare))


def is_button_word(text: str) -> bool:
    """Return whether a line is a button's word alone that a field may hold as well.

    Examples
    --------
    >>> is_button_word("关闭"), is_button_word("关闭窗口")
    (True, False)
    """
    bare = text.strip(_BARE)
    return len(bare) <= _WORD and bool(_BUTTONS.fullmatch(bare))


def is_source_line(text: str) -> bool:
    """Return whether a line tells who put a page up and when, and how often it was read; a document's date may be taken from it.

    Examples
    --------
    >>> is_source_line("发布时间：2024-03-05 来源：某局 浏览次数：12"), is_source_line("来源不明的废渣")
    (True, False)
    """
    return bool(_SOURCE.fullmatch(text.strip(_BARE)))


def is_path(text: str) -> bool:
    """Return whether a line is the path of pages, below which a page's document begins.

    Examples
    --------
    >>> is_path("当前位置：首页 > 信息公开"), is_path("首页"), is_path("【打印本页】")
    (True, False, False)
    """
    return bool(_PATH.fullmatch(bare := text.strip(_BARE))) and bool(re.search("[>»›|：:]", bare))


def is_furniture(text: str) -> bool:
    """Return whether a line among sentences is the page's: its frame, its source, or opened by a word of them without a mark behind it.

    Examples
    --------
    >>> is_furniture("来源 某市政府网"), is_furniture("附件 整改清单"), is_furniture("来源不明的废渣堆在河滩。")
    (True, True, False)
    """
    return is_frame(text) or bool(_OPENS.match(text.strip(_BARE)))


def ends_table(text: str) -> bool:
    """Return whether a line below a table is the page's and cannot be a cell."""
    return _EDITOR.fullmatch(text) is not None or (is_frame(text) and not is_button_word(text))


def may_end_table(text: str) -> bool:
    """Return whether a line below a table is likely the page's, and may be a cell as well (关闭, 打印厂搬迁)."""
    return bool(_MAY_OPEN.match(text)) or is_button_word(text)


_LETTERHEAD = re.compile(
    "[一-龥、]{4,40}(?:文件|便函)|[一-龥]{1,14}[ 　]?[〔\\[（(]20[0-9]{2}[〕\\]）)][ 　]?(?:第[ 　]?)?[0-9]{1,4}[ 　]?号"
)


def is_letterhead(text: str) -> bool:
    """Return whether a line is the head of an office's paper: whose it is, or its number.

    Examples
    --------
    >>> is_letterhead("示例县水利局文件"), is_letterhead("示水发〔2024〕31号"), is_letterhead("示例县整改方案")
    (True, True, False)
    """
    return bool(_LETTERHEAD.fullmatch(text.strip(" 　")))
