"""Persons in running text without a label: after titles of office, with 某, and those whom the register knows; places and units stay."""

import dataclasses
import json

import pytest
from click.testing import CliRunner
from factories import PROBLEMS, make_event, plan_text, write_document

from geomon.cli.commands import cli
from geomon.errors import SettingsError
from geomon.publishing import COVER, Cover
from geomon.publishing.known import persons_known
from geomon.store import open_register

PERSONS = {  # sentence: what of it is covered
    "副市长张某某主持召开专题会议。": ("张某某",), "局长李四带队到现场督办。": ("李四",), "村民王某反映扬尘扰民。": ("王某",),
    "县委书记王强、县长刘建国到矿区调研。": ("王强", "刘建国"), "副局长欧阳文博和赵磊约谈企业。": ("欧阳文博", "赵磊"),
    "专家陈志明认为边坡不稳。": ("陈志明",), "村民王家伟家的井水发黑。": ("王家伟",), "当事人孙某甲擅自采挖。": ("孙某甲",),
    "由周海涛同志牵头推进。": ("周海涛",), "矿长马超被处罚两万元。": ("马超",), "主任吴丽霞（女）签字确认。": ("吴丽霞",),
    "镇党委书记郭晓东、镇长胡斌包联该矿。": ("郭晓东", "胡斌"), "厂长何军在现场承认未覆土。": ("何军",),
    "企业实际控制人黄某某经营三处采坑。": ("黄某某",), "经查，杨某某于2023年5月私自取水。": ("杨某某",),
    "常务副县长徐文亮要求年底前完成。": ("徐文亮",), "总经理林峰，副总经理谢敏到会。": ("林峰", "谢敏"),
    "该厂负责人韩建军主动配合调查，负责人韩建军称已停产。": ("韩建军",), "巡视员罗永红赴现场查看。": ("罗永红",),
    "业主程刚未办理取水许可。": ("程刚",), "组长罗永红已阅，随后罗永红去了排土场。": ("罗永红",),
}
LISTS = {  # as PERSONS: behind a title and a colon, set wide, and behind the longer of two titles
    "组长：张伟": ("张伟",), "副组长：李磊、王强": ("李磊", "王强"), "局长：张伟": ("张伟",), "市长：王建国": ("王建国",),
    "总指挥：李强": ("李强",), "签发：王磊": ("王磊",), "局长 张 伟主持": ("张 伟",), "大队长赵 刚": ("赵 刚",),
    "组　长：张　伟": ("张　伟",), "副 组 长：李 磊 王强 赵 建 国": ("李 磊", "王强", "赵 建 国"), "市审计局局长   李火生": ("李火生",),
    "成  员：张伟  市水务局局长\n        李磊  市委常委、副市长\n        王强（女） 市公安局政委": ("张伟", "李磊", "王强"),
    "组长：张伟（市长），李 磊（局长）": ("张伟", "李 磊"), "拟稿人：陈志明  核稿：王 强": ("陈志明", "王 强"),
    "一级主任科员王磊到现场": ("王磊",), "主任科员张伟带队": ("张伟",), "书记员李磊记录": (), "书记员李磊到场": ("李磊",),
}
TRAPS = (
    "组长：市水务局", "副组长：各县区分管领导", "局长：由县级负责", "签发：办公室", "成员：高新区管委会、安监局、石料厂",
    "组长：马桥镇镇长", "成员：林业局 水务局 马桥镇", "成员单位：马桥镇、王庄村", "组长：王庄村 李子沟", "书记：严格落实",
    "局长：高 度重视", "县长 马 上到场", "局 长期关注的石料场", "专家：温室气体、温泉等项目", "主任：张家口市", "拟稿：向社会公开",
    "组长：白云鄂博矿区区长，副组长：马场负责人", "成员采取轮换制，高位推动", "主任科员任命文件",
    "成员：安徽、江阴两地", "组长：孙家滩", "市长：安太堡、高沙窝，蔡家塘",
    "张家口市组织现场核查。", "王庄村排土场未覆土。", "李子沟矿已关闭。", "高新区管委会牵头整改。", "马桥镇负责人签收整改通知。",
    "局长办公会研究了整改方案。", "市长热线接到群众反映。", "县长何时到场没有记录。", "主任何单位均不得擅自开采。",
    "局长高度重视，亲自部署。",
    "书记任组长，局长任副组长。", "局长严格要求各单位落实责任。", "局长查看现场后提出意见。", "工作队长期驻守，全部长江段已清理。",
    "业主任何时候都要服从管理。", "村民周边居民均反映扬尘。", "负责人马上到场。", "主要负责人高位推动，石料场已停产。",
    "各行业主管部门和县区政府。", "区长白云鄂博矿区尾矿库，市长江北岸码头，县长安全生产职责。",
)


@pytest.mark.parametrize(("text", "names"), [*PERSONS.items(), *LISTS.items()], ids=str)
def test_a_person_after_a_title_is_covered_and_nothing_else(text, names):
    expected = text
    for name in names:
        expected = expected.replace(name, "".join(letter if letter == " " else COVER for letter in name))
    assert Cover()(text) == expected


@pytest.mark.parametrize("text", TRAPS)
def test_what_only_looks_like_a_name_after_a_title_stays(text):
    assert Cover()(text) == text


KNOWN = ("王磊", "李国强", "马桥", "高新", "方正")


@pytest.mark.parametrize(("text", "covered"), [
    ("现场王磊签字，王磊拍摄。", "现场××签字，××拍摄。"), ("昨天李国强看过现场", "昨天×××看过现场"),
    ("，王磊长期擅自开采", "，××长期擅自开采"), ("马桥说没有", "××说没有"),
    *((text, text) for text in ("王磊庄村排土场", "马桥镇负责人到场", "高新区管委会", "市高新技术企业", "方正集团"))])
def test_a_known_person_is_covered_wherever_it_is_no_part_of_another_word(text, covered):
    assert Cover(KNOWN)(text) == covered


OTHERS = ("乌兰图雅", "艾合买提", "巴图", "苏和", "仇勇", "刘青山")


@pytest.mark.parametrize(("text", "covered"), [
    ("由乌兰图雅负责", "由××××负责"), ("艾合买提到现场查看", "××××到现场查看"), ("，苏和在现场", "，××在现场"),
    ("昨天刘青山看过", "昨天×××看过"), ("局长苏和主持，巴图签字", "局长××主持，××签字"),
    ("现场巴图签字，经仇勇同意", "现场××签字，经××同意"), ("巴 图（监理）", "× ×（监理）"),
    *((text, text) for text in ("江苏和浙江", "江苏和对口单位", "巴图湾水库", "苏和镇", "乌兰巴图签字", "乌兰图雅嘎查", "乌兰图雅镇"))])
def test_a_known_person_needs_no_common_surname_and_a_short_name_stands_alone(text, covered):
    assert Cover(OTHERS)(text) == covered
    assert Cover()(text) == text


def test_whoever_signs_in_or_acts_is_known_but_for_units_and_accounts():
    acting = ("艾合买提", "document", "u-017", "市水务局", "施工方")
    acted = [dataclasses.replace(make_event(seq=n), actor=name) for n, name in enumerate(acting)]
    signed = ("乌兰图雅", "巴图", "苏和", "刘青山", "Li Lei", "系统管理员", "测试", "值班室", "演示操作员")
    assert persons_known(acted, signed) == {"艾合买提", "乌兰图雅", "巴图", "苏和", "刘青山", "Li Lei"}


@pytest.mark.parametrize("word", ["施工方", "水务方", "管护方", "方案", "安保", "高新", "水务", "公安", "石料"])
def test_a_word_of_a_field_that_only_looks_like_a_name_makes_no_person(word):
    known = persons_known([make_event(seq=1, kind="noticed", contact=f"{word} 张磊 13987654321，王东方")])
    assert known == {"张磊", "王东方"}
    assert Cover(known)(f"{word}：{word}负责，张磊负责。") == f"{word}：{word}负责，××负责。"


def test_the_register_knows_who_acts_who_signs_in_and_who_was_named_in_a_form():
    events = [make_event(seq=1), make_event(seq=2, kind="noticed", contact="市生态环境局 王磊 0473-6981234"),
              make_event(seq=3, kind="visit", visitor="欧阳文博", text="与赵敏同去")]
    assert persons_known(events, ["李国强", "演示操作员"]) == {"王磊", "欧阳文博", "李国强"}


@pytest.fixture
def told(service, workspace):
    """A workspace whose problems speak of a person of `people.toml`, of one who acted, and of one who was named in a form."""
    said = "问题由钱文斌移交；督办时宗雅琴看过现场，仇大勇也在，乌兰图雅复核。"
    write_document(workspace, "plan.txt", plan_text({key: f"{text.rstrip('。')}；{said}" for key, text in PROBLEMS.items()}))
    service.build()
    (workspace.root / "people.toml").write_text(
        '[[people]]\nname = "钱文斌"\nsign_in = "q@example.org"\nroles = ["viewer"]\n'
        '[[people]]\nname = "乌兰图雅"\nsign_in = "w@example.org"\nroles = ["viewer"]\n', encoding="utf-8")
    with open_register(workspace.register) as book:
        event = make_event(at="2024-09-01", subject="plan#2", kind="noticed", contact="办公室 仇大勇", text="公示", start="2024-09-01",
                           end="2024-09-05")
        book.append_event(event)
        book.append_event(dataclasses.replace(make_event(at="2024-09-02", subject="plan#1", progress="in_progress"), actor="宗雅琴"))
    return service


def test_those_whom_the_register_knows_are_in_no_text_that_leaves(told, tmp_path):
    root = told.settings.root
    told.close()
    for name, command in {"out.geojson": ["export"], "map.html": ["map"], "status.html": ["report", "status"]}.items():
        for audience, hidden in (("public", True), ("internal", False)):
            out = tmp_path / f"{audience}-{name}"
            done = CliRunner().invoke(cli, [*command, "-w", str(root), "--out", str(out), "--audience", audience])
            assert done.exit_code == 0, done.output
            text = out.read_text(encoding="utf-8")
            for person in ("钱文斌", "宗雅琴", "仇大勇", "乌兰图雅"):
                assert ((person not in text) and (json.dumps(person)[1:-1] not in text)) is hidden, (name, audience, person)


def test_nothing_leaves_while_it_cannot_be_told_who_signs_in(told, tmp_path):
    (told.settings.root / "people.toml").write_text("[[people]\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="not TOML"):
        told.shown_to("public").export(tmp_path / "out.geojson", told.settings.today())
