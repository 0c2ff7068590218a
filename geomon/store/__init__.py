"""The register: what was read, what was matched, and every event; in one SQLite file, or in a schema of a PostgreSQL server.

One writer at a time in both; what was acknowledged is on the disk.
"""

from geomon.store.audit import Verdict, back_up, verify_register
from geomon.store.dialects import Place, reading
from geomon.store.record import Asked, Before, Row, last_event, read_links, read_names, read_rows
from geomon.store.register import Register, open_register, without_collecting
from geomon.store.restoring import Restored, restore
from geomon.store.serial import canonical, from_json, to_json
from geomon.store.writing import CONTENT, Writer, link

__all__ = [
           "CONTENT",
           "Asked",
           "Before",
           "Place",
           "Register",
           "Restored",
           "Row",
           "Verdict",
           "Writer",
           "back_up",
           "canonical",
           "from_json",
           "last_event",
           "link",
           "open_register",
           "read_links",
           "read_names",
           "read_rows",
           "reading",
           "restore",
           "to_json",
           "verify_register",
           "without_collecting",
]
