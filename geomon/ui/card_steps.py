"""What comes next in a task's life: where it stands, which steps are open, why the others are not, and taking one."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import streamlit as st

from geomon.errors import Conflict, GeomonError
from geomon.service.living import LifeSheet
from geomon.status import Offer
from geomon.status.steps import DATES
from geomon.text import shortened
from geomon.ui import card_letters, clashes, door, markup
from geomon.ui.drafts import Written, when
from geomon.ui.parts import esc, sym
from geomon.ui.step_drafts import FAULT, LABELS, OVERTAKEN, begun_steps, clash, kept_step, shut_draft, told
from geomon.ui.words import PROGRESS, N, language, nt, pick, said, t

if TYPE_CHECKING:
    from geomon.service import Service, TaskCard

LONG = ("text", "reason", "evidence")
MOST = 2000
OPEN = "steps_open"
"""Under this name the session holds for which site or task the sheet is open."""
PART = "steps_part"
"""Under this name it holds which part of the sheet is shown."""
PARTS: dict[str, str] = {"step": N("Step"), "letters": N("Letters"), "history": N("History")}


def step_button(service: Service, chosen: str, tasks: tuple[TaskCard, ...]) -> None:
    """Draw the button that opens the sheet, and the sheet where it is open."""
    begun = [draft.at for task in tasks for draft in begun_steps(service, task.id).values()]
    about = t("Draft of {time} kept", time=when(max(begun))) if begun else t("Where it stands, what may happen next, and taking that step")
    if st.button(t("Next step"), key="card_steps", icon=":material/edit_note:" if begun else ":material/stairs:", help=about):
        _open(chosen, "step")
    if card_letters.calls_for_letter(service, tasks) and st.button(t("Letter"), key="card_letter", icon=":material/outgoing_mail:", help=t(
            "The ladder of letters: which one it calls for, its draft, and keeping that it went out")):
        _open(chosen, "letters")
    if st.session_state.get(OPEN) == chosen:
        st.dialog(t("Steps and letters"), width="small", on_dismiss=_close)(lambda: door.guarded(lambda: _sheet(service, tasks)))()


def _open(chosen: str, part: str) -> None:
    st.session_state[OPEN], st.session_state[PART] = chosen, part
    st.session_state.pop(f"{PART}_{language()}", None)    # else the sheet opens where it was left


def _close() -> None:
    st.session_state.pop(OPEN, None)


def _sheet(service: Service, tasks: tuple[TaskCard, ...]) -> None:
    if OPEN not in st.session_state:                      # a step was taken: the card behind it shows it
        st.rerun()
    names = {card.id: f"{card.task.label or card.task.number} {shortened(card.task.title or card.task.problem, 28)}" for card in tasks}
    ident = tasks[0].id if len(tasks) == 1 else st.selectbox(t("Task"), list(names), format_func=names.__getitem__, key="steps_task")
    sheet = service.life.sheet(ident)
    markup.style((markup.ASSETS / "steps.css").read_text(encoding="utf-8"))
    markup.show(stands(service, sheet, names[ident] if len(tasks) == 1 else ""))
    said_first = st.container()
    parts = [name for name in PARTS if name != "letters" or service.profile.ladder]
    shown = st.segmented_control(t("Part of the sheet"), parts, format_func=lambda name: t(PARTS[name]), key=f"{PART}_{language()}",
                                 default=st.session_state.get(PART, "step"), required=True, label_visibility="collapsed")
    if shown == "letters":
        card_letters.letters_part(service, sheet, _try)
    elif shown == "history":
        card_letters.history_part(service, sheet)
    else:
        _step(service, sheet)
    if shown != "letters" and sheet.undoable is not None:
        st.button(t("Take the newest step back"), key="steps_undo", icon=":material/undo:", type="tertiary", on_click=_undo,
                  args=(service, ident, sheet.undoable))
    with said_first:                                      # once both texts of a conflict are drawn, which say more than a sentence
        if fault := st.session_state.pop(FAULT, ""):
            markup.show(f'<p class="wherewords" role="alert">{sym("error")} {esc(fault)}</p>')


def _step(service: Service, sheet: LifeSheet) -> None:
    """Draw the steps that are open, what the chosen one asks, why the others are not, and what was written for one of these."""
    letters, ident = {rung.name for rung in service.profile.ladder}, sheet.task
    ready = {one.name: one for one in sheet.offers if one and one.name not in letters}
    begun = begun_steps(service, ident)
    for one in sheet.offers:
        if not one and one.name in begun and one.name not in letters:
            shut_draft(service, sheet, one)
    if ready:
        titles = {one.name: pick(one.title, one.title_en) for one in ready.values()}
        key = f"steps_name_{ident}"
        if st.session_state.get(key) not in titles:       # begins with what the person was writing
            st.session_state[key] = next((name for name in ready if name in begun), next(iter(ready)))
        name = st.radio(t("Step"), list(titles), format_func=titles.__getitem__, key=key)
        _fields(service, sheet, ready[name])
    if closed := shut(sheet):
        markup.show(closed)


def stands(service: Service, sheet: LifeSheet, name: str) -> str:
    """Return where a task stands: its stage since when, and all that is told of it beside."""
    life = sheet.life
    facts = [t("since {day}", day=life.since) if life.since else ""]
    facts.append(nt("returned {n} time", "returned {n} times", life.returned) if life.returned else "")
    facts.append(nt("came back {n} time", "came back {n} times", life.rebounded) if life.rebounded else "")
    facts.append(t("deadline moved, before it was {days}", days="、".join(day for day in life.dues if day) or "—") if life.dues else "")
    facts.append(nt("waits for the next step for {n} day", "waits for the next step for {n} days", sheet.waiting) if sheet.waiting else "")
    facts.append(t("to be looked at again on {day}", day=sheet.look_back) if sheet.look_back else "")
    facts.append(nt("{n} letter since", "{n} letters since", len(life.letters)) if life.letters else "")
    facts.append(nt("{n} objection without an answer", "{n} objections without an answer", len(life.objections)) if life.objections else "")
    head = f'<p class="mute" lang="zh">{esc(name)}</p>' if name else ""
    return (f'<div class="gm phone">{head}<div class="said">{sym("flag")}<div><b>{esc(stage_name(service, life.stage))}</b>'
            f'<small>{esc(" · ".join(filter(None, facts)))}</small></div></div></div>')


def shut(sheet: LifeSheet) -> str:
    """Return the steps that could come next but are not open, each with the reason and the way on."""
    same: dict[str, list[str]] = {}                       # a reason that holds for several is said once
    for one in sheet.offers:
        if one.near and not one:
            same.setdefault(told(one), []).append(pick(one.title, one.title_en))
    lines = "".join(f"<li><b>{esc(pick('、', ' · ').join(titles))}</b><small>{esc(why)}</small></li>" for why, titles in same.items())
    return f'<details class="lost" open><summary>{esc(t("Not open now"))}</summary><ul>{lines}</ul></details>' if lines else ""


def stage_name(service: Service, stage: str) -> str:
    """Return a stage in words."""
    step = next((one for one in service.profile.chain if one.stage == stage), None)
    if step is not None:
        return pick(step.title, step.title_en)
    if stage in ("merged", "transferred", "cancelled"):
        return pick(service.profile.acts[stage].title, service.profile.acts[stage].title_en)
    words = t("being looked at again") if stage == "under_review" else t(PROGRESS[stage]) if stage in PROGRESS else stage
    return f"{words[:1].upper()}{words[1:]}"


def _fields(service: Service, sheet: LifeSheet, offer: Offer) -> None:
    """Draw what a step asks for, kept as it is written; where somebody took a step meanwhile, both and the choice instead."""
    choice = st.container()
    with st.container(key="stepform", gap="small"), kept_step(service, sheet, offer.name) as written:
        for need in offer.needs:
            _field(service, sheet, need, written)
        st.date_input(t("Day of the step"), **written.entry("day", sheet.today), max_value=sheet.today, format="YYYY-MM-DD")
        st.button(t("Take this step"), key="steps_take", type="primary", icon=":material/check:", width="stretch", on_click=_take,
                  args=(service, sheet, offer, written))
    if written.clash:
        with choice:
            clash(service, sheet, offer, written, lambda: _take(service, sheet, offer, written, sheet.life.version))
        clashes.hidden("stepform")


def _field(service: Service, sheet: LifeSheet, need: str, written: Written) -> None:
    label = t(LABELS[need])
    if need == "measures":
        texts = {n: f"{n}. {shortened(text, 60)}" for n, text in enumerate(sheet.measures, 1)}
        st.caption(label)
        for n, text in texts.items():
            st.checkbox(text.replace("[", "(").replace("]", ")"), **written.entry(f"{need}_{n}", False))
    elif need in DATES:
        first = sheet.today + dt.timedelta(days=7) if need != "start" else sheet.today
        if need == "due":                                 # a deadline that is moved goes beyond the one that stands
            standing = service.task_card(sheet.task, sheet.today).status.due
            first = max(standing or sheet.today, sheet.today) + dt.timedelta(days=30)
        st.date_input(label, **written.entry(need, first), format="YYYY-MM-DD")
    elif need == "successor":
        others = _others(service, sheet)
        st.selectbox(label, list(others), index=None, **written.entry(need, None, others), format_func=others.__getitem__)
    elif need in LONG:
        st.text_area(label, **written.entry(need, ""), max_chars=MOST, height=80)
    else:
        st.text_input(label, **written.entry(need, ""), max_chars=200)


def _others(service: Service, sheet: LifeSheet) -> dict[str, str]:
    """Return the other tasks of the same document, by id."""
    tasks = service.situation(sheet.today).tasks
    document = sheet.task.rpartition("#")[0]
    same = tasks[(tasks["document"] == document) & (tasks["id"] != sheet.task)]
    return {str(row.id): f"{row.number} {shortened(str(row.title or row.problem), 28)}" for row in same.itertuples()}


def _take(service: Service, sheet: LifeSheet, offer: Offer, written: Written, version: str = "") -> None:
    now = st.session_state
    given: dict[str, Any] = {}
    for need in offer.needs:
        if need == "measures":
            given[need] = [n for n in range(1, len(sheet.measures) + 1) if now.get(written.key(f"{need}_{n}"))]
        else:
            given[need] = str(now[written.key(need)]) if need in DATES else now.get(written.key(need))
    _try(lambda: service.life.take(sheet.task, offer.name, given, now[written.key("day")], version or written.version), written)


def _undo(service: Service, task: str, seq: int) -> None:
    _try(lambda: service.life.undo(task, seq))


def _try(act: Any, written: Written | None = None) -> None:
    """Do it, let go of its draft and close the sheet; a fault stays in it, with all that was filled in."""
    try:
        act()
    except GeomonError as error:
        st.session_state[OVERTAKEN] = written.form.name if isinstance(error, Conflict) and written is not None else ""
        what, _, how = said(error)
        label = LABELS.get(error.where)
        st.session_state[FAULT] = f"{t(label)}{'：' if language() == 'zh' else ': '}{what}{how}" if label else f"{what} {how}"
    else:
        if written is not None:
            written.done()
        _close()
