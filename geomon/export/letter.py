"""The draft of a letter of the ladder: a Word file made from a template that a city can replace, each sentence with where it comes from."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from docx.text.paragraph import Paragraph

from geomon.export.fields import fields_in, open_template, paragraphs_of, put, saved
from geomon.export.paper import TaskPaper, units_of
from geomon.model import Event
from geomon.status import Life, Rung
from geomon.text import shortened

BLANK = "________"
"""What stands where a person has still to write."""
_SET_BACK = {"returned": "验收退回", "rebounded": "问题反弹，重新整改"}
_ROLE = {"lead": "牵头单位", "responsible": "责任单位", "acceptance": "验收单位"}


@dataclasses.dataclass(frozen=True, slots=True)
class Fact:
    """A sentence of the letter, and the document or the event of the register that it rests on."""

    text: str
    source: str


@dataclasses.dataclass(frozen=True, slots=True)
class Letter:
    """A letter before it is a file.

    Attributes
    ----------
    number, to : as given; "" leaves a blank.
    about : what it is about, in a few words.
    note : from which state of the register it was made.
    """

    rung: Rung
    task: str
    about: str
    facts: tuple[Fact, ...]
    number: str
    to: str
    day: dt.date
    reply_by: dt.date
    note: str

    @property
    def fields(self) -> Mapping[str, str | Sequence[str]]:
        """What a template can name, in Chinese as its author writes; a list takes the place of a paragraph, once for each line."""
        return {
            "文种": self.rung.title, "发文机关": self.rung.by, "文号": self.number or BLANK, "主送": self.to or BLANK, "事由": self.about,
            "任务编号": self.task, "情况": [f"{n}. {fact.text}〔{n}〕" for n, fact in enumerate(self.facts, 1)],
            "要求": self.rung.asks.replace("{reply_by}", chinese_day(self.reply_by)), "答复期限": chinese_day(self.reply_by),
            "日期": chinese_day(self.day), "依据": [f"〔{n}〕{fact.source}" for n, fact in enumerate(self.facts, 1)], "说明": self.note,
        }


def chinese_day(day: dt.date) -> str:
    """Return a day as letters print it."""
    return f"{day.year}年{day.month}月{day.day}日"


def receivers(rung: Rung, paper: TaskPaper) -> str:
    """Return to whom a letter goes where nobody says otherwise; "" where the record names nobody of that kind."""
    units = paper.task.units
    if rung.to == "county":
        counties = (*(site.county or site.location.county for site in paper.sites), *(m.county for m in paper.task.mentions))
        named = [f"{county}人民政府" for county in dict.fromkeys(filter(None, counties))]
        return "、".join(named or dict.fromkeys((*units.lead, *units.responsible)))
    lead = units.lead or units.responsible
    return "、".join(dict.fromkeys(lead if rung.to == "lead" else (*units.lead, *units.responsible, *units.implementing)))


def letter_of(paper: TaskPaper, rung: Rung, life: Life, day: dt.date, *, number: str, to: str, reply_by: dt.date, note: str) -> Letter:
    """Return a letter on a task.

    Parameters
    ----------
    paper, life : as they stand on `day`.
    """
    task = paper.task
    about = task.title or shortened(task.problem.rstrip("。；"), 25)
    return Letter(rung, paper.id, about, tuple(_facts(paper, life, day)), number, to, day, reply_by, note)


def _facts(paper: TaskPaper, life: Life, day: dt.date) -> Iterator[Fact]:
    task, document, status = paper.task, paper.document, paper.status
    page = f"，第{task.page}页" if task.page else ""
    source = f"文件 {document.source}{page}，第{task.number}项"
    yield Fact(f"《{document.title}》第{task.number}项：{_sentence(task.problem)}", source)
    if units := units_of(task):
        yield Fact(f"责任单位：{units}。", source)
    for event in (e for e in life.steps if e.body.get("step") == "extended"):
        yield Fact(f"{chinese_day(event.at)}批准延期至{_said_day(event.body['due'])}，原时限{_said_day(event.body.get('old'))}"
                   f"（{event.body.get('paper') or '未记文号'}）。", _entry(event))
    if task.deadline.text:
        read = f"，即{chinese_day(task.deadline.due)}" if task.deadline.due and task.deadline.text != task.deadline.due.isoformat() else ""
        yield Fact(f"方案时限：{task.deadline.text}{read}。", source)
    if status.due is not None and status.days_left is not None:
        left = status.days_left
        said = f"已超过时限{-left}天" if left < 0 else f"距时限还有{left}天"
        yield Fact(f"截至{chinese_day(day)}，{said}（时限{chinese_day(status.due)}）。", f"由时限{status.due}与{day}算得")
    yield from _said(paper, day)
    for event in (e for e in life.steps if e.kind in _SET_BACK):
        yield Fact(f"{chinese_day(event.at)}{_SET_BACK[event.kind]}：{_sentence(str(event.body.get('reason') or ''))}", _entry(event))
    for event in life.letters:
        yield Fact(f"{chinese_day(event.at)}已发《{event.body.get('title') or event.body.get('step')}》"
                   f"（{event.body.get('paper')}），要求于{_said_day(event.body.get('reply_by'))}前答复。", _entry(event))
    if life.letters:
        answer = life.replied
        yield Fact(f"{chinese_day(answer.at)}收到答复：{_sentence(str(answer.body.get('text')))}", _entry(answer)) if answer else Fact(
            f"截至{chinese_day(day)}，未登记对最近一份函件的答复。", f"台账截至{day}的全部记录")


def _said(paper: TaskPaper, day: dt.date) -> Iterator[Fact]:
    """Yield the last word on progress and the last visit, or that there is none."""
    told = [e for e in paper.events if e.kind == "progress" and e.at <= day]
    if told:
        last = told[-1]
        words = str(last.body.get("text") or "") or f"报告“{paper.status.reason}”"
        yield Fact(f"最近一次进展报告（{chinese_day(last.at)}）：{_sentence(words)}", _entry(last))
    else:
        yield Fact(f"截至{chinese_day(day)}，台账没有此项任务的进展报告。", f"台账截至{day}的全部记录")
    if visits := [e for e in paper.events if e.kind == "visit" and e.at <= day]:
        yield Fact(f"最近一次现场检查（{chinese_day(visits[-1].at)}）：{_sentence(str(visits[-1].body.get('text') or '未写明'))}",
                   _entry(visits[-1]))


def _said_day(value: object) -> str:
    """Return a day as an event holds it in the words of a letter."""
    return chinese_day(dt.date.fromisoformat(str(value))) if value else "未写明"


def _entry(event: Event) -> str:
    said = f"，文件 {event.source}" if event.actor == "document" else ""
    return f"台账第{event.seq}条（{event.at}）{said}"


def _sentence(text: str) -> str:
    """Return a text on one line, at most 200 letters, with an end."""
    line = " ".join(text.split())
    line = f"{line[:200]}…" if len(line) > 200 else line
    return line if not line or line[-1] in "。！？；…" else f"{line}。"


def template_of(folder: Path, rung: Rung, shipped: Path) -> Path:
    """Return the file a letter is made from: its own, the workspace's for all letters, else the one that came with geomon."""
    return next((path for path in (folder / f"{rung.name}.docx", folder / "letter.docx") if path.is_file()), shipped / "letter.docx")


def fill(letter: Letter, template: Path) -> bytes:
    """Return the letter as a Word file.

    Raises
    ------
    SettingsError
        If the template is no Word file, or names a field that there is not.
    """
    where = f"letters/{template.name}"
    book = open_template(template, where)
    fields = letter.fields
    for paragraph in list(paragraphs_of(book)):
        names = fields_in(paragraph.text, fields, where)
        if len(names) == 1 and not isinstance(value := fields[names[0]], str):
            _repeat(paragraph, names[0], value)
        elif names:
            put(paragraph, {name: value if isinstance(value, str) else "".join(value) for name, value in fields.items()})
    return saved(book)


def _repeat(paragraph: Paragraph, name: str, lines: Sequence[str]) -> None:
    """Put a paragraph's place a copy of it for each line; none at all for no line."""
    for line in lines:
        made = copy.deepcopy(paragraph._p)
        paragraph._p.addprevious(made)
        put(Paragraph(made, paragraph._parent), {name: line})
    paragraph._p.getparent().remove(paragraph._p)
