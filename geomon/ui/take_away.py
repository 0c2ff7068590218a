"""What can be taken along from the map: the sites of the view as one map file, as tables, or as a paper, for whom it is meant."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from geomon.publishing import INTERNAL, load_audiences
from geomon.service import Service
from geomon.ui import sign_in_page
from geomon.ui.view import Selection, View
from geomon.ui.words import N, language, nt, t

KINDS: dict[str, tuple[str, str]] = {
    "html": (N("Map as one file"), "text/html"),
    "xlsx": (N("Tables (xlsx)"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "gpkg": (N("For QGIS (gpkg)"), "application/geopackage+sqlite3"),
    "geojson": (N("GeoJSON"), "application/geo+json"),
    "kml": (N("KML"), "application/vnd.google-earth.kml+xml"),
    "csv": (N("Table (csv)"), "text/csv"),
}
"""Ending -> words and media type."""
MOST_SITES = 20_000
"""A map file of more opens slowly on a phone."""


def button(service: Service, as_of: dt.date, view: View, shown: Selection) -> None:
    """Draw what opens the choices; nothing for who may take nothing out."""
    if not sign_in_page.allowed(service, "download"):
        return
    with st.popover(t("Take away"), icon=":material/download:", key="take", help=t("The sites of this view as a file")):
        _choices(service, as_of, view, shown)


def sites_of(view: View, shown: Selection) -> list[str]:
    """Return the ids of the sites of a view, the most urgent first; where it lists tasks, those that the tasks concern."""
    rows = shown.frame.iloc[shown.order]
    if view.mode == "sites":
        return list(rows["id"])
    return list(dict.fromkeys(site for sites in rows["sites"] for site in sites))


def _choices(service: Service, as_of: dt.date, view: View, shown: Selection) -> None:
    count = len(shown.order)
    words = nt("{n} site of this view", "{n} sites of this view", count) if view.mode == "sites" else nt(
        "The sites of {n} task of this view", "The sites of {n} tasks of this view", count)
    st.markdown(f"**{words}** · {as_of}")
    kind = st.selectbox(t("As"), list(KINDS), key="take_kind", format_func=lambda one: t(KINDS[one][0]))
    audiences = load_audiences(service.settings.root)
    lang = language()
    meant = st.radio(t("For whom"), list(audiences), key="take_audience", horizontal=True,
                     format_func=lambda one: audiences[one].title if lang == "zh" else audiences[one].title_en)
    if meant != INTERNAL:
        st.caption(t("Persons are taken out, coordinates are coarser, and the file says where it comes from."))
    if kind == "html" and count > MOST_SITES:
        st.warning(t("A map file holds {most} sites at most: narrow the view.", most=f"{MOST_SITES:,}"))
        return
    name = f"geomon-{as_of}{'' if meant == INTERNAL else f'-{meant}'}.{kind}"
    st.download_button(t("Save the file"), lambda: made(service, meant, kind, as_of, sites_of(view, shown), lang), name,
                       mime=KINDS[kind][1], key="take_save", icon=":material/download:", type="primary", width="stretch",
                       on_click="ignore", disabled=not count)
    if meant == INTERNAL and (tasks := _tasks_of(service, as_of, view)):
        _dossier(service, as_of, tasks)
    if meant != INTERNAL and sign_in_page.allowed(service, "publish"):
        st.download_button(t("Publish all of it (zip)"), lambda: published(service, meant, as_of), f"geomon-{as_of}-{meant}.zip",
                           mime="application/zip", key="take_publish", icon=":material/public:", width="stretch", on_click="ignore",
                           help=t("Map, tables and list of notices for a web site; that it was made is kept in the record."))


def _tasks_of(service: Service, as_of: dt.date, view: View) -> list[str]:
    """Return the tasks of what is chosen on the map."""
    if "#" in view.chosen or not view.chosen:
        return [view.chosen] if view.chosen else []
    situation = service.situation(as_of)
    return list(situation.site(view.chosen)["tasks"]) if view.chosen in situation.rows_by_id("sites") else []


def _dossier(service: Service, as_of: dt.date, tasks: Sequence[str]) -> None:
    """Offer the sealed dossier of a chosen task: sources, visits, photos, pictures from above, events, one zip."""
    st.divider()
    task = st.selectbox(t("Dossier of"), tasks, key="take_task") if len(tasks) > 1 else tasks[0]
    st.download_button(t("Sealed dossier (zip)"), lambda: sealed(service, as_of, task), f"{task.replace('#', '-')}.zip",
                       mime="application/zip", key="take_dossier", icon=":material/lock:", width="stretch", on_click="ignore",
                       help=t("Sources, visits, photos, events and map; geomon verify checks it anywhere."))


def sealed(service: Service, as_of: dt.date, task: str) -> bytes:
    """Return a task's dossier."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "dossier.zip"
        service.dossier(out, as_of, task, language())
        return out.read_bytes()


def made(service: Service, audience: str, kind: str, as_of: dt.date, ids: Sequence[str], lang: str) -> bytes:
    """Return the file's bytes."""
    shown = service if audience == INTERNAL else service.shown_to(audience)
    if kind == "html":
        return shown.map_html(as_of, lang, ids).encode("utf-8")
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / f"sites.{kind}"
        shown.export(out, as_of, ids)
        return out.read_bytes()


def published(service: Service, audience: str, as_of: dt.date) -> bytes:
    """Write the snapshot for a web site, record that, and return its zip."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "site.zip"
        service.publish(out, as_of, audience)
        return out.read_bytes()
