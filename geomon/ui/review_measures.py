"""The form of a task's measures: each with its number and text, moved, taken out and added; nothing counts before it is saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from geomon.ui.words import language, t

DRAFT = "review_measures"
"""Under this key the session keeps the rows of the open form, by numbers that stay while they are moved."""


def forget() -> None:
    """Let go of a draft: the next form begins with what counts."""
    st.session_state.pop(DRAFT, None)


def measures_form(ident: str, value: Sequence[Mapping[str, Any]]) -> Callable[[], list[dict[str, str]]]:
    """Draw the measures, one below the other, and return what reads them."""
    draft = st.session_state.get(DRAFT)
    if draft is None or draft["of"] != ident:
        draft = st.session_state[DRAFT] = {"of": ident, "rows": list(range(len(value))), "next": len(value)}
    rows: list[int] = draft["rows"]
    for n, row in enumerate(rows):
        one = value[row] if row < len(value) else {"number": "", "text": ""}
        with st.container(key=f"step_{row}", gap="small"):
            with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key=f"stephead_{row}"):
                st.text_input(t("Number of the measure"), one["number"] or "", key=_key("no", ident, row), label_visibility="collapsed",
                              placeholder=t("No."), width=84)
                _button("up", "arrow_upward", t("Move up"), row, disabled=n == 0)
                _button("down", "arrow_downward", t("Move down"), row, disabled=n == len(rows) - 1)
                _button("out", "delete", t("Take out"), row)
            st.text_area(t("Measure {n}", n=n + 1), one["text"], key=_key("step", ident, row), label_visibility="collapsed", height=84)
    st.button(t("Add a measure"), key="stepadd", icon=":material/add:", on_click=_add)
    return lambda: [{"number": st.session_state[_key("no", ident, row)].strip(), "text": st.session_state[_key("step", ident, row)]}
                    for row in rows]


def _button(what: str, icon: str, words: str, row: int, *, disabled: bool = False) -> None:
    st.button(words, key=f"step{what}_{row}", icon=f":material/{icon}:", type="tertiary", disabled=disabled, on_click=_change,
              args=(what, row))


def _change(what: str, row: int) -> None:
    """Move a row by one place, or take it out."""
    rows: list[int] = st.session_state[DRAFT]["rows"]
    at = rows.index(row)
    rows.remove(row)
    if what != "out":
        rows.insert(at - 1 if what == "up" else at + 1, row)


def _add() -> None:
    draft = st.session_state[DRAFT]
    draft["rows"].append(draft["next"])
    draft["next"] += 1


def _key(what: str, ident: str, row: int) -> str:
    return f"rvf_{what}_{ident}_{row}_{language()}"
