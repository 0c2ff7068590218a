"""Search over 100,000 invented names, beside a plain pandas filter; the order of a day's round. Run: python tests/bench/bench_search.py"""

import dataclasses
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from fake_service import AS_OF, FakeService

from geomon.service.frames import fold
from geomon.service.routing import order_route
from geomon.service.searching import SearchIndex
from geomon.situation import Filter, by_urgency

SIGNS = "东西南北大小红黄白黑石柳马羊沙水山沟湾滩梁井坝岗湖河村厂矿场坑渣堆站池"
ROUNDS = 9


def middle(act):
    """Return the median of some runs in milliseconds."""
    took = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        act()
        took.append(time.perf_counter() - start)
    return sorted(took)[ROUNDS // 2] * 1000


def main(n=100_000):
    rnd = random.Random(1)
    situation = FakeService(70).situation(AS_OF)
    sites = situation.sites.sample(n, replace=True, random_state=1).reset_index(drop=True)
    sites["id"] = [f"x-{i:06d}" for i in range(n)]
    sites["name"] = ["".join(rnd.choices(SIGNS, k=rnd.randint(4, 9))) for _ in range(n)]
    sites["search"] = [fold(name, county) for name, county in zip(sites["name"], sites["county"], strict=True)]
    big = dataclasses.replace(situation, sites=sites)
    start = time.perf_counter()
    index = SearchIndex(big)
    print(f"index of {n:,} names: {time.perf_counter() - start:.2f} s")
    for text in (sites["name"][777], "石柳", "tongxin", "zzzz", "没有的名字", "x-099999", "石 柳", "tongxin zhongning", "37.139, 106.021"):
        own = middle(lambda text=text: index.find(text))
        plain = middle(lambda text=text: by_urgency(big.sites[big.select_sites(Filter(text=text))]).head(20))
        print(f"{text:20} {own:7.1f} ms   plain filter and sort {plain:7.1f} ms   ratio {plain / own:.1f}")
    for count in (10, 40, 60):
        points = [(106 + rnd.random(), 37 + rnd.random()) for _ in range(count)]
        print(f"route over {count}: {middle(lambda points=points: order_route(points, (106.5, 37.5))):.1f} ms")


if __name__ == "__main__":
    main()
