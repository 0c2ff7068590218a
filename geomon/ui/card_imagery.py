"""A site seen from above, at the foot of its card: two pictures, what changed, and that it is a lead and no proof."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from geomon.errors import GeomonError
from geomon.imagery import Change
from geomon.ui.door import show
from geomon.ui.words import N, pick, t

if TYPE_CHECKING:
    from geomon.service import Service

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


def from_above(service: Service, site: str, as_of: dt.date) -> None:
    """Draw what the workspace's scenes show of a site; nothing at all where it has none."""
    if not site or not service.has_scenes(as_of):
        return
    with st.expander(t("From above (a lead, no proof)"), icon=":material/satellite_alt:", key="card_above", on_change="rerun") as panel:
        if not panel.open:
            return
        try:
            with st.spinner(t("Measuring the pictures …")):
                found = service.seen_from_above((site,), as_of)
                reached = bool(found) and not np.isnan(found[0].change.before) and not np.isnan(found[0].change.after)
                pictures = service.pictures_from_above(found[0]) if reached else ()
        except GeomonError as error:
            show(error)
            return
        if not found:
            st.caption(t("This place is not known well enough, or no two pictures lie before this date."))
            return
        seen = found[0]
        st.markdown(f"**{t(VERDICTS[seen.change.verdict])}**")
        for png, scene in zip(pictures, (seen.before, seen.after), strict=False):  # one below the other: a card is narrow
            st.image(png, caption=scene.title, width="stretch")
        st.caption(told(seen.change))
        ground = t("The site's own boundary.") if seen.own else t("A circle round the site's point, as wide as the point is sure.")
        st.caption(f"{ground} {t('Go and see before anything is concluded: imagery alone closes no task.')}")


def told(change: Change) -> str:
    """Return the figures in words, and what makes the pictures doubtful."""
    parts = []
    if not np.isnan(change.change):
        parts.append(t("NDVI {before} to {after}, {change} ± {error}.", before=f"{change.before:.2f}", after=f"{change.after:.2f}",
                       change=f"{change.change:+.2f}", error=f"{2 * change.error:.2f}"))
    if not np.isnan(change.around):
        parts.append(t("Around it {around}.", around=f"{change.around:+.2f}"))
    parts += [f"{t(REASONS[reason])}{pick('。', '.')}" for reason in change.reasons]
    return " ".join(parts)
