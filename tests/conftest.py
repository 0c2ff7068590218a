"""Fixtures that several folders of tests use; the factories are in `factories.py`."""

import dataclasses

import pytest
from factories import ROOT, day
from hypothesis import settings as hypothesis_settings

from geomon.settings import Settings, load_settings
from geomon.status import load_profile

# A machine that does other work too is no fault of the code.
hypothesis_settings.register_profile("patient", deadline=None)
hypothesis_settings.load_profile("patient")


@pytest.fixture(scope="session")
def profile():
    return load_profile(ROOT / "profiles" / "default.toml")


@pytest.fixture
def workspace(tmp_path) -> Settings:
    """An empty workspace with the default layers and profile, in a folder with a space and Chinese letters."""
    from geomon.service import init_workspace

    root = tmp_path / "工作 区"
    init_workspace(root)
    return dataclasses.replace(load_settings(root, {}), as_of=day("2024-12-15"))
