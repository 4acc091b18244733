"""Found: what a search gives, as the API tells it."""

from msgspec import Struct

from segue.domain.event import TrackId


class FoundTrack(Struct, frozen=True):
    """Also an episode or a chapter."""

    id: TrackId
    title: str
    artist: str
    artist_id: str
    release: str | None
    format: str
    duration_ms: int | None
    year: int | None


class FoundArtist(Struct, frozen=True):
    artist_id: str
    artist: str
    tracks: int


class FoundAlbum(Struct, frozen=True):
    album_id: str
    album: str
    artist: str
    artist_id: str
    tracks: int
    year: int | None


class FoundPlaylist(Struct, frozen=True):
    id: str
    name: str  # of a mix, as it is asked for; "" for a playlist that somebody made
    title: str


class Top(Struct, frozen=True):
    """What stands before everything else: of which list, and at which place of it."""

    list: str
    rank: int


class Offered(Struct, frozen=True):
    """Instead of nothing: names that are near, moods and genres there are, and a text for `segue prompt`."""

    names: tuple[str, ...] = ()
    moods: tuple[str, ...] = ()
    prompt: str = ""


class Found(Struct, frozen=True):
    """`total` says how many there are of each kind, of which the lists hold the first. `search_id` is what a `select`
    event names; None where nothing was recorded."""

    query: str
    tracks: tuple[FoundTrack, ...]
    artists: tuple[FoundArtist, ...]
    albums: tuple[FoundAlbum, ...]
    episodes: tuple[FoundTrack, ...]
    playlists: tuple[FoundPlaylist, ...]
    total: dict[str, int]
    top: Top | None = None
    offered: Offered | None = None
    search_id: str | None = None
    refines: str | None = None
