"""Print tasks as an official document would, in any style: what must not matter to a reader is what varies here.

`Style` names one way of printing; `print_text` gives the text, `write` a file of any format. The tasks come from a document that was read, so a
printed copy must be read as the same tasks.
"""

from __future__ import annotations

import dataclasses
import html
import re
from functools import cache
from pathlib import Path

CN = "〇一二三四五六七八九"
ORDERS = (
    ("responsible", "acceptance", "goal", "deadline", "measures"),
    ("acceptance", "responsible", "deadline", "goal", "measures"),
    ("goal", "measures", "responsible", "acceptance", "deadline"),
    ("deadline", "goal", "responsible", "acceptance", "measures"),
)
LABELS = {
    "responsible": ("责任单位", "整改责任单位", "责任部门", "责任主体"),
    "acceptance": ("验收单位", "验收部门", "验收销号单位", "督导验收单位"),
    "cooperating": ("配合单位", "配合部门", "协办单位", "参与单位"),
    "implementing": ("落实单位", "实施单位", "落实部门", "实施主体"),
    "lead": ("牵头单位", "牵头部门", "牵头责任单位", "主办单位"),
    "goal": ("整改目标", "工作目标", "目标要求", "整改要求"),
    "deadline": ("整改时限", "完成时限", "整改期限", "完成时间"),
    "measures": ("整改措施", "具体措施", "主要措施", "工作措施"),
    "progress": ("整改进展", "进展情况", "整改进展情况", "完成情况"),
}


@dataclasses.dataclass(frozen=True)
class Style:
    """One way of printing; `task`, `measure` are patterns with {c} for a Chinese and {n} for an Arabic figure."""

    task: str = "（{c}）"
    measure: str = "{n}. "
    order: int = 0
    synonym: int = 0
    label: str = "{label}："
    alone: bool = False          # the label on a line of its own, the value on the next
    blank: bool = True           # an empty line between paragraphs
    half_width: bool = False     # punctuation
    full_digits: bool = False
    traditional: bool = False
    wrap: int = 0                # characters a line; 0 does not wrap
    debris: bool = False         # page numbers and a running title between lines
    spaced_digits: bool = False  # 2025 年 6 月

    def __str__(self) -> str:
        default = Style()
        changed = {f.name: getattr(self, f.name) for f in dataclasses.fields(self) if getattr(self, f.name) != getattr(default, f.name)}
        return ",".join(f"{k}={v}" for k, v in changed.items()) or "plain"


def chinese(n: int) -> str:
    tens, ones = divmod(n, 10)
    if n < 10:
        return CN[n]
    if n < 100:
        return ("" if tens == 1 else CN[tens]) + "十" + (CN[ones] if ones else "")
    return CN[n // 100] + "百" + (f"零{CN[n % 100]}" if 0 < n % 100 < 10 else chinese(n % 100) if n % 100 else "")


def figure(pattern: str, n: int) -> str:
    return pattern.format(c=chinese(n), n=n, e=chr(0x2473 + n) if n <= 20 else f"（{n}）")


def unit_field(task, role: str) -> str:
    names = getattr(task.units, role)
    if role == "responsible" and task.units.lead and set(task.units.lead) <= set(names):
        leads = [n for n in names if n in task.units.lead]
        rest = [n for n in names if n not in task.units.lead]
        return "，".join([*(f"{name}（牵头）" for name in leads), *rest])
    return "，".join(names)


def fields_of(task, style: Style) -> list[tuple[str, list[str]]]:
    """Return (label, lines of the value) in the style's order; a report prints its progress with its story instead of measures."""
    found = []
    for role in ORDERS[style.order % len(ORDERS)]:
        if role == "goal":
            lines = [re.sub(r"\s", "", task.goal)] if task.goal else []
        elif role == "deadline":
            lines = [task.deadline.text] if task.deadline.text else []
        elif role == "measures":
            if task.status.text:
                continue
            lines = measures_of(task, style)
        else:
            text = unit_field(task, role)
            lines = [text] if text else []
        if lines:
            found.append((LABELS[role][style.synonym % 4], lines))
    for role in ("lead", "cooperating", "implementing"):
        if (text := unit_field(task, role)) and not (role == "lead" and set(task.units.lead) <= set(task.units.responsible)):
            found.insert(0, (LABELS[role][style.synonym % 4], [text]))
    if task.status.text:
        found.append((LABELS["progress"][style.synonym % 4], [task.status.text, *measures_of(task, style)]))
    return found


def measures_of(task, style: Style) -> list[str]:
    numbered = [m for m in task.measures if m.number]
    lines = [re.sub(r"\s", "", m.text) for m in task.measures if not m.number]
    if "是" in style.measure:
        return [*lines, "".join(figure(style.measure, n) + re.sub(r"\s", "", m.text) for n, m in enumerate(numbered, 1))] if numbered else lines
    return lines + [figure(style.measure, n) + re.sub(r"\s", "", m.text) for n, m in enumerate(numbered, 1)]


def paragraphs(title: str, tasks, style: Style) -> list[str]:
    lines = [title]
    section = None
    sections = 0
    for n, task in enumerate(tasks, 1):
        if task.section and task.section != section:
            section, sections = task.section, sections + 1
            bare = re.sub(r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)", "", section)
            mark = f"第{chinese(sections)}部分 " if style.task.startswith("{c}、") else f"{chinese(sections)}、"
            lines.append(mark + bare)
        problem = re.sub(r"\s", "", task.problem)
        lines.append(figure(style.task, n) + problem)
        for label, value in fields_of(task, style):
            shown = style.label.format(label=label)
            if style.alone:
                lines.extend([shown, *value])
            else:
                lines.append(shown + value[0])
                lines.extend(value[1:])
    return lines


_HALF = str.maketrans({"，": ",", "；": ";", "：": ":", "（": "(", "）": ")"})
_FULL = str.maketrans("0123456789", "０１２３４５６７８９")


def print_text(title: str, tasks, style: Style) -> str:
    lines = [dress(line, style) for line in paragraphs(title, tasks, style)]
    if style.wrap:
        lines = [piece for line in lines for piece in wrapped(line, 2 * style.wrap)]
    if style.debris:
        lines = [piece for n, line in enumerate(lines) for piece in ([line, f"- {n // 25 + 1} -"] if n % 25 == 24 else [line])]
    return ("\n\n" if style.blank else "\n").join(lines) + "\n"


@cache
def converter():
    import opencc

    return opencc.OpenCC("s2t")


def to_traditional(line: str) -> str:
    return converter().convert(line)


def wrapped(line: str, width: int) -> list[str]:
    """Cut a line where a page would: a Chinese character takes two columns, a figure one."""
    pieces, piece, used = [], "", 0
    for c in line:
        used += 1 if c < "\u2000" else 2
        if used > width:
            pieces, piece, used = [*pieces, piece], "", 1 if c < "\u2000" else 2
        piece += c
    return [*pieces, piece]


def dress(line: str, style: Style) -> str:
    if style.half_width:
        line = line.translate(_HALF)
    if style.full_digits:
        line = line.translate(_FULL)
    if style.spaced_digits:
        line = re.sub(r"(?<=[一-龥])([0-9]{1,4})(?=[年月日一-龥])", r" \1 ", line)
    if style.traditional:
        line = to_traditional(line)
    return line


def write(folder: Path, ending: str, title: str, tasks, style: Style) -> Path:
    path = folder / f"printed{ending}"
    lines = [dress(line, style) for line in paragraphs(title, tasks, style)]
    if ending in (".txt", ".md"):
        path.write_text(print_text(title, tasks, style), encoding="utf-8")
    elif ending == ".html":
        body = "".join(f"<p>　　{html.escape(line)}</p>\n" for line in lines[1:])
        path.write_text(
            "<!DOCTYPE html><html><head><meta charset='utf-8'><title>" + html.escape(title) + "_示例市人民政府</title></head><body>"
            "<div class='nav'><ul><li><a href='/'>首页</a></li><li><a href='/a'>政务公开</a></li><li><a href='/b'>办事服务</a></li></ul></div>"
            f"<div class='main'><h1>{html.escape(title)}</h1><div class='content'>{body}</div></div>"
            "<div class='footer'><p>主办：示例市人民政府办公室</p><p>网站标识码：0000000000</p></div></body></html>",
            encoding="utf-8",
        )
    elif ending == ".docx":
        import docx

        document = docx.Document()
        for line in lines:
            document.add_paragraph(line)
        document.save(path)
    elif ending == ".xlsx":
        import xlsxwriter

        book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False})
        sheet = book.add_worksheet("清单")
        roles = ("responsible", "acceptance", "goal", "deadline", "measures")
        sheet.write(0, 0, title)
        sheet.write_row(1, 0, ["序号", "反馈问题", *(LABELS[role][style.synonym % 4] for role in roles), "整改进展"])
        for n, task in enumerate(tasks, 1):
            sheet.write(n + 1, 0, n)
            cells = [re.sub(r"\s", "", task.problem), unit_field(task, "responsible"), unit_field(task, "acceptance"), re.sub(r"\s", "", task.goal or ""),
                     task.deadline.text, "" if task.status.text else "\n".join(measures_of(task, style)),
                     "\n".join([task.status.text, *measures_of(task, style)]) if task.status.text else ""]
            for column, cell in enumerate(cells, 1):
                sheet.write_string(n + 1, column, cell)
        book.close()
    elif ending == ".pdf":
        from fpdf import FPDF

        pdf = FPDF()
        pdf.set_margin(20)
        pdf.add_font("cjk", "", str(font()))
        pdf.set_font("cjk", size=12)
        pdf.add_page()
        for line in lines:
            pdf.multi_cell(0, 7, "　　" + line, new_x="LMARGIN", new_y="NEXT")
        pdf.output(str(path))
    return path


def font() -> Path | None:
    """Return a font of this machine that prints Chinese in a PDF, or None."""
    names = ("lxgw*.ttf", "wqy*.tt[cf]", "NotoSansCJK-Regular.ttc", "NotoSerifCJK-Regular.ttc", "simhei.ttf", "simsun.ttc", "PingFang.ttc", "*CJK*.otf")
    folders = (Path("/usr/share/fonts"), Path.home() / ".fonts", Path("C:/Windows/Fonts"), Path("/System/Library/Fonts"))
    return next((found for name in names for folder in folders if folder.is_dir() for found in sorted(folder.rglob(name))), None)
