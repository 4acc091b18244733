"""Calls: a request to a route, begun as a client would and then made wrong in path, query, head or body."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from hashlib import md5
from typing import Any
from urllib.parse import quote_from_bytes, unquote

from benchmarks.fuzz.dice import Dice
from benchmarks.fuzz.exchange import Call, Headers
from benchmarks.fuzz.place import SUBSONIC, TRACKS, Person, Place, Route
from benchmarks.fuzz.spoil import packed, spoiled, written
from benchmarks.fuzz.twist import ODD, twisted
from segue.catalog.names import artist_id
from segue.ingest.dialects import all_dialects
from segue.ingest.reading import spoken

Pairs = list[tuple[str, str]]
_EXAMPLES = {name: dialect.examples for name, dialect in all_dialects().items()}
_EVERY = [example for examples in _EXAMPLES.values() for example in examples]
_CODE = "6b0c8e5e-0f2b-4a3f-9d5e-3b8a9d1c2f47"
_TEXTS = tuple(str(odd)[:6_000] for odd in ODD if not isinstance(odd, int) or abs(odd) < 10**30)
_QUERY = (
    "n", "recipe", "seeds", "seed", "after", "count", "max_ts", "min_ts", "score", "offset", "metadata", "return_msid",
    "token", "hs", "p", "u", "t", "a", "x",
)  # fmt: skip
_SPOTIFY = (
    "ids", "uris", "limit", "offset", "market", "type", "q", "time_range", "after", "before", "seed_tracks",
    "seed_artists", "seed_genres", "min_tempo", "max_energy", "target_valence", "target_key", "min_popularity",
    "max_duration_ms", "fields", "position", "include_groups",
)  # fmt: skip
_REST = (
    "id", "time", "submission", "albumId", "artistId", "rating", "position", "positionMs", "state", "playbackRate",
    "mediaId", "mediaType", "query", "songCount", "songOffset", "artistCount", "albumCount", "size", "genre",
    "fromYear", "toYear", "current", "currentIndex", "comment", "username", "name", "songId", "playlistId",
    "songIdToAdd", "songIndexToRemove", "ignoreScrobble", "count", "offset",
)  # fmt: skip
_LASTFM = (
    "track.scrobble", "track.updateNowPlaying", "track.love", "track.unlove", "library.removeScrobble", "user.getInfo",
    "user.getRecentTracks", "user.getTopTracks", "user.getLovedTracks", "auth.getToken", "auth.getSession",
    "auth.getMobileSession", "x",
)  # fmt: skip
_TYPES = (
    "application/json", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b",
    "multipart/form-data", "application/msgpack", "text/plain; charset=utf-16", "application/json; charset=x", "",
    "\xff", "a/b",
)  # fmt: skip
_HEADS = (
    "segue-dialect", "cookie", "authorization", "content-encoding", "content-length", "content-type", "host", "origin",
    "sec-fetch-site", "hx-request", "hx-current-url", "if-none-match", "range", "expect", "x-forwarded-for",
    "x-forwarded-proto", "x-emby-authorization", "x-emby-token", "accept", "accept-encoding", "user-agent",
    "transfer-encoding",
)  # fmt: skip


def made(dice: Dice, place: Place, route: Route) -> Call:
    """One request to `route`, mostly wrong somewhere."""
    person = dice.one(place.people)
    path, query, body, headers = _begun(dice, place, route, person)
    if dice.chance(35):
        query = [*query, *_pairs(dice, dice.one((_QUERY, _REST)))]
    raw_query = _query(dice, query)
    if dice.chance(8):
        raw_query = quote_from_bytes(spoiled(dice, raw_query), safe="=&%+[]").encode()
    if route.method in ("POST", "PUT") and dice.chance(18):
        body = spoiled(dice, body)
    if body and dice.chance(10):
        body = packed(dice, body)
        headers.append((b"content-encoding", b"gzip"))
    headers = _signed(dice, headers, person)
    for _ in range(dice.one((0, 0, 0, 1, 2))):
        headers.append(_odd_header(dice, person))
    if dice.chance(85):
        headers.append((b"content-length", str(len(body)).encode()))
    if dice.chance(6):
        path = unquote((path + quote_from_bytes(dice.noise(6))).replace("//", "/"), errors="replace")
    method = dice.one(("PUT", "HEAD", "DELETE", "PATCH", "POST")) if dice.chance(1) else route.method
    return Call(method, path, raw_query, headers, _chunks(dice, body), gone=dice.chance(1))


def _begun(dice: Dice, place: Place, route: Route, person: Person) -> tuple[str, Pairs, bytes, Headers]:
    for start, begin in _BEGINS:
        if route.path.startswith(start):
            return begin(dice, place, route.path, person)
    return _filled(dice, place, route.path, person), _pairs(dice, _QUERY), _bytes(dice, dice.one(_EVERY)), []


def _filled(dice: Dice, place: Place, path: str, person: Person) -> str:
    """With something in place of `{name:type}`."""
    if "{" not in path:
        return path
    before, _, rest = path.partition("{")
    good = {
        "user_name": person.listener.name,
        "track": dice.one(TRACKS).id,
        "link": "0" * 32,
        "name": dice.one(SUBSONIC),
        "artist": artist_id("Band 1"),
        "album": "0" * 32,
        "user_id": person.listener.name,
        "kind": dice.one(("tracks", "artists")),
    }
    value = good.get(rest.partition(":")[0], "openapi.json") if dice.chance(80) else _text(dice)[:300].replace("/", "")
    return before + (value or "x") + rest.partition("}")[2]


def _native(dice: Dice, place: Place, path: str, person: Person) -> tuple[str, Pairs, bytes, Headers]:
    name = dice.one(("native", "native", "native", *spoken()))
    message: Any = dice.one(_EXAMPLES[name])
    if name == "native":
        message = {"events": [_new(dice, dice.one(_EXAMPLES[name])) for _ in range(dice.one((1, 1, 1, 2, 5)))]}
    elif dice.chance(50):
        message = {**message, "dialect": name}
    if path.endswith("next") and dice.chance(80):
        request = {
            "n": 5,
            "recipe": dice.one(("for_you", "discover")),
            "seeds": [dice.one(TRACKS).id],
            "context": {"a": 1},
        }
        message = {**message, "request": request}
    if dice.chance(5):
        message = {**message, "token": person.token}
    headers = [(b"segue-dialect", name.encode())] if "dialect" not in message and name != "native" else []
    return path, [], _bytes(dice, message), headers


def _new(dice: Dice, event: Any) -> Any:
    """As a player tells it today."""
    now = datetime.now(UTC).timestamp()
    fresh = {**event, "event_id": f"f:{dice.below(10**9)}", "at": int(1000 * (now - dice.below(4_000)))}
    return {**fresh, "track": {"id": dice.one(TRACKS).id}} if dice.chance(40) else fresh


def _query_only(dice: Dice, place: Place, path: str, person: Person) -> tuple[str, Pairs, bytes, Headers]:
    return _filled(dice, place, path, person), _pairs(dice, _QUERY), b"", []


def _identity(dice: Dice, place: Place, path: str, person: Person) -> tuple[str, Pairs, bytes, Headers]:
    other = dice.one(place.people)
    messages: tuple[Any, ...] = (
        {"device": "phone", "zone": "Europe/Berlin"},
        {"anonymous": other.token},
    )
    if path.endswith("links"):  # a voice: the whole of somebody would leave nobody to speak
        messages = ({"token": other.token, "device": "phone", "person": "x"},)
    return _filled(dice, place, path, person), [], _bytes(dice, dice.one(messages)), []


def _listenbrainz(dice: Dice, place: Place, path: str, person: Person) -> tuple[str, Pairs, bytes, Headers]:
    message: Any = dice.one(_EXAMPLES["listenbrainz"])
    if "payload" not in message:
        message = {"listen_type": dice.one(("single", "playing_now", "import")), "payload": [message]}
    if path.endswith("delete-listen"):
        message = {"listened_at": 1_772_349_330, "recording_msid": dice.one(TRACKS).id}
    elif path.endswith("recording-feedback"):
        message = {
            dice.one(("recording_msid", "recording_mbid")): dice.one((dice.one(TRACKS).id, _CODE)),
            "score": dice.one((1, 0, -1)),
        }
    return _filled(dice, place, path, person), _pairs(dice, _QUERY), _bytes(dice, message), []


def _jellyfin(dice: Dice, place: Place, path: str, person: Person) -> tuple[str, Pairs, bytes, Headers]:
    said = f'MediaBrowser Client="Finamp", Device="x", DeviceId="1", Token="{person.token}"'
    head = [] if dice.chance(15) else [(dice.one((b"authorization", b"x-emby-authorization")), said.encode())]
    return path, [], _bytes(dice, dice.one(_EXAMPLES["jellyfin"])["body"]), head


def _lastfm(dice: Dice, place: Place, path: str, person: Person) -> tuple[str, Pairs, bytes, Headers]:
    method = dice.one(_LASTFM)
    pairs: Pairs = [("method", method), ("api_key", "k"), ("api_sig", "0" * 32), ("sk", person.lastfm)]
    if dice.chance(50):
        pairs.append(("format", "json"))
    for number in range(dice.one((1, 1, 2))):
        end = dice.one(("", f"[{number}]"))
        pairs += [
            (f"{name}{end}", str(value))
            for name, value in _members(dice, dice.one(_EXAMPLES["lastfm"]))
            if name != "method"
        ]
    if method.startswith(("user", "auth")):
        pairs += _pairs(
            dice, ("limit", "page", "from", "to", "period", "user", "token", "username", "password", "authToken")
        )
    pairs = _untidy(dice, pairs)
    return _in_query_or_body(dice, path + dice.one(("", "/")), pairs)


def _audioscrobbler(dice: Dice, place: Place, path: str, person: Person) -> tuple[str, Pairs, bytes, Headers]:
    if path == "/audioscrobbler":
        when = str(int(datetime.now(UTC).timestamp()))
        proof = _md5(_md5(person.password) + when)
        return (
            path,
            _untidy(dice, [("hs", "true"), ("p", "1.2.1"), ("u", person.listener.name), ("t", when), ("a", proof)]),
            b"",
            [],
        )
    end = "[0]" if path.endswith("submit") else ""
    pairs = [("s", person.audioscrobbler)]
    pairs += [(name + end, str(value)) for name, value in _members(dice, dice.one(_EXAMPLES["audioscrobbler"]))]
    return path, [], _form(dice, _untidy(dice, pairs)), []


def _subsonic(dice: Dice, place: Place, path: str, person: Person) -> tuple[str, Pairs, bytes, Headers]:
    pairs: Pairs = [("v", "1.16.1"), ("c", dice.one(("DSub", "a", "봄"))), ("f", dice.one(("json", "xml", "jsonp")))]
    pairs += dice.one(
        (
            [("u", person.listener.name), ("p", person.password)],
            [("u", person.listener.name), ("t", _md5(person.password + "abc")), ("s", "abc")],
            [("apiKey", person.token)],
        )
    )
    pairs += [("callback", "f")] if dice.chance(20) else []
    for name in [dice.one(_REST) for _ in range(dice.below(5))] + ["id"]:
        good = dice.one((dice.one(TRACKS).id, "1", "1772349330250", "true", "playing", "song", dice.one(TRACKS).id))
        pairs.append((name, good if dice.chance(75) else _text(dice)))
    name = dice.one(SUBSONIC) + dice.one(("", ".view")) if dice.chance(95) else _text(dice)[:60].replace("/", "") or "x"
    return _in_query_or_body(dice, f"/rest/{name}", _untidy(dice, pairs))


def _page(dice: Dice, place: Place, path: str, person: Person) -> tuple[str, Pairs, bytes, Headers]:
    pairs = [
        ("kind", dice.one(("skip", "like", "ban", "complete"))),
        ("track", dice.one(TRACKS).id),
        ("slate", "4b1f0c9e"),
    ]
    pairs += [("recipe", "for_you"), ("of", "a:1"), ("token", person.token), ("link", "0" * 32), ("own", person.token)]
    body = _form(dice, _untidy(dice, pairs))
    headers: Headers = [(b"cookie", b"segue_token=" + person.token.encode()), (b"sec-fetch-site", b"same-origin")]
    headers.append((b"content-type", b"application/x-www-form-urlencoded"))
    if dice.chance(15):
        headers.pop()
        headers.append((b"content-type", b"multipart/form-data; boundary=b"))
        part = b'--b\r\nContent-Disposition: form-data; name="%b"\r\n\r\n%b\r\n'
        body = b"".join(part % (n.encode(), v.encode()) for n, v in pairs) + b"--b--\r\n"
    if dice.chance(30):
        headers.append((b"hx-request", b"true"))
    return _filled(dice, place, path, person), _pairs(dice, ("recipe", "token")), body, headers


def _spotify(dice: Dice, place: Place, path: str, person: Person) -> tuple[str, Pairs, bytes, Headers]:
    track = dice.one(TRACKS).id.replace("-", "")
    if path == "/api/token":
        secret = dice.one((person.token, person.password))
        grant = dice.one(("client_credentials", "refresh_token", "x"))
        pairs = [("grant_type", grant), ("client_id", person.listener.name), ("client_secret", secret)]
        return path, [], _form(dice, _untidy(dice, [*pairs, ("refresh_token", person.token)])), []
    uris = [f"spotify:track:{track}"] * dice.one((1, 1, 3)) + dice.one(([], [], ["spotify:playlist:x", _CODE]))
    message: Any = {"name": dice.one(("봄", _text(dice)[:100])), "description": "x", "public": dice.chance(50)}
    if path.endswith(("/items", "/tracks")):
        some = [{"uri": uri, **({"positions": [0]} if dice.chance(30) else {})} for uri in uris]
        moved = {"range_start": 0, "insert_before": 1, "range_length": dice.one((1, 2))}
        message = dice.one(
            (uris, {"uris": uris, "position": dice.one((0, 99))}, {"items": some}, {"tracks": some}, moved)
        )
    if path.endswith("me/tracks"):
        message = {"ids": uris}
    if "{playlist" in path:
        own = place.app.lists.of(person.listener) or [place.app.lists.make(person.listener, "x", (), datetime.now(UTC))]
        path = path.replace("{playlist:str}", own[-1].id.replace("-", "") if dice.chance(90) else "0" * 32)
    values = (",".join(uris), "a", "5", "0.5", "track,artist", "short_term", "genre:a", _text(dice))
    pairs = [(name, dice.one(values)) for name in (dice.one(_SPOTIFY) for _ in range(dice.below(4)))]
    pairs += [(name, ",".join(uris)) for name in ("ids", "uris") if dice.chance(40)]
    return _filled(dice, place, path, person), pairs, _bytes(dice, message), []


Begin = Callable[[Dice, Place, str, Person], tuple[str, Pairs, bytes, Headers]]
_BEGINS: tuple[tuple[str, Begin], ...] = (
    ("/api/v1/events", _native), ("/api/v1/next", _native), ("/api/v1/anonymous", _identity),
    ("/api/v1/adopt",
    _identity), ("/api/v1/links", _identity), ("/api/v1", _query_only), ("/1/", _listenbrainz),
    ("/v1/", _spotify), ("/api/token", _spotify),
    ("/Sessions", _jellyfin), ("/jellyfin", _jellyfin), ("/2.0", _lastfm), ("/audioscrobbler", _audioscrobbler),
    ("/rest", _subsonic), ("/health", _query_only), ("/schema", _query_only), ("/", _page),
)  # fmt: skip


def _members(dice: Dice, message: Any) -> list[tuple[str, Any]]:
    told = twisted(dice, message)
    return list(told.items()) if isinstance(told, dict) else []


def _text(dice: Dice) -> str:
    return dice.one(_TEXTS)


def _pairs(dice: Dice, names: Sequence[str]) -> Pairs:
    return [
        (dice.one(names), dice.one(("5", "1772349330", "true", "for_you", _text(dice)))) for _ in range(dice.below(4))
    ]


def _untidy(dice: Dice, pairs: Pairs) -> Pairs:
    """One lost, one twice, one odd."""
    pairs = [*pairs]
    if pairs and dice.chance(25):
        del pairs[dice.below(len(pairs))]
    if pairs and dice.chance(20):
        name, value = dice.one(pairs)
        pairs.append((name, dice.one((value, _text(dice)))))
    if pairs and dice.chance(35):
        at = dice.below(len(pairs))
        pairs[at] = (pairs[at][0], _text(dice))
    return pairs


def _in_query_or_body(dice: Dice, path: str, pairs: Pairs) -> tuple[str, Pairs, bytes, Headers]:
    split = dice.one((0, len(pairs), dice.below(len(pairs) + 1)))
    return path, pairs[:split], _form(dice, pairs[split:]), []


def _form(dice: Dice, pairs: Pairs) -> bytes:
    return _query(dice, pairs)


def _query(dice: Dice, pairs: Pairs) -> bytes:
    """Urlencoded; half surrogate pairs as some programs write them, in three bytes."""
    return b"&".join(_encoded(name) + b"=" + _encoded(value) for name, value in pairs)


def _encoded(text: str) -> bytes:
    return quote_from_bytes(text.encode("utf-8", "surrogatepass"), safe="[]").encode()


def _bytes(dice: Dice, message: Any) -> bytes:
    return written(dice, twisted(dice, message, _EVERY))


def _signed(dice: Dice, headers: Headers, person: Person) -> Headers:
    if any(name in (b"authorization", b"cookie") for name, _ in headers) or dice.chance(6):
        return headers
    if dice.chance(5):
        return [*headers, (b"cookie", b"segue_token=" + person.token.encode()), (b"sec-fetch-site", b"same-origin")]
    return [*headers, (b"authorization", dice.one((b"Bearer ", b"Token ")) + person.token.encode())]


def _odd_header(dice: Dice, person: Person) -> tuple[bytes, bytes]:
    name = dice.one(_HEADS)
    value = dice.one(
        (
            dice.one(_TYPES), _text(dice)[:400], "true", "0", "-1", "gzip", "identity, gzip", "cross-site",
            "Bearer", "Token ",
            f"Bearer {person.token}x", f"segue_token={person.token}; segue_token=x",
            'MediaBrowser Token="', "car_v2", "w" * 8_000,
        )
    )  # fmt: skip
    return name.encode(), value.encode("utf-8", "replace").replace(b"\n", b"").replace(b"\r", b"").replace(b"\0", b"")


def _chunks(dice: Dice, body: bytes) -> list[bytes]:
    if not body or dice.chance(85):
        return [body]
    at = dice.below(len(body))
    return [body[:at], b"", body[at:]]


def _md5(text: str) -> str:
    return md5(text.encode(), usedforsecurity=False).hexdigest()
