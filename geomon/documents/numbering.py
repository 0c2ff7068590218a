"""Numbers at the head of a line, in every form that these documents print them.

A `Head` says which style of numbering a line opens with, its Arabic number and where the text after it begins. Styles compare; `1.`, `1、`
and `１．` are one style, since a document mixes them.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from geomon.documents.bullets import MARKS
from geomon.numerals import CN, ENCLOSED, to_int

_CN = rf"[{CN}]{{1,4}}"
_N = rf"(?:{_CN}|[0-9]{{1,3}})"
NTH = rf"第\s?(?:[0-9]{{1,3}}|[{CN}]{{1,5}})"
"""A number of a list told in words, before the noun that it counts (项, 条, 号); as a part of a pattern."""
NUMBER_WORD = "(?:整改|反馈|督察|任务|问题|事项|台账|清单){0,3}(?:序号|编号)"
"""What a form or a table calls the number of a task; as a part of a pattern."""
_NO_UNIT = r"(?!\s*[万亿千百公里米吨亩个月年日元倍方微毫度家眼处座台件项户人次份℃%])"  # 4.9万亩, 1-11月 are figures, no numbers of items
_STYLES: tuple[tuple[str, str], ...] = (
    (
        "task",
        rf"[【\[]?(?:整改|(?:督察)?反馈|交办|突出|典型)?(?:任务|问题|事项|案件)(?:清单)?(?:编号|序号)?\s?(?P<n>{_CN}|[0-9]{{1,3}}(?![0-9项个件条年月日%家处余多]|\.[0-9]))(?:(?<=[0-9])|(?=\s|[：:、.．，,）)】\]]|$))[：:、.．，,)）】\]]*",
    ),
    ("task", rf"【(?:[0-9]{{4}}年)?[0-9]{{1,2}}月[0-9]{{1,2}}日\s*(?:问题|任务|事项|案件)\s?(?P<n>{_N})】"),
    (
        "task",
        r"(?:[0-9]{1,3}[.．、][ ?？]{0,2})?"  # 1. 编号8：… counts the lines of the notice; the task has a number of its own
        rf"[【\[]?(?:序号|编号|清单序号|清单编号|台账序号|台账编号|任务编号|任务序号|问题编号|问题序号|整改序号|交办单编号|转办单编号)\s?[：:]?\s?(?:第\s?)?(?P<n>{_CN}|[0-9]{{1,3}}(?![0-9]))(?:[项号条](?=\s|$)|(?<=[0-9])|(?=\s|[：:、.．，,）)】\]]|$))[：:、.．，,】\]]*",
    ),
    ("task", rf"点位\s?(?P<n>{_N})(?:[（(][A-Za-z0-9\-]{{2,16}}[）)])?[：:]"),
    ("task", r"(?P<n>[0-9]{1,4})\s?号(?:信访|举报|投诉|转办|交办|环境)(?:案件|案|件|问题|事项)[：:]"),
    ("item", rf"关于第\s?(?P<n>{_N})\s?(?:项|条|个|号)(?:整改)?(?:任务|问题|事项)?(?=[“\"「『])"),
    ("item", rf"[【\[](?:反馈|整改)?(?:任务|问题|事项)?(?:清单)?第\s?(?P<n>{_N})\s?(?:项|条|个|号)(?:整改)?(?:任务|问题|事项)?[】\]]"),
    ("item", rf"(?:(?:反馈|整改)?(?:任务|问题|事项)(?:清单)?)?第\s?(?P<n>{_N})\s?(?:项|条|个|号)(?:整改)?(?:任务|问题|事项)?(?:[：:、.．，,]|\s|$)?"),
    ("item", rf"[【\[](?P<n>{_N})\s?号(?:整改)?(?:任务|问题|事项)[】\]]"),
    (
        "item",  # 省整改任务第12项：…, 中央督察反馈问题第三项：…: the number that a list above this paper gave
        r"[【\[]?(?:(?:中央|国家|[一-龥]{0,4}[省市县区州旗盟])级?)?(?:生态环境)?(?:保护)?(?:督察|督办)?(?:反馈|整改|交办)?(?:方案|清单)?"
        rf"(?:任务|问题|事项)(?:清单)?(?:中)?(?:的)?第\s?(?P<n>{_N})\s?(?:项|条|个|号)(?:整改)?(?:任务|问题|事项)?[】\]]?[：:]",
    ),
    ("chapter", rf"第\s?(?P<n>{_N})\s?(?:部分|方面|章|节|篇|大?类)[：:、.．，,]?"),
    ("cn(", rf"[（(﹙]\s?(?P<n>{_CN})\s?[）)﹚]\s?[、.．]?"),
    ("1(", r"[（(﹙]\s?(?P<n>[0-9]{1,3})\s?[）)﹚]\s?[、.．]?"),
    ("⑴", rf"(?P<n>[{ENCLOSED}])\s?[、.．]?"),
    ("dash", r"(?P<n>[0-9]{1,3})[-—－](?P<m>[0-9]{1,3})(?=[\s、.．：:一-龥])" + _NO_UNIT + "[、.．：:]?"),
    ("1.1", r"(?P<n>[0-9]{1,3})[.．](?P<m>[0-9]{1,3})[ 　]+(?=[一-龥]{4})(?![万亿千百吨亩年])"),  # 2.1 米易县 is no length
    ("1.1", r"(?P<n>[0-9]{1,3})[.．](?P<m>[0-9]{1,3})(?=[\s、.．一-龥])" + _NO_UNIT + "[、.．]?"),
    (
        "1.",
        r"(?P<n>[0-9]{1,3})\s?(?:[、.．﹒]|(?<=[0-9])[)）])(?:(?![0-9])|(?=(?:19|20)[0-9]{2}\s?[年、—\-])|(?=[0-9]{1,2}月[0-9]{1,2}日)|(?<=、)(?=[0-9]+[处家个座项条台眼口]))",
    ),
    ("1.", r"(?P<n>[0-9]{1,2})[ 　]+(?=[一-龥]{4})" + _NO_UNIT),
    ("一、", rf"(?P<n>{_CN})\s?[、.．﹒](?!\s*[{CN}]+[、是号期矿])"),
    ("一是", r"(?P<n>[一二三四五六七八九十]{1,3})(?:是|要)(?=[^否])"),
)
_MARK = rf"(?:\s|[　{MARKS}]|-\s)*"
HEADS = tuple((style, re.compile(_MARK + pattern + r"\s*\**")) for style, pattern in _STYLES)
LEVELS = {"chapter": 0, "一、": 1, "cn(": 2, "task": 2, "item": 2, "1.": 3, "dash": 3, "1.1": 4, "1(": 4, "⑴": 5, "一是": 6}
"""Usual depth of each style, outermost first; only a tie-break: what owns the fields decides."""


@dataclasses.dataclass(frozen=True, slots=True)
class Head:
    """The number that a line opens with; `length` is where its text begins, `label` the number as printed."""

    style: str
    number: int
    label: str
    length: int
    minor: int | None = None

    @property
    def arabic(self) -> str:
        """The number in Arabic figures, with its second part where it has one."""
        return f"{self.number}" if self.minor is None else f"{self.number}{'.' if self.style == '1.1' else '-'}{self.minor}"


def read_head(line: str) -> Head | None:
    """Return the number at the head of `line`, or None.

    Examples
    --------
    >>> read_head("（二十一）焦化").arabic, read_head("任务十：…").style, read_head("2024年底") is None
    ('21', 'task', True)
    """
    for style, pattern in HEADS:
        if m := pattern.match(line):
            number = to_int(m["n"])
            if number is None or number == 0 or number > (9999 if style == "task" else 999):
                continue
            minor = to_int(m["m"]) if "m" in pattern.groupindex else None
            printed = line[: m.end()].strip(f" 　{MARKS}：:、，,")
            return Head(style, number, printed, m.end(), minor)
    return None


_TOLD = re.compile(
    rf"(?!(?<=年)第\s?[0-9]{{1,3}}\s?号(?!\s?(?:整改|反馈)?(?:问题|任务|事项)))第\s?(?P<a>[0-9]{{1,3}}|[{CN}]{{1,4}})\s?[项号条个]"  # 2025年第8号 is the paper's own
    rf"|(?:编号|序号)[：:为]?\s?(?P<e>[0-9]{{1,3}}[（(][0-9]{{1,3}}(?:[-—－][0-9]{{1,3}})?[）)])"
    rf"|(?:编号|序号|问题|任务)[：:为]?\s?(?P<b>[0-9]{{1,3}}(?![0-9])|[{CN}]{{1,3}}(?=[）)：:、]|整改(?:(?:销号|完成|落实|进展)情况|(?:销号|完成)公示)))"
    r"|(?:编号|序号)[（(](?P<l>[0-9]{1,3})[）)]"
    r"|[（(](?P<g>[0-9]{1,3}[-—－][0-9]{1,3})[）)](?=整改|反馈)|(?:问题|任务)[（(](?P<k>[0-9]{1,3}[-—－][0-9]{1,3})[）)](?=[：:]|$)|(?<![0-9-])(?P<h>[0-9]{1,3}-[0-9]{1,2})(?=[）)]?(?:号|项)?整改(?:措施|任务))"
    r"|清单(?:第)?(?P<i>[0-9]{1,3})号"
    r"|(?:信访|举报|投诉|转办|交办)(?:案件|案|件)(?P<j>[0-9]{1,4})号"
    rf"|(?<![0-9〔（(])(?P<d>[0-9]{{1,3}})\s?号(?:整改)?(?:问题|任务|事项)|[（(](?P<f>[0-9]{{1,3}})\s?号[）)](?:整改)?(?:问题|任务|事项)"
    rf"|(?:编号|序号)[：:为]?\s?(?P<c>[{CN}]{{1,4}})[。 　]*$"
)


def number_in(text: str) -> str | None:
    """Return the number that a title or an opening sentence gives a task, in Arabic figures, or None.

    Examples
    --------
    >>> number_in("第十二项整改任务完成情况公示"), number_in("反馈问题（编号27）整改情况"), number_in("整改任务（编号64（3-1））公示")
    ('12', '27', '64(3-1)')
    """
    m = _TOLD.search(text)
    if m and (whole := m["e"] or m["g"] or m["h"] or m["k"]):
        return whole.translate(str.maketrans("（）—－", "()--"))
    value = to_int(m["a"] or m["b"] or m["c"] or m["d"] or m["f"] or m["i"] or m["j"] or m["l"]) if m else None
    return str(value) if value else None


_TASKS_OWN = re.compile(f"{NTH}\\s?[项条号个](?:整改|反馈|问题|任务|事项)|编号[：:为]?[0-9]{{1,3}}(?=[）)，,。])")


def number_told(title: str, sentences: Sequence[str]) -> str:
    """Return the number of a task told in prose: the title's or the first sentences', where it is called the task's; 1 where none is.

    A sentence also counts articles of a law (第三条) and papers (第8号), so that the noun has to stand there.

    Examples
    --------
    >>> number_told("公示", ["督察反馈第十二项任务已完成。"]), number_told("公示", ["违反《办法》第三条规定。"])
    ('12', '1')
    """
    said = (m.group() for text in (title, *sentences[:2]) if (m := _TASKS_OWN.search(text)))
    return next((number for words in said if (number := number_in(words))), "1")


_ALONE = re.compile(
    rf"\s*(?:{NTH}\s?[项号条个])?(?:反馈|整改|督察|销号)?(?:任务|问题|事项)\s*"
    r"[（(](?:编号|序号)[：:]?\s?(?P<n>[0-9]{1,3}(?:[-—－][0-9]{1,3})?)[）)]\s*"
)


def number_alone(text: str) -> str | None:
    """Return the number of a task where a cell or line names the task by it and says nothing else, or None.

    Examples
    --------
    >>> number_alone("整改任务（编号9-2）"), number_alone("整改任务（编号3）进展") is None
    ('9-2', True)
    """
    m = _ALONE.fullmatch(text)
    return re.sub("[—－]", "-", m["n"]) if m else None
