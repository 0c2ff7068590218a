"""After many uploads, good, bad, cut off and too dear ones: no file is left in the temporary folder, no descriptor and no process more."""

import contextlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from canary import WHOLE
from costs import descendants
from gate_files import geojson, good_files, point, zipped
from reading.bad_files import good_docx, good_xlsx

from geomon.documents import read_document
from geomon.errors import GeomonError
from geomon.readers import Limits, read_file
from geomon.ui.intake import on_disk
from geomon.ui.layer_file import Sample
from geomon.ui.layer_file import on_disk as layer_on_disk

COUNT = 1_000 if WHOLE else 25


class Upload:
    """A file as the page's uploader gives it."""

    def __init__(self, path):
        self.name, self.data = path.name, path.read_bytes()
        self.file_id = self.name

    def getbuffer(self):
        return self.data


def opened():
    """Open descriptors of this process and of those below it."""
    found = {}
    for pid in (os.getpid(), *descendants(os.getpid())):
        with contextlib.suppress(FileNotFoundError):  # it ended since it was listed
            found[pid] = len(list(Path(f"/proc/{pid}/fd").iterdir()))
    return found


def taken_in(upload):
    """Take one in as both pages do; whether it could be read."""
    read = 0
    with on_disk([upload]) as (path,):
        for look in (lambda: read_document(path), lambda: read_file(path, features=True)):
            try:
                look()
                read += 1
            except GeomonError:
                continue
    with layer_on_disk(Sample(((upload.name, upload.data),), 1)) as path:
        try:
            read_file(path, Limits(seconds=4.0))
        except GeomonError:
            return read
    return read + 1


def at_rest():
    """What is open once it stays so for 0.3 s: a process that starts or ends has none or some of its descriptors. At most 10 s."""
    before: dict[int, int] = {}
    for _ in range(33):
        now = opened()
        if now == before and all(now.values()):
            break
        before = now
        time.sleep(0.3)
    return now


def many_uploads(folder, count):
    """Take in `count` uploads with a temporary folder of their own; what was open before and after, and what stayed in that folder."""
    room = folder / "room"
    room.mkdir()
    tempfile.tempdir = str(room)
    sources = [path for path in good_files(folder / "good") if path.suffix != ".shp"]
    for name, data in (("a.docx", good_docx()), ("b.xlsx", good_xlsx()), ("deep.geojson", b'{"a":' * 100_000), ("lie.kml", b"%PDF-1.7"),
                       ("link.geojson", geojson(point(), crs={"type": "link", "properties": {"href": "http://127.0.0.1/"}}))):
        (folder / name).write_bytes(data)
        sources.append(folder / name)
    sources.append(zipped(folder / "up.zip", entries={"../a.geojson": geojson(point())}))
    uploads, dice = [Upload(path) for path in sources], random.Random(29)
    for upload in (*uploads[:6], *uploads[-6:]):
        taken_in(upload)
    before, read = at_rest(), 0
    for n in range(count):
        upload = uploads[n % len(uploads)]
        whole = upload.data
        if n % 3 == 2:
            upload.data = whole[:dice.randrange(len(whole))] or b"{"
        read += taken_in(upload)
        upload.data = whole
    return {"read": read, "own": os.getpid(), "before": before, "after": at_rest(), "files": [path.name for path in room.iterdir()]}


@pytest.mark.skipif(sys.platform != "linux", reason="descriptors are listed by Linux")
@pytest.mark.timeout(1800)
def test_nothing_is_left_after_many_uploads(tmp_path):
    # in a process of its own: what other tests keep running opens and closes files by itself
    done = subprocess.run([sys.executable, __file__, str(tmp_path), str(COUNT)], check=True, stdout=subprocess.PIPE,
                          env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)})
    found = json.loads(done.stdout.splitlines()[-1])
    before, after, own, read = found["before"], found["after"], str(found["own"]), found["read"]
    print(f"{COUNT} uploads, {read} readings of {3 * COUNT}; descriptors {sum(before.values())} before, {sum(after.values())} after")
    assert found["files"] == []
    assert len(after) <= len(before) + 1, "processes"
    assert after[own] <= before[own] + 2
    assert sum(after.values()) <= sum(before.values()) + 2
    assert COUNT / 2 < read < 3 * COUNT


if __name__ == "__main__":
    print(json.dumps(many_uploads(Path(sys.argv[1]), int(sys.argv[2]))))
