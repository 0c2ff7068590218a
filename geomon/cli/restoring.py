"""`geomon restore`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from geomon.cli.commands import _FILES, _example, _workspace, cli
from geomon.cli.door import print_json
from geomon.errors import SettingsError

if TYPE_CHECKING:
    from geomon.store import Restored

SHOWN = 10
"""Lost events that are named; the others are counted, and all are in the kept file."""


@cli.command(epilog=_example("geomon restore register-2024-12-31.db -w my-city"))
@click.argument("copy", type=_FILES)
@_workspace
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
def restore(copy: Path, folder: Path | None, as_json: bool) -> None:
    """Put a COPY that geomon backup wrote in the place of the register; the present one is kept beside. End the app first."""
    from geomon.service import find_workspace
    from geomon.settings import load_settings
    from geomon.store import restore as put_back

    root = folder or find_workspace(Path.cwd())
    if root is None:
        raise SettingsError("is in no workspace.", where=Path.cwd(), how="Name one with -w DIR, or make one with: geomon init DIR")
    register = load_settings(root).register
    done = put_back(register, copy, dt.datetime.now(tz=dt.UTC).astimezone())
    if as_json:
        print_json({"events": done.events, "head": done.head, "documents": done.documents, "sites": done.sites,
                    "kept": str(done.kept) if done.kept else None, "lost": None if done.unread else len(done.lost), "parted": done.parted})
    else:
        click.echo("\n".join(_lines(register, done)))


def _lines(register: object, done: Restored) -> list[str]:
    lines = [f"{register}: {done.events} events, {done.documents} documents, {done.sites} sites.", f"Head: {done.head}"]
    if done.kept:
        lines.append(f"The register that was here is kept as {done.kept}")
    if done.unread:
        lines.append("It cannot be read, so nobody knows what was newer in it.")
    elif done.parted:
        lines.append(f"Both differ from event {done.parted} on: the copy is no earlier state of that register.")
    if done.lost:
        lines.append(f"{len(done.lost)} of its events are not in the copy:")
        lines += [f"  {one.seq} {one.recorded} {one.actor}: {one.kind} of {one.subject}" for one in done.lost[:SHOWN]]
        if len(done.lost) > SHOWN:
            lines.append(f"  and {len(done.lost) - SHOWN} more, up to {done.lost[-1].recorded}")
    elif done.kept and not done.unread:
        lines.append("None of its events is lost.")
    return [*lines, "Documents that came in since are still files: geomon build reads them again."]
