"""The acceptance of one mine's restoration: title or opening name the mine, and below stand the works and the verdict.

现将某公司某石灰石矿矿山生态保护修复分期验收情况公示 / 一、主要修复工程 / 二、修复完成情况 / 三、验收结论. No field tells a problem:
the task is called by the mine, and where a sentence says what its working did to land and water, that sentence is the problem.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from geomon.documents.closings import is_closing
from geomon.documents.draft import Draft, Piece
from geomon.documents.genre import is_other
from geomon.documents.numbering import number_in
from geomon.documents.outline import Node, Zone, is_sign_off
from geomon.documents.sentences import Said, sentences

FROM_TABLES = False
WHOLE = True
EXAMPLE = """示例市东坡建材有限公司东坡石灰石矿矿山生态保护修复分期验收情况公示
根据有关通知要求，现对示例市东坡建材有限公司东坡石灰石矿矿山生态保护修复分期验收情况公示：
一、主要修复工程：本期投入120万元，完成平台复绿和截排水沟修建。
二、修复完成情况：本期修复工程已按要求修复到位。
三、验收结论：经专家评审，认定该矿山生态修复分期验收结论为合格。
公示期自发布之日起7个工作日。
"""
_MINE = re.compile(
    "(?P<mine>[^，,。；;：:《》〈〉<>“”、\\s]{4,60}?(?:矿山|矿区|煤矿|[一-龥]矿|采石场|采[砂沙]场|采场|石料场|取土场|砂石场))"
    "(?:[（(]以下简称[^（）()]{1,20}[）)])?(?:20[0-9]{2}年[0-9年月日度至—\\-－]{0,30}(?:时段|期间)?)?"
    "(?:的?矿山)?(?:地质)?(?:生态|环境)(?:环境)?(?:保护)?[与和]?(?:恢复|修复|治理|复绿)[^，,。；;：:]{0,20}?(?:验收|闭坑|销号)"
)
_BEFORE = re.compile("^.*(?:关于|现[将对就]|现[予给]以)|^(?:将|对|就)")
_TITLES = re.compile("《[^》]*》")
_GENERIC = re.compile("(?:历史)?(?:遗留|废弃|生产|新建|在建|关闭|露天|闭坑|重点|全[县市区]|等)+(?:露天)?矿山$|(?:^|[县市区])矿[山区]$")
_VERDICT = re.compile("验收[^，,。；;]{0,10}(?:合格|通过)|通过[^，,。；;]{0,12}验收|符合[^，,。；;]{0,16}验收(?:要求|标准|条件)")
_HARM = re.compile("(?:生态|环境|地质)[^，,。；;]{0,6}问题(?:有|为|是|包括|主要)")
_WORKS = re.compile("^[ 　]*(?:主要)?(?:生态)?(?:修复|治理|复垦|复绿)(?:主要)?(?:工程|工作|内容|措施)(?:内容|情况)?(?:[：:为包]|$)")
_ANOTHER = re.compile("基金|费用|公示|意见反馈|联系")


def find(zone: Zone) -> Sequence[Draft]:
    """Return the task of a notice that a mine's restoration is accepted; none without a verdict, or where a field tells a problem."""
    roles = {label.role for node in zone.nodes for label in node.labels}
    if zone.grids or is_other(zone) or roles & {"problem", "title", "goal", "deadline"}:
        return []
    named = next(_named(zone.nodes), None)
    told = sentences([(node.body, node.body_start) for node in zone.nodes if not is_sign_off(node.text)])
    verdict = [one for one in told if _VERDICT.search(one.text) and "公示" not in one.text[:4] and named and one.start >= named.end]
    if named is None or not verdict:
        return []
    draft = Draft(number_in(zone.title) or "1", "", named.start, zone.nodes[-1].at.end)
    name = Piece(((named.text, named.start),))
    harm = [one for one in told if _HARM.search(one.text)]
    draft.title = named.text
    draft.add("title", name)
    draft.add("problem", Piece(((harm[0].text, harm[0].start),)) if harm else name)
    draft.add("handling", Piece(tuple(line for works in _works(zone.nodes) for line in works.lines)))
    draft.add("verdict", _clause(verdict[-1]))
    return [draft]


def _named(nodes: Sequence[Node]) -> Iterator[Said]:
    """Yield the mine as title or opening name it; nothing where they name several."""
    for n, node in enumerate(nodes[:6]):
        if m := _MINE.search(_TITLES.sub(lambda title: "，" * len(title.group()), node.text)):
            name = m["mine"]
            lead = _BEFORE.match(name)
            at = lead.end() if lead else 0
            if not _GENERIC.search(name[at:]) and len(name) - at >= 4:
                yield Said(name[at:], node.at.start + m.start("mine") + at, n)


def _works(nodes: Sequence[Node]) -> Iterator[Piece]:
    """Yield what was built or planted: the chapters of works and of their completion, or the list below a line that announces it."""
    open_at: list[tuple[str, int]] = []
    for node in nodes:
        colon = re.match("[^，,。；;：:]{2,20}[：:]", node.body)
        starts = bool(_WORKS.match(node.body)) or any(label.role in ("progress", "measures") for label in node.labels)
        if starts or (open_at and (colon or is_closing(node.text) or is_sign_off(node.text) or _VERDICT.search(node.text))):
            yield from ([Piece(tuple(open_at))] if open_at else [])
            open_at = []
        if starts and not _ANOTHER.search(colon.group() if colon else ""):
            at = colon.end() if colon else (0 if re.search("[。；]", node.body) else len(node.body))
            open_at = [(node.body[at:], node.body_start + at)] if node.body[at:].strip() else [("", node.at.end)]
        elif open_at:
            open_at.append((node.text, node.at.start))
    if open_at:
        yield Piece(tuple(open_at))


def _clause(one: Said) -> Piece:
    """Return the clause of a sentence that holds the verdict."""
    *_, m = _VERDICT.finditer(one.text)
    begin = max((k.end() for k in re.compile("[，,；;：:]").finditer(one.text, 0, m.start())), default=0)
    end = next((k.start() for k in re.compile("[，,；;。]").finditer(one.text, m.end())), len(one.text))
    return Piece(((one.text[begin:end], one.start + begin),))
