"""Starting the server in this process, for the commands; `streamlit run app.py` does the same by hand."""

from __future__ import annotations

import os
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
