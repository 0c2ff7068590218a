"""Record: every event with who, what, when, why and the difference, the newest first; and whether all are as they were written."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING, Any

import streamlit as st

from geomon.errors import GeomonError
from geomon.people import WORKSPACE
from geomon.service.filled import FILED
from geomon.service.patch_verdicts import JUDGED
from geomon.service.record import Wanted
from geomon.status import STEPS
from geomon.ui import markup, sign_in_page, state
from geomon.ui.filters import as_of
from geomon.ui.parts import empty, esc, head, sym
from geomon.ui.record_words import EVENTS, Line, actor_name, event_icon, event_name, lines_of, source_name, step_name, why_of
from geomon.ui.view import View
from geomon.ui.words import nt, said, said_line, t

if TYPE_CHECKING:
    from geomon.service import Service
    from geomon.service.record import Entry
    from geomon.store import Row

ROWS = 40
"""Events on a page; only these are read, whatever the register holds."""
LONG = 240
"""Letters shown of a value."""


def draw(service: Service) -> None:
    """Draw the page: on the left the events, on the right the chain."""
    markup.style((markup.ASSETS / "record.css").read_text(encoding="utf-8"))
    left, right = st.columns([980, 400], gap="small")
    with left, st.container(key="record"):
        events(service)
    with right, st.container(key="chain"):
        chain(service)


def wanted() -> Wanted:
    """Return what this session asks for."""
    found = st.session_state.get("record_wanted")
    return found if isinstance(found, Wanted) else Wanted()


def ask(**values: Any) -> None:
    """Ask for something else; the list begins anew."""
    st.session_state["record_wanted"] = dataclasses.replace(wanted(), **values)
    st.session_state["record_page"] = 0


def events(service: Service) -> None:
    """Draw the filter and a page of events."""
    asked = wanted()
    number = st.session_state.get("record_page", 0)
    total, entries = service.record.page(asked, number * ROWS, ROWS)
    if number and not entries:  # the list became shorter
        number = st.session_state["record_page"] = 0
        total, entries = service.record.page(asked, 0, ROWS)
    head(t("Record of all events"), nt("{n:,} event", "{n:,} events", total))
    if not total and asked == Wanted():
        empty("history", t("Nothing was written yet"), t("What documents say and what people do appears here, and stays."))
        return
    filters(service)
    if not entries:
        empty("filter_alt_off", t("No event answers to this"), t("Ask for less; all events are still there."))
        return
    layers, opened = service.catalog().layers, opener(service)
    for entry in entries:
        with st.container(horizontal=True, key=f"event_{entry.row.seq}", gap="small", vertical_alignment="top"):
            row = entry.row
            taken = row.source == STEPS and row.kind != "withdrawn"
            name = step_name(row.kind, row.body, service.profile) if taken else event_name(row.kind)
            markup.show(event(entry, lines_of(entry, layers), name))
            if entry.opens:
                st.button(t("On the map"), key=f"open_event_{entry.row.seq}", icon=":material/map:", type="tertiary", on_click=opened,
                          args=(entry.opens,), help=t("Show {name} on the map", name=entry.about[:60]))
            if not entry.undone and not entry.overtaken and (help_ := _undone_means(service, row)):
                st.button(t("Take back"), key=f"undo_event_{row.seq}", icon=":material/undo:", type="tertiary", on_click=_undo,
                          args=(service, row.seq), help=help_)
    pager(number, total)


def _undone_means(service: Service, row: Row) -> str:
    """Return what it means to take an event back here; "" where this person may not, or where it is taken back elsewhere."""
    if row.kind == JUDGED and any(sign_in_page.allowed(service, action, WORKSPACE) for action in ("correct", "visit")):
        return t("This verdict then holds no more, and what held before does again; the entry stays")
    if FILED in row.body and row.kind != "withdrawn" and sign_in_page.allowed(service, "correct", WORKSPACE):
        return t("What came on a filled sheet then counts no more; the entry stays")
    return ""


def _undo(service: Service, seq: int) -> None:
    try:
        service.undo(seq)
    except GeomonError as error:
        st.toast(" ".join(filter(None, said(error))), icon=":material/error:")


def filters(service: Service) -> None:
    """Draw what narrows the list: who, what, which site or task, when."""
    asked = wanted()
    actors, kinds = service.record.names()
    with st.container(horizontal=True, key="recordfilter", gap="small", vertical_alignment="bottom"):
        _choice(t("Who"), "actor", asked.actor, actors, actor_name)
        _choice(t("What"), "kind", asked.kind, sorted(kinds, key=[*EVENTS, *kinds].index), event_name)
        key = state.fill("record_text", asked.text)
        st.text_input(t("Site or task"), key=key, placeholder=t("part of its name or number"),
                      on_change=lambda: ask(text=st.session_state[key].strip()))
        _days(asked)
        st.button(t("All"), key="record_all", icon=":material/filter_alt_off:", type="tertiary", disabled=asked == Wanted(),
                  on_click=lambda: ask(**dataclasses.asdict(Wanted())))


def _choice(label: str, name: str, value: str, options: list[str], words: Any) -> None:
    key = state.fill(f"record_{name}", value if value in options else "")
    said = {"": t("all")} | {one: words(one) for one in options}
    st.selectbox(label, list(said), key=key, format_func=said.__getitem__,
                 on_change=lambda: ask(**{name: st.session_state[key]}))


def _days(asked: Wanted) -> None:
    for name, label, value in (("first", t("Written from"), asked.first), ("last", t("until"), asked.last)):
        key = state.fill(f"record_{name}", value)

        def take(name: str = name, key: str = key) -> None:
            ask(**{name: st.session_state[key]})

        st.date_input(label, value=None, key=key, format="YYYY-MM-DD", on_change=take)


def pager(number: int, total: int) -> None:
    """Draw the way to newer and older events."""
    last = (total - 1) // ROWS

    def turn(to: int) -> None:
        st.session_state["record_page"] = to

    with st.container(horizontal=True, key="recordpager", gap="small", vertical_alignment="center"):
        for key, label, icon, to in (("first", t("Newest"), "first_page", 0), ("newer", t("Newer"), "chevron_left", number - 1)):
            st.button(label, key=f"record_{key}", icon=f":material/{icon}:", disabled=not number, on_click=turn, args=(to,))
        markup.show(f"<span>{esc(t('page {n} of {all}', n=f'{number + 1:,}', all=f'{last + 1:,}'))}</span>")
        st.button(t("Older"), key="record_older", icon=":material/chevron_right:", disabled=number >= last, on_click=turn,
                  args=(number + 1,))


def opener(service: Service) -> Any:
    """Return what opens a site or task on the map."""
    def open_(ident: str) -> None:
        day = as_of(service)
        shown = View(as_of=state.view().as_of, chosen=ident)
        if "#" in ident:  # under the id that the list of that day has
            card = service.task_card(ident, day)
            shown = dataclasses.replace(shown, chosen=f"{card.document}#{card.task.key}", mode="tasks")
        st.session_state["view"], st.session_state["go"] = shown, "map"
    return open_


def event(entry: Entry, lines: tuple[Line, ...], name: str) -> str:
    """Return one event, called `name`, as escaped markup."""
    row = entry.row
    day = t("speaks of {day}", day=row.at) if row.at != row.recorded.astimezone().date() else ""
    said = filter(None, [f"{row.recorded.astimezone():%Y-%m-%d %H:%M}", actor_name(row.actor), source_name(row.source), day])
    who = " · ".join(f'<span class="bit">{esc(one)}</span>' for one in said)
    undone = f'<span class="undone">{esc(t("taken back by entry {seq}", seq=entry.undone))}</span>' if entry.undone else ""
    why = "".join(f'<div class="why">{sym("format_quote")} <span lang="zh">{esc(one[:LONG])}</span></div>' for one in why_of(entry))
    return (
        f'<div class="event{" gone" if entry.undone else ""}">{sym(event_icon(row.kind))}<div><div class="what"><b>{esc(name)}</b> '
        f'<span lang="zh">{esc(entry.about)}</span> {undone}</div>{"".join(map(_line, lines))}{why}'
        f'<small>{who}</small></div><small class="seq" title="{esc(row.hash)}">{row.seq:,}</small></div>'
    )


def _line(line: Line) -> str:
    about = f'<span class="about">{esc(line.name)}</span>' if line.name else ""
    sides = " → ".join(f"<{tag}>{esc(text[:LONG])}{'…' if len(text) > LONG else ''}</{tag}>"
                       for tag, text in (("del", line.before), ("ins", line.after)) if text)
    return f'<div class="diff" lang="zh">{about} {sides}</div>'


def chain(service: Service) -> None:
    """Draw the head of the chain, the button that walks it, and what that found."""
    head(t("Audit chain"))
    with st.container(key="chainbody"):
        words = t("Each event carries the hash of the one before it, so that a change, a gap or a swap shows.")
        markup.show(f'<p class="mute">{esc(words)}</p>')
        if st.button(t("Verify all events"), key="record_verify", icon=":material/verified:", width="stretch",
                     disabled=not sign_in_page.allowed(service, "operate", WORKSPACE)):
            with st.spinner(t("Walking along the chain")):  # seconds, where there are a hundred thousand events
                st.session_state["record_verdict"] = service.verify(), dt.datetime.now(tz=dt.UTC)
        if found := st.session_state.get("record_verdict"):
            verdict(*found)
        if newest := service.record.head():
            markup.show(f'<p class="mute">{esc(t("Head: hash of the newest event"))}</p>')
            st.code(newest, language=None, wrap_lines=True)


def verdict(found: Any, at: dt.datetime) -> None:
    """Draw what a walk along the chain found, and when that was."""
    if found.fault:
        title = t("Broken at event {n}", n=f"{found.bad:,}") if found.bad else t("The register is broken")
        text = f"{said_line(found.fault)} {t('Compare with the newest backup.')}"
    else:
        title = nt("{n:,} event is as it was written", "{n:,} events are as they were written", found.events)
        text = t("So that a cut at the end shows too, keep the head apart from the register and ask: geomon verify --head")
    tone, icon = ("bad", "gpp_bad") if found.fault else ("good", "verified_user")
    markup.show(f'<div class="walked {tone}" role="status">{sym(icon)}<div><b>{esc(title)}</b><p>{esc(text)}</p>'
                f"<small>{esc(t('walked at {time}', time=f'{at.astimezone():%Y-%m-%d %H:%M:%S}'))}</small></div></div>")
