import datetime as dt

import pytest

from geomon.deadlines import find_dates, parse_deadline


@pytest.mark.parametrize(
    ("text", "kind", "due"),
    [
        ("2025年12月底", "date", "2025-12-31"),
        ("2025年年底前", "date", "2025-12-31"),
        ("2024年6月底前", "date", "2024-06-30"),
        ("2024年6月", "date", "2024-06-30"),
        ("2024年2月前", "date", "2024-02-29"),
        ("2024年3月5日前", "date", "2024-03-05"),
        ("2024年上半年", "date", "2024-06-30"),
        ("2024年第三季度", "date", "2024-09-30"),
        ("二〇二五年十二月底", "date", "2025-12-31"),
        ("2025.12", "date", "2025-12-31"),
        ("2025-06-30", "date", "2025-06-30"),
        ("“十四五”末", "date", "2025-12-31"),
        ("今年底", "date", "2024-12-31"),
        ("明年6月底", "date", "2025-06-30"),
        ("年底前", "date", "2024-12-31"),
        ("9月底前", "date", "2024-09-30"),
        ("2026年12月底前取得阶段性成效", "date", "2026-12-31"),
        ("2025年底前完成并长期坚持", "date", "2025-12-31"),
        ("2024年1月至2025年3月", "date", "2025-03-31"),
        ("2024年6月底前完成清运，2025年9月底前完成复绿", "staged", "2025-09-30"),
        ("2024年12月底前完成甲项；方案批复后6个月内完成乙项", "staged", "2024-12-31"),
        ("立行立改，长期坚持", "ongoing", None),
        ("立行立改、长期坚持。", "ongoing", None),
        ("持续推进", "ongoing", None),
        ("规划批复后12个月内", "relative", None),
        ("按年度计划完成", "relative", None),
        ("按序时进度推进", "relative", None),
        ("按年度目标持续推进", "relative", None),
        ("按年度目标长期坚持", "ongoing", None),
        ("", "none", None),
    ],
)
def test_a_deadline_phrase_is_read_as_the_end_of_what_it_names(text, kind, due):
    found = parse_deadline(text, year=2024, month=3)
    assert (found.kind, found.due and found.due.isoformat()) == (kind, due)


def test_before_a_month_keeps_both_readings():
    found = parse_deadline("2024年2月前")
    assert (found.earliest, found.latest) == (dt.date(2024, 1, 31), dt.date(2024, 2, 29))


def test_years_in_the_titles_of_plans_are_no_deadline():
    assert parse_deadline("按照《示例市2023年度计划（2021—2025年）》执行").due is None


def test_a_month_without_a_year_leans_on_the_year_before_it():
    dates = [p.due.isoformat() for p in find_dates("2025年3月底进场，9月底前完工", year=2024)]
    assert dates == ["2025-03-31", "2025-09-30"]


def test_an_impossible_day_is_no_date():
    assert list(find_dates("2024年2月31日")) == []
