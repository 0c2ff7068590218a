"""The map alone over made-up sites, for pictures and figures: GEOMON_SITES=100000 streamlit run tests/bench/sample_app.py"""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "unit")]

import sample_service  # noqa: E402
import streamlit as st  # noqa: E402

from geomon.ui import home, server  # noqa: E402

home._open = lambda root: sample_service.service()
app = st.App(Path(__file__).parent / "sample_page.py", routes=server.routes(), middleware=server.middleware())
