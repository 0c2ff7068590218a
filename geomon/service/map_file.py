"""The map as one file: what `geomon map` writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from geomon.layers import Layer
from geomon.publishing import Stamp
from geomon.service.cards import SiteCard
from geomon.settings import Settings
from geomon.situation import Situation

if TYPE_CHECKING:
    from geopandas import GeoDataFrame


def map_page(situation: Situation, card: Callable[[str], SiteCard], basemap: GeoDataFrame, layers: tuple[Layer, ...], settings: Settings,
             adcodes: Mapping[str, str], lang: str, stamp: Stamp | None = None) -> str:
    """Return the map as one HTML page that needs no server and no network; `stamp` says where it comes from, once it leaves the house."""
    from geomon.render.basemap import base_map
    from geomon.render.standalone import standalone_html

    cards = {site: card(site) for site in situation.sites["id"]}
    base = base_map(basemap, taken=situation.sites[["lon", "lat"]].dropna().to_numpy())
    return standalone_html(situation, cards, base, lang, layers=layers, title=settings.title, title_en=settings.title_en, adcodes=adcodes,
                           stamp={"zh": stamp.zh, "en": stamp.en} if stamp else None)
