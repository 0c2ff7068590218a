"""Lists of places whose last item alone has the noun."""

import pytest

from geomon.documents.draft import Piece
from geomon.documents.mentions import find_mentions
from geomon.documents.region import find_region


def _found(sentence: str) -> dict[str, tuple[str, str | None]]:
    found, _ = find_mentions([("problem", Piece(((sentence, 0),)))], find_region("忻州市整改方案", ""))
    return {m.name: (m.layer, m.county) for m in found}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("建设代县阳坡、柳泉、上磨镇污水处理站", {"柳泉": ("outfall", "代县"), "上磨镇污水处理站": ("outfall", "代县")}),
        ("定襄县阳坡镇、柳泉乡等乡镇污水处理站未运行", {"阳坡镇": ("outfall", "定襄县"), "柳泉乡": ("outfall", "定襄县")}),
        ("对晋柳集团段家坪和柳泉岭矿区扬尘走航", {"段家坪": ("mine", None), "柳泉岭矿区": ("mine", None)}),
        ("新增晋柳冯南煤业、晋泉能源有限公司煤矸石场违法占地", {"晋柳冯南煤业": ("waste_site", None)}),
        ("晋泉热电有限公司运煤道路扬尘", {"晋泉热电有限公司运煤道路": ("facility", None)}),
        ("加强西线供水工程水源预警", {"西线供水工程": ("well", None)}),
    ],
)
def test_each_item_is_a_place_of_its_own(sentence, expected):
    found = _found(sentence)
    assert expected.items() <= found.items()


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("推进阳坡镇、柳泉镇废弃煤矿治理", set()),
        ("加快生态修复和柳泉岭矿区治理", {"柳泉岭矿区"}),
        ("统筹垃圾收运、污水治理、上磨镇污水处理站建设", {"上磨镇污水处理站"}),
        ("晋柳冯南煤业、晋泉能源有限公司未安装监控", {"晋柳冯南煤业", "晋泉能源有限公司"}),
    ],
)
def test_a_list_of_other_things_shares_no_noun(sentence, names):
    found = _found(sentence)
    assert found.keys() == names
    assert "waste_site" not in {layer for layer, _ in found.values()}
