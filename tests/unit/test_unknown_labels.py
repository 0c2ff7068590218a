"""Fields under words that no list holds: by what the words are made of, by how often they open a line, by how a sentence tells them."""

import pytest

from geomon.documents import read_text, source_of_text
from geomon.documents.guessing import guess_role
from geomon.documents.labels import read_labels
from geomon.documents.learned import learn


@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("具体举措", "measures"),
        ("采取的举措", "measures"),
        ("办结最迟时间", "deadline"),
        ("要达到的目标", "goal"),
        ("协同办理部门", "cooperating"),
        ("牵头及责任部门", "responsible"),
        ("群众反映的主要情况", "problem"),
        ("反馈原文", "problem"),
        ("问题出处", "note"),
        ("公示时间", "note"),
        ("整改措施落实情况", "progress"),
        ("验收销号牵头单位", "acceptance"),
        ("谁来牵头", "lead"),
        ("哪天改完", "deadline"),
        ("改得怎样", "state"),
        ("隐患描述", "problem"),
        ("县城", None),
        ("保障措施", None),
        ("单位", None),
    ],
)
def test_a_label_is_read_by_its_words(word, role):
    assert guess_role(word) == role


def test_a_documents_own_labels_are_learned():
    lines = [
        "咋整：清理沟内废渣并覆土。",
        "哪家的活：市水务局",
        "到几号为止：2025年6月底",
        "咋整：修复裸露边坡并复绿。",
        "哪家的活：东湖区政府、市林草局",
        "到几号为止：2025年底前",
        "咋整：",
        "一、完善台账并加强巡查。",
        "哪家的活：市生态环境局",
        "到几号为止：立行立改",
    ]
    assert learn(lines) == {"咋整": "measures", "哪家的活": "responsible", "到几号为止": "deadline"}


def test_two_times_is_no_habit():
    assert learn(["到几号为止：2025年6月底", "到几号为止：2025年底前"]) == {}


@pytest.mark.parametrize(
    ("line", "roles"),
    [
        ("办结期限2025年9月底。", ["deadline"]),
        ("主责单位治多县人民政府，州自然资源局配合。", ["responsible"]),
        ("整改时限要求不严，部分任务逾期。", []),
        ("责任单位落实不到位，问题反弹。", []),
        ("整改目标是恢复植被。", ["goal"]),
        (
            "西沟未清。整改目标是清理到位。主要措施：一是清运。牵头单位为市水务局，责任单位为东湖区政府，于2025年10月底前完成。",
            ["goal", "measures", "lead", "responsible", "by"],
        ),
        ("西沟未清。整改时限为2024年12月底；由市水利局牵头，东湖区政府负责，市财政局配合。", ["deadline", "credit"]),
    ],
)
def test_fields_told_without_a_mark(line, roles):
    assert [label.role for label in read_labels(line)] == roles


def test_tasks_under_a_clerks_own_words_are_read():
    text = "示例市督察反馈问题整改安排\n" + "".join(
        f"问题{n}  东坡取土坑{n}号坑未复绿，扬尘污染周边。\n咋整：1.补植灌木。2.建立台账。\n哪家的活：市林草局\n到几号为止：2025年{n}月底\n"
        for n in range(1, 5)
    )
    tasks = read_text(source_of_text(text), "x.txt", "0" * 64).tasks
    assert [(task.number, task.deadline.due.month, task.units.responsible, len(task.measures)) for task in tasks] == [
        (str(n), n, ("市林草局",), 2) for n in range(1, 5)
    ]


@pytest.mark.parametrize(
    ("line", "roles"),
    [
        ("整改措施：1.清渣。2.复绿。（牵头单位：市水务局；责任单位：东湖区政府；整改时限：2025年6月底前）",
         ["measures", "lead", "responsible", "deadline"]),
        ("整改措施：一是清渣。二是复绿。（市水务局牵头，东湖区负责；整改时限：2025年6月底）", ["measures", "credit"]),
        ("整改措施：1.清渣（责任单位：东湖区政府；完成时限：2025年6月底）。", ["measures"]),
        ("责任落实：本项任务由市水务局牵头，东湖区政府具体落实。", ["credit"]),
        ("（一）东坡石场问题。（整改时限2025年6月底，责任单位东湖区）问题整改情况：已复绿。", ["deadline", "responsible", "progress"]),
        ("第7项：石场未复绿。本项整改时限为2024年10月底前，责任单位为东湖区政府。核查组看到，坡面已全部复绿成林。",
         ["deadline", "responsible", "progress"]),
        ("问题——石场未复绿。", ["problem"]),
    ],
)
def test_fields_told_in_other_ways_are_labels(line, roles):
    assert [label.role for label in read_labels(line)] == roles


def test_a_label_alone_on_its_line_is_one_where_the_document_does_so_throughout():
    lines = ["具体举措", "1.清渣。", "未达到序时进度"] * 3
    assert learn(lines) == {"具体举措": "measures"}
