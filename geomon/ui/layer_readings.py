"""The readings of a file's numbers, best first: share, evidence, distance, a small map each; one of them is confirmed by a person."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import streamlit as st

from geomon.ui import markup
from geomon.ui.colours import scheme
from geomon.ui.layer_words import reading_words, reason_words
from geomon.ui.parts import empty, esc, head
from geomon.ui.words import metres_words, nt, place, t

if TYPE_CHECKING:
    from geomon.service.layer_desk import Picture
    from geomon.ui.layer_file import Seen

MOST = 4
"""Readings that are drawn; the rest are in a list that opens."""
_INKS = {  # the tokens of look.css: ground, panel, line, accent, ink, second ink
    "light": ("#eef1f3", "#fff", "#6b7783", "#24506b", "#17212b", "#52606d"),
    "dark": ("#242d35", "#1a2128", "#8d9aa6", "#8cc4e6", "#e7ecf0", "#a6b2bd"),
}


def readings(seen: Seen, *, taken: int | None, take: Callable[[int], None], undo: Callable[[], None], kept: bool = False,
             held: bool = False, allowed: bool = True) -> None:
    """Draw the readings.

    Parameters
    ----------
    taken : which one was confirmed.
    take, undo : what a confirmation, and taking it back, do.
    kept : a confirmation goes into the register, else only into the copy.
    held : something was confirmed, though it may be none of these.
    allowed : whether this person may confirm, and take that back.
    """
    answer, pictures = seen.checked.answer, seen.pictures
    head(t("What its numbers may mean"), nt("{n} reading", "{n} readings", len(pictures)))
    if not pictures:
        if held:
            st.button(t("Take the confirmation back"), key="reading_undo", icon=":material/undo:", on_click=undo, disabled=not allowed)
        empty("explore_off", t("Nothing to choose"), t("It has no places, or its numbers are no place in China in any reading."))
        return
    markup.show(_key())
    for n, (one, picture) in enumerate(zip(answer["candidates"][:MOST], pictures, strict=False)):
        with st.container(key=f"layerreading_{n}"):
            markup.show(_reading(one, picture, first=n == 0))
            _buttons(n, taken == n, take, undo, kept=kept, allowed=allowed)
    if held and taken is None:
        st.button(t("Take the confirmation back"), key="reading_undo", icon=":material/undo:", on_click=undo, disabled=not allowed)
    if rest := answer["candidates"][MOST:]:
        items = "".join(f"<li>{esc(reading_words(one))} · {one['score']:.0%}</li>" for one in rest)
        title = nt("{n} more reading, less likely", "{n} more readings, less likely", len(rest))
        markup.show(f'<details class="notes lead"><summary>{esc(title)}</summary><ul>{items}</ul></details>')


def _key() -> str:
    words = (("here", t("places by this reading")), ("other", t("the same place by the first reading")),
             ("claimed", t("where they are said to lie")))
    return '<div class="mapkey">' + "".join(f'<span><i class="{kind}"></i>{esc(text)}</span>' for kind, text in words) + "</div>"


def _reading(one: dict[str, Any], picture: Picture, *, first: bool) -> str:
    """Return one reading as escaped markup."""
    away = t("the first reading; distances count from it") if first else t("{metres} from the first reading (median)",
                                                                           metres=metres_words(one["shift_m"]))
    where = ", ".join(f"{place(name)} {count}" for name, count in picture.counties[:4])
    where += f" · {nt('{n} in no county', '{n} in no county', picture.nowhere)}" if picture.nowhere else ""
    reasons = "".join(f"<li>{esc(reason_words(reason))}</li>" for reason in one["reasons"])
    evidence = f"<ul>{reasons}</ul>" if reasons else f"<p>{esc(t('no evidence for or against it but the numbers themselves'))}</p>"
    at = f"{one['lon']:.5f}, {one['lat']:.5f}"
    return (f'<div class="readingof"><div>{_image(picture.svg, reading_words(one))}</div><div><b>{esc(one["crs"])}</b>'
            f'<span class="share">{one["score"]:.0%}</span>'
            f"<p>{esc(reading_words(one))}</p><p>{esc(away)}</p>"
            f"<p>{esc(t('first place: {at}', at=at))} · {esc(where)}</p>{evidence}</div></div>")


def _image(svg: str, title: str) -> str:
    """Return a picture as an image: a page's markup may hold no SVG, and an image runs nothing."""
    ground, panel, line, accent, ink, second = _INKS["dark" if scheme() == "dark" else "light"]
    style = (f".sea{{fill:{ground}}}.county{{fill:{panel};stroke:{line};stroke-width:.8}}"
             f".claimed{{fill:none;stroke:{accent};stroke-width:1.8;stroke-dasharray:5 3}}"
             f".spot{{fill:{accent};stroke:{panel};stroke-width:.8}}"
             f".other{{fill:none;stroke:{ink};stroke-width:1.4}}.close{{fill:{panel};stroke:{second}}}"
             f".way{{fill:none;stroke:{second};stroke-dasharray:2 2}}.bar{{fill:none;stroke:{ink};stroke-width:1.2}}"
             f"text{{font:10px sans-serif;fill:{ink}}}")
    whole = svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1).replace("<rect", f"<style>{style}</style><rect", 1)
    data = base64.b64encode(whole.encode()).decode("ascii")
    return f'<img class="smallmap" alt="{esc(title)}" src="data:image/svg+xml;base64,{data}">'


def _buttons(n: int, taken: bool, take: Callable[[int], None], undo: Callable[[], None], *, kept: bool, allowed: bool) -> None:
    if taken:
        st.button(t("Take the confirmation back"), key="reading_undo", icon=":material/undo:", on_click=undo, disabled=not allowed)
        return
    words = t("Confirm this reading") if kept else t("Use this reading for the copy")
    st.button(words, key=f"reading_take_{n}", icon=":material/check:", on_click=take, args=(n,), type="primary" if n == 0 else "secondary",
              disabled=not allowed)
