"""A mark before a line's first word is the same mark before a number, a label and a step."""

from __future__ import annotations

import pytest

from geomon.documents.cell_kinds import fit
from geomon.documents.column_headings import Kind
from geomon.documents.column_words import answered
from geomon.documents.labels import read_labels
from geomon.documents.measures import inline_marks
from geomon.documents.numbering import read_head
from geomon.documents.read import read_text, source_of_text


@pytest.mark.parametrize("mark", list("•●■◆▲▪◇★☆·*#"))
def test_a_mark_is_skipped_before_a_number_a_label_and_a_step(mark: str) -> None:
    head = read_head(f"{mark}3.北沟污水直排。")
    assert head is not None
    assert (head.number, head.label) == (3, "3.")
    assert [label.role for label in read_labels(f"{mark} 责任单位：市水利局")] == ["responsible"]
    assert inline_marks(f"{mark}一是截污；{mark}二是清淤。")


@pytest.mark.parametrize("line", ["√责任单位：市水利局", "□整改时限：6月底", "×3.北沟污水直排。"])
def test_a_tick_is_no_bullet(line: str) -> None:
    assert not read_labels(line)
    assert read_head(line) is None


@pytest.mark.parametrize("mark", "◇★▪")
def test_a_plan_whose_fields_stand_behind_marks_is_read(mark: str) -> None:
    fields = ("责任单位：市水利局", "整改时限：2026年6月底", "整改措施：截污。")
    plan = "石桥市督察反馈问题整改方案\n" + "".join(
        f"{mark}{n}.{problem}\n" + "".join(f"{mark}{field}\n" for field in fields) for n, problem in ((1, "北沟污水直排。"), (2, "南滩垃圾未清。"))
    )
    tasks = read_text(source_of_text(plan), "p.txt", "").tasks
    assert [(task.number, str(task.deadline.due), task.units.responsible) for task in tasks] == [
        ("1", "2026-06-30", ("市水利局",)), ("2", "2026-06-30", ("市水利局",))
    ]


@pytest.mark.parametrize("box", list("□☐☑√☒■✓✔"))
def test_a_box_to_tick_is_the_same_box_in_a_cell_of_lines_and_in_one_of_a_grid(box: str) -> None:
    assert fit(Kind.STATE, f"{box}未动工") > fit(Kind.STATE, "未动工")
    ticked = answered("完成进度", f"{box}已验收销号\n☑已完成")
    assert box not in "□☐" or (ticked is not None and ticked.progress == "completed")
