"""What to do next with the card on the map: look at the site in the field, read the document it comes from. Both keep the view."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geomon.ui import field_state, home
from geomon.ui.card_steps import step_button
from geomon.ui.words import t

if TYPE_CHECKING:
    from geomon.service import Service, TaskCard


def acts(service: Service, site: str, tasks: tuple[TaskCard, ...]) -> None:
    """Draw the ways on from a card at its foot; `site` is "" for the card of a task, and a site that no task names has no document."""
    field, review = bool(site) and "field" in home.PAGES, bool(tasks) and "review" in home.PAGES
    if not (field or tasks):
        return
    with st.container(key="acts", horizontal=True):
        if field and st.button(t("Go and see"), key="card_field", icon=":material/near_me:",
                               help=t("The page Field: the way there, what to check, recording a visit")):
            in_the_field(site)
        if review and st.button(t("Open the document"), key="card_review", icon=":material/description:",
                                help=t("The page Review: the whole text at this task")):
            in_the_document(tasks[0].id)
        if tasks:
            step_button(service, site or tasks[0].id, tasks)


def in_the_field(site: str) -> None:
    """Open a site on the page Field; its own way back leads to its list, the map keeps what was chosen."""
    field_state.open_site(site)
    go("field", None)


def in_the_document(task: str) -> None:
    """Open the document of a task at this task; `task` is "document#key"."""
    document, _, key = task.rpartition("#")
    go("review", {"document": document, "task": key})


def go(page: str, query: dict[str, str] | None) -> None:
    """Change to a page; the card is drawn in a fragment, and only a run of everything changes pages."""
    st.session_state["go"], st.session_state["go_query"] = page, query
    st.rerun(scope="app")
