"""The commands; what each prints is fixed in `docs/contract.md`."""

from __future__ import annotations

import dataclasses
import datetime as dt
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import geomon
from geomon.cli.check import check
from geomon.cli.door import INPUT, Door, one_line, print_json, said, said_line, speak_utf8, tell, told
from geomon.errors import Busy, GeomonError, SettingsError

if TYPE_CHECKING:
    from geomon.service import BuildReport, Service
    from geomon.settings import Settings

_FILES = click.Path(path_type=Path)
_Command = Callable[..., Any]


def _workspace(command: _Command) -> _Command:
    return click.option("-w", "--workspace", "folder", type=_FILES, envvar="GEOMON_ROOT",
                        help="The workspace's folder; else the nearest one at or above this folder.")(command)


def _as_of(command: _Command) -> _Command:
    return click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day asked about; the workspace's own by default.")(command)


def _audience(start: str = "internal") -> Callable[[_Command], _Command]:
    return click.option("--audience", default=start, show_default=True,
                        help="For whom: internal is all of it; partner and public are redacted (audiences.toml may name more).")


def _example(line: str) -> str:
    return f"\b\nExample:\n  {line}"


@click.group(cls=Door, context_settings={"help_option_names": ["-h", "--help"]}, epilog=_example("geomon demo"))
@click.version_option(geomon.__version__, prog_name="geomon")
def cli() -> None:
    """From published remediation documents to a map of where every task stands."""


@cli.command(epilog=_example("geomon demo --port 8600"))
@click.option("--no-serve", is_flag=True, help="Stop after the build.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port of the app; the workspace's own by default.")
def demo(no_serve: bool, port: int | None) -> None:
    """Build the demo workspace and open the app; needs no network."""
    from geomon.service import demo_workspace

    service = _open(demo_workspace(Path.cwd()))
    where = None if no_serve else _free_port(service, port)
    click.echo(f"Workspace: {service.settings.root}")
    _build(service)
    if where is not None:
        _serve(service, where)


@cli.command(epilog=_example("geomon init my-city"))
@click.argument("folder", type=_FILES)
def init(folder: Path) -> None:
    """Make a new, empty workspace in FOLDER."""
    from geomon.service import init_workspace

    init_workspace(folder)
    click.echo(f"{folder} is ready. Put documents into {folder / 'data' / 'documents'}, then: geomon build -w {folder}")


@cli.command(epilog=_example("geomon read plan.docx --json"))
@click.argument("files", nargs=-1, required=True, type=_FILES)
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
@click.option("--text", "as_text", is_flag=True, help="Print the text as read, in which the spans count.")
@click.option("--columns", "as_columns", is_flag=True, help="Print what each column of each table is taken for, and why.")
def read(files: tuple[Path, ...], as_json: bool, as_text: bool, as_columns: bool) -> None:
    """Parse documents and print what was understood; nothing is stored."""
    from geomon.cli.words import column_lines, document_lines
    from geomon.documents import document_to_json, propose_columns
    from geomon.service.building import page_by_page, read_one

    settings = _here()
    if as_columns:
        for path in files:
            click.echo("\n".join(column_lines(path.name, propose_columns(path, settings))))
        return

    understood, faults = [], 0
    for n, path in enumerate(files):
        tell(n, len(files), path.name)
        try:
            understood.append(read_one(path, settings, page_by_page(tell, n, len(files), path.name)))
        except GeomonError as error:  # one bad file hides nothing of the others
            told()
            click.echo(one_line(said(error)), err=True)
            faults += 1
    told()
    if as_json:
        print_json([document_to_json(document) for document in understood])
    elif as_text:
        click.echo("\n".join(document.text for document in understood), nl=False)
    else:
        for document in understood:
            click.echo("\n".join(document_lines(document)))
    if faults:
        sys.exit(INPUT)


@cli.command("import", epilog=_example("geomon import report-2024-12.pdf -w my-city"))
@click.argument("files", nargs=-1, required=True, type=_FILES)
@_workspace
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
def import_(files: tuple[Path, ...], folder: Path | None, as_json: bool) -> None:
    """Take documents into the workspace and print what they change; all of them, or none."""
    from geomon.cli.words import build_lines, difference_lines

    report = _open(folder).import_documents(files, tell)
    told()
    if as_json:
        print_json(dataclasses.asdict(report))
        return
    for name in report.known:
        click.echo(f"{name} is in the register already.")
    for name in report.taken:
        click.echo(f"{name} was taken in.")
    click.echo("\n".join((*difference_lines(report.differences), *build_lines(report.build))))


@cli.command(epilog=_example("geomon build -w my-city"))
@_workspace
def build(folder: Path | None) -> None:
    """Bring the register up to date with documents and layers; a second run changes nothing."""
    if _build(_open(folder)).refused:
        sys.exit(INPUT)


@cli.command(epilog=_example("geomon status --as-of 2024-12-31 --by unit --json"))
@_workspace
@_as_of
@click.option("--by", type=click.Choice(["county", "unit", "layer", "section"]), default="county", show_default=True,
              help="How to group the tasks.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
def status(folder: Path | None, as_of: dt.datetime | None, by: str, as_json: bool) -> None:
    """Say where each site and task stands on a date."""
    from geomon.cli.words import status_lines

    service = _open(folder, built=True)
    answer = service.status_json(_day(service, as_of), by)
    if as_json:
        print_json(answer)
    else:
        click.echo("\n".join(status_lines(answer)))


@cli.command("map", epilog=_example("geomon map --out map.html"))
@_workspace
@click.option("--out", type=_FILES, required=True, help="The HTML file to write.")
@_as_of
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="The language in which it opens.")
@_audience()
def map_(folder: Path | None, out: Path, as_of: dt.datetime | None, lang: str, audience: str) -> None:
    """Write the map as one HTML file that opens with no network."""
    from geomon.export.beside import replacing

    service = _open(folder, built=True)
    page = service.shown_to(audience).map_html(_day(service, as_of), lang)
    with replacing(out) as beside:
        beside.write_text(page, encoding="utf-8", newline="\n")
    click.echo(f"{out}: {len(page) / 1e6:.1f} MB, as of {_day(service, as_of)}")


@cli.command("app", epilog=_example("geomon app -w my-city --port 8600"))
@_workspace
@click.option("--port", type=click.IntRange(1, 65535), help="Port of the app; the workspace's own by default.")
def serve(folder: Path | None, port: int | None) -> None:
    """Serve the app."""
    service = _open(folder)
    _serve(service, _free_port(service, port))


def _load_others() -> None:
    """Import the modules of this folder that hold further commands, so that a new one is a new file and no edit here."""
    import importlib
    import pkgutil

    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if module.name not in ("commands", "door", "words"):
            importlib.import_module(f"geomon.cli.{module.name}")


cli.add_command(check)


def main() -> None:
    """Run the command line."""
    speak_utf8()
    cli.main(prog_name="geomon")


def _here() -> Settings | None:
    """Return the settings of the workspace at or above this folder, whose limits and columns hold for reading; None outside of one."""
    from geomon.service import find_workspace
    from geomon.settings import load_settings

    root = find_workspace(Path.cwd())
    return load_settings(root) if root is not None else None


def _open(folder: Path | None, *, built: bool = False) -> Service:
    """Open the workspace; `built` refuses one whose register holds nothing yet."""
    from geomon.service import find_workspace, open_service
    from geomon.settings import load_settings

    root = folder or find_workspace(Path.cwd())
    if root is None:
        raise SettingsError("is in no workspace.", where=Path.cwd(), how="Name one with -w DIR, or make one with: geomon init DIR")
    service = open_service(load_settings(root))
    if built and not service.version():
        raise SettingsError("nothing was built here yet.", where=service.settings.root, how="Run: geomon build")
    return service


def _day(service: Service, as_of: dt.datetime | None) -> dt.date:
    return as_of.date() if as_of else service.settings.today()


def _build(service: Service) -> BuildReport:
    from geomon.cli.words import build_lines

    report = service.build(tell)
    told()
    click.echo("\n".join(build_lines(report)))
    for sentence in report.refused:  # one bad file hides nothing of the others
        click.echo(one_line(said_line(sentence)), err=True)
    return report


def _free_port(service: Service, port: int | None) -> int:
    """Return the port to serve on; Busy when another program holds it."""
    wanted, host = port or service.settings.port, service.settings.host
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        if sys.platform != "win32":  # there the option would let two programs share a port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, wanted))
        except OSError as error:
            raise Busy(f"port {wanted} is in use or not allowed.", how=f"Choose another: --port {wanted % 65000 + 1}") from error
    return wanted


def _serve(service: Service, port: int) -> None:
    from geomon.ui.serving import serve_app

    settings = service.settings
    service.close()
    click.echo(f"geomon is at http://{settings.host}:{port} (Ctrl+C ends it)")
    serve_app(settings.root, settings.host, port)


_load_others()
