"""A paper as one HTML file that opens with no network and prints on A4."""

from __future__ import annotations

import html
from pathlib import Path

from geomon.export import pair
from geomon.export.paper import Paper, Table

ENDINGS = (".html", ".htm")
_STYLE = """
@page{size:A4;margin:18mm 16mm}
body{font:15px/1.7 "Noto Serif CJK SC","Songti SC",SimSun,serif;color:#1a1f1c;max-width:60em;margin:2em auto;padding:0 1em}
h1{font-size:1.5em;text-align:center;line-height:1.4}h2{font-size:1.1em;margin:1.6em 0 .4em}
.note{color:#5a625e;text-align:center;font-size:.86em}
.draft{border:1px solid #b3541e;color:#8a3d12;padding:.3em .8em;display:inline-block}
table{border-collapse:collapse;width:100%;font-size:.9em}
th,td{border:1px solid #9aa39e;padding:.35em .5em;text-align:left;vertical-align:top;white-space:pre-wrap;overflow-wrap:anywhere}
th{background:#eef2ef}thead{display:table-header-group}tr{break-inside:avoid}p{margin:.3em 0;white-space:pre-wrap}
@media(max-width:600px){table{display:block;overflow-x:auto}}
"""


def write(paper: Paper, path: Path) -> None:
    """Write the paper; everything that a document said is escaped."""
    pairs = any(part.pairs for part in paper.parts)
    look = _STYLE + (pair.style() if pairs else "")
    out = [
        f'<!doctype html><html lang="zh"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{html.escape(paper.title)}</title><style>{look}</style><h1>{html.escape(paper.title)}</h1>"
        f'<p class="note">{html.escape(paper.note)}</p>'
    ]
    if paper.draft:
        out.append('<p><span class="draft">草稿：由台账生成，发布前须经审核</span></p>')
    for part in paper.parts:
        if part.sheet_only:
            continue
        out.append(f"<h2>{html.escape(part.title)}</h2>")
        out += [f"<p>{html.escape(text)}</p>" for text in part.paragraphs]
        out += [_table(table.shown) for table in part.tables]
        out += [pair.fragment(one) for one in part.pairs]
    if pairs:
        out.append(f"<script>{pair.script()}geomonPair(document);</script>")
    path.write_text("\n".join(out) + "\n</html>\n", encoding="utf-8", newline="\n")


def _table(table: Table) -> str:
    total = sum(table.widths)
    columns = "".join(f'<col style="width:{100 * width / total:.1f}%">' for width in table.widths)
    head = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in table.columns)
    rows = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in table.rows)
    return f"<table><colgroup>{columns}</colgroup><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
