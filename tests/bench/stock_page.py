"""The page of stock.py, as a user of streamlit-folium writes it: choose a light, see the map, read what was clicked."""

import folium
import streamlit as st
from streamlit_folium import st_folium

from geomon.model import LIGHTS
from geomon.render.map import Show, localize, shown
from geomon.situation import Filter
from geomon.ui import home

COLOURS = {"red": "#c62828", "yellow": "#b8860b", "blue": "#1565c0", "green": "#2e7d32", "grey": "#757575"}
st.set_page_config(page_title="Sites", layout="wide")
kind = st.query_params.get("kind", "circles")
light = st.pills("Light", LIGHTS)
AS_OF = home.service().settings.today()
frame = home.service().situation(AS_OF).sites
frame = frame[~frame["method"].isin(("county", "none"))]
red = frame[frame["light"] == "red"]
st.html(f'<span data-red="{len(red)}" data-at="{red["lat"].iloc[0]} {red["lon"].iloc[0]}"></span>')
frame = frame[frame["light"] == light] if light else frame
if kind == "tiles":
    look = Show(AS_OF, Filter(lights=(light,) if light else ()), fit=home.base().bounds)
    back = st_folium(home.status_map(), key="map", height=640, use_container_width=True, feature_group_to_add=shown(look),
                     returned_objects=["last_active_drawing"])
else:
    (south, west), (north, east) = home.base().bounds
    m = folium.Map(location=[(south + north) / 2, (west + east) / 2], zoom_start=7, tiles=None)
    if kind == "circles":
        for site in frame.itertuples():
            folium.CircleMarker([site.lat, site.lon], radius=5, fill=True, color=COLOURS[site.light], tooltip=site.name).add_to(m)
    else:
        found = {"type": "FeatureCollection", "features": [
            {"type": "Feature", "geometry": {"type": "Point", "coordinates": [site.lon, site.lat]},
             "properties": {"name": site.name, "light": site.light}} for site in frame.itertuples()]}
        folium.GeoJson(found, marker=folium.CircleMarker(radius=5, fill=True), tooltip=folium.GeoJsonTooltip(["name"]),
                       style_function=lambda f: {"color": COLOURS[f["properties"]["light"]]}).add_to(m)
    localize(m)
    back = st_folium(m, height=640, use_container_width=True, returned_objects=["last_object_clicked"])
if back and (back.get("last_object_clicked") or back.get("last_active_drawing")):
    st.text("CLICKED")
