"""The register: what was read, what was matched, and every event, in one SQLite file (WAL, one writer at a time)."""

from geomon.store.register import Register, open_register
from geomon.store.serial import canonical, from_json, to_json
from geomon.store.writing import Writer

__all__ = ["Register", "Writer", "canonical", "from_json", "open_register", "to_json"]
