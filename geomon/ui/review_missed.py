"""The form of what a reader missed in a task: a place, a milestone or a quantity, with the words of the text that it stands in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from geomon.service.missed import proposed
from geomon.service.values import SEVERAL
from geomon.text import for_page
from geomon.ui import markup
from geomon.ui.parts import esc, handle, sym
from geomon.ui.review_forms import field_key, milestone_form, place_form, quantity_form
from geomon.ui.review_words import FIELD_NAMES
from geomon.ui.words import t

if TYPE_CHECKING:
    from collections.abc import Callable

    from geomon.service import TaskSheet
    from geomon.ui.review_desk import Desk

KINDS = ("place", "milestone", "quantity")
assert set(KINDS) == set(SEVERAL)


def add(desk: Desk, task: TaskSheet) -> None:
    """Draw the form, filled with what the marked words seem to say."""
    marked = desk.look.words
    ident = f"add{handle(marked + task.task.key)}"
    guess, value = proposed(desk.sheet.document, task.now or task.task, marked)
    with st.container(key="rvform"):
        markup.show(f'<div class="dq">{sym("add")}<div><h3>{esc(t("What was missed in this task?"))}</h3></div></div>')
        words = field_key(ident, "words")
        st.text_input(t("Words in the text"), marked, key=words, help=t("As they stand in this task; a selection in the text fills it."))
        chosen = st.segmented_control(t("What is it?"), KINDS, default=guess, key=field_key(ident, "kindof"), required=True,
                                      format_func=lambda one: t(FIELD_NAMES[one])) or guess
        read = _form(desk, chosen, f"{ident}_{chosen}", value if chosen == guess else {})

        def given() -> dict[str, Any]:
            got: dict[str, Any] = {**read(), "words": st.session_state[words].strip(), "field": chosen}
            if chosen == "place":
                got["name"] = got["name"].strip() or got["words"]
            return got

        with st.container(horizontal=True, gap="small"):
            st.button(t("Save"), key="rv_save", type="primary", icon=":material/check:", on_click=desk.save,
                      args=(task.fields[0], task, "added", given))
            st.button(f"{for_page(t('Cancel'))} `Esc`", key="rv_cancel", on_click=desk.set_form, args=("",))


def _form(desk: Desk, kind: str, ident: str, value: dict[str, Any]) -> Callable[[], dict[str, Any]]:
    if kind == "milestone":
        return milestone_form(ident, value)
    if kind == "quantity":
        return quantity_form(ident, {"what": "", "unit": "", "planned": None, "done": None} | value)
    return place_form(ident, {"name": "", "layer": "mine", "county": None} | value, desk.catalog, as_in_text=True)
