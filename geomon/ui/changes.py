"""What a newer document changed, as a list: grouped by kind, before and after marked by line and sign, each row a way to its site."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from geomon.ui import markup, state
from geomon.ui.filters import as_of
from geomon.ui.parts import esc, sym
from geomon.ui.view import View
from geomon.ui.words import PROGRESS, N, nt, pick, t

if TYPE_CHECKING:
    from geomon.service import Difference, Service

ROWS = 60
"""Rows shown at first, and added by each "more"."""
AROUND, MOST = 24, 180
"""Letters of a long text that are shown beside a change, and of a change."""
GROUPS: dict[str, tuple[str, str]] = {  # kind: name, icon; in the order in which a person should look
    "softened": (N("Softened"), "trending_down"), "backwards": (N("Progress went back"), "undo"),
    "deadline": (N("Deadline moved"), "event_repeat"), "gone": (N("No longer listed"), "playlist_remove"),
    "new": (N("New"), "playlist_add"), "unit": (N("Units"), "groups"), "number": (N("Figures"), "tag"),
    "progress": (N("Progress"), "trending_up"), "wording": (N("Other wording"), "edit_note"),
}
FIELDS: dict[str, str] = {
    "problem": N("Problem"), "goal": N("Goal"), "measures": N("Measure"), "lead": N("Lead"), "responsible": N("Responsible"),
    "cooperating": N("Cooperates"), "implementing": N("Carries out"), "acceptance": N("Accepts"), "number": N("Number of the task"),
    "planned": N("Planned"), "done": N("Done so far"),
}
TEXTS = ("problem", "goal", "measures")
Open = Callable[["Difference"], None]


def change_list(found: Sequence[Difference], key: str, open_: Open | None, can_open: Callable[[Difference], bool]) -> None:
    """Draw the differences; `open_` is what a row's button does, None for a list without buttons.

    `key` tells the lists of a page apart.
    """
    most = st.session_state.setdefault(f"{key}_most", ROWS)
    ordered = sorted(found, key=lambda d: list(GROUPS).index(d.kind))
    group = ""
    for n, one in enumerate(ordered[:most]):
        if one.kind != group:
            group = one.kind
            _group_head(group, sum(d.kind == group for d in found))
        with st.container(horizontal=True, key=f"{key}_{n}", vertical_alignment="top", gap="small"):
            markup.show(_row(one))
            if open_ is not None and can_open(one):
                st.button(t("Map"), key=f"open_{key}_{n}", icon=":material/location_on:", type="tertiary", on_click=open_, args=(one,),
                          help=t("Show {task} on the map", task=_number(one)))
    if len(ordered) > most:
        def more() -> None:
            st.session_state[f"{key}_most"] = most + ROWS
        st.button(nt("{n} more", "{n} more", len(ordered) - most), key=f"more_{key}", width="stretch", on_click=more)


def opener(service: Service) -> tuple[Open, Callable[[Difference], bool]]:
    """Return what opens a difference on the map, and whether there is anything to open: its first site, else its task's card."""
    situation = service.situation(as_of(service))
    sites = set(situation.sites["id"])
    own = {ident for ids in situation.tasks["sites"] for ident in ids}

    def target(one: Difference) -> str:
        site = next((ident for ident in one.sites if ident in own), next((ident for ident in one.sites if ident in sites), ""))
        if site:
            return site
        try:
            card = service.task_card(one.task, situation.as_of)
        except KeyError:
            return ""
        return f"{card.document}#{card.task.key}"

    def open_(one: Difference) -> None:
        found = target(one)
        show_on_map(chosen=found, mode="sites" if found in sites else "tasks")

    return open_, lambda one: bool(target(one))


def show_on_map(**values: str) -> None:
    """Open the map on what the last import changed."""
    st.session_state["view"] = dataclasses.replace(View(as_of=state.view().as_of, changed=True), **values)  # type: ignore[arg-type]
    st.session_state["go"] = "map"


def summary(found: Sequence[Difference]) -> str:
    """Return how many differences of each kind, as one line."""
    counts = {kind: sum(d.kind == kind for d in found) for kind in GROUPS}
    return " · ".join(f"{t(GROUPS[kind][0])} {n}" for kind, n in counts.items() if n)


def _group_head(kind: str, count: int) -> None:
    name, icon = GROUPS[kind]
    markup.show(f'<div class="grouphead">{sym(icon)}<b>{esc(t(name))}</b><span>{count}</span></div>')


def _number(one: Difference) -> str:
    return t("no. {number}", number=one.task.partition("#")[2])


def _row(one: Difference) -> str:
    """Return one difference as escaped markup: which task, what of it, before and after, why, and the sentence on demand."""
    about = f'<span class="about">{esc(t(FIELDS[one.field]))}</span> ' if one.field in FIELDS and one.kind not in ("new", "gone") else ""
    why = pick(one.reason, one.reason_en)
    notes = " · ".join(filter(None, [_days(one.days), f"{why}" if why else ""]))
    note = f'<div class="note">{esc(notes)}</div>' if notes else ""
    return (
        f'<div class="change"><div class="which"><span>{esc(_number(one))}</span> <b lang="zh">{esc(one.words)}</b></div>'
        f'<div class="what">{about}{_values(one)}</div>{note}{_sentence(one)}</div>'
    )


def _values(one: Difference) -> str:
    if one.kind in ("new", "gone"):
        text = one.after or one.before
        shown = f"{text[:MOST]}…" if len(text) > MOST else text
        return f'<span lang="zh">{esc(shown)}</span>' if shown != one.words else ""
    if one.field in TEXTS:
        return _marked(one.before, one.after)
    before, after = one.before, one.after
    if one.field == "progress":
        before, after = (t(PROGRESS[value or "none"]) for value in (before, after))
    return " → ".join(filter(None, [_cut("del", before), _cut("ins", after)]))


def _marked(before: str, after: str) -> str:
    from geomon.service.wording import excerpt

    tags = {"same": "span", "out": "del", "in": "ins"}
    row = (f"<{tags[kind]}>{esc(text)}</{tags[kind]}>" if kind in tags else "…" for kind, text in excerpt(before, after, AROUND, MOST))
    return f'<span lang="zh">{"".join(row)}</span>'


def _cut(tag: str, text: str) -> str:
    return f'<{tag} lang="zh">{esc(text[:MOST])}</{tag}>' if text else ""


def _days(days: int | None) -> str:
    if not days:
        return ""
    return nt("{n} day later", "{n} days later", days) if days > 0 else nt("{n} day earlier", "{n} days earlier", -days)


def _sentence(one: Difference) -> str:
    if not one.quote or one.kind in ("new", "gone"):
        return ""
    return (
        f'<details class="more"><summary>{esc(t("Source sentence"))}</summary><blockquote class="quote" lang="zh">{esc(one.quote)}'
        f'</blockquote><div class="from" lang="zh">{sym("description")} {esc(one.document)}</div></details>'
    )
