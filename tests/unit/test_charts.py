"""The charts of the overview, as what they hand to the browser."""

import datetime as dt

import pandas as pd
import pytest

from geomon.ui import charts
from geomon.ui.colours import TONES

DAY = dt.date(2026, 11, 25)


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setattr(charts, "t", str)


def calendar_of(*dues):
    tasks = pd.DataFrame([{"id": f"d#{n}", "name": "n", "counties": "c", "lead": "l", "left": "", "light": light, "due": pd.Timestamp(due)}
                          for n, (light, due) in enumerate(dues)])
    sets = charts.calendar(tasks, DAY, TONES["light"]).to_dict()["datasets"].values()
    return [row for rows in sets for row in rows]


def test_a_month_with_more_tasks_than_marks_draws_the_worst_and_counts_the_rest():
    rows = calendar_of(*[("grey", "2021-06-30")] * 90, *[("red", "2021-12-31")] * 3)
    drawn = [row["light"] for row in rows if "light" in row]
    assert drawn.count("red") == 3
    assert len(drawn) == charts.MOST_IN_MONTH
    assert [row["words"] for row in rows if str(row.get("words", "")).startswith("+")] == [f"+{93 - charts.MOST_IN_MONTH}"]


def test_a_month_that_fits_has_no_count():
    rows = calendar_of(*[("blue", "2026-12-31")] * charts.MOST_IN_MONTH)
    assert not [row for row in rows if str(row.get("words", "")).startswith("+")]
