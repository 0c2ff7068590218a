"""The review: the document as it was published on the left, what is in doubt on the right, one key an answer, each taken back as easily."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import streamlit as st

from geomon.ui import door, markup, state
from geomon.ui.parts import empty, esc, handle, head
from geomon.ui.review_ask import ask
from geomon.ui.review_desk import Desk, Look
from geomon.ui.review_paper import Window, legend, paper, widened, window_at
from geomon.ui.review_places import PAIR, places
from geomon.ui.review_reading import BEGIN, notice, reading
from geomon.ui.review_words import value_words
from geomon.ui.words import nt, t

if TYPE_CHECKING:
    from geomon.service import ReviewLine, Service

LINK = ("document", "doubt", "task")
"""What this page keeps in the address; other pages keep other things of `state.OWN` there."""
NOTE = 34
"""Characters of a corrected value that are shown behind the words of the document."""


def draw(service: Service) -> None:
    """Draw the review page."""
    markup.style((markup.ASSETS / "review.css").read_text(encoding="utf-8"))
    asked = {name: st.query_params.get(name, "") for name in LINK}
    if asked["document"] and asked != st.session_state.get("review_link"):
        st.session_state["review"] = Look(asked["document"], asked["doubt"], "tasks" if asked["task"] else "doubts", asked["task"])
    elif asked["doubt"].startswith(PAIR) and asked != st.session_state.get("review_link"):
        st.session_state["review"] = Look("", asked["doubt"], "places")
    panes(service)


@st.fragment
def panes(service: Service) -> None:
    """Draw bar, document and question; a fragment, so that a key runs no more than this, with a door of its own."""
    door.guarded(lambda: _draw(service))


def _draw(service: Service) -> None:
    with st.spinner(t("Opening the documents …"), show_time=False):
        lines = service.review_documents()
    if not lines:
        empty("fact_check", t("No document yet"), t("Take one in on the page Documents; what its reader is not sure of is asked here."))
        return
    kept = st.session_state.get("review")
    desk = Desk(service, lines, kept if isinstance(kept, Look) else Look())
    if desk.look.mode == "reading" and not desk.may_teach:
        desk = Desk(service, lines, dataclasses.replace(desk.look, mode="doubts"))
    bar(desk)
    if desk.look.mode == "places":
        places(desk)
    else:
        if desk.look.mode != "reading" and desk.may_teach:
            notice(desk)
        with st.container(key="review"):
            left, right = st.columns([840, 530], gap="small")
            with right, st.container(key="reviewask"):
                (reading if desk.look.mode == "reading" else ask)(desk)
            with left, st.container(key="reviewdoc"):
                document(desk)
    desk.keep(desk.look)
    named = desk.look.document if desk.look.mode != "places" else ""
    link = {"document": named, "doubt": desk.look.point, "task": desk.look.task if desk.look.mode == "tasks" else ""}
    st.session_state["review_link"] = link
    st.session_state["own"] = {name: value for name, value in link.items() if value}
    state.write_link()


def bar(desk: Desk) -> None:
    """Draw the choice of the document and of doubts or all tasks."""
    names = {line.id: _title(line) for line in desk.lines}
    with st.container(horizontal=True, key="reviewbar", vertical_alignment="center"):
        if desk.look.mode == "places":
            markup.show(f'<p class="lead">{esc(t("Places of all documents and layers that may be one and the same."))}</p>')
        else:
            # a browser sends words: other words, another key
            key = state.fill(f"w_review_document_{handle(str(names))}", desk.look.document)
            st.selectbox(t("Document"), list(names), key=key, format_func=names.__getitem__, label_visibility="collapsed",
                         on_change=lambda: desk.keep(Look(st.session_state[key])))
        mode = state.fill("w_review_mode", desk.look.mode)
        modes = {"doubts": t("In doubt"), "tasks": t("All tasks"), "reading": t("How it was read"), "places": t("Places in doubt")}
        if not desk.may_teach:
            del modes["reading"]
        st.segmented_control(t("Show"), list(modes), key=mode, required=True, label_visibility="collapsed", format_func=modes.__getitem__,
                             on_change=lambda: desk.keep(dataclasses.replace(desk.look, mode=st.session_state[mode], form="", point="",
                                                                             at=-1)))
    if desk.gone:
        markup.show(f'<p class="lead aside" role="status">{esc(t("The document of this link is not in the register any more."))}</p>')


def document(desk: Desk) -> None:
    """Draw the document around what is open."""
    sheet, document = desk.sheet, desk.sheet.document
    line = next(one for one in desk.lines if one.id == desk.look.document)
    pages = {one.task.page for one in sheet.tasks if one.task.page}
    about = [t("p. {page}", page=desk.task.task.page) if desk.task and desk.task.task.page and pages else "",
             nt("{n} task", "{n} tasks", line.tasks), nt("{n} field", "{n} fields", line.fields)]
    head(document.title or document.source, " · ".join(filter(None, about)))
    markup.show(legend())
    at = desk.point.span[0] if desk.point and desk.point.span != (0, 0) else desk.task.task.span[0] if desk.task else max(0, desk.look.at)
    window = window_at(at, document.text, desk.look.window)
    desk.look = dataclasses.replace(desk.look, window=window)
    now = desk.point.ident if desk.point else ""
    stamp = f"{now} {len(sheet.recent)} {max((said.seq for said, _ in sheet.recent), default=0)} {st.session_state.get('review_said', 0)}"
    marked = t("A task begins here") if desk.look.mode == "reading" else t("Add to the task")
    words = {"mark": marked, "document": t("Text of the document")}
    here = desk.task.task.span if desk.task else (at, at + 1) if desk.look.at >= 0 else (0, 0)
    shown = paper(sheet, window, now, _notes(desk), here)
    result = markup.document_pane(shown, f"{now} {desk.look.task} {desk.look.at}", at, stamp, words, "paper",
                                  picked=_nothing, more=_nothing, marked=_nothing)
    _heard(desk, result, window)


def _heard(desk: Desk, result: Any, window: Window) -> None:
    """Do what a click or a selection in the text asks for."""
    if result.more:
        desk.keep(dataclasses.replace(desk.look, window=widened(window, result.more, desk.sheet.document.text)))
    elif result.picked and (point := desk.sheet.point(result.picked)):
        desk.open(point)
    elif result.marked:
        start, end = map(int, result.marked.split("-"))
        if desk.look.mode == "reading":
            desk.keep(dataclasses.replace(desk.look, at=desk.sheet.document.text.rfind("\n", 0, start) + 1, form=BEGIN))
            st.rerun(scope="fragment")
        task = next((one.task for one in desk.sheet.tasks if one.task.span[0] <= start < one.task.span[1]), None)
        if task is None:
            return
        words = desk.sheet.document.text[start:end].strip()
        desk.keep(dataclasses.replace(desk.look, mode="tasks", task=task.key, point="", form="add", words=words))
    else:
        return
    st.rerun(scope="fragment")


def _notes(desk: Desk) -> dict[str, str]:
    """Return what was said instead of each reading, by the ident of the field, for the paper."""
    found = {}
    for one in desk.sheet.tasks:
        for point in one.fields:
            if point.settled and point.value != point.read and not point.added:
                found[point.ident] = value_words(point.field, point.value, desk.catalog.layers)[:NOTE]
    return found


def _nothing() -> None:
    """Hear of something in the pane; what it is stands in the result."""


def _title(line: ReviewLine) -> str:
    """Return a document's name for the choice; what changes with each answer is not in it."""
    doubts = f" · {nt('{n} doubt', '{n} doubts', line.doubts)}" if line.doubts else ""
    return f"{line.title or line.source}{doubts}"
