"""The relational records of this room, in SQLAlchemy Core: the same on SQLite and PostgreSQL."""

from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table

metadata = MetaData()

listeners = Table(
    "listener",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(100), nullable=False, unique=True),
    Column("zone", String(64), nullable=False),
    Column("created", String(32), nullable=False),
)

tokens = Table(
    "token",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("listener", String(32), ForeignKey("listener.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("created", String(32), nullable=False),
)

passwords = Table(
    "password",
    metadata,
    Column("listener", String(32), ForeignKey("listener.id", ondelete="CASCADE"), primary_key=True),
    Column("count", Integer, nullable=False),
    comment="How many app passwords a listener has had; the password itself is made, not stored",
)

consents = Table(
    "consent",
    metadata,
    Column("listener", String(32), ForeignKey("listener.id", ondelete="CASCADE"), primary_key=True),
    Column("purpose", String(32), primary_key=True),
    Column("given", String(32), nullable=False),
)

forgotten = Table(
    "forgotten",
    metadata,
    Column("hash", String(64), primary_key=True),
    comment="SHA-256 of the ids of erased listeners, so that no process writes them back",
)
