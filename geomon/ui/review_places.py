"""Places in doubt: two that may be one, side by side with their sentences; same, different or later, one key each, all taken back."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import streamlit as st

from geomon.text import for_page
from geomon.ui import markup
from geomon.ui.parts import empty, esc, head, layer_name, sym
from geomon.ui.review_ask import TALL, fault
from geomon.ui.words import METHODS, N, metres_words, nt, pick, place, t

if TYPE_CHECKING:
    from geomon.service.judging import Judgement
    from geomon.service.pairs import Pair, Place, PlacesInDoubt
    from geomon.ui.review_desk import Desk

NEXT, RECENT, TITLE = 6, 6, 20
PAIR = "pair-"
"""Idents of pairs begin so; those of doubts do not."""
JUDGED: dict[str, str] = {"same": N("one place"), "different": N("different places")}


def places(desk: Desk) -> None:
    """Draw both panes of the open pair."""
    with st.spinner(t("Comparing the places …"), show_time=False):
        doubts = desk.service.places_in_doubt()
    pair = _open_one(desk, doubts)
    desk.look = dataclasses.replace(desk.look, point=pair.ident if pair else "")
    with st.container(key="review"):
        left, right = st.columns([840, 530], gap="small")
        with right, st.container(key="reviewask"):
            _ask(desk, doubts, pair)
        with left, st.container(key="reviewdoc"):
            _sides(desk, pair, doubts)


def _ask(desk: Desk, doubts: PlacesInDoubt, pair: Pair | None) -> None:
    """Draw the right pane: what is asked, the answers, what comes next, what was said."""
    head(t("Places in doubt"), nt("{n} pair left", "{n} pairs left", len(doubts.pairs)))
    fault()
    with st.container(height=TALL, border=False, key="askbody"):
        if pair is None:
            empty("task_alt", t("No place is in doubt"),
                  t("No two sites are alike, and every tie to a layer is sure. New documents and layers may bring new pairs."))
            with st.container(horizontal=True, key="rvkeys", gap="small"):
                _undo(desk, doubts)
        else:
            _question(desk, doubts, pair)
            _following(desk, doubts, pair)
        _said(desk, doubts)


def _question(desk: Desk, doubts: PlacesInDoubt, pair: Pair) -> None:
    asked = t("Are these two one place?") if pair.of == "sites" else t("Is this place the one of the layer?")
    markup.show(f'<div class="dq">{sym("join_inner")}<div><h3>{esc(asked)}</h3><small lang="zh">{esc(_names(pair))}</small></div></div>')
    same, other = ((t("one site with both names and all their tasks"), t("they stay two sites; this pair is not asked again"))
                   if pair.of == "sites" else
                   (t("the tie to the layer is sure"), t("the tie is cut; the place is located without it")))
    for n, (kind, words, note) in enumerate((("same", t("The same"), same), ("different", t("Not the same"), other)), 1):
        st.button(f"**{for_page(words)}** ~~{for_page(note)}~~ `{n}`", key=f"opt_{n}", disabled=not desk.may_teach,
                  width="stretch", on_click=_judge,
                  args=(desk, doubts, pair, kind))
    with st.container(horizontal=True, key="rvkeys", gap="small"):
        st.button(f"{t('Later')} `S`", key="rv_later", on_click=_later, args=(desk, doubts, pair))
        st.button(f"{t('Next')} `J`", key="rv_next", type="tertiary", on_click=_step, args=(desk, doubts, pair, 1))
        st.button(f"{t('Back')} `K`", key="rv_back", type="tertiary", on_click=_step, args=(desk, doubts, pair, -1))
        _undo(desk, doubts)


def _undo(desk: Desk, doubts: PlacesInDoubt) -> None:
    if doubts.judged:
        st.button(f"{t('Undo')} `U`", key="rv_undo", disabled=not desk.may_teach, type="tertiary", icon=":material/undo:",
                  on_click=_take_back,
                  args=(desk, doubts.judged[0]))


def _following(desk: Desk, doubts: PlacesInDoubt, pair: Pair) -> None:
    rest = [one for one in _in_turn(doubts, pair) if one.ident != pair.ident]
    if rest:
        head(t("Then"), str(len(rest)))
    for n, one in enumerate(rest[:NEXT], 1):
        put_off = f" `{for_page(t('put off'))}`" if one.ident in desk.look.later else ""
        st.button(f"**{n}** {for_page(_names(one))}{put_off}", key=f"then_{n}", width="stretch", on_click=_open, args=(desk, one))


def _said(desk: Desk, doubts: PlacesInDoubt) -> None:
    """List what was said last; each can be taken back."""
    if doubts.judged:
        head(t("Just settled"), str(len(doubts.judged)))
    for one in doubts.judged[:RECENT]:
        with st.container(horizontal=True, key=f"said_{one.seq}", vertical_alignment="center", gap="small"):
            names = f"{one.a.name[:TITLE]} / {one.b.name[:TITLE]}"
            who = t("{who} on {day}", who=one.actor, day=one.at)
            markup.show(f'<div class="said">{sym("check")}<div><b lang="zh">{esc(names)}</b> {esc(t(JUDGED[one.kind]))}'
                        f"<small>{esc(who)}</small></div></div>")
            st.button(t("Undo"), key=f"undo_{one.seq}", disabled=not desk.may_teach, type="tertiary", on_click=_take_back, args=(desk, one))


# ---- the two sides -----------------------------------------------------------------------------------------------------

def _sides(desk: Desk, pair: Pair | None, doubts: PlacesInDoubt) -> None:
    head(_names(pair) if pair else t("Places in doubt"), "")
    if pair is None:
        shown = f'<div class="pair"><div class="empty">{sym("compare_arrows")}<b>{esc(t("Nothing to compare"))}</b></div></div>'
    else:
        why = "".join(f"<li>{esc(words)}</li>" for words in (pick(zh, en) for zh, en in zip(pair.why, pair.why_en, strict=True)))
        away = metres_words(pair.metres) if pair.metres is not None else t("not known: one of them has no point of its own")
        shown = (f'<div class="pair"><div class="two">{_side(desk, pair.a, pair)}{_side(desk, pair.b, pair)}</div>'
                 f'<dl><dt>{esc(t("Distance"))}</dt><dd>{esc(away)}</dd><dt>{esc(t("Why asked"))}</dt><dd><ul>{why}</ul></dd></dl></div>')
    stamp = f"{pair.ident if pair else ''} {len(doubts.judged)} {st.session_state.get('review_said', 0)}"
    words = {"mark": "", "document": t("The two places")}
    markup.document_pane(shown, pair.ident if pair else "", 0, stamp, words, "pairpane", picked=_nothing, more=_nothing, marked=_nothing)


def _side(desk: Desk, one: Place, pair: Pair) -> str:
    """Return one of the two as markup: name, kind, county, how it is known, and the sentence that names it."""
    layer = next((layer for layer in desk.catalog.layers if layer.id == one.layer), None)
    about = " · ".join(filter(None, [layer_name(layer, one.layer), place(one.county) or t("county not known")]))
    if one.method == "feature":
        kind, how = t("in the layer"), t("source: {source}", source=one.source) if one.source else t("a feature of the layer")
    else:
        kind, how = (t("in the text") if pair.of == "feature" else t("site")), t(METHODS[one.method])
    quote = esc(one.quote).replace(esc(one.name), f"<mark>{esc(one.name)}</mark>") if one.quote else ""
    said = f'<blockquote class="quote" lang="zh">{quote}</blockquote>' if quote else ""
    where = f'<small lang="zh">{esc(one.title)} · {esc(one.task.rpartition("#")[2])}</small>' if one.title else ""
    return (f'<section><small class="kind">{esc(kind)}</small><h3 lang="zh">{esc(one.name)}</h3><p>{esc(about)}</p>'
            f'<p class="how">{esc(how)}</p>{said}{where}</section>')


# ---- what the buttons do -----------------------------------------------------------------------------------------------

def _names(pair: Pair) -> str:
    return f"{pair.a.name[:TITLE]} / {pair.b.name[:TITLE]}"


def _in_turn(doubts: PlacesInDoubt, pair: Pair) -> list[Pair]:
    """Return the pairs that come after one, round to the beginning."""
    at = next((n for n, one in enumerate(doubts.pairs) if one.ident == pair.ident), -1) + 1
    return [*doubts.pairs[at:], *doubts.pairs[:at]]


def _open_one(desk: Desk, doubts: PlacesInDoubt) -> Pair | None:
    """Return the pair of the look, else the first that was not put off."""
    rest = [one for one in doubts.pairs if one.ident not in desk.look.later] or list(doubts.pairs)
    return doubts.pair(desk.look.point) or (rest[0] if rest else None)


def _open(desk: Desk, pair: Pair | None) -> None:
    desk.keep(dataclasses.replace(desk.look, point=pair.ident if pair else ""))


def _next(desk: Desk, doubts: PlacesInDoubt, pair: Pair) -> Pair | None:
    rest = [one for one in _in_turn(doubts, pair) if one.ident != pair.ident]
    return next((one for one in rest if one.ident not in desk.look.later), rest[0] if rest else None)


def _judge(desk: Desk, doubts: PlacesInDoubt, pair: Pair, kind: str) -> None:
    if desk.attempt(lambda: desk.service.judge(pair, kind)):
        _open(desk, _next(desk, doubts, pair))


def _later(desk: Desk, doubts: PlacesInDoubt, pair: Pair) -> None:
    off = (*(one for one in desk.look.later if one != pair.ident), pair.ident)
    desk.look = dataclasses.replace(desk.look, later=off)
    _open(desk, _next(desk, doubts, pair) or pair)


def _step(desk: Desk, doubts: PlacesInDoubt, pair: Pair, by: int) -> None:
    turn = _in_turn(doubts, pair)
    _open(desk, turn[0] if by > 0 else turn[-2] if len(turn) > 1 else turn[0])


def _take_back(desk: Desk, said: Judgement) -> None:
    if desk.attempt(lambda: desk.service.undo(said.seq)):
        desk.keep(dataclasses.replace(desk.look, point=said.pair))


def _nothing() -> None:
    """Hear of nothing in this pane."""
