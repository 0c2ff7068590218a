"""A layout's draft -> `Task`: every piece read the same way, whatever the layout."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re

from geomon.deadlines import parse_deadline
from geomon.divisions import named
from geomon.documents.aims import DONE, IN_TIME, UNDER_WAY
from geomon.documents.annual import is_called_by_deed
from geomon.documents.checks import check_task
from geomon.documents.county_of_units import with_county_of_units
from geomon.documents.doubts import span_of, task_doubts
from geomon.documents.draft import Draft, Piece
from geomon.documents.in_brackets import take_deadline
from geomon.documents.label_words import UNIT_ROLES
from geomon.documents.measures import read_measures
from geomon.documents.mentions import find_mentions
from geomon.documents.milestones import find_milestones
from geomon.documents.problem_titles import names_problem
from geomon.documents.quantities import find_quantities
from geomon.documents.region import Region
from geomon.documents.row_names import with_row_name
from geomon.documents.source import Source
from geomon.documents.state_in_heading import take_state
from geomon.documents.to_come import so_far
from geomon.documents.told_state import told_state
from geomon.documents.units import Unit, parse_units
from geomon.model import Claim, Deadline, Doubt, Field, Kind, Measure, Mention, Task, Units
from geomon.progress import parse_progress

_ANOTHER_ROLE = re.compile("[ 　]+(?:督导|督办|配合|协办|验收|监督)单位.*$", re.DOTALL)
_HELPING = re.compile("[，,；;](?P<units>[^，,；;。]{2,60})配合[。]?$")
"""…，市财政局、生态环境局配合 at the end of a field of units that answer."""
_ALREADY = re.compile("(?:目前|现|均|全部)?已[^，。；]{0,12}$")
_SENTENCE = re.compile(r"[^。！？]*[。！？]?[”’）]*")


@dataclasses.dataclass(frozen=True, slots=True)
class Context:
    """What a task leans on beyond its own pieces; `sure`: `said` is more than the year that the text names most."""

    source: Source
    region: Region | None
    year: int | None
    month: int | None
    kind: Kind
    issued: dt.date | None
    said: dt.date | None
    part: int | None
    sure: bool = True

    def so_far(self, text: str) -> str:
        """Return a text without what it says of days to come."""
        return so_far(text, self.year, self.said, sure=self.sure)

    def surely_so_far(self, text: str) -> str:
        """Return it without what may be an aim of the year that the document speaks of, too."""
        return so_far(text, self.year, self.said, sure=self.sure, certain=True)


def read_task(draft: Draft, context: Context) -> Task:
    """Return the task that a draft outlines."""
    _place_content(draft)
    take_deadline(draft)
    take_state(draft, reported=_tells_in_time(draft, context))
    title, problem = _title_and_problem(draft)
    deadline = _deadline(draft, context)
    claim, told = told_state(draft, context.so_far)
    if claim.progress is None and deadline.due is None and _ALREADY.match(deadline.text):
        claim = parse_progress(deadline.text)  # 整改时限：已完成整改
    of_a_year = not context.sure and claim.progress in DONE and told_state(draft, context.surely_so_far)[0].progress != claim.progress
    measures, reported = _measures(draft, told)
    following = tuple(m for piece in draft.pieces.get("ahead", []) for m in read_measures(piece))  # 下步打算 beside what was done
    to_do = context.kind == "workplan" or is_called_by_deed(draft)  # an annual plan's task, 推进渣堆治理
    if to_do and not measures:
        told_by = draft.pieces.get("problem") or ([draft.head] if draft.head else [])
        measures = tuple(m for piece in told_by[:1] for m in read_measures(piece) if m.number)  # 一是…二是… in its text
        measures = measures if len(measures) > 1 else ()
    itself = (Measure(None, problem, (draft.start, draft.end)),) if to_do else ()
    dated = measures or itself
    steps = tuple(Measure(None, piece.text, (piece.start, piece.end)) for piece in draft.pieces.get("step", []))
    ahead = () if reported else tuple(m for piece in told for m in read_measures(piece))  # what a report still owes: 剩余7亩3月底前移栽
    milestones = tuple(
        milestone
        for some, of_report in (((*dated, *steps), reported), (following, False), (ahead, True))
        for milestone in find_milestones(
            some,
            text=context.source.text,
            year=context.year,
            month=context.month,
            said=context.said,
            reported=of_report,
            until=deadline.latest or deadline.due,
        )
    )
    head = draft.pieces.get("problem") or ([draft.head] if draft.head else draft.pieces.get("title", []))
    goals = draft.pieces.get("goal", [])
    titles = draft.pieces.get("title", [])
    apart = [piece for piece in titles if piece not in head and piece.text.strip() not in problem]  # a column of names
    texts = (
        [("problem", piece) for piece in [*apart, *head]]
        + [("goal", piece) for piece in goals]
        + [("measures", piece) for piece in [*draft.pieces.get("measures", []), *draft.pieces.get("ahead", []), *told]]
    )
    said = [(q, piece) for _, piece in texts for q in find_quantities(piece.text)]
    quantities = tuple(dataclasses.replace(q, span=(piece.place(q.span[0]), piece.place(q.span[1]))) for q, piece in said)
    goal = "\n".join(piece.text for piece in goals).strip() or None
    units = _units(draft, context.region)
    mentions, unsure = find_mentions(texts, context.region)
    for role, where in (("finding", "problem"), ("handling", "measures")):
        if not mentions and role in draft.pieces:  # a petition that names no place: who looked into it does
            mentions, more = find_mentions([(where, piece) for piece in draft.pieces[role]], context.region)
            unsure = (*unsure, *more)
    if draft.layer and titles:
        mentions = with_row_name(mentions, titles[0], draft.layer)
    task = Task(
        number=draft.number,
        label=draft.label,
        problem=problem,
        part=context.part,
        section=draft.section,
        title=title,
        goal=goal,
        deadline=deadline,
        status=claim,
        units=units,
        measures=(*measures, *following),
        milestones=milestones,
        quantities=quantities,
        mentions=_with_county(mentions, units, draft.county, context),
        span=(draft.start, draft.end),
        page=context.source.page_at(draft.start),
        fields=_fields(draft, head, claim),
    )
    doubts = (
        *draft.doubts,
        *task_doubts(task, context.kind, context.issued),
        *check_task(task, context.source.text),
        *([Doubt("state-undated", "progress", (claim.text[-40:],), span_of(task, "progress"))] if of_a_year else ()),
        *(Doubt("place-unsure", "place", (m.name,), m.span, ("", m.layer)) for m in unsure),
    )
    return dataclasses.replace(task, doubts=doubts)


def _tells_in_time(draft: Draft, context: Context) -> bool:
    """Return whether a bracket 按期完成 tells what was done: in a report, once its day has come, unless what stands below goes on."""
    if context.kind != "progress":
        return False
    deadline = _deadline(draft, context)
    due = deadline.latest or deadline.due
    if context.sure and context.said and due and due > context.said:
        return False
    pieces = [draft.head, *draft.pieces.get("title", []), *draft.pieces.get("problem", [])]
    heads = [draft.title or "", *(piece.text for piece in pieces if piece)]
    return not any(map(IN_TIME.search, heads)) or claim_of(draft, context).progress not in UNDER_WAY


def claim_of(draft: Draft, context: Context) -> Claim:
    """Return what a draft's fields say of its state."""
    return told_state(draft, context.so_far)[0]


def _place_content(draft: Draft) -> None:
    """Put 工作内容 where it belongs: it is the measures of a task that has a problem or a title, and else the problem itself."""
    content = draft.pieces.pop("content", [])
    if content:
        named = (draft.head is not None and bool(draft.head.text.strip())) or draft.title or {"problem", "title"} & draft.pieces.keys()
        counted = any(len(read_measures(piece)) > 1 for piece in content)
        only_called = "title" in draft.pieces and "problem" not in draft.pieces and not draft.head and not counted  # 项目名称 | 主要内容
        measures = named and not only_called and "measures" not in draft.pieces
        draft.pieces.setdefault("measures" if measures else "problem", []).extend(content)
    goals = draft.pieces.get("goal", [])
    if not {"measures", "handling"} & draft.pieces.keys() and any(len(read_measures(piece)) > 1 for piece in goals):
        draft.pieces["measures"] = draft.pieces.pop("goal")  # 整改要求 that counts its steps and has no measures beside it


def _fields(draft: Draft, head: list[Piece], claim: Claim) -> tuple[Field, ...]:
    """Return where each field stands; the progress only as far as its claim goes, for the rest of it are measures."""
    pieces = {"problem": head} | {name: draft.pieces.get(name, []) for name in ("title", "goal", "deadline", "measures", *UNIT_ROLES)}
    pieces["measures"] = [*pieces["measures"], *draft.pieces.get("ahead", [])]
    pieces["acceptance"] = pieces["acceptance"] or pieces["supervising"]
    del pieces["supervising"]
    found = [Field(name, (piece.start, piece.end)) for name, several in pieces.items() for piece in several]
    for piece in [piece for role in ("answer", "state", "progress", "verdict") for piece in draft.pieces.get(role, [])]:
        at = piece.text.find(claim.text) if claim.text else -1
        if at >= 0:
            found.append(Field("progress", (piece.place(at), piece.place(at + len(claim.text)))))
            break
    return tuple(sorted(found, key=lambda field: field.span))


def _with_county(found: tuple[Mention, ...], units: Units, column: str, context: Context) -> tuple[Mention, ...]:
    """Return the places; where no sentence tells a county, the table's column does, or the only county that answers for the task."""
    if column and (county := _county_of_column(column, context.region)):
        return tuple(dataclasses.replace(mention, county=mention.county or county) for mention in found)
    return with_county_of_units(found, units, context.region)


def _county_of_column(cell: str, region: Region | None) -> str | None:
    """Return the county that a cell names, also where the document tells no city: 示例县, 示例市城区."""
    bare = re.sub(r"\s|(?:主?城|建成)区$", "", cell)
    if region:
        return region.county_in(cell) or region.county(bare)
    rows = [division for division in named(bare) if division.level == "county" and division.name == bare]
    return rows[0].name if len(rows) == 1 else None


def _title_and_problem(draft: Draft) -> tuple[str | None, str]:
    """Return the line or sentence that names the task, and the problem's whole text.

    A line of its own followed by a paragraph is the title and the paragraph the problem; where they run together the problem holds all.
    """
    if stated := draft.pieces.get("problem"):
        problem = "\n".join(piece.text for piece in stated).strip()
        title = (
            draft.title
            or (_one_line(draft.pieces["title"][0]) if "title" in draft.pieces else None)
            or (draft.head.text.strip() if draft.head else None)
        )
        return (title or None), problem
    lines = [text.strip() for text, _ in draft.head.lines if text.strip()] if draft.head else []
    if "title" in draft.pieces:
        lines = [_one_line(draft.pieces["title"][0]), *lines]
    if not lines:
        return draft.title, draft.title or ""
    if draft.title:
        return draft.title, "".join(lines)
    if len(lines) > 1 and names_problem(lines[0]):
        return lines[0].rstrip("。：:"), "".join(lines[1:])
    if len(lines) > 1 and len(lines[0]) <= 60 and not re.search(r"[。；]$", lines[0]) and not re.search("，.*，", lines[0]):
        return lines[0], "".join(lines[1:])
    problem = "".join(lines)
    first = _SENTENCE.match(problem)
    title = first[0].rstrip("。") if first and len(first[0]) <= 32 and len(first[0]) < len(problem) else None
    return title, problem


def _one_line(piece: Piece) -> str:
    return re.sub(r"\s+", "", piece.text)


def _deadline(draft: Draft, context: Context) -> Deadline:
    pieces = draft.pieces.get("deadline", [])
    return parse_deadline("".join(re.sub(r"\n", "", piece.text) for piece in pieces[:1]), year=context.year, month=context.month)


def _measures(draft: Draft, told: list[Piece]) -> tuple[tuple[Measure, ...], bool]:
    """Return the measures and whether they are a report of what was done."""
    stated = draft.pieces.get("measures", [])
    if stated:
        read = tuple(m for piece in stated for m in read_measures(piece))
        if len(stated) > 1 and len(read) == len(stated) and not any(m.number for m in read):  # a row of the table each
            read = tuple(dataclasses.replace(m, number=str(n)) for n, m in enumerate(read, 1))
        return read, False
    if told := [*draft.pieces.get("handling", []), *told]:
        return tuple(m for piece in told for m in read_measures(piece)), True
    return (), False


def _units(draft: Draft, region: Region | None) -> Units:
    """Return units by role; `responsible` holds all of its field, and a mark （牵头） in any of these fields names the lead."""
    roles: dict[str, tuple[str, ...]] = {}
    lead: list[str] = []
    helping: list[str] = []
    for role in UNIT_ROLES:
        texts = [_ANOTHER_ROLE.sub("", piece.text) for piece in draft.pieces.get(role, [])]
        if role == "responsible":
            helping.extend(m["units"] for text in texts if (m := _HELPING.search(text)))
            texts = [_HELPING.sub("", text) for text in texts]
        read: list[Unit] = [unit for text in [*texts, *(helping if role == "cooperating" else [])] for unit in parse_units(text, region)]
        roles[role] = tuple(dict.fromkeys(unit.name for unit in read))
        if role == "responsible":
            lead = [unit.name for unit in read if unit.leads]
    watching = roles.pop("supervising")
    roles["acceptance"] = roles["acceptance"] or watching
    roles["lead"] = roles["lead"] or tuple(lead)
    return Units(**roles)
