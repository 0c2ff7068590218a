"""The life of a task, step by step: who may take which, what the gate asks, and what nobody gets past."""

import dataclasses

import pytest
from factories import ROOT, day

from geomon.errors import InputError, NotAllowed
from geomon.model import Event
from geomon.people import ACTIONS, Actor, Thing, may
from geomon.status import STEPS, Facts, Who, life_of, load_profile, look_back_on, next_step, offers_of, take_step, waiting_days
from geomon.status.life import months_after

TODAY = day("2025-12-31")
PROFILES = {path.stem: load_profile(path) for path in (ROOT / "profiles").glob("*.toml")}
UNIT, COUNTY, CITY, PROVINCE, PUBLISHER, VISITOR = "甲 unit", "乙 county", "丙 city", "丁 province", "戊 publisher", "己 inspector"
RIGHTS = {UNIT: {"claim"}, COUNTY: {"accept.county"}, CITY: {"accept.city"}, PROVINCE: {"accept.province"}, PUBLISHER: {"publish"},
          "all": set(ACTIONS)}
GIVEN = {"text": "已发文", "reason": "渣料未清", "paper": "2025-7", "opinion": "验字 3 号", "filing": "备 12 号", "contact": "电话",
         "evidence": "照片", "to": "市水务局", "successor": "plan#2", "measures": [1, 2], "visit": "现场记录 4 号", "due": "2026-12-31"}
FACTS = Facts(has=frozenset(("goal", "plan_measures", "units", "deadline")), measures=2, units=frozenset(("市自然资源局",)),
              due=day("2025-10-31"))


class Story:
    """A task's life, told step by step; the register and rights as the service has them."""

    def __init__(self, profile="default", **facts):
        self.profile, self.facts, self.events = PROFILES[profile], dataclasses.replace(FACTS, **facts), []

    @property
    def life(self):
        gone = {e.body["seq"] for e in self.events if e.kind == "withdrawn"}
        return life_of([e for e in self.events if e.seq not in gone and e.kind not in ("withdrawn", "visit")], self.profile, TODAY)

    def who(self, name, units=()):
        rights = frozenset(RIGHTS.get(name, RIGHTS["all"]))
        actor, thing = Actor(name, actions=rights), Thing(units=self.facts.units, by=self.life.by)

        def refused(action):
            right = may(actor, action, thing)
            return None if right else (right.what, right.how)
        return Who(name, rights, frozenset(units), refused)

    def offer(self, step, name, at="2025-12-31", units=()):
        offers = offers_of(self.life, self.profile, self.facts, self.who(name, units), day(at), TODAY)
        return next(one for one in offers if one.name == step)

    def do(self, step, name, at, **given):
        event = take_step(self.life, self.profile, self.facts, self.who(name), step, GIVEN | given, day(at), TODAY, "plan#1")
        self.events.append(dataclasses.replace(event, seq=len(self.events) + 1))
        return self

    def say(self, progress, at, actor="document"):
        self.events.append(Event(day(at), actor, "progress", "plan#1", {"progress": progress}, "报告", len(self.events) + 1))
        return self

    def visit(self, at, who=VISITOR):
        event = Event(day(at), who, "visit", "plan#1", {"visit": f"v{at}"}, "", len(self.events) + 1)
        self.facts = dataclasses.replace(self.facts, visits=(*self.facts.visits, event))
        return self

    def done(self, at="2025-06-01"):
        return self.do("started", UNIT, "2025-05-01").do("completed", UNIT, at)

    def accepted(self):
        return self.done().do("self_checked", UNIT, "2025-06-05").visit("2025-06-10").do("county_accepted", COUNTY, "2025-06-12").do(
            "city_accepted", CITY, "2025-06-20")

    def closed(self):
        self.accepted().do("in_notice", PUBLISHER, "2025-07-01", start="2025-07-01", end="2025-07-07")
        return self.do("closed", CITY, "2025-07-08")


def refused(call):
    with pytest.raises((InputError, NotAllowed)) as found:
        call()
    return found.value.sentence


def test_the_whole_way_of_the_common_rules():
    story = Story().closed()
    assert story.life.stage == "closed"
    assert [e.kind for e in story.life.steps] == ["progress", "progress", "checked", "accepted", "accepted", "noticed", "closed"]
    assert {e.source for e in story.life.steps} == {STEPS}
    assert story.life.steps[3].body == {"step": "county_accepted", "opinion": "验字 3 号", "visits": ["v2025-06-10"]}
    assert next_step(story.life, story.profile) is None


@pytest.mark.parametrize("name", PROFILES)
def test_every_shipped_chain_can_be_gone_to_its_end(name):
    story = Story(name).done()
    story.visit("2025-06-02")
    holder = {"claim": UNIT, "accept.county": COUNTY, "accept.city": CITY, "accept.province": PROVINCE, "publish": PUBLISHER}
    for n, step in enumerate(story.profile.chain[1:]):
        at = f"2025-07-{1 + n * 5:02d}" if story.life.notice is None else "2025-08-30"
        story.do(step.stage, holder[step.may[0]], at, start=at, end="2025-07-31")
    assert story.life.stage == "closed"


@pytest.mark.parametrize("name", PROFILES)
def test_no_stage_is_skipped(name):
    story = Story(name).done()
    story.visit("2025-06-02")
    chain = [step.stage for step in story.profile.chain]
    for stage in chain[2:]:
        assert not story.offer(stage, "all")
        assert not story.offer(stage, "all").near
    assert "taken already" in refused(lambda: story.do(chain[0], "all", "2025-12-31"))


@pytest.mark.parametrize(("step", "who"), [("county_accepted", UNIT), ("county_accepted", CITY), ("county_accepted", PUBLISHER)])
def test_a_step_is_its_own_levels(step, who):
    story = Story().done().do("self_checked", UNIT, "2025-06-05").visit("2025-06-10")
    assert story.offer(step, COUNTY)
    assert "your roles do not let you" in refused(lambda: story.do(step, who, "2025-06-12"))


def test_nobody_accepts_what_they_reported_whatever_rights_they_have():
    story = Story().do("started", UNIT, "2025-05-01").do("completed", "庚", "2025-06-01").do("self_checked", "辛", "2025-06-05")
    story.visit("2025-06-10")
    for name in ("庚", "辛"):
        assert "your own work" in refused(lambda name=name: story.do("county_accepted", name, "2025-06-12"))
        assert "your own work" in refused(lambda name=name: story.do("returned", name, "2025-06-12"))
    story.do("returned", "壬", "2025-06-12").do("completed", "癸", "2025-07-01").do("self_checked", "癸", "2025-07-02").visit("2025-07-03")
    assert not story.offer("county_accepted", "庚")          # it stays their work when another reports it anew
    assert story.offer("county_accepted", "壬")


def test_nobody_closes_their_own_work_where_the_profile_gives_the_closing_to_any_right():
    story = Story("siping").do("started", UNIT, "2025-05-01").do("completed", "庚", "2025-06-01").visit("2025-06-02")
    story.do("in_notice", "庚", "2025-06-03", start="2025-06-03", end="2025-06-09")
    assert "your own work" in refused(lambda: story.do("closed", "庚", "2025-06-10"))
    step = dataclasses.replace(story.profile.chain[2], may=("publish",))     # a right that says nothing of own work
    story.profile = dataclasses.replace(story.profile, chain=(*story.profile.chain[:2], step))
    assert "your own work" in refused(lambda: story.do("closed", "庚", "2025-06-10"))
    assert story.offer("closed", "辛", "2025-06-10")


def test_who_speaks_for_the_unit_does_not_accept_its_work():
    story = Story().done().do("self_checked", UNIT, "2025-06-05").visit("2025-06-10")
    assert "a unit that you speak for" in story.offer("county_accepted", "辛", units=("市自然资源局",)).what
    assert story.offer("county_accepted", "辛", units=("市水务局",))


def test_what_a_document_says_moves_progress_and_no_stage_of_acceptance():
    story = Story().say("on_schedule", "2025-04-01")
    assert story.life.stage == "in_progress"
    for word in ("completed", "accepted", "closed"):
        told = Story().say(word, "2025-05-01")
        assert (told.life.stage, told.life.claim.at) == ("completed", day("2025-05-01"))
        assert told.life.by == frozenset()
    story.say("closed", "2025-05-01").do("self_checked", UNIT, "2025-05-05")
    story.say("in_progress", "2025-05-20")
    assert story.life.stage == "self_checked"
    assert Story().say("completed", "2025-05-01").say("behind", "2025-06-01").life.stage == "in_progress"


# ---- gates --------------------------------------------------------------------------------

@pytest.mark.parametrize(("visits", "says"), [
    ([], "nobody has been there"), ([("2025-05-31", VISITOR)], "nobody has been there"),
    ([("2025-06-13", VISITOR)], "nobody has been there"),
    ([("2025-06-10", UNIT)], "nobody has been there"), ([("2025-06-10", f"{UNIT}、{VISITOR}")], ""), ([("2025-06-01", VISITOR)], ""),
])
def test_an_acceptance_rests_on_a_visit_since_the_claim_by_somebody_else(visits, says):
    story = Story().done().do("self_checked", UNIT, "2025-06-05")
    for at, who in visits:
        story.visit(at, who)
    assert says in story.offer("county_accepted", COUNTY, "2025-06-12").what
    assert bool(story.offer("county_accepted", COUNTY, "2025-06-12")) is not says


def test_a_task_without_a_place_on_the_map_is_accepted_on_the_paper_of_a_visit():
    story = Story(placed=False).done().do("self_checked", UNIT, "2025-06-05")
    assert "visit" in story.offer("county_accepted", COUNTY).needs
    assert "missing" in refused(lambda: story.do("county_accepted", COUNTY, "2025-06-12", visit=" "))
    story.do("county_accepted", COUNTY, "2025-06-12")
    assert story.life.steps[-1].body["visit"] == "现场记录 4 号"


def test_imagery_alone_never_closes():
    chain = tuple(dataclasses.replace(step, needs=tuple("imagery" if need == "visit" else need for need in step.needs))
                  for step in PROFILES["anhui"].chain)
    story = Story("anhui").done()
    story.profile = dataclasses.replace(story.profile, chain=chain)     # such a file is refused; this one was made behind its back
    for step, who in (("city_accepted", CITY), ("province_accepted", PROVINCE)):
        story.do(step, who, "2025-07-01", imagery="影像 2025-06-20")
    assert "nobody has been there" in refused(lambda: story.do("closed", PROVINCE, "2025-07-02", imagery="影像 2025-07-01"))
    story.visit("2025-07-01").do("closed", PROVINCE, "2025-07-02", imagery="影像 2025-07-01")
    assert story.life.steps[-1].body["imagery"] == "影像 2025-07-01"


@pytest.mark.parametrize(("at", "says"), [
    ("2025-06-04", "on 2025-06-05, after this day"), ("2026-01-01", "in the future"), ("2025-06-05", ""),
])
def test_a_step_has_a_day_from_the_one_before_up_to_today(at, says):
    story = Story().done().do("self_checked", UNIT, "2025-06-05").visit("2025-06-02")
    assert says in story.offer("county_accepted", COUNTY, at).what


def test_a_notice_ends_and_has_its_objections_answered_before_the_next_step():
    story = Story().accepted().do("in_notice", PUBLISHER, "2025-07-01", start="2025-07-01", end="2025-07-07")
    assert "runs until 2025-07-07" in refused(lambda: story.do("closed", CITY, "2025-07-07"))
    story.do("objected", PUBLISHER, "2025-07-03")
    assert "has no answer yet" in refused(lambda: story.do("closed", CITY, "2025-07-08"))
    story.do("answered", PUBLISHER, "2025-07-05")
    assert story.offer("closed", CITY, "2025-07-08")
    assert not story.offer("answered", PUBLISHER)


@pytest.mark.parametrize(("start", "end", "says"), [
    ("2025-07-01", "2025-07-06", "shorter than 7 days"), ("2025-06-01", "2025-07-06", "begins before the step"),
    ("2025-07-01", "bald", "no date"), ("2025-07-01", "2025-07-07", ""),
])
def test_a_notice_is_as_long_as_the_profile_says(start, end, says):
    story = Story().accepted()

    def give():
        story.do("in_notice", PUBLISHER, "2025-07-01", start=start, end=end)
    if says:
        assert says in refused(give)
    else:
        give()


@pytest.mark.parametrize(("measures", "says"), [([1, 2], ""), ([2], "measure 1 has no answer"), (None, "measure 1"), ([1, 2, 9], "")])
def test_done_needs_every_measure(measures, says):
    story = Story().do("started", UNIT, "2025-05-01")

    def give():
        story.do("completed", UNIT, "2025-06-01", measures=measures)
    if says:
        assert says in refused(give)
    else:
        give()
        assert story.life.claim.body["measures"] == [1, 2]


def test_what_the_plan_lacks_is_named():
    assert "no responsible unit" in Story(has=frozenset(("goal",))).offer("started", UNIT).what


def test_after_the_deadline_yichang_asks_why():
    for at, asks in (("2025-10-31", False), ("2025-11-01", True)):
        assert ("reason" in Story("yichang").done().visit("2025-06-02").offer("city_accepted", CITY, at).needs) is asks


def test_fujian_shows_who_has_waited_for_thirty_days():
    story = Story("fujian").done("2025-06-01")
    assert waiting_days(story.life, story.profile, day("2025-07-01")) == 0
    assert waiting_days(story.life, story.profile, day("2025-07-02")) == 31
    assert waiting_days(Story().done().life, PROFILES["default"], TODAY) == 0


# ---- back, on, and elsewhere --------------------------------------------------------------------------------

def test_a_return_has_a_reason_and_begins_anew():
    story = Story().accepted()
    assert "missing" in refused(lambda: story.do("returned", CITY, "2025-06-21", reason=""))
    story.do("returned", CITY, "2025-06-21")
    assert (story.life.stage, story.life.returned, story.life.round, story.life.claim) == ("in_progress", 1, (), None)
    story.do("completed", UNIT, "2025-07-01").do("self_checked", UNIT, "2025-07-02")
    assert "nobody has been there" in story.offer("county_accepted", COUNTY, "2025-07-03").what      # the old visit saw the old work


def test_a_rebound_reopens_with_history_and_count():
    story = Story().closed()
    assert look_back_on(story.life, story.profile) == day("2026-07-08")
    story.do("reviewing", CITY, "2025-09-01")
    assert "since the looking back began" in story.offer("reviewed", CITY).what
    story.visit("2025-09-02").do("rebounded", CITY, "2025-09-03")
    assert (story.life.stage, story.life.rebounded, len(story.life.steps)) == ("in_progress", 1, 9)
    story.do("completed", UNIT, "2025-10-01").do("self_checked", UNIT, "2025-10-01").visit("2025-10-02").do(
        "county_accepted", COUNTY, "2025-10-03").do("city_accepted", CITY, "2025-10-04").do(
        "in_notice", PUBLISHER, "2025-10-05", start="2025-10-05", end="2025-10-11").do("closed", CITY, "2025-10-12")
    assert look_back_on(story.life, story.profile) == day("2026-01-12")       # sooner, since it came back before
    story.do("reviewing", CITY, "2025-11-01").visit("2025-11-02").do("reviewed", CITY, "2025-11-03").do("rebounded", CITY, "2025-11-04")
    assert story.life.rebounded == 2


def test_an_extension_keeps_the_old_date_and_goes_forward_only():
    story = Story().done()
    story.do("extended", CITY, "2025-06-10", due="2025-11-30").do("extended", CITY, "2025-07-10", due="2026-03-31")
    assert (story.life.due, story.life.dues) == (day("2026-03-31"), ("2025-10-31", "2025-11-30"))
    assert story.life.stage == "completed"
    assert "no later than the old one, 2026-03-31" in refused(lambda: story.do("extended", CITY, "2025-08-01", due="2026-03-31"))


@pytest.mark.parametrize(("end", "asks"), [("merged", "successor"), ("transferred", "to"), ("cancelled", "reason")])
def test_a_task_that_goes_on_elsewhere_takes_no_step_here(end, asks):
    story = Story().done()
    assert refused(lambda: story.do(end, CITY, "2025-06-10", **{asks: ""})).startswith(f"{asks}: this is asked for")
    story.do(end, CITY, "2025-06-10")
    assert story.life.stage == end
    assert not any(offers_of(story.life, story.profile, story.facts, story.who("all"), TODAY, TODAY))


def test_a_closed_task_is_not_extended_or_merged():
    story = Story().closed()
    assert [one.name for one in offers_of(story.life, story.profile, story.facts, story.who("all"), TODAY, TODAY) if one.near] == [
        "reviewing", "rebounded"]


def test_a_long_term_duty_reports_and_others_do_not():
    assert Story(ongoing=True).offer("heartbeat", UNIT)
    assert not Story().offer("heartbeat", UNIT)


def test_a_life_is_that_of_its_day():
    events = Story().closed().events
    stages = {at: life_of(events, PROFILES["default"], day(at)).stage for at in ("2025-04-30", "2025-06-04", "2025-06-12", "2025-07-07")}
    assert list(stages.values()) == ["planned", "completed", "county_accepted", "in_notice"]


def test_a_city_that_takes_another_profile_goes_on_from_the_last_stage_that_both_have():
    events = Story().done().do("self_checked", UNIT, "2025-06-05").events
    life = life_of(events, PROFILES["anhui"], TODAY)
    assert next_step(life, PROFILES["anhui"]).stage == "city_accepted"


def test_a_version_is_of_all_that_was_said():
    story = Story()
    versions = {story.life.version, story.done().life.version, story.say("behind", "2025-07-01").life.version}
    assert len(versions) == 3


@pytest.mark.parametrize(("start", "months", "end"), [
    ("2025-11-30", 3, "2026-02-28"), ("2025-12-31", 12, "2026-12-31"), ("2024-01-31", 1, "2024-02-29"),
])
def test_months_after_a_day(start, months, end):
    assert months_after(day(start), months) == day(end)


def test_an_answer_is_not_older_than_the_objection():
    story = Story().accepted().do("in_notice", PUBLISHER, "2025-07-01", start="2025-07-01", end="2025-07-07")
    story.do("objected", PUBLISHER, "2025-07-05")
    assert "on 2025-07-05, after this day" in refused(lambda: story.do("answered", PUBLISHER, "2025-07-04"))
