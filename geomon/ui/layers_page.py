"""Layers: which there are and how each is known; what a file is, in words; what its numbers mean, confirmed by a person."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from geomon.ui import layer_file, markup
from geomon.ui.intake import progress, words_of_uploader
from geomon.ui.layer_file import forget, keep_upload, sample_of
from geomon.ui.parts import empty, esc, handle, head, layer_name, sym
from geomon.ui.words import N, nt, pick, t

if TYPE_CHECKING:
    from geomon.service import Service
    from geomon.service.layer_desk import LayerLine

KNOWN: dict[str, str] = {
    "file": N("its file says so"), "layer": N("its declaration says so; the file says nothing"),
    "confirmed": N("confirmed by {who} on {day}"), "shift": N("shifted by parameters of the user ({who})"),
    "package": N("the package that brings it says so"),
}
SUFFIXES = "gpkg, geojson, shp, zip, kml, csv, xlsx, …"


def draw(service: Service) -> None:
    """Draw the page: on the left the layers and the way in for a file, on the right the file that is looked at."""
    markup.style((markup.ASSETS / "layers.css").read_text(encoding="utf-8"))
    left, right = st.columns([500, 880], gap="small")
    with left, st.container(key="layerlist"):
        upload()
        lines = all_lines(service)
        layer_list(lines)
    chosen = st.session_state.get("layer_chosen", "")
    with right, st.container(key="layerfile"):
        if sample_of() is not None:
            layer_file.draw_upload(service)
        elif line := next((line for line in lines if line.layer.id == chosen), None):
            layer_file.draw_layer(service, line)
        else:
            head(t("What a file is"))
            words = t("Choose a layer or a file; a file from outside is only looked at, never kept.")
            empty("layers", t("No file chosen"), words)


def upload() -> None:
    """Draw the choice of a file from outside."""
    head(t("Look at a file"), SUFFIXES)
    with st.container(key="layersend"):
        hint = t("or drop them here; a shapefile with its other files, 50 MB each")
        markup.style(words_of_uploader("layersend", t("Choose files"), hint))
        number = st.session_state.setdefault("layer_number", 0)
        key = f"layer_files_{number}"

        def take() -> None:
            keep_upload(st.session_state[key])

        st.file_uploader(t("Choose files"), accept_multiple_files=True, key=key, label_visibility="collapsed", on_change=take)


def all_lines(service: Service) -> tuple[LayerLine, ...]:
    """Return all layers; the first time takes a second or more, so it is said how far it is."""
    with progress(t("Looking at the layers")) as tell:
        return service.layer_desk.lines(tell)


def layer_list(lines: tuple[LayerLine, ...]) -> None:
    """Draw every layer: name, source, count, CRS, how it is known, faults."""
    features = sum(line.features or 0 for line in lines)
    head(t("Layers"), nt("{n} feature", "{n} features", features) if lines else "")
    if not lines:
        empty("layers_clear", t("No layer yet"), t("Declare one in layers/; how is told in the documentation, How do I add a layer?"))
    chosen = st.session_state.get("layer_chosen", "") if sample_of() is None else ""
    for line in lines:
        with st.container(horizontal=True, key=f"layerrow_{handle(line.layer.id)}", gap="small", vertical_alignment="center"):
            markup.show(_line(line, here=line.layer.id == chosen))
            if line.known != "package":
                st.button(t("Look"), key=f"look_{line.layer.id}", icon=":material/search:", type="tertiary", on_click=choose,
                          args=(line.layer.id,), help=t("Look at the file of {name}", name=layer_name(line.layer)))


def choose(ident: str) -> None:
    """Look at the file of a layer."""
    forget()
    st.session_state["layer_chosen"] = ident


def _line(line: LayerLine, *, here: bool) -> str:
    """Return one layer as escaped markup."""
    layer = line.layer
    day = line.confirmation.at if line.confirmation else ""
    known = t(KNOWN[line.known], who=line.by, day=day)
    source = t("comes with a package") if layer.source == "package" else Path(layer.source).name
    parts = [f"<small>{esc(source)}</small>", f'<small>{esc(line.crs)} · <span class="{"sure" if line.known == "confirmed" else ""}">'
             f"{esc(known)}</span></small>"]
    faults = [nt("{n} shape is not valid", "{n} shapes are not valid", line.faults)] if line.faults else []
    faults += [nt("{n} code is wrong or doubtful", "{n} codes are wrong or doubtful", line.codes)] if line.codes else []
    faults += [t("its file changed after the CRS was confirmed; look again")] if line.lapsed else []
    faults += [line.problem] if line.problem else []
    parts += [f'<small class="bad">{esc(fault)}</small>' for fault in faults]
    count = "–" if line.features is None else f"{line.features:,}"
    what = nt("feature", "features", line.features or 0)
    mark = ' aria-current="true"' if here else ""
    return (f'<div class="docline"{mark}>{sym(layer.icon)}<div><b>{esc(pick(layer.title, layer.title_en))}</b>{"".join(parts)}</div>'
            f'<div class="count"><b>{esc(count)}</b><small>{esc(what)}</small></div></div>')


