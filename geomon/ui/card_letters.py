"""The letters of a task in the sheet of its next step: the ladder, the draft as a Word file, keeping that one went out; and the history."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import streamlit as st

from geomon.errors import GeomonError
from geomon.model import Event
from geomon.service.letters import LetterLine, LetterSheet
from geomon.service.living import LifeSheet
from geomon.status import STEPS, Life, Rung
from geomon.text import shortened
from geomon.ui import clashes, door, markup, sign_in_page
from geomon.ui.drafts import Written
from geomon.ui.parts import esc, sym
from geomon.ui.record_words import event_icon, event_name, step_lines, step_name, step_words
from geomon.ui.step_drafts import begun_steps, clash, kept_step, shut_draft
from geomon.ui.words import PROGRESS, light_name, nt, pick, said, t

if TYPE_CHECKING:
    from collections.abc import Callable

    from geomon.service import Service, TaskCard

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def calls_for_letter(service: Service, tasks: tuple[TaskCard, ...]) -> bool:
    """Return whether one of these tasks stands so that the ladder has a letter for it, sent or not."""
    return any(when.holds(card.status) for card in tasks for rung in service.profile.ladder for when in rung.when)


def letters_part(service: Service, sheet: LifeSheet, attempt: Callable[[Any, Written], None]) -> None:
    """Draw the ladder of a task, and what is to be filled in for the letter that is chosen.

    Parameters
    ----------
    attempt : does something and lets go of its draft, or keeps its fault for the sheet.
    """
    letters = service.life.letters(sheet.task)
    markup.show(ladder(letters))
    ready = {line.rung.name: line for line in letters.lines if line.offer or line.sent}
    begun = begun_steps(service, sheet.task)
    for line in letters.lines:
        if not line.offer and line.rung.name in begun:
            shut_draft(service, sheet, line.offer, "letters")
    if not ready:
        return
    due = [name for name, line in ready.items() if line.offer]
    names = list(ready)
    name = names[0]
    if len(names) > 1:
        name = st.radio(t("Letter"), names, index=names.index(due[-1]) if due else len(names) - 1, key=f"letters_name_{sheet.task}",
                        format_func=lambda one: pick(ready[one].rung.title, ready[one].rung.title_en), horizontal=True)
    line = ready[name]
    if line.sent is not None:
        draft(service, sheet.task, line, {}, line.sent.at)
        return
    choice = st.container()
    with st.container(key="letterform", gap="small"), kept_step(service, sheet, name, "letters") as written:
        paper, to = written.entry("paper", ""), written.entry("to", line.to)
        st.text_input(t("Number of the letter"), **paper, max_chars=200, placeholder=t("may be filled in once it has one"))
        st.text_input(t("Addressed to"), **to, max_chars=400)
        with st.container(horizontal=True, key="letterdays"):
            at, by = written.entry("day", letters.today), written.entry("reply_by", line.reply_by)
            day = st.date_input(t("Day of the letter"), **at, max_value=letters.today, format="YYYY-MM-DD")
            st.date_input(t("Answer asked for until"), **by, format="YYYY-MM-DD")

        def given() -> dict[str, str]:
            return {name: str(st.session_state[one["key"]]) for name, one in (("paper", paper), ("to", to), ("reply_by", by))}

        def send(version: str) -> None:
            attempt(lambda: service.life.take(sheet.task, name, given(), st.session_state[at["key"]], version), written)
        draft(service, sheet.task, line, given(), day)
        st.button(t("It went out: keep it in the record"), key="letters_sent", type="primary", icon=":material/outgoing_mail:",
                  width="stretch", on_click=send, args=(written.version,))
    if written.clash:
        with choice:
            clash(service, sheet, line.offer, written, lambda: send(sheet.life.version))
        clashes.hidden("letterform")


def draft(service: Service, task: str, line: LetterLine, given: dict[str, str], day: dt.date) -> None:
    """Draw the button that gives the letter as a Word file; a template that cannot be used is said instead."""
    if not sign_in_page.allowed(service, "download"):
        st.caption(t("Your role takes no files out; somebody who may can give you the draft."))
        return
    try:
        raw = service.life.draft(task, line.rung.name, given, day)
    except GeomonError as error:
        what, where, how = said(error)
        markup.show(f'<p class="wherewords" role="alert">{sym("error")} {esc(door.headline(what, where))} {esc(how)}</p>')
        return
    name = re.sub(r'[\\/:*?"<>|#\s]+', "-", f"{line.rung.title}-{task}-{day}")
    st.download_button(t("The letter as it went out (Word)") if line.sent else t("Draft as Word"), raw, f"{name}.docx", WORD,
                       key="letters_draft", icon=":material/draft:", on_click="ignore", width="stretch",
                       help=t("Each sentence has a number; the last page says from which document or entry it comes."))


def ladder(letters: LetterSheet) -> str:
    """Return the letters one below the other: sent, to be sent, or why not yet."""
    rows = []
    for n, line in enumerate(letters.lines, 1):
        if line.sent is not None:
            icon, words, tone = "mark_email_read", _sent(line.sent, letters), "sent"
        elif line.offer:
            icon, words, tone = "outgoing_mail", t("to be sent now"), "due"
        else:
            # Whoever may not send it at all is told so; else what it takes is more to the point than that it is not so now.
            icon, words, tone = "mail", _why(line) if line.offer.near or letters.life.ended else called_for(line.rung, letters), "later"
        rows.append(f'<li class="{tone}">{sym(icon)}<div><b>{n}. {esc(pick(line.rung.title, line.rung.title_en))}</b>'
                    f"<small>{esc(words)}</small></div></li>")
    return f'<ol class="ladder">{"".join(rows)}</ol>' if rows else f'<p class="mute">{esc(t("The profile has no ladder of letters."))}</p>'


def called_for(rung: Rung, letters: LetterSheet) -> str:
    """Return in words what has to be so before a letter goes out, as the profile's ladder says it."""
    states = []
    for when in rung.when:
        parts = [pick("、", ", ").join(t(PROGRESS[stage]) for stage in when.stages)]
        parts.append(pick("或", " or ").join(light_name(light) for light in when.lights) if when.over is None else "")
        if when.over is not None:
            parts.append(nt("{n} day past the deadline", "{n} days past the deadline", when.over) if when.over > 0
                         else nt("{n} day before the deadline", "{n} days before the deadline", -when.over))
        states.append(pick("，", ", ").join(filter(None, parts)))
    said = pick("，或", "; or ").join(states)
    before = next((line.rung for line in letters.lines if line.rung.name == rung.after), None)
    if before is None:
        return t("from {state}", state=said)
    return t("from {state}, and {n} days after {letter}", state=said, n=rung.wait_days, letter=pick(before.title, before.title_en))


def _sent(event: Event, letters: LetterSheet) -> str:
    until = str(event.body.get("reply_by") or "")
    newest = letters.life.letters[-1] is event
    answer = letters.life.replied if newest else None
    words = [t("sent on {day}", day=event.at), str(event.body.get("paper") or "")]
    if answer is not None:
        words.append(t("answered on {day}", day=answer.at))
    elif newest and until:
        late = (letters.today - dt.date.fromisoformat(until)).days
        words.append(nt("no answer, {n} day late", "no answer, {n} days late", late) if late > 0 else t("answer until {day}", day=until))
    return " · ".join(filter(None, words))


def _why(line: LetterLine) -> str:
    from geomon.told import in_chinese

    what = line.offer.what
    return pick(in_chinese(what), f"{what[0].upper()}{what[1:]}")


def _named(service: Service, body: dict[str, object]) -> dict[str, object]:
    """Return what a step holds with the task that it goes into by its name; one that this person does not see stays an id."""
    if "successor" not in body:
        return body
    try:
        card = service.task_card(str(body["successor"]), service.settings.today())
    except KeyError:
        return body
    return body | {"successor": f"{card.task.label or card.task.number} {card.task.title or shortened(card.task.problem, 28)}"}


def history_part(service: Service, sheet: LifeSheet) -> None:
    """Draw what happened to a task, the newest first: day, step, who, and what was given with it."""
    markup.show(history(service, sheet.life))


def history(service: Service, life: Life) -> str:
    """Return the steps of a task as escaped markup; words of documents come first where these said that it is under way or done."""
    rows = []
    claim = life.claim
    steps = sorted([*life.steps, *([claim] if claim and claim not in life.steps else [])], key=lambda e: (e.at, e.seq or 0), reverse=True)
    for event in steps:
        name = step_name(event.kind, event.body, service.profile) if event.source == STEPS else event_name(event.kind)
        lines = "".join(f"<small>{esc(one)}</small>" for one in step_lines(event.kind, _named(service, event.body)))
        why = "".join(f'<small class="said" lang="zh">{esc(one)}</small>' for one in step_words(event.body))
        who = t("a document") if event.actor == "document" else event.actor
        when = f"<span>{esc(f'{event.at} · {who}')}</span>"
        rows.append(f"<li>{sym(event_icon(event.kind))}<div><b>{esc(name)}</b> {when}{lines}{why}</div></li>")
    if not rows:
        return f'<p class="mute">{esc(t("Nothing happened to this task here yet; what documents say of it stands on its card."))}</p>'
    return f'<ul class="past">{"".join(rows)}</ul>'
