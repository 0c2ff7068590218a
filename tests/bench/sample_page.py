"""The page of sample_app.py: filters as pills, the map, and what a click brought back."""

import streamlit as st
from situations import AS_OF, COUNTIES
from streamlit_folium import st_folium

from geomon.model import LIGHTS, SITE_LAYERS
from geomon.render.map import Show, click_of, shown
from geomon.situation import Filter
from geomon.ui import home

st.set_page_config(page_title="Sites", layout="wide")
query = st.query_params
with st.container(horizontal=True):
    lights = st.pills("Light", LIGHTS, selection_mode="multi")
    layers = st.pills("Layer", SITE_LAYERS, selection_mode="multi")
    city = st.selectbox("City", ["", "乌海市", "吴忠市", "朔州市"])
    text = st.text_input("Search")
boxes = [c[3:] for c in COUNTIES if c[1] == city]
west, south, east, north = zip(*boxes, strict=True) if boxes else ((), (), (), ())
fit = ((min(south), min(west)), (max(north), max(east))) if boxes else home.base().bounds
show = Show(AS_OF, Filter(cities=(city,) if city else (), lights=tuple(lights), layers=tuple(layers), text=text), fit=fit, area=city,
            lang=query.get("lang", "zh"), theme=query.get("theme") or st.context.theme.type, selected=st.session_state.get("chosen"),
            areas=["protected_area"] if "areas" in query else [])
back = st_folium(home.status_map(), key="map", height=int(query.get("height", "640")), use_container_width=True,
                 feature_group_to_add=shown(show), returned_objects=["last_active_drawing"])
click = click_of(back)
st.session_state["runs"] = st.session_state.get("runs", 0) + 1
st.text(f"RUN {st.session_state['runs']} CLICKED {click.kind} {click.site or click.adcode or click.cell} {click.number}" if click else
        f"RUN {st.session_state['runs']}")
if click and click.kind == "site":
    st.session_state["chosen"] = click.site
    st.button("Turn red", on_click=lambda: home.service().turn(click.site, "red"))
    st.button("Turn green", on_click=lambda: home.service().turn(click.site, "green"))
