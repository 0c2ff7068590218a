"""How a document was read: whether tasks are missing and where they may begin, and what its labels and headings are taken for."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from geomon.documents.lessons import NOTHING
from geomon.errors import GeomonError
from geomon.service.drafts import Form
from geomon.service.teaching import BEGINS, ROLES
from geomon.text import for_page
from geomon.ui import clashes, drafts, markup
from geomon.ui.parts import esc, handle, head, sym
from geomon.ui.review_ask import TALL, fault
from geomon.ui.review_words import ROLE_NAMES, SUSPECTED
from geomon.ui.words import language, nt, place, said, t

if TYPE_CHECKING:
    from geomon.documents.label_uses import LabelUse
    from geomon.service import Service
    from geomon.service.coverage import Coverage, Suspect
    from geomon.service.reading_desk import LabelSheet
    from geomon.service.teaching import Taught
    from geomon.ui.drafts import Written
    from geomon.ui.review_desk import Desk

WORDS = 42
"""Letters of a line that a row shows."""
BEGIN = "begin"
"""The form of a line on which a task begins."""
FIRST = 8
"""Numbers that a sentence names before it says how many more there are."""


def notice(desk: Desk) -> None:
    """Say above both panes that the document speaks of tasks that were not read, with the way to them."""
    found = desk.service.reading.coverage(desk.look.document)
    if found.is_whole:
        return
    lines = "、".join(str(one.line) for one in found.suspects[:FIRST])
    where = t("Lines to look at: {lines}.", lines=lines) if lines else ""
    with st.container(horizontal=True, key="rvnotice", vertical_alignment="center", gap="small"):
        markup.show(f'<p class="lead" role="status">{sym("warning")} {esc(" ".join(filter(None, [*_missing(found), where])))}</p>')
        st.button(t("Look at it"), key="rv_reading", on_click=_look, args=(desk, found))


def _look(desk: Desk, found: Coverage) -> None:
    at = found.suspects[0].start if found.suspects else -1
    desk.keep(dataclasses.replace(desk.look, mode="reading", form=BEGIN if at >= 0 else "", point="", at=at))


def reading(desk: Desk) -> None:
    """Draw the right pane: missing tasks, the lines that were marked, the labels."""
    found = desk.service.reading.coverage(desk.look.document)
    head(t("How it was read"), nt("{n} task", "{n} tasks", found.found))
    fault()
    outcome(desk)
    with st.container(height=TALL, border=False, key="askbody"):
        _coverage(desk, found)
        _marks(desk)
        try:
            with st.spinner(t("Looking for the labels …"), show_time=False):
                sheet = desk.service.reading.labels(desk.look.document)
        except GeomonError as error:  # its file is gone, or cannot be read now
            what, _, how = said(error)
            markup.show(f'<p class="lead">{esc(what)} {esc(how)}</p>')
            return
        labels(desk.service, sheet, desk.look.document, lambda *said: desk.tell(sheet.city, *said))
        told(sheet.taught, desk.untell)


def outcome(desk: Desk) -> None:
    """Say once which documents were read again and how many tasks they have now."""
    if (done := st.session_state.pop("review_taught", None)) is None:
        return
    titles = {line.id: line.title or line.source for line in desk.lines}
    told = [one for one in done.read if one[0] == desk.look.document or one[1] != one[2]]  # the others are as they were
    rows = [t("{title}: read again, {before} → {after} tasks", title=titles.get(ident, ident), before=before, after=after)
            for ident, before, after in told]
    if others := len(done.read) - len(told):
        rows.append(nt("{n} more document read again, its tasks as before", "{n} more documents read again, their tasks as before", others))
    rows = rows or [t("Kept; no document of the register is of this city.")]
    markup.show("".join(f'<p class="lead" role="status">{sym("check_circle")} {esc(row)}</p>' for row in rows))


# ---- missing tasks ------------------------------------------------------------------------------------------------------

def _missing(found: Coverage) -> list[str]:
    """Return what speaks of tasks that were not read, as sentences."""
    rows = []
    if found.stated is not None and found.stated > found.found:
        rows.append(t("The document says “{said}”; {n} tasks were read.", said=found.said, n=found.found))
    if 0 < len(found.missing) < found.found:
        more = t(" and {n} more", n=len(found.missing) - FIRST) if len(found.missing) > FIRST else ""
        rows.append(t("No task has the number {numbers}.", numbers="、".join(map(str, found.missing[:FIRST])) + more))
    if found.suspects and not rows:
        rows.append(nt("A task may be missing.", "{n} tasks may be missing.", len(found.suspects)))
    return rows


def _coverage(desk: Desk, found: Coverage) -> None:
    rows = _missing(found) or [t("Its count and its numbers speak of no other task.")]
    icon = "task_alt" if found.is_whole else "warning"
    markup.show(f'<p class="lead">{sym(icon)} {esc(" ".join(rows))}</p>')
    for n, one in enumerate(found.suspects):
        words = one.words[:WORDS] + ("…" if len(one.words) > WORDS else "")
        label = f"**{t('line {n}', n=one.line)}** *{for_page(words)}* `{for_page(t(SUSPECTED[one.why]))}`"
        st.button(label, key=f"fieldrow_s{n}", width="stretch", on_click=_open, args=(desk, one))
        if one.start == desk.look.at:
            markup.style(f".st-key-fieldrow_s{n} button {{ background: var(--tint-blue) !important; "
                         "box-shadow: inset 3px 0 var(--accent); }")
    if desk.look.form == BEGIN and desk.look.at >= 0:
        _begin(desk, found)
    else:
        markup.show(f'<p class="lead">{esc(t("Select the first words of a task in the text to say that it begins there."))}</p>')


def _open(desk: Desk, one: Suspect) -> None:
    desk.keep(dataclasses.replace(desk.look, at=one.start, form=BEGIN))


def _begin(desk: Desk, found: Coverage) -> None:
    """Draw the form of a task that begins on the open line."""
    text = desk.sheet.document.text
    at = text.rfind("\n", 0, desk.look.at) + 1
    end = text.find("\n", at)
    line = text[at:end if end >= 0 else len(text)].strip()
    told_number = next((one.number for one in found.suspects if one.start == at), "")
    before = [one.task for one in desk.sheet.tasks if one.task.span[0] < at]
    number = told_number or (f"{before[-1].number}-2" if before else "1")
    with st.container(key="rvform"):
        where = t("line {n}", n=text.count("\n", 0, at) + 1)
        markup.show(f'<div class="dq">{sym("edit_note")}<div><h3>{esc(t("Does a task begin here?"))}</h3>'
                    f'<small lang="zh">{esc(where)} · {esc(line[:120])}</small></div></div>')
        form = Form("", f"begins {desk.look.document} {line[:WORDS]}", ("correct",))
        with drafts.kept(desk.service, form, key=lambda name: f"rvb_{name}_{at}_{language()}") as written:
            st.text_input(t("Number of the task"), **written.entry("number", number), max_chars=20)
            with st.container(horizontal=True, gap="small"):
                st.button(t("A task begins here"), key="rv_begin", type="primary", icon=":material/check:", on_click=_mark,
                          args=(desk, at, written))
                st.button(t("Cancel"), key="rv_cancel", on_click=desk.set_form, args=("",))


def _mark(desk: Desk, at: int, written: Written) -> None:
    number = str(st.session_state[written.key("number")]).strip()
    if desk.teach(lambda: desk.service.reading.tell_beginning(desk.look.document, at, number)):
        written.done()
        desk.set_form("")


def _marks(desk: Desk) -> None:
    """List the lines that a person marked; each can be taken back."""
    marks = desk.service.reading.marks(desk.look.document)
    if marks:
        head(t("Marked lines"), str(len(marks)))
    for one, found in marks:
        what = t("task {number} begins here", number=one.number) if one.kind == BEGINS else t("belongs to the task before it")
        if not found:
            what = f"{what}; {t('the line is not in the text any more, so this has no effect until it is back')}"
        _said(one, one.words, what, desk.untell, one)


# ---- labels -------------------------------------------------------------------------------------------------------------

def labels(service: Service, sheet: LabelSheet, of: str, save: Callable[[dict[str, str], Written, str], None]) -> None:
    """Draw the labels and headings of a document or file, each with what it stands for, and one more that is not among them.

    Parameters
    ----------
    of : the document or file; what was chosen and not saved is kept under it.
    save : writes roles by their words, as of a version of the sheet.
    """
    head(t("Labels and headings"), str(len(sheet.uses)))
    whose = t("documents of {city}", city=place(sheet.city)) if sheet.city else t("documents that name no city")
    lead = t("What each word stands for. A change holds for all {whose}, read now and later.", whose=whose)
    markup.show(f'<p class="lead">{esc(lead)}</p>')
    stamp = f"{handle(of)}_{max((one.seq for one in sheet.taught), default=0)}_{language()}"
    form = Form("", f"labels {sheet.city} {of}", ("correct",))
    choice = st.container()
    with st.container(key=f"labels_{handle(of)}", gap="small"), drafts.kept(
            service, form, key=lambda name: f"lb_{name if name in ('word', 'role') else handle(name)}_{stamp}",
            version=sheet.version, stands=sheet.version) as written:
        _choices(sheet, of, save, written, stamp)
    if written.clash:
        clashes.hidden(f"labels_{handle(of)}")
        mine, last = _changed(sheet, written), next(iter(sheet.taught), None)
        now = {use.word: use.role for use in sheet.uses} | {one.word: one.role for one in sheet.taught}
        words = list(dict.fromkeys((*mine, *([last.word] if last else []))))
        at = (service.drafts.written(form, last.seq) or last.at) if last else None
        with choice:
            clashes.choose(written, "\n".join(f"{word} = {_role(mine.get(word, now.get(word, NOTHING)))}" for word in words),
                           "\n".join(f"{word} = {_role(now.get(word, NOTHING))}" for word in words), last.actor if last else "", at,
                           lambda: save(mine, written, sheet.version), lambda: None)


def _choices(sheet: LabelSheet, of: str, save: Callable[[dict[str, str], Written, str], None], written: Written, stamp: str) -> None:
    known = [use for use in sheet.uses if use.why == "known"]
    for use in (use for use in sheet.uses if use.why != "known"):
        _choice(use, stamp, written)
    if known:
        with st.expander(nt("{n} known word", "{n} known words", len(known)), expanded=len(known) == len(sheet.uses)):
            for use in known:
                _choice(use, stamp, written)
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key=f"labelrow_more_{handle(of)}"):
        st.text_input(t("Another word"), **written.entry("word", ""), placeholder=t("as it stands before the colon"))
        st.selectbox(t("stands for"), ROLES, None, **written.entry("role", None, ROLES), format_func=_role, placeholder=t("choose"))
    st.button(t("Save and read again"), key=f"lb_save_{handle(of)}", icon=":material/check:", type="primary",
              on_click=lambda: save(_changed(sheet, written), written, written.version), disabled=not _changed(sheet, written))


def _choice(use: LabelUse, stamp: str, written: Written) -> None:
    """Draw one word with its count, a value and what it stands for."""
    what = t("column") if use.column else nt("{n} time", "{n} times", use.count)
    why = {"told": t("said by a person"), "look": t("by the look of its values"), "unknown": t("not known")}.get(use.why, "")
    small = " · ".join(filter(None, [what, why]))
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key=f"labelrow_{handle(use.word)}_{handle(stamp)}"):
        markup.show(f'<div class="labelword"><b lang="zh">{esc(use.word)}</b> <small>{esc(small)}</small>'
                    f'<small lang="zh" class="sample">{esc(use.sample)}</small></div>')
        st.selectbox(use.word, ROLES, **written.entry(f"role of {use.word}", use.role, ROLES, apart=True), format_func=_role,
                     label_visibility="collapsed")


def _changed(sheet: LabelSheet, written: Written) -> dict[str, str]:
    """Return the words whose role is another now, and the word that was written in."""
    now, uses = st.session_state, {use.word: use.role for use in sheet.uses}
    found = {word: str(now[key]) for word, was in uses.items() if now.get(key := written.key(f"role of {word}"), was) != was}
    word, role = str(now.get(written.key("word")) or "").strip().rstrip("：:"), now.get(written.key("role"))
    return found | ({word: str(role)} if word and role else {})


def told(taught: tuple[Taught, ...], take_back: Callable[[Taught], None]) -> None:
    """List what was said of a city's labels; each can be taken back."""
    if taught:
        head(t("Said of labels"), str(len(taught)))
    for one in taught:
        _said(one, one.word, f"= {_role(one.role)}", take_back, one)


def _said(one: Taught, words: str, what: str, undo: Callable[..., None], *args: Taught) -> None:
    who = t("{who} on {day}", who=one.actor, day=one.at)
    with st.container(horizontal=True, key=f"taught_{one.seq}", vertical_alignment="center", gap="small"):
        markup.show(f'<div class="said">{sym("school")}<div><b lang="zh">{esc(words)}</b> {esc(what)}<small>{esc(who)}</small></div></div>')
        st.button(t("Undo"), key=f"untaught_{one.seq}", type="tertiary", on_click=undo, args=args)


def _role(role: str) -> str:
    return t(ROLE_NAMES[role])
