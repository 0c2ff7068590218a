"""Documents whose line breaks were lost: title, chapters, tasks and fields glued into one paragraph."""

from geomon.documents import read_text, source_of_text
from geomon.documents.cut_apart import cuts_in

_TASK = (
    "（{n}）东坡{n}号坑没有复绿。坑边有渣堆。整改目标：完成复绿，牢固树立“绿水青山”的理念。责任单位：市林草局，东湖区党委和政府"
    "责任人：市林草局主要负责人整改时限：2025年{m}月底前整改措施：1.清运渣堆。2.覆土补植。3.巡查三年。"
)


def _read(text: str):
    document = read_text(source_of_text(text), "x.txt", "0" * 64)
    for task in document.tasks:
        assert all(0 <= field.span[0] <= field.span[1] <= len(document.text) for field in task.fields)
    return document.tasks


def test_a_whole_plan_in_one_paragraph_is_read_task_by_task():
    tasks = _read("示例市督察反馈问题整改措施清单一、复绿缓慢" + _TASK.format(n="一", m=6) + _TASK.format(n="二", m=9) + "二、饮水不安" + _TASK.format(n="三", m=3))
    assert [(task.number, task.section, task.deadline.due.month) for task in tasks] == [
        ("1", "一、复绿缓慢", 6), ("2", "一、复绿缓慢", 9), ("3", "二、饮水不安", 3),
    ]
    for task in tasks:
        assert task.problem.endswith("渣堆。")
        assert task.units.responsible == ("市林草局", "东湖区")
        assert [measure.number for measure in task.measures] == ["1", "2", "3"]


def test_numbers_in_words_and_labels_in_brackets_stand_behind_each_other():
    tasks = _read(
        "示例市督察整改清单\n市委、市政府逐条认领。第一方面 生态修复欠账较多任务一：东坡坑没有复绿。责任单位：市林草局（牵头）、水务局，东湖区政府整改时限：2025年12月底前"
        "整改措施：1.清运渣堆。2.覆土补植。任务二：南坪井没有封填。责任单位：市水务局整改时限：立行立改整改措施：1.封填。2.立牌。"
        "第二方面 监管不严任务三：西山厂排黑烟。责任单位：西山县政府整改时限：2025年3月底前整改措施：加强巡查。"
    )
    assert [(task.number, task.section[:4], task.deadline.kind, len(task.measures)) for task in tasks] == [
        ("1", "第一方面", "date", 2), ("2", "第一方面", "ongoing", 2), ("3", "第二方面", "date", 1),
    ]
    tasks = _read("示例市整改措施清单\n" + "".join(
        f"【问题{n}】东坡{n}号坑没有复绿，坑边有渣堆。【整改目标】完成复绿。【整改时限】2025年{n}月底前【责任单位】东湖区人民政府、市林草局【整改措施】一、清运渣堆。二、覆土补植。"
        for n in (1, 2, 3)
    ))
    assert [(task.number, task.deadline.due.month, len(task.measures)) for task in tasks] == [("1", 1, 2), ("2", 2, 2), ("3", 3, 2)]


def test_chapters_inside_a_line_are_fields_of_the_task_that_a_number_names():
    (task,) = _read(
        "示例市第七项整改任务整改结果公示\n"
        "一、督察反馈意见整改任务 问题编号七：东坡取土坑没有复绿，坑边有渣堆两处，雨天流入浅溪。 二、整改目标 完成复绿。 三、整改措施 （一）清运渣堆。 （二）覆土补植。"
    )
    assert (task.number, task.problem[-5:], task.goal, len(task.measures)) == ("7", "流入浅溪。", "完成复绿。", 2)


def test_a_quoted_problem_and_what_was_done_stand_in_one_line():
    tasks = _read(
        "示例市督察反馈意见整改进展清单一、关于“东坡取土坑没有复绿，市林草局没有督促。但督察发现，后期放松。”整改进展情况：已经完成，长期坚持。 1.清运渣堆。2.覆土补植。"
        "二、关于“南坪水井没有封填，市水务局没有督促。”整改进展情况：正在推进。 1.封填三眼。2.立牌。"
    )
    assert [(task.number, task.status.progress, len(task.measures)) for task in tasks] == [("1", "completed", 2), ("2", "in_progress", 2)]


def test_a_sentence_that_only_speaks_of_fields_is_not_cut():
    for line in (
        "各责任单位要逐条对照问题清单，明确整改目标、整改措施、责任单位和整改时限，并于每月底前报送整改进展情况，市督察整改办汇总后公开，接受社会监督。",
        "一、提高认识，落实责任单位；二、加强领导，按整改时限推进；三、严格监督，及时公开整改情况，市督察整改办每月汇总并通报一次。",
        "（一）东坡取土坑没有复绿。责任单位：市林草局；整改时限：2025年6月底前；整改措施：清运渣堆（责任单位：东湖区政府，完成时限：2025年3月底前），覆土补植。",
    ):
        assert cuts_in(line) == set()
