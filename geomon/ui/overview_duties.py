"""What has its turn: closed tasks to be looked at again, by risk, and the letters and answers that are due. A row opens its card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from geomon.service.agenda import Agenda, LetterDue, LookBackLine
from geomon.situation import Situation
from geomon.ui import overview_rows
from geomon.ui.parts import empty, head
from geomon.ui.words import N, nt, pick, t

if TYPE_CHECKING:
    from geomon.service import Service

MOST = 1000
"""Rows of a list at most: the sternest letters and the most overdue look-backs stand first."""
STATES: dict[str, str] = {"under_way": N("◐ under way"), "overdue": N("▲ overdue"), "soon": N("◆ near"), "later": N("○ later")}
"""The sign stands beside the word, as colour never stands alone."""
RISKS: dict[str, str] = {"returned": N("was returned"), "rebounded": N("came back before"), "extended": N("was given more time"),
                         "letters": N("needed letters")}


def panes(service: Service, situation: Situation, height: int) -> None:
    """Draw both lists side by side."""
    agenda = service.life.agenda(situation)
    left, right = st.columns([50, 50], gap="small")
    with left, st.container(key="pane_backs", height=height, border=False):
        look_backs(situation, agenda, height - 52)
    with right, st.container(key="pane_letters", height=height, border=False):
        letters(situation, agenda, height - 52)


def look_backs(situation: Situation, agenda: Agenda, height: int) -> None:
    """Draw the closed tasks that are to be looked at again, the overdue ones first."""
    lines = agenda.look_backs[:MOST]
    said = [nt("{n} overdue", "{n} overdue", agenda.count("overdue")),
            nt("{n} within 30 days", "{n} within 30 days", agenda.count("soon"))]
    head(t("To be looked at again"), " · ".join(said) if lines else "")
    if not lines:
        empty("history", t("No task was closed here yet"),
              t("Once one is closed, it comes up here on its day, sooner where there is a risk."))
        return
    more: dict[str, tuple[list[Any], Any]] = {
        "state": ([t(STATES[line.state]) for line in lines], st.column_config.TextColumn(t("State"), width=84)),
        "on": ([line.on for line in lines], st.column_config.DateColumn(t("Look again on"), format="YYYY-MM-DD", width=96)),
        "days": ([_days(line) for line in lines], st.column_config.TextColumn(t("Days"), width=92)),
        "risk": ([_risks(line) for line in lines], st.column_config.TextColumn(t("Risk"), width=150)),
    }
    overview_rows.table(situation.tasks.iloc[[line.row for line in lines]], "backs_table", height=height, more=more)


def _days(line: LookBackLine) -> str:
    if line.state == "under_way":
        return nt("begun {n} day ago", "begun {n} days ago", line.days)
    return nt("{n} d over", "{n} d over", -line.days) if line.days < 0 else nt("{n} d left", "{n} d left", line.days)


def _risks(line: LookBackLine) -> str:
    return pick("、", ", ").join(t(RISKS[name]) for name in line.risks) or t("none on record")


def letters(situation: Situation, agenda: Agenda, height: int) -> None:
    """Draw the tasks that call for a letter, the sternest first, and those that owe an answer."""
    lines = agenda.letters
    late = sum(line.late > 0 for line in lines)
    said = [nt("{n} to be sent", "{n} to be sent", sum(line.rung is not None for line in lines)),
            nt("{n} answer missing", "{n} answers missing", late)]
    said += [t("the first {n} of the list", n=MOST)] if len(lines) > MOST else []
    head(t("Letters"), " · ".join(said) if lines else "")
    if not lines:
        empty("mark_email_read", t("No letter is called for"), t("No open task has come to a letter of the profile's ladder on this date."))
        return
    lines = lines[:MOST]
    more: dict[str, tuple[list[Any], Any]] = {
        "letter": ([pick(line.rung.title, line.rung.title_en) if line.rung else "—" for line in lines],
                   st.column_config.TextColumn(t("Letter to send"), width=110)),
        "last": ([_last(line) for line in lines], st.column_config.TextColumn(t("Last letter"), width=150)),
    }
    overview_rows.table(situation.tasks.iloc[[line.row for line in lines]], "letters_table", height=height, more=more)


def _last(line: LetterDue) -> str:
    if line.last_on is None:
        return t("none yet")
    late = nt("no answer, {n} day late", "no answer, {n} days late", line.late) if line.late else ""
    return " · ".join(filter(None, [f"{line.last} {line.last_on}", late]))
