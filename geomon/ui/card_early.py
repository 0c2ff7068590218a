"""What a card shows while the register is still read after a start: what the row knows, and that the rest follows by itself."""

from __future__ import annotations

import datetime as dt
import time
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from geomon.text import shortened
from geomon.ui import markup
from geomon.ui.card import top, why
from geomon.ui.parts import esc
from geomon.ui.words import pick, place, t

if TYPE_CHECKING:
    from geomon.service import Service

EARLY: tuple[str, ...] = ("map",)
"""Pages that show something before the register is read."""
LOOKS_EVERY_S = 1.0


def early_card(service: Service, row: pd.Series) -> None:
    """Draw light, days, units and reason of a site's or task's row; the page draws the card once the register is read."""
    name = row.get("name") or f"{row['label'] or row['number']} {row['title'] or shortened(str(row['problem']), 40)}"
    under = " · ".join(esc(one) for one in (place(row.get("county") or row.get("city")), *row["units"][:1]) if one)
    note = esc(t("The register is being read after a start; the rest of this card follows by itself."))
    markup.show(f'<article class="gm {esc(row["light"])}">{top(row["light"], name, under, row["days"])}'
                f'{why(row["light"], pick(row["reason"], row["reason_en"]))}<p class="mute note" role="status">{note}</p></article>')
    _look_again(service)


def early_note(service: Service, *, looks: bool) -> None:
    """Say that what is asked for waits for the register; where it `looks`, the page is drawn again once it is read."""
    note = esc(t("The register is being read after a start; this page follows by itself."))
    markup.show(f'<div class="gm"><p class="mute note" role="status">{note}</p></div>')
    if looks:
        _look_again(service)


def wait_until_read(service: Service, as_of: dt.date, *, whole: bool) -> None:
    """Say that a page waits, for as long as it does: for the `whole` register, or for the situation, which most are shown at once."""
    if not service.is_read(hurry=True):
        with st.spinner(t("The register is being read after a start; this page follows by itself."), show_time=True):
            service.situation(as_of)
            while whole and not service.is_read(hurry=True):
                time.sleep(LOOKS_EVERY_S / 4)


@st.fragment(run_every=LOOKS_EVERY_S)
def _look_again(service: Service) -> None:
    if service.is_read(hurry=True):
        st.rerun()
