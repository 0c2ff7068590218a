"""Where one record ends and the next begins: in one paragraph, below a last field that goes on, and not where that is not sure."""

import time

import pytest

from geomon.deadlines import parse_deadline
from geomon.documents import read_text, source_of_text

TITLE = "西湾市两起突出污染问题督办清单\n"


def _tasks(text: str):
    return read_text(source_of_text(text), "x.txt", "0" * 64).tasks


FIELDS = ("违法事实：{0}；", "责任主体：{1}；", "督办要求：{2}；", "督办期限：{3}；")
FIRST = ("东坡矿井水直排河道", "东湖区人民政府", "封堵暗管", "长期")
SECOND = ("南坪网箱养殖污染水库", "市水务局", "拆除网箱", "2025年9月30日")


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (0, 2, 3, 1), (0, 1, 3, 2)], ids=["deadline last", "unit last", "measures last"])
def test_records_in_one_paragraph_keep_their_own_values(order):
    form = "".join(FIELDS[k] for k in order)
    first, second = _tasks(TITLE + form.format(*FIRST) + form.format(*SECOND) + "\n")
    assert (first.problem, second.problem) == (FIRST[0], SECOND[0])
    assert (first.deadline.text, first.deadline.due, second.deadline.text) == ("长期", None, "2025年9月30日")
    assert (first.units.responsible, second.units.responsible) == (("东湖区",), ("市水务局",))
    assert [[m.text for m in task.measures] for task in (first, second)] == [["封堵暗管"], ["拆除网箱"]]
    assert first.title is None and second.title is None


@pytest.mark.parametrize(
    "text",
    [
        # the heading of the second stands in the paragraph behind the first one's deadline
        "违法事实：污水直排；责任主体：东湖区；督办要求：封堵；督办期限：长期；第二件说的是2025年8月的南坪；违法事实：养殖污染；责任主体：南坪县；督办要求：清退；督办期限：2025年9月底；",
        # the second opens behind a number that no word of the first has
        "违法事实：污水直排；责任主体：东湖区；督办要求：封堵；督办期限：长期；2.违法事实：养殖污染；责任主体：南坪县；督办要求：清退；督办期限：2025年9月底；",
        # the second and the last have neither demand nor deadline: theirs would be the first one's and the third's
        "违法事实：污水直排\n责任主体：东湖区\n督办要求：封堵\n督办期限：长期\n违法事实：养殖污染\n责任主体：南坪县\n"
        "违法事实：垃圾入河\n责任主体：西山县\n督办要求：清运\n督办期限：2025年9月底\n违法事实：渣场外溢\n责任主体：北桥县\n",
        # one record has two deadlines, another none
        "违法事实：污水直排\n责任主体：东湖区\n督办要求：封堵\n督办期限：2025年6月底\n督办期限：2025年8月底\n违法事实：养殖污染\n责任主体：南坪县\n督办要求：清退\n",
        # a field that one record alone has would go into the deadline above it
        "违法事实：污水直排\n责任主体：东湖区\n督办要求：封堵\n督办期限：2025年6月底\n配合单位：市水务局\n违法事实：养殖污染\n责任主体：南坪县\n督办要求：清退\n督办期限：2025年9月底\n",
        # below demands that go on, a line that may as well be the next heading
        "现将两件问题督办如下。\n违法事实：污水直排\n责任主体：东湖区\n督办期限：2025年6月底\n督办要求：封堵。\n南沟恢复原貌。\n违法事实：养殖污染\n责任主体：南坪县\n督办期限：2025年9月底\n督办要求：清退。\n",
    ],
    ids=["heading inside", "number inside", "deadlines missing", "two and none", "one alone", "may be a heading"],
)
def test_records_that_cannot_be_parted_are_refused(text):
    assert not _tasks(TITLE + text)


RUNNING_ON = """{lead}{one}督办事由：东坡矿井水直排，西湾河污染。
主送单位：东湖区人民政府
督办期限：2025年6月30日
督办要求：封堵暗管。
补种岸边柳树。
报送结果。
{two}督办事由：南坪水库网箱养殖污染。
主送单位：市水务局
督办期限：2025年9月30日
督办要求：拆除网箱。
恢复滩地。
{close}"""
CLOSE = "以上事项由市河长办跟踪。\n西湾市河长办\n2025年5月6日\n"


@pytest.mark.parametrize(
    ("lead", "one", "two", "close"),
    [
        ("", "", "", ""),
        ("", "", "", CLOSE),
        ("各县人民政府：\n现将有关问题督办如下。\n", "督办事项一　东坡\n", "督办事项二　南坪\n", CLOSE),
        ("", "", "- - - - - -\n", CLOSE),
    ],
    ids=["no heading", "close", "numbered", "rule"],
)
def test_a_last_field_that_goes_on_keeps_its_lines(lead, one, two, close):
    first, second = _tasks(TITLE + RUNNING_ON.format(lead=lead, one=one, two=two, close=close))
    told = ["".join(m.text for m in task.measures).replace("\n", "") for task in (first, second)]
    assert told == ["封堵暗管。补种岸边柳树。报送结果。", "拆除网箱。恢复滩地。"]
    assert second.title in (None, "南坪")
    assert (first.deadline.text, second.deadline.text) == ("2025年6月30日", "2025年9月30日")


def test_words_of_no_known_role_part_values_when_each_record_has_them():
    form = "督办事项{n}　{t}\n违法事实：{t}污水直排河道。\n责任主体：{u}\n督办要求：封堵。\n督办期限：2025年{m}月底\n解除条件：水质达标。\n"
    text = TITLE + form.format(n="一", t="东坡", u="东湖区人民政府", m=6) + form.format(n="二", t="南坪", u="南坪县人民政府", m=9)
    first, second = _tasks(text)
    assert (first.deadline.text, second.deadline.text, second.title) == ("2025年6月底", "2025年9月底", "南坪")


def test_hazards_at_work_are_no_matter_of_the_environment():
    form = "隐患{n}\n隐患名称：{a}\n主要事实：{b}\n责任主体：东湖区应急管理局\n督办要求：{c}\n督办期限：2025年{m}月底\n"
    safety = form.format(n="一", a="东坡煤矿", b="瓦斯抽放泵停用，顶板离层。", c="恢复抽放。", m=6) + form.format(
        n="二", a="南坪烟花仓库", b="库房超量，安全距离不足。", c="清退。", m=7
    )
    assert not _tasks("西湾市重大隐患挂牌督办通知\n" + safety + "抄送：市生态环境局\n")
    assert not _tasks("西湾市重大隐患整治清单\n" + safety.replace("瓦斯抽放泵停用，顶板离层。", "台账没有填写。").replace("烟花", "成品"))
    ours = form.format(n="一", a="东坡煤矿", b="矿井水没有处理，直排河道。", c="建污水站。", m=6) + form.format(
        n="二", a="南坪渣场", b="渗滤液外溢，污染水井。", c="清运。", m=7
    )
    assert len(_tasks("西湾市环境隐患挂牌督办通知\n" + ours)) == 2


@pytest.mark.parametrize("whole", [True, False])
def test_many_records_on_one_line_are_read_in_time(whole):
    form = "".join(FIELDS) if whole else "1." + "".join(FIELDS)
    began = time.perf_counter()
    tasks = _tasks(TITLE + form.format(*SECOND) * 700 + "\n")
    assert time.perf_counter() - began < 10
    assert len(tasks) == (700 if whole else 0)


def test_a_deadline_of_many_clauses_is_read_in_time():
    began = time.perf_counter()
    assert parse_deadline("2025年9月30日；南坪；" * 6_000).kind == "date"
    assert parse_deadline("2025年9月30日；批复后3个月内").kind == "staged"
    assert time.perf_counter() - began < 10
