"""Files that are not what a reader hopes for: made here, each by one function that returns its path.

`BAD` are those that must be refused, with a piece of the sentence that says why; `ODD` are those that must be read right.
"""

import io
import random
import zipfile
from functools import cache
from pathlib import Path

PLAN = """示例市生态环境保护督察反馈问题整改方案
一、东坡镇石背尾矿库防渗膜破损，渗滤液外排。
责任单位：市生态环境局
整改时限：2025年6月底前
整改目标：恢复防渗。
整改措施：
1.更换防渗膜。
2.每季度开展地下水监测。
二、南坪水源地标志牌缺损。
责任单位：市水务局
整改时限：2025年12月底前
整改目标：标志齐全。
整改措施：
1.更换标志牌。
"""
HEAD = ("序号", "反馈问题", "整改措施", "责任单位", "整改时限")
ROWS = (("1", "石背尾矿库防渗膜破损。", "更换防渗膜。", "市生态环境局", "2025年6月底"), ("2", "南坪水源地标志牌缺损。", "更换标志牌。", "市水务局", "2025年12月底"))
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
BOMB = "<!DOCTYPE x [<!ENTITY a0 \"lollollollol\">" + "".join(f"<!ENTITY a{n} \"{f'&a{n - 1};' * 10}\">" for n in range(1, 10)) + "]>"


def write(path: Path, data) -> Path:
    path.write_bytes(data.encode("utf-8") if isinstance(data, str) else data)
    return path


def zipped(path: Path, **parts) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return path


# ---- Word ------------------------------------------------------------------------------------------------------------


def good_docx(lines=None) -> bytes:
    import docx

    document = docx.Document()
    for line in PLAN.splitlines() if lines is None else lines:
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_part(data: bytes, name: str, part: bytes | str) -> bytes:
    """Put another part into a package."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry.filename, old.read(entry.filename))
        new.writestr(name, part)
    return out.getvalue()


def docx_of(folder, body: str, head: str = "", name="d.docx"):
    xml = f"<?xml version='1.0' encoding='UTF-8'?>{head}<w:document xmlns:w='{W}'><w:body>{body}</w:body></w:document>"
    return write(folder / name, with_part(good_docx([]), "word/document.xml", xml))


def paragraphs(text: str) -> str:
    return "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.splitlines())


def nested_tables(depth: int) -> str:
    return "<w:tbl><w:tr><w:tc>" * depth + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * depth


# ---- sheets ----------------------------------------------------------------------------------------------------------


def good_xlsx(rows=(HEAD, *ROWS), name="整改台账") -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(name)
        for n, row in enumerate(rows):
            for m, cell in enumerate(row):
                sheet.write(n, m, cell)
    return out.getvalue()


def sheet_xml(cells: str, dimension="A1", head="") -> str:
    return f"<?xml version='1.0' encoding='UTF-8'?>{head}<worksheet xmlns='{S}'><dimension ref='{dimension}'/><sheetData>{cells}</sheetData></worksheet>"


def xlsx_of(folder, cells: str, dimension="A1", head="", name="d.xlsx"):
    return write(folder / name, with_part(good_xlsx(), "xl/worksheets/sheet1.xml", sheet_xml(cells, dimension, head)))


def ledger_cells(column=lambda n: "ABCDE"[n], first=1) -> str:
    rows = [
        f"<row r='{first + n}'>" + "".join(f"<c r='{column(m)}{first + n}' t='inlineStr'><is><t>{cell}</t></is></c>" for m, cell in enumerate(row)) + "</row>"
        for n, row in enumerate((HEAD, *ROWS))
    ]
    return "".join(rows)


def csv_text(rows=(HEAD, *ROWS), by=",") -> str:
    return "\n".join(by.join(row) for row in rows) + "\n"


# ---- PDF -------------------------------------------------------------------------------------------------------------


@cache
def good_pdf(lines=None) -> bytes:
    from reading.pdf_files import pdf_of_lines

    return pdf_of_lines(PLAN.splitlines() if lines is None else lines)


def locked_pdf(folder, user, owner):
    from reading.pdf_files import Paper

    pdf = Paper()
    pdf.set_encryption(owner_password=owner, user_password=user)
    pdf.add_page()
    for line in PLAN.splitlines():
        pdf.multi_cell(0, 7, line, new_x="LMARGIN", new_y="NEXT")
    pdf.output(str(folder / "d.pdf"))
    return folder / "d.pdf"


def scan_pdf(folder, pages=3):
    """Make pages that hold a picture and no text."""
    from fpdf import FPDF

    pdf = FPDF()
    for _ in range(pages):
        pdf.add_page()
        pdf.image(picture(), 20, 20, 100, 100)
    pdf.output(str(folder / "d.pdf"))
    return folder / "d.pdf"


def picture():
    from PIL import Image

    rng = random.Random(1)
    image = Image.new("L", (40, 40))
    image.putdata([rng.randrange(256) for _ in range(1600)])
    return image


def picture_bytes(kind: str) -> bytes:
    out = io.BytesIO()
    picture().save(out, kind)
    return out.getvalue()


def pdf_loop(folder):
    """Make a page tree whose branch holds itself."""
    body = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 99>>endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF"
    )
    return write(folder / "d.pdf", body)


@cache
def gigabyte() -> bytes:
    import zlib

    once = zlib.compressobj(1)
    return b"".join(once.compress(b" " * 4_000_000) for _ in range(250)) + once.flush()


def pdf_bomb(folder):
    """Make a page whose content unpacks from a few megabytes to a gigabyte of blanks."""
    data = gigabyte()
    head = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R>>endobj\n"
    body = b"4 0 obj<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%%%EOF" % (len(data), data)
    return write(folder / "d.pdf", head + body)


# ---- what is refused, with the words that say why ------------------------------------------------------------------------


OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4000
BAD = {
    "empty": (lambda f: write(f / "d.txt", b""), "empty"),
    "blanks only": (lambda f: write(f / "d.txt", " \n\t\n" * 50), "no text"),
    "folder": (lambda f: (f / "d.txt").mkdir() or f / "d.txt", "folder|no such file"),
    "unknown ending": (lambda f: write(f / "d.pages", PLAN), "no document format"),
    "no ending": (lambda f: write(f / "document", PLAN), "no document format"),
    # PDF
    "pdf with a password": (lambda f: locked_pdf(f, user="secret", owner="other"), "encrypted.*without a password"),
    "pdf cut in half": (lambda f: write(f / "d.pdf", good_pdf()[: len(good_pdf()) // 2]), "damaged"),
    "pdf whose end is noise": (lambda f: write(f / "d.pdf", good_pdf()[:3000] + random.Random(5).randbytes(9000) + b"%%EOF"), "damaged|no text"),
    "pdf of one line": (lambda f: write(f / "d.pdf", b"%PDF-1.7\n"), "damaged"),
    "pdf of noise": (lambda f: write(f / "d.pdf", b"%PDF-1.7\n" + random.Random(2).randbytes(50_000)), "damaged"),
    "pdf without a text layer": (scan_pdf, "scan"),
    "pdf whose pages hold themselves": (pdf_loop, "damaged|no page"),
    "pdf that unpacks to a gigabyte": (pdf_bomb, "scan|damaged|memory"),
    "picture renamed .pdf": (lambda f: write(f / "d.pdf", picture_bytes("PNG")), "PNG picture"),
    "page renamed .pdf": (lambda f: write(f / "d.pdf", f"<html><body>{PLAN}</body></html>"), "not that of a .pdf|web page"),
    # Word
    "zip renamed .docx": (lambda f: zipped(f / "d.docx", **{"notes.txt": PLAN}), "not a Word document"),
    "workbook renamed .docx": (lambda f: write(f / "d.docx", good_xlsx()), "workbook"),
    "page renamed .docx": (lambda f: write(f / "d.docx", f"<html><body>{PLAN}</body></html>"), "web page"),
    "old Word renamed .docx": (lambda f: write(f / "d.docx", OLD_OFFICE), "old office|password"),
    "old Word": (lambda f: write(f / "d.doc", OLD_OFFICE), "[Ss]ave it as .*docx"),
    "page renamed .doc": (lambda f: write(f / "d.doc", f"<html><body>{PLAN}</body></html>"), "web page.*\\.html"),
    "rich text": (lambda f: write(f / "d.rtf", "{\\rtf1 " + PLAN + "}"), "[Ss]ave it as .*docx"),
    "rich text renamed .doc": (lambda f: write(f / "d.doc", "{\\rtf1 " + PLAN + "}"), "[Ss]ave it as .*docx"),
    "WPS": (lambda f: write(f / "d.wps", OLD_OFFICE), "[Ss]ave it as .*docx"),
    "OpenDocument": (lambda f: zipped(f / "d.odt", mimetype="application/vnd.oasis.opendocument.text"), "[Ss]ave it as .*docx"),
    "docx cut in half": (lambda f: write(f / "d.docx", good_docx()[: len(good_docx()) // 2]), "damaged"),
    "docx whose text is no XML": (lambda f: write(f / "d.docx", with_part(good_docx(), "word/document.xml", "<w:doc")), "no XML"),
    "docx whose text is another XML": (lambda f: write(f / "d.docx", with_part(good_docx(), "word/document.xml", "<a/>")), "no Word document|no text"),
    "docx with macros": (lambda f: write(f / "d.docx", with_part(good_docx(), "word/vbaProject.bin", b"x")), "macros"),
    "macro document": (lambda f: write(f / "d.docm", with_part(good_docx(), "word/vbaProject.bin", b"x")), "macros"),
    "docx bomb": (lambda f: write(f / "d.docx", with_part(good_docx(), "word/media/a.xml", b"0" * 300_000_000)), "unpacks to"),
    "docx bomb in the text": (lambda f: docx_of(f, paragraphs("一" * 60_000_000)), "unpacks to"),
    "docx bomb of entities": (lambda f: docx_of(f, paragraphs("&a9;"), BOMB), "entities"),
    "docx that asks for a file": (lambda f: docx_of(f, paragraphs(PLAN + "&x;"), "<!DOCTYPE x [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"), "entities"),
    "docx of 5,000 nested tables": (lambda f: docx_of(f, nested_tables(5000)), "nested|no XML"),
    # sheets
    "old workbook": (lambda f: write(f / "d.xls", OLD_OFFICE), "[Ss]ave it as .*xlsx"),
    "old workbook renamed .xlsx": (lambda f: write(f / "d.xlsx", OLD_OFFICE), "old office|password"),
    "page renamed .xls": (lambda f: write(f / "d.xls", f"<html><body>{PLAN}</body></html>"), "web page.*\\.html"),
    "macro workbook": (lambda f: write(f / "d.xlsm", with_part(good_xlsx(), "xl/vbaProject.bin", b"x")), "macros"),
    "macro workbook renamed .xlsx": (lambda f: write(f / "d.xlsx", with_part(good_xlsx(), "xl/vbaProject.bin", b"x")), "macros"),
    "document renamed .xlsx": (lambda f: write(f / "d.xlsx", good_docx()), "Word document"),
    "text renamed .xlsx": (lambda f: write(f / "d.xlsx", PLAN), "not that of a .xlsx"),
    "xlsx cut in half": (lambda f: write(f / "d.xlsx", good_xlsx()[: len(good_xlsx()) // 2]), "damaged"),
    "xlsx of 10,000 columns": (lambda f: write(f / "d.xlsx", good_xlsx([[f"第{n}列" for n in range(10_000)], ["1"] * 10_000])), "10000 columns"),
    "csv of 10,000 columns": (lambda f: write(f / "d.csv", csv_text([[f"第{n}列" for n in range(10_000)], ["1"] * 10_000])), "10000 columns"),
    "html of 10,000 columns": (lambda f: write(f / "d.html", "<table>" + ("<tr>" + "<td>1</td>" * 10_000 + "</tr>") * 3 + "</table>"), "10000 columns"),
    "text of 10,000 columns": (lambda f: write(f / "d.txt", csv_text([[f"第{n}列" for n in range(10_000)], ["1"] * 10_000], "\t")), "10000 columns"),
    "docx of 10,000 columns": (
        lambda f: docx_of(f, "<w:tbl>" + ("<w:tr>" + "<w:tc><w:p/></w:tc>" * 9999 + "<w:tc>" + paragraphs("甲") + "</w:tc></w:tr>") * 2 + "</w:tbl>"),
        "10000 columns",
    ),
    "empty sheets": (lambda f: write(f / "d.xlsx", good_xlsx([])), "no text"),
    "xlsx bomb": (lambda f: write(f / "d.xlsx", with_part(good_xlsx(), "xl/sharedStrings.xml", b"<a>" + b" " * 300_000_000)), "unpacks to"),
    "xlsx bomb of entities": (lambda f: xlsx_of(f, "<row r='1'><c r='A1' t='inlineStr'><is><t>&a9;</t></is></c></row>", head=BOMB), "entities"),
    # text
    "program renamed .txt": (lambda f: write(f / "d.txt", b"\x7fELF" + random.Random(3).randbytes(20_000)), "a program"),
    "noise renamed .txt": (lambda f: write(f / "d.txt", random.Random(4).randbytes(200_000)), "not text|no encoding"),
    "picture renamed .txt": (lambda f: write(f / "d.txt", picture_bytes("JPEG")), "JPEG picture"),
    "pdf renamed .txt": (lambda f: write(f / "d.txt", good_pdf()), "PDF"),
    "pdf renamed .html": (lambda f: write(f / "d.html", good_pdf()), "PDF"),
    "docx renamed .csv": (lambda f: write(f / "d.csv", good_docx()), "Word document, not text"),
    "zeros": (lambda f: write(f / "d.txt", b"\0" * 100_000), "not text|no encoding"),
    "200 MB of text": (lambda f: write(f / "d.txt", (PLAN * 400_000)[:70_000_000]), "MB, over the limit"),
    "one line of 10 MB": (lambda f: write(f / "d.txt", "整改措施要落实到位，" * 330_000), "characters"),
    "one paragraph of 60,000 characters": (lambda f: write(f / "d.docx", good_docx(["整改措施要落实到位。" * 6_000])), "one paragraph"),
    "text that was destroyed": (lambda f: write(f / "d.txt", "一、锟斤拷锟斤拷目锟斤拷\n责任单位：锟斤拷锟斤拷\n"), "destroyed"),
    "Japanese": (lambda f: write(f / "d.txt", "これは計画ではありません。すべての川をきれいにするための手紙です。".encode("shift_jis")), "encoding"),
    "html of 500,000 tags": (lambda f: write(f / "d.html", "<html><body>" + "<p>一</p>" * 250_000 + "</body></html>"), "tags"),
    "html nested 100,000 deep": (lambda f: write(f / "d.html", "<html><body>" + "<div>" * 100_000 + PLAN), "nested"),
    "html of nothing but script": (lambda f: write(f / "d.html", "<html><script>" + "var a=1;" * 1000 + "</script></html>"), "no text"),
}


# ---- what is odd, and must be read right ---------------------------------------------------------------------------------


def many_rows(count):
    return [HEAD, *((str(n), f"第{n}号堆场没有防渗。", "清理。", "市水务局", "2025年6月底") for n in range(1, count + 1))]


def with_hidden_sheet(folder):
    import xlsxwriter

    with xlsxwriter.Workbook(str(folder / "d.xlsx")) as book:
        for name, first in (("旧稿", "9"), ("台账", "1"), ("空表", "")):
            sheet = book.add_worksheet(name)
            for n, row in enumerate((HEAD, *((first, *row[1:]) for row in ROWS[:1])) if first else ()):
                sheet.write_row(n, 0, row)
        book.worksheets()[0].hide()
        book.worksheets()[1].activate()
        book.worksheets()[1].set_first_sheet()
    return folder / "d.xlsx"


ODD = {
    "UTF-8": lambda f: write(f / "d.txt", PLAN),
    "UTF-8 with a mark": lambda f: write(f / "d.txt", PLAN.encode("utf-8-sig")),
    "UTF-8 cut inside a character": lambda f: write(f / "d.txt", (PLAN + "三").encode()[:-1]),
    "GB18030": lambda f: write(f / "d.txt", PLAN.encode("gb18030")),
    "GBK": lambda f: write(f / "d.txt", PLAN.encode("gbk")),
    "GB2312": lambda f: write(f / "d.txt", PLAN.encode("gb2312")),
    "UTF-16 LE with a mark": lambda f: write(f / "d.txt", b"\xff\xfe" + PLAN.encode("utf-16-le")),
    "UTF-16 BE with a mark": lambda f: write(f / "d.txt", b"\xfe\xff" + PLAN.encode("utf-16-be")),
    "UTF-16 LE without a mark": lambda f: write(f / "d.txt", PLAN.encode("utf-16-le")),
    "UTF-16 BE without a mark": lambda f: write(f / "d.txt", PLAN.encode("utf-16-be")),
    "UTF-32": lambda f: write(f / "d.txt", PLAN.encode("utf-32")),
    "encoded twice": lambda f: write(f / "d.txt", PLAN.encode().decode("latin-1").encode()),
    "zeros inside": lambda f: write(f / "d.txt", PLAN.replace("标志牌缺损", "标志牌\0缺损")),
    "half a surrogate": lambda f: write(f / "d.txt", PLAN.replace("标志牌缺损", "标志牌缺损").encode("utf-16-le") + b"\x00\xd8"),
    "line ends of three systems": lambda f: write(f / "d.txt", PLAN.replace("\n", "\r\n", 6).replace("。\n", "。\r")),
    "csv": lambda f: write(f / "d.csv", csv_text()),
    "csv with semicolons": lambda f: write(f / "d.csv", csv_text(by=";")),
    "csv with tabs": lambda f: write(f / "d.csv", csv_text(by="\t")),
    "csv with bars": lambda f: write(f / "d.csv", csv_text(by="|")),
    "csv that states its separator": lambda f: write(f / "d.csv", "sep=;\n" + csv_text(by=";")),
    "csv in GBK": lambda f: write(f / "d.csv", csv_text().encode("gbk")),
    "csv in UTF-16, as Excel saves it": lambda f: write(f / "d.csv", csv_text(by="\t").encode("utf-16")),
    "tsv": lambda f: write(f / "d.tsv", csv_text(by="\t")),
    "xlsx": lambda f: write(f / "d.xlsx", good_xlsx()),
    "xlsx that declares all rows and columns": lambda f: xlsx_of(f, ledger_cells(), "A1:XFD1048576"),
    "xlsx far down and to the right": lambda f: xlsx_of(f, ledger_cells(lambda n: ("XEA", "XEB", "XEC", "XED", "XEE")[n], 1_000_000), "A1:XFD1048576"),
    "xlsx with empty styled cells everywhere": lambda f: xlsx_of(f, ledger_cells() + "<row r='1048576'><c r='XFD1048576' s='0'/></row>", "A1:XFD1048576"),
    "docx": lambda f: write(f / "d.docx", good_docx()),
    "docx of the strict kind": lambda f: write(
        f / "d.docx", with_part(good_docx([]), "word/document.xml", f"<w:document xmlns:w='http://purl.oclc.org/ooxml/wordprocessingml/main'><w:body>{paragraphs(PLAN)}</w:body></w:document>")
    ),
    "pdf": lambda f: write(f / "d.pdf", good_pdf()),
    "pdf that only its owner may change": lambda f: locked_pdf(f, user="", owner="other"),
    "page": lambda f: write(f / "d.html", f"<html><body>{''.join(f'<p>{line}</p>' for line in PLAN.splitlines())}</body></html>"),
    "page nested 200 deep": lambda f: write(f / "d.html", "<html><body>" + "<div>" * 200 + "".join(f"<p>{line}</p>" for line in PLAN.splitlines())),
    "page in GB2312": lambda f: write(f / "d.html", f"<html><meta charset=gb2312><body>{PLAN.replace(chr(10), '<br>')}</body></html>".encode("gb18030")),
    "page that states a wrong charset": lambda f: write(f / "d.html", f"<html><meta charset=utf-8><body>{PLAN.replace(chr(10), '<br>')}</body></html>".encode("gb18030")),
    "text under the ending of a page": lambda f: write(f / "d.html", PLAN),
}
