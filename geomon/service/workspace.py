"""Workspaces: finding one, making an empty one, and the one that comes with geomon."""

from __future__ import annotations

import shutil
from pathlib import Path

import geomon
from geomon.errors import GeomonError, InputError
from geomon.settings import FILE

_TOML = """# A geomon workspace. Documents go into data/documents/, layer files into data/layers/; then: geomon build
title = "整改点位"
title_en = "Remediation sites"
profile = "default"
# County or city codes (GB/T 2260) that the workspace covers; empty takes them from the documents.
counties = []
"""


def find_workspace(start: Path) -> Path | None:
    """Return the nearest folder at or above `start` that has a geomon.toml; None when there is none."""
    return next((folder for folder in (start, *start.parents) if (folder / FILE).is_file()), None)


def packaged_demo() -> Path:
    """Return the demo workspace that this installation came with: the repository, or a folder inside the package."""
    home = Path(geomon.__file__).resolve().parent
    for folder in (home / "demo", home.parent):
        if (folder / FILE).is_file() and (folder / "layers").is_dir():
            return folder
    raise GeomonError("this installation has no demo workspace.", where=home, how="Install geomon again.")


def demo_workspace(start: Path) -> Path:
    """Return the workspace for the demo: the nearest one, else the repository, else the packaged one as a copy in the user's data."""
    if (found := find_workspace(start)) is not None:
        return found
    packaged = packaged_demo()
    if packaged.name != "demo":
        return packaged
    from platformdirs import user_data_path

    target = user_data_path("geomon", appauthor=False) / f"demo-{geomon.__version__}"
    if not (target / FILE).is_file():
        _copy(packaged, target, ("layers", "profiles", "data"))
        shutil.copyfile(packaged / FILE, target / FILE)
    return target


def init_workspace(folder: Path) -> Path:
    """Make an empty workspace in `folder`, with geomon's own layers and profile to begin with.

    Raises
    ------
    InputError
        If the folder holds anything already.
    """
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise InputError("is not empty.", where=folder, how="Choose a new folder; a workspace is never made over other files.")
        source = packaged_demo()
        (folder / "data" / "documents").mkdir(parents=True)
        _copy(source, folder, ("layers", "profiles", "data/layers"))
        (folder / FILE).write_text(_TOML, encoding="utf-8", newline="\n")
    except OSError as error:
        raise GeomonError("the workspace could not be made.", where=folder,
                          how=f"Give your account the right to write there, or choose another folder ({error.strerror}).") from error
    return folder


def _copy(source: Path, target: Path, parts: tuple[str, ...]) -> None:
    """Copy folders of a workspace; what is derived or written by people stays behind."""
    for part in parts:
        shutil.copytree(source / part, target / part, dirs_exist_ok=True,
                        ignore=shutil.ignore_patterns("cache", "register.db*", "exports", "replaced", "drafts", "__pycache__", ".*"))
