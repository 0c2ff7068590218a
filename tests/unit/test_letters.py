"""Letters on a task over a real register: what the draft says and from where, a city's own template, what is kept when it goes out."""

import io
import re

import docx
import pytest
from click.testing import CliRunner
from factories import ROOT, day, report_text, write_document
from test_living import CITY, UNIT, actor

from geomon.cli import cli
from geomon.errors import InputError, NotAllowed, SettingsError
from geomon.export.letter import Letter
from geomon.service.record import Wanted
from geomon.service.seats import Seats

TASK = "plan#3"                                             # due on 2024-10-31; the workspace's day is 2024-12-15
GIVEN = {"paper": "环督预〔2024〕7号", "to": "市自然资源局", "reply_by": "2024-12-25"}


@pytest.fixture
def desk(planned):
    seats = Seats(planned)
    return lambda who: seats.seat(lambda: who).life


def words(raw):
    return [p.text for p in docx.Document(io.BytesIO(raw)).paragraphs]


def state(desk, who=CITY):
    return {line.rung.name: (bool(line.offer), line.sent is not None) for line in desk(who).letters(TASK).lines}


def test_the_ladder_of_a_task_says_what_is_to_be_sent(desk):
    sheet = desk(CITY).letters(TASK)
    assert [line.rung.name for line in sheet.lines if line.offer] == ["reminder", "warning"]
    lines = {line.rung.name: line for line in sheet.lines}
    assert lines["reminder"].to == "市自然资源局"
    assert lines["warning"].to == "市自然资源局、市生态环境局"
    assert lines["listed"].to == "市自然资源局、市生态环境局", "the text names no county, so the units get it"
    assert lines["warning"].reply_by == day("2024-12-25")
    assert not [line for line in desk(UNIT).letters(TASK).lines if line.offer]


def test_each_sentence_of_a_draft_names_its_document_or_its_entry(planned, desk, workspace):
    desk(CITY).take(TASK, "reminder", GIVEN | {"paper": "环督提〔2024〕2号"}, day("2024-11-05"))
    write_document(workspace, "report.txt", report_text({"3": "正在整改"}, date="2024年11月20日"))
    planned.build()
    task = planned.life.sheet(TASK).task
    text = words(desk(CITY).draft(task, "warning", GIVEN))
    assert text[:3] == ["督察整改工作机构", "环督预〔2024〕7号", "预警函"]
    assert text[3:5] == ["（乌达区一处旧渣场覆土厚度不够，挡墙外有散落渣料）", "市自然资源局："]
    facts = [line for line in text if re.match(r"\d+\. ", line)]
    sources = [line for line in text if line.startswith("〔")]
    assert [re.search(r"〔(\d+)〕$", fact)[1] for fact in facts] == [re.match(r"〔(\d+)〕", source)[1] for source in sources]
    said = dict(zip(facts, sources, strict=True))
    seqs = {e.row.kind: e.row.seq for e in planned.record.page(Wanted(), 0, 99)[1] if e.row.subject in (TASK, task)}
    over = next(fact for fact in said if "已超过时限45天" in fact)
    assert "由时限2024-10-31与2024-12-15算得" in said[over]
    assert f"台账第{seqs['progress']}条（2024-11-20），文件 report.txt" in said[next(fact for fact in said if "正在整改" in fact)]
    assert f"台账第{seqs['letter']}条" in said[next(fact for fact in said if "环督提〔2024〕2号" in fact)]
    assert any("未登记对最近一份函件的答复" in fact for fact in facts)
    assert any("于2024年12月25日前报送补救措施" in line for line in text)
    assert any(re.fullmatch(r"据台账第\d+版（至第\d+条，审计链末端[0-9a-f]{12}）生成。", line) for line in text)
    assert not any("{{" in line for line in text)


def test_a_number_and_a_receiver_that_nobody_gave_stay_a_blank_or_come_from_the_record(desk):
    text = words(desk(CITY).draft("plan#1", "listed"))
    assert text[1] == "________"
    assert "海南区人民政府：" in text
    assert "2025年1月14日前完成整改" in "".join(text)


def test_what_was_sent_is_in_the_record_and_comes_again_as_it_was_sent(planned, desk):
    desk(CITY).take(TASK, "warning", GIVEN, day("2024-12-10"))
    _, entries = planned.record.page(Wanted(kind="letter"), 0, 5)
    stood = {"light": "grey", "days_left": -40, "deadline": "2024-10-31"}
    assert entries[0].row.body == {"step": "warning", "title": "预警函"} | stood | GIVEN
    assert state(desk)["warning"] == (False, True)
    desk(CITY).take(TASK, "replied", {"text": "已制定补救措施。", "paper": "复 3 号"}, day("2024-12-12"))
    text = words(desk(CITY).draft(TASK, "warning", {"paper": "其他", "to": "其他"}))
    assert text[1] == GIVEN["paper"]
    assert "2024年12月10日" in text
    assert any("已超过时限40天" in line for line in text)
    assert not any("已发《预警函》" in line or "收到答复" in line for line in text)
    later = words(desk(CITY).draft(TASK, "supervision"))
    assert any("2024年12月12日收到答复：已制定补救措施。" in line for line in later)


def test_a_letter_is_taken_back_like_any_step(desk):
    desk(CITY).take(TASK, "warning", GIVEN, day("2024-12-10"))
    desk(CITY).undo(TASK, desk(CITY).sheet(TASK).undoable)
    assert state(desk)["warning"] == (True, False)


def test_who_may_not_take_files_out_gets_no_draft(desk):
    with pytest.raises(NotAllowed):
        desk(actor("戊", "viewer")).draft(TASK, "warning")
    assert words(desk(UNIT).draft(TASK, "warning"))
    with pytest.raises(InputError, match="has no letter 'poem'"):
        desk(CITY).draft(TASK, "poem")
    with pytest.raises(InputError, match="is no date"):
        desk(CITY).draft(TASK, "warning", {"reply_by": "soon"})


def own_template(workspace, name, *lines):
    book = docx.Document()
    for line in lines:
        paragraph = book.add_paragraph()
        for piece in line.split("|"):                       # Word cuts a field into runs wherever it likes
            paragraph.add_run(piece)
    book.add_table(1, 1).cell(0, 0).text = "收文：{{主送}}"
    book.sections[0].header.paragraphs[0].text = "{{发文机关}}"
    folder = workspace.profiles / "letters"
    folder.mkdir(exist_ok=True)
    book.save(str(folder / name))


def test_a_city_writes_its_own_letter_in_word(workspace, desk):
    own_template(workspace, "warning.docx", "我市{{文|种}}第|{{文号}}号{|{ 日期 }}", "{{情况}}", "无字段")
    raw = desk(CITY).draft(TASK, "warning", GIVEN)
    book = docx.Document(io.BytesIO(raw))
    text = words(raw)
    assert text[0] == "我市预警函第环督预〔2024〕7号号2024年12月15日"
    assert text[1].startswith("1. 《")
    assert text[-1] == "无字段"
    assert book.tables[0].cell(0, 0).text == "收文：市自然资源局"
    assert book.sections[0].header.paragraphs[0].text == "督察整改工作机构"
    assert words(desk(CITY).draft(TASK, "reminder"))[2] == "提醒函"       # the others keep the one for all


@pytest.mark.parametrize(("line", "says"), [("{{天气}}", "names a field '天气'"), (None, "cannot be read as a Word file")])
def test_a_template_that_cannot_be_used_says_what_is_wrong(workspace, desk, line, says):
    own_template(workspace, "warning.docx", line or "")
    if line is None:
        (workspace.profiles / "letters" / "warning.docx").write_bytes(b"PK\x03\x04 no document")
    with pytest.raises(SettingsError, match=says) as found:
        desk(CITY).draft(TASK, "warning")
    assert "warning.docx" in found.value.sentence


def test_a_workspace_of_before_letters_has_the_template_that_came_with_geomon(workspace, desk):
    (workspace.profiles / "letters" / "letter.docx").unlink()
    assert "预警函" in words(desk(CITY).draft(TASK, "warning"))


def test_the_shipped_template_uses_every_field_that_there_is(desk):
    text = "\n".join(p.text for p in docx.Document(str(ROOT / "profiles" / "letters" / "letter.docx")).paragraphs)
    letter = Letter(desk(CITY).letters(TASK).lines[0].rung, TASK, "", (), "", "", day("2024-12-15"), day("2024-12-25"), "")
    assert set(re.findall(r"\{\{(\w+)\}\}", text)) == set(letter.fields) - {"答复期限"}


def test_the_command_writes_the_letter_that_is_due(planned, workspace, tmp_path, monkeypatch):
    def run(*more):
        asked = ["letter", TASK, "--out", str(tmp_path / "a.docx"), "--as-of", "2024-12-15", *more]
        return CliRunner().invoke(cli, asked, catch_exceptions=False)
    planned.close()
    monkeypatch.chdir(workspace.root)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    assert "warning, plan#3, 2024-12-15" in run("--number", "预 9 号").output
    text = words((tmp_path / "a.docx").read_bytes())
    assert text[1:3] == ["预 9 号", "预警函"]
    assert run("--name", "reminder").exit_code == 0
    assert words((tmp_path / "a.docx").read_bytes())[2] == "提醒函"
    for more, says in ((("--name", "poem"), "no letter 'poem'"), (("--as-of", "2024-07-01"), "calls for no letter"),
                       (("--out", str(tmp_path / "a.pdf")), "no format has the ending '.pdf'")):
        result = run(*more)
        assert result.exit_code == 1
        assert says in result.stderr
