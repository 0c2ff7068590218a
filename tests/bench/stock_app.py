"""The server of stock.py: our routes and the page with one kind of map or another; the workspace is the one in GEOMON_ROOT."""

from pathlib import Path

import streamlit as st

from geomon.ui.server import lifespan, middleware, routes

app = st.App(Path(__file__).parent / "stock_page.py", routes=routes(), middleware=middleware(), lifespan=lifespan)
