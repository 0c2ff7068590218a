"""Files that ask a reader for something outside themselves, under every ending, bare and packed: nothing is opened, nobody is asked."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from canary import WORD, part
from corpora import files, needs_corpora
from faults.conftest import lacking
from gate_files import good_files

from geomon.errors import GeomonError
from geomon.readers import child, read_file
from geomon.readers.formats import suffixes

pytestmark = needs_corpora
WITH_NETWORK = "import sys; from geomon.readers import worker; worker._leave_network = lambda: None; worker.main(sys.argv[1:])"


def laid_out(folder, canary, packing):
    """Write every template under every ending."""
    for number, path in enumerate(files("hostile-templates")):
        text = canary.filled(path.read_text(encoding="utf-8"))
        for suffix in suffixes():
            inner = f"{number:02}{suffix}"
            if packing == "bare":
                (folder / inner).write_text(text, encoding="utf-8")
                yield folder / inner, path.name
            elif suffix not in (".zip", ".kmz"):
                packed = folder / f"{number:02}{suffix}.{packing}"
                with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
                    archive.writestr(f"图层/{inner}", text)
                yield packed, path.name


def told(path):
    """What a reading tells, or its refusal."""
    try:
        reading = read_file(path, features=True)
    except GeomonError as error:
        return error.sentence
    return f"{reading} {reading.table!r}"


@pytest.mark.timeout(400)
@pytest.mark.parametrize("packing", ["bare", "zip", "kmz"])
def test_no_secret_is_shown_or_opened_and_nobody_is_asked(tmp_path, canary, packing):
    made = list(laid_out(tmp_path, canary, packing))
    assert len(made) == len(files("hostile-templates")) * (len(suffixes()) - 2 * (packing != "bare"))
    for path, name in part(made, 100):
        assert WORD not in told(path), name
    assert canary.silent()


def test_a_look_at_a_secret_would_have_been_noticed(canary):
    (canary.secret / "canary.csv").read_bytes()
    if sys.platform == "linux":
        assert "canary.csv" in canary.watched.opened()


@pytest.mark.skipif(sys.platform != "linux", reason="the network is left by a call of Linux")
@pytest.mark.timeout(400)
def test_the_same_is_read_with_the_network_and_without_and_nobody_is_asked(tmp_path, canary, monkeypatch):
    """That nobody is asked is owed to the formats and drivers themselves; the network is taken away besides."""
    made = [path for path, _ in part(laid_out(tmp_path, canary, "bare"), 60)] + good_files(tmp_path / "good")
    without = [told(path) for path in made]
    child._warm.stop()
    monkeypatch.setattr(child, "_command", lambda *arguments: [sys.executable, "-P", "-W", "ignore", "-c", WITH_NETWORK, *arguments])
    try:
        assert [told(path) for path in made] == without
        net = Path(f"/proc/{child._warm._process.pid}/ns/net").readlink()
        assert net == Path("/proc/self/ns/net").readlink(), "this reader has the network"
    finally:
        child._warm.stop()
    assert sum("feature" in words or "format=" in words for words in without) >= 12
    assert canary.silent()


READ = """
import sys, tempfile
from pathlib import Path
from geomon.errors import GeomonError
from geomon.readers import read_file
tempfile.tempdir = sys.argv[2]
for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines():
    try:
        read_file(Path(line))
    except GeomonError:
        pass
"""
CALL = re.compile(r'open(?:at)?\((?:[^"(]*, )?"([^"]*)", ([A-Z_|]+)')


@pytest.mark.timeout(900)
def test_no_file_outside_is_opened_or_written(tmp_path, canary):
    """Every opening of every process, as strace sees it: the copy that is read, and what Python and the libraries are made of."""
    if shutil.which("strace") is None:
        lacking("strace is not installed (Debian: strace)")
    bare, zips, kmzs = (tmp_path / name for name in ("bare", "zip", "kmz"))
    for folder in (bare, zips, kmzs, tmp_path / "room"):
        folder.mkdir()
    made = [path for folder in (bare, zips, kmzs) for path, _ in laid_out(folder, canary, folder.name)]
    made = good_files(tmp_path / "good") + part(made, 100)
    (tmp_path / "list").write_text("\n".join(map(str, made)), encoding="utf-8")
    log = tmp_path / "log"
    done = subprocess.run(["strace", "-f", "-qq", "-e", "trace=open,openat,openat2,connect,creat", "-o", log, sys.executable, "-c", READ,
                           tmp_path / "list", tmp_path / "room"], capture_output=True, text=True, check=False,
                          env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"})
    if done.returncode and "ptrace" in done.stderr:
        pytest.skip("this machine forbids strace")
    assert done.returncode == 0, done.stderr[-500:]
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    opened = [match.groups() for line in lines if (match := CALL.search(line)) and "ENOENT" not in line]
    ours = (f"{tmp_path / 'room'}/", *(f"{folder}/" for folder in (bare, zips, kmzs, tmp_path / "good")), str(tmp_path / "list"))
    inside = (*ours, *(f"{place}/" for place in {sys.prefix, sys.base_prefix, str(Path(__file__).parents[2]), *filter(None, sys.path)}),
              "/usr/", "/lib", "/proc/", "/sys/", "/dev/", "/etc/")
    paths = {path for path, _ in opened if path.startswith("/")}
    assert len(paths & set(map(str, made))) == len(made), "each was opened by name, to be copied"
    assert [path for path in paths if not f"{path}/".startswith(inside)] == []
    assert {path for path in paths if path.startswith("/etc/")} <= {"/etc/ld.so.cache", "/etc/localtime", "/etc/mime.types",
                                                                    "/etc/ssl/openssl.cnf", "/etc/nsswitch.conf", "/etc/passwd"}
    writing = {path for path, how in opened if re.search("O_WRONLY|O_RDWR|O_CREAT", how)}
    assert [path for path in writing if not path.startswith((ours[0], "/dev/null"))] == []
    assert [line for line in lines if str(canary.secret) in line or "AF_INET" in line] == []
    assert canary.silent()
    print(f"{len(made)} files of {len(files('hostile-templates'))} templates, {len(opened)} openings, 0 outside")


def test_path_strings_are_names_of_files_and_nothing_more(tmp_path, canary):
    strings = json.loads(files("hostile-templates", "paths.json")[0].read_text(encoding="utf-8"))
    for text in strings:
        filled = canary.filled(text)
        if Path(filled).is_file():
            continue  # a plain path that the person may read: the command line opens what it is told
        with pytest.raises(GeomonError) as error:
            read_file(Path(filled))
        assert WORD not in error.value.sentence
    assert len(strings) == 19
    assert canary.silent()


