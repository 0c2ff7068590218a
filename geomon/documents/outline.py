"""The skeleton of a text: each paragraph with its number and labels, and the zones in which several documents are bound together."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Sequence

from geomon.documents.label_words import Label
from geomon.documents.labels import read_labels, role_of
from geomon.documents.learned import learn, taught_label
from geomon.documents.numbering import Head, read_head
from geomon.documents.odd_labels import odd_label, setting_of
from geomon.documents.page_furniture import is_letterhead, is_path, is_source_line
from geomon.documents.source import Grid, Paragraph, Source
from geomon.documents.title_endings import ends_like_title

_SIGN_OFF = re.compile(r"^[^，。；：:]{4,40}(?:局|委员会|政府|办公室|领导小组|指挥部)$|^(?:19|20)[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日$")
_TITLE_CELL = re.compile("(?:信息|文件)?(?:标题|名称)[：:]?")
_DAY = re.compile("(?:19|20)[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日")
_TITLE_PARTS = re.compile(r"整改|督察|督查|污染|生态|环境|环保|治理|重点工作|重点任务|水|土壤|大气|气候|固废|攻坚|回头看|问题")


@dataclasses.dataclass(frozen=True, slots=True)
class Node:
    """A paragraph with what stands at its head."""

    at: Paragraph
    head: Head | None
    labels: tuple[Label, ...]

    @property
    def text(self) -> str:
        """Its text."""
        return self.at.text

    @property
    def body(self) -> str:
        """Its text after the number."""
        return self.at.text[self.head.length :] if self.head else self.at.text

    @property
    def body_start(self) -> int:
        """Where `body` begins in the document's text."""
        return self.at.start + (self.head.length if self.head else 0)


@dataclasses.dataclass(frozen=True, slots=True)
class Zone:
    """A stretch of the document with its own title: the whole of it, or one of several documents bound in one file."""

    title: str
    nodes: tuple[Node, ...]
    grids: tuple[Grid, ...]
    start: int
    end: int


def nodes_of(source: Source) -> tuple[Node, ...]:
    """Return the paragraphs with their heads and labels."""
    made = []
    taught = learn(paragraph.text for paragraph in source.paragraphs)
    setting = setting_of(paragraph.text for paragraph in source.paragraphs)
    for item in source.items:
        if isinstance(item, Grid):
            made.extend(_fields_of(item))
            continue
        paragraph = item
        odd = odd_label(paragraph.text, setting)
        labels = tuple(read_labels(paragraph.text) or taught_label(paragraph.text, taught) or odd)
        head = read_head(paragraph.text)
        colon = bool(labels) and re.search("[：:]", paragraph.text[: labels[0].value])
        if head and labels and not odd and not colon and 0 <= labels[0].start - head.length <= 2:
            labels = ()  # （三）整改措施 as a heading keeps its label; a numbered sentence that begins with such a word does not
            labels = tuple(read_labels(paragraph.text)) if len(paragraph.text) < 16 else ()
        if head and labels and head.style == "task" and labels[0].start < head.length:
            labels = ()
        made.append(Node(paragraph, head, labels))
    return tuple(made)


_OF_NOTHING = re.compile("项目|内容|事项|名称|字段|要素|栏目|填写内容|具体内容|情况|说明|指标|值|类别")
"""What stands over the two columns of a table of fields."""
_TASKS_OWN = {"problem", "title", "measures", "content"}


def _fields_of(grid: Grid) -> list[Node]:
    """Return the rows of a small table that holds some fields of the task above it (label | value); none for any other table."""
    if len(grid.rows) == 2 and (below := _values_below(grid)):
        return below
    if not 1 < len(grid.rows) <= 8 or len(grid.rows[0]) not in (2, 4):
        return []
    made = []
    rows = grid.rows[1:] if len(grid.rows) > 2 and all(_OF_NOTHING.fullmatch(cell.text.strip()) for cell in grid.rows[0]) else grid.rows
    for row in rows:
        text = "\t".join(cell.text for cell in row)
        labels = []
        for label, value in zip(row[::2], row[1::2], strict=False):
            role = role_of(label.text) if len(label.text) <= 12 else None
            if role is None and (label.text.strip() or value.text.strip()):
                return []
            if role in _TASKS_OWN:
                return []  # a table that tells the whole task is one of `layouts.blocks`
            if role:
                labels.append(Label(role, label.text.strip(), label.start - row[0].start, value.start - row[0].start))
        made.append(Node(Paragraph(text, row[0].start, grid.page), None, tuple(labels)))
    return made


def _values_below(grid: Grid) -> list[Node]:
    """Return the fields of a table of two rows, labels above and values below; none where it is a ledger of one task."""
    labels, values = grid.rows
    roles = [role_of(cell.text) if len(cell.text) <= 12 else None for cell in labels]
    if not 2 <= len(labels) == len(values) or None in roles or _TASKS_OWN & set(roles):
        return []
    return [Node(Paragraph(value.text, value.start, grid.page), None, (Label(role, label.text.strip(), 0, 0),))
            for role, label, value in zip(roles, labels, values, strict=True) if role and value.text.strip()]


def is_title(node: Node) -> bool:
    """Return whether a paragraph reads like the title of a document of this genre."""
    text = node.text.strip(" 　#*")
    return (
        node.head is None
        and not node.labels
        and 8 <= len(text) <= 70
        and not re.search("[。；：:！？，]", text)
        and ends_like_title(text)
        and bool(_TITLE_PARTS.search(text))
        and not re.match(r"附件|附表|表\s?[0-9一二]|图", text)
    )


def is_numbered_title(node: Node) -> bool:
    """Return whether a line that opens with a task's number is the title of the notice on it: 第三项整改任务完成情况公示."""
    text = node.text.strip(" 　#*")
    numbered = node.head is not None and node.head.style == "item" and not node.labels and 8 <= len(text) <= 70
    return numbered and not re.search("[。；：:！？，]", text) and ends_like_title(text) and text.endswith(("公示", "公告"))


def is_sign_off(text: str) -> bool:
    """Return whether a line is a document's sign-off: the office that issues it, or a date alone."""
    return bool(_SIGN_OFF.match(text.strip(" 　")))


def title_of(nodes: Sequence[Node], source: Source) -> str:
    """Return the document's title: the first title-like paragraphs, joined where a title was broken over lines.

    Below the path of a web page it is looked for first, since the words of the page's menu stand above.
    """
    if stated := _stated_title(source):
        return stated
    head = list(itertools.takewhile(lambda node: is_path(node.text) or not (node.head or node.labels), nodes[:30]))
    below = max((n + 1 for n, node in enumerate(head) if is_path(node.text)), default=0)
    tried = [_title_among(nodes[start:]) for start in ([below, 0] if below else [0])]
    for title in [*(title for title, _ in tried), *(best for _, best in tried)]:
        if title:
            return title
    grid = next((item for item in source.items if isinstance(item, Grid)), None)
    if grid is not None and (caption := grid.caption or _over_columns(grid)):
        return bare_title(caption)
    first = next((node for node in nodes[:20] if not is_source_line(node.text) and not is_letterhead(node.text)), None)
    return bare_title(first.text)[:40] if first else ""


def _stated_title(source: Source) -> str:
    """Return the title that the site's own table of the page's data states above the text (标题：… | 索引号：…), or nothing."""
    first = next((item for item in source.items if isinstance(item, Grid)), None)
    if first is None or first.start > 400 or not any("索引号" in cell.text for row in first.rows[:6] for cell in row):
        return ""
    pairs = (pair for row in first.rows[:6] for pair in itertools.pairwise(row))
    return next((bare_title(b.text) for a, b in pairs if _TITLE_CELL.fullmatch(a.text.strip()) and 8 <= len(b.text.strip()) <= 80), "")


def _title_among(nodes: Sequence[Node]) -> tuple[str, str]:
    """Return the title at the head of paragraphs, and the first line that may be one where none reads like it; either may be empty."""
    best, fields = "", False
    nodes = [node for node in nodes[:20] if not is_source_line(node.text) and not is_letterhead(node.text)]
    for n, node in enumerate(nodes[:14]):
        text = node.text.strip(" 　#*")
        if over_three := _over_three_lines(nodes[n : n + 3]):
            return over_three, ""
        if n + 1 < len(nodes) and _is_held(nodes[n + 1], text):
            return bare_title(nodes[n + 1].text), ""
        if (
            n + 1 < len(nodes)
            and _may_go_on(text, node)
            and (whole := text + nodes[n + 1].text.strip(" 　#*"))
            and ends_like_title(whole)
            and len(whole) < 80
            and (nodes[n + 1].head is None or nodes[n + 1].head.style == "item")  # type: ignore[union-attr]
            and not re.search("[：:]", nodes[n + 1].text)
            and not is_title(node)
            and not re.search("[。；：]", whole)
        ):
            return bare_title(whole), ""
        if is_title(node):
            return bare_title(text), ""
        fields = fields or node.head is not None or any(label.role != "note" for label in node.labels)
        untitled = not best and not fields and node.head is None and not node.labels and not is_sign_off(text)
        if untitled and 6 <= len(text) <= 60 and not re.search("[。；：:]|[0-9]月底", text):
            best = text
    return "", bare_title(best)


def _is_held(below: Node, text: str) -> bool:
    """Return whether the title on the line below stands in this line as well: the page's heading, or its path, holds the document's."""
    title = below.text.strip(" 　#*")
    return 8 <= len(title) <= len(text) < 120 and title in text and below.head is None and ends_like_title(title)


def _over_three_lines(nodes: Sequence[Node]) -> str:
    """Return the title that is broken over three lines, none of which could be one alone; else nothing."""
    lines = [node.text.strip(" 　#*") for node in nodes]
    if len(lines) < 3 or not all(_may_go_on(text, node) and len(text) <= 30 for text, node in zip(lines, nodes, strict=True)):
        return ""
    whole = "".join(lines)
    ends = [ends_like_title(text) for text in (lines[0], lines[0] + lines[1], whole)]
    joined = ends == [False, False, True] or (ends[0] and not ends[1] and ends[2] and lines[1].startswith(("反馈", "关于", "意见")))
    return bare_title(whole) if joined and _TITLE_PARTS.search(whole) and len(whole) <= 80 else ""


def _over_columns(grid: Grid) -> str:
    """Return the title that a sheet prints over all columns of its table, or nothing."""
    filled = [cell.text for cell in grid.rows[0] if cell.text.strip()] if grid.rows else []
    return filled[0] if len(filled) == 1 and len(grid.rows) > 1 and len(grid.rows[0]) > 1 else ""


def _may_go_on(text: str, node: Node) -> bool:
    bare = node.head is None and not node.labels and 4 <= len(text) <= 50
    return bare and not re.search("[。；：:！？]", text) and not _DAY.fullmatch(text)


def bare_title(text: str) -> str:
    """Return a title without blanks and marks of headings."""
    return re.sub(r"[\s　]+", "", text.strip(" #*"))


def waits_for_value(node: Node) -> bool:
    """Return whether a line is a label alone, so that what stands below it is its value."""
    return bool(node.labels) and not node.text[node.labels[-1].value :].strip(" 　：:")
