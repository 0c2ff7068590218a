"""Which pieces lie near which points: the tree is gone down level by level for thousands of points at once, in numpy.

Points are taken in blocks of neighbours while the nodes are larger than the blocks, and one by one below that. A node is dropped when it
lies farther off than a point may look (`reach`), or than the nearest thing that is sure to be there.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from geomon.join.pieces import FAN, Axes, Pieces, hilbert, ragged
from geomon.join.space import Space

Array = npt.NDArray[Any]

BLOCK = 16
CHUNK = 8_192
"""Points a round: their candidates fit a processor's cache."""
_MOST = 1 << 20
"""Candidates held at once; more are split and done one half after the other."""


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
    reach = pieces.reach(metres + pieces.slack)
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
    apart = next((n for n in range(top, -1, -1) if float(np.median(pieces.radii[n])) < width), 0)  # the level to part blocks at
    state = _State(pieces, space, at, middle, wide, np.full(len(first), np.inf), np.full(count, np.inf), reach, apart)
    nodes = len(pieces.radii[top])
    yield from state.go_down(top, np.repeat(np.arange(len(first)), nodes), np.tile(np.arange(nodes), len(first)))


@dataclasses.dataclass(frozen=True, slots=True)
class _State:
    """One chunk of points on its way down; `best` holds how far off the nearest geometry is at most (searches without a reach)."""

    pieces: Pieces
    space: Space
    at: Axes
    middle: Axes
    wide: Array
    best_block: Array
    best: Array
    reach: list[Array | float] | None
    apart: int

    def go_down(self, top: int, q: Array, node: Array) -> Iterator[tuple[Array, Array]]:
        waiting = [(top, True, q, node)]
        while waiting:
            level, blocks, q, node = waiting.pop()
            grows = BLOCK if blocks and level <= self.apart else FAN if level else 1
            if len(q) * grows > _MOST and q[0] != q[-1]:
                at = int(np.searchsorted(q, q[len(q) // 2])) or int(np.searchsorted(q, q[0], "right"))
                waiting += [(level, blocks, q[at:], node[at:]), (level, blocks, q[:at], node[:at])]
                continue
            q, node = self._sift(level, blocks, q, node)
            if blocks and level <= self.apart:
                q, node = self._parted(q, node)
                blocks = False
                q, node = self._sift(level, blocks, q, node)
            if not len(q):
                continue
            if level == 0:
                yield q, node
                continue
            level -= 1
            begin = node * FAN
            children = np.minimum(FAN, len(self.pieces.radii[level]) - begin)
            waiting.append((level, blocks, np.repeat(q, children), ragged(begin, children)))

    def _sift(self, level: int, blocks: bool, q: Array, node: Array) -> tuple[Array, Array]:
        """Drop the pairs that are too far apart; `q` stays sorted."""
        if not len(q):
            return q, node
        radii = self.pieces.radii[level].take(node)
        apart = _apart(self.middle if blocks else self.at, q, self.pieces.centres[level], node)
        least = apart - radii
        if blocks:
            least -= self.wide.take(q)
        if self.reach is not None:
            bound = self.reach[level]
            keep = least <= (bound.take(node) if isinstance(bound, np.ndarray) else bound)
            return q[keep], node[keep]
        best = self.best_block if blocks else self.best
        at = _starts(q)
        most = np.minimum.reduceat(apart + radii, at)
        who = q[at]
        best[who] = np.minimum(best[who], most + self.wide[who] if blocks else most)
        bound = best[who]
        bound = bound + self.space.spread(bound) + 2.0 * self.pieces.slack + self.space.tie_m
        keep = least <= np.repeat(bound, np.diff(np.append(at, len(q))))
        return q[keep], node[keep]

    def _parted(self, q: Array, node: Array) -> tuple[Array, Array]:
        """Return the points of the blocks, in order of point."""
        begin = q * BLOCK
        size = np.minimum(BLOCK, len(self.best) - begin)
        points, node = ragged(begin, size), np.repeat(node, size)
        order = np.argsort(points, kind="stable")
        return points[order], node[order]


def _starts(q: Array) -> Array:
    """Return where each run of equal numbers begins."""
    return np.flatnonzero(np.concatenate([[True], q[1:] != q[:-1]]))


def _apart(here: Axes, q: Array, there: Axes, node: Array) -> Array:
    total: Array = np.zeros(0)
    for n, (a, b) in enumerate(zip(here, there, strict=True)):
        d = a.take(q)
        d -= b.take(node)
        d *= d
        total = d if n == 0 else np.add(total, d, out=total)
    return np.asarray(np.sqrt(total, out=total))


def _measured(pieces: Pieces, space: Space, at: Axes, flat: Array, q: Array, node: Array, metres: float | Array | None) -> Found:
    """Go from pieces to their segments, keep the nearest segment of each pair, and measure it on the ground."""
    count = pieces.count.take(node)
    vertex, q, owner = ragged(pieces.start.take(node), count), np.repeat(q, count), np.repeat(pieces.owner.take(node), count)
    apart, along = _to_segments(pieces, at, q, vertex)
    bound: Array | float
    if metres is None:
        begin = _starts(q)
        least = np.minimum.reduceat(apart, begin)
        bound = np.repeat(least + space.spread(least) + 2.0 * pieces.slack + space.tie_m, np.diff(np.append(begin, len(q))))
    else:
        bound = (metres[owner] if isinstance(metres, np.ndarray) else metres) + pieces.slack
    keep = np.flatnonzero(apart <= bound)
    keep = keep[np.lexsort((apart[keep], owner[keep], q[keep]))]
    new = (q[keep][1:] != q[keep][:-1]) | (owner[keep][1:] != owner[keep][:-1])
    keep = keep[np.concatenate([[True], new])] if len(keep) else keep
    q, owner, apart, vertex, along = q[keep], owner[keep], apart[keep], vertex[keep], along[keep]
    start = pieces.flat[vertex]
    ground = space.metres(flat[q], start + (pieces.flat[vertex + 1] - start) * along[:, None])
    if ground is None:
        return Found(q, owner, apart)
    if metres is None:
        return Found(q, owner, ground)
    inside = ground <= (metres[owner] if isinstance(metres, np.ndarray) else metres)
    return Found(q[inside], owner[inside], ground[inside])


def _to_segments(pieces: Pieces, at: Axes, q: Array, vertex: Array) -> tuple[Array, Array]:
    """Return the distance from points to the segments that begin at `vertex`, and how far along them the nearest place is, 0 to 1."""
    edges, gaps = [], []
    product, square = np.zeros(len(q)), np.zeros(len(q))
    after = vertex + 1
    for own, axis in zip(at, pieces.vertices, strict=True):
        here = axis.take(vertex)
        edge, gap = axis.take(after) - here, own.take(q) - here
        product += edge * gap
        square += edge * edge
        edges.append(edge)
        gaps.append(gap)
    square[square == 0.0] = 1.0
    along = np.clip(product / square, 0.0, 1.0)
    total = np.zeros(len(q))
    for edge, gap in zip(edges, gaps, strict=True):
        gap -= edge * along
        total += gap * gap
    return np.sqrt(total), along
