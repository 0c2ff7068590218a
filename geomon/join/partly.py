"""Locating a few documents among many: what of the others is kept, which of them share a place with the few, and the features to ask.

What a mention's surroundings say (`position.Seen`) rests on its own document and the layers alone, so it is kept, a line a mention. Only
mentions of one region or county can become one place: these are a document's `scopes`. Documents that share scopes, directly or through
others, are located together, and no document beside them can change what comes out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeAlias

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from geomon.codes import COLUMNS
from geomon.join.features import FeatureIndex, Hit, codes_of_row, home_of
from geomon.join.lines import Line
from geomon.join.position import Seen
from geomon.join.villages import VILLAGE
from geomon.model import Document
from geomon.places import Gazetteer

Mask: TypeAlias = npt.NDArray[np.bool_]


def lines_of(document: Document, seen: Sequence[Seen]) -> list[Line]:
    """Return what is kept of a document's mentions, which are in the order of the document."""
    places = ((t, m) for t, task in enumerate(document.tasks) for m in range(len(task.mentions)))
    return [Line(t, m, one.prefix, one.bare, one.said, one.guess, one.why_guess, one.zone,
                 *((hit.feature.key, hit.reason, hit.confidence, hit.kin, hit.beyond_m, hit.by) if (hit := one.hit) else ()))
            for (t, m), one in zip(places, seen, strict=True)]


def seen_of(document: Document, lines: Iterable[Line], index: FeatureIndex) -> list[Seen]:
    """Return the mentions that `lines_of` was made of; KeyError or IndexError where document or index are others."""
    found = []
    for line in lines:
        task = document.tasks[line.task]
        hit = Hit(index[line.key], line.reason, line.confidence, line.kin, line.beyond_m, line.by) if line.key else None
        found.append(Seen(document, task, task.mentions[line.mention], line.prefix, line.bare, line.said, line.guess, line.why_guess,
                          line.zone, hit))
    return found


def scopes_of(document: Document, seen: Iterable[Seen], gazetteer: Gazetteer) -> tuple[str, ...]:
    """Return the digits of the regions and the codes of the counties in which a document's mentions may be one place with others'."""
    found = {gazetteer.prefix(document.adcode or document.region or "")}
    for one in seen:
        found |= {one.prefix, one.county or one.prefix}
        if one.hit:
            found.add(one.hit.feature.county or one.hit.feature.prefix)
    return tuple(sorted(found))


def together(begin: Iterable[str], scopes: Mapping[str, Collection[str]], more: Collection[str] = ()) -> set[str]:
    """Return the documents that are to be located together with those of `begin`, these among them.

    Parameters
    ----------
    scopes : of every document.
    more : scopes besides, of what stood in these documents before.
    """
    of_scope: dict[str, list[str]] = {}
    for ident, own in scopes.items():
        for scope in own:
            of_scope.setdefault(scope, []).append(ident)
    found, open_scopes, done = set(begin), set(more), set[str]()
    open_scopes.update(*(scopes[ident] for ident in found))
    while open_scopes:
        scope = open_scopes.pop()
        done.add(scope)
        for ident in of_scope.get(scope, ()):
            if ident not in found:
                found.add(ident)
                open_scopes.update(set(scopes[ident]) - done)
    return found


class Wanted:
    """Which rows of the layers a search in some regions may ask for.

    Parameters
    ----------
    prefixes : digits of the regions; "" wants every row.
    codes : that the documents give; their features count wherever they are.
    keys : features, "layer/id", that are wanted besides.
    """

    def __init__(self, gazetteer: Gazetteer, prefixes: Collection[str], codes: Collection[str], keys: Collection[str]) -> None:
        self._gazetteer, self._prefixes, self._codes = gazetteer, tuple(prefixes), frozenset(codes)
        self._keys = frozenset(keys)
        self._homes: dict[tuple[str, str], str] = {}

    def of(self, frames: Mapping[str, gpd.GeoDataFrame]) -> dict[str, gpd.GeoDataFrame]:
        """Return the frames with the wanted rows alone, in their order; a list of villages is narrowed by region only."""
        if "" in self._prefixes:
            return dict(frames)
        return {layer: frame[self._rows(layer, frame)] for layer, frame in frames.items()}

    def _rows(self, layer: str, frame: gpd.GeoDataFrame) -> Mask:
        places = zip(frame["city"], frame["county"], frame["lon"], frame["lat"], strict=True)
        if layer == VILLAGE:  # a village that names no county is in the one that its point lies in, whatever city is named
            return np.array([not county or self._is_related(self._home(city, county, *at)) for city, county, *at in places], bool)
        wanted = np.array([self._is_related(self._home(*place)) for place in places], bool)
        if self._keys:
            wanted |= np.array([f"{layer}/{ident}" in self._keys for ident in frame["id"]], bool)
        columns = [column for column in COLUMNS if column in frame]
        if self._codes and columns:
            for n in np.flatnonzero(~wanted):
                row = {column: frame[column].iloc[n] for column in columns}
                wanted[n] = not self._codes.isdisjoint(codes_of_row(row))
        return wanted

    def _home(self, city: str, county: str, lon: float, lat: float) -> str:
        if not city and not county:
            return home_of({"city": city, "county": county, "lon": lon, "lat": lat}, self._gazetteer)[0]
        if (city, county) not in self._homes:
            self._homes[city, county] = home_of({"city": city, "county": county, "lon": lon, "lat": lat}, self._gazetteer)[0]
        return self._homes[city, county]

    def _is_related(self, prefix: str) -> bool:
        return bool(prefix) and any(prefix.startswith(one) or one.startswith(prefix) for one in self._prefixes)
