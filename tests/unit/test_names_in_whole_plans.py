"""Names among verbs, kinds and works of a sentence, as whole plans and complaints print them. All sentences are our own."""

import pytest

from geomon.documents.draft import Piece
from geomon.documents.mentions import find_mentions
from geomon.documents.region import find_region


def _found(sentence: str, city: str = "吴忠市") -> dict[str, str]:
    found, _ = find_mentions([("problem", Piece(((sentence, 0),)))], find_region(f"{city}整改方案", ""))
    return {m.name: m.layer for m in found}


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("吴忠市生活垃圾卫生填埋场已超期服役", {"吴忠市生活垃圾卫生填埋场"}),
        ("吴忠市医疗废物集中处置中心能力不足", {"吴忠市医疗废物集中处置中心"}),
        ("其中吴忠瑞丰机动车检测有限公司等6家弄虚作假", {"吴忠瑞丰机动车检测有限公司"}),
        ("吴忠市瑞丰再生物资回收公司露天拆解", {"吴忠市瑞丰再生物资回收公司"}),
        ("关停八一水库周边9家农家乐", {"八一水库"}),
        ("北江柳坡段、柏江松岭段滩地被占", {"北江柳坡段", "柏江松岭段"}),
        ("上山溪柳坡街道段水体发黑", {"上山溪柳坡街道段"}),
        ("柏林港柳坡段采砂", {"柏林港柳坡段"}),
        ("柏鲁河堤坡上堆满垃圾", {"柏鲁河"}),
        ("水产加工的血水排到柏鲁河滩上", {"柏鲁河"}),
        ("泄洪时农膜、化肥袋冲入柏江", {"柏江"}),
        ("超许可取用柏江水118万立方米", {"柏江"}),
        ("污水送松岭污水处理厂处理", {"松岭污水处理厂"}),
        ("松岭铅锌矿井下涌水处理能力不足", {"松岭铅锌矿"}),
        ("松岭镇捷顺碳素厂夜里冒黄烟", {"松岭镇捷顺碳素厂"}),
        ("松岭镇捷顺粉条厂，红薯粉黄水外流", {"松岭镇捷顺粉条厂"}),
        ("柳坡镇黄砂废弃窑厂堆存铝灰", {"柳坡镇黄砂废弃窑厂"}),
        ("柏林素海上游9条主干沟", {"柏林素海"}),
        ("柳坡风电场道路开挖弃渣", {"柳坡风电场"}),
    ],
)
def test_the_name_is_found_whole(sentence: str, names: set[str]) -> None:
    assert set(_found(sentence)) == names


@pytest.mark.parametrize(
    "sentence",
    [
        "枯水期河口断面铜浓度超标",
        "19座闭库尾矿库已销号12座",
        "占用河滩湿地约46亩",
        "划定禁采河段38公里",
        "对9座减水河段电站实施改造",
        "污水经明沟入江，尾砂流入农田灌渠",
        "雨后河水泛白，沿支沟修建拦沙坝",
        "退水从三条排渠进湖，放回湖里",
        "旱厕离取水井八十米",
        "路面污水井冒溢",
        "打通断头河，改造合流渠",
        "未设生态拦截沟渠，调度上游水库下泄",
        "渗滤液处理站改为双回路供电",
        "挪用流域生态补偿资金",
        "市生态环境局川口分局立案调查",
        "乡镇污水处理站建得多、用得少",
        "该厂停产，本厂搬迁",
        "污染物随河入海",
        "村后沟、街沟积水发臭",
    ],
)
def test_words_of_the_sentence_are_no_names(sentence: str) -> None:
    assert not _found(sentence)


def test_a_town_s_name_is_not_cut_at_its_river() -> None:
    assert "柏河" not in _found("柏河营镇、柳林镇河滩遗留采坑17处")


def test_a_quarter_is_no_river() -> None:
    assert "东江" not in _found("利通区东江片区居民多次反映异味")


def test_half_width_punctuation_ends_a_name_like_full_width() -> None:
    sentence = "柳坡镇松岭化工，夜里放白烟；沟水发黑"
    half = sentence.translate(str.maketrans("，；", ",;"))
    assert _found(half) == _found(sentence) == {"柳坡镇松岭化工": "enterprise"}
