"""Two people wrote the same thing: both texts side by side with who and when, and the later one chooses; both are kept either way."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from geomon.ui import drafts, markup
from geomon.ui.parts import esc, handle, sym
from geomon.ui.words import t

if TYPE_CHECKING:
    from geomon.ui.drafts import Written

LONGEST = 1500
"""Letters of a text in which the difference is marked; beyond it comparing takes longer than reading."""


def choose(written: Written, mine: str, theirs: str, who: str, at: dt.date | dt.datetime | None, keep: Callable[[], None],
           leave: Callable[[], None], why_not: str = "") -> None:
    """Draw both texts and the choice: keep mine, take theirs, go on writing.

    Parameters
    ----------
    mine, theirs : as a person reads them.
    who, at : who saved theirs, and when; "" and None where it was read anew or taken back.
    keep : saves mine over theirs, which stays in the record.
    leave : closes the form once theirs is taken; mine is put aside first.
    why_not : why mine cannot be saved as things stand; "" where it can.
    """
    name = handle(f"{written.form.thing} {written.form.name}")
    said = t("{who} saved another text while you wrote yours.", who=who) if who else t("What you wrote about has changed meanwhile.")
    words = f"{said} {why_not or t('Choose; nothing is lost either way.')}"
    with st.container(key=f"clashbox_{name}", gap="small"):
        markup.show(_sides(words, mine, theirs, written.draft.at if written.draft else None, who, at))
        with st.container(horizontal=True, gap="small", key=f"clashkeys_{name}"):
            if not why_not:
                st.button(t("Keep mine"), key=f"clash_mine_{name}", type="primary", icon=":material/edit_note:", on_click=keep,
                          help=t("Saves yours over theirs; theirs stays in the record"))
            st.button(t("Take theirs"), key=f"clash_theirs_{name}", icon=":material/check:", on_click=_take, args=(written, leave),
                      help=t("Yours is put aside and can be taken up again"))
            if not why_not:
                st.button(t("Edit mine"), key=f"clash_edit_{name}", type="tertiary", on_click=written.again,
                          help=t("Opens the form with your text; theirs stands until you save"))


def hidden(key: str) -> None:
    """Leave a form out of sight while its two texts are compared; its entries stay what they are."""
    markup.style(f".st-key-{key} {{ display: none !important; }}")


def _take(written: Written, leave: Callable[[], None]) -> None:
    if written.put_aside():
        leave()


def _sides(words: str, mine: str, theirs: str, begun: dt.datetime | None, who: str, at: dt.date | dt.datetime | None) -> str:
    said = drafts.when(at) if isinstance(at, dt.datetime) else f"{at}" if at else ""
    marked = _marked(mine, theirs) if mine and theirs and max(len(mine), len(theirs)) <= LONGEST else (esc(mine), esc(theirs))
    sides = ((t("Yours"), drafts.when(begun) if begun else "", marked[0]), (t("Theirs"), " · ".join(filter(None, [who, said])), marked[1]))
    columns = "".join(f'<section><h4>{esc(title)} <small>{esc(small)}</small></h4><p lang="zh">{text or "—"}</p></section>'
                      for title, small, text in sides)
    return f'<div class="clash" role="alert"><p>{sym("compare_arrows")} {esc(words)}</p><div class="two">{columns}</div></div>'


def _marked(mine: str, theirs: str) -> tuple[str, str]:
    """Return both texts escaped, with what the other has not between marks."""
    sides: tuple[list[str], list[str]] = ([], [])
    for what, a, b, c, d in difflib.SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
        for side, text in zip(sides, (mine[a:b], theirs[c:d]), strict=True):
            side.append(f"<mark>{esc(text)}</mark>" if what != "equal" and text else esc(text))
    return "".join(sides[0]), "".join(sides[1])
