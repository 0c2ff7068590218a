"""Faults and attacks, row by row, with their numbers; a normal run takes a part of each, GEOMON_FAULTS=all the whole."""

import os

import pytest
from canary import kept


@pytest.fixture(scope="module")
def canary(tmp_path_factory):
    """A folder of secrets and a server that counts its visitors."""
    with kept(tmp_path_factory.mktemp("secret")) as found:
        yield found


def lacking(words):
    """Skip for want of a tool; where all is required, fail."""
    pytest.fail(words) if os.environ.get("GEOMON_REQUIRE") == "all" else pytest.skip(words)
