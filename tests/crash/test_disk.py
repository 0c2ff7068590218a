"""A disk that is full, a folder that is read-only, a clock set back: what was acknowledged stands, and what was refused names the disk.

The disk is a tmpfs of little where the test may mount one, else a limit on the size of files, both in a process of its own.
"""

import contextlib
import ctypes
import datetime as dt
import json
import os
import subprocess
import sys

import pytest
from factories import ROOT, make_event

from geomon.errors import GeomonError
from geomon.settings import server_of
from geomon.store import open_register, verify_register, writing

WRITES = 50
WRITER = """
import json, resource, sys
from pathlib import Path

sys.path[:0] = [sys.argv[2]]
from factories import make_document, make_event
from geomon.errors import GeomonError
from geomon.store import open_register
path, limit = Path(sys.argv[1]), int(sys.argv[3])
said = {"kept": [], "refused": []}
with open_register(path) as book:
    if limit:
        import signal
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    for n in range(50):
        try:
            with book.write() as writer:
                writer.replace_document(make_document(f"{n}.txt", text="字" * 20_000))
                said["kept"].append(writer.append_event(make_event(subject=f"{n}#1")).subject)
        except GeomonError as error:
            said["kept"] = [one for one in said["kept"] if one != f"{n}#1"]
            said["refused"].append(error.sentence)
print(json.dumps(said))
"""
FULL = ("the disk is full", "the disk refuses to write")


@contextlib.contextmanager
def small_disk(folder):
    """Mount a megabyte at `folder`; yield whether that was allowed."""
    folder.mkdir()
    libc = ctypes.CDLL(None, use_errno=True)
    allowed = libc.mount(b"tmpfs", bytes(folder), b"tmpfs", 0, b"size=1m") == 0
    try:
        yield allowed
    finally:
        if allowed:
            assert libc.umount2(bytes(folder), 2) == 0


def written(path, limit):
    """Let a process write until nothing goes any more; return what it says was kept and what refused."""
    done = subprocess.run([sys.executable, "-c", WRITER, path, ROOT / "tests", str(limit)], capture_output=True, text=True, check=False,
                          timeout=60)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def holds(path, said):
    """Assert that what was acknowledged is there, whole, and nothing else, and that every refusal named the disk and the file."""
    assert said["kept"], "nothing was written before the disk was full"
    assert len(said["kept"]) + len(said["refused"]) == WRITES
    assert said["refused"]
    assert all(any(words in one for words in FULL) and str(path) in one for one in said["refused"]), said["refused"][0]
    assert not verify_register(path).fault
    with open_register(path) as book:
        assert [e.subject for e in book.events()] == said["kept"]
        assert [f"{d.id}#1" for d in book.documents()] == said["kept"], "a write stands by half"


@pytest.mark.skipif(sys.platform != "linux", reason="tmpfs")
def test_a_full_disk_loses_nothing_acknowledged(tmp_path):
    with small_disk(tmp_path / "disk") as allowed:
        if not allowed:
            pytest.skip("no right to mount a small disk; the next test limits the size of files")
        path = tmp_path / "disk" / "register.db"
        holds(path, written(path, 0))


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit there")
def test_a_limit_on_files_loses_nothing_acknowledged(tmp_path):
    path = tmp_path / "register.db"
    holds(path, written(path, 600_000))


@pytest.mark.skipif(sys.platform != "linux", reason="tmpfs")
def test_a_full_disk_of_the_server_loses_nothing_acknowledged(cluster, on_server, tmp_path):
    """A table space of little stands for the server's disk: its files fill, the log of the server does not."""
    place = server_of(on_server())
    disk = cluster.folder / "disk"
    with small_disk(disk) as allowed:
        if not allowed:
            pytest.skip("no right to mount a small disk")
        if cluster.who:
            os.chown(disk, cluster.folder.stat().st_uid, cluster.folder.stat().st_gid)
        with cluster.connect() as raw:
            raw.execute(f"CREATE TABLESPACE small LOCATION '{disk}'")
        try:
            fill_the_server(place, cluster)
        finally:
            with cluster.connect() as raw:
                raw.execute(f"DROP SCHEMA {place.schema} CASCADE")
                raw.execute("DROP TABLESPACE small")


def fill_the_server(place, cluster):
    open_register(place).close()
    with cluster.connect() as raw:
        raw.execute(f"ALTER TABLE {place.schema}.events SET TABLESPACE small")
    kept, refused = [], []
    with open_register(place) as book:
        for n in range(WRITES):
            event = make_event(subject=f"{n}#1")
            event.body["note"] = os.urandom(40_000).hex()
            try:
                kept.append(book.append_event(event).subject)
            except GeomonError as error:
                refused.append(error)
        assert kept
        assert refused
        assert all("the disk of the server is full" in one.sentence and place.schema in one.sentence for one in refused)
        assert [e.subject for e in book.events()] == kept
    assert not verify_register(place).fault


def test_a_read_only_folder_is_told(tmp_path):
    path = tmp_path / "data" / "register.db"
    with open_register(path) as book:
        book.append_event(make_event())
    code = ("import os, sys; from pathlib import Path; sys.path[:0] = [sys.argv[2]]\n"
            "from factories import make_event\nfrom geomon.errors import GeomonError\nfrom geomon.store import open_register\n"
            "if hasattr(os, 'geteuid') and os.geteuid() == 0: os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
            "try:\n    with open_register(Path(sys.argv[1])) as book: book.append_event(make_event())\n"
            "except GeomonError as error: print(error.sentence)\n")
    for one in (path, path.parent):
        one.chmod(0o444 if one.is_file() else 0o555)
    for above in tmp_path.parents:  # pytest keeps its folders to their owner
        if above.stat().st_uid == os.geteuid() and not above.stat().st_mode & 0o001:
            above.chmod(above.stat().st_mode | 0o011)
    tmp_path.chmod(0o755)
    try:
        said = subprocess.run([sys.executable, "-c", code, path, ROOT / "tests"], capture_output=True, text=True, check=True,
                              env=os.environ | {"PYTHONPATH": str(ROOT)}).stdout
    finally:
        path.parent.chmod(0o755)
        path.chmod(0o644)
    assert "right to" in said
    assert str(path) in said
    assert verify_register(path).events == 1


def test_a_clock_set_back_keeps_the_order(place, monkeypatch):
    class Back(dt.datetime):
        @classmethod
        def now(cls, tz=None):
            return dt.datetime(1999, 1, 1, tzinfo=dt.UTC)

    with open_register(place) as book:
        book.append_event(make_event(subject="plan#1"))
        monkeypatch.setattr(writing.dt, "datetime", Back)
        book.append_event(make_event(subject="plan#2"))
        monkeypatch.undo()
        book.append_event(make_event(subject="plan#3"))
        assert [e.subject for e in book.events()] == ["plan#1", "plan#2", "plan#3"]
        assert book.version() == 3
    assert not verify_register(place).fault
