"""What a person has written for a step or letter of a task and not taken yet: kept, and shown beside the step that somebody else took."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

import streamlit as st

from geomon.service.drafts import Draft, step_form
from geomon.service.living import LifeSheet
from geomon.status import Offer
from geomon.told import in_chinese
from geomon.ui import clashes, drafts
from geomon.ui.drafts import Written
from geomon.ui.record_words import step_lines, step_name, step_words
from geomon.ui.words import N, language, pick, t

if TYPE_CHECKING:
    from geomon.service import Service

LABELS: dict[str, str] = {
    "text": N("In words"), "reason": N("Reason"), "paper": N("Paper, its number or name"), "opinion": N("Signed opinion, its number"),
    "filing": N("Filing number"), "contact": N("Contact"), "evidence": N("Evidence"), "imagery": N("Imagery"), "to": N("To whom"),
    "successor": N("Goes into task"), "start": N("Notice from"), "end": N("Notice until"), "due": N("New deadline"),
    "reply_by": N("Answer asked for until"), "measures": N("Measures that are done"), "visit": N("Paper of the site visit"),
}
FAULT = "steps_fault"
"""Under this name the session holds why the last step was not taken, until it is shown."""
OVERTAKEN = "steps_overtaken"
"""Under this name it holds the form in which that was so because somebody else was first; "" for every other reason."""
WORDS = ("text", "reason", "evidence")
"""What is told without its name, as the record tells it."""


def kept_step(service: Service, sheet: LifeSheet, step: str, keys: str = "steps") -> AbstractContextManager[Written]:
    """Draw what a step or letter of a task asks for, kept as it is written; `keys` begins the names of its entries in the session."""
    life = sheet.life
    return drafts.kept(service, step_form(service.profile, sheet.task, step), key=lambda need: f"{keys}_{need}_{sheet.task}_{step}",
                       version=life.version, stands=life.version)


def begun_steps(service: Service, task: str) -> dict[str, Draft]:
    """Return what this person has written for steps and letters of a task and not taken, by the name of the step; put aside or not."""
    def actions(name: str) -> tuple[str, ...]:
        return step_form(service.profile, task, name.removeprefix("step ")).actions
    return {one.name.removeprefix("step "): one for one in service.drafts.of_thing(task, actions)}


def clash(service: Service, sheet: LifeSheet, offer: Offer, written: Written, keep: Callable[[], None], why_not: str = "") -> None:
    """Draw a step that was being written beside the one that somebody took meanwhile."""
    last = sheet.life.last
    theirs = "\n".join((step_name(last.kind, last.body, service.profile), *step_lines(last.kind, last.body), *step_words(last.body))) \
        if last else t("The step before was taken back, or the documents say otherwise now.")
    at = (service.drafts.written(written.form, last.seq or 0) or last.at) if last else None
    mine = "\n".join((pick(offer.title, offer.title_en), *given_words(service, written.values)))
    if st.session_state.pop(OVERTAKEN, "") == written.form.name:
        st.session_state.pop(FAULT, None)
    clashes.choose(written, mine, theirs, last.actor if last else "", at, keep, lambda: None, why_not)


def given_words(service: Service, values: Mapping[str, Any]) -> list[str]:
    """Return what a draft of a step holds as lines of text."""
    colon, found = pick("：", ": "), []
    for name, value in values.items():
        label = t("Measures that are done") if name.startswith("measures_") else t(LABELS[name]) if name in LABELS else t("Day of the step")
        said = name.removeprefix("measures_") if isinstance(value, bool) else str(drafts.rich(value) or "")
        if value and name == "successor":
            with contextlib.suppress(KeyError):
                said = service.task_card(said, service.settings.today()).task.label or said
        found += [said if name in WORDS else f"{label}{colon}{said}"] if value else []
    return found


def shut_draft(service: Service, sheet: LifeSheet, offer: Offer, keys: str = "steps") -> None:
    """Draw what was written for a step that is not open now: beside the one that was taken meanwhile, and why it is not."""
    with kept_step(service, sheet, offer.name, keys) as written:
        if written.values:
            clash(service, sheet, offer, written, lambda: None, t("Yours cannot be taken now: {why}", why=told(offer)))


def told(offer: Offer) -> str:
    """Return why a step is not open, and how to go on."""
    if language() == "zh":
        return in_chinese(offer.what) + in_chinese(offer.how)
    return f"{offer.what[0].upper()}{offer.what[1:]} {offer.how}"
