"""Fixtures that several folders of tests use; the factories are in `factories.py`."""

import contextlib
import dataclasses
import os
import shutil
import sqlite3

import pytest
from factories import ROOT, day
from hypothesis import settings as hypothesis_settings

from geomon.settings import Settings, load_settings
from geomon.status import load_profile

# A machine that does other work too is no fault of the code.
hypothesis_settings.register_profile("patient", deadline=None)
hypothesis_settings.load_profile("patient")


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(items):
    """Tests share the machine's cores (pytest-xdist), but only one Chromium at a time: two would wait for each other."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers():
    """One process more than cores: whichever has the browser's tests waits for the browser most of the time."""
    return len(os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1)) + 1


@pytest.fixture(autouse=True)
def english_terminal(monkeypatch):
    """Commands answer in English, whatever the machine is set to."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.fixture(scope="session")
def profile():
    return load_profile(ROOT / "profiles" / "default.toml")


@pytest.fixture(scope="session")
def places_cache(tmp_path_factory):
    """The gazetteer's cache, built once for all workspaces of the tests, by whichever process needs it first."""
    from geomon.places import open_gazetteer

    own = tmp_path_factory.getbasetemp()
    settings = Settings((own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "places")
    open_gazetteer(settings)
    return settings.cache


@pytest.fixture(scope="session")
def cluster():
    """A PostgreSQL server of this process's own."""
    from stores import start_cluster

    running = start_cluster()
    yield running
    running.stop()


@pytest.fixture
def on_server(request):
    """The setting `store` for a register of this test's own on that server; call it for another one."""
    from stores import drop, store_in

    made = []

    def another():
        cluster = request.getfixturevalue("cluster")
        if cluster.process.poll() is not None:  # a test that killed it failed
            cluster.start()
        made.append(store_in(cluster))
        return made[-1]
    yield another
    for store in made:
        drop(request.getfixturevalue("cluster"), store)


@pytest.fixture
def store():
    """The setting `store` of `workspace`: a file, where a folder's conftest or a test does not say otherwise."""
    return ""


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request, tmp_path, on_server):
    """Where a register of this test's own is: once in a file, once on a server."""
    from geomon.settings import server_of

    return server_of(on_server()) if request.param == "postgresql" else tmp_path / "登记 库" / "register.db"


@pytest.fixture
def workspace(tmp_path, places_cache, store) -> Settings:
    """An empty workspace with the default layers and profile, in a folder with a space and Chinese letters."""
    return new_workspace(tmp_path / "工作 区", places_cache, store)


def new_workspace(root, places_cache, store=""):
    from geomon.service import init_workspace

    init_workspace(root)
    # The same files, not copies: what was read of them is known again. They are replaced where they change, never written into.
    shutil.copytree(places_cache, root / "data" / "cache", copy_function=os.link)
    return dataclasses.replace(load_settings(root, {}), as_of=day("2024-12-15"), counties=("150300",), store=store)


@pytest.fixture
def service(workspace):
    """The service of that workspace."""
    from geomon.service import open_service

    opened = open_service(workspace)
    yield opened
    opened.close()


@pytest.fixture
def dues():
    """The deadlines of the plan in `planned`; None for those of `factories`."""
    return


@pytest.fixture(scope="session")
def built_once(tmp_path_factory, places_cache):
    """built_once(dues) -> settings of a workspace with the plan of `planned`, built once for all tests that begin with a copy of it."""
    from factories import plan_text, write_document

    from geomon.service import open_service

    made = {}

    def built(dues):
        if (key := repr(dues)) not in made:
            made[key] = new_workspace(tmp_path_factory.mktemp("built") / "w", places_cache)
            write_document(made[key], "plan.txt", plan_text(dues=dues))
            opened = open_service(made[key])
            opened.build()
            opened.close()
        return made[key]
    return built


@pytest.fixture
def planned(service, workspace, dues, store, built_once):
    """A workspace with one plan, built.

    A register in a file begins as a copy of one that was built of the same; what else a test put there is built on top.
    """
    from factories import plan_text, write_document

    write_document(workspace, "plan.txt", plan_text(dues=dues))
    if not store and service.version() == 0:
        same = built_once(dues)
        with contextlib.closing(sqlite3.connect(same.register)) as whole, contextlib.closing(sqlite3.connect(workspace.register)) as empty:
            whole.backup(empty)
        shutil.copytree(same.cache, workspace.cache, ignore=shutil.ignore_patterns("places"), dirs_exist_ok=True)
    service.build()
    return service


@pytest.fixture
def site(planned):
    """The id of the mine that the plan names."""
    rows = planned.situation(planned.settings.today()).sites
    return rows[rows["name"].str.contains("万源")]["id"].iloc[0]
