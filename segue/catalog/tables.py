"""The catalogue's one table, in SQLAlchemy Core."""

from sqlalchemy import Boolean, Column, Engine, Integer, MetaData, String, Table, Text, inspect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import CreateColumn

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
    Column("sound", Text),  # JSON object, see segue.domain.sound
)


def prepare(engine: Engine) -> None:
    """Make the table; give one that an earlier version made the columns it lacks."""
    metadata.create_all(engine)
    for column in _missing(engine):
        told = CreateColumn(column).compile(dialect=engine.dialect)
        try:
            with engine.begin() as db:
                db.exec_driver_sql(f"ALTER TABLE {tracks.name} ADD COLUMN {told}")
        except DBAPIError:
            if column in _missing(engine):  # else another process was quicker
                raise


def _missing(engine: Engine) -> list[Column[object]]:
    there = {column["name"] for column in inspect(engine).get_columns(tracks.name)}
    return [column for column in tracks.columns if column.name not in there]
