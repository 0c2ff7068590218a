"""Write the two demonstration documents that are not plain text: a docx with a table, and a pdf with an embedded font.

    python tests/data/make_demo_documents.py [FONT]

FONT is a TrueType font with Chinese glyphs; only those used go into the pdf. By default it is LXGW WenKai (SIL OFL; Debian:
fonts-lxgw-wenkai). An OpenType font with CFF outlines, such as Noto Sans CJK, gets an encoding from fpdf2 that pdfplumber cannot
read. Run this after changing the words below, and commit what it writes to data/documents/.
"""

from __future__ import annotations

import datetime as dt
import io
import sys
import zipfile
from pathlib import Path

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt
from fpdf import FPDF

HOME = Path(__file__).parents[2] / "data" / "documents"
FONT = Path("/usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf")
WRITTEN = dt.datetime(2024, 12, 1, tzinfo=dt.UTC)  # fixed, so that the same words give the same bytes

LEDGER = "zhongwei-ledger-2024-08.docx"
LEDGER_TITLE = "中卫市水源和固体废物排查问题整改方案（演示）"
LEDGER_PREFACE = (
    "2024年8月12日",
    "本方案是软件演示用的样例，地名真实，问题虚构。2024年7月排查共登记7项问题，整改要求见附表。",
)
LEDGER_HEAD = ("序号", "问题", "整改措施", "责任单位", "完成时限")
LEDGER_ROWS = (
    ("1", "沙坡头区兴仁镇污水处理厂出水口未设采样井，排口编码与公示内容不一致。",
     "1.增设采样井一座。\n2.核对编码后更换公示牌。", "市生态环境局（牵头）、住房和城乡建设局，沙坡头区党委、政府", "2024年12月底"),
    ("2", "沙坡头区照壁山供水工程取水泵房周边护栏锈蚀，巡查道路局部冲毁。",
     "1.更换护栏260米。\n2.修复路面并设排水管涵。", "市水务局，沙坡头区党委、政府", "2024年11月底"),
    ("3", "沙坡头区东园镇黑山村东侧空地、宣和镇东台学校路边空地存有零星建筑垃圾。",
     "1.清运现存建筑垃圾，2024年9月底前完成清底。\n2.设置监控和禁倒标识。",
     "市综合执法局（牵头）、住房和城乡建设局，沙坡头区党委、政府", "2024年10月底"),
    ("4", "中宁县红宝沟桥建筑垃圾堆放点尚未清运完毕，现场缺少围挡。",
     "1.复测堆存方量，计划清运3200立方米，完成1100立方米。\n2.清运后平整场地并设禁倒标识。", "市水务局，中宁县党委、政府", "2025年3月底"),
    ("5", "中宁县天湖国家湿地公园补水口计量设施未校准，水位记录间隔偏长。",
     "1.2024年11月底前完成校准。\n2.水位记录由每周一次改为每日一次。", "市林业和草原局（牵头）、水务局，中宁县党委、政府", "2025年6月底"),
    ("6", "海原县小条子沟石英岩矿闭坑后平台植被恢复偏慢，覆土来源未落实。",
     "1.落实覆土来源。\n2.2024年10月底前完成平台覆土。", "市自然资源局，海原县党委、政府", "2024年12月底"),
    ("7", "腾格里锁边固沙重要生态林区、美利林区灌溉渠系渗漏，管护人员年龄结构偏大。",
     "1.分段衬砌渠道。\n2.逐年补充管护人员。", "市林业和草原局、水务局", "立行立改，长期坚持"),
)

REPORT = "shuozhou-progress-2024-11.pdf"
REPORT_TITLE = "朔州市矿区和湿地专项检查整改进展情况（演示）"
REPORT_LINES = (
    "（截至2024年11月底）",
    "本文为软件演示样例，地名取自公开资料，问题和数据均系虚构。",
    "一、矿区管理方面",
    "任务一：平鲁区安太堡露天煤矿复垦地块排水设施有淤堵，管护日志缺少夏季记录。",
    "整改时限：2024年11月底",
    "整改进展：已完成",
    "一是清理排水设施4.2公里，雨后无积水。二是管护日志补记到位，改为电子化登记。",
    "任务二：朔城区麻家梁煤矿沉陷影响范围地表监测成果没有按季度汇总。",
    "整改时限：2024年12月底",
    "整改进展：达到序时进度",
    "一是前三个季度成果已经汇总并通报所在乡镇。二是第四季度外业测量正在进行，12月25日前提交成果。",
    "任务三：怀仁市柴沟煤矿、芦子沟煤矿、王坪煤矿等4处排矸场覆土厚度不均，抽查样点合格率为62%。",
    "整改时限：2024年6月底",
    "整改进展：未达到序时进度",
    "一是需要补土的38公顷完成21公顷。二是取土场手续刚刚办结，怀仁市承诺2025年4月底前补齐。",
    "二、固体废物和水环境方面",
    "任务四：朔城区神头电厂粉煤灰库下风向只有一个降尘监测点，代表性不足。",
    "整改时限：2025年6月底",
    "整改进展：达到序时进度",
    "一是增设监测点3个的选址已经完成。二是设备进入采购程序，2025年2月底前安装。",
    "任务五：应县南河种镇污水处理站排口冬季结冰，采样通道不安全。",
    "整改时限：2024年10月底",
    "整改进展：正在推进",
    "一是采样通道护栏完成基础施工。二是保温箱已经到货，因管线改线尚未安装。",
    "三、湿地方面",
    "任务六：山阴县山阴桑干河省级湿地公园入口生态停车位渗水砖破损，雨季积水。",
    "整改时限：2024年12月20日前",
    "整改进展：已完成",
    "一是更换渗水砖900平方米。二是新增雨水花园2处，9月以来未再出现积水。",
)


def write_ledger(path: Path) -> None:
    """Write the docx: a title, two paragraphs, and one table with a row a task."""
    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Noto Sans CJK SC", Pt(10.5)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "Noto Sans CJK SC")
    document.core_properties.created = document.core_properties.modified = WRITTEN
    document.core_properties.author, document.core_properties.title = "geomon", LEDGER_TITLE
    document.add_heading(LEDGER_TITLE, level=0)
    for line in LEDGER_PREFACE:
        document.add_paragraph(line)
    document.add_paragraph("附表 整改任务表")
    table = document.add_table(rows=0, cols=len(LEDGER_HEAD), style="Table Grid")
    for row in (LEDGER_HEAD, *LEDGER_ROWS):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    packed = io.BytesIO()
    document.save(packed)
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():  # python-docx stamps each part with the hour of its writing
            new.writestr(zipfile.ZipInfo(name, WRITTEN.timetuple()[:6]), old.read(name), zipfile.ZIP_DEFLATED)


def write_report(path: Path, font: Path) -> None:
    """Write the pdf: running text with page numbers, the font's used glyphs embedded."""
    pdf = _Report(format="A4")
    pdf.set_creation_date(WRITTEN)
    pdf.set_title(REPORT_TITLE)
    pdf.set_margins(28, 30, 26)
    pdf.set_auto_page_break(auto=True, margin=32)
    pdf.add_font("cjk", fname=str(font))
    pdf.add_page()
    pdf.set_font("cjk", size=17)
    pdf.multi_cell(0, 10, REPORT_TITLE, align="C", new_x="LMARGIN", new_y="NEXT")
    pdf.set_font("cjk", size=13)
    for line in REPORT_LINES:
        pdf.multi_cell(0, 9, line, align="L", new_x="LMARGIN", new_y="NEXT", wrapmode="CHAR")
    pdf.output(str(path))


class _Report(FPDF):
    """A pdf whose pages carry their number as such documents do."""

    def footer(self) -> None:
        """Print the page's number between dashes."""
        self.set_y(-22)
        self.set_font("cjk", size=11)
        self.cell(0, 8, f"- {self.page_no()} -", align="C")


if __name__ == "__main__":
    write_ledger(HOME / LEDGER)
    write_report(HOME / REPORT, Path(sys.argv[1]) if len(sys.argv) > 1 else FONT)
