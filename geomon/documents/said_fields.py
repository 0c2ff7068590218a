"""What sentences name by the words of fields: until when (要求2024年底前完成整改, 整改时限为…) and who (由某局牵头整改, 责任单位为…)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from geomon.deadlines import find_dates
from geomon.documents.draft import Draft, Piece
from geomon.documents.units import looks_like_unit
from geomon.progress import STEPS

if TYPE_CHECKING:
    from geomon.documents.sentences import Said

_DUTY = (
    "(?:整改到位|完成整改|整改完成|整改完毕|全面完成|完成|整改|办结|销号|拆除|关停|清理|治理|恢复)"
    f"(?![^，,。；;]{{0,8}}(?:{STEPS})(?!所|中|确|规|明|要求|内))"
)
"""What is demanded: the whole, and no step before it (完成整改方案编制)."""
_DAY = "(?:(?:(?:19|20)[0-9]{2}年)?[0-9]{1,2}月(?:[0-9]{1,2}日|底|末)?|(?:19|20)[0-9]{2}年(?:年?[底末])?)"
_UNTIL = re.compile(
    f"(?:要求|责令|限期?|须|应当?|务必|确保|督办|督促|(?<![聘邀申])请)[^。；;]{{0,40}}?(?P<by>{_DAY}(?:之?前|[底末]|以前))[^。；;，,]{{0,24}}?{_DUTY}"
    f"|(?:要求|责令|限期?|须|应当?|务必)[^。；;]{{0,40}}?(?P<within>[^。；;，,]{{0,14}}?(?:之日起|后)?[0-9一二三四五六七八九十]{{1,3}}个?(?:工作日|日|天|月)(?:以?内))[^。；;，,]{{0,24}}?{_DUTY}"
)
_SAID_DEADLINE = re.compile(
    "(?:(?:整改|完成|办结|治理|整治|清理|拆除|任务|问题|要求|明确|确定)的?(?:时限|期限)|完成时间|(?:^|(?<=[，,。；;]))[ 　]*时限)"
    "[为是至定]{1,2}[：: ]?"
    f"(?P<by>[^，,。；;（(]{{0,4}}?{_DAY}(?:之?前|以前)?)(?=[，,。；;、（(]|$)"
)
"""整改时限为…; a licence, a lease and a stop of production have 期限 of their own."""
_PLANNED = re.compile(
    f"(?:方案|清单|台账|要求|任务)(?:中)?(?:明确|规定|提出|确定|安排|要求)[^。；;]{{0,40}}?"
    f"(?P<by>{_DAY}(?:之?前|[底末]|以前))[^。；;，,]{{0,24}}?{_DUTY}"
)
_RENEWED, _FORMER = re.compile("重新|调整|延[期长至]|顺延|变更"), re.compile("原(?:定|先|来|计划|整改|方案|要求|明确)")
_MISSED = re.compile("[^。]{0,12}(?:逾期|到期|未(?:按期|如期|按时|能))")
_SAID_UNITS = re.compile(
    "(?:^|(?<=[，,。；;、和]))[ 　]*(?:(?:该|此|本)项?(?:问题|任务)的?)?(?P<word>(?:整改)?"
    "(?:责任|主体|实施|承办|牵头|配合|督导|督办|验收|监管)(?:责任)?单位)(?:为|是|系)(?P<units>[^，,。；;为是]{2,60})"
)
_ANSWERS_FOR = re.compile(
    "(?:(?:该|此|本)项?(?:整改)?(?:任务|问题)|整改(?:任务|工作)?)(?:整改)?由(?P<units>[^，,。；;由]{2,40}?)"
    "(?:具体|全面|牵头|组织)?(?:负责|承担|实施)(?:组织)?(?:整改)?(?:[，,](?:由)?(?P<others>[^，,。；;由]{2,40}?)(?:协助)?配合(?=[，,。；;]|$))?"
)
"""该项任务由某局负责，某镇人民政府配合."""
_SAID_ROLE = {
    "牵头": "lead",
    "配合": "cooperating",
    "督导": "supervising",
    "督办": "supervising",
    "监管": "supervising",
    "验收": "acceptance",
}
_BESIDES = "(?![^，,。；;]{0,12}(?:资金|经费|问责|追责|论证|评估|会议))"
_REMEDY = "整改|治理|整治|清[理运淤退]|拆除|关[停闭]|取缔|封堵|修[复建]|恢复|截污|搬迁|疏浚|复绿|覆土|负责|落实|方案|会同|联合|建设|实施"
_LED = re.compile(
    f"(?:由(?P<by>[^，,。；;由]{{2,40}}?)牵头{_BESIDES}"
    f"|(?:^|(?<=[，,。；;]))[ 　]*(?!由)(?P<units>[^，,。；;由]{{2,40}}?)牵头{_BESIDES}"
    f"(?=[^，,。；;]{{0,16}}(?:{_REMEDY})|[，,][^，,。；;]{{2,40}}(?:配合|参与)))"
)
"""Who leads the remedy; whoever leads something else besides (牵头开展问责, 牵头筹集资金) answers for that alone."""
_DEEDS = re.compile(
    "已|投[入资]|建成|新建|清运|封堵|拆除(?!到位)|安装|铺设|硬化|修[建复筑]|清[淤退]|更换|改造(?!到位)|绿化|复绿|覆[盖土]|约谈|立案"
)
"""What a sentence tells of that names a field, too, and is no mere demand."""
_CLAUSE = re.compile("[^，,；;。]+")
_DEMAND = re.compile("要求|责令|限期|应当?|确保|务必|时限|期限|方案|交办单")


def deadline_in(told: Sequence[Said], *, named: bool = False) -> Piece | None:
    """Return the words of a day until which it is demanded that the thing be put right; the last that was set, where one was set anew.

    `named`: also a day that sentences call the deadline, or that a plan names (整改时限为…, 整改方案明确…).
    """
    found = [*_demanded(told), *(_called(told) if named else ())]
    return max(found, key=lambda one: one[0], default=(0, None))[1]


def _demanded(told: Sequence[Said]) -> Iterator[tuple[int, Piece]]:
    for one in told:
        for m in _UNTIL.finditer(one.text):
            name = "by" if m["by"] else "within"
            if name == "within" or any(find_dates(m[name], year=2000, month=1)):
                yield _rank(one, m), Piece(((m[name], one.start + m.start(name)),))


def _called(told: Sequence[Said]) -> Iterator[tuple[int, Piece]]:
    for one in told:
        for m in [*_SAID_DEADLINE.finditer(one.text), *_PLANNED.finditer(one.text)]:
            if any(find_dates(m["by"], year=2000, month=1)):
                yield _rank(one, m), Piece(((m["by"], one.start + m.start("by")),))


def _rank(one: Said, m: re.Match[str]) -> int:
    """Return 2 for a day that was set anew, 0 for one that was set before or was missed, 1 for any other."""
    if _RENEWED.search(one.text, 0, m.end()):
        return 2
    return 0 if _FORMER.search(one.text, 0, m.end()) or _MISSED.match(one.text, m.end()) else 1


def fields_in(told: Sequence[Said]) -> dict[str, Piece]:
    """Return the deadline and the units that sentences name by the words of the fields: 整改时限为2024年底，责任单位为某镇人民政府."""
    found: dict[str, Piece] = {}
    for one in told:
        for m in _SAID_UNITS.finditer(one.text):
            if all(map(looks_like_unit, re.split("[、和]", m["units"]))):
                role = next((role for word, role in _SAID_ROLE.items() if word in m["word"]), "responsible")
                found.setdefault(role, Piece(((m["units"], one.start + m.start("units")),)))
        for m in _ANSWERS_FOR.finditer(one.text):
            for name, role in (("units", "responsible"), ("others", "cooperating")):
                if m[name] and all(map(looks_like_unit, re.split("[、和]", m[name]))):
                    found.setdefault(role, Piece(((m[name], one.start + m.start(name)),)))
    if called := [*_called(told)]:
        found["deadline"] = max(called, key=lambda pair: pair[0])[1]
    return found


def leader_in(told: Sequence[Said]) -> Piece | None:
    """Return the units that a sentence lets lead the remedy: 由市水务局牵头整改."""
    for one in told:
        for m in _LED.finditer(one.text):
            name = "by" if m["by"] else "units"
            if all(map(looks_like_unit, re.split("[、和]", m[name]))):
                return Piece(((m[name], one.start + m.start(name)),))
    return None


def take_fields(draft: Draft, told: Sequence[Said], rest: Sequence[Said]) -> list[Said]:
    """Give a draft the deadline and the units that its sentences name; return those of `rest` that tell more than a field."""
    deadline = deadline_in(told, named=True)
    if deadline:
        draft.add("deadline", deadline)
    leader = leader_in(told)
    for role, piece in {**({"lead": leader, "responsible": leader} if leader else {}), **fields_in(told)}.items():
        if role not in draft.pieces:
            draft.add(role, piece)
    return [one for one in rest if _tells_deed(one.text) or not (_holds(one, deadline) or fields_in([one]))]


def _holds(one: Said, piece: Piece | None) -> bool:
    return piece is not None and one.start <= piece.start < one.end


def _tells_deed(text: str) -> bool:
    """Return whether a clause of a sentence tells what was done, and not only what is demanded: 由某镇负责，安装除尘器3套."""
    return any(_DEEDS.search(m.group()) and not _DEMAND.search(m.group()) for m in _CLAUSE.finditer(text))
