"""Pairs of places in doubt: sites that may be one, places without a location like a known one, mentions tied to a feature on little."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from geomon.errors import Conflict, InputError
from geomon.join.names import fold, numbers
from geomon.join.verdicts import Called, Named, called
from geomon.model import Document, Event, Match, Site, Task
from geomon.service.judging import JUDGED, PLACES, Judgement, Of, body_of, held_apart, judgements_of, names_of, verdicts_of
from geomon.service.snapshot import Snapshot

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from geomon.join.duplicates import Duplicate
    from geomon.places import Gazetteer
    from geomon.situation import Situation

LOW = 0.75
"""Confidence of a tie to a feature, before the reader's own is taken into account, up to which a person is asked."""
_REASONS = (
    (r"去掉所属企业后", "the same name once its company is left out"),
    (r"只差通用词，专名“(.+?)”相同", "only general words differ, “{}” is the same, in one county"),
    (r"字面相似 (\d+)%", "{} % of the letters alike, in one county"),
    (r"名称.*相互包含", "one name holds the other, in one region"),
    (r"另一图层", "the same name on another layer"),
    (r"去掉地名和公司后缀后同名", "the same name without region and company form"),
)
"""What the reason of a match says, in English; the Chinese is `Match.reason` itself."""


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """One side of a pair: a site, a mention, or a feature of a layer.

    Attributes
    ----------
    method : how the place is known, as `Location.method`; "feature" for one of a layer.
    quote, title, task : the sentence, its document's title, and the task as "document#key"; empty for a feature.
    source : where a feature is from.
    """

    id: str
    name: str
    layer: str
    county: str
    method: str
    quote: str = ""
    title: str = ""
    task: str = ""
    source: str = ""

    @property
    def named(self) -> Named:
        """The place as an event names it."""
        return Named(self.id, self.name, self.layer, self.county)


@dataclasses.dataclass(frozen=True, slots=True)
class Pair:
    """Two places that may be one.

    Attributes
    ----------
    ident : begins with "pair-"; stays over builds as long as both places keep their ids.
    metres : between their points; None where one has none of its own.
    why, why_en : each reason in words.
    region : of the mention's document; empty for two sites.
    """

    ident: str
    of: Of
    a: Place
    b: Place
    metres: float | None
    why: tuple[str, ...]
    why_en: tuple[str, ...]
    region: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class PlacesInDoubt:
    """The pairs that nobody has judged, the surest first, and the judgements that stand, newest first."""

    pairs: tuple[Pair, ...]
    judged: tuple[Judgement, ...]

    def pair(self, ident: str) -> Pair | None:
        """Return a pair by its ident."""
        return next((one for one in self.pairs if one.ident == ident), None)


def places_in_doubt(snapshot: Snapshot, found: Sequence[Duplicate], feature: Callable[[str], Place | None]) -> PlacesInDoubt:
    """Return the pairs of a register.

    Parameters
    ----------
    found : the sites that may be one; see `geomon.join.duplicates`.
    feature : gives a layer's feature by "layer/id"; None when it is gone.
    """
    judged = judgements_of(snapshot.said)
    apart = held_apart(judged, names_of(snapshot.sites))
    mine = _Sides(snapshot)
    pairs = {frozenset((one.a.id, one.b.id)): one for one in (*_alike(snapshot, mine), *_duplicates(found, mine))}
    open_ = [one for ids, one in pairs.items() if ids not in apart]
    order = {frozenset((one.a, one.b)): n for n, one in enumerate(found)}
    open_.sort(key=lambda one: order.get(frozenset((one.a.id, one.b.id)), len(order)))
    return PlacesInDoubt((*open_, *_ties(snapshot, mine, feature)), tuple(sorted(judged, key=lambda one: -one.seq)))


def judged_event(before: Snapshot, pair: Pair, kind: str, actor: str, day: dt.date) -> Event:
    """Return what a person says of a pair as an event.

    Raises
    ------
    Conflict
        If somebody judged it in between, or one of the places is not in the register any more.
    InputError
        If they are to be one place but were said to be different, or the answer is none.
    """
    if kind not in JUDGED:
        raise InputError(f"{kind!r} is no answer to two places.", how=f"Use one of: {', '.join(JUDGED)}.")
    names = f"{pair.a.name} / {pair.b.name}"
    every = judgements_of(before.said)
    if before_us := next((one for one in every if one.pair == pair.ident), None):
        raise Conflict(f"{before_us.actor} judged this pair on {before_us.at}; nothing of yours was saved.", where=names,
                       how="Take that back first if it is wrong.")
    if pair.a.id not in before.site or (pair.of == "sites" and pair.b.id not in before.site):
        raise Conflict("one of these places is not in the register any more; nothing was saved.", where=names, how="Load the page again.")
    if pair.of == "sites" and kind == "same":
        other = held_apart(every, names_of(before.sites)).get(frozenset((pair.a.id, pair.b.id)))
        if other:
            raise InputError(f"{other.actor} said on {other.at} that they are different places.", where=names, how="Take that back first.")
    return Event(day, actor, kind, pair.ident, body_of(pair.of, pair.a.named, pair.b.named, pair.region), PLACES)


# ---- the three kinds of pairs --------------------------------------------------------------------------------------------

class _Sides:
    """The sites of a register as sides of a pair, with the sentence that names each best."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._site = snapshot.site
        self._titles = {document.id: document.title or document.source for document in snapshot.documents}
        self._best: dict[str, Match] = {}
        for match in sorted(snapshot.matches, key=lambda match: -match.confidence):
            self._best.setdefault(match.site, match)

    def of(self, ident: str, match: Match | None = None, name: str = "") -> Place:
        """Return a site as a side; a mention of it under its own name and sentence."""
        site, match = self._site[ident], match or self._best.get(ident)
        said = (match.quote, self._titles.get(match.document, ""), f"{match.document}#{match.task}") if match else ("", "", "")
        return Place(ident, name or site.name, site.layer, site.county or "", site.location.method, *said)


def _duplicates(found: Sequence[Duplicate], mine: _Sides) -> Iterator[Pair]:
    for one in found:
        yield Pair(_ident("sites", one.a, one.b), "sites", mine.of(one.a), mine.of(one.b), one.metres, one.why, one.why_en)


def _alike(snapshot: Snapshot, mine: _Sides) -> Iterator[Pair]:
    """Yield the places without a location with the located sites of their city and layer that have a like name."""
    for site in snapshot.sites:
        if site.location.method != "none":
            continue
        for other in snapshot.near(site.city).to(site.name, site.layer):
            if numbers(fold(site.name)) == numbers(fold(other.name)):  # siblings are never one place
                yield _unlocated(site, other, mine)


def _unlocated(site: Site, other: Site, mine: _Sides) -> Pair:
    share = fuzz.ratio(fold(site.name), fold(other.name))
    first, second = sorted((site.id, other.id))
    why = (f"名称字面相似 {share:.0f}%", f"“{site.name}”还没有定位", "同一城市、同一图层")
    en = (f"{share:.0f} % of the letters alike", f"“{site.name}” is not located", "one city, one layer")
    return Pair(_ident("sites", first, second), "sites", mine.of(first), mine.of(second), None, why, en)


def _ties(snapshot: Snapshot, mine: _Sides, feature: Callable[[str], Place | None]) -> Iterator[Pair]:
    """Yield the mentions that are taken for a feature on little, the least sure first, each name of a region once."""
    verdicts = verdicts_of(snapshot.said)
    tasks = {(document.id, task.key): (document, task) for document in snapshot.documents for task in document.tasks}
    seen: set[tuple[Called, str]] = set()
    for match in sorted((match for match in snapshot.matches if match.feature), key=lambda match: match.confidence):
        document, task = tasks.get((match.document, match.task), (None, None))
        if document is None or task is None or match.confidence > LOW * task.confidence + 0.005:
            continue
        name, region = _name_of(task, match), _region_of(document)
        layer = snapshot.site[match.site].layer if match.site in snapshot.site else ""
        key = called(region, layer, name), match.feature
        if not name or not layer or key in seen or key in verdicts.apart or verdicts.tied.get(key[0]) == match.feature:
            continue
        seen.add(key)
        if known := feature(match.feature):
            why, why_en = _reasons(match)
            yield Pair(_ident("feature", *key[0], match.feature), "feature", mine.of(match.site, match, name), known, None, why, why_en,
                       region)


def _name_of(task: Task, match: Match) -> str:
    return next((mention.name for mention in task.mentions if (mention.span, mention.quote) == (match.span, match.quote)), "")


def _region_of(document: Document) -> str:
    """Return the region by which `geomon.join.locate` knows a document."""
    return document.adcode or document.region or ""


def _reasons(match: Match) -> tuple[tuple[str, ...], tuple[str, ...]]:
    words = match.reason.removeprefix("文件点名，").removeprefix("文件点名；")
    found = next(((m, en) for pattern, en in _REASONS if (m := re.search(pattern, words))), None)
    return (words,), (found[1].format(*found[0].groups()) if found else words,)


def _ident(*parts: str) -> str:
    return f"pair-{hashlib.blake2s(chr(0).join(parts).encode(), digest_size=6).hexdigest()}"


def feature_place(key: str, frames: Callable[[str], GeoDataFrame]) -> Place | None:
    """Return the feature "layer/id" as a side of a pair; None when there is none. `frames` gives a layer, KeyError where there is none."""
    layer, _, ident = key.partition("/")
    try:
        frame = frames(layer)
    except (KeyError, InputError):  # its declaration is gone, or its file cannot be read now: nothing to be asked
        return None
    rows = frame[frame["id"].astype(str) == ident]
    if rows.empty:
        return None
    row = rows.iloc[0]
    words = {name: row[name] if isinstance(row[name], str) else "" for name in ("name", "county", "source") if name in rows}
    return Place(key, words.get("name", ""), layer, words.get("county", ""), "feature", source=words.get("source", ""))


def duplicates_of(snapshot: Snapshot, situation: Situation, gazetteer: Gazetteer) -> tuple[Duplicate, ...]:
    """Return the pairs of sites that may be one and the same, the surest first; see `geomon.join.duplicates`."""
    from geomon.join.duplicates import duplicates
    from geomon.join.features import region_names

    near = {code[:4] for code in situation.sites["adcode"] if code}
    regions = {name for code in near for name in region_names(gazetteer, code)}
    aliases = {site.id: site.aliases for site in snapshot.sites}
    return tuple(duplicates(situation.sites, aliases, sorted(regions, key=lambda name: (-len(name), name))))
