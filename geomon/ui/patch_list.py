"""The list of patches (图斑) on the map page: how far the work is by count and by area, those without a verdict first."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from geomon.errors import GeomonError
from geomon.model import PATCH_VERDICTS
from geomon.people import WORKSPACE
from geomon.service.patches import Patch, completion
from geomon.situation import Situation
from geomon.text import for_page
from geomon.ui import map_pane, markup, state
from geomon.ui.card_early import early_note
from geomon.ui.door import show
from geomon.ui.parts import esc, handle
from geomon.ui.words import N, nt, pick, t

if TYPE_CHECKING:
    from geomon.service import Service

SHAPES = {"": "◌", "visit": "◆", "illegal": "▲", "legal": "□", "pseudo": "○"}
"""By verdict; the map draws the same, with a letter."""
ORDER: tuple[str, ...] = tuple(PATCH_VERDICTS)
A_PAGE = 60
FIGURES = {"open": N("open: none yet, or to be visited"), "judged": N("judged"), "illegal": N("illegal"),
           "put_right": N("of these put right"), "without_task": N("of these without a task")}
NEAR = 16
LOST_SHOWN = 200


def verdict_words(verdict: str) -> str:
    """Return a verdict as shape and name."""
    return f"{SHAPES[verdict]} {pick(*PATCH_VERDICTS[verdict])}"


def has_layers(service: Service) -> bool:
    """Return whether the workspace has a layer of patches."""
    return any(layer.kind == "patches" for layer in service.catalog().layers)


def found(service: Service, as_of: dt.date, mode: str, chosen: str) -> tuple[Patch, ...] | None:
    """Return the patches where the list counts them or one is chosen; None while the register is still read after a start.

    What cannot be read is said, and there are none then.
    """
    try:
        ids = [layer.id for layer in service.catalog().layers if layer.kind == "patches"]
        if not ids or (mode != "patches" and chosen.partition("/")[0] not in ids):
            return ()
        return service.patches(as_of) if service.is_read(hurry=True) else None
    except GeomonError as error:
        show(error)
        return ()


def on_map(look: map_pane.Look, patches: Sequence[Patch] | None, mode: str) -> map_pane.Look:
    """Return what the map shows with the patches, where the list counts them or one is chosen."""
    if patches is None:
        return look
    chosen = next((one for one in patches if one.id == look.selected), None)
    if mode != "patches" and chosen is None:
        return look
    layers = tuple(dict.fromkeys((*look.layers, *(one.layer for one in patches))))
    said = tuple((one.id, one.verdict) for one in patches if one.seq is not None)
    go = (chosen.lon, chosen.lat, chosen.id) if chosen is not None and not np.isnan(chosen.lon) else look.go
    return dataclasses.replace(look, selected="" if chosen else look.selected, layers=layers, patches=said, go=go,
                               go_zoom=NEAR if chosen else look.go_zoom, quick=False)


def counted(patches: Sequence[Patch] | None) -> str:
    """Return how many are open, of how many; nothing while they are still read."""
    if patches is None:
        return ""
    return f"{sum(one.verdict in ('', 'visit') for one in patches):,} / {len(patches):,}"


def draw(service: Service, situation: Situation, patches: Sequence[Patch] | None, page: int) -> None:
    """Draw the figures and the rows, the open ones first, then by area, and the verdicts on patches that are gone."""
    if patches is None:
        early_note(service, looks=False)                     # the card beside it looks
        return
    markup.style((markup.ASSETS / "patches.css").read_text(encoding="utf-8"))
    shares = completion(patches, dict(zip(situation.tasks["id"], situation.tasks["light"], strict=True)))
    lines = "".join(f"<tr><th scope='row'>{esc(t(words))}</th><td>{shares[name].count:,}</td><td>{shares[name].area_ha:,.1f}</td></tr>"
                    for name, words in FIGURES.items())
    total = nt("{n} patch", "{n} patches", shares["all"].count)
    hectares = t("{area} ha", area=f"{shares['all'].area_ha:,.1f}")
    head = f"<thead><tr><td></td><th scope='col'>{esc(t('count'))}</th><th scope='col'>{esc(t('ha'))}</th></tr></thead>"
    markup.show(f"<table class='patchsum'><caption>{esc(total)} · {esc(hectares)}</caption>{head}<tbody>{lines}</tbody></table>")
    ordered = sorted(patches, key=lambda one: (ORDER.index(one.verdict), -one.area_ha))
    for one in ordered[page * A_PAGE:(page + 1) * A_PAGE]:
        near = one.meetings[0].name if one.meetings else t("no site near")
        area = t("{area} ha", area=f"{one.area_ha:,.2f}")
        st.button(f"**{for_page(verdict_words(one.verdict))}** {for_page(one.number)} *{for_page(f'{area} · {near}')}*",
                  key=f"patchrow_{handle(one.id)}", width="stretch", type="tertiary", on_click=state.change, kwargs={"chosen": one.id})
    pages = -(-len(ordered) // A_PAGE)
    if pages > 1:
        with st.container(horizontal=True, key="patchpager"):
            st.button(":material/chevron_left:", key="patch_back", disabled=page == 0, on_click=state.change, kwargs={"page": page - 1},
                      help=t("Earlier rows"))
            st.button(":material/chevron_right:", key="patch_on", disabled=page >= pages - 1, on_click=state.change,
                      kwargs={"page": page + 1}, help=t("Later rows"))
    if service.may("view", WORKSPACE):
        _lost(service)


def _lost(service: Service) -> None:
    lost = service.lost_verdicts()
    if not lost:
        return
    title = nt("{n} verdict on a patch that is gone", "{n} verdicts on patches that are gone", len(lost))
    items = "".join(
        f"<li><b lang='zh'>{esc(one.number)}</b><small>{esc(verdict_words(one.verdict))} · "
        f"{esc(t('{who} on {day}', who=one.actor, day=one.day))}: {esc(one.reason)}</small></li>" for one in lost[:LOST_SHOWN])
    markup.show(f'<details class="lost"><summary>{esc(title)}</summary><ul>{items}</ul></details>')
