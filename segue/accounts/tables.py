"""The relational records of this room, in SQLAlchemy Core: the same on SQLite and PostgreSQL."""

from sqlalchemy import BigInteger, Column, Float, ForeignKey, Integer, MetaData, String, Table

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

languages = Table(
    "language",
    metadata,
    Column("listener", String(32), ForeignKey("listener.id", ondelete="CASCADE"), primary_key=True),
    Column("lang", String(8), nullable=False),
    comment="In which language reasons are told, where the listener chose one",
)

talks = Table(
    "talk",
    metadata,
    Column("listener", String(32), ForeignKey("listener.id", ondelete="CASCADE"), primary_key=True),
    Column("talk", Float, nullable=False),
    comment="How talkative the DJ is, 0 to 1, where the listener chose it",
)

dials = Table(
    "dial",
    metadata,
    Column("listener", String(32), ForeignKey("listener.id", ondelete="CASCADE"), primary_key=True),
    Column("percent", Integer, nullable=False),
    comment="How much of what a listener is given was heard before, where they set it",
)

friends = Table(
    "friend",
    metadata,
    Column("listener", String(32), ForeignKey("listener.id", ondelete="CASCADE"), primary_key=True),
    Column("other", String(32), ForeignKey("listener.id", ondelete="CASCADE"), primary_key=True),
    comment="Who may stand in for whom while they are new; both ways",
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

anonymous = Table(
    "anonymous",
    metadata,
    Column("listener", String(32), ForeignKey("listener.id", ondelete="CASCADE"), primary_key=True),
    Column("device", String(500), nullable=False),
    Column("created", String(32), nullable=False, index=True),
    Column("used", Integer, nullable=False, index=True),
    comment="Listeners without a name, made by a device before anybody signed in; used: it has told something",
)

links = Table(
    "link",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("source", String(32), nullable=False, index=True),
    Column("target", String(32), nullable=False, index=True),
    Column("how", String(16), nullable=False),
    Column("since", String(32), nullable=False),
    Column("undone", String(32)),
    comment="What is recorded under `source` counts for `target`, until undone",
)

parts = Table(
    "part",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("of", String(32), nullable=False, index=True),
    Column("why", String(16), nullable=False),
    Column("device", String(500), nullable=False),
    Column("person", String(200), nullable=False),
    comment="Ids of the log below a listener's own: what one person said to a shared device, or did while signed in",
)

link_version = Table(
    "link_version",
    metadata,
    Column("one", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    comment="Counts every change of links and parts, so that other processes notice",
)

devices = Table(
    "device",
    metadata,
    Column("device", String(500), primary_key=True),
    Column("listener", String(32), primary_key=True, index=True),
    Column("first", BigInteger, nullable=False),
    comment="Which listeners were seen on a device; Unix ms",
)

logins = Table(
    "login",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("device", String(500), nullable=False, index=True),
    Column("at", BigInteger, nullable=False),
    Column("listener", String(32), nullable=False, index=True),
    Column("state", String(8), nullable=False),
    comment="login, logout, or other: somebody else was there without signing in; Unix ms",
)
