"""One frozen settings type. Every knob has a sane default and one sentence."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are and how strong they are."""

    home: Path
    """Folder that holds everything of this server."""
    log_url: str = ""
    """Event log, by URL scheme; empty = SQLite file in `home`."""

    protocols_off: tuple[str, ...] = ()
    """Protocols of other players that are not spoken, by file name: lastfm, subsonic, ..."""
    max_body_bytes: int = 16 * 2**20
    """Largest request body, after decompression."""
    slowest_body_s: float = 30.0
    """A client that takes longer to send a request body is cut off."""
    max_waiting_batches: int = 512
    """Batches waiting for the disk before a client hears 503."""
    follow_every_s: float = 0.5
    """How often the consumer sweeps and saves profiles."""
    refresh_every_s: float = 3600.0
    """How often `serve` refits models from the log; 0 = never."""

    just_played_s: float = 3 * 3600.0
    """A track finished this recently is not proposed again."""
    just_skipped_s: float = 24 * 3600.0
    """A track skipped this recently is not proposed again."""
    artist_cap: int = 2
    """Most tracks of one artist in a slate (more only when nothing else is left)."""
    diversity: float = 0.15
    """0 = pure relevance, 1 = pure difference between neighbours in the slate."""
    familiar_share: float = 0.5
    """Most of a slate that may be tracks the listener has finished before, while others are there."""
    intent_weight: float = 2.0
    """How much the last minutes count against the long-term taste."""
    familiar_weight: float = 1.0
    """How much a listener's own record with a track and its artist counts."""
    skips_count: bool = True
    """False makes skips invisible to answers: only for measuring what they are worth."""

    @property
    def log_path(self) -> Path:
        return self.home / "log.db"

    @property
    def state_path(self) -> Path:
        return self.home / "state.db"

    @property
    def records_path(self) -> Path:
        return self.home / "segue.db"

    @property
    def key_path(self) -> Path:
        return self.home / "secret.key"

    @property
    def models_path(self) -> Path:
        return self.home / "models"


def default_home() -> Path:
    """`SEGUE_HOME`, else `$XDG_DATA_HOME/segue`, else `~/.local/share/segue`."""
    if home := os.environ.get("SEGUE_HOME"):
        return Path(home).expanduser()
    data = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(data).expanduser() / "segue"


def data_dir() -> Path | None:
    """Real data sets for demo and proof: `SEGUE_DATA`, else `../shared/data`, where one is there."""
    for candidate in (os.environ.get("SEGUE_DATA"), "../shared/data"):
        if candidate and Path(candidate).expanduser().is_dir():
            return Path(candidate).expanduser()
    return None
