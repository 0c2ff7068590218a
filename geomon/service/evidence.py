"""What is known besides a file's numbers: the counties that its rows name, the workspace's region, sites whose position is known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import shapely

from geomon.crs.detective import Evidence
from geomon.divisions import divisions
from geomon.errors import GeomonError
from geomon.layers import PACKAGE, load_layers
from geomon.places import Gazetteer, open_gazetteer
from geomon.readers import Reading, read_features
from geomon.settings import Settings

_CODE = re.compile(r"(?<!\d)([1-6]\d{5})(?!\d)")


def evidence_of(reading: Reading, words: str, settings: Settings | None, path: Path | None = None) -> Evidence:
    """Return the evidence for what a file's coordinates mean; without a workspace only names of counties in it count.

    `path` is the file itself: where a layer has it for its source, the layer's places prove nothing of it.
    """
    gazetteer = open_gazetteer(settings or own_settings())
    near = tuple(settings.counties) if settings else ()
    rows = [p[2] for p in reading.places]
    whole = _claim(words, gazetteer, "")
    claims = [_claim(text, gazetteer, words) if text else None for text in rows]
    claims = [whole if claim is None else claim for claim in claims]
    areas = [county.geometry for code in near for county in gazetteer.counties_of(code)]
    return Evidence(
        inside=lambda lon, lat: gazetteer.counties_at(lon, lat) != "",
        claims=claims,
        region=shapely.union_all(areas).buffer(0.05) if areas and not any(c is not None for c in claims) else None,
        known=_known(rows, settings, path),
        words=words,
        angles=bool(reading.info.get("angles")),
    )


def own_settings() -> Settings:
    """Return settings whose cache lies with the user's, for checks outside any workspace."""
    from platformdirs import user_cache_path

    return Settings(user_cache_path("geomon", appauthor=False))


@cache
def _names() -> tuple[re.Pattern[str], dict[str, tuple[str, ...]]]:
    """Return a pattern of all county and city names, and their codes."""
    table: dict[str, list[str]] = {}
    for code, division in divisions().items():
        if division.level in ("county", "city") and len(division.name) >= 2 and division.name not in ("市辖区", "郊区", "城区", "矿区"):
            table.setdefault(division.name, []).append(code)
            if division.level == "city" and len(division.short) >= 2 and division.short != division.name:
                table.setdefault(division.short, []).append(code)
    ranked = sorted(table, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, ranked))), {name: tuple(codes) for name, codes in table.items()}


def _claim(text: str, gazetteer: Gazetteer, context: str) -> shapely.Geometry | None:
    """Return the area that a row says it lies in: its counties where it names one, else its cities; None when it names none."""
    codes = {code for code in _CODE.findall(text) if code in divisions()}
    pattern, table = _names()
    found = [table[name] for name in dict.fromkeys(pattern.findall(text)[:20])]
    every = {code for some in found for code in some}
    prefixes = {code[:4] for code in every | codes if code.endswith("00")} | {c[:4] for c in _cities(context)}
    counties = {code for code in every | codes if not code.endswith("00")}
    narrowed = {code for code in counties if code[:4] in prefixes} or counties
    shapes = [county.geometry for code in sorted(narrowed)[:12] if (county := gazetteer.by_adcode(code)) is not None]
    if not shapes and prefixes:
        shapes = [county.geometry for code in sorted(prefixes)[:4] for county in gazetteer.counties_of(f"{code}00")] if text else []
    return shapely.MultiPolygon([p for s in shapes for p in shapely.get_parts(s)]) if shapes else None


@cache
def _cities(context: str) -> frozenset[str]:
    pattern, table = _names()
    return frozenset(code for name in pattern.findall(context) for code in table[name] if code.endswith("00"))


def _known(rows: Sequence[str], settings: Settings | None, itself: Path | None) -> list[tuple[int, float, float, float]]:
    """Return rows that name a site of the workspace whose position is known."""
    if settings is None or not settings.layers.is_dir():
        return []
    places: dict[str, tuple[float, float, float]] = {}
    for layer in load_layers(settings.layers):
        if layer.source == PACKAGE or (itself is not None and (settings.data / layer.source).resolve() == itself.resolve()):
            continue
        try:
            frame = read_features(settings.data / layer.source, layer)
        except GeomonError:
            continue  # the build says so; here it is only evidence
        frame = frame[frame["lon"].notna() & (frame["accuracy_m"].fillna(1e9) <= 2_000) & (frame["name"].str.len() >= 4)]
        places |= {
            n: (lon, lat, acc) for n, lon, lat, acc in zip(frame["name"], frame["lon"], frame["lat"], frame["accuracy_m"], strict=True)
        }
    return [(n, *place) for n, text in enumerate(rows) for name, place in places.items() if name in text]
