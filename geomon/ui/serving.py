"""Starting the server in this process, for the commands; `streamlit run app.py` does the same by hand."""

from __future__ import annotations

import contextlib
import gc
import os
import socket
from pathlib import Path

import click

import geomon
from geomon.errors import GeomonError


def app_file() -> Path:
    """Return the app's script: the repository's, or the one inside the installed package."""
    home = Path(geomon.__file__).resolve().parent
    for path in (home / "demo" / "app.py", home.parent / "app.py"):
        if path.is_file():
            return path
    raise GeomonError("this installation has no app.py.", where=home, how="Install geomon again.")


def serve_app(root: Path, host: str, port: int) -> None:
    """Serve the workspace in `root` until somebody ends it."""
    os.environ["GEOMON_ROOT"] = str(root)
    from streamlit import config  # two seconds to import
    from streamlit.web.cli import main

    from geomon.ui import sign_in

    secrets = root / ".streamlit" / "secrets.toml"
    own = ["--secrets.files", str(secrets)] if secrets.is_file() else []
    if own:
        config.set_option("secrets.files", [str(secrets)])
    config.set_option("server.port", port)  # an address in the secrets may name {port}
    sign_in.check(root, host)
    if not sign_in.is_on(root):
        click.echo("Nobody signs in here, so it answers this machine only.")
    main.main(["run", str(app_file()), "--server.address", host, "--server.port", str(port), "--server.headless", "true", *own],
              prog_name="streamlit", standalone_mode=False)


def answer_at_once() -> None:
    """Let answers leave as they are written, on every socket of this process that listens; those that it accepts take that over.

    Streamlit opens its socket without naming TCP, so asyncio does not set it: the body of an answer then waits for the other side's word on
    its head, some 40 ms on a connection that is kept.
    """
    for one in gc.get_objects():
        if type(one) is socket.socket and one.fileno() >= 0 and one.family in (socket.AF_INET, socket.AF_INET6):
            with contextlib.suppress(OSError):
                if one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
