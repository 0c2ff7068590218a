"""What the pages share: the light, list rows, pane heads, empty states. Data becomes markup here, escaped, and nowhere else but `card`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from geomon.layers import Layer
from geomon.text import for_page, shortened
from geomon.ui import markup
from geomon.ui.words import LAYERS, LIGHTS, days_words, light_name, metres_words, nt, pick, place, t

GLYPHS = {"red": ":red[▲]", "yellow": ":yellow[◆]", "blue": ":blue[●]", "green": ":green[■]", "grey": ":gray[○]"}
FIGURE_SPACE = "\N{NO-BREAK SPACE}"


def esc(text: object) -> str:
    """Return `text` for use inside markup or a quoted attribute."""
    return escape(str(text), quote=True)


def lamp(light: str, size: str = "") -> str:
    """Return the light as markup: colour, shape and letter, with its name for who cannot see it."""
    return f'<i class="lt {light if light in LIGHTS else "grey"} {size}" role="img" aria-label="{esc(light_name(light))}"></i>'


def sym(icon: str) -> str:
    """Return an icon of the font that Streamlit brings; decoration, so hidden from screen readers."""
    return f'<span class="sym" aria-hidden="true">{esc(icon)}</span>'


def handle(ident: str) -> str:
    """Return a short name that is safe in a widget's key and in a CSS selector."""
    return hashlib.blake2s(ident.encode(), digest_size=6).hexdigest()


def head(title: str, right: str = "", *, bare: bool = False) -> None:
    """Draw the head of a pane: what it is on the left, what it counts on the right."""
    markup.show(f'<div class="panehead{" bare" if bare else ""}"><h2>{esc(title)}</h2><span>{esc(right)}</span></div>')


def empty(icon: str, title: str, text: str) -> None:
    """Say what there is not, what to do, and what is unchanged."""
    markup.show(f'<div class="empty" role="status">{sym(icon)}<b>{esc(title)}</b>{esc(text)}</div>')


def layer_name(layer: Layer | None, ident: str = "") -> str:
    """Return a layer's title in the session's language, or its id when it is not declared."""
    return pick(layer.title, layer.title_en) if layer else ident


def short_layer(layer: Layer | None, ident: str) -> str:
    """Return a layer as a row says it: the word of its pill in the filter, else its title."""
    return t(LAYERS[ident]) if ident in LAYERS else layer_name(layer, ident)


def site_row(site: pd.Series, layers: Mapping[str, Layer], choose: Callable[[str], None]) -> None:
    """Draw one site as a button: name, days, place and lead unit, how many tasks."""
    where = place(site["county"]) or place(site["city"]) or t("place unknown")
    if site["method"] == "county":
        where = t("{county}, county only", county=where)
    units: tuple[str, ...] = site["units"]
    second = " · ".join(filter(None, [where, units[0] if units else short_layer(layers.get(site["layer"]), site["layer"])]))
    count = len(site["tasks"])
    row(
        str(site["id"]),
        str(site["light"]),
        str(site["name"]),
        site["days"],
        second,
        nt("{n} task", "{n} tasks", count) if count > 1 else "",
        choose,
    )


def task_row(task: pd.Series, choose: Callable[[str], None]) -> None:
    """Draw one task as a button: number and title, days, counties and lead unit, how many sites."""
    name = f"{task['label'] or task['number']} {task['title'] or shortened(str(task['problem']), 40)}"
    counties = [place(name) for name in task["counties"]]
    where = counties[0] if len(counties) == 1 else nt("{n} county", "{n} counties", len(counties)) if counties else place(task["city"])
    second = " · ".join(filter(None, [where, str(task["lead"] or "")]))
    count = len(task["sites"])
    row(str(task["id"]), str(task["light"]), name, task["days"], second, nt("{n} site", "{n} sites", count) if count else "", choose)


def row(ident: str, light: str, name: str, days: float | None, second: str, figure: str, choose: Callable[[str], None], *,
        key: str = "") -> None:
    """Draw a row: a button whose label is four inline pieces (name, days, second line, figure) that the style sheet lays out.

    `days` None says nothing of them; `key` tells apart rows of one thing on one page.
    """
    left = f" ~~{for_page(days_words(days, light))}~~" if days is not None else ""
    label = f"**{for_page(name)}**{left} *{for_page(second) or FIGURE_SPACE}*"
    if figure:
        label += f" `{figure}`"
    st.button(label, key=f"row_{light}_{key}{handle(ident)}", width="stretch", on_click=choose, args=(ident,))


def chosen_row(ident: str) -> None:
    """Mark the row of what is chosen, by a rule and not by its key: a changed key would leave the old row beside the new one.

    Other buttons are named after what is chosen too, such as those of its card; the rule is about rows alone.
    """
    name = handle(ident)
    rows = f'[class*="st-key-row_"][class*="_{name}"] button, .st-key-patchrow_{name} button'
    markup.style(f"{rows} {{ background: var(--tint, var(--tint-grey)) !important; box-shadow: inset 3px 0 var(--c, var(--accent)); }}")


def tiles(counts: Mapping[str, int], on: tuple[str, ...], toggle: Callable[[str], None]) -> None:
    """Draw the five lights and all as tiles: legend, count and filter in one; several add up."""
    total = sum(counts.values())
    with st.container(horizontal=True, key="tiles", gap="small"):
        for light, count in counts.items():
            share = f" *{count / total:.0%}*" if total else ""
            tick = " :material/check:" if light in on else ""
            st.button(
                f"**{count:,}** {light_name(light)}{tick}{share}", key=f"kpi_{light}_", on_click=toggle, args=(light,), width="stretch"
            )
        st.button(f"**{total:,}** {t('all')} ", key="kpi_all_", on_click=toggle, args=("",), width="stretch")
    chosen = ", ".join(f".st-key-kpi_{light}_ button" for light in on or ("all",))
    markup.style(
        f"{chosen} {{ border-bottom-color: var(--c, var(--accent)) !important; background: var(--tint, var(--panel)) !important; }}"
    )


def marks_label(name: str, counts: Mapping[str, int], most: int) -> str:
    """Return the label of a completion row: name, share done, and one mark a task, worst first; beyond `most` marks a count each."""
    total = sum(counts.values())
    if total <= most:
        marks = "".join(_many(light, n) for light, n in counts.items() if n)
    else:
        marks = f"{FIGURE_SPACE}".join(f"{GLYPHS[light]}{n}" for light, n in counts.items() if n)
    done = counts.get("green", 0)
    return f"**{for_page(name)}** ~~{done} / {total}~~ *{marks}* `{done / total if total else 0:.0%}`"


def _many(light: str, n: int) -> str:
    """Return `n` marks of one light as coloured text."""
    colour, glyph = GLYPHS[light][1:-1].split("[")
    return f":{colour}[{glyph * n}]"


def about_place(site: Any) -> str:
    """Return coordinates and accuracy of a site's location as plain text."""
    where = site.location
    if where.lon is None or where.lat is None or where.method in ("county", "none"):
        return ""
    return f"{where.lat:.5f}, {where.lon:.5f} · CGCS2000 · ±{metres_words(where.accuracy_m)}"
