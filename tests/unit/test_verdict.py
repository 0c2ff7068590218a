"""A rectangle never says inside; a vague place never says so for sure."""

import pandas as pd
import pytest
from fake_service import AS_OF, FakeService

from geomon.ui.verdict import judge

SERVICE = FakeService()
SITUATION = SERVICE.situation(AS_OF)
EXACT = next(s.id for s in SERVICE.sites.values() if s.location.accuracy_m == 30)
VAGUE = next(s.id for s in SERVICE.sites.values() if s.location.accuracy_m == 9000)
UNKNOWN = next(s.id for s in SERVICE.sites.values() if s.location.accuracy_m is None)


def near(site, inside, metres):
    return pd.DataFrame([{"site": site, "area": "某湿地", "inside": inside, "metres": metres, "area_ha": 120.0}])


@pytest.mark.parametrize(
    ("site", "inside", "metres", "boxes", "group"),
    [
        (EXACT, True, 0.0, False, "inside"),
        (EXACT, False, 400.0, False, "near"),
        (EXACT, False, 990.0, False, "unsure"),
        (EXACT, False, 20.0, False, "unsure"),
        (VAGUE, False, 400.0, False, "unsure"),
        (UNKNOWN, False, 400.0, False, "unsure"),
        (EXACT, None, 0.0, True, "unsure"),
        (EXACT, True, 0.0, True, "unsure"),
        (EXACT, None, 300.0, False, "unsure"),
    ],
)
def test_a_verdict_is_as_sure_as_what_it_rests_on(site, inside, metres, boxes, group):
    [verdict] = judge(near(site, inside, metres), SITUATION, 1000, boxes=boxes)
    assert verdict.group == group
    assert verdict.why
    assert verdict.why_en


def test_the_surest_and_nearest_come_first():
    rows = pd.concat([near(VAGUE, False, 10.0), near(EXACT, False, 500.0), near(EXACT, False, 300.0), near(EXACT, True, 0.0)])
    found = judge(rows, SITUATION, 1000, boxes=False)
    assert [v.group for v in found] == ["inside", "near", "near", "unsure"]
    assert [v.metres for v in found][1:3] == [300.0, 500.0]
