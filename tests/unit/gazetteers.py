"""One gazetteer for all tests: its cache lies in the demo workspace, where the app builds it too."""

from functools import cache

from factories import ROOT

from geomon.places import open_gazetteer
from geomon.settings import Settings


@cache
def gazetteer():
    return open_gazetteer(Settings(root=ROOT))
