"""The tokens of the style sheet: text on its ground reads at 4.5 to 1 or better, by day and by night (WCAG 2 AA)."""

import re
import tomllib

import pytest

from geomon.ui.colours import TONES
from geomon.ui.markup import ASSETS

SHEET = (ASSETS / "look.css").read_text(encoding="utf-8")
TOKENS = {name: pair for name, *pair in re.findall(r"--([\w-]+): light-dark\((#\w+), (#\w+)\)", SHEET)}
TOKENS["grey-t"] = TOKENS["ink2"]
TEXT_ON = [
    ("ink", "page"),
    ("ink", "panel"),
    ("ink2", "page"),
    ("ink2", "panel"),
    ("accent", "panel"),
    ("ink", "mark"),
    ("ink", "tint-grey"),
    ("ink2", "tint-grey"),
    *((f"{light}-t", ground) for light in ("red", "yellow", "blue", "green", "grey") for ground in ("panel", f"tint-{light}")),
    *(("on", light) for light in ("red", "blue", "green")),
]


def luminance(colour):
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    parts = [int(digits[i:i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(a, b):
    dark, light = sorted((luminance(a), luminance(b)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON)
def test_text_reads_on_its_ground(text, ground, scheme):
    assert contrast(TOKENS[text][scheme], TOKENS[ground][scheme]) >= 4.5


def test_charts_and_pages_paint_the_lights_alike():
    for n, scheme in enumerate(("light", "dark")):
        assert {light: TOKENS[light][n].lower() for light in ("red", "yellow", "blue", "green", "grey")} == {
            light: TONES[scheme][light].lower() for light in ("red", "yellow", "blue", "green", "grey")}


def test_the_theme_has_the_same_ink_and_ground():
    config = tomllib.loads((ASSETS.parents[2] / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    for n, scheme in enumerate(("light", "dark")):
        assert config["theme"][scheme]["textColor"].lower() == TOKENS["ink"][n]
        assert config["theme"][scheme]["backgroundColor"].lower() == TOKENS["page"][n]
    assert config["client"]["showErrorDetails"] == "none"
    assert config["server"]["enableXsrfProtection"] is True
    assert config["browser"]["gatherUsageStats"] is False


def test_motion_is_off_for_who_asked_for_none():
    assert "prefers-reduced-motion: reduce" in SHEET
    assert "http" not in SHEET
