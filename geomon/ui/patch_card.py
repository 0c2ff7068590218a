"""The card of a patch (图斑): what its file says, what a person says, which sites and tasks it meets; judging it with a reason."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from geomon.errors import Conflict, GeomonError, InputError
from geomon.service.drafts import APP_WIDE, Form
from geomon.service.patches import Patch
from geomon.text import for_page, shortened
from geomon.ui import clashes, drafts, markup, state
from geomon.ui.door import show
from geomon.ui.parts import esc, handle
from geomon.ui.patch_list import ORDER, verdict_words
from geomon.ui.words import metres_words, t

if TYPE_CHECKING:
    from geomon.service import Service
    from geomon.situation import Situation
    from geomon.ui.drafts import Written

CHOICES = tuple(verdict for verdict in ORDER if verdict)
SHORT = 40
"""Letters of a task's problem that name it where it has no title."""
FAULT = "patch_fault"
"""Under this name the session holds why the last word was not taken, until it is shown."""


def draw(service: Service, patch: Patch, situation: Situation) -> None:
    """Draw the card; the situation tells how its tasks are called."""
    markup.style((markup.ASSETS / "patches.css").read_text(encoding="utf-8"))
    markup.show(_card(patch))
    for one in patch.meetings:
        where = t("inside the patch") if one.metres == 0 else t("{metres} away", metres=metres_words(one.metres))
        st.button(f"{for_page(one.name)} · {where}", key=f"patch_site_{handle(one.site)}", icon=":material/place:", width="stretch",
                  on_click=state.change, kwargs={"mode": "sites", "chosen": one.site})
    for task in patch.tasks:
        st.button(for_page(_task_name(situation, task)), key=f"patch_task_{handle(task)}", icon=":material/assignment:", width="stretch",
                  on_click=state.change, kwargs={"mode": "tasks", "chosen": task})
    if service.may("visit") or service.may("correct"):
        _judge(service, patch)


def _task_name(situation: Situation, ident: str) -> str:
    """Return number and title of a task; its id where it is none of that day."""
    if ident not in situation.rows_by_id("tasks"):
        return t("Task {task}", task=ident)
    row = situation.task(ident)
    return f"{row['label'] or row['number']} {row['title'] or shortened(str(row['problem']), SHORT)}"


def _card(patch: Patch) -> str:
    under = " · ".join(filter(None, (patch.name, patch.county, t("{area} ha", area=f"{patch.area_ha:,.2f}"))))
    rows = [(t("Its file says"), patch.file_words or t("it says none")), (t("Handling"), patch.handling),
            (t("Reason in the file"), patch.file_reason)]
    if patch.seq is not None:
        rows += [(t("{who} on {day}", who=patch.actor, day=patch.day), f"{verdict_words(patch.verdict)}: {patch.reason}")]
    told = "".join(f"<dt>{esc(name)}</dt><dd lang='zh'>{esc(value)}</dd>" for name, value in rows if value)
    none = "" if patch.meetings or patch.tasks else f'<p class="mute note">{esc(t("It meets no site and no task."))}</p>'
    return (f'<article class="gm patch"><h3 lang="zh">{esc(patch.number)}</h3><p class="mute">{esc(under)}</p>'
            f'<p class="verdict">{esc(verdict_words(patch.verdict))}</p><dl>{told}</dl>'
            f'<p class="mute note">{esc(t("A verdict is a lead: it closes no task."))}</p>'
            f'<h4><span>{esc(t("What it meets"))}</span></h4>{none}</article>')


def _judge(service: Service, patch: Patch) -> None:
    """Draw the form of a verdict, kept as it is written; where somebody judged the patch meanwhile, both words and the choice instead."""
    name = handle(patch.id)
    choice = st.container(key="patchchoice")              # a key with the patch in it would be marked as its row in the list is
    form, seq = Form(APP_WIDE, f"patch {patch.id}", ("visit", "correct")), str(patch.seq or 0)
    with st.container(key="patchform", gap="small"), drafts.kept(
            service, form, key=lambda entry: f"patch_{entry}_{name}", version=seq, stands=seq) as written:
        st.radio(t("Your verdict"), CHOICES, index=None, format_func=verdict_words,
                 **written.entry("verdict", patch.verdict or None, (None, *CHOICES)))
        st.text_area(t("What it rests on"), **written.entry("reason", ""), height=80)
        st.button(t("Keep the verdict"), key="patch_keep", icon=":material/check:", width="stretch", on_click=_keep,
                  args=(service, dataclasses.replace(patch, seq=int(written.version) or None), written))
    if patch.seq is not None:
        st.button(t("Take this verdict back"), key=f"patch_undo_{name}", icon=":material/undo:", width="stretch", on_click=_undo,
                  args=(service, patch))
    fault = st.session_state.pop(FAULT, None)
    if written.clash:
        clashes.hidden("patchform")
    with choice:
        if written.clash:
            _choose(service, patch, written)
            fault = None if isinstance(fault, Conflict | InputError) else fault   # both words are shown, which says more
        if fault is not None:
            show(fault)


def _choose(service: Service, patch: Patch, written: Written) -> None:
    verdict, reason = _given(written)
    at = (service.drafts.written(written.form, patch.seq) or patch.day) if patch.seq is not None else None
    clashes.choose(written, f"{verdict_words(verdict)}\n{reason}", f"{verdict_words(patch.verdict)}\n{patch.reason}", patch.actor, at,
                   lambda: _keep_over(service, patch, written), lambda: None)


def _given(written: Written) -> tuple[str, str]:
    now = st.session_state
    return now[written.key("verdict")] or "", now[written.key("reason")]


def _keep(service: Service, patch: Patch, written: Written) -> None:
    if _try(lambda: service.judge_patch(patch, *_given(written))):
        written.done()


def _keep_over(service: Service, patch: Patch, written: Written) -> None:
    """Keep what was written over what stands, both of which were seen; what is not whole yet is opened to be written on."""
    _keep(service, patch, written)
    if isinstance(st.session_state.get(FAULT), InputError):
        written.again()


def _undo(service: Service, patch: Patch) -> None:
    _try(lambda: service.take_patch_back(patch))


def _try(write: Callable[[], None]) -> bool:
    try:
        write()
    except GeomonError as error:
        st.session_state[FAULT] = error
        return False
    return True
