"""Which pieces lie near which points: the tree is gone down level by level for thousands of points at once, in numpy.

Points are taken in blocks of neighbours while the nodes are larger than the blocks, and one by one below that. A node is dropped when it
lies farther off than a point may look (`reach`), or than the nearest thing that is sure to be there.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from geomon.join.pieces import FAN, SEGMENTS, Axes, Pieces, hilbert
from geomon.join.space import Earth, Space

Array = npt.NDArray[Any]

BLOCK = 16
CHUNK = 8_192
"""Points a round: their candidates fit a processor's cache."""
_MOST = 1 << 20
"""Candidates held at once; more are split and done one half after the other."""
_ROUNDING_M = 1e-6
"""Added to what balls may miss: coordinates of 40,000,000 m are rounded to a hundredth of this."""
_CHILD, _IN_BLOCK, _VERTEX = (np.arange(n)[:, None] for n in (FAN, BLOCK, SEGMENTS + 1))


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """Pairs of a point and a geometry: their rows, and metres between them."""

    point: Array
    owner: Array
    metres: Array


def in_order(flat: Array) -> Array:
    """Return the rows in an order in which neighbours follow each other."""
    return np.argsort(hilbert(flat, 8).astype(np.uint16), kind="stable")  # two bytes sort by radix


def find_near(pieces: Pieces, space: Space, at: Axes, flat: Array, metres: float | Array) -> Found:
    """Return all pairs of a point and a geometry at most `metres` apart.

    Parameters
    ----------
    at, flat : the points, as `space.place` gives them, neighbours after each other.
    metres : for all, or one for each geometry.
    """
    reach = pieces.reach(metres + pieces.slack + _ROUNDING_M)
    found = [_measured(pieces, space, at, flat, q, node, metres) for q, node in _candidates(pieces, space, at, reach)]
    return _joined(found)


def find_nearest(pieces: Pieces, space: Space, at: Axes, flat: Array) -> Found:
    """Return for every point the nearest geometries: one, or all that are equally near (`space.tie_m`)."""
    found = _joined([_measured(pieces, space, at, flat, q, node, None) for q, node in _candidates(pieces, space, at, None)])
    least = np.full(len(flat), np.inf)
    np.minimum.at(least, found.point, found.metres)
    keep = found.metres <= least[found.point] + space.tie_m
    return Found(found.point[keep], found.owner[keep], found.metres[keep])


def _joined(found: list[Found]) -> Found:
    if not found:
        return Found(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
    return Found(*(np.concatenate([getattr(f, name) for f in found]) for name in ("point", "owner", "metres")))


def _candidates(pieces: Pieces, space: Space, at: Axes, reach: list[Array | float] | None) -> Iterator[tuple[Array, Array]]:
    """Yield points and pieces that may be near each other, in order of point; every point's pieces come in one go."""
    count = len(at[0])
    if not count or not len(pieces.owner):
        return
    first = np.arange(0, count, BLOCK)
    low, high = ([f.reduceat(axis, first) for axis in at] for f in (np.minimum, np.maximum))
    middle: Axes = tuple((a + b) / 2.0 for a, b in zip(low, high, strict=True))
    wide = np.sqrt(sum((b - a) ** 2 for a, b in zip(low, high, strict=True))) / 2.0
    top = len(pieces.radii) - 1
    width = float(np.median(wide))
    apart = next((n for n in range(top, -1, -1) if float(np.median(pieces.radii[n])) < width), 0)
    near = [np.maximum(radii + far, 0.0) ** 2 for radii, far in zip(pieces.radii, reach or [], strict=reach is not None)]
    way = _Way(pieces, space, at, middle, wide, np.full(len(first), np.inf), np.full(count, np.inf), reach, near, apart)
    yield from way.go_down(top, np.arange(len(first)), np.zeros(len(first), np.int64))


@dataclasses.dataclass(frozen=True, slots=True)
class _Way:
    """One chunk of points on its way down the tree.

    Two-dimensional arrays have a column for each pair of a point (or block) and a node, a row for each child, or point of the block: so
    what is common to a column is never copied, and least values of columns are taken row by row.

    Attributes
    ----------
    middle, wide : balls round the blocks.
    best_block, best : how far off the nearest geometry is at most (searches without a reach).
    near : the square of what a point may lie off the middle of a node, level by level (searches with a reach).
    apart : the level at which blocks are parted into points.
    """

    pieces: Pieces
    space: Space
    at: Axes
    middle: Axes
    wide: Array
    best_block: Array
    best: Array
    reach: list[Array | float] | None
    near: list[Array]
    apart: int

    def go_down(self, level: int, q: Array, parent: Array) -> Iterator[tuple[Array, Array]]:
        """Go down from the children of `parent`, which are at `level`; `q` are blocks, in order."""
        waiting = [(level, True, q, parent)]
        while waiting:
            level, blocks, q, parent = waiting.pop()
            if len(q) * (FAN * BLOCK if blocks and level <= self.apart else FAN) > _MOST and q[0] != q[-1]:
                cut = int(np.searchsorted(q, q[len(q) // 2])) or int(np.searchsorted(q, q[0], "right"))
                waiting += [(level, blocks, q[cut:], parent[cut:]), (level, blocks, q[:cut], parent[:cut])]
                continue
            q, node = self._children(level, blocks, q, parent)
            if blocks and level <= self.apart:
                q, node = self._points(level, q, node)
                blocks = False
            if not len(q):
                continue
            if level == 0:
                yield q, node
            else:
                waiting.append((level - 1, blocks, q, node))

    def _children(self, level: int, blocks: bool, q: Array, parent: Array) -> tuple[Array, Array]:
        """Return the pairs of q and a child of the node beside it that are near enough, in order of q."""
        nodes = parent * FAN + _CHILD
        here = self.middle if blocks else self.at
        squares = _squares([axis.take(q) for axis in here], [axis.take(nodes) for axis in self.pieces.centres[level]])
        if self.reach is not None and not blocks:
            column, row = np.nonzero((squares <= self.near[level].take(nodes)).T)
            return q.take(column), parent.take(column) * FAN + row
        apart = np.sqrt(squares, out=squares)
        radii = self.pieces.radii[level].take(nodes)
        wide = self.wide.take(q) if blocks else None
        if self.reach is not None:
            bound: Array | float = _of(self.reach[level], nodes)
        else:
            begin = _starts(q)
            most = np.minimum.reduceat((apart + radii).min(axis=0), begin)
            best, who = self.best_block if blocks else self.best, q[begin]
            best[who] = np.minimum(best[who], most + self.wide[who] if blocks else most)
            bound = np.repeat(self._bound(best[who]), np.diff(np.append(begin, len(q))))
        apart -= radii
        if wide is not None:
            apart -= wide
        column, row = np.nonzero((apart <= bound).T)
        return q.take(column), parent.take(column) * FAN + row

    def _points(self, level: int, q: Array, node: Array) -> tuple[Array, Array]:
        """Part the blocks q: return the pairs of their points and the nodes that are near enough, in order of point."""
        if not len(q):
            return q, node
        points = q * BLOCK + _IN_BLOCK
        there = points < len(self.best)
        points = np.minimum(points, len(self.best) - 1)
        squares = _squares([axis.take(points) for axis in self.at], [axis.take(node) for axis in self.pieces.centres[level]])
        if self.reach is not None:
            near = squares <= self.near[level].take(node)
        else:
            apart, radii, begin = np.sqrt(squares, out=squares), self.pieces.radii[level].take(node), _starts(q)
            most = np.minimum.reduceat(apart + radii, begin, axis=1)
            self.best[points[:, begin]] = np.minimum(self.best[points[:, begin]], most)
            apart -= radii
            near = apart <= self._bound(self.best.take(points))
        row, column = np.nonzero(near & there)
        points, node = points[row, column], node.take(column)
        order = np.argsort(points, kind="stable")
        return points[order], node[order]

    def _bound(self, best: Array) -> Array:
        return np.asarray(best + self.space.spread(best) + (2.0 * self.pieces.slack + self.space.tie_m + _ROUNDING_M))


def _of(reach: Array | float, nodes: Array) -> Array | float:
    return reach.take(nodes) if isinstance(reach, np.ndarray) else reach


def _starts(q: Array) -> Array:
    """Return where each run of equal numbers begins."""
    return np.flatnonzero(np.concatenate([[True], q[1:] != q[:-1]]))


def _squares(here: Sequence[Array], there: Sequence[Array]) -> Array:
    """Return squares of distances; the arrays of one of the two may lack the rows of the other."""
    total: Array = np.zeros(0)
    for n, (a, b) in enumerate(zip(here, there, strict=True)):
        d = a - b
        d *= d
        total = d if n == 0 else np.add(total, d, out=total)
    return total


def _measured(pieces: Pieces, space: Space, at: Axes, flat: Array, q: Array, node: Array, metres: float | Array | None) -> Found:
    """Go from pieces to their segments, keep the nearest piece of each pair, and measure it on the ground."""
    least = np.sqrt(_to_segments(pieces, at, q, node)[0].min(axis=0))
    owner = pieces.owner.take(node)
    bound: Array | float
    if metres is None:
        begin = _starts(q)
        bound = np.minimum.reduceat(least, begin)
        bound = np.repeat(bound + space.spread(bound) + 2.0 * pieces.slack + space.tie_m, np.diff(np.append(begin, len(q))))
    else:
        bound = _of(metres, owner) + pieces.slack
    keep = np.flatnonzero(least <= bound)
    q, owner, least, node = q[keep], owner[keep], least[keep], node[keep]
    order = np.lexsort((least, owner, q))
    new = np.ones(len(order), bool)
    new[1:] = (q[order][1:] != q[order][:-1]) | (owner[order][1:] != owner[order][:-1])
    order = order[new]
    q, owner, least, node = q[order], owner[order], least[order], node[order]
    if not isinstance(space, Earth):
        return Found(q, owner, least)
    ground = _on_the_ground(pieces, space, at, flat, q, node)
    if metres is None:
        return Found(q, owner, ground)
    inside = ground <= _of(metres, owner)
    return Found(q[inside], owner[inside], ground[inside])


def _on_the_ground(pieces: Pieces, space: Earth, at: Axes, flat: Array, q: Array, node: Array) -> Array:
    """Return ground metres from points to the nearest place on a piece each."""
    squares, along = _to_segments(pieces, at, q, node)
    nearest = squares.argmin(axis=0)
    along = along[nearest, np.arange(len(q))]
    last = pieces.start.take(node) + pieces.count.take(node)
    vertex = np.minimum(pieces.start.take(node) + nearest, last)
    start = pieces.flat[vertex]
    return space.metres(flat[q], start + (pieces.flat[np.minimum(vertex + 1, last)] - start) * along[:, None])


def _to_segments(pieces: Pieces, at: Axes, q: Array, node: Array) -> tuple[Array, Array]:
    """Return squares of distances from points to the segments of a piece each, and how far along them the nearest place is, 0 to 1.

    Both have a row for each segment and a column for each pair.

    Pieces with fewer segments have some without length at their end.
    """
    vertices = np.minimum(pieces.start.take(node) + _VERTEX, pieces.start.take(node) + pieces.count.take(node))
    edges, gaps = [], []
    product = square = np.zeros(1)
    for n, (own, axis) in enumerate(zip(at, pieces.vertices, strict=True)):
        there = axis.take(vertices)
        edge, gap = there[1:] - there[:-1], own.take(q) - there[:-1]
        product = edge * gap if n == 0 else np.add(product, edge * gap, out=product)
        square = edge * edge if n == 0 else np.add(square, edge * edge, out=square)
        edges.append(edge)
        gaps.append(gap)
    square[square == 0.0] = 1.0
    product /= square
    along = np.minimum(np.maximum(product, 0.0, out=product), 1.0, out=product)
    for edge, gap in zip(edges, gaps, strict=True):
        edge *= along
        gap -= edge
    return _squares(gaps, [np.zeros(1)] * len(gaps)), along
