"""What speaks against a visit: where and when its position and its photos say they are from. Reasons to ask, never a refusal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from geomon.crs import distance_m
from geomon.model import Site
from geomon.service.photos import PhotoFacts
from geomon.visits import PHOTO, Edit, Reason

TOLERANCE_M = 200.0
"""Beyond the accuracy of both places: a mine is no point, and one stands at its fence."""
PHOTO_HOURS = 2.0
CLOCK = dt.timedelta(minutes=10)
"""So much two clocks may differ."""


def reasons_for(edit: Edit, site: Site | None, photos: Mapping[str, PhotoFacts], elsewhere: Mapping[str, str], now: dt.datetime,
                made: dt.datetime | None) -> tuple[Reason, ...]:
    """Return what makes an edit less plausible.

    Parameters
    ----------
    site : as the register has it; None where it has none of that id.
    photos : what the photos say that the edit adds.
    elsewhere : for a photo that another visit has too, the day and site of that visit.
    made : when the pack was made; None where it is not known.
    """
    found = [Reason("unknown_site")] if site is None else []
    if edit.at > now + CLOCK:
        found.append(Reason("future"))
    if made is not None and edit.at < made - CLOCK:
        found.append(Reason("early"))
    if "position" in edit.fields:
        found += _position(edit.fields["position"], site)
    for name in sorted(n.removeprefix(PHOTO) for n, there in edit.fields.items() if n.startswith(PHOTO) and there):
        found += _photo(name, photos.get(name, PhotoFacts()), edit, site)
        if name in elsewhere:
            found.append(Reason("photo_again", (name[:8], elsewhere[name])))
    return tuple(found)


def _position(value: Any, site: Site | None) -> list[Reason]:
    if value is None:
        return [Reason("nowhere")]
    found = [Reason("tapped")] if value["how"] == "map" else []
    away = _too_far(site, value["lon"], value["lat"], value["accuracy_m"] or 0.0)
    return [*found, Reason("far", (f"{away:.0f}",))] if away else found


def _photo(name: str, facts: PhotoFacts, edit: Edit, site: Site | None) -> list[Reason]:
    if facts.bare:
        return [Reason("photo_bare", (name[:8],))]
    found = []
    if facts.lon is not None and facts.lat is not None and (away := _too_far(site, facts.lon, facts.lat, 0.0)):
        found.append(Reason("photo_far", (name[:8], f"{away:.0f}")))
    if facts.taken is not None and (hours := abs((facts.taken - edit.at).total_seconds()) / 3600) > PHOTO_HOURS:
        found.append(Reason("photo_time", (name[:8], f"{hours:.0f}")))
    return found


def _too_far(site: Site | None, lon: float, lat: float, accuracy: float) -> float:
    """Return the distance to the site in metres where both accuracies do not explain it; else 0."""
    where = site.location if site is not None else None
    if where is None or where.lon is None or where.lat is None or where.method in ("county", "none"):
        return 0.0
    away = distance_m((lon, lat), (where.lon, where.lat))
    return away if away > TOLERANCE_M + accuracy + (where.accuracy_m or 0.0) else 0.0
