"""A start from what was kept shows what a start from the register shows, and nothing is taken that was kept of another state."""

import datetime as dt
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest
from factories import day, plan_text, write_document
from test_after_a_write import is_as_read_anew, write

from geomon.errors import GeomonError
from geomon.service import open_service, opening, staying

TODAY = day("2024-12-15")
FILES = ("base-*.msgpack", "day.msgpack")


@pytest.fixture
def folder(workspace, monkeypatch):
    monkeypatch.setattr(opening, "FROM_SITES", 0)
    monkeypatch.setattr(opening, "SETTLE_S", 0.05)
    return workspace.cache / "start"


def wait_for(there):
    end = time.monotonic() + 20
    while not there():
        assert time.monotonic() < end, "nothing was kept"
        time.sleep(0.02)


def stamp(folder):
    path = folder / "day.msgpack"
    return path.stat().st_mtime_ns if path.is_file() else 0


@pytest.fixture
def kept(planned, folder):
    """The workspace, and what one process that stays kept of it."""
    with staying(planned):
        planned.situation(TODAY)
    wait_for(lambda: stamp(folder))
    return folder


@pytest.fixture
def restarted(kept, workspace):
    again = open_service(workspace)
    yield again
    again.close()


@pytest.mark.parametrize("days", [0, 1, 200, -40])
def test_it_shows_what_the_register_shows(planned, restarted, days):
    as_of = TODAY + dt.timedelta(days)
    early, whole = restarted.situation(as_of), planned.situation(as_of)
    if days >= 0:
        assert restarted._snapshot is None, "the register was not read for it"
    pd.testing.assert_frame_equal(early.sites, whole.sites)
    pd.testing.assert_frame_equal(early.tasks, whole.tasks)
    assert (early.version, early.changed) == (whole.version, whole.changed)
    assert len(early.tasks) == 3
    assert restarted.catalog() == planned.catalog()
    pd.testing.assert_frame_equal(restarted.basemap().drop(columns="geometry"), planned.basemap().drop(columns="geometry"))


def test_who_asks_for_more_gets_it_and_what_was_shown_stays(restarted, site):
    with staying(restarted):
        early = restarted.situation(TODAY)
        assert restarted._snapshot is None
    assert restarted.situation(TODAY) is early
    assert restarted.card(site, TODAY).tasks
    write(restarted, "progress", progress="completed")
    after = is_as_read_anew(restarted)
    assert (early.task("plan#1")["light"], after.task("plan#1")["light"]) == ("blue", "green")


def test_a_card_before_the_register_was_read_waits_for_it(restarted, site):
    restarted.situation(TODAY)
    restarted._opening.read_ahead()
    assert restarted.card(site, TODAY).tasks
    is_as_read_anew(restarted)


def test_after_a_write_it_is_kept_anew_and_until_then_not_used(planned, kept, workspace):
    before = stamp(kept)
    other = open_service(workspace)                     # another process: it keeps nothing
    write(other, "progress", progress="completed")
    other.close()
    again = open_service(workspace)
    assert again.situation(TODAY).task("plan#1")["light"] == "green"
    assert again._snapshot is not None
    again.close()
    assert planned.situation(TODAY).task("plan#1")["light"] == "green"
    wait_for(lambda: stamp(kept) != before)
    third = open_service(workspace)
    assert third.situation(TODAY).task("plan#1")["light"] == "green"
    assert third._snapshot is None
    third.close()
    assert len(list(kept.glob("base-*"))) == 1


def test_new_documents_are_kept_with_new_columns(planned, kept, workspace):
    first = next(kept.glob("base-*")).name
    write_document(workspace, "more.txt", plan_text().replace("万源", "宏源"))
    planned.build()
    count = len(planned.situation(TODAY).sites)
    wait_for(lambda: [p.name for p in kept.glob("base-*")] != [first])
    wait_for(lambda: len(list(kept.glob("base-*"))) == 1)
    again = open_service(workspace)
    assert len(again.situation(TODAY).sites) == count
    assert again._snapshot is None
    again.close()


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("harm", ["cut", "one bit", "gone", "empty"])
def test_what_is_not_whole_is_none(planned, kept, workspace, name, harm):
    path = next(kept.glob(name))
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    {"cut": lambda: path.write_bytes(raw[:-9]), "one bit": lambda: path.write_bytes(raw), "gone": path.unlink,
     "empty": lambda: path.write_bytes(b"")}[harm]()
    again = open_service(workspace)
    pd.testing.assert_frame_equal(again.situation(TODAY).tasks, planned.situation(TODAY).tasks)
    assert again._snapshot is not None
    again.close()


def test_what_other_code_kept_is_not_used(kept, workspace, monkeypatch):
    monkeypatch.setattr(opening, "fingerprint", lambda parts: "other code")
    again = open_service(workspace)
    again.situation(TODAY)
    assert again._snapshot is not None
    again.close()


def test_a_register_that_cannot_be_read_ahead_is_told_and_tried_again(restarted, site, monkeypatch):
    restarted.situation(TODAY)
    with monkeypatch.context() as broken:
        def refuse(_):
            raise GeomonError("the register cannot be read.")
        broken.setattr(opening, "take_snapshot", refuse)
        restarted._opening.read_ahead()
        wait_for(lambda: restarted.is_read(hurry=True))
    assert restarted.card(site, TODAY).tasks


def test_a_small_register_keeps_nothing(planned, workspace, monkeypatch):
    monkeypatch.setattr(opening, "SETTLE_S", 0.0)
    with staying(planned):
        planned.situation(TODAY)
    time.sleep(0.1)
    assert not (workspace.cache / "start").exists()


def test_what_is_shown_early_does_not_wait_for_who_waits(restarted, site, monkeypatch):
    go = threading.Event()
    whole = opening.take_snapshot

    def slow(*given):
        go.wait(20)
        return whole(*given)
    monkeypatch.setattr(opening, "take_snapshot", slow)
    restarted.situation(TODAY)
    waiter = threading.Thread(target=lambda: restarted.card(site, TODAY))
    waiter.start()
    wait_for(restarted._opening.is_reading)
    assert not restarted.is_read()
    shown = threading.Thread(target=lambda: (restarted.catalog(), restarted.basemap(), restarted.townships(), restarted.situation(TODAY)))
    shown.start()
    shown.join(15)
    assert not shown.is_alive(), "lists and map wait for the card of somebody else"
    assert waiter.is_alive()
    go.set()
    waiter.join(20)
    assert restarted.is_read()


def test_a_register_is_read_once_however_many_ask(restarted, site, monkeypatch):
    calls = []
    whole = opening.take_snapshot
    monkeypatch.setattr(opening, "take_snapshot", lambda *given: (calls.append(1), time.sleep(0.1), whole(*given))[2])
    restarted.situation(TODAY)
    with ThreadPoolExecutor(4) as pool:
        for found in [pool.submit(restarted.card, site, TODAY) for _ in range(4)]:
            assert found.result().tasks
        with staying(restarted):
            pass
    assert calls == [1]


def test_a_keeper_outlives_a_register_that_did_not_answer(planned, folder, monkeypatch):
    with staying(planned):
        with monkeypatch.context() as broken:
            def refuse(_):
                raise GeomonError("the server does not answer.")
            broken.setattr(opening.Opening, "_state", refuse)
            planned.situation(TODAY)
            time.sleep(0.3)
        write(planned, "heartbeat")
        planned.situation(TODAY)
    wait_for(lambda: stamp(folder))
