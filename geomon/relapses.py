"""Whether a text says that what was done has come back: 出现反弹, 再次堆放; one list for all that reads and checks states.

A hope against it, a rule for the case of it, a thing that was put right again and work that is allowed again say nothing of the kind.
"""

from __future__ import annotations

import re

from geomon.intention import clause_of, only_meant

_RETURNED = "(?:出现|发生|存在|有所|已|明显|又|再[次度]?)[一-龥]{0,6}?(?:反弹|死灰复燃|回潮|复发)"
_LISTED = "(?:重新|再次)(?:列入|纳入|交办|挂[账号牌])"
_ANEW = "复产|黑臭|超标|倾倒|直排|乱堆|出现|发生"
_DONE_AGAIN = f"(?:再次|又)(?:堆[放存]|排放|{_ANEW})|重新(?:(?:堆[放存]|排放)(?![一-龥]{{0,3}}(?:整齐|规范|有序|达标|合格))|{_ANEW})"
_STATE = re.compile(f"{_RETURNED}|{_LISTED}")
_THING = re.compile(f"(?P<before>[^，,。；;：:、\\n]{{0,30}}?)(?:{_DONE_AGAIN}|{_RETURNED})")
_BEHIND = re.compile("后|的|时|[^，。；]{0,4}(?:风险|隐患)|[^，,。；;\\n]{0,12}已")
"""Behind the words: what is done in such a case (反弹后…, 出现反弹时立即处置), or that it is over."""
_NONE = re.compile("[未没无防免绝禁杜遏若如凡]|不(?!同|少|断|时)|控制|制止|一旦|可能|风险|对(?!照)|确保|问题的")
_ALLOWED = re.compile("(?:验收|整改|治理|改造|达标|合格|批准|同意|许可)[一-龥]{0,6}[后，,]?[^，,]{0,8}$")
"""Before 重新复产, 重新排放: a firm that was put in order may work again."""
_AGAINST_ORDERS = re.compile("擅自|违[法规]|未[经批办取获]")
_RIGHT = re.compile(
    "(?:已|均|现)[^。；;\\n]{0,16}(?:完成|整改|清理|清运|拆除|处理|解决|恢复|消除|关停)"
    "|(?:清[理运除]|整[治改]|治理|拆除|处[理置])(?:完毕|到位|完成|并[一-龥]{0,4}恢复)|(?:整[治改]|治理)(?:(?![未不])[一-龥]){0,6}达标"
)
_STILL = re.compile("正在|[未没]|不[能再]")
_STOP = re.compile("[。；;！？\\n]")


def came_back(text: str) -> bool:
    """Return whether a text says that what was done has come back: 已完成整改，但出现反弹.

    Examples
    --------
    >>> came_back("已完成整改，但今年出现反弹"), came_back("原已销号，现重新列入"), came_back("已完成整改，未再次反弹")
    (True, True, False)
    """
    return any(
        not _NONE.search(text[clause_of(text, m.start()) : m.start()] + m.group()) and not text.startswith(("的", "时"), m.end())
        for m in _STATE.finditer(text)
    )


def relapse_in(text: str, begin: int, end: int) -> re.Match[str] | None:
    """Return the first words between two places that say a thing came back, and that nothing behind them says is put right; or None.

    Examples
    --------
    >>> [relapse_in(told, 0, 99) is not None for told in ("4月再次堆放渣土。", "4月再次堆放渣土，现已清运。", "经验收合格后重新复产。")]
    [True, False, False]
    """
    for m in _THING.finditer(text, begin, end):
        denied = _NONE.search(m.group()) or ("重新" in m.group() and _ALLOWED.search(m["before"]))
        if _BEHIND.match(text, m.end()) or (denied and not _AGAINST_ORDERS.search(m["before"])):
            continue
        if not _put_right(text, m.end(), end):
            return m
    return None


def _put_right(text: str, begin: int, end: int) -> bool:
    """Return whether words between two places say that a thing was put right, and do not only ask for it (责令清理完毕).

    Without 已 they have to stand in the same sentence.
    """
    stop = _STOP.search(text, begin, end)
    sentence = stop.start() if stop else end
    for m in _RIGHT.finditer(text, begin, end):
        if m.group().startswith(("已", "均", "现")):
            return True
        before = text[max(begin, clause_of(text, m.start())) : m.start()]
        if m.start() < sentence and not (only_meant(before) or _STILL.search(before)):
            return True
    return False
