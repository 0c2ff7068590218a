"""Mentions -> sites: which of them are one place, and where it is by the best method there is."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

import geopandas as gpd

from geomon.codes import find_codes
from geomon.join.features import FeatureIndex
from geomon.join.names import core, fold, is_contained, is_kind, numbers
from geomon.join.position import Seen, position
from geomon.join.verdicts import Verdicts, called, joined, known_as
from geomon.join.villages import VILLAGE, Villages
from geomon.model import Document, Match, Mention, Site, Task
from geomon.places import Gazetteer

CODE_BEHIND = 60
"""Characters behind a name in which a code is the name's own."""
Key: TypeAlias = tuple[str, str, str]
"""Layer, county's code (else the region's digits), and the core of the name."""


@dataclasses.dataclass(frozen=True, slots=True)
class Unlocated:
    """A place of the texts that is not on the map, and why; `task` is "document#key"."""

    name: str
    why: str
    layer: str
    task: str


def locate_mentions(
    documents: Sequence[Document], features: Mapping[str, gpd.GeoDataFrame], gazetteer: Gazetteer, verdicts: Verdicts | None = None,
    keep: Callable[[Mapping[str, Sequence[Seen]], FeatureIndex], None] | None = None,
) -> tuple[list[Site], list[Match], list[Unlocated]]:
    """Return the sites that the documents' tasks name, each task's ties to them, and the places that could not be located.

    Parameters
    ----------
    features : frames of `read_features` by layer id; the layer `village` is no layer of sites but a list of villages to locate by.
    verdicts : what people said of pairs of places; it goes before what is computed.
    keep : given the mentions of each document and all features, for who would locate a few more later; see `geomon.join.partly`.

    Returns
    -------
    sites : one a place and layer, in order of first mention; a place without a location is among them, with method "none".
    matches : one a task and site, with the reason in words.
    unlocated : the sites with method "none" again, with the reason.

    Notes
    -----
    Methods in order: a layer's feature (by code, else by name), coordinates in the text, a village, a township's rectangle, the county,
    none. A site's id is a digest of layer, county (else city) and name, so it stays over builds; it changes when the county of a place
    becomes known.
    """
    index = FeatureIndex({layer: frame for layer, frame in features.items() if layer != VILLAGE}, gazetteer)
    villages = Villages(features[VILLAGE], gazetteer) if VILLAGE in features else None
    said = verdicts or Verdicts()
    seen = {document.id: see_document(document, index, gazetteer, said) for document in documents}
    if keep is not None:
        keep(seen, index)
    return sites_of(documents, [one for document in documents for one in seen[document.id]], gazetteer, villages, said)


def see_document(document: Document, index: FeatureIndex, gazetteer: Gazetteer, verdicts: Verdicts) -> list[Seen]:
    """Return a document's mentions with what their surroundings say; no other document has a say in it."""
    return [_see(document, task, mention, index, gazetteer, verdicts) for task in document.tasks for mention in task.mentions]


def sites_of(documents: Sequence[Document], seen: Sequence[Seen], gazetteer: Gazetteer, villages: Villages | None,
             verdicts: Verdicts) -> tuple[list[Site], list[Match], list[Unlocated]]:
    """Return what `locate_mentions` does, of mentions in the order of the documents."""
    sites: list[Site] = []
    matches: dict[tuple[str, str, str], Match] = {}
    lost: list[Unlocated] = []
    for ident, group, own in _united(_places(seen), verdicts, gazetteer):
        site = _site(ident, group, gazetteer, villages)
        sites.append(site)
        for n, one in enumerate(group):
            key = (one.document.id, one.task.key, ident)
            if key not in matches:
                matches[key] = _match(one, site, united=n >= own)
        if site.location.method == "none":
            lost.append(Unlocated(site.name, site.location.why, site.layer, f"{group[0].document.id}#{group[0].task.key}"))
    order = {(document.id, task.key): n for n, (document, task) in enumerate((d, t) for d in documents for t in d.tasks)}
    return sites, sorted(matches.values(), key=lambda m: order[m.document, m.task]), lost


# ---- what a mention's surroundings say --------------------------------------------------------------------------------

def _see(document: Document, task: Task, mention: Mention, index: FeatureIndex, gazetteer: Gazetteer, verdicts: Verdicts) -> Seen:
    near = document.adcode or document.region or ""
    prefix = gazetteer.prefix(near)
    said, zone = _said(mention, near, gazetteer)
    guess, why = _guess(document, task, near, gazetteer)
    own = called(near, mention.layer, mention.name)
    hit = index.told(verdicts.tied[own], mention.layer) if own in verdicts.tied else None
    hit = hit or index.find(mention.name, mention.layer, prefix, said, codes_of(document, task, mention))
    if hit and (own, hit.feature.key) in verdicts.apart:
        hit = None
    return Seen(document, task, mention, prefix, core(mention.name, index.regions(prefix)), said, guess, why, zone, hit)


def codes_of(document: Document, task: Task, mention: Mention) -> tuple[str, ...]:
    """Return the codes that the document gives for a name: in its row of that name, or right behind it, before the next name."""
    own = fold(mention.name)
    found = [code for record in document.records if record.code and fold(record.name) == own for _, _, code, _ in find_codes(record.code)]
    start, end = mention.span
    if end > start:
        nexts = [m.span[0] for m in task.mentions if m.span[0] >= end]
        behind = document.text[end:min([end + CODE_BEHIND, *nexts])].split("。")[0]
        found += [code for _, _, code, _ in find_codes(behind)]
    return tuple(dict.fromkeys(found))


def _said(mention: Mention, near: str, gazetteer: Gazetteer) -> tuple[str, str]:
    """Return the county that the text gives for the place, and the zone where it names one instead."""
    zone = ""
    if mention.county:
        county = gazetteer.county(mention.county, near or None)
        if county:
            return county.adcode, ""
        found = gazetteer.zone(mention.county, near or None)
        zone = found.name if found else mention.county
        if found and found.host:
            return found.host, zone
    counties = gazetteer.find_counties(mention.name, near)
    return (counties[0].adcode if len(counties) == 1 and not zone else ""), zone


def _guess(document: Document, task: Task, near: str, gazetteer: Gazetteer) -> tuple[str, str]:
    """Return the only county that the task as a whole concerns, and how that is known; "" when there is not exactly one."""
    own = gazetteer.by_adcode(document.adcode or "")
    if own:
        return own.adcode, "文件属于该县区"
    texts = {"任务全文只提到该县区": " ".join((task.title or "", task.problem, task.goal or "", *(m.text for m in task.measures))),
             "责任单位只有该县区": " ".join((*task.units.lead, *task.units.responsible))}
    for why, text in texts.items():
        counties = gazetteer.find_counties(text, near)
        if len(counties) > 1:
            return "", ""
        if counties:
            return counties[0].adcode, why
    return "", ""


# ---- which mentions are one place -------------------------------------------------------------------------------------

def _places(seen: Sequence[Seen]) -> dict[str, list[Seen]]:
    """Return the mentions by the id of their place, in order of first mention."""
    counties: dict[Key, set[str]] = {}
    keys: list[Key] = []
    for one in seen:
        if one.hit and one.hit.same:
            feature = one.hit.feature
            key = (one.mention.layer, feature.county or feature.prefix, fold(feature.name))  # whatever the text calls it
        else:
            name = fold(one.mention.name) if is_kind(one.bare) and not one.said else one.bare
            key = (one.mention.layer, one.prefix if one.flows else one.county or one.prefix, name)
            counties.setdefault((one.mention.layer, one.prefix, name), set()).add(one.county)
        keys.append(key)
    for n, (one, key) in enumerate(zip(seen, keys, strict=True)):
        known = counties.get((one.mention.layer, one.prefix, key[2]), set()) - {""}
        if not one.county and not one.flows and len(known) == 1 and not (one.hit and one.hit.same):
            keys[n] = (key[0], next(iter(known)), key[2])  # said once with its county, once without
    named = {long: short for short, long in _spellings(set(keys))}
    places: dict[str, list[Seen]] = {}
    for one, key in zip(seen, keys, strict=True):
        places.setdefault(_ident(named.get(key, key)), []).append(one)
    return places


def _united(places: Mapping[str, list[Seen]], verdicts: Verdicts, gazetteer: Gazetteer) -> Iterable[tuple[str, list[Seen], int]]:
    """Yield id, mentions, and how many of them are the id's own: places that people said to be one stand under the first of them."""
    if not verdicts.one:
        yield from ((ident, group, len(group)) for ident, group in places.items())
        return
    names = {ident: [(one.mention.layer, fold(one.mention.name), getattr(gazetteer.by_adcode(one.county), "name", "")) for one in group]
             for ident, group in places.items()}
    first = joined([(known_as(a, names), known_as(b, names)) for a, b in verdicts.one], list(places))
    several: dict[str, list[Seen]] = {}
    for ident, group in places.items():
        several.setdefault(first[ident], []).extend(group)
    yield from ((ident, group, len(places[ident])) for ident, group in several.items())


def _spellings(keys: Iterable[Key]) -> Iterable[tuple[Key, Key]]:
    """Yield (short, long) for names of one layer and county of which one is the other and neutral words; ambiguous ones stay apart."""
    by_place: dict[tuple[str, str], list[str]] = {}
    for layer, county, name in keys:
        by_place.setdefault((layer, county), []).append(name)
    for (layer, county), names in by_place.items():
        for long in names:
            short = [s for s in names if s in long and numbers(s) == numbers(long) and is_contained(s, long)]
            shortest = min(short, key=len, default=None)
            if shortest and all(shortest in s for s in short):
                yield (layer, county, shortest), (layer, county, long)


def _ident(key: Key) -> str:
    return f"{key[0]}-{hashlib.sha256('|'.join(key).encode()).hexdigest()[:10]}"


def _site(ident: str, group: Sequence[Seen], gazetteer: Gazetteer, villages: Villages | None) -> Site:
    first = group[0]
    location = position(group, gazetteer, villages)
    spellings = dict.fromkeys(one.mention.name for one in group)
    same = next((one.hit.feature for one in group if one.hit and one.hit.same), None)
    if same:
        spellings |= dict.fromkeys((same.name, *filter(None, same.row["aliases"].split("|"))))
    county = gazetteer.by_adcode(location.adcode or "")
    city = county.city if county else getattr(gazetteer.city(first.document.adcode or first.document.region or ""), "name", None)
    name, *aliases = spellings
    area = float(same.row["area_ha"]) if same and same.layer == first.mention.layer else float("nan")
    return Site(ident, name, first.mention.layer, location, city=city, county=location.county, aliases=tuple(aliases),
                area_ha=area if area == area else None)


def _match(one: Seen, site: Site, *, united: bool) -> Match:
    reason, sure = "文件点名", 0.9
    if one.hit:
        reason, sure = f"文件点名，{one.hit.reason}", one.hit.confidence
    elif not one.said and site.location.method == "county":
        reason, sure = f"文件点名；县区由全文推断：{one.why_guess}" if one.why_guess else "文件点名；县区见另一处", 0.6
    elif site.location.method == "none":
        reason, sure = f"文件点名；{site.location.why}", 0.5
    if united:
        reason += f"；经核对与“{site.name}”是同一处"
    feature = one.hit.feature.key if one.hit and one.hit.same else ""
    sure = round(sure * min(1.0, max(0.0, one.task.confidence)), 3)
    return Match(one.document.id, one.task.key, site.id, reason, sure, one.mention.quote, one.mention.span, one.mention.where,
                 feature)
