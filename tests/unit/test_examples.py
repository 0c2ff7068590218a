"""The examples in docstrings say what the code does."""

import doctest
import importlib
import pkgutil

import pytest

import geomon

APART = ("geomon.ui", "geomon.__main__")
MODULES = sorted(m.name for m in pkgutil.walk_packages(geomon.__path__, "geomon.") if not m.name.startswith(APART))


def _examples(name: str) -> list[doctest.DocTest]:
    return [test for test in doctest.DocTestFinder(exclude_empty=True).find(importlib.import_module(name)) if test.examples]


def test_every_example_gives_what_it_shows() -> None:
    tests = [test for name in MODULES for test in _examples(name)]
    runner = doctest.DocTestRunner(verbose=False)
    told: list[str] = []
    for test in tests:
        runner.run(test, out=told.append)
    assert len(tests) >= 50
    assert "".join(told) == ""


@pytest.mark.parametrize(("source", "wrong"), [(">>> 1 + 1\n3\n", True), (">>> 1 + 1\n2\n", False)])
def test_a_wrong_example_is_told(source: str, wrong: bool) -> None:
    told: list[str] = []
    doctest.DocTestRunner(verbose=False).run(doctest.DocTestParser().get_doctest(source, {}, "x", None, 0), out=told.append)
    assert bool(told) is wrong
