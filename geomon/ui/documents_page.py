"""Documents: what is in the register, taking more in after seeing what that would change, and what the last import changed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import streamlit as st

from geomon.people import WORKSPACE
from geomon.ui import filled_sheets, home, intake, markup, sign_in_page
from geomon.ui.changes import change_list, opener, show_on_map, summary
from geomon.ui.filters import as_of
from geomon.ui.parts import empty, esc, handle, head, sym
from geomon.ui.words import N, nt, place, t

if TYPE_CHECKING:
    from geomon.service import DocumentLine, LastImport, Service

KINDS: dict[str, tuple[str, str]] = {
    "plan": (N("Plan"), "assignment"), "progress": (N("Progress report"), "trending_up"), "workplan": (N("Annual plan"), "calendar_month"),
    "notice": (N("Notice"), "campaign"), "register": (N("Ledger"), "table_rows"),
}


def draw(service: Service) -> None:
    """Draw the documents page: on the left what there is, on the right what comes in and what changed."""
    left, right = st.columns([560, 820], gap="small")
    with left, st.container(key="documents"):
        document_list(service.documents())
    with right:
        busy = False
        if sign_in_page.allowed(service, "import", WORKSPACE):
            with st.container(key="intake"):
                kinds = {"documents": t("Documents"), "sheets": t("Filled dispatch sheets")}
                kind = st.segmented_control(t("What comes in"), list(kinds), format_func=kinds.__getitem__, default="documents",
                                            key="intake_kind", label_visibility="collapsed")
                busy = (filled_sheets if kind == "sheets" else intake).draw(service)
        if not busy:
            with st.container(key="changes"):
                last_changes(service, service.last_import())


def document_list(lines: tuple[DocumentLine, ...]) -> None:
    """Draw the documents of the register, those that came last first."""
    tasks = sum(line.tasks for line in lines)
    head(t("Documents in the register"), nt("{n} task", "{n} tasks", tasks) if lines else "")
    if not lines:
        empty("folder_open", t("No document yet"), t("Choose files to take in; nothing is kept before you have seen what they say."))
    review = "review" in home.PAGES
    for line in lines:
        with st.container(horizontal=True, key=f"doc_{handle(line.id)}", gap="small", vertical_alignment="center"):
            markup.show(_line(line, linked=review))
            if line.doubts and review:
                st.button(_doubts(line.doubts), key=f"review_{handle(line.id)}", icon=":material/help:", type="tertiary", on_click=_review,
                          args=(line.id,), help=t("Look at what the reader is not sure of"))


def _review(ident: str) -> None:
    st.session_state["go"], st.session_state["go_query"] = "review", {"document": ident}


def _line(line: DocumentLine, *, linked: bool) -> str:
    """Return one document as escaped markup; where its doubts are a button of their own, they are not said twice."""
    name, icon = KINDS[line.kind]
    day = t("{day}, inferred", day=line.day) if line.day and line.inferred else str(line.day or t("no date"))
    second = " · ".join(filter(None, [t(name), place(line.region), day]))
    arrived = t("taken in {time}", time=moment(line.arrived)) if line.arrived else ""
    third = " · ".join(filter(None, [line.source, arrived]))
    notes = "".join(f"<li>{esc(text)}</li>" for text in line.warnings)
    noted = nt("{n} note of the reader", "{n} notes of the reader", len(line.warnings))
    warnings = f'<details class="notes"><summary>{esc(noted)}</summary><ul>{notes}</ul></details>' if notes else ""
    doubts = f"<small>{esc(_doubts(line.doubts))}</small>" if line.doubts and not linked else ""
    return (
        f'<div class="docline">{sym(icon)}<div><b lang="zh">{esc(line.title)}</b><small>{esc(second)}</small>'
        f'<small class="file">{esc(third)}</small>{warnings}</div>'
        f'<div class="count"><b>{line.tasks:,}</b><small>{esc(nt("task", "tasks", line.tasks))}</small>{doubts}</div></div>'
    )


def _doubts(n: int) -> str:
    return nt("{n} doubt", "{n} doubts", n)


def moment(at: dt.datetime) -> str:
    """Return a moment in the time of the machine that serves the pages."""
    return f"{at.astimezone():%Y-%m-%d %H:%M}"


def last_changes(service: Service, last: LastImport | None) -> None:
    """Draw what the last import changed; it stays until the next one."""
    if last is None:
        head(t("What the last import changed"))
        empty("difference", t("Nothing was imported yet"), t("After an import this lists what it changed, until the next one."))
        return
    head(t("What the last import changed"), moment(dt.datetime.fromisoformat(last.at)))
    markup.show(f'<p class="lead" lang="zh">{esc("、".join(last.taken))}</p>')
    if not last.differences:
        empty("done_all", t("No difference"), t("The tasks stand as they stood before."))
        return
    situation = service.situation(as_of(service))
    n = int(situation.sites["id"].isin(situation.changed).sum())
    with st.container(horizontal=True, key="changeshead", vertical_alignment="center"):
        markup.show(f'<p class="lead">{esc(summary(last.differences))}</p>')
        st.button(nt("Show {n} site on the map", "Show {n} sites on the map", n), key="changes_map", icon=":material/map:",
                  on_click=show_on_map, disabled=not n)
    later = [line.day for line in service.documents() if line.id in last.taken and line.day and line.day > situation.as_of]
    if later:
        words = t("The map stands on {day}; these documents speak of {later}. Choose a later date there to see their claims.",
                  day=situation.as_of, later=max(later))
        markup.show(f'<p class="lead aside">{sym("event_upcoming")} {esc(words)}</p>')
    change_list(last.differences, "change", *opener(service))
