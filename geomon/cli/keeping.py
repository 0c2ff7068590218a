"""`geomon verify` and `geomon backup`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from geomon.cli.commands import _FILES, _example, _open, _workspace, cli
from geomon.cli.door import INPUT, print_json
from geomon.told import in_chinese, speaks_chinese


@cli.command(epilog=_example("geomon verify --head 3f9a…"))
@click.argument("sealed", required=False, type=_FILES, metavar="[FILE.zip]")
@_workspace
@click.option("--head", default="", help="A hash noted earlier, which must be among the events (it shows a cut at the end).")
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
def verify(sealed: Path | None, folder: Path | None, head: str, as_json: bool) -> None:
    """Walk the audit chain and name the first event that is not as it was written; or check a sealed dossier, anywhere, by itself."""
    if sealed is not None:
        _verify_sealed(sealed, head, as_json)
        return
    verdict = _open(folder, built=True).verify(head)
    if as_json:
        print_json({"events": verdict.events, "head": verdict.head, "bad": verdict.bad, "fault": verdict.fault or None})
    elif not verdict.fault:
        click.echo(f"{verdict.events} events are as they were written.\nHead: {verdict.head}")
    if verdict.fault:
        if not as_json:
            click.echo(f"The audit chain is broken: {verdict.fault} Compare with the newest backup.", err=True)
        sys.exit(INPUT)


def _verify_sealed(path: Path, expected: str, as_json: bool) -> None:
    from geomon.export.sealed import check
    from geomon.store import link

    found = check(path, link, expected)
    about = found.about
    if as_json:
        print_json({"task": about.get("task"), "as_of": about.get("as_of"), "register": about.get("register"), "files": found.files,
                    "seal": found.seal, "bad": found.bad or None, "fault": found.fault or None})
    elif not found.fault:
        click.echo(f"{path.name}: {about.get('task')}, as of {about.get('as_of')}; {found.files} files are as they were sealed.")
        click.echo(f"Seal: {found.seal}\nHead of the register then: {about.get('register', {}).get('head', '')}")
    if found.fault:
        if not as_json:
            fault = in_chinese(found.fault) if speaks_chinese() else found.fault
            click.echo(f"{path.name}: {fault}", err=True)
        sys.exit(INPUT)


@cli.command(epilog=_example("geomon backup register-2024-12-31.db"))
@click.argument("copy", type=_FILES, metavar="FILE")
@_workspace
def backup(copy: Path, folder: Path | None) -> None:
    """Write a consistent copy of the register to FILE, also while others work; its chain is walked before it is kept."""
    verdict = _open(folder, built=True).back_up(copy)
    click.echo(f"{copy}: {verdict.events} events.\nHead: {verdict.head}\nKeep the head apart from the copy; verify --head asks for it.")
