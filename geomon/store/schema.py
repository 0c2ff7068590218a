"""The register's tables. The schema's version is in `meta`; a register of another version is refused, never guessed at."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Float, ForeignKey, Index, Integer, MetaData, Table
from sqlalchemy import Text as AnyText

SCHEMA_VERSION = 2
APPLICATION_ID = 0x67656F6D
"""`PRAGMA application_id` of a register ("geom"), so that another program's database is told apart."""

APPENDED = "events are appended, never changed"
"""What a trigger says to whom would change events."""

Text = AnyText().with_variant(AnyText(collation="C"), "postgresql")
"""Text in the order of its code points in both stores; an order of a language would change with the server's libraries."""

metadata = MetaData()

meta = Table("meta", metadata, Column("key", Text, primary_key=True), Column("value", Text, nullable=False))

# `version` in the rows below is the register's version at which the row was last written.
documents = Table(
    "documents", metadata,
    Column("id", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("source", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("reader", Text, nullable=False),      # fingerprint of the code that read it
    Column("kind", Text, nullable=False),
    Column("region", Text),
    Column("body", Text, nullable=False),        # Document without text and tasks, as JSON
    Column("text", Text, nullable=False),
    Column("version", Integer, nullable=False),
)

tasks = Table(
    "tasks", metadata,
    Column("id", Text, primary_key=True),        # "document#key"
    Column("document", Text, ForeignKey("documents.id", ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Index("tasks_document", "document", "position"),
)

sites = Table(
    "sites", metadata,
    Column("id", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("layer", Text, nullable=False),
    Column("city", Text),
    Column("county", Text),
    Column("lon", Float),
    Column("lat", Float),
    Column("method", Text, nullable=False),
    Column("body", Text, nullable=False),        # the whole Site as JSON; the columns repeat what is searched for
    Column("version", Integer, nullable=False),
    CheckConstraint("(lon IS NULL) = (lat IS NULL)", name="both_or_neither"),
)

matches = Table(
    "matches", metadata,
    Column("position", Integer, primary_key=True),
    Column("document", Text, nullable=False),
    Column("task", Text, nullable=False),
    Column("site", Text, ForeignKey("sites.id", ondelete="CASCADE"), nullable=False),
    Column("body", Text, nullable=False),
    Index("matches_site", "site"),
)

unlocated = Table(
    "unlocated", metadata,
    Column("position", Integer, primary_key=True),
    Column("body", Text, nullable=False),
)

events = Table(
    "events", metadata,
    Column("seq", Integer, primary_key=True),
    Column("at", Text, nullable=False),          # the day that it speaks of
    Column("actor", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("recorded", Text, nullable=False),    # when it was written, UTC
    Column("previous", Text, nullable=False),    # hash of the event before it; "" for the first
    Column("hash", Text, nullable=False, unique=True),
    Index("events_subject", "subject"),
    Index("events_at", "at"),
    Index("events_kind", "kind", "subject"),     # the three by which the record is asked; since layout 2
    Index("events_actor", "actor"),
    Index("events_recorded", "recorded"),
)
