"""Two printed columns laid side by side with blanks are read left first; tables and labels with values are not touched."""

import pytest

from geomon.documents import read_text, source_of_text
from geomon.documents.formats._labels_beside import with_colons
from geomon.documents.formats._side_by_side import one_column

_TASK = """{n}.{place}污染问题突出。督察发现，{place}东侧堆场长期没有防渗措施，渗滤液沿沟排入下游河道，群众投诉多次，反映强烈。
整改目标：堆场规范封场，渗滤液全部收集处理，下游河道水质稳定达标。
整改措施：（1）更换破损的防渗膜，2025年5月底前完成；（2）修建截洪沟和渗滤液收集池，雨天不外溢。
责任单位：东湖区人民政府、市生态环境局
整改时限：2025年{n}月底前"""


def _wrapped(text: str, width: int) -> list[str]:
    lines = []
    for paragraph in text.split("\n"):
        whole = "　　" + paragraph
        lines += [whole[at : at + width] for at in range(0, len(whole), width)]
    return lines


def _page(width: int = 21) -> list[str]:
    left = [*_wrapped(_TASK.format(n=1, place="南坡"), width), *_wrapped(_TASK.format(n=2, place="北岭"), width)]
    right = [*_wrapped(_TASK.format(n=3, place="西沟"), width), *_wrapped(_TASK.format(n=4, place="东坪"), width)]
    return [a + " " * (2 * width + 4 - sum(1 + (ord(c) > 255) for c in a)) + b for a, b in zip(left, right, strict=True)]


def test_the_left_column_comes_first():
    text = "示例市督察反馈问题整改方案\n\n" + "\n".join(_page()) + "\n\n                    — 17 —\n"
    tasks = read_text(source_of_text(text), "x.txt", "0" * 64).tasks
    assert [(task.number, task.deadline.due.month, len(task.measures)) for task in tasks] == [(str(n), n, 2) for n in range(1, 5)]
    assert all(task.units.responsible == ("东湖区", "市生态环境局") for task in tasks)


def test_each_page_is_read_by_itself():
    page = _page()
    lines = one_column([*page, "— 1 —", *page])
    assert [line.strip()[:4] for line in lines if line.strip()[:4] in ("1.南坡", "3.西沟")] == ["1.南坡", "3.西沟", "1.南坡", "3.西沟"]


def test_labels_with_values_beside_them_stay():
    lines = [f"{label}{' ' * (30 - 2 * len(label))}市水务局负责把第{n}号渠道清理干净，并且报送情况" for n in range(4) for label in
             ("责任单位", "整改时限", "整改措施", "整改目标")]
    assert one_column(lines) == lines


def test_one_column_stays():
    lines = _wrapped(_TASK.format(n=1, place="南坡") * 3, 21)
    assert one_column(lines) == lines


def test_labels_parted_from_their_values_by_blanks_are_labels():
    text = "示例市督察反馈问题整改清单\n\n" + "\n".join(
        f"任务编号        {n}\n反馈问题        东坡{n}号坑尚有两处裸露，扬尘污染周边村庄，\n                群众投诉多次。\n"
        f"整改措施        1.补植灌木，2025年{n}月底前完成；2.建立台账，\n                每月巡查。\n"
        f"责任单位        市自然资源局、东湖区人民政府\n整改时限        2025年1{n}月底前\n" for n in (1, 2)
    )
    tasks = read_text(source_of_text(text), "x.txt", "0" * 64).tasks
    assert [(task.number, task.deadline.due.month, task.units.responsible) for task in tasks] == [
        (str(n), 10 + n, ("市自然资源局", "东湖区")) for n in (1, 2)
    ]
    assert all(task.problem.endswith("群众投诉多次。") and task.measures[1].text == "建立台账，每月巡查。" for task in tasks)


def test_prose_with_blanks_inside_has_no_labels():
    lines = ["本市按照  要求推进", "整改措施  落实到位，责任单位  履职", "　　整改时限        见附件"] * 3
    assert with_colons(lines) == lines


@pytest.mark.parametrize("of_quote", [1, 2])
def test_quotation_marks_do_not_shift_the_right_column(of_quote):
    quoted = _TASK.replace("{place}东侧堆场", "“{place}”堆场").replace("截洪沟", "“截洪沟”").replace("市生态环境局", "市“蓝天”专班")
    left = [*_wrapped(quoted.format(n=1, place="南坡"), 21), *_wrapped(quoted.format(n=2, place="北岭"), 21)]
    right = [*_wrapped(quoted.format(n=3, place="西沟"), 21), *_wrapped(quoted.format(n=4, place="东坪"), 21)]
    wide = [sum(of_quote if c in "“”" else 1 + (ord(c) > 255) for c in line) for line in left]
    page = [a + " " * (46 - w) + b for a, b, w in zip(left, right, wide, strict=True)]
    assert [line.strip() for line in one_column(page)] == [line.strip() for line in (*left, *right)]
