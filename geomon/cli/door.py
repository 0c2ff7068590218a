"""The outer door of the commands: every fault becomes one sentence and an exit code; a trace goes to the log, never to the screen.

0 done, 1 the input is at fault, 2 usage, 3 an internal fault with a short code that finds the log's line.
"""

from __future__ import annotations

import json
import logging
import logging.handlers
import sys
import uuid
from pathlib import Path
from typing import Any

import click

from geomon.errors import GeomonError
from geomon.told import line_in_chinese, sentence_in_chinese, speaks_chinese

INPUT, USAGE, INTERNAL = 1, 2, 3


class Door(click.Group):
    """A group of commands behind the outer door."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; see the module's text for what becomes of a fault."""
        try:
            return super().invoke(ctx)
        except GeomonError as error:
            click.echo(one_line(said(error)), err=True)
            ctx.exit(INPUT)
        except (click.exceptions.Exit, click.ClickException, click.Abort, KeyboardInterrupt, BrokenPipeError):
            raise
        except Exception:  # noqa: BLE001 - the outer door
            code, path = log_fault(ctx.invoked_subcommand or "")
            where = f"the details are in {path}" if path else "the details are lost, because no log can be written"
            click.echo(f"Something went wrong inside geomon. Code {code}: {where}.", err=True)
            ctx.exit(INTERNAL)


def log_fault(command: str) -> tuple[str, Path | None]:
    """Write the trace of the current exception to the log; return the code of its line, and the file unless it cannot be written."""
    from platformdirs import user_log_path

    code = uuid.uuid4().hex[:6]
    path = user_log_path("geomon", appauthor=False) / "geomon.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(path, maxBytes=1_000_000, backupCount=5, encoding="utf-8")
    except OSError:
        return code, None
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    log = logging.getLogger("geomon.faults")
    log.propagate = False
    log.addHandler(handler)
    try:
        log.error("%s geomon %s", code, command, exc_info=True)
    finally:
        log.removeHandler(handler)
        handler.close()
    return code, path


def speak_utf8() -> None:
    """Print UTF-8 on every console; a letter that a console cannot show is replaced there, not fatal."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


def print_json(value: object) -> None:
    """Print JSON and nothing else on stdout, Chinese as it is."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False))


def said(error: GeomonError) -> str:
    """Return what an error says, in Chinese on a terminal that is set to it."""
    return sentence_in_chinese(error) if speaks_chinese() else error.sentence


def said_line(line: str) -> str:
    """Return an error that was kept as one line, in Chinese on a terminal that is set to it."""
    return line_in_chinese(line) if speaks_chinese() else line


def one_line(text: str) -> str:
    """Return `text` on one line."""
    return " ".join(text.split())


def tell(done: int, total: int, what: str) -> None:
    """Show progress on stderr, on a terminal only."""
    if sys.stderr.isatty():
        line = f"[{done + 1}/{max(total, done + 1)}] {what}"
        click.echo(f"\r{line[:78]:<78}", nl=False, err=True)


def told() -> None:
    """End the line of progress."""
    if sys.stderr.isatty():
        click.echo("\r" + " " * 80 + "\r", nl=False, err=True)
