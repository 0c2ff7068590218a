"""The only module that hands markup to the page (`st.html`, and the pane of a document); a test counts its uses.

What comes in was built by `card`, `parts` and `planning` from literals of this package and from data that passed `html.escape`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from geomon.export.pair import script as pair_script
from geomon.export.pair import style as pair_style

ASSETS = Path(__file__).parent / "assets"
_ABOVE = """const box = parentElement.querySelector(".above");
  if (box.kept !== data.html) { box.innerHTML = box.kept = data.html; geomonPair(box); }"""
"""A rerun of the page leaves the line where it was."""


def show(fragment: str) -> None:
    """Put a fragment of markup on the page; whoever builds it has escaped what is not ours."""
    st.html(fragment)


def style(rules: str) -> None:
    """Add CSS rules made of our own class names."""
    st.html(f"<style>{rules}</style>")


def sheet(scheme: str) -> None:
    """Add the style sheet; dialogs and popovers live outside `.stApp`, so the root is told the scheme too."""
    st.html(ASSETS / "look.css")
    style(f":root {{ color-scheme: {'dark' if scheme == 'dark' else 'light'} }}")


def manners(words: dict[str, str], lang: str, heading: str, key: str) -> None:
    """Put the page's heading where screen readers find it, say its language, and put Streamlit's own `words` into it."""
    draw = st.components.v2.component("geomon_manners", js=(ASSETS / "manners.js").read_text(encoding="utf-8"), isolate_styles=False)
    with st.container(key=key):
        draw(key=f"{key}_part", data={"words": words, "lang": lang, "heading": heading}, height="content")


def document_pane(fragment: str, now: str, at: int, stamp: str, words: dict[str, str], key: str, **heard: Callable[[], None]) -> Any:
    """Put a document on the page with the script that scrolls it, hears clicks and selections in it, and gives keys to buttons.

    Parameters
    ----------
    now, at : what is open, and the character that it begins with; the pane scrolls there when `now` changes.
    stamp : changes with each answer; until it does, no second answer is taken.
    heard : for each of picked, more, marked what is done when the browser tells it; the value is in the result and under `key`.
    """
    draw = st.components.v2.component("geomon_document", js=(ASSETS / "review.js").read_text(encoding="utf-8"), isolate_styles=False)
    data = {"html": fragment, "now": now, "at": at, "stamp": stamp, "words": words}
    told: dict[str, Any] = {f"on_{name}_change": what for name, what in heard.items()}
    return draw(key=key, data=data, height="content", **told)


def above(fragment: str, key: str) -> None:
    """Put pictures of two dates, with a line between them that pointer and keyboard move, or a chart on the page; styles stay inside."""
    made = f"{pair_script()}\nexport default function ({{ parentElement, data }}) {{ {_ABOVE} }}"
    look = pair_style() + (ASSETS / "series.css").read_text(encoding="utf-8")
    draw = st.components.v2.component("geomon_above", html='<div class="above"></div>', css=look, js=made)
    draw(key=key, data={"html": fragment}, height="content")


def field_part(fragment: str, words: dict[str, str], key: str, *, locate: str = "", ask: bool = False, want: str = "",
               draft: tuple[str, str] | None = None, who: str = "", **heard: Callable[[], None]) -> Any:
    """Put a fragment on the page with the script that finds the position, copies, and keeps a draft in the browser.

    Parameters
    ----------
    fragment : its elements with `data-copy` copy that text.
    locate : key of the button that asks for the position; `ask` asks on load where the person allowed it before.
    want : key of a draft; what the browser keeps under it is told once.
    draft : key and text to keep; "" forgets it.
    who : name of the inspector, kept for the next visit.
    heard : for each of position, found (a draft) what is done when the browser tells it; JSON text in the result and under `key`.
    """
    draw = st.components.v2.component("geomon_field", js=(ASSETS / "field.js").read_text(encoding="utf-8"), isolate_styles=False)
    kept = {"key": draft[0], "text": draft[1]} if draft else None
    data = {"html": fragment, "words": words, "locate": locate, "ask": ask, "want": want, "draft": kept, "who": who}
    told: dict[str, Any] = {f"on_{name}_change": what for name, what in heard.items()}
    return draw(key=key, data=data, height="content", **told)
