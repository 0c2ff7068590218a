"""What a person told the reader: roles of labels and headings, and the lines on which tasks begin."""

import pytest

from geomon.documents.label_uses import label_uses
from geomon.documents.labels import read_labels, role_of
from geomon.documents.lessons import Lesson, Mark, labels_told
from geomon.documents.read import read_document, read_source

ROLES = (("归口处室", "lead"), ("帮办处室", "cooperating"), ("咋个改法", "measures"))
TEXT = """中卫市生态环境保护督察反馈问题整改方案
（一）南坪水源地有三眼井未装计量设施。
归口处室：市水务局；帮办处室：市财政局
整改时限：2025年6月底
咋个改法：
1.安装计量设施。
（二）东坡取土坑尚有两处裸露。
归口处室：市自然资源局
整改时限：2025年9月底
咋个改法：
1.完成补植。
砂场弃渣露天堆放，雨天有淋溶。
归口处室：市林草局
整改时限：2025年12月底
咋个改法：
1.清理弃渣。
（三）园区污水管网破损渗漏。
归口处室：市住建局
整改时限：2025年10月底
咋个改法：
1.更换管网3公里。
"""


@pytest.fixture
def plan(tmp_path):
    path = tmp_path / "plan.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def told(path, *marks, roles=ROLES):
    asked = []

    def lessons(city):
        asked.append(city)
        return Lesson(roles, marks) if city == "中卫市" else Lesson()

    document = read_document(path, lessons=lessons)
    assert set(asked) == {"中卫市"}
    return document


def test_told_labels_give_their_roles_and_only_while_they_are_told(plan):
    before = read_document(plan).tasks[0].units
    assert (before.lead, before.cooperating) == ((), ())
    task = told(plan).tasks[0]
    assert (task.units.lead, task.units.cooperating) == (("市水务局",), ("市财政局",))
    assert [m.text for m in task.measures] == ["安装计量设施。"]
    assert read_document(plan).tasks[0].units == before


def test_a_person_s_role_goes_before_that_of_the_list():
    with labels_told((("责任单位", "lead"), ("整改目标", "ignore"))):
        assert [label.role for label in read_labels("责任单位：市水务局；配合单位：市财政局")] == ["lead", "cooperating"]
        assert (role_of("责任单位"), role_of("整改目标")) == ("lead", "note")
    assert [label.role for label in read_labels("责任单位：市水务局")] == ["responsible"]


@pytest.mark.parametrize("line", ["归口处室：市水务局", "【归口处室】市水务局", "（一）归口处室：市水务局", "归口处室（牵头）：市水务局", "归口处室",
                                  "归口处室　市水务局", "归 口 处 室：市水务局"])
def test_a_told_label_stands_where_labels_stand(line):
    with labels_told(ROLES):
        assert [label.role for label in read_labels(line)] == ["lead"]


@pytest.mark.parametrize("line", ["归口处室应当每月报送。", "由归口处室：市水务局办理。", "市水务局，归口处室：市水务局。"])
def test_a_told_word_inside_a_sentence_is_no_label(line):
    with labels_told(ROLES):
        assert read_labels(line) == []


def test_a_marked_line_begins_a_task_and_ends_the_one_before(plan):
    tasks = told(plan, Mark("start", "砂场弃渣露天堆放", "2-2")).tasks
    assert [task.number for task in tasks] == ["1", "2", "2-2", "3"]
    _, second, made, _ = tasks
    assert (second.units.lead, [m.text for m in second.measures]) == (("市自然资源局",), ["完成补植。"])
    assert (made.problem, made.units.lead, made.deadline.text) == ("砂场弃渣露天堆放，雨天有淋溶。", ("市林草局",), "2025年12月底")
    assert TEXT[slice(*made.span)].startswith("砂场弃渣")
    assert second.span[1] <= made.span[0]


def test_a_task_that_belongs_to_the_one_before_is_joined_to_it(plan):
    tasks = told(plan, Mark("joined", "（二）东坡取土坑", "2")).tasks
    assert [task.number for task in tasks] == ["1", "3"]
    assert tasks[0].units.lead == ("市水务局", "市自然资源局", "市林草局")
    assert tasks[0].span[1] <= tasks[1].span[0]


def test_a_task_behind_the_last_one_ends_with_its_fields(plan):
    plan.write_text(TEXT + "附件：名单\n" + "\n".join(["（四）老井未封。", "归口处室：市水务局", "整改时限：2025年11月底", "二、保障措施", "各县区抓好落实。"]),
                    encoding="utf-8")
    task = told(plan, Mark("start", "（四）老井未封", "4")).tasks[-1]
    assert (task.number, task.units.lead) == ("4", ("市水务局",))
    assert "保障措施" not in plan.read_text(encoding="utf-8")[slice(*task.span)]


@pytest.mark.parametrize("mark", [Mark("start", "没有这一行的话", "9"), Mark("joined", "没有这一行的话"), Mark("start", "（二）东坡取土坑", "2"),
                                  Mark("joined", "（一）南坪水源地"), Mark("start", "1", "9")])
def test_a_mark_that_says_nothing_new_changes_nothing(plan, mark):
    assert told(plan, mark).tasks == told(plan).tasks


def test_headings_of_a_ledger_are_told_in_the_same_words(tmp_path):
    path = tmp_path / "中卫市督察反馈问题整改台账.csv"
    path.write_text("编号,甲,乙,丙\n1,南坪水源地有三眼井未装计量设施。,2025年6月底,市水务局\n2,取土坑裸露。,2025年9月底,市林草局\n", encoding="utf-8")
    read = read_document(path, lessons=lambda _: Lesson((("丙", "lead"), ("甲", "problem"))))
    assert [(task.units.lead, task.problem[:3]) for task in read.tasks] == [(("市水务局",), "南坪水"), (("市林草局",), "取土坑")]


def test_the_labels_of_a_document_are_listed_with_what_they_are_taken_for(plan):
    source = read_source(plan)
    uses = {use.word: use for use in label_uses(source, Lesson())}
    assert (uses["归口处室"].role, uses["归口处室"].why, uses["归口处室"].count) == ("responsible", "look", 4)
    assert (uses["整改时限"].role, uses["整改时限"].why, uses["整改时限"].sample) == ("deadline", "known", "2025年6月底")
    again = {use.word: use for use in label_uses(source, Lesson(ROLES))}
    assert [(again[word].role, again[word].why) for word, _ in ROLES] == [(role, "told") for _, role in ROLES]


def test_headings_that_nobody_knows_come_first(tmp_path):
    path = tmp_path / "d.csv"
    path.write_text("序号,问题,整改时限,责任单位,子丑\n1,井未封。,2025年6月底,市水务局,甲\n2,坑未填。,2025年9月底,市林草局,乙\n", encoding="utf-8")
    first = label_uses(read_source(path), Lesson())[0]
    assert (first.word, first.role, first.why, first.sample, first.column) == ("子丑", "ignore", "unknown", "甲", True)
