"""Faults and attacks, row by row, with their numbers; a normal run takes a part of each, GEOMON_FAULTS=all the whole."""

import os

import pytest
from canary import kept
from gate_files import geojson, point
from reading.bad_files import good_docx

from geomon.documents import read_document
from geomon.readers import read_file


@pytest.fixture(scope="module")
def canary(tmp_path_factory):
    """A folder of secrets and a server that counts its visitors."""
    with kept(tmp_path_factory.mktemp("secret")) as found:
        yield found


@pytest.fixture(scope="session")
def warmed(tmp_path_factory):
    """Load the libraries once before anything is timed."""
    folder = tmp_path_factory.mktemp("warm")
    (folder / "a.geojson").write_bytes(geojson(point()))
    read_file(folder / "a.geojson")
    (folder / "a.docx").write_bytes(good_docx())
    read_document(folder / "a.docx")


def lacking(words):
    """Skip for want of a tool; where all is required, fail."""
    pytest.fail(words) if os.environ.get("GEOMON_REQUIRE") == "all" else pytest.skip(words)
