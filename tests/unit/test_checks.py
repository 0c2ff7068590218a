from geomon.documents import read_text, source_of_text

PLAN = """示例市督察反馈问题整改方案
督察报告指出的3方面{stated}个问题要全部完成整改。
一、生态修复有短板
（一）计量不全。计划安装120眼，完成64眼，占比{share}%。
责任单位：市水务局
整改时限：2025年6月底
整改措施：
1. 安装。
{second}. 验收。
（{next}）复绿不快。东坡取土坑尚有两处裸露。
责任单位：市自然资源局
整改时限：2025年6月底
整改措施：
1. 补植。
"""


def read(stated=31, share="53.3", second=2, following="二"):
    return read_text(source_of_text(PLAN.format(stated=stated, share=share, second=second, next=following)), "a.txt", "0" * 64)


def test_a_count_that_the_tasks_do_not_bear_out_is_a_warning():
    assert any("31个问题" in warning and "2 tasks" in warning for warning in read().warnings)
    assert not any("states" in warning for warning in read(stated=2).warnings)


def test_a_share_that_its_own_numbers_do_not_give_is_a_doubt():
    assert not read().tasks[0].doubts
    assert any("53.3 %" in doubt and "63 %" in doubt for doubt in read(share="63").tasks[0].doubts)


def test_numbers_that_skip_are_said():
    assert any("measures skip 2" in doubt for doubt in read(second=3).tasks[0].doubts)
    assert any("tasks skip 2" in warning for warning in read(following="三").warnings)
