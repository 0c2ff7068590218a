"""The order of a day's sites: every one once, from where one stands, and no longer than need be."""

import itertools
import random

import pytest

from geomon.crs import distance_m
from geomon.service.routing import order_route

START = (106.0, 37.0)


def some(n, seed):
    rnd = random.Random(seed)
    return [(106 + rnd.random(), 37 + rnd.random()) for _ in range(n)]


def length(way):
    return sum(distance_m(a, b) for a, b in itertools.pairwise(way))


def test_nothing_and_one_place_are_routes():
    assert order_route([], START).total_m == 0
    assert order_route([(106.1, 37.0)]).legs_m == (0.0,)
    assert order_route([(106.1, 37.0)], START).total_m == pytest.approx(distance_m(START, (106.1, 37.0)))


@pytest.mark.parametrize("seed", range(12))
def test_every_place_is_gone_to_once_and_the_legs_are_what_lies_between(seed):
    points = some(9, seed)
    route = order_route(points, START)
    assert sorted(route.order) == list(range(9))
    way = [START, *(points[n] for n in route.order)]
    assert route.legs_m == pytest.approx([distance_m(a, b) for a, b in itertools.pairwise(way)])
    assert route.total_m == pytest.approx(length(way))


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("start", [START, None])
def test_it_is_close_to_the_shortest(seed, start):
    points = some(6, seed)
    head = [start] if start else []
    best = min(length([*head, *order]) for order in itertools.permutations(points))
    assert best - 0.01 <= order_route(points, start).total_m <= best * 1.15


def test_it_is_no_longer_than_always_going_to_the_nearest():
    for seed in range(10):
        points = some(25, seed)
        here, left, greedy = START, list(points), 0.0
        while left:
            there = min(left, key=lambda p, here=here: distance_m(here, p))
            greedy, here = greedy + distance_m(here, there), there
            left.remove(there)
        assert order_route(points, START).total_m <= greedy + 0.01


def test_places_on_one_line_are_gone_to_in_their_order():
    points = [(106 + 0.1 * n, 37.0) for n in (3, 1, 5, 2, 4)]
    assert order_route(points, (106.0, 37.0)).order == (1, 3, 0, 4, 2)


def test_the_same_place_twice_is_no_way():
    assert order_route([START, START], START).total_m == 0
