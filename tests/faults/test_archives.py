"""Archives: malformed ones, fuzzed ones, and ten made to reach out: no byte outside, no link followed, a bomb stopped at once."""

import hashlib
import io
import random
import stat
import struct
import tempfile
import zipfile

import pytest
from canary import WORD
from corpora import files, needs_corpora
from costs import LONGEST_S, cost
from gate_files import geojson, good_files, point, zipped

from geomon.errors import GeomonError, TooLarge, UnsafeFile
from geomon.readers import read_file

MUTATIONS = 120


@pytest.fixture
def room(tmp_path, monkeypatch):
    """A folder in which everything happens; nothing has come to it or changed in it at the end, but for the file itself."""
    (tmp_path / "deep" / "er" / "temporary").mkdir(parents=True)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "deep" / "er" / "temporary"))
    read_file(good_files(tmp_path / "good")[0])
    before = state(tmp_path)
    yield tmp_path / "deep" / "er"
    assert state(tmp_path) == before


def state(folder):
    """Every file below a folder by its content, but for those that a test sends."""
    return {path: hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "" for path in folder.rglob("*")
            if path.name[:4] != "sent"}


def answer(path):
    """The refusal, or what was read."""
    with cost() as paid:
        try:
            told = read_file(path, features=True)
        except GeomonError as error:
            told = error
    assert paid.seconds < LONGEST_S, path.name
    assert WORD not in (told.sentence if isinstance(told, GeomonError) else f"{told}{told.table!r}")
    return told, paid


@needs_corpora
def test_the_malformed_archives_of_a_careful_reader(room):
    """`failure/` is refused; `success/` holds no layer."""
    failure, success = files("yauzl-zip/failure"), files("yauzl-zip/success")
    assert len(failure) + len(success) == 44
    for path in (*failure, *success):
        told, _ = answer(path)
        assert isinstance(told, GeomonError) or told.ask, path.name


def fuzzed(data, dice):
    """Change the list or the content of an archive in one to six places; half of the time in the records alone."""
    out = bytearray(data)
    marks = [at for mark in (b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06") for at in range(len(data)) if data.startswith(mark, at)]
    for _ in range(dice.randint(1, 6)):
        at = dice.choice(marks) + dice.randrange(46) if dice.random() < 0.5 else dice.randrange(len(out))
        at = min(at, len(out) - 1)
        kind = dice.randrange(4)
        if kind == 0:
            out[at] = dice.randrange(256)
        elif kind == 1:
            out[at:at + 4] = dice.choice([b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xff\xff\xff\x7f"])
        elif kind == 2:
            del out[at:at + dice.randint(1, 30)]
        else:
            out[at:at] = out[at:at + dice.randint(1, 30)]
    return bytes(out)


def test_fuzzed_archives(room, tmp_path):
    originals = [tmp_path / "good" / f"good{ending}" for ending in (".zip", ".kmz", ".xlsx")]
    dice, read = random.Random(62), 0
    for n in range(MUTATIONS):
        path = room / f"sent{originals[n % 3].suffix}"
        path.write_bytes(fuzzed(originals[n % 3].read_bytes(), dice))
        told, _ = answer(path)
        read += not isinstance(told, GeomonError)
    assert 0 < read < MUTATIONS / 2


def entry(name, mode=stat.S_IFREG | 0o644):
    made = zipfile.ZipInfo(name)
    made.create_system, made.external_attr, made.compress_type = 3, mode << 16, zipfile.ZIP_DEFLATED
    return made


def archive(*entries):
    """An archive of (name, mode, content)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as held:
        for name, mode, content in entries:
            held.writestr(entry(name, mode), content)
    return out.getvalue()


FILE, LINK, PIPE = stat.S_IFREG | 0o644, stat.S_IFLNK | 0o777, stat.S_IFIFO | 0o644
GOOD = geojson(point(name="甲"))


def of_ones(size, name="a.geojson"):
    """An archive of one file of blanks."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as held, held.open(name, "w", force_zip64=True) as file:
        for _ in range(size >> 20):
            file.write(b" " * (1 << 20))
    return out.getvalue()


def overlapping():
    """Two hundred entries that all point at the same megabytes."""
    data = bytearray(zipped_bytes({"a.csv": "x,y\n" + "1,2\n" * 200_000}))
    start = data.find(b"PK\x01\x02")
    end = data.find(b"PK\x05\x06")
    one, tail = bytes(data[start:end]), bytearray(data[end:])
    entries = b"".join(one.replace(b"a.csv", f"a{n:03}.csv".encode()).replace(struct.pack("<H", 5), struct.pack("<H", 8), 1)
                       for n in range(200))
    tail[8:20] = struct.pack("<2H2L", 200, 200, len(entries), start)
    return bytes(data[:start]) + entries + bytes(tail)


def zipped_bytes(entries):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as held:
        for name, content in entries.items():
            held.writestr(name, content)
    return out.getvalue()


def nested(depth):
    data = GOOD
    for n in range(depth):
        data = zipped_bytes({f"{n}.zip" if n else "a.geojson": data})
    return data


MADE = {
    "a path above": lambda secret: archive(("../../sent.geojson", FILE, GOOD)),
    "an absolute path": lambda secret: archive((f"{secret}/written.geojson", FILE, GOOD)),
    "a path of Windows": lambda secret: archive(("..\\..\\written.geojson", FILE, GOOD), ("C:\\written.geojson", FILE, GOOD)),
    "a link to a file": lambda secret: archive(("a.geojson", LINK, f"{secret}/canary.geojson".encode())),
    "a link to a folder and a file in it": lambda secret: archive(("a", LINK, str(secret).encode()), ("a/written.geojson", FILE, GOOD)),
    "a pipe": lambda secret: archive(("a.geojson", PIPE, b"")),
    "an archive in an archive, eight deep": lambda secret: nested(9),
    "two hundred entries in one place": lambda secret: overlapping(),
    "a gigabyte of blanks": lambda secret: of_ones(1 << 30),
    "501 MB in many files": lambda secret: zipped_bytes({f"{n:03}.csv": b"1,2\n" * 65_500 * 4 for n in range(501)}),
}


@pytest.mark.parametrize("ending", [".zip", ".kmz"])
@pytest.mark.parametrize("name", MADE)
def test_an_archive_made_to_reach_out(name, ending, room, canary):
    assert len(MADE) == 10
    path = room / f"sent{ending}"
    path.write_bytes(MADE[name](canary.secret))
    told, paid = answer(path)
    assert isinstance(told, GeomonError), told
    if "MB" in name or "gigabyte" in name:
        assert isinstance(told, TooLarge)
    elif "in an archive" not in name:
        assert isinstance(told, UnsafeFile), told.sentence
    assert paid.child_mb < 500
    assert canary.silent()
    assert not (canary.secret / "written.geojson").exists()


def test_a_sound_archive_is_read_all_the_same(room):
    assert answer(zipped(room / "sent.zip", entries={"图层/a.geojson": GOOD}))[0].features == 1
