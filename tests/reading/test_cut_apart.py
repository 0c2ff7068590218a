"""Documents whose line breaks were lost: title, chapters, tasks and fields glued into one paragraph."""

import re

from geomon.documents import read_text, source_of_text
from geomon.documents.cut_apart import _items, _Mark, cuts_in

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


def test_a_years_plan_in_one_paragraph_is_read_by_its_brackets_of_units():
    tasks = _read(
        "示例市2025年度生态环境突出问题治理工作安排\n为巩固督察整改成果，现作如下安排：一、总体要求全年完成任务4项，水质保持稳定。二、重点任务（一）生态修复"
        "1.整治东坡矿区渣台。对三号渣台实施削坡，6月底前完成土方工程。（市自然资源局牵头，东湖区政府负责）2.管好保护区边界。对东坡自然保护区界碑逐一核对，11月底前补齐。（市林草局、东湖区政府）"
        "（二）水沟治理1.提升南坪排水沟水质。西山县负责南坪排水沟清淤护岸，2025年8月底前完工。（市水务局、西山县政府）2.规范园区排水。园区污水厂安装监测仪。（市生态环境局、住房和城乡建设局）"
    )
    assert [(task.number, task.section) for task in tasks] == [
        ("(一)1", "（一）生态修复"), ("(一)2", "（一）生态修复"), ("(二)1", "（二）水沟治理"), ("(二)2", "（二）水沟治理"),
    ]
    assert tasks[0].units.lead == ("市自然资源局",)


def test_a_task_told_in_a_bare_number_of_the_list_stands_behind_the_last_field():
    tasks = _read("示例市督察反馈意见整改任务验收公示\n下列整改任务已组织验收，现予公示。" + "".join(
        f"整改任务第{n}项存在问题：东坡{n}号铁矿占用林地堆存废石。整改目标：退出林地。整改责任主体：东湖区人民政府督导单位：市林草局整改时限：2024年9月底"
        f"完成情况：1.废石清运。2.平整土地。验收意见：经核查，该任务已通过验收。" for n in ("七", "十二")
    ))
    assert [(task.number, task.units.responsible, task.status.progress) for task in tasks] == [
        ("7", ("东湖区",), "accepted"), ("12", ("东湖区",), "accepted"),
    ]


def test_a_sentence_that_only_speaks_of_fields_is_not_cut():
    for line in (
        "各责任单位要逐条对照问题清单，明确整改目标、整改措施、责任单位和整改时限，并于每月底前报送整改进展情况，市督察整改办汇总后公开，接受社会监督。",
        "一、提高认识，落实责任单位；二、加强领导，按整改时限推进；三、严格监督，及时公开整改情况，市督察整改办每月汇总并通报一次。",
        "会议要求，问题一、问题二要尽快整改；任务三由市水务局牵头，第四项任务由东湖区负责，第五项、第六项长期坚持，每月由市督察整改办汇总并通报一次。",
        "一、二期工程已完工，三、四期工程正在推进（市住建局负责）。（二）期间的监测由市生态环境局承担。（市生态环境局）其余按第二部分的要求办理，逐项销号。",
        "（一）东坡取土坑没有复绿。责任单位：市林草局；整改时限：2025年6月底前；整改措施：清运渣堆（责任单位：东湖区政府，完成时限：2025年3月底前），覆土补植。",
    ):
        assert cuts_in(line) == set()


class _Walked(list):
    """Labels that count how often they are walked through."""

    times = 0

    def __iter__(self):
        self.times += 1
        return super().__iter__()


def test_labels_are_walked_through_once_for_all_items():
    text = "".join(f"{n}、问题：东沟。" for n in range(1, 40))
    labels = _Walked(_Mark(m.start(), "label", "problem", end=m.end()) for m in re.finditer("问题：", text))
    found = list(_items(text, [False] * (len(text) + 1), labels[:], labels))
    assert [mark.number for mark in found] == list(range(1, 40))
    assert labels.times == 1
