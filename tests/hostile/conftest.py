"""The city of five districts, served once for all tests of this folder."""

import pytest
from city import serving
from liar import CLIENT, CLIENT_SECRET, lying


@pytest.fixture(scope="session")
def city(tmp_path_factory, places_cache):
    """The app with sign-in, and its provider."""
    with lying() as port:
        liar = (f'[auth.liar]\nclient_id = "{CLIENT}"\nclient_secret = "{CLIENT_SECRET}"\n'
                f'server_metadata_url = "http://127.0.0.1:{port}/.well-known/openid-configuration"\n')
        with serving(tmp_path_factory.mktemp("city"), places_cache, more=liar) as found:
            yield found
