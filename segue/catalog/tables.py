"""The catalogue's one table, in SQLAlchemy Core."""

from sqlalchemy import Boolean, Column, Integer, MetaData, String, Table, Text

metadata = MetaData()

tracks = Table(
    "track",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("changed", Integer, nullable=False, index=True),  # the write it last changed in, from 1
    Column("key", Text, nullable=False),  # names.name_key of title and artist
    Column("title", Text, nullable=False),
    Column("artist", Text, nullable=False),
    Column("release", Text),
    Column("mbid", String(36)),
    Column("isrc", String(12)),
    Column("uri", Text),
    Column("format", String(16), nullable=False),
    Column("duration_ms", Integer),
    Column("year", Integer),
    Column("tags", Text, nullable=False),  # JSON list
    Column("provisional", Boolean, nullable=False),
    Column("same_as", String(36)),  # the track this one turned out to be
)
