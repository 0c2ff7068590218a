import pytest

from geomon.progress import parse_progress


@pytest.mark.parametrize(
    ("text", "progress"),
    [
        ("已完成", "completed"),
        ("完成整改", "completed"),
        ("整改到位", "completed"),
        ("已全部完成整改。", "completed"),
        ("基本完成", "mostly_completed"),
        ("达到序时进度", "on_schedule"),
        ("达到时序进度", "on_schedule"),
        ("按序时推进", "on_schedule"),
        ("超过序时进度", "ahead"),
        ("未达到序时进度", "behind"),
        ("未达序时进度", "behind"),
        ("进度滞后", "behind"),
        ("逾期未完成", "behind"),
        ("尚未启动", "not_started"),
        ("正在整改", "in_progress"),
        ("有序推进", "in_progress"),
        ("未完成", "in_progress"),
        ("尚未验收", "in_progress"),
        ("未通过验收", "in_progress"),
        ("暂缓销号，正在整改", "in_progress"),
        ("未销号，达到序时进度", "on_schedule"),
        ("未销号，进度滞后", "behind"),
        ("不予销号", "in_progress"),
        ("验收不合格，退回整改", "in_progress"),
        ("尚不具备销号条件", "in_progress"),
        ("已通过市级验收", "accepted"),
        ("已完成验收销号", "closed"),
        ("已销号", "closed"),
        ("38个问题已完成整改37个", "mostly_completed"),
        ("完成率60%", "in_progress"),
        ("天气晴好", None),
    ],
)
def test_progress_words_and_their_negations(text, progress):
    assert parse_progress(text).progress == progress


def test_what_is_ready_and_then_closed_is_closed():
    told = [parse_progress(text).progress for text in ("符合销号要求，已销号", "达到销号标准并已完成销号", "具备销号条件", "污水处理中心")]
    assert told == ["closed", "closed", "completed", None]
