"""The sheet as one HTML page on A4 that asks for nothing."""

from __future__ import annotations

import html

from geomon.export.planned.scene import Scene
from geomon.export.planned.svg import svg
from geomon.export.planned.text import Rows, Sheet

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_STYLE = """
@page{size:A4;margin:12mm 14mm}
body{font:13px/1.5 "Source Sans 3","PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;color:#17212b;max-width:54em;
margin:1.2em auto;padding:0 1em;font-variant-numeric:tabular-nums}
h1{font-size:19px;line-height:1.35;margin:0}h2{font-size:13px;margin:1em 0 .3em}p{margin:.3em 0}
.note,.basis,.more{color:#52606d;font-size:12px}.basis{border-top:1px solid #dce1e6;margin-top:1em;padding-top:.5em}
.verdict{border-left:4px solid #24506b;background:#eef1f3;padding:.5em .8em;margin:.7em 0;font-size:15px;font-weight:600}
.verdict.inside{border-color:#2f6b4f;background:#e6f0ea}
svg{display:block;width:100%;height:auto;border-radius:4px}
table{border-collapse:collapse;width:100%;font-size:12px}
th,td{border-bottom:1px solid #dce1e6;padding:.25em .5em .25em 0;text-align:left;vertical-align:top;overflow-wrap:anywhere}
th{color:#52606d;font-weight:600}tr{break-inside:avoid}
@media(max-width:600px){table{display:block;overflow-x:auto}th,td{min-width:4.5em}}
"""


def page(sheet: Sheet, scene: Scene) -> str:
    """Return the page; everything that came from a file or a document is escaped."""
    tone = "inside" if sheet.tone == "inside" else "other"
    title = html.escape(sheet.title)
    return "".join((
        f'<!doctype html><html lang="{sheet.lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"><title>{title}</title><style>{_STYLE}</style></head><body>'
        f'<h1>{title}</h1><p class="note">{html.escape(sheet.note)}</p><div class="verdict {tone}">{html.escape(sheet.verdict)}</div>',
        svg(scene, title),
        *(table(rows) for rows in sheet.tables),
        '<div class="basis">', *(f"<p>{html.escape(text)}</p>" for text in sheet.basis), "</div></body></html>\n",
    ))


def table(rows: Rows) -> str:
    """Return a table with its heading and its note."""
    total = sum(rows.widths)
    columns = "".join(f'<col style="width:{100 * width / total:.1f}%">' for width in rows.widths)
    head = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in rows.columns)
    cells = "".join("<tr>" + "".join(f"<td>{html.escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows.rows)
    note = f'<p class="more">{html.escape(rows.note)}</p>' if rows.note else ""
    body = f"<table><colgroup>{columns}</colgroup><thead><tr>{head}</tr></thead><tbody>{cells}</tbody></table>"
    return f"<h2>{html.escape(rows.title)}</h2>{body}{note}"
