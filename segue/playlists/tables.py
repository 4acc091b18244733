"""The relational records of this room, in SQLAlchemy Core."""

from sqlalchemy import Column, Float, Integer, LargeBinary, MetaData, String, Table, Text

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

of_library = Table(
    "playlist_of_library",
    metadata,
    Column("listener", String(32), primary_key=True),
    Column("name", String(200), primary_key=True),
    Column("library", String(8), primary_key=True, comment="owned: only what is in a library here; new: only the rest"),
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

own = Table(
    "own_playlist",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("listener", String(32), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("public", Integer, nullable=False, comment="1: everybody with an account here may read it"),
    Column("made", String(32), nullable=False),
    Column("changed", String(32), nullable=False),
    Column("version", Integer, nullable=False),
    Column("tracks", LargeBinary, nullable=False, comment="Track ids as JSON"),
)

push_targets = Table(
    "push_target",
    metadata,
    Column("listener", String(32), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("place", Text, primary_key=True, comment="Name of a library, or a folder"),
    Column("mixes", Text, nullable=False, comment="Names as JSON; none = all"),
)

pushed = Table(
    "pushed",
    metadata,
    Column("listener", String(32), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("place", Text, primary_key=True),
    Column("mix", String(200), primary_key=True),
    Column("theirs", Text, nullable=False, comment="The place's id of it"),
    Column("digest", String(32), nullable=False, comment="Of what was written last"),
    Column("at", String(32), nullable=False),
)
