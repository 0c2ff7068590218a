"""The notebooks run from top to bottom on this checkout; they are kept without outputs, and use what `geomon` gives and nothing below."""

import re
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
ALLOWED = re.compile(r"geomon( as gm)?$|geomon\.documents\.doubts$")


def cells(path, kind="code"):
    import json

    return [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == kind]


def test_there_are_notebooks():
    assert len(NOTEBOOKS) >= 5


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_is_kept_without_outputs_and_uses_the_public_names(path):
    for cell in cells(path):
        assert cell["outputs"] == []
        assert cell["execution_count"] is None
        for line in "".join(cell["source"]).splitlines():
            if m := re.match(r"\s*(?:from|import) (geomon\S*(?: as gm)?)", line):
                assert ALLOWED.match(m[1]), line
    assert cells(path, "markdown")


@pytest.mark.timeout(120)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")   # of the kernel's client, not ours
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs(path, tmp_path, monkeypatch):
    import nbformat
    from nbclient import NotebookClient

    monkeypatch.setenv("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=100, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert all(cell.execution_count for cell in notebook.cells if cell.cell_type == "code")
