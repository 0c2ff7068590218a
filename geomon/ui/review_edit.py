"""The form of the open field or doubt, kept as it is written; where somebody saved another text meanwhile, both texts and the choice."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

import streamlit as st

from geomon.service.drafts import Form
from geomon.store import canonical
from geomon.text import for_page
from geomon.ui import clashes, drafts
from geomon.ui.review_forms import Read, field_key, form
from geomon.ui.review_words import NONE_OF, value_words
from geomon.ui.words import t

if TYPE_CHECKING:
    from geomon.service import Point, TaskSheet
    from geomon.ui.drafts import Written
    from geomon.ui.review_desk import Desk


def edit_form(desk: Desk, point: Point) -> Form:
    """Return the form of a field or doubt."""
    return Form(desk.look.document, f"edit {point.ident}", ("correct",))


def kept_edit(desk: Desk, point: Point, task: TaskSheet) -> AbstractContextManager[Written]:
    """Draw a field's form, or nothing of it, and below it that there is a draft."""
    return drafts.kept(desk.service, edit_form(desk, point), key=field_key(point.ident), version=task.version,
                       stands=canonical(point.value))


def edit(desk: Desk, point: Point, task: TaskSheet) -> None:
    """Draw the form of the open field; where somebody saved another text meanwhile, both texts and the choice instead."""
    kind = "added" if point.field == "place" and point.read is None and not point.added else "corrected"
    choice = st.container()
    with st.container(key="rvform"), kept_edit(desk, point, task) as written:
        read = form(point, desk.catalog, written)
        with st.container(horizontal=True, gap="small"):
            st.button(t("Save"), key="rv_save", disabled=not desk.may_correct, type="primary", icon=":material/check:",
                      on_click=desk.save, args=(point, task, kind, read, written))
            st.button(f"{for_page(t('Cancel'))} `Esc`", key="rv_cancel", on_click=desk.set_form, args=("",))
    if written.clash:
        clashes.hidden("rvform")
        if st.session_state.pop("review_overtaken", False):
            st.session_state.pop("review_error", None)
        with choice:
            _choice(desk, point, task, kind, read, written)


def _choice(desk: Desk, point: Point, task: TaskSheet, kind: str, read: Read, written: Written) -> None:
    said, layers = point.settled, desk.catalog.layers
    at = (desk.service.drafts.written(written.form, said.seq) or said.at) if said else None
    theirs = t(NONE_OF[point.field]) if said and said.kind == "rejected" else value_words(point.field, point.value, layers)
    clashes.choose(written, value_words(point.field, read(), layers), theirs, said.actor if said else "", at,
                   lambda: desk.save(point, task, kind, read, written, task.version), lambda: desk.set_form(""))
