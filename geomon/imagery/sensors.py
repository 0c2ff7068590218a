"""Sensors as data: what their bands are called and what the numbers in them mean (`sensors.toml`)."""

from __future__ import annotations

import dataclasses
import datetime as dt
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from geomon.errors import SettingsError

ROLES = ("blue", "green", "red", "nir", "swir1", "quality")


@dataclasses.dataclass(frozen=True, slots=True)
class Sensor:
    """One sensor.

    Attributes
    ----------
    ident, title : its key in the TOML, and its name on pictures.
    bands : role -> names under which products carry the band.
    scale, offset : reflectance = number * scale + offset; the offset from `offset_since` on, 0 before.
    relative_error : 1 sigma of one band's reflectance, as a share.
    quality : how the quality band speaks; "" where there is none.
    cloud, snow, empty : its classes, or the numbers of its bits.
    """

    ident: str
    title: str
    bands: Mapping[str, tuple[str, ...]]
    scale: float = 1.0
    offset: float = 0.0
    offset_since: dt.date = dt.date.min
    relative_error: float = 0.07
    quality: Literal["", "classes", "bits"] = ""
    cloud: tuple[int, ...] = ()
    snow: tuple[int, ...] = ()
    empty: tuple[int, ...] = ()

    def offset_on(self, date: dt.date) -> float:
        """Return the offset of products of a day."""
        return self.offset if date >= self.offset_since else 0.0

    def role_of(self, name: str) -> str | None:
        """Return the role of a band by the name that a product gives it."""
        return next((role for role, names in self.bands.items() if name.casefold() in {n.casefold() for n in names}), None)


@lru_cache(maxsize=8)
def load_sensors(own: Path | None = None) -> Mapping[str, Sensor]:
    """Return the sensors by ident: those of geomon, and those of a file of the same form over them.

    Raises
    ------
    SettingsError
        If the file is not well formed.
    """
    found: dict[str, Sensor] = {}
    for path in (Path(__file__).with_name("sensors.toml"), own):
        if path is None or not path.is_file():
            continue
        try:
            tables = tomllib.loads(path.read_text(encoding="utf-8"))
            found.update({ident: _sensor(ident, table) for ident, table in tables.items()})
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, TypeError, ValueError, AttributeError) as error:
            raise SettingsError("the sensors are not well formed.", where=path.name, how=f"Mend it: {error}.") from error
    return found


def _sensor(ident: str, table: Mapping[str, Any]) -> Sensor:
    bands = {role: tuple(str(name) for name in names) for role, names in table["bands"].items() if role in ROLES}
    if not {"red", "nir"} <= bands.keys():
        raise ValueError(f"{ident} names no red and nir band")
    lists = {key: tuple(int(n) for n in table.get(key, ())) for key in ("cloud", "snow", "empty")}
    return Sensor(
        ident, str(table.get("title", ident)), bands, float(table.get("scale", 1)), float(table.get("offset", 0)),
        table.get("offset_since", dt.date.min), float(table.get("relative_error", 0.07)), table.get("quality", ""), **lists,
    )
