"""The date of the overview as a slider over the ends of months; it is the date of every page, and stands in the link as `as_of`."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import streamlit as st

from geomon.service.briefing import Brief, month_end
from geomon.ui import state
from geomon.ui.words import t

if TYPE_CHECKING:
    from geomon.service import Service

AHEAD = 12
"""Months after the workspace's own date that can be looked at."""
MOST = 60


def stops(own: dt.date, shown: dt.date, first: dt.date | None) -> list[dt.date]:
    """Return the days at which the slider stops: ends of months from `first` (at most five years back), the own and the shown day."""
    begin = max(first or month_end(own, -AHEAD), month_end(own, -MOST))
    begin, last = min(begin, own, shown), max(month_end(own, AHEAD), shown)
    months = (last.year - begin.year) * 12 + last.month - begin.month
    return sorted({own, shown, *(month_end(begin, n) for n in range(months + 1))})


def slider(service: Service, brief: Brief) -> None:
    """Draw the slider with a step to the month before and after, and the way back to the workspace's own date."""
    own, shown = service.settings.today(), brief.as_of
    days = stops(own, shown, _first(brief))

    def move(day: dt.date) -> None:
        state.change(as_of=day if day != own else None)

    with st.container(horizontal=True, key="timebar", vertical_alignment="center"):
        st.button(t("Month before"), key="time_before", icon=":material/chevron_left:", on_click=move, args=(month_end(shown, -1),),
                  help=t("The end of the month before"))
        key = state.fill("w_time", shown)
        st.select_slider(t("Date of all pages"), days, key=key, format_func=str, label_visibility="collapsed",
                         on_change=lambda: move(st.session_state[key]))
        after = month_end(shown) if shown < month_end(shown) else month_end(shown, 1)
        st.button(t("Month after"), key="time_after", icon=":material/chevron_right:", on_click=move, args=(after,),
                  help=t("The end of the month, or of the next one"))
        words = t("Back to {day}", day=own) if service.settings.as_of else t("Back to today")
        st.button(words, key="time_own", icon=":material/today:", on_click=move, args=(own,), disabled=shown == own)


def _first(brief: Brief) -> dt.date | None:
    """Return the end of the month before the first word of all, or None where nothing was said."""
    days = brief.facts.word_day
    return month_end(dt.date.fromordinal(int(days.min())), -1) if len(days) else None
