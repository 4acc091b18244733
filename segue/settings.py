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
    prompt_endpoint: str = ""
    """Address of an OpenAI-compatible server that reads prompts, http://localhost:11434/v1; empty = a lexicon."""
    prompt_model: str = ""
    """The model that it is asked for."""
    prompt_key: str = ""
    """Its key, where it wants one."""
    prompt_timeout_s: float = 4.0
    """After so long without its whole answer the lexicon reads the prompt."""
    dj_talk: float = 0.5
    """How talkative the DJ is, 0 = silence, 1 = before every track, for listeners who did not choose."""
    dj_endpoint: str = ""
    """Address of an OpenAI-compatible server that words what the DJ says, http://localhost:11434/v1; empty =
    templates."""
    dj_model: str = ""
    """The model that it is asked for."""
    dj_key: str = ""
    """Its key, where it wants one."""
    dj_timeout_s: float = 3.0
    """After so long without its whole answer the template tells."""
    dj_speech: str = "espeak-ng -b 1 -v {lang} --stdin --stdout"
    """What speaks: a command that turns its input into WAV, or the address of a server with OpenAI's
    audio/speech; empty = none."""
    dj_speech_model: str = ""
    """The model that such a server is asked for."""
    dj_speech_voice: str = ""
    """The voice that it is asked for."""
    dj_speech_key: str = ""
    """Its key, where it wants one."""
    dj_speech_timeout_s: float = 20.0
    """After so long without sound the line stays unspoken."""
    dj_lufs: float | None = None
    """Loudness of speech; None = as the track that it comes before, -16 where nobody measured that."""
    subsonic_upstream: str = ""
    """Address of a Subsonic server to stand before: everything under /rest/ passes through to it; empty = none."""
    subsonic_mixes: bool = True
    """Whether the players of that server find Segue's mixes among its playlists, and Segue says what is like a song."""
    max_body_bytes: int = 16 * 2**20
    """Largest request body, after decompression."""
    max_reading_bytes: int = 256 * 2**20
    """Request bodies that are on their way in, of all clients together; beyond it they hear 503."""
    slowest_body_s: float = 30.0
    """A client that takes longer to send a request body is cut off."""
    anonymous_per_hour: int = 1_000
    """New anonymous listeners within an hour, over all devices; 0 = there are none."""
    slowest_head_s: float = 10.0
    """A client that takes longer to send the head of a request, or to begin one, is cut off."""
    max_connections: int = 1000
    """Connections open at once; a further client hears 503."""
    requests_per_s: float = 500.0
    """Requests of one token before it hears 429, after a burst of ten seconds' worth; 0 = no limit."""
    page_origins: tuple[str, ...] = ()
    """Other sites whose pages may tell and ask with segue.js, as https://music.example."""
    max_waiting_batches: int = 512
    """Batches waiting for the disk before a client hears 503."""
    follow_every_s: float = 0.5
    """How often the consumer sweeps and saves profiles."""
    lake_every_s: float = 30.0
    """How often the consumer brings the log into the lake."""
    mixes_every_s: float = 60.0
    """How often the server looks which mixes are due by its listeners' clocks; 0 = they are made when asked for."""
    push_every_s: float = 900.0
    """How often mixes go where they are kept (`segue push --keep`), beside when they are made; 0 = never."""
    mixes_for_days: int = 30
    """Mixes are made ahead for those who listened within so many days; for others when they ask."""
    refresh_every_s: float = 3600.0
    """How often `serve` refits models from the log; 0 = never."""
    sync_every_s: float = 3600.0
    """How often `serve` reads what is new on the music servers that are known; 0 = never."""
    sequence_plays: int = 100_000
    """The next-item model learns from so many of the latest plays, a minute of work; fewer than 50,000 = without it."""

    session_gap_s: float = 0.0
    """Silence after which a new session begins; 0 = fitted from the data, 30 minutes until there are enough."""
    heard_s: float = 30.0
    """A song left later than this, and past its half, was not rejected."""
    unknown_skip_weight: float = 0.6
    """Strength of a skip whose position the player did not tell, 0-1."""
    inferred_weight: float = 0.7
    """A skip that nobody told, worked out from the next beginning, counts so much of a told one."""
    skip_chain_s: float = 5.0
    """Skips that follow each other this fast are one decision."""
    finished_share: float = 0.95
    """A song left after this share of it was heard to its end."""
    stopped_weight: float = 0.5
    """How much a song counts as liked at whose second half the music was switched off."""
    progress_weight: float = 0.5
    """How much an audiobook's chapter, or all of an unfinished episode, counts as liked."""
    credits_s: float = 90.0
    """An episode or chapter left in its last seconds, these many, was heard to its end."""
    tasted_s: float = 120.0
    """An episode left for another one before this was only tasted."""
    tasted_weight: float = 0.5
    """Strength of the skip of an episode that was only tasted, 0-1."""
    asleep_after_s: float = 3 * 3600.0
    """Without anybody touching a device for so long, plays count little."""
    asleep_weight: float = 0.1
    """How little a play counts while nobody has touched a device for hours."""
    least_listeners: int = 3
    """A track's figures over all listeners are told when so many have heard it."""
    just_played_s: float = 3 * 3600.0
    """A track finished this recently is not proposed again."""
    just_skipped_s: float = 24 * 3600.0
    """A track skipped this recently is not proposed again."""
    artist_cap: int = 2
    """Most tracks of one artist in a slate (more only when nothing else is left)."""
    diversity: float = 0.15
    """0 = pure relevance, 1 = pure difference between neighbours in the slate."""
    familiar_share: float | None = None
    """Most of a slate that was heard before, 0 = all new, 1 = all known; None = learnt from the listener's plays."""
    artist_apart: int = 2
    """Places between two tracks of one artist, where others are there to fill them."""
    album_apart: int = 4
    """Places between two tracks of one release, where others are there to fill them."""
    calibration: float = 0.2
    """How much the slate's shares of famous and niche tracks follow the listener's own; 0 = not at all, 1 = most."""
    niche_share: float = 0.1
    """Least of a slate that is niche, of the tracks that few listeners like, where some are proposed."""
    fatigue_weight: float = 0.3
    """How far a track sinks for each day it led the slates and was not chosen, in standard deviations of the scores."""
    fatigue_half_life_days: float = 4.0
    """After so many days a day of being shown in vain weighs half."""
    freshness: float = 0.1
    """How far new releases and what was not heard for long rise, in standard deviations of the scores."""
    rest_half_life_days: float = 3.0
    """Days after which a track has half recovered from being heard."""
    daily_variation: float = 0.03
    """How far the order varies from day to day by chance, in standard deviations of the scores."""
    explore_share: float = 0.07
    """Share of a slate's places, the first left out, drawn by chance among what little is known of; 0 = none."""
    explore_scale: float = 1.0
    """How unsure a score is of which nothing was ever heard, in standard deviations of the scores."""
    intent_weight: float = 2.0
    """How much the last minutes count against the long-term taste."""
    context_weight: float = 12.0
    """How much it counts what is finished at this hour, in this activity and place, and not at others."""
    learned_weight: float = 1.0
    """How much the ranker learnt from earlier answers counts, 1 = as was best on later days; 0 = never."""
    skip_aversion: float = 1.0
    """How much P(skip) counts against a track, 1 = as was best on later days; 0 = never."""
    familiar_weight: float = 1.0
    """How much a listener's own record with a track and its artist counts."""
    skips_count: bool = True
    """False makes skips invisible to answers: only for measuring what they are worth."""

    @classmethod
    def example(cls) -> "Settings":
        """Every default, for what needs no home."""
        return cls(home=Path())

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
    def connections_path(self) -> Path:
        return self.home / "libraries.json"

    @property
    def lake_path(self) -> Path:
        return self.home / "lake"

    @property
    def recipes_path(self) -> Path:
        """Recipes that the operator wrote, as TOML files."""
        return self.home / "recipes"

    @property
    def prior_path(self) -> Path:
        return self.home / "installed.prior"

    @property
    def search_path(self) -> Path:
        return self.home / "search"

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
