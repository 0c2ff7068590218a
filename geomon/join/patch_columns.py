"""Which column of a file of patches (图斑) says what, and what its words for a verdict mean: proposed, with what told it."""

from __future__ import annotations

import dataclasses
import functools
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import pandas as pd

Verdict = Literal["", "legal", "illegal", "pseudo", "visit"]
VERDICTS: tuple[Verdict, ...] = ("legal", "illegal", "pseudo", "visit")
"""合法, 违法, 伪变化, 需核实; "" is none yet."""
ROLES: Mapping[str, tuple[str, ...]] = {
    "number": ("图斑编号", "图斑号", "监测编号", "监测图斑号", "图斑序号", "tbbh", "jctbbh", "jcbh", "patchno", "patchnumber", "patchid",
               "编号", "number"),
    "verdict": ("判定结果", "图斑判定", "合法性判定", "判定", "核查结果", "核实结果", "核查结论", "认定结果", "审核结果", "是否违法",
                "是否合法", "pdjg", "hcjg", "verdict", "result"),
    "handling": ("处理方式", "处置方式", "处理意见", "处置意见", "立案情况", "handling"),
    "reason": ("判定理由", "判定依据", "合法依据", "理由", "依据", "备注", "说明", "reason", "remark"),
    "county": ("县区", "区县", "县市区", "所在县", "县名", "县级行政区", "行政区名称", "xmc", "xzqmc", "county"),
    "name": ("图斑名称", "矿山名称", "项目名称", "名称", "name"),
}
"""Role -> headings, folded, best first."""
LEAST_SHARE = 0.6
"""Share of a column's words that have to be verdicts before it is proposed by its words alone."""
_YES, _NO = ("是", "y", "yes", "true"), ("否", "n", "no", "false")
_WORDS: tuple[tuple[Verdict, str], ...] = (
    ("visit", r"疑似|涉嫌|[待需须].{0,4}(核实|核查|复核|实地|现场)|不确定|无法(判定|判断)|needsavisit|tovisit|unsure|uncertain"),
    ("pseudo", r"伪变化|伪图斑|[未无没](有|发生)?变化|误判|错判|pseudo|nochange"),
    ("illegal", r"非法|违法|违规|illegal|unlawful"),
    ("legal", r"合法|合规|(?<!il)legal|(?<!un)lawful"),
)
"""In this order: who suspects does not say."""
_OF_WHAT = r"(行为|用地|占地|采矿|开采|建设|图斑|问题|情况)?"
_DENIED: tuple[tuple[Verdict, str], ...] = (
    ("legal", rf"(经核查|经核实)?(不|未|非|无|没有)(属于|属|是|构成|涉及|存在)?违[法规]{_OF_WHAT}|(is)?notillegal"),
    ("illegal", rf"(不|未|非)(属于|属|是)?(合法|合规){_OF_WHAT}|(用地|采矿|手续)不(合法|合规)|(is)?not(legal|lawful)"),
    ("legal", r"(具有|具备|有|已有|已取得|已办理)合法(用地|采矿|审批)?手续|(用地|采矿|审批)?手续(合法|齐全合法)|合法手续(齐全|完备)"),
)
"""Whole sentences in which a word is denied, or is a word of something else, and which say a verdict all the same."""
_NOT = re.compile(r"[不未无没非否免勿难似拟符]|可能|排除|撤销|取消|消除|解除|尚待|(?<![a-z])no|never|without")
_AFTER = re.compile(r"[?]|但|不|未|无|没|否|疑|待|缺|排除|撤销|失效|过期|手续|[性依证权批审化]|^(ity|ise|ize)|unclear|doubt|not")
@dataclasses.dataclass(frozen=True, slots=True)
class Column:
    """One proposed column: its role, its heading, and whether the heading or the words in it told ("heading", "words")."""

    role: str
    heading: str
    by: Literal["heading", "words"]


@dataclasses.dataclass(frozen=True, slots=True)
class Proposal:
    """What the columns of a file seem to mean.

    Attributes
    ----------
    counts : verdict -> rows whose word means it; "" are rows without a word.
    unknown : words of the verdict column that mean nothing here, with their rows, most first.
    """

    columns: tuple[Column, ...]
    counts: Mapping[str, int]
    unknown: tuple[tuple[str, int], ...]

    def heading(self, role: str) -> str:
        """Return the heading of a role; "" where none is proposed."""
        return next((one.heading for one in self.columns if one.role == role), "")


def read_verdict(text: object, heading: str = "") -> Verdict | None:
    """Return what a word of a file means; "" for none, None for a word that is not known.

    Parameters
    ----------
    heading : of its column: under 是否违法 a plain 是 says something.

    Examples
    --------
    >>> read_verdict("违法用地"), read_verdict("不属于违法"), read_verdict("疑似违法"), read_verdict("伪变化"), read_verdict("甲")
    ('illegal', 'legal', 'visit', 'pseudo', None)
    """
    return _read("" if text is None else str(text), heading)


@functools.lru_cache(4096)
def _read(text: str, heading: str) -> Verdict | None:     # a file of a hundred thousand patches has some ten words
    word, asked = _fold(text), _fold(heading)
    if not word or word in ("nan", "none", "-", "/", "—", "无"):
        return ""
    if word in (*_YES, *_NO):
        which = next((pair for name, pair in (("违法", ("illegal", "legal")), ("合法", ("legal", "illegal"))) if _asks(asked, name)), None)
        return None if which is None else which[word in _NO]  # type: ignore[return-value]
    whole = next((found for found, pattern in _DENIED if re.fullmatch(pattern, word)), None)
    if whole is not None:
        return whole
    said = [(found, match) for found, pattern in _WORDS if (match := re.search(pattern, word))]
    if said and said[0][0] == "visit":
        return None if _is_denied(word, *said[0]) else "visit"
    if len({found for found, _ in said}) != 1:
        return None                                       # 合法/违法: the form's own choice, not an answer
    return None if _is_denied(word, *said[0]) else said[0][0]


def _asks(heading: str, name: str) -> bool:
    """Return whether a plain 是 below a heading says this: not below 是否未违法, nor below 有无合法手续."""
    before, has, after = heading.partition(name)
    return bool(has) and not _NOT.search(before.replace("是否", "").replace("有无", "")) and not _AFTER.search(after)


def _is_denied(word: str, verdict: Verdict, match: re.Match[str]) -> bool:
    """Return whether what stands around a word may turn it round, so that a person has to read it."""
    after = _AFTER.search(word[match.end():]) if verdict in ("legal", "illegal") else None
    return bool(_NOT.search(word[:match.start()]) or after)


def propose(frame: pd.DataFrame, told: Sequence[str] = ()) -> Proposal:
    """Return what the columns of a file of patches seem to mean.

    Parameters
    ----------
    told : "role=heading" as the layer's declaration says; these win.
    """
    headings = [str(name) for name in frame.columns if str(name) != "geometry"]
    given = dict(one.split("=", 1) for one in told if "=" in one)
    found = [Column(role, heading, "heading") for role, heading in given.items() if role in ROLES and heading in headings]
    taken = {one.heading for one in found}
    for role, words in ROLES.items():
        if role in given:
            continue
        at = [(rank, heading) for heading in headings if heading not in taken and (rank := _rank(heading, words)) is not None]
        if at:
            heading = min(at, key=lambda one: one[0])[1]
            found.append(Column(role, heading, "heading"))
            taken.add(heading)
    if "verdict" not in given and all(one.role != "verdict" for one in found):
        shares = {heading: _share(frame[heading], heading) for heading in headings if heading not in taken}
        best = max(shares, key=lambda heading: shares[heading], default="")
        if best and shares[best] >= LEAST_SHARE:
            found.append(Column("verdict", best, "words"))
    heading = next((one.heading for one in found if one.role == "verdict"), "")
    counts: dict[str, int] = dict.fromkeys((*VERDICTS, ""), 0)
    unknown: dict[str, int] = {}
    for text in frame[heading] if heading else ():
        verdict = read_verdict(text, heading)
        if verdict is None:
            unknown[str(text).strip()] = unknown.get(str(text).strip(), 0) + 1
        else:
            counts[verdict] += 1
    return Proposal(tuple(found), counts, tuple(sorted(unknown.items(), key=lambda one: -one[1])))


def _rank(heading: str, words: Iterable[str]) -> tuple[int, int] | None:
    """Return how well a heading fits a role, lower is better: the very word before one inside it; None where it does not."""
    folded = _fold(heading)
    for n, word in enumerate(words):
        if folded == word:
            return 0, n
    return next(((1, n) for n, word in enumerate(words) if len(word) > 2 and word in folded and not word.isascii()), None)


def _share(values: pd.Series, heading: str) -> float:
    said = [read_verdict(text, heading) for text in values]
    words = [one for one in said if one != ""]
    return sum(one is not None for one in words) / len(words) if words else 0.0


def _fold(text: object) -> str:
    plain = unicodedata.normalize("NFKC", "" if text is None else str(text)).casefold()
    return re.sub(r"[\s_()（）:：,，.。-]", "", plain) if len(plain) > 1 else plain
