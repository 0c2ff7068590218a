"""The readings of a file's numbers, best first: share, evidence, distance, a small map each; one of them is confirmed by a person."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import streamlit as st

from geomon.ui import markup
from geomon.ui.layer_words import reading_words, reason_words
from geomon.ui.parts import empty, esc, head
from geomon.ui.words import metres_words, nt, place, t

if TYPE_CHECKING:
    from geomon.service.layer_desk import Picture
    from geomon.ui.layer_file import Seen

MOST = 4
"""Readings that are drawn; the rest are in a list that opens."""


def readings(seen: Seen, *, taken: int | None, take: Callable[[int], None], undo: Callable[[], None], kept: bool = False,
             held: bool = False) -> None:
    """Draw the readings.

    Parameters
    ----------
    taken : which one was confirmed.
    take, undo : what a confirmation, and taking it back, do.
    kept : a confirmation goes into the register, else only into the copy.
    held : something was confirmed, though it may be none of these.
    """
    answer, pictures = seen.checked.answer, seen.pictures
    head(t("What its numbers may mean"), nt("{n} reading", "{n} readings", len(pictures)))
    if not pictures:
        if held:
            st.button(t("Take the confirmation back"), key="reading_undo", icon=":material/undo:", on_click=undo)
        empty("explore_off", t("Nothing to choose"), t("It has no places, or its numbers are no place in China in any reading."))
        return
    markup.show(_key())
    for n, (one, picture) in enumerate(zip(answer["candidates"][:MOST], pictures, strict=False)):
        with st.container(key=f"reading_{n}"):
            markup.show(_reading(one, picture, first=n == 0))
            _buttons(n, taken == n, take, undo, kept=kept)
    if held and taken is None:
        st.button(t("Take the confirmation back"), key="reading_undo", icon=":material/undo:", on_click=undo)
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
    known = sum(count for _, count in picture.counties)
    where = ", ".join(f"{place(name)} {count}" for name, count in picture.counties[:4])
    where += f" · {nt('{n} in no county', '{n} in no county', picture.places - known)}" if known < picture.places else ""
    reasons = "".join(f"<li>{esc(reason_words(reason))}</li>" for reason in one["reasons"])
    evidence = f"<ul>{reasons}</ul>" if reasons else f"<p>{esc(t('no evidence for or against it but the numbers themselves'))}</p>"
    at = f"{one['lon']:.5f}, {one['lat']:.5f}"
    return (f'<div class="readingof"><div>{picture.svg}</div><div><b>{esc(one["crs"])}</b><span class="share">{one["score"]:.0%}</span>'
            f"<p>{esc(reading_words(one))}</p><p>{esc(away)}</p>"
            f"<p>{esc(t('first place: {at}', at=at))} · {esc(where)}</p>{evidence}</div></div>")


def _buttons(n: int, taken: bool, take: Callable[[int], None], undo: Callable[[], None], *, kept: bool) -> None:
    if taken:
        st.button(t("Take the confirmation back"), key="reading_undo", icon=":material/undo:", on_click=undo)
        return
    words = t("Confirm this reading") if kept else t("Use this reading for the copy")
    st.button(words, key=f"reading_take_{n}", icon=":material/check:", on_click=take, args=(n,), type="primary" if n == 0 else "secondary")
