"""What the words and columns of a chosen file stand for, before it is taken in: proposed, shown, and put right by a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from geomon.errors import GeomonError, NoTasks
from geomon.people import WORKSPACE
from geomon.ui import door, markup
from geomon.ui.review_reading import labels, told
from geomon.ui.words import language, t

if TYPE_CHECKING:
    from pathlib import Path

    from geomon.service import Preview, Service
    from geomon.service.reading_desk import LabelSheet
    from geomon.service.teaching import Taught
    from geomon.ui.drafts import Written

ERROR = "intake_label_error"


def draw(service: Service, files: Sequence[tuple[str, str]], preview: Preview, paths: Any) -> None:
    """Draw the choice of a file, and below it its words with what each stands for; a file in which no task was found is open.

    Parameters
    ----------
    files : id and name of the chosen files.
    paths : gives a context in which the file of an id lies on the disk.
    """
    if not service.may("correct", WORKSPACE):
        return
    silent = [name for name, error in preview.refused if isinstance(error, NoTasks)]
    readable = [*(document.source for document in preview.documents), *silent]
    names = [name for _, name in files if name in readable]
    if not names:
        return
    markup.style((markup.ASSETS / "review.css").read_text(encoding="utf-8"))
    with st.container(key="intakelabels"):
        chosen = st.selectbox(t("What the words and columns of a file stand for"), names, names.index(silent[0]) if silent else None,
                              key=f"intake_labels_{len(names)}_{language()}", placeholder=t("choose a file"))
        if error := st.session_state.pop(ERROR, None):
            door.show(error)
        if chosen is None:
            return
        ident = next(ident for ident, name in files if name == chosen)
        try:
            sheet = _sheet(service, ident, paths)
        except GeomonError as error:
            door.show(error)
            return
        labels(service, sheet, chosen, lambda *said: _tell(service, sheet, *said))
        told(sheet.taught, lambda one: _take_back(service, one))


def _sheet(service: Service, ident: str, paths: Any) -> LabelSheet:
    """Return the words of a file; read once for the same file and register."""
    key = ident, service.version()
    kept = st.session_state.get("intake_labels")
    if kept is None or kept[0] != key:
        with paths(ident) as several, st.spinner(t("Looking for the labels …"), show_time=False):
            path: Path = several[0]
            st.session_state["intake_labels"] = kept = key, service.reading.labels_in(path)
    sheet: LabelSheet = kept[1]
    return sheet


def _tell(service: Service, sheet: LabelSheet, roles: Mapping[str, str], written: Written, version: str) -> None:
    try:
        service.reading.tell_labels(sheet.city, roles, version=version)
    except GeomonError as error:
        st.session_state[ERROR] = error
    else:
        written.done()


def _take_back(service: Service, one: Taught) -> None:
    try:
        service.reading.take_back(one.seq)
    except GeomonError as error:
        st.session_state[ERROR] = error
