"""Filled dispatch sheets: choose files, see row by row what they say anew and where it stands, take in what is ticked."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from geomon.errors import GeomonError
from geomon.ui import door, markup
from geomon.ui.intake import on_disk, words_of_uploader
from geomon.ui.parts import empty, esc, head, sym
from geomon.ui.words import PROGRESS, N, language, nt, pick, said, t

if TYPE_CHECKING:
    from geomon.service import Service
    from geomon.service.filled import Line
    from geomon.service.filling import Filled

SUFFIXES = "xlsx, xls, csv, docx"
ROWS = 30
"""Rows shown at first, and added by each "more"; only what is shown is taken in."""
LONG = 400
NAMES: dict[str, str] = {"text": N("Progress"), "problem": N("Difficulties"), "title": N("Task"), "units": N("Units"),
                         "deadline": N("Deadline")}


def draw(service: Service) -> bool:
    """Draw the way back of filled sheets; return whether chosen files wait for an answer."""
    head(t("Take filled dispatch sheets back"), SUFFIXES)
    number = st.session_state.setdefault("filled_number", 0)
    markup.style((markup.ASSETS / "filled.css").read_text(encoding="utf-8"))
    markup.style(words_of_uploader("intake", t("Choose files"), t("or drop them here; several at once, 50 MB each")))
    files = st.file_uploader(t("Choose filled sheets"), accept_multiple_files=True, key=f"filled_{number}", label_visibility="collapsed")
    if not files:
        if done := st.session_state.get("filled_done"):
            markup.show(f'<p class="lead" role="status">{sym("check_circle")} {esc(done)}</p>')
        else:
            words = t("geomon report dispatch writes the sheet; what units wrote into its last two columns is shown here first.")
            markup.show(f'<p class="lead aside">{esc(words)}</p>')
        return False
    st.session_state.pop("filled_done", None)
    try:
        found = _seen(service, files)
    except GeomonError as error:
        door.show(error)
        return True
    _report(found)
    _answer(service, found)
    return True


def _seen(service: Service, files: Sequence[Any]) -> Filled:
    """Return what the files say; read once for the same files and the same register."""
    key = tuple(file.file_id for file in files), service.version()
    kept = st.session_state.get("filled_seen")
    if kept is None or kept[0] != key:
        with on_disk(files) as paths, st.spinner(t("Reading")):
            st.session_state["filled_seen"] = kept = key, service.filled(paths)
    seen: Filled = kept[1]
    return seen


def _report(found: Filled) -> None:
    counts = [(len(found.of("new")), t("new")), (len(found.of("known")), t("known already")),
              (len(found.of("empty")), t("not filled in")), (len(found.of("loose")), t("of no task"))]
    markup.show('<div class="figures">' + "".join(f"<div><b>{n:,}</b><small>{esc(words)}</small></div>" for n, words in counts) + "</div>")
    rows = []
    for name, error in found.refused:
        what, _, how = said(error)
        rows.append(f'<li class="bad">{sym("error")}<span><b>{esc(name)}</b> {esc(what + pick("", " ") + how)}</span></li>')
    if rows:
        markup.show(f'<ul class="reading">{"".join(rows)}</ul>')


def _answer(service: Service, found: Filled) -> None:
    new, loose = found.of("new"), found.of("loose")
    with st.container(horizontal=True, key="answers", vertical_alignment="bottom"):
        yes = st.empty()
        st.button(t("Cancel"), key="filled_no", on_click=leave)
        day = st.date_input(t("Reported on"), value=service.settings.today(), max_value=service.settings.today(), format="YYYY-MM-DD",
                            key="filled_day")
    most = st.session_state.setdefault("filled_most", ROWS)
    wanted: list[Line] = []
    with st.container(key="foreseen"):
        if not new and not loose:
            empty("done_all", t("Nothing new"), t("The register holds all that these sheets say."))
        if new:
            head(t("What they say anew"), nt("{n} row", "{n} rows", len(new)))
        for n, line in enumerate(new[:most]):
            if st.checkbox(f"{t('Take in')}{pick('：', ': ')}{_name(line)}", value=not line.doubts, key=f"filled_row_{n}_{line.place}"):
                wanted.append(line)
            markup.show(_line(line))
        if len(new) > most:
            st.button(nt("{n} more", "{n} more", len(new) - most), key="more_filled", width="stretch", on_click=_more, args=(most,))
        if loose:
            head(t("Rows of no task"), nt("{n} row", "{n} rows", len(loose)))
            names = {"": t("leave it out"), **_tasks(service)}
            for n, line in enumerate(loose[:most]):
                markup.show(_line(line))
                task = st.selectbox(t("It speaks of"), list(names), format_func=names.__getitem__, key=f"filled_tie_{n}_{line.place}")
                if task:
                    wanted.append(dataclasses.replace(line, task=task))
    words = nt("Take in {n} row", "Take in {n} rows", len(wanted))
    yes.button(words, key="filled_yes", type="primary", icon=":material/check:", disabled=not wanted, on_click=_take,
               args=(service, tuple(wanted), day))
    if fault := st.session_state.pop("filled_fault", None):
        door.show(fault)


def _more(most: int) -> None:
    st.session_state["filled_most"] = most + ROWS


def _tasks(service: Service) -> Mapping[str, str]:
    rows = service.situation(service.settings.today()).tasks
    return {str(ident): f"{ident} {title or problem}"[:70]
            for ident, title, problem in zip(rows["id"], rows["title"], rows["problem"], strict=True)}


def _name(line: Line) -> str:
    """Return a row's task as plain words for a label, in which Streamlit would read markdown."""
    words = " ".join(f"{line.task} {line.name}".split())[:60]
    return "".join(f"\\{letter}" if letter in r"\`*_{}[]()#+-.!$:<>|~" else letter for letter in words)


def _line(line: Line) -> str:
    """Return one row as escaped markup: what it says, what stood before, how it is understood, where it stands, what is doubtful."""
    parts = []
    if line.before and line.text:
        parts.append(f'<div class="diff" lang="zh"><span class="about">{esc(t("before"))}</span> {esc(_short(line.before))}</div>')
    fresh = {name: line.cells.get(name, "") for name in ("text", "problem")} if line.state == "loose" else {
        "text": line.text, "problem": line.problem}
    parts += [f'<div class="diff" lang="zh"><span class="about">{esc(t(NAMES[name]))}</span> <ins>{esc(_short(text))}</ins></div>'
              for name, text in fresh.items() if text]
    for name, (old, new) in line.changed.items():
        parts.append(f'<div class="diff" lang="zh"><span class="about">{esc(t(NAMES[name]))}</span> <del>{esc(_short(old))}</del> → '
                     f"<ins>{esc(_short(new))}</ins></div>")
    if line.changed:
        words = t("A column that was given filled came back otherwise: kept as a remark, no plan moves.")
        parts.append(f'<small>{sym("info")} {esc(words)}</small>')
    read = t("understood as: {progress}", progress=t(PROGRESS[line.progress])) if line.progress else ""
    read = read or (t("no known word of progress in it") if line.text else "")
    name = f"{line.name[:60]} · " if line.state == "loose" and line.name else ""
    small = " · ".join(filter(None, [f"{name}{line.place}", read]))
    doubts = "".join(f'<div class="why">{sym("help")} {esc(why)}</div>' for why in line.why(0 if language() == "zh" else 1))
    return f'<div class="filledrow">{"".join(parts)}{doubts}<small>{esc(small)}</small></div>'


def _short(text: str) -> str:
    return text if len(text) <= LONG else f"{text[:LONG]}…"


def _take(service: Service, lines: Sequence[Line], day: Any) -> None:
    try:
        taken, known = service.take_filled(lines, day)
    except GeomonError as error:
        st.session_state["filled_fault"] = error
        return
    more = [nt("{n} was known by then", "{n} were known by then", known)] if known else []
    left = len(st.session_state["filled_seen"][1].of("new")) - len(lines)
    if left <= 0:
        leave()
    st.session_state["filled_done"] = " · ".join([nt("{n} row taken in", "{n} rows taken in", taken), *more])


def leave() -> None:
    """Forget the chosen files; another key is an empty uploader."""
    st.session_state["filled_number"] = st.session_state.get("filled_number", 0) + 1
    for name in ("filled_seen", "filled_most"):
        st.session_state.pop(name, None)
