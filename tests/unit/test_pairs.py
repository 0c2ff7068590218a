"""Pairs of places in doubt: what is asked, what an answer does to the map, that it holds over builds and is taken back without a trace."""

import dataclasses

import pytest
from factories import plan_text, write_document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geomon.errors import Conflict, InputError
from geomon.join.verdicts import Named, joined, known_as
from geomon.model import Event
from geomon.service import open_service
from geomon.service.judging import judgements_of, verdicts_of
from geomon.service.snapshot import take_snapshot

PROBLEMS = {"1": "海南区恒泰露天煤矿边坡没有治理。", "2": "海南区恒泰铁矿的边坡没有治理。", "3": "乌达区一处旧渣场覆土厚度不够。"}
LAYER = "id,name,county,city,lon,lat,datum,accuracy_m,source\nm1,乌海万源第一露天煤矿,海南区,乌海市,106.85,39.45,CGCS2000,100,公开名录\n"


@pytest.fixture
def pair(service, workspace):
    """A register with two mines that may be one."""
    write_document(workspace, "plan.txt", plan_text(PROBLEMS))
    service.build()
    return service.places_in_doubt().pairs[0]


def names(service):
    return {site.name for site in service._now().sites}


def state(service):
    now = service._now()
    return now.sites, now.matches, now.unlocated, service.places_in_doubt().pairs


def test_a_pair_has_both_places_with_their_sentences_and_reasons(service, pair):
    assert {(side.name, side.layer, side.county) for side in (pair.a, pair.b)} == {("恒泰露天煤矿", "mine", "海南区"),
                                                                                ("恒泰铁矿", "mine", "海南区")}
    assert all(side.name in side.quote and side.task.startswith("plan#") for side in (pair.a, pair.b))
    assert pair.why[0] == "只差通用词，专名“恒泰”相同"
    assert len(pair.why) == len(pair.why_en) == 3


def test_a_pair_judged_same_is_one_site_with_both_names_and_tasks(service, pair):
    before = state(service)
    service.judge(pair, "same", actor="甲")
    one = next(site for site in service._now().sites if "恒泰" in site.name)
    assert {one.name, *one.aliases} == {"恒泰露天煤矿", "恒泰铁矿"}
    assert {match.task for match in service._now().matches if match.site == one.id} == {"1", "2"}
    assert sum("经核对与" in match.reason for match in service._now().matches) == 1
    assert service.places_in_doubt().pairs == ()
    assert [(said.kind, said.actor) for said in service.places_in_doubt().judged] == [("same", "甲")]
    assert state(service)[:2] == (take_snapshot(service._register).sites, take_snapshot(service._register).matches)
    assert service.build().changed is False
    service.undo(service.places_in_doubt().judged[0].seq)
    assert state(service) == before
    assert service.build().changed is False


def test_a_pair_judged_different_is_never_proposed_again(service, pair, workspace):
    sites = service._now().sites
    service.judge(pair, "different")
    assert service.places_in_doubt().pairs == ()
    assert service._now().sites == sites
    write_document(workspace, "plan.txt", plan_text(PROBLEMS | {"4": "海南区恒泰矿业排土场没有覆土。"}, {"4": "2025年12月底"}))
    service.build()
    assert not any({one.a.name, one.b.name} == {"恒泰露天煤矿", "恒泰铁矿"} for one in service.places_in_doubt().pairs)
    service.undo(service.places_in_doubt().judged[0].seq)
    assert any({one.a.name, one.b.name} == {"恒泰露天煤矿", "恒泰铁矿"} for one in service.places_in_doubt().pairs)


def test_a_judgement_holds_over_a_new_document_and_a_fresh_service(service, pair, workspace):
    service.judge(pair, "same")
    write_document(workspace, "other.txt", plan_text({"1": "海南区恒泰铁矿道路没有硬化。"}, {"1": "2025年12月底"},
                                                     title="乌海市大气污染专项检查发现问题整改方案"))
    service.build()
    other = open_service(workspace)
    one = [site for site in other._now().sites if "恒泰" in site.name]
    other.close()
    assert len(one) == 1
    assert {match.document for match in service._now().matches if match.site == one[0].id} == {"plan", "other"}


def test_a_pair_that_somebody_judged_meanwhile_is_not_overwritten(service, pair, workspace):
    other = open_service(workspace)
    other.judge(pair, "different", actor="乙")
    other.close()
    with pytest.raises(Conflict, match="乙 judged this pair"):
        service.judge(pair, "same", actor="甲")
    with pytest.raises(InputError, match="no answer"):
        service.judge(pair, "perhaps")
    assert [said.kind for said in service.places_in_doubt().judged] == ["different"]
    with pytest.raises(InputError, match=r"乙 said on .* that they are different"):
        service.judge(dataclasses.replace(pair, ident="pair-other"), "same", actor="甲")
    service.undo(service.places_in_doubt().judged[0].seq)
    with pytest.raises(InputError, match="taken back already"):
        service.undo(service._register.events()[-2].seq)
    service.judge(pair, "same", actor="甲")
    with pytest.raises(Conflict):
        service.judge(pair, "same")


# ---- a mention and a feature -------------------------------------------------------------------------------------------

@pytest.fixture
def tie(service, workspace):
    """A mention that is taken for a feature because one name holds the other."""
    source = workspace.data / "layers" / "mine.csv"
    source.write_text(LAYER, encoding="utf-8")
    write_document(workspace, "plan.txt", plan_text({"1": "海南区万源第一煤矿边坡治理进度偏慢。"}, {"1": "2025年12月底"}))
    service.build()
    return next(one for one in service.places_in_doubt().pairs if one.of == "feature")


def test_a_doubtful_tie_is_asked_with_both_names(tie):
    assert (tie.a.name, tie.b.name, tie.b.county, tie.b.source) == ("万源第一煤矿", "乌海万源第一露天煤矿", "海南区", "公开名录")
    assert tie.a.quote.startswith("海南区万源第一煤矿")
    assert "要素" in tie.why[0]
    assert tie.why_en == ("only general words differ, “万源第一” is the same, in one county",)


def test_a_tie_judged_same_is_sure_and_one_judged_different_is_cut(service, tie):
    before = state(service)
    assert before[0][0].location.method == "layer"
    service.judge(tie, "same")
    match = service._now().matches[0]
    assert "经核对即要素" in match.reason
    assert match.confidence > before[1][0].confidence
    assert service.places_in_doubt().pairs == ()
    service.undo(service.places_in_doubt().judged[0].seq)
    assert state(service) == before
    service.judge(tie, "different")
    assert service._now().sites[0].location.method == "county"
    assert service._now().matches[0].feature == ""
    assert service.places_in_doubt().pairs == ()
    assert service.build().changed is False
    service.undo(service.places_in_doubt().judged[0].seq)
    assert state(service) == before


# ---- the rules ---------------------------------------------------------------------------------------------------------

IDS = st.sampled_from("abcdef")


@given(st.lists(st.tuples(IDS, IDS), max_size=8), st.permutations("abcde"))
def test_joining_is_one_partition_whatever_the_order_of_the_pairs(pairs, order):
    head = joined(pairs, order)
    assert head == joined(pairs[::-1], order)
    assert all(head[a] == head[b] for a, b in pairs if a in head and b in head)
    assert all(order.index(first) <= order.index(ident) for ident, first in head.items())
    assert all(head[first] == first for first in head.values())


def test_a_site_is_known_again_by_its_name_when_its_id_is_another_one():
    sites = {"mine-1": [("mine", "恒泰铁矿", "海南区")], "mine-2": [("mine", "恒泰铁矿", "乌达区")], "well-1": [("well", "恒泰铁矿", "")]}
    assert known_as(Named("mine-1", "改名", "mine"), sites) == "mine-1"
    assert known_as(Named("gone", "恒泰铁矿", "mine", "乌达区"), sites) == "mine-2"
    assert known_as(Named("gone", "恒泰铁矿", "mine"), sites) == ""
    assert known_as(Named("gone", "恒泰铁矿", "outfall", "海南区"), sites) == ""


ANYTHING = st.one_of(st.none(), st.text(max_size=3), st.integers(), st.lists(st.none()))


@given(st.dictionaries(st.sampled_from(["of", "a", "b", "region"]), ANYTHING))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_an_event_that_is_no_whole_judgement_is_left_out(body):
    from factories import day

    event = Event(day("2026-01-01"), "甲", "same", "pair-1", body, "places", 1)
    assert judgements_of([event]) == ()
    assert verdicts_of([event]).digest == ""
