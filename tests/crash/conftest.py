"""What breaks a register is tried on both stores."""

import pytest


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request, on_server):
    """The setting `store` of `workspace`: a file, then a server."""
    return on_server() if request.param == "postgresql" else ""
