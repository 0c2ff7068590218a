"""A sentence with many names and a line with many labels: each is read as it would be alone."""

from geomon.documents import read_text, source_of_text
from geomon.documents.draft import Piece
from geomon.documents.mentions import find_mentions
from geomon.documents.run_on import Brackets


def mentions(text):
    found, _ = find_mentions([("problem", Piece(((text, 0),)))], None)
    return found


def test_each_name_of_a_long_list_is_found_in_its_clause():
    names = [f"{chr(0x5E00 + n)}{chr(0x6E00 + n)}煤矿" for n in range(60)]
    found = mentions("排查发现，" + "、".join(names) + "未复绿；东湖区西湾渣场未防渗。")
    assert len([one for one in found if one.layer == "mine"]) > 50
    assert {one.quote for one in found} == {"、".join(names) + "未复绿", "东湖区西湾渣场未防渗"}


def test_a_firm_before_its_site_is_there_for_what_the_site_is():
    firm, site = mentions("鑫磊煤业有限公司、鑫源煤业有限公司矸石场未复绿。")
    assert (firm.layer, site.layer) == ("waste_site", "waste_site")
    assert [one.layer for one in mentions("鑫磊煤业有限公司和东坡街道未整改。")] == ["enterprise"]


def test_a_place_stands_in_brackets_as_often_as_it_is_asked():
    brackets = Brackets("甲（乙(丙)丁）戊（己")
    assert [brackets.hold(n) for n in (0, 2, 4, 6, 8, 10)] == [False, True, True, True, False, True]
    assert not brackets.hold(0) and brackets.hold(2)


def test_a_paragraph_of_many_fields_keeps_them_all():
    fields = "整改措施：清理。责任单位：市水务局。" * 40
    text = f"示例市督察反馈问题整改方案\n1.东坡坑未复绿。整改目标：复绿。整改时限：2025年6月底。{fields}\n"
    (task,) = read_text(source_of_text(text), "a.txt", "0" * 64).tasks
    assert len(task.measures) == 40
