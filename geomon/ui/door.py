"""The outer door of the pages: what a person can act on is shown as what, where and how; anything else as a short code, never a trace."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable

from geomon.errors import GeomonError
from geomon.ui import markup
from geomon.ui.parts import esc
from geomon.ui.words import pick, said, t

log = logging.getLogger("geomon.ui")


def guarded(page: Callable[[], None]) -> None:
    """Run a page; say what went wrong if it fails."""
    try:
        page()
    except Exception as error:  # noqa: BLE001 - said to the person, and logged under a code
        uncaught(error)


def uncaught(error: Exception) -> bool:
    """Say what went wrong, and that it was said; for `st.App(on_script_error=…)` too, where what a button does has failed."""
    if isinstance(error, GeomonError):
        show(error)
        return True
    code = secrets.token_hex(3)
    log.error("fault %s", code, exc_info=error)
    fault(
        t("Something went wrong that should not."),
        t("Code {code}", code=code),
        t("Load the page again; if it comes back, tell whoever runs this the code, which finds the line in the log."),
    )
    return True


def show(error: GeomonError) -> None:
    """Show an error of ours in its three parts, as text."""
    fault(*said(error))


def line(error: GeomonError) -> str:
    """Return an error of ours as one line."""
    what, where, how = said(error)
    return f"{headline(what, where)}{pick('', ' ')}{how}".strip()


def headline(what: str, where: str) -> str:
    """Return where and what as one line, with the colon of the session's language."""
    return f"{where}{pick('：', ': ')}{what}" if where else what


def fault(what: str, where: str, how: str) -> None:
    """Show a fault: which thing, why, what to do."""
    title = headline(what, where)
    markup.show(
        f'<div class="fault" role="alert"><b>{esc(title)}</b>{esc(how)}<small>{esc(t("The other pages work as before."))}</small></div>'
    )
