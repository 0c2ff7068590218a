"""The right pane of the review: what is asked, the answers, what comes next, what was settled; or the fields of one task."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import streamlit as st

from geomon.text import for_page
from geomon.ui import door, drafts, markup, state
from geomon.ui.parts import empty, esc, handle, head, sym
from geomon.ui.review_desk import Desk, in_turn
from geomon.ui.review_edit import edit, edit_form, kept_edit
from geomon.ui.review_missed import add, unfinished
from geomon.ui.review_words import FIELD_NAMES, LOST, NONE_OF, STATES, WHY, option_words, sentence, value_words
from geomon.ui.words import nt, t

if TYPE_CHECKING:
    from geomon.service import Point, TaskSheet
    from geomon.service.corrections import Correction

TALL = 700
NEXT, RECENT, TITLE, QUOTE = 4, 4, 34, 60
KEPT_EMPTY = ("number", "problem")
"""Fields that a task always has."""


def ask(desk: Desk) -> None:
    """Draw the right pane."""
    sheet, n = desk.sheet, len(desk.sheet.doubts)
    if desk.look.mode == "tasks":
        head(t("All tasks"), nt("{n} answer", "{n} answers", len(sheet.recent)))
    else:
        head(t("In doubt"), t("{settled} of {n} settled", settled=sheet.settled, n=n) if n else "")
        if n:
            done = f"{sheet.settled / n:.1%}"
            markup.show(f'<div class="meter" role="img" aria-label="{sheet.settled} / {n}"><i style="width:{done}"></i></div>')
    told = st.container()
    if not desk.may_correct:
        words = t("Your role reads this document and corrects nothing.")
        markup.show(f'<p class="lead" role="status">{sym("visibility")} {esc(words)}</p>')
    with st.container(height=TALL, border=False, key="askbody"):
        if desk.look.mode == "tasks":
            tasks(desk)
        elif not n:
            empty("task_alt", t("Nothing is in doubt"),
                  t("The reader is sure of this document. All tasks shows its fields; any of them can be corrected."))
        else:
            if sheet.settled == n:
                markup.show(f'<p class="lead" role="status">{sym("task_alt")} {esc(t("All doubts of this document are settled."))}</p>')
            question(desk)
            following(desk)
        recent(desk)
        orphans(desk)
    with told:                                            # once the form has shown both texts of a conflict, a sentence says less
        fault()


def fault() -> None:
    """Say once why the last answer was not taken."""
    if error := st.session_state.pop("review_error", None):
        what, where, how = error
        markup.show(f'<div class="fault" role="alert"><b>{esc(door.headline(what, where))}</b>{esc(how)}</div>')


def question(desk: Desk) -> None:
    """Draw the open point: what is asked, the answers, the keys."""
    point, task = desk.point, desk.task
    if point is None or task is None:
        return
    markup.show(_asked(point, task))
    if point.settled:
        markup.show(_settled(desk, point.settled))
    if desk.look.form != "edit" and desk.may_correct and can_edit(point) and drafts.is_new(desk.service, edit_form(desk, point)):
        desk.look = dataclasses.replace(desk.look, form="edit")   # where the person left it
    if desk.look.form == "edit":
        edit(desk, point, task)
        return
    for n, option in enumerate(point.options[:9], 1):
        words, note = option_words(point, option, desk.catalog.layers)
        proposed = f" *{for_page(t('proposed'))}*" if n == 1 and len(point.options) > 1 else ""
        label = f"**{for_page(words)}**{proposed} ~~{for_page(note)}~~ `{n}`" if note else f"**{for_page(words)}**{proposed} `{n}`"
        if point.doubt:
            st.button(label, key=f"opt_{n}", disabled=not desk.may_correct, width="stretch", on_click=desk.answer,
                      args=(point, task, option.kind, option.value, option.field))
    keys(desk, point, task)
    if desk.may_correct and can_edit(point):
        with kept_edit(desk, point, task):
            pass                                          # no entry of it is drawn, only that there is a draft


def keys(desk: Desk, point: Point, task: TaskSheet) -> None:
    """Draw the answers that every point has, each with its key."""
    with st.container(horizontal=True, key="rvkeys", gap="small"):
        if point.options:
            first = point.options[0]
            st.button(_key(t("Confirm"), "Enter"), key="rv_confirm", disabled=not desk.may_correct, type="primary",
                      icon=":material/check:", on_click=desk.answer,
                      args=(point, task, first.kind, first.value, first.field))
        if point.doubt:
            st.button(_key(t("Later"), "S"), key="rv_later", on_click=desk.later, args=(point,))
        if can_edit(point):
            st.button(_key(t("Edit"), "E"), key="rv_edit", disabled=not desk.may_correct, on_click=desk.set_form, args=("edit",))
        if can_reject(point):
            st.button(_key(t("Reject"), "R"), key="rv_reject", disabled=not desk.may_correct, on_click=desk.reject, args=(point, task),
                      help=t("What was read here is none"))
        if point.doubt or desk.look.point:
            st.button(_key(t("Next"), "J"), key="rv_next", type="tertiary", on_click=desk.step, args=(1,))
            st.button(_key(t("Back"), "K"), key="rv_back", type="tertiary", on_click=desk.step, args=(-1,))
        _undo(desk)


def _undo(desk: Desk) -> None:
    if desk.sheet.recent:
        st.button(_key(t("Undo"), "U"), key="rv_undo", disabled=not desk.may_correct, type="tertiary", icon=":material/undo:",
                  on_click=desk.undo,
                  args=(desk.sheet.recent[0][0],))


def can_edit(point: Point) -> bool:
    """Return whether a field has a form: a doubt about figures that are no quantity of the task has none."""
    return point.field != "task" and (point.field not in ("quantity", "milestone") or bool(point.item))


def can_reject(point: Point) -> bool:
    """Return whether what was read can be said to be none."""
    offered = any(option.kind == "rejected" and not option.field for option in point.options)
    return can_edit(point) and point.field not in KEPT_EMPTY and (bool(point.value) or offered)


def following(desk: Desk) -> None:
    """List the doubts that come next."""
    if desk.point is None:
        return
    rest = [one for one in in_turn(desk.sheet, desk.point.number) if one.settled is None and one.ident != desk.point.ident]
    if rest:
        head(t("Then"), str(len(rest)))
    for one in rest[:NEXT]:
        put_off = f" `{for_page(t('put off'))}`" if one.ident in desk.look.later else ""
        st.button(f"**{one.number}** {for_page(sentence(one))}{put_off}", key=f"then_{one.number}", width="stretch", on_click=desk.open,
                  args=(one,))


def recent(desk: Desk) -> None:
    """List what was answered last; each can be taken back."""
    said = desk.sheet.recent
    if said:
        head(t("Just settled"), str(len(said)))
    for one, _ in said[:RECENT]:
        with st.container(horizontal=True, key=f"said_{one.seq}", vertical_alignment="center", gap="small"):
            markup.show(f'<div class="said">{sym("check")}<div>{_said(desk, one)}</div></div>')
            st.button(t("Undo"), key=f"undo_{one.seq}", disabled=not desk.may_correct, type="tertiary", on_click=desk.undo, args=(one,))


def orphans(desk: Desk) -> None:
    """List the answers that found no words to rest on."""
    lost = desk.service.lost_answers()
    mine = [one for one in lost if one.correction.document == desk.look.document or one.why == "document"]
    if not mine:
        return
    head(t("Answers without their words"), str(len(mine)))
    for one in mine[:20]:
        said = one.correction
        where = f"{said.document}#{said.task} · {t(FIELD_NAMES[said.field])}"
        words = f"“{(said.quote or said.opening)[:QUOTE]}”"
        with st.container(horizontal=True, key=f"lost_{said.seq}", vertical_alignment="center", gap="small"):
            markup.show(f'<div class="said">{sym("link_off")}<div><b lang="zh">{esc(words)}</b> {esc(where)}'
                        f"<small>{esc(t(LOST[one.why]))}; {esc(t('it has no effect until they are back.'))}</small></div></div>")
            st.button(t("Undo"), key=f"undo_{said.seq}", disabled=not desk.may_correct, type="tertiary", on_click=desk.undo, args=(said,))


def tasks(desk: Desk) -> None:
    """Draw the fields of one task; the open one with its answers."""
    by_key = {one.task.key: one for one in desk.sheet.tasks}
    if desk.task is None:
        empty("inbox", t("No task in this document"), t("Its rows are places of a ledger; there is nothing to correct here yet."))
        return
    key = state.fill(f"w_review_task_{handle(desk.look.document)}", desk.look.task)
    st.selectbox(t("Task"), list(by_key), key=key, format_func=lambda one: _task_title(by_key[one]), label_visibility="collapsed",
                 on_change=lambda: desk.keep(dataclasses.replace(desk.look, task=st.session_state[key], point="", form="")))
    task = desk.task
    if task.rejected:
        markup.show(_settled(desk, task.rejected))
        with st.container(horizontal=True, key="rvtask", gap="small"):
            _undo(desk)
        return
    if desk.look.form == "add":
        add(desk, task)
    elif desk.point:
        question(desk)
    if desk.look.form != "add" and desk.may_correct:
        unfinished(desk, task)
    filled = [one for one in task.fields if one.value or one.settled]
    head(t("Fields"), str(len(filled)))
    for n, one in enumerate(filled):
        _field(desk, one, n)
    bare = [one for one in task.fields if one not in filled]
    if bare:
        with st.expander(nt("{n} field without a value", "{n} fields without a value", len(bare))):
            for n, one in enumerate(bare, len(filled)):
                _field(desk, one, n)
    with st.container(horizontal=True, key="rvtask", gap="small"):
        st.button(t("Add what was missed"), key="rv_add", disabled=not desk.may_correct, icon=":material/add:",
                  on_click=desk.set_form, args=("add",),
                  help=t("A place, a milestone or a quantity; a selection in the text opens this too"))
        st.button(t("This is no task"), key="rv_notask", disabled=not desk.may_correct, icon=":material/block:", type="tertiary",
                  on_click=desk.answer,
                  args=(task.fields[0], task, "rejected", None, "task"))
        if task.task.key != next(iter(by_key)) and desk.may_teach:
            st.button(t("Part of the task before"), key="rv_join", icon=":material/merge:", type="tertiary", on_click=desk.join,
                      args=(task,), help=t("It is read again as one with the task before it"))
        if desk.point is None or desk.look.form:
            _undo(desk)


def _field(desk: Desk, point: Point, n: int) -> None:
    said = f" `{for_page(t(STATES[point.settled.kind]))}`" if point.settled else ""
    words = value_words(point.field, point.value, desk.catalog.layers)
    if point.field == "milestone" and point.value:  # the day alone does not say of what
        words = f"{words} · {point.item[0]}"
    st.button(f"**{for_page(t(FIELD_NAMES[point.field]))}** *{for_page(words[:160])}*{said}", key=f"fieldrow_{n}", width="stretch",
              on_click=desk.open, args=(point,), type="secondary")
    if desk.point and point.ident == desk.point.ident:
        markup.style(f".st-key-fieldrow_{n} button {{ background: var(--tint-blue) !important; box-shadow: inset 3px 0 var(--accent); }}")


def _settled(desk: Desk, said: Correction) -> str:
    """Return what holds, who said it and when, as markup."""
    words = _said(desk, said)
    return f'<div class="holds" role="status">{sym("check")}<div>{words}</div></div>'


def _said(desk: Desk, said: Correction) -> str:
    who = t("{state} by {who} on {day}", state=t(STATES[said.kind]), who=said.actor, day=said.at)
    quote = said.quote if said.kind != "added" else ""
    name = f"“{quote[:TITLE]}” " if quote else f"{t(FIELD_NAMES[said.field])} "
    layers = desk.catalog.layers
    if said.field == "task":
        what = t("is no task")
    elif said.kind == "confirmed":
        what = t("as read") if said.new is None else value_words(said.field, said.new, layers)
    elif said.kind == "rejected":
        what = t(NONE_OF[said.field])
    else:
        what = f"→ {value_words(said.field, said.new, layers)[:120]}"
    return f'<b lang="zh">{esc(name)}</b>{esc(what)}<small>{esc(who)}</small>'


def _key(words: str, key: str) -> str:
    return f"{for_page(words)} `{key}`"


def _task_title(one: TaskSheet) -> str:
    task = one.task
    words = task.title or task.problem
    return f"{task.label or task.number} {words[:TITLE]}{'…' if len(words) > TITLE else ''}"


def _asked(point: Point, one: TaskSheet) -> str:
    """Return what is asked, of which task, and what hangs on it, as markup."""
    number = f'<span class="num{" settled" if point.settled else ""}">{point.number}</span>' if point.number else sym("edit_note")
    page = t("p. {page}", page=one.task.page) if one.task.page else ""
    field = t(FIELD_NAMES[point.field]) if point.doubt else ""
    under = " · ".join(filter(None, [_task_title(one), page, field]))
    why = t(WHY[point.doubt.kind]) if point.doubt and point.doubt.kind in WHY else ""
    more = f"<small>{esc(why)}</small>" if why else ""
    return f'<div class="dq">{number}<div><h3>{esc(sentence(point))}</h3><small lang="zh">{esc(under)}</small>{more}</div></div>'
