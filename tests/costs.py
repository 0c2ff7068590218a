"""What a call cost: seconds, the memory of the largest process that it made work, and by how much our own grew."""

import contextlib
import dataclasses
import os
import threading
import time
from pathlib import Path

LONGEST_S = float(os.environ.get("GEOMON_LONGEST_S", "8"))
"""What a refusal may take on a machine that does other work too; the two seconds of docs/measured.md are asked for by the variable."""


@dataclasses.dataclass
class Cost:
    """Seconds on the clock; megabytes."""

    seconds: float = 0.0
    child_mb: float = 0.0
    own_mb: float = 0.0


def descendants(pid):
    """The processes below one, by Linux's own listing."""
    found = []
    for listing in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in map(int, listing.read_text().split()):
                found += [child, *descendants(child)]
    return found


def highest_mb(pid, field="VmHWM"):
    """A process's memory, 0.0 for one that is gone."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith(field):
                return int(line.split()[1]) / 1000
    return 0.0


@contextlib.contextmanager
def cost():
    """Measure the block; the sampler looks every 10 ms, so what lived shorter is not seen.

    Of a process that was there before (the reader that is kept warm, an earlier test's server) only what it takes on top counts.
    """
    found, done, before = Cost(), threading.Event(), highest_mb(os.getpid(), "VmRSS")
    earlier = {pid: (highest_mb(pid), highest_mb(pid, "VmRSS")) for pid in descendants(os.getpid())}

    def now_mb(pid):
        peak, held = earlier.get(pid, (0.0, 0.0))
        highest = highest_mb(pid)
        return (highest if highest > peak else highest_mb(pid, "VmRSS")) - held

    def look():
        while not done.wait(0.01):
            found.child_mb = max([found.child_mb, *map(now_mb, descendants(os.getpid()))])
            found.own_mb = max(found.own_mb, highest_mb(os.getpid(), "VmRSS") - before)

    sampler = threading.Thread(target=look, daemon=True)
    sampler.start()
    start = time.monotonic()
    try:
        yield found
    finally:
        found.seconds = time.monotonic() - start
        done.set()
        sampler.join()
