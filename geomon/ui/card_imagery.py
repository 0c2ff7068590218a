"""A site seen from above, below what a page says of it: two pictures, what changed, and that it is a lead and no proof."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import numpy as np
import streamlit as st

from geomon.errors import GeomonError
from geomon.export.pair import Pair, fragment
from geomon.imagery import Change
from geomon.imagery.ground import ground_bounds
from geomon.render.map import Above, Beyond, Bounds
from geomon.ui import map_pane, markup
from geomon.ui.door import show
from geomon.ui.parts import esc, handle
from geomon.ui.series_chart import series_part
from geomon.ui.words import N, pick, t

if TYPE_CHECKING:
    from geomon.service import Service
    from geomon.service.above import Seen

NEAR = 17
"""Zoom that two pictures are shown at, at most: a pixel of 10 m is some ten on the screen."""
VERDICTS = {
    "greener": N("▲ More plants than before"), "barer": N("▼ Fewer plants than before"), "as_before": N("= No change beyond the error"),
    "bad_imagery": N("? Bad imagery: nothing can be said"),
}
REASONS = {
    "cloud-before": N("cloud over the site on the earlier date"), "cloud-after": N("cloud over the site on the later date"),
    "snow-before": N("snow on the earlier date"), "snow-after": N("snow on the later date"),
    "nodata-before": N("the earlier picture does not cover the site"), "nodata-after": N("the later picture does not cover the site"),
    "few-pixels": N("the site is too small for these pictures"), "season": N("the two dates are of different seasons"),
    "sensors": N("the two pictures are of different sensors"),
}


def from_above(service: Service, site: str, as_of: dt.date, *, name: str = "", has_map: bool = True) -> Seen | None:
    """Draw what the workspace's scenes show of a site; nothing at all where it has none. Return it where the map shall show it too.

    Parameters
    ----------
    name : of the site, where the page does not say it just above.
    has_map : whether there is a map beside it to lay both pictures on.
    """
    if not site or not service.has_scenes(as_of):
        return None
    markup.style((markup.ASSETS / "above.css").read_text(encoding="utf-8"))
    with st.expander(t("From above (a lead, no proof)"), icon=":material/satellite_alt:", key="card_above", on_change="rerun") as panel:
        if not panel.open:
            return None
        if name:
            markup.show(f'<h3 class="aboveof" lang="zh">{esc(name)}</h3>')
        try:
            with st.spinner(t("Measuring the pictures …")):
                found = service.seen_from_above((site,), as_of)
                reached = bool(found) and not np.isnan(found[0].change.before) and not np.isnan(found[0].change.after)
                pictures = service.pictures_from_above(found[0]) if reached else ()
                series = service.series_from_above(site, as_of)
        except GeomonError as error:
            show(error)
            return None
        if not found:
            st.caption(t("This place is not known well enough, or no two pictures lie before this date."))
        if not found or series is None:
            return None
        seen = found[0]
        st.markdown(f"**{t(VERDICTS[seen.change.verdict])}**")
        on_map = bool(pictures) and swipe(seen, pictures, has_map=has_map)
        st.caption(told(seen.change))
        ground = t("The site's own boundary.") if seen.own else t("A circle round the site's point, as wide as the point is sure.")
        st.caption(pick("", " ").join((ground, t("Go and see before anything is concluded: imagery alone closes no task."))))
        markup.above(series_part(series), key=f"series_{handle(site)}")
        return seen if on_map else None


def swipe(seen: Seen, pictures: Sequence[bytes], *, has_map: bool) -> bool:
    """Draw the two pictures under a line that can be moved, and return whether the map shall show them too."""
    words = t("Before: {title}", title=seen.before.title), t("After: {title}", title=seen.after.title)
    pair = Pair(pictures[0], pictures[1], *words, t("Line between the two pictures; arrow keys move it"))
    markup.above(fragment(pair), key=f"pair_{handle(seen.site)}")
    return has_map and st.toggle(t("Show both on the map"), key="above_on_map", on_change=_again)


def _again() -> None:
    """Let the map go there anew, wherever it was moved meanwhile."""
    st.session_state["above_turn"] = st.session_state.get("above_turn", 0) + 1


def on_map(look: map_pane.Look, seen: Seen | None, as_of: dt.date, key: str = "map") -> map_pane.Look:
    """Return what the map `key` shows with the two pictures on either side of a line; taken away again they leave the map where it is.

    Where the page has asked the map to go elsewhere since the pictures were laid on it, it goes there.
    """
    about, kept = (look.areas, look.fit), f"above_fit_{key}"
    was_about, was = st.session_state.get(kept, (None, None))
    if seen is None:
        return dataclasses.replace(look, fit=was, near=NEAR) if was and was_about == about else look
    bounds = ground_bounds(seen.ground)
    before, after = (
        Above(f"/tiles/above/{as_of}/{which}.png?{urlencode({'site': seen.site, 'v': scene.ident})}", bounds, words, scene.credit)
        for which, scene, words in (("before", seen.before, t("Before: {title}", title=seen.before.title)),
                                    ("after", seen.after, t("After: {title}", title=seen.after.title))))
    fit: tuple[str, Bounds] | None = (f"above {seen.site} {st.session_state.get('above_turn', 0)}", bounds)
    near = NEAR
    if was != fit or was_about == about:
        st.session_state[kept] = about, fit
    else:
        fit, near = look.fit, look.near
    planned = dataclasses.replace(look.planned, edit=False) if look.planned else None
    beyond = Beyond(as_of, look.layers, before.words, after.words, planned, above=after)
    return dataclasses.replace(look, above=before, compare=beyond, fit=fit, near=near, quick=False)


def told(change: Change) -> str:
    """Return the figures in words, and what makes the pictures doubtful."""
    parts = []
    if not np.isnan(change.change):
        parts.append(t("NDVI {before} to {after}, {change} ± {error}.", before=f"{change.before:.2f}", after=f"{change.after:.2f}",
                       change=f"{change.change:+.2f}", error=f"{2 * change.error:.2f}"))
    if not np.isnan(change.around):
        parts.append(t("Around it {around}.", around=f"{change.around:+.2f}"))
    parts += [f"{t(REASONS[reason])}{pick('。', '.')}" for reason in change.reasons]
    return pick("", " ").join(parts)
