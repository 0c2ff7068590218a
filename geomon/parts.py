"""Whether words before a deed say that only a part was done (部分企业已完成整改), or name what was done: 部分企业超标排放问题已完成整改."""

from __future__ import annotations

import re

SOME = "部分(?!内容的)|个别|多数|少数"
ONE_OF = "第[一二三四五1-5](?:阶段|期)|(?<!第)一期(?!间)|其中(?!.{0,40}(?:均|全部))"
PART = f"{SOME}|{ONE_OF}"
"""What speaks of a part."""
_SOME, _OTHER = re.compile(SOME), re.compile(ONE_OF)
_CERTAIN = re.compile("(?:[该此]|上述|剩余|其余|余下|超[占建范围出]{1,3}|新增|扩建|违[建占法]{1,2}|遗留|未[一-龥]{2,4})的?$")
"""Before 部分: a part that is told apart from the others, and whole in itself (剩余部分, 超占部分)."""
_NAMED_ITSELF = re.compile(
    "(?:占用|侵占)(?:(?!问题|任务|整改)[一-龥]){1,6}$|(?:[林耕草湿农园]地|用地|土地|红线|[保护核心缓冲厂库矿景]{1,2}区)(?:内|外|范围)?$"
)
"""Before 部分 that stands right before the deed: the land that it is a part of, 占用林地部分已完成整改."""
_ADVERBS = re.compile("(?:均|都|已|已经|全部|全面|基本|如期|按[期时]|顺利|现|也|[（(）)]){0,4}")
_SUBJECT = "企业|公司|单位|[县市区镇乡村]|街道|社区|小区|点位|断面|[厂矿场站户店库]|工地|园区|路段|河段|区域|地块|项目|管网|设施|商户"
_FAULT = "[未没不无违偷乱超破损渗溢淤堵缺毁倒漏差]|直排|排放|裸露|扬尘|噪声|异味|恶臭|油烟|滞后|露天|侵占|占用|老化"
_PROBLEM = re.compile(f"[一-龥]{{0,12}}?(?:{_SUBJECT})[一-龥、]{{0,6}}?(?:{_FAULT})[一-龥、]{{0,12}}?问题[一-龥]{{0,6}}$")
"""The name of a problem, in which 部分 tells who or what it is about."""
_FACILITY = re.compile("(?:[场库厂池坑堤坝坡沟渠站井墙仓棚]|管网|管道|路面|屋面|设施|厂区)$")
_DAMAGED = re.compile("[的]?(?:破损|损坏|损毁|受损|开裂|老化|脱落|坍塌|渗漏|淤堵)(?:的)?[一-龥]{2,}")
"""The part that is broken is all there is to mend: 堆场部分破损防渗膜已完成修复."""


def names_part(before: str) -> bool:
    """Return whether what stands before words of being done, in one clause, says that they are of a part only.

    Examples
    --------
    >>> [names_part(said) for said in ("部分企业", "部分问题", "目前大部分", "个别", "其中3处")]
    [True, True, True, True, True]
    >>> [names_part(said) for said in ("部分企业超标排放问题", "该部分问题", "超占部分", "占用林地部分", "堆场部分破损防渗膜")]
    [False, False, False, False, False]
    """
    if _OTHER.search(before):
        return True
    return any(not _names_the_thing(before[: m.start()], m.group(), before[m.end() :]) for m in _SOME.finditer(before))


def _names_the_thing(ahead: str, word: str, behind: str) -> bool:
    """Return whether 部分 and the like, with what stands around them, name the thing that was done."""
    if word == "部分" and _CERTAIN.search(ahead):
        return True
    if word == "部分" and _ADVERBS.fullmatch(behind):
        return bool(_NAMED_ITSELF.search(ahead))
    return bool(_PROBLEM.match(behind)) or (word == "部分" and bool(_FACILITY.search(ahead) and _DAMAGED.match(behind)))
