"""The list beside the map: sites, tasks or patches in order of urgency, a page at a time, with what narrows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from geomon.layers import Layer
from geomon.service.searching import read_places
from geomon.situation import Situation
from geomon.ui import map_pane, markup, patch_list, state, take_away
from geomon.ui.parts import empty, esc, head, site_row, task_row
from geomon.ui.view import EVERY, Selection, View, county_only
from geomon.ui.words import nt, place, t

if TYPE_CHECKING:
    from geomon.service import Service
    from geomon.service.patches import Patch


def choose(ident: str) -> None:
    """Open the card of a site or a task."""
    state.change(chosen=ident)


def set_mode(key: str) -> None:
    """Let the list count sites or tasks; what was chosen of the other kind is let go."""
    state.change(mode=st.session_state[key] or "sites", chosen="")


def listing(service: Service, situation: Situation, view: View, shown: Selection, layers: Mapping[str, Layer],
            patches: Sequence[Patch] | None = ()) -> None:
    """Draw the list in order of urgency, a page at a time, with what narrows it; or the patches."""
    with st.container(horizontal=True, key="listhead", vertical_alignment="center"):
        near = view.mode == "sites" and bool(read_places(view.text))
        if view.mode == "patches":
            head(t("Open ones first"), patch_list.counted(patches))
        else:
            head(t("Nearest first") if near else t("Most urgent first"), f"{len(shown.order):,} / {sum(shown.counts.values()):,}")
        st.space("stretch")
        key = state.fill("w_mode", view.mode)
        st.segmented_control(
            t("The list counts"),
            ["sites", "tasks", *(["patches"] if patch_list.has_layers(service) else [])],
            key=key,
            label_visibility="collapsed",
            required=True,
            format_func=lambda mode: {"sites": t("Sites"), "tasks": t("Tasks"), "patches": t("Patches")}[mode],
            on_change=set_mode, args=(key,),
        )
    if view.mode == "patches":
        with st.container(height=map_pane.HEIGHT, border=False, key="listbody"):
            patch_list.draw(service, situation, patches, view.page)
        return
    chips(view, sum(ident in situation.rows_by_id("sites") for ident in situation.changed))
    rows, page, pages = shown.page(view.page)
    with st.container(height=map_pane.HEIGHT, border=False, key="listbody"):
        for _, row in rows.iterrows():
            if view.mode == "tasks":
                task_row(row, choose)
            else:
                site_row(row, layers, choose)
        if not len(situation.sites) and not len(situation.tasks):
            empty("inbox", t("No task in the register yet"), t("Take one in on the page Documents; its sites appear here."))
        elif not len(rows):
            empty(
                "filter_alt_off",
                t("No task matches") if view.mode == "tasks" else t("No site matches"),
                t("Loosen the search or the lights; the map keeps its view."),
            )
        if page == pages - 1 and view.mode == "sites" and not view.narrowed():
            without_place(service, situation)
    with st.container(horizontal=True, key="pager", vertical_alignment="center"):
        st.button(
            ":material/chevron_left:",
            key="pager_back",
            disabled=page == 0,
            on_click=state.change,
            kwargs={"page": page - 1},
            help=t("Earlier rows"),
        )
        first = page * len(rows) + 1 if page < pages - 1 else len(shown.order) - len(rows) + 1
        st.text(f"{first:,}–{first + len(rows) - 1:,} / {len(shown.order):,}" if len(rows) else "0")
        take_away.button(service, situation.as_of, view, shown)
        st.button(
            ":material/chevron_right:",
            key="pager_on",
            disabled=page >= pages - 1,
            on_click=state.change,
            kwargs={"page": page + 1},
            help=t("Later rows"),
        )


def chips(view: View, changed: int) -> None:
    """Show the limits that have no widget of their own; a click takes one off.

    `changed` is how many sites the last import changed: where there are any, a click narrows to them.
    """
    if not (view.only or view.section or view.here or view.changed or changed):
        return
    with st.container(horizontal=True, key="chips"):
        if view.only:
            words = (
                t("Known to the county only") if view.only == EVERY else t("{county}: known to the county only", county=place(view.only))
            )
            st.button(
                words, icon=":material/close:", key="chip_only", on_click=state.change, kwargs={"only": "", "mode": "sites", "chosen": ""}
            )
        if view.section:
            short = view.section if len(view.section) <= 18 else f"{view.section[:18]}…"
            st.button(
                short.replace("[", "(").replace("]", ")"),
                icon=":material/close:",
                key="chip_section",
                on_click=state.change,
                kwargs={"section": ""},
            )
        if view.changed or changed:
            words = t("Changed by the last import") if view.changed else nt("{n} site changed by the last import",
                                                                            "{n} sites changed by the last import", changed)
            st.button(words, icon=":material/close:" if view.changed else ":material/difference:", key="chip_changed",
                      on_click=state.change, kwargs={"changed": not view.changed})
        if view.here:
            st.button(
                nt("{n} site at one place", "{n} sites at one place", len(view.here)),
                icon=":material/close:",
                key="chip_here",
                on_click=state.change,
                kwargs={"here": ()},
            )


def without_place(service: Service, situation: Situation) -> None:
    """Show what is on no map: names that could not be located, and how many tasks are known to their county only."""
    lost, wide = service.unlocated(), int(county_only(situation).sum())
    if wide:
        st.button(
            nt("{n} task is known to its county only", "{n} tasks are known to their county only", wide),
            key="wide",
            type="tertiary",
            icon=":material/list:",
            on_click=state.change,
            kwargs={"mode": "tasks", "only": EVERY, "chosen": ""},
            width="stretch",
        )
    if not lost:
        return
    lines = "".join(f"<li><b>{esc(item.name)}</b><small>{esc(item.why)}</small></li>" for item in lost[:200])
    title = nt("{n} place of the texts is not located", "{n} places of the texts are not located", len(lost))
    markup.show(f'<details class="lost"><summary>{esc(title)}</summary><ul>{lines}</ul></details>')
