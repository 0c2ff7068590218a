"""Opening a workspace: for one question, or for a process that stays."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from geomon.layers import load_layers
from geomon.service.desk import Service
from geomon.service.opening import Opening
from geomon.settings import Settings
from geomon.status import load_profile
from geomon.store import open_register


def open_service(settings: Settings) -> Service:
    """Open a workspace.

    Raises
    ------
    GeomonError
        If its profile or a layer declaration is not well formed, or the register cannot be opened.
    """
    profile = load_profile(settings.profiles / f"{settings.profile}.toml")
    layers = load_layers(settings.layers)
    service = Service(settings, open_register(settings.register), profile, layers)
    service._opening = Opening(settings, service._register, profile)
    return service


@contextlib.contextmanager
def staying(service: Service) -> Iterator[None]:
    """Work out in the block what a process that stays shows first; then all of the register is read, beside what is shown meanwhile.

    From then on each new state is kept for the next start.
    """
    if service._opening:
        service._opening.keep_from_now_on()
    yield
    if service._opening:
        service._opening.read_ahead()
    service._now()
