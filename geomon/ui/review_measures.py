"""The form of a task's measures: each with its number and text, moved, taken out and added; nothing counts before it is saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from geomon.ui.words import t

if TYPE_CHECKING:
    from geomon.ui.drafts import Written


def measures_form(written: Written, value: Sequence[Mapping[str, Any]]) -> Callable[[], list[dict[str, str]]]:
    """Draw the measures, one below the other, and return what reads them.

    The rows have numbers that stay while they are moved: those of `value` first, then those that were added.
    """
    held = written.held("rows", {"rows": list(range(len(value))), "next": len(value)})
    rows: list[int] = held["rows"]
    entries = []
    for n, row in enumerate(rows):
        one = value[row] if row < len(value) else {"number": "", "text": ""}
        number, text = written.entry(f"no_{row}", one["number"] or ""), written.entry(f"step_{row}", one["text"])
        entries.append((number["key"], text["key"]))
        with st.container(key=f"step_{row}", gap="small"):
            with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key=f"stephead_{row}"):
                st.text_input(t("Number of the measure"), **number, label_visibility="collapsed", placeholder=t("No."), width=84)
                _button("up", "arrow_upward", t("Move up"), written, held, row, disabled=n == 0)
                _button("down", "arrow_downward", t("Move down"), written, held, row, disabled=n == len(rows) - 1)
                _button("out", "delete", t("Take out"), written, held, row)
            st.text_area(t("Measure {n}", n=n + 1), **text, label_visibility="collapsed", height=84)
    st.button(t("Add a measure"), key="stepadd", icon=":material/add:", on_click=_add, args=(written, held))
    return lambda: [{"number": st.session_state[number].strip(), "text": st.session_state[text]} for number, text in entries]


def _button(what: str, icon: str, words: str, written: Written, held: dict[str, Any], row: int, *, disabled: bool = False) -> None:
    st.button(words, key=f"step{what}_{row}", icon=f":material/{icon}:", type="tertiary", disabled=disabled, on_click=_change,
              args=(written, held, what, row))


def _change(written: Written, held: dict[str, Any], what: str, row: int) -> None:
    """Move a row by one place, or take it out."""
    rows: list[int] = held["rows"]
    at = rows.index(row)
    rows.remove(row)
    if what != "out":
        rows.insert(at - 1 if what == "up" else at + 1, row)
    written.keep()


def _add(written: Written, held: dict[str, Any]) -> None:
    held["rows"].append(held["next"])
    held["next"] += 1
    written.keep()
