"""QGIS's style of the sites: colour and shape by light, so that the file opens as the map looks."""

from __future__ import annotations

from xml.etree import ElementTree as ET  # only written, never parsed

_MARKS = {
    "red": ("204,46,30", "triangle", "逾期、反弹或退回"),
    "yellow": ("242,183,1", "diamond", "临期或滞后"),
    "blue": ("36,116,171", "circle", "正常推进"),
    "green": ("27,128,72", "square", "完成、验收或销号"),
    "grey": ("128,136,140", "circle", "未知"),
}
"""Light -> colour (r,g,b), QGIS's marker, words; the lights of `domain.md` §5."""


def style_by_light() -> str:
    """Return a QML document with one category a light."""
    root = ET.Element("qgis", version="3.28", styleCategories="Symbology")
    renderer = ET.SubElement(root, "renderer-v2", type="categorizedSymbol", attr="light", enableorderby="0", symbollevels="0")
    categories, symbols = ET.SubElement(renderer, "categories"), ET.SubElement(renderer, "symbols")
    for n, (light, (colour, shape, words)) in enumerate(_MARKS.items()):
        ET.SubElement(categories, "category", value=light, symbol=str(n), label=f"{light} {words}", render="true")
        symbol = ET.SubElement(symbols, "symbol", type="marker", name=str(n), alpha="1")
        layer = ET.SubElement(symbol, "layer", {"class": "SimpleMarker", "enabled": "1", "pass": "0"})
        options = ET.SubElement(layer, "Option", type="Map")
        fill = "255,255,255,255" if light == "grey" else f"{colour},255"
        for name, value in (
            ("color", fill),
            ("name", shape),
            ("outline_color", f"{colour},255" if light == "grey" else "255,255,255,255"),
            ("outline_width", "0.4"),
            ("size", "3.4"),
            ("size_unit", "MM"),
        ):
            ET.SubElement(options, "Option", type="QString", name=name, value=value)
    return '<!DOCTYPE qgis PUBLIC "http://mrcc.com/qgis.dtd" "SYSTEM">\n' + ET.tostring(root, encoding="unicode")
