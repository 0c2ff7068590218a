"""KML for Google Earth and phones: one placemark a located site, its style the light."""

from __future__ import annotations

import html
from pathlib import Path
from xml.etree import ElementTree as ET  # only written, never parsed

import geopandas as gpd
import pandas as pd

from geomon.export.columns import SITES
from geomon.publishing import Stamp

ENDINGS = (".kml",)
_COLOURS = {"red": "ff1e2ecc", "yellow": "ff01b7f2", "blue": "ffab7424", "green": "ff48801b", "grey": "ff8c8880"}
"""KML writes aabbggrr; the lights of `look.md`."""


def write(sites: gpd.GeoDataFrame, tasks: pd.DataFrame, path: Path, stamp: Stamp | None = None) -> None:
    """Write the located sites; KML has no place for those without coordinates, so they are left out and counted in the description."""
    placed = sites[sites["lon"].notna()]
    root = ET.Element("kml", xmlns="http://www.opengis.net/kml/2.2")
    document = ET.SubElement(root, "Document")
    ET.SubElement(document, "name").text = "geomon"
    about = f" {stamp.zh} {stamp.en}" if stamp else ""
    ET.SubElement(document, "description").text = f"{len(placed)} of {len(sites)} sites are located; {len(tasks)} tasks.{about}"
    for light, colour in _COLOURS.items():
        icon = ET.SubElement(ET.SubElement(document, "Style", id=light), "IconStyle")
        ET.SubElement(icon, "color").text = colour
    for row in placed.drop(columns="geometry").to_dict("records"):
        mark = ET.SubElement(document, "Placemark", id=_clean(row["id"]))
        ET.SubElement(mark, "name").text = _clean(row["name"])
        ET.SubElement(mark, "description").text = html.escape(_clean(row["reason"]))  # Google Earth reads a description as HTML
        ET.SubElement(mark, "styleUrl").text = f"#{row['light']}"
        extended = ET.SubElement(mark, "ExtendedData")
        for column in SITES:
            if column not in ("lon", "lat", "id", "name", "reason") and not pd.isna(row[column]):
                ET.SubElement(ET.SubElement(extended, "Data", name=column), "value").text = _clean(row[column])
        ET.SubElement(ET.SubElement(mark, "Point"), "coordinates").text = f"{row['lon']:.7f},{row['lat']:.7f}"
    ET.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def _clean(value: object) -> str:
    """Return a value without the characters that XML cannot hold."""
    return "".join(c for c in str(value) if c in "\t\n\r" or (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff"))
