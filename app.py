"""The app: `streamlit run app.py`, or `geomon serve`. Pages, tiles and browser files on one port."""

from pathlib import Path

import streamlit as st

import geomon.ui
from geomon.ui.door import uncaught
from geomon.ui.server import lifespan, middleware, routes

app = st.App(Path(geomon.ui.__file__).parent / "page.py", routes=routes(), middleware=middleware(), lifespan=lifespan,
             on_script_error=uncaught)
