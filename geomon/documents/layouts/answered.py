"""Numbered problems, each with an answer below or behind that says how far it is.

（一）某污水厂负荷率低。 / 该问题已完成整改。一是…；二是…。 The answer speaks of its problem as one (该问题, 此项任务) or is a state and no
more (已完成整改，长期坚持。), and stands first or last in what is told; or the heading says it in a bracket, or that of a group for all
below it. A heading above the problem's own paragraph is its title.
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Sequence

from geomon.documents.closings import is_closing
from geomon.documents.draft import Draft, Piece
from geomon.documents.fault_words import FAULT
from geomon.documents.genre import SIGN, is_of_environment, is_other
from geomon.documents.layouts.prose import in_prose
from geomon.documents.numbering import LEVELS, read_head
from geomon.documents.other_matters import is_titled_ours
from geomon.documents.outline import Node, Zone, is_sign_off
from geomon.documents.sentences import is_planned, sentences, state_in
from geomon.documents.state_in_heading import parted
from geomon.documents.state_of_section import claim_of_heading
from geomon.progress import parse_progress

FROM_TABLES = False
LAST = True
EXAMPLE = """示例市关于水污染防治审计发现问题整改情况的函
一、具体整改情况
（一）南坪污水处理厂负荷率低。
该问题已完成整改。一是接通管网3公里；二是关停旧站。
（二）西湾河断面监测数据缺失。
该问题正在整改。已订购监测设备。
"""
_NOW = "(?:(?:截至|截止|到)?(?:目前|当前|现|(?P<day>[0-9年月日底末]{4,11}))[，,]?)?"
_ANSWER = re.compile(
    f"^[ 　]*{_NOW}(?:该|此|本|上述|这一)项?(?:反馈|整改)?(?:问题|任务|事项)(?:的?整改工作|整改任务|整改)?"
    "[，,]?(?P<said>[^。；;：:]{2,40})[。；;，,：:]?"
)
_BARE = re.compile(f"^[ 　]*{_NOW}(?P<said>(?:整改(?:工作|任务)?)?[^。；;：:，,0-9]{{2,14}}(?:[，,、][^。；;：:，,]{{2,12}})?)[。；;]")
"""A first sentence that is a state and no more: 已完成整改，长期坚持。"""
_NAMES = re.compile(f"{FAULT}|问题|[低差慢少小]。?$|^[^，。]{{2,10}}(?:发现|指出)[，,：:]")
"""What a heading says that names a problem; a step that was done says none of it."""
_FAULT = re.compile(FAULT)
_HELD = re.compile("(?P<problem>[^。；;（）()【】]{6,80}[（(【][^（）()【】。；;]{2,24}[）)】])(?![。；;，,、的等及和与]|问题|$)")
_SENTENCE = re.compile("[^。]+。?[”’）]?")
_CLAUSE = re.compile("[^，,；;。]+")
_BEGINS = re.compile("一是|首先|针对|为此|整改(?:以来|中|工作)|[^，。]{2,12}(?:责令|督促|组织|投资|投入|印发|已|建立|开展)")
_ACTS = re.compile(
    "[ 　]*(?:强化|加强|加快|加大|推进|推动|完善|压实|落实|开展|坚持|抓好|狠抓|聚焦|深化|严格|健全|提升|全面|着力|切实|持续|解决|建立|实施"
    "|完成|建成|新建|组织|编制|印发|出台)"
)
_CHAPTER = re.compile("存在|困难|不足|原因|短板|差距|打算|下一?步")
"""What heads a chapter of a report, and names a fault of no place."""
_SHORT = 16
"""Characters of such a heading."""
"""A title of which every problem is ours, also one of minds and duties (思想认识不到位)."""
_STEPS = ("一是", "1(", "⑴")
"""Numbers of steps inside an answer."""
_LONGEST = 600
_ENOUGH, _MOST = 3, 0.6
"""Tasks of which so large a part tells its state, from which on words of news among them (同比下降) do not count."""
_Line = tuple[str, int]


@dataclasses.dataclass(frozen=True, slots=True)
class _Told:
    """What is told of one number: its title and problem, the state where one is said, and what was done; `firm` where it says 该问题.

    `grouped` where the heading above says the state; `number` where a list's own counts the lines and the task has another (1.任务7：…).
    """

    title: _Line | None
    problem: tuple[_Line, ...]
    state: _Line | None
    rest: tuple[_Line, ...]
    firm: bool
    grouped: bool = False
    number: str = ""


def find(zone: Zone) -> Sequence[Draft]:
    """Return a task for each numbered problem that is so answered; none where the zone is no answer to an inspection."""
    if is_other(zone, tells_of_doings=True) or not SIGN.search(zone.title + "".join(node.text for node in zone.nodes[:6])):
        return []
    above = _headings(zone.nodes)
    numbered = [n for n, node in enumerate(zone.nodes) if node.head and node.head.style != "一是"]
    told = {n: one for n in numbered if (one := _numbered(zone.nodes, n, above[n]))}
    stated = {n: one for n, one in told.items() if one.state or one.grouped}
    if not stated:
        return []
    style = Counter(_style(zone.nodes[n]) for n in stated).most_common(1)[0][0]
    first, last = min(stated), max(stated)
    alike = [n for n, one in told.items() if _style(zone.nodes[n]) == style and (first <= n <= last or one.firm)]
    named = [n for n in told if _NAMES.search("".join(text for text, _ in told[n].problem))]
    several = len(stated) >= _ENOUGH and all(sum(n in some for n in alike) >= _MOST * len(alike) for some in (stated, named))
    if not several and is_other(zone):
        return []
    chosen = _firm(zone.nodes, above, told, named)
    if several:
        chosen = sorted({*alike, *(n for n in chosen if _style(zone.nodes[n]) == style)})
    drafts = [_draft(zone.nodes[n], above[n], told[n]) for n in chosen]
    ours = sum(is_of_environment("".join(piece.text for pieces in draft.pieces.values() for piece in pieces)) for draft in drafts)
    if 2 * ours <= len(drafts) and not is_titled_ours(zone.title):
        return []  # an audit finds fault with payrolls, too
    seen: set[str] = set()
    for draft in drafts:
        if draft.number in seen:  # the numbers begin anew below each heading
            draft.number = _mark(draft.section) + draft.number
        if draft.number in seen:
            return []
        seen.add(draft.number)
        draft.doubts.append(in_prose(draft))
    return drafts


def _firm(nodes: Sequence[Node], above: Sequence[str], told: dict[int, _Told], named: Sequence[int]) -> list[int]:
    """Return the numbers that name a problem and say how far it is, with those beside them that do one of both."""
    firm = [n for n in named if told[n].firm and told[n].state]
    places = Counter((_style(nodes[n]), above[n]) for n in firm)
    found = set(firm)
    for n, one in told.items():
        problem = "".join(text for text, _ in one.problem)
        beside = places[_style(nodes[n]), above[n]]
        stated = beside and one.firm and one.state
        faulty = beside > 1 and _FAULT.search(problem) and not (len(problem) <= _SHORT and _CHAPTER.search(problem))
        if (stated or faulty) and not _is_work(problem):
            found.add(n)
    return sorted(found)


def _mark(section: str) -> str:
    """Return the number of a heading as a part of the numbers below it: (二), 二-."""
    head = read_head(section)
    label = head.label.strip("（）()、 ") if head else section[:4]
    return f"({label})" if head and head.style in ("cn(", "1(") else f"{label}-"


def _style(node: Node) -> str:
    return node.head.style if node.head else ""


def _numbered(nodes: Sequence[Node], n: int, section: str) -> _Told | None:
    """Return what is told of the number at a node, with the number that its own words give it."""
    text, at = nodes[n].body.rstrip(), nodes[n].body_start
    own = read_head(text)
    if own is None or own.style not in ("task", "item"):
        return _told(nodes, n, (text, at), section)
    told = _told(nodes, n, (text[own.length :], at + own.length), section)
    return dataclasses.replace(told, number=own.arabic) if told else None


def _told(nodes: Sequence[Node], n: int, heading: _Line, section: str) -> _Told | None:
    """Return what is told of the number at a node; None where nothing stands below, or numbers of an inner level do."""
    level = LEVELS[_style(nodes[n])]
    stop = next((m for m in range(n + 1, len(nodes)) if (other := nodes[m].head) and LEVELS[other.style] <= level), len(nodes))
    below = [(node.text, node.at.start) for node in nodes[n + 1 : stop] if not is_sign_off(node.text) and not is_closing(node.text)]
    steps = all(node.head is None or node.head.style in _STEPS for node in nodes[n + 1 : stop])
    inner = next((k for k, node in enumerate(nodes[n + 1 : stop]) if node.head), len(below))
    if not 6 <= len(heading[0]) <= _LONGEST:
        return None
    if within := _in_bracket(heading, below) or _answered_within(heading, below):
        return within if steps else None
    for k, (text, at) in enumerate(below[: min(inner, 3)]):  # what stands before the answer is the problem, below its heading
        answer = _state_of(text, alone=k == 0)
        if answer is None:
            continue
        (start, end), length, firm = answer
        rest = ((text[length:], at + length), *below[k + 1 :])
        title, problem = (heading, tuple(below[:k])) if k else (None, (heading,))
        return _Told(title, problem, (text[start:end], at + start), rest, firm)
    grouped = claim_of_heading(section).progress is not None
    told = heading
    if not below and (cut := _begins(heading[0])) < len(heading[0]):
        told, below = (heading[0][:cut], heading[1]), [(heading[0][cut:], heading[1] + cut)]
    if not steps or not (below or grouped):
        return None
    closing, firm = _closing_state(below) if below else (None, False)
    if not firm and (closing or grouped) and _is_work(told[0]):
        return None
    return _Told(None, (told,), closing, tuple(below), firm, grouped)


def _in_bracket(heading: _Line, below: Sequence[_Line]) -> _Told | None:
    """Return what a paragraph tells whose first sentence closes with a bracket of its state, or the whole does: 甲河淤塞（已销号）。…."""
    text, at = heading
    first = _SENTENCE.match(text)
    state, problem = parted(first.group(), at) if first else (None, heading)
    if state is not None and first is not None and (below or first.end() < len(text)):
        return _Told(None, (problem,), state.lines[0], ((text[first.end() :], at + first.end()), *below), True)
    if (m := _HELD.match(text)) and (state := parted(m["problem"], at)[0]):  # the line below it was taken for its end
        problem = parted(m["problem"], at)[1]
        return _Told(None, (problem,), state.lines[0], ((text[m.end() :], at + m.end()), *below), True)
    state, (words, _) = parted(text, at)
    cut = _begins(words)
    if state is None or below or cut >= len(words):
        return None
    return _Told(None, ((text[:cut], at),), state.lines[0], ((words[cut:], at + cut),), True)


def _answered_within(heading: _Line, below: Sequence[_Line]) -> _Told | None:
    """Return what a paragraph tells that holds its answer as well: the sentences before it are the problem, those behind it the rest."""
    text, at = heading
    for m in list(_SENTENCE.finditer(text))[1:]:
        answer = _state_of(m.group(), alone=True)
        if answer is None:
            continue
        (start, end), length, firm = answer
        state = (m.group()[start:end], at + m.start() + start)
        cut = _begins(text[: m.start()]) if m.end() >= len(text) and not below else m.start()
        rest = (text[cut : m.start()], at + cut) if cut < m.start() else (text[m.start() + length :], at + m.start() + length)
        return _Told(None, ((text[:cut], at),), state, (rest, *below), firm)
    return None


def _begins(text: str) -> int:
    """Return where the sentences of a paragraph begin that tell what was done; the first is always the problem's."""
    parts = list(_SENTENCE.finditer(text))
    return next((m.start() for m in parts[1:] if _BEGINS.match(m.group())), parts[1].start() if len(parts) > 1 else len(text))


def _state_of(text: str, *, alone: bool) -> tuple[tuple[int, int], int, bool] | None:
    """Return where the state stands in a paragraph that opens with it, how far its clause goes, and whether it speaks of the problem."""
    m, firm = _ANSWER.match(text), True
    if m is None and alone:
        m, firm = _BARE.match(text), False
    if m is None or is_planned(m["said"]) or parse_progress(m["said"]).progress is None:
        return None
    start, end = m.start("said"), m.end("said")
    if m["day"] and "已" not in m["said"] and not re.match("[ 　]*[截到]", text):
        start = m.start("day")  # 2030年全面完成整改: the day decides whether that is to come
    if firm:  # the whole sentence where it goes on: 该问题已完成整改，并长期坚持
        stop = next((k for k in range(m.start(), len(text)) if text[k] in "。；;：:"), len(text))
        whole = text[m.start("said") : stop]
        if stop - m.start("said") <= _STATE and not re.search("[一二]是", whole):
            end = stop
    return (start, end), max(m.end(), end + 1), firm


_STATE = 40
"""Characters of a sentence that says a state."""


def _closing_state(below: Sequence[_Line]) -> tuple[_Line | None, bool]:
    """Return the state that the last sentence of what is told claims, and whether it speaks of the problem: …。目前，该问题已完成整改."""
    text, at = below[-1]
    state, (words, _) = parted(text.rstrip(), at)
    if state is not None and words.strip():
        return state.lines[0], True
    parts = list(_SENTENCE.finditer(text.rstrip()))
    if not parts:
        return None, False
    if answer := _state_of(parts[-1].group(), alone=False):
        return (parts[-1].group()[slice(*answer[0])], at + parts[-1].start() + answer[0][0]), True
    if late := next((m for m in _CLAUSE.finditer(parts[-1].group()) if parse_progress(m.group()).progress == "behind"), None):
        return (late.group(), at + parts[-1].start() + late.start()), False
    said = state_in(sentences([(parts[-1].group(), at + parts[-1].start())]))
    return (said.lines[0], False) if said else (None, False)


def _is_work(text: str) -> bool:
    """Return whether a heading names what an office does, and nothing that is wrong: 强化河道治理."""
    return bool(_ACTS.match(text)) and not re.search("[不未缺]|滞后|薄弱|没有", text)


def _headings(nodes: Sequence[Node]) -> list[str]:
    """Return for each node the heading of an outer level above it, where it is short."""
    found, path = [], dict.fromkeys(range(-1, max(LEVELS.values()) + 1), "")
    for node in nodes:
        level = LEVELS[_style(node)] if node.head else max(path)
        found.append(next((path[k] for k in range(level - 1, -1, -1) if path[k]), ""))
        if node.head:
            path = {k: ("" if k > level else text) for k, text in path.items()} | {level: node.text.strip()}
    return [text if len(text) <= 40 else "" for text in found]


def _draft(node: Node, section: str, told: _Told) -> Draft:
    head = node.head
    assert head is not None
    lines = [*told.problem, *told.rest]
    draft = Draft(told.number or head.arabic, head.label, node.at.start, lines[-1][1] + len(lines[-1][0]))
    draft.section = section
    if told.title:
        draft.add("title", Piece((told.title,)))
    draft.add("problem", Piece(tuple(line for line in told.problem if line[0].strip())))
    if told.state:
        draft.add("state", Piece((told.state,)))
    draft.add("progress", Piece(tuple(line for line in told.rest if line[0].strip())))
    return draft
