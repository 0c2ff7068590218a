"""What each format must give: the document's own lines and cells in order, without what the program or the site put round them."""

import html
import io
import os
import random

import pytest
from reading.bad_files import PLAN, W, docx_of, good_docx, paragraphs, with_part, write
from reading.printing import font

from geomon.documents import read_document
from geomon.documents.formats import read_raw
from geomon.documents.source import RawLine, RawTable

LINES = PLAN.splitlines()
TITLE = LINES[0]
needs_font = pytest.mark.skipif(
    font() is None and os.environ.get("GEOMON_REQUIRE") != "all", reason="no font of this machine prints Chinese in a PDF"
)


def lines_of(path):
    return [item.text.strip() for item in read_raw(path)[0] if isinstance(item, RawLine) and item.text.strip()]


def tables_of(path):
    return [item.rows for item in read_raw(path)[0] if isinstance(item, RawTable)]


def is_plan(document):
    assert document.title == TITLE
    assert [task.number for task in document.tasks] == ["1", "2"]
    assert [task.deadline.due.isoformat() for task in document.tasks] == ["2025-06-30", "2025-12-31"]
    assert [len(task.measures) for task in document.tasks] == [2, 1]
    assert [task.units.responsible for task in document.tasks] == [("市生态环境局",), ("市水务局",)]
    return True


# ---- pages of government sites -------------------------------------------------------------------------------------------

SITE = (
    "<div class='header'><a href='/'>网站首页</a><a href='/zwgk'>政务公开</a><a href='/bsfw'>办事服务</a><a href='/hd'>互动交流</a></div>"
    "<div class='breadcrumb'>当前位置：<a href='/'>首页</a> &gt; <a href='/a'>信息公开</a> &gt; 正文</div>"
)
FOOT = (
    "<div class='related'><h3>相关新闻</h3><ul>" + "".join(f"<li><a href='/n/{n}'>我市召开第{n}次生态环境保护督察整改工作推进会议，研究部署下一步工作</a></li>" for n in range(12)) + "</ul></div>"
    "<div class='footer'><p>主办单位：示例市人民政府办公室　网站标识码：0000000000</p><p>联系电话：0000-0000000，地址：示例市示例路1号，邮编：000000。</p></div>"
)
INDENT = "&nbsp;&nbsp;&nbsp;&nbsp;"


def page(body, head=""):
    return f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{TITLE}_示例市人民政府</title>{head}</head><body>{SITE}{body}{FOOT}</body></html>"


P = "".join(f"<p>{INDENT}{html.escape(line)}</p>" for line in LINES[1:])
PAGES = {
    "div soup": page("<div><div><div class='x9'><h1>" + TITLE + "</h1>" + "".join(f"<div><div><span>{line}</span></div></div>" for line in LINES[1:]) + "</div></div></div>"),
    "UCAP": page(f"<div class='article'><h1>{TITLE}</h1><div class='pages-date'>2024-11-15 来源：市政府办</div><div id='UCAP-CONTENT'>{P}</div></div>", f"<meta name='ArticleTitle' content='{TITLE}'>"),
    "TRS editor": page(f"<h1>{TITLE}</h1><div class='TRS_Editor'><style>.a{{color:red}}</style><div class='TRS_PreAppend'>{P}</div></div><div>【打印本页】【关闭窗口】</div>"),
    "layout tables": page(
        "<table width=100%><tr><td width=200><table><tr><td><a href=/1>机构职能</a></td></tr><tr><td><a href=/2>政策文件</a></td></tr></table></td>"
        f"<td><table><tr><td align=center><b>{TITLE}</b></td></tr><tr><td>字号：[大 中 小]</td></tr><tr><td>{P}</td></tr></table></td></tr></table>"
    ),
    "lines parted by br": page(f"<div id='zoom'><p align='center'>{TITLE}</p>" + "<br/>".join(INDENT + line for line in LINES[1:]) + "</div>"),
    "spans inside lines": page(
        f"<h1>{TITLE}</h1><div class='content'>"
        + "".join("<p class='MsoNormal'>" + "".join(f"<span style='font-family:仿宋_GB2312'>{line[n : n + 3]}</span>" for n in range(0, len(line), 3)) + "<o:p></o:p></p>" for line in LINES[1:])
        + "</div>"
    ),
    "WeChat": page(
        f"<div id='page-content'><h1 class='rich_media_title'>\n  {TITLE}\n</h1><div class='rich_media_content' id='js_content' style='visibility: hidden;'>"
        + "".join(f"<section><section><p><span>{line}</span></p></section></section>" for line in LINES[1:])
        + "</div></div>",
        f"<meta property='og:title' content='{TITLE}'>",
    ),
    "with a form, scripts and a share bar": page(
        f"<form><div class='bdsharebuttonbox'>分享到：<a>微信</a><a>微博</a></div><h1>{TITLE}</h1><div class='con_text'>{P}<script>var a='一、脚本';</script></div>"
        "<p>上一篇：<a href='/p'>关于清明节放假的通知</a></p><p>扫一扫在手机打开当前页</p></form>"
    ),
    "source lines broken anywhere": page(f"<h1>{TITLE}</h1><div class='article-content'>" + P.replace("整改", "整\n改").replace("市水务局", "市水\r\n务局") + "</div>"),
}


@pytest.mark.parametrize("style", sorted(PAGES))
def test_a_page_gives_its_document_and_nothing_of_the_site(style, tmp_path):
    path = write(tmp_path / "d.html", PAGES[style])
    assert is_plan(read_document(path))
    text = "\n".join(lines_of(path))
    for words in ("政务公开", "当前位置", "相关新闻", "推进会议", "网站标识码", "打印", "分享", "上一篇", "扫一扫", "字号", "脚本", "政策文件"):
        assert words not in text, words


@pytest.mark.parametrize(("stated", "encoding"), [("gb2312", "gb18030"), ("GBK", "gbk"), ("utf-8", "utf-8"), ("", "gb18030"), ("gb2312", "utf-8")])
def test_a_page_in_any_encoding_even_a_wrongly_stated_one(stated, encoding, tmp_path):
    text = PAGES["UCAP"].replace("<meta charset='utf-8'>", f"<meta http-equiv=Content-Type content='text/html; charset={stated}'>" if stated else "")
    assert is_plan(read_document(write(tmp_path / "d.html", text.encode(encoding))))


def test_a_table_of_a_page_with_merged_cells_and_marked_up_words(tmp_path):
    rows = (
        "<tr><th rowspan=2>序号</th><th rowspan=2>问题</th><th colspan=2>整改</th></tr><tr><th>时限</th><th>单位</th></tr>"
        "<tr><td>1</td><td>石背库<b>防渗膜</b>破损。<br>围栏缺失。</td><td>2025年<span>6</span>月底</td><td rowspan=2>市水务局</td></tr><tr><td>2</td><td><p>标志牌</p><p>缺损。</p></td><td>2025年底</td></tr>"
    )
    (table,) = tables_of(write(tmp_path / "d.html", page(f"<div class='content'><p>{TITLE}</p><table>{rows}</table></div>")))
    assert table == (
        ("序号", "问题", "整改", ""), ("", "", "时限", "单位"), ("1", "石背库防渗膜破损。\n围栏缺失。", "2025年6月底", "市水务局"), ("2", "标志牌\n缺损。", "2025年底", ""),
    )


# ---- Word ----------------------------------------------------------------------------------------------------------------


def run(text, properties=""):
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}<w:t xml:space='preserve'>{text}</w:t></w:r>"


def p(text, properties=""):
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{run(text) if text and not text.startswith('<') else text}</w:p>"


def cell(text, properties=""):
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text) if not text.startswith('<w:p') else text}</w:tc>"


def listed(number, level):
    return f"<w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{number}'/></w:numPr>"


def level(depth, kind, text, start=1):
    return f"<w:lvl w:ilvl='{depth}'><w:start w:val='{start}'/><w:numFmt w:val='{kind}'/><w:lvlText w:val='{text}'/></w:lvl>"


NUMBERING = (
    f"<w:numbering xmlns:w='{W}'>"
    "<w:abstractNum w:abstractNumId='1'>" + level(0, "chineseCounting", "%1、") + level(1, "decimal", "%2.") + level(2, "decimal", "（%3）") + "</w:abstractNum>"
    "<w:abstractNum w:abstractNumId='2'>" + level(0, "bullet", "•") + "</w:abstractNum>"
    "<w:abstractNum w:abstractNumId='3'>" + level(0, "chineseCountingThousand", "第%1条 ", 9) + level(1, "upperLetter", "%2)") + level(2, "decimalEnclosedCircle", "%3") + "</w:abstractNum>"
    "<w:num w:numId='1'><w:abstractNumId w:val='1'/></w:num><w:num w:numId='2'><w:abstractNumId w:val='2'/></w:num><w:num w:numId='3'><w:abstractNumId w:val='3'/></w:num>"
    "<w:num w:numId='4'><w:abstractNumId w:val='1'/><w:lvlOverride w:ilvl='1'><w:startOverride w:val='1'/></w:lvlOverride></w:num></w:numbering>"
)
STYLES = (
    f"<w:styles xmlns:w='{W}'><w:style w:type='paragraph' w:styleId='Item'><w:name w:val='Item'/><w:pPr>{listed(1, 1)}</w:pPr></w:style>"
    "<w:style w:type='paragraph' w:styleId='Sub'><w:name w:val='Sub'/><w:basedOn w:val='Item'/></w:style><w:style w:type='paragraph' w:styleId='10'><w:name w:val='toc 1'/></w:style></w:styles>"
)


def numbered_docx(folder, body):
    path = docx_of(folder, body)
    return write(path, with_part(with_part(path.read_bytes(), "word/numbering.xml", NUMBERING), "word/styles.xml", STYLES))


def test_numbers_that_word_computes_are_printed(tmp_path):
    body = (
        p(TITLE) + p("石背尾矿库渗漏。", listed(1, 0)) + p("责任单位：市生态环境局") + p("整改时限：2025年6月底前") + p("整改措施：") + p("更换防渗膜。", listed(1, 1)) + p("开展监测。", "<w:pStyle w:val='Item'/>")
        + p("南坪标志牌缺损。", listed(1, 0)) + p("责任单位：市水务局") + p("整改时限：2025年12月底前") + p("整改措施：") + p("更换标志牌。", "<w:pStyle w:val='Sub'/>")
    )
    path = numbered_docx(tmp_path, body)
    assert is_plan(read_document(path))
    assert [line[:4] for line in lines_of(path) if line[1:2] in "、."] == ["一、石背", "1.更换", "2.开展", "二、南坪", "1.更换"]


def test_numbers_of_every_kind_restart_below_their_parent(tmp_path):
    body = "".join(p("甲", listed(3, depth)) for depth in (0, 1, 2, 2, 1, 2, 0, 0, 1)) + p("乙", listed(2, 0)) + "".join(p("丙", listed(1, d)) for d in (0, 1, 1)) + p("丁", listed(4, 1))
    assert lines_of(numbered_docx(tmp_path, body)) == [
        "第九条 甲", "A)甲", "①甲", "②甲", "B)甲", "①甲", "第十条 甲", "第十一条 甲", "A)甲", "乙", "一、丙", "1.丙", "2.丙", "1.丁",
    ]


def test_what_was_deleted_hidden_or_set_apart_is_not_read(tmp_path):
    body = (
        p(run("整改时限：2025年") + f"<w:del>{run('3').replace('w:t', 'w:delText')}</w:del><w:ins>{run('6')}</w:ins>" + run("月底"))
        + p(f"<w:moveFrom>{run('搬走的话。')}</w:moveFrom>" + run("留下的话。") + run("藏起来的话。", "<w:vanish/>"))
        + p(run("石背") + "<w:ruby><w:rt>" + run("bèi") + "</w:rt><w:rubyBase>" + run("贝") + "</w:rubyBase></w:ruby>" + run("库"))
        + p(f"<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>PAGE \\* MERGEFORMAT</w:instrText></w:r>{run('第七页')}")
        + p("一、目录里的话……3", "<w:pStyle w:val='10'/>")
        + p(run("被删去的段落末尾，"), "<w:rPr><w:del/></w:rPr>") + p("与下一段相连。")
        + p(run("脚注前") + "<w:r><w:footnoteReference w:id='2'/></w:r>" + run("后。"))
    )
    path = numbered_docx(tmp_path, body)
    notes = f"<w:footnotes xmlns:w='{W}'><w:footnote w:type='separator' w:id='0'/><w:footnote w:id='2'>{p('脚注里的话。')}</w:footnote></w:footnotes>"
    write(path, with_part(path.read_bytes(), "word/footnotes.xml", notes))
    assert lines_of(path) == ["整改时限：2025年6月底", "留下的话。", "石背贝库", "第七页", "被删去的段落末尾，与下一段相连。", "脚注前后。"]
    assert any("footnote" in warning for warning in read_raw(path)[1])


def test_headers_and_footers_are_out_and_text_boxes_in_once(tmp_path):
    import docx

    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "页眉里的话"
    document.sections[0].footer.paragraphs[0].text = "页脚里的话"
    for line in LINES:
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    path = write(tmp_path / "d.docx", out.getvalue())
    assert is_plan(read_document(path))
    assert not [line for line in lines_of(path) if line.startswith("页")]
    box = f"<w:txbxContent>{p('框里的话。')}</w:txbxContent>"
    mc = "xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'"
    body = p(run("框前") + f"<w:r><mc:AlternateContent {mc}><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>")
    assert lines_of(docx_of(tmp_path, body)) == ["框前", "框里的话。"]


def test_tables_with_merged_cells_content_controls_and_a_table_inside(tmp_path):
    inner = "<w:tbl><w:tr>" + cell("点位") + cell("数量") + "</w:tr><w:tr>" + cell("南坪") + cell("3") + "</w:tr></w:tbl>"
    body = (
        p(TITLE)
        + "<w:tbl><w:tr>" + cell("序号") + cell("问题") + cell("整改", "<w:gridSpan w:val='2'/>") + "</w:tr>"
        + "<w:tr>" + cell("1", "<w:vMerge w:val='restart'/>") + f"<w:sdt><w:sdtContent>{cell('甲')}</w:sdtContent></w:sdt>" + cell(p("乙") + p("丙")) + cell("丁") + "</w:tr>"
        + "<w:tr>" + cell("", "<w:vMerge/>") + cell("戊") + cell(p("己") + inner + "<w:p/>") + cell("庚") + "</w:tr>"
        + "<w:tr><w:trPr><w:del/></w:trPr>" + cell("9") * 4 + "</w:tr></w:tbl>"
        + "<w:tbl><w:tr>" + cell("框住的一段话。") + "</w:tr></w:tbl>"
    )
    path = docx_of(tmp_path, body)
    assert tables_of(path) == [
        (("序号", "问题", "整改", ""), ("1", "甲", "乙\n丙", "丁"), ("", "戊", "己", "庚")),
        (("点位", "数量"), ("南坪", "3")),
    ]
    assert lines_of(path) == [TITLE, "框住的一段话。"]


def test_a_document_whose_main_part_has_another_name(tmp_path):
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good_docx())) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            name = "word/document2.xml" if entry.filename == "word/document.xml" else entry.filename
            new.writestr(name, old.read(entry.filename).replace(b"word/document.xml", b"word/document2.xml"))
    assert is_plan(read_document(write(tmp_path / "d.docx", out.getvalue())))


# ---- PDF -----------------------------------------------------------------------------------------------------------------


def paper(**options):
    from reading.pdf_files import Paper

    pdf = Paper(**options)
    pdf.add_page()
    return pdf


def saved(pdf, folder):
    return write(folder / "d.pdf", bytes(pdf.output()))


@needs_font
@pytest.mark.parametrize("pages", [1, 2, 4])
def test_headers_footers_and_page_numbers_are_out(pages, tmp_path):
    pdf = paper(running="示例市人民政府办公室文件", folio=True)
    for line in (*LINES, *(f"附：第{n}处点位的说明，内容从略，供参阅。" for n in range(36 * (pages - 1)))):
        pdf.multi_cell(0, 7, line, new_x="LMARGIN", new_y="NEXT")
    path = saved(pdf, tmp_path)
    assert pdf.page_no() == pages
    lines = lines_of(path)
    assert not [line for line in lines if "—" in line]
    assert pages < 3 or "示例市人民政府办公室文件" not in lines
    assert [line for line in lines if line in LINES] == LINES


@needs_font
def test_wrapped_and_indented_lines_are_whole_paragraphs(tmp_path):
    long = "一、东坡镇石背尾矿库防渗膜多处破损，渗滤液沿沟道外排至下游农田，群众反映强烈，市生态环境局虽多次现场督办，但责任单位重视不够，至今没有整改到位。"
    pdf = paper()
    for line in (TITLE, *("　　" + line for line in (long, *LINES[2:]))):
        pdf.multi_cell(0, 8, line, new_x="LMARGIN", new_y="NEXT")
    document = read_document(saved(pdf, tmp_path))
    assert is_plan(document)
    assert document.tasks[0].problem == long[2:]


@needs_font
def test_a_table_over_three_pages_with_its_heading_repeated_is_one_table(tmp_path):
    head = ("序号", "反馈问题", "责任单位", "整改时限")
    rows = [(str(n), f"第{n}号堆场没有防渗，" + "渗滤液外排，" * (n % 4) + "没有整改到位。", "市水务局", "2025年6月底") for n in range(1, 41)]
    pdf = paper(running="示例市整改清单", folio=True)
    with pdf.table(col_widths=(10, 60, 25, 25), line_height=8) as table:
        for row in (head, *rows):
            table.row(row)
    assert pdf.page_no() >= 3
    path = saved(pdf, tmp_path)
    assert tables_of(path) == [(head, *rows)]
    assert [task.number for task in read_document(path).tasks] == [row[0] for row in rows]


@needs_font
def test_a_table_with_merged_cells(tmp_path):
    pdf = paper()
    with pdf.table(line_height=8, num_heading_rows=2) as table:
        row = table.row()
        for text, across, down in (("序号", 1, 2), ("问题", 1, 2), ("整改", 2, 1)):
            row.cell(text, colspan=across, rowspan=down)
        table.row(("时限", "单位"))
        row = table.row()
        for text, down in (("1", 1), ("甲处渗漏。", 1), ("2025年6月底", 1), ("市水务局", 2)):
            row.cell(text, rowspan=down)
        table.row(("2", "乙处渗漏。", "2025年底"))
    assert tables_of(saved(pdf, tmp_path)) == [
        (("序号", "问题", "整改", ""), ("", "", "时限", "单位"), ("1", "甲处渗漏。", "2025年6月底", "市水务局"), ("2", "乙处渗漏。", "2025年底", ""))
    ]


@needs_font
def test_a_cell_keeps_its_paragraphs_and_joins_its_wrapped_lines(tmp_path):
    text = "1.立即清理堆放的固体废物，并按规定处置，防止反弹。\n2.加强巡查。\n3.每季度开展一次监测。"
    pdf = paper()
    with pdf.table(col_widths=(10, 40), line_height=8) as table:
        for row in (("序号", "整改措施"), ("1", text)):
            table.row(row)
    assert tables_of(saved(pdf, tmp_path)) == [(("序号", "整改措施"), ("1", text))]


@needs_font
@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_reads_as_it_is_looked_at(turn, tmp_path):
    import pypdfium2

    pdf = paper()
    for line in LINES:
        pdf.multi_cell(0, 7, line, new_x="LMARGIN", new_y="NEXT")
    with pdf.table(line_height=8) as table:
        table.row(("点位", "数量"))
        table.row(("南坪", "3"))
    path = saved(pdf, tmp_path)
    document = pypdfium2.PdfDocument(str(path))
    document[0].set_rotation(turn)
    document.save(tmp_path / "turned.pdf")
    document.close()
    if turn == 180:  # then it is looked at upside down, and the print decides
        assert lines_of(tmp_path / "turned.pdf") == LINES
    assert lines_of(tmp_path / "turned.pdf") == LINES
    assert tables_of(tmp_path / "turned.pdf") == [(("点位", "数量"), ("南坪", "3"))]


@needs_font
def test_a_watermark_set_aslant_is_not_read(tmp_path):
    pdf = paper()
    with pdf.rotation(35, 100, 150):
        pdf.text(40, 150, "内部资料注意保存")
    for line in LINES:
        pdf.multi_cell(0, 7, line, new_x="LMARGIN", new_y="NEXT")
    assert lines_of(saved(pdf, tmp_path)) == LINES


@needs_font
def test_two_columns_are_read_one_after_the_other(tmp_path):
    pdf = paper()
    left = [f"左栏第{n:02d}行的话写在这里。" for n in range(20)]
    right = [f"右栏第{n:02d}行的话写在那里。" for n in range(20)]
    pdf.multi_cell(0, 8, "一个横跨两栏的标题写得足够长以便它从左栏一直伸到右栏里去", align="C", new_x="LMARGIN", new_y="NEXT")
    for a, b in zip(left, right, strict=True):
        pdf.cell(90, 8, a)
        pdf.cell(80, 8, b, new_x="LMARGIN", new_y="NEXT")
    assert lines_of(saved(pdf, tmp_path))[1:] == [*left, *right]


@needs_font
def test_what_is_printed_twice_for_weight_is_read_once(tmp_path):
    pdf = paper()
    for shift in (0, 0.1):
        pdf.text(20 + shift, 40, TITLE)
    assert lines_of(saved(pdf, tmp_path)) == [TITLE]


@needs_font
def test_a_drawing_of_ten_thousand_lines_harms_no_text(tmp_path):
    rng = random.Random(7)
    pdf = paper()
    for line in LINES:
        pdf.multi_cell(0, 7, line, new_x="LMARGIN", new_y="NEXT")
    for _ in range(10_000):
        x, y = rng.uniform(10, 180), rng.uniform(150, 280)
        pdf.line(x, y, x + rng.choice((0, 9)), y + rng.choice((0, 9)))
    assert lines_of(saved(pdf, tmp_path)) == LINES


@needs_font
def test_a_page_without_text_among_others_is_told(tmp_path):
    pdf = paper()
    for line in LINES:
        pdf.multi_cell(0, 7, line, new_x="LMARGIN", new_y="NEXT")
    pdf.add_page()
    _, warnings = read_raw(saved(pdf, tmp_path))
    assert warnings == ["Page 2 holds no text; if there is print on it, it is a picture and was not read."]


def test_paragraphs_helper_is_what_word_writes(tmp_path):
    assert lines_of(docx_of(tmp_path, paragraphs(PLAN))) == LINES
