"""Claimed against expected, the strip of months, what turns red next month and who holds it, duties without a heartbeat."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from geomon.service.briefing import STANDS, Brief, strip
from geomon.situation import Situation
from geomon.text import for_page, for_sheet, from_sheet
from geomon.ui import charts, overview_rows
from geomon.ui.colours import tones
from geomon.ui.overview_calendar import month_name
from geomon.ui.overview_rows import label_of
from geomon.ui.parts import GLYPHS, empty, handle, head
from geomon.ui.words import PROGRESS, N, nt, t

SAID = {"unheard": N("a step has passed, no word at all"), "older": N("the word is older than the last step"),
        "behind": N("behind, by its own word or with every step passed")}
IN_STRIP = 12
MONTHS = 9


def worst_gaps(situation: Situation, brief: Brief) -> list[int]:
    """Return the rows of open tasks whose word falls short of their dated steps: most unanswered steps first, then the longest ago."""
    tasks = brief.tasks
    short = tasks[tasks["stands"].isin(tuple(SAID)) & (situation.tasks["light"] != "green").to_numpy()]
    share = -(short["passed"] / short["steps"])
    order = short.assign(share=share, rank=short["stands"].map(STANDS.index)).sort_values(
        ["after", "open_since", "share", "rank", "id"], ascending=[False, True, True, True, True], kind="stable")
    return [int(row) for row in order.index]


def word_of(progress: str) -> str:
    """Return a claim of progress in the session's language; "" is that nothing was said."""
    return t(PROGRESS[progress]) if progress in PROGRESS else t("no word")


def claimed(situation: Situation, brief: Brief, rows: list[int], height: int) -> None:
    """Draw the tasks whose word falls short of their dated steps as a table."""
    head(t("Claimed against expected"), nt("{n} open task falls short", "{n} open tasks fall short", len(rows)))
    if not rows:
        empty("task_alt", t("Every word keeps up with its steps"), t("No dated step has passed without a word on this date."))
        return
    some = brief.tasks.iloc[rows]
    words = [f"{word_of(word)} {day:%Y-%m-%d}" if day == day else word_of("")
             for word, day in zip(some["word"], some["word_day"], strict=True)]
    steps = t("Dated steps of the document and the deadline whose day has passed")
    more: dict[str, tuple[list[Any], Any]] = {
        "steps": ([f"{p} / {n}" for p, n in zip(some["passed"], some["steps"], strict=True)],
                  st.column_config.TextColumn(t("Steps passed"), width=64, help=steps)),
        "expected": ((100 * some["passed"] / some["steps"]).tolist(),
                     st.column_config.ProgressColumn(t("Expected"), width=84, format="%.0f%%", min_value=0, max_value=100)),
        "word": (words, st.column_config.TextColumn(t("Claimed"), width=150)),
        "why": ([t(SAID[stands]) for stands in some["stands"]], st.column_config.TextColumn(t("Gap"), width=190)),
    }
    overview_rows.table(situation.tasks.iloc[rows], "gap_table", height=height, more=more)


def months(situation: Situation, brief: Brief, rows: list[int]) -> None:
    """Draw what was said month by month of the first tasks of the list, against their dated steps."""
    shown = rows[:IN_STRIP]
    head(t("Month by month"), t("the first {n} of the list", n=len(shown)))
    if not shown:
        empty("calendar_view_month", t("Nothing to lay beside the months"), t("The strip shows the tasks of the list beside it."))
        return
    tasks = situation.tasks.iloc[shown]
    found = strip(brief, shown, MONTHS)
    st.caption(t("● word ■ done ◆ behind ○ visit ✕ set back, | dated step; a click opens the task"))
    # Tasks of two documents may have one name: blanks without width keep their rows apart.
    said = [for_sheet(name) for name in label_of(tasks)]
    names = {row: name + "\N{ZERO WIDTH SPACE}" * said[:n].count(name) for n, (row, name) in enumerate(zip(shown, said, strict=True))}
    ids = dict(zip(shown, map(for_sheet, tasks["id"]), strict=True))
    what = [t("dated steps: {n}", n=n) if kind == "step" else word_of(claim) if claim else t("visit")
            for kind, claim, n in zip(found["what"], found["claim"], found["n"], strict=True)]
    frame = pd.DataFrame({"id": [ids[row] for row in found["row"]], "name": [names[row] for row in found["row"]], "what": what,
                          "month": found["month"].dt.strftime("%Y-%m"),
                          "mark": [_mark(kind, claim) for kind, claim in zip(found["what"], found["claim"], strict=True)]})
    order = [names[row] for row in shown]

    def opened() -> None:
        picked = (st.session_state["chart_strip"].get("selection") or {}).get(charts.PICK) or []
        if picked:
            overview_rows.go(chosen=from_sheet(str(picked[0]["id"])))
    st.altair_chart(charts.strip(frame, order, brief.as_of, MONTHS, tones()), width="stretch", key="chart_strip", on_select=opened,
                    selection_mode=charts.PICK)


def _mark(kind: str, claim: str) -> str:
    if kind in ("returned", "rebounded"):
        return "back"
    if kind == "step":
        return "step"
    return "done" if claim in ("completed", "accepted", "closed") else "behind" if claim in ("behind", "not_started") else \
        "word" if claim else "visit"


def turning(situation: Situation, brief: Brief, height: int) -> None:
    """Draw by lead unit what turns red by the end of next month if nobody says another word, and what passes its date unheard."""
    turns, tasks = brief.tasks["turns"], situation.tasks
    rows = np.flatnonzero(turns.to_numpy() != "")
    head(t("Next to pass"), t("by the end of {month}, if nobody says more", month=month_name(brief.until)))
    with st.container(height=height, border=False, key="turns"):
        if not len(rows):
            empty("event_available", t("No deadline passes"), t("Nothing open falls due until the end of next month."))
            return
        lead = tasks["lead"].iloc[rows].replace("", t("nobody named"))
        table = pd.crosstab(lead.to_numpy(), turns.iloc[rows].to_numpy()).reindex(columns=["red", "grey"], fill_value=0)
        table = table.assign(n=table["red"] + table["grey"]).sort_values(["red", "n"], ascending=False, kind="stable")
        for unit, red, grey, n in table.itertuples():
            title = t("{unit}: until {day}", unit=unit, day=brief.until)
            mine = [int(row) for row, name in zip(rows, lead, strict=True) if name == unit]
            said = [f"{GLYPHS['red']} {t('{n} turn red', n=red)}"] if red else []
            said += [f"{GLYPHS['grey']} {t('{n} pass unheard', n=grey)}"] if grey else []
            st.button(f"**{for_page(str(unit))}** ~~{' · '.join(said)}~~ `{n}`", key=f"turn_{handle(str(unit))}", width="stretch",
                      on_click=overview_rows.ask, args=(title, mine))


def silent(situation: Situation, brief: Brief, heartbeat_days: int, height: int) -> None:
    """Draw the long-term duties of which nobody has said a word for longer than the profile allows."""
    rows = np.flatnonzero(brief.tasks["silent"].to_numpy())
    head(t("Long-term duties without a heartbeat"), t("no word for more than {n} days", n=heartbeat_days))
    if not len(rows):
        empty("favorite", t("Every long-term duty was heard of"), t("None has been silent for longer than the profile allows."))
        return
    days = brief.tasks["silent_days"].iloc[rows]
    rows = rows[np.argsort(-days.fillna(np.inf).to_numpy(), kind="stable")]
    since = [t("no word yet") if day != day else nt("{n} day", "{n} days", int(day)) for day in brief.tasks["silent_days"].iloc[rows]]
    overview_rows.table(situation.tasks.iloc[rows], "silent_table", height=height,
                        more={"since": (since, st.column_config.TextColumn(t("Silent for"), width=110))})
