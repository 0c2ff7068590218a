"""Problems counted in one chapter and told as done in another: a task each where the opening speaks of several, else sides of one."""

from geomon.documents import read_text, source_of_text
from geomon.documents.layouts import listed, notice


def _tasks(text: str):
    return read_text(source_of_text(text), "x.txt", "0" * 64).tasks


def test_each_of_two_examples_is_read_as_it_is_meant() -> None:
    assert [task.number for task in _tasks(listed.EXAMPLE)] == ["1", "2"]
    assert [task.problem for task in _tasks(listed.EXAMPLE)] == ["东坡水库一级保护区内有农业种植，存在面源污染。", "南坪水库未设立界标。"]
    assert all(task.status.progress == "completed" and not task.measures for task in _tasks(listed.EXAMPLE))
    assert [task.number for task in _tasks(notice.EXAMPLE)] == ["7"]


GROUPS = """石桥县水源地保护专项督查整改情况公示
省督查组对我县水源地开展督查，发现{count}个问题，目前已全部完成整改，现将有关情况公示如下：
一、存在问题
（一）白水河水源地
1.一级保护区围网破损120米。
2.二级保护区内有农户散养鸡鸭。
（二）青石水库
1.水库上游有露天粪坑3处。
2.水库管理站生活污水直排。
二、整改完成情况
白水河水源地修复围网120米；青石水库填埋粪坑3处。
"""


def test_groups_as_many_as_the_opening_counts_are_tasks_whatever_their_words() -> None:
    tasks = _tasks(GROUPS.format(count=4))
    assert [task.number for task in tasks] == ["(一)1", "(一)2", "(二)1", "(二)2"]
    assert tasks[2].title == "青石水库"
    assert len(_tasks(GROUPS.format(count=7))) == 1


SIDES = """石桥县东坡水库问题整改情况公示
现将{what}整改情况公示如下。
一、存在问题
1.东坡水库一级保护区内有网箱养殖，存在面源污染。
2.东坡水库未设界标。
二、整改完成情况
清退网箱60口，设立界标12块。
公示期：2025年7月1日至7月7日
"""


def test_counted_sides_of_one_problem_stay_one_task() -> None:
    assert len(_tasks(SIDES.format(what="东坡水库问题"))) == 1
    assert len(_tasks(SIDES.format(what="东坡水库2个问题"))) == 2


RESULTS = """石桥县河道专项检查整改情况
检查组到我县开展河道专项检查，现将整改情况公示如下：
一、存在的问题
1.西沟河左岸倾倒建筑垃圾约200立方米。
2.南沙河河道内有违章建筑3处。
二、整改情况
1.西沟河左岸建筑垃圾已全部清运。
{second}
公示期：5天
"""


def test_results_counted_as_the_problems_are_go_with_these() -> None:
    first, second = _tasks(RESULTS.format(second="2.南沙河违章建筑已拆除2处，剩余1处正在拆除。"))
    assert (first.status.progress, second.status.progress) == ("completed", "in_progress")
    assert first.measures[0].text == "西沟河左岸建筑垃圾已全部清运。"
    assert all(not task.measures for task in _tasks(RESULTS.format(second="2.南沙河违章建筑已拆除。\n3.建立巡河制度。")))
