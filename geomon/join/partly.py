"""Locating a few documents among many: what of the others is kept, which of them share a place with the few, and the features to ask.

What a mention's surroundings say (`position.Seen`) rests on its own document and the layers alone, so it is kept, a line a mention. Only
mentions of one region or county can become one place: these are a document's `scopes`. Documents that share scopes, directly or through
others, are located together, and no document beside them can change what comes out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import geopandas as gpd

from geomon.join.features import FeatureIndex, Hit, home_of
from geomon.join.lines import Line, is_related
from geomon.join.position import Seen
from geomon.model import Document, Task
from geomon.places import Gazetteer


def lines_of(document: Document, seen: Sequence[Seen]) -> list[Line]:
    """Return what is kept of a document's mentions, which are in the order of the document."""
    places = ((t, m) for t, task in enumerate(_naming(document)) for m in range(len(task.mentions)))
    return [Line(t, m, one.prefix, one.bare, one.said, one.guess, one.why_guess, one.zone,
                 *_hit(one.hit))
            for (t, m), one in zip(places, seen, strict=True)]


def _naming(document: Document) -> list[Task]:
    """Return the tasks that name a place: what is kept holds while the others come and go."""
    return [task for task in document.tasks if task.mentions]


def _hit(hit: Hit | None) -> tuple[Any, ...]:
    return (hit.feature.key, hit.feature.prefix, hit.reason, hit.confidence, hit.kin, hit.beyond_m, hit.by) if hit else ()


def seen_of(document: Document, lines: Iterable[Line], index: FeatureIndex) -> list[Seen]:
    """Return the mentions that `lines_of` was made of; KeyError or IndexError where document or index are others."""
    found, tasks = [], _naming(document)
    for line in lines:
        task = tasks[line.task]
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


def villages_near(frame: gpd.GeoDataFrame, prefixes: Collection[str], gazetteer: Gazetteer) -> gpd.GeoDataFrame:
    """Return the rows of a list of villages that lie, or may lie, in the regions or counties of these digits."""
    homes: dict[tuple[str, str], bool] = {}
    for city, county in zip(frame["city"], frame["county"], strict=True):
        if county and (city, county) not in homes:  # without a county it is the one that the point lies in, whatever city is named
            homes[city, county] = is_related(home_of({"city": city, "county": county}, gazetteer)[0], prefixes)
    return frame[[not county or homes[city, county] for city, county in zip(frame["city"], frame["county"], strict=True)]]
