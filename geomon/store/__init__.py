"""The register: what was read, what was matched, and every event, in one SQLite file (WAL, one writer at a time)."""

from geomon.store.audit import Verdict, back_up, reading, verify_register
from geomon.store.record import Asked, Before, Row, read_names, read_rows
from geomon.store.register import Register, open_register
from geomon.store.restoring import Restored, restore
from geomon.store.serial import canonical, from_json, to_json
from geomon.store.writing import CONTENT, Writer

__all__ = ["CONTENT", "Asked", "Before", "Register", "Restored", "Row", "Verdict", "Writer", "back_up", "canonical", "from_json",
           "open_register", "read_names", "read_rows", "reading", "restore", "to_json", "verify_register"]
