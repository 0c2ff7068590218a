"""What leaves the house: no person in any byte for the public, nothing taken from ordinary sentences, places no finer than said."""

import dataclasses
import datetime as dt
import io
import json
import random
import uuid
import zipfile

import pytest
from click.testing import CliRunner
from factories import PROBLEMS, ROOT, make_event, make_site, plan_text, write_document
from hypothesis import given
from hypothesis import strategies as st

from geomon.cli.commands import cli
from geomon.errors import SettingsError
from geomon.publishing import COVER, Cover, Redactor, audience_named, load_audiences, rounded
from geomon.publishing.personal import is_id_card
from geomon.visits import Edit

AS_OF = dt.date(2024, 12, 15)
ORDINARY = (
    "清运废渣13800吨，其中2024年6月30日前完成8000吨。", "统一社会信用代码91150300MA0N5Q2X4K，排污许可证编号91150300MA0N5Q2X4K001P。",
    "经度106°47′，海拔1138米，投资13812.5万元。", "由市生态环境局牵头，市水务局、林业局配合。", "责任单位：市自然资源局，海南区委、区政府",
    "计划新打水井299眼，仅完成11眼，完成率3.7%。", "许可证号C1500002010123120085321。", "依据《固体废物污染环境防治法》第二十条。",
    "乌海市海南区公乌素镇老石旦煤矿排土场未覆土。", "负责人约谈制度没有落实，包保领导责任制流于形式。",
    "联系电话已向社会公布，举报渠道畅通。",
    "化学需氧量138毫克每升，氨氮20.24毫克每升。", "文号内环发〔2024〕138号，2024-06-30印发。", "河长制落实不到位，河长巡河次数不足。",
    "K13+800至K15+200段道路扬尘。", "法定代表人变更后未及时换证。", "村民反映强烈，群众满意度不高。", "高程1350.125，面积13.8公顷。",
)
PEOPLE = {
    "name": ("联系人：欧阳文博", "欧阳文博"), "name and title": ("由现场负责人段志远带队", "段志远"),
    "name, set wide": ("联系人：段　远", "段　远"), "name, set wide, with a phone": ("段 远（13987654321）", "段 远"),
    "mobile": ("电话13987654321", "13987654321"),
    "mobile, spaced": ("手机 139 8765 4321", "139 8765 4321"), "landline": ("传真0473-6981234", "0473-6981234"),
    "card": ("身份证号11010519491231002X", "11010519491231002X"), "mail": ("邮箱zhang.w@example.cn", "zhang.w@example.cn"),
    "plate": ("运渣车蒙C·8F27K", "8F27K"), "account": ("账号6222020200012345678", "6222020200012345678"),
}


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_sentence_stays_as_it_is(text):
    assert Cover()(text) == text


def test_the_sentences_of_whole_documents_stay_as_they_are():
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "data" / "documents").glob("*.txt"))]
    sentences = [part for text in texts for part in text.replace("\n", "。").split("。") if part]
    assert len(sentences) > 100
    assert [part for part in sentences if Cover()(part) != part] == []
    assert all(Cover()(text) == text for text in texts)


@pytest.mark.parametrize(("text", "secret"), PEOPLE.values(), ids=PEOPLE)
def test_a_person_is_covered_and_the_length_kept(text, secret):
    covered = Cover()(f"经查，{text}，拒不整改。")
    assert secret not in covered
    assert COVER in covered
    assert len(covered) == len(f"经查，{text}，拒不整改。")
    assert covered.startswith("经查，")
    assert covered.endswith("，拒不整改。")


def test_a_name_that_the_record_knows_is_covered_wherever_it_stands():
    assert Cover(["赵工程"])("昨天赵工程看过现场") == "昨天×××看过现场"


@given(st.integers(0, 10**9))
def test_only_what_has_the_right_check_digit_is_an_id_card(seed):
    pick = random.Random(seed)
    born = f"19{pick.randrange(50, 99)}{pick.randrange(1, 13):02}15"
    head = f"{pick.choice((11, 15, 44, 64))}{pick.randrange(10**4):04}{born}{pick.randrange(1000):03}"
    good = [head + last for last in "0123456789X" if is_id_card(head + last)]
    assert len(good) == 1


@given(st.floats(73, 135), st.floats(18, 53), st.sampled_from([2, 3, 4]))
def test_a_rounded_place_lies_within_the_accuracy_that_it_says(lon, lat, decimals):
    where = rounded(lon, lat, 50.0, decimals)
    assert round(where[0], decimals) == where[0]
    assert round(where[1], decimals) == where[1]
    off = max(abs(where[0] - lon), abs(where[1] - lat)) * 111_320
    assert where[2] >= 50.0
    assert off <= where[2] * 1.01


def test_the_internal_audience_gets_the_record_itself():
    redactor = Redactor(audience_named("internal"))
    event = make_event(text="联系人：欧阳文博")
    assert redactor.record(make_site()) == make_site()
    assert redactor.event(event) is event


def test_an_event_of_the_house_stays_and_the_others_lose_who_said_it():
    redactor = Redactor(audience_named("public"))
    assert redactor.event(make_event(kind="letter", seq=1)) is None
    told = redactor.event(dataclasses.replace(make_event(seq=2, text="已完成，联系人：欧阳文博"), actor="赵工"))
    assert told.actor == ""
    assert "欧阳文博" not in str(told.body)
    assert "已完成" in str(told.body)


def test_an_audience_of_the_workspace_is_read_and_a_wrong_one_named(tmp_path):
    (tmp_path / "audiences.toml").write_text('[press]\ntitle = "媒体"\ntitle_en = "press"\ndecimals = { "*" = 1 }\n', encoding="utf-8")
    assert audience_named("press", tmp_path).decimals_of("mine") == 1
    (tmp_path / "audiences.toml").write_text('[press]\ntitle = "媒体"\ntitle_en = "press"\ndecimal = 3\n', encoding="utf-8")
    with pytest.raises(SettingsError, match="decimal"):
        load_audiences(tmp_path)
    with pytest.raises(SettingsError, match="nobody"):
        audience_named("nobody")


# ---- every way out ---------------------------------------------------------------------------------------------------

@pytest.fixture
def filled(service, workspace):
    """A workspace whose problems, goals, measures and visits name every kind of person, and how each is written."""
    said = "；".join(text for text, _ in PEOPLE.values())
    problems = {key: f"{text.rstrip('。')}；{said}。" for key, text in PROBLEMS.items()}
    write_document(workspace, "plan.txt", plan_text(problems))
    service.build()
    site = service._now().sites[0].id
    service.record_visit(visit_of(site, said))
    return service


def visit_of(site, note):
    now = dt.datetime(2024, 12, 10, 9, tzinfo=dt.UTC)
    return Edit(str(uuid.uuid4()), str(uuid.uuid4()), site, now.date(), now, "欧阳文博", {"finding": "partial", "note": note})


def bytes_of(path):
    """All bytes of a file, what is packed in it unpacked, and of all files of a folder."""
    if path.is_dir():
        return b"".join(bytes_of(one) for one in sorted(path.iterdir()))
    data = path.read_bytes()
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return b"".join(archive.read(name) for name in archive.namelist())
    return data


WAYS = {
    **{f"export.{ending}": ("export",) for ending in ("xlsx", "csv", "gpkg", "geojson", "kml", "zip")}, "map.html": ("map",),
    "pack.html": ("pack",), "pack.gpkg": ("pack",), "dispatch.xlsx": ("report", "dispatch"), "status.docx": ("report", "status"),
    "status.html": ("report", "status"), "folder": ("publish",), "site.zip": ("publish",),
}


def test_no_person_is_in_any_byte_of_any_way_out_and_the_words_are(filled, tmp_path):
    for name, command in WAYS.items():
        out = tmp_path / name
        asked = [*command, "-w", str(filled.settings.root), "--out", str(out), "--as-of", str(AS_OF), "--audience", "public"]
        done = CliRunner().invoke(cli, asked)
        assert done.exit_code == 0, (name, done.output)
        data = bytes_of(out)
        texts = (data.decode("utf-8", "replace"), json.dumps(data.decode("utf-8", "replace")), data.decode("gb18030", "replace"))
        for _, secret in PEOPLE.values():
            escaped = json.dumps(secret)[1:-1]
            assert not any(secret in text or escaped in text for text in texts), (name, secret)
    whole = tmp_path / "whole.geojson"
    assert CliRunner().invoke(cli, ["export", "-w", str(filled.settings.root), "--out", str(whole), "--as-of", str(AS_OF)]).exit_code == 0
    inside = json.loads(whole.read_text("utf-8"))
    outside = json.loads((tmp_path / "export.geojson").read_text("utf-8"))
    assert len(inside["features"]) == len(outside["features"])
