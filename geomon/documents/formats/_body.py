"""Where the main text of a web page stands: weighed by its prose, since no two sites name it alike."""

from __future__ import annotations

import re
from typing import Any

from geomon.errors import UnreadableFile

_DROPPED = frozenset("script style noscript nav footer iframe svg select button aside template textarea head title object".split())  # noqa: SIM905
_SITE = re.compile(
    r"(?:^|[\s_-])(?:bread-?crumbs?|crumbs?|share|bdsharebuttonbox|nav|navbar|navigation|footer|foot|menu|sidebar|copyright|pagination"
    r"|toolbar|ewm|qrcode|print)(?:$|[\s_-])",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_MAIN = re.compile(
    r"(?:^|\s)(?:UCAP-CONTENT|TRS_(?:Editor|UEDITOR|PreAppend)|(?:js|vsb)_content(?:_\d+)?|zoom|(?:article|news|detail|info|main|page|text)[-_]?(?:content|con|body|text)"
    r"|ewb-article-info|pages_content|Custom_UnionStyle|rich_media_content)(?:$|\s)",
    re.IGNORECASE,
)
_HOLDERS = frozenset("div section article main table tbody tr td center form body html".split())  # noqa: SIM905
_BOXES = re.compile(r"<(/?)(?:div|table|section|blockquote|ul|ol|span|font|article|center|b|i|em|strong|a)\b", re.IGNORECASE)
_STOPS = re.compile("[。；：，]")
_MOST_DEPTH = 300
_SHARE = 0.82
"""An element that holds so much of the page's weight holds its text."""


def check_depth(text: str, name: str) -> None:
    """Refuse a page that opens more boxes than it closes, before a parser goes down into them: that takes the square of their number."""
    depth = 0
    for tag in _BOXES.finditer(text):
        depth += -1 if tag[1] else 1
        if depth > 10 * _MOST_DEPTH:
            raise _too_deep(name)


def _too_deep(name: str) -> UnreadableFile:
    how = "Save the document itself, not the whole page."
    return UnreadableFile(f"the page is nested more than {_MOST_DEPTH} deep.", where=name, how=how)


class Page:
    """A parsed page; `main` is the element that holds its text, None for an empty one."""

    def __init__(self, tree: Any, name: str) -> None:
        self._weight: dict[int, float] = {}
        self._out: set[int] = set()
        body = tree.body if tree.body is not None else tree.root
        self.main = None
        if body is not None:
            self._weigh(body, name)
            self.main = self._find(body)

    def leaves_out(self, node: Any) -> bool:
        """Return whether an element is the site's and not the document's."""
        return node.tag in _DROPPED or node.tag.startswith("-") or node.mem_id in self._out

    def _weigh(self, body: Any, name: str) -> None:
        """Weigh every element: prose counts by its stops, links count against it. One pass, with a stack of its own."""
        stack = [(body, body.iter(include_text=True), False)]
        self._weight[body.mem_id] = 0.0
        while stack:
            node, children, linked = stack[-1]
            child = next(children, None)
            if child is None:
                stack.pop()
                weight = self._weight[node.mem_id]
                if stack and not (node.mem_id in self._out and weight < 2_000):
                    self._weight[stack[-1][0].mem_id] += max(0.0, weight)  # a menu takes nothing from the text beside it
                    self._out.discard(node.mem_id)
                continue
            if child.tag == "-text":
                text = child.text(deep=False)
                bare = len(text.strip())
                self._weight[node.mem_id] += -2 * bare if linked else bare + 10 * len(_STOPS.findall(text))
            elif child.tag not in _DROPPED and not child.tag.startswith("-"):
                if len(stack) > _MOST_DEPTH:
                    raise _too_deep(name)
                self._weight[child.mem_id] = 0.0
                if _is_aside(child):
                    self._out.add(child.mem_id)
                stack.append((child, child.iter(include_text=True), linked or child.tag == "a"))

    def _find(self, body: Any) -> Any:
        """Go down from the body while one element holds nearly all of the weight, and as far as one that is named as the text."""
        best, whole = body, max(1.0, self._weight[body.mem_id])
        while True:
            children = [c for c in best.iter() if c.tag in _HOLDERS and c.mem_id in self._weight and c.mem_id not in self._out]
            heaviest = max(children, key=lambda c: self._weight[c.mem_id], default=None)
            if heaviest is None:
                return best
            share = self._weight[heaviest.mem_id] / whole
            wanted = 0.5 if _MAIN.search(_named(heaviest)) else _SHARE
            if share < wanted or (heaviest.tag == "table" and _is_data(heaviest)) or heaviest.tag == "tr":
                inner = self._named_inside(best, 0.5 * whole)
                return inner if inner is not None else best
            best = heaviest

    def _named_inside(self, node: Any, least: float) -> Any:
        """Return the element below that is named as the text and holds at least so much weight, or None."""
        found = [c for c in node.css("div,article,td,section") if self._weight.get(c.mem_id, 0) >= least and c.mem_id != node.mem_id]
        return next((c for c in found if _MAIN.search(_named(c))), None)


def _named(node: Any) -> str:
    attributes = node.attributes or {}
    return f"{attributes.get('id') or ''} {attributes.get('class') or ''}"


def _is_aside(node: Any) -> bool:
    """Return whether an element is hidden, or named as a part of the site."""
    attributes = node.attributes or {}
    if "hidden" in attributes or _HIDDEN.search(attributes.get("style") or ""):
        return True
    return node.tag != "body" and bool(_SITE.search(_named(node)))


def _is_data(table: Any) -> bool:
    """Return whether a table has rows of several cells, and none inside it."""
    return len(table.css("table")) <= 1 and sum(len(row.css("td,th")) >= 2 for row in table.css("tr")) >= 2
