"""The register: what is acknowledged is kept, what fails leaves nothing behind, and every fault is one sentence."""

import contextlib
import datetime as dt
import os
import signal
import sqlite3
import subprocess
import sys
import threading

import pytest
from factories import ROOT, make_document, make_event, make_match, make_site, make_task
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import DBAPIError, IntegrityError
from stores import past_geomon

from geomon.errors import Busy, GeomonError, UnreadableFile
from geomon.model import Document, Event, Location, Match, Site, Task
from geomon.settings import Server
from geomon.store import dialects, from_json, open_register, to_json
from geomon.store.writing import link


@pytest.fixture
def path(tmp_path):
    """Of a register in a file, for what is said of files only."""
    return tmp_path / "登记 库" / "register.db"


@pytest.fixture
def book(place):
    with open_register(place) as opened:
        yield opened


def test_what_was_written_is_read_back_exactly(book):
    document = make_document("plan.txt", make_task("1"), make_task("7(1)", progress="behind", part=2))
    sites = [make_site("b", "乙"), make_site("a", "甲", method="none", lon=None, lat=None)]
    matches = [make_match(site="b"), make_match(site="a")]
    with book.write() as writer:
        writer.replace_document(document, reader="r1")
        writer.put_places(sites, matches, [{"name": "无名渣堆", "why": "原文没有地名"}])
        happened = writer.append_event(make_event(progress="completed"))
    assert book.documents() == (document,)
    assert book.sites() == tuple(sites)
    assert book.matches() == tuple(matches)
    assert book.unlocated() == ({"name": "无名渣堆", "why": "原文没有地名"},)
    assert book.events() == (happened,)
    assert book.digests() == {"plan": (document.sha256, "r1")}


@pytest.mark.parametrize("kind", [Document, Task, Site, Location, Match, Event])
@settings(max_examples=60)
@given(data=st.data())
def test_every_record_survives_json(kind, data):
    strategies = {dt.date: st.dates()}
    for type_, strategy in strategies.items():
        st.register_type_strategy(type_, strategy)
    st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
    st.register_type_strategy(object, st.none() | st.booleans() | st.integers() | st.text())
    record = data.draw(st.from_type(kind))
    assert from_json(kind, to_json(record)) == record


def test_the_version_grows_with_each_write_and_over_restarts(place):
    with open_register(place) as book:
        assert book.version() == 0
        book.append_event(make_event())
        book.append_event(make_event())
        assert book.version() == 2
    with open_register(place) as again:
        assert again.version() == 2
        again.replace_document(make_document())
        assert again.version() == 3


def test_a_transaction_that_writes_nothing_leaves_the_version(book):
    with book.write():
        pass
    assert book.version() == 0


def test_replacing_a_document_that_fails_halfway_leaves_the_old_one_whole(book):
    old = make_document("plan.txt", make_task("1"), make_task("2"))
    book.replace_document(old)
    twice = make_document("plan.txt", make_task("1"), make_task("1"))
    with pytest.raises(DBAPIError):
        book.replace_document(twice)
    assert book.documents() == (old,)
    assert book.version() == 1


def test_an_error_inside_a_transaction_drops_all_of_it(book):
    book.replace_document(make_document("plan.txt", make_task("1")))
    with pytest.raises(ZeroDivisionError), book.write() as writer:
        writer.remove_document("plan")
        writer.append_event(make_event())
        raise ZeroDivisionError
    assert len(book.documents()) == 1
    assert book.events() == ()


def test_replacing_a_document_replaces_its_tasks_and_keeps_its_place_and_events(book):
    for name in ("a.txt", "b.txt"):
        book.replace_document(make_document(name, make_task("1"), make_task("2")))
    book.append_event(make_event(subject="a#1"))
    book.replace_document(make_document("a.txt", make_task("1")))
    assert [(d.id, len(d.tasks)) for d in book.documents()] == [("a", 1), ("b", 2)]
    assert len(book.events()) == 1


@pytest.mark.parametrize("statement", ["UPDATE events SET actor = 'x'", "DELETE FROM events"])
def test_events_cannot_be_changed_even_with_another_tool(book, place, statement):
    book.append_event(make_event())
    with pytest.raises(IntegrityError, match="appended"), past_geomon(place) as raw:
        raw.exec_driver_sql(statement)
    assert len(book.events()) == 1


def test_each_event_carries_the_hash_of_the_one_before(book, place):
    for n in range(3):
        book.append_event(make_event(at=f"2024-06-0{n + 1}"))
    with past_geomon(place) as raw:
        rows = [dict(r) for r in raw.exec_driver_sql("SELECT * FROM events ORDER BY seq").mappings()]
    previous = ""
    for row in rows:
        said, claimed = row.pop("previous"), row.pop("hash")
        assert (said, claimed) == (previous, link(previous, row))
        previous = claimed


def test_events_can_be_asked_for_up_to_a_day(book):
    for at in ("2024-06-02", "2024-06-01", "2024-06-03"):
        book.append_event(make_event(at=at))
    assert [str(e.at) for e in book.events(dt.date(2024, 6, 2))] == ["2024-06-02", "2024-06-01"]


def test_many_threads_write_and_none_is_lost(book):
    def work(who):
        for n in range(10):
            book.append_event(make_event(subject=f"{who}#{n}"))

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert len({e.subject for e in book.events()}) == 40
    assert book.version() == 40


WRITER = """
import sys
from pathlib import Path
sys.path[:0] = [sys.argv[2]]
from factories import make_event
from geomon.settings import server_of
from geomon.store import open_register
book = open_register(server_of(sys.argv[1]) if "://" in sys.argv[1] else Path(sys.argv[1]))
while True:
    print(book.append_event(make_event()).seq, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_what_was_acknowledged_survives_a_kill(place):
    open_register(place).close()
    where = f"{place.url}?schema={place.schema}" if isinstance(place, Server) else str(place)
    with subprocess.Popen([sys.executable, "-c", WRITER, where, str(ROOT / "tests")], stdout=subprocess.PIPE, text=True) as process:
        acknowledged = [process.stdout.readline() for _ in range(30)]
        os.kill(process.pid, signal.SIGKILL)
        acknowledged += process.stdout.readlines()
    with open_register(place) as book:
        assert len(book.events()) >= int([line for line in acknowledged if line.endswith("\n")][-1])


def sentence_of(error):
    text = error.value.sentence
    assert "\n" not in text
    assert text.endswith(".")
    return text


@pytest.mark.parametrize("content", [b"name,lon,lat\n", b"SQLite format 3\0 and then rubbish" + b"x" * 200])
def test_a_file_that_is_no_register_is_refused_and_left_as_it_is(path, content):
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match="not a geomon register") as error:
        open_register(path)
    sentence_of(error)
    assert path.read_bytes() == content


def test_another_programs_database_is_refused_and_left_as_it_is(path):
    path.parent.mkdir(parents=True)
    with contextlib.closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TABLE recipes (name TEXT)")
        raw.commit()
    before = path.read_bytes()
    with pytest.raises(UnreadableFile, match="not a geomon register"):
        open_register(path)
    assert path.read_bytes() == before


def test_a_register_of_a_newer_layout_is_refused(place):
    open_register(place).close()
    with past_geomon(place) as raw:
        raw.exec_driver_sql("UPDATE meta SET value = '99' WHERE key = 'schema'")
    with pytest.raises(UnreadableFile, match="99"):
        open_register(place)


def test_a_register_that_another_process_is_writing_to_says_so(place, monkeypatch):
    monkeypatch.setattr(dialects, "BUSY_S", 0.1)
    with open_register(place) as book, open_register(place) as other:
        with other.write(), pytest.raises(Busy, match="another process") as error:
            book.append_event(make_event())
        sentence_of(error)
        assert book.events() == ()  # reading goes on
        book.append_event(make_event())


def test_a_full_disk_is_told_and_nothing_is_half_written(path):
    with open_register(path) as book:
        book.append_event(make_event())
        with pytest.raises(GeomonError, match="disk is full") as error, book.write() as writer:
            pages = writer._connection.exec_driver_sql("PRAGMA page_count").scalar()
            writer._connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
            writer.replace_document(make_document("big.txt", text="字" * 200_000))
        sentence_of(error)
        assert book.documents() == ()
        assert book.version() == 1


def test_a_folder_that_cannot_be_written_is_told(path, monkeypatch):
    open_register(path).close()
    monkeypatch.setattr(dialects, "create_engine", lambda url, **more: _read_only(path))
    with open_register(path) as book, pytest.raises(GeomonError, match="cannot be written") as error:
        book.append_event(make_event())
    sentence_of(error)


def _read_only(path):
    from sqlalchemy import create_engine, event

    engine = create_engine(f"sqlite:///file:{path}?mode=ro&uri=true")
    event.listen(engine, "connect", lambda connection, _: setattr(connection, "isolation_level", None), insert=True)
    return engine


def test_a_register_below_a_file_is_told(tmp_path):
    (tmp_path / "data").write_text("", encoding="utf-8")
    with pytest.raises(GeomonError, match="cannot be opened") as error:
        open_register(tmp_path / "data" / "register.db")
    sentence_of(error)
