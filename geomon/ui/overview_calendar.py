"""The deadlines of one month as a calendar: each day a button with the number of its open tasks by light, which opens them."""

from __future__ import annotations

import calendar
import datetime as dt

import numpy as np
import streamlit as st

from geomon.service.briefing import days_of_month, month_end
from geomon.situation import Situation
from geomon.ui import markup, overview_rows
from geomon.ui.parts import GLYPHS, esc, head
from geomon.ui.words import N, language, nt, t

DAYS = (N("Mon"), N("Tue"), N("Wed"), N("Thu"), N("Fri"), N("Sat"), N("Sun"))


def month_name(month: dt.date) -> str:
    """Return a month as people say it."""
    return f"{month.year}年{month.month}月" if language() == "zh" else f"{month:%B %Y}"


def pane(situation: Situation, height: int) -> None:
    """Draw the calendar; it opens on the month of the date and is turned by itself."""
    kept = st.session_state.get("cal_month")
    month = kept[1] if kept and kept[0] == situation.as_of else situation.as_of.replace(day=1)
    found = days_of_month(situation, month)

    def turn(by: int) -> None:
        st.session_state["cal_month"] = situation.as_of, month_end(month, by).replace(day=1)
    with st.container(horizontal=True, key="calhead", vertical_alignment="center"):
        total = sum(sum(counts.values()) for counts in found.values())
        head(t("Calendar of deadlines"), f"{month_name(month)} · {nt('{n} open task', '{n} open tasks', total)}")
        st.space("stretch")
        st.button(t("Earlier"), key="cal_before", icon=":material/chevron_left:", on_click=turn, args=(-1,))
        st.button(t("Later"), key="cal_after", icon=":material/chevron_right:", on_click=turn, args=(1,))
    markup.show('<div class="calnames" aria-hidden="true">' + "".join(f"<span>{esc(t(day))}</span>" for day in DAYS) + "</div>")
    with st.container(key="cal", height=height, border=False):
        for week in calendar.Calendar().monthdatescalendar(month.year, month.month):
            for day in week:
                if day.month != month.month:
                    st.button(f"{day.day}", key=f"day_none_{day}", disabled=True, width="stretch")
                else:
                    _day(situation, day, found.get(day, {}))
    if month.replace(day=1) <= situation.as_of <= month_end(month):
        markup.style(f".st-key-day_{situation.as_of} button {{ box-shadow: inset 0 0 0 2px var(--accent) !important; }}")


def _day(situation: Situation, day: dt.date, counts: dict[str, int]) -> None:
    marks = " ".join(f"{GLYPHS[light]}{n}" for light, n in counts.items())
    due = situation.tasks["due"].to_numpy("datetime64[D]") == np.datetime64(day)
    rows = np.flatnonzero(due & (situation.tasks["light"] != "green").to_numpy()) if counts else ()
    title = t("Due on {day}", day=day)
    st.button(f"**{day.day}** *{marks}*" if marks else f"**{day.day}**", key=f"day_{day}", disabled=not counts, width="stretch",
              on_click=overview_rows.ask, args=(title, list(map(int, rows))))
