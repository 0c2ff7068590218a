"""The counties as a layer: the first user of the entry-point group `geomon.layers`."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd

from geomon.places.build import open_gazetteer
from geomon.settings import Settings

COLUMNS = ("adcode", "name", "city", "geometry")


def county(settings: Settings, adcodes: Sequence[str]) -> gpd.GeoDataFrame:
    """Return the counties of these codes: adcode, name, city, geometry (EPSG:4490), in the order of `adcodes`."""
    return open_gazetteer(settings).frame(adcodes)[list(COLUMNS)]
