"""PDFs of any number of pages, made quickly: one Chinese font, embedded once, text by fpdf2."""

from functools import cache

from fpdf import FPDF
from reading.printing import font


class Paper(FPDF):
    """A4 with a Chinese font; `running` is the head of each page, `folio` whether its foot bears the page's number."""

    def __init__(self, running="", folio=False, size=12):
        super().__init__()
        self.running, self.folio = running, folio
        self.set_margin(20)
        self.set_auto_page_break(True, 20)
        for style in ("", "B"):
            self.add_font("cjk", style, str(font()))
        self.set_font("cjk", size=size)

    def header(self):
        if self.running:
            self.set_font_size(9)
            self.cell(0, 6, self.running, align="C", new_x="LMARGIN", new_y="NEXT")
            self.set_font_size(12)

    def footer(self):
        if self.folio:
            self.set_y(-15)
            self.set_font_size(9)
            self.cell(0, 6, f"— {self.page_no()} —", align="C")
            self.set_font_size(12)


def pdf_of_lines(lines, **options) -> bytes:
    pdf = Paper(**options)
    pdf.add_page()
    for line in lines:
        pdf.multi_cell(0, 7, line, new_x="LMARGIN", new_y="NEXT")
    return bytes(pdf.output())


@cache
def long_pdf(pages: int) -> bytes:
    """Return a plan of so many pages, printed once and repeated page by page, each with its own task numbers."""
    pdf = Paper("示例市生态环境保护督察整改方案", folio=True)
    n = 0
    while pdf.page_no() < pages:
        pdf.add_page()
        for _ in range(4):
            n += 1
            for line in (f"（{n}）{n}号地块固体废物堆放，防渗措施不到位，雨季渗滤液外排，周边群众反映强烈，问题至今没有整改到位。", "责任单位：市生态环境局，市水务局", "整改时限：2025年6月底前",
                         "整改目标：清理到位。", "整改措施：", "1.立即清理堆放的固体废物，并按规定处置。", "2.每季度开展一次地下水监测，结果向社会公开。"):
                pdf.multi_cell(0, 7, line, new_x="LMARGIN", new_y="NEXT")
    return bytes(pdf.output())
