"""Codes: real ones pass, wrong ones are told with the character, unconfirmed layouts warn and never reject."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomon.codes import KINDS, check_code, check_codes, kind_of
from geomon.codes.checks import check_digit
from geomon.codes.layout import CREDIT

REAL = {
    "91130200699229617X": "credit", "91130200699229617X001P": "permit", "C440114S2020-0005": "abstraction",
    "T44120090302026433": "exploration", "CT4108032016000002003": "legacy_patch", "DA001": "outlet", "DW012": "outlet",
    "取水（江阴）字〔2007〕第A02810001号": "abstraction_old", "440114202000005": "abstraction_application",
    "150302": "division", "150300": "division", "429004": "division", "110101001001": "division",
}
UNCONFIRMED = {"C4401142020010123456789": "mining", "T4401142020010123456789": "mining", "ZH15030210001": "control_unit",
               "LX-150302-0001-GY-01": "outfall", "LX1503020001GY": "outfall"}


@pytest.mark.parametrize(("code", "kind"), REAL.items())
def test_a_real_code_is_known_and_passes(code, kind):
    verdict = check_code(code)
    assert (verdict.kind, verdict.state, verdict.why) == (kind, "ok", "")


@pytest.mark.parametrize(("code", "kind"), UNCONFIRMED.items())
def test_a_code_whose_layout_nobody_published_warns_even_where_it_fits(code, kind):
    verdict = check_code(code)
    assert (verdict.kind, verdict.state) == (kind, "warn")
    assert "未" in verdict.why


@pytest.mark.parametrize(("code", "at", "character"), [
    ("9113O200699229617X", (5, 5), "O"), ("91130200699229617X01P", (21, 21), "P"), ("DX001", (2, 2), "X"),
    ("C440114X2020-0005", (8, 8), "X"), ("CT41080320160O0002003", (14, 14), "O"), ("T44920090302026433", (4, 4), "9"),
    ("T44120091302026433", (9, 10), "13"), ("T99120090302026433", (2, 3), "99"), ("取水（江阴）字〔2007〕第C02810001号", (15, 15), "C"),
    ("990101", (1, 2), "99"), ("159901", (3, 4), "99"), ("15030O", (6, 6), "O"),
])
def test_the_wrong_character_is_named_with_its_position(code, at, character):
    verdict = check_code(code, kind_of(code) or "division")
    assert (verdict.state, verdict.at) == ("wrong", at)
    assert f"“{character}”" in verdict.why
    assert repr(character) in verdict.why_en


def test_a_letter_that_credit_codes_leave_out_is_told_with_what_was_meant_when_the_check_digit_bears_it_out():
    assert check_code("9113O200699229617X").why.endswith("换成“0”则校验相符。")
    assert "换成" not in check_code("9113O20069922961XX").why


def test_a_wrong_check_digit_says_in_which_half_to_look():
    assert check_code("91150200699229617X").at == (1, 18)   # the organisation code inside still agrees with itself
    assert check_code("91130200699229618X").at == (9, 17)   # it does not


@pytest.mark.parametrize(("code", "at"), [("DW01", (5, 5)), ("91130200699229617", (18, 18)), ("DW0012", (6, 6))])
def test_what_is_missing_or_too_much_is_told_by_position(code, at):
    verdict = check_code(code, kind_of(code))
    assert (verdict.state, verdict.at) == ("wrong", at)


def test_a_withdrawn_division_warns_because_old_papers_keep_it():
    verdict = check_code("150399")
    assert (verdict.state, verdict.at) == ("warn", (5, 6))
    assert "乌海市" in verdict.why


def test_the_summaries_of_a_city_pass_though_no_map_draws_them():
    assert {check_code(code).state for code in ("150301", "110100", "150000")} == {"ok"}


def test_only_the_published_length_of_a_mining_licence_rejects():
    assert check_code("C440114202001012345678", "mining").state == "wrong"
    assert check_code("C44011420200101X3456789", "mining").state == "warn"


@pytest.mark.parametrize("code", ["ZZ", "ZH1503029", "AA-1", "?"])
@pytest.mark.parametrize("kind", ["outfall", "control_unit"])
def test_what_is_only_recalled_never_rejects(code, kind):
    assert check_code(code, kind).state == "warn"


def test_full_width_small_letters_blanks_and_dashes_are_no_fault():
    assert check_code("９１１３０２００ 699229617x").state == "ok"
    assert check_code("C440114S2020–0005").state == "ok"
    assert check_code("取水(江阴)字[2007]第A02810001号").state == "ok"


def test_ct_is_tried_before_c_and_t():
    assert [kind_of(c) for c in ("CT4108032016000002003", "C4401142020010123456789", "T44120090302026433")] == \
        ["legacy_patch", "mining", "exploration"]


@pytest.mark.parametrize("text", ["", "煤矿", "DATUM", "12 Main St", "M0001", "P0194", "1"])
def test_what_is_no_code_is_none(text):
    assert kind_of(text) is None
    assert check_code(text).state == "warn"


credit_codes = st.text(CREDIT, min_size=17, max_size=17).map(lambda body: body + check_digit(body))


@given(credit_codes, st.integers(0, 17), st.sampled_from(CREDIT))
def test_every_change_of_one_character_of_a_credit_code_is_found(code, at, character):
    changed = code[:at] + character + code[at + 1:]
    assert (check_code(changed, "credit").state == "ok") is (changed == code)


def test_every_change_of_one_character_of_the_real_credit_code_is_found():
    code = "91130200699229617X"
    for at in range(18):
        for character in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ":
            if character != code[at]:
                changed = code[:at] + character + code[at + 1:]
                assert check_code(changed, "credit").state == "wrong", changed
                assert check_code(changed).state != "ok", changed


@given(credit_codes, st.integers(0, 16))
def test_two_neighbours_in_the_wrong_order_are_found(code, at):
    changed = code[:at] + code[at + 1] + code[at] + code[at + 2:]
    assert (check_code(changed, "credit").state == "ok") is (changed == code)


@given(st.text(max_size=30), st.sampled_from([None, *KINDS]))
def test_any_text_gets_a_verdict_inside_itself(text, kind):
    verdict = check_code(text, kind)
    assert verdict.state in {"ok", "warn", "wrong"}
    if verdict.at:
        assert 1 <= verdict.at[0] <= verdict.at[1]
        assert verdict.at[0] <= len(verdict.code) + 1 or verdict.kind == "mining"


def test_a_layer_s_columns_of_codes_are_judged_by_row():
    frame = pd.DataFrame({
        "name": ["甲", "乙", "丙"], "credit_code": ["91130200699229617X", "91130200699229617Y", ""],
        "code": ["M0001", "CT4108032016000002003|CT41080320160000020X3", None],
    })
    found = check_codes(frame)
    assert [(row, column, verdict.state) for row, column, verdict in found] == [(1, "code", "wrong"), (1, "credit_code", "wrong")]
