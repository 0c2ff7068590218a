"""The form of what a reader missed in a task: a place, a milestone or a quantity, with the words of the text that it stands in."""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING, Any

import streamlit as st

from geomon.service.drafts import Form
from geomon.service.missed import proposed
from geomon.service.values import SEVERAL
from geomon.text import for_page
from geomon.ui import drafts, markup
from geomon.ui.parts import esc, handle, sym
from geomon.ui.review_forms import Entry, field_key, milestone_form, place_form, quantity_form
from geomon.ui.review_words import FIELD_NAMES
from geomon.ui.words import t

if TYPE_CHECKING:
    from collections.abc import Callable

    from geomon.service import TaskSheet
    from geomon.ui.review_desk import Desk

KINDS = ("place", "milestone", "quantity")
SHORT = 24
"""Letters of the marked words that the line of a draft shows."""
assert set(KINDS) == set(SEVERAL)


def add_form(desk: Desk, task: TaskSheet, words: str) -> Form:
    """Return the form of what was missed in a task, of the words that were marked."""
    return Form(desk.look.document, f"{begins(task)}{words}", ("correct",))


def begins(task: TaskSheet) -> str:
    """Return how the names of these forms of a task begin."""
    return f"add {task.task.key} "


def add(desk: Desk, task: TaskSheet) -> None:
    """Draw the form, filled with what the marked words seem to say."""
    marked = desk.look.words
    ident = f"add{handle(marked + task.task.key)}"
    guess, value = proposed(desk.sheet.document, task.now or task.task, marked)
    with st.container(key="rvform"), drafts.kept(desk.service, add_form(desk, task, marked), key=field_key(ident),
                                                 version=task.version) as written:
        markup.show(f'<div class="dq">{sym("add")}<div><h3>{esc(t("What was missed in this task?"))}</h3></div></div>')
        words = written.entry("words", marked)
        st.text_input(t("Words in the text"), **words, help=t("As they stand in this task; a selection in the text fills it."))
        chosen = st.segmented_control(t("What is it?"), KINDS, **written.entry("kindof", guess, KINDS), required=True,
                                      format_func=lambda one: t(FIELD_NAMES[one])) or guess
        read = _form(desk, chosen, lambda name, *rest: written.entry(f"{name}_{chosen}", *rest), value if chosen == guess else {})

        def given() -> dict[str, Any]:
            got: dict[str, Any] = {**read(), "words": st.session_state[words["key"]].strip(), "field": chosen}
            if chosen == "place":
                got["name"] = got["name"].strip() or got["words"]
            return got

        with st.container(horizontal=True, gap="small"):
            st.button(t("Save"), key="rv_save", type="primary", icon=":material/check:", on_click=desk.save,
                      args=(task.fields[0], task, "added", given, written))
            st.button(f"{for_page(t('Cancel'))} `Esc`", key="rv_cancel", on_click=desk.set_form, args=("",))


def unfinished(desk: Desk, task: TaskSheet) -> None:
    """List the drafts of what was missed in a task, each with the way on."""
    found = [one for one in desk.service.drafts.of_thing(desk.look.document, lambda _: ("correct",))
             if one.name.startswith(begins(task)) and not one.aside]
    for one in found:
        words = one.name.removeprefix(begins(task))
        form = add_form(desk, task, words)

        def go_on(words: str = words) -> None:
            desk.keep(dataclasses.replace(desk.look, form="add", words=words, point=""))
        said = t("Draft of {time} kept", time=drafts.when(one.at))
        marked = str(one.values.get("words", words))
        drafts.line(f"{said} · {t('Add what was missed')}{f' “{marked[:SHORT]}”' if marked else ''}", handle(form.name),
                    functools.partial(desk.service.drafts.discard, form), go_on, t("Go on"))


def _form(desk: Desk, kind: str, entry: Entry, value: dict[str, Any]) -> Callable[[], dict[str, Any]]:
    if kind == "milestone":
        return milestone_form(entry, value)
    if kind == "quantity":
        return quantity_form(entry, {"what": "", "unit": "", "planned": None, "done": None} | value)
    return place_form(entry, {"name": "", "layer": "mine", "county": None} | value, desk.catalog, as_in_text=True)
