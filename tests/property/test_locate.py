"""Joining does not depend on the order in which things come, and every tie carries its evidence."""

from factories import make_document, make_task
from features import make_features
from gazetteers import gazetteer
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geomon.join.locate import locate_mentions
from geomon.model import Mention

NAMES = ["东河煤矿", "乌海东河煤矿", "东河煤业有限公司", "东河煤矿西侧空地", "西河石场", "西河石场项目", "第四污水厂", "海南区第四污水厂",
         "东清河"]
MENTIONS = st.builds(Mention, st.sampled_from(NAMES), st.sampled_from(["mine", "outfall", "water_body"]),
                     st.sampled_from([None, "海南区", "乌达区"]))
LOCATED, NAMED = {"name": "东河煤矿", "county": "海南区", "lon": 106.9, "lat": 39.3}, {"name": "西河石场", "county": "乌达区"}
FEATURES = make_features("mine", LOCATED, NAMED)


class Reversed:
    """A draw that turns the order round."""

    def sample(self, mentions, _count):
        return mentions[::-1]


def locate(mentions):
    tasks = [make_task(str(n), mentions=(mention,)) for n, mention in enumerate(mentions)]
    return locate_mentions([make_document("plan.txt", *tasks, region="乌海市", adcode="150300")], FEATURES, gazetteer())


@settings(deadline=None, max_examples=60)
@given(mentions=st.lists(MENTIONS, min_size=1, max_size=8), random=st.randoms(use_true_random=False))
@example(mentions=[Mention("西河石场", "mine", None), Mention("西河石场项目", "mine", None)], random=Reversed())
def test_the_order_of_tasks_changes_neither_sites_nor_places(mentions, random):
    shuffled = random.sample(mentions, len(mentions))
    first, second = locate(mentions)[0], locate(shuffled)[0]
    assert {(s.id, s.location) for s in first} == {(s.id, s.location) for s in second}
    assert {s.id: {s.name, *s.aliases} for s in first} == {s.id: {s.name, *s.aliases} for s in second}


@settings(deadline=None, max_examples=60)
@given(mentions=st.lists(MENTIONS, min_size=1, max_size=8))
def test_every_task_is_tied_with_a_reason_and_no_site_is_without_a_task(mentions):
    sites, matches, lost = locate(mentions)
    assert {m.task for m in matches} == {str(n) for n in range(len(mentions))}
    assert {m.site for m in matches} == {s.id for s in sites} and len({s.id for s in sites}) == len(sites)
    assert all(m.reason and 0 < m.confidence <= 1 for m in matches)
    for site in sites:
        where = site.location
        assert (where.lon is None) == (where.method == "none") == (where.accuracy_m is None)
        assert where.why and (where.source or where.method == "none")
    assert sorted(one.name for one in lost) == sorted(s.name for s in sites if s.location.method == "none")
