import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from geomon.deadlines import last_day, parse_deadline
from geomon.numerals import to_int

CN = "〇一二三四五六七八九"


def chinese(n):
    tens, ones = divmod(n, 10)
    return CN[ones] if n < 10 else ("" if tens == 1 else CN[tens]) + "十" + (CN[ones] if ones else "")


@given(st.integers(1, 99))
def test_a_chinese_numeral_is_read_back(n):
    assert to_int(chinese(n)) == n


@given(st.integers(2015, 2040), st.integers(1, 12), st.sampled_from(["底", "底前", "份底前", ""]))
def test_every_way_of_printing_a_month_gives_its_last_day(year, month, tail):
    spelled = "".join(CN[int(d)] for d in str(year))
    for text in (f"{year}年{month}月{tail}", f"{spelled}年{chinese(month)}月{tail}", f"{year} 年 {month} 月{tail}"):
        found = parse_deadline(text)
        assert (found.kind, found.due) == ("date", last_day(year, month))


@given(st.dates(dt.date(2015, 1, 1), dt.date(2040, 12, 31)))
def test_a_full_date_is_read_in_every_notation(day):
    for text in (f"{day.year}年{day.month}月{day.day}日前", day.isoformat(), f"{day.year}.{day.month}.{day.day}"):
        assert parse_deadline(text).due == day


@given(st.text(max_size=60))
def test_any_text_is_read_without_an_error(text):
    found = parse_deadline(text, year=2024, month=5)
    assert (found.due is None) == (found.latest is None)
    assert found.earliest is None or found.earliest <= found.latest
