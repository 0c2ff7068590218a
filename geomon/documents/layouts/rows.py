"""Tables with one row a task: ledgers, dispatch sheets, lists of tasks, under any wording of their headings."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from geomon.documents.column_headings import names_things, numbers_by_code
from geomon.documents.column_words import (
    answered,
    is_ledger,
    is_of_black_waters,
    tells_of_other_things,
    with_names,
)
from geomon.documents.columns import NEXT, propose
from geomon.documents.draft import Draft, Piece, cell_piece
from geomon.documents.genre import is_of_environment
from geomon.documents.label_words import ROLES, UNIT_ROLES
from geomon.documents.labels import read_labels, role_of
from geomon.documents.legend import legend_of, take_states
from geomon.documents.measures import read_measures
from geomon.documents.numbering import NUMBER_WORD, read_head
from geomon.documents.outline import Zone
from geomon.documents.plan_numbers import take_plan_numbers
from geomon.documents.row_groups import group_column
from geomon.documents.row_names import layer_of_rows
from geomon.documents.source import Cell, Grid
from geomon.documents.tables import split_grid
from geomon.numerals import to_int
from geomon.progress import parse_progress

FROM_TABLES = True
EXAMPLE = """示例市整改任务清单

| 序号 | 反馈问题 | 整改措施 | 责任单位 | 完成时限 |
| --- | --- | --- | --- | --- |
| 1 | 东坡取土坑尚未复绿。 | 补植灌木。 | 市自然资源局、东湖区人民政府 | 2025年6月底 |
| 2 | 南坪水源地标志牌缺损。 | 更换标志牌。 | 市水务局 | 立行立改，长期坚持 |
"""


def find(zone: Zone) -> Sequence[Draft]:
    """Return a task for each row of tables whose headings name a problem and a field that only tasks have."""
    return _find(zone, is_ledger)


def find_reports(zone: Zone) -> Sequence[Draft]:
    """Return the rows of tables that name a problem and its state, and need hold nothing more: beside a plan in the same file."""
    return _find(zone, _is_report)


def _is_report(roles: set[str], *, named: bool) -> bool:  # noqa: ARG001
    return bool(roles & {"problem", "title"} and roles & {"state", "progress", "verdict"})


def _find(zone: Zone, is_of_tasks: Callable[..., bool]) -> Sequence[Draft]:
    if not _is_of_the_genre(zone):
        return []
    drafts: list[Draft] = []
    headings = _headings(zone)
    legend = legend_of(node.text for node in zone.nodes)
    for grid in zone.grids:
        caption, columns, rows = split_grid(grid)
        proposed = propose(columns, [[cell.text for cell in row] for row in rows], grid.named)
        roles = {c.at: c.role for c in proposed if c.role in ROLES}
        waters = is_of_black_waters([*columns, caption, zone.title, *_above(zone, grid.start)])
        if waters:
            roles = with_names(roles, columns)
        if _is_form(grid):
            continue
        if not is_of_tasks(set(roles.values()), named=waters) or tells_of_other_things(columns):
            continue
        number_at, county_at = (next((c.at for c in proposed if c.role == role), None) for role in ("number", "county"))
        if number_at is None:  # petitions that nothing else counts
            number_at = next((c.at for c in proposed if c.role == "ignore" and numbers_by_code(c.heading)), None)
        asking = [c for c in proposed if c.role in ("state", "deadline") or answered(c.heading, "100%")]
        asked = {c.at: c.heading for c in (*(c for c in asking if c.role != "verdict"), *(c for c in proposed if c.role == "verdict"))}
        section = headings.get(grid.start) or (caption if caption != zone.title else "")
        group_at = group_column(columns, [[cell.text for cell in row] for row in rows], roles)
        found = _rows(rows, roles, asked, number_at, county_at, group_at, section, merges=not grid.of_lines)
        title_at = next((n for n, role in roles.items() if role == "title" and names_things(columns[n])), None)
        if title_at is not None:
            for draft in found:
                draft.layer = layer_of_rows(columns[title_at], columns, waters=waters)
        if any(role == "measures" and NEXT.match(columns[n]) for n, role in roles.items()):
            _put_ahead(found)
        take_plan_numbers(found)
        take_states(legend, rows, found)
        drafts.extend(found)
    seen: dict[str, int] = {}
    for draft in drafts:
        seen[draft.number] = seen.get(draft.number, 0) + 1
        if seen[draft.number] > 1:
            draft.number = f"{draft.number}-{seen[draft.number]}"
    return drafts


_NUMBER = re.compile(NUMBER_WORD)
_LEAST_LABELS = 3
_OF_REMEDY = re.compile("整改|反馈|督[察查]|问题|整治|隐患|违法|销号|重点任务|调度|信访|举报")


def _is_of_the_genre(zone: Zone) -> bool:
    """Return whether headings speak of putting right, or any word of the environment: a list of kindergartens to build is set out alike."""
    heads = [cell.text for grid in zone.grids for row in grid.rows[:2] for cell in row]
    if _OF_REMEDY.search(zone.title + "".join([*(grid.caption for grid in zone.grids), *heads])):
        return True
    cells = "".join(cell.text for grid in zone.grids for row in grid.rows for cell in row)
    return is_of_environment(zone.title + cells + "".join(node.text for node in zone.nodes))


def _put_ahead(drafts: Sequence[Draft]) -> None:
    """Tell what comes next in prose from what was done in counted steps, which are then the measures: 一是…二是… | 下步打算."""
    for draft in drafts:
        told = (draft.pieces.get(role, []) for role in ("progress", "measures"))
        done, following = ([m for piece in pieces for m in read_measures(piece)] for pieces in told)
        if sum(m.number is not None for m in done) > 1 and not any(m.number for m in following):
            draft.pieces["ahead"] = draft.pieces.pop("measures", [])


def _is_form(grid: Grid) -> bool:
    """Return whether the first cells are labels of one task (序号 / 反馈问题 / 整改时限): a form, its values beside them."""
    first = [re.sub(r"[\s：:]", "", row[0].text) for row in grid.rows if row]
    told = {role_of(text) or text for text in first if 2 <= len(text) <= 12 and (role_of(text) or _NUMBER.fullmatch(text))}
    labels = sum(bool(role_of(text) or _NUMBER.fullmatch(text)) for text in first)
    return len(told) >= _LEAST_LABELS and labels >= 0.6 * len(first)


def _headings(zone: Zone) -> dict[int, str]:
    """Return the numbered heading right above each table, where the tables of a text stand below one each; else none."""
    found: dict[int, str] = {}
    for grid in zone.grids:
        above = [node for node in zone.nodes if node.at.start < grid.start]
        if above and (head := above[-1].head) and head.style in ("一、", "cn(", "chapter") and len(above[-1].text) <= 50:
            found[grid.start] = above[-1].text.strip(" 　#*")
    return found if len(found) > 1 and len(set(found.values())) == len(found) == len(zone.grids) else {}


def _above(zone: Zone, start: int) -> list[str]:
    """Return what stands above a table."""
    return [node.text for node in zone.nodes if node.at.start < start]


def _rows(
    rows: Sequence[Sequence[Cell]],
    roles: dict[int, str],
    asked: dict[int, str],
    number_at: int | None,
    county_at: int | None,
    group_at: int | None,
    section: str,
    *,
    merges: bool,
) -> list[Draft]:
    drafts: list[Draft] = []
    carried: dict[int, Cell] = {}
    heading = section
    for row in rows:
        filled = [cell for cell in row if cell.text.strip()]
        if len(filled) == 1 and len(row) > 3:
            heading = re.sub(r"\s+", "", filled[0].text)
            continue
        if group_at is not None and group_at < len(row) and row[group_at].text.strip():
            heading = re.sub(r"\s+", "", row[group_at].text)
        number = _number(row, number_at, len(drafts) + 1)
        main = next((row[n] for n, role in roles.items() if role in ("problem", "title", "measures") and n < len(row)), None)
        if (
            number is None
            and drafts
            and (main is None or not main.text.strip() or (number_at is not None and len(drafts) and _goes_on(row, roles)))
        ):
            for n, role in roles.items():
                if n < len(row) and row[n].text.strip():
                    drafts[-1].add(role, cell_piece(row[n]))
            drafts[-1].end = row[-1].span[1]
            continue
        draft = Draft(
            number or str(len(drafts) + 1),
            row[number_at].text.strip() if number_at is not None and number_at < len(row) else "",
            row[0].start,
            row[-1].span[1],
            section=heading,
            county=row[county_at].text.strip() if county_at is not None and county_at < len(row) else "",
        )
        answering = [row[n] for n, role in roles.items() if role in ("lead", "responsible") and n < len(row)]
        merged = merges and bool(answering) and not any(cell.text.strip() for cell in answering)  # a date alone that is lacking is lacking
        for n, role in roles.items():
            if n >= len(row):
                continue
            cell = row[n]
            if cell.text.strip():
                carried[n] = cell
            elif merged and role in (*UNIT_ROLES, "deadline") and n in carried and drafts:
                cell = carried[n]  # merged downwards
            if n in asked and role not in ("verdict", "deadline") and answered(asked[n], cell.text):
                continue
            for own, piece in _split(role, cell_piece(cell)):
                draft.add(own, piece)
        _answer(draft, row, asked, roles)
        drafts.append(draft)
    return [draft for draft in drafts if draft.pieces]


def _answer(draft: Draft, row: Sequence[Cell], asked: dict[int, str], roles: dict[int, str]) -> None:
    """Give a task what the first cell says that answers what its column asks: 是否完成 | 否; a verdict where nothing else is told."""
    for n, heading in asked.items():
        if roles.get(n) == "verdict" and {"state", "progress"} & draft.pieces.keys():
            return
        if n < len(row) and (claim := answered(heading, row[n].text)) and claim.progress:
            if claim.progress == "in_progress" and "是否" in heading and _tells_more(draft):
                return  # 是否销号 | 否 says what is not yet; 达到序时进度 beside it says how it stands
            draft.answer = claim
            draft.add("answer", cell_piece(row[n]))
            return


def _tells_more(draft: Draft) -> bool:
    """Return whether a cell of progress opens with a state."""
    told = (piece.text for role in ("state", "progress") for piece in draft.pieces.get(role, []))
    return any(parse_progress(re.split("[。；;，,\\n]", text.strip(), maxsplit=1)[0]).progress for text in told)


def _split(role: str, piece: Piece) -> list[tuple[str, Piece]]:
    """Return the parts of a cell of units that names their roles itself: 牵头单位：…, 责任单位：…."""
    if role not in UNIT_ROLES:
        return [(role, piece)]
    parts: list[tuple[str, Piece]] = []
    for text, start in piece.lines:
        labels = [label for label in read_labels(text) if label.role in UNIT_ROLES]
        if not labels or labels[0].start > 2:
            parts.append((parts[-1][0] if parts else role, Piece(((text, start),))))
            continue
        for k, label in enumerate(labels):
            end = labels[k + 1].start if k + 1 < len(labels) else len(text)
            parts.append((label.role, Piece(((text[label.value : end].rstrip("；;，, "), start + label.value),))))
    return parts


def _goes_on(row: Sequence[Cell], roles: dict[int, str]) -> bool:
    """Return whether a row without a number only adds measures to the one above."""
    return not any(row[n].text.strip() for n, role in roles.items() if role in ("problem", "title", "deadline") and n < len(row))


def _number(row: Sequence[Cell], number_at: int | None, following: int) -> str | None:
    """Return the number that a row prints; the next in order where the table has no such column; None for an empty cell."""
    if number_at is None:
        return str(following)
    text = re.sub(r"\s+", "", row[number_at].text) if number_at < len(row) else ""
    if not text:
        return None
    head = read_head(text + "、") or read_head(text)
    if (value := to_int(text)) is not None:
        return str(value)
    return head.arabic if head else text
