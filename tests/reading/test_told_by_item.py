"""Several places whose fields are chapters, and short fields that tell of all in one line. All texts are our own."""

from __future__ import annotations

from geomon.documents.read import read_text, source_of_text

PLACES = """关于石桥市自然保护地问题点位整改情况的公示
一、点位的基本问题
点位一（SQ2024-01）：东坡湿地岸边私建钓台14座，污水直排。
点位二（SQ2024-02）：南坪采石场停采后没有恢复，边坡有落石。
点位三（SQ2024-03）：北沟滩地堆放砂石，没有苫盖。
二、责任单位
点位一、点位二分别为东坡镇人民政府、南坪镇人民政府，其中点位一由市林草局督办；点位三为北沟乡人民政府、市水务局。
三、整改措施
点位一（SQ2024-01）：拆除钓台，栽植柳树。
点位二（SQ2024-02）：清除危岩，覆土复绿。
点位三（SQ2024-03）：清运砂石。
四、整改落实情况
点位一（SQ2024-01）：钓台拆完，已整改到位。
点位二（SQ2024-02）：正在回填。
点位三（SQ2024-03）：砂石清走，通过了石桥市林业和草原局的现场验收。
五、整改时限
点位一2024年10月底前；点位二2025年6月30日前；点位三2024年9月底前。
公示期自2025年4月17日至4月28日。
"""


def tasks(text: str):  # type: ignore[no-untyped-def]
    return read_text(source_of_text(text), "p.txt", "").tasks


def test_each_place_has_its_own_units_date_and_state() -> None:
    first, second, third = tasks(PLACES)
    assert [task.number for task in (first, second, third)] == ["1", "2", "3"]
    assert [task.units.responsible for task in (first, second, third)] == [("东坡镇",), ("南坪镇",), ("北沟乡", "市水务局")]
    assert [task.deadline.text for task in (first, second, third)] == ["2024年10月底前", "2025年6月30日前", "2024年9月底前"]
    assert [task.status.progress for task in (first, second, third)] == ["completed", "in_progress", "accepted"]
    assert third.problem == "北沟滩地堆放砂石，没有苫盖。"


def test_a_place_that_a_field_does_not_name_gets_no_other_s_units() -> None:
    text = PLACES.replace("；点位三为北沟乡人民政府、市水务局", "")
    assert [task.units.responsible for task in tasks(text)] == [("东坡镇",), ("南坪镇",), ()]


def test_a_field_that_names_no_place_holds_for_all() -> None:
    line = PLACES[PLACES.index("点位一、点位二") : PLACES.index("三、整改措施")]
    text = PLACES.replace(line, "石桥市林业和草原局\n")
    assert {task.units.responsible for task in tasks(text)} == {("石桥市林业和草原局",)}
