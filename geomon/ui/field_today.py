"""The sites of the day: in which order to go round them, how far that is in straight lines, and the pack to take along."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from geomon.layers import Layer
from geomon.service.packing import Choice
from geomon.service.routing import Route, order_route
from geomon.situation import Situation
from geomon.ui import field_state, markup, sign_in_page
from geomon.ui.field_list import site_line
from geomon.ui.field_view import Here, Look
from geomon.ui.parts import empty, esc, sym
from geomon.ui.words import language, metres_words, nt, t

if TYPE_CHECKING:
    from geomon.service import Service


def day_route(situation: Situation, look: Look) -> tuple[pd.DataFrame, Route, pd.DataFrame]:
    """Return the day's sites in the order of going, the route over them, and those that have no place to go to."""
    frame = situation.sites[situation.sites["id"].isin(look.today)].assign(metres=float("nan"))
    placed = ~frame["method"].isin(("county", "none")) & frame["lon"].notna()
    some = frame[placed]
    start = (look.here.lon, look.here.lat) if look.here is not None else None
    route = order_route([(float(x), float(y)) for x, y in zip(some["lon"], some["lat"], strict=True)], start)
    return some.iloc[list(route.order)], route, frame[~placed]


def today(service: Service, situation: Situation, look: Look, layers: Mapping[str, Layer]) -> str:
    """Draw the day's sites, the total, and what can be done with them; return the first of them."""
    ordered, route, nowhere = day_route(situation, look)
    with st.container(key="nearlist"):
        if not look.today:
            empty("playlist_add", t("Nothing is on the day's list"),
                  t("Put sites on it in the list or on their pages; the order of going is then computed."))
        else:
            markup.show(_total(route, len(ordered), look.here))
        for n, ((_, site), leg) in enumerate(zip(ordered.iterrows(), route.legs_m, strict=True), 1):
            legs = t("{metres} from the one before", metres=metres_words(leg)) if n > 1 else (
                t("{metres} from here", metres=metres_words(leg)) if look.here is not None else t("begin here"))
            site_line(service, look, site, layers, f"{n}. ", legs)
        for _, site in nowhere.iterrows():
            site_line(service, look, site, layers, "– ")
        gone = len(look.today) - len(ordered) - len(nowhere)
        if gone:
            markup.show(f'<p class="mute listnote">{esc(nt("{n} site of this list is gone", "{n} sites of this list are gone", gone))}</p>')
        if len(ordered) + len(nowhere):
            _pack(service, situation.as_of, tuple(str(one) for one in (*ordered["id"], *nowhere["id"])))
    return str(ordered["id"].iloc[0]) if len(ordered) else ""


def _total(route: Route, count: int, here: Here | None) -> str:
    whence = t("from where you are") if here is not None else t("from the first site")
    words = nt("{n} site", "{n} sites", count)
    note = t("Straight lines on the ground: no road is shorter. The order is a short one, not proved the shortest.")
    return (f'<div class="total">{sym("route")}<div><b>{esc(metres_words(route.total_m))}</b> {esc(words)} · {esc(whence)}'
            f"<small>{esc(note)}</small></div></div>")


def _pack(service: Service, as_of: dt.date, idents: tuple[str, ...]) -> None:
    """Draw the button that makes the offline pack, and the one that saves it."""
    with st.container(key="daytools"):
        if not sign_in_page.allowed(service, "download"):
            return
        slot = st.empty()
        made = st.session_state.get("field_pack")
        if not (made and made[0] == idents and made[1] == language()):
            made = None
            words = t("Make the offline pack of these sites")
            if slot.button(words, key="field_make_pack", icon=":material/offline_pin:", width="stretch"):
                with slot, st.spinner(t("Making the pack …"), show_time=False), tempfile.TemporaryDirectory() as folder:
                    out = Path(folder) / "pack.html"
                    service.pack(out, as_of, Choice(shortlist=idents), language())
                    made = st.session_state["field_pack"] = idents, language(), out.read_bytes()
        if made:
            words = t("Save the pack · {size} MB", size=f"{len(made[2]) / 1e6:.1f}")
            slot.download_button(words, made[2], file_name=f"geomon-{as_of}.html", mime="text/html", key="field_save_pack",
                                 icon=":material/download:", width="stretch", type="primary", on_click="ignore")
            st.caption(t("One file: open it in the phone's browser; it needs no network. Hand the visits in afterwards."))
        st.button(t("Empty the day's list"), key="field_clear", icon=":material/playlist_remove:", type="tertiary", width="stretch",
                  on_click=field_state.change, kwargs={"today": ()})
