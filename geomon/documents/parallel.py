"""Several tasks told side by side: the problems counted in one field, and in another, counted alike, what is done about each."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from geomon.documents.draft import Draft, Piece
from geomon.documents.fault_words import WRONG
from geomon.documents.numbering import LEVELS, read_head
from geomon.documents.sentences import sentences, state_in
from geomon.documents.told_by_item import told_by_item
from geomon.numerals import CN, to_int
from geomon.progress import parse_progress

_ANSWERS = ("measures", "progress")
_FAULTY = 0.6
"""Of counted problems the share that names a fault."""
_SEVERAL = re.compile(
    rf"(?:(?:已|均)[^，,。；;按]{{0,6}}(?:所有|全部)|(?P<n>[0-9]{{1,2}}|[{CN}两]{{1,3}})[个项条处])(?:反馈|交办|存在|突出|整改|生态|环境)*(?:的)?问题"
)
"""各类问题 and 全部问题 count none, unless all are said to be done."""
_OF_ALL = re.compile(
    "(?:(?:19|20)[0-9]{2}年|[0-9]{1,2}[月日]|截[至止]|目前|现|上述|以上|该|各|所有|全部|均|都|[0-9一二三四五六七八九十两]{1,3}[个项条处]|反馈|存在|问题|"
    "任务|点位|整改|治理|工作|底|末|已|经|由|于|也|并|[，,]){0,16}(?:完成|通过|同意|达到|到位|销号|办结|正在)"
)
"""How a sentence opens that speaks of all at once, and names none of them."""


def problems_said(text: str) -> set[int] | None:
    """Return how many problems an opening counts, an empty set where it says that all are done; None where it speaks of one.

    Examples
    --------
    >>> problems_said("发现4个问题"), problems_said("已完成所有问题整改"), problems_said("该问题已完成整改") is None
    ({4}, set(), True)
    """
    said = list(_SEVERAL.finditer(text))
    counts = {number for m in said if m["n"] and (number := to_int(m["n"].replace("两", "二")))}
    return (counts - {1}) if said and counts != {1} else None


def part_alike(draft: Draft) -> Sequence[Draft]:
    """Return a task for each counted problem where the measures or the progress count as many; none otherwise.

    What is not counted (goal, deadline, units) holds for all of them; what is counted by something else goes with none.
    """
    problems = [part for piece in draft.pieces.get("problem", []) for part in _counted(piece)]
    answers = {role: [part for piece in draft.pieces.get(role, []) for part in _counted(piece)] for role in _ANSWERS}
    alike = {role: parts for role, parts in answers.items() if len(parts) == len(problems)}
    crossed = [role for role, parts in alike.items() if _are_crossed(problems, parts)]
    if crossed and len(crossed) == len(alike):
        return part_counted(draft)
    found = _parted(draft, problems, alike) if alike else ()
    for one in found:
        one.pieces = {role: pieces for role, pieces in one.pieces.items() if role not in crossed}
    return found


def _are_crossed(problems: Sequence[tuple[str, Piece]], parts: Sequence[tuple[str, Piece]]) -> bool:
    """Return whether as many answers as problems are counted by something else: what one tells of is another's problem, which has none.

    1.加强组织领导… 2.农家乐已关停，垃圾已清运: the second names the thing of the first problem, and the first nothing of it.
    """
    asked = [_threes(piece.text) for _, piece in problems]
    told = [_threes(piece.text) for _, piece in parts]
    without = [n for n, words in enumerate(asked) if not words & told[n]]
    return any((asked[n] - asked[k]) & told[k] for n in without for k in range(len(parts)) if k != n)


def _threes(text: str) -> set[str]:
    return {text[n : n + 3] for n in range(len(text) - 2) if re.fullmatch("[一-龥]{3}", text[n : n + 3])}


def part_counted(draft: Draft, said: Collection[int] = ()) -> Sequence[Draft]:
    """Return a task for each counted problem, most of which name a fault, or which are as many as is `said`; none otherwise.

    A count that is said and is another forbids it. What was done is told of all together and goes with none of them, but the state does.
    """
    problems = [part for piece in draft.pieces.get("problem", []) for part in _counted(piece)]
    faults = sum(bool(WRONG.search(piece.text)) for _, piece in problems)
    if (said and len(problems) not in said) or (faults < _FAULTY * len(problems) and not said):
        return ()
    found, state = _parted(draft, problems, {}), _told_of_all(draft)
    for one in found:
        one.pieces = {role: pieces for role, pieces in one.pieces.items() if role not in _ANSWERS}
        if state is not None and "state" not in one.pieces:
            one.add("state", state)
    return found


def _told_of_all(draft: Draft) -> Piece | None:
    """Return the state that the field of progress tells of all at once; None where it tells it of one, or two states."""
    told = sentences([line for piece in draft.pieces.get("progress", []) for line in piece.lines])
    claims = [(one, claim) for one in told if (claim := state_in([one])) is not None]
    if len({parse_progress(claim.text).progress for _, claim in claims}) != 1 or not _OF_ALL.match(claims[-1][0].text.strip(" 　")):
        return None
    return claims[-1][1]


def _parted(draft: Draft, problems: Sequence[tuple[str, Piece]], alike: dict[str, list[tuple[str, Piece]]]) -> Sequence[Draft]:
    if len(problems) < 2:
        return ()
    found = []
    single = told_by_item(draft, len(problems))
    for n, (label, problem) in enumerate(problems):
        one = Draft(str(n + 1), label, problem.start, problem.end, section=draft.section)
        one.pieces = {role: pieces for role, pieces in draft.pieces.items() if role not in ("problem", *alike, *single)}
        one.add("problem", problem)
        for role, told in single.items():
            if (own := told[n]) is not None:
                one.add(role, own)
        for role, parts in alike.items():
            one.add(role, parts[n][1])
        found.append(one)
    return found


def _counted(piece: Piece) -> list[tuple[str, Piece]]:
    """Return the label and the text of each part of a piece all of whose lines are counted from one, each line a part; else nothing."""
    heads = [read_head(text) for text, _ in piece.lines]
    counts = [head.number for head in heads if head and head.style == (heads[0].style if heads[0] else "")]
    if len(counts) != len(heads) or counts != list(range(1, len(counts) + 1)):
        return []
    return [
        (head.label, Piece(((text[head.length :], at + head.length),)))
        for head, (text, at) in zip(heads, piece.lines, strict=True)
        if head is not None
    ]


def part_in_groups(draft: Draft, said: Collection[int] = ()) -> Sequence[Draft]:
    """Return a task for each problem counted below the headings of groups that are counted too: （一）某水库 / 1. 2. / （二）…; else none.

    The group's number goes before the task's, for each group counts from one; the group's heading is the task's section and title. What was
    done need not count as the problems do: only what is said of all (state, deadline, units) goes with each task.
    """
    lines = [line for piece in draft.pieces.get("problem", []) for line in piece.lines]
    heads = [read_head(text) for text, _ in lines]
    styles = list(dict.fromkeys(head.style for head in heads if head))
    if None in heads or len(styles) != 2 or LEVELS[styles[0]] >= LEVELS[styles[1]]:
        return []
    found: list[Draft] = []
    groups: list[int] = []
    expected, section, title = 1, "", Piece(())
    for head, (text, at) in zip(heads, lines, strict=True):
        assert head is not None
        body = Piece(((text[head.length :], at + head.length),))
        if head.style == styles[0]:
            groups.append(head.number)
            expected, section, title = 1, text.strip(" 　"), body
            continue
        if head.number != expected:
            return []
        expected += 1
        one = Draft(f"({_printed(section)}){head.arabic}", head.label, body.start, body.end, section=section)
        one.pieces = {role: pieces for role, pieces in draft.pieces.items() if role not in ("problem", "title", *_ANSWERS)}
        one.add("title", title)
        one.add("problem", body)
        found.append(one)
    faults = sum(bool(WRONG.search(one.pieces["problem"][0].text)) for one in found)
    sure = faults >= _FAULTY * len(found) or len(found) in said
    return found if groups == list(range(1, len(groups) + 1)) and len(groups) >= 2 and sure else []


def _printed(heading: str) -> str:
    """Return the number of a heading as printed, without its brackets."""
    head = read_head(heading)
    return head.label.strip("（()）、. ") if head else ""
