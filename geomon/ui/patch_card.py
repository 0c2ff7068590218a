"""The card of a patch (图斑): what its file says, what a person says, which sites and tasks it meets; judging it with a reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from geomon.errors import GeomonError
from geomon.service.patches import Patch
from geomon.text import for_page
from geomon.ui import markup, state
from geomon.ui.door import show
from geomon.ui.parts import esc, handle
from geomon.ui.patch_list import MARKS, verdict_words
from geomon.ui.words import metres_words, t

if TYPE_CHECKING:
    from geomon.service import Service

CHOICES = tuple(verdict for verdict in MARKS if verdict)


def draw(service: Service, patch: Patch) -> None:
    """Draw the card."""
    markup.style((markup.ASSETS / "patches.css").read_text(encoding="utf-8"))
    markup.show(_card(patch))
    for one in patch.meetings:
        where = t("inside the patch") if one.metres == 0 else t("{metres} away", metres=metres_words(one.metres))
        st.button(f"{for_page(one.name)} · {where}", key=f"patch_site_{handle(one.site)}", icon=":material/place:", width="stretch",
                  on_click=state.change, kwargs={"mode": "sites", "chosen": one.site})
    for task in patch.tasks:
        st.button(t("Task {task}", task=for_page(task)), key=f"patch_task_{handle(task)}", icon=":material/assignment:", width="stretch",
                  on_click=state.change, kwargs={"mode": "tasks", "chosen": task})
    if service.may("visit") or service.may("correct"):
        _judge(service, patch)


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
    name = f"{handle(patch.id)}_{patch.seq or 0}"              # once it is written the form is empty again
    with st.form(f"patch_form_{name}", border=False):
        at = CHOICES.index(patch.verdict) if patch.verdict else None
        verdict = st.radio(t("Your verdict"), CHOICES, index=at, format_func=verdict_words, key=f"patch_verdict_{name}")
        reason = st.text_area(t("What it rests on"), key=f"patch_reason_{name}", height=80)
        if st.form_submit_button(t("Keep the verdict"), icon=":material/check:", width="stretch"):
            _say(lambda: service.judge_patch(patch, verdict or "", reason))
    if patch.seq is not None and st.button(t("Take this verdict back"), key=f"patch_undo_{name}", icon=":material/undo:", width="stretch"):
        _say(lambda: service.take_patch_back(patch))


def _say(write: Callable[[], None]) -> None:
    try:
        write()
    except GeomonError as error:
        show(error)
        return
    st.rerun(scope="fragment")
