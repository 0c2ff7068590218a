"""A register of one plan, as reports are given it."""

import datetime as dt

import situations

from geomon.export.paper import Given
from geomon.service.papers import given_of

TODAY = dt.date(2024, 12, 31)


def given_of_plan(snapshot, profile, **choice) -> Given:
    """The tasks of a snapshot without places, as of the last day of 2024."""
    found = [snapshot.stand(n, profile, TODAY) for n in range(len(snapshot.threads))]
    rows = [{"id": ident, "light": status.light, "units": task.units.responsible, "counties": ()} for ident, _, task, status in found]
    situation = situations.make_situation(n=1, tasks=rows, as_of=TODAY)
    return given_of(snapshot, situation, profile, "示例市", "ab" * 32, **choice)
