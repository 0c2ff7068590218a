"""The tokens of the look that charts need as values; `assets/look.css` holds the same for the page."""

from __future__ import annotations

from urllib.parse import quote

import streamlit as st

from geomon.model import LIGHTS

TONES: dict[str, dict[str, str]] = {
    "light": {
        "red": "#cc2e1e",
        "yellow": "#f2b701",
        "blue": "#2474ab",
        "green": "#1b8048",
        "grey": "#6b7783",
        "edge": "#8a6800",
        "halo": "#ffffff",
        "label": "#52606d",
        "line": "#dce1e6",
        "ink": "#17212b",
    },
    "dark": {
        "red": "#ff7a6b",
        "yellow": "#ffcc3d",
        "blue": "#63b3ea",
        "green": "#54c684",
        "grey": "#8d9aa6",
        "edge": "#ffcc3d",
        "halo": "#1a2128",
        "label": "#a6b2bd",
        "line": "#2f3942",
        "ink": "#e7ecf0",
    },
}
SHAPES: dict[str, str] = dict(zip(LIGHTS, ("triangle-up", "diamond", "circle", "square", "circle"), strict=True))


def scheme() -> str:
    """Return "light" or "dark", as the browser shows the page."""
    return "dark" if st.context.theme.type == "dark" else "light"


def tones() -> dict[str, str]:
    """Return the colours of the scheme shown."""
    return TONES[scheme()]


_PATHS = {
    "red": "M9 1l8 16H1z", "yellow": "M9 0l9 9-9 9-9-9z", "blue": "M9 1a8 8 0 100 16A8 8 0 009 1z", "green": "M2 2h14v14H2z",
    "grey": "M9 2a7 7 0 100 14A7 7 0 009 2zm0 3a4 4 0 110 8 4 4 0 010-8z",
}


def badge(light: str) -> str:
    """Return the mark of a light as an image for a table's cell."""
    c = tones()
    edge = f' stroke="{c["edge"]}"' if light == "yellow" else ""
    path = f'<path d="{_PATHS[light]}" fill="{c[light]}"{edge}/>'
    return "data:image/svg+xml," + quote(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-9 -9 36 36" width="36" height="36">{path}</svg>'
    )
