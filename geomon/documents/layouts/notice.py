"""One task told in a whole document: the notice that it is done (整改完成情况公示), its fields as chapters or as labels.

Each field stands once. Its number is the one that the title or the opening sentence gives the task in the inspection's list; what the
opening says of its state (已整改完成，并通过核查验收) counts beside what the field of progress says.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from geomon.documents.chapters import fields_of_chapters
from geomon.documents.closings import is_put_up, opens_closing
from geomon.documents.complaint_codes import IN_TEXT
from geomon.documents.draft import Draft, Piece
from geomon.documents.genre import is_of_environment, is_other
from geomon.documents.label_words import UNIT_ROLES
from geomon.documents.numbering import NTH, number_in, read_head
from geomon.documents.opening import take_opening
from geomon.documents.outline import Node, Zone, is_sign_off
from geomon.documents.page_furniture import is_source_line
from geomon.documents.parallel import part_alike, part_counted, part_in_groups, problems_said

FROM_TABLES = False
WHOLE = True
EXAMPLE = """示例市督察反馈意见第七项整改任务完成情况公示
现将第七项整改任务完成情况公示如下。
一、整改任务
东坡取土坑尚有两处裸露。
二、整改目标
完成复绿。
三、整改时限
2025年6月底
四、责任单位
市自然资源局
五、整改完成情况
已完成整改。两处取土坑补植灌木，通过验收。
公示期：2025年7月1日至7月7日
"""
_MEANS_PROBLEM = {"title": "problem"}  # 一、整改任务 as a chapter holds the problem's text
_SAYS_SO = re.compile("公示|公告|销号|[交转]办件[^，。；]{0,24}(?:已|完成)")
_NUMBERED_AGAIN = re.compile(
    rf"[ 　]*(?:{NTH}[项条号]"
    r"|[{｛(（【](?:问题)?(?:编号|序号)[^{}｛｝（）()【】]{1,8}(?:[(（][0-9\-—]{1,9}[)）])?[}｝)）】])[，,：:、。 　]*"
)
"""The task's number where the field of the problem prints it once more: 第七项，…; （编号7）：…."""
_QUOTED_NUMBER = re.compile(
    f"[ 　]*[^，。；：:“”]{{4,24}}(?:反馈|指出|交办)(?:的|问题)?{NTH}[项条号](?:问题|任务)?[：:]"
)
"""…督察反馈第三十项问题：, whose words open the field of the problem."""
_PAPER = re.compile(f"[ 　]*[（(【]?{NTH}[号期][）)】]?[ 　]*")
"""（第3号） on a line of its own counts the office's notices, no tasks."""
_REACHED = re.compile("[ 　]*整改目标(?:落实|完成|达成|实现)?(?:情况)?[。：: 　]*$")
_COMPLAINT = re.compile(
    "[ 　]*(?:(?:受理)?编号[：:][ 　]*[A-Z0-9]{6,30}号?[。；]?[ 　]*$|[一-龥]{0,4}反映[一-龥]{0,6}[：:]"
    "|[^：:\n]{0,60}(?:举报|投诉|信访|反映)内容[：:]"
    "|[A-Z0-9]{9,30}号?[一-龥]{0,3}件[，,：:]?[一-龥]{0,4}反映[：:，,]?“?)"
)


def find(zone: Zone) -> Sequence[Draft]:
    """Return the one task of a zone whose fields each stand once; none when they repeat or are too few."""
    opened = list(itertools.dropwhile(lambda field: field[1] in ("note", "person"), _without_its_date(fields_of_chapters(zone.nodes))))
    opened = _goal_for_problem(zone, opened)
    roles = [role for _, role, _ in opened]
    told = {"progress", "state", "measures", "goal"} & set(roles) or ({"deadline", *UNIT_ROLES} & set(roles) and len(set(roles)) > 2)
    if len(set(roles)) < 2 or not told or not {"problem", "title"} & set(roles):
        return []
    if any(roles.count(role) > 1 for role in ("problem", "goal", "deadline", "title")) or not _is_single(zone, roles):
        return []
    first, problems = opened[0][0], list[str]()
    draft = Draft("1", "", zone.nodes[first].at.start, zone.nodes[first].at.end)
    for k, (n, role, at) in enumerate(opened):
        stop = opened[k + 1][0] if k + 1 < len(opened) else len(zone.nodes)
        until = _next_label(zone.nodes[n], opened[k + 1][2]) if stop == n else None
        piece = Piece(tuple(_lines(zone.nodes, n, at, stop, last=k + 1 == len(opened), until=until)))
        role = _MEANS_PROBLEM.get(role, role) if "problem" not in roles else role
        if role == "problem":
            problems.append(piece.text)
        draft.add(role, _bare_problem(piece) if role == "problem" else piece)
        draft.end = max(draft.end, piece.end)
    if not draft.pieces.keys() & {"problem", "title"}:
        return []
    number = _number(zone, first, problems)
    draft.number = number or "1"
    take_opening(draft, zone.nodes[:first])
    if number is None and (several := part_alike(draft) or _parted(draft, zone, first)):
        return several
    if any(role == "problem" and "审计" in zone.nodes[n].body[:20] for n, role, _ in opened) and not _is_one_finding(draft, zone):
        return []
    return [draft]


def _parted(draft: Draft, zone: Zone, first: int) -> Sequence[Draft]:
    """Return a task for each counted problem where they stand in groups, or the opening speaks of several: those of one are its sides."""
    said = problems_said(zone.title + "".join(node.text for node in zone.nodes[:first]))
    return part_in_groups(draft, said or ()) or (part_counted(draft, said) if said is not None else ())


def _goal_for_problem(zone: Zone, opened: list[tuple[int, str, int]]) -> list[tuple[int, str, int]]:
    """Let the goal that was reached stand for the problem, where a notice with the task's number in its title prints none."""
    roles = {role for _, role, _ in opened}
    if not opened or roles & {"problem", "title"} or not _REACHED.match(zone.nodes[opened[0][0]].body) or number_in(zone.title) is None:
        return opened
    return [(opened[0][0], "problem", opened[0][2]), *opened[1:]]


def _is_one_finding(draft: Draft, zone: Zone) -> bool:
    """Return whether what an audit found is one thing, and of the environment."""
    lines = [text for piece in draft.pieces.get("problem", []) for text, _ in piece.lines]
    return len(lines) == 1 and is_of_environment(lines[0]) and not is_other(zone)


def _number(zone: Zone, first: int, problem: Sequence[str]) -> str | None:
    """Return the number of the task: the title's, the opening's, the one that the problem prints; else the code of a complaint."""
    above = [node.text for node in zone.nodes[: first + 1] if not is_source_line(node.text) and not _PAPER.fullmatch(node.text)]
    opening = [zone.title, *above]
    told = next((found for text in opening if (found := number_in(text))), None)
    code = next((m.group() for text in [*opening, *(n.text for n in zone.nodes[:12])] if (m := IN_TEXT.search(text))), None)
    printed = next((found for text in problem if "编号" in text and (found := number_in(text[text.find("编号") :]))), None)
    printed = printed or next((number_in(m.group()) for text in problem if (m := _QUOTED_NUMBER.match(text))), None)
    return (code if told and code and told in code else told) or code or printed


def _without_its_date(opened: list[tuple[int, str, int]]) -> list[tuple[int, str, int]]:
    """Leave out a second date: behind the deadline, 六、整改完成时间 says when it was done."""
    dates = [k for k, (_, role, _) in enumerate(opened) if role == "deadline"]
    told = [k for k, (_, role, _) in enumerate(opened) if role == "progress"]
    if len(dates) == 2 and told and dates[0] < told[0] < dates[1]:
        return [*opened[: dates[1]], (opened[dates[1]][0], "note", opened[dates[1]][2]), *opened[dates[1] + 1 :]]
    return opened


def _bare_problem(piece: Piece) -> Piece:
    """Return the problem without the number that it prints again, and without what opens a complaint."""
    lines: list[tuple[str, int]] = []
    for text, at in piece.lines:
        again = _NUMBERED_AGAIN.match(text) or _QUOTED_NUMBER.match(text)
        if not lines and again and again.end() < len(text):
            text, at = text[again.end() :], at + again.end()
        elif not lines and (head := read_head(text)) and head.number > 1 and head.length < len(text) - 8:
            text, at = text[head.length :], at + head.length  # 二十五、…: its number in the plan
        if (complaint := _COMPLAINT.match(text)) is not None:
            text, at = text[complaint.end() :], at + complaint.end()
        if text.strip():
            lines.append((text, at))
    return Piece(tuple(lines)) if lines else piece


def _is_single(zone: Zone, roles: Sequence[str]) -> bool:
    """Return whether the document says that it tells one task, or its chapters are the fields of one."""
    opening = zone.title + "".join(node.text for node in zone.nodes[:4])
    said = _SAYS_SO.search(opening) or any(is_put_up(node.text) for node in zone.nodes[-12:])
    return bool(said) or {"problem", "deadline", "progress"} <= set(roles)


def _next_label(node: Node, value: int) -> int:
    """Return where the next field of a line begins, with its label if it has one."""
    return next((label.start for label in node.labels if label.value == value), value)


def _lines(nodes: Sequence[Node], n: int, at: int, stop: int, *, last: bool, until: int | None = None) -> list[tuple[str, int]]:
    """Return what a field holds, up to node `stop`, or `until` where the next one stands in its own line."""
    lines = [(nodes[n].text[at:until], nodes[n].at.start + at)]
    for node in nodes[n + 1 : stop]:
        text = node.text.strip(" 　")
        signed = last and is_sign_off(text) and any(line.strip() for line, _ in lines)  # alone below 四、责任单位 it is the value
        if opens_closing(text) or signed or any(label.role == "note" for label in node.labels):
            break
        lines.append((node.text, node.at.start))
    return [(text, start) for text, start in lines if text.strip()]
