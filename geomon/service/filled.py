"""Filled dispatch sheets: which row is which task, and what it says that the register does not know yet. Nothing is written here.

A row finds its task by the number in the hidden column; where that is lost, by the words of the task. What the sheet printed itself, the
last report with its date, is no news; what stands beside it is.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz import fuzz

from geomon.documents.cells import Cells
from geomon.documents.numbering import read_head
from geomon.export.reports.dispatch import COLUMNS, NUMBER, asked, printed
from geomon.model import Event, Progress
from geomon.progress import parse_progress
from geomon.service.snapshot import Snapshot
from geomon.status import Profile
from geomon.text import for_sheet

ROLES: dict[str, tuple[str, ...]] = {
    "number": (COLUMNS[0], "编号", "项次", "No."),
    "title": (COLUMNS[1], "任务", "任务名称", "工作任务", "整改任务", "重点工作", "任务内容"),
    "units": (COLUMNS[2], "牵头单位", "责任部门", "单位"),
    "deadline": (COLUMNS[3], "时限", "完成时间", "期限", "整改时限"),
    "text": (COLUMNS[4], "工作进展", "进展情况", "进展", "完成情况", "落实情况", "目前进度"),
    "problem": (COLUMNS[5], "存在的问题", "问题", "存在困难", "困难", "问题及困难"),
    "task": (NUMBER,),
}
"""What a column holds -> its headings, the sheet's own first."""
SAID, GIVEN = ("text", "problem"), ("title", "units", "deadline")
"""The columns that a unit fills, and those that it was given filled."""
FILED = "dispatch"
"""How the body of an event says that it came on a dispatch sheet."""
_NEAR, _SURE, _ALIKE, _AHEAD = 60.0, 90.0, 55.0, 8.0
"""Likeness (0-100) from which a heading is one of ours, from which words alone name a task, below which a row's words are another task's,
and how much the next best task must be behind."""
_HEAD_ROWS = 40
_STAMP = re.compile(r"截至(\d{4}-\d{2}-\d{2})；据台账第(\d+)版")
_ASIDE = re.compile(r"[（(]?[一二三四五六七八九十]+[）)、.．]|(?:填表|填报|制表|审核|联系|报送|备注|说明|注)"
                    r"[人单位时间日期电话]{0,4}\s?[：:]")
"""How the name of a section or a note at the foot begins: such a row goes on with nothing, a person sees it as it is."""
DOUBTS: dict[str, tuple[str, str]] = {
    "words": ("行里的任务文字与这个编号的任务不像", "the words of the row are unlike those of the task with its number"),
    "likeness": ("没有编号，按文字相近认定", "it has no number: taken for this task by its words"),
    "rows": ("由上下几行合成", "put together from several rows"),
    "twice": ("另一行对同一任务另有说法：{}", "another row says otherwise of the same task: {}"),
}
"""What makes a row doubtful, in Chinese and English."""


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """A row of a filled sheet beside what the register holds.

    Attributes
    ----------
    file, sha256, stamp : the file, and from which day and version of the register the sheet was printed; "" where it does not say.
    where : column (a key of `ROLES`) -> name of the cell, 调度!E5; several with commas where rows were put together.
    cells : column -> text of the cell.
    task : id of the task; "" where none was found.
    state : "new" where it says something that the register does not hold, "known", "empty" where nothing was filled in, "loose" where it
        is of no task.
    text, problem : what is new; progress is how the text is understood.
    changed : columns that were given filled and came back otherwise -> (given, came back).
    before : the last report, as the sheet prints it.
    doubts : keys of `DOUBTS` with what fills them.
    """

    file: str
    sha256: str
    stamp: str
    where: Mapping[str, str]
    cells: Mapping[str, str]
    task: str = ""
    state: str = "loose"
    text: str = ""
    problem: str = ""
    progress: Progress | None = None
    changed: Mapping[str, tuple[str, str]] = dataclasses.field(default_factory=dict)
    before: str = ""
    doubts: tuple[tuple[str, str], ...] = ()

    @property
    def place(self) -> str:
        """File and cell of what it says, as the record names it."""
        cell = self.where.get("text" if self.text or not self.problem else "problem") or next(iter(self.where.values()), "")
        return f"{self.file} {cell}".strip()

    @property
    def name(self) -> str:
        """The task's words in the sheet."""
        return self.cells.get("title", "")

    def why(self, which: int) -> list[str]:
        """Return its doubts in words, Chinese (0) or English (1)."""
        return [DOUBTS[kind][which].format(fill) for kind, fill in self.doubts]


def rows_of(file: str, sha256: str, sheets: Sequence[Cells], beside: str) -> list[Line] | None:
    """Return the rows of the sheets that have our columns; None where no sheet has."""
    said = "\n".join((beside, *(cell for sheet in sheets for row in sheet.rows[:_HEAD_ROWS] for cell in row)))
    stamp = f"{found[1]}/{found[2]}" if (found := _STAMP.search(said)) else ""
    lines: list[Line] = []
    any_head = False
    for sheet in sheets:
        head, columns = _columns(sheet)
        if columns is not None:
            any_head = True
            lines += _lines(Line(file, sha256, stamp, {}, {}), sheet, head, columns)
    return lines if any_head else None


def compared(lines: Iterable[Line], snapshot: Snapshot, profile: Profile) -> list[Line]:
    """Return the rows with their tasks and what is new; of rows that say the same of the same task the first."""
    words = {n: _squeezed(snapshot.record(n, _EVER)[1].title or snapshot.record(n, _EVER)[1].problem) for n in range(len(snapshot.threads))}
    joined = _joined([_tied(line, snapshot, words) for line in lines])
    found = [judged(line, snapshot, profile) for line in joined]
    seen: set[tuple[str, str, str]] = set()
    kept = []
    for line in found:
        key = line.task, _squeezed(line.text), _squeezed(line.problem)
        if line.state != "new" or key not in seen or line.changed:
            kept.append(line)
        if line.state == "new":
            seen.add(key)
    others: defaultdict[str, list[Line]] = defaultdict(list)
    for line in kept:
        if line.state == "new" and (line.text or line.problem):
            others[line.task].append(line)
    return [dataclasses.replace(line, doubts=(*line.doubts, ("twice", next(o.place for o in others[line.task] if o is not line))))
            if line.state == "new" and len(others[line.task]) > 1 and line in others[line.task] else line for line in kept]


def judged(line: Line, snapshot: Snapshot, profile: Profile) -> Line:
    """Return a row of a known task with what it says that the register does not hold; any other as it is."""
    thread = snapshot.thread_of.get(line.task)
    if thread is None:
        return dataclasses.replace(line, task="", state="loose")
    ident, _, task, status = snapshot.stand(thread, profile, _EVER)
    events = sorted((e for e in snapshot.told(thread) if e.kind in ("progress", "remarked")), key=lambda e: (e.at, e.seq or 0))
    news = {name: _news(line.cells.get(name, ""), events, name) for name in SAID}
    given = dict(zip(GIVEN, asked(task, status), strict=True))
    printed_once = [asked(one, status) for _, _, one in snapshot.threads[thread].records]  # an older sheet shows an older record
    changed = {name: (given[name], line.cells[name]) for n, name in enumerate(GIVEN) if line.cells.get(name) and _squeezed(line.cells[name])
               not in {_squeezed(shown) for was in (given[name], *(of[n] for of in printed_once)) for shown in (was, for_sheet(was))}}
    told = [e for e in events if e.body.get(FILED) is not None and (not line.stamp or e.body.get("stamp") == line.stamp)]
    said = _squeezed(news["text"]), _squeezed(news["problem"])
    if any(said) and any(said == (_squeezed(str(e.body.get("text") or "")), _squeezed(str(e.body.get("problem") or ""))) for e in told):
        state = "known"
    elif any(said):
        state = "new"
    elif changed:
        state = "known" if any({k: v[1] for k, v in changed.items()} == _came(e) for e in told) else "new"
    else:
        state = "known" if any(line.cells.get(name) for name in SAID) else "empty"
    before = next((printed(e, "text") for e in reversed(events) if e.kind == "progress" and e.body.get("text")), "")
    fresh = news if state == "new" else dict.fromkeys(SAID, "")
    return dataclasses.replace(line, task=ident, state=state, text=fresh["text"], problem=fresh["problem"], before=before, changed=changed,
                               progress=parse_progress(fresh["text"]).progress if fresh["text"] else None)


_EVER = dt.date.max


def _came(event: Event) -> dict[str, str]:
    changed = event.body.get("changed")
    return {str(k): str(v[1]) for k, v in changed.items()} if isinstance(changed, Mapping) else {}


def _news(cell: str, events: Sequence[Event], name: str) -> str:
    """Return what a cell says beside what the sheet had printed into it."""
    for event in reversed(events):
        if event.kind == "progress" and event.body.get(name):
            for old in (for_sheet(printed(event, name)), printed(event, name)):
                if _squeezed(old) == _squeezed(cell):
                    return ""
                if old in cell:
                    return cell.replace(old, "", 1).strip().lstrip("；;。，,").strip()
    return cell


def _columns(sheet: Cells) -> tuple[int, dict[str, int] | None]:
    """Return the row of the headings, and which column holds what; None where no row has a task and its progress."""
    best: tuple[float, int, dict[str, int]] | None = None
    for n, row in enumerate(sheet.rows[:_HEAD_ROWS]):
        found, score = _named(row)
        if "text" in found and ("title" in found or "task" in found) and (best is None or score > best[0]):
            best = score, n, found
    return (best[1], best[2]) if best else (0, None)


def _named(row: Sequence[str]) -> tuple[dict[str, int], float]:
    pairs = sorted(((*_likeness(heading, role), -at, role) for at, heading in enumerate(row) for role in ROLES if heading), reverse=True)
    found: dict[str, int] = {}
    total = 0.0
    for score, _, at, role in pairs:
        if score >= _NEAR and role not in found and -at not in found.values():
            found[role] = -at
            total += score
    return found, total


def _likeness(heading: str, role: str) -> tuple[float, int]:
    """Return how like a heading is to those of a role, and how long the one is that it is like."""
    bare = re.sub(r"[\s（(].*?[)）]|[\s:：*＊]", "", heading)
    if not bare or len(bare) > 20:
        return 0.0, 0
    return max((100.0 if bare == own else 88.0 if own in bare and len(own) > 1 else fuzz.ratio(bare, own), len(own))
               for own in ROLES[role])


def _lines(like: Line, sheet: Cells, head: int, columns: Mapping[str, int]) -> list[Line]:
    heading = {role: _squeezed(sheet.rows[head][at]) for role, at in columns.items()}
    found = []
    for n, row in enumerate(sheet.rows[head + 1:], head + 1):
        cells = {role: _unguarded(row[at]) for role, at in columns.items() if at < len(row) and row[at]}
        said = {role: text for role, text in cells.items() if role != "number"}
        if not said or all(_squeezed(text) == heading[role] for role, text in said.items()):
            continue                                       # an empty row, or the headings again on the next page
        if len(said) > 2 and len(set(said.values())) == 1:
            continue                                       # a heading over all columns
        alone = next(filter(None, row)) if sum(map(bool, row)) == 1 else ""
        if (not ({"task", "text", "problem"} & said.keys()) and len(said) == 1) or _is_section(alone):
            continue                                       # a section's name, under whatever column it stands
        found.append(dataclasses.replace(like, cells=cells, where={role: sheet.where(n, columns[role]) for role in cells}))
    return found


def _is_section(text: str) -> bool:
    """Return whether a cell that stands alone in its row names the rows below it: （二）其他方面."""
    head = read_head(text)
    return head is not None and head.style in ("cn(", "一、", "chapter") and len(text) <= 24 and text[-1] not in "。；;，"


def _tied(line: Line, snapshot: Snapshot, words: Mapping[int, str]) -> Line:
    """Return the row with the task that it is of, as far as it says."""
    own = _squeezed(line.cells.get("title", ""))
    if (thread := snapshot.thread_of.get(line.cells.get("task", ""))) is not None:
        alike = not own or fuzz.ratio(own, words[thread]) >= _ALIKE or own in words[thread] or words[thread] in own
        return dataclasses.replace(line, task=line.cells["task"], doubts=() if alike else (("words", ""),))
    if len(own) < 4:
        return line
    ranked = sorted(((fuzz.ratio(own, text), -n) for n, text in words.items()), reverse=True)[:2]
    if not ranked or ranked[0][0] < _ALIKE or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < _AHEAD and ranked[0][0] < 100):
        return line
    if len(ranked) > 1 and ranked[1][0] == 100:            # two tasks of the same words: the sheet must say which
        return line
    ident = snapshot.threads[-ranked[0][1]].ids[-1]
    return dataclasses.replace(line, task=ident, doubts=() if ranked[0][0] >= _SURE else (("likeness", ""),))


def _joined(lines: Sequence[Line]) -> list[Line]:
    """Return the rows; one that has words but no task of its own, below a task, goes on with what was said of that."""
    found: list[Line] = []
    for line in lines:
        last = found[-1] if found else None
        goes_on = last is not None and last.task and not {"title", "task", "number"} & line.cells.keys() and not any(
            map(_ASIDE.match, line.cells.values()))
        split = last is not None and line.task and line.task == last.task and line.cells.get("title") and (
            line.cells.get("title") == last.cells.get("title")) and _sheet_of(line) == _sheet_of(last)
        if last is None or line.file != last.file or _sheet_of(line) != _sheet_of(last) or not (goes_on or split):
            found.append(line)
            continue
        cells, where = dict(last.cells), dict(last.where)
        for name in SAID:
            if line.cells.get(name) and line.cells[name] != last.cells.get(name):
                cells[name] = "\n".join(filter(None, (last.cells.get(name), line.cells[name])))
                where[name] = ", ".join(filter(None, (last.where.get(name), line.where[name])))
        doubts = tuple(dict.fromkeys((*last.doubts, ("rows", "")))) if cells != last.cells else last.doubts
        found[-1] = dataclasses.replace(last, cells=cells, where=where, doubts=doubts)
    return found


def _sheet_of(line: Line) -> str:
    return next(iter(line.where.values()), "").rpartition("!")[0]


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _unguarded(text: str) -> str:
    """Return a text without the quote that the sheet put before a formula sign."""
    return text[1:] if text.startswith("'") and for_sheet(text[1:]) == text else text
