"""Zones of protected areas as of a date: which division holds, and what an older zone is called under a newer one.

Data, not code: `zones.toml` beside this module, which a workspace's `profiles/zones.toml` may add to. A zone as a layer's file gives it is
never rewritten: what was drawn under three zones stays so, and is judged by them for every day on which they held.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomon.errors import InputError, SettingsError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

SHIPPED = Path(__file__).with_name("zones.toml")
_KEYS = {"of", "title", "title_en", "source", "zones", "from", "until", "converts", "conversion", "conversion_en"}
_NEEDED = ("of", "title", "title_en", "source", "zones")


@dataclasses.dataclass(frozen=True, slots=True)
class Zone:
    """One zone of a scheme; `aliases` are other words that layer files use for it, `strict` is the one that maps draw darkest."""

    id: str
    title: str
    title_en: str
    aliases: tuple[str, ...] = ()
    strict: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Scheme:
    """A division of one kind of protected area into zones, for the days on which it holds.

    Attributes
    ----------
    of : the kind of area: reserve, national_park, drinking_water, or a workspace's own.
    valid_from, valid_to : first and last day; None is open.
    converts : ids of older zones -> id of the zone that they became; `note` says by what authority.
    """

    id: str
    of: str
    title: str
    title_en: str
    source: str
    zones: tuple[Zone, ...]
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    converts: Mapping[str, str] = dataclasses.field(default_factory=dict)
    note: str = ""
    note_en: str = ""

    def holds(self, day: dt.date) -> bool:
        """Tell whether the scheme is in force on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

    def zone(self, text: str) -> Zone | None:
        """Return the zone that a text names: its id, a title or an alias."""
        return next((z for z in self.zones if text in (z.id, z.title, z.title_en, *z.aliases)), None)


@dataclasses.dataclass(frozen=True, slots=True)
class ZoneAnswer:
    """What zone a feature lies in on a day.

    Attributes
    ----------
    scheme : the one in force for that kind of area; None when none is known.
    zone : in that scheme; None when it cannot be told.
    sure : False when the zone was converted from an older one, or cannot be told.
    why, why_en : the reason, unless it is sure.
    """

    scheme: Scheme | None
    zone: Zone | None
    sure: bool
    why: str = ""
    why_en: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Zoning:
    """All schemes, the words that tell kinds of area apart, and the smallest overlap that counts, in hectares."""

    schemes: tuple[Scheme, ...]
    words: Mapping[str, tuple[str, ...]]
    minimum_ha: float
    minimum_source: str

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of area that have schemes."""
        return tuple(dict.fromkeys(scheme.of for scheme in self.schemes))

    def kind(self, name: str, declared: str = "") -> str:
        """Return the kind of an area: what its layer or row declares, else by the words of its name, else ""."""
        return declared or next((of for of, words in self.words.items() if any(word in name for word in words)), "")

    def scheme(self, of: str, day: dt.date) -> Scheme | None:
        """Return the scheme of a kind of area that holds on a day."""
        return next((s for s in self.schemes if s.of == of and s.holds(day)), None)

    def zone(self, of: str, text: str, day: dt.date) -> ZoneAnswer:
        """Return the zone that a feature lies in on a day.

        Parameters
        ----------
        of : the kind of area, as `kind` gives it.
        text : the zone as the layer's file gives it, of whatever scheme; "" for none.
        """
        now = self.scheme(of, day)
        if now is None:
            return ZoneAnswer(None, None, False, "没有适用于该类区域的分区方案", "no scheme of zones is known for this kind of area")
        if not text:
            return ZoneAnswer(now, None, False, "图层没有给出分区", "the layer does not say the zone")
        if zone := now.zone(text):
            return ZoneAnswer(now, zone, True)
        drawn = next((s for s in self.schemes if s.of == of and s.zone(text)), None)
        old = drawn.zone(text) if drawn else None
        if drawn is None or old is None:
            return ZoneAnswer(now, None, False, f"“{text}”不是{now.title}里的区", f"{text!r} is no zone of: {now.title_en}")
        became = now.converts.get(old.id)
        zone = next((z for z in now.zones if z.id == became), None)
        if zone is None:
            return ZoneAnswer(now, None, False, f"要素按“{drawn.title}”划为{old.title}，{day}适用“{now.title}”，没有换算",
                              f"drawn as {old.title_en} ({drawn.title_en}); for {day} there is no conversion to: {now.title_en}")
        return ZoneAnswer(now, zone, False, f"由{old.title}换算：{now.note}", f"converted from the {old.title_en}: {now.note_en}")


def load_zoning(profiles: Path | None = None) -> Zoning:
    """Return the shipped schemes with those of a workspace's `profiles/zones.toml`, where there is one.

    Raises
    ------
    SettingsError
        Naming the file, the table and the key.
    """
    raw = _tables(SHIPPED)
    own = profiles / SHIPPED.name if profiles else None
    if own and own.is_file():
        raw |= _tables(own)
    words, overlap = raw.pop("words", {}), raw.pop("overlap", {})
    where = own.name if own and own.is_file() else SHIPPED.name
    least, source = overlap.get("minimum_ha"), overlap.get("source")
    if isinstance(least, bool) or not isinstance(least, int | float) or least < 0 or not isinstance(source, str):
        raise SettingsError("[overlap] needs minimum_ha (hectares) and source.", where=where, how='Write: minimum_ha = 0.1, source = "…".')
    if not isinstance(words, dict) or not all(isinstance(w, list) and all(isinstance(x, str) for x in w) for w in words.values()):
        raise SettingsError("[words] needs a list of texts for each kind of area.", where=where, how='Write: reserve = ["自然保护区"].')
    return Zoning(tuple(_scheme(where, ident, table) for ident, table in raw.items()), {of: tuple(w) for of, w in words.items()},
                  float(least), source)


def _tables(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError("is not TOML in UTF-8.", where=path.name, how=str(error)) from error


def _scheme(where: str, ident: str, table: Any) -> Scheme:
    """Return a scheme, or say what is wrong with its table."""
    place = f"{where} [{ident}]"
    if not isinstance(table, dict):
        raise SettingsError("is no table.", where=place, how="Each scheme is a table with of, title, title_en, source and zones.")
    if extra := sorted(table.keys() - _KEYS):
        raise SettingsError(f"unknown key {extra[0]!r}.", where=place, how=f"Keys: {', '.join(sorted(_KEYS))}.")
    if lacking := [key for key in _NEEDED if not table.get(key)]:
        raise SettingsError(f"lacks the key {lacking[0]!r}.", where=place, how=f"Every scheme needs: {', '.join(_NEEDED)}.")
    for key in ("from", "until"):
        if key in table and not (isinstance(table[key], dt.date) and not isinstance(table[key], dt.datetime)):
            raise SettingsError(f"{key} = {table[key]!r} is no date.", where=place, how=f"Write it without quotes: {key} = 2026-03-15.")
    try:
        zones = tuple(Zone(z["id"], z["title"], z["title_en"], tuple(z.get("aliases", ())), z.get("strict") is True)
                      for z in table["zones"])
    except (TypeError, KeyError, AttributeError) as error:
        raise SettingsError("a zone lacks id, title or title_en.", where=place,
                            how='Write: { id = "core", title = "核心区", title_en = "core zone" }.') from error
    converts = table.get("converts", {})
    if wrong := sorted(set(converts.values()) - {z.id for z in zones}):
        raise SettingsError(f"converts to {wrong[0]!r}, which is none of its zones.", where=place, how="Name one of its own zones' ids.")
    return Scheme(ident, table["of"], table["title"], table["title_en"], table["source"], zones, table.get("from"), table.get("until"),
                  converts, table.get("conversion", ""), table.get("conversion_en", ""))


def in_force(frame: pd.DataFrame, day: dt.date, where: str = "") -> npt.NDArray[np.bool_]:
    """Return which features of a layer hold on a day, by its columns `valid_from` and `valid_to` (first and last day; empty is open).

    Raises
    ------
    InputError
        For a value that is no date, with its row.
    """
    import numpy as np

    holds = np.ones(len(frame), dtype=np.bool_)
    for column, sign in (("valid_from", 1), ("valid_to", -1)):
        if column in frame:
            for row, value in enumerate(frame[column]):
                limit = day_of(value, f"row {row + 2}: {column}", where)
                holds[row] &= limit is None or sign * (day - limit).days >= 0
    return holds


def day_of(value: object, what: str, where: str = "") -> dt.date | None:
    """Return a cell as a date: ISO text, a date, or a time; None where it is empty.

    Raises
    ------
    InputError
        If it is none of these.
    """
    if value is None or value != value or value == "":
        return None
    if isinstance(value, dt.datetime):  # pandas.Timestamp is one
        return value.date()
    if isinstance(value, dt.date):
        return value
    text = str(value).strip().replace("/", "-").split("T")[0].split(" ")[0]
    if text in {"", "nan", "None", "NaT"}:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"{what} {value!r} is no date.", where=where, how="Write it like 2026-03-15.") from error
