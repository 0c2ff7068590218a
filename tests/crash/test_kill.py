"""kill -9 during writes through the service: what was acknowledged stands, nothing stands by half, and the chain is whole.

In a file the writer is killed; on a server in turn the writer, and the server with all its processes, as a power cut ends it.
`GEOMON_KILLS=200` runs the whole of reliability's row 10 for each store; every run of the tests kills a few.
"""

import os
import random
import subprocess
import sys
import time
from pathlib import Path
from subprocess import Popen

import pytest

from geomon.service import open_service

KILLS = int(os.environ.get("GEOMON_KILLS", "4"))
RESTART_S = float(os.environ.get("GEOMON_RESTART_S", "15"))
"""3 s are promised; a machine that runs other tests beside gets more."""
WRITER = Path(__file__).with_name("writer.py")


def acknowledged(workspace, site, lives_s, kill):
    """Return the names that a writer printed before it, or what it writes to, was killed; a last line that was cut is left out."""
    with subprocess.Popen([sys.executable, WRITER, workspace.root, site], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          encoding="utf-8", env=os.environ | {"GEOMON_STORE": workspace.store}) as writer:
        first = writer.stdout.readline()
        time.sleep(lives_s)
        kill(writer)
        writer.kill()
        rest = writer.stdout.read()
    assert first, "the writer ended before its first visit"
    return [line for line in (first + rest).split("\n")[:-1] if line]


@pytest.mark.timeout(120 + 10 * KILLS)
def test_nothing_acknowledged_is_lost(planned, workspace, site, request):
    planned.close()
    cluster = request.getfixturevalue("cluster") if workspace.store else None
    chance, names, slowest = random.Random(1), set(), 0.0
    for n in range(KILLS):
        power_cut = cluster is not None and n % 2 == 1
        names.update(acknowledged(workspace, site, chance.uniform(0, 0.4), (lambda _: cluster.kill()) if power_cut else Popen.kill))
        begun = time.perf_counter()
        if power_cut:
            cluster.start()
        again = open_service(workspace)
        visits = {visit.uuid: visit for visit in again.visits(site)}
        slowest = max(slowest, time.perf_counter() - begun)
        verdict = again.verify()
        again.close()
        assert not verdict.fault
        assert names <= visits.keys()
        assert all(visit.finding and visit.fields["note"] == name for name, visit in visits.items()), "a visit stands by half"
        assert len(visits) - len(names) <= KILLS, "more visits than the killed ones that were written but not yet said"
    assert len(names) >= KILLS
    assert slowest < RESTART_S
    print(f"{KILLS} kills ({'server' if cluster else 'file'}), {len(names)} acknowledged, 0 lost; read again in {slowest:.2f} s at most")
