"""One name for a unit over all documents of a city."""

from geomon.model import Document, Task, Units
from geomon.service.units import canonical, unit_names


def document(ident, region, *fields):
    tasks = tuple(Task(str(n), "", "p", units=Units(responsible=names)) for n, names in enumerate(fields))
    return Document(f"{ident}.txt", "0" * 64, ident, "plan", "", region=region, tasks=tasks)


def names(*documents):
    found = unit_names(documents)
    return [[canonical(task, d.region, found).units.responsible for task in d.tasks] for d in documents]


def test_spellings_of_one_body_are_counted_once():
    plan = document("a", "示例市", ("市生态环境局", "市发展改革委"), ("市生态环境局",))
    report = document("b", "示例市", ("示例市生态环境局", "市发改委"), ("生态环境局",))
    first, second = names(plan, report)
    assert first == [("市生态环境局", "市发展改革委"), ("市生态环境局",)]
    assert second[0][0] == second[1][0] == "市生态环境局"
    assert second[0][1] in ("市发展改革委", "市发改委") and second[0][1] == first[0][1]


def test_a_bare_name_that_two_levels_have_stays_as_printed():
    both = document("a", "示例市", ("市水务局",), ("县水务局",), ("水务局",))
    assert names(both)[0][2] == ("水务局",)


def test_bodies_of_two_cities_stay_apart():
    assert unit_names([document("a", "示例市", ("市水务局",)), document("b", "东湖市", ("水务局",))]) == {}


def test_a_unit_named_twice_under_two_spellings_stands_once():
    assert names(document("a", "示例市", ("市工信局", "市工业和信息化局")))[0][0] in (("市工信局",), ("市工业和信息化局",))
