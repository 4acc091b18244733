"""The relational records of this room, in SQLAlchemy Core."""

from sqlalchemy import Column, Float, LargeBinary, MetaData, String, Table

metadata = MetaData()

playlists = Table(
    "playlist",
    metadata,
    Column("listener", String(32), primary_key=True),
    Column("name", String(200), primary_key=True),
    Column("period", String(40), primary_key=True),
    Column("made", Float, nullable=False, comment="Unix seconds"),
    Column("body", LargeBinary, nullable=False, comment="Playlist as JSON"),
)

notes = Table(
    "playlist_note",
    metadata,
    Column("listener", String(32), primary_key=True),
    Column("name", String(200), primary_key=True, comment="Of the recipe, for all its playlists"),
    Column("body", LargeBinary, nullable=False, comment="What the recipe noted, as JSON"),
)
