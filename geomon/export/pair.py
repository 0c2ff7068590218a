"""Two pictures of one place as a fragment of HTML with a line between them: for a paper, which has no network, and for a card."""

from __future__ import annotations

import base64
import dataclasses
import functools
import html
from pathlib import Path

ASSETS = Path(__file__).parent / "assets"


@dataclasses.dataclass(frozen=True, slots=True)
class Pair:
    """Two pictures (PNG) of the same ground and size, with the words of each.

    Attributes
    ----------
    line : what the slider is called.
    note : what is said below both; "" for nothing.
    """

    before: bytes
    after: bytes
    before_words: str
    after_words: str
    line: str
    note: str = ""


def fragment(pair: Pair) -> str:
    """Return the pictures side by side; `script` makes a swipe of them. Words are escaped, the pictures are inside."""
    before, after, line, note = (html.escape(text, quote=True) for text in (pair.before_words, pair.after_words, pair.line, pair.note))
    first, last = (f"data:image/png;base64,{base64.b64encode(png).decode()}" for png in (pair.before, pair.after))
    below = f'<p class="gm-pair-note">{note}</p>' if note else ""
    return (f'<div class="gm-pair" data-before="{before}" data-after="{after}"><div class="gm-pair-view">'
            f'<img src="{first}" alt="{before}" draggable="false"><img src="{last}" alt="{after}" draggable="false">'
            f'<i aria-hidden="true"></i></div>'
            f'<div class="gm-pair-says"><span>{before}</span><span>{after}</span></div>'
            f'<label>{line}<input type="range" min="0" max="100" step="1" value="50"></label>{below}</div>')


@functools.cache
def script() -> str:
    """Return the function `geomonPair(root)`, which makes swipes of all fragments below an element."""
    return (ASSETS / "pair.js").read_text(encoding="utf-8")


@functools.cache
def style() -> str:
    """Return the style sheet of the fragment."""
    return (ASSETS / "pair.css").read_text(encoding="utf-8")
