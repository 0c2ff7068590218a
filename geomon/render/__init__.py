"""Pictures of a situation: vector tiles, the base map, the folium map and the page that needs no server. No Streamlit in here."""
