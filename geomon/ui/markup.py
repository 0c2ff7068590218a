"""The only module that hands markup to the page (`st.html`); a test counts its uses.

What comes in was built by `card`, `parts` and `planning` from literals of this package and from data that passed `html.escape`.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

ASSETS = Path(__file__).parent / "assets"


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
