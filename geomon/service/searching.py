"""Search over all sites and tasks: by name, short name, pinyin, initials, number, code, and by coordinates as people write them.

The rows stand in one long text in the order of urgency, so that the first hits are the ones to show and the search stops there.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geomon.crs import detective, distances_m, to_cgcs2000
from geomon.readers import notation
from geomon.situation import Situation, by_urgency
from geomon.text import shortened

MOST = 20
LONGEST = 200
"""Characters of a question that are looked at."""
_CHINA = (73.0, 136.0, 3.0, 54.5)
_DATUMS = (
    ("GCJ-02", re.compile(r"gcj[-_ ]?02|火星|高德|腾讯|amap|gaode|tencent", re.IGNORECASE)),
    ("BD-09", re.compile(r"bd[-_ ]?09(?:ll)?|百度|baidu", re.IGNORECASE)),
    ("WGS-84", re.compile(r"wgs[-_ ]?(?:19)?84|gps|epsg:?4326", re.IGNORECASE)),
    ("CGCS2000", re.compile(r"cgcs[-_ ]?2000|国家2000|天地图|epsg:?4490", re.IGNORECASE)),
)
_SAMPLE = 400_000
"""Characters that tell which of several words is the rarest, and so the one to look for first."""
_NEAR = 256
"""Sites whose distance is measured on the ground, of those that look nearest."""
_LEAST_BELIEF = 0.05
"""Readings of metres that are less likely are not offered."""


@dataclasses.dataclass(frozen=True, slots=True)
class Hit:
    """One answer to a search.

    Attributes
    ----------
    kind : "site", "task", or "place" for coordinates.
    id : of the site or task; "" for a place.
    name : as it stands in the register; of a place the reading of the numbers, e.g. a zone's name, or the datum.
    sites : of a task the ids of its sites.
    lon, lat : degrees (EPSG:4490); None where the site is not located, and for tasks.
    """

    kind: Literal["site", "task", "place"]
    id: str
    name: str
    light: str = ""
    county: str = ""
    sites: tuple[str, ...] = ()
    lon: float | None = None
    lat: float | None = None


class _Rows:
    """The rows of one frame as two texts, ids and names in one, all words in the other; a row's pieces are told apart by tabs."""

    def __init__(self, frame: pd.DataFrame, names: Sequence[Sequence[str]]) -> None:
        self.frame = frame
        heads = ("\t".join(("\n" + _plain(ident), *map(_plain, own), "")) for ident, own in zip(frame["id"], names, strict=True))
        self.heads, self.words = _Text(heads), _Text(f"\n {words}" for words in frame["search"])

    def find(self, asked: str, most: int) -> Iterator[tuple[int, int]]:
        """Yield (rank, row): the same word before names that begin so, then words that begin so, then what holds it; at most `most`."""
        seen: set[int] = set()
        words = sorted(set(asked.split()), key=self.words.sample.count)
        steps: list[tuple[_Text, str, tuple[str, ...], int]] = [
            (self.heads, f"\n{asked}\t", (), 0), (self.heads, f"\t{asked}\t", (), 0), (self.heads, f"\t{asked}", (), 1)]
        steps += [(self.words, f" {asked}", (), 2)] if len(words) == 1 else []
        steps += [(self.words, words[0], tuple(words[1:]), 3)]
        steps += [(self.heads, asked, (), 3)] if len(words) == 1 else []
        for text, pattern, others, rank in steps:
            for row in text.rows_with(pattern, others):
                if len(seen) >= most:
                    return
                if row not in seen:
                    seen.add(row)
                    yield rank, row


class _Text:
    """Pieces, one a row, in one string, which the machine's own search runs through faster than any loop over rows."""

    def __init__(self, pieces: Iterable[str]) -> None:
        rows = list(pieces)
        self.text = "".join(rows)
        self.starts = [0, *itertools.accumulate(map(len, rows))]
        self.sample = self.text[:_SAMPLE]

    def rows_with(self, pattern: str, others: Sequence[str]) -> Iterator[int]:
        """Yield the rows that hold `pattern` and every one of the others, in their order."""
        at = self.text.find(pattern)
        while at >= 0:
            row = bisect_right(self.starts, at) - 1
            start, end = self.starts[row], self.starts[row + 1]
            if all(self.text.find(word, start, end) >= 0 for word in others):
                yield row
            at = self.text.find(pattern, end)


class SearchIndex:
    """All sites and tasks of a situation, made ready to be searched; 100,000 of them in some tenths of a second."""

    def __init__(self, situation: Situation) -> None:
        sites, tasks = by_urgency(situation.sites), by_urgency(situation.tasks)
        self._lonlat = sites[["lon", "lat"]].to_numpy(dtype=np.float64)
        self._at = (sites["lon"].notna() & ~sites["method"].isin(("county", "none"))).to_numpy().nonzero()[0]
        self._around = shapely.box(*_around(self._lonlat[self._at])) if len(self._at) else None
        self._sites = _Rows(sites, [(str(name),) for name in sites["name"]])
        self._tasks = _Rows(tasks, [(str(number), str(label), str(title or ""))
                                    for number, label, title in zip(tasks["number"], tasks["label"], tasks["title"], strict=True)])

    def find(self, text: str, most: int = MOST) -> tuple[Hit, ...]:
        """Return what answers to `text`, the best first: the place that coordinates mean, then sites and tasks.

        Every word must occur. The same word comes before one that begins so, that before one that holds it; among equals sites come
        before tasks and the more urgent first. Of coordinates the nearest sites follow.
        """
        asked = _plain(text)[:LONGEST]
        if not asked:
            return ()
        places = read_places(text[:LONGEST], self._around)
        if places:
            return (*places, *self.nearest(places[0], most - len(places)))
        ranked = [(rank, 0, n, self._site(row)) for n, (rank, row) in enumerate(self._sites.find(asked, most))]
        ranked += [(rank, 1, n, self._task(row)) for n, (rank, row) in enumerate(self._tasks.find(asked, most))]
        ranked.sort(key=lambda one: one[:3])
        return tuple(hit for *_, hit in ranked[:most])

    def nearest(self, place: Hit, most: int) -> tuple[Hit, ...]:
        """Return the sites with a place of their own that lie nearest to one."""
        at = self._at
        if most <= 0 or not len(at):
            return ()
        lon, lat = self._lonlat[at].T
        looks = ((lon - (place.lon or 0.0)) * math.cos(math.radians(place.lat or 0.0))) ** 2 + (lat - (place.lat or 0.0)) ** 2
        first = looks.argpartition(_NEAR)[:_NEAR] if len(looks) > _NEAR else np.arange(len(looks))
        away = distances_m(lon[first], lat[first], place.lon or 0.0, place.lat or 0.0)
        return tuple(self._site(int(at[first[n]])) for n in away.argsort(kind="stable")[:most])

    def _site(self, row: int) -> Hit:
        one: Any = self._sites.frame.iloc[row]
        placed = one["method"] not in ("county", "none") and one["lon"] == one["lon"] and one["lon"] is not None
        return Hit("site", str(one["id"]), str(one["name"]), str(one["light"]), str(one["county"] or one["city"] or ""),
                   lon=float(one["lon"]) if placed else None, lat=float(one["lat"]) if placed else None)

    def _task(self, row: int) -> Hit:
        one: Any = self._tasks.frame.iloc[row]
        name = f"{one['label'] or one['number']} {one['title'] or shortened(str(one['problem']), 40)}"
        return Hit("task", str(one["id"]), name, str(one["light"]), next(iter(one["counties"]), one["city"] or ""), tuple(one["sites"]))


def read_places(text: str, region: shapely.Geometry | None = None) -> tuple[Hit, ...]:
    """Return the place that `text` writes as coordinates, each reading of it where there are several; () where it writes none.

    Degrees in every notation of `geomon.readers.notation`, in either order where the words or the sizes tell which is which; metres of
    Gauss-Kruger zones and the shifted degrees of public maps (where the text names them). What lies outside China is no answer.

    Parameters
    ----------
    region : where the asker works (EPSG:4490); metres that do not say their zone are read so that they lie there.
    """
    datum, bare = "CGCS2000", text
    for name, words in _DATUMS:
        if words.search(bare):
            datum, bare = name, words.sub(" ", bare)
            break
    found = _spaced(bare) or notation.pairs(bare.strip(" ()（）[]【】:：,，;；"))
    if not found or len(found) != 1:
        return ()
    x, y = found[0]
    if max(abs(x), abs(y)) > 360:
        return tuple(_of_metres(x, y, region))
    if not ("." in bare or len(bare.split()) == 6 or notation.is_angle(bare)):
        return ()                                        # "39 106" may be two numbers of tasks
    if not _inside(x, y) and _inside(y, x):
        x, y = y, x
    if not _inside(x, y):
        return ()
    lon, lat = to_cgcs2000([x], [y], datum)
    return (Hit("place", "", datum, lon=round(float(lon[0]), 7), lat=round(float(lat[0]), 7)),)


def _spaced(text: str) -> list[tuple[float, float]] | None:
    """Return the pair in six numbers that are degrees, minutes and seconds, set apart by blanks."""
    parts = text.split()
    if len(parts) != 6:
        return None
    first, second = (notation.spaced_dms(" ".join(some)) for some in (parts[:3], parts[3:]))
    return None if first is None or second is None else [(first, second)]


def _of_metres(x: float, y: float, region: shapely.Geometry | None) -> Iterable[Hit]:
    for one in detective.candidates([x], [y], detective.Evidence(region=region)):
        if one.score >= _LEAST_BELIEF:
            yield Hit("place", "", one.title, lon=round(one.lon, 7), lat=round(one.lat, 7))


def _around(lonlat: npt.NDArray[np.float64]) -> tuple[float, float, float, float]:
    """Return a box around most of the sites, a degree wider; a few that lie astray do not make it wide."""
    west, south = np.quantile(lonlat, 0.02, axis=0) - 1.0
    east, north = np.quantile(lonlat, 0.98, axis=0) + 1.0
    return float(west), float(south), float(east), float(north)


def _inside(lon: float, lat: float) -> bool:
    west, east, south, north = _CHINA
    return west <= lon <= east and south <= lat <= north


def _plain(text: str) -> str:
    """Return text as it is searched for: one case, one width, single blanks."""
    return " ".join(unicodedata.normalize("NFKC", str(text)).casefold().split())
