"""The frame around the pages: theme, language, navigation, the outer door. Streamlit runs this file once a rerun."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import streamlit as st

from geomon.ui import (
    documents_page,
    door,
    field_page,
    layers_page,
    manners,
    map_page,
    markup,
    overview,
    planning,
    record_page,
    review_page,
    sign_in_page,
    state,
)
from geomon.ui.card_early import EARLY, wait_until_read
from geomon.ui.colours import scheme
from geomon.ui.words import N, language, pick, t

if TYPE_CHECKING:
    from geomon.service import Service

PAGES = {"map": map_page.draw, "overview": overview.draw, "planning": planning.draw, "field": field_page.draw,
         "documents": documents_page.draw, "review": review_page.draw, "layers": layers_page.draw,
         "record": record_page.draw}
NAMES: dict[str, tuple[str, str]] = {  # page: title, icon
    "map": (N("Map"), "map"), "overview": (N("Overview"), "monitoring"), "planning": (N("Planning"), "layers"),
    "field": (N("Field"), "near_me"),
    "documents": (N("Documents"), "folder_open"), "review": (N("Review"), "fact_check"), "layers": (N("Layers"), "stacks"),
    "record": (N("Record"), "history"),
}


def run(service: Service) -> None:
    """Draw the page that was asked for."""
    state.take_link()
    title = pick(service.settings.title, service.settings.title_en)
    st.set_page_config(page_title=title, page_icon=str(markup.ASSETS / "icon.svg"), layout="wide")
    markup.sheet(scheme())
    st.logo(markup.ASSETS / "logo.svg", size="medium")
    pages = {
        ident: st.Page(
            functools.partial(door.guarded, functools.partial(draw, ident, service)),
            title=t(NAMES[ident][0]),
            icon=f":material/{NAMES[ident][1]}:",
            url_path=ident,
            default=ident == "map",
        )
        for ident in sign_in_page.pages(service)
    }
    here = st.navigation(list(pages.values()), position="top")
    if (asked := st.session_state.pop("go", None)) in pages:
        st.switch_page(pages[asked], query_params=st.session_state.pop("go_query", None))
    if (desk := st.query_params.get("desk")) in pages:
        del st.query_params["desk"]
        own = {name: st.query_params.get_all(name) for name in state.OWN if name in st.query_params}
        st.switch_page(pages[str(desk)], query_params=own)
    language_switch()
    sign_in_page.who(service)
    manners.put(t(NAMES[here.url_path or "map"][0]))
    st.session_state["own"] = {}
    st.session_state["pages"] = st.session_state.get("pages", ("", ""))[-1], here.url_path
    here.run()
    state.write_link()


def draw(ident: str, service: Service) -> None:
    """Draw a page, after what it cannot be drawn without is there."""
    wait_until_read(service, state.view().as_of or service.settings.today(), whole=ident not in EARLY)
    PAGES[ident](service)


def language_switch() -> None:
    """Draw the switch of languages; it wins over the browser's and goes into the link."""
    def take() -> None:
        st.session_state["lang"] = "en" if st.session_state[key] == "EN" else "zh"
    key = state.fill("w_lang", "EN" if language() == "en" else "中")
    with st.container(key="lang"):
        st.segmented_control(t("Language"), ["中", "EN"], key=key, label_visibility="collapsed", required=True, on_change=take)


if __name__ == "__main__":
    sign_in_page.enter(run, language_switch)
